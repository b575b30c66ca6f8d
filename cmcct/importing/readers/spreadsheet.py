"""XLSX: cells as people see them, with comments and what is struck out.

openpyxl reads them, since it keeps comments, hidden rows and formatted text. A formula is never
computed: its cell has the value that the spreadsheet saved, or the text of a link.
"""

import io
import re
import warnings
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import _
from cmcct.importing.readers import archive, file_limits
from cmcct.importing.readers.rows import EMPTY, Cell, Origin
from cmcct.importing.readers.table import Grid, Line

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_ORIGIN = "cmcct-base"  # custom property of an export: its commit, audience and language
_LINK = re.compile(
    r'=\s*HYPERLINK\(\s*"((?:[^"]|"")*)"\s*(?:[,;]\s*"((?:[^"]|"")*)"\s*)?\)\s*', re.IGNORECASE
)
_SCHEME = re.compile(r"\A(mailto|tel):", re.IGNORECASE)
# A text without what separates it from others.
_INSIDE = re.compile(r"[^\s;,/|&](.*[^\s;,/|&])?", re.DOTALL)
_LEADING_ZEROS = re.compile(r"0+")


def read_grids(file: object, data: bytes, name: str = "") -> list[Grid]:
    """Return the visible sheets of a workbook, or the named one; raises `CmcctError`."""
    unpacked = archive.unpack_workbook(file, data)
    book: Any = _open(file, unpacked)
    stated = next((one.value for one in book.custom_doc_props if one.name == _ORIGIN), "")
    origin = Origin(*str(stated or "").split()[: len(Origin._fields)])
    sheets = [sheet for sheet in book.worksheets if name or sheet.sheet_state == "visible"]
    if name:
        sheets = [sheet for sheet in sheets if sheet.title.casefold() == name.casefold()]
        if not sheets:
            titles = ", ".join(sheet.title for sheet in book.worksheets)
            message = _("{file} has no sheet {name}", file=file, name=name)
            raise CmcctError(message, _("its sheets are {names}", names=titles))
    if any(
        s.max_row > file_limits.MAX_ROWS or s.max_column > file_limits.MAX_COLUMNS for s in sheets
    ):
        raise file_limits.refuse_extent(file)
    open_saved = cache(lambda: _open(file, unpacked, saved_values=True))
    # No font strikes out without this element; the fonts of all cells take a while to look up.
    may_strike = b"strike" in unpacked
    readers = (_Reader(sheet, open_saved, may_strike=may_strike) for sheet in sheets)
    return [reader.read(origin) for reader in readers]


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
        raise archive.refuse_broken(file) from None


class _Reader:
    """Reads one sheet.

    `open_saved` returns the workbook with the saved values of formulas. `may_strike` is False if no
    font of the workbook strikes out.
    """

    def __init__(
        self, sheet: "Worksheet", open_saved: "Callable[[], Workbook]", *, may_strike: bool
    ) -> None:
        self.sheet, self.open_saved, self.may_strike = sheet, open_saved, may_strike

    def read(self, origin: Origin) -> Grid:
        """Return the lines that are not empty."""
        above = self._merged()
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
                lines.append(Line(number, cells))
        return Grid(lines, self.sheet.title, origin)

    def _merged(self) -> dict[tuple[int, int], Any]:
        """Return the first cell for those merged below it: a country beside its people."""
        return {
            (row, merged.min_col): self.sheet.cell(merged.min_row, merged.min_col)
            for merged in self.sheet.merged_cells.ranges
            for row in range(merged.min_row + 1, merged.max_row + 1)
        }

    def _cell(self, cell: Any) -> Cell:
        comment = cell.comment.text.strip() if getattr(cell, "comment", None) else ""
        raw = cell.value
        if raw is None:
            return Cell("", comment=comment) if comment else EMPTY
        is_struck = self.may_strike and bool(cell.font.strike)
        if type(raw) is str and cell.data_type != "f":  # most cells, and faster
            return Cell(raw, None, raw.strip() if is_struck else "", comment)
        value = self._computed(cell) if cell.data_type == "f" else raw
        text = _format(value, cell.number_format)
        # A formatted text is a list of its parts.
        formatted = raw if isinstance(raw, list) else text
        struck, left = _split_struck(formatted, is_cell_struck=is_struck)
        kept = value.date() if isinstance(value, datetime) else value
        is_kept = isinstance(kept, date | int | float) and not isinstance(kept, bool)
        return Cell(text, kept if is_kept and not struck else None, struck, comment, left=left)

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
    left = [_INSIDE.sub("", text) if is_struck else text for is_struck, text in parts]
    return struck.strip(), "".join(left).strip()


def _runs(text: Any, *, is_cell_struck: bool) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a text, and whether each is struck out; one with a font has its own."""
    from openpyxl.cell.rich_text import CellRichText

    for run in text if isinstance(text, CellRichText) else [str(text)]:
        if isinstance(run, str):
            yield run, is_cell_struck
        else:
            yield run.text or "", bool(run.font.strike)
