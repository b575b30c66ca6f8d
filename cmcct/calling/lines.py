"""Lines: numbers of seats, whether somebody answers them now, and the order to try them in.

The order is the same on every machine: it depends only on the entries, the request and the moment.
Wishes rank lines and hide none.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, TypeAlias

from cmcct.fieldtypes.opening_hours import OpeningStatus, is_round_the_clock, opening_status
from cmcct.model.entities import FocalPoint, Phone
from cmcct.reference import vocabulary
from cmcct.reference.countries import Country, related_codes
from cmcct.reference.languages import speaks

# Reach: from the caller's country, the number works, may not work, or reaches a stranger.
WORKS, MAY_WORK, ONLY_THERE = range(3)
# Nearness: the line is of the country itself, of a seat that covers it, or of neither.
OWN, COVERING, ELSEWHERE = range(3)
# State: what is to be expected of a call now.
ANSWERS, MAY, CLOSED, INSIDE = "answers", "may", "closed", "inside"
# How a line meets a wish.
NO, NOT_KNOWN, MET = range(3)
NOT_OPEN = 3  # the readiness of a line that is not open for certain

OBSERVER = "observer"
TEST_DAYS = 180  # after which a 24/7 line is to be rung for a test
_SHARED_PLAN = "+590"  # Guadeloupe, Saint Barthélemy and Saint Martin dial each other nationally
MAX_LINES = 5  # lines that are shown
MAX_MAY = 2  # lines that may answer before those that answer elsewhere
SHARED_GROUPS = ("oecs", "caricom", "acs")  # a country of them is asked first, in this order
LATE_ROLES = frozenset({"technical", "secretariat"})  # called after those of other roles
USUAL_SECTORS = frozenset({"police", "coordination", "victim-assistance"})
_MAX_ELSEWHERE = 2
_STATES = (ANSWERS, MAY, CLOSED, INSIDE)
# The first to call first; `focal-point` and `head-of-unit` are alike.
_ROLE_RANKS = {
    "duty-desk": 0,
    "focal-point": 1,
    "head-of-unit": 1,
    "alternate": 2,
    "technical": 3,
    "secretariat": 4,
}


class Request(NamedTuple):
    """What a caller asks for; a wish that is "" is none."""

    country: Country
    caller: Country | None = None  # where the call is made; None: abroad
    language: str = ""  # BCP 47 tag
    sector: str = ""  # slug
    half: str = ""

    @property
    def halves(self) -> tuple[str, ...]:
        """The halves of the network that are asked for; all if none is."""
        if self.half:
            return (self.half,)
        return vocabulary.halves_of((self.sector,)) if self.sector else vocabulary.HALVES


class Line(NamedTuple):
    """A number of an entry, and how it answers a request."""

    point: FocalPoint
    place: int  # of the number in the entry
    is_always: bool  # answered round the clock every day
    status: OpeningStatus | None  # None: hours are not known, or always
    reach: int
    nearness: int
    wishes: tuple[int, ...]  # one for each wish: language, sector, half

    @property
    def phone(self) -> Phone:
        """The number."""
        return self.point.phones[self.place]

    @property
    def state(self) -> str:
        """ANSWERS, MAY, CLOSED or INSIDE."""
        if self.reach == ONLY_THERE:
            return INSIDE
        if self.status and not self.status.is_open:
            return CLOSED
        return MAY if self.doubt else ANSWERS

    @property
    def doubt(self) -> str:
        """Why it is not certain that an open line answers: `failed`, `toll_free`, …, or ""."""
        if self.risk:
            return "failed" if self.phone.is_doubtful else "toll_free"
        if not self.is_always and self.status is None:
            return "zone" if lacks_zone(self.point, self.place) else "hours"
        return "holiday" if self.status and self.status.may_be_closed else ""

    @property
    def risk(self) -> int:
        """How much less likely a call gets through: 0, 1 after a failed test, 2 if toll-free."""
        return 1 if self.phone.is_doubtful else 2 if self.reach == MAY_WORK else 0

    @property
    def readiness(self) -> int:
        """0 for a tested line round the clock, 1 for one that is not, 2 if open, else NOT_OPEN.

        On a public holiday that its hours do not name, a line does not count as open.
        """
        if self.is_always:
            return 0 if self.phone.tested else 1
        status = self.status
        return 2 if status and status.is_open and not status.may_be_closed else NOT_OPEN

    @property
    def opens(self) -> datetime | None:
        """When a closed line opens; None if it is open, or if this is not known."""
        return self.status.until if self.status and not self.status.is_open else None

    @property
    def is_dialable(self) -> bool:
        """Whether it can be dialled from the caller's country."""
        return self.reach != ONLY_THERE

    @property
    def identity(self) -> tuple[str, str, str]:
        """What the lines of one number share: a national one is another in each country."""
        country = self.point.country.code if is_national(self.phone) else ""
        return dialled_number(self.phone), self.phone.ext, country

    @property
    def dial(self) -> str:
        """What to dial in the caller's country, "" if nothing; a pause before an extension."""
        if not self.is_dialable:
            return ""
        number, ext = dialled_number(self.phone), self.phone.ext
        return f"{number},{ext}" if ext else number


