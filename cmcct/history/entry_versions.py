"""The entries of many versions of a file: of two versions, only what differs is parsed.

A file is split at its headers. A split inside a multi-line string leaves a piece that is not TOML;
then the whole file is parsed.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

from cmcct.history.git.repository import Repository
from cmcct.model import loader
from cmcct.model.entities import STRICTEST, Directory, FocalPoint
from cmcct.privacy import audiences
from cmcct.toml.tables import split_at_arrays

_ENTRY = b"[[focal_point]]"
# The start of a text of several lines, another table, the ids of merged entries.
_NESTED = re.compile(rb"\"{3}|'{3}|\n[ \t]*\[|merged")


def parse_differing(before: bytes, after: bytes) -> tuple[Directory, Directory]:
    """Parse two versions without the entries that both contain, if both can be split.

    Those that others were merged into are among the rest.
    """
    old, new = _split(before), _split(after)
    changed = {piece for piece, _count in old.items() ^ new.items()}
    parsed = {
        piece: _parse_piece(piece)
        for piece in old.keys() | new.keys()
        if piece in changed or not _is_plain(piece)
    }
    selected = set[bytes]()
    for piece, raw in parsed.items():
        if raw is None:
            return parse_lenient(before)[0], parse_lenient(after)[0]
        if piece in changed or b"merged" in piece or [*raw] != ["focal_point"]:
            selected.add(piece)
    first, second = (
        _parse_pieces(filter(selected.__contains__, side.elements())) for side in (old, new)
    )
    return first, second


@lru_cache(maxsize=4)  # the version before a commit is that after an older one
def _split(data: bytes) -> Counter[bytes]:
    """Return the pieces of a file in order, and how often each is there."""
    return Counter(split_at_arrays(data))


@cache
def _is_plain(piece: bytes) -> bool:
    """Return whether a piece is an entry alone, which no other piece goes on with or needs."""
    return piece.startswith(_ENTRY) and not _NESTED.search(piece)


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


@cache
def _parse_piece(piece: bytes) -> Mapping[str, Any] | None:
    """Parse one piece; None if it is not TOML or continues the table of another piece."""
    try:
        raw = tomllib.loads(piece.decode())
    except (ValueError, RecursionError):
        return None
    return raw if all(isinstance(raw.get(name, []), list) for name in loader.LIST_MODELS) else None


class LastChanges:
    """Returns when an entry changed last, by its id; the history is read when first asked."""

    def __init__(self, path: Path, commit: str, directory: Directory, audience: str) -> None:
        """Store the version, as it was loaded from a commit, and the audience."""
        self._path, self._commit = path, commit
        self._directory, self._audience = directory, audience

    def __call__(self, id_: str) -> datetime | None:
        """Return the commit date of the last change; None for an unknown entry."""
        return self._moments.get(id_)

    def read(self) -> None:
        """Read the history now; raises `CmcctError` if a part of it is missing."""
        self._moments  # noqa: B018 - cached

    @cached_property
    def _moments(self) -> dict[str, datetime]:
        """The dates, from the newest commit on until each entry has one."""
        repository = Repository.open(self._path)
        commits = repository.commits(self._commit)
        moments: dict[str, datetime] = {}
        with repository.blobs() as read:
            points = self._directory.focal_points
            if self._audience == STRICTEST and commits:  # the private file is in these, too
                points = parse_lenient(read(commits[0].after))[0].focal_points
            undated = {point.id: point for point in points}
            for commit in commits:
                if not undated:
                    break
                # The change is that of a merge only if no parent has it.
                ids = {*undated}.intersection(
                    *(
                        self._find_changed(read(blob), read(commit.after), undated)
                        for blob in commit.before
                        if blob
                    )
                )
                for id_ in ids:
                    moments[id_] = commit.when
                    del undated[id_]
        return moments

    def _find_changed(
        self, before: bytes, after: bytes, now: Mapping[str, FocalPoint]
    ) -> Iterator[str]:
        """Yield the entries that are as `now` in the second version, and were not in the first."""
        old, new = parse_differing(before, after)
        earlier = {(point.id, self._see(point)) for point in old.focal_points}
        for point in new.focal_points:
            seen = self._see(point)
            is_now = point.id in now and seen == self._see(now[point.id])
            if is_now and (point.id, seen) not in earlier:
                yield point.id

    def _see(self, point: FocalPoint) -> FocalPoint | None:
        """Return an entry as the audience sees it, or None."""
        directory = replace(self._directory, focal_points=(point,))
        return next(
            iter(audiences.view_for(directory, (point,), self._audience).focal_points), None
        )
