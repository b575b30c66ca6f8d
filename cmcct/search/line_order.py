"""The order in which the telephone lines for a country are tried.

A line is one number of one entry. The order is the same on every machine: it depends only on the
entries, the request and the moment. Wishes rank lines and hide none.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, TypeAlias

from cmcct.fieldtypes.opening_hours import OpeningStatus, opening_status
from cmcct.model.entities import AROUND_THE_CLOCK, WRONG_NUMBER, FocalPoint, Phone
from cmcct.reference import vocabulary
from cmcct.reference.countries import Country, related_codes
from cmcct.reference.languages import speaks

MAX_LINES = 5  # lines that are shown

# Reach: from the caller's country, the number works, may not work, or reaches a stranger.
WORKS, MAY_WORK, ONLY_THERE = range(3)
# Nearness: the line is of the country itself, of a seat that covers it, or of neither.
OWN, COVERING, ELSEWHERE = range(3)
# State: a line that is always answered and was tested comes first.
TESTED_ALWAYS, OPEN_ALWAYS, OPEN, NOT_OPEN = range(4)
# How a line meets a wish.
NO, NOT_KNOWN, MET = range(3)

_SHARED_GROUPS = ("oecs", "caricom", "acs")
_SHARED_PLAN = "+590"  # Guadeloupe, Saint Barthélemy and Saint Martin dial each other nationally

SortKey: TypeAlias = tuple[Any, ...]


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
    hours: str  # of the number, else of the entry
    status: OpeningStatus | None  # None: hours are not known, or always
    reach: int
    nearness: int
    wishes: tuple[int, ...]  # one for each wish: language, sector, half
    shared: tuple[str, ...] = ()  # elsewhere: languages shared with the country

    @property
    def phone(self) -> Phone:
        """The number."""
        return self.point.phones[self.place]

    @property
    def state(self) -> int:
        """Whether somebody answers now."""
        if self.hours == AROUND_THE_CLOCK:
            return TESTED_ALWAYS if self.phone.tested else OPEN_ALWAYS
        return OPEN if self.status and self.status.is_open else NOT_OPEN

    @property
    def opens(self) -> datetime | None:
        """When a closed line opens; None if it is open, or if this is not known."""
        return self.status.until if self.status and not self.status.is_open else None

    @property
    def is_candidate(self) -> bool:
        """Whether it can be dialled from the caller's country."""
        return self.reach != ONLY_THERE


def rank_lines(points: Iterable[FocalPoint], request: Request, now: datetime) -> list[Line]:
    """Return the lines to try at `now` (aware), the first to try first, each number once.

    Lines of other countries that are always answered follow only where none is open nearer.
    """
    today = now.date()
    present = (point for point in points if not point.has_left(today))
    usable = [(point, index) for point in present for index in usable_phones(point)]
    near = [
        _line(point, index, request, now, nearness)
        for point, index in usable
        if (nearness := find_nearness(point, request.country)) != ELSEWHERE
    ]
    lines = sorted(near, key=_near_key)
    if not any(_answers(line) for line in near):
        far = [
            line
            for point, index in usable
            if _is_of_use_elsewhere(point, index, request)
            and (line := _line(point, index, request, now, ELSEWHERE)).is_candidate
        ]
        far.sort(key=lambda line: _far_key(line, request.country))
        # A number that may not work comes after those that do, wherever they are.
        lines = sorted([*lines, *far], key=lambda line: line.reach)
    first: dict[tuple[str, str], Line] = {}
    for line in lines:
        first.setdefault((dialled_number(line.phone), line.phone.ext), line)
    return [*first.values()]


def choose_lines(ranked: Sequence[Line]) -> list[Line]:
    """Return the lines to show: the first, the best match of the wishes, a number not to dial.

    They keep their order. Of the numbers that work only inside the country, the first is shown.
    """
    candidates = [line for line in ranked if line.is_candidate]
    others = [line for line in ranked if not line.is_candidate][:1]
    return [*first_lines(candidates, MAX_LINES - len(others)), *others]


def first_lines(lines: Sequence[Line], count: int) -> list[Line]:
    """Return the first lines; if there are several, the best match of the wishes is among them."""
    first = [*lines[:count]]
    candidates = (line for line in lines if line.is_candidate)
    best = max(candidates, key=lambda line: sum(line.wishes), default=None)
    if best and best not in first and count > 1:
        first[-1] = best
    return first


def dialled_number(phone: Phone) -> str:
    """Return E.164, or the digits to dial within the country."""
    return re.sub("[^0-9]", "", phone.number) if is_national(phone) else phone.e164


