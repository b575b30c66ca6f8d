"""Telephone numbers."""

import itertools
import re

import phonenumbers
from hypothesis import example, given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat

from cmcct.fieldtypes import phone_number
from cmcct.reference.countries import UNKNOWN_COUNTRY, all_countries, get_country
from tests.support.cases import each
from tests.support.hostile import misspelt
from tests.support.region import REGION


def test_a_text_of_any_length_is_answered_at_once() -> None:
    text = "1" + " " * 90_000 + "x"
    assert phone_number.check_phone(text, "GY") == ("too long", "write the number as +592 ### ####")


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
# Anything but an international number is unchanged.
OTHERS = ("0800 0911", "911", "592 609 1234", "+", "++592", "+999 1234567", "", "+592 609 1234 x5")
CODES = [country.code for country in REGION]


@each(("number", "expected"), [(number, e164) for number, e164, _ in SPELLINGS])
def test_every_number_spelling_has_one_e164_form(number: str, expected: str) -> None:
    assert phone_number.format_e164(number) == phone_number.format_e164(expected) == expected


@each(("number", "expected"), [(number, readable) for number, _, readable in SPELLINGS])
def test_every_number_spelling_has_one_readable_form(number: str, expected: str) -> None:
    assert (
        phone_number.format_international(number)
        == phone_number.format_international(expected)
        == expected
    )


@each("number", OTHERS)
def test_other_text_than_number_stays(number: str) -> None:
    assert phone_number.format_e164(number) == phone_number.format_international(number) == number


@each("number", ["+592 609 1234 ext. 5", "+592 609 1234;ext=5", "+5926091234x5"])
def test_extension_in_number_is_not_dropped(number: str) -> None:
    assert phone_number.format_e164(number) == phone_number.format_international(number) == number
    assert not phone_number.can_exist(number)


@each("code", CODES)
def test_regional_number_is_written_in_groups(code: str) -> None:
    example = phonenumbers.example_number(code[:2])
    assert example is not None
    dialled = phonenumbers.format_number(example, PhoneNumberFormat.NATIONAL)
    whole = phonenumbers.format_number(example, PhoneNumberFormat.E164)
    grouped = phone_number.format_international(whole)
    assert re.fullmatch(r"\+\d+( \d+)+", grouped)
    assert grouped.replace(" ", "") == phone_number.format_e164(grouped) == whole
    assert phone_number.can_exist(grouped)
    assert f'write "{grouped}"' in phone_number.check_phone(dialled, code).hint


@each(
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
        ("+44 (0)20 7946 0123", False),
        ("+597 (0)211234", False),  # which the library would dial as +597 0211234
        ("+", False),
        ("", False),
        ("=+592", False),
    ],
)
def test_number_needs_country_code_and_its_length(number: str, *, possible: bool) -> None:
    assert phone_number.can_exist(number) is possible


@each(
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
        ("518 1234", "CW", "+599 9 518 1234"),
        ("1234", "CW", ""),
        ("210-1234", "JM", ""),  # of two area codes
        ("12", "GY", ""),
        ("call me", "GY", ""),
    ],
)
def test_national_number_is_proposed_internationally(number: str, code: str, expected: str) -> None:
    shown = re.match('write "([^#]*?)"', phone_number.check_phone(number, code).hint)
    assert (shown[1] if shown else "") == expected


@given(st.text() | st.from_regex(r"\+[\d ()./x-]{1,20}"))
def test_any_text_is_written_or_left_as_it_is(text: str) -> None:
    assert phone_number.format_e164(text) == text or re.fullmatch(
        r"\+\d+", phone_number.format_e164(text)
    )
    assert phone_number.format_international(text) == text or phone_number.format_international(
        text
    ).startswith("+")


def test_number_in_allocated_range_is_assigned() -> None:
    assert phone_number.is_assigned("+592 609 1234")
    assert phone_number.can_exist("+592 109 1234")
    assert not phone_number.is_assigned("+592 109 1234")
    assert not phone_number.is_assigned("609 1234")


