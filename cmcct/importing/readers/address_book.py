"""Address books: several numbers and addresses, each with a label in a column of its own."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from cmcct.importing.readers import headings
from cmcct.importing.readers.rows import (
    EMPTY,
    Cell,
    Column,
    Row,
    Sheet,
)

_LABEL = re.compile(r"(.+ \d+) - (?:Label|Type|Etiqueta|Tipo|Libellé)", re.IGNORECASE)
_VALUE = re.compile(r"(.+ \d+) - .+")


def split_labelled(sheet: Sheet) -> Sheet:
    """Return the sheet with a column for each label that the numbers of a column have.

    What is private (home, assistant) is quoted. Several values in a cell are a line each.
    """
    labels = {
        found[1].casefold(): index
        for index, column in enumerate(sheet.columns)
        if (found := _LABEL.fullmatch(column.header))
    }
    parts = [part for index in range(len(sheet.columns)) for part in _split(sheet, index, labels)]
    rows = (
        Row(row.number, tuple(cells[position] for _column, cells in parts), row.is_ignored)
        for position, row in enumerate(sheet.rows)
    )
    columns = tuple(column for column, _cells in parts)
    return replace(sheet, columns=columns, rows=(*rows,))


def apply_label(column: Column, label: str) -> Column:
    """Return the column of a value with a label: one that is quoted if it is private."""
    type_ = headings.find_label(label) if label else None
    if type_ == "":
        return column.quote(label.strip("* ")) if column.key else column
    if column.key != "phones":
        return column
    own = "" if type_ else label.strip("* ")
    return Column(column.header, column.key, column.place, type_ or column.type, own)


def _split(
    sheet: Sheet, index: int, labels: dict[str, int]
) -> Iterator[tuple[Column, Sequence[Cell]]]:
    column = sheet.columns[index]
    cells = [_spread(row.cells[index]) for row in sheet.rows]
    found = _VALUE.fullmatch(column.header)
    beside = labels.get(found[1].casefold()) if found else None
    if not column.key or beside is None:
        yield column, cells
        return
    columns = [apply_label(column, row.cells[beside].text) for row in sheet.rows]
    for kept in dict.fromkeys(columns or [column]):
        yield (
            kept,
            [cell if one == kept else EMPTY for cell, one in zip(cells, columns, strict=True)],
        )


def _spread(cell: Cell) -> Cell:
    """Return a cell with its values on a line each."""
    text, left = (part.replace(" ::: ", "\n") for part in (cell.text, cell.left))
    return cell._replace(text=text, left=left)
