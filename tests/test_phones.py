"""Telephone numbers."""

import re

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat

from cmcct import phones
from cmcct.countries import countries

SPELLINGS = (
    ("+592 609 1234", "+5926091234", "+592 609 1234"),
    ("+592-609-1234", "+5926091234", "+592 609 1234"),
    ("+5926091234", "+5926091234", "+592 609 1234"),
    (" +592 (609) 1234 ", "+5926091234", "+592 609 1234"),
    ("+592.609.1234", "+5926091234", "+592 609 1234"),
    ("+1 (868) 291-1234", "+18682911234", "+1 868 291 1234"),
    ("+1-809-234-5678", "+18092345678", "+1 809 234 5678"),
    ("+599 715 1234", "+5997151234", "+599 715 1234"),
    ("+590 590 20-12-34", "+590590201234", "+590 590 20 12 34"),
    ("+597 211-234", "+597211234", "+597 211 234"),
    ("+55 11 2345-6789", "+551123456789", "+55 11 2345 6789"),
    ("+44 (0)121 234 5678", "+441212345678", "+44 121 234 5678"),
)
# What is no international number stays as it is written.
OTHERS = ("0800 0911", "911", "592 609 1234", "+", "++592", "+999 1234567", "", "+592 609 1234 x5")
CODES = [country.code for country in countries() if country.tier in {"core", "adjacent"}]


@pytest.mark.parametrize(("number", "expected", "_international"), SPELLINGS)
def test_every_spelling_of_a_number_has_one_form_to_compare_and_export(
    number: str, expected: str, _international: str
) -> None:
    assert phones.e164(number) == phones.e164(expected) == expected


@pytest.mark.parametrize(("number", "_e164", "expected"), SPELLINGS)
def test_every_spelling_of_a_number_has_one_form_to_read(
    number: str, _e164: str, expected: str
) -> None:
    assert phones.international(number) == phones.international(expected) == expected


@pytest.mark.parametrize("number", OTHERS)
def test_what_is_no_international_number_stays_as_it_is_written(number: str) -> None:
    assert phones.e164(number) == phones.international(number) == number


@pytest.mark.parametrize("number", ["+592 609 1234 ext. 5", "+592 609 1234;ext=5", "+5926091234x5"])
def test_an_extension_in_a_number_is_refused_and_never_dropped(number: str) -> None:
    assert phones.e164(number) == phones.international(number) == number
    assert not phones.can_exist(number)


@pytest.mark.parametrize("code", CODES)
def test_the_number_of_every_country_of_the_region_is_written_in_groups_of_digits(
    code: str,
) -> None:
    example = phonenumbers.example_number(code[:2])
    assert example is not None
    dialled = phonenumbers.format_number(example, PhoneNumberFormat.NATIONAL)
    whole = phonenumbers.format_number(example, PhoneNumberFormat.E164)
    grouped = phones.international(whole)
    assert re.fullmatch(r"\+\d+( \d+)+", grouped)
    assert grouped.replace(" ", "") == phones.e164(grouped) == whole
    assert phones.can_exist(grouped)
    assert phones.in_country(dialled, code) == grouped


@pytest.mark.parametrize(
    ("number", "possible"),
    [
        ("+592 609 1234", True),
        (" +592 609 1234", True),
        ("+1 868 291 1234", True),
        ("+599 715 1234", True),
        ("+592 609 12345", False),
        ("+592 60", False),
        ("+1 868 291 123", False),
        ("291 1234", False),
        ("+999 609 1234", False),
        ("592 609 1234", False),
        ("00592 609 1234", False),
        ("+", False),
        ("", False),
        ("=+592", False),
    ],
)
def test_a_number_can_exist_that_has_a_country_code_and_a_length_of_that_country(
    number: str, *, possible: bool
) -> None:
    assert phones.can_exist(number) is possible


@pytest.mark.parametrize(
    ("number", "code", "expected"),
    [
        ("609 1234", "GY", "+592 609 1234"),
        ("715 1234", "BQ-BO", "+599 715 1234"),
        ("0590 20 12 34", "GP", "+590 590 20 12 34"),
        ("(868) 291-1234", "TT", "+1 868 291 1234"),
        ("1-876-523-0123", "JM", "+1 876 523 0123"),
        ("+31 20 123 4567", "GY", "+31 20 123 4567"),
        ("609 1234", "", ""),
        ("609 1234", "XX", ""),
        ("12", "GY", ""),
        ("call me", "GY", ""),
        ("609 1234 ext. 5", "GY", ""),
    ],
)
def test_a_national_number_of_a_country_is_written_internationally_where_it_can_be(
    number: str, code: str, expected: str
) -> None:
    assert phones.in_country(number, code) == expected


@given(
    st.text() | st.from_regex(r"\+[\d ()./x-]{1,20}"), st.sampled_from(["", "GY", "XX", "BQ-SA"])
)
@settings(deadline=None)
def test_any_text_is_written_or_left_as_it_is(text: str, code: str) -> None:
    assert phones.e164(text) == text or re.fullmatch(r"\+\d+", phones.e164(text))
    assert phones.international(text) == text or phones.international(text).startswith("+")
    written = phones.in_country(text, code)
    assert written == "" or phones.can_exist(written)
