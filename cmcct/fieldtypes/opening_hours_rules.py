"""The rules of opening hours in OpenStreetMap notation, and which of them have no exact times.

`;` and `||` stand between rules, and so does `, ` except between two times. Days without times are
open round the clock in the notation; who writes `Mo, We 08:00-12:00` means a list.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Literal, NamedTuple, TypeAlias

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
