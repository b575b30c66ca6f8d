"""Numbering plans of the phone library: formats, validity, lines and regions of numbers."""

import re
from functools import cache
from typing import NamedTuple

import phonenumbers
from phonenumbers import (
    REGION_CODE_FOR_NON_GEO_ENTITY,
    NumberParseException,
    PhoneMetadata,
    PhoneNumber,
    PhoneNumberDesc,
    PhoneNumberFormat,
    PhoneNumberType,
    ValidationResult,
)

from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import Message, _
from cmcct.reference.countries import Country, all_countries, find_country, get_country
from cmcct.reference.toll_free import is_toll_free

MAX_LENGTH = 100  # characters; the repair patterns are slow on longer texts
MOBILE = "mobile"
EITHER = "mobile or landline"
# Translators: a telephone number with the extension of a desk behind it
EXTENDED = _("an extension in it")

_MAX_SHORT_DIGITS = 4  # digits of the longest number of a service, such as 911
_MAX_CODE_DIGITS = 3  # digits of the longest calling code
_SHARED = 1  # calling code of North America and most of the Caribbean, with area codes by country
TOO_SHORT, TOO_LONG = _("too short"), _("too long")
_NOT_A_NUMBER = _("not a phone number")
# Translators: of a telephone number; {code} is the code of its country
_SHORT = _("too short for +{code}")

# Most numbers are written like this; the length is that of E.164.
_PLAIN = re.compile(r"\+[1-9](?: ?[0-9]){6,14}")

_LINES = {PhoneNumberType.MOBILE: MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE: EITHER}
_LENGTHS = {
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: _SHORT,
    ValidationResult.TOO_SHORT: _SHORT,
    ValidationResult.INVALID_LENGTH: _SHORT,
    ValidationResult.TOO_LONG: _("too long for +{code}"),
}
_FAILURES = {
    NumberParseException.INVALID_COUNTRY_CODE: _("no country has the code +{code}"),
    NumberParseException.TOO_SHORT_AFTER_IDD: TOO_SHORT,
    NumberParseException.TOO_SHORT_NSN: TOO_SHORT,
    NumberParseException.TOO_LONG: TOO_LONG,
}


@cache
def format_e164(number: str) -> str:
    """Return an international number in E.164: `+592 609-1234` becomes `+5926091234`.

    Other text is returned unchanged.
    """
    parsed = _parse(number)
    if parsed is None:
        return number
    return phonenumbers.format_number(parsed, PhoneNumberFormat.E164)


@cache
def format_international(number: str) -> str:
    """Format an international number with single spaces, which spreadsheets keep as text.

    Other text is returned unchanged.
    """
    parsed = _parse(number)
    if parsed is None:
        return number
    grouped = phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL)
    return re.sub(r"[\s\-./]+", " ", grouped)


@cache
def can_exist(number: str) -> bool:
    """Return whether `number` has a `+`, a valid calling code and a possible length."""
    if find_trunk_prefix(number):
        return False
    if any(_find_kinds(number) or ()):  # what is assigned has a possible length
        return True
    parsed = _parse(number)
    possible = ValidationResult.IS_POSSIBLE
    return parsed is not None and phonenumbers.is_possible_number_with_reason(parsed) == possible


def find_trunk_prefix(number: str) -> str:
    """Return the digits behind the calling code that only a call inside the country has, or "".

    That is the 0 of `+58 0412 123 4567`: the library reads the number without it.
    """
    parsed = _parse(number)
    if parsed is None:
        return ""
    national = phonenumbers.national_significant_number(parsed)
    digits = re.sub(r"\D", "", number).removeprefix(str(parsed.country_code))
    return digits.removesuffix(national) if digits.endswith(national) else ""


def is_plain(number: str) -> bool:
    """Return whether a text is `+` and digits, in groups with a single space between them."""
    return bool(_PLAIN.fullmatch(number))


@cache
def is_assigned(number: str) -> bool:
    """Return whether an international number is in an assigned range."""
    return any(_find_kinds(number) or ()) or _number_type(number) != PhoneNumberType.UNKNOWN


@cache
def is_mobile(number: str) -> bool:
    """Return whether an international number is certainly a mobile number.

    False where landlines and mobiles share ranges, as in North America.
    """
    return _parse(number) is not None and line_type(number, "") == MOBILE


def line_type(number: str, country_code: str) -> str:
    """Return the line type: `MOBILE`, `EITHER` if undecidable, or "".

    `country_code` is the country of a national number, or of one without its `+`.
    """
    if _parse(number):
        kinds = _find_kinds(number)
        is_other = kinds and not kinds.is_mobile
        return "" if is_other else _LINES.get(_number_type(number), "")
    try:
        parsed = phonenumbers.parse(number[:MAX_LENGTH], country_code[:2] or None)
    except NumberParseException:
        return ""
    return _LINES.get(phonenumbers.number_type(parsed), "")


