"""Rules about the spelling of a person's name and the family name."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path

from cmcct.check.rules.registry import iter_entries, needs_name, rule
from cmcct.diagnostics import WARNING, Finding, Keys, make_advice
from cmcct.errors.suggest import closest
from cmcct.i18n.messages import Message, _, join_and
from cmcct.model.entities import FocalPoint
from cmcct.model.loader import ParsedTable, ParseResult
from cmcct.reference.countries import Country

_MAX_WORDS = 20  # words of a name that are searched for a family name
_MIN_UNCLEAR_WORDS = 3  # with this many words, the last may not be the family name
_MIN_WORD_LENGTH = 3  # letters of a word that is longer than initials
_MAX_INITIALS_LENGTH = 2  # letters of a word that may be initials: DR Example
_WITH_WORD = 2  # a spelt-out honorific needs more words: Inspector General is a function

_LISTS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_HONORIFICS, _WITH_DOT, _SPELT_OUT, PARTICLES = (
    frozenset(_LISTS[name]) for name in ("abbreviated", "with-dot", "spelt-out", "particles")
)
_GLUED = re.compile(r"^(\s*[^\W\d_]{2,}\.)(?=[^\W\d_]{2})")  # Dr.Ada, not J.Example
_IN_FRENCH = ("m", "me")  # Monsieur, Maître; outside French, an initial or a given name
AFTER_NAME = re.compile(  # Jr., PhD, LL.B., MBA, OBE, KC, MP, III
    r"(?:[JS][rR]|Esq|Ph\.? ?D|M\.?D|D\.?Phil|LL\.?[BM]|[BM]\.?[Ss]\.?[Cc]|[BM]\.?A|M\.?B\.?A"
    r"|[MOC]\.?B\.?E|J\.?[PD]|M\.?P|[KQ]\.?C|C\.?P\.?A|R\.?N|I{2,3}|IV)\.?"
)

# Hints for a family name, with a part of the name: the one that is like it, or any.
LIKE_PART = _('write family_name="{part}"')
# Translators: the words of the name that are the family name
ANY_PART = _('write the family-name part of "{name}", for example family_name="{part}"')


@rule()
def family_name_not_in_name(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """`family_name` is part of `name`, spelled the same: lists are sorted by it."""
    for table, point in iter_entries(parsed):
        is_nameless = needs_name(table) and not point.name.strip()
        if is_nameless or table.is_unreadable("name"):
            continue  # reported by another rule
        if _compose(point.family_name) not in _compose(point.name):
            suggest = _remove_comma if "," in point.name else _family_name
            message = _("the family name is not part of the name")
            yield Finding(table.path_of("family_name"), message, suggest(point), point.id)


def _compose(text: str) -> str:
    """Return a text in Unicode NFC: composed and decomposed accents look the same."""
    return unicodedata.normalize("NFC", text)


def _family_name(point: FocalPoint) -> Message:
    """Return the hint for a family name: the spelling in the name, else the name's words."""
    words = point.name.split()[:_MAX_WORDS]
    if not words:
        return _("remove the family name, or add the name")
    runs = [" ".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, len(words) + 1)]
    meant = closest(point.family_name, runs, limit=1)
    last = [word for word in point.name.split()[1:] if not word.endswith(".")][-2:]
    example = meant[0] if meant else " ".join(last or words)
    hint = (LIKE_PART if meant else ANY_PART).with_values(name=point.name, part=example)
    return make_advice(hint, example, is_safe=False) if meant else hint


