"""Parse dates as typed by users: `2019-03-12`, `25/11/2026`, `2018-04`, `ayer`, `6 months ago`."""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta, timezone

from cmcct.clock import validate_local_zone
from cmcct.errors.exceptions import CmcctError
from cmcct.fieldtypes.day import read_days
from cmcct.i18n.messages import _, quote_text
from cmcct.text.folding import fold

_AGO = re.compile(r"(\d{1,4}|an?|one)\s+(day|week|month|year)s?\s+ago", re.IGNORECASE)
# Seconds since 1970 and a UTC offset; git also stores years outside the calendar.
_STORED = re.compile(r"(\d+) ([+-])(\d\d)(\d\d)")
_LATEST = int(datetime(9999, 12, 30, tzinfo=UTC).timestamp())  # valid in every time zone
_TODAY, _YESTERDAY = "today hoy vandaag aujourdhui", "yesterday ayer gisteren hier"
_DAYS_AGO = dict.fromkeys(_TODAY.split(), 0) | dict.fromkeys(_YESTERDAY.split(), 1)
_DAYS = {"day": 1, "week": 7}
_MONTHS = {"month": 1, "year": 12}


def parse_end(text: str, today: date) -> datetime | None:
    """Return the end, in local time, of the day or month that a text names.

    None for other text, and for a day outside the calendar. Raises `CmcctError` like
    `parse_figures`.
    """
    try:
        day = _day(text.strip(), today)
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
    found = _STORED.fullmatch(text)
    seconds, sign, hours, minutes = found.groups() if found else ("0", "+", "0", "0")
    offset = timedelta(hours=int(hours), minutes=int(minutes)) * (-1 if sign == "-" else 1)
    zone = timezone(offset) if abs(offset) < timedelta(days=1) else UTC
    return datetime.fromtimestamp(min(int(seconds), _LATEST), zone)


def _day(text: str, today: date) -> date | None:
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
    if unit in _DAYS:
        return today - timedelta(days=count * _DAYS[unit])
    months = today.year * 12 + today.month - 1 - count * _MONTHS[unit]
    first = date(months // 12, months % 12 + 1, 1)
    # On the 31st, a month ago is the last day of a shorter month.
    return first.replace(day=min(today.day, last_of_month(first).day))


def last_of_month(day: date) -> date:
    """Return the last day of the month of a day."""
    return day.replace(day=monthrange(day.year, day.month)[1])
