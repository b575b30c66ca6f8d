from typing import Any

from cmcct.edit.operations import to_table
from cmcct.fieldtypes.opening_hours_text import describe_hours
from cmcct.i18n.messages import LANGUAGES, Translator
from cmcct.importing.cells import numbers
from cmcct.reference.countries import UNKNOWN_COUNTRY, find_country
from tests.support.cases import each

GUYANA = find_country("GY")
MOBILE = {"number": "+592 609 1234", "type": "mobile"}
FAX = {"number": "+592 609 1234", "type": "fax"}
WHATSAPP = {"apps": ["whatsapp"]}


@each(
    ("text", "expected"),
    [
        ("592-220-1234 / 609-1234 (whatsapp)", ["+592 220 1234", MOBILE | {"apps": ["whatsapp"]}]),
        ("609-1234 (WhatsApp), 220 1234", [MOBILE | {"apps": ["whatsapp"]}, "+592 220 1234"]),
        ("220-1277", ["+592 220 1277"]),
        ("00592 220 1234", ["+592 220 1234"]),
        ("+592 220 1250 ::: +592 220 1251", ["+592 220 1250", "+592 220 1251"]),
        ("609 1234/35", [MOBILE, MOBILE | {"number": "+592 609 1235"}]),
        ("220 1250 / +592 9", ["+592 220 1250", "+592 9"]),
        ("220-1234 ext. 12", [{"number": "+592 220 1234", "ext": "12"}]),
        ("220 1234 (fax)", [{"number": "+592 220 1234", "type": "fax"}]),
        ("Cel.: 609-1234", [MOBILE]),
        ("+592 609 1234 (Signal), 24/7", [MOBILE | {"apps": ["signal"], "hours": "24/7"}]),
        ("220-5678, 609-1234, las 24 horas", ["+592 220 5678", MOBILE | {"hours": "24/7"}]),
        ("609-1234 (secretariat only)", [MOBILE | {"sharing": "secretariat"}]),
        ("609-1234, WhatsApp, solo secretaría", [MOBILE | WHATSAPP | {"sharing": "secretariat"}]),
        ("609-1234 réservé au secrétariat", [MOBILE | {"sharing": "secretariat"}]),
        ("609-1234 (Guyana)", [MOBILE]),
        ("see card", ["see card"]),
        # A label behind a number is about that one, in front of it about what follows.
        ("220 1234 / 609 1234 (fax)", ["+592 220 1234", FAX]),
        ("220 1234 office; 609-1234 WhatsApp", ["+592 220 1234", MOBILE | WHATSAPP]),
        ("220-1234 y 609-1234 whatsapp only", ["+592 220 1234", MOBILE | WHATSAPP]),
        ("609-1234 (WA), 220-1234 fax", [MOBILE | WHATSAPP, FAX | {"number": "+592 220 1234"}]),
        ("Office 220-1234, Mobile 609-1234", ["+592 220 1234", MOBILE]),
        ("Fax: 609 1234 / 220 1234", [FAX, FAX | {"number": "+592 220 1234"}]),
        ("tel. 220 1234, mob. (WhatsApp) 609-1234", ["+592 220 1234", MOBILE | WHATSAPP]),
        ("Mobile: 609-1234 (WhatsApp) Office: 220-1234", [MOBILE | WHATSAPP, "+592 220 1234"]),
        ("609-1234 (mobile) (whatsapp)", [MOBILE | WHATSAPP]),
        ("Work phone: 220 1234, direct line 609-1234", ["+592 220 1234", MOBILE]),
        ("Fax no. 609 1234", [FAX]),
        ("609 1234 (no WhatsApp)", [MOBILE]),
        ("Cell/WhatsApp: 609 1234", [MOBILE | WHATSAPP]),
        # Programs write a number that they took for a quantity so.
        ("5926091234.0", [MOBILE]),
        ("2201234.05", ["2201234.05"]),
        ("1.8769221234E10", ["1.8769221234E10"]),
        ("*21*2201234#", ["*21*2201234#"]),
    ],
)
def test_cell_is_read_as_numbers(text: str, expected: list[Any]) -> None:
    assert [*numbers.read_phones(text, GUYANA)] == expected


@each(
    "text", ["220 1234 (office) / 609 1234 (home)", "220 1234, privé: 609 1234", "220 1234; casa 9"]
)
def test_private_number_is_left_out(text: str) -> None:
    assert [*numbers.read_phones(text, GUYANA)] == ["+592 220 1234"]
    assert numbers.has_remark(text, GUYANA)


@each(
    ("text", "expected"),
    [
        ("609 1234 (private cell)", []),
        ("609 1234 personal mobile", []),
        ("220 1234 (Home Affairs)", ["+592 220 1234"]),
    ],
)
def test_number_is_private_if_no_other_word_is_beside(text: str, expected: list[Any]) -> None:
    assert [*numbers.read_phones(text, GUYANA)] == expected
    assert numbers.has_remark(text, GUYANA)


@each(
    ("text", "is_remark"),
    [
        ("609 1234 (do not use)", True),
        ("609 1234 (mobile, wife)", True),
        ("609 1234 (Mobile/WhatsApp only)", False),
        ("220 1234 (only inside Guyana)", False),
        ("Cel.: 609-1234", False),
        ("609 1234 (whatsapp) (solo para la Secretaría)", False),
        ("609 1234 (no WhatsApp)", True),
    ],
)
def test_remark_that_is_not_imported_is_known(text: str, is_remark: bool) -> None:  # noqa: FBT001
    assert numbers.has_remark(text, GUYANA) == is_remark


