"""Find the participants of a meeting: the seats that attended, each with its person on the day."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from cmcct.clock import local
from cmcct.history import comparison, people, revisions
from cmcct.history.comparison import RecordChange
from cmcct.history.entry_cache import parse_lenient
from cmcct.history.git.repository import Repository, is_repository
from cmcct.history.participants import Annex, Known, Participant, meeting_days
from cmcct.history.people import DatedChange, Term
from cmcct.model.entities import STRICTEST, Directory, FocalPoint, Meeting
from cmcct.privacy import audiences, limits
from cmcct.reference.countries import Country

# All that an annex has of an entry; of the person, only if it was theirs on the day.
_OF_SEAT = ("country", "organisation", "unit", "role")
_OF_PERSON = ("name", "honorific", "family_name", "title")


class _History(NamedTuple):
    """All changes of entries, newest first: those not committed, and those of each commit."""

    changes: Sequence[DatedChange] = ()
    start: date | None = None
    is_shallow: bool = False


def list_participants(
    path: Path, directory: Directory, meeting: Meeting, audience: str, today: date
) -> Annex:
    """Return the participants of a meeting of today's directory, for an audience.

    Who held a seat is found in the whole history; an entry of then has the stricter sharing of then
    and now. Raises `CmcctError` if the history cannot be read.
    """
    attended = [point for point in directory.focal_points if meeting.id in point.meetings]
    view = audiences.view_for(directory, attended, audience)
    history = _read_history(path, directory, today)
    limited = replace(directory, current=lambda: directory)
    found = tuple(
        _find_participant(point, meeting, history, limited, audience) for point in view.focal_points
    )
    shown = replace(
        view.without_counts(),
        focal_points=tuple(one.point for one in found),
        private_addresses=frozenset(),
        withheld_entries=len(attended) - len(found),
    )
    gone = _count_gone(history.changes, meeting, limited, audience)
    return Annex(meeting, shown, found, gone, history.start, history.is_shallow)


def _read_history(path: Path, directory: Directory, today: date) -> _History:
    if not is_repository(path.parent):
        return _History()
    repository = Repository.open(path)
    if repository.head() is None:
        return _History()
    last = parse_lenient(repository.read_blob("HEAD") or b"")[0]
    changes = [(today, change) for change in comparison.compare(last, directory)]
    changes += people.dated_changes(revisions.log(path, STRICTEST))
    start = local(repository.start_time()).date()
    return _History(changes, start, bool(repository.shallow_commits()))


def _find_participant(
    now: FocalPoint, meeting: Meeting, history: _History, directory: Directory, audience: str
) -> Participant:
    """Return a seat with its person on the day; `now` is today's entry."""
    seat = _cut_down(now, now.id)
    own = people.changes_of_seat(history.changes, now)
    terms = people.list_terms(own, now)
    (first, _), (term, is_certain) = (_find_term(terms, day) for day in meeting_days(meeting))
    if term is None:
        return Participant(seat, "unknown")
    then = audiences.view_for(directory, [term.record], audience).focal_points
    if not then:
        return Participant(seat, "withheld")
    if term.is_vacant:
        return Participant(_cut_down(then[0], now.id), "vacant")
    known: Known = "certain" if is_certain and first == term else "likely"
    return Participant(_cut_down(then[0], now.id, _OF_PERSON), known)


def _find_term(terms: Sequence[Term], day: date) -> tuple[Term | None, bool]:
    """Return the term of a day, and whether it certainly is; `terms` are newest first.

    None if the person came later, or between two terms. The person whom the list names first may
    have come later than the list says.
    """
    for term in terms:
        if term.start is None or term.start.day <= day:
            is_over = term.end is not None and term.end.day < day
            return (None, False) if is_over else (term, term.start is not None)
    oldest = terms[-1] if terms else None
    is_open = oldest and oldest.start and not oldest.start.is_stated
    return (oldest if is_open else None), False


def _cut_down(point: FocalPoint, id_: str, further: Sequence[str] = ()) -> FocalPoint:
    """Return the seat without contacts, and with `further` keys of an entry."""
    kept = {key: getattr(point, key) for key in (*_OF_SEAT, *further)}
    return FocalPoint.model_construct(id=id_, **kept)


def _count_gone(
    changes: Iterable[DatedChange], meeting: Meeting, directory: Directory, audience: str
) -> dict[Country, int]:
    """Count the seats, by country, that attended and that today's directory lacks."""
    known = {id_ for point in directory.focal_points for id_ in limits.record_ids(point)}
    counts: dict[Country, int] = {}
    for _day, change in changes:
        if (point := _removed_seat(change)) and known.isdisjoint(limits.record_ids(point)):
            known.update(limits.record_ids(point))  # it may have gone more than once
            view = audiences.view_for(directory, [point], audience)
            if meeting.id in point.meetings and (view.focal_points or view.removed):
                counts[point.country] = counts.get(point.country, 0) + 1
    return counts


def _removed_seat(change: RecordChange) -> FocalPoint | None:
    before = change.before if change.after is None else None
    return before if isinstance(before, FocalPoint) else None
