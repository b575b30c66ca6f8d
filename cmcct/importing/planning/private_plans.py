"""What becomes of changes of the private file, and of private channels: written or asked about."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from cmcct.edit import operations
from cmcct.edit.operations import RawTable
from cmcct.formats import json
from cmcct.i18n.messages import Message, _, join, join_and
from cmcct.importing.cells import row_values, validation
from cmcct.importing.cells.row_values import Record
from cmcct.importing.planning import row_answers
from cmcct.importing.planning.planned_directory import PlannedDirectory
from cmcct.importing.planning.row_changes import Change, Open, has_item, is_known
from cmcct.importing.planning.row_plans import Field, Result, RowPlan
from cmcct.model.entities import FocalPoint
from cmcct.model.fields import ENTRY_KEYS, PLAIN_KEYS


def find_changes(
    record: Record, point: FocalPoint, directory: PlannedDirectory
) -> Iterator[Change]:
    """Yield what a list for the secretariat changes in the private file."""
    part = directory.find_private_part(point.id) if record.is_whole else None
    if part is not None:
        yield from find_private_changes(record, point, directory.alone[point.id], part)


def has_only_private(record: Record) -> bool:
    """Return whether all channels that somebody else's address book has of a person are private."""
    return bool(record.private) and not (record.is_own or record.entry.keys() & PLAIN_KEYS.keys())


def plan_only_channels(
    row: RowPlan, record: Record, directory: PlannedDirectory, today: date
) -> RowPlan:
    """Return a row with the private channels of a person who has no others, which are written.

    Somebody has answered that it is about this entry: no channel shows it.
    """
    if not has_only_private(record):
        return row
    point = directory.points[row.entry]
    part = directory.find_private_part(row.entry) or {}
    found = []
    for key, items in _read_private(record, point, today).items():
        if added := [item for item in items if not is_known(key, item, point)]:
            held = part.get(key, [])
            found.append(Change(key, [*held, *added], base=held))
    if not found:
        return row
    fields = {change.key: Field(*_sides(change)) for change in found}
    return row._replace(
        private={change.key: change.value for change in found},
        fields={**row.fields, **fields},
        result=Result.CHANGED if row.result is Result.SAME else row.result,
        why=join([row.why, _("its channels are written to the private file")]),
    )


def _read_private(record: Record, point: FocalPoint, today: date) -> RawTable:
    """Return the private channels of a row, those that are right, with the country of its entry."""
    entry: RawTable = {"country": point.country.name} if point.country.name else {}
    for quoted, text in record.private:
        column = replace(quoted, key=quoted.quoted_as)
        items = entry.setdefault(column.key, [])
        read = row_values.read_items(record.sheet, column, text, {}, point.country)
        items += (item for item in read if item not in items)
    alone = record._replace(entry=entry, cells={}, findings=())
    ((corrected, _findings),) = validation.validate([alone], {}, today)
    return {key: corrected.entry[key] for key in PLAIN_KEYS if key in corrected.entry}


def plan_changes(row: RowPlan, found: Sequence[Change], word: str, *, may_write: bool) -> RowPlan:
    """Return the row with changes of the private file, as far as the user lets it be written.

    `word` is what the user answered, or "".
    """
    if not found or word == row_answers.NO:
        return row
    is_written = may_write and all(
        change.open is None or (word == row_answers.YES and change.open is Open.REMOVAL)
        for change in found
    )
    fields = {
        change.key: Field(*_sides(change), None if is_written else change.open or Open.CONFLICT)
        for change in found
    }
    row = row._replace(fields={**row.fields, **fields})
    if is_written:
        values = {change.key: change.value for change in found}
        result = Result.CHANGED if row.result is Result.SAME else row.result
        return row._replace(private=values, result=result)
    return _ask_private(row, fields, may_write=may_write)


def find_private_changes(
    record: Record, point: FocalPoint, alone: FocalPoint, part: Mapping[str, Any]
) -> Iterator[Change]:
    """Yield the new values of an overlay entry, `part`, for keys of which a row changes its values.

    `point` is the entry with what the private file adds to it, `alone` is without. Values that are
    missing in the row are open: a removal is asked about.
    """
    keys = record.keys & part.keys()
    for key in filter(keys.__contains__, PLAIN_KEYS):
        yield from _find_channels(key, record, point, part[key])
    notes = record.entry.get("private_notes")
    if "private_notes" in keys and notes != point.private_notes:
        # The directory's part of the cell cannot be told from the private file's.
        is_mixed = bool(alone.private_notes)
        kind = Open.CONFLICT if is_mixed else None if notes else Open.REMOVAL
        yield Change("private_notes", notes, kind, point.private_notes)


def _find_channels(
    key: str, record: Record, point: FocalPoint, held: Sequence[Any]
) -> Iterator[Change]:
    """Yield the new channels of an overlay entry, if the row lacks one that it has."""
    given = record.entry.get(key, [])
    kept = [item for item in held if has_item(key, given, item)]
    known = [getattr(one, PLAIN_KEYS[key]) for one in getattr(point, key)]
    added = [item for item in given if not has_item(key, known, item)]
    if kept != held:
        yield Change(key, [*kept, *added] or None, None if added else Open.REMOVAL, held)


def _sides(change: Change) -> tuple[Any, Any]:
    """Return the values of the private file before and after, as in JSON."""
    before, after = (
        operations.parse_entry({change.key: value} if value else {})
        for value in (change.base, change.value)
    )
    return json.entry_object(before)[change.key], json.entry_object(after)[change.key]


def _ask_private(row: RowPlan, keys: Iterable[str], *, may_write: bool) -> RowPlan:
    """Return a row with the question whether values of the private file change."""
    if may_write:
        why = _("in the private file: {keys}; use the row's?")
    else:
        why = _(
            "in the private file: {keys}; change it with --private, or in the private file itself"
        )
    why = why.with_values(keys=name_keys(keys))
    if row.result is Result.QUESTION:
        why = join([row.why, why], " ")
    return row._replace(result=Result.QUESTION, why=why, answers=("yes", "no"))


def name_keys(keys: Iterable[str]) -> Message:
    """Join the labels of keys."""
    return join_and(ENTRY_KEYS[key].label for key in keys)
