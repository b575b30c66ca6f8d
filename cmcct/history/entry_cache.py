"""Split a directory file into its tables, to parse each table once across versions.

A split inside a multi-line string leaves a piece that is not TOML; then the whole file is parsed.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any, NamedTuple

from cmcct.model import loader
from cmcct.model.entities import Directory, FocalPoint
from cmcct.toml.tables import split_at_arrays

_ENTRY = b"[[focal_point]]"
_ID = re.compile(rb'^id = "([^"\\\n]+)"$', re.MULTILINE)
# What makes a line that looks like an id something else: a text of several lines, a subtable.
_NESTED = re.compile(rb"\"{3}|'{3}|\n[ \t]*\[")


class _Pieces(NamedTuple):
    """The pieces of a file in order, and the count of each piece that is an entry."""

    pieces: tuple[bytes, ...]
    entries: Counter[bytes]


def parse_differing(before: bytes, after: bytes) -> tuple[Directory, Directory]:
    """Parse two versions without the entries that both contain, if both can be split."""
    old, new = _split_valid(before), _split_valid(after)
    if old is None or new is None:
        return parse_lenient(before)[0], parse_lenient(after)[0]
    changed = {piece for piece, _ in old.entries.items() ^ new.entries.items()}
    return _parse_selected(old, changed), _parse_selected(new, changed)


def _parse_selected(tables: _Pieces, kept: set[bytes]) -> Directory:
    """Parse some entries and all other tables, which entries refer to."""
    left_out = tables.entries.keys() - kept
    return _parse_pieces(piece for piece in tables.pieces if piece not in left_out)


def parse_lenient(data: bytes) -> tuple[Directory, bool]:
    """Return the readable part of a file, and whether that is everything."""
    try:
        read = loader.parse_directory(tomllib.loads(data.decode("utf-8-sig")))
    except (ValueError, RecursionError):
        return _parse_pieces(split_at_arrays(data)), False
    return read.directory, not read.findings


@lru_cache(4)
def _split_valid(data: bytes) -> _Pieces | None:
    """Return the pieces of a file, or None if a piece is not TOML."""
    pieces = tuple(split_at_arrays(data))
    if None in map(_parse_piece, pieces):
        return None
    return _Pieces(pieces, Counter(piece for piece in pieces if piece.startswith(_ENTRY)))


def _parse_pieces(pieces: Iterable[bytes]) -> Directory:
    """Parse the pieces that are TOML as one directory."""
    joined: dict[str, Any] = {}
    for raw in map(_parse_piece, pieces):
        for table, value in (raw or {}).items():
            if table in loader.LIST_MODELS:
                joined.setdefault(table, []).extend(value)  # a new list, since pieces are cached
            else:
                joined[table] = value
    return loader.parse_directory(joined).directory


@cache
def _parse_piece(piece: bytes) -> Mapping[str, Any] | None:
    """Parse one piece; None if it is not TOML or continues the table of another piece."""
    try:
        raw = tomllib.loads(piece.decode())
    except (ValueError, RecursionError):
        return None
    return raw if all(isinstance(raw.get(name, []), list) for name in loader.LIST_MODELS) else None


def parse_entries(piece: bytes) -> tuple[FocalPoint, ...]:
    """Return the readable entries of one piece of a file: one, or none."""
    return _parse_pieces([piece]).focal_points if piece.startswith(_ENTRY) else ()


def entry_id(piece: bytes) -> str:
    """Return the id of the entry that `parse_entries` returns for a piece, "" for none.

    A plain layout is not parsed, and may be no valid entry.
    """
    if not piece.startswith(_ENTRY):
        return ""
    found = _ID.findall(piece)
    if len(found) == 1 and not _NESTED.search(piece):
        return str(found[0], "utf-8", "replace")
    return next((point.id for point in parse_entries(piece)), "")
