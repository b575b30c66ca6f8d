"""Opening hours in OpenStreetMap notation: validity, open or closed, and next change.

Public holidays are those of `reference/holidays`: the library knows few of the region's, and some
of them wrongly. Each day is evaluated by itself, without a country; on a holiday, `PH` reads as its
weekday.
"""

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

# The library's stubs lack its exceptions.
from opening_hours import OpeningHours, ParserError, State  # type: ignore[attr-defined]

from cmcct.fieldtypes import time_zone
from cmcct.fieldtypes.opening_hours_rules import (
    WEEKDAYS,
    HolidayKind,
    are_exact,
    holiday_kinds,
    is_round_the_clock,
    later_rules,
    replace_holidays,
)
from cmcct.reference import holidays
from cmcct.reference.holidays import Holiday

_WEEK = 7  # days
_YEAR = 366  # days in which a change is searched
_DAY = 24 * 60  # minutes
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LEAP_YEAR = 2028
_COMMENT = re.compile('"[^"]*"')
# The year of a date, unless it is one of several.
_DATE = re.compile(rf"(?:(?<![0-9,/])([0-9]{{4}}) )?({'|'.join(_MONTHS)}) ([0-9]{{1,2}})(?![0-9:])")

MinuteRanges: TypeAlias = tuple[tuple[int, int], ...]


class OpeningStatus(NamedTuple):
    """Whether a place is open, when that changes, and what is known of holidays there that day."""

    is_open: bool
    # None: not within a year. A place opens on no public holiday that its hours do not name.
    until: datetime | None
    is_until_estimated: bool = False  # an estimated holiday after that day makes it uncertain
    holiday: Holiday | None = None
    has_holiday_hours: bool = False  # the hours name public holidays
    not_known: tuple[HolidayKind, ...] = ()  # without them

    @property
    def may_be_closed(self) -> bool:
        """Whether it is open by its hours, on a public holiday that they do not name."""
        return self.is_open and self.holiday is not None and not self.has_holiday_hours

    @property
    def is_certain(self) -> bool:
        """Whether no holiday that is estimated or not known can change `is_open`."""
        is_estimated = self.holiday is not None and self.holiday.is_estimated
        return not self.not_known and not (is_estimated and self.has_holiday_hours)


class Timetable(NamedTuple):
    """Opening times in local time: per weekday, and the dates that differ from their weekday."""

    week: tuple[MinuteRanges, ...]  # Monday first
    days: Mapping[date, MinuteRanges]


def is_valid(hours: str) -> bool:
    """Return whether `hours` is valid OpenStreetMap notation, with dates that exist."""
    return _parse(hours) is not None and not find_impossible_date(hours)


def _parse(hours: str) -> OpeningHours | None:
    try:
        return OpeningHours(hours)
    except ParserError:
        return None


def find_impossible_date(hours: str) -> str:
    """Return the first date of `hours` that no year has, such as `Apr 31`, or ""."""
    notation = _COMMENT.sub("", str(_parse(hours)))  # in which each day has its month
    return next((date[0] for date in _DATE.finditer(notation) if not _exists(*date.groups())), "")


def _exists(year: str, month: str, day: str) -> bool:
    """Return whether a date exists, without a year in some year."""
    return int(day) <= monthrange(int(year or _LEAP_YEAR), _MONTHS.index(month) + 1)[1]


def opening_status(hours: str, now: datetime, zone: str, country_code: str) -> OpeningStatus | None:
    """Return the status at `now` (aware) in the IANA zone `zone`.

    None if `hours` or the zone cannot be read, or `hours` have no exact times. `country_code` is
    that of a `Country`.
    """
    local = time_zone.local_time(now, zone)
    if local is None:
        return None
    if is_round_the_clock(hours):
        return OpeningStatus(is_open=True, until=None)
    day, minute = local.date(), local.hour * 60 + local.minute
    opened = open_days(hours, country_code, day, _WEEK)
    if opened is None:
        return None
    is_open = _is_open_at(opened.get(day, ()), minute)
    has_holiday_hours = "public" in holiday_kinds(hours)
    closed_on = country_code if not (is_open or has_holiday_hours) else ""
    change = _next_change(opened, day, minute, closed_on) or _next_change(
        open_days(hours, country_code, day, _YEAR + 1) or {}, day, minute, closed_on
    )
    until = change.replace(tzinfo=ZoneInfo(zone)) if change else None
    last = until.date() if until and (has_holiday_hours or not is_open) else day
    public: tuple[HolidayKind, ...] = ("public",)
    return OpeningStatus(
        is_open,
        until,
        any(
            has_holiday_hours or bool((open_days(hours, country_code, each, 1) or {}).get(each))
            for each in _find_estimated(country_code, day, last)
        ),
        holidays.find_holiday(country_code, day),
        has_holiday_hours,
        (*(() if holidays.is_known(country_code, day.year) else public), *kinds_not_known(hours)),
    )


def _find_estimated(country_code: str, day: date, last: date) -> Iterator[date]:
    """Yield the estimated holidays after `day`, up to `last`."""
    for each in map(date.fromordinal, range(day.toordinal() + 1, last.toordinal() + 1)):
        holiday = holidays.find_holiday(country_code, each)
        if holiday and holiday.is_estimated:
            yield each


