"""Byte-level edits of TOML text: elements of arrays and inline tables, and whole lines."""

import re
from codecs import BOM_UTF8
from collections.abc import Sequence

from cmcct.toml.positions import Range

_COMMA = re.compile(rb"(?:[ \t\r\n]++|#[^\n]*+)*+,")  # with the whitespace and comments before it
_NEWLINE = re.compile(rb"\r?\n")
_REST = re.compile(rb"[ \t]*(#[^\r\n]*)?(?=\r?\n)")


# Array elements, and pairs of inline tables.


def insert_element(
    data: bytes, around: Range, elements: Sequence[Range], index: int, text: str
) -> bytes:
    """Insert an element into the brackets at `around`, at `index`."""
    if not elements:
        return _insert_first(data, around, text)
    if index == len(elements):
        return _insert_last(data, elements[-1], text)
    start = elements[index][0]
    gap = f"\n{_indent(data, start)}" if _starts_line(data, start) else " "
    return insert(data, start, f"{text},{gap}")


def _insert_first(data: bytes, around: Range, text: str) -> bytes:
    start, end = around[0] + 1, around[1] - 1
    if data[start:end].strip():
        return insert(data, start, f"{text},")  # before the comments
    return replace(data, start, end, f" {text} " if data[start - 1 : start] == b"{" else text)


def _insert_last(data: bytes, last: Range, text: str) -> bytes:
    start, end = last
    comma = _comma(data, end)
    line_end = _rest_of_line(data, comma or end)
    if line_end is None or not _starts_line(data, start):
        return insert(data, end, f", {text}")
    line = f"\n{_indent(data, start)}{text}{',' if comma else ''}"
    data = insert(data, line_end, line)
    return data if comma else insert(data, end, ",")


def remove_element(data: bytes, elements: Sequence[Range], index: int) -> bytes:
    """Remove an element, its comma, and its line if it has its own."""
    start, end = elements[index]
    comma = _comma(data, end)
    line_end = _rest_of_line(data, comma or end)
    if _starts_line(data, start) and line_end is not None:
        return remove_lines(data, start, line_end)
    if comma:
        kept, rest = data[:start], data[comma:].lstrip(b" \t")
        # No trailing space at a line end.
        return (kept.rstrip(b" \t") if _NEWLINE.match(rest) else kept) + rest
    if index:
        # The last element goes with the comma before it.
        data = data[:start].rstrip(b" \t") + data[end:]
        before = elements[index - 1][1]
        comma = _comma(data, before) or before
        return data[: comma - 1] + data[comma:]
    return data[:start] + data[end:]


def _comma(data: bytes, start: int) -> int | None:
    """Return the offset after the following comma, or None."""
    comma = _COMMA.match(data, start)
    return comma.end() if comma else None


def _rest_of_line(data: bytes, start: int) -> int | None:
    """Return the end of the line if only a comment follows, else None."""
    rest = _REST.match(data, start)
    return rest.end() if rest else None


def _starts_line(data: bytes, start: int) -> bool:
    return not data[line_start(data, start) : start].strip()


def _indent(data: bytes, start: int) -> str:
    return data[line_start(data, start) : start].decode()


# Bytes and lines.


def insert_line(data: bytes, after: int, text: str) -> bytes:
    """Insert a line below the line that contains offset `after`."""
    offset = line_end(data, after)
    if data[:offset].endswith(b"\n"):
        return insert(data, offset, f"{text}\n")
    return insert(data, offset, f"\n{text}")


def remove_lines(data: bytes, start: int, end: int) -> bytes:
    """Remove the lines from that of offset `start` to that of offset `end`."""
    return data[: line_start(data, start)] + data[line_end(data, end) :]


def insert(data: bytes, offset: int, text: str) -> bytes:
    """Insert text at an offset."""
    return replace(data, offset, offset, text)


def replace(data: bytes, start: int, end: int, text: str) -> bytes:
    """Replace a range by text, with the file's line ends."""
    return data[:start] + text.encode().replace(b"\n", detect_newline(data)) + data[end:]


def detect_newline(data: bytes) -> bytes:
    """Return the line end that the file uses."""
    end = data.find(b"\n")
    return b"\r\n" if end > 0 and data[end - 1 : end] == b"\r" else b"\n"


def ensure_newline(text: bytes, data: bytes) -> bytes:
    """Append the file's line end to a text without one."""
    return text if text.endswith(b"\n") else text + detect_newline(data)


def line_start(data: bytes, offset: int) -> int:
    """Return the start of the line at an offset; the first line starts after the BOM."""
    bom = len(BOM_UTF8) if data.startswith(BOM_UTF8) else 0
    return max(data.rfind(b"\n", 0, offset) + 1, bom)


def line_end(data: bytes, offset: int) -> int:
    """Return the offset after the line's end, or the end of the file."""
    end = data.find(b"\n", offset)
    return end + 1 if end >= 0 else len(data)