@each("code", CODES)
def test_example_number_of_country_belongs_to_it(code: str) -> None:
    example = phonenumbers.example_number(code[:2])
    assert example is not None
    number = phonenumbers.format_number(example, PhoneNumberFormat.E164)
    assert phone_number.belongs_to(number, get_country(code))
    others = {other.code for other in all_countries() if phone_number.belongs_to(number, other)} - {
        code
    }
    shared = ({"GP", "BL", "MF"}, {"CW", "BQ", "BQ-BO", "BQ-SA", "BQ-SE"})
    unknown = {other.code for other in all_countries() if not other.calling_code}
    assert others - unknown <= next((group for group in shared if code in group), set())


@each(
    ("number", "code", "belongs"),
    [
        ("+1 868 291 1234", "TT", True),
        ("+1 876 523 0123", "TT", False),
        ("+1 658 523 0123", "JM", True),
        ("+1 829 234 5678", "DO", True),
        ("+1 202 555 0123", "US", True),
        ("+1 202 555 0123", "CA", True),
        ("+1 868 291 1234", "US", False),
        ("+1 787 234 5678", "US", False),
        ("+1 800 234 5678", "TT", False),
        ("+592 609 1234", "TT", False),
        ("+592 609 1234", "US", False),
        ("+592 609 1234", "GY", True),
        ("+590 590 20 12 34", "MF", True),
        ("+599 9 435 1234", "CW", True),
        ("+599 715 1234", "CW", False),
        ("+599 416 1234", "CW", False),
        ("+599 318 1234", "CW", False),
        ("+599 9 435 1234", "BQ-SE", False),
        ("+599 9 435 1234", "BQ", False),
        ("+599 715 1234", "BQ", True),
        ("+599 715 1234", "BQ-SA", True),
        ("+599 690 1234", "CW", True),  # an area code of nobody else
        ("+599 9 435 1234", "SX", False),
        ("+592 609 1234", "AQ", True),
        ("609 1234", "AQ", False),
        ("609 1234", "GY", False),
    ],
)
def test_number_belongs_to_country_by_its_codes(number: str, code: str, *, belongs: bool) -> None:
    assert phone_number.belongs_to(number, get_country(code)) is belongs


def test_number_may_be_of_unknown_country() -> None:
    assert phone_number.belongs_to("+592 609 1234", UNKNOWN_COUNTRY)


