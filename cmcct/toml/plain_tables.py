"""Plain tables: a header, and below it keys without quotes or dots, with no text of several lines.

Most tables of a directory are plain. One regular expression finds their lines, in a tenth of the
time of a parser; other tables are left to it.
"""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from cmcct.toml import splice, writer
from cmcct.toml.tables import UnsupportedLayoutError

_STRING = rb"""(?: "(?: [^"\\\r\n]++ | \\. )*+"(?!") | '[^'\r\n]*+'(?!') )"""
_MOST_NESTED = 2  # brackets within brackets: the apps of a phone in a list of phones


def _bracketed(nested: int) -> bytes:
    """Return the pattern of an array or inline table of valid TOML; it may be on several lines."""
    piece = rb"""[^"'\[\]{}\#]++ | %b | \#[^\n]*+""" % _STRING
    if nested:
        piece += b" | %b" % _bracketed(nested - 1)
    return rb"(?: [\[{] (?: %b )*+ [\]}] )" % piece


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
_SPECIAL = re.compile(r'["\\]')  # characters of a text in quotes


class _Line(NamedTuple):
    """A line, or those of a list; its key, "" for none, and the range of the key's value."""

    text: bytes
    key: str = ""
    value: tuple[int, int] = (0, 0)


def find_single(
    data: bytes, old: Mapping[str, Any], new: Mapping[str, Any]
) -> tuple[Mapping[str, Any], Mapping[str, Any]] | None:
    """Return the old and new data of a table, if `data` begins with it and has no other data."""
    if len(old) != 1 or old.keys() != new.keys():
        return None
    ((name, before),), (after,) = old.items(), new.values()
    are_lists = isinstance(before, list) and isinstance(after, list)
    if not (are_lists and len(before) == len(after) == 1):
        return None
    return (before[0], after[0]) if data.startswith(f"[[{name}]]".encode()) else None


def verify_line(line: bytes, key: str, value: Any) -> None:
    """Raise `UnsupportedLayoutError` or `ValueError` unless a line gives a key its value."""
    is_plain = isinstance(value, str) and value.isprintable() and not _SPECIAL.search(value)
    if is_plain and line == f'{key} = "{value}"\n'.encode():
        return  # no parser is needed to read such a text as it is written
    if not line.endswith(b"\n") or tomllib.loads(line.decode()) != {key: value}:
        raise UnsupportedLayoutError


def patch(  # noqa: PLR0913 - only data
    data: bytes,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    order: Sequence[str],
    patch_value: Callable[[bytes, str], bytes],
    *,
    verify: bool = False,
) -> bytes | None:
    """Return a table with its new values, or None for a table of another layout.

    `data` starts with the header. A new key goes below those that precede it in `order`, one that
    `order` lacks to the end. `patch_value` changes a list or an inline table in the line of a key.
    With `verify`, each new or changed line is read again; the others say what they said.
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
    patched = [
        line._replace(text=_patch_line(line, old[line.key], new[line.key], patch_value))
        if line.key in old and old[line.key] != new[line.key]
        else line
        for line in lines
    ]
    if verify:
        for line, known in zip(patched, lines, strict=True):
            if line.key and (line is not known or line.key not in old):
                verify_line(line.text, line.key, new[line.key])
    return b"".join([line.text for line in patched])


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