def build_lines(points: Iterable[FocalPoint], request: Request, now: datetime | None) -> list[Line]:
    """Return the lines of some entries at `now` (aware); without it, no hours are known."""
    return [
        _build_line(point, place, request, now)
        for point in points
        for place in usable_phones(point)
    ]


def build_night_lines(points: Iterable[FocalPoint], request: Request) -> list[Line]:
    """Return the lines that staff answers round the clock: of no observer, and no shelter."""
    return [
        _build_line(point, place, request, None)
        for point in points
        if point.role != OBSERVER and not point.is_shelter
        for place in usable_phones(point)
        if is_round_the_clock(hours_of(point, place))
    ]


def build_test_lines(points: Iterable[FocalPoint], caller: Country | None = None) -> list[Line]:
    """Return the 24/7 lines that may be rung for a test, also those that a caller cannot dial."""
    return [
        line
        for point in points
        if not point.is_shelter
        for line in build_lines([point], Request(point.country, caller), None)
        if line.is_always and not line.phone.no_test
    ]


def find_untested(
    points: Iterable[FocalPoint], today: date, caller: Country | None = None
) -> list[list[Line]]:
    """Return the 24/7 lines to ring for a test: those of one number together, toll-free ones last.

    Nobody has tested them for TEST_DAYS, and they can be rung from the country of the caller, or
    from abroad.
    """
    numbers: dict[tuple[str, str, str], list[Line]] = {}
    for line in build_test_lines(points, caller):
        last = line.phone.last_test
        if line.is_dialable and (last is None or (today - last).days >= TEST_DAYS):
            numbers.setdefault(line.identity, []).append(line)
    return sorted(numbers.values(), key=lambda lines: lines[0].reach)


def _build_line(point: FocalPoint, place: int, request: Request, now: datetime | None) -> Line:
    hours, phone, caller = hours_of(point, place), point.phones[place], request.caller
    is_always, status = is_round_the_clock(hours), None
    if hours and now and not is_always:
        status = opening_status(hours, now, point.zone, point.country.code)
    reach = ONLY_THERE if is_national(phone) else MAY_WORK if phone.is_toll_free else WORKS
    if caller and find_plan(point.country) == find_plan(caller):
        reach = WORKS
    nearness, wishes = find_nearness(point, request.country), tuple(rank_wishes(point, request))
    return Line(point, place, is_always, status, reach, nearness, wishes)


def usable_phones(point: FocalPoint) -> Iterator[int]:
    """Yield the indexes of the numbers that somebody may answer, for a call by voice."""
    if point.status == "left":
        return
    for index, phone in enumerate(point.phones):
        is_staffed = point.status != "vacant" or phone.type == "hotline"
        if is_staffed and phone.is_of_digits and not phone.is_wrong and phone.type != "fax":
            yield index


