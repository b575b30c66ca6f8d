"""Holidays in opening hours: `PH` (public), `PH +1 day` (beside one) and `SH` (school holidays).

In `PH Mo-Fr` the weekdays limit the holidays, as OpenStreetMap's specification says; in `Mo-Fr,PH`
both match.
"""

import re
from collections.abc import Callable, Iterable
from typing import Literal, TypeAlias

HolidayKind: TypeAlias = Literal["public", "beside", "school"]

WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")  # as opening hours name them
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


def holiday_kinds(hours: str) -> frozenset[HolidayKind]:
    """Return the kinds of holidays that valid opening hours name."""
    return frozenset(
        _KINDS.get(one, "beside")
        for found in _HOLIDAYS.finditer(hours)
        for one in re.findall(_ONE, found["holidays"] or "")
    )


def replace_holidays(hours: str, find_days: Callable[[str], Iterable[str]]) -> str:
    """Return valid hours with days for `PH`: `find_days` returns them for the weekdays or "".

    Where it returns none, and for other holidays, the holidays stay, without weekdays: the opening
    hours library, given no country, never matches them.
    """

    def replace(found: re.Match[str]) -> str:
        if not found["holidays"]:
            return found[0]
        days = ",".join(find_days(found["weekdays"] or ""))
        ones = [
            days if days and one == "PH" else one for one in re.findall(_ONE, found["holidays"])
        ]
        return ("," if found["joint"] else "") + ",".join(ones)

    return _HOLIDAYS.sub(replace, hours)
