"""`cmcct group`."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from cmcct.cli import options
from cmcct.cli.edits import edit_options, editing
from cmcct.cli.framework import record_commands
from cmcct.cli.framework.record_commands import NewId, RecordCommands
from cmcct.cli.options import completion
from cmcct.edit import operations, references
from cmcct.edit.operations import RawTable
from cmcct.edit.transaction import DirectoryOnly
from cmcct.model.fields import KEYS

_TABLE = "working_group"

_Group: TypeAlias = Annotated[
    str,
    typer.Argument(
        metavar="GROUP",
        help="Id or name of a working group.",
        autocompletion=completion.complete_groups,
    ),
]

app = typer.Typer(
    cls=RecordCommands,
    rich_markup_mode=None,
    add_completion=False,
    no_args_is_help=True,
    epilog="Example: cmcct group join venezuela gy-ctu tt-ctu --dry-run",
)


@app.callback()
def group(ctx: typer.Context, directory: options.DirectoryOption = None) -> None:
    """Add working groups and change their members.

    To change or remove a group, use cmcct set or cmcct remove with its id.
    """
    ctx.obj = directory


@app.command(epilog="Example: cmcct group add x --name X --country Cuba --dry-run")
@edit_options.field_options(*(key for key in KEYS[_TABLE] if key != "id"), table=_TABLE)
def add(
    id_: NewId,
    directory: options.DirectoryOption = None,
    dry_run: edit_options.DryRun = False,
    *,
    given: RawTable,
) -> None:
    """Add a working group."""
    record_commands.add_record(directory, _TABLE, {"id": id_, **given}, dry_run=dry_run)


@app.command(epilog="Example: cmcct group join venezuela gy-ctu tt-ctu --dry-run")
def join(
    group: _Group,
    ids: edit_options.Ids,
    directory: options.DirectoryOption = None,
    dry_run: edit_options.DryRun = False,
) -> None:
    """Add entries to a working group."""
    _change_members(references.join_table, group, ids, directory, dry_run=dry_run)


@app.command(epilog="Example: cmcct group leave venezuela gy-ctu --dry-run")
def leave(
    group: _Group,
    ids: edit_options.Ids,
    directory: options.DirectoryOption = None,
    dry_run: edit_options.DryRun = False,
) -> None:
    """Remove entries from a working group."""
    _change_members(references.leave_table, group, ids, directory, dry_run=dry_run)


def _change_members(
    change_table: Callable[[RawTable, str, str, list[RawTable]], None],
    group: str,
    ids: list[str],
    directory: Path | None,
    *,
    dry_run: bool,
) -> None:
    def change(raw: RawTable) -> None:
        change_table(raw, _TABLE, group, operations.get_entries(raw, ids))

    editing.run_edit(directory, DirectoryOnly(change), dry_run=dry_run)
