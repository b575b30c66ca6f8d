"""Dates in figures: the days that they may name, and why one names none."""

import re
from calendar import monthrange
from collections.abc import Sequence
from contextlib import suppress
from datetime import date

from cmcct.fieldtypes.corrections import Fault
from cmcct.i18n.messages import DayOfMonth, Message, MonthName, _, join_or

_MONTHS = 12
_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})")
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})")


def read_days(text: str) -> list[date]:
    """Return the days that figures such as `2026-3-2`, `25/11/2026`, `25.11.2026` may name.

    Day or month may come first: of `02/03/2026` there are two readings, first the second of March.
    """
    days = []
    for year, month, day in _split(text):
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


def _split(text: str) -> list[tuple[int, int, int]]:
    """Return year, month and day in each order that the figures may have; [] for other text."""
    if found := _YEAR_FIRST.fullmatch(text):
        return [(int(found[1]), int(found[3]), int(found[4]))]
    if found := _YEAR_LAST.fullmatch(text):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        return [(year, second, first), (year, first, second)]
    return []
