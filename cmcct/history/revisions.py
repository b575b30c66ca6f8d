"""Versions of the directory in git, by revision, date or meeting.

A date means the end of that day in local time. The version of a day is the newest first-parent
commit of the current branch up to then, by committer date.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from cmcct.errors.exceptions import CmcctError
from cmcct.errors.suggest import closest
from cmcct.history import dates
from cmcct.history.comparison import Change, Changes, Record, differing_keys, for_audience
from cmcct.history.entry_cache import differing, readable
from cmcct.history.git import Commit, Repository
from cmcct.i18n.messages import OptionalMessage, _, did_you_mean
from cmcct.model.entities import STRICTEST, Directory, FocalPoint, Meeting
from cmcct.privacy import audiences
from cmcct.storage import directory_file
from cmcct.storage.directory_file import TomlSyntaxError

UNSHALLOW = _("this clone is shallow: run git fetch --unshallow")


class Version(NamedTuple):
    """The content of the directory file in a commit."""

    commit: str
    when: datetime
    data: bytes


class Step(NamedTuple):
    """A commit and its changes to the directory."""

    commit: Commit
    changes: Changes


def version(path: Path, name: str, today: date) -> Version:
    """Return the version named by a revision, date or meeting id; raises `CmcctError`."""
    repository = Repository.of(path)
    return _version(repository, path, _commit(repository, path, name, today), name)


def between(path: Path, range_: str, today: date) -> tuple[Version, Version | None]:
    """Return the versions that `A`, `A..B` or `A...B` names; None is the work tree.

    As in git, a missing side means HEAD, and three dots start at the merge base. Raises
    `CmcctError`.
    """
    older, dots, newer = re.fullmatch(r"(.*?)(\.{2,3}|$)(.*)", range_, re.DOTALL).groups()  # type: ignore[union-attr] # always matches
    repository = Repository.of(path)
    old, new = (_commit(repository, path, name or "HEAD", today) for name in (older, newer))
    if dots == "...":
        fork = repository.fork(old, new)
        if fork is None:
            message = _("{range} have no commit in common", range=range_)
            raise CmcctError(message, _shallow(repository) or _("write A..B"))
        old = fork
    before = _version(repository, path, old, older or "HEAD")
    return before, _version(repository, path, new, newer or "HEAD") if dots else None


def said(path: Path, found: Version) -> dict[str, Any]:
    """Return the parsed content of a version; raises `TomlSyntaxError` with the version's name."""
    try:
        return directory_file.parse_bytes(Path(f"{found.commit[:7]}:{path.name}"), found.data)
    except TomlSyntaxError as error:
        # A committed version cannot be fixed, so the hint is to choose another.
        error.hint = _("name another version: cmcct log shows them")
        raise


def limiting(path: Path) -> Callable[[], Directory]:
    """Return a function that reads today's directory, which limits older versions.

    If the file cannot be read, it uses the newest committed version that parses; without one, an
    empty directory, which withholds everything.
    """
    return partial(_current, path)


def _current(path: Path) -> Directory:
    with suppress(CmcctError):
        return directory_file.load(path).directory
    newest = newest_that_parses(path)
    return directory_file.load(path, newest.data).directory if newest else Directory()


def where_it_forked(path: Path, name: str, today: date) -> bytes:
    """Return the file's content at the merge base with a revision; empty if absent.

    Changes made on the other branch since then do not count as changes of this one.
    """
    repository = Repository.of(path)
    commit = _commit(repository, path, name, today)
    return repository.content(repository.fork(commit, "HEAD") or commit) or b""


def is_cut_off(path: Path) -> bool:
    """Return whether older commits are missing, as in a shallow clone."""
    return bool(Repository.of(path).cut_off())


def newest_that_parses(path: Path) -> Version | None:
    """Return the newest committed version that parses; None without one or without git."""
    with suppress(CmcctError):
        repository = Repository.of(path)
        for commit, data in repository.readable():
            if _parses(path, data):
                return Version(commit, repository.when(commit), data)
    return None


