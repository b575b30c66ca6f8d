"""The directory as the rows planned so far change it, and whose row is it.

An entry is found by id, e-mail, number, country and name, seat.
"""

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from enum import Enum
from functools import cached_property
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

from cmcct.clock import now
from cmcct.edit import operations, overlay
from cmcct.edit.operations import RawTable, normalise, to_table
from cmcct.errors import suggest
from cmcct.errors.exceptions import CmcctError
from cmcct.fieldtypes import phone_number
from cmcct.importing.cells import row_values
from cmcct.importing.cells.row_values import Record
from cmcct.importing.planning.row_changes import drop_old, find_additions, is_same_text
from cmcct.importing.planning.row_plans import Field, RowPlan, find_differences
from cmcct.model import loader
from cmcct.model.entities import CHANNELS, Channel, Directory, FocalPoint
from cmcct.model.territory_lines import country_of
from cmcct.text.folding import fold
from cmcct.toml.values import get_tables

_MIN_SIMILARITY = 90  # of 100: of the words that two names share
_MIN_LEAD = 5  # ahead of the next name
# A list of others may be that old: what the directory has since is newer.
RECENT = timedelta(days=30)


class How(Enum):
    """What a row and its entry have in common; NEW if there is no entry."""

    ANSWER = "answer"
    ID = "id"
    EMAIL = "e-mail"
    NUMBER = "number"
    NAME = "name"
    SEAT = "seat"
    NEW = "new"


# Those that update an entry without an answer.
CERTAIN = frozenset({How.ANSWER, How.ID, How.EMAIL, How.NUMBER})


class Match(NamedTuple):
    """The id of the entry that a row is about, "" for none, and how it was found."""

    id: str
    how: How


class Index:
    """Finds the entry of a row. Entries that the rows add are found too."""

    def __init__(self, points: Iterable[FocalPoint], records: Sequence[Record]) -> None:
        """Index entries; an address that the records give for several people is nobody's."""
        self._points: dict[str, FocalPoint] = {}
        self._by_id: dict[str, str] = {}
        self._by_channel: dict[Any, set[str]] = defaultdict(set)  # by address, or number with ext
        self._of_line: dict[str, set[str]] = defaultdict(set)  # by number without extension
        self._by_seat: dict[tuple[str, ...], set[str]] = defaultdict(set)
        self._names: dict[str, dict[str, str]] = defaultdict(dict)  # country code -> id -> name
        self._shared = {*_shared(records, _address_keys), *_shared(records, _number_keys)}
        self._with_row = {str(record.entry["id"]) for record in records if record.is_own}
        for point in points:
            self.add(point)

    def add(self, point: FocalPoint) -> None:
        """Index an entry, or again what was added to it."""
        self._points[point.id] = point
        self._by_id |= dict.fromkeys(point.ids, point.id)
        written: tuple[Channel, ...] = (*point.emails, *point.handles)
        for channel in written:
            self._by_channel[channel.text.casefold()].add(point.id)
        for phone in point.phones:
            if phone.type != "fax":
                line = f"{point.country.code} {phone.number}" if phone.national else phone.e164
                self._by_channel[line, phone.ext].add(point.id)
                self._of_line[line].add(point.id)
        seat = (point.organisation, point.unit, point.role)
        self._by_seat[point.country.code, *map(fold, seat)].add(point.id)
        if point.name:
            self._names[point.country.code][point.id] = fold(point.name)

    def find(self, record: Record) -> Match:
        """Return the match of a row by the first step of the ladder that finds one entry."""
        if id_ := self._by_id.get(str(record.entry.get("id", ""))):
            return Match(id_, How.ID)
        steps = {
            How.EMAIL: self._find_emails,
            How.NUMBER: self._find_numbers,
            How.NAME: self._find_alike,
            How.SEAT: self._find_seats,
        }
        for how, find in steps.items():
            ids = find(record.entry)
            if len(ids) == 1:
                return Match(ids.pop(), how)
        return Match("", How.NEW)

    def _find_emails(self, entry: RawTable) -> set[str]:
        """Return the entries of addresses that belong to one entry each."""
        return _single(self._find_owners(entry, key) for key in {*_address_keys(entry)})

    def _find_numbers(self, entry: RawTable) -> set[str]:
        """Return the entries of numbers; one with several extensions is a switchboard's."""
        return _single(
            self._find_owners(entry, (line, ext))
            for line, ext in {*_number_keys(entry)}
            if ext or len(self._of_line.get(line, ())) == 1
        )

    def _find_owners(self, entry: RawTable, key: Any) -> set[str]:
        """Return the entries of a channel; by name too if it does not tell whose row it is.

        Several people of the rows may have it, or the entry has a row of its own.
        """
        name = str(entry.get("name", ""))
        return {
            id_
            for id_ in self._by_channel.get(key, ())
            if (key not in self._shared and id_ not in self._with_row)
            or row_values.is_same_name(name, self._points[id_].name)
        }

    def _find_alike(self, entry: RawTable) -> set[str]:
        """Return the entry of the country with the same name, if no other is nearly as close."""
        if "name" not in entry:
            return set()
        names = self._names.get(country_of(entry).code, {})
        name = fold(str(entry["name"]))
        scores = suggest.likely_names(name, names, _MIN_SIMILARITY - _MIN_LEAD)
        best = scores[0][1] if scores else 0
        return {
            id_ for id_, score in scores if score > best - _MIN_LEAD and best >= _MIN_SIMILARITY
        }

    def _find_seats(self, entry: RawTable) -> set[str]:
        """Return the entries of the same office and function."""
        if "organisation" not in entry:
            return set()
        seat = (entry["organisation"], entry.get("unit", ""), entry.get("role", "focal-point"))
        ids = self._by_seat.get((country_of(entry).code, *map(fold, map(str, seat))), set())
        title = fold(str(entry.get("title", "")))
        return {id_ for id_ in ids if not title or fold(self._points[id_].title) in ("", title)}