UNKNOWN = "write the number as +592 ### ####"
NO_FORM = "write + and the country code before the number"
CODE = "a service code with * or # in it"
NATIONAL = ", or add national = true if it works only inside the country"
MENDED = 'write "+592 609 1234"'
WITH_EXT = 'write { number = "+592 609 1234", ext = "12" }'
EACH = 'put each in its own quotes: "…", "…"'
BOTH = 'put each in its own quotes: "+592 609 1234", "+592 609 1235"'
NO_PLUS = "no + and country code"
TWO = "two numbers in one"
EXTENDED = "an extension in it"
REFUSED = (
    ("609 1234", "GY", NO_PLUS, MENDED + NATIONAL),
    ("592 609 1234", "GY", NO_PLUS, MENDED + NATIONAL),
    ("(592) 609-1234", "TT", NO_PLUS, "write the number as +1 868 ### ####" + NATIONAL),
    ("220 9999999", "GY", NO_PLUS, UNKNOWN + NATIONAL),  # no number of the Gambia
    ("49 30 123456", "GY", NO_PLUS, UNKNOWN + NATIONAL),
    ("0049 30 123456", "GY", "00 instead of +", 'write "+49 30 123456"'),
    ("609 1234", "", NO_PLUS, NO_FORM + NATIONAL),
    ("609 1234", "JM", NO_PLUS, "write the number as +1 876 ### ####" + NATIONAL),
    ("911", "GY", NO_PLUS, UNKNOWN + NATIONAL),
    ("0800 0911", "GY", NO_PLUS, UNKNOWN + NATIONAL),
    ("0592/609-1234", "GY", "0 instead of +", MENDED),
    ("(0597) 211/299", "SR", "0 instead of +", 'write "+597 211 299"'),  # one number
    ("868 291 1234", "TT", NO_PLUS, 'write "+1 868 291 1234"' + NATIONAL),
    ("1-876-523-0123", "JM", NO_PLUS, 'write "+1 876 523 0123"' + NATIONAL),
    ("0590 20 12 34", "GP", NO_PLUS, 'write "+590 590 20 12 34"' + NATIONAL),
    ("715 1234", "BQ-BO", NO_PLUS, 'write "+599 715 1234"' + NATIONAL),
    ("00592 609 1234", "GY", "00 instead of +", MENDED),
    ("00 592 609 1234", "TT", "00 instead of +", MENDED),
    ("+00592 609 1234", "GY", "00 instead of +", MENDED),
    ("011 592 609 1234", "TT", "011 instead of +", MENDED),
    ("011-592-609-1234", "GY", "011 instead of +", MENDED),
    ("+0592 609 1234", "GY", "a 0 after the +", MENDED),
    ("+ + 592 609 1234", "GY", "two + signs", MENDED),
    ("+592 (0) 609 1234", "GY", 'a "(0)" in it', MENDED),
    ("+592 (0) 109 1234", "GY", 'a "(0)" in it', 'write "+592 1091234"'),
    ("609\uff11\uff12\uff13\uff14", "GY", "a full-width character", MENDED),
    ("Tel: +592 609 1234", "GY", "words in front of it", MENDED),
    ("tel:+592-609-1234", "GY", "words in front of it", MENDED),
    ("+592 609 1234 (office)", "GY", "words after it", MENDED),
    ("+592 609 1234 WhatsApp", "GY", "words after it", MENDED),
    ("+592 6O9 l234", "GY", "the letter O instead of a 0", MENDED),
    ("+592 609 l234", "GY", "the letter l instead of a 1", MENDED),
    ("+592 609 12OO", "GY", "the letter O instead of a 0", 'write "+592 609 1200"'),
    ("+1 800 FLOWERS", "TT", "letters in it", 'write "+1 800 356 9377"'),
    ("+1 868 CALL", "TT", "letters in it", "write the number as +1 868 ### ####"),
    ("+592 ask us 12", "GY", "letters in it", UNKNOWN),
    ("+592 609 1234 ext. 12", "GY", EXTENDED, WITH_EXT),
    ("+592 609 1234 x12", "GY", EXTENDED, WITH_EXT),
    ("+592 609 1234#12", "GY", EXTENDED, WITH_EXT),
    ("+592 609 1234 (extensión 12)", "GY", EXTENDED, WITH_EXT),
    ("+592 609 1234;ext=12", "GY", EXTENDED, WITH_EXT),
    ("609 1234 toestel 12", "GY", EXTENDED, WITH_EXT),
    ("60 ext 12", "GY", EXTENDED, UNKNOWN),
    ("+592 609 1234, 12", "GY", EXTENDED, UNKNOWN),
    ("+592 609 1234 / 1235", "GY", TWO, BOTH),
    ("+592 609 1234/35", "GY", TWO, BOTH),
    ("+592 609 1234 or 609 1235", "GY", TWO, BOTH),
    ("+592 609 1234 / 911", "GY", TWO, EACH),
    ("+592 609 1234 / Bo 1235", "GY", TWO, EACH),
    ("+592 609 1234, +592 609 1235", "GY", TWO, BOTH),
    ("+592 609 1234 +592 609 1235", "GY", TWO, BOTH),
    ("609 1234 / 609 1235", "GY", TWO, BOTH),
    ("609 1234 / 609 1235", "", TWO, EACH),
    ("+592 609 1234 / 0 800 12345", "GY", TWO, EACH),
    ("+592 609 12345", "GY", "too long for +592", UNKNOWN),
    ("+592 60", "GY", "too short for +592", UNKNOWN),
    ("+1 868 291 123", "TT", "too short for +1", "write the number as +1 868 ### ####"),
    ("+592", "GY", "too short", UNKNOWN),
    ("+592 6091234567890123456", "GY", "too long", UNKNOWN),
    ("+999 1234567", "GY", "no country has the code +999", UNKNOWN),
    ("+7 ", "GY", "not a phone number", "write the number as +7 ### ### ## ##"),
    ("+1 809 234 567", "DO", "too short for +1", "write the number as +1 809 ### ####"),
    ("+1 202 55", "US", "too short for +1", "write the number as +1 ### ### ####"),
    ("+597 12", "SR", "too short for +597", "write the number as +597 ### ### or +597 ### ####"),
    ("+599 9 1", "CW", "too short for +599", "write the number as +599 # ### ####"),
    ("+1 868 2", "GY", "too short for +1", "write the number as +1 ### ### ####"),
    ("+679 0800 123 456", "FJ", "not a phone number", "write the number as +679 ### ####"),
    ("+800 12", "GY", "too short for +800", NO_FORM),
    (
        "+592 211 236",
        "SR",
        "+592 is the code of Guyana: 1 digit is missing",
        f'{UNKNOWN}; if it is one of Suriname, write "+597 211 236"',
    ),
    ("+592 2112", "SR", "+592 is the code of Guyana: 3 digits are missing", UNKNOWN),
    ("7.30-15.00", "GY", NO_PLUS, f"{UNKNOWN}{NATIONAL}"),
    ("20 21 12 34", "BJ", NO_PLUS, f'write "+229 01 20 21 12 34"{NATIONAL}'),
    ("#767", "GY", CODE, UNKNOWN),
    ("*21*+592 609 1234#", "GY", CODE, UNKNOWN),
    ("+592*609*1234", "GY", CODE, UNKNOWN),
    ("+592 609 1234#", "GY", CODE, UNKNOWN),
    ("+592 609 1234p12", "GY", "letters in it", UNKNOWN),
    ("+592 609 1234,12", "GY", EXTENDED, UNKNOWN),
    ("+592 609 1234;12", "GY", EXTENDED, UNKNOWN),
    ("ask", "GY", "no digits in it", UNKNOWN),
    ("", "GY", "no digits in it", UNKNOWN),
)