def steps(path: Path, audience: str) -> Iterator[Step]:
    """Yield the changes of each commit that an audience may see, newest first.

    Commits at the boundary of a shallow clone are skipped, since their parents are missing. Changes
    made while the file did not parse are attributed to the commit that repaired it.
    """
    repository = Repository.of(path)
    current = None if audience == STRICTEST else limiting(path)
    cut_off, commits = repository.cut_off(), repository.commits()
    if not commits:
        directory_file.read_file(path)  # raises if the file does not exist
    with repository.blobs() as read:
        versions = _Versions(path, commits, read)
        for commit in commits:
            if commit.id in cut_off:
                continue
            changes = _changed(commit, read, audience, current)
            if commit.after in versions.broken or _is_in_doubt(changes, commit, read):
                changes = _changed(versions.readable(commit), read, audience, current)
            if changes.changes:
                yield Step(commit, changes)


def _is_in_doubt(changes: Changes, commit: Commit, read: Callable[[str], bytes]) -> bool:
    """Return whether a change may be an artefact of a version that does not parse.

    Checked without parsing every version: if a version still contains the id of a record that is
    absent from its parsed data, the version may be broken. The directory's own table has no id and
    is always in doubt.
    """
    for change in changes.changes:
        without = commit.before if not change.before else () if change.after else (commit.after,)
        if not change.id or any(change.id.encode() in read(blob) for blob in without):
            return True
    return False


class _Versions:
    """The blobs of a file by commit; `broken` collects those found not to parse."""

    def __init__(self, path: Path, commits: Iterable[Commit], read: Callable[[str], bytes]) -> None:
        self.broken: set[str] = set()
        self._path, self._read = path, read
        # If several commits have the same blob, the oldest wins, which avoids cycles.
        self._origins = {commit.after: commit.before[0] for commit in commits}

    def readable(self, commit: Commit) -> Commit:
        """Replace each blob that does not parse by the last one before it that does."""
        before = tuple(map(self._last_readable, commit.before))
        return commit._replace(before=before, after=self._last_readable(commit.after))

    def _last_readable(self, blob: str) -> str:
        while not _parses(self._path, self._read(blob)):
            self.broken.add(blob)
            blob = self._origins.get(blob, "")
        return blob


def _changed(
    commit: Commit,
    read: Callable[[str], bytes],
    audience: str,
    current: Callable[[], Directory] | None,
) -> Changes:
    """Return the changes of a commit; of a merge, those against every parent."""
    pairs = (differing(read(before), read(commit.after)) for before in commit.before)
    if current is not None:
        pairs = ((replace(a, current=current), replace(b, current=current)) for a, b in pairs)
    sides = [for_audience(before, after, audience) for before, after in pairs]
    if len(sides) == 1:  # not keyed by id, since a file may repeat an id
        return sides[0]
    by_record = [{_key(change): change for change in side.changes} for side in sides]
    own = [_common([listed.get(key) for listed in by_record]) for key in by_record[0]]
    return sides[0]._replace(changes=tuple(change for change in own if change))


def _key(change: Change) -> tuple[type, str]:
    return type(change.record), change.id


def _common(found: Sequence[Change | None]) -> Change | None:
    """Return the part of a record's change that is common to all parents."""
    changes = [change for change in found if change is not None]
    if len(changes) < len(found):
        return None
    both = [change for change in changes if change.before and change.after]
    if not both:
        return changes[0]
    every = [{*change.keys, *change.withheld} for change in both]
    keys, withheld = (
        tuple(key for key in keys if all(key in others for others in every))
        for keys in (both[0].keys, both[0].withheld)
    )
    taken_out = {key: kinds for key, kinds in both[0].taken_out.items() if key in keys}
    kept = both[0]._replace(keys=keys, withheld=withheld, taken_out=taken_out)
    return kept if keys or withheld else None


def of_seat(found: Iterable[Step], id_: str) -> Iterator[Step]:
    """Keep the changes of one seat, under any of its ids."""
    ids = {id_}
    for step in found:
        own = tuple(change for change in step.changes.changes if ids & _ids(change))
        ids = ids.union(*map(_ids, own))
        if own:
            yield Step(step.commit, step.changes._replace(changes=own))


