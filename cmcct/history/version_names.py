"""Names of versions: an edition, a date, a revision or a meeting, resolved to a commit.

A date means the end of that day in local time. The version of a day is the newest first-parent
commit of the current branch up to then, by committer date.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from cmcct.clock import local
from cmcct.errors.exceptions import CmcctError
from cmcct.errors.suggest import closest
from cmcct.fieldtypes import dates
from cmcct.history import edition_tags
from cmcct.history.entry_cache import parse_lenient
from cmcct.history.git.repository import Repository
from cmcct.i18n.messages import DATE_FORM, LongDate, OptionalMessage, _, did_you_mean, quote_text
from cmcct.model.entities import Meeting
from cmcct.storage import directory_file
from cmcct.text.folding import fold

UNSHALLOW = _("this clone is shallow: run git fetch --unshallow")

_EDITION = re.compile(r"\d{4}-\d+")


class UnknownVersionError(CmcctError):
    """A name that is no edition, date, revision or meeting."""


def resolve_commit(repository: Repository, path: Path, name: str, today: date) -> str:
    """Resolve a name to a commit: as an edition, a date, else a revision, else a meeting id."""
    if repository.head() is None:
        raise CmcctError(_("there are no commits yet, so there is no history"))
    # `2026-10` may be a month too: the edition of that number is meant if there is one.
    if _EDITION.fullmatch(name) and (commit := repository.resolve(f"{edition_tags.REFS}{name}")):
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
    if is_meeting:
        message = _("the history starts on {date}, after that meeting")
        advice = _("give {day} or a later date", day=start)
    message = message.with_values(date=LongDate(start), name=name)
    return CmcctError(message, shallow_hint(repository) or advice)


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
    tags = edition_tags.list_tags(repository)
    known = [*meetings, *(tag.name for tag in tags), *(tag.number for tag in tags)]
    advice = did_you_mean(closest(name, known)) or shallow_hint(repository)
    forms = _(
        'give a commit, a tag, a day ({date}), "6 months ago" or the id of a meeting',
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
