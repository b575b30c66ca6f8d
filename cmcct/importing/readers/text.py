"""The text of a file: its encoding is stated or certain, never guessed."""

import codecs

from cmcct.errors.exceptions import CmcctError, unknown_value_message
from cmcct.i18n.messages import _
from cmcct.importing.readers import file_limits

_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_WINDOWS = "cp1252"  # of spreadsheets on Windows


def decode(
    file: object, data: bytes, encoding: str = "", limit: int = file_limits.MAX_TEXT_BYTES
) -> str:
    """Return the text of a file: by its byte order mark, as UTF-8, else as Windows writes it.

    `encoding` replaces this order. Raises `CmcctError` for a text that is none.
    """
    if len(data) > limit:
        raise file_limits.refuse_size(file, limit)
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
