"""Opening hours in OpenStreetMap notation: their rules, validity, open or closed, and next change.

`;` and `||` stand between rules, and so does `, ` except between two times. Days without times are
open round the clock in the notation; who writes `Mo, We 08:00-12:00` means a list.

Public holidays are those of `reference/holidays`: the library knows few of the region's, and some
of them wrongly. Each day is evaluated by itself, without a country; on a holiday, `PH` reads as its
weekday.
"""

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

from cmcct.fieldtypes import time_zone
from cmcct.reference import holidays
from cmcct.reference.holidays import Holiday

if TYPE_CHECKING:
    from opening_hours import OpeningHours

HolidayKind: TypeAlias = Literal["public", "beside", "school"]

WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")  # as opening hours name them
DAYS = (*WEEKDAYS, "PH")
_ONE = r"(?:PH(?: [+-]\d+ days?)?|SH)"
_WEEKDAY = f"(?:{'|'.join(WEEKDAYS)})"
_WEEKDAYS = rf"{_WEEKDAY}(?:-{_WEEKDAY})?(?:\[[^]]*\])?(?: [+-]\d+ days?)?"
_HOLIDAYS = re.compile(
    r'"[^"]*"'  # a comment
    # The library reads `Mo-Fr PH` as `Mo-Fr,PH`.
    rf"|(?P<joint>(?i:(?<=Mo|Tu|We|Th|Fr|Sa|Su|.\])) )?(?P<holidays>{_ONE}(?:,{_ONE})*)"
    rf"(?i: (?P<weekdays>{_WEEKDAYS}(?:,{_WEEKDAYS})*))?"
)
_KINDS: dict[str, HolidayKind] = {"PH": "public", "SH": "school"}
_MAX_LENGTH = 1000  # characters; OpenStreetMap has 255, and longer hours take long to evaluate
_SEPARATOR = re.compile(
    r'"[^"]*"'  # a comment
    r"|(?P<separator> *(?:;|\|\|) *| *(?<!:[0-5][0-9]), +| *, +(?![0-9]{1,2}:))"
)
_COMMENT = re.compile('"[^"]*"')
_CLOSED = re.compile(r"(?:off|closed)$", re.IGNORECASE)
_TIMED = re.compile(":[0-5][0-9]|24/7")
_CLOCK = re.compile("([0-9]{1,2}):([0-5][0-9])")
# An unknown state, an open end, times that depend on the place, points in time; the first Monday of
# several months, which the library reads as all days of most of them.
_VAGUE = re.compile(
    r"unknown|[0-9]\+|dawn|dusk|sunrise|sunset|:[0-5][0-9] */|,[a-z]{3} [a-z]{2}\[", re.IGNORECASE
)
_DAYS = rf"(?:{_WEEKDAY}(?:-{_WEEKDAY})?|PH)"
SOME_DAYS = rf"{_DAYS}(?:,{_DAYS})*"
_ROUND_THE_CLOCK = re.compile(rf"(?:(?P<days>{SOME_DAYS}) )?(?:24/7|00:00-24:00)")
_WEEK = 7  # days
_YEAR = 366  # days in which a change is searched
_DAY = 24 * 60  # minutes
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LEAP_YEAR = 2028
# The year of a date, unless it is one of several.
_DATE = re.compile(rf"(?:(?<![0-9,/])([0-9]{{4}}) )?({'|'.join(_MONTHS)}) ([0-9]{{1,2}})(?![0-9:])")

MinuteRanges: TypeAlias = tuple[tuple[int, int], ...]


class Rule(NamedTuple):
    """A rule, and the separator before it: "" for the first, else with its spaces."""

    separator: str
    text: str

    @property
    def notation(self) -> str:
        """The rule without its comment."""
        return _COMMENT.sub("", self.text).strip()

    @property
    def is_all_day(self) -> bool:
        """Whether the rule opens days and says no times."""
        return not (_TIMED.search(self.notation) or _CLOSED.search(self.notation) or self.is_vague)

    @property
    def opens(self) -> bool:
        """Whether the rule has times at which it opens."""
        return bool(_TIMED.search(self.notation)) and not _CLOSED.search(self.notation)

    @property
    def names_days(self) -> bool:
        """Whether the rule begins with days, weeks, months or years."""
        return not re.match("[0-9]{1,2}:|24/7|open|off|closed", self.notation, re.IGNORECASE)

    @property
    def is_vague(self) -> bool:
        """Whether the rule has no exact times: until sunset; by appointment, as a comment says."""
        is_stated = "open" in self.notation.lower() or _CLOSED.search(self.notation)
        return bool(_VAGUE.search(self.notation)) or ('"' in self.text and not is_stated)


def split_rules(hours: str) -> Iterator[Rule]:
    """Yield the rules of valid opening hours."""
    separator, start = "", 0
    for match in _SEPARATOR.finditer(hours):
        if match["separator"]:
            yield Rule(separator, hours[start : match.start()])
            separator, start = match[0], match.end()
    yield Rule(separator, hours[start:])


