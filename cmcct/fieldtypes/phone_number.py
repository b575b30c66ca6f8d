"""Telephone numbers as written: what somebody meant, what is wrong, and corrections.

Of valid numbers, the phone library knows formats, lines and regions.
"""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import phonenumbers
from phonenumbers import (
    NumberParseException,
    PhoneMetadata,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberType,
    ValidationResult,
)

from cmcct.diagnostics import Advice, Items, advise_text, make_advice
from cmcct.errors.exceptions import CmcctError
from cmcct.fieldtypes.corrections import QUOTE, Correction, Fault, correct, has_words, to_half_width
from cmcct.i18n.messages import Message, SafeText, _, join_or, ngettext
from cmcct.reference.countries import Country, InSentence, all_countries, find_country, get_country
from cmcct.reference.toll_free import is_toll_free
from cmcct.text.folding import fold

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
_OLD_BENIN = re.compile(r"\+229\d{8}")  # since November 2024, 01 stands before the eight digits
# Translators: of a telephone number; {code} is the code of its country
_SHORT = _("too short for +{code}")

# Most numbers are written like this; the length is that of E.164.
_PLAIN = re.compile(r"\+[1-9](?: ?[0-9]){6,14}")

_LINES = {PhoneNumberType.MOBILE: MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE: EITHER}
_LENGTHS = {
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: _SHORT,
    ValidationResult.TOO_SHORT: _SHORT,
    ValidationResult.TOO_LONG: _("too long for +{code}"),
}
_FAILURES = {
    NumberParseException.INVALID_COUNTRY_CODE: _("no country has the code +{code}"),
    NumberParseException.TOO_SHORT_AFTER_IDD: TOO_SHORT,
    NumberParseException.TOO_SHORT_NSN: TOO_SHORT,
    NumberParseException.TOO_LONG: TOO_LONG,
}

_NO_FORM = _("write + and the country code before the number")
_NO_PLUS = _("no + and country code")
# Translators: {digits} is the 0 that is dialled before a number inside its country only
_TRUNK = _("a {digits} after the country code")
_TIME = r"(?:[01]?\d|2[0-4])[.:](?:00|15|30|45)"
HOURS = re.compile(rf"(?<![\d.]){_TIME}\s?[\u2013-]\s?{_TIME}(?![\d.]?\d)")  # 7.30-15.00
_CODE = re.compile("[*#]")
_LAST_DIGITS = re.compile("[0-9]{2,4}")
_EMERGENCY = re.compile("1[01][0-9]|9[19][0-9]")  # as the countries of the region have them
# Translators: * and # are keys of a telephone; a service code such as *21# runs something
_SERVICE_CODE = _("a service code with * or # in it")
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
    Correction(_("two {sign} signs", sign=SafeText("+")), r"\+[\s+]*\+", "+"),
    Correction(_('a "(0)" in it'), r"\(0\)", " "),
    Correction(_("a 0 after the +"), r"^\s*\+[\s(]*0+", "+"),
    Correction(_("the letter O instead of a 0"), r"(?<=[\doO\s-])[oO](?=[oO]*(?:[\d\s-]|$))", "0"),
    Correction(_("the letter l instead of a 1"), r"(?<=[\d\s-])[lI|](?=[\d\s-]|$)", "1"),
    Correction(_("letters in it"), r"[^\W\d_]"),
)
_BEFORE_PREFIX = _CORRECTIONS[:4]  # what may stand before an international prefix, or behind all
# Of each international prefix, the pattern of a number that begins with it.
_PREFIXES = {
    prefix: re.compile(rf"[\s(]*{sign}[\s().-]*{between.join(prefix)}[\s().-]*(?=[1-9])")
    for between in [r"[\s().-]*"]
    for prefix, sign in (("00", r"\+?"), ("011", r"\+?"), ("001", r"\+?"), ("119", ""))
}
# Translators: 00 or 011, which is dialled before the code of another country
_PREFIX_FOR_PLUS = _("{prefix} instead of +")
MAYBE_PRIVATE = _(
    "this may be private; do not save it here: what is saved stays readable, even if removed later"
)
_WORDS_BESIDE = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_PRIVATE, _SECRETARIAT_ONLY = (
    re.compile(rf"\b(?:{'|'.join(_WORDS_BESIDE[name])})\b")
    for name in ("private", "secretariat-only")
)
_BETWEEN = r"(?i)\s*[/;,|&]\s*|\s+(?:or|and|o|y|of|en|ou|et)\s+|(?<=\d)\s+(?=\+)"
_BETWEEN_DIGITS = r"[^0-9A-Za-z\n]{0,3}"  # as numbers are written in a text
_NOT_DIGITS = re.compile("[^0-9]+")
_MIN_DIGITS = 7  # digits of the shortest number to dial within most countries
_LOCAL_DIGITS = 7  # of a number with the country code 1, without its area code
_MIN_DIGITS_WITH_CODE = 9  # digits of the shortest number with country code
_MIN_REST_DIGITS = 3  # least digits of an abbreviated second number; one less after a slash
_SPELT = r"\+1[\s().-]*\d{3}[\s().-]*[A-Z\d-]+"  # +1 800 FLOWERS, a form used in +1 only
_EXTENSION = r"""(?ix) ^(?P<bare>.*\d) [\s,;(]*
    (?: e?xt(?:ensi[oó]n)? | x | \# | ~ | poste | toestel | tst | anexo | interno | int )
    [.:=\s]* (?P<ext>\d{1,7}) [\s)]*$"""
