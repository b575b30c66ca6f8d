"""Limits of files that are read: a list has thousands of rows, a hostile file has more."""

from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import _

MAX_ROWS = 20_000
MAX_COLUMNS = 500
MAX_BYTES = 40_000_000  # of a workbook, unpacked; of a file of cards, which has photos
MAX_TEXT_BYTES = 10_000_000  # of other files
MAX_CELLS = 250_000  # openpyxl takes 6 s for them

_SMALLER = _("copy the rows that you need to a new sheet")


def refuse_size(file: object, limit: int) -> CmcctError:
    """Return the error for a file of more than so many bytes."""
    message = _("{file} is larger than {count} MB", file=file, count=limit // 1_000_000)
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


def refuse_cells(file: object) -> CmcctError:
    """Return the error for a workbook of too many cells."""
    return CmcctError(_("{file} has more than {count} cells", file=file, count=MAX_CELLS), _SMALLER)
