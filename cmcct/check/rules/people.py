"""Rules about people: names, languages, duplicates, working groups, who validates."""

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Hashable, Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path

from cmcct.check.rules.registry import is_all_read, iter_entries, iter_items, needs_name, rule
from cmcct.diagnostics import WARNING, Finding, KeyPath, Keys, make_advice
from cmcct.errors.exceptions import LIST_HINTS, unknown_value_message
from cmcct.errors.suggest import closest, is_one_edit
from cmcct.fieldtypes import phone_number
from cmcct.i18n.messages import Message, SafeText, _, join_and, quote_text
from cmcct.model.entities import FocalPoint
from cmcct.model.loader import ParsedTable, ParseResult
from cmcct.privacy.levels import channel_key
from cmcct.reference import languages
from cmcct.reference.countries import Country, related_codes
from cmcct.search import duplicates
from cmcct.text.folding import fold

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


@rule()
def invalid_language(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """Languages are BCP 47 tags that start with an ISO 639 code: `en`, `pap`, `pt-BR`.

    `cmcct search --language` finds them by name in any of the four languages.
    `cmcct list languages` lists those in use.
    """
    for table, point, index, tag in iter_items(parsed, "languages"):
        if not languages.is_tag(tag):
            hint = languages.suggest_tag(tag.replace("_", "-")) or LIST_HINTS["language"]
            message = unknown_value_message("language", tag)
            yield Finding(table.path_of("languages", index), message, hint, point.id)


@rule(WARNING, suggests_ignore=True)
def unusual_language(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """A rare language is no slip for one that other entries have, such as `enn` for `en`.

    Its code is a letter off, and no other entry has it.
    """
    items = [*iter_items(parsed, "languages")]
    used = Counter(tag for _table, _point, _index, tag in items)
    rare = {tag for tag in used if languages.is_tag(tag) and languages.language_name(tag) == tag}
    for table, point, index, tag in items:
        others = used - Counter(point.languages) if tag in rare else Counter()
        meant = [each for each, _count in others.most_common() if is_one_edit(tag, each)]
        if meant and tag not in others:
            message = _("did you mean {words}?", words=languages.Suggested(meant[0]))
            hint = _("write {words}", words=SafeText(f'"{meant[0]}"'))
            yield Finding(table.path_of("languages", index), message, hint, point.id)


@rule(WARNING, suggests_ignore=True)
def duplicate_person(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """A person has one entry in the directory.

    Two entries with the same e-mail address, mobile number or username, or the same name in the
    same country are often one person entered twice. People who have left do not count, nor do desks
    without a name, which share the mailbox of their office.
    """
    seen: dict[Hashable, tuple[ParsedTable, KeyPath]] = {}
    for table, point in iter_entries(parsed):
        if point.status == "left" or table.is_unreadable("id"):
            continue
        traits = list(_iter_traits(point))
        known = [(trait, steps, seen[key]) for key, trait, steps in traits if key in seen]
        for trait, steps, (other, place) in known[:1]:
            id_, first = quote_text(SafeText(other.value.id)), other.path_of(*place)
            message = _("{reason} as in {id}", reason=trait, id=id_)
            hint = _("if it is one person, keep one of the two entries")
            yield Finding(table.path_of(*steps), message, hint, point.id, first=first)
        for key, _ignored, steps in traits:
            seen.setdefault(key, (table, steps))


def _iter_traits(point: FocalPoint) -> Iterator[tuple[Hashable, Message, KeyPath]]:
    """Yield the traits that identify a person: (key to compare, its words, place in the entry)."""
    if not point.name.strip():
        return  # a desk is not a person, and shares the mailbox of its office
    if point.country.code:
        yield ("name", fold(point.name), point.country.code), duplicates.SAME_NAME, ("name",)
    for index, email in enumerate(point.emails):
        if "@" in email.address:  # not a placeholder such as `n/a`
            place = ("emails", index, "address")
            yield ("email", email.address.casefold()), duplicates.SAME_EMAIL, place
    for index, phone in enumerate(point.phones):
        if phone.type == "mobile" and not phone.national and phone_number.can_exist(phone.number):
            place = ("phones", index, "number")
            yield ("mobile", phone_number.format_e164(phone.number)), duplicates.SAME_NUMBER, place
    for index, handle in enumerate(point.handles):
        yield channel_key(handle), duplicates.SAME_HANDLE, ("handles", index)


@rule(WARNING)
def group_country(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """A member of a working group belongs to a country of the group, or covers one.

    A group without countries is open to all.
    """
    yield from _find_unlisted(parsed, "working_groups")


@rule(WARNING)
def validator_country(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """An entry validates for its government in a working group in which its country takes part.

    A group without countries is open to all. The countries that an entry covers do not count: a
    regional office does not validate for their governments.
    """
    yield from _find_unlisted(parsed, "validates")


@rule(WARNING)
def validator_twice(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """Only one entry validates for its government in a working group.

    With two, nobody knows whose validation counts. Entries of people who have left do not count.
    """
    seen: dict[tuple[str, str], tuple[KeyPath, str]] = {}
    for table, point, index, id_ in iter_items(parsed, "validates"):
        if point.status == "left" or not point.country.code:
            continue
        path, key = table.path_of("validates", index), (id_, point.country.code)
        first, other = seen.setdefault(key, (path, point.id))
        if first[:2] != path[:2]:
            message = _(
                "{id} already validates for {country} in the working group {group}",
                id=quote_text(SafeText(other)),
                country=point.country,
                group=quote_text(id_),
            )
            hint = _("keep one of the two, or ask the government which")
            yield Finding(path, message, hint, point.id, first=first)


def _find_unlisted(parsed: ParseResult, key: str) -> Iterator[Finding]:
    """Yield the groups under a key of entries that list none of the countries that count there."""
    closed = {
        table.value.id: set().union(*(related_codes(each.code) for each in table.value.countries))
        for table in parsed.tables["working_group"]
        if table.value.countries and is_all_read(table, "countries")
    }
    for table, point in iter_entries(parsed):
        served, is_known = {point.country.code}, bool(point.country.code)
        if key == "working_groups":
            served |= {country.code for country in point.covers}
            is_known &= is_all_read(table, "covers")
        for index, id_ in enumerate(getattr(point, key) if is_known else ()):
            if served.isdisjoint(closed.get(id_, served)):
                country = point.country
                message = _("the working group {group} does not list {country}")
                hint = _('add "{country}" to its countries, or remove "{group}" here')
                yield Finding(
                    table.path_of(key, index),
                    message.with_values(group=quote_text(id_), country=country),
                    hint.with_values(country=country, group=id_),
                    point.id,
                )
