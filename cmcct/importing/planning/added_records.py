"""Records of a file as new entries, for `cmcct add --from`: what an import reads, and where."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import cast

from cmcct.diagnostics import ERROR, Diagnostic, Finding, KeyPath, Span
from cmcct.edit.operations import RawTable
from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import SafeText, _
from cmcct.importing.cells import row_values, validation
from cmcct.importing.cells.row_values import CellFinding, Record, ids_by_name
from cmcct.importing.readers.rows import Sheet
from cmcct.model.fields import name_key
from cmcct.toml.positions import PositionMap

_TABLE = "focal_point"


@dataclass(frozen=True)
class AddedRecords:
    """The records of a file, and an entry for each: its values, with those of the options.

    `notes` are the corrections of values, and `faults` what cannot be read, or what an import would
    ask about.
    """

    records: Sequence[Record]
    entries: list[RawTable]
    notes: Sequence[Diagnostic]
    faults: Sequence[Diagnostic]

    @contextmanager
    def locate_errors(self, index: int, key: str) -> Iterator[None]:
        """Prefix errors raised in the context with file, place and record number."""
        try:
            yield
        except CmcctError as error:
            record = self.records[index]
            place = record.sheet.place_of(record.row, record.cell_of((key,)))
            error.message = _(
                "{file}:{place}: record {record}: {message}",
                file=record.sheet.file,
                place=SafeText(place),
                record=index + 1,
                message=error.message,
            )
            raise

    def relocate(
        self, diagnostics: Sequence[Diagnostic], entered: Sequence[int], before: PositionMap
    ) -> list[Diagnostic]:
        """Move findings about the proposed directory to their position in this file.

        `entered` has the index of each record's entry in that directory, `before` the positions
        in the current one.
        """
        relocated = [self._relocate_one(each, [*entered], before) for each in diagnostics]
        return sorted(relocated, key=lambda each: (not each.finding.record_number, each.span))

    def _relocate_one(
        self, diagnostic: Diagnostic, entered: list[int], before: PositionMap
    ) -> Diagnostic:
        finding = diagnostic.finding
        path, first = finding.path, finding.first
        if first[1:2] and first[1] in entered and path[1] not in entered:
            path, first = first, path  # report the new value as the repetition
        if path[:1] != (_TABLE,) or path[1] not in entered:
            return diagnostic
        # Several records may share one overlay entry.
        same = [index for index, entry in enumerate(entered) if entry == path[1]]
        index = next((i for i in same if path[2:] and path[2] in self.records[i].entry), same[0])
        line, message = None, finding.message
        if first and first[1] in entered:
            line = self._place(entered.index(first[1]), first[2:], finding).span.line
        elif first:  # in the current directory, which lacks the new entries
            there = cast("int", first[1])
            now = there - sum(index < there for index in entered)
            message = _(
                "{message}, on line {line} of {file}",
                message=message,
                line=before.span((first[0], now, *first[2:])).line,
                file=SafeText(diagnostic.file),
            )
        id_ = finding.entry if path == finding.path else str(self.entries[index].get("id", ""))
        finding = finding._replace(path=path, message=message, entry=id_)
        return self._place(index, path[2:], finding)._replace(first_line=line)

    def _place(self, index: int, path: KeyPath, finding: Finding) -> Diagnostic:
        """Return a finding about a value of a record at its position."""
        record = self.records[index]
        return _place_finding(record, index, validation.place_finding(record, path, finding))


def read_added(
    sheets: Sequence[Sheet],
    raw: RawTable,
    options: Mapping[str, object],
    today: date,
    *,
    with_unsafe: bool = False,
) -> AddedRecords:
    """Return the rows of sheets as new entries of a directory with the data `raw`.

    Values in `options` override those of each row. Only our own sheets have ids.
    """
    ids = ids_by_name(raw)
    records = [
        _override(record, options)
        for sheet in sheets
        for record in row_values.read_records(sheet, ids)
    ]
    faults = [
        _place_finding(record, index, fault)
        for index, record in enumerate(records)
        for fault in _find_faults(record)
    ]
    valid = validation.validate(records, raw, today, with_unsafe=with_unsafe)
    notes = [
        _place_finding(record, index, pair)
        for index, record in enumerate(valid)
        for pair in record.findings
        if pair.finding.severity != ERROR
    ]
    return AddedRecords(valid, [dict(record.entry) for record in valid], notes, faults)


def _override(record: Record, options: Mapping[str, object]) -> Record:
    """Return a record with values of options, which stand in no cell.

    An unknown key of JSON or TOML stays, so that the check refuses it: it may be
    a misspelt `sharing`.
    """
    entry = {key: value for key, value in record.entry.items() if key != "id" or record.is_own}
    cells = {path: cell for path, cell in record.cells.items() if path[0] not in options}
    if record.sheet.form == "json":
        for column, cell in zip(record.sheet.columns, record.row.cells, strict=True):
            if not column.is_known and cell.raw is not None:
                entry[column.header], cells[column.header,] = cell.raw, column.header
    return record._replace(entry=entry, cells=cells).with_values(dict(options))


def _place_finding(record: Record, index: int, pair: CellFinding) -> Diagnostic:
    """Return a finding about a cell of a record, or its row, at its position."""
    sheet, row = record.sheet, record.row
    place, finding = pair
    id_ = finding.entry or record.entry.get("id")
    id_ = id_ if isinstance(id_, str) else ""
    finding = finding._replace(record_number=index + 1, entry=id_)
    if sheet.locate:
        span, line = sheet.locate(row.number - 1, place)
        return Diagnostic(sheet.file, span, finding, line)
    cells = zip(sheet.columns, row.cells, strict=True) if place else ()
    text = next((cell.text for column, cell in cells if sheet.name_cell(column, row) == place), "")
    span = Span(row.number, 1, row.number, len(text) + 1)
    return Diagnostic(sheet.file, span, finding, text, place=sheet.place_of(row, place))


def _find_faults(record: Record) -> Iterator[CellFinding]:
    """Yield what cannot be read of a row, or would be asked about by an import."""
    yield from (pair for pair in record.findings if pair.finding.severity == ERROR)
    for key, (first, second) in record.open_days.items():
        days = str(first), str(second)
        message = _("{key}: {first} or {second}?", key=name_key(key), first=days[0], second=days[1])
        hint = _("write {words}", words=days[0])
        yield CellFinding(record.cell_of((key,)), Finding((), message, hint, code="unclear-date"))
    if record.may_be_two:
        message = _("{name}: one person or two?", name=str(record.entry["name"]))
        hint = _("write each person in a row of their own; for one, run cmcct import")
        yield CellFinding(record.cell_of(("name",)), Finding((), message, hint, code="two-people"))
    if record.is_struck:
        message = _("the name is struck out; is this a new entry?")
        hint = _("remove the row, or the line through the name")
        yield CellFinding(record.cell_of(("name",)), Finding((), message, hint, code="struck-out"))
