"""Telephone numbers: validity by E.164 and national numbering plans, and corrections."""

import re
from collections.abc import Iterator
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

from cmcct.diagnostics import Advice, Items, advise, write
from cmcct.fieldtypes.corrections import Correction, Fault, correct, to_half_width
from cmcct.i18n.messages import Message, SafeText, _, join_or
from cmcct.reference.countries import Country, all_countries

_MAX_CODE_DIGITS = 3  # digits of the longest calling code
_SHARED = 1  # calling code of North America and most of the Caribbean, with area codes by country
_MAX_LENGTH = 100  # characters; the repair patterns are slow on longer texts
_FORM = _("write it as {forms}")
_NO_FORM = _("write + and the country code before the number")
_NO_PLUS = _("no + and country code")
_NOT_A_NUMBER = _("not a phone number")
# Translators: a telephone number with the extension of a desk behind it
_EXTENDED = _("an extension in it")
_CODE = re.compile("[*#]")
# Translators: * and # are keys of a telephone; a service code such as *21# runs something
_SERVICE_CODE = _("a service code with * or # in it")
# Translators: of a telephone number; {code} is the code of its country
_SHORT = _("too short for +{code}")

# Most numbers are written like this; the length is that of E.164.
_PLAIN = re.compile(r"\+[1-9](?: ?[0-9]){6,14}")

MOBILE = "mobile"
EITHER = "mobile or landline"
_LINES = {PhoneNumberType.MOBILE: MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE: EITHER}
_LENGTHS = {
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: _SHORT,
    ValidationResult.TOO_SHORT: _SHORT,
    ValidationResult.INVALID_LENGTH: _SHORT,
    ValidationResult.TOO_LONG: _("too long for +{code}"),
}
_FAILURES = {
    NumberParseException.INVALID_COUNTRY_CODE: _("no country has the code +{code}"),
    NumberParseException.TOO_SHORT_AFTER_IDD: _("too short"),
    NumberParseException.TOO_SHORT_NSN: _("too short"),
    NumberParseException.TOO_LONG: _("too long"),
}
_WORDS = "cel|celular|cell|bureau|fax|home|mobile|mobiel|móvil|oficina|office|only|whatsapp|work"
_CORRECTIONS = (
    Correction(_("a full-width character"), "[\uff01-\uff5e]", to_half_width),
    Correction(_("words in front of it"), r"^\s*[^\W\d_]{2}[^\d+(]*(?=[\d+(])", "", is_safe=False),
    Correction(
        _("words after it"),
        rf"(?i)\s*\(\D*[^\W\d_]\D*\)\s*$|(?<=\d)[\s,-]+(?:{_WORDS})$",
        "",
        is_safe=False,
    ),
    Correction(_("two + signs"), r"\+[\s+]*\+", "+"),
    Correction(_('a "(0)" in it'), r"\(0\)", " "),
    Correction(_("00 instead of +"), r"^\s*\(?\+?00\)?[\s.-]*(?=[1-9(])", "+"),
    Correction(_("011 instead of +"), r"^\s*\(?\+?011\)?[\s.-]*(?=[1-9(])", "+"),
    Correction(_("a 0 after the +"), r"^\s*\+[\s(]*0+", "+"),
    Correction(_("the letter O instead of a 0"), r"(?<=[\doO\s-])[oO](?=[oO]*(?:[\d\s-]|$))", "0"),
    Correction(_("the letter l instead of a 1"), r"(?<=[\d\s-])[lI|](?=[\d\s-]|$)", "1"),
    Correction(_("letters in it"), r"[^\W\d_]"),
)
_BETWEEN = r"(?i)\s*[/;,|&]\s*|\s+(?:or|and|o|y|of|en|ou|et)\s+|(?<=\d)\s+(?=\+)"
_MIN_DIGITS = 7  # digits of the shortest number to dial within most countries
_MIN_DIGITS_WITH_CODE = 9  # digits of the shortest number with country code
_MIN_REST_DIGITS = 3  # least digits of an abbreviated second number; one less after a slash
_SPELT = r"\+1[\s().-]*\d{3}[\s().-]*[A-Z\d-]+"  # +1 800 FLOWERS, a form used in +1 only
_EXTENSION = r"""(?ix) ^(?P<bare>.*\d) [\s,;(]*
    (?: e?xt(?:ensi[oó]n)? | x | \# | ~ | poste | toestel | tst | anexo | interno | int )
    [.:=\s]* (?P<ext>\d{1,7}) [\s)]*$"""
# Translators: {advice} is: write "+592 609 1234"
OR_NATIONAL = _("{advice}, or add national = true if it works only inside the country")


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
    parsed = _parse(number)
    possible = ValidationResult.IS_POSSIBLE
    return parsed is not None and phonenumbers.is_possible_number_with_reason(parsed) == possible


