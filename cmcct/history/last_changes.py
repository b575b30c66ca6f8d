"""When each entry of a version changed last, as an audience sees it.

Two versions of the file are mostly the same: only the tables between their common start and their
common end are compared, and only a table whose text differs is parsed. The walk ends when the
change of every entry is found.
"""

from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from itertools import takewhile
from pathlib import Path

from cmcct.history.entry_cache import entry_id, parse_entries
from cmcct.history.git.repository import Commit, Repository
from cmcct.model.entities import Directory, FocalPoint
from cmcct.privacy import audiences
from cmcct.toml.pieces import plain_text, split_at_arrays, split_differing


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
                self._close(id_)

    def _close(self, id_: str) -> None:
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
