"""Public holidays: the shipped data is current, and has the days of every place of the region."""

import re
from datetime import date
from pathlib import Path

import pytest

from cmcct.i18n.messages import LANGUAGES
from cmcct.reference import data, holidays
from cmcct.reference.countries import all_countries
from scripts.build_data import rows
from tests.conftest import ROOT
from tests.support.cases import each

REGION = [row["code"] for row in rows("region.tsv")]
YEARS = range(2026, 2036)
START = date(2026, 1, 1).toordinal()


def test_shipped_holidays_equal_build_of_script() -> None:
    pytest.importorskip("holidays", reason="needs: pip install -e '.[test]'")
    from scripts import build_holidays

    shipped = (ROOT / "cmcct/reference/data" / build_holidays.FILE).read_bytes()
    assert shipped == build_holidays.build().encode(), "run: python scripts/build_holidays.py"
    # Each translation is used.
    names = {name for texts in data.load("holidays")["names"].values() for name in texts.values()}
    used = {name for joined in names for name in joined.split(" / ")}
    assert set(build_holidays.more_names()) <= used


def test_script_writes_its_file_and_says_which(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("holidays", reason="needs: pip install -e '.[test]'")
    from scripts import build_holidays

    monkeypatch.setattr(build_holidays, "build", lambda: "{}\n")
    build_holidays.main(tmp_path)
    assert [path.read_text("utf-8") for path in tmp_path.iterdir()] == ["{}\n"]
    assert capsys.readouterr().out == "holidays.json: 3 bytes\n"


def test_holidays_of_41_places_are_known_for_ten_years() -> None:
    assert len(REGION) == 41
    assert all(holidays.is_known(code, year) for code in REGION for year in YEARS)
    assert holidays.last_year() == 2035
    for code, year in (("GY", 2025), ("GY", 2036), ("UA", 2026), ("", 2026)):
        assert not holidays.is_known(code, year)
        assert holidays.find_holiday(code, date(year, 1, 1)) is None


@each("code", REGION)
def test_each_year_has_new_year_and_christmas(code: str) -> None:
    for year in YEARS:
        # In Belize a holiday on a Sunday is on Monday instead.
        new_year = 2 if code == "BZ" and date(year, 1, 1).isoweekday() == 7 else 1
        for day in (date(year, 1, new_year), date(year, 12, 25)):
            found = holidays.find_holiday(code, day)
            assert found
            assert not found.is_estimated
            assert all(found.localize(lang) for lang in ("en", "es", "nl", "fr"))
    assert holidays.find_holiday(code, date(2026, 6, 3)) is None


# From the constitutions and holiday acts of the countries.
KNOWN = """
AG 1101 Independence Day
AW 0318 National Anthem and Flag Day
BB 1130 Independence Day
BQ-BO 0906 Bonaire Day
BQ-SA 1204 Saba Day
BQ-SE 1116 Statia Day
BS 0710 Independence Day
BZ 0921 Independence Day
CU 1010 Independence Day
CW 0702 National Anthem and Flag Day
DM 1103 Independence Day
DO 0227 National Independence Day
FR 0714 National Day
GB 0406 Easter Monday
GD 0207 Independence Day
GF 0610 Abolition of Slavery
GP 0527 Abolition of Slavery
GY 0526 Independence Day
HT 0101 National Independence Day / New Year's Day
JM 0806 Independence Day
KN 0919 Independence Day
LC 0222 Independence Day
MF 0528 Abolition of Slavery
MQ 0522 Abolition of Slavery
NL 0427 King's Day
PR 0725 Puerto Rico Constitution Day
SR 0701 Day of Freedoms
SR 1125 Independence Day
SX 1111 Sint Maarten Day
TT 0831 Independence Day
TT 0801 African Emancipation Day
US 1126 Thanksgiving Day
VC 1027 Independence Day
VE 0705 Independence Day
VI 0331 Transfer Day
"""


@each("line", KNOWN.strip().splitlines())
def test_known_days_of_2026_are_holidays(line: str) -> None:
    code, day, name = line.split(" ", 2)
    found = holidays.find_holiday(code, date(2026, int(day[:2]), int(day[2:])))
    assert found
    assert (found.localize("en"), found.is_estimated) == (name, False)


def test_holiday_of_one_island_is_none_of_another() -> None:
    rincon_day = date(2026, 4, 30)
    places = [code for code in REGION if holidays.find_holiday(code, rincon_day)]
    assert places == ["BQ-BO", "SX"]  # on Sint Maarten it is Carnival Day


def test_days_of_the_moon_are_estimated() -> None:
    estimated = {
        (code, found.localize("en"))
        for code in REGION
        for number in range(365)
        if (found := holidays.find_holiday(code, date.fromordinal(START + number)))
        and found.is_estimated
    }
    assert estimated == {
        *(("GY", name) for name in ("Eid-Ul-Azha", "Youman Nabi")),
        *(("SR", name) for name in ("Eid al-Adha", "Eid al-Fitr")),
        ("TT", "Eid-Ul-Fitr"),
    }


@each(
    ("code", "day", "is_estimated"),
    [
        ("BJ", "2026-08-01", False),  # independence
        ("GH", "2027-03-06", False),
        ("NG", "2026-10-01", False),
        ("SN", "2026-04-04", False),
        ("SN", "2026-03-20", True),  # the end of Ramadan
        ("FJ", "2035-10-10", False),
    ],
)
def test_other_countries_have_days_without_names(code: str, day: str, is_estimated: bool) -> None:  # noqa: FBT001
    found = holidays.find_holiday(code, date.fromisoformat(day))
    assert found
    assert [found.localize(lang) for lang in LANGUAGES] == [
        *("national holiday", "feriado nacional", "nationale feestdag", "jour férié national")
    ]
    assert found.is_estimated is is_estimated


def test_holidays_of_every_country_are_known_that_the_library_has() -> None:
    lacking = {c.code for c in all_countries() for y in YEARS if not holidays.is_known(c.code, y)}
    # Three without inhabitants; Sri Lanka in later years; Ukraine, while martial law lasts.
    assert lacking == {"BV", "HM", "IO", "LK", "UA"}


def test_names_are_in_the_language_of_the_reader() -> None:
    found = holidays.find_holiday("TT", date(2026, 8, 31))
    assert found
    assert [found.localize(lang) for lang in ("en", "es", "nl", "fr")] == [
        "Independence Day",
        "Día de la Independencia",
        "Onafhankelijkheidsdag",
        "Fête de l\u2019Indépendance",
    ]
    keti_koti = holidays.find_holiday("SR", date(2026, 7, 1))
    assert keti_koti
    assert keti_koti.localize("nl") == "Dag der Vrijheden"
    christmas = holidays.find_holiday("SR", date(2026, 12, 25))
    assert christmas
    assert christmas.localize("nl") == "eerste kerstdag"


def test_no_name_says_how_a_day_was_found() -> None:
    names = [name for texts in data.load("holidays")["names"].values() for name in texts.values()]
    assert not [name for name in names if re.search(r"[()]|observed|estimated", name)]
    assert not [
        texts for texts in data.load("holidays")["names"].values() if "'" in texts.get("fr", "")
    ]
