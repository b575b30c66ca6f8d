"""Public holidays of all countries, as `scripts/build_holidays.py` writes them."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import NamedTuple

from cmcct.i18n.messages import ByLanguage
from cmcct.reference import data


class Holiday(NamedTuple):
    """A public holiday; of an estimated one, such as Eid, the day may be another."""

    names: ByLanguage[str]
    is_estimated: bool

    def localize(self, lang: str) -> str:
        """Return the name in one of LANGUAGES."""
        return self.names[lang]


def find_holiday(code: str, day: date) -> Holiday | None:
    """Return the holiday of a country (its canonical code) on `day`, if one is known."""
    return _of_year(code, day.year).get(day)


def is_known(code: str, year: int) -> bool:
    """Return whether the holidays of a country are known in a year."""
    return f"{code} {year}" in data.load("holidays")["years"]


def last_year() -> int:
    """Return the last year for which holidays are known."""
    return max(int(key[-4:]) for key in data.load("holidays")["years"])


@cache
def _of_year(code: str, year: int) -> Mapping[date, Holiday]:
    """Return the holidays of a country in a year by day; {} if they are not known."""
    written = data.load("holidays")["years"].get(f"{code} {year}", "").split()
    return {date(year, int(day[:2]), int(day[2:4])): _read_holiday(day[4:]) for day in written}


def _read_holiday(text: str) -> Holiday:
    """Return the holiday of `:NUMBER`, or of `~NUMBER` for an estimated day.

    Without a number, it is "national holiday".
    """
    names = data.load("holidays")["names"][text[1:]]
    return Holiday(ByLanguage(names), is_estimated=text[0] == "~")
