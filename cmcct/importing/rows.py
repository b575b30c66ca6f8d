"""What every reader of a file returns: sheets of rows, whose columns have keys."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet, or one property of a vCard.

    `key` is the key of an entry that its cells belong to (`phones`, `country`), or "" for a column
    that is ignored. `place` is how the spreadsheet counts it (`E`; "" in a vCard). `type` is the
    type of phone, and `label` the label of a number, that its header states, or "".
    """

    header: str
    key: str = ""
    place: str = ""
    type: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell, as a person reads it.

    `value` is the date or the number that the file stores, where it stores one. `struck` is the
    part of `text` that is struck out; `comment` is what somebody noted at the cell.
    """

    text: str
    value: date | float | None = None
    struck: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row, or a card: `number` is how the spreadsheet counts it, from 1.

    `cells` are in the order of the sheet's columns. `is_ignored` marks titles, headings and totals.
    """

    number: int
    cells: tuple[Cell, ...]
    is_ignored: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook, or a whole file of another format, whose `name` is None.

    `kind` is what wrote it: `own` (an export of cmcct), `form`, `address-book` or `list`. `base` is
    the version of the directory that an own export says it has, or "".
    """

    file: str
    name: str | None
    kind: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...] = field(repr=False)
    base: str = ""

    def cells_of(self, row: Row, key: str) -> Iterator[tuple[Column, Cell]]:
        """Yield the columns of a key and their cells in a row, in the order of the sheet."""
        pairs = zip(self.columns, row.cells, strict=True)
        return ((column, cell) for column, cell in pairs if column.key == key)
