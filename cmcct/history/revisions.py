"""Versions of the directory in git by their names, and the changes of each commit.

A name is an edition, a date, a revision or a meeting. The tag `edition/NUMBER` says which commit
was handed out under a number, and as which files. A date means the end of that day in local time:
its version is the newest first-parent commit of the current branch up to then, by committer date.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from cmcct.clock import local
from cmcct.errors.exceptions import CmcctError
from cmcct.errors.suggest import closest
from cmcct.fieldtypes import dates
from cmcct.history import conflicts
from cmcct.history.comparison import DirectoryDiff, RecordChange, compare_for, differing_keys
from cmcct.history.entry_versions import parse_differing, parse_lenient
from cmcct.history.git import process
from cmcct.history.git.repository import Commit, Repository
from cmcct.i18n.messages import DATE_FORM, LongDate, OptionalMessage, _, did_you_mean, quote_text
from cmcct.model.entities import STRICTEST, Directory, FocalPoint, Meeting
from cmcct.privacy import audiences, limits
from cmcct.reference import vocabulary
from cmcct.storage import directory_file
from cmcct.storage.directory_file import ConflictError, TomlSyntaxError
from cmcct.text.folding import fold

_OTHER_VERSION = _("choose another version; run cmcct log to see the versions")
NO_EDITIONS = _("there is no edition here: issue one, or fetch the tags with git fetch --tags")
UNSHALLOW = _("this clone is shallow: run git fetch --unshallow")

_EDITION = re.compile(r"(?!\d{4}-\d\d-\d\d\Z)\d[\w.-]*", re.ASCII)  # and no day

PREFIX = "edition/"
NUMBER = re.compile(r"(?=.*\d)[0-9A-Za-z](?:[0-9A-Za-z_-]|\.(?!\.|lock\Z)(?=.)){0,39}")
REFS = f"refs/tags/{PREFIX}"
_OBJECT = ("%(objecttype)", "%(objectname)", "%(*objecttype)", "%(*objectname)")
_FIELDS = ("%(refname:strip=3)", *_OBJECT, "%(contents)")
_DATES = ("--sort=version:refname", "--sort=committerdate", "--sort=*committerdate")


class UnknownVersionError(CmcctError):
    """A name that is no edition, date, revision or meeting."""


class EarlyMeetingError(CmcctError):
    """A meeting before the first version, which is in the commit `first`."""

    first = ""


def resolve_commit(repository: Repository, path: Path, name: str, today: date) -> str:
    """Resolve a name to a commit: as an edition, a date, else a revision, else a meeting id."""
    if repository.head() is None:
        raise CmcctError(_("there are no commits yet, so there is no history"))
    # As a list prints its number. `2026-10` may be a month too, and `5` a commit: an edition of
    # that number is meant if there is one.
    if _EDITION.fullmatch(name) and (commit := repository.resolve(f"{REFS}{name}")):
        return commit
    name = vocabulary.typed_words("version").get(fold(name), [name])[0]
    if name == "edition":
        if not (tags := list_tags(repository)):
            raise CmcctError(NO_EDITIONS, _OTHER_VERSION)
        name = tags[-1].commit
    if name == "HEAD~" and (commits := repository.commits()):  # the one before the present text
        return commits[not has_changes(repository) and len(commits) > 1].id
    moment = dates.parse_end(name, today)
    is_meeting = moment is None
    if moment is None:
        if commit := repository.resolve(name):
            return commit
        moment = _end_of_meeting(repository, path, name, today)
    if commit := repository.last_before(moment):
        return commit
    raise _too_early_error(repository, name, is_meeting=is_meeting)


def _too_early_error(repository: Repository, name: str, *, is_meeting: bool) -> CmcctError:
    """Return the error for a day or a meeting before the first commit."""
    start = local(repository.start_time()).date()
    message = _("the history starts on {date}; there is no version from {name}")
    hint = shallow_hint(repository)
    if not is_meeting:
        message = message.with_values(date=LongDate(start), name=name)
        return CmcctError(message, hint or _OTHER_VERSION)
    message = _("the history starts on {date}, after that meeting", date=LongDate(start))
    error = EarlyMeetingError(message, hint or _("give {day} or a later date", day=start))
    if not hint:
        error.first = repository.commits()[-1].id
    return error


def shallow_hint(repository: Repository) -> OptionalMessage:
    """Return the hint for a shallow clone, else ""."""
    return UNSHALLOW if repository.shallow_commits() else ""


def _end_of_meeting(repository: Repository, path: Path, name: str, today: date) -> datetime:
    meetings = {meeting.id: meeting for meeting in _load_meetings(repository, path)}
    named = [meeting.id for meeting in meetings.values() if fold(meeting.name) == fold(name)]
    if name not in meetings and len(named) == 1:
        name = named[0]
    meeting = meetings.get(name)
    if meeting and (end := dates.parse_end(str(meeting.until or meeting.date), today)):
        return end
    message = _("{name} is not a commit, tag, edition, date or meeting", name=quote_text(name))
    tags = list_tags(repository)
    names = [*meetings, *(tag.name for tag in tags), *(tag.number for tag in tags)]
    advice = did_you_mean(closest(name, names)) or shallow_hint(repository)
    forms = _(
        "give a commit, a tag, an edition, a day ({date}, or for example 6 months ago), "
        "or the id of a meeting",
        date=DATE_FORM,
    )
    raise UnknownVersionError(message, advice or forms)


def _load_meetings(repository: Repository, path: Path) -> Sequence[Meeting]:
    """Return the meetings in the current file, or in the last commit if it is unreadable."""
    try:
        data = directory_file.read_file(path)
    except CmcctError:
        data = repository.read_blob("HEAD") or b""
    return parse_lenient(data)[0].meetings


class EditionTag(NamedTuple):
    """A tag of an edition: its number, its commit, "" if it is of another object, its message."""

    number: str
    commit: str
    message: str

    @property
    def name(self) -> str:
        """The name of the tag: `edition/2026-1`."""
        return f"{PREFIX}{self.number}"


def numbers_at(repository: Repository, commit: str) -> list[str]:
    """Return the numbers of the editions made from a commit, the last one by name at the end.

    Names of tags that cannot be a number are left out: anybody may have pushed them.
    """
    form = ("--sort=version:refname", "--format=%(refname:strip=3)")
    words = ("for-each-ref", f"--points-at={commit}", *form, REFS)
    printed = process.run(repository.root, *words).decode(errors="replace")
    return [*filter(NUMBER.fullmatch, printed.split("\n"))]


def list_tags(repository: Repository, *, until: str = "") -> list[EditionTag]:
    """Return the tags of editions by the dates of their commits; `until`: up to that commit."""
    merged = (f"--merged={until}",) if until else ()
    form = f"--format={'%00'.join(_FIELDS)}%00%00"
    printed = process.run(repository.root, "for-each-ref", *_DATES, *merged, form, REFS)
    tags = []
    for record in printed.decode(errors="replace").split("\0\0\n")[:-1]:
        number, *objects, message = record.split("\0")
        commits = dict(zip(objects[::2], objects[1::2], strict=True))
        tags.append(EditionTag(number, commits.get("commit", ""), message))
    return tags


def find_tag(repository: Repository, number: str) -> EditionTag | None:
    """Return the tag of an edition, or None."""
    return next((tag for tag in list_tags(repository) if tag.number == number), None)


def create_tag(repository: Repository, tag: EditionTag) -> None:
    """Create an annotated tag, signed if the user's git signs tags; raises `GitError`."""
    words = ("tag", "--annotate", "--cleanup=verbatim", "--file=-", tag.name, tag.commit)
    process.run_as_user(repository.root, *words, input_=tag.message.encode())


