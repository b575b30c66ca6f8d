"""Opening hours in OpenStreetMap's notation: are they valid, is it open now, until when."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

# The library's stubs leave its exceptions out.
from opening_hours import (  # type: ignore[attr-defined]
    OpeningHours,
    ParserError,
    State,
    UnknownCountryError,
)

from cmcct import zones

_WEEK = 7  # days
_DAY = 24 * 60  # minutes


class Status(NamedTuple):
    """Whether a place is open at a moment, and when that changes (None: not within a year)."""

    is_open: bool
    until: datetime | None
    is_holiday: bool


Span: TypeAlias = tuple[int, int]  # of a day: minutes from midnight, the last one not counted


class Timetable(NamedTuple):
    """When a place is open by the clocks there: on each weekday, and on the days that differ."""

    week: tuple[tuple[Span, ...], ...]  # Monday first
    others: Mapping[date, tuple[Span, ...]]


def is_valid(hours: str) -> bool:
    """Whether `hours` are opening hours as OpenStreetMap writes them."""
    try:
        OpeningHours(hours)
    except ParserError:
        return False
    return True


def status(hours: str, now: datetime, zone: str, country_code: str) -> Status | None:
    """Tell whether it is open at `now` (aware) in the IANA zone `zone`, which exists.

    None where `hours` cannot be read, or the zone's data. Public holidays count where the library
    knows those of `country_code` (ISO 3166-1 alpha-2).
    """
    local = zones.local_time(now, zone)
    if local is None or not is_valid(hours):
        return None
    parsed = _in_country(hours, ZoneInfo(zone), country_code)
    change = parsed.next_change(local)
    until = change if change and change - local < timedelta(days=366) else None
    is_holiday = _in_country("PH", ZoneInfo(zone), country_code).is_open(local)
    return Status(parsed.is_open(local), until, is_holiday)


@cache
def timetable(hours: str, country_code: str, start: date, days: int) -> Timetable | None:
    """Work out when it is open on each of some days, for those who cannot ask `status`.

    None where `hours` cannot be read. The timetable of `PH` has the public holidays.
    """
    if not is_valid(hours):
        return None
    days = min(days, (date.max - start).days)
    opened: dict[date, tuple[Span, ...]] = dict.fromkeys(_days(start, days), ())
    opened |= _opened(_in_country(hours, None, country_code), start, days)
    week = tuple(_usual(opened, weekday) for weekday in range(_WEEK))
    others = {day: spans for day, spans in opened.items() if spans != week[day.weekday()]}
    return Timetable(week, others)


def _days(start: date, days: int) -> Iterator[date]:
    return (start + timedelta(days=number) for number in range(days))


def _opened(parsed: OpeningHours, start: date, days: int) -> dict[date, tuple[Span, ...]]:
    """Return the days with open hours, each with its own part of what goes over midnight."""
    opened: dict[date, tuple[Span, ...]] = {}
    first = datetime.combine(start, time())
    for begin, end, state, _ in parsed.intervals(first, first + timedelta(days=days)):
        if state == State.OPEN:
            for day in _days(begin.date(), (end.date() - begin.date()).days + 1):
                midnight = datetime.combine(day, time())
                span = (max(0, _minutes(begin - midnight)), min(_DAY, _minutes(end - midnight)))
                if span[0] < span[1]:
                    opened[day] = (*opened.get(day, ()), span)
    return opened


def _minutes(duration: timedelta) -> int:
    return duration // timedelta(minutes=1)


def _usual(opened: Mapping[date, tuple[Span, ...]], weekday: int) -> tuple[Span, ...]:
    """Return the spans that most days have which are this weekday (0 is Monday)."""
    counts = Counter(spans for day, spans in opened.items() if day.weekday() == weekday)
    return max(counts, key=counts.__getitem__, default=())


def _in_country(hours: str, zone: ZoneInfo | None, country_code: str) -> OpeningHours:
    try:
        return OpeningHours(hours, timezone=zone, country=country_code)
    except UnknownCountryError:
        return OpeningHours(hours, timezone=zone)
