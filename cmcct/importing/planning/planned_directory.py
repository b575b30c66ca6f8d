"""The directory as the rows planned so far change it; each row sees what those before it change."""

from collections.abc import Sequence
from typing import Any, TypeAlias

from cmcct.edit import operations, overlay
from cmcct.edit.operations import RawTable
from cmcct.importing.cells.row_values import Record
from cmcct.importing.planning.matching import Index, Match
from cmcct.importing.planning.row_changes import find_additions, is_same_text
from cmcct.model import loader
from cmcct.model.entities import Directory, FocalPoint
from cmcct.text.folding import fold

# What rows say about an entry: values by id and key.
Claims: TypeAlias = dict[tuple[str, str], list[Any]]


class Directories:
    """A directory with its private file, as they are before an import.

    `alone` is the directory without what the private file adds, `joined` is with it.
    """

    def __init__(self, raw: RawTable, overlay_raw: RawTable) -> None:
        """Parse both."""
        self.raw, self.overlay_raw = raw, overlay_raw
        self.alone = loader.parse_directory(raw).directory
        parts = loader.overlay_entries(loader.parse_overlay(overlay_raw))
        self.joined = loader.merge_overlay(self.alone, parts) if parts else self.alone


class PlannedDirectory:
    """Entries by id: their data in `entries`, parsed in `alone`, and in `points` what users see.

    `points` have what the private file adds.
    """

    def __init__(
        self, before: Directories, records: Sequence[Record], claims: Claims | None = None
    ) -> None:
        """Start with the directory as it is; `claims` are those of an earlier attempt."""
        self._before = before
        self.claims: Claims = claims or {}  # what rows say about entries
        self.is_contradicted = False  # whether rows differ about a value that was written
        self.writes = 0  # entries written so far
        tables = operations.get_tables(before.raw, "focal_point")
        ids = [str(table["id"]) for table in tables if "id" in table]
        self.entries = dict(zip(ids, operations.get_entries(before.raw, ids), strict=True))
        self._tables = {**self.entries}  # as they are in the directory
        self.alone = _by_id(before.alone)
        self.points = _by_id(before.joined)
        self.taken = operations.taken_ids(tables) | overlay.used_ids(before.overlay_raw)
        self._index = Index(before.joined.focal_points, records)

    def find(self, record: Record) -> Match:
        """Return the entry of a row."""
        return self._index.find(record)

    def find_equal(self, record: Record) -> str:
        """Return the id of the entry that has the name and all values of a row, or ""."""
        name = fold(str(record.entry.get("name", "")))
        return next(
            (
                id_
                for id_, point in self.points.items()
                if fold(point.name) == name
                and not any(find_additions(record, self.entries[id_], point))
            ),
            "",
        )

    def is_new(self, id_: str) -> bool:
        """Return whether a row before made an entry."""
        return id_ not in self._tables

    def find_private_part(self, id_: str) -> RawTable | None:
        """Return the entry of the private file that adds to an entry of the directory, or None."""
        if self.is_new(id_):
            return None
        raw, overlay_raw = self._before.raw, self._before.overlay_raw
        return next(iter(overlay.joined_parts(raw, overlay_raw, self._tables[id_])), None)

    def claim(self, id_: str, values: RawTable) -> None:
        """Note what a row says about an entry, to find rows that contradict each other."""
        for key, value in values.items():
            if not isinstance(value, list):
                said = self.claims.setdefault((id_, key), [])
                if not any(is_same_text(value, other) for other in said):
                    said.append(value)
                    self.is_contradicted |= len(said) > 1

    def is_contested(self, id_: str, key: str) -> bool:
        """Return whether rows contradict each other about a value."""
        return len(self.claims.get((id_, key), ())) > 1

    def write(self, after: RawTable, point: FocalPoint) -> None:
        """Replace or add an entry; `point` is the entry as parsed."""
        id_ = str(after["id"])
        self.writes += 1
        self.entries[id_], self.alone[id_] = after, point
        known = self.points.get(id_)
        self.points[id_] = _join(point, known) if known else point
        self._index.add(self.points[id_])


def _by_id(directory: Directory) -> dict[str, FocalPoint]:
    return {point.id: point for point in directory.focal_points}


def _join(point: FocalPoint, known: FocalPoint) -> FocalPoint:
    """Return an entry with the channels that it had before, as those of the private file."""
    emails = [one for one in known.emails if one not in point.emails]
    phones = [one for one in known.phones if one not in point.phones]
    update = {"emails": (*point.emails, *emails), "phones": (*point.phones, *phones)}
    return point.model_copy(update=update)
