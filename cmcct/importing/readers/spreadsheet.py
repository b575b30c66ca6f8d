"""XLSX: cells as people see them, with comments and what is struck out.

openpyxl reads them, since it keeps comments, hidden rows and formatted text. A formula is never
computed: its cell has the value that the spreadsheet saved, or the text of a link.

A workbook is a zip archive. Its size and extent are checked before the library opens it: sizes in
the archive lie, so they are counted while unpacking. openpyxl makes a cell for each that a merged
range, a link or a comment names, and expat expands entities: such files are refused.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from cmcct.errors.exceptions import CmcctError
from cmcct.formats.xlsx import BASE_PROPERTY, BROKEN
from cmcct.i18n.messages import _, list_choices
from cmcct.importing.readers import headings, rows
from cmcct.importing.readers.rows import EMPTY, Cell, Origin, Row
from cmcct.importing.readers.table import Grid

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_MAX_PARTS = 1_000
_MAX_ELEMENTS = 100_000  # of a part that is neither a sheet nor the texts: styles, comments
_PER_CELL = 6  # elements of a cell with formatted text, on average
_OF_CELLS = re.compile(r"xl/(worksheets/[^/]+|sharedStrings)\.xml", re.IGNORECASE)
_ROW = re.compile(rb"<(?:[\w.-]+:)?row[\s/>]")
_CELL = re.compile(rb"<(?:[\w.-]+:)?(?:c|si)[\s/>]")
# The ranges for which openpyxl makes cells; each attribute ends before the next element.
_RANGE = re.compile(
    rb"<(?:[\w.-]+:)?(?:c|mergeCell|hyperlink|comment)\s(?:[^<]*?\s)?(?:r|ref)\s*=\s*"
    rb"[\"']([^\"'<]*(?:[A-Za-z]{3}|[S-Zs-z][A-Za-z]\$?\d|\d{5}|[&])[^\"'<]*)"
)
_SPREAD = re.compile(
    rb"<(?:[\w.-]+:)?(?:mergeCell|hyperlink)\s(?:[^<]*?\s)?ref\s*=\s*[\"']([^\"'<]*)"
)
_CORNER = re.compile(rb"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_ENCODING = re.compile(rb"\s*(?:\xef\xbb\xbf)?<\?xml[^>]*encoding\s*=\s*[\"']([^\"']*)")
_ENCODINGS = frozenset({b"utf-8", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252"})
_LINKS = re.compile(rb"<(?:[\w.-]+:)?hyperlinks[\s>]")
_END_OF_LINKS = re.compile(rb"</(?:[\w.-]+:)?hyperlinks\s*>")
_CHUNK = 1 << 16

_LINK = re.compile(
    r'=\s*HYPERLINK\(\s*"((?:[^"]|"")*)"\s*(?:[,;]\s*"((?:[^"]|"")*)"\s*)?\)\s*', re.IGNORECASE
)
_SCHEME = re.compile(r"\A(mailto|tel):", re.IGNORECASE)
# A text without what separates it from others.
_INSIDE = re.compile(r"[^\s;,/|&](.*[^\s;,/|&])?", re.DOTALL)
_LEADING_ZEROS = re.compile(r"0+")


def unpack_workbook(file: object, data: bytes) -> bytes:
    """Return a workbook as an archive that is not compressed, and without links.

    Nobody reads them, and openpyxl would search all for each: hours for a hostile file. Raises
    `CmcctError` for a workbook that is too large or not one.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            contents = dict(_read_parts(file, book))  # of two parts with a name, the last counts
        unpacked = io.BytesIO()
        with zipfile.ZipFile(unpacked, "w") as book:
            for name, content in contents.items():
                book.writestr(name, content)
        return unpacked.getvalue()
    except BROKEN:
        raise rows.refuse_broken(file) from None


