"""Pieces of a TOML file, one for each item of a top-level array, and where two versions differ."""

import re
from codecs import BOM_UTF8
from collections.abc import Callable

_HEADER = b"\n[["
_ARRAY_HEADER = re.compile(rb"\n(?=\[\[(?!\w+\.))")
_BLOCK = 65_536  # bytes


def split_at_arrays(data: bytes) -> list[bytes]:
    """Split a file before each header of a top-level array of tables in the first column.

    The pieces have no BOM and no CR at line ends. The file need not be TOML: a header inside a
    multi-line string also splits, so that an unclosed string does not hide the tables below it.
    """
    return split_text(plain_text(data))


def split_text(text: bytes) -> list[bytes]:
    """Split a file that is as `plain_text` returns it; the first piece is what is above headers."""
    return _ARRAY_HEADER.split(b"\n" + text)


def plain_text(data: bytes) -> bytes:
    """Return a file without BOM and without CR at line ends."""
    text = data.removeprefix(BOM_UTF8)
    return text.replace(b"\r\n", b"\n") if b"\r" in text else text


def split_differing(before: bytes, after: bytes) -> tuple[list[bytes], list[bytes]]:
    """Return the pieces of two texts without those at their common start and end.

    Both are as `plain_text` returns them.
    """
    start, end = common_ends(before, after)
    old, new = (split_between(text, start, end) for text in (before, after))
    return old, new


def split_between(text: bytes, start: int, end: int) -> list[bytes]:
    """Return the pieces of a text without those at the ends that `common_ends` returns."""
    # Above the header that a start stands at is an empty piece.
    return split_text(text[start : len(text) - end])[bool(start) :]


def common_ends(before: bytes, after: bytes) -> tuple[int, int]:
    """Return how many bytes at their start and end two texts share, up to a header.

    The start is that of a header, or 0; the end is before the line feed above a header, or 0.
    """
    shortest = min(len(before), len(after))
    text = memoryview(after)  # its ranges are not copies
    length = _common_length(shortest, lambda at, size: before.startswith(text[at : at + size], at))
    start = _last_header(after, length)
    # Mostly one piece differs, so the next header begins what is common again.
    ends = [
        len(side) - header.start()
        for side in (before, after)
        if (header := _ARRAY_HEADER.search(side, start))
    ]
    if len(ends) > 1 and ends[0] == ends[1] and before.endswith(text[-ends[1] :]):
        return start, ends[1]
    length = _common_length(
        shortest - start,
        lambda at, size: before.endswith(
            text[len(after) - at - size : len(after) - at], 0, len(before) - at
        ),
    )
    header = _ARRAY_HEADER.search(after, len(after) - length)
    return start, len(after) - header.start() if header else 0


def _last_header(text: bytes, end: int) -> int:
    """Return the position of the last header whose line ends before a position, or 0."""
    at = text.rfind(b"\n", 0, end)
    while (at := text.rfind(_HEADER, 0, max(0, at))) >= 0:
        if _ARRAY_HEADER.match(text, at):
            return at + 1
    return 0


def _common_length(limit: int, is_common: Callable[[int, int], bool]) -> int:
    """Return how many bytes two texts share, up to a limit; `is_common` compares a range.

    By blocks, then by halves of one.
    """
    at, size = 0, _BLOCK
    while size and at < limit:
        size = min(size, limit - at)
        if is_common(at, size):
            at += size
        else:
            limit, size = at + size - 1, size // 2
    return at
