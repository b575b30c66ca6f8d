"""CSV, and a grid of cells as a sheet: its header row, its data, headings and totals between.

In an address book, several numbers and addresses have each a label in a column of its own.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain, islice

from cmcct.errors.exceptions import CmcctError
from cmcct.formats.shared.columns import HEADINGS
from cmcct.formats.xlsx.sheets import FIRST, NUMBERS, join_numbers
from cmcct.i18n.messages import LANGUAGES, Translator, _
from cmcct.importing.readers import headings, rows
from cmcct.importing.readers.headings import Header, Meaning
from cmcct.importing.readers.rows import ADDRESS_BOOK, EMPTY, LIST, Cell, Column, Row, Sheet
from cmcct.model.entities import AROUND_THE_CLOCK
from cmcct.privacy.levels import AUDIENCES_BY_MARKING
from cmcct.text.folding import fold

_LABEL = re.compile(r"(.+ \d+) - (?:Label|Type|Etiqueta|Tipo|Libellé)", re.IGNORECASE)
_VALUE = re.compile(r"(.+ \d+) - .+")

HEADER_ROWS = 30  # among so many first rows is the header
_MIN_KNOWN = 2
_MOVED = _("more cells than headings: a text with a separator in it needs quotation marks")
_STATED = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)  # as Excel writes and reads it
_DEFUSED = re.compile(r"\A'(?=\s*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n])")
_SAMPLE = 8_192  # characters
_END = "\0"  # a line below a text, which has none of these
_TOTAL = re.compile(r"(grand |sub)?(total|totaal|totaux|totales)\b")


def _split_labelled(sheet: Sheet) -> Sheet:
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
    return replace(sheet, columns=tuple(column for column, _cells in parts), rows=(*rows,))


def apply_label(column: Column, label: str) -> Column:
    """Return the column of a value with a label: one that is quoted if it is private.

    Of `Hotline 24/7`, the type is read, and the whole is a remark.
    """
    label = label.strip("* ")
    type_ = headings.find_label(label.removesuffix(f" {AROUND_THE_CLOCK}"))
    if type_ == "":
        return column.quote(label) if column.key else column
    if column.key != "phones":
        return column
    own = "" if headings.find_label(label) else label
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
    _id, lang, marking = next(filter(all, notes), ("", "", ""))
    if not lang:
        return sheet
    rows = (
        replace(row, cells=(*row.cells, Cell(id_)))
        for row, (id_, _lang, _marking) in zip(sheet.rows, notes, strict=True)
    )
    columns = (*sheet.columns, Column("", "id"))
    return replace(sheet, columns=columns, rows=(*rows,), lang=lang, marking=marking)


def read_notes(sheet: Sheet, row: Row) -> Iterator[tuple[str, str, str]]:
    """Yield the id, the language and the label of the list that a note has.

    They are the last ones: before the label stand texts that people wrote.
    """
    for _column, cell in sheet.cells_of(row, "notes"):
        markings = [line for line in cell.text.splitlines() if line in AUDIENCES_BY_MARKING]
        for lang, pattern in _patterns().items():
            if ids := pattern.findall(cell.text):
                yield ids[-1], lang, markings[-1] if markings else ""


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """Return the line with the id in a note, by language."""
    patterns = {}
    for lang in LANGUAGES:
        line = Translator(lang).gettext("{label}: {text}", label=HEADINGS["id"], text="\0")
        text = re.escape(line).replace(re.escape("\0"), r"(\S+)")
        patterns[lang] = re.compile(f"^{text}$", re.MULTILINE)
    return patterns


@dataclass(frozen=True, slots=True)
class Grid:
    """The lines of a sheet that are not empty; each ends with the last cell that is not."""

    lines: Sequence[Row]
    name: str | None = None
    origin: rows.Origin = rows.NO_ORIGIN


def make_sheet(file: str, grid: Grid, column_map: Mapping[str, Meaning]) -> Sheet | None:
    """Return the sheet below the header row of a grid, or None if there is no such row."""
    index, header = _find_header(grid.lines[:HEADER_ROWS], column_map)
    keys = {column.key for column in header.columns} - {""}
    if not keys or len(keys) < min(_MIN_KNOWN, len(header.columns)):
        return None
    lines = grid.lines[index + 1 :]
    header = header.widen(_find_width(lines, len(header.columns), is_text=grid.name is None))
    # The label of a list of ours: above its header, or in a column of its rows.
    texts = [[cell.text for cell in line.cells if cell.text] for line in grid.lines[: index + 2]]
    marking = next((text for text in chain(*texts) if text in AUDIENCES_BY_MARKING), "")
    sheet = Sheet(
        file,
        grid.name,
        header.kind,
        header.columns,
        (*_read_rows(lines, header),),
        grid.origin,
        header.lang,
        marking,
        header.program or ("xlsx" if grid.name else "csv"),
        (*chain(*texts[:index]),),
    )
    if header.kind != ADDRESS_BOOK:
        return _join_numbers(sheet)
    return with_ids(_split_labelled(sheet))


def _join_numbers(sheet: Sheet) -> Sheet:
    """Return a workbook of ours with all numbers of an entry in the column of the first one.

    Where one of the columns was taken out, those of the other stay in it.
    """
    labels = [column.label for column in sheet.columns]
    if NUMBERS not in labels:
        return sheet
    columns, source = [*sheet.columns], labels.index(NUMBERS)
    target = labels.index(FIRST) if FIRST in labels else source
    if target != source:
        columns[target] = replace(columns[target], label="")
        columns[source] = replace(columns[source], key="", label="")

    def join(row: Row) -> Row:
        cells = [*row.cells]
        first, numbers = cells[target] if target != source else EMPTY, cells[source]
        if not (numbers.text or numbers.comment):  # of most entries
            return row
        texts = (cell.unstruck if cell.struck else cell.text for cell in (first, numbers))
        cells[source] = EMPTY
        cells[target] = Cell(
            join_numbers(first.text, numbers.text),
            struck="\n".join(filter(None, (first.struck, numbers.struck))),
            comment="\n".join(filter(None, (first.comment, numbers.comment))),
            unstruck=join_numbers(*texts),
        )
        return replace(row, cells=(*cells,))

    return replace(sheet, columns=(*columns,), rows=(*map(join, sheet.rows),))


def _read_rows(lines: Sequence[Row], header: Header) -> Iterator[Row]:
    """Yield the rows that are not empty; one with more cells than columns has a fault."""
    width = len(header.columns)
    folded = [fold(column.header) for column in header.columns]
    for line in lines:
        cells = (*line.cells[:width], *[EMPTY] * (width - len(line.cells)))
        if not any(cell.text.strip() or cell.struck or cell.comment for cell in cells):
            continue
        is_ignored = header.kind == LIST and _is_between(cells, folded, header)
        if len(line.cells) > width and not is_ignored:
            # Its cells may be those of other columns.
            yield Row(line.number, (EMPTY,) * width, fault=_MOVED)
        elif fault := rows.find_fault(cell.text for cell in cells):
            yield Row(line.number, (EMPTY,) * width, fault=fault)
        else:
            yield Row(line.number, cells, is_ignored)


def _find_width(lines: Sequence[Row], width: int, *, is_text: bool) -> int:
    """Return how many cells the lines have below a number of headings.

    In a text, a separator without quotation marks moves the cells behind it to other columns; so a
    longer line is in doubt, unless all end with an empty cell more, as some programs write them.
    """
    lengths = [len(line.cells) for line in lines] or [0]
    if not is_text:
        return max(width, *lengths)
    is_filled = any(cell.text for line in lines for cell in line.cells[width:])
    return width if is_filled else max(width, min(lengths))


def _find_header(lines: Sequence[Row], column_map: Mapping[str, Meaning]) -> tuple[int, Header]:
    """Return the line with the most known headings, and its columns."""
    best = 0, Header(())
    widest = max((len(line.cells) for line in lines), default=0)
    for index, line in enumerate(lines):
        texts = [" ".join(cell.text.split()) for cell in line.cells]
        header = headings.read_header(texts, column_map)
        if header.known_count > best[1].known_count:
            best = index, header
        if header.known_count == widest:  # no other line can have more
            break
    return best


def _is_between(cells: Sequence[Cell], folded: Sequence[str], header: Header) -> bool:
    """Return whether a row is a heading, a total, a footnote or the header again."""
    texts = [cell.text.strip() for cell in cells]
    filled = [*filter(None, texts)]
    if all(fold(text) == heading for text, heading in zip(texts, folded, strict=True)):
        return True
    if len(filled) == 1 and len(folded) > _MIN_KNOWN:
        return bool(_TOTAL.match(fold(filled[0]))) or not header.columns[texts.index(filled[0])].key
    return bool(filled) and bool(_TOTAL.match(fold(filled[0])))


# CSV and TSV (RFC 4180), with the delimiter by which most headings are recognised.


def read_grid(file: object, text: str, column_map: Mapping[str, Meaning]) -> Grid:
    """Return the records of a text, counted from 1 below `sep=`; raises `CmcctError`."""
    if stated := _STATED.match(text):
        text = text[stated.end() :]  # spreadsheets do not count this line
    delimiter = (
        stated[1]
        if stated  # else the one with the most known headings, then the most columns
        else max(",;\t|", key=lambda sign: _score(text[:_SAMPLE], sign, column_map))
    )
    if delimiter in '"\r\n':
        delimiter = ","
    lines = []
    try:
        reader = csv.reader(chain(io.StringIO(text, newline=""), [_END]), delimiter=delimiter)
        for number, record in enumerate(reader, 1):
            if record == [_END]:
                break
            if any(record):
                lines.append(Row(number, (*map(read_cell, record),)))
            if number > rows.MAX_ROWS or len(record) > rows.MAX_COLUMNS:
                raise rows.refuse_extent(file)
        else:  # it is in a cell
            message = _(
                "{file}: a quotation mark in row {row} is not closed", file=file, row=number
            )
            raise CmcctError(message, _('close it with ", or save the sheet again as CSV UTF-8'))
    except csv.Error:
        message = _("{file}: record {record} cannot be read", file=file, record=len(lines) + 1)
        raise CmcctError(message, _("save the sheet again as CSV UTF-8")) from None
    return Grid(lines)


@cache
def read_cell(text: str) -> Cell:
    """Return a cell, one for all of a text: most texts repeat, and a returned list has them twice.

    Our own export writes an apostrophe before what would be a formula.
    """
    if not text:
        return EMPTY
    return Cell(_DEFUSED.sub("", text) if text.startswith("'") else text)


def _score(text: str, delimiter: str, column_map: Mapping[str, Meaning]) -> tuple[int, int]:
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    records = [record[: rows.MAX_COLUMNS] for record in islice(lines, HEADER_ROWS)]
    _index, header = _find_header([Row(0, (*map(Cell, each),)) for each in records], column_map)
    return header.known_count, max(map(len, records), default=0)
