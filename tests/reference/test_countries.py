"""Country names and codes."""

import csv
import re
import string
from collections.abc import Sequence
from pathlib import Path

import pycountry
import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from cmcct.errors.exceptions import AmbiguousCountryError, UnknownValueError
from cmcct.reference.countries import (
    REGIONS,
    UNKNOWN_COUNTRY,
    InSentence,
    all_countries,
    canonical_name,
    find_country,
    get_country,
    network_countries,
    related_codes,
    set_network,
)
from tests.support.cases import each
from tests.support.hostile import misspelt
from tests.support.region import REGION as CARIBBEAN

HERE = Path(__file__).parents[1]


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


SPELLINGS = [
    (row["spelling"], row["expected"]) for row in _table(HERE / "support" / "spellings.tsv")
]
REGION = _table(HERE.parent / "scripts" / "region.tsv")
COUNTRIES = list(pycountry.countries)

# CLDR gives this name to Saint Martin (French part), and Spanish CLDR and ISO to the Republic of
# the Congo; asking is safer than choosing one.
AMBIGUOUS_NAMES = {"Congo", "St. Martin", "San Martín", "Saint-Martin"}


def _answer(text: str) -> str:
    """Return the result for `text` in one line, as in tests/support/spellings.tsv."""
    try:
        return find_country(text).code
    except AmbiguousCountryError as error:
        return f"ambiguous: {', '.join(error.candidates)}"
    except UnknownValueError as error:
        return f"unknown: {', '.join(error.suggestions)}".strip()


def test_every_real_spelling_is_answered() -> None:
    set_network(lambda: [country.name for country in CARIBBEAN])
    assert {spelling: _answer(spelling) for spelling, _ in SPELLINGS} == dict(SPELLINGS)


def test_real_spellings_are_many_and_unique() -> None:
    assert len({spelling for spelling, _ in SPELLINGS}) == len(SPELLINGS) >= 170


@each("row", REGION)
def test_every_name_and_code_of_region_is_unique(row: dict[str, str]) -> None:
    names = [row[f"name_{lang}"] for lang in ("en", "es", "nl", "fr")]
    spellings = {row["code"], row["alpha3"], *names, *row["aliases"].split(";")} - {""}
    typed = {form for name in spellings for form in (name, name.upper(), f" {name.lower()},")}
    assert {form: _answer(form) for form in typed} == dict.fromkeys(typed, row["code"])


def test_ambiguous_input_of_region_names_candidates() -> None:
    for row in REGION:
        for inputs, bracket in re.findall(r"([^()]+)\(([^)]*)\)", row["ambiguous_inputs"]):
            names = {get_country(code).name for code in re.findall(r"\b[A-Z]{2}\b", bracket)}
            for spelling in filter(None, map(str.strip, inputs.split(";"))):
                with pytest.raises(AmbiguousCountryError) as refused:
                    find_country(spelling)
                assert set(refused.value.candidates) == names


@pytest.mark.gate
def test_iso_country_is_found_by_codes_and_names() -> None:
    locales = [Locale(lang) for lang in ("en", "es", "nl", "fr")]
    answers, expected = dict[str, str](), dict[str, str]()
    for iso in COUNTRIES:
        cldr = {locale.territories[iso.alpha_2] for locale in locales}
        optional = {getattr(iso, field, iso.name) for field in ("official_name", "common_name")}
        names = {iso.name, *cldr, *optional} - AMBIGUOUS_NAMES
        codes = {iso.alpha_2, iso.alpha_3, iso.alpha_2.lower(), iso.alpha_3.lower()}
        answers |= {spelling: _answer(spelling) for spelling in names | codes}
        expected |= dict.fromkeys(names | codes, iso.alpha_2)
    assert answers == expected


@each("name", sorted(AMBIGUOUS_NAMES))
def test_the_names_excepted_from_that_are_refused(name: str) -> None:
    assert _answer(name).startswith("ambiguous: ")


def test_ambiguous_spelling_names_candidates() -> None:
    with pytest.raises(AmbiguousCountryError) as refused:
        find_country("Guiana")
    assert refused.value.message == "ambiguous country 'Guiana'"
    assert refused.value.hint == "write French Guiana or Guyana"


def test_unknown_country_suggests_closest() -> None:
    with pytest.raises(UnknownValueError) as refused:
        find_country("Jamacia")
    assert refused.value.message == "unknown country 'Jamacia'"
    assert refused.value.hint == "did you mean Jamaica?"


@each(
    ("network", "answer"),
    [
        ((), "Guyana, Ghana"),
        (("Ghana", "Togo"), "Ghana"),
        (("Guyana", "Suriname"), "Guyana"),
        (("Fiji",), "Guyana, Ghana"),
    ],
)
def test_suggestion_is_of_the_network_first(network: Sequence[str], answer: str) -> None:
    set_network(lambda: network)
    assert _answer("Gyana") == f"unknown: {answer}"
    assert {country.name for country in network_countries()} == {*network}
    assert [canonical_name(code).is_outside for code in ("GH", "GY")] == [
        bool(network) and name not in network for name in ("Ghana", "Guyana")
    ]


