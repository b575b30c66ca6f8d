"""Telephone numbers as written: what somebody meant, what is wrong, and corrections.

Of valid numbers, `fieldtypes/numbering_plan` knows formats and lines; other packages use it through
this module.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from cmcct.diagnostics import Advice, Items, advise_text, make_advice
from cmcct.fieldtypes.corrections import Correction, Fault, correct, has_words, to_half_width
from cmcct.fieldtypes.numbering_plan import (
    EITHER,
    EXTENDED,
    MAX_LENGTH,
    MOBILE,
    add_area_code,
    belongs_to,
    can_exist,
    convert_letters,
    describe_fault,
    describe_length,
    find_trunk_prefix,
    format_e164,
    format_if_assigned,
    format_international,
    format_patterns,
    internationalise,
    is_assigned,
    is_mobile,
    is_own,
    is_plain,
    line_type,
)
from cmcct.i18n.messages import Message, SafeText, _, join_or
from cmcct.text.folding import fold

__all__ = [
    "EITHER",
    "MAYBE_PRIVATE",
    "MOBILE",
    "OR_NATIONAL",
    "WrittenNumber",
    "belongs_to",
    "can_exist",
    "check_phone",
    "compile_pattern",
    "describe_start",
    "format_e164",
    "format_international",
    "has_service_code",
    "is_assigned",
    "is_marked_private",
    "is_mobile",
    "is_plain",
    "line_type",
    "read_numbers",
    "split_code",
    "starts_with_prefix",
]

_NO_FORM = _("write + and the country code before the number")
_NO_PLUS = _("no + and country code")
# Translators: {digits} is the 0 that is dialled before a number inside its country only
_TRUNK = _("a {digits} after the country code")
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
    Correction(_("two + signs"), r"\+[\s+]*\+", "+"),
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
    "is the number private? do not save it here: what is saved stays readable, even if it is "
    "removed later"
)
# Words for a private number or a home, folded. Many are parts of other names: Home Affairs, Casa de
# la Mujer, in particular, private sector.
_PRIVATE = re.compile(
    r"""(?x)\b(?:
    priv | (?<!\bsecteur\ )prive[es]?s? | prive(?:nummer|telefoon|mobiel|lijn) | privately
    | private(?!\ (?:sector|office|secretary)\b) | (?<!\bsector\ )privad[oa]s?
    | (?<!\bin\ )particular(?:es)? | perso | persoonlijke?
    | (?<!\bde\ )(?<!\bdel\ )(?<!\bel\ )personal(?:es)?
    | (?<!\bdu\ )(?<!\bde\ )(?<!\ble\ )personnel(?:le)?s?
    | confiden[ct]ial | confidentiel(?:le)? | vertrouwelijke? | unlisted | residen(?:ce|cia)
    | (?<!\bchildrens\ )(?<!\bchilds\ )(?<!\bnursing\ )
      home(?!\ (?:affairs|office|secretary|security)\b)
    | thuis(?:nummer|telefoon)? | domicil(?:io|e) | (?:casa|maison|huis|chez\ (?:lui|elle))$
    | secret(?!\ service) | (?<!\bservicio\ )secret[oa] | secrete | geheim
    | geheime(?!\ dienst)
    )\b"""
)
_BETWEEN = r"(?i)\s*[/;,|&]\s*|\s+(?:or|and|o|y|of|en|ou|et)\s+|(?<=\d)\s+(?=\+)"
_BETWEEN_DIGITS = r"[^0-9A-Za-z\n]{0,3}"  # as numbers are written in a text
_NOT_DIGITS = re.compile("[^0-9]+")
_NOTHING = "(?!)"  # a pattern that finds nothing
_MIN_DIGITS = 7  # digits of the shortest number to dial within most countries
_MIN_DIGITS_WITH_CODE = 9  # digits of the shortest number with country code
_MIN_REST_DIGITS = 3  # least digits of an abbreviated second number; one less after a slash
_SPELT = r"\+1[\s().-]*\d{3}[\s().-]*[A-Z\d-]+"  # +1 800 FLOWERS, a form used in +1 only
_EXTENSION = r"""(?ix) ^(?P<bare>.*\d) [\s,;(]*
    (?: e?xt(?:ensi[oó]n)? | x | \# | ~ | poste | toestel | tst | anexo | interno | int )
    [.:=\s]* (?P<ext>\d{1,7}) [\s)]*$"""
# Translators: {advice} is: write "+592 609 1234"
OR_NATIONAL = _("{advice}, or add national = true if it works only inside the country")
EACH_AS = _("put each number in its own quotes: {numbers}")
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
    parts = _split_numbers(text[:MAX_LENGTH])
    for part in parts or [text[:MAX_LENGTH]]:
        bare, ext = _split_extension(part) or (part, "")
        is_whole = is_plain(bare) or not (has_service_code(bare) or _has_other_words(bare))
        likely = _most_likely(bare, country_code) if is_whole else ""
        # Behind an extension, or without a slash, it may be another extension.
        is_abbreviated = "/" in text and not any(one.ext for one in read)
        if not likely and read and is_abbreviated:
            likely = _expand_short(read[-1].number, bare)
        read.append(WrittenNumber(likely or (part.strip() if parts else text), ext))
    return read


def split_code(number: str) -> tuple[str, str]:
    """Return the digits of a number: its country code, and the others; of no code, all of them."""
    code, _space, national = format_international(number).partition(" ")
    if not (number.startswith("+") and national):
        code, national = "", number
    return _NOT_DIGITS.sub("", code), _NOT_DIGITS.sub("", national)


@cache
def compile_pattern(number: str) -> re.Pattern[str]:
    """Return the pattern that finds a number in a text: in any spelling, with or without code."""
    code, digits = split_code(number)
    written = _BETWEEN_DIGITS.join(digits) or re.escape(number) or _NOTHING
    with_code = _BETWEEN_DIGITS.join((*code, written))
    return re.compile(f"(?<![0-9])(?:{with_code}|{written})(?![0-9])")


def has_service_code(number: str) -> bool:
    """Return whether a number contains a service code: `*21*…#` forwards calls."""
    return bool(_CODE.search(number))


def is_marked_private(text: str) -> bool:
    """Return whether words beside a number say that it is private, at home or secret."""
    return bool(_PRIVATE.search(fold(text)))


def _has_other_words(number: str) -> bool:
    slips, _corrected = correct(number, _CORRECTIONS)
    return not all(slip.is_safe for slip in slips)


def check_phone(number: str, country_code: str, *, is_mobile: bool = False) -> Fault:
    """Return the problem of an impossible number, and its fix.

    A mobile number works from abroad; of others, the hint says that some do not.
    """
    form = _number_format(number, country_code)
    if len(number) > MAX_LENGTH:
        return Fault(_("too long"), form)
    if parts := _split_numbers(number):
        return Fault(_("two numbers in one"), _advice_on_several(number, parts, country_code))
    bare, ext = _split_extension(number) or (number, "")
    if has_service_code(bare):
        return Fault(_SERVICE_CODE, form)
    written = _most_likely(bare, country_code) or _only_reading(bare, country_code)
    is_safe = _has_one_reading(bare, country_code)
    hint = advise_text(written, is_safe=is_safe) if written else form
    if not ext:
        detail = _describe_fault(number, country_code)
        may_be_national = detail is _NO_PLUS and not is_mobile
        return Fault(detail, _or_national(hint) if may_be_national else hint)
    if written:
        text = WITH_EXT.with_values(number=written, ext=ext)
        hint = make_advice(text, {"number": written, "ext": ext}, is_safe=is_safe)
    return Fault(EXTENDED, hint)


def _describe_fault(number: str, country_code: str) -> Message:
    """Return a short description of the problem of a single number."""
    if not re.search(r"\d", number):
        return _("no digits in it")
    if prefix := _find_prefix(number, country_code):
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


def _number_format(number: str, country_code: str) -> Message:
    """Return how to write a number, with `#` for unknown digits."""
    forms = [SafeText(f'"{form}"') for form in format_patterns(number, country_code)]
    return _("write {words}", words=join_or(forms)) if forms else _NO_FORM


def describe_start(number: str, country_code: str) -> Message:
    """Return how a number begins, without the number: for a log."""
    for form in format_patterns(number, country_code):
        code = SafeText(form.split()[0])
        return _("begin with {code}, then all digits", code=code)
    return _NO_FORM


def _advice_on_several(text: str, parts: list[str], country_code: str) -> Message:
    """Return how to write several numbers, spelt out if all can be completed."""
    numbers: list[str] = []
    for part in parts:
        before = numbers[-1] if numbers else ""
        numbers.append(_most_likely(part, country_code) or _expand_short(before, part))
    if not all(numbers):
        return EACH_AS.with_values(numbers=SafeText('"…", "…"'))
    each = ", ".join(f'"{written}"' for written in numbers)
    hint = EACH_AS.with_values(numbers=each)
    others = [part for part in re.split(_BETWEEN, text) if part not in parts]
    is_safe = not has_words(others) and all(_has_one_reading(part, country_code) for part in parts)
    return make_advice(hint, Items((*numbers,)), is_safe=is_safe)


def _most_likely(number: str, country_code: str) -> str:
    """Return the international number that people of a country mean by a text, or "".

    A text with `+` is what it says. Without it, a number of another country is none that is meant,
    since in `001 501 222 1234` the prefix may be 00 or 001: Arkansas or Belize.
    """
    readings = [*_readings(number, country_code)]
    if not _has_plus(number):
        readings = [one for one in readings if is_own(one, country_code)]
        if not country_code and len({*map(format_e164, readings)}) > 1:
            return ""
    return next(iter(readings), "")


def _only_reading(number: str, country_code: str) -> str:
    """Return the international number that a text can be, in whatever country, if it is one."""
    readings = {format_e164(one): one for one in _readings(number, country_code)}
    return next(iter(readings.values())) if len(readings) == 1 else ""


def _has_one_reading(number: str, country_code: str) -> bool:
    """Return whether a text is one number and that of its country, and no word was dropped."""
    likely = _most_likely(number, country_code)
    is_one = bool(likely) and bool(_only_reading(number, country_code))
    return is_one and not _has_other_words(number)


def _has_plus(number: str) -> bool:
    mended = correct(number, _CORRECTIONS)[1].strip("( ")
    return mended.startswith("+") and not starts_with_prefix(number)


def _find_prefix(number: str, country_code: str) -> str:
    """Return the international prefix of a text, as its likeliest reading has it, or ""."""
    found = {prefix: format_e164(one) for prefix, one in _without_prefix(number)}
    likely = format_e164(_most_likely(number, country_code))
    return next((prefix for prefix in found if found[prefix] == likely), next(iter(found), ""))


def starts_with_prefix(number: str) -> bool:
    """Return whether a text begins with an international prefix: `00 592 220 1234`."""
    return any(True for _ignored in _without_prefix(number))


def _without_prefix(number: str) -> Iterator[tuple[str, str]]:
    """Yield each international prefix that a text begins with, and the number with `+` instead."""
    mended = correct(number, _BEFORE_PREFIX)[1]
    for prefix, pattern in _PREFIXES.items():
        if match := pattern.match(mended):
            yield prefix, f"+{mended[match.end() :]}"


def _readings(number: str, country_code: str) -> Iterator[str]:
    """Yield the numbers that a text can be, most likely first."""
    return filter(None, _candidates(number, country_code))


def _candidates(number: str, country_code: str) -> Iterator[str]:
    """Yield candidate numbers, most likely first; "" for a failed guess."""
    yield internationalise(number, country_code)
    for _prefix, text in _without_prefix(number):
        yield format_if_assigned(text)
    mended = correct(number, _CORRECTIONS)[1].strip()
    digits = mended.lstrip("+")
    yield format_if_assigned(mended)
    if re.fullmatch(_SPELT, mended):
        yield format_if_assigned(convert_letters(mended))
    yield internationalise(digits, country_code)
    if len(re.sub(r"\D", "", digits)) >= _MIN_DIGITS_WITH_CODE:
        yield format_if_assigned(f"+{digits}")
    yield format_international(mended) if can_exist(mended) else ""
    yield add_area_code(digits, country_code)


def _expand_short(first: str, rest: str) -> str:
    """Return `first` with its last digits replaced by those of `rest`: `609 1234/35`.

    An international number that is too short, or an emergency number, is not expanded: it would be
    a stranger's.
    """
    digits = re.sub(r"[\s-]", "", rest)
    if not (first and _LAST_DIGITS.fullmatch(digits)) or _EMERGENCY.fullmatch(digits):
        return ""
    return format_if_assigned(format_e164(first)[: -len(digits)] + digits)


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
