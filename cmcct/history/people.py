"""Who held a seat, and when, by its entry and the history; and who attended a meeting."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias, cast

from cmcct.clock import local
from cmcct.fieldtypes import dates
from cmcct.history import comparison, revisions
from cmcct.history.comparison import RecordChange
from cmcct.history.entry_versions import parse_lenient
from cmcct.history.git.repository import Repository, is_repository
from cmcct.history.revisions import LogEntry
from cmcct.model import person_names
from cmcct.model.entities import STRICTEST, Directory, FocalPoint, Meeting
from cmcct.privacy import audiences, limits
from cmcct.privacy.audiences import AudienceView
from cmcct.reference.countries import Country
from cmcct.text.folding import fold

Certainty: TypeAlias = Literal["certain", "likely", "vacant", "unknown", "withheld"]

# All that an annex has of an entry; of the person, only if it was theirs on the day.
_OF_SEAT = ("country", "organisation", "unit", "role")
_OF_PERSON = ("name", "honorific", "family_name", "title")


class Bound(NamedTuple):
    """The first or last day of a term; `is_stated` in the entry, else the day of a commit."""

    day: date
    is_stated: bool


class Term(NamedTuple):
    """The time of one person in a seat, or of a vacancy; None where a day is unknown or open.

    `name` is "" for a vacancy and for an entry without a person's name. `record` is the last
    version of the entry in that time.
    """

    name: str
    is_vacant: bool
    start: Bound | None
    end: Bound | None
    record: FocalPoint


def find_seats(log: Iterable[LogEntry], text: str, *, is_part: bool = False) -> list[str]:
    """Return the newest id of each seat that ever had a person's full name or an e-mail address.

    `log` has all changes, newest first, as an audience may see them. With `is_part`, the text may
    be the beginning of some words of a name.
    """
    wanted, seats, named = fold(text), list[tuple[str, set[str]]](), set[str]()
    for step in log:
        for change in step.changes.changes:
            points = [p for p in (change.before, change.after) if isinstance(p, FocalPoint)]
            ids = {id_ for point in points for id_ in point.ids}
            seat = next((seat for seat in seats if ids & seat[1]), (change.id, ids))
            seat[1].update(ids)
            seats += [] if seat in seats else [seat]
            names = [name for point in points for name in _names(point)]
            if wanted in names or (is_part and any(f" {wanted}" in f" {name}" for name in names)):
                named.add(seat[0])
    return [id_ for id_, _ids in seats if id_ in named]


def _names(point: FocalPoint) -> list[str]:
    return [*map(fold, filter(None, [point.name])), *(fold(e.address) for e in point.emails)]


def list_terms(changes: Sequence[tuple[date, RecordChange]], now: FocalPoint | None) -> list[Term]:
    """Return the terms of a seat, newest first.

    `changes` are those of the seat, newest first, and `now` is the entry after them, as an audience
    may see them; so no term has a name that the audience may not have. A term whose end is not
    stated lasts until the next one begins.
    """
    terms: list[Term] = []
    oldest: FocalPoint | None = None
    next_start: Bound | None = None
    for record, seen in _holders(changes, now):
        start = Bound(seen, is_stated=False) if seen else None
        if record:
            oldest = record
            is_vacant, end = _is_vacant(record), next_start
            # In a vacant seat, `since` and `until` are still the days of the previous person.
            first = record.until if is_vacant else record.since
            start = Bound(first, is_stated=True) if first else start
            last = None if is_vacant else record.until
            if last and not (end and end.day < last):
                end = Bound(last, is_stated=True)
            # The list named this person too late, after the stated days.
            is_late = start and end and not start.is_stated and start.day > end.day
            name = "" if is_vacant else record.name
            terms.append(Term(name, is_vacant, None if is_late else start, end, record))
        next_start = start
    # The list may know a person only as one who has left.
    if oldest and oldest.status == "left" and oldest.name:
        start = Bound(oldest.since, is_stated=True) if oldest.since else None
        end = terms[-1].start
        terms.append(Term(oldest.name, is_vacant=False, start=start, end=end, record=oldest))
    return terms


def dated_changes(log: Iterable[LogEntry]) -> list[tuple[date, RecordChange]]:
    """Return the changes of some commits, with the days of these."""
    return [
        (local(step.commit.when).date(), change) for step in log for change in step.changes.changes
    ]


def changes_of_seat(
    changes: Sequence[tuple[date, RecordChange]], now: FocalPoint | None
) -> list[tuple[date, RecordChange]]:
    """Return the changes of one seat, without those of entries that were merged into it."""
    seat = cast("FocalPoint | None", now or (changes[0][1].record if changes else None))
    ids = {seat.id, *seat.formerly} if seat else set()
    return [dated for dated in changes if dated[1].id in ids]


def _holders(
    changes: Sequence[tuple[date, RecordChange]], now: FocalPoint | None
) -> Iterator[tuple[FocalPoint | None, date | None]]:
    """Yield the last version of the entry under each person, and the day of their first commit.

    Newest first; None stands for the time without the entry. A change of a branch that a merge did
    not take leads to no later version, so it is skipped.
    """
    record = now or (_point(changes[0][1].after) if changes else None)
    for day, change in changes:
        before, after = _point(change.before), _point(change.after)
        if _is_same_holder(after, record) and not _is_same_holder(before, after):
            yield record, day
            record = before
    yield record, None


def _point(record: object) -> FocalPoint | None:
    return record if isinstance(record, FocalPoint) else None


def _is_same_holder(point: FocalPoint | None, other: FocalPoint | None) -> bool:
    if not (point and other):
        return point is other
    if _is_vacant(point) or _is_vacant(other):
        return _is_vacant(point) == _is_vacant(other)
    return person_names.is_same_person(point.name, other.name)


def _is_vacant(point: FocalPoint) -> bool:
    return point.status in {"vacant", "left"}


class Annex(NamedTuple):
    """The participants of a meeting that an audience may have, in the order of the file.

    `view` has their entries, under their ids of today, cut down to seat and person on the day.
    `certainty` says by id how that person is known. `certain`: by entry or history. `likely`: the
    first whom the list names, or one of those in the meeting's month. `vacant`: the seat was.
    `unknown`: nothing says who it was. `withheld`: the audience may not have the person. `gone`
    counts the seats that attended and
    are no longer in the directory. `history_start` is None outside git.
    """

    meeting: Meeting
    view: AudienceView
    certainty: Mapping[str, Certainty]
    gone: Mapping[Country, int]
    history_start: date | None = None
    is_shallow: bool = False

    @property
    def day(self) -> date:
        """The last day of the meeting, or of its month."""
        return meeting_days(self.meeting)[1]


def meeting_days(meeting: Meeting) -> tuple[date, date]:
    """Return the first and the last day on which the meeting may have been."""
    if isinstance(meeting.date, date):
        return meeting.date, meeting.until or meeting.date
    first = date.fromisoformat(f"{meeting.date}-01")
    return first, dates.last_of_month(first)


def list_participants(
    path: Path, directory: Directory, meeting: Meeting, audience: str, today: date
) -> Annex:
    """Return the participants of a meeting of today's directory, for an audience.

    Who held a seat is found in the whole history; an entry of then has the stricter sharing of then
    and now. Raises `CmcctError` if the history cannot be read.
    """
    attended = [point for point in directory.focal_points if meeting.id in point.meetings]
    view = audiences.view_for(directory, attended, audience)
    repository = Repository.open(path) if is_repository(path.parent) else None
    # Newest first: those not committed, and those of each commit.
    changes: list[tuple[date, RecordChange]] = []
    start, is_shallow = None, False
    if repository and repository.head():
        last = parse_lenient(repository.read_blob("HEAD") or b"")[0]
        changes += ((today, change) for change in comparison.compare(last, directory))
        changes += dated_changes(revisions.log(path, STRICTEST))
        start = local(repository.start_time()).date()
        is_shallow = bool(repository.shallow_commits())
    limited = replace(directory, current=lambda: directory)
    participants = [
        _find_participant(point, meeting, changes, limited, audience) for point in view.focal_points
    ]
    shown = replace(
        view.without_counts(),
        focal_points=tuple(point for point, _certainty in participants),
        private_addresses=frozenset(),
        withheld_entries=len(attended) - len(participants),
    )
    present = {id_ for point in directory.focal_points for id_ in limits.record_ids(point)}
    gone = Counter[Country]()
    for _day, change in changes:
        point = None if change.after else _point(change.before)
        if point and present.isdisjoint(limits.record_ids(point)):
            present.update(limits.record_ids(point))  # it may have gone more than once
            seen = audiences.view_for(limited, [point], audience)
            if meeting.id in point.meetings and (seen.focal_points or seen.removed):
                gone[point.country] += 1
    by_id = {point.id: certainty for point, certainty in participants}
    return Annex(meeting, shown, by_id, gone, start, is_shallow)


def _find_participant(
    now: FocalPoint,
    meeting: Meeting,
    changes: Sequence[tuple[date, RecordChange]],
    directory: Directory,
    audience: str,
) -> tuple[FocalPoint, Certainty]:
    """Return a seat with its person on the day, and how that person is known.

    `now` is today's entry.
    """
    seat = _cut_down(now, now.id)
    terms = list_terms(changes_of_seat(changes, now), now)
    (first, _), (term, is_certain) = (_find_term(terms, day) for day in meeting_days(meeting))
    if term is None:
        return seat, "unknown"
    then = audiences.view_for(directory, [term.record], audience).focal_points
    if not then:
        return seat, "withheld"
    if term.is_vacant:
        return _cut_down(then[0], now.id), "vacant"
    is_known = is_certain and first == term
    seat = _cut_down(then[0], now.id, _OF_PERSON)
    return seat, "certain" if is_known else "likely"


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
    values = {key: getattr(point, key) for key in (*_OF_SEAT, *further)}
    return FocalPoint.model_construct(id=id_, **values)
