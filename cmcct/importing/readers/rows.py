"""What every reader of a file returns: sheets of rows, whose columns have keys; and its limits."""

import codecs
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from cmcct.diagnostics import Finding, Span
from cmcct.errors.exceptions import CmcctError, unknown_value_message
from cmcct.i18n.messages import OptionalMessage, _
from cmcct.model.fields import ENTRY_KEYS

MAX_ROWS = 20_000
MAX_COLUMNS = 500
MAX_BYTES = 40_000_000  # of a workbook, unpacked; of a file of cards, which has photos
MAX_TEXT_BYTES = 10_000_000  # of other files
MAX_CELLS = 250_000  # openpyxl takes 6 s for them
_MAX_CELL = 131_072  # characters, as `csv` has it; a check of 300,000 numbers takes a minute

_LONG = _("it has a text of more than {count} characters", count=_MAX_CELL)
_SMALLER = _("copy the rows that you need to a new sheet")

_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_GUESSED = ("cp1252", "cp850")  # of spreadsheets on Windows, and of DOS
# What no word has: the text was read in another encoding than it was written in.
_ODD = re.compile(
    r"[^\W\d_][\u201a\u0192\u201e†‡\u02c6‰\u2039¡¢£¤¥]|[a-z][À-ÖØ-ÞŠŒŽŸ]"
    r"|[^\W\d_][…“”][^\W\d_]|[─-▟]"
)


