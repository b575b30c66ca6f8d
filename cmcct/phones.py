"""Telephone numbers: what E.164 and the world's numbering plans say of them."""

import re
from collections.abc import Iterator
from functools import cache

import phonenumbers
from phonenumbers import (
    NumberParseException,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberType,
    ValidationResult,
)

from cmcct.countries import Country, countries
from cmcct.repairs import Repair, mend, narrow

_SHARED = 1  # the calling code of North America and most of the Caribbean, told apart by area code
_LONGEST = 100  # characters; the patterns of slips take long over what is longer
_UNKNOWN = 'write it as "+592 609 1234"'
_OR_NATIONAL = ", or national = true if it only works inside the country"
_NO_PLUS = "no + and country code"
_NOT_A_NUMBER = "not a telephone number"
_EXTENDED = "an extension in it"
_SHORT = "too short for"

_LENGTHS = {
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: _SHORT,
    ValidationResult.TOO_SHORT: _SHORT,
    ValidationResult.INVALID_LENGTH: _SHORT,
    ValidationResult.TOO_LONG: "too long for",
}
_FAILURES = {
    NumberParseException.INVALID_COUNTRY_CODE: "no country has the code +{}",
    NumberParseException.TOO_SHORT_AFTER_IDD: "too short",
    NumberParseException.TOO_SHORT_NSN: "too short",
    NumberParseException.TOO_LONG: "too long",
}
_WORDS = "cel|celular|cell|bureau|fax|home|mobile|mobiel|móvil|oficina|office|only|whatsapp|work"
_REPAIRS = (
    Repair("a full-width character", "[\uff01-\uff5e]", narrow),
    Repair("words in front of it", r"^\s*[^\W\d_]{2}[^\d+(]*(?=[\d+(])", ""),
    Repair("words after it", rf"(?i)\s*\(\D*[^\W\d_]\D*\)\s*$|(?<=\d)[\s,-]+(?:{_WORDS})$", ""),
    Repair("two + signs", r"\+[\s+]*\+", "+"),
    Repair('a "(0)" in it', r"\(0\)", " "),
    Repair("00 instead of +", r"^\s*\(?\+?00\)?[\s.-]*(?=[1-9(])", "+"),
    Repair("011 instead of +", r"^\s*\(?\+?011\)?[\s.-]*(?=[1-9(])", "+"),
    Repair("a 0 after the +", r"^\s*\+[\s(]*0+", "+"),
    Repair("the letter O instead of a 0", r"(?<=[\doO\s-])[oO](?=[oO]*(?:[\d\s-]|$))", "0"),
    Repair("the letter l instead of a 1", r"(?<=[\d\s-])[lI|](?=[\d\s-]|$)", "1"),
    Repair("letters in it", r"[^\W\d_]"),
)
_BETWEEN = r"(?i)\s*[/;,|&]\s*|\s+(?:or|and|o|y|of|en|ou|et)\s+|(?<=\d)\s+(?=\+)"
_WHOLE = 7  # digits of a number that can be dialled inside most countries
_WHOLE_WITH_CODE = 9  # digits of one with its country code
_REST = 3  # digits of a number of which only the end is written, at the least; 2 after a stroke
_SPELT = r"\+1[\s().-]*\d{3}[\s().-]*[A-Z\d-]+"  # +1 800 FLOWERS, as only +1 has them
_EXTENSION = r"""(?ix) ^(?P<bare>.*\d) [\s,;(]*
    (?: e?xt(?:ensi[oó]n)? | x | \# | ~ | poste | toestel | tst | anexo | interno | int )
    [.:=\s]* (?P<ext>\d{1,7}) [\s)]*$"""


def e164(number: str) -> str:
    """Write an international number as E.164: `+592 609-1234` becomes `+5926091234`.

    What is not one stays as it is written.
    """
    parsed = _parsed(number)
    if parsed is None:
        return number
    return phonenumbers.format_number(parsed, PhoneNumberFormat.E164)


def international(number: str) -> str:
    """Write an international number in groups with single spaces, which spreadsheets keep as text.

    What is not one stays as it is written.
    """
    parsed = _parsed(number)
    if parsed is None:
        return number
    grouped = phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL)
    return re.sub(r"[\s\-./]+", " ", grouped)


def can_exist(number: str) -> bool:
    """Whether `number` starts with `+` and has a country code and a length that are possible."""
    parsed = _parsed(number)
    possible = ValidationResult.IS_POSSIBLE
    return parsed is not None and phonenumbers.is_possible_number_with_reason(parsed) == possible


def in_country(number: str, country_code: str) -> str:
    """Write a national number of a country (ISO 3166-1 alpha-2) internationally, or nothing."""
    try:
        parsed = phonenumbers.parse(number, country_code[:2] or None)
    except phonenumbers.NumberParseException:
        return ""
    written = phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL)
    return written.replace("-", " ") if can_exist(written) else ""


def is_assigned(number: str) -> bool:
    """Whether an international number is in a range that is given out to subscribers."""
    parsed = _parsed(number)
    return parsed is not None and phonenumbers.is_valid_number(parsed)


def is_toll_free(number: str) -> bool:
    """Whether a call to an international number costs the caller nothing."""
    parsed = _parsed(number)
    return parsed is not None and phonenumbers.number_type(parsed) == PhoneNumberType.TOLL_FREE