# Translators: {advice} is: write "+592 609 1234"
OR_NATIONAL = _("{advice}, or add national = true if it works only inside the country")
WITH_EXT = _('write {{ number = "{number}", ext = "{ext}" }}')


class WrittenNumber(NamedTuple):
    """A number that somebody wrote: in international form, or as written if it is unreadable."""

    number: str
    ext: str = ""


def read_numbers(text: str, country_code: str) -> list[WrittenNumber]:
    """Return the numbers in a text, such as `592-220-1234 / 609-1234`; national ones of a country.

    A part is returned as it is where no number is readable, or where it has words beside it: they
    may say that the number is somebody else's.
    """
    if is_plain(text) and (number := format_if_assigned(text)):  # most numbers of our own lists
        return [WrittenNumber(number)]
    read: list[WrittenNumber] = []
    parts = _split_numbers(text[:MAX_LENGTH], country_code)
    for part in parts or [text[:MAX_LENGTH]]:
        bare, ext = _split_extension(part) or (part, "")
        is_whole = is_plain(bare) or not (has_service_code(bare) or _has_other_words(bare))
        likely = _most_likely(bare, country_code) if is_whole else ""
        # Behind an extension, or without a slash, it may be another extension.
        is_abbreviated = "/" in text and not any(before.ext for before in read)
        if not likely and read and is_abbreviated:
            likely = _expand_short(read[-1].number, bare)
        read.append(WrittenNumber(likely or (part.strip() if parts else text), ext))
    return read


def split_code(number: str) -> tuple[str, str]:
    """Return the digits of a number: its country code, or none, and the others.

    A 0 in front of the others is left out: it is dialled within the country only.
    """
    code, _space, national = format_international(number).partition(" ")
    if not (number.startswith("+") and national):
        code, national = "", number
    digits = _NOT_DIGITS.sub("", national)
    return _NOT_DIGITS.sub("", code), digits.lstrip("0") or digits


@cache
def compile_pattern(number: str) -> re.Pattern[str]:
    """Return the pattern that finds a number in a text: as it is dialled, in any spelling.

    From abroad, it has the country code, perhaps behind an international prefix; within its
    country, perhaps a 0 in front; within its area, of a number with the code 1, seven digits.
    """
    code, digits = split_code(number)
    written = _BETWEEN_DIGITS.join(digits) or re.escape(number) or "(?!)"
    before = [f"(?:{'|'.join(_PREFIXES)})?", *code] if code else []
    forms = [_BETWEEN_DIGITS.join((*before, "0?", written)), f"(?:0{_BETWEEN_DIGITS})?{written}"]
    if code == "1":
        not_behind_area = "".join(rf"(?<![0-9]{between})" for between in (r"[\W_]", r"[\W_]{2}"))
        forms.append(not_behind_area + _BETWEEN_DIGITS.join(digits[-_LOCAL_DIGITS:]))
    return re.compile(f"(?<![0-9])(?:{'|'.join(forms)})(?![0-9])")


def has_service_code(number: str) -> bool:
    """Return whether a number contains a service code: `*21*…#` forwards calls."""
    return bool(_CODE.search(number))


def is_marked_private(text: str) -> bool:
    """Return whether words beside a number say that it is private, at home or secret."""
    return any(map(str.isalpha, text)) and bool(_PRIVATE.search(fold(text)))  # most are digits


def is_private_flag(key: str, value: object) -> bool:
    """Return whether a key says that what has it is private: `private = true`."""
    words = value if key == "sharing" else key
    is_word = isinstance(value, str | bool) and str(value).isalpha()
    return is_word and " " not in fold(key) and is_marked_private(str(words))