def belongs_to(number: str, country: Country) -> bool:
    """Return whether a number's calling code and area code match `country`.

    True for any international number if the country has no calling code. An island of the
    Caribbean Netherlands has the numbers of all three.
    """
    parsed = _parse(number)
    if parsed is None or not country.calling_code:
        return parsed is not None
    if country.calling_code != f"+{parsed.country_code}":
        return False
    area_code = _area_code(parsed)
    if not area_code and parsed.country_code != _SHARED:
        return True
    area_codes = get_country(country.code.partition("-")[0]).area_codes
    return area_code in area_codes if area_codes else not area_code


@cache
def is_own(number: str, country_code: str) -> bool:
    """Return whether a number may be meant in a country without its `+` and country code.

    True for its numbers, and for toll-free ones with its calling code; for any if the country is
    unknown.
    """
    try:
        country = find_country(country_code)
    except CmcctError:
        return _parse(number) is not None
    is_shared = bool(country.calling_code) and format_e164(number).startswith(country.calling_code)
    return belongs_to(number, country) or (is_shared and is_toll_free(number))


def format_if_assigned(number: str) -> str:
    """Return a number in groups if it is in an assigned range, else ""."""
    return format_international(number) if is_assigned(number) else ""


def convert_letters(number: str) -> str:
    """Return a number with each letter as the digit of its key: `+1 800 FLOWERS`."""
    return phonenumbers.convert_alpha_characters_in_number(number)


def internationalise(number: str, country_code: str) -> str:
    """Return a number in international form if it is in an assigned range, else "".

    `country_code` is the country of a national number.
    """
    if _parse(number):
        return format_if_assigned(number)
    if re.search("[a-zA-Z]", number):
        return ""
    try:
        parsed = phonenumbers.parse(number, country_code[:2] or None)
    except NumberParseException:
        return ""
    return format_if_assigned(phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL))


def add_area_code(number: str, country_code: str) -> str:
    """Return a number behind the only area code of its country, if it is in use, else "".

    In Curaçao, where all numbers begin with 9, `518 1234` is dialled.
    """
    calling_code = phonenumbers.country_code_for_region(country_code[:2])
    regions = _area_regions(calling_code).items()
    codes = [code for code, region in regions if region == country_code[:2]]
    return internationalise(f"{codes[0]}{number}", country_code) if len(codes) == 1 else ""


def describe_fault(number: str) -> Message:
    """Return the numbering plan's objection to a number with `+` and no other mistake."""
    try:
        parsed = phonenumbers.parse(number)
    except NumberParseException as error:
        digits = re.sub(r"\D", "", number)
        return _FAILURES.get(error.error_type, _NOT_A_NUMBER).with_values(code=digits[:3])
    if parsed.extension:
        return EXTENDED
    fit = phonenumbers.is_possible_number_with_reason(parsed)
    return _LENGTHS.get(fit, _NOT_A_NUMBER).with_values(code=parsed.country_code)


def describe_length(number: str, country_code: str) -> Message | None:
    """Return what is wrong with the length of a number without `+` of a country, if it is.

    It is too short, or begins like a number of the country and is too long. A number that works
    only inside the country has any length.
    """
    digits = re.sub(r"\D", "", number)[:MAX_LENGTH]
    code = str(phonenumbers.country_code_for_region(country_code[:2]))
    if len(digits) <= _MAX_SHORT_DIGITS or code == "0":
        return None
    with_code = f"+{digits}" if digits.startswith(code) else f"+{code}{digits}"
    for text in (with_code, f"+{code}{digits}"):
        parsed = _parse(text)
        fit = parsed and phonenumbers.is_possible_number_with_reason(parsed)
        if fit == ValidationResult.TOO_SHORT:
            return TOO_SHORT
        if fit == ValidationResult.TOO_LONG and any(map(is_assigned, (text[:-1], text[:-2]))):
            return TOO_LONG
    return None


def format_patterns(number: str, country_code: str) -> tuple[str, ...]:
    """Return how landline and mobile numbers are written: `+592 ### ####`.

    Of the region with the number's calling code, else of the entry's country. An example number
    could belong to a real person.
    """
    return _region_formats(_region(number, country_code))


def _region(number: str, country_code: str) -> str:
    """Return the region with the number's calling code, else the entry's country."""
    region = country_code[:2]
    digits = re.sub(r"\D", "", number[:MAX_LENGTH]) if number.lstrip().startswith("+") else ""
    for length in range(1, _MAX_CODE_DIGITS + 1):
        regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(int(digits[:length] or 0), ())
        if regions:
            return region if region in regions else regions[0]
    return region


@cache
def _region_formats(region: str) -> tuple[str, ...]:
    """Return the forms of a region's landline and mobile numbers: `+592 ### ####`."""
    kinds = (PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE)
    examples = (phonenumbers.example_number_for_type(region, kind) for kind in kinds)
    return tuple(dict.fromkeys(_format_pattern(number) for number in examples if number))


