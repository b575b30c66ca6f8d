"""What a list for the secretariat changes in the private file, as far as its cells had it.

A cell shows the numbers of the directory and of the private file alike. What replaces one of
the private file belongs there too: it never gets into the directory.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cmcct.edit import operations
from cmcct.edit.operations import RawTable
from cmcct.formats import json
from cmcct.importing.cells.values import Record
from cmcct.importing.planning.changes import Change, Open, has_item
from cmcct.model.entities import FocalPoint
from cmcct.model.fields import PLAIN_KEYS


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


def apply_changes(part: RawTable, changes: Mapping[str, Any]) -> None:
    """Set the values of an overlay entry; None removes one."""
    for key, value in changes.items():
        part.pop(key, None)
        part |= {} if value is None else {key: value}


def sides(change: Change) -> tuple[Any, Any]:
    """Return the values of the private file before and after, as in JSON."""
    before, after = (
        operations.parse_entry({change.key: value} if value else {})
        for value in (change.base, change.value)
    )
    return json.entry_object(before)[change.key], json.entry_object(after)[change.key]
