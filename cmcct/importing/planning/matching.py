"""Whose row is it: id, e-mail, number, country and name, seat."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum
from itertools import combinations
from typing import Any, NamedTuple

from cmcct.edit.operations import RawTable
from cmcct.errors import suggest
from cmcct.fieldtypes import phone_number
from cmcct.importing.cells import person_names
from cmcct.importing.cells.cell_values import country_of
from cmcct.importing.cells.row_values import Record
from cmcct.model.entities import FocalPoint
from cmcct.text.folding import fold

_MIN_SIMILARITY = 90  # of 100: of the words that two names share
_MIN_LEAD = 5  # ahead of the next name


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
        self._by_email: dict[str, set[str]] = defaultdict(set)
        self._by_number: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._of_line: dict[str, set[str]] = defaultdict(set)  # by number without extension
        self._by_seat: dict[tuple[str, ...], set[str]] = defaultdict(set)
        self._names: dict[str, dict[str, str]] = defaultdict(dict)  # country code -> id -> name
        self._shared = {*_shared(records, _email_keys), *_shared(records, _number_keys)}
        self._with_row = {str(record.entry["id"]) for record in records if record.is_own}
        self._waiting: list[FocalPoint] = []
        for point in points:
            self.add(point)

    def add(self, point: FocalPoint) -> None:
        """Index an entry, or again what was added to it."""
        self._points[point.id] = point
        self._by_id[point.id] = point.id
        for id_ in point.ids[1:]:
            self._by_id[id_] = point.id
        self._waiting.append(point)

    def _index(self, point: FocalPoint) -> None:
        for email in point.emails:
            self._by_email[email.address.casefold()].add(point.id)
        for phone in point.phones:
            if phone.type != "fax":
                line = f"{point.country.code} {phone.number}" if phone.national else phone.e164
                self._by_number[line, phone.ext].add(point.id)
                self._of_line[line].add(point.id)
        seat = (point.organisation, point.unit, point.role)
        self._by_seat[point.country.code, *map(fold, seat)].add(point.id)
        if point.name:
            self._names[point.country.code][point.id] = fold(point.name)

    def find(self, record: Record) -> Match:
        """Return the match of a row by the first step of the ladder that finds one entry."""
        if id_ := self._by_id.get(str(record.entry.get("id", ""))):
            return Match(id_, How.ID)
        for point in self._waiting:  # a list of ours finds most by their ids
            self._index(point)
        self._waiting.clear()
        steps: tuple[tuple[How, Callable[[RawTable], set[str]]], ...] = (
            (How.EMAIL, self._emails),
            (How.NUMBER, self._numbers),
            (How.NAME, self._alike),
            (How.SEAT, self._seats),
        )
        for how, find in steps:
            found = find(record.entry)
            if len(found) == 1:
                return Match(found.pop(), how)
        return Match("", How.NEW)

    def _emails(self, entry: RawTable) -> set[str]:
        """Return the entries of addresses that belong to one entry each."""
        keys = {*_email_keys(entry)}
        return _single(self._owners(entry, key, self._by_email.get(key, set())) for key in keys)

    def _numbers(self, entry: RawTable) -> set[str]:
        """Return the entries of numbers; one with several extensions is a switchboard's."""
        return _single(
            self._owners(entry, (line, ext), self._by_number.get((line, ext), set()))
            for line, ext in {*_number_keys(entry)}
            if ext or len(self._of_line.get(line, ())) == 1
        )

    def _owners(self, entry: RawTable, key: Any, found: set[str]) -> set[str]:
        """Return the entries of a channel; by name too if it does not tell whose row it is.

        Several people of the rows may have it, or the entry has a row of its own.
        """
        name = str(entry.get("name", ""))
        return {
            id_
            for id_ in found
            if (key not in self._shared and id_ not in self._with_row)
            or person_names.is_same_name(name, self._points[id_].name)
        }

    def _alike(self, entry: RawTable) -> set[str]:
        """Return the entry of the country with the same name, if no other is nearly as close."""
        if "name" not in entry:
            return set()
        known = self._names.get(country_of(entry).code, {})
        found = suggest.likely_names(fold(str(entry["name"])), known, _MIN_SIMILARITY - _MIN_LEAD)
        best = [id_ for id_, score in found if score > found[0][1] - _MIN_LEAD]
        return {*best} if found and found[0][1] >= _MIN_SIMILARITY else set()

    def _seats(self, entry: RawTable) -> set[str]:
        """Return the entries of the same office and function."""
        if "organisation" not in entry:
            return set()
        seat = (entry["organisation"], entry.get("unit", ""), entry.get("role", "focal-point"))
        found = self._by_seat.get((country_of(entry).code, *map(fold, map(str, seat))), set())
        title = fold(str(entry.get("title", "")))
        return {id_ for id_ in found if not title or fold(self._points[id_].title) in ("", title)}


def _single(found: Iterable[set[str]]) -> set[str]:
    """Join the sets that have one item: what several entries share identifies none."""
    return {id_ for ids in found if len(ids) == 1 for id_ in ids}


def _email_keys(entry: RawTable) -> Iterator[Any]:
    return (str(address).casefold() for address in entry.get("emails", ()))


def _number_keys(entry: RawTable) -> Iterator[Any]:
    for item in entry.get("phones", ()):
        table = item if isinstance(item, dict) else {"number": item}
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
        if any(not person_names.is_same_name(*pair) for pair in combinations([*people][:10], 2)):
            yield key