def ids(found: Iterable[Step]) -> set[str]:
    """Return all ids that seats have had."""
    return {id_ for step in found for change in step.changes.changes for id_ in _ids(change)}


def _ids(change: Change) -> set[str]:
    """Return all ids of the seat in a change; empty for other records."""
    points = [side for side in (change.before, change.after) if isinstance(side, FocalPoint)]
    return {id_ for point in points for id_ in audiences.record_ids(point)}


def committed(path: Path, id_: str, audience: str) -> FocalPoint | None:
    """Return the audience's view of a seat in the last commit, or None."""
    repository = Repository.of(path)
    if repository.head() is None:
        return None
    directory = replace(readable(repository.content("HEAD") or b"")[0], current=limiting(path))
    points = [point for point in directory.focal_points if id_ in audiences.record_ids(point)]
    return next(iter(audiences.view_for(directory, points, audience).focal_points), None)


def last_changes(found: Iterable[Step], now: FocalPoint | None) -> dict[str, Commit]:
    """Map each key of a seat to the commit that last changed it.

    Changes of a branch that a merge did not take do not count for the seat as it is `now`.
    """
    last: dict[str, Commit] = {}
    for step in found:
        for change in step.changes.changes:
            lost = {*differing_keys(change.after, now)} if change.after and now else ()
            # For an existing record all changed keys may be withheld; for a new one, use its set
            # keys.
            for key in change.keys if change.before else _given(change.record):
                if key not in lost:
                    last.setdefault(key, step.commit)
    return last


def _given(record: Record) -> list[str]:
    """Return the keys that are set and not empty."""
    return [key for key, value in record if value and key in record.model_fields_set]


def _parses(path: Path, data: bytes) -> bool:
    try:
        directory_file.parse_bytes(path, data)
    except TomlSyntaxError:
        return False
    return True


def _version(repository: Repository, path: Path, commit: str, name: str) -> Version:
    data = repository.content(commit)
    if data is None:
        if not repository.commits():
            directory_file.read_file(path)
        message = _("{file} was not there yet in {revision}", file=path.name, revision=name)
        raise CmcctError(message, _("cmcct log shows the changes that there are"))
    return Version(commit, repository.when(commit), data)


def _commit(repository: Repository, path: Path, name: str, today: date) -> str:
    """Resolve a name to a commit: as a date, else a revision, else a meeting id."""
    if repository.head() is None:
        raise CmcctError(_("nothing is committed yet, so there is no history"))
    moment = dates.end_of(name, today)
    if moment is None:
        if commit := repository.find(name):
            return commit
        moment = _end_of_meeting(repository, path, name, today)
    if commit := repository.as_of(moment):
        return commit
    message = _("the history has nothing as old as {name}", name=name)
    hint = _shallow(repository) or _("cmcct log shows the changes that there are")
    raise CmcctError(message, hint)


def _shallow(repository: Repository) -> OptionalMessage:
    """Return the hint for a shallow clone, else ""."""
    return UNSHALLOW if repository.cut_off() else ""


def _end_of_meeting(repository: Repository, path: Path, name: str, today: date) -> datetime:
    meetings = {meeting.id: meeting for meeting in _meetings(repository, path)}
    if name in meetings and (end := dates.end_of(str(meetings[name].date), today)):
        return end
    message = _("no revision, date or meeting is called {name}", name=repr(name))
    advice = did_you_mean(closest(name, list(meetings))) or _shallow(repository)
    forms = _('write a commit, a tag, 2019-03-12, "6 months ago" or the id of a meeting')
    raise CmcctError(message, advice or forms)


def _meetings(repository: Repository, path: Path) -> Sequence[Meeting]:
    """Return the meetings in the current file, or in the last commit if it is unreadable."""
    try:
        data = directory_file.read_file(path)
    except CmcctError:
        data = repository.content("HEAD") or b""
    return readable(data)[0].meetings
