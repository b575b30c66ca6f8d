"""The order in which the lines for a country are tried, in sections.

It is the same on every machine: it depends only on the entries, the request and the moment. Wishes
rank lines and hide none.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, TypeAlias

from cmcct.calling.lines import (
    ANSWERS,
    CLOSED,
    ELSEWHERE,
    INSIDE,
    MAY,
    OBSERVER,
    OWN,
    Line,
    Request,
    build_lines,
    build_night_lines,
    dialled_number,
    find_nearness,
    is_late,
    is_national,
    is_shelter,
    is_usual,
    languages_of,
    rank_role,
    rank_wishes,
)
from cmcct.model.entities import FocalPoint
from cmcct.reference import vocabulary
from cmcct.reference.countries import Country, related_codes
from cmcct.reference.languages import speaks

MAX_LINES = 5  # lines that are shown
MAX_MAY = 2  # lines that may answer before those that answer elsewhere
_MAX_ELSEWHERE = 2
_SHARED_GROUPS = ("oecs", "caricom", "acs")
_STATES = (ANSWERS, MAY, CLOSED, INSIDE)

SortKey: TypeAlias = tuple[Any, ...]


class Section(NamedTuple):
    """Lines under a heading.

    `name` is `answers`, `may`, `elsewhere`, `closed`, `shelters`, `observers` or `inside`.
    """

    name: str
    lines: tuple[Line, ...]


class Calls(NamedTuple):
    """The lines for a request, in sections, and who else is of the country or covers it."""

    request: Request
    now: datetime
    sections: tuple[Section, ...]
    seats: tuple[FocalPoint, ...]  # of the country or covering it, without those that have left
    secretariat: tuple[Line, ...]

    @property
    def lines(self) -> list[Line]:
        """All lines, the first to try first."""
        return [line for section in self.sections for line in section.lines]

    @property
    def near(self) -> list[Line]:
        """The lines of the country and covering it."""
        return [line for line in self.lines if line.nearness != ELSEWHERE]

    def of(self, name: str) -> list[Line]:
        """Return the lines of a section; `may` can have two parts."""
        return [line for section in self.sections if section.name == name for line in section.lines]

    @property
    def vacant(self) -> list[FocalPoint]:
        """The vacant seats of the country itself."""
        own = (one for one in self.seats if find_nearness(one, self.request.country) == OWN)
        return [seat for seat in own if seat.status == "vacant"]


def find_calls(
    points: Iterable[FocalPoint], request: Request, now: datetime, most_may: int = MAX_MAY
) -> Calls:
    """Return the lines to try at `now` (aware), each number once.

    `most_may` is how many that may answer come before those that answer elsewhere.
    """
    today = now.date()
    present = [p for p in points if p.status != "left" and not p.has_left(today)]
    seats = [p for p in present if find_nearness(p, request.country) != ELSEWHERE]

    def lines_of(some: Iterable[FocalPoint]) -> list[Line]:
        return sorted(build_lines(some, request, now), key=lambda line: _key(line, request))

    lines = lines_of(p for p in seats if p.role != OBSERVER and not is_shelter(p))
    observers: list[Line] = []
    if all(line.point.status == "vacant" for line in lines):
        observers = lines_of(p for p in seats if p.role == OBSERVER and not is_shelter(p))
        lines += [line for line in observers if not line.is_dialable]
    houses = lines_of(p for p in seats if is_shelter(p))
    is_answered = any(line.state == ANSWERS for line in lines)
    parts = _arrange(
        lines,
        [] if is_answered else _lines_elsewhere(present, request),
        [line for line in observers if line.is_dialable],
        most_may,
    )
    shelters = "shelters", [line for line in houses if line.nearness == OWN]
    # They stand last, but before the numbers that only somebody there can dial.
    parts.insert(0 if request.is_for_shelter else -2, shelters)
    aids = lines_of(p for p in present if p.role == "secretariat" and not is_shelter(p))
    secretariat = sorted((line for line in aids if line.is_dialable), key=_readiness_key)
    return Calls(request, now, (*_unique(parts),), (*seats,), (*secretariat,))


def _arrange(
    lines: Sequence[Line], far: Sequence[Line], observers: Sequence[Line], most_may: int
) -> list[tuple[str, Sequence[Line]]]:
    """Return the sections of staff, each with its lines in order, empty ones too."""
    of_state = {state: [line for line in lines if line.state == state] for state in _STATES}
    may = of_state[MAY]
    # A number that may not get through is not first while a line of another kind is there.
    first = most_may if far and may and not may[0].risk else 0
    return [
        (ANSWERS, of_state[ANSWERS]),
        (MAY, may[:first]),
        ("elsewhere", far),
        (MAY, may[first:]),
        (CLOSED, sorted(of_state[CLOSED], key=_opening_key)),
        ("observers", observers),
        (INSIDE, of_state[INSIDE]),
    ]


def _unique(parts: Iterable[tuple[str, Sequence[Line]]]) -> Iterator[Section]:
    """Yield the sections that have lines, each number where it comes first."""
    seen: set[tuple[str, ...]] = set()
    for name, lines in parts:
        listed: list[Line] = []
        for line in lines:
            key = _number_key(line)
            if key not in seen and not (name == "elsewhere" and len(listed) == _MAX_ELSEWHERE):
                seen.add(key)
                listed.append(line)
        if listed:
            yield Section(name, tuple(listed))


def _number_key(line: Line) -> tuple[str, ...]:
    country = line.point.country.code if is_national(line.phone) else ""
    return dialled_number(line.phone), line.phone.ext, country


def _lines_elsewhere(points: Iterable[FocalPoint], request: Request) -> list[Line]:
    """Return the lines of other countries that are answered round the clock."""
    own = related_codes(request.caller.code) if request.caller else ()
    seats = (point for point in points if point.country.code not in own and not is_late(point))
    lines = [
        line
        for line in build_night_lines(seats, request)
        if line.nearness == ELSEWHERE and line.state == ANSWERS
    ]
    return sorted(lines, key=lambda line: _key_elsewhere(line, request))


def find_night_lines(points: Iterable[FocalPoint], country: Country) -> list[Line]:
    """Return the lines of a country that answer a call from abroad round the clock, in order."""
    request = Request(country)
    lines = [line for line in build_night_lines(points, request) if line.state == ANSWERS]
    return sorted(lines, key=lambda line: _key(line, request))


def choose_lines(calls: Calls) -> tuple[Section, ...]:
    """Return the sections with the lines to show.

    They are the first MAX_LINES, of which the last gives way to the best match of the wishes, and
    the first of each section.
    """
    lines = calls.lines
    chosen = [section.lines[0] for section in calls.sections]
    dialable = [line for line in lines if line.is_dialable]
    best = max(dialable, key=lambda line: sum(line.wishes), default=None)
    first = lines[:MAX_LINES]
    if best and best not in (*chosen, *first):
        first[-1] = best
    chosen += first
    kept = (
        Section(name, tuple(line for line in part if line in chosen))
        for name, part in calls.sections
    )
    return tuple(kept)


def find_addressees(
    points: Iterable[FocalPoint], calls: Calls, secret_ids: Container[str] = ()
) -> list[FocalPoint]:
    """Return the seats to write to if nobody answers, the first to write to first.

    `points` have an address. Whoever gets a mail sees all its addresses: a seat of `secret_ids`,
    whose address is for the secretariat only, is written to alone, if no other is as near.
    """
    request, present = calls.request, {seat.id for seat in calls.seats}
    seats = [
        point
        for point in points
        if point.id in present
        and point.status == "active"
        and point.role not in {OBSERVER, "secretariat"}
        and not is_shelter(point)
    ]
    seats = [seat for seat in seats if seat.role != "technical"] or seats

    def key(seat: FocalPoint) -> SortKey:
        return (
            _is_of_other_half(seat, request),
            find_nearness(seat, request.country),
            -sum(rank_wishes(seat, request)),
            *_seat_key(seat, request),
        )

    seats.sort(key=key)
    nearest = {find_nearness(seat, request.country) for seat in seats[:1]}
    shared = [seat for seat in seats if seat.id not in secret_ids]
    is_near = any(find_nearness(seat, request.country) in nearest for seat in shared)
    return shared if is_near else seats[:1]


def _key(line: Line, request: Request) -> SortKey:
    return (
        line.risk,
        line.nearness,
        is_late(line.point),
        -sum(line.wishes),
        line.readiness,
        *_seat_key(line.point, request)[:2],
        line.phone.type != "mobile",
        *_seat_key(line.point, request)[2:],
        line.place,
    )


def _seat_key(seat: FocalPoint, request: Request) -> SortKey:
    verified = (seat.verified or date.min).toordinal()
    return rank_role(seat), not is_usual(seat, request), -verified, seat.id


def _readiness_key(line: Line) -> SortKey:
    """Return the key of a line among lines of any state."""
    state = _STATES.index(line.state)
    return (state, *_opening_key(line)) if line.state == CLOSED else (state,)


def _opening_key(line: Line) -> SortKey:
    opens = line.opens.timestamp() if line.opens else float("inf")
    return line.risk, opens


def _key_elsewhere(line: Line, request: Request) -> SortKey:
    ours, theirs = request.country, line.point.country
    shared = {*ours.groups} & {*theirs.groups}
    spoken = languages_of(line.point)
    return (
        _is_of_other_half(line.point, request),
        -sum(line.wishes),
        line.phone.tested is None,
        not any(speaks(spoken, tag) for tag in ours.languages),
        *(group not in shared for group in _SHARED_GROUPS),
        line.point.id,
        line.place,
    )


def _is_of_other_half(point: FocalPoint, request: Request) -> bool:
    return set(request.halves).isdisjoint(vocabulary.halves_of(point.sectors))
