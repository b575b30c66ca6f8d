"""Telephone numbers: what E.164 and the world's numbering plans say of them."""

import re

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, ValidationResult


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
