"""The entries of many versions of a file: each table is parsed once, and compared by its text.

A split inside a multi-line string leaves a piece that is not TOML; then the whole file is parsed.
"""

import re
import tomllib
from collections import Counter, deque
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache, cached_property
from itertools import takewhile
from pathlib import Path
from typing import Any, NamedTuple

from cmcct.history.git.repository import Commit, Repository
from cmcct.model import loader
from cmcct.model.entities import Directory, FocalPoint
from cmcct.privacy import audiences
from cmcct.toml.tables import plain_text, split_at_arrays, split_differing, split_text

_ENTRY = b"[[focal_point]]"
_ID = re.compile(rb'^id = "([^"\\\n]+)"$', re.MULTILINE)
# What makes a line that looks like an id something else: a text of several lines, a subtable.
_NESTED = re.compile(rb"\"{3}|'{3}|\n[ \t]*\[")


class _Version(NamedTuple):
    """A version of a file: its text without BOM and CR, and the pieces of it that are no entry.

    `faults` counts all pieces that are not TOML.
    """

    data: bytes
    text: bytes
    tables: tuple[bytes, ...]
    faults: int


_EMPTY = _Version(b"", b"", (b"\n",), 0)
_recent = deque([_EMPTY], maxlen=4)


def parse_differing(before: bytes, after: bytes) -> tuple[Directory, Directory]:
    """Parse two versions without the entries that both contain, if both can be split.

    Where an entry is missing in the second, those that others were merged into are among the rest.
    """
    like, text = _recent[0], plain_text(after)
    new = _known(after) or _derive(after, text, like, *split_differing(like.text, text))
    text = plain_text(before)
    gone, come = split_differing(text, new.text)
    old = _known(before) or _derive(before, text, new, come, gone)
    if old.faults or new.faults:
        return parse_lenient(before)[0], parse_lenient(after)[0]
    changed = {piece for piece, _ in Counter(gone).items() ^ Counter(come).items()}
    sides = _parse_selected(old, gone, changed), _parse_selected(new, come, changed)
    if _count_ids(sides[0]) - _count_ids(sides[1]):
        own = Counter(piece for piece in come if piece in changed)
        merged = Counter(piece for piece in split_text(new.text) if b"merged" in piece) - own
        points = [point for piece in merged.elements() for point in parse_entries(piece)]
        first, second = (
            replace(side, focal_points=(*side.focal_points, *points)) for side in sides
        )
        return first, second
    return sides


def _count_ids(directory: Directory) -> Counter[str]:
    return Counter(point.id for point in directory.focal_points)


def _known(data: bytes) -> _Version | None:
    """Return a recent version; to hash or compare its content would take longer."""
    return next((version for version in _recent if version.data is data), None)


def _derive(
    data: bytes, text: bytes, like: _Version, theirs: Sequence[bytes], own: Sequence[bytes]
) -> _Version:
    """Return a version, given the pieces in which it and another one differ."""
    if all(piece.startswith(_ENTRY) for piece in (*theirs, *own)):
        tables = like.tables
    else:
        tables = tuple(piece for piece in split_text(text) if not piece.startswith(_ENTRY))
    faults = like.faults - _count_faults(theirs) + _count_faults(own)
    _recent.appendleft(_Version(data, text, tables, faults))
    return _recent[0]


def _count_faults(pieces: Iterable[bytes]) -> int:
    return sum(_parse_piece(piece) is None for piece in pieces)


def _parse_selected(version: _Version, own: Iterable[bytes], changed: set[bytes]) -> Directory:
    """Parse some entries and all other tables, which entries refer to."""
    directory = _parse_tables(version.tables)
    entries = [piece for piece in own if piece in changed and piece.startswith(_ENTRY)]
    tables = {table for piece in entries for table in _parse_piece(piece) or ()}
    if directory.focal_points or tables - {"focal_point"}:
        selected = changed.union(version.tables)
        return _parse_pieces(filter(selected.__contains__, split_text(version.text)))
    points = tuple(point for piece in entries for point in parse_entries(piece))
    return replace(directory, focal_points=points)


def parse_lenient(data: bytes) -> tuple[Directory, bool]:
    """Return the readable part of a file, and whether that is everything."""
    try:
        read = loader.parse_directory(tomllib.loads(data.decode("utf-8-sig")))
    except (ValueError, RecursionError):
        return _parse_pieces(split_at_arrays(data)), False
    return read.directory, not read.findings


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


_parse_tables = cache(_parse_pieces)  # the pieces of a version that are no entry


@cache
def _parse_piece(piece: bytes) -> Mapping[str, Any] | None:
    """Parse one piece; None if it is not TOML or continues the table of another piece."""
    if plain := _parse_plain(piece):
        return plain
    try:
        raw = tomllib.loads(piece.decode())
    except (ValueError, RecursionError):
        return None
    return raw if all(isinstance(raw.get(name, []), list) for name in loader.LIST_MODELS) else None


def _parse_plain(piece: bytes) -> Mapping[str, Any] | None:
    """Parse an entry of which each line is TOML by itself; None for another layout."""
    header, *lines = piece.split(b"\n")
    table: dict[str, Any] = {}
    for line in lines:
        pair = _parse_line(line)
        if pair is None or not table.keys().isdisjoint(pair):
            return None
        table |= pair
    return {"focal_point": [table]} if header == _ENTRY else None


