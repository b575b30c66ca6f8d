"""The coverage table."""

from datetime import date
from typing import Any

from cmcct.i18n.messages import LANGUAGES, Translator
from cmcct.model.entities import DirectoryInfo, FocalPoint
from cmcct.reference import countries, vocabulary
from cmcct.search import coverage
from tests.support.cases import each
from tests.support.entries import point

MEMBERS = [*map(countries.find_country, ("GY", "AW", "CU", "HT", "JM", "SR", "BQ"))]


def _rows(*points: FocalPoint, lang: str = "en") -> dict[str, list[tuple[int, int]]]:
    found = coverage.count_coverage(points, vocabulary.HALVES, MEMBERS, Translator(lang))
    return {row.name: [(cell.seats, cell.covering) for cell in row.cells] for row in found}


def test_coverage_counts_active_seats_per_country() -> None:
    rows = _rows(
        point(country="Guyana", sectors=["police", "shelter"]),
        point(country="Guyana", sectors=["coordination"], covers=["Aruba", "Panama", "Guyana"]),
        point(country="Aruba", sectors=["police"]),
        point(country="Cuba", sectors=["police"], status="left"),
        point(country="Switzerland", sectors=["health"]),
        point(sectors=["health"]),
    )
    assert rows["Guyana"] == [(2, 0), (2, 0)]
    assert rows["Aruba"] == [(1, 1), (0, 1)]
    assert rows["Panama"] == [(0, 1), (0, 1)]
    assert rows["Switzerland"] == [(0, 0), (1, 0)]
    assert rows["Cuba"] == rows["Haiti"] == [(0, 0), (0, 0)]
    assert {*rows} == {*(country.name for country in MEMBERS), "Panama", "Switzerland"}


def test_observers_and_technical_contacts_do_not_serve_their_country() -> None:
    points = (
        point(id="a", country="Guyana", sectors=["police"]),
        point(id="b", country="Guyana", sectors=["coordination"], role="technical"),
        point(id="c", country="Guyana", sectors=["health"], role="observer", covers=["Aruba"]),
        point(id="d", country="Cuba", sectors=["police"], role="technical", covers=["Haiti"]),
        point(id="e", country="Jamaica", sectors=["health"], role="observer"),
    )
    found = coverage.count_coverage(points, vocabulary.HALVES, MEMBERS, Translator())
    rows = {row.country.code: row for row in found}
    assert [tuple(cell[1:]) for cell in rows["GY"].cells] == [(1, 0, 1, 0), (0, 0, 1, 1)]
    # It is alone in protection.
    assert coverage.row_texts(rows["GY"]) == ["1", "0", "1"]
    assert rows["GY"].gaps == ("one", "nobody")
    assert coverage.row_texts(rows["CU"]) == ["0", "0", "1"]
    assert coverage.row_texts(rows["HT"]) == ["+", "0", ""]
    assert coverage.row_texts(rows["AW"]) == coverage.row_texts(rows["JM"]) == ["0", "0", ""]


@each("lang", LANGUAGES)
def test_coverage_is_in_the_order_of_the_language(lang: str) -> None:
    key = Translator(lang).collation_key
    names = [*_rows(point(country="Chile"), point(country="Belize"), lang=lang)]
    assert names == [*sorted(names[:-2], key=key), *sorted(names[-2:], key=key)]
    assert {"Belize", "Chile"} & {*names[-2:]}


def test_seat_on_an_island_is_in_its_group_of_islands() -> None:
    rows = _rows(
        point(country="Saba", sectors=["police"]), point(country="BQ", sectors=["shelter"])
    )
    assert rows["Bonaire, Sint Eustatius and Saba"] == [(1, 0), (1, 0)]
    assert rows["Saba"] == [(1, 0), (0, 1)]


def test_gaps_are_those_of_members() -> None:
    points = (
        point(country="Guyana", sectors=["police"], covers=["Suriname"]),
        point(country="Aruba", sectors=["coordination"]),
        point(country="Aruba", sectors=["police"]),
        point(country="Switzerland", sectors=["police"]),
    )
    found = coverage.count_coverage(
        points, ("law-enforcement", "protection"), MEMBERS, Translator()
    )
    gaps = {row.country.code: row.gaps for row in found}
    assert gaps["GY"] == ("one", "nobody")
    assert gaps["SR"] == ("covered", "nobody")
    assert gaps["AW"] == ("", "one")
    assert gaps["CH"] == ("", "")
    assert gaps["HT"] == ("nobody", "nobody")


ALL_DAY = {"number": "+592 609 1240", "type": "hotline", "hours": "24/7"}
FAILED = {"failed": {"on": date(2026, 5, 2), "why": "no-answer"}}
NATIONAL = {"number": "289 1240", "type": "hotline", "national": True, "hours": "24/7"}


@each(
    ("values", "reach"),
    [
        ({"phones": [ALL_DAY]}, None),
        ({"phones": ["+592 609 1240"], "hours": " 24/7"}, None),
        ({"phones": [ALL_DAY], "status": "vacant"}, None),
        ({"phones": [{**ALL_DAY, "type": "mobile"}], "status": "vacant"}, ""),
        ({"phones": [ALL_DAY], "status": "left"}, ""),
        ({"phones": [{**ALL_DAY, "hours": "Mo-Su 00:00-24:00"}]}, None),
        ({"phones": [ALL_DAY], "role": "observer"}, ""),
        ({"phones": [ALL_DAY], "sectors": ["shelter"], "body": "ngo"}, ""),
        ({"phones": [{**ALL_DAY, "hours": "Mo-Fr 08:00-16:00"}], "hours": "24/7"}, ""),
        ({"phones": [{**ALL_DAY, "type": "fax"}]}, ""),
        ({"phones": [NATIONAL]}, "national"),
        ({"phones": [NATIONAL, {**ALL_DAY, "number": "+1 800 212 3456"}]}, "toll-free"),
        ({"phones": [{**ALL_DAY, "number": "+592 *21#"}]}, ""),
        ({"phones": [{**ALL_DAY, **FAILED}, NATIONAL]}, "doubtful"),
        ({"phones": [{**ALL_DAY, **FAILED, "tested": date(2026, 5, 3)}]}, None),
        ({"phones": [{**ALL_DAY, "doubtful": True}]}, "doubtful"),
        ({"phones": [{**ALL_DAY, "failed": {"on": date(2026, 5, 2), "why": "wrong-number"}}]}, ""),
    ],
)
def test_night_gap_has_the_reach_of_the_best_line(
    values: dict[str, Any], reach: str | None
) -> None:
    given = point(country="Guyana", covers=["Suriname"], **values)
    found = coverage.find_night_gaps([given], MEMBERS, Translator())
    gaps = {gap.country.code: gap.reach for gap in found}
    assert (gaps.get("GY"), gaps.get("SR")) == (reach, reach)
    assert gaps["HT"] == ""


def test_without_a_list_the_members_are_the_countries_that_entries_serve() -> None:
    points = [point(country="Chile", covers=["Peru"]), point(country="Chile"), point()]
    listed = DirectoryInfo.model_validate({"countries": ["Guyana"]})
    assert [country.code for country in DirectoryInfo().find_members(points)] == ["CL", "PE"]
    assert [country.code for country in listed.find_members(points)] == ["GY"]
