"""`cmcct attend`."""

from typing import Annotated

import typer

from cmcct.cli import completion, edit_options, options
from cmcct.edit import operations
from cmcct.edit.transaction import DirectoryOnly

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(epilog="Example: cmcct attend georgetown-2019 gy-ctu tt-ctu --dry-run")
def attend(
    meeting: Annotated[
        str,
        typer.Argument(
            metavar="MEETING",
            help="Meeting id.",
            autocompletion=completion.complete_meetings,
        ),
    ],
    ids: edit_options.Ids,
    directory: options.DirectoryOption = None,
    dry_run: edit_options.DryRun = False,
) -> None:
    """Record attendance."""
    attendance = DirectoryOnly(lambda raw: operations.attend(raw, meeting, ids))
    edit_options.run_edit(directory, attendance, dry_run=dry_run)