@cache
def is_assigned(number: str) -> bool:
    """Return whether an international number is in an assigned range."""
    parsed = _parse(number)
    if parsed is None:
        return False
    return any(_find_kinds(parsed) or ()) or _number_type(number) != PhoneNumberType.UNKNOWN


def is_mobile(number: str) -> bool:
    """Return whether an international number is certainly a mobile number.

    False where landlines and mobiles share ranges, as in North America.
    """
    parsed = _parse(number)
    if parsed is None:
        return False
    kinds = _find_kinds(parsed)
    if kinds and (kinds.is_landline or not kinds.is_mobile):
        return False
    return _number_type(number) == PhoneNumberType.MOBILE


def line_type(number: str, country_code: str) -> str:
    """Return the line type: `MOBILE`, `EITHER` if undecidable, or "".

    `country_code` is the country of a national number, or of one without its `+`.
    """
    try:
        parsed = phonenumbers.parse(number[:_MAX_LENGTH], country_code[:2] or None)
    except NumberParseException:
        return ""
    return _LINES.get(phonenumbers.number_type(parsed), "")


def belongs_to(number: str, country: Country) -> bool:
    """Return whether a number's calling code and area code match `country`.

    True for any international number if the country has no calling code.
    """
    parsed = _parse(number)
    if parsed is None or not country.calling_code:
        return parsed is not None
    if country.calling_code != f"+{parsed.country_code}":
        return False
    if parsed.country_code != _SHARED:
        return True
    area_code = _area_code(parsed)
    if country.area_codes:
        return area_code in country.area_codes
    return area_code not in _area_regions()


class WrittenNumber(NamedTuple):
    """A number that somebody wrote: in international form, or as written if it is unreadable."""

    number: str
    ext: str = ""


def read_numbers(text: str, country_code: str) -> list[WrittenNumber]:
    """Return the numbers in a text, such as `592-220-1234 / 609-1234`; national ones of a country.

    A text in which no number is readable is returned as it is.
    """
    read: list[WrittenNumber] = []
    for part in _split_numbers(text[:_MAX_LENGTH]) or [text[:_MAX_LENGTH]]:
        bare, ext = _split_extension(part) or (part, "")
        first = read[0].number if read else ""
        likely = "" if has_service_code(bare) else _most_likely(bare, country_code)
        read.append(WrittenNumber(likely or _expand_short(first, bare) or text, ext))
    return read


def has_service_code(number: str) -> bool:
    """Return whether a number contains a service code: `*21*…#` forwards calls."""
    return bool(_CODE.search(number))


def check_phone(number: str, country_code: str) -> Fault:
    """Return the problem of an impossible number, and its fix."""
    form = _number_format(number, country_code)
    if len(number) > _MAX_LENGTH:
        return Fault(_("too long"), form)
    if parts := _split_numbers(number):
        return Fault(_("two numbers in one"), _advice_on_several(parts, country_code))
    bare, ext = _split_extension(number) or (number, "")
    if has_service_code(bare):
        return Fault(_SERVICE_CODE, form)
    written = _most_likely(bare, country_code)
    is_safe = _has_one_reading(bare, country_code)
    hint = write(written, is_safe=is_safe) if written else form
    if not ext:
        detail = _describe_fault(number)
        return Fault(detail, _or_national(hint) if detail is _NO_PLUS else hint)
    if written:
        text = _('write {{ number = "{number}", ext = "{ext}" }}', number=written, ext=ext)
        hint = advise(text, {"number": written, "ext": ext}, is_safe=is_safe)
    return Fault(_EXTENDED, hint)


def _describe_fault(number: str) -> Message:
    """Return a short description of the problem of a single number."""
    if not re.search(r"\d", number):
        return _("no digits in it")
    slips, _ignored = correct(number, _CORRECTIONS)
    if slips:
        return slips[0].detail
    return _numbering_fault(number) if number.lstrip().startswith("+") else _NO_PLUS


def _or_national(advice: Message) -> Message:
    hint = OR_NATIONAL.with_values(advice=advice)
    if not isinstance(advice, Advice):
        return hint
    return advise(hint, advice.value, is_safe=advice.is_safe)


def _number_format(number: str, country_code: str) -> Message:
    """Return how to write a number, with `#` for unknown digits.

    An example number could belong to a real person.
    """
    forms = [SafeText(f'"{form}"') for form in _region_formats(_region(number, country_code))]
    return _FORM.with_values(forms=join_or(forms)) if forms else _NO_FORM


def _region(number: str, country_code: str) -> str:
    """Return the region with the number's calling code, else the entry's country."""
    region = country_code[:2]
    digits = re.sub(r"\D", "", number[:_MAX_LENGTH]) if number.lstrip().startswith("+") else ""
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
    known = groups[:1] if example.country_code == _SHARED and groups[0] in _area_regions() else []
    unknown = [re.sub(r"\d", "#", group) for group in groups[len(known) :]]
    return " ".join([code, *known, *unknown])