@each(("number", "code", "detail", "hint"), REFUSED)
def test_fault_of_number_is_said_with_correction(
    number: str, code: str, detail: str, hint: str
) -> None:
    assert not phone_number.can_exist(number) or detail == "two + signs"
    assert phone_number.check_phone(number, code) == (detail, hint)


def test_start_of_a_number_is_named_without_the_number() -> None:
    start = phone_number.describe_start("609 12", "GY")
    assert str(start) == "begin with +592, then all digits"
    assert (
        str(phone_number.describe_start("609 12", ""))
        == "write + and the country code before the number"
    )


def test_misplaced_country_code_is_corrected() -> None:
    assert phone_number.can_exist("+868 291 1234")
    fault = phone_number.check_phone("+868 291 1234", "TT")
    assert fault == ("not a phone number", 'write "+1 868 291 1234"')


@example("+43(0)12000", "")
@example("++43012000", "")
@example("0000000/00", "")
@given(
    st.text() | misspelt([written for written, *_ in SPELLINGS], "-+()012x/O "),
    st.sampled_from(["", "GY", "TT", "XX", "BQ-SA"]),
)
def test_proposed_number_can_exist(text: str, code: str) -> None:
    fault = phone_number.check_phone(text, code)
    assert fault.detail
    shown = re.findall(r'(?<!ext = )"([^…]*?)"', fault.hint.replace('"…"', ""))
    assert all(phone_number.can_exist(number) for number in shown if "#" not in number)
    # No digit of an unknown number is invented.
    assert all(re.fullmatch(r"\+(1 \d{3}|\d{1,3})( #+)+", form) for form in shown if "#" in form)
    # A second + is named before the 0.
    inner = phone_number.check_phone(re.sub(r"\+{2,}", "+", text), code).detail
    is_inner = any(text in inner for text in ("after the country code", '"(0)"'))
    assert not phone_number.is_assigned(text) or phone_number.can_exist(text) or is_inner
    assert not phone_number.belongs_to(text, get_country("GY")) or phone_number.format_e164(
        text
    ).startswith("+592")