def is_for_secretariat(text: str) -> bool:
    """Return whether words beside a number say that only the secretariat may have it."""
    return bool(_SECRETARIAT_ONLY.search(fold(text)))


def _has_other_words(number: str) -> bool:
    return not all(slip.is_safe for slip in correct(number, _CORRECTIONS)[0])


def check_phone(number: str, country_code: str, *, is_mobile: bool = False) -> Fault:
    """Return the problem of an impossible number, and its fix.

    A mobile number works from abroad; of others, the hint says that some do not.
    """
    forms = [*map(SafeText, format_patterns(number, country_code))]
    form = _("write the number as {forms}", forms=join_or(forms)) if forms else _NO_FORM
    if len(number) > MAX_LENGTH:
        return Fault(_("too long"), form)
    if parts := _split_numbers(number, country_code):
        return Fault(_("two numbers in one"), _advice_on_several(number, parts, country_code))
    bare, ext = _split_extension(number) or (number, "")
    if has_service_code(bare):
        return Fault(_SERVICE_CODE, form)
    written = _most_likely(bare, country_code)
    if not written and starts_with_prefix(bare):  # `0044 …` names another country
        written = _only_reading(bare, country_code)
    is_safe = _has_one_reading(bare, country_code)
    hint = advise_text(written, is_safe=is_safe) if written else form
    if not written and (foreign := _explain_foreign(bare, country_code, form)):
        return foreign
    if not ext:
        detail = _describe_fault(number, country_code)
        return Fault(detail, _or_national(hint) if detail is _NO_PLUS and not is_mobile else hint)
    if written:
        text = WITH_EXT.with_values(number=written, ext=ext)
        hint = make_advice(text, {"number": written, "ext": ext}, is_safe=is_safe)
    return Fault(EXTENDED, hint)


def _explain_foreign(number: str, country_code: str, form: Message) -> Fault | None:
    """Return the fault of a number with the code of another country that is too short there."""
    region, parsed = _region(number, country_code), _parse(number)
    if not parsed or parsed.country_code == _SHARED or region == country_code[:2]:
        return None
    digits = phonenumbers.national_significant_number(parsed)
    missing = min((each.count("#") for each in _region_formats(region)), default=0) - len(digits)
    if missing <= 0:
        return None
    detail = ngettext(
        "+{code} is the code of {country}: {count} digit is missing",
        "+{code} is the code of {country}: {count} digits are missing",
        missing,
        code=parsed.country_code,
        country=InSentence(get_country(region)),
    )
    if not (own := internationalise(digits, country_code)):
        return Fault(detail, form)
    hint = _(
        '{advice}; if it is one of {country}, write "{number}"',
        advice=form,
        country=InSentence(get_country(country_code)),
        number=own,
    )
    hint.in_log = form
    return Fault(detail, hint)


def _describe_fault(number: str, country_code: str) -> Message:
    """Return a short description of the problem of a single number."""
    if not re.search(r"\d", number):
        return _("no digits in it")
    # The international prefix as the likeliest reading has it.
    readings = {prefix: format_e164(text) for prefix, text in _without_prefix(number, country_code)}
    likely = format_e164(_most_likely(number, country_code))
    likeliest = [prefix for prefix in readings if readings[prefix] == likely]
    if prefix := next(iter([*likeliest, *readings]), ""):
        return _PREFIX_FOR_PLUS.with_values(prefix=SafeText(prefix))
    slips, _ignored = correct(number, _CORRECTIONS)
    if slips:
        return slips[0].detail
    if trunk := find_trunk_prefix(number):
        return _TRUNK.with_values(digits=SafeText(trunk))
    if number.lstrip().startswith("+"):
        return describe_fault(number)
    return describe_length(number, country_code) or _NO_PLUS


def _or_national(advice: Message) -> Message:
    hint = OR_NATIONAL.with_values(advice=advice)
    if not isinstance(advice, Advice):
        return hint
    return make_advice(hint, advice.value, is_safe=advice.is_safe)


def describe_start(number: str, country_code: str) -> Message:
    """Return how a number begins, without the number: for a log."""
    for form in format_patterns(number, country_code):
        return _("begin with {code}, then all digits", code=SafeText(form.split()[0]))
    return _NO_FORM


