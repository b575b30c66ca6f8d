"""`cmcct retire`."""

from typing import Annotated

import typer

from cmcct import changes, values
from cmcct.changes import Raw
from cmcct.cli import editing, options, output

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(epilog="Example: cmcct retire gy-ctu --on 2026-03-31 --dry-run")
def retire(
    ids: editing.Ids,
    directory: options.Directory = None,
    on: Annotated[str, typer.Option(metavar="DATE", help="The last day.")] = "today",
    dry_run: editing.DryRun = False,
) -> None:
    """Say that the person has left; private numbers, addresses and notes go.

    The entry stays, so that its history does. What goes is gone from the files, not from git.
    """
    day = values.read(("until",), on)

    def change(raw: Raw, private: Raw) -> None:
        for id_ in ids:
            changes.retire(changes.entry(raw, id_), day)
            changes.drop_private_part(private, id_)

    editing.carry_out(directory, change, dry_run=dry_run)
    output.remark("what was taken out is still in git's history: whoever has a clone has it")
