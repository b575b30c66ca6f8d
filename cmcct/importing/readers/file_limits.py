"""What a file that is read may be: its size, its extent, its encoding."""

import codecs
from collections.abc import Iterable

from cmcct.errors.exceptions import CmcctError, unknown_value_message
from cmcct.i18n.messages import OptionalMessage, _

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
_WINDOWS = "cp1252"  # of spreadsheets on Windows


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


def decode(file: object, data: bytes, encoding: str = "", limit: int = MAX_TEXT_BYTES) -> str:
    """Return the text of a file: by its byte order mark, as UTF-8, else as Windows writes it.

    `encoding` replaces this order. Raises `CmcctError` for a text that is none.
    """
    if len(data) > limit:
        raise refuse_size(file, limit)
    marked = next((name for mark, name in _MARKS.items() if data.startswith(mark)), "")
    for name in (encoding,) if encoding else (marked,) if marked else ("utf-8", _WINDOWS):
        try:
            text = data.decode(name)
        except LookupError:
            message = unknown_value_message("encoding", name)
            raise CmcctError(message, _("write utf-8, cp1252, cp850 or another")) from None
        except ValueError:
            continue
        if "\0" not in text:
            return text.removeprefix("\ufeff")
    message = _("{file} is not a text of a known encoding", file=file)
    raise CmcctError(message, _("save it as CSV UTF-8, or name its encoding with --encoding"))
