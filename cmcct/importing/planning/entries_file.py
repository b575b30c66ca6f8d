"""New entries from a file of any kind that an import reads, and where their values stand in it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, Protocol, cast

from cmcct.diagnostics import Diagnostic, Finding, Items, KeyPath, Span
from cmcct.edit import parse_value
from cmcct.edit.fix_findings import FixFindings
from cmcct.edit.fixes import note_reading
from cmcct.edit.operations import RawTable
from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import Message, SafeText, _
from cmcct.importing.cells import values
from cmcct.importing.cells.cell_hints import put_in_words
from cmcct.importing.cells.cell_values import Ids, cell_name
from cmcct.importing.cells.values import CellFinding, Record
from cmcct.importing.readers.rows import Sheet
from cmcct.model.fields import ENTRY_KEYS
from cmcct.toml.positions import PositionMap

_TABLE = "focal_point"


class Position(NamedTuple):
    """Where a value stands: file, span, the text of its line or cell.

    `place` is the cell or row of a table, such as `Participants!E6`, "" in a text.
    """

    file: str
    span: Span
    excerpt: str
    place: str = ""

    @property
    def name(self) -> SafeText:
        """The place in the file: `7:12` or `Participants!E6`."""
        return SafeText(self.place or f"{self.span.line}:{self.span.column}")


class Positions(Protocol):
    """Where the values of a file's records stand; records count from 0."""

    def locate(self, index: int, path: KeyPath, *, is_key: bool = False) -> Position:
        """Return where a value of a record stands, or its key, or else what contains it."""

    def written(self, index: int, key: str) -> Any:
        """Return the value of a key of a record as the file has it, or None."""


@dataclass(frozen=True)
class EntriesFile:
    """Entries read from a file. If it is private, no line of it is quoted off a terminal.

    `marking` is the label of a list that cmcct exported, or "".
    """

    entries: list[RawTable]
    positions: Positions
    is_private: bool = False
    marking: str = ""
    # By record and key of a corrected list, the index that each item had in the file.
    _origins: dict[tuple[int, str], list[int]] = field(default_factory=dict)

    @contextmanager
    def locate_errors(self, index: int, *path: str | int) -> Iterator[None]:
        """Prefix errors raised in the context with file, place and record number."""
        try:
            yield
        except CmcctError as error:
            found = self.positions.locate(index, path)
            error.message = _(
                "{file}:{place}: record {record}: {message}",
                file=found.file,
                place=found.name,
                record=index + 1,
                message=error.message,
            )
            raise

    def correct(self, today: date, *, with_unsafe: bool = False) -> list[Diagnostic]:
        """Correct the values as `check --fix` does; return a note of each, as it is read."""
        lists = [{key: len(value) for key, value in _lists(entry)} for entry in self.entries]
        data = {_TABLE: [*self.entries]}
        report = FixFindings(today, with_unsafe=with_unsafe)(data, {})
        self.entries[:] = data[_TABLE]
        notes = []
        for fixes in report.rounds:
            notes += [self._place(note_reading(one), cast("int", one.path[1])) for one in fixes]
            for one in reversed(fixes):  # the items before a split one keep their indexes
                self._note_split(one, lists)
        return notes

    def _note_split(self, finding: Finding, lengths: Sequence[Mapping[str, int]]) -> None:
        """Note which items of a list come from one item of the file."""
        value = finding.fix.value if finding.fix else None
        if isinstance(value, Items) and isinstance(at := finding.path[-1], int):
            record, key = cast("int", finding.path[1]), str(finding.path[2])
            origins = self._origins.setdefault((record, key), [*range(lengths[record][key])])
            origins[at : at + 1] = [origins[at]] * len(value.items)

    def relocate(
        self, found: Sequence[Diagnostic], entered: Sequence[int], before: PositionMap
    ) -> list[Diagnostic]:
        """Move findings about the proposed directory to their position in this file.

        `entered` has the index of each record's entry in that directory, `before` the positions
        in the current one.
        """
        relocated = [self._relocate_one(diagnostic, [*entered], before) for diagnostic in found]
        return sorted(relocated, key=lambda one: (not one.finding.record_number, one.span))

    def _relocate_one(
        self, found: Diagnostic, entered: list[int], before: PositionMap
    ) -> Diagnostic:
        finding = found.finding
        path, first = finding.path, finding.first
        if first[1:2] and first[1] in entered and path[1] not in entered:
            path, first = first, path  # report the new value as the repetition
        if path[:1] != (_TABLE,) or path[1] not in entered:
            return found
        index = self._record_index(path, entered)
        line, message = None, finding.message
        if first and first[1] in entered:
            line = self._locate(entered.index(first[1]), first[2:]).span.line
        elif first:
            message = _name_line(found, first, entered, before)
        if error := self._date_error(index, path[2:]):
            message, finding = error.message, finding._replace(hint=error.hint)
        id_ = finding.entry if path == finding.path else str(self.entries[index].get("id", ""))
        finding = finding._replace(path=path, message=message, entry=id_)
        return self._place(finding, index)._replace(first_line=line)

    def _place(self, finding: Finding, index: int) -> Diagnostic:
        """Return a finding about a record at its position."""
        is_key = finding.code == "unknown-key"
        file, span, excerpt, place = self._locate(index, finding.path[2:], is_key=is_key)
        if place:
            is_cell = not place.rpartition("!")[2].isdecimal()
            finding = finding._replace(hint=put_in_words(finding.hint, has_columns=is_cell))
        numbered = finding._replace(record_number=index + 1)
        return Diagnostic(file, span, numbered, excerpt, place=place)

    def _locate(self, index: int, path: KeyPath, *, is_key: bool = False) -> Position:
        """Return the position of a value, whose list may have been corrected."""
        origins = self._origins.get((index, str(path[0])), ()) if path else ()
        if origins and len(path) > 1:
            path = (path[0], origins[cast("int", path[1])], *path[2:])
        return self.positions.locate(index, path, is_key=is_key)

    def _record_index(self, path: KeyPath, entered: list[int]) -> int:
        """Return the record that supplied a value; several may share one overlay entry."""
        same = [index for index, other in enumerate(entered) if other == path[1]]
        key = str(path[2]) if path[2:] else ""
        has_key = (i for i in same if self.positions.written(i, key) is not None)
        return next(has_key, same[0])

    def _date_error(self, index: int, path: KeyPath) -> CmcctError | None:
        """Return the error of an unparsable date text; the check's message assumes a TOML date."""
        key = str(path[0]) if path else ""
        text = self.positions.written(index, key)
        if key in ENTRY_KEYS and ENTRY_KEYS[key].kind == "day" and isinstance(text, str):
            try:
                parse_value.parse_value((key,), text)
            except CmcctError as error:
                return error
        return None


