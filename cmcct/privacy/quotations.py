"""Contacts that stand in texts: numbers, addresses and handles, also in disguise, and who has them.

A contact is one word for all its spellings: the last digits of a number, without the country code
and the extension; an e-mail address; `signal:ada.42`. A line of a text is one too.
"""

import re
import unicodedata
from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from html import unescape
from typing import Any
from urllib.parse import unquote

from cmcct.diagnostics import KeyPath
from cmcct.fieldtypes.phone_number import HOURS
from cmcct.model.entities import CHANNELS, MESSENGERS, STRICTEST, Email, FocalPoint, Handle
from cmcct.model.fields import ENTRY_KEYS
from cmcct.privacy.levels import channel_key, channel_pattern, is_wider, spelling, strictest
from cmcct.text.digits import read_digits

LAST_DIGITS = 7  # of a number; ignores its country code
NUMBER = re.compile(r"\d(?:[\s()./\u2010-\u2015-]{0,3}\d){3,}")
DATE = re.compile(  # or hours
    r"(?:19|20)\d\d[./-]\d\d?[./-]\d\d?|\d\d?[./-]\d\d?[./-](?:19|20)\d\d"
    r"|\b(?:19|20)\d\d\s?[/\u2013-]\s?(?:19|20)\d\d\b"
    rf"|{HOURS.pattern}"
)
# A run of signs is tried from its first one alone: else a long one takes quadratic time.
ADDRESS = re.compile(
    r"(?:https?://|\bwww\.|\b(?:wa|t|signal)\.me/|\bthreema\.id/)[^\s<>()]+"
    r"|(?<![^\s@<>()\[\],;:])[^\s@<>()\[\],;:]+@[^\s@<>()\[\],;:]+\.\w+"
)
# The signs of an e-mail address, as somebody writes them who hides it from programs.
AT_WORD, DOT_WORD = r"(?:at|arroba|arobase|apenstaartje)", r"(?:dot|punto|punt|point)"

_TEXTS = ("address", "notes", "private_notes")
_TEXT_END = "\n;\n"  # no number goes on behind it
_MIN_LINE = 20  # characters of a line that is no everyday phrase
_NUMBERING = re.compile(r"^\W*\w\d?[.)]\s", re.MULTILINE)  # of the items of a list: `1. `
_SIGN = r"(?<![^\w.@])[^\w.@]*(?:{sign}|[\W_]{word}[\W_])[^\w.@]*"
_AT = re.compile(_SIGN.format(sign="@", word=AT_WORD))
_DOT = re.compile(_SIGN.format(sign=r"\.", word=DOT_WORD))
_TAG = re.compile(r"\+[^\s@]{0,64}(?=@)")  # of an address: ada+list@example.org
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")


# Who has which contact.


def map_audiences(
    points: Iterable[FocalPoint], keys: Container[str] = ENTRY_KEYS
) -> dict[str, str]:
    """Return for each contact of some keys of entries the widest audience that may have it."""
    widest: dict[str, str] = {}
    for point in points:
        for place, contact, level in iter_shared(point):
            if place[0] in keys and (contact not in widest or is_wider(level, widest[contact])):
                widest[contact] = level
    return widest


def iter_shared(point: FocalPoint) -> Iterator[tuple[KeyPath, str, str]]:
    """Yield the contacts that an entry shares: place, contact, and the audience."""
    for key in CHANNELS:
        for index, channel in enumerate(getattr(point, key)):
            if key == "phones":
                contact = to_digits(channel.number)[-LAST_DIGITS:]
            else:
                contact = ":".join(channel_key(channel))
            yield (key, index, "sharing"), contact, strictest((point.sharing, channel.sharing))
    for key in _TEXTS:
        level, text = point.sharing, getattr(point, key)
        contacts = [spelling(line) for line in text.splitlines() if line.strip()]
        if key == "private_notes":
            level = STRICTEST
            numbers = map(to_digits, NUMBER.findall(DATE.sub(" ", text)))
            contacts += (each[-LAST_DIGITS:] for each in numbers if len(each) >= LAST_DIGITS)
            contacts += map(str.casefold, ADDRESS.findall(text))
        yield from (((key,), contact, level) for contact in contacts)


def is_telling(line: str) -> bool:
    """Return whether a line of private notes is more than an everyday phrase."""
    return len(line) >= _MIN_LINE or "@" in line or line.isdecimal()


# Which contacts stand in a text.


