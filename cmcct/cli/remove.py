"""`cmcct remove`."""

import typer

from cmcct import changes, overlay
from cmcct.changes import Raw
from cmcct.cli import editing, options

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(epilog="Example: cmcct remove gy-shelter --dry-run")
def remove(
    ids: editing.Ids, directory: options.Directory = None, dry_run: editing.DryRun = False
) -> None:
    """Take entries out, private parts included. Where the person left, retire says so instead."""

    def change(raw: Raw, private: Raw) -> None:
        for point in changes.entries(raw, ids):
            overlay.drop(private, overlay.reaching(raw, private, point))
        changes.remove(raw, ids)

    if editing.carry_out(directory, change, dry_run=dry_run):
        editing.tell_history()