def _advice_on_several(parts: list[str], country_code: str) -> Message:
    """Return how to write several numbers, spelt out if all can be completed."""
    first = _most_likely(parts[0], country_code)
    rest = [_most_likely(part, country_code) or _expand_short(first, part) for part in parts[1:]]
    if not (first and all(rest)):
        return _("put each number in its own quotes")
    each = ", ".join(f'"{written}"' for written in (first, *rest))
    hint = _("put each number in its own quotes: {numbers}", numbers=each)
    is_safe = all(_has_one_reading(part, country_code) for part in parts)
    return advise(hint, Items((first, *rest)), is_safe=is_safe)


def _numbering_fault(number: str) -> Message:
    """Return the numbering plan's objection to a number with `+` and no other mistake."""
    try:
        parsed = phonenumbers.parse(number)
    except NumberParseException as error:
        digits = re.sub(r"\D", "", number)
        return _FAILURES.get(error.error_type, _NOT_A_NUMBER).with_values(code=digits[:3])
    if parsed.extension:
        return _EXTENDED
    fit = phonenumbers.is_possible_number_with_reason(parsed)
    return _LENGTHS.get(fit, _NOT_A_NUMBER).with_values(code=parsed.country_code)


def _most_likely(number: str, country_code: str) -> str:
    """Return the most likely intended international number, or ""."""
    return next(filter(None, _candidates(number, country_code)), "")


def _has_one_reading(number: str, country_code: str) -> bool:
    """Return whether all candidates are one number, and no word was dropped for it."""
    slips, _ignored = correct(number, _CORRECTIONS)
    found = {*map(format_e164, filter(None, _candidates(number, country_code)))}
    return len(found) == 1 and all(slip.is_safe for slip in slips)


def _candidates(number: str, country_code: str) -> Iterator[str]:
    """Yield candidate numbers, most likely first; "" for a failed guess."""
    yield _internationalise(number, country_code)
    mended = correct(number, _CORRECTIONS)[1].strip()
    digits = mended.lstrip("+")
    yield _format_if_assigned(mended)
    if re.fullmatch(_SPELT, mended):
        yield _format_if_assigned(phonenumbers.convert_alpha_characters_in_number(mended))
    yield _internationalise(digits, country_code)
    if len(re.sub(r"\D", "", digits)) >= _MIN_DIGITS_WITH_CODE:
        yield _format_if_assigned(f"+{digits}")
    yield format_international(mended) if can_exist(mended) else ""


def _internationalise(number: str, country_code: str) -> str:
    """Return a national number in international form if it is in an assigned range, else ""."""
    if re.search("[a-zA-Z]", number):
        return ""
    try:
        parsed = phonenumbers.parse(number, country_code[:2] or None)
    except NumberParseException:
        return ""
    return _format_if_assigned(phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL))


def _format_if_assigned(number: str) -> str:
    """Return a number in groups if it is in an assigned range, else ""."""
    return format_international(number) if is_assigned(number) else ""


def _expand_short(first: str, rest: str) -> str:
    """Return `first` with its last digits replaced by those of `rest`: `609 1234/35`.

    An international number that is too short is not expanded: it would be a stranger's.
    """
    if not first or rest.lstrip().startswith("+"):
        return ""
    digits = re.sub(r"\D", "", rest)
    return _format_if_assigned(format_e164(first)[: -len(digits)] + digits)


def _split_numbers(number: str) -> list[str]:
    """Return the numbers in a list of numbers, or []."""
    parts = [part for part in re.split(_BETWEEN, number) if re.search(r"\d", part)]
    lengths = [len(re.sub(r"\D", "", part)) for part in parts]
    shortest = _MIN_REST_DIGITS - 1 if "/" in number else _MIN_REST_DIGITS
    is_list = len(parts) > 1 and lengths[0] >= _MIN_DIGITS and min(lengths) >= shortest
    return parts if is_list else []


def _split_extension(number: str) -> tuple[str, str] | None:
    """Split a number and its extension; None without one."""
    match = re.match(_EXTENSION, number)
    return (match["bare"], match["ext"]) if match else None


def _area_code(parsed: PhoneNumber) -> str:
    """Return the area code of a +1 number, else ""."""
    return str(parsed.national_number)[:3] if parsed.country_code == _SHARED else ""


@cache
def _area_regions() -> dict[str, str]:
    """Return area code -> region, of those that identify a country within +1."""
    shared = (country for country in all_countries() if country.calling_code == f"+{_SHARED}")
    return {code: country.code for country in shared for code in country.area_codes}


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


def _find_kinds(parsed: PhoneNumber) -> _Kinds | None:
    """Return the kinds of a number; None if its region is unknown."""
    region = _only_region(parsed)
    if not region:
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
        return _area_regions().get(_area_code(parsed), "")
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
    if _PLAIN.fullmatch(number) and (plain := _parse_plain(number)):
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