def find_nearness(point: FocalPoint, country: Country) -> int:
    """Return OWN for an entry of a country, COVERING for one that covers it, else ELSEWHERE."""
    codes = related_codes(country.code)
    if point.country.code in codes:
        return OWN
    return COVERING if any(other.code in codes for other in point.covers) else ELSEWHERE


def hours_of(point: FocalPoint, place: int) -> str:
    """Return the hours of a number, else of its entry."""
    return (point.phones[place].hours or point.hours).strip()


def lacks_zone(point: FocalPoint, place: int) -> bool:
    """Return whether a number has hours, but no time zone in which they hold."""
    return bool(hours_of(point, place)) and not point.zone


def languages_of(point: FocalPoint) -> tuple[str, ...]:
    """Return the languages of an entry; if none are given, probably the country's official ones."""
    return point.languages or point.country.languages


def dialled_number(phone: Phone) -> str:
    """Return E.164, or the digits to dial within the country."""
    return re.sub("[^0-9]", "", phone.number) if is_national(phone) else phone.e164


def is_national(phone: Phone) -> bool:
    """Return whether a number works only inside its country."""
    return phone.national or not phone.number.lstrip().startswith("+")


def rank_wishes(point: FocalPoint, request: Request) -> Iterator[int]:
    """Yield how an entry meets each wish; what it does not say is not known."""
    if request.language:
        yield _rank_wish(point.languages, speaks(point.languages, request.language))
    if request.sector:
        yield _rank_wish(point.sectors, request.sector in point.sectors)
    if request.half:
        yield _rank_wish(point.sectors, request.half in vocabulary.halves_of(point.sectors))


def _rank_wish(values: Sequence[str], is_met: bool) -> int:  # noqa: FBT001 - a value, not an option
    return NOT_KNOWN if not values else MET if is_met else NO


def find_plan(country: Country) -> str:
    """Return a key that countries share if national numbers of one work in the other."""
    shared = country.calling_code
    return shared if shared == _SHARED_PLAN else country.code.partition("-")[0]


# Lines by the key of their heading, in order: `answers`, `may`, `elsewhere`, `too` (those that may
# answer, after the first), `closed`, `shelters`, `observers`, `inside`.
Sections: TypeAlias = Mapping[str, Sequence[Line]]


class Calls(NamedTuple):
    """The lines for a request, in sections, and who else is of the country or covers it."""

    request: Request
    now: datetime
    sections: Sections  # those that have lines
    # By state, the lines of the country and covering it, without shelters and observers. A number
    # of two entries is here twice; in `sections`, it is in the first that has it.
    by_state: Mapping[str, Sequence[Line]]
    seats: Sequence[FocalPoint]  # of the country or covering it, without those that have left
    secretariat: Sequence[Line]

    @property
    def lines(self) -> list[Line]:
        """All lines, the first to try first."""
        return [line for lines in self.sections.values() for line in lines]

    @property
    def near(self) -> list[Line]:
        """The lines of the country and covering it."""
        return [line for line in self.lines if line.nearness != ELSEWHERE]

    @property
    def vacant(self) -> list[FocalPoint]:
        """The vacant seats of the country itself."""
        own = (one for one in self.seats if find_nearness(one, self.request.country) == OWN)
        return [seat for seat in own if seat.status == "vacant"]


def find_seats(points: Iterable[FocalPoint], country: Country, today: date) -> list[FocalPoint]:
    """Return the entries of a country, and those that cover it, whose person or seat is there."""
    near = (p for p in points if find_nearness(p, country) != ELSEWHERE)
    return [p for p in near if p.status != "left" and not p.has_left(today)]


