"""Address books: several numbers and addresses, each with a label in a column of its own."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from cmcct.formats.shared.columns import HEADINGS
from cmcct.i18n.messages import LANGUAGES, Translator
from cmcct.importing.readers import headings
from cmcct.importing.readers.rows import EMPTY, Cell, Column, Row, Sheet
from cmcct.privacy.levels import AUDIENCES_BY_MARKING

_LABEL = re.compile(r"(.+ \d+) - (?:Label|Type|Etiqueta|Tipo|Libellé)", re.IGNORECASE)
_VALUE = re.compile(r"(.+ \d+) - .+")


def split_labelled(sheet: Sheet) -> Sheet:
    """Return the sheet with a column for each label that the numbers of a column have.

    What is private (home, assistant) is quoted. Several values in a cell are a line each.
    """
    labels = {
        match[1].casefold(): index
        for index, column in enumerate(sheet.columns)
        if (match := _LABEL.fullmatch(column.header))
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
    cells = [
        cell._replace(
            text=cell.text.replace(" ::: ", "\n"), unstruck=cell.unstruck.replace(" ::: ", "\n")
        )
        for cell in (row.cells[index] for row in sheet.rows)
    ]
    match = _VALUE.fullmatch(column.header)
    beside = labels.get(match[1].casefold()) if match else None
    if not column.key or beside is None:
        yield column, cells
        return
    columns = [apply_label(column, row.cells[beside].text) for row in sheet.rows]
    for part in dict.fromkeys(columns or [column]):
        pairs = zip(cells, columns, strict=True)
        yield part, [cell if of_cell == part else EMPTY for cell, of_cell in pairs]


def with_ids(sheet: Sheet) -> Sheet:
    """Return an address book with the ids, the language and the label that its notes have.

    One without them, of somebody else, is returned as it is.
    """
    notes = [next(read_notes(sheet, row), ("", "", "")) for row in sheet.rows]
    ours = next(filter(all, notes), None)
    if not ours:
        return sheet
    _id, lang, marking = ours
    rows = (
        replace(row, cells=(*row.cells, Cell(id_)))
        for row, (id_, _lang, _marking) in zip(sheet.rows, notes, strict=True)
    )
    columns = (*sheet.columns, Column("", "id"))
    return replace(sheet, columns=columns, rows=(*rows,), lang=lang, marking=marking)


def read_notes(sheet: Sheet, row: Row) -> Iterator[tuple[str, str, str]]:
    """Yield the id, the language and the label of the list that a note has."""
    for _column, cell in sheet.cells_of(row, "notes"):
        marking = next(filter(AUDIENCES_BY_MARKING.__contains__, cell.text.splitlines()), "")
        for lang, pattern in _patterns().items():
            if line := pattern.search(cell.text):
                yield line[1], lang, marking


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """Return the line with the id in a note, by language."""
    patterns = {}
    for lang in LANGUAGES:
        line = Translator(lang).gettext("{label}: {text}", label=HEADINGS["id"], text="\0")
        text = re.escape(line).replace(re.escape("\0"), r"(\S+)")
        patterns[lang] = re.compile(f"^{text}$", re.MULTILINE)
    return patterns