def _name_line(
    found: Diagnostic, first: KeyPath, entered: Sequence[int], before: PositionMap
) -> Message:
    """Return the message of a finding with the line of the current directory that has `first`."""
    there = cast("int", first[1])
    now = there - sum(other < there for other in entered)
    return _(
        "{message}, on line {line} of {file}",
        message=found.finding.message,
        line=before.span((first[0], now, *first[2:])).line,
        file=SafeText(found.file),
    )


def _lists(entry: RawTable) -> Iterator[tuple[str, list[Any]]]:
    return ((key, value) for key, value in entry.items() if isinstance(value, list))


@dataclass(frozen=True)
class _CellPositions:
    """Where the values of rows stand."""

    records: Sequence[Record]

    def locate(self, index: int, path: KeyPath, *, is_key: bool = False) -> Position:  # noqa: ARG002
        """Return the cell of a value, else its row."""
        return self.at(index, self.records[index].cell_of(path))

    def at(self, index: int, name: str) -> Position:
        """Return the position of a cell of a record, of its row for ""."""
        sheet, row = self.records[index].sheet, self.records[index].row
        pairs = zip(sheet.columns, row.cells, strict=True) if name else ()
        text = next((cell.text for one, cell in pairs if cell_name(one, row) == name), "")
        span = Span(row.number, 1, row.number, len(text) + 1)
        return Position(sheet.file, span, text, sheet.place_of(row, name))

    def written(self, index: int, key: str) -> Any:
        """Return the value of a key as it was read."""
        return self.records[index].entry.get(key)


def read_rows(
    sheets: Sequence[Sheet], ids: Ids, given: RawTable
) -> tuple[EntriesFile, list[Diagnostic]]:
    """Return the rows of sheets as new entries, and the faults of rows that cannot be read.

    Values in `given` override those of each row. Only our own sheets have ids.
    """
    records = [record for sheet in sheets for record in values.read_records(sheet, ids)]
    positions = _CellPositions(records)
    entries = [
        {key: value for key, value in record.entry.items() if key != "id" or record.is_own} | given
        for record in records
    ]
    faults = [
        Diagnostic(
            at.file, at.span, finding._replace(record_number=index + 1), at.excerpt, None, at.place
        )
        for index, record in enumerate(records)
        for cell, finding in _faults(record)
        for at in [positions.at(index, cell)]
    ]
    return EntriesFile(entries, positions), faults


def _faults(record: Record) -> Iterator[CellFinding]:
    """Yield what cannot be read of a row, or would be asked about by an import."""
    yield from record.findings
    for key, (first, second) in record.open_days.items():
        message = _("{first} or {second}?", first=str(first), second=str(second))
        hint = _("write it as {forms}", forms=str(first))
        yield CellFinding(record.cell_of((key,)), Finding((), message, hint, code="unclear-date"))
    if record.may_be_two:
        message = _("{name}: one person or two?", name=str(record.entry["name"]))
        hint = _("write each person in a row of their own; for one, run cmcct import")
        yield CellFinding(record.cell_of(("name",)), Finding((), message, hint, code="two-people"))
    if record.is_struck:
        message = _("the name is struck out; is this a new entry?")
        hint = _("remove the row, or the line through the name")
        yield CellFinding(record.cell_of(("name",)), Finding((), message, hint, code="struck-out"))
