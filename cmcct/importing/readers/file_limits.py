"""Limits of files that are read: a list has thousands of rows, a hostile file has more."""

from collections.abc import Iterable

from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import OptionalMessage, _

MAX_ROWS = 20_000
MAX_COLUMNS = 500
MAX_BYTES = 40_000_000  # of a workbook, unpacked; of a file of cards, which has photos
MAX_TEXT_BYTES = 10_000_000  # of other files
MAX_CELLS = 250_000  # openpyxl takes 6 s for them
_MAX_CELL = 131_072  # characters, as `csv` has it; a check of 300,000 numbers takes a minute

_LONG = _("it has a text of more than {count} characters", count=_MAX_CELL)
_SMALLER = _("copy the rows that you need to a new sheet")


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