@given(st.text() | misspelt([spelling for spelling, _ in SPELLINGS], string.ascii_letters))
def test_any_text_is_country_or_refused_with_names(text: str) -> None:
    try:
        names: Sequence[str] = [find_country(text).name]
    except AmbiguousCountryError as error:
        names = error.candidates
        assert len(names) > 1
    except UnknownValueError as error:
        names = error.suggestions
    assert [find_country(name).name for name in names] == [*names]


def test_a_country_knows_its_facts() -> None:
    found = get_country("DO")
    assert found.name == found.localize("en") == "Dominican Republic"
    assert found.localize("nl") == "Dominicaanse Republiek"
    assert found.zone == "America/Santo_Domingo"
    assert found.calling_code == "+1"
    assert found.area_codes == ("809", "829", "849")
    assert found.languages == ("es",)
    assert found.groups == ("non-caricom", "acs", "spanish")


def test_country_with_several_zones_has_no_guess() -> None:
    assert get_country("BR").zone == get_country("PG").zone == ""
    assert get_country("PA").zone == "America/Panama"


def test_zones_with_equal_clocks_are_one() -> None:
    assert get_country("MH").zone == "Pacific/Majuro"
    assert get_country("DE").zone == "Europe/Berlin"


def test_short_forms_of_the_pacific_are_names() -> None:
    assert [find_country(name).code for name in ("RMI", "Solomon Is.")] == ["MH", "SB"]


def test_country_is_one_hashable_object() -> None:
    assert find_country("T&T") is get_country("TT")
    assert len({get_country("TT"), find_country("Trinidad"), UNKNOWN_COUNTRY}) == 2


def test_all_countries_are_listed_region_first() -> None:
    codes = [found.code for found in all_countries()]
    assert codes[: len(REGION)] == [row["code"] for row in REGION]
    assert set(codes) == {iso.alpha_2 for iso in COUNTRIES} | {"BQ-BO", "BQ-SA", "BQ-SE"}
    assert len(set(codes)) == len(codes)


@each(
    ("group", "codes"),
    [
        ("caricom", "AI AG BS BB BZ BM VG KY CW DM GD GY HT JM MS KN LC VC SR TT TC"),
        ("non-caricom", "AW BQ BQ-BO BQ-SA BQ-SE CU DO GF GP MQ PR BL MF SX VI VE"),
        ("oecs", "AI AG VG DM GD GP MQ MS KN LC MF VC"),
        ("spanish", "CU DO PR VE"),
        ("dutch", "AW BQ BQ-BO BQ-SA BQ-SE CW SX SR"),
        ("french", "GF GP HT MQ BL MF"),
    ],
)
def test_region_group_holds_its_countries(group: str, codes: str) -> None:
    assert [found.code for found in CARIBBEAN if group in found.groups] == codes.split()


def test_regional_country_is_in_caricom_group_or_not() -> None:
    halves = [found for found in all_countries() for group in REGIONS[:2] if group in found.groups]
    assert halves == [*CARIBBEAN]
    assert {group for found in all_countries() for group in found.groups} == set(REGIONS)


@each(
    ("code", "selected"),
    [
        ("BQ", {"BQ", "BQ-BO", "BQ-SA", "BQ-SE"}),
        ("BQ-BO", {"BQ-BO", "BQ"}),
        ("BQ-SA", {"BQ-SA", "BQ"}),
        ("GY", {"GY"}),
        ("NL", {"NL"}),
    ],
)
def test_country_selects_its_islands_or_its_whole(code: str, selected: set[str]) -> None:
    assert related_codes(code) == selected


@each(
    ("lang", "names"),
    [
        ("en", "the Bahamas,Haiti,the Dominican Republic,the Turks and Caicos Islands"),
        ("es", "las Bahamas,Haití,la República Dominicana,las Islas Turcas y Caicos"),
        (
            "nl",
            "de Bahama\u2019s,Haïti,de Dominicaanse Republiek,de Turks- en Caicoseilanden",
        ),
        (
            "fr",
            "les Bahamas,Haïti,la République dominicaine,les Îles Turques-et-Caïques",
        ),
    ],
)
def test_name_in_a_sentence_has_its_article(lang: str, names: str) -> None:
    codes = ("BS", "HT", "DO", "TC")
    assert [InSentence(get_country(code)).localize(lang) for code in codes] == names.split(",")


def test_neighbour_of_the_region_has_its_french_article() -> None:
    names = [InSentence(get_country(code)).localize("fr") for code in ("PA", "MX", "CO")]
    assert names == ["le Panama", "le Mexique", "la Colombie"]
