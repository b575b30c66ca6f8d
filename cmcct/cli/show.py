"""`cmcct show`."""

from collections.abc import Sequence
from typing import Annotated

import typer

from cmcct import cards, query, sharing, store
from cmcct.cli import complete, options, output
from cmcct.cli.selection import Audience
from cmcct.clock import now
from cmcct.errors import FOUND_FAULTS, CmcctError, did_you_mean
from cmcct.model import Directory, FocalPoint
from cmcct.sharing import Extract

FORMATS = ("card", "json", "toml", "vcard")
PASSED_ON = {"json": "network", "vcard": "network"}

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(epilog="Example: cmcct show gy-ctu --qr")
def show(
    ids: Annotated[
        list[str],
        typer.Argument(metavar="ID...", help="Ids of seats.", autocompletion=complete.ids),
    ],
    directory: options.Directory = None,
    audience: Audience = None,
    form: Annotated[str, options.choice("format", FORMATS, "How to show them.")] = "card",
    qr: Annotated[
        bool, typer.Option("--qr", help="Add a code that a phone's camera takes as a contact.")
    ] = False,
) -> None:
    """Show the card of a seat, with the local time there and what is open now."""
    if qr and form != "card":
        raise CmcctError(f"--qr does not go with --format {form}", "leave one of them out")
    loaded = store.load(store.locate(directory))
    found, unknown = query.by_id(loaded.directory, ids)
    shown = sharing.extract(loaded.directory, found, audience or PASSED_ON.get(form, "secretariat"))
    codes = sharing.extract(loaded.directory, found if qr else (), audience or "network")
    if form == "card":
        _print_cards(shown, codes, loaded.broken_ids)
    else:
        output.emit(_text(shown, form))
    for text in loaded.warnings:
        output.remark(f"warning: {text}")
    for id_ in unknown:
        hint = did_you_mean(_closest_ids(loaded.directory, id_))
        output.remark(f"no seat has the id {id_!r}{f'; {hint}' if hint else ''}")
    withheld = [*_lacking(found, shown), *(_lacking(found, codes) if qr else ())]
    for point, lacking in withheld:
        output.remark(f"{point.id} is withheld from {lacking.audience}: --audience {point.sharing}")
    if unknown or not shown.focal_points:
        raise typer.Exit(FOUND_FAULTS)


def _lacking(found: Sequence[FocalPoint], extract: Extract) -> list[tuple[FocalPoint, Extract]]:
    kept = {point.id for point in extract.focal_points}
    return [(point, extract) for point in found if point.id not in kept]


def _closest_ids(directory: Directory, id_: str) -> list[str]:
    from cmcct.suggest import closest

    return closest(id_, [point.id for point in directory.focal_points])


def _print_cards(shown: Extract, codes: Extract, broken_ids: frozenset[str]) -> None:
    coded = {point.id: point for point in codes.focal_points}
    moment = now()
    for point in shown.focal_points:
        title, rows = cards.title(point), list(cards.rows(point, shown, moment))
        code = _code(coded[point.id]) if point.id in coded else []
        if output.is_terminal():
            from cmcct import render

            render.show(render.card(title, rows, is_broken=point.id in broken_ids))
            render.show(*[render.code(code)] * bool(code))
        else:
            output.emit(cards.as_text(title, rows) + "".join(f"{line}\n" for line in code))


def _code(point: FocalPoint) -> list[str]:
    from cmcct.formats.vcard import dump_short
    from cmcct.qr import half_blocks

    return half_blocks(dump_short(point))


def _text(shown: Extract, form: str) -> str:
    if form == "json":
        from cmcct.formats import json

        return json.dump_entries(shown)
    if form == "toml":
        from cmcct.formats import toml

        return toml.dump(shown)
    from cmcct.formats import vcard

    return vcard.dump(shown)