def _advice_on_several(text: str, parts: list[str], country_code: str) -> Message:
    """Return how to write several numbers, spelt out if all can be completed."""
    numbers: list[str] = []
    for part in parts:
        before = numbers[-1] if numbers else ""
        numbers.append(_most_likely(part, country_code) or _expand_short(before, part))
    if not all(numbers):
        return QUOTE.with_values(values=SafeText('"…", "…"'))
    hint = QUOTE.with_values(values=", ".join(f'"{written}"' for written in numbers))
    between = [part for part in re.split(_BETWEEN, text) if part not in parts]
    is_safe = not has_words(between) and all(_has_one_reading(part, country_code) for part in parts)
    return make_advice(hint, Items((*numbers,)), is_safe=is_safe)


def _most_likely(number: str, country_code: str) -> str:
    """Return the international number that people of a country mean by a text, or "".

    A text with `+` is what it says. Without it, a number of another country is none that is meant,
    since in `001 501 222 1234` the prefix may be 00 or 001: Arkansas or Belize.
    """
    readings = [*filter(None, _candidates(number, country_code))]
    mended = correct(number, _CORRECTIONS)[1].strip("( ")
    if not mended.startswith("+") or starts_with_prefix(number):
        readings = [each for each in readings if is_own(each, country_code)]
        if not country_code and len({*map(format_e164, readings)}) > 1:
            return ""
    return next(iter(readings), "")


def _only_reading(number: str, country_code: str) -> str:
    """Return the international number that a text can be, in whatever country, if it is one."""
    candidates = filter(None, _candidates(number, country_code))
    readings = {format_e164(each): each for each in candidates}
    return readings.popitem()[1] if len(readings) == 1 else ""


def _has_one_reading(number: str, country_code: str) -> bool:
    """Return whether a text is one number and that of its country, and no word was dropped."""
    likely = _most_likely(number, country_code)
    is_one = bool(likely) and bool(_only_reading(number, country_code))
    return is_one and not _has_other_words(number)


def starts_with_prefix(number: str) -> bool:
    """Return whether a text begins with an international prefix: `00 592 220 1234`."""
    return any(True for _ignored in _without_prefix(number))


def _without_prefix(number: str, country_code: str = "") -> Iterator[tuple[str, str]]:
    """Yield each international prefix that a text begins with, and the number with `+` instead.

    The 0 before the code of its own country is one, too: `(0597) 211/299` of Suriname.
    """
    mended = correct(number, _BEFORE_PREFIX)[1]
    for prefix, pattern in _PREFIXES.items():
        if match := pattern.match(mended):
            yield prefix, f"+{mended[match.end() :]}"
    own = phonenumbers.country_code_for_region(country_code[:2])
    text = re.sub(rf"^[^\d+]*0(?={own or '$'})", "+", mended)
    if text != mended and is_assigned(text):
        yield "0", text


def _candidates(number: str, country_code: str) -> Iterator[str]:
    """Yield candidate numbers, most likely first; "" for a failed guess."""
    if HOURS.search(number):
        return
    yield internationalise(number, country_code)
    for _prefix, text in _without_prefix(number, country_code):
        yield format_if_assigned(text)
    mended = correct(number, _CORRECTIONS)[1].strip()
    digits = mended.lstrip("+")
    yield format_if_assigned(mended)
    if re.fullmatch(_SPELT, mended):
        yield format_if_assigned(phonenumbers.convert_alpha_characters_in_number(mended))
    yield internationalise(digits, country_code)
    if len(re.sub(r"\D", "", digits)) >= _MIN_DIGITS_WITH_CODE:
        yield format_if_assigned(f"+{digits}")
    code = "+229" if country_code == "BJ" and not mended.startswith("+") else ""
    yield renumber(f"{code}{mended}")
    yield format_international(mended) if can_exist(mended) else ""
    yield add_area_code(digits, country_code)


def renumber(number: str) -> str:
    """Return the present form of a number with `+` of an earlier numbering plan, or ""."""
    number = re.sub(r"[^\d+]", "", number)
    return format_if_assigned(f"+22901{number[4:]}") if _OLD_BENIN.fullmatch(number) else ""


def _expand_short(first: str, short: str) -> str:
    """Return `first` with its last digits replaced by those of `short`: `609 1234/35`.

    An international number that is too short, or an emergency number, is not expanded: it would be
    a stranger's.
    """
    digits = re.sub(r"[\s-]", "", short)
    if not (first and _LAST_DIGITS.fullmatch(digits)) or _EMERGENCY.fullmatch(digits):
        return ""
    return format_if_assigned(format_e164(first)[: -len(digits)] + digits)


