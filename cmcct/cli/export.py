"""`cmcct export`: the files to hand out."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from cmcct import inspection, query, sharing, store, writing
from cmcct.cli import options, output
from cmcct.cli.selection import Audience, selecting
from cmcct.clock import today
from cmcct.errors import CmcctError
from cmcct.query import Selection
from cmcct.sharing import Extract
from cmcct.wording import Message, listed, say, say_count

Output: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        readable=False,
        help="Where to write; else standard output.",
    ),
]

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
@selecting
def vcard(
    selection: Selection,
    directory: options.Directory = None,
    audience: Audience = None,
    target: Output = None,
    split: Annotated[
        bool, typer.Option("--split", help="Write one file a focal point into the folder --output.")
    ] = False,
    version: Annotated[
        str, options.choice("vcard-version", ("3.0", "4.0"), "4.0 is for programs that ask for it.")
    ] = "3.0",
) -> None:
    """Write vCards, for telephones, mail programs and address books."""
    from cmcct.formats import vcard

    if split and target is None:
        raise CmcctError(say("--split needs a folder"), say("name it with --output"))
    extract = _extract(selection, directory, audience)
    if split and target is not None:
        _write_each(target, vcard.dump_each(extract, version=version), extract)
    else:
        _write(target, vcard.dump(extract, version=version), extract, directory)


@app.command(epilog="Example: cmcct export csv --audience public -o list.csv")
@selecting
def csv(
    selection: Selection,
    directory: options.Directory = None,
    audience: Audience = None,
    target: Output = None,
    delimiter: Annotated[
        str,
        typer.Option(
            metavar="CHARACTER", help="Between cells: ';' for Excel in Spanish, Dutch and French."
        ),
    ] = ",",
) -> None:
    """Write a CSV file, for Excel and other spreadsheets."""
    from cmcct.formats import csv

    delimiter = "\t" if delimiter in {"tab", "\\t"} else delimiter
    if delimiter not in DELIMITERS:
        message = say("{text} cannot stand between cells", text=repr(delimiter))
        raise CmcctError(message, say("use , ; | or tab"))
    extract = _extract(selection, directory, audience)
    _write(target, csv.dump(extract, delimiter=delimiter), extract, directory)


@app.command(epilog="Example: cmcct export json --region caricom")
@selecting
def json(
    selection: Selection,
    directory: options.Directory = None,
    audience: Audience = None,
    target: Output = None,
) -> None:
    """Write JSON, for programs."""
    from cmcct.formats import json

    extract = _extract(selection, directory, audience)
    _write(target, json.dump(extract), extract, directory)


def _extract(selection: Selection, directory: Path | None, audience: str | None) -> Extract:
    """Select from a directory without errors; raises `CmcctError` where nothing is left."""
    day = today()
    loaded = inspection.load_strict(store.locate(directory), day)
    audience = audience or sharing.default_audience("export")
    extract = query.find(loaded, selection, audience, day)
    if not extract.focal_points:
        output.explain((), extract)
        raise CmcctError(
            say("nothing to export"), "; ".join(query.hints(loaded, selection, audience, day))
        )
    return extract


def _write(target: Path | None, text: str, extract: Extract, directory: Path | None) -> None:
    if target is None or target == Path("-"):
        output.emit(text)
        _summarise(say("standard output"), extract)
    else:
        writing.refuse_as_target(target, store.locate(directory))
        writing.write(target, text.encode(), private=extract.audience == "secretariat")
        _summarise(str(target), extract)


def _write_each(folder: Path, files: Iterable[tuple[str, str]], extract: Extract) -> None:
    writing.make_folder(folder)
    _refuse_others(folder, extract)
    for id_, text in files:
        private = extract.audience == "secretariat"
        writing.write(folder / f"{id_}.vcf", text.encode(), private=private)
    _summarise(str(folder), extract)


def _refuse_others(folder: Path, extract: Extract) -> None:
    """Refuse a folder with cards that are not in this list: they would go out with it."""
    written = {f"{point.id}.vcf" for point in extract.focal_points}
    others = [path for path in folder.glob("*.vcf") if path.name not in written]
    if others:
        message = say_count(
            "{folder} holds {count} card that is not in this list",
            "{folder} holds {count} cards that are not in this list",
            len(others),
            folder=folder,
        )
        raise CmcctError(message, say("choose an empty folder"))


def _summarise(where: str, extract: Extract) -> None:
    output.remark(
        say(
            "{file}: {entries} for {audience}, {marking}",
            file=where,
            entries=say_count(
                "{count} focal point", "{count} focal points", len(extract.focal_points)
            ),
            audience=extract.audience,
            marking=extract.marking,
        )
    )
    output.explain((), extract)
    if extract.audience == "secretariat":
        held = listed(_private_content(extract)) or say("nothing private")
        output.remark(say("it holds {what}: for the secretariat only", what=held))


def _private_content(extract: Extract) -> list[Message]:
    """Count what of all that is written no other audience may have."""
    points = extract.focal_points
    levels = [email.sharing for point in points for email in point.emails]
    levels += [phone.sharing for point in points for phone in point.phones]
    channels = levels.count("secretariat")
    entries = sum(point.sharing == "secretariat" for point in points)
    notes = sum(bool(point.private_notes) for point in points)
    addresses = sum(point.id in extract.private_addresses for point in points)
    counted = [
        say_count("{count} private entry", "{count} private entries", entries),
        say_count("{count} private channel", "{count} private channels", channels),
        say_count("{count} private note", "{count} private notes", notes),
        say_count("{count} private address", "{count} private addresses", addresses),
    ]
    return [message for message in counted if message.values["count"]]
