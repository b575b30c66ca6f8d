"""Moments as people name them: `2019-03-12`, `2018-04`, `6 months ago`."""

import re
from calendar import monthrange
from datetime import date, datetime, time, timedelta

_AGO = re.compile(r"(\d{1,4}|an?|one)\s+(day|week|month|year)s?\s+ago", re.IGNORECASE)
_DAYS = {"day": 1, "week": 7}
_MONTHS = {"month": 1, "year": 12}


def end_of(text: str, today: date) -> datetime | None:
    """Return the end of the day or month that a text names, by this machine's clock.

    None for any other text, and for a day that is too far away for a clock.
    """
    try:
        day = _day(text.strip(), today)
        return datetime.combine(day, time.max).astimezone() if day else None
    except (ValueError, OverflowError):
        return None


def _day(text: str, today: date) -> date | None:
    if re.fullmatch(r"\d{4}-\d\d", text):
        return _last_of_month(date.fromisoformat(f"{text}-01"))
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return date.fromisoformat(text)
    if text.casefold() in {"today", "yesterday"}:
        return today - timedelta(days=text.casefold() == "yesterday")
    ago = _AGO.fullmatch(text)
    return _before(today, ago[1], ago[2].casefold()) if ago else None


def _before(today: date, number: str, unit: str) -> date:
    count = int(number) if number.isdigit() else 1
    if unit in _DAYS:
        return today - timedelta(days=count * _DAYS[unit])
    months = today.year * 12 + today.month - 1 - count * _MONTHS[unit]
    first = date(months // 12, months % 12 + 1, 1)
    # A month ago, on the 31st, is the last of a shorter month.
    return first.replace(day=min(today.day, _last_of_month(first).day))


def _last_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])
