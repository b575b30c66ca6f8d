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
from cmcct.importing.planning.planned_directory import PlannedDirectory
from cmcct.importing.planning.row_answers import NO, YES
from cmcct.importing.planning.row_changes import Change, Open, has_item, is_known
from cmcct.importing.planning.row_plans import Field, Result, RowPlan
from cmcct.model.entities import FocalPoint
from cmcct.model.fields import ENTRY_KEYS, PLAIN_KEYS


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
    part = directory.find_private_part(row.entry)
    changes = []
    for key, items in _read_private(record, point, today).items():
        if added := [item for item in items if not is_known(key, item, point)]:
            before = part.get(key, [])
            changes.append(Change(key, [*before, *added], base=before))
    if not changes:
        return row
    row = _write(row, changes)
    return row._replace(why=join([row.why, _("its channels are written to the private file")]))


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


def plan_changes(row: RowPlan, changes: Sequence[Change], word: str, *, may_write: bool) -> RowPlan:
    """Return the row with changes of the private file, as far as the user lets it be written.

    `word` is what the user answered, or "".
    """
    if not changes or word == NO:
        return row
    if may_write and all(
        change.open is None or (word == YES and change.open is Open.REMOVAL) for change in changes
    ):
        return _write(row, changes)
    fields = {
        change.key: Field(*_sides(change), change.open or Open.CONFLICT) for change in changes
    }
    why = _("in the private file: {keys}; use the row's?")
    if not may_write:
        why = _(
            "in the private file: {keys}; change it with --private, or in the private file itself"
        )
    why = why.with_values(keys=name_keys(fields))
    if row.result is Result.QUESTION:
        why = join([row.why, why], " ")
    row = row._replace(fields={**row.fields, **fields}, why=why)
    return row._replace(result=Result.QUESTION, answers=("yes", "no"))


def _write(row: RowPlan, changes: Iterable[Change]) -> RowPlan:
    """Return a row with changes that are written to the private file."""
    return row._replace(
        private={change.key: change.value for change in changes},
        fields={**row.fields, **{change.key: Field(*_sides(change)) for change in changes}},
        result=Result.CHANGED if row.result is Result.SAME else row.result,
    )


def find_private_changes(
    record: Record, point: FocalPoint, alone: FocalPoint, part: Mapping[str, Any]
) -> Iterator[Change]:
    """Yield the new values of an overlay entry, `part`, for keys of which a row changes its values.

    `point` is the entry with what the private file adds to it, `alone` is without. Values that are
    missing in the row are open: a removal is asked about.
    """
    keys = record.keys & part.keys()
    for key in filter(keys.__contains__, PLAIN_KEYS):
        items, before = record.entry.get(key, []), part[key]
        unchanged = [item for item in before if has_item(key, items, item)]
        known_values = [getattr(channel, PLAIN_KEYS[key]) for channel in getattr(point, key)]
        added = [item for item in items if not has_item(key, known_values, item)]
        if unchanged != before:
            kind = None if added else Open.REMOVAL
            yield Change(key, [*unchanged, *added] or None, kind, before)
    notes = record.entry.get("private_notes")
    if "private_notes" in keys and notes != point.private_notes:
        # The directory's part of the cell cannot be told from the private file's.
        is_mixed = bool(alone.private_notes)
        kind = Open.CONFLICT if is_mixed else None if notes else Open.REMOVAL
        yield Change("private_notes", notes, kind, point.private_notes)


def _sides(change: Change) -> tuple[Any, Any]:
    """Return the values of the private file before and after, as in JSON."""
    before, after = (
        operations.parse_entry({change.key: value} if value else {})
        for value in (change.base, change.value)
    )
    return json.entry_object(before)[change.key], json.entry_object(after)[change.key]


def name_keys(keys: Iterable[str]) -> Message:
    """Join the labels of keys."""
    return join_and(ENTRY_KEYS[key].label for key in keys)
