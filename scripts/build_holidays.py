"""Build cmcct/reference/data/holidays.json from the library `holidays`.

The library is needed here only; its version is pinned in pyproject.toml, because its days of later
years change. holiday_names.tsv has the names in languages that the library lacks.
"""

import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypeAlias

import holidays

from cmcct.i18n.messages import LANGUAGES
from scripts.build_data import DATA, by_language, layout, rows

YEARS = range(2026, 2036)
FILE = "holidays.json"
# Parts of a country, as the library names them; of the United Kingdom, that of the capital.
PARTS = {"BQ-BO": "BON", "BQ-SA": "SAB", "BQ-SE": "STA", "GB": "ENG"}
# A day off in place of a holiday has the holiday's name.
_MARK = re.compile(r" \((?:observed|estimated|observed, estimated)\)$")
_ANY_MARK = re.compile(r" \([^()]*\)$")
_SEPARATOR = " / "  # of the names of one day

Days: TypeAlias = dict[date, list[str]]


class Day(NamedTuple):
    """A public holiday: its name in each of LANGUAGES, and whether its date is an estimate."""

    names: tuple[str, ...]
    is_estimated: bool


def main(folder: Path = DATA) -> None:
    """Write the data file, and print its name and size."""
    text = build()
    (folder / FILE).write_text(text, encoding="utf-8", newline="\n")
    print(f"{FILE}: {len(text.encode()):,} bytes")


def build() -> str:
    """Return the data file: the names by number, and the days by place and year.

    A day is `MMDD:NUMBER`, an estimated one `MMDD~NUMBER`.
    """
    numbers: dict[tuple[str, ...], int] = {}
    years: list[dict[str, str]] = []
    for code in (row["code"] for row in rows("region.tsv")):
        written: dict[int, list[str]] = {year: [] for year in YEARS}
        for day, found in public_holidays(code).items():
            number = numbers.setdefault(found.names, len(numbers))
            mark = "~" if found.is_estimated else ":"
            written[day.year].append(f"{day:%m%d}{mark}{number}")
        years += [{f"{code} {year}": " ".join(days)} for year, days in written.items()]
    names = [
        {str(number): by_language(dict(zip(LANGUAGES, texts, strict=True)))}
        for texts, number in numbers.items()
    ]
    return layout({"names": names, "years": years})


def public_holidays(code: str) -> dict[date, Day]:
    """Return the public holidays of a place in region.tsv, in order."""
    library_names = {lang: _library_names(code, lang) for lang in LANGUAGES}
    return {
        day: Day(
            tuple(_name(day, english, library_names[lang], lang) for lang in LANGUAGES),
            all("estimated" in name for name in english),
        )
        for day, english in sorted(library_names["en"].items())
        if day.year in YEARS
    }


def _library_names(code: str, lang: str) -> Days:
    """Return the library's names of each day; {} if it has none in the language."""
    country, part = code[:2], PARTS.get(code)
    known = holidays.country_holidays(country).supported_languages or ("en_US",)
    tags = [tag for tag in known if tag.partition("_")[0] == lang]
    if not tags:
        return {}
    tag = min(tags, key=lambda tag: tag == "en_US")  # a place's own English comes first
    found = holidays.country_holidays(country, subdiv=part, years=YEARS, language=tag)
    return {day: found.get_list(day) for day in found}


def _name(day: date, english: Sequence[str], of_place: Days, lang: str) -> str:
    """Return the names of a day without their marks, from the library, else holiday_names.tsv."""
    plain = [_MARK.sub("", name) for name in english]
    if day not in of_place:
        plain = [more_names()[name].get(lang, name) for name in plain]
    elif plain != [*english]:
        plain = [_ANY_MARK.sub("", name) for name in of_place[day]]
    else:
        plain = of_place[day]
    text = _SEPARATOR.join(dict.fromkeys(plain))
    return text.replace("'", "\u2019") if lang == "fr" else text


@cache
def more_names() -> dict[str, dict[str, str]]:
    """Return the translations of holiday_names.tsv by English name."""
    return {row["en"]: row for row in rows("holiday_names.tsv")}


if __name__ == "__main__":
    main()
