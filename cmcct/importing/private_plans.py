"""What becomes of the changes of the private file that a row makes: written or asked about."""

from collections.abc import Iterator, Sequence

from cmcct.importing import answers as answered
from cmcct.importing import private_values, reasons
from cmcct.importing.changes import Change, Open
from cmcct.importing.planned_directory import PlannedDirectory
from cmcct.importing.row_plans import Field, Result, RowPlan
from cmcct.importing.values import Record
from cmcct.model.entities import FocalPoint


def find_changes(
    record: Record, point: FocalPoint, directory: PlannedDirectory
) -> Iterator[Change]:
    """Yield what a list for the secretariat changes in the private file."""
    part = directory.find_private_part(point.id) if record.is_whole else None
    if part is not None:
        alone = directory.alone[point.id]
        yield from private_values.find_private_changes(record, point, alone, part)


def plan_changes(row: RowPlan, found: Sequence[Change], word: str, *, may_write: bool) -> RowPlan:
    """Return the row with changes of the private file, as far as the user lets it be written.

    `word` is what the user answered, or "".
    """
    if not found or word == answered.NO:
        return row
    is_written = may_write and all(
        change.open is None or (word == answered.YES and change.open is Open.REMOVAL)
        for change in found
    )
    fields = {
        change.key: Field(
            *private_values.sides(change), None if is_written else change.open or Open.CONFLICT
        )
        for change in found
    }
    row = row._replace(fields={**row.fields, **fields})
    if is_written:
        values = {change.key: change.value for change in found}
        result = Result.CHANGED if row.result is Result.SAME else row.result
        return row._replace(private=values, result=result)
    return reasons.ask_private(row, fields, may_write=may_write)
