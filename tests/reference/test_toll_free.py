"""Toll-free numbers, compared with the phone library."""

import random

import phonenumbers
import pytest
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from cmcct.reference.toll_free import is_toll_free
from tests.support.cases import each

# The numbers are those of the current library.
pytestmark = pytest.mark.gate

CODES = sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)


@each(
    ("number", "free"),
    [
        ("+1 800 234 5678", True),
        ("+1 (800) 000-0000", True),  # not assigned, so the library does not know it
        ("+800 1234 5678", True),
        ("+592 289 1234", True),
        ("+297 800 1234", True),
        ("+592 609 1234", False),
        ("+509 34 10 1234", False),
        ("0800 0911", False),
        ("1 800 234 5678", False),
        ("+", False),
        ("", False),
    ],
)
def test_number_is_toll_free_by_its_numbering_plan(number: str, *, free: bool) -> None:
    assert is_toll_free(number) is free


def test_toll_free_examples_of_library_are_toll_free() -> None:
    kind, numbers = PhoneNumberType.TOLL_FREE, []
    for code in CODES:
        for region in phonenumbers.region_codes_for_country_code(code):
            example = (
                phonenumbers.example_number_for_non_geo_entity(code)
                if region == "001"
                else phonenumbers.example_number_for_type(region, kind)
            )
            if example and phonenumbers.number_type(example) == kind:
                numbers.append(phonenumbers.format_number(example, PhoneNumberFormat.E164))
    assert len(numbers) > 100
    assert [number for number in numbers if not is_toll_free(number)] == []


def test_random_numbers_are_toll_free_as_library_says() -> None:
    chance = random.Random(20)  # noqa: S311 - the same numbers each time
    for _ in range(3000):
        digits = "".join(chance.choices("0123456789", k=chance.randint(5, 9)))
        number = f"+{chance.choice(CODES)}{chance.choice(('80', '8', '0800', ''))}{digits}"
        try:
            parsed = phonenumbers.parse(number)
        except phonenumbers.NumberParseException:
            continue
        by_library = phonenumbers.number_type(parsed) == PhoneNumberType.TOLL_FREE
        written = phonenumbers.format_number(parsed, PhoneNumberFormat.E164)
        always = written.startswith(("+1800", "+800"))
        assert is_toll_free(written) == (by_library or always), written