def _single(owners: Iterable[set[str]]) -> set[str]:
    """Join the sets that have one item: what several entries share identifies none."""
    return {id_ for ids in owners if len(ids) == 1 for id_ in ids}


def _address_keys(entry: RawTable) -> Iterator[Any]:
    for key in ("emails", "handles"):
        yield from (normalise(key, item) for item in entry.get(key, ()))


def _number_keys(entry: RawTable) -> Iterator[Any]:
    for item in entry.get("phones", ()):
        table = to_table(item)
        if table.get("type") != "fax":
            yield phone_number.format_e164(str(table.get("number", ""))), str(table.get("ext", ""))


def _shared(records: Sequence[Record], keys: Callable[[RawTable], Iterator[Any]]) -> Iterator[Any]:
    """Yield the addresses or numbers that several people have, as the rows say."""
    owners: dict[Any, dict[str, None]] = defaultdict(dict)
    for record in records:
        if name := record.entry.get("name"):
            for key in keys(record.entry):
                owners[key][str(name)] = None
    for key, people in owners.items():
        if any(not row_values.is_same_name(*pair) for pair in combinations([*people][:10], 2)):
            yield key


class Directories:
    """A directory with its private file, as they are before an import.

    `alone` is the directory without what the private file adds, `joined` is with it.
    """

    def __init__(self, raw: RawTable, overlay_raw: RawTable, path: Path | None = None) -> None:
        """Parse both; `path` is the file of the directory, to find its commits."""
        self.raw, self.overlay_raw, self._path = raw, overlay_raw, path
        self.alone = loader.parse_directory(raw).directory
        parts = loader.overlay_entries(loader.parse_overlay(overlay_raw))
        self.joined = loader.merge_overlay(self.alone, parts) if parts else self.alone

    @cached_property
    def earlier(self) -> Sequence[Mapping[str, RawTable]]:
        """The entries by id of the last commit, and of the one RECENT ago or the first.

        None outside git, or if they cannot be read.
        """
        # Imported here: only rows that would change an entry need them.
        from cmcct.history.git.repository import Repository
        from cmcct.storage import directory_file

        versions = []
        with suppress(CmcctError):
            if self._path and (commits := (repository := Repository.open(self._path)).commits()):
                start = now() - RECENT
                old = next((each for each in commits if each.when < start), commits[-1])
                with repository.blobs() as read:
                    for blob in dict.fromkeys([old.after, commits[0].after]):
                        raw = directory_file.parse_bytes(self._path, read(blob))
                        tables = get_tables(raw, "focal_point")
                        versions.append({str(table.get("id")): table for table in tables})
        return versions