def _format_pattern(example: PhoneNumber) -> str:
    written = format_international(phonenumbers.format_number(example, PhoneNumberFormat.E164))
    code, *groups = written.split()
    # Show the area code if it identifies the country, and not if there are many.
    known = groups[:1] if example.country_code == _SHARED and _area_code(example) else []
    unknown = [re.sub(r"\d", "#", group) for group in groups[len(known) :]]
    return " ".join([code, *known, *unknown])


def _area_code(parsed: PhoneNumber) -> str:
    """Return the area code of a number if it identifies a country within +1 or +599, else ""."""
    national = str(parsed.national_number)
    return next(filter(national.startswith, _area_regions(parsed.country_code or 0)), "")


@cache
def _area_regions(calling_code: int) -> dict[str, str]:
    """Return area code -> country, of the countries that share a calling code."""
    shared = (one for one in all_countries() if one.calling_code == f"+{calling_code}")
    return {code: one.code.partition("-")[0] for one in shared for code in one.area_codes}


@cache
def _number_type(number: str) -> int:
    """Return the library's type of an international number; UNKNOWN outside all ranges."""
    parsed = _parse(number)
    return PhoneNumberType.UNKNOWN if parsed is None else phonenumbers.number_type(parsed)


# The library matches a number against all ranges of all regions of its calling code, one kind of
# number after the other. For most numbers, three patterns decide.


class _Kinds(NamedTuple):
    """The ranges of a region that a number is in."""

    is_landline: bool
    is_mobile: bool


@cache
def _find_kinds(number: str) -> _Kinds | None:
    """Return the kinds of a number; None if its region is unknown, or the number unreadable."""
    parsed = _parse(number)
    region = parsed and _only_region(parsed)
    if not (parsed and region):
        return None
    national = phonenumbers.national_significant_number(parsed)
    general, landline, mobile = _ranges(region)
    if not general.has(national):
        return _Kinds(is_landline=False, is_mobile=False)
    return _Kinds(landline.has(national), mobile.has(national))


def _only_region(parsed: PhoneNumber) -> str:
    """Return the only region of a calling code or +1 area code, else ""."""
    code = parsed.country_code or 0
    if code == _SHARED:
        return _area_regions(code).get(_area_code(parsed), "")
    regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE[code]
    is_country = len(regions) == 1 and regions[0] != REGION_CODE_FOR_NON_GEO_ENTITY
    return regions[0] if is_country else ""


class _Range(NamedTuple):
    """The numbers of one kind in a region: their lengths, if they differ from others', and form."""

    lengths: tuple[int, ...]
    pattern: re.Pattern[str]

    def has(self, national: str) -> bool:
        is_length = not self.lengths or len(national) in self.lengths
        return is_length and bool(self.pattern.fullmatch(national))


@cache
def _ranges(region: str) -> tuple[_Range, _Range, _Range]:
    """Return the ranges of a region: of all numbers, of landlines and of mobiles."""
    data = PhoneMetadata.metadata_for_region(region)
    kinds = (data.general_desc, data.fixed_line, data.mobile) if data else (None,) * 3
    general, fixed_line, mobile = map(_to_range, kinds)
    return general, fixed_line, mobile


def _to_range(kind: PhoneNumberDesc | None) -> _Range:
    pattern = (kind and kind.national_number_pattern) or "(?!)"  # which matches nothing
    return _Range(kind.possible_length if kind else (), re.compile(pattern))


@cache
def _parse(number: str) -> PhoneNumber | None:
    if is_plain(number) and (plain := _parse_plain(number)):
        return plain
    # Vanity numbers such as +1 800 FLOWERS are not accepted.
    if not number.lstrip().startswith("+") or re.search(r"[^\W\d_]|[*#]", number):
        return None
    try:
        parsed = phonenumbers.parse(number)
    except NumberParseException:
        return None
    # The extension has its own key; E.164 would drop it.
    return None if parsed.extension else parsed


def _parse_plain(number: str) -> PhoneNumber | None:
    """Parse `+`, digits and single spaces, in a fraction of the library's time.

    None for what the library has to decide: an unknown calling code, a national prefix, a zero.
    """
    digits = number[1:].replace(" ", "")
    for length in range(1, _MAX_CODE_DIGITS + 1):
        code, national = int(digits[:length]), digits[length:]
        if code in phonenumbers.COUNTRY_CODE_TO_REGION_CODE:
            is_plain = not re.match(_prefix_pattern(code), national)
            return PhoneNumber(code, int(national)) if is_plain else None
    return None


@cache
def _prefix_pattern(calling_code: int) -> str:
    """Return the pattern of what may be cut off the start of a national number."""
    region = phonenumbers.region_code_for_country_code(calling_code)
    data = PhoneMetadata.metadata_for_region_or_calling_code(calling_code, region)
    prefix = data and data.national_prefix_for_parsing
    return f"0|{prefix}" if prefix else "0"