def refuse_size(file: object, limit: int) -> CmcctError:
    """Return the error for a file of more than so many bytes."""
    message = _(
        "{label}: {text}",
        label=file,
        text=_("it is larger than {size} MB", size=limit // 1_000_000),
    )
    return CmcctError(message, _SMALLER)


def refuse_extent(file: object) -> CmcctError:
    """Return the error for a table of too many rows or columns."""
    message = _(
        "{file} has more than {rows} rows or {columns} columns",
        file=file,
        rows=MAX_ROWS,
        columns=MAX_COLUMNS,
    )
    return CmcctError(message, _SMALLER)


def find_fault(texts: Iterable[str]) -> OptionalMessage:
    """Return why a record with these texts is not read: one is longer than a cell may be; or ""."""
    return _LONG if any(len(text) > _MAX_CELL for text in texts) else ""


def refuse_cells(file: object) -> CmcctError:
    """Return the error for a workbook of too many cells."""
    return CmcctError(_("{file} has more than {count} cells", file=file, count=MAX_CELLS), _SMALLER)


def refuse_broken(file: object) -> CmcctError:
    """Return the error for a file that is no readable workbook."""
    message = _("{file} is not a readable .xlsx workbook", file=file)
    return CmcctError(message, _("open it in a spreadsheet program and save it as .xlsx"))


def decode(file: object, data: bytes, encoding: str = "", limit: int = MAX_TEXT_BYTES) -> str:
    """Return the text of a file: by its byte order mark, as UTF-8, else as Windows or DOS wrote it.

    `encoding` replaces this order. Raises `CmcctError` for a text that is none.
    """
    if len(data) > limit:
        raise refuse_size(file, limit)
    if b"\0" in data and not (encoding or data.startswith((*_MARKS,))):
        message = _("{file} is not a text, but a file of another kind", file=file)
        raise CmcctError(message, _("save the list as .xlsx or as CSV UTF-8"))
    marked = next((name for mark, name in _MARKS.items() if data.startswith(mark)), "")
    for name in (encoding,) if encoding else (marked,) if marked else ("utf-8", *_GUESSED):
        try:
            text = data.decode(name)
        except LookupError:
            message = unknown_value_message("encoding", name)
            raise CmcctError(message, _("write utf-8, cp1252, cp850 or another")) from None
        except ValueError:
            continue
        is_guessed = name in _GUESSED and not encoding
        if "\0" not in text and not (is_guessed and _ODD.search(text)):
            return text.removeprefix("\ufeff")
    message = _("{file} is not a text of a known encoding", file=file)
    raise CmcctError(message, _("save it as CSV UTF-8, or name its encoding with --encoding"))


# Keys that only our own sheet may set: who may see an entry, who confirmed it, what goes with it.
_OF_OWN = frozenset(
    {"sharing", "status", "verified", "verified_via", "until", "notes", "private_notes"}
)
OWN, FORM, ADDRESS_BOOK, LIST, CALLS = "own", "form", "address-book", "list", "calls"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet, or one property of a vCard.

    `key` is the key of an entry that its cells belong to (`phones`, `country`), or "" for a column
    that is ignored. `place` is how the spreadsheet counts it (`E`; "" in a vCard). `type` is the
    type of phone, and `label` the label of a number, that its header states, or "": `national`, or
    what an address book calls the number. `is_known` is False for a header that nothing recognises.
    `quoted_as` is the key of which the cells have values that are quoted and not imported: private
    ones, and what no key of an entry holds (`notes`).
    """

    header: str
    key: str = ""
    place: str = ""
    type: str = ""
    label: str = ""
    is_known: bool = True
    quoted_as: str = ""

    def quote(self, label: str) -> "Column":
        """Return the column of values that are quoted, with what says that they are private."""
        header = f"{self.header} {label}".strip()
        return Column(header, "", self.place, self.type, quoted_as=self.key or self.quoted_as)


class Cell(NamedTuple):
    """A cell, as a person reads it.

    `value` is the date or the number that the file stores, where it stores one. `struck` is the
    part of `text` that is struck out, and `unstruck` what is not, if any is; `comment` is what
    somebody noted at the cell. `raw` is the value of the key as a directory has it, of files that
    have such values.
    """

    text: str
    value: date | float | None = None
    struck: str = ""
    comment: str = ""
    raw: Any = None
    unstruck: str = ""


EMPTY = Cell("")


@dataclass(frozen=True, slots=True)
class Row:
    """A row, or a card: `number` is how the spreadsheet counts it, from 1.

    `cells` are in the order of the sheet's columns. `is_ignored` marks titles, headings and totals.
    `fault` is why the row cannot be read, or "": its cells are empty then. `findings` are about
    what the reader left out.
    """

    number: int
    cells: tuple[Cell, ...]
    is_ignored: bool = False
    fault: OptionalMessage = ""
    findings: tuple[Finding, ...] = ()


class Origin(NamedTuple):
    """What a workbook of ours says that it was made from, and for whom; each may be ""."""

    commit: str = ""
    audience: str = ""
    lang: str = ""


NO_ORIGIN = Origin()


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook, or a whole file of another format, whose `name` is None.

    `kind` is what wrote it: `own` (an export of cmcct), `form`, `address-book`, `list`, or `calls`
    (lines that were rung for a test). `lang` is the language of an own export's headings, "" for
    the names of columns, and `marking` its label, such as `TLP:AMBER`, or "". `form` is the format
    of our export that it is like: `csv`, `xlsx`, `json`, `vcard`, or the program that reads a CSV
    of contacts. `titles` are the texts above the header row. `locate` returns the span of a value
    of a text without cells, and its line: of the row with an index, from 0, the value at a key
    path, such as `emails.0`.
    """

    file: str
    name: str | None
    kind: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...] = field(repr=False)
    origin: Origin = NO_ORIGIN
    lang: str = ""
    marking: str = ""
    form: str = ""
    titles: Sequence[str] = ()
    locate: Callable[[int, str], tuple[Span, str]] | None = field(default=None, compare=False)

    @property
    def is_ours(self) -> bool:
        """Whether cmcct exported it, with the ids of the entries."""
        is_like_ours = self.kind in (OWN, ADDRESS_BOOK)
        return is_like_ours and any(column.key == "id" for column in self.columns)

    @cached_property
    def _columns_of(self) -> Mapping[str, Sequence[tuple[int, Column]]]:
        """The columns of each key, with their indexes."""
        pairs = [*enumerate(self.columns)]
        keys = {column.key for column in self.columns}
        return {key: [pair for pair in pairs if pair[1].key == key] for key in keys}

    @cached_property
    def imported_keys(self) -> frozenset[str]:
        """The keys of an entry that the columns may set."""
        keys = self._columns_of.keys() & ENTRY_KEYS.keys()
        return frozenset(keys if self.kind == OWN else keys - _OF_OWN)

    def cells_of(self, row: Row, key: str) -> Iterator[tuple[Column, Cell]]:
        """Yield the columns of a key and their cells in a row, in the order of the sheet."""
        return ((column, row.cells[index]) for index, column in self._columns_of.get(key, ()))

    def place_of(self, row: Row, cell: str = "") -> str:
        """Return where a cell or a row stands in the file: `Participants!E6`, `E6`, `7`, `7:12`."""
        place = cell or str(row.number)
        if cell and self.locate:
            span, _line = self.locate(row.number - 1, cell)
            return f"{span.line}:{span.column}"
        return place if self.name is None else f"{self.name}!{place}"

    def name_cell(self, column: Column, row: Row) -> str:
        """Return how a spreadsheet calls a cell, such as `E6`, or a text: the key.

        "" for a property of a card.
        """
        if self.locate:
            return column.key
        return f"{column.place}{row.number}" if column.place else ""

    @property
    def unknown(self) -> Iterator[tuple[Column, str]]:
        """The columns that nothing recognises and that have values, each with its first value."""
        return ((column, first) for column, first in self._first_values if not column.is_known)

    @property
    def not_set(self) -> Iterator[tuple[Column, str]]:
        """The columns of keys that only a sheet of ours sets, each with its first value."""
        keys = frozenset() if self.kind == OWN else _OF_OWN - {"notes"}  # notes are quoted
        return ((column, first) for column, first in self._first_values if column.key in keys)

    def texts_of(self, column: Column) -> Iterator[str]:
        """Yield the texts of a column, in the rows that have one."""
        index = self.columns.index(column)
        return (row.cells[index].text for row in self.rows if row.cells[index].text.strip())

    @property
    def _first_values(self) -> Iterator[tuple[Column, str]]:
        """The columns that have values, each with its first value."""
        for index, column in enumerate(self.columns):
            texts = (row.cells[index].text for row in self.rows if not row.fault)
            if first := next(filter(None, texts), ""):
                yield column, first