def _read_parts(file: object, book: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """Yield the names and contents of the parts; raises `CmcctError` beyond the limits."""
    parts = book.infolist()
    if len(parts) > _MAX_PARTS:
        raise rows.refuse_broken(file)
    bytes_left, cells = rows.MAX_BYTES, 0
    for part in parts:
        content = _unpack(file, book, part, bytes_left)
        bytes_left -= len(content)
        if part.filename.casefold().endswith((".xml", ".rels", ".vml")):
            cells += _check_part(file, part.filename, content)
            if cells > rows.MAX_CELLS:
                raise rows.refuse_cells(file)
            content = _remove_links(content)
        yield part.filename, content


def _unpack(file: object, book: zipfile.ZipFile, part: zipfile.ZipInfo, bytes_left: int) -> bytes:
    chunks = []
    with book.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            bytes_left -= len(chunk)
            if bytes_left < 0:
                raise rows.refuse_size(file, rows.MAX_BYTES)
            chunks.append(chunk)
    return b"".join(chunks)


def _check_part(file: object, name: str, content: bytes) -> int:
    """Return the number of cells and texts of a part; raises `CmcctError`."""
    stated = _ENCODING.match(content[:200])
    is_plain = stated is None or stated[1].lower() in _ENCODINGS
    if b"\0" in content or b"<!DOCTYPE" in content or b"<!ENTITY" in content or not is_plain:
        raise rows.refuse_broken(file)
    is_of_cells = bool(_OF_CELLS.fullmatch(name))
    most = _PER_CELL * rows.MAX_CELLS if is_of_cells else _MAX_ELEMENTS
    if content.count(b"<") - content.count(b"</") > most:
        raise rows.refuse_cells(file)
    if any(map(_is_far, _RANGE.findall(content))):
        raise rows.refuse_extent(file)
    if not is_of_cells:
        return 0
    counts = [len(_CELL.findall(row)) for row in _ROW.split(content)]
    if max(counts[1:], default=0) > rows.MAX_COLUMNS:
        raise rows.refuse_extent(file)
    return sum(counts) + _spread(content)


def _remove_links(content: bytes) -> bytes:
    """Return a part without what is between its first and its last mark of a list of links."""
    first = _LINKS.search(content) if b"hyperlinks" in content else None
    ends = [end.end() for end in _END_OF_LINKS.finditer(content, first.end())] if first else []
    return content[: first.start()] + content[ends[-1] :] if first and ends else content


def _spread(content: bytes) -> int:
    """Return how many cells the merged ranges and links of a sheet have."""
    return sum(
        (abs(int(last[1]) - int(first[1])) + 1)
        * (abs(headings.number_of(last[0].decode()) - headings.number_of(first[0].decode())) + 1)
        for first, *_others, last in (
            corners * 2 for corners in map(_CORNER.findall, _SPREAD.findall(content)) if corners
        )
    )


def _is_far(text: bytes) -> bool:
    """Return whether a range reaches beyond the limits, or hides where it ends."""
    return b"&" in text or any(
        int(row) > rows.MAX_ROWS or headings.number_of(letters.decode()) > rows.MAX_COLUMNS
        for letters, row in _CORNER.findall(text)
    )


def read_grids(file: object, data: bytes, name: str = "") -> list[Grid]:
    """Return the visible sheets of a workbook, or the named one; raises `CmcctError`."""
    unpacked = unpack_workbook(file, data)
    book: Any = _open(file, unpacked)
    properties = book.custom_doc_props
    stated = next((each.value for each in properties if each.name == BASE_PROPERTY), "")
    origin = Origin(*str(stated or "").split()[: len(Origin._fields)])
    sheets = [sheet for sheet in book.worksheets if name or sheet.sheet_state == "visible"]
    if name:
        sheets = [sheet for sheet in sheets if sheet.title.casefold() == name.casefold()]
        if not sheets:
            titles = [sheet.title for sheet in book.worksheets]
            message = _("{file} has no sheet {name}", file=file, name=name)
            raise CmcctError(message, list_choices(titles))
    if any(s.max_row > rows.MAX_ROWS or s.max_column > rows.MAX_COLUMNS for s in sheets):
        raise rows.refuse_extent(file)
    open_saved = cache(lambda: _open(file, unpacked, saved_values=True))
    return [_Reader(sheet, open_saved).read(origin) for sheet in sheets]


def _open(file: object, data: bytes, *, saved_values: bool = False) -> "Workbook":
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return load_workbook(
                io.BytesIO(data),
                rich_text=not saved_values,
                data_only=saved_values,
                keep_links=False,
            )
    # Whatever the library stumbles over, the file is broken: it has no error of its own.
    except Exception:  # noqa: BLE001
        raise rows.refuse_broken(file) from None


class _Reader:
    """Reads one sheet; `open_saved` returns the workbook with the saved values of formulas."""

    def __init__(self, sheet: "Worksheet", open_saved: "Callable[[], Workbook]") -> None:
        self.sheet, self.open_saved = sheet, open_saved

    def read(self, origin: Origin) -> Grid:
        """Return the lines that are not empty."""
        # The first cell counts for those merged below it: a country beside its people.
        above = {
            (row, merged.min_col): self.sheet.cell(merged.min_row, merged.min_col)
            for merged in self.sheet.merged_cells.ranges
            for row in range(merged.min_row + 1, merged.max_row + 1)
        }
        lines = []
        # The cells of the file; `iter_rows` makes one for each that is empty, which takes as long.
        filled = sorted(self.sheet._cells.items())  # noqa: SLF001
        for number, row in groupby(filled, lambda pair: pair[0][0]):
            cells: list[Cell] = []
            for place, cell in row:
                cells += [EMPTY] * (place[1] - 1 - len(cells))
                cells.append(self._cell(above.get(place, cell)))
            while cells and cells[-1] is EMPTY:
                cells.pop()
            if cells:
                lines.append(Row(number, (*cells,)))
        return Grid(lines, self.sheet.title, origin)

    def _cell(self, cell: Any) -> Cell:
        comment = cell.comment.text.strip() if getattr(cell, "comment", None) else ""
        raw = cell.value
        if raw is None:
            return Cell("", comment=comment) if comment else EMPTY
        is_struck = bool(cell.font.strike)
        value = self._computed(cell) if cell.data_type == "f" else raw
        text = _format(value, cell.number_format)
        # A formatted text is a list of its parts.
        formatted = raw if isinstance(raw, list) else text
        struck, valid = _split_struck(formatted, is_cell_struck=is_struck)
        value = value.date() if isinstance(value, datetime) else value
        is_stored = isinstance(value, date | int | float) and not isinstance(value, bool)
        return Cell(
            text, value if is_stored and not struck else None, struck, comment, unstruck=valid
        )

    def _computed(self, cell: Any) -> Any:
        """Return the text of a link, or the saved value of a formula; else the formula's text."""
        formula = str(getattr(cell.value, "text", cell.value))
        if link := _LINK.fullmatch(formula):
            shown = link[1] if link[2] is None else link[2]
            return _SCHEME.sub("", shown.replace('""', '"'))
        saved = self.open_saved()[self.sheet.title][cell.coordinate].value
        return formula if saved is None else saved


def _format(value: Any, number_format: str) -> str:
    """Return a value as the spreadsheet shows it, a number with all digits."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and _LEADING_ZEROS.fullmatch(number_format):
        return str(value).zfill(len(number_format))
    return str(value)


def _split_struck(text: Any, *, is_cell_struck: bool) -> tuple[str, str]:
    """Return the part of a text that is struck out, and what is left.

    What separates values stays, so that those on both sides do not become one.
    """
    groups = groupby(_runs(text, is_cell_struck=is_cell_struck), lambda run: run[1])
    parts = [(is_struck, "".join(text for text, _ in runs)) for is_struck, runs in groups]
    struck = " ".join(text.strip() for is_struck, text in parts if is_struck)
    valid = [_INSIDE.sub("", text) if is_struck else text for is_struck, text in parts]
    return struck.strip(), "".join(valid).strip()


def _runs(text: Any, *, is_cell_struck: bool) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a text, and whether each is struck out; one with a font has its own."""
    from openpyxl.cell.rich_text import CellRichText

    for run in text if isinstance(text, CellRichText) else [str(text)]:
        if isinstance(run, str):
            yield run, is_cell_struck
        else:
            yield run.text or "", bool(run.font.strike)
