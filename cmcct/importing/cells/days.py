"""Dates in cells: year first, or in the order of days and months that the column shows."""

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime

from cmcct.importing.readers.rows import Cell

DAY_FIRST, MONTH_FIRST = "dmy", "mdy"
ORDERS = (DAY_FIRST, MONTH_FIRST)

_YEAR_FIRST = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:[T ].*)?")
_YEAR_LAST = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})(?: .*)?")
_MONTHS = 12
# How a spreadsheet stores the days from 1954 to 2064; some count from 1904, not from 1900.
SERIAL = re.compile(r"[2-5][0-9]{4}(?:[.,][0-9]+)?")


def find_order(cells: Iterable[Cell]) -> str:
    """Return the order of a column's dates: a number over 12 decides; "" if none does, or both."""
    orders = set()
    for cell in cells:
        if match := _YEAR_LAST.fullmatch(cell.text.strip()):
            first, second = int(match[1]), int(match[2])
            orders |= {DAY_FIRST} if first > _MONTHS else set()
            orders |= {MONTH_FIRST} if second > _MONTHS else set()
    return orders.pop() if len(orders) == 1 else ""


def read_day(cell: Cell, order: str) -> tuple[date, ...]:
    """Return the dates that a cell may mean: none if it has no date, two if the order decides."""
    if isinstance(cell.value, date):
        return (cell.value.date() if isinstance(cell.value, datetime) else cell.value,)
    text = cell.text.strip()
    if match := _YEAR_FIRST.fullmatch(text):
        return _valid((int(match[1]), int(match[2]), int(match[3])))
    if match := _YEAR_LAST.fullmatch(text):
        first, second, year = map(int, match.groups())
        readings = {DAY_FIRST: (year, second, first), MONTH_FIRST: (year, first, second)}
        return _valid(*([readings[order]] if order else readings.values()))
    return ()


def _valid(*readings: tuple[int, int, int]) -> tuple[date, ...]:
    found: dict[date, None] = {}
    for reading in readings:
        with suppress(ValueError):
            found[date(*reading)] = None
    return tuple(found)