def _split_numbers(number: str, country_code: str) -> list[str]:
    """Return the numbers in a list of numbers, or [] for one, such as `(0597) 211/299`."""
    parts = [part for part in re.split(_BETWEEN, number) if re.search(r"\d", part)]
    lengths = [len(re.sub(r"\D", "", part)) for part in parts]
    shortest = _MIN_REST_DIGITS - 1 if "/" in number else _MIN_REST_DIGITS
    if not parts[1:] or lengths[0] < _MIN_DIGITS or min(lengths) < shortest:
        return []
    is_one = not _most_likely(parts[0], country_code) and _most_likely(number, country_code)
    return [] if is_one else parts


def _split_extension(number: str) -> tuple[str, str] | None:
    """Split a number and its extension; None without one."""
    match = re.match(_EXTENSION, number)
    return (match["bare"], match["ext"]) if match else None


# Of valid numbers, what the phone library knows: formats, validity, lines and regions.


@cache
def format_e164(number: str) -> str:
    """Return an international number in E.164: `+592 609-1234` becomes `+5926091234`.

    Other text is returned unchanged.
    """
    parsed = _parse(number)
    return phonenumbers.format_number(parsed, PhoneNumberFormat.E164) if parsed else number


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
    # The library dials the (0) in a country without a trunk prefix, as +597.
    if "(0)" in number or find_trunk_prefix(number):
        return False
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
    return _number_type(number) != PhoneNumberType.UNKNOWN


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
        return _LINES.get(_number_type(number), "")
    parsed = _read(number[:MAX_LENGTH], country_code)
    return _LINES.get(phonenumbers.number_type(parsed), "") if parsed else ""


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


def internationalise(number: str, country_code: str) -> str:
    """Return a number in international form if it is in an assigned range, else "".

    `country_code` is the country of a national number.
    """
    if _parse(number):
        return format_if_assigned(number)
    parsed = None if re.search("[a-zA-Z]", number) else _read(number, country_code)
    if parsed is None:
        return ""
    return format_if_assigned(phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL))


def add_area_code(number: str, country_code: str) -> str:
    """Return a number behind the only area code of its country, if it is in use, else "".

    In Curaçao, where all numbers begin with 9, `518 1234` is dialled.
    """
    regions = _area_regions(phonenumbers.country_code_for_region(country_code[:2])).items()
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
    return tuple(dict.fromkeys(map(_format_pattern, _region_examples(region))))


def _region_examples(region: str) -> list[PhoneNumber]:
    kinds = (PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE)
    return [*filter(None, (phonenumbers.example_number_for_type(region, kind) for kind in kinds))]


def example_numbers(country_code: str) -> list[str]:
    """Return the phone library's landline and mobile number of a country; [] if it has none."""
    return [*map(_format_example, _region_examples(country_code[:2]))]


def _format_example(example: PhoneNumber) -> str:
    return format_international(phonenumbers.format_number(example, PhoneNumberFormat.E164))


def _format_pattern(example: PhoneNumber) -> str:
    code, *groups = _format_example(example).split()
    # Show the area code if it identifies the country, and not if there are many.
    area = groups[:1] if example.country_code == _SHARED and _area_code(example) else []
    unknown = [re.sub(r"\d", "#", group) for group in groups[len(area) :]]
    return " ".join([code, *area, *unknown])


def _area_code(parsed: PhoneNumber) -> str:
    """Return the area code of a number if it identifies a country within +1 or +599, else ""."""
    national = str(parsed.national_number)
    return next(filter(national.startswith, _area_regions(parsed.country_code or 0)), "")


@cache
def _area_regions(calling_code: int) -> dict[str, str]:
    """Return area code -> country, of the countries that share a calling code."""
    shared = (country for country in all_countries() if country.calling_code == f"+{calling_code}")
    return {
        code: country.code.partition("-")[0] for country in shared for code in country.area_codes
    }


@cache
def _number_type(number: str) -> int:
    """Return the library's type of an international number; UNKNOWN outside all ranges."""
    parsed = _parse(number)
    return PhoneNumberType.UNKNOWN if parsed is None else phonenumbers.number_type(parsed)


@cache
def _parse(number: str) -> PhoneNumber | None:
    if is_plain(number) and (plain := _parse_plain(number)):
        return plain
    # Vanity numbers such as +1 800 FLOWERS are not accepted.
    if not number.lstrip().startswith("+") or re.search(r"[^\W\d_]|[*#]", number):
        return None
    parsed = _read(number)
    # The extension has its own key; E.164 would drop it.
    return None if parsed is None or parsed.extension else parsed


def _read(number: str, country_code: str = "") -> PhoneNumber | None:
    """Return a number as the library reads it, a national one of a country; None if it cannot."""
    try:
        return phonenumbers.parse(number, country_code[:2] or None)
    except NumberParseException:
        return None


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
