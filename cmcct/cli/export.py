"""`cmcct export`: the files to hand out."""

from typing import Annotated

import typer

from cmcct.cli import options
from cmcct.cli.handing_out import Cards, handing_out
from cmcct.errors import CmcctError
from cmcct.sharing import Extract
from cmcct.wording import Wording, say

# Any other would have to be known to whoever opens the file.
DELIMITERS = (",", ";", "|", "\t")

app = typer.Typer(
    rich_markup_mode=None,
    add_completion=False,
    no_args_is_help=True,
    epilog="Example: cmcct export vcard -o list.vcf",
)


@app.callback()
def export(ctx: typer.Context, directory: options.Directory = None) -> None:
    """Write the files to hand out, for one audience and without an error in the directory."""
    ctx.obj = directory


@app.command(epilog="Example: cmcct export vcard --meeting georgetown-2019 -o list.vcf")
@handing_out
def vcard(
    extract: Extract,
    words: Wording,
    version: Annotated[
        str | None,
        options.choice("vcard-version", ("3.0", "4.0"), "Else 3.0; 4.0 is for those who ask."),
    ] = None,
    groups: Annotated[
        str | None,
        options.choice("groups", ("kind", "apple"), "Working groups and meetings as groups, too."),
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
) -> str | Cards:
    """Write vCards, for telephones, mail programs and address books."""
    from cmcct.formats import vcard

    if prune and not split:
        raise CmcctError(say("--prune needs --split"), say("it takes away files of a folder"))
    version = vcard.version_of(groups, version)
    cards = vcard.dump_each(extract, words, version=version, groups=groups)
    return Cards([*cards], prune) if split else "".join(text for _, text in cards)


@app.command(epilog="Example: cmcct export csv --audience public -o list.csv")
@handing_out
def csv(
    extract: Extract,
    delimiter: Annotated[
        str,
        typer.Option(
            metavar="CHARACTER", help="Between cells: ';' for Excel in Spanish, Dutch and French."
        ),
    ] = ",",
) -> str:
    """Write a CSV file, for Excel and other spreadsheets."""
    from cmcct.formats import csv

    delimiter = "\t" if delimiter in {"tab", "\\t"} else delimiter
    if delimiter not in DELIMITERS:
        message = say("{text} cannot stand between cells", text=repr(delimiter))
        raise CmcctError(message, say("use , ; | or tab"))
    return csv.dump(extract, delimiter=delimiter)


@app.command(epilog="Example: cmcct export json --region caricom")
@handing_out
def json(extract: Extract) -> str:
    """Write JSON, for programs."""
    from cmcct.formats import json

    return json.dump(extract)