def has_changes(repository: Repository) -> bool:
    """Return whether a tracked file differs from its commit."""
    words = ("status", "--porcelain", "--untracked-files=no")
    return bool(process.run_as_user(repository.root, *words))


class Version(NamedTuple):
    """The content of the directory file in a commit."""

    commit: str
    when: datetime
    data: bytes


class LogEntry(NamedTuple):
    """A commit and its changes to the directory."""

    commit: Commit
    changes: DirectoryDiff


def resolve_version(path: Path, name: str, today: date) -> Version:
    """Return the version named by an edition, a revision, a date or a meeting.

    Raises `CmcctError`.
    """
    repository = Repository.open(path)
    return _read_version(repository, path, resolve_commit(repository, path, name, today), name)


def resolve_range(
    path: Path, range_: str, today: date
) -> tuple[Version, Version | None, OptionalMessage]:
    """Return the versions that `A`, `A..B` or `A...B` names; None is the work tree.

    As in git, a missing side means HEAD, and three dots start at the merge base. A meeting before
    the first version means that one; a message says so. Raises `CmcctError`.
    """
    older, dots, newer = re.fullmatch(r"(.*?)(\.{2,3}|$)(.*)", range_, re.DOTALL).groups()  # type: ignore[union-attr] # always matches
    repository = Repository.open(path)
    note: OptionalMessage = ""
    try:
        old = resolve_commit(repository, path, older or "HEAD", today)
    except EarlyMeetingError as error:
        if not error.first:
            raise
        old, older, note = error.first, error.first, error.message
    new = resolve_commit(repository, path, newer or "HEAD", today)
    if dots == "...":
        base = repository.merge_base(old, new)
        if base is None:
            message = _("{range} have no commit in common", range=range_)
            raise CmcctError(message, shallow_hint(repository) or _("write {words}", words="A..B"))
        old = base
    before = _read_version(repository, path, old, older or "HEAD")
    after = _read_version(repository, path, new, newer or "HEAD") if dots else None
    return before, after, note


