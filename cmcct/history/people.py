"""Who held a seat, and when: from `since`, `until` and the history of the entry."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple, TypeAlias, cast

from cmcct.clock import local
from cmcct.history.comparison import RecordChange
from cmcct.history.revisions import LogEntry
from cmcct.model import person_names
from cmcct.model.entities import FocalPoint
from cmcct.text.folding import fold

DatedChange: TypeAlias = tuple[date, RecordChange]  # with the day of its commit


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


def find_seats(found: Iterable[LogEntry], text: str) -> list[str]:
    """Return the newest id of each seat that ever had a person's full name or an e-mail address.

    `found` has all changes, newest first, as an audience may see them.
    """
    wanted, seats, named = fold(text), list[tuple[str, set[str]]](), set[str]()
    for step in found:
        for change in step.changes.changes:
            points = [p for p in (change.before, change.after) if isinstance(p, FocalPoint)]
            ids = {id_ for point in points for id_ in point.ids}
            known = next((seat for seat in seats if ids & seat[1]), (change.id, ids))
            known[1].update(ids)
            seats += [] if known in seats else [known]
            if any(wanted in _names(point) for point in points):
                named.add(known[0])
    return [id_ for id_, _ids in seats if id_ in named]


def _names(point: FocalPoint) -> list[str]:
    return [*map(fold, filter(None, [point.name])), *(fold(e.address) for e in point.emails)]


def list_terms(changes: Sequence[DatedChange], now: FocalPoint | None) -> list[Term]:
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


def dated_changes(found: Iterable[LogEntry]) -> list[DatedChange]:
    """Return the changes of some commits, with the days of these."""
    return [
        (local(step.commit.when).date(), change)
        for step in found
        for change in step.changes.changes
    ]


def changes_of_seat(changes: Sequence[DatedChange], now: FocalPoint | None) -> list[DatedChange]:
    """Return the changes of one seat, without those of entries that were merged into it."""
    seat = cast("FocalPoint | None", now or (changes[0][1].record if changes else None))
    ids = {seat.id, *seat.formerly} if seat else set()
    return [dated for dated in changes if dated[1].id in ids]


def _holders(
    changes: Sequence[DatedChange], now: FocalPoint | None
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


def _is_same_holder(one: FocalPoint | None, other: FocalPoint | None) -> bool:
    if not (one and other):
        return one is other
    if _is_vacant(one) or _is_vacant(other):
        return _is_vacant(one) == _is_vacant(other)
    return person_names.is_same_person(one.name, other.name)


def _is_vacant(point: FocalPoint) -> bool:
    return point.status in {"vacant", "left"}
