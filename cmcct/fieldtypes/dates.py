"""Dates as users write them: `2019-03-12`, `25/11/2026`, `2018-04`, `ayer`, `6 months ago`.

Of figures, the days that they may name, and why they name none.
"""

import re
from calendar import monthrange
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, timezone

from cmcct.clock import validate_local_zone
from cmcct.errors.exceptions import CmcctError
from cmcct.fieldtypes.corrections import Fault
from cmcct.i18n.messages import DayOfMonth, Message, MonthName, _, join_or, quote_text
from cmcct.text.folding import fold

DAY_FIRST, MONTH_FIRST = "dmy", "mdy"
ORDERS = (DAY_FIRST, MONTH_FIRST)
_MONTHS = 12
_AGO = re.compile(r"(\d{1,4}|an?|one)\s+(day|week|month|year)s?\s+ago", re.IGNORECASE)
# Seconds since 1970 and a UTC offset; git also stores years outside the calendar.
_STORED = re.compile(r"(\d+) ([+-])(\d\d)(\d\d)")
_LATEST = int(datetime(9999, 12, 30, tzinfo=UTC).timestamp())  # valid in every time zone
_TODAY, _YESTERDAY = "today hoy vandaag aujourdhui", "yesterday ayer gisteren hier"
_DAYS_AGO = dict.fromkeys(_TODAY.split(), 0) | dict.fromkeys(_YESTERDAY.split(), 1)
_UNIT_DAYS = {"day": 1, "week": 7}
_UNIT_MONTHS = {"month": 1, "year": 12}
_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})")
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})")


def read_days(text: str, order: str = "") -> list[date]:
    """Return the days that figures such as `2026-3-2`, `25/11/2026`, `25.11.2026` may name.

    Day or month may come first: of `02/03/2026` there are two readings, first the second of March.
    `order` is the one of ORDERS that counts, if it is known.
    """
    days = []
    for year, month, day in _split(text, order):
        with suppress(ValueError):
            days.append(date(year, month, day))
    return [*dict.fromkeys(days)]


def explain_missing_day(text: str) -> Fault | None:
    """Return why figures name no day: `2026-02-30`, `31/02/2026`; None if they are no date."""
    parts = _split(text)
    if not parts or read_days(text):
        return None
    hint = _("write the month as 01 to 12, then the day")
    for year, month, _day in parts:
        if year and 1 <= month <= _MONTHS:
            days = monthrange(year, month)[1]
            hint = _(
                "write a day that exists: {month} {year} has {days} days",
                month=MonthName(month),
                year=year,
                days=days,
            )
            break
    return Fault(_("this date does not exist"), hint)


def spell_days(days: Sequence[date]) -> Message:
    """Return the hint to write one of several days: in figures, and in words."""
    # Translators: a date as the file has it, and in words: 2026-03-02 (2 March)
    spelt = _("{date} ({day} {month})")
    words = [
        spelt.with_values(date=day, day=DayOfMonth(day.day), month=MonthName(day.month))
        for day in days
    ]
    return _("write {words}", words=join_or(words))


def _split(text: str, order: str = "") -> list[tuple[int, int, int]]:
    """Return year, month and day in each order that the figures may have; [] for other text."""
    if match := _YEAR_FIRST.fullmatch(text):
        return [(int(match[1]), int(match[3]), int(match[4]))]
    if match := _YEAR_LAST.fullmatch(text):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        readings = {DAY_FIRST: (year, second, first), MONTH_FIRST: (year, first, second)}
        return [readings[order]] if order else [*readings.values()]
    return []


def parse_end(text: str, today: date) -> datetime | None:
    """Return the end, in local time, of the day or month that a text names.

    None for other text, and for a day outside the calendar. Raises `CmcctError` like
    `parse_figures`.
    """
    try:
        day = _read(text.strip(), today)
        return datetime.combine(day, time.max).astimezone() if day else None
    except (ValueError, OverflowError):
        validate_local_zone()
        return None


def parse_word(text: str, today: date) -> date | None:
    """Return today or yesterday, for a word of one of four languages; None for other text."""
    days = _DAYS_AGO.get(fold(text))
    return None if days is None else today - timedelta(days=days)


def parse_figures(text: str) -> date | None:
    """Return the day that a numeric date names: `25/11/2026`, `25.11.2026`; None for other text.

    Raises `CmcctError` if it names one day with the day first and another with the month first.
    """
    meant = read_days(text)
    if len(meant) > 1:
        message = _(
            "{text} is ambiguous: {first} or {second}",
            text=quote_text(text),
            first=meant[0],
            second=meant[1],
        )
        raise CmcctError(message, _("write the date that you mean"))
    return meant[0] if meant else None


def parse_git_date(text: str) -> datetime:
    """Parse a date as git stores it, clamped to the calendar."""
    match = _STORED.fullmatch(text)
    seconds, sign, hours, minutes = match.groups() if match else ("0", "+", "0", "0")
    offset = timedelta(hours=int(hours), minutes=int(minutes)) * (-1 if sign == "-" else 1)
    zone = timezone(offset) if abs(offset) < timedelta(days=1) else UTC
    return datetime.fromtimestamp(min(int(seconds), _LATEST), zone)


def _read(text: str, today: date) -> date | None:
    if re.fullmatch(r"\d{4}-\d\d", text):
        return last_of_month(date.fromisoformat(f"{text}-01"))
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return date.fromisoformat(text)
    if day := parse_word(text, today):
        return day
    ago = _AGO.fullmatch(text)
    return _before(today, ago[1], ago[2].casefold()) if ago else parse_figures(text)


def _before(today: date, number: str, unit: str) -> date:
    count = int(number) if number.isdigit() else 1
    if unit in _UNIT_DAYS:
        return today - timedelta(days=count * _UNIT_DAYS[unit])
    months = today.year * _MONTHS + today.month - 1 - count * _UNIT_MONTHS[unit]
    first = date(months // _MONTHS, months % _MONTHS + 1, 1)
    # On the 31st, a month ago is the last day of a shorter month.
    return first.replace(day=min(today.day, last_of_month(first).day))


def last_of_month(day: date) -> date:
    """Return the last day of the month of a day."""
    return day.replace(day=monthrange(day.year, day.month)[1])