@each(
    ("text", "expected"),
    [
        ("220 1234 or 911", ["+592 220 1234", "911"]),
        ("220 1234 / 911", ["+592 220 1234", "911"]),
        ("220 1234 x 12 / 13", [{"number": "+592 220 1234", "ext": "12"}, "13"]),
        ("220 1234, 2215", ["+592 220 1234", "2215"]),
        ("609 1234 / Bo: 609 1235", [MOBILE, "Bo: 609 1235"]),
        ("220 1234, answered on 3 March 2026", ["+592 220 1234", "answered on 3 March 2026"]),
        (
            "220 1234 / 609 1234 / 35",
            ["+592 220 1234", MOBILE, MOBILE | {"number": "+592 609 1235"}],
        ),
    ],
)
def test_no_number_is_made_of_what_may_be_none(text: str, expected: list[Any]) -> None:
    assert [*numbers.read_phones(text, GUYANA)] == expected


def test_column_names_the_type_of_line() -> None:
    found = [*numbers.read_phones("220 1234", GUYANA, "hotline")]
    assert found == [{"number": "+592 220 1234", "type": "hotline"}]
    assert [*numbers.read_phones("609 1234", GUYANA, "office")] == ["+592 609 1234"]


def test_number_that_works_inside_its_country_only() -> None:
    national = {"number": "801 2345", "national": True, "type": "hotline", "hours": "24/7"}
    suriname = find_country("SR")
    for remark in ("Suriname only", "alleen in het land zelf (Suriname)"):
        text = f"801 2345 ({remark}), 24/7"
        assert [*numbers.read_phones(text, suriname, "hotline", is_own=True)] == [national]
    found = [*numbers.read_national("801 2345 (hotline, only inside Suriname), 24/7; 911")]
    assert found == [national, {"number": "911", "national": True}]


@each("lang", LANGUAGES)
def test_number_of_our_list_is_read_with_the_hours_as_they_are_shown(lang: str) -> None:
    text = f"+592 609 1234 (WhatsApp), {describe_hours('24/7', Translator(lang))}"
    expected = MOBILE | WHATSAPP | {"hours": "24/7"}
    assert [*numbers.read_phones(text, GUYANA, is_own=True)] == [expected]


@each(
    "text",
    [
        "+592 220 1234, answered a test on 26 November 2026",
        "+592 220 1234, contestó una llamada de prueba el 26 de noviembre de 2026",
    ],
)
def test_test_calls_in_our_list_are_no_numbers(text: str) -> None:
    assert [*numbers.read_phones(text, GUYANA, is_own=True)] == ["+592 220 1234"]
    hours = {"number": "+592 220 1234", "hours": "24/7"}
    assert [*numbers.read_phones(text.replace(",", ", 24/7,"), GUYANA, is_own=True)] == [hours]
    assert "+592 220 1234" not in numbers.read_phones(text.partition(", ")[2], GUYANA)


def test_national_number_needs_a_country() -> None:
    assert [*numbers.read_phones("220-1277", UNKNOWN_COUNTRY)] == ["220-1277"]


@each("text", ["5,97741E+09", " 5.97741E+09 "])
def test_rounded_number_is_recognised(text: str) -> None:
    assert numbers.ROUNDED.fullmatch(text)


# What is dialled before a country's code differs: 00, 011, 001 and 119 are in use in the region.
@each(
    ("country", "text", "number"),
    [
        # With 00, the numbers would be in Arkansas, Quebec and nowhere.
        ("Belize", "001 501 222-1234", "+501 222 1234"),
        ("Belize", "(001) 501 222 1234", "+501 222 1234"),
        ("Belize", "00 1 501-222-1234", "+501 222 1234"),
        ("Belize", "+001 501 222 1234", "+501 222 1234"),
        ("Belize", "Tel: 001 501 222 1234", "+501 222 1234"),
        ("Belize", "00501 222 1234", "+501 222 1234"),
        ("Suriname", "001 597 412 345", "+597 412 345"),
        ("Haiti", "001 509 22 45 1234", "+509 22 45 1234"),
        ("Brazil", "001 55 11 2345 6789", "+55 11 2345 6789"),
        ("Cuba", "119 53 7 1234567", "+53 7 1234567"),
        ("Cuba", "001 53 7 1234567", "+53 7 1234567"),
        ("Jamaica", "011 1 876 523 0123", "+1 876 523 0123"),
        ("Jamaica", "001 876 523 0123", "+1 876 523 0123"),
        ("Jamaica", "1 800 555 0123", "+1 800 555 0123"),
        # With a + it is what it says.
        ("Belize", "+1 501 222 1234", "+1 501 222 1234"),
        ("Belize", "+592-609-1234", "+592 609 1234"),
        # The only reading is another country's, or in no range.
        ("Jamaica", "001 501 222-1234", ""),
        ("Jamaica", "011 592 609 1234", ""),
        ("Aruba", "868 291 1234", ""),
        ("Aruba", "00 592 109 1234", ""),
        ("Suriname", "1 800 555 0123", ""),
        # Of no country, as long as there is one reading.
        ("", "00 592 609 1234", "+592 609 1234"),
        ("", "001 501 222 1234", ""),
    ],
)
def test_prefix_is_read_by_the_country_of_the_row(country: str, text: str, number: str) -> None:
    row = find_country(country) if country else UNKNOWN_COUNTRY
    (read,) = (to_table(item)["number"] for item in numbers.read_phones(text, row))
    assert read == (number or text)