def parse_version(path: Path, version: Version) -> dict[str, Any]:
    """Return the parsed content of a version; raises `TomlSyntaxError` with the version's name."""
    try:
        return directory_file.parse_bytes(Path(f"{version.commit[:7]}:{path.name}"), version.data)
    except TomlSyntaxError as error:
        # A committed version cannot be fixed, so the hint is to choose another.
        error.hint = _OTHER_VERSION
        raise


def current_reader(path: Path) -> Callable[[], Directory]:
    """Return a function that reads today's directory, which limits older versions.

    If the file cannot be read, it uses the newest committed version that parses; without one, an
    empty directory, which withholds everything.
    """

    def load() -> Directory:
        try:
            return directory_file.load(path).directory
        except ConflictError as conflict:
            return conflicts.load_ours(path, conflict).directory
        except CmcctError:
            newest = latest_valid(path)
        return directory_file.load(path, newest.data).directory if newest else Directory()

    return load


def open_merge_base(path: Path, name: str, today: date) -> Callable[[str], bytes]:
    """Return a function that reads `path` or a file beside it at the merge base with a revision.

    It takes the file's name, and returns its content, b"" if absent. Changes made on the other
    branch since then do not count as changes of this one.
    """
    repository = Repository.open(path)
    commit = resolve_commit(repository, path, name, today)
    base = repository.merge_base(commit, "HEAD") or commit
    folder = PurePosixPath(repository.name).parent

    def read(file: str) -> bytes:
        return repository._replace(name=str(folder / file)).read_blob(base) or b""

    return read


def is_shallow(path: Path) -> bool:
    """Return whether older commits are missing, as in a shallow clone."""
    return bool(Repository.open(path).shallow_commits())


def unchanged_commit(path: Path, name: str | None, today: date) -> str:
    """Return the commit of the version that `name` names, or of HEAD without a name.

    "" if the file was changed since HEAD, or is in no repository.
    """
    if name is not None:
        return resolve_version(path, name, today).commit
    with suppress(CmcctError):
        repository = Repository.open(path)
        head = repository.head()
        # Git may have changed the line ends when it wrote the file.
        if head and _unix_lines(repository.read_blob(head) or b"") == _unix_lines(
            directory_file.read_file(path)
        ):
            return head
    return ""