class PlannedDirectory:
    """Entries by id: their data in `entries`, parsed in `alone`, and in `points` what users see.

    `points` have what the private file adds.
    """

    def __init__(
        self,
        before: Directories,
        records: Sequence[Record],
        claims: dict[tuple[str, str], list[Any]] | None = None,
    ) -> None:
        """Start with the directory as it is; `claims` are those of an earlier attempt."""
        self._before = before
        self.claims = claims or {}  # what rows say about entries: values by id and key
        self.is_contradicted = False  # whether rows differ about a value that was written
        self.writes = 0  # entries written so far
        tables = get_tables(before.raw, "focal_point")
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
        for id_, point in self.points.items():
            is_of_name = fold(point.name) == name
            if is_of_name and not any(find_additions(record, self.entries[id_], point)):
                return id_
        return ""

    def is_new(self, id_: str) -> bool:
        """Return whether a row before made an entry."""
        return id_ not in self._tables

    def find_private_part(self, id_: str) -> RawTable:
        """Return the entry of the private file that adds to an entry of the directory, or {}."""
        if self.is_new(id_):
            return {}
        raw, overlay_raw = self._before.raw, self._before.overlay_raw
        return next(iter(overlay.joined_parts(raw, overlay_raw, self._tables[id_])), {})

    def drop_old(self, record: Record, id_: str, answered: Container[str]) -> Record:
        """Return a record without the values that its entry has lost since `Directories.earlier`.

        The directory was corrected after the list was made. The keys `answered` keep their values.
        """
        values = record.entry
        for last in self._before.earlier:
            was = next((last[known] for known in self.alone[id_].ids if known in last), {})
            values = drop_old(values, was, self._tables.get(id_, was))
        stated = {key: value for key, value in record.entry.items() if key in answered}
        return record._replace(entry={**values, **stated})

    def claim(self, id_: str, values: RawTable) -> None:
        """Note what a row says about an entry, to find rows that contradict each other."""
        for key, value in values.items():
            if not isinstance(value, list):
                claimed = self.claims.setdefault((id_, key), [])
                if not any(is_same_text(value, other) for other in claimed):
                    claimed.append(value)
                    self.is_contradicted |= len(claimed) > 1

    def is_contested(self, id_: str, key: str) -> bool:
        """Return whether rows contradict each other about a value."""
        return len(self.claims.get((id_, key), ())) > 1

    def write_row(
        self,
        row: RowPlan,
        before: RawTable,
        after: RawTable,
        fields: Mapping[str, Field] | None = None,
    ) -> RowPlan:
        """Replace or add the entry of a row, if it differs; return the row with what it writes.

        Without `fields`, these are all that differs from before.
        """
        id_, point = str(after["id"]), loader.parse_entry(after)
        if fields is None:
            fields = find_differences(self.alone.get(id_), point, {})
        row = row._replace(fields=fields)
        if before == after and repr(before) == repr(after):
            return row
        self.writes += 1
        self.entries[id_], self.alone[id_] = after, point
        if joined := self.points.get(id_):  # channels of the private file stay
            update = {
                key: tuple(dict.fromkeys((*getattr(point, key), *getattr(joined, key))))
                for key in CHANNELS
            }
            point = point.model_copy(update=update)
        self.points[id_] = point
        self._index.add(point)
        return row._replace(after=after)


def _by_id(directory: Directory) -> dict[str, FocalPoint]:
    return {point.id: point for point in directory.focal_points}
