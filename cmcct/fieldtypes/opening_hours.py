"""Opening hours in OpenStreetMap notation: validity, open or closed, and next change."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

# The library's stubs lack its exceptions.
from opening_hours import (  # type: ignore[attr-defined]
    OpeningHours,
    ParserError,
    State,
    UnknownCountryError,
)

from cmcct.fieldtypes import time_zone

_WEEK = 7  # days
_DAY = 24 * 60  # minutes


class OpeningStatus(NamedTuple):
    """Whether a place is open, and when that changes (None: not within a year)."""

    is_open: bool
    until: datetime | None
    is_holiday: bool


MinuteRange: TypeAlias = tuple[int, int]  # of a day: minutes from midnight, end exclusive


class Timetable(NamedTuple):
    """Opening times in local time: per weekday, and the dates that differ from their weekday."""

    week: tuple[tuple[MinuteRange, ...], ...]  # Monday first
    others: Mapping[date, tuple[MinuteRange, ...]]


def is_valid(hours: str) -> bool:
    """Return whether `hours` is valid OpenStreetMap notation."""
    try:
        OpeningHours(hours)
    except ParserError:
        return False
    return True


def opening_status(hours: str, now: datetime, zone: str, country_code: str) -> OpeningStatus | None:
    """Return the status at `now` (aware) in the IANA zone `zone`, which must exist.

    None if `hours` or the zone's data cannot be read. Public holidays count if the library knows
    those of `country_code` (ISO 3166-1 alpha-2).
    """
    local = time_zone.local_time(now, zone)
    if local is None or not is_valid(hours):
        return None
    parsed = _in_country(hours, ZoneInfo(zone), country_code)
    change = parsed.next_change(local)
    until = change if change and change - local < timedelta(days=366) else None
    is_holiday = _in_country("PH", ZoneInfo(zone), country_code).is_open(local)
    return OpeningStatus(parsed.is_open(local), until, is_holiday)


@cache
def build_timetable(hours: str, country_code: str, start: date, days: int) -> Timetable | None:
    """Return the opening times of some days, for formats that cannot call `opening_status`.

    None if `hours` cannot be read. The timetable of `PH` contains the public holidays.
    """
    if not is_valid(hours):
        return None
    days = min(days, (date.max - start).days)
    opened: dict[date, tuple[MinuteRange, ...]] = dict.fromkeys(_days(start, days), ())
    opened |= _open_days(_in_country(hours, None, country_code), start, days)
    week = tuple(_usual_ranges(opened, weekday) for weekday in range(_WEEK))
    others = {day: spans for day, spans in opened.items() if spans != week[day.weekday()]}
    return Timetable(week, others)


def _days(start: date, days: int) -> Iterator[date]:
    return (start + timedelta(days=number) for number in range(days))


def _open_days(parsed: OpeningHours, start: date, days: int) -> dict[date, tuple[MinuteRange, ...]]:
    """Return the open spans by day; spans over midnight are split."""
    opened: dict[date, tuple[MinuteRange, ...]] = {}
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


def _usual_ranges(
    opened: Mapping[date, tuple[MinuteRange, ...]], weekday: int
) -> tuple[MinuteRange, ...]:
    """Return the most frequent spans of a weekday (0 is Monday)."""
    counts = Counter(spans for day, spans in opened.items() if day.weekday() == weekday)
    return max(counts, key=counts.__getitem__, default=())


def _in_country(hours: str, zone: ZoneInfo | None, country_code: str) -> OpeningHours:
    try:
        return OpeningHours(hours, timezone=zone, country=country_code)
    except UnknownCountryError:
        return OpeningHours(hours, timezone=zone)
