"""Split a directory file into its tables, to parse each table once across versions.

A split inside a multi-line string leaves a piece that is not TOML; then the whole file is parsed.
"""

import re
import tomllib
from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import accumulate
from typing import Any, NamedTuple

from cmcct.model import loader
from cmcct.model.entities import Directory, FocalPoint
from cmcct.toml.pieces import (
    common_ends,
    plain_text,
    split_at_arrays,
    split_between,
    split_differing,
)

_ENTRY = b"[[focal_point]]"
_ID = re.compile(rb'^id = "([^"\\\n]+)"$', re.MULTILINE)
# What makes a line that looks like an id something else: a text of several lines, a subtable.
_NESTED = re.compile(rb"\"{3}|'{3}|\n[ \t]*\[")


class _Version(NamedTuple):
    """A version of a file: its text without BOM and CR, and its pieces in order.

    `is_toml` means that each piece is. `others` has all pieces that are no entry, and may have
    those of other versions.
    """

    data: bytes
    text: bytes
    pieces: tuple[bytes, ...]
    others: frozenset[bytes]
    is_toml: bool


_EMPTY = _Version(b"", b"", (b"\n",), frozenset([b"\n"]), is_toml=True)
_recent = deque([_EMPTY], maxlen=4)


def parse_differing(before: bytes, after: bytes) -> tuple[Directory, Directory]:
    """Parse two versions without the entries that both contain, if both can be split."""
    new, old = _split(after), _split(before)
    if not (old.is_toml and new.is_toml):
        return parse_lenient(before)[0], parse_lenient(after)[0]
    sides = [Counter(side) for side in split_differing(old.text, new.text)]
    changed = {piece for piece, _ in sides[0].items() ^ sides[1].items()}
    return _parse_selected(old, changed), _parse_selected(new, changed)


def _parse_selected(version: _Version, changed: set[bytes]) -> Directory:
    """Parse some entries and all other tables, which entries refer to."""
    kept = changed | version.others
    return _parse_pieces(filter(kept.__contains__, version.pieces))


def parse_lenient(data: bytes) -> tuple[Directory, bool]:
    """Return the readable part of a file, and whether that is everything."""
    try:
        read = loader.parse_directory(tomllib.loads(data.decode("utf-8-sig")))
    except (ValueError, RecursionError):
        return _parse_pieces(split_at_arrays(data)), False
    return read.directory, not read.findings


def _split(data: bytes) -> _Version:
    """Return a version, split like the last one but for the pieces that differ."""
    for version in _recent:
        if version.data is data:  # to hash or compare it takes longer
            return version
    like, text = _recent[0], plain_text(data)
    start, end = common_ends(like.text, text)
    old, new = (split_between(side, start, end) for side in (like.text, text))
    first = _count_pieces(like.pieces, start)
    pieces = (*like.pieces[:first], *new, *like.pieces[first + len(old) :])
    others = like.others.union(piece for piece in new if not piece.startswith(_ENTRY))
    is_toml = None not in map(_parse_piece, new if like.is_toml else pieces)
    _recent.appendleft(_Version(data, text, pieces, others, is_toml))
    return _recent[0]


def _count_pieces(pieces: Sequence[bytes], start: int) -> int:
    """Return how many pieces of a text are before one that starts there, or at 0."""
    lengths = [0, *accumulate(map(len, pieces))]
    # A line feed is between two pieces, and one more above the first.
    return (
        bisect_left(range(len(pieces)), start + 1, key=lambda at: lengths[at] + at) if start else 0
    )


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