def iter_quoted(
    now: Any, then: Any, contacts: Collection[str]
) -> Iterator[tuple[KeyPath, str, str]]:
    """Yield the contacts that new texts of an entry, meeting or working group quote.

    Each has its place and the audience of the text. Texts are those of all keys, and what stands
    beside a number. A number may be cut: its parts stand in several texts. Without an earlier
    version (`then`), all texts are new.
    """
    before, after = (dict(iter_texts(record)) if record else {} for record in (then, now))
    new = {place: text for place, text in after.items() if text != before.get(place, "")}
    if not new:
        return
    quoted = set[str]()
    # Reading all texts at once is faster, and most have nothing.
    has_any = _find_contacts(_TEXT_END.join(new.values()), contacts)
    for place, text in new.items() if has_any else ():
        # A channel may have moved within its list.
        old = before.get(place, "") if len(place) == 1 else "\n".join(before.values())
        item = getattr(now, str(place[0]))[place[1]] if place[1:] else now
        # An address or a handle of the entry is no quotation of itself.
        is_own = place[1:] and place[0] in {"emails", "handles"}
        own = {":".join(channel_key(item))} if is_own else set()
        for contact in _find_contacts(text, contacts) - _find_contacts(old, contacts) - own:
            quoted.add(contact)
            yield place, contact, strictest((now.sharing, item.sharing))
    for step in (1, -1):
        was, whole = (_join_texts(texts, step) for texts in (before, after))
        cut = find_numbers(whole, contacts) - find_numbers(was, contacts) - quoted
        quoted |= cut
        for contact in cut:
            without = ((place, _join_texts({**after, place: ""}, step)) for place in new)
            places = (at for at, text in without if contact not in find_numbers(text, contacts))
            yield next(places), contact, now.sharing


def _join_texts(texts: Mapping[KeyPath, str], step: int) -> str:
    """Return the texts of a record's own keys as one, in their order or from the last."""
    return "\n".join([text for place, text in texts.items() if len(place) == 1][::step])


def iter_texts(record: Any) -> Iterator[tuple[KeyPath, str]]:
    """Yield each text of a record that readers of it may see, with its place."""
    for key, value in record:
        if isinstance(value, str) and key != "private_notes":
            yield (key,), value
        elif isinstance(value, tuple):
            yield (key,), "\n".join(item for item in value if isinstance(item, str))
    for key in ("emails", "handles"):
        for index, channel in enumerate(getattr(record, key, ())):
            yield (key, index), channel.text
    for index, phone in enumerate(getattr(record, "phones", ())):
        yield ("phones", index), f"{phone.ext}\n{phone.hours}"


def _find_contacts(text: str, contacts: Collection[str]) -> set[str]:
    """Return the contacts that stand in a text."""
    quoted = find_numbers(text, contacts)
    quoted |= {contact for contact in contacts if _is_quoted_handle(contact, text)}
    folded = unicodedata.normalize("NFKC", unquote(unescape(text))).casefold()
    folded = _INVISIBLE.sub("", folded)
    written = "".join(_TAG.sub("", _AT.sub("@", _DOT.sub(".", folded))).split())
    if "@" in written:
        addresses = {word for word in contacts if "@" in word and word in f"{folded} {written}"}
        # Not one that is the end of another: ctu@example.org in gy-ctu@example.org.
        quoted |= {
            address
            for address in addresses
            if written.count(address) > folded.count(address)
            or channel_pattern(Email.model_construct(address=address)).search(folded)
        }
    if len(text) >= _MIN_LINE:
        whole = spelling(text)
        quoted |= {line for line in contacts if len(line) >= _MIN_LINE and line in whole}
    return quoted


def _is_quoted_handle(contact: str, text: str) -> bool:
    """Return whether a contact is a handle, as `signal:ada.42`, that stands in a text."""
    app, _colon, id_ = contact.partition(":")
    if app not in MESSENGERS:
        return False
    named = rf"\b{app}\W{{1,3}}{re.escape(id_)}(?!\w)"
    pattern = channel_pattern(Handle.model_construct(app=app, id=id_))
    return bool(pattern.search(text) or re.search(named, text, re.IGNORECASE))


def find_numbers(text: str, contacts: Container[str]) -> set[str]:
    """Return the last digits of the numbers that stand in a text, also if they are disguised."""
    text = unquote(unescape(text))
    numbers = {
        number
        for written in {text, _NUMBERING.sub("", text)}
        for read in read_digits(written)
        for digits in (read, read[::-1])
        for end in range(LAST_DIGITS, len(digits) + 1)
        if (number := digits[end - LAST_DIGITS : end]) in contacts
    }
    # A short number, as of a service, stands alone.
    alone = map(to_digits, NUMBER.findall(text))
    return numbers.union(number for number in alone if number in contacts)


def to_digits(text: str) -> str:
    """Return the digits of a text, of any script, as those of ASCII."""
    digits = "".join(filter(str.isdecimal, text))
    return digits if digits.isascii() else "".join(str(unicodedata.decimal(c)) for c in digits)
