"""`cmcct meeting`."""

from pathlib import Path

import typer

from cmcct.cli import options
from cmcct.cli.commands import group
from cmcct.cli.edits import edit_options
from cmcct.cli.framework.lazy_group import make_group
from cmcct.edit.operations import RawTable
from cmcct.model.fields import KEYS

app = make_group("cmcct meeting add x-2027 --name X --date 2027-03 --dry-run", group.RecordCommands)


@app.callback()
def meeting(ctx: typer.Context, directory: Path | None = options.DIRECTORY) -> None:
    """Add meetings.

    To change or remove a meeting, use cmcct set or cmcct remove with its id. To record who
    attended, use cmcct attend.
    """
    ctx.obj = directory


@app.command(epilog="Example: cmcct meeting add x-2027 --name X --date 2027-03 --dry-run")
@edit_options.field_options(*(key for key in KEYS["meeting"] if key != "id"), table="meeting")
@edit_options.edit_command_without_yes
def add(
    chosen: edit_options.EditOptions,
    id_: str = group.NEW_ID,
    *,
    values: RawTable,
) -> None:
    """Add a meeting."""
    group.add_record(chosen, "meeting", {"id": id_, **values})
