"""A directory file cut into its tables: of many versions of it, each table is read once.

A cut that goes through a text of several lines leaves a piece that is no TOML; then the file is
read as a whole.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any, NamedTuple

from cmcct import reading
from cmcct.model import Directory

# Before a header in the first column, but one of a list of tables in an entry.
_CUT = re.compile(rf"\n(?=\[\[(?!(?:{'|'.join(reading.LISTS)})\.))".encode())
_ENTRY = b"[[focal_point]]"


class _Tables(NamedTuple):
    """The pieces of a file in their order, and how often each that is an entry stands there."""

    pieces: tuple[bytes, ...]
    entries: Counter[bytes]


def cut(data: bytes) -> list[bytes]:
    """Cut a file before the header of each table of a list."""
    text = b"\n" + data.removeprefix(b"\xef\xbb\xbf")
    return _CUT.split(text.replace(b"\r\n", b"\n") if b"\r" in text else text)


def differing(before: bytes, after: bytes) -> tuple[Directory, Directory]:
    """Read two versions without the entries that are the same in both, as far as they can be."""
    old, new = _tables(before), _tables(after)
    if old is None or new is None:
        return readable(before)[0], readable(after)[0]
    changed = {piece for piece, _ in old.entries.items() ^ new.entries.items()}
    return _some(old, changed), _some(new, changed)


def _some(tables: _Tables, kept: set[bytes]) -> Directory:
    """Read some entries, and all that is no entry: it is little, and entries name it."""
    left_out = tables.entries.keys() - kept
    return _directory(piece for piece in tables.pieces if piece not in left_out)


def readable(data: bytes) -> tuple[Directory, bool]:
    """Return what can be read of a file, and whether that is all of it."""
    try:
        read = reading.read(tomllib.loads(data.decode("utf-8-sig")))
    except (ValueError, RecursionError):
        return _directory(cut(data)), False
    return read.directory, not read.findings


@lru_cache(4)
def _tables(data: bytes) -> _Tables | None:
    """Return the pieces of a file, if each is TOML: then no cut went through a text."""
    pieces = tuple(cut(data))
    if None in map(_raw, pieces):
        return None
    return _Tables(pieces, Counter(piece for piece in pieces if piece.startswith(_ENTRY)))


def _directory(pieces: Iterable[bytes]) -> Directory:
    """Return what the pieces that are TOML say together."""
    joined: dict[str, Any] = {}
    for raw in map(_raw, pieces):
        for table, value in (raw or {}).items():
            if table in reading.LISTS:
                joined.setdefault(table, []).extend(value)  # a list of its own: pieces are shared
            else:
                joined[table] = value
    return reading.read(joined).directory


@cache
def _raw(piece: bytes) -> Mapping[str, Any] | None:
    """Return what a piece says by itself; None if it is no TOML, or part of another's table."""
    try:
        raw = tomllib.loads(piece.decode())
    except (ValueError, RecursionError):
        return None
    return raw if all(isinstance(raw.get(name, []), list) for name in reading.LISTS) else None