def _unix_lines(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n")


def latest_valid(path: Path) -> Version | None:
    """Return the newest committed version that parses; None without one or without git."""
    with suppress(CmcctError):
        repository = Repository.open(path)
        for commit, data in repository.iter_versions():
            if _is_toml(path, data):
                return Version(commit, repository.commit_time(commit), data)
    return None


def log(path: Path, audience: str) -> Iterator[LogEntry]:
    """Yield the changes of each commit that an audience may see, newest first.

    Commits at the boundary of a shallow clone are skipped, since their parents are missing. Changes
    made while the file did not parse are attributed to the commit that repaired it.
    """
    repository = Repository.open(path)
    current = None if audience == STRICTEST else current_reader(path)
    cut_off, commits = repository.shallow_commits(), repository.commits()
    if not commits:
        directory_file.read_file(path)  # raises if the file does not exist
    # If several commits have the same blob, the oldest wins, which avoids cycles.
    origins = {commit.after: commit.before[0] for commit in commits}
    broken = set[str]()  # blobs found not to parse
    with repository.blobs() as read:

        def find_valid(blob: str) -> str:
            """Return the blob, or the last one before it that parses."""
            while not _is_toml(path, read(blob)):
                broken.add(blob)
                blob = origins.get(blob, "")
            return blob

        find_changes = partial(_find_changes, read=read, audience=audience, current=current)
        for commit in commits:
            if commit.id in cut_off:
                continue
            changes = find_changes(commit)
            if commit.after in broken or _may_be_misread(changes, commit, read):
                before = tuple(map(find_valid, commit.before))
                repaired = commit._replace(before=before, after=find_valid(commit.after))
                changes = find_changes(repaired)
            if changes.changes:
                yield LogEntry(commit, changes)


def _may_be_misread(changes: DirectoryDiff, commit: Commit, read: Callable[[str], bytes]) -> bool:
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


def _find_changes(
    commit: Commit,
    read: Callable[[str], bytes],
    audience: str,
    current: Callable[[], Directory] | None,
) -> DirectoryDiff:
    """Return the changes of a commit; of a merge, those against every parent."""
    pairs = (parse_differing(read(before), read(commit.after)) for before in commit.before)
    if current is not None:
        pairs = ((replace(a, current=current), replace(b, current=current)) for a, b in pairs)
    sides = [compare_for(before, after, audience) for before, after in pairs]
    if len(sides) == 1:  # not keyed by id, since a file may repeat an id
        return sides[0]
    by_record = [
        {(type(change.record), change.id): change for change in side.changes} for side in sides
    ]
    own = [_merge_parents([listed.get(key) for listed in by_record]) for key in by_record[0]]
    return sides[0]._replace(changes=tuple(change for change in own if change))


def _merge_parents(sides: Sequence[RecordChange | None]) -> RecordChange | None:
    """Return the part of a record's change that is common to all parents."""
    changes = [change for change in sides if change is not None]
    if len(changes) < len(sides):
        return None
    both = [change for change in changes if change.before and change.after]
    if not both:
        return changes[0]
    every = [{*change.keys, *change.withheld} for change in both]
    keys, withheld = (
        tuple(key for key in keys if all(key in each for each in every))
        for keys in (both[0].keys, both[0].withheld)
    )
    removed_kinds = {key: kinds for key, kinds in both[0].removed_kinds.items() if key in keys}
    common = both[0]._replace(keys=keys, withheld=withheld, removed_kinds=removed_kinds)
    return common if keys or withheld else None


def filter_by_seat(steps: Iterable[LogEntry], id_: str) -> Iterator[LogEntry]:
    """Keep the changes of one seat, under any of its ids."""
    ids = {id_}
    for step in steps:
        own = tuple(change for change in step.changes.changes if ids & _ids(change))
        ids = ids.union(*map(_ids, own))
        if own:
            yield LogEntry(step.commit, step.changes._replace(changes=own))


def seat_ids(steps: Iterable[LogEntry]) -> set[str]:
    """Return all ids that seats have had."""
    return {id_ for step in steps for change in step.changes.changes for id_ in _ids(change)}


def _ids(change: RecordChange) -> set[str]:
    """Return all ids of the seat in a change; empty for other records."""
    points = [side for side in (change.before, change.after) if isinstance(side, FocalPoint)]
    return {id_ for point in points for id_ in limits.record_ids(point)}


def last_committed(path: Path, id_: str, audience: str) -> FocalPoint | None:
    """Return the audience's view of a seat in the last commit, or None."""
    repository = Repository.open(path)
    if repository.head() is None:
        return None
    directory = replace(
        parse_lenient(repository.read_blob("HEAD") or b"")[0], current=current_reader(path)
    )
    points = [point for point in directory.focal_points if id_ in limits.record_ids(point)]
    return next(iter(audiences.view_for(directory, points, audience).focal_points), None)


def blame(steps: Iterable[LogEntry], now: FocalPoint | None) -> dict[str, Commit]:
    """Map each key of a seat to the commit that last changed it.

    Changes of a branch that a merge did not take do not count for the seat as it is `now`.
    """
    last: dict[str, Commit] = {}
    for step in steps:
        for change in step.changes.changes:
            lost = {*differing_keys(change.after, now)} if change.after and now else ()
            keys, record = change.keys, change.record
            if not change.before:  # of a new record, the keys that are set and not empty
                fields = record.model_fields_set
                keys = tuple(key for key, value in record if value and key in fields)
            # Of an existing one, all changed keys may be withheld.
            for key in keys:
                if key not in lost:
                    last.setdefault(key, step.commit)
    return last


def _is_toml(path: Path, data: bytes) -> bool:
    try:
        directory_file.parse_bytes(path, data)
    except TomlSyntaxError:
        return False
    return True


def _read_version(repository: Repository, path: Path, commit: str, name: str) -> Version:
    data = repository.read_blob(commit)
    if data is None:
        if not repository.commits():
            directory_file.read_file(path)
        message = _("{file} did not exist yet in {revision}", file=path.name, revision=name)
        raise CmcctError(message, _OTHER_VERSION)
    return Version(commit, repository.commit_time(commit), data)