def belongs_to(number: str, country: Country) -> bool:
    """Whether an international number may be one of `country`, by calling code and area code.

    Any may where the country has no calling code: nothing says otherwise.
    """
    parsed = _parsed(number)
    if parsed is None or not country.calling_code:
        return parsed is not None
    if country.calling_code != f"+{parsed.country_code}":
        return False
    if parsed.country_code != _SHARED:
        return True
    area_code = str(parsed.national_number)[:3]
    if country.area_codes:
        return area_code in country.area_codes
    return area_code not in _area_codes()


def detail(number: str) -> str:
    """Say in a few words what is wrong with a number that cannot exist."""
    if len(number) > _LONGEST:
        return "too long"
    if not re.search(r"\d", number):
        return "no digits in it"
    if _parts(number):
        return "two numbers in one"
    if _extension(number):
        return _EXTENDED
    slips, _ = mend(number, _REPAIRS)
    if slips:
        return slips[0]
    return _misfit(number) if number.lstrip().startswith("+") else _NO_PLUS


def advice(number: str, country_code: str) -> str:
    """Return what to write instead of a number that cannot exist, in a country (alpha-2)."""
    if len(number) > _LONGEST:
        return _UNKNOWN
    if parts := _parts(number):
        return _advice_on_several(parts, country_code)
    bare, ext = _extension(number) or (number, "")
    written = _meant(bare, country_code)
    if written and ext:
        return f'write {{ number = "{written}", ext = "{ext}" }}'
    help_ = f'write "{written}"' if written else _UNKNOWN
    return help_ + _OR_NATIONAL if detail(number) == _NO_PLUS else help_


def _advice_on_several(parts: list[str], country_code: str) -> str:
    """Return how to write several numbers, with all of them where all are known."""
    first = _meant(parts[0], country_code)
    rest = [_meant(part, country_code) or _completed(first, part) for part in parts[1:]]
    each = ", ".join(f'"{written}"' for written in (first, *rest))
    known = f": {each}" if first and all(rest) else ""
    return f"write each number in quotes of its own{known}"


def _misfit(number: str) -> str:
    """Say what the numbering plans find wrong with a number that has a `+` and no slip."""
    try:
        parsed = phonenumbers.parse(number)
    except NumberParseException as error:
        digits = re.sub(r"\D", "", number)
        return _FAILURES.get(error.error_type, _NOT_A_NUMBER).format(digits[:3])
    if parsed.extension:
        return _EXTENDED
    length = _LENGTHS.get(phonenumbers.is_possible_number_with_reason(parsed))
    return f"{length} +{parsed.country_code}" if length else _NOT_A_NUMBER


def _meant(number: str, country_code: str) -> str:
    """Return the international number that is most likely meant, or nothing."""
    return next(filter(None, _guesses(number, country_code)), "")


def _guesses(number: str, country_code: str) -> Iterator[str]:
    """Yield what may be meant, the likeliest first, and `""` for what is no such thing."""
    yield _national(number, country_code)
    mended = mend(number, _REPAIRS)[1].strip()
    digits = mended.lstrip("+")
    yield _assigned(mended)
    if re.fullmatch(_SPELT, mended):
        yield _assigned(phonenumbers.convert_alpha_characters_in_number(mended))
    yield _national(digits, country_code)
    if len(re.sub(r"\D", "", digits)) >= _WHOLE_WITH_CODE:
        yield _assigned(f"+{digits}")
    yield international(mended) if can_exist(mended) else ""


def _national(number: str, country_code: str) -> str:
    """Write a national number internationally, if it is in an assigned range."""
    return (
        _assigned(in_country(number, country_code)) if re.fullmatch(r"[^a-zA-Z]*", number) else ""
    )


def _assigned(number: str) -> str:
    """Write a number in groups, if it is in an assigned range."""
    return international(number) if is_assigned(number) else ""


def _completed(first: str, rest: str) -> str:
    """Return the number that differs from `first` in its last digits: `609 1234/35`."""
    digits = re.sub(r"\D", "", rest)
    return _assigned(e164(first)[: -len(digits)] + digits) if first else ""


def _parts(number: str) -> list[str]:
    """Return the numbers of which `number` is a list, or nothing."""
    parts = [part for part in re.split(_BETWEEN, number) if re.search(r"\d", part)]
    lengths = [len(re.sub(r"\D", "", part)) for part in parts]
    shortest = _REST - 1 if "/" in number else _REST
    is_list = len(parts) > 1 and lengths[0] >= _WHOLE and min(lengths) >= shortest
    return parts if is_list else []


def _extension(number: str) -> tuple[str, str] | None:
    """Split an extension from a number."""
    match = re.match(_EXTENSION, number)
    return (match["bare"], match["ext"]) if match else None


@cache
def _area_codes() -> frozenset[str]:
    """Return the area codes by which countries with the calling code +1 are known."""
    shared = (country for country in countries() if country.calling_code == f"+{_SHARED}")
    return frozenset(code for country in shared for code in country.area_codes)


@cache
def _parsed(number: str) -> PhoneNumber | None:
    # Letters that stand for digits, as in +1 800 FLOWERS, are not how a number is dialled here.
    if not number.lstrip().startswith("+") or re.search(r"[^\W\d_]", number):
        return None
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return None
    # An extension has its own key: E.164 would drop one that is written here.
    return None if parsed.extension else parsed