def find_calls(
    points: Iterable[FocalPoint], request: Request, now: datetime, most_may: int = MAX_MAY
) -> Calls:
    """Return the lines to try at `now` (aware), each number once.

    `most_may` is how many that may answer come before those that answer elsewhere.
    """
    today = now.date()
    present = [p for p in points if p.status != "left" and not p.has_left(today)]
    seats = find_seats(present, request.country, today)

    def lines_of(some: Iterable[FocalPoint]) -> list[Line]:
        return sorted(build_lines(some, request, now), key=lambda line: _key(line, request))

    staff = lines_of(p for p in seats if p.role != OBSERVER and not p.is_shelter)
    observers: list[Line] = []
    if all(line.point.status == "vacant" for line in staff):
        observers = lines_of(p for p in seats if p.role == OBSERVER and not p.is_shelter)
    houses = [line for line in lines_of(s for s in seats if s.is_shelter) if line.nearness == OWN]
    by_state = {state: [line for line in staff if line.state == state] for state in _STATES}
    by_state[CLOSED].sort(key=_opening_key)
    answers, may, closed, inside = by_state.values()
    far = [] if answers else _lines_elsewhere(present, request)
    # A number that may not get through is not first while a line of another kind is there.
    first = most_may if far and may and not may[0].risk else 0
    asked = {"shelters": houses} if request.sector == "shelter" else {}
    sections = {
        ANSWERS: answers,
        **({MAY: may[:first]} if first else {}),
        "elsewhere": far,
        "too" if first else MAY: may[first:],
        CLOSED: closed,
        "shelters": houses,
        "observers": [line for line in observers if line.is_dialable],
        INSIDE: [*inside, *(line for line in observers if not line.is_dialable)],
    }
    aids = lines_of(p for p in present if p.role == "secretariat" and not p.is_shelter)
    secretariat = sorted((line for line in aids if line.is_dialable), key=_readiness_key)
    # Shelters come first for whoever asks for one: a union keeps the place of a name in `asked`.
    return Calls(request, now, _unique(asked | sections), by_state, seats, secretariat)


def _unique(sections: Sections) -> Sections:
    """Return the sections that have lines, each number where it comes first."""
    seen = set[tuple[str, ...]]()
    unique: dict[str, list[Line]] = {}
    for name, lines in sections.items():
        for line in lines:
            is_full = name == "elsewhere" and len(unique.get(name, ())) == _MAX_ELSEWHERE
            if line.identity not in seen and not is_full:
                seen.add(line.identity)
                unique.setdefault(name, []).append(line)
    return unique


def _lines_elsewhere(points: Iterable[FocalPoint], request: Request) -> list[Line]:
    """Return the lines of other countries that are answered round the clock."""
    own = related_codes(request.caller.code) if request.caller else ()
    seats = (p for p in points if p.country.code not in own and p.role not in LATE_ROLES)
    lines = build_night_lines(seats, request)
    far = (line for line in lines if line.nearness == ELSEWHERE and line.state == ANSWERS)
    return sorted(far, key=lambda line: _key_elsewhere(line, request))


def find_night_lines(points: Iterable[FocalPoint], country: Country) -> list[Line]:
    """Return the lines of a country that answer a call from abroad round the clock, in order."""
    request = Request(country)
    lines = [line for line in build_night_lines(points, request) if line.state == ANSWERS]
    return sorted(lines, key=lambda line: _key(line, request))


def order_lines(points: Iterable[FocalPoint], country: Country) -> list[Line]:
    """Return the lines of a country in the order to try them at any time, each number once.

    Those that work only there are last.
    """
    request = Request(country)
    seats = (point for point in points if point.role != OBSERVER and not point.is_shelter)
    lines = build_lines(seats, request, None)
    lines.sort(key=lambda line: (not line.is_dialable, *_key(line, request)))
    return [*_unique({"lines": lines}).get("lines", ())]


def choose_lines(calls: Calls) -> Sections:
    """Return the sections with the lines to show.

    These are the first MAX_LINES, and the first line of each section. If the best match of the
    wishes is not among them, it replaces the last of the MAX_LINES.
    """
    lines, best = calls.lines, find_best(calls)
    chosen = [part[0] for part in calls.sections.values()]
    first = lines[:MAX_LINES]
    if best and best not in (*chosen, *first):
        first[-1] = best
    chosen += first
    return {
        name: [line for line in part if line in chosen] for name, part in calls.sections.items()
    }