def kinds_not_known(hours: str) -> tuple[HolidayKind, ...]:
    """Return the kinds of holidays that `hours` names and that are known for no place."""
    kinds: tuple[HolidayKind, ...] = ("beside", "school")
    return tuple(kind for kind in kinds if kind in holiday_kinds(hours))


@cache
def build_timetable(hours: str, country_code: str, start: date, days: int) -> Timetable | None:
    """Return the opening times of some days, for formats that cannot call `opening_status`.

    None if `hours` cannot be read, or have no exact times.
    """
    opened = open_days(hours, country_code, start, days)
    if opened is None:
        return None
    week = tuple(_usual_ranges(opened, weekday) for weekday in range(_WEEK))
    differing = {day: spans for day, spans in opened.items() if spans != week[day.weekday()]}
    return Timetable(week, differing)


@cache
def open_days(
    hours: str, country_code: str, start: date, days: int
) -> Mapping[date, MinuteRanges] | None:
    """Return the open spans of some days from `start`; None if `hours` cannot be read.

    Spans over midnight are split. None also if `hours` are not exact: the library would choose.
    What later rules open, earlier ones do not close: the library ends a night at midnight if the
    next day has a rule.
    """
    if not (is_valid(hours) and are_exact(hours)):
        return None
    opened: dict[date, MinuteRanges] = dict.fromkeys(days_from(start, days), ())
    for later in (hours, *later_rules(hours)):
        more = _open_days(later, country_code, start, len(opened))
        if more is None:
            return None
        opened = {day: _merge((*spans, *more.get(day, ()))) for day, spans in opened.items()}
    return opened


def _open_days(
    hours: str, country_code: str, start: date, days: int
) -> Mapping[date, MinuteRanges] | None:
    """Return the open spans of some days as the library does; None if `hours` cannot be read."""
    named = days_from(start, days) if "public" in holiday_kinds(hours) else ()
    near_by_day = {day: near for day in named if (near := _holidays_near(country_code, day))}
    nears = {(), *near_by_day.values()}
    parsed = {near: read for near in nears if (read := _parse_near(hours, near))}
    if len(parsed) < len(nears):
        return None
    opened = _spans(parsed[()], start, days)
    for day, near in near_by_day.items():
        opened[day] = _spans(parsed[near], day, 1).get(day, ())
    return opened


def _merge(spans: Iterable[tuple[int, int]]) -> MinuteRanges:
    """Return spans in order, those that touch as one."""
    merged: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return tuple(merged)


def _holidays_near(country_code: str, day: date) -> tuple[date, ...]:
    """Return which of `day` and the day before it, whose hours may go on, are holidays."""
    number = day.toordinal()
    near = (date.fromordinal(each) for each in (number - 1, number) if each)
    return tuple(each for each in near if holidays.find_holiday(country_code, each))


def _parse_near(hours: str, near: Iterable[date]) -> OpeningHours | None:
    """Return the hours with the weekdays of the holidays `near` for `PH`; None if unreadable."""

    def find_days(weekdays: str) -> list[str]:
        limit = OpeningHours(weekdays or "24/7")
        noons = (datetime.combine(day, time(12)) for day in near)
        return [WEEKDAYS[noon.weekday()] for noon in noons if limit.is_open(noon)]

    return _parse(replace_holidays(hours, find_days))


def days_from(start: date, days: int) -> Iterator[date]:
    """Yield `days` days from `start`, or those before the calendar's last."""
    return (start + timedelta(days=n) for n in range(min(days, (date.max - start).days)))


def _spans(parsed: OpeningHours, start: date, days: int) -> dict[date, MinuteRanges]:
    """Return the open spans of the days that have any."""
    opened: dict[date, MinuteRanges] = {}
    first = datetime.combine(start, time())
    for begin, end, state, _ in parsed.intervals(first, first + timedelta(days=days)):
        if state == State.OPEN:
            for day in days_from(begin.date(), (end.date() - begin.date()).days + 1):
                midnight = datetime.combine(day, time())
                span = (max(0, _minutes(begin - midnight)), min(_DAY, _minutes(end - midnight)))
                if span[0] < span[1]:
                    opened[day] = (*opened.get(day, ()), span)
    return opened


def _minutes(duration: timedelta) -> int:
    return duration // timedelta(minutes=1)


def _next_change(
    opened: Mapping[date, MinuteRanges], day: date, minute: int, closed_on: str
) -> datetime | None:
    """Return when the state of a moment changes, in local time; None: not within `opened`.

    The public holidays of the country `closed_on` are passed over.
    """
    is_open = _is_open_at(opened.get(day, ()), minute)
    for each, spans in opened.items():
        if closed_on and holidays.find_holiday(closed_on, each):
            continue
        for edge in sorted({0, *(edge for span in spans for edge in span if edge < _DAY)}):
            if (each, edge) > (day, minute) and _is_open_at(spans, edge) is not is_open:
                return datetime.combine(each, time(*divmod(edge, 60)))
    return None


def _is_open_at(spans: MinuteRanges, minute: int) -> bool:
    return any(begin <= minute < end for begin, end in spans)


def _usual_ranges(opened: Mapping[date, MinuteRanges], weekday: int) -> MinuteRanges:
    """Return the most frequent spans of a weekday (0 is Monday)."""
    counts = Counter(spans for day, spans in opened.items() if day.weekday() == weekday)
    return max(counts, key=counts.__getitem__, default=())