@cache
def _parse_line(line: bytes) -> Mapping[str, Any] | None:
    """Parse a key with its value, or a comment; None for a header, and for part of a value."""
    try:
        return None if line.lstrip().startswith(b"[") else tomllib.loads(line.decode())
    except (ValueError, RecursionError):
        return None


@cache
def parse_entries(piece: bytes) -> tuple[FocalPoint, ...]:
    """Return the readable entries of one piece of a file: one, or none."""
    raw = _parse_piece(piece) if piece.startswith(_ENTRY) else None
    return loader.parse_entries(raw or {})


def entry_id(piece: bytes) -> str:
    """Return the id of the entry that `parse_entries` returns for a piece, "" for none.

    A plain layout is not parsed, and may be no valid entry.
    """
    if not piece.startswith(_ENTRY):
        return ""
    ids = _ID.findall(piece)
    if len(ids) == 1 and not _NESTED.search(piece):
        return str(ids[0], "utf-8", "replace")
    return next((point.id for point in parse_entries(piece)), "")


# When each entry of a version changed last, as an audience sees it. Two versions of the file are
# mostly the same: only the tables between their common start and their common end are compared, and
# only a table whose text differs is parsed. The walk ends when the change of every entry is found.


class LastChanges:
    """Returns when an entry changed last, by its id; the history is read when first asked."""

    def __init__(self, path: Path, commit: str, directory: Directory, audience: str) -> None:
        """Store the version, as it was loaded from a commit, and the audience."""
        self._path, self._commit = path, commit
        self._directory, self._audience = directory, audience

    def __call__(self, id_: str) -> datetime | None:
        """Return the commit date of the last change; None for an unknown entry."""
        return self._found.get(id_)

    def read(self) -> None:
        """Read the history now; raises `CmcctError` if a part of it is missing."""
        self._found  # noqa: B018 - cached

    @cached_property
    def _found(self) -> dict[str, datetime]:
        repository = Repository.open(self._path)
        commits = repository.commits(self._commit)
        days: dict[str, datetime] = {}
        with repository.blobs(commits) as read:
            newest = read(commits[0].after) if commits else b""
            walk = _Walk(newest, {point.id for point in self._directory.focal_points}, self._see)
            for commit in takewhile(lambda _commit: walk.is_open, commits):
                days |= dict.fromkeys(walk.changed_in(commit, read), commit.when)
        return days

    def _see(self, point: FocalPoint) -> FocalPoint | None:
        """Return an entry as the audience sees it, or None."""
        directory = replace(self._directory, focal_points=(point,))
        return next(
            iter(audiences.view_for(directory, (point,), self._audience).focal_points), None
        )


class _Walk:
    """A walk from the newest version to the oldest; `is_open` while an entry has no date."""

    def __init__(
        self, newest: bytes, ids: Container[str], see: Callable[[FocalPoint], FocalPoint | None]
    ) -> None:
        self._see = see
        self._ids: dict[bytes, str] = {}  # texts of tables that say what the entry says now
        self._texts: dict[str, list[bytes]] = {}
        for id_, pieces in _group_by_id(split_at_arrays(newest)).items():
            if id_ in ids:
                for piece in pieces:
                    self._add_text(id_, piece)
        self._now = {id_: texts[-1] for id_, texts in self._texts.items()}

    @property
    def is_open(self) -> bool:
        return bool(self._texts)

    def changed_in(self, commit: Commit, read: Callable[[str], bytes]) -> Iterator[str]:
        """Yield the entries that are as they are now after a commit, and in none of its parents."""
        after = plain_text(read(commit.after))
        sides = [split_differing(plain_text(read(before)), after) for before in commit.before]
        olds = [_group_by_id(old) for old, _new in sides]
        of_others = [{*new} for _old, new in sides[1:]]
        own = [*{piece: None for piece in sides[0][1] if piece in self._ids}]
        for piece in own:
            if piece not in self._ids:  # of an id that the file repeats
                continue
            id_ = self._ids[piece]
            is_new = all(piece in new for new in of_others)
            # Of all parents, since the walk goes on with each.
            equal = [self._has_equal(id_, old.get(id_, ())) for old in olds]
            if is_new and not any(equal):
                yield id_
                for text in self._texts.pop(id_):
                    self._ids.pop(text, None)  # the file may repeat a table

    def _add_text(self, id_: str, piece: bytes) -> None:
        self._ids[piece] = id_
        self._texts.setdefault(id_, []).append(piece)

    def _has_equal(self, id_: str, pieces: Iterable[bytes]) -> bool:
        """Return whether a table of an entry says what the entry says now; remember its text."""
        for piece in pieces:
            if piece in self._ids:
                return True
            then, now = parse_entries(piece), parse_entries(self._now[id_])
            if any(self._see(a) == self._see(b) for a, b in zip(then, now, strict=False)):
                self._add_text(id_, piece)
                return True
        return False


def _group_by_id(pieces: Iterable[bytes]) -> dict[str, list[bytes]]:
    """Return the tables of each entry."""
    groups: dict[str, list[bytes]] = {}
    for piece in pieces:
        if id_ := entry_id(piece):
            groups.setdefault(id_, []).append(piece)
    return groups
