from typing import Any

import pytest

from cmcct.importing import numbers
from cmcct.reference.countries import UNKNOWN_COUNTRY, find_country

GUYANA = find_country("GY")
MOBILE = {"number": "+592 609 1234", "type": "mobile"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("592-220-1234 / 609-1234 (whatsapp)", ["+592 220 1234", MOBILE | {"apps": ["whatsapp"]}]),
        ("609-1234 (WhatsApp), 220 1234", [MOBILE | {"apps": ["whatsapp"]}, "+592 220 1234"]),
        ("220-1277", ["+592 220 1277"]),
        ("00592 220 1234", ["+592 220 1234"]),
        ("+592 220 1250 ::: +592 220 1251", ["+592 220 1250", "+592 220 1251"]),
        ("609 1234/35", [MOBILE, MOBILE | {"number": "+592 609 1235"}]),
        ("220 1250 / +592 9", ["+592 220 1250", "220 1250 / +592 9"]),
        ("220-1234 ext. 12", [{"number": "+592 220 1234", "ext": "12"}]),
        ("220 1234 (fax)", [{"number": "+592 220 1234", "type": "fax"}]),
        ("Cel.: 609-1234", [MOBILE]),
        ("+592 609 1234 (Signal), 24/7", [MOBILE | {"apps": ["signal"], "hours": "24/7"}]),
        ("609-1234 (Guyana)", [MOBILE]),
        ("see card", ["see card"]),
        ("*21*2201234#", ["*21*2201234#"]),
    ],
)
def test_cell_is_read_as_numbers(text: str, expected: list[Any]) -> None:
    assert [*numbers.read_phones(text, GUYANA)] == expected


def test_column_names_the_type_of_line() -> None:
    found = [*numbers.read_phones("220 1234", GUYANA, "hotline")]
    assert found == [{"number": "+592 220 1234", "type": "hotline"}]
    assert [*numbers.read_phones("609 1234", GUYANA, "office")] == ["+592 609 1234"]


def test_number_that_works_inside_its_country_only() -> None:
    national = {"number": "801 2345", "national": True, "type": "hotline", "hours": "24/7"}
    suriname = find_country("SR")
    for text in ("801 2345 (Suriname only), 24/7", "801 2345 (alleen binnen Suriname), 24/7"):
        assert [*numbers.read_phones(text, suriname, "hotline", is_own=True)] == [national]
    found = [*numbers.read_national("801 2345 (hotline, only inside Suriname), 24/7; 911")]
    assert found == [national, {"number": "911", "national": True}]


def test_national_number_needs_a_country() -> None:
    assert [*numbers.read_phones("220-1277", UNKNOWN_COUNTRY)] == ["220-1277"]


@pytest.mark.parametrize("text", ["5,97741E+09", " 5.97741E+09 "])
def test_rounded_number_is_recognised(text: str) -> None:
    assert numbers.ROUNDED.fullmatch(text)
