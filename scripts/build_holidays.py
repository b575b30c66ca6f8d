"""Build cmcct/reference/data/holidays.json from the library `holidays`.

The library is needed here only; its version is pinned in pyproject.toml, because its days of
later years change. Holidays have names in the places of region.tsv, elsewhere only days;
holiday_names.tsv has the names in languages that the library lacks.
"""

import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypeAlias

import holidays

from cmcct.i18n.messages import ENGLISH, LANGUAGES
from cmcct.reference.countries import all_countries
from scripts.build_data import DATA, by_language, layout, rows

YEARS = range(2026, 2036)
FILE = "holidays.json"
# Parts of a country, as the library names them; of the United Kingdom, that of the capital.
PARTS = {"BQ-BO": "BON", "BQ-SA": "SAB", "BQ-SE": "STA", "GB": "ENG"}
# What a holiday without a name is called, in each of LANGUAGES.
_UNNAMED = ("national holiday", "feriado nacional", "nationale feestdag", "jour férié national")
# A day off in place of a holiday has the holiday's name.
_MARK = re.compile(r" \((?:observed|estimated|observed, estimated)\)$")
_ANY_MARK = re.compile(r" \([^()]*\)$")
_SEPARATOR = " / "  # of the names of one day
# What Dutch writes in lower case, as in `eerste kerstdag`; it does not write all holidays so.
_DUTCH = re.compile(r"^(?:Eerste|Tweede|Nieuwjaar|Oudejaar|Kerst|Paas)")

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
    """Return the data file: the names by number, and the days by country and year.

    A day is `MMDD:NUMBER`, an estimated one `MMDD~NUMBER`; without a number, it has the name "".
    """
    named = [row["code"] for row in rows("region.tsv")]
    numbers: dict[tuple[str, ...], str] = {_UNNAMED: ""}
    years: list[dict[str, str]] = []
    for code in dict.fromkeys((*named, *(country.code for country in all_countries()))):
        written: dict[int, list[str]] = {year: [] for year in YEARS}
        for day, found in public_holidays(code, has_names=code in named).items():
            number = numbers.setdefault(found.names, str(len(numbers) - 1))
            mark = "~" if found.is_estimated else ":"
            written[day.year].append(f"{day:%m%d}{mark}{number}")
        # Where the library has no day, it does not know them.
        years += [{f"{code} {year}": " ".join(days)} for year, days in written.items() if days]
    names = [
        {number: by_language(dict(zip(LANGUAGES, texts, strict=True)))}
        for texts, number in numbers.items()
    ]
    return layout({"names": names, "years": years})


def public_holidays(code: str, *, has_names: bool) -> dict[date, Day]:
    """Return the public holidays of a country, in order."""
    languages = LANGUAGES if has_names else (ENGLISH,)
    library_names = {lang: _library_names(code, lang) for lang in languages}
    return {
        day: Day(
            tuple(_name(day, english, library_names[lang], lang) for lang in LANGUAGES)
            if has_names
            else _UNNAMED,
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
    if lang == "nl":
        plain = [_DUTCH.sub(lambda word: word[0].lower(), name) for name in plain]
    text = _SEPARATOR.join(dict.fromkeys(plain))
    return text.replace("'", "\u2019") if lang == "fr" else text


@cache
def more_names() -> dict[str, dict[str, str]]:
    """Return the translations of holiday_names.tsv by English name."""
    return {row["en"]: row for row in rows("holiday_names.tsv")}


if __name__ == "__main__":
    main()
