"""Peoples and places: names that mean a country where no country has them."""

import csv
import string
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmcct.errors.exceptions import AmbiguousCountryError, UnknownValueError
from cmcct.model.entities import FocalPoint
from cmcct.reference import data, words
from cmcct.reference.countries import (
    all_countries,
    find_country,
    get_country,
    set_network,
)
from cmcct.search import lookup
from scripts import build_data
from tests.support.cases import each
from tests.support.hostile import misspelt
from tests.support.region import REGION

KEYS: dict[str, str] = {
    **data.load("countries")["names"],
    **{key: " ".join(codes) for key, codes in data.load("countries")["ambiguous"].items()},
}
PLACES = build_data.rows("places.tsv")
PEOPLES = words.table()["people"]
with (Path(__file__).parents[1] / "support" / "spellings.tsv").open(encoding="utf-8") as _file:
    SPELLINGS = [row["spelling"] for row in csv.DictReader(_file, delimiter="\t")]
NAMES = [
    spelling
    for country in all_countries()
    for spelling in (*country.names, *country.aliases, country.code)
]


def _point(**values: object) -> FocalPoint:
    return FocalPoint.model_validate({"id": "x", **values})


def _answer(text: str, *points: FocalPoint) -> str:
    """Return the country that a text means with its place, or the candidates."""
    try:
        country, place = lookup.find_country(text, points)
    except AmbiguousCountryError as error:
        return f"ambiguous: {'; '.join(error.candidates)}"
    except UnknownValueError as error:
        return f"unknown: {'; '.join(error.suggestions)}"
    return f"{place}: {country.name}" if place else country.name


@each(
    ("text", "answer"),
    [
        ("bequia", "Bequia: Saint Vincent and the Grenadines"),
        ("CARRIACOU", "Carriacou: Grenada"),
        ("marigot", "Marigot: Saint Martin (French part)"),
        ("wanament", "Wanament: Haiti"),
        ("port of spain", "Port of Spain: Trinidad and Tobago"),
        ("portofspain", "Port of Spain: Trinidad and Tobago"),
        ("fort de france", "Fort-de-France: Martinique"),
        ("stgeorges", "St. George's: Grenada"),
        ("the valley", "The Valley: Anguilla"),
        (
            "georgetown",
            "ambiguous: Guyana; Saint Vincent and the Grenadines; Cayman Islands",
        ),
        (
            "george town",
            "ambiguous: Cayman Islands; Guyana; Saint Vincent and the Grenadines",
        ),
        ("basseterre", "ambiguous: Saint Kitts and Nevis; Guadeloupe"),
        ("Basse-Terre", "ambiguous: Guadeloupe; Saint Kitts and Nevis"),
        ("oranjestad", "ambiguous: Aruba; Sint Eustatius"),
        ("haitian", "Haiti"),
        ("vénézuélienne", "Venezuela"),
        ("venezolanas", "Venezuela"),
        ("surinamer", "Suriname"),
        ("bajans", "Barbados"),
        ("french", "France"),
        ("dominicano", "ambiguous: Dominica; Dominican Republic"),
        ("dominican", "ambiguous: Dominica; Dominican Republic"),
        ("jamaica", "Jamaica"),
        ("bequai", "unknown: Saint Vincent and the Grenadines"),
        ("atlantis", "unknown: "),
        ("", "unknown: "),
    ],
)
def test_people_or_place_means_its_country(text: str, answer: str) -> None:
    assert _answer(text) == answer


def test_city_of_an_entry_means_its_country() -> None:
    office = _point(country="Panama", city="Villa de Ejemplo")
    assert _answer("villa de ejemplo", office) == "Villa de Ejemplo: Panama"
    assert _answer("villadeejemplo", office) == "Villa de Ejemplo: Panama"
    assert _answer("villa de ejemplo", _point(city="Villa de Ejemplo")) == "unknown: "
    marigot = _point(country="Dominica", city="Marigot")
    assert _answer("marigot", marigot) == "ambiguous: Saint Martin (French part); Dominica"


@each(
    ("values", "is_found"),
    [
        ({"body": "ngo"}, False),
        ({"body": "ministry", "sharing": "secretariat"}, False),
        ({"body": "ministry"}, True),
    ],
)
def test_city_of_a_shelter_is_not_known(values: dict[str, object], is_found: bool) -> None:  # noqa: FBT001 - a case
    shelter = _point(country="Cuba", city="Ejemplo", sectors=["shelter", "health"], **values)
    assert (_answer("ejemplo", shelter) == "Ejemplo: Cuba") is is_found


def test_places_are_no_countries_and_name_their_own() -> None:
    for row in PLACES:
        for name in row["names"].split(";"):
            with pytest.raises(UnknownValueError) as refused:
                find_country(name)
            assert get_country(row["country"]).name in refused.value.suggestions, name
            answer = _answer(name)
            assert get_country(row["country"]).name in answer, name
            assert not answer.startswith("unknown"), name


def test_places_are_of_the_network_and_written_once() -> None:
    names = [(name, row["country"]) for row in PLACES for name in row["names"].split(";")]
    assert len(names) == len({*names})
    here = {country.code for country in REGION}
    # Of other countries, only the capital and the ports of those that observe or administer, and
    # towns at the border.
    assert {row["country"] for row in PLACES} - here == {"BR", "CO", "FR", "GB", "NL", "US"}
    lacks = here - {row["country"] for row in PLACES if row["kind"] == "capital"}
    # The capital is a name of the country itself, or there are three.
    assert lacks == {"BQ", "DO", "GF"}


@each("code", PEOPLES)
def test_people_means_its_country(code: str) -> None:
    for key in PEOPLES[code]:
        assert get_country(code).name in _answer(key)
        assert not _answer(key).startswith("unknown")


@given(st.sampled_from([*NAMES, *SPELLINGS]), st.sampled_from((str, str.lower)))
def test_name_of_a_country_wins_over_a_town(name: str, change: Callable[[str], str]) -> None:
    typed = change(name)
    try:
        expected = find_country(typed).name
    except AmbiguousCountryError as error:
        expected = f"ambiguous: {'; '.join(error.candidates)}"
    except UnknownValueError:
        return
    # A town of Cuba is called Jamaica.
    assert _answer(typed, _point(country="Cuba", city=name)) == expected


def _edits(one: str, other: str) -> int:
    """Return the edits between two texts: a letter more, less, other, or two swapped."""
    rows: list[list[int]] = [[*range(len(other) + 1)]]
    for i, a in enumerate(one, 1):
        row: list[int] = [i]
        for j, b in enumerate(other, 1):
            edits = [rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (a != b)]
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                edits.append(rows[-2][j - 2] + 1)
            row.append(min(edits))
        rows.append(row)
    return rows[-1][-1]


@given(misspelt([*NAMES, *SPELLINGS], string.ascii_lowercase) | st.text())
def test_country_outside_is_suggested_at_one_edit_only(text: str) -> None:
    set_network(lambda: [country.name for country in REGION])
    inside = {country.name for country in REGION}
    named = [*words.find_people(text), *(place.code for place in words.find_places(text))]
    inside |= {get_country(code).name for code in named}
    with suppress(AmbiguousCountryError):
        try:
            find_country(text)
        except UnknownValueError as error:
            for name in {*error.suggestions} - inside:
                code = find_country(name).code
                spellings = [key for key, codes in KEYS.items() if code in codes.split()]
                assert min(_edits(build_data.key(text), key) for key in spellings) <= 1
