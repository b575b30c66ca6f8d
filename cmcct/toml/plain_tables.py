"""Plain tables: a header, and below it keys without quotes or dots, with no text of several lines.

Most tables of a directory are plain. One regular expression finds their lines, in a tenth of the
time of a parser; other tables are left to it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

from cmcct.toml import splice, writer

_STRING = rb"""(?: "(?: [^"\\\r\n]++ | \\. )*+"(?!") | '[^'\r\n]*+'(?!') )"""
_MOST_NESTED = 2  # brackets within brackets: the apps of a phone in a list of phones


def _bracketed(nested: int) -> bytes:
    """Return the pattern of an array or inline table, which may be on several lines."""
    piece = rb"""[^"'\[\]{}\#]++ | %b | \#[^\n]*+""" % _STRING
    if nested:
        piece += b" | %b" % _bracketed(nested - 1)
    return rb"(?: \[ (?: %b )*+ \] | \{ (?: %b )*+ \} )" % (piece, piece)


_LINE = re.compile(
    rb"""
    [ \t]*+
    (?:
        (?P<key> [\w-]++ ) [ \t]*+ = [ \t]*+
        (?P<value> %b | %b | [\w+.:-]++ (?: \x20 [\w+.:-]++ )?+ ) [ \t]*+
    )?+
    (?: \#[^\r\n]*+ )?+ \r?\n
    """
    % (_STRING, _bracketed(_MOST_NESTED)),
    re.VERBOSE,
)


class _Line(NamedTuple):
    """A line, or those of a list; its key, "" for none, and the range of the key's value."""

    text: bytes
    key: str = ""
    value: tuple[int, int] = (0, 0)


def patch(
    data: bytes,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    order: Sequence[str],
    patch_value: Callable[[bytes, str], bytes],
) -> bytes | None:
    """Return a table with its new values, or None for a table of another layout.

    `data` starts with the header. A new key goes below those that precede it in `order`, one that
    `order` lacks to the end. `patch_value` changes a list or an inline table in the line of a key.
    """
    newline = splice.detect_newline(data)
    has_one_newline = data.count(b"\r\n") in {0, data.count(b"\n")}
    lines = _read_lines(data) if has_one_newline else []
    if {line.key for line in lines if line.key} != old.keys():
        return None
    lines = [line for line in lines if not line.key or line.key in new]
    for key, value in new.items():
        if key not in old:
            text = f"{writer.format_pair(key, value)}\n".encode().replace(b"\n", newline)
            lines.insert(_find_place(lines, key, order), _Line(text, key))
    return b"".join(
        _patch_line(line, old[line.key], new[line.key], patch_value)
        if line.key in old and old[line.key] != new[line.key]
        else line.text
        for line in lines
    )


def find_pairs(data: bytes) -> list[tuple[str, tuple[int, int]]] | None:
    """Return the keys of a table with the ranges of their lines, in the order of the file.

    None for a table of another layout.
    """
    lines = _read_lines(data)
    ends = [*accumulate(len(line.text) for line in lines)]
    if ends[-1] < len(data):
        return None
    ranges = [(end - len(line.text), end - 1) for line, end in zip(lines, ends, strict=True)]
    return [(line.key, pair) for line, pair in zip(lines, ranges, strict=True) if line.key]


def _read_lines(data: bytes) -> list[_Line]:
    """Return the header and the lines below; only the header if one of them is no plain line."""
    end = splice.line_end(data, 0)
    lines = [_Line(data[:end])]
    while end < len(data):
        line = _LINE.match(data, end)
        if not line:
            return lines[:1]
        start, end = line.span()
        key, (value_start, value_end) = line["key"] or b"", line.span("value")
        lines.append(_Line(line[0], key.decode(), (value_start - start, value_end - start)))
    return lines


def _find_place(lines: Sequence[_Line], key: str, order: Sequence[str]) -> int:
    """Return the index of a new key's line: below the last of the keys that precede it."""
    before = order[: order.index(key)] if key in order else [line.key for line in lines if line.key]
    return max((i for i, line in enumerate(lines) if line.key in before), default=0) + 1


def _patch_line(
    line: _Line, old: Any, new: Any, patch_value: Callable[[bytes, str], bytes]
) -> bytes:
    are_tables = isinstance(old, dict) and isinstance(new, dict)
    # An empty list may contain comments.
    if are_tables or (isinstance(old, list) and isinstance(new, list) and new):
        return patch_value(line.text, line.key)
    text = writer.format_pair(line.key, new).partition(" = ")[2]
    return splice.replace(line.text, *line.value, text)