def dial_text(line: Line) -> str:
    """Return what to dial in the caller's country, "" if nothing; a pause before an extension."""
    if not line.is_candidate:
        return ""
    number, ext = dialled_number(line.phone), line.phone.ext
    return f"{number},{ext}" if ext else number


def find_nearness(point: FocalPoint, country: Country) -> int:
    """Return whether an entry is of a country, covers it, or neither."""
    codes = related_codes(country.code)
    if point.country.code in codes:
        return OWN
    return COVERING if any(other.code in codes for other in point.covers) else ELSEWHERE


def usable_phones(point: FocalPoint) -> Iterator[int]:
    """Yield the indexes of the numbers that somebody may answer, for a call by voice."""
    if point.status == "left":
        return
    for index, phone in enumerate(point.phones):
        is_staffed = point.status != "vacant" or phone.type == "hotline"
        is_wrong = phone.last_failure and phone.last_failure.why == WRONG_NUMBER
        if is_staffed and phone.is_of_digits and not is_wrong and phone.type != "fax":
            yield index


def languages_of(point: FocalPoint) -> tuple[str, ...]:
    """Return the languages of an entry; if none are given, probably the country's official ones."""
    return point.languages or point.country.languages


def _line(point: FocalPoint, index: int, request: Request, now: datetime, nearness: int) -> Line:
    hours, phone = hours_of(point, index), point.phones[index]
    status = None
    if hours not in {"", AROUND_THE_CLOCK}:
        status = opening_status(hours, now, point.zone, point.country.code)
    official = request.country.languages if nearness == ELSEWHERE else ()
    return Line(
        point,
        index,
        hours,
        status,
        _reach(phone, point.country, request.caller),
        nearness,
        tuple(_wish_ranks(point, request)),
        tuple(tag for tag in official if speaks(languages_of(point), tag)),
    )


def _is_of_use_elsewhere(point: FocalPoint, index: int, request: Request) -> bool:
    """Return whether a line of another country is always answered, by the half asked for."""
    return (
        hours_of(point, index) == AROUND_THE_CLOCK
        and find_nearness(point, request.country) == ELSEWHERE
        and not set(request.halves).isdisjoint(vocabulary.halves_of(point.sectors))
    )


def hours_of(point: FocalPoint, index: int) -> str:
    """Return the hours of a number, else of its entry."""
    return (point.phones[index].hours or point.hours).strip()


def _reach(phone: Phone, country: Country, caller: Country | None) -> int:
    if caller and _is_one_country(country, caller):
        return WORKS
    if is_national(phone):
        return ONLY_THERE
    return MAY_WORK if phone.is_toll_free else WORKS


def is_national(phone: Phone) -> bool:
    """Return whether a number works only inside its country."""
    return phone.national or not phone.number.lstrip().startswith("+")


def _is_one_country(one: Country, other: Country) -> bool:
    """Return whether national numbers of one country work in the other."""
    plans = {one.calling_code, other.calling_code}
    return one.code.partition("-")[0] == other.code.partition("-")[0] or plans == {_SHARED_PLAN}


def _wish_ranks(point: FocalPoint, request: Request) -> Iterator[int]:
    """Yield how an entry meets each wish; what it does not say is not known."""
    if request.language:
        yield _wish_rank(point.languages, speaks(point.languages, request.language))
    if request.sector:
        yield _wish_rank(point.sectors, request.sector in point.sectors)
    if request.half:
        yield _wish_rank(point.sectors, request.half in vocabulary.halves_of(point.sectors))


def _wish_rank(given: Sequence[str], is_met: bool) -> int:  # noqa: FBT001 - a value, not an option
    return NOT_KNOWN if not given else MET if is_met else NO


def _answers(line: Line) -> bool:
    """Return whether a line is open, and no test or toll-free number makes this doubtful."""
    is_sure = line.reach == WORKS and not line.phone.is_doubtful
    return is_sure and line.state != NOT_OPEN


def _near_key(line: Line) -> SortKey:
    is_closed = line.state == NOT_OPEN
    return (
        line.reach,
        line.nearness,
        line.phone.is_doubtful,
        line.state,
        -sum(line.wishes),
        line.phone.type != "mobile",
        is_closed and line.status is not None,
        (line.opens.timestamp() if line.opens else float("inf")) if is_closed else 0,
        -(line.point.verified or date.min).toordinal(),
        line.point.id,
        line.place,
    )


def _far_key(line: Line, country: Country) -> SortKey:
    groups = line.point.country.groups
    return (
        line.reach,
        line.phone.is_doubtful,
        line.state,
        -sum(line.wishes),
        not line.shared,
        *(not {group} <= {*groups} & {*country.groups} for group in _SHARED_GROUPS),
        line.point.id,
        line.place,
    )
