"""Shared by `cmcct meeting` and `cmcct group`: add a record, a table to which entries refer."""

from pathlib import Path
from typing import Annotated, ClassVar, TypeAlias

import typer

from cmcct.cli.edits import edit_options, editing
from cmcct.cli.framework.lazy_group import SuggestingGroup
from cmcct.cli.screen import output
from cmcct.edit import references
from cmcct.edit.operations import RawTable
from cmcct.edit.transaction import DirectoryOnly
from cmcct.i18n.messages import _
from cmcct.model.fields import REQUIRED

NewId: TypeAlias = Annotated[
    str, typer.Argument(metavar="ID", help="New id: lower-case letters, digits and hyphens.")
]


class RecordCommands(SuggestingGroup):
    """The commands for one kind of record; names the command for what others do with all kinds."""

    other_names: ClassVar = {
        "list": "cmcct list",
        **dict.fromkeys(("remove", "delete"), "cmcct remove"),
        **dict.fromkeys(("set", "edit"), "cmcct set"),
        "rename": "cmcct rename",
    }


def add_record(directory: Path | None, table: str, record: RawTable, *, dry_run: bool) -> None:
    """Add a meeting or working group; raises `CmcctError`."""
    if missing := [key for key in REQUIRED[table] if key not in record]:
        raise edit_options.missing_options_error(missing)
    addition = DirectoryOnly(lambda raw: references.add_table(raw, table, record))
    if editing.run_edit(directory, addition, dry_run=dry_run).is_written:
        output.note(_("added {ids}", ids=record["id"]))
