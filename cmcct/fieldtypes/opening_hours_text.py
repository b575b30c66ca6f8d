"""Opening hours in words: from OpenStreetMap notation to a text in one of LANGUAGES.

Only notation of weekdays, public holidays and times has words, and only where its whole meaning is
certain: a wrong sentence would be worse than the notation.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from cmcct.fieldtypes.opening_hours import DAYS, SOME_DAYS, WEEKDAYS, expand_days, split_rules
from cmcct.i18n.messages import Lowered, Translator, _, join_and

_EVERY_DAY = frozenset(range(len(WEEKDAYS)))  # from Monday
_HOLIDAY = DAYS.index("PH")
_MONDAY = datetime(2026, 1, 5)  # noqa: DTZ001 - only its weekday and midnight are used
_DAY = 24 * 60  # minutes
_NOON = 12 * 60
_MIN_RANGE = 3  # consecutive days that are named by the first and the last

_SPAN = r"\d?\d:[0-5]\d ?- ?\d?\d:[0-5]\d"
_RULE = re.compile(
    rf"(?:(?P<always>24/7)|(?:(?P<days>{SOME_DAYS}) )?"
    rf"(?:(?P<times>{_SPAN}(?:, ?{_SPAN})*)|off|closed))"
    r'(?: "(?P<comment>[^"]+)")?',
    re.ASCII,
)
_TIME = re.compile(r"(\d+):(\d+)")


class _Hours(NamedTuple):
    """The hours of a day; without spans, closed."""

    spans: tuple[tuple[int, int], ...]
    comment: str


class _Rule(NamedTuple):
    """A part of the notation; it replaces the parts before it, or `is_added` to them."""

    days: frozenset[int]
    hours: _Hours
    is_added: bool


def describe_hours(notation: str, translator: Translator) -> str:
    """Return the hours in words, or `notation` itself if any part of it has no words."""
    rules = _parse(notation)
    if not rules or not _is_clear(rules):
        return notation
    hours = {day: rule.hours for rule in rules for day in rule.days}
    return ", ".join(_clauses(hours, translator))


def _parse(notation: str) -> list[_Rule]:
    """Return the rules of the notation, or [] if one of them is not known."""
    rules = []
    for separator, text in split_rules(notation):
        match = _RULE.fullmatch(text)
        # Readers have different ideas of times without days after a rule.
        if match is None or (separator and not match["days"]) or "||" in separator:
            return []
        days, spans = expand_days(match["days"] or "Mo-Su"), _parse_times(match)
        if spans is None or (match["comment"] and not spans):
            return []
        hours = _Hours(spans, match["comment"] or "")
        rules.append(_Rule(days, hours, is_added="," in separator and bool(spans)))
    return rules


def _parse_times(match: re.Match[str]) -> tuple[tuple[int, int], ...] | None:
    """Return the spans of a rule, or None if they are not in order or longer than a day."""
    if match["always"]:
        return ((0, _DAY),)
    times = [int(hour) * 60 + int(minute) for hour, minute in _TIME.findall(match["times"] or "")]
    starts, ends = times[::2], times[1::2]
    # The end of a night may be written as a time of the next day, or as an hour above 24.
    ends = [end + _DAY if end < start else end for start, end in zip(starts, ends, strict=True)]
    spans = tuple(zip(starts, ends, strict=True))
    is_ordered = all(
        before <= start < min(end, _DAY) and end <= max(_DAY, start + _DAY - 1)
        for before, (start, end) in zip([0, *ends], spans, strict=False)
    )
    return spans if is_ordered else None


def _is_clear(rules: Sequence[_Rule]) -> bool:
    """Return whether each day has the hours of the last rule that names it, and no others."""
    seen: frozenset[int] = frozenset()
    for rule in rules:
        # Any day may be a holiday.
        if rule.is_added and (seen & rule.days or _HOLIDAY in seen | rule.days):
            return False
        seen |= rule.days
    # A rule after that of the holidays replaces it on some weekdays.
    has_holidays = _HOLIDAY in seen
    if has_holidays and _HOLIDAY not in rules[-1].days:
        return False
    nights = [rule for rule in rules if any(end > _DAY for _, end in rule.hours.spans)]
    # No other rule has hours on a day of a night, or on the next one.
    return not (nights and has_holidays) and all(
        rule is night
        or rule.days.isdisjoint(night.days | {(day + 1) % len(WEEKDAYS) for day in night.days})
        for night in nights
        for rule in rules
    )


def _clauses(hours: Mapping[int, _Hours], translator: Translator) -> Iterator[str]:
    """Yield the hours of each group of days, and then what else is known of public holidays."""
    groups: dict[_Hours, list[int]] = {}
    for day in sorted(hours):
        if hours[day].spans:
            groups.setdefault(hours[day], []).append(day)
    before = None
    for each, days in groups.items():
        yield _clause(days, each, before, translator)
        before = each
    if not groups:
        # Translators: opening hours of a place that never opens
        yield translator.translate(Lowered(_("Closed")))
    elif _HOLIDAY in hours and not hours[_HOLIDAY].spans:
        yield translator.gettext("closed on public holidays")
    elif {*_EVERY_DAY, _HOLIDAY} in map(set, groups.values()):
        yield translator.gettext("including public holidays")


def _clause(
    days: Sequence[int], hours: _Hours, before: _Hours | None, translator: Translator
) -> str:
    """Return the hours of some days; only the end if those `before` begin at the same time."""
    if before and _differs_by_end(hours, before):
        # Translators: opening hours, after those of other days: Fri until 16:00
        return translator.gettext(
            "{days} until {time}",
            days=_format_days(days, translator),
            time=_format_time(hours.spans[0][1], translator),
        )
    text = _format_hours(days, hours.spans, translator)
    if not hours.comment:
        return text
    return translator.gettext("{text} ({remark})", text=text, remark=hours.comment)


def _format_hours(
    days: Sequence[int], spans: Sequence[tuple[int, int]], translator: Translator
) -> str:
    """Return the days and their times."""
    is_daily = set(days) >= _EVERY_DAY
    if is_daily and spans == ((0, _DAY),):
        return translator.gettext("24 hours a day")
    clock = [[_format_time(minutes, translator) for minutes in span] for span in spans]
    # Translators: a range of times: 08:00-16:30
    times = join_and(translator.gettext("{start}–{end}", start=s, end=e) for s, e in clock)
    if is_daily:
        # Translators: opening hours: daily 08:00-20:00
        return translator.gettext("daily {times}", times=times)
    # Translators: opening hours: Mon-Thu 08:00-16:30
    return translator.gettext("{days} {times}", days=_format_days(days, translator), times=times)


def _differs_by_end(hours: _Hours, before: _Hours) -> bool:
    """Return whether both have one span from the same time, and the first ends in the afternoon."""
    if hours.comment or before.comment or len(hours.spans) != 1 or len(before.spans) != 1:
        return False
    (start, end), (start_before, _end) = hours.spans[0], before.spans[0]
    return start == start_before and _NOON <= end <= _DAY


def _format_days(days: Sequence[int], translator: Translator) -> str:
    """Return days as a list of names and ranges; `days` are in order."""
    runs: list[list[int]] = []
    for day in days:
        if runs and day == runs[-1][-1] + 1 != _HOLIDAY:
            runs[-1].append(day)
        else:
            runs.append([day])
    names = [name for run in runs for name in _format_run(run, translator)]
    return translator.translate(join_and(names))


def _format_run(run: Sequence[int], translator: Translator) -> list[str]:
    """Return the names of consecutive days, or their range."""
    if len(run) < _MIN_RANGE:
        return [_format_day(day, translator) for day in run]
    first, last = (_format_day(day, translator) for day in (run[0], run[-1]))
    # Translators: a range of days: Mon-Thu
    return [translator.gettext("{first}–{last}", first=first, last=last)]


def _format_day(day: int, translator: Translator) -> str:
    if day == _HOLIDAY:
        # Translators: in a list of days, and before times
        return translator.gettext("public holidays")
    return translator.format_datetime(_MONDAY + timedelta(days=day), "EEE")


def _format_time(minutes: int, translator: Translator) -> str:
    """Return a time on the 24-hour clock; the end of a day is 24:00."""
    pattern = "kk:mm" if minutes == _DAY else "HH:mm"
    return translator.format_datetime(_MONDAY + timedelta(minutes=minutes), pattern)