class RecordValues(NamedTuple):
    """The values of a record, each with the column that it is for; or why it has none.

    The rest is as in `Row`.
    """

    values: Iterable[tuple[Column, str | Cell]]
    fault: OptionalMessage = ""
    findings: tuple[Finding, ...] = ()
    is_ignored: bool = False


def make_record_sheet(file: str, kind: str, records: Iterable[RecordValues]) -> Sheet:
    """Return records without a grid (cards, JSON objects, a form) as rows, numbered from 1.

    Each has a column for each value; one that repeats in a record is repeated. Raises `CmcctError`
    for too many cells: each record may have columns of its own.
    """
    read = []
    for record in records:
        seen: Counter[Column] = Counter()
        cells: dict[tuple[Column, int], Cell] = {}
        for column, value in record.values:
            cells[column, seen[column]] = value if isinstance(value, Cell) else Cell(value)
            seen[column] += 1
        fault = find_fault(cell.text for cell in cells.values())
        read.append((record, {} if fault else cells, record.fault or fault))
    columns = [*dict.fromkeys(column for _record, row, _fault in read for column in row)]
    if len(columns) * len(read) > MAX_ROWS * MAX_COLUMNS:
        raise refuse_extent(file)
    rows = []
    for number, (record, record_cells, fault) in enumerate(read, 1):
        row = tuple(record_cells.get(column, EMPTY) for column in columns)
        rows.append(Row(number, row, record.is_ignored, fault, record.findings))
    return Sheet(file, None, kind, tuple(column for column, _repetition in columns), tuple(rows))
