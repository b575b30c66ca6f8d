"""A line: a number of a seat, whether somebody answers it now, and who may be called."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from cmcct.fieldtypes.opening_hours_rules import is_round_the_clock
from cmcct.model.entities import FocalPoint, Phone
from cmcct.reference import vocabulary
from cmcct.reference.countries import Country, related_codes
from cmcct.reference.languages import speaks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcct.fieldtypes.opening_hours import OpeningStatus

# Reach: from the caller's country, the number works, may not work, or reaches a stranger.
WORKS, MAY_WORK, ONLY_THERE = range(3)
# Nearness: the line is of the country itself, of a seat that covers it, or of neither.
OWN, COVERING, ELSEWHERE = range(3)
# State: what is to be expected of a call now.
ANSWERS, MAY, CLOSED, INSIDE = "answers", "may", "closed", "inside"
# How a line meets a wish.
NO, NOT_KNOWN, MET = range(3)

OBSERVER = "observer"
TEST_DAYS = 180  # after which a 24/7 line is to be rung for a test
_SHARED_PLAN = "+590"  # Guadeloupe, Saint Barthélemy and Saint Martin dial each other nationally


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
    status: "OpeningStatus | None"  # None: hours are not known, or always
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
        if self.phone.is_doubtful:
            return "failed"
        if self.reach == MAY_WORK:
            return "toll_free"
        if not self.is_always and self.status is None:
            return "hours"
        return "holiday" if self.status and self.status.may_be_closed else ""

    @property
    def risk(self) -> int:
        """How much less likely a call gets through: 0, 1 after a failed test, 2 if toll-free."""
        return 1 if self.phone.is_doubtful else 2 if self.reach == MAY_WORK else 0

    @property
    def readiness(self) -> int:
        """0 for a tested line round the clock, 1 for one that is not, 2 for an open one, else 3.

        On a public holiday that its hours do not name, a line does not count as open.
        """
        if self.is_always:
            return 0 if self.phone.tested else 1
        status = self.status
        return 2 if status and status.is_open and not status.may_be_closed else 3

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
        from cmcct.fieldtypes.opening_hours import opening_status

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
    """Return whether an entry is of a country, covers it, or neither."""
    codes = related_codes(country.code)
    if point.country.code in codes:
        return OWN
    return COVERING if any(other.code in codes for other in point.covers) else ELSEWHERE


def hours_of(point: FocalPoint, place: int) -> str:
    """Return the hours of a number, else of its entry."""
    return (point.phones[place].hours or point.hours).strip()


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