def test_number_is_assigned_if_library_calls_it_valid() -> None:
    kinds = phonenumbers.PhoneNumberType.values()
    for region, kind in itertools.product(sorted(phonenumbers.SUPPORTED_REGIONS), kinds):
        example = phonenumbers.example_number_for_type(region, kind)
        if not example:
            continue
        for last in ("", "0", "99"):
            number = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
            number = number[: len(number) - len(last)] + last
            parsed = phonenumbers.parse(number)
            is_valid = phonenumbers.is_valid_number(parsed)
            assert phone_number.is_assigned(number) == is_valid, number
            is_mobile = phonenumbers.number_type(parsed) == phonenumbers.PhoneNumberType.MOBILE
            assert phone_number.is_mobile(number) == is_mobile, number


# The ten-digit numbers of the region, and those that the shortcuts leave to the library: a national
# prefix, a leading zero, several regions, none.
PREFIXES = [
    *(f"+1{code}" for country in all_countries() for code in country.area_codes),
    *("+1", "+11", "+592", "+599", "+590", "+5950", "+52", "+44", "+440", "+39", "+800", "+210"),
]


@given(st.sampled_from(PREFIXES), st.from_regex("( ?[0-9]){3,11}", fullmatch=True))
def test_number_is_read_as_the_library_reads_it(prefix: str, rest: str) -> None:
    number = prefix + rest
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        assert phone_number.format_e164(number) == number
        assert not phone_number.is_assigned(number)
        assert not phone_number.is_mobile(number)
        return
    e164 = phonenumbers.format_number(parsed, PhoneNumberFormat.E164)
    assert phone_number.format_e164(number) == e164
    assert phone_number.is_assigned(number) == phonenumbers.is_valid_number(parsed)
    fit = phonenumbers.is_possible_number_with_reason(parsed)
    is_whole = e164 == "+" + re.sub(r"\D", "", number)  # without a 0 behind the country code
    is_possible = fit == phonenumbers.ValidationResult.IS_POSSIBLE
    assert phone_number.can_exist(number) == (is_possible and is_whole)
    kind = phonenumbers.number_type(parsed)
    assert phone_number.is_mobile(number) == (kind == phonenumbers.PhoneNumberType.MOBILE)


@each(
    ("number", "prefix"),
    [
        ("+58 0412 1234568", "0"),
        ("+58 412 1234568", ""),
        ("+55 011 2345 6789", "0"),
        ("+1 1 876 523 0140", "1"),
        ("+39 06 1234 5678", ""),
        ("+54 9 11 2345 6789", ""),
        ("220 1234", ""),
    ],
)
def test_prefix_of_calls_inside_a_country_is_found(number: str, prefix: str) -> None:
    assert phone_number.find_trunk_prefix(number) == prefix
    assert phone_number.can_exist(number) is (not prefix and number.startswith("+"))


@each(
    ("number", "code", "fault"),
    [
        ("609 123", "GY", "too short"),
        ("592609712", "GY", "too short"),
        ("609 1234", "GY", None),
        ("609 12345", "GY", "too long"),
        ("0800 0911", "GY", None),
        ("609 1234", "JM", None),
        ("876 210 12345", "JM", "too long"),
        ("809-234-569", "DO", "too short"),
        ("809-234-56999", "DO", "too long"),
        ("911", "GY", None),
        ("609 123", "", None),
        ("x", "GY", None),
    ],
)
def test_wrong_length_is_told(number: str, code: str, fault: str | None) -> None:
    assert phone_number.describe_length(number, code) == fault