@cache
def are_exact(hours: str) -> bool:
    """Return whether valid opening hours say exactly when a place is open.

    Readers have different ideas of a rule after `||`, and of times without days after a rule.
    """
    if len(hours) > _MAX_LENGTH:
        return False
    rules = [*split_rules(hours)]
    return not any(
        rule.is_all_day
        or rule.is_vague
        or "||" in rule.separator
        or (rule.separator and not rule.names_days)
        for rule in rules
    )


@cache
def is_round_the_clock(hours: str) -> bool:
    """Return whether somebody answers at all hours of every day, on holidays too."""
    days: set[int] = set()
    for rule in split_rules(hours.strip()):
        match = _ROUND_THE_CLOCK.fullmatch(rule.text.strip())
        if match is None:
            return False
        days |= expand_days(match["days"] or "Mo-Su")
    return days.issuperset(range(len(WEEKDAYS)))


def expand_days(days: str) -> frozenset[int]:
    """Return the days of a list such as `Fr-Mo,PH` as indexes of DAYS; others are left out."""
    expanded = set[int]()
    for part in days.split(","):
        first, _between, last = part.partition("-")
        if part in DAYS or {first, last} <= {*WEEKDAYS}:
            begin, end = DAYS.index(first), DAYS.index(last or first)
            after = range(begin + 1, end + 1 + len(WEEKDAYS) * (end < begin))
            expanded |= {begin, *(day % len(WEEKDAYS) for day in after)}
    return frozenset(expanded)


def later_rules(hours: str) -> Iterator[str]:
    """Yield the last rules of opening hours, from each but the first whose times pass midnight."""
    rules = [*split_rules(hours)]
    for at, rule in enumerate(rules):
        times = [(int(hour), minute) for hour, minute in _CLOCK.findall(rule.notation)]
        spans = zip(times[::2], times[1::2], strict=False)
        if at and any(end <= begin or end > (24, "00") for begin, end in spans):
            yield rule.text + "".join(later.separator + later.text for later in rules[at + 1 :])


# Holidays: `PH` (public), `PH +1 day` (beside one) and `SH` (school holidays). In `PH Mo-Fr` the
# weekdays limit the holidays, as OpenStreetMap's specification says; in `Mo-Fr,PH` both match.


def holiday_kinds(hours: str) -> frozenset[HolidayKind]:
    """Return the kinds of holidays that valid opening hours name."""
    return frozenset(
        _KINDS.get(selector, "beside")
        for match in _HOLIDAYS.finditer(hours)
        for selector in re.findall(_ONE, match["holidays"] or "")
    )


def replace_holidays(hours: str, find_days: Callable[[str], Iterable[str]]) -> str:
    """Return valid hours with days for `PH`: `find_days` returns them for the weekdays or "".

    Where it returns none, and for other holidays, the holidays stay, without weekdays: the opening
    hours library, given no country, never matches them.
    """

    def replace(match: re.Match[str]) -> str:
        if not match["holidays"]:
            return match[0]
        days = ",".join(find_days(match["weekdays"] or ""))
        selectors = re.findall(_ONE, match["holidays"])
        listed = ",".join(days if days and text == "PH" else text for text in selectors)
        return f",{listed}" if match["joint"] else listed

    return _HOLIDAYS.sub(replace, hours)


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


def is_valid(hours: str) -> bool:
    """Return whether `hours` is valid OpenStreetMap notation, with dates that exist."""
    return _parse(hours) is not None and not find_impossible_date(hours)


def _parse(hours: str) -> "OpeningHours | None":
    # Most commands do without the library. Its stubs lack its exceptions.
    from opening_hours import OpeningHours, ParserError  # type: ignore[attr-defined]

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
def build_timetable(
    hours: str, country_code: str, start: date, days: int
) -> tuple[tuple[MinuteRanges, ...], Mapping[date, MinuteRanges]] | None:
    """Return the opening times of some days, for formats that cannot call `opening_status`.

    In local time, those of each weekday from Monday, and of the dates that differ from their
    weekday. None if `hours` cannot be read, or have no exact times.
    """
    opened = open_days(hours, country_code, start, days)
    if opened is None:
        return None
    week = tuple(_usual_ranges(opened, weekday) for weekday in range(_WEEK))
    differing = {day: spans for day, spans in opened.items() if spans != week[day.weekday()]}
    return week, differing


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


def _parse_near(hours: str, near: Iterable[date]) -> "OpeningHours | None":
    """Return the hours with the weekdays of the holidays `near` for `PH`; None if unreadable."""

    def find_days(weekdays: str) -> list[str]:
        limit = _parse(weekdays or "24/7")
        noons = (datetime.combine(day, time(12)) for day in near)
        return [WEEKDAYS[noon.weekday()] for noon in noons if limit and limit.is_open(noon)]

    return _parse(replace_holidays(hours, find_days))


def days_from(start: date, days: int) -> Iterator[date]:
    """Yield `days` days from `start`, or those before the calendar's last."""
    return (start + timedelta(days=n) for n in range(min(days, (date.max - start).days)))


def _spans(parsed: "OpeningHours", start: date, days: int) -> dict[date, MinuteRanges]:
    """Return the open spans of the days that have any."""
    opened: dict[date, MinuteRanges] = {}
    first = datetime.combine(start, time())
    for begin, end, state, _ in parsed.intervals(first, first + timedelta(days=days)):
        if str(state) == "open":
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