@rule(WARNING)
def family_name_unclear(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """An entry whose name has three or more words has a `family_name`.

    Without `family_name`, lists are sorted by the last word: Ana Example Pérez would be under P.
    """
    for table, point in _persons(parsed):
        is_given = point.family_name.strip() or table.is_unreadable("family_name")
        if is_given or "," in point.name:
            continue
        words = split_honorifics(point.name, point.country)[1].split()
        if len(words) >= _MIN_UNCLEAR_WORDS:
            message = _("which part is the family name?")
            two, last = " ".join(words[-2:]), words[-1]
            hint = _(
                'add family_name = "{two}" or family_name = "{last}", '
                'or run: cmcct set {id} family_name="…"',
                two=two,
                last=last,
                id=point.id,
            )
            yield Finding(table.path_of("name"), message, hint, point.id)


@rule(WARNING)
def honorific_in_name(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """An honorific (Dr, Lic., Mme, Drs., Insp.) is in the key `honorific`, not in `name`.

    In `name`, address books treat it as the given name, and the same person without it counts as
    another person.
    """
    for table, point in _persons(parsed):
        honorific, name = split_honorifics(point.name, point.country)
        if honorific and "," not in point.name:
            message = _("the name contains an honorific")
            hint = _(
                "write {words}", words=join_and([f'honorific = "{honorific}"', f'name = "{name}"'])
            )
            hint = make_advice(hint, Keys({"honorific": honorific, "name": name}))
            if point.honorific.strip() or table.is_unreadable("honorific"):
                is_same = point.honorific.strip() == honorific
                hint = make_advice(
                    _("write {words}", words=f'name = "{name}"'), name, is_safe=is_same
                )
            yield Finding(table.path_of("name"), message, hint, point.id)


@rule(WARNING)
def name_in_capitals(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """A name is spelled as the person spells it, not all in capitals.

    Lists and address books show it unchanged, and the correct lower-case letters cannot be
    recovered: `VAN DER BERG`, `MCKENZIE`.
    """
    for table, point in _persons(parsed):
        # The hints of the rules about commas and honorifics come first.
        if (
            _is_in_capitals(point.name)
            and "," not in point.name
            and not split_honorifics(point.name, point.country)[0]
        ):
            message = _("the name is written in capitals")
            yield Finding(table.path_of("name"), message, _suggest_spelling(point), point.id)


def _suggest_spelling(point: FocalPoint) -> Message:
    """Return the hint for a name in capitals, and for the family name if it is in capitals too."""
    name = to_title_case(point.name)
    keys = {"name": name}
    if point.family_name.isupper():
        keys["family_name"] = " ".join(name.split()[-len(point.family_name.split()) :])
    words = join_and(f'{key} = "{text}"' for key, text in keys.items())
    hint = _("write {words} if the person spells it this way", words=words)
    return make_advice(hint, Keys(keys), is_safe=False)


def _is_in_capitals(name: str) -> bool:
    """Return whether a name of several words is in capitals, other than initials only."""
    if not name.isupper():
        return False
    words = re.findall(r"[^\W\d_]+", _compose(name))
    return len(words) > 1 and any(len(word) >= _MIN_WORD_LENGTH for word in words)


def to_title_case(name: str) -> str:
    """Return a name in capitals in its usual spelling: `Ana de la Cruz`, `Ian McKenzie`."""
    first, *rest = _compose(name).split() or [""]
    return " ".join([_title_word(first), *map(title_part, rest)])


def title_part(word: str) -> str:
    """Return a further word of a name in capitals in its usual spelling; particles are small."""
    return word.lower() if word.lower() in PARTICLES else _title_word(word)


def _title_word(word: str) -> str:
    if re.fullmatch("I{2,3}|IV", word):
        return word  # a Roman numeral
    return re.sub(r"\bMc([a-z])", lambda match: f"Mc{match[1].upper()}", word.title())


@rule(WARNING)
def comma_in_name(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """A name is in spoken order, without a comma.

    `Example, Ada` comes from a sorted list; here `family_name` sets the order. A degree after the
    name belongs in `title`.
    """
    for table, point in _persons(parsed):
        if "," in point.name:
            message = _("the name contains a comma")
            yield Finding(table.path_of("name"), message, _remove_comma(point), point.id)


def _remove_comma(point: FocalPoint) -> Message:
    """Return the hint for a name with a comma."""
    first, *rest = [" ".join(part.split()) for part in point.name.split(",")]
    if first and rest and all(AFTER_NAME.fullmatch(part) for part in rest):
        return _('write name = "{name}" and move the rest to title', name=first)
    if not first or len(rest) != 1 or not rest[0]:
        return _("write the given names first, without a comma")
    name = f"{rest[0]} {first}"
    hint = _(
        'write name = "{name}" and family_name = "{family}" if this is one person',
        name=name,
        family=first,
    )
    return make_advice(hint, Keys({"name": name, "family_name": first}), is_safe=False)


@rule(WARNING)
def vacant_with_name(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """A vacant seat has no name.

    Otherwise people call someone who is not there. If the person has left and has no successor,
    keep the name and write `status = "left"`.
    """
    for table, point in iter_entries(parsed):
        if point.status == "vacant" and point.name.strip():
            message = _("a vacant seat must not have a name")
            hint = _('remove the name, or write status = "active" or "left"')
            yield Finding(table.path_of("name"), message, hint, point.id)


def _persons(parsed: ParseResult) -> Iterator[tuple[ParsedTable, FocalPoint]]:
    """Yield the entries of persons; the name of a desk may be any text."""
    for table, point in iter_entries(parsed):
        if needs_name(table):
            yield table, point


@lru_cache(maxsize=8_192)  # an import and several rules ask for the same names
def split_honorifics(name: str, country: Country) -> tuple[str, str]:
    """Split a name into honorifics and the rest: `Prof. Dr.`, `Ada Example`."""
    is_french = "fr" in country.languages
    words = _GLUED.sub(r"\1 ", name).split()
    count = 0
    while count < len(words) - 1 and _is_honorific(words[count:], is_french=is_french):
        count += 1
    return " ".join(words[:count]), " ".join(words[count:])


def _is_honorific(words: list[str], *, is_french: bool) -> bool:
    """Return whether the first word is certainly an honorific, not a name, initial or function."""
    first, then = words[0], words[1]
    word, has_dot = first.rstrip(".").lower(), first.endswith(".")
    if first.isupper() and len(first) <= _MAX_INITIALS_LENGTH and not has_dot:
        return False
    if word == "the":
        return len(words) > _WITH_WORD and _is_honorific(words[1:], is_french=is_french)
    if word in _IN_FRENCH:
        return is_french and len(then.rstrip(".")) > 1
    if word in _SPELT_OUT:
        # Excludes "Captain of the Port" and "Inspector General".
        return len(words) > _WITH_WORD and then[0].isupper()
    return word in _HONORIFICS or (has_dot and word in _WITH_DOT)
