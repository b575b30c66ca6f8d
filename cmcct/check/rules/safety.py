"""Rules that protect the people in the directory."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import chain, starmap
from typing import Any

from cmcct.check.rules.registry import find_quoted, iter_entries, rule
from cmcct.diagnostics import WARNING, Finding, KeyPath, make_advice
from cmcct.fieldtypes import phone_number
from cmcct.i18n.messages import SafeText, _
from cmcct.model.entities import CHANNELS, STRICTEST, FocalPoint
from cmcct.model.loader import ParseResult
from cmcct.privacy.levels import is_wider
from cmcct.privacy.quotations import ADDRESS, DATE, iter_quoted, map_audiences
from cmcct.reference import vocabulary
from cmcct.toml.positions import PositionMap
from cmcct.toml.tables import find_comments

# Digits of a number that somebody could dial.
_NUMBER = re.compile(r"(?<![\d-])\+?\d(?:[^0-9A-Za-z\n]{0,3}\d){6}")
_HOME = re.compile(r"(?i)(?:adres|address|direcci[oó]n|domicil)\D{0,99}\d")
# The word of a street, or its name and the number of a house: `Waterkant 12`.
_STREET = re.compile(
    r"(?i:straat|weg|laan|street|road|avenue|lane|\b(?:rue|calle|kaya))\b|[A-ZÀ-Þ][a-zà-ÿ]{3,} \d+"
)
# A number, an e-mail, a web or a home address has one of these; most values have none.
_SIGN = re.compile(rf"[\d@/]|www\.|{_STREET.pattern}")
# Parts of an address, and those that can be no name of a place: `privé`, `do not share`.
_PARTS = re.compile(r"[^\w\s'’-]+|\s[-–]\s")  # noqa: RUF001
_REMARK = re.compile(r"(?i)\s*(?:\S+|.*\b(?:niet|no|ne|not|pas|don.t|secr[eé]tari\w+)\b.*)\s*")
_KEYS = FocalPoint.model_fields.keys()
_LISTS = ("phones", "emails")
# The dots of an abbreviation end no sentence: `881 2345 a.u.b. niet delen`. A short sentence
# that forbids something belongs to the one before it: `881 2345. Niet delen.`
_FORBIDS = r"(?i:(?:[^\W\d]+,? ){0,2}(?:niet|no|ne|not|pas|do not|don.t)\b)[^.;!?\n]{0,30}"
_SENTENCE_END = re.compile(
    r"(?:[;!?]\s|\n|(?<!\b[^\W\d])(?<!\b[^\W\d]{2})(?<!\b[^\W\d]{3})\.\s(?![a-zà-ÿ]))"
    rf"(?!{_FORBIDS}(?:[.;!?\n]|$))"
)


@rule()
def sharing_too_wide(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """An e-mail address, number or username is never shared more widely than its entry.

    `public` is the widest audience, then `network`, then `secretariat`. People who may not see the
    entry cannot receive its number, so one of the two values is wrong.

    The fix writes the audience of the entry, the stricter one. It is unsafe, because that of the
    entry may be the wrong one.
    """
    # Translators: of an e-mail address or number; the fields are words of the file: public, network
    message = _("shared with {audience}, wider than its entry ({sharing})")
    for table, point in iter_entries(parsed):
        if table.is_unreadable("sharing"):
            continue  # the intended audience is unknown
        for key in CHANNELS:
            for index, channel in enumerate(getattr(point, key)):
                if channel.sharing and is_wider(channel.sharing, point.sharing):
                    values = {"audience": channel.sharing, "sharing": point.sharing}
                    hint = _("remove the key, or write {words}", words=f'"{point.sharing}"')
                    hint = make_advice(hint, point.sharing, is_safe=False)
                    path = table.path_of(key, index, "sharing")
                    yield Finding(path, message.with_values(**values), hint, point.id)


@rule(WARNING, suggests_ignore=True)
def private_in_text(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """No text has an address, number or username that fewer people may see than the text.

    Lists have the text: `notes` of a seat, the place of a meeting. What counts as quoted is the
    same as for `sharing-widened`, which stands in place of this warning where a change does it.
    """
    contacts = map_audiences(parsed.directory.focal_points, (*CHANNELS, "address"))
    held = {
        sharing: {key for key, level in contacts.items() if is_wider(sharing, level)}
        for sharing in vocabulary.slugs("audience")
    }
    tables = (parsed.tables[name] for name in ("focal_point", "meeting", "working_group"))
    for table in chain(*tables):
        hidden = held[table.value.sharing]
        quoted = iter_quoted(table.value, None, hidden) if hidden else ()
        levels = {place: contacts[contact] for place, contact, _level in quoted}
        for place, level in levels.items():
            yield find_quoted(table, place, level)


@rule(is_for_overlay=True)
def shelter_address(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """The file never contains the address or a username of a shelter, with any `sharing`.

    Anyone with access to the repository can read it, and traffickers look for people who escaped. A
    message to a username stays on telephones that others see. What is committed stays in older
    versions: tell the maintainer of the repository.

    A change that also removes the sector is reported, too: the house is still a shelter.
    """
    shelters = [table for table, point in iter_entries(parsed) if "shelter" in point.sectors]
    if parsed.previous:  # those that the same change makes something else
        were = [table for then, table in parsed.previous.changed if "shelter" in then.sectors]
        shelters = [table for table in were if "shelter" not in table.value.sectors]
    hint = _(
        "remove it; if it was saved, tell the maintainer of the file: older versions contain it too"
    )
    message = _("shelters must not have an address or a username")
    for table in shelters:
        point = table.value
        for key, value in (("address", point.address.strip()), ("handles", point.handles)):
            if value:
                yield Finding(table.path_of(key), message, hint, point.id)


@rule()
def maybe_private(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """No word beside a contact says that it is private: `(privé)`, `home`, `geheim`, `niet delen`.

    Anyone with access to the repository can read it, and older versions keep it. The secretariat
    saves it in the private file. Where nothing is private, other words end the error. Neither the
    help line nor `--fix` removes the word: that would publish the contact. The word may stand in
    the value, in an unknown key (`mobile_private`) or in a sentence of a text that has a number, an
    e-mail or a home address. It may also stand in a comment, on the line of a number or an e-mail
    address or with one in it.

    `secretariat only` is such a word, too, unless `sharing = "secretariat"` says the same. A key
    such as `private = true` says it of its entry or its number.
    """
    # What may be a comment on a line with a contact: most files have none that says anything.
    marked = (line for line in parsed.text.decode().split("\n") if "#" in line)
    has_any = any(_is_withheld(text.partition("#")[2], {}) for text in marked if _SIGN.search(text))
    positions = PositionMap(parsed.text)
    remarks = {
        positions.to_span(start, start).line: comment
        for start, comment in (find_comments(parsed.text) if has_any else ())
        if _is_withheld(comment, {})
    }
    ring = _(
        "call the secretariat at once if it was pushed: it can be read now; if it is not private, "
        "say it in other words"
    )
    held = _("write {words} if those who can read this file may see it; else {advice}")
    held = held.with_values(words=SafeText(f'sharing = "{STRICTEST}"'), advice=ring)
    beside = dict[int, KeyPath]()  # lines, each with the first contact on it
    for table, point in iter_entries(parsed):
        for place, text in _iter_contacts(table.raw):
            path = (*table.path, *place)
            lines = _list_lines(positions, path) if remarks else set()
            said = [
                line
                for line in lines & remarks.keys()
                if _is_withheld(f"{text}; {remarks[line]}", table.raw)
            ]
            is_own = _is_withheld(text, table.raw)
            if said or is_own:
                first = () if is_own else next(filter(None, map(beside.get, said)), ())
                beside = dict.fromkeys(lines, path) | beside
                hint = held if _is_flagged(table.raw, place) else ring
                yield Finding(path, phone_number.MAYBE_PRIVATE, hint, point.id, first=first)
    for line, remark in remarks.items():
        if line not in beside and _has_contact(remark):
            yield Finding((line, "#"), phone_number.MAYBE_PRIVATE, ring)


def _list_lines(positions: PositionMap, path: KeyPath) -> set[int]:
    """Return the lines on which a value, its header, or a value in it ends."""
    parts = (positions.to_span(*pair) for _path, pair in positions.children(path))
    return {span.end_line for span in (positions.span(path), *parts)}


def _join_words(value: object) -> str:
    """Return a value, or the keys and values in it, as words; without what is nested deeper."""
    items = list(chain.from_iterable(value.items())) if isinstance(value, dict) else value
    parts = items if isinstance(items, list) else [value]
    return " ".join(str(part) for part in parts if not isinstance(part, list | dict))


def _has_contact(text: str) -> bool:
    is_number = bool(_NUMBER.search(DATE.sub(" ", text)))
    return is_number or bool(ADDRESS.search(text) or _HOME.search(text))


def _is_withheld(text: str, raw: Mapping[str, Any]) -> bool:
    """Return whether words in an entry say that a contact is private, or not for its readers."""
    words = ADDRESS.sub(" ", text)  # private@example.org
    is_held = raw.get("sharing") == STRICTEST or f"sharing {STRICTEST}" in words
    return phone_number.is_marked_private(words) or (
        not is_held and phone_number.is_for_secretariat(words)
    )


def _is_flagged(raw: Mapping[str, Any], place: KeyPath) -> bool:
    """Return whether the entry, or the item of a list, at a place has a key such as `private`."""
    key, *rest = place
    item = raw[str(key)][rest[0]] if rest else {key: raw[str(key)]}
    return isinstance(item, dict) and any(starmap(phone_number.is_private_flag, item.items()))


def _iter_contacts(raw: Mapping[str, Any]) -> Iterator[tuple[KeyPath, str]]:
    """Yield the place of each number and address of an entry, and its words."""
    for key, value in raw.items():
        if key in _LISTS and isinstance(value, list):
            yield from (((key, index), _join_words(item)) for index, item in enumerate(value))
        elif key in _LISTS or key not in _KEYS:
            words = f"{key} {_join_words(value)}"
            is_flag = phone_number.is_private_flag(key, value)
            if key in _LISTS or is_flag or _has_contact(words):
                yield (key,), words
        elif isinstance(value, str) and (key == "address" or _SIGN.search(value)):
            # The secretariat alone receives private notes, but all who have the file read them.
            reader = {"sharing": STRICTEST} if key == "private_notes" else raw
            for sentence in _SENTENCE_END.split(value):
                words = sentence
                if not _has_contact(sentence):
                    is_home = key == "address" or _STREET.search(sentence)
                    parts = _PARTS.split(sentence) if is_home else ()
                    words = "; ".join(filter(_REMARK.fullmatch, parts))
                if _is_withheld(words, reader):
                    yield (key,), words
                    break
