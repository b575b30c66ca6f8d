"""Shared by `cmcct meeting` and `cmcct group`: add a record, a table to which entries refer."""

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from cmcct.cli import edit_options, output
from cmcct.edit import references
from cmcct.edit.operations import RawTable
from cmcct.edit.transaction import DirectoryOnly
from cmcct.i18n.messages import _
from cmcct.model.fields import REQUIRED

NewId: TypeAlias = Annotated[
    str, typer.Argument(metavar="ID", help="New id: small letters, digits and hyphens.")
]


def add_record(directory: Path | None, table: str, record: RawTable, *, dry_run: bool) -> None:
    """Add a meeting or working group; raises `CmcctError`."""
    if missing := [key for key in REQUIRED[table] if key not in record]:
        raise edit_options.missing_options_error(missing, _("give these options"))
    addition = DirectoryOnly(lambda raw: references.add_table(raw, table, record))
    if edit_options.run_edit(directory, addition, dry_run=dry_run).is_written:
        output.note(_("added {ids}", ids=record["id"]))
