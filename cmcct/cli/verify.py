"""`cmcct verify`."""

from typing import Annotated

import typer

from cmcct import changes, values
from cmcct.changes import Raw
from cmcct.cli import complete, editing, options
from cmcct.model import VERIFIED_VIA

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(epilog="Example: cmcct verify gy-ctu --via phone --dry-run")
def verify(
    ids: editing.Ids,
    directory: options.Directory = None,
    on: Annotated[str, typer.Option(metavar="DATE", help="The day it was confirmed.")] = "today",
    via: Annotated[
        str | None,
        typer.Option(
            metavar="|".join(VERIFIED_VIA),
            help="How it was confirmed.",
            callback=options.one_of("way", VERIFIED_VIA),
            autocompletion=complete.starting(VERIFIED_VIA),
        ),
    ] = None,
    dry_run: editing.DryRun = False,
) -> None:
    """Say that entries were confirmed with the person."""
    day = values.read(("verified",), on)

    def change(raw: Raw, _private: Raw) -> None:
        for point in changes.entries(raw, ids):
            changes.verify(point, day, via)

    editing.carry_out(directory, change, dry_run=dry_run)