def find_best(calls: Calls) -> Line | None:
    """Return the first of the lines that meet the wishes best, None if none can be dialled."""
    dialable = (line for line in calls.lines if line.is_dialable)
    return max(dialable, key=lambda line: sum(line.wishes), default=None)


def find_addressees(calls: Calls, is_secret: Mapping[FocalPoint, bool]) -> list[FocalPoint]:
    """Return the seats to write to if nobody answers, the first to write to first.

    `is_secret` says of each seat that has an address whether that is for the secretariat only.
    Whoever gets a mail sees all its addresses: a secret one is written to alone,
    if no other is as near.
    """
    request = calls.request
    seats = [
        seat
        for seat in calls.seats
        if seat in is_secret
        and seat.status == "active"
        and seat.role not in {OBSERVER, "secretariat"}
        and not seat.is_shelter
    ]
    seats = [seat for seat in seats if seat.role != "technical"] or seats

    def key(seat: FocalPoint) -> tuple[Any, ...]:
        return (
            _is_of_other_half(seat, request),
            find_nearness(seat, request.country),
            -sum(rank_wishes(seat, request)),
            *_seat_key(seat, request),
        )

    seats.sort(key=key)
    nearest = {find_nearness(seat, request.country) for seat in seats[:1]}
    shared = [seat for seat in seats if not is_secret[seat]]
    is_near = any(find_nearness(seat, request.country) in nearest for seat in shared)
    return shared if is_near else seats[:1]


def find_seat_with_handles(calls: Calls, first: Line | None) -> FocalPoint | None:
    """Return the seat to write to in an app if nobody answers, None if no seat has handles.

    It is that of the first line, else the first of the others to write to; these come before a line
    elsewhere.
    """
    seats = find_addressees(calls, {seat: False for seat in calls.seats if seat.handles})
    if first and first.point.status == "active" and not first.point.is_shelter:
        seats.insert(len(seats) if first.nearness == ELSEWHERE else 0, first.point)
    return next((seat for seat in seats if seat.handles), None)


def _key(line: Line, request: Request) -> tuple[Any, ...]:
    role, is_unusual, *others = _seat_key(line.point, request)
    return (
        line.risk,
        line.nearness,
        line.point.role in LATE_ROLES,
        -sum(line.wishes),
        line.readiness,
        *(role, is_unusual, line.phone.type != "mobile", *others),
        line.place,
    )


def rank_role(role: str) -> int:
    """Return the place of a role in the order of calls."""
    return _ROLE_RANKS.get(role, len(_ROLE_RANKS))


def _seat_key(seat: FocalPoint, request: Request) -> tuple[Any, ...]:
    is_wished = MET in rank_wishes(seat, request._replace(language=""))
    is_unusual = not is_wished and USUAL_SECTORS.isdisjoint(seat.sectors)
    return rank_role(seat.role), is_unusual, -(seat.verified or date.min).toordinal(), seat.id


def _readiness_key(line: Line) -> tuple[Any, ...]:
    """Return the key of a line among lines of any state."""
    opening = _opening_key(line) if line.state == CLOSED else ()
    return _STATES.index(line.state), *opening


def _opening_key(line: Line) -> tuple[Any, ...]:
    return line.risk, line.opens.timestamp() if line.opens else float("inf")


def _key_elsewhere(line: Line, request: Request) -> tuple[Any, ...]:
    ours, theirs = request.country, line.point.country
    shared = {*ours.groups} & {*theirs.groups}
    spoken = languages_of(line.point)
    return (
        _is_of_other_half(line.point, request),
        -sum(line.wishes),
        line.phone.tested is None,
        not any(speaks(spoken, tag) for tag in ours.languages),
        *(group not in shared for group in SHARED_GROUPS),
        line.point.id,
        line.place,
    )


def _is_of_other_half(point: FocalPoint, request: Request) -> bool:
    return set(request.halves).isdisjoint(vocabulary.halves_of(point.sectors))
