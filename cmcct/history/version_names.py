"""Names of versions: an edition, a date, a revision or a meeting, resolved to a commit.

The tag `edition/NUMBER` says which commit was handed out under a number, and as which files.

A date means the end of that day in local time. The version of a day is the newest first-parent
commit of the current branch up to then, by committer date.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from cmcct.clock import local
from cmcct.errors.exceptions import CmcctError
from cmcct.errors.suggest import closest
from cmcct.fieldtypes import dates
from cmcct.history.entry_versions import parse_lenient
from cmcct.history.git import process
from cmcct.history.git.repository import Repository
from cmcct.i18n.messages import DATE_FORM, LongDate, OptionalMessage, _, did_you_mean, quote_text
from cmcct.model.entities import Meeting
from cmcct.storage import directory_file
from cmcct.text.folding import fold

UNSHALLOW = _("this clone is shallow: run git fetch --unshallow")

_EDITION = re.compile(r"(?!\d{4}-\d\d-\d\d\Z)\d[\w.-]*", re.ASCII)  # and no day

PREFIX = "edition/"
NUMBER = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z_-]|\.(?!\.|lock\Z)(?=.)){0,39}")
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
    message = _("the history starts on {date}; it does not go back to {name}")
    advice = _("choose another version: run cmcct log to see them")
    hint = shallow_hint(repository)
    if not is_meeting:
        return CmcctError(message.with_values(date=LongDate(start), name=name), hint or advice)
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
    if name in meetings and (end := dates.parse_end(str(meetings[name].date), today)):
        return end
    message = _("{name} is not a revision, date or meeting", name=quote_text(name))
    tags = list_tags(repository)
    names = [*meetings, *(tag.name for tag in tags), *(tag.number for tag in tags)]
    advice = did_you_mean(closest(name, names)) or shallow_hint(repository)
    forms = _(
        'give a commit, a tag, an edition, a day ({date}), "6 months ago" or the id of a meeting',
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
