"""`cmcct export`: a subcommand per format."""

from importlib import import_module
from typing import Annotated, ClassVar

import typer

from cmcct.cli import options
from cmcct.cli.export_options import CardFiles, export_command
from cmcct.cli.lazy_group import SuggestingGroup
from cmcct.errors.exceptions import CmcctError
from cmcct.formats.vcard import content_lines
from cmcct.i18n.messages import ENGLISH, Translator, _, join, join_or
from cmcct.privacy.audiences import AudienceView

# Programs detect these; any other would have to be configured by the recipient.
DELIMITERS = (",", ";", "|", "\t")
# The first is the directory's own; the others have a module of the same name in `formats`.
DIALECTS = ("directory", "google", "outlook", "thunderbird")


class _FormatGroup(SuggestingGroup):
    """The formats, with file extensions and program names as aliases."""

    other_names: ClassVar = {"vcf": "vcard", "excel": "xlsx", "md": "markdown"}


app = typer.Typer(
    cls=_FormatGroup,
    rich_markup_mode=None,
    add_completion=False,
    no_args_is_help=True,
    epilog="Example: cmcct export vcard -o list.vcf",
)


@app.callback()
def export(ctx: typer.Context, directory: options.DirectoryOption = None) -> None:
    """Write the files to hand out: vCards, tables, a page.

    They are for one audience. A directory with errors is not exported.
    """
    ctx.obj = directory


@app.command(epilog="Example: cmcct export vcard --meeting georgetown-2019 -o list.vcf")
@export_command
def vcard(
    view: AudienceView,
    translator: Translator,
    version: Annotated[
        str | None,
        options.choice_option(
            "vcard-version", content_lines.VERSIONS, "Else 3.0, and with --groups kind 4.0."
        ),
    ] = None,
    groups: Annotated[
        str | None,
        options.choice_option(
            "groups", content_lines.GROUPS, "Working groups and meetings as groups, too."
        ),
    ] = None,
    split: Annotated[
        bool, typer.Option("--split", help="Write one file a focal point into the folder --output.")
    ] = False,
    prune: Annotated[
        bool,
        typer.Option(
            "--prune", help="With --split: take away cards of cmcct's that are not in this list."
        ),
    ] = False,
) -> str | CardFiles:
    """Write vCards, for telephones, mail programs and address books."""
    from cmcct.formats import vcard

    if prune and not split:
        raise CmcctError(_("--prune needs --split"), _("it takes away files of a folder"))
    version = vcard.resolve_version(groups, version)
    cards = vcard.iter_cards(view, translator, version=version, groups=groups)
    return CardFiles([*cards], prune) if split else "".join(text for _, text in cards)


@app.command(epilog="Example: cmcct export csv --dialect outlook -o list.csv")
@export_command
def csv(
    view: AudienceView,
    translator: Translator,
    dialect: Annotated[
        str, options.choice_option("dialect", DIALECTS, "Another is what that program imports.")
    ] = DIALECTS[0],
    delimiter: Annotated[
        str | None,
        typer.Option(
            metavar="CHARACTER", help="Between cells: ';' for Excel in Spanish, Dutch and French."
        ),
    ] = None,
) -> str:
    """Write a CSV file, for spreadsheets or for what an address book imports."""
    from cmcct.formats import csv

    if dialect != DIALECTS[0]:
        if delimiter is not None:
            raise options.conflict_error("--delimiter", f"--dialect {dialect}")
        module = import_module(f"cmcct.formats.csv.{dialect}")
        text: str = module.dump(view, translator)
        return text
    if translator.lang != ENGLISH:
        option = f"--lang {translator.lang}"
        others = join(["--dialect", join_or(DIALECTS[1:])], " ")
        message = _("{option} needs {other}", option=option, other=others)
        raise CmcctError(message, _("without one, the columns are keys in every language"))
    return csv.dump(view, delimiter=_delimiter("," if delimiter is None else delimiter))


def _delimiter(text: str) -> str:
    delimiter = "\t" if text in {"tab", "\\t"} else text
    if delimiter not in DELIMITERS:
        message = _("{text} cannot stand between cells", text=repr(delimiter))
        raise CmcctError(message, _("use , ; | or tab"))
    return delimiter


@app.command(epilog="Example: cmcct export xlsx --lang es -o lista.xlsx")
@export_command
def xlsx(view: AudienceView, translator: Translator) -> bytes:
    """Write a workbook, for Excel and other spreadsheets."""
    from cmcct.formats import xlsx

    return xlsx.dump(view, translator)


@app.command(epilog="Example: cmcct export html --lang fr -o annuaire.html")
@export_command
def html(view: AudienceView, translator: Translator) -> str:
    """Write one page that is read on a telephone without a network, and on paper."""
    from cmcct.formats import html

    return html.dump(view, translator)


@app.command(epilog="Example: cmcct export markdown -o list.md")
@export_command
def markdown(view: AudienceView, translator: Translator) -> str:
    """Write Markdown, for a page of a repository or a report."""
    from cmcct.formats import markdown

    return markdown.dump(view, translator)


@app.command(epilog="Example: cmcct export json --region caricom")
@export_command
def json(view: AudienceView) -> str:
    """Write JSON, for programs."""
    from cmcct.formats import json

    return json.dump(view)
