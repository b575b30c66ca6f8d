"""vCard 3.0 and 4.0 (RFC 2426, RFC 6350), as phones, mail programs and servers take them.

vobject is the model and the validator; the wire form is made here, because vobject folds lines by
characters, escapes addresses of the web as text, and knows 4.0 by name only.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from unicodedata import category
from urllib.parse import quote
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import vobject
from vobject.base import Component
from vobject.vcard import Address, Name

from cmcct import vocabulary
from cmcct.controls import one_line, visible
from cmcct.formats import notes
from cmcct.hours import is_zone
from cmcct.languages import is_tag
from cmcct.model import Email, FocalPoint, Phone
from cmcct.phones import e164
from cmcct.sharing import Extract
from cmcct.wording import Wording

SUFFIX = ".vcf"
CANNOT_CARRY = {
    "sharing": "the card carries the label of the audience that it was made for",
    "emails.sharing": "the card carries the label of the audience that it was made for",
    "phones.sharing": "the card carries the label of the audience that it was made for",
    "formerly": "the UID is made from the oldest id, so a seat under a new id stays one card",
}
VERSIONS = ("3.0", "4.0")

_PRODUCT = "-//cmcct//contact directory//EN"
# The namespace of the entries' UIDs where a directory does not give its own.
_NAMESPACE = UUID("c1a7a0e8-6d54-5a51-9f6e-0d3b5f2f9a11")
_OCTETS = 75  # of a line before it is folded
_JOINERS = "\u200c\u200d"
# What an address of the web keeps: all that RFC 3986 allows but `,` and `;`, at which programs cut.
_PLAIN_IN_URLS = "%:/?#[]@!$&'()*+="
_TYPES = {
    "office": ("WORK", "VOICE"),
    "mobile": ("CELL", "VOICE"),
    "hotline": ("WORK", "VOICE"),
    "fax": ("WORK", "FAX"),
}


def dump(extract: Extract, *, version: str = "3.0") -> str:
    """Write one card an entry, in the order of the extract."""
    return "".join(card for _, card in dump_each(extract, version=version))


def dump_each(extract: Extract, *, version: str = "3.0") -> Iterator[tuple[str, str]]:
    """Yield the id of each entry, and its card."""
    for point in extract.focal_points:
        yield point.id, _card(point, extract, version).wire()


def dump_short(point: FocalPoint) -> str:
    """Write a card that fits a QR code: the name, the organisation, one number, one e-mail."""
    card = _Card("3.0")
    card.add_name(point)
    for phone in _callable(point.phones)[:1]:
        card.add_text("tel", _number(phone))
    for email in point.emails[:1]:
        card.add_text("email", one_line(email.address))
    return card.wire()


def uid(point: FocalPoint, namespace: str) -> str:
    """Return the UID of a seat, the same whatever else changes in it."""
    return uuid5(UUID(namespace) if namespace else _NAMESPACE, point.oldest_id).urn


def _callable(phones: Sequence[Phone]) -> list[Phone]:
    """Return the numbers to call, those that work from abroad first."""
    return sorted((phone for phone in phones if phone.type != "fax"), key=lambda p: p.national)


def _number(phone: Phone) -> str:
    number = phone.number if phone.national else e164(phone.number)
    return one_line(f"{number} ext. {phone.ext}" if phone.ext else number)


class _Card:
    """A vobject card that is given values in the wire form of its version."""

    def __init__(self, version: str) -> None:
        self.card: Component = vobject.vCard()
        self.is_4 = version == "4.0"
        self.card.add("version").value = version

    def add(self, name: str, value: str, **parameters: list[str]) -> None:
        """Add a property whose value is in wire form already."""
        line = self.card.add(name)
        line.value = value
        line.encoded = True
        line.params.update(parameters)

    def add_text(self, name: str, value: str, **parameters: list[str]) -> None:
        """Add a property of one text, if there is one."""
        if value:
            self.add(name, self._escaped(value), **parameters)

    def add_texts(self, name: str, values: Iterable[str]) -> None:
        """Add a property that is a list of texts, if there are any."""
        if escaped := [self._escaped(one_line(value)) for value in values if value]:
            self.add(name, ",".join(escaped))

    def _escaped(self, text: str) -> str:
        """Write a text as the wire has it; 4.0 has no escape for a semicolon."""
        escaped = re.sub(r"([\\,])" if self.is_4 else r"([\\,;])", r"\\\1", visible(text))
        return escaped.replace("\n", "\\n")

    def add_name(self, point: FocalPoint) -> None:
        """Add FN, N and ORG; a seat without a person is called by its unit or organisation."""
        # Programs cut a name at a semicolon, or show the backslash before it.
        full = one_line(point.label).replace(";", " /")
        self.add("fn", self._escaped(full))
        self.card.add("n").value = _name(point, full)
        if point.organisation or point.unit:
            parts = (point.organisation, point.unit)
            self.card.add("org").value = [one_line(part) for part in parts if part]

    def add_channels(self, phones: Iterable[Phone], emails: Iterable[Email]) -> None:
        """Add TEL and EMAIL, the first of each preferred."""
        for rank, phone in enumerate(phones):
            self.add_text("tel", _number(phone), **self._types(_TYPES[phone.type], rank))
        for rank, email in enumerate(emails):
            types = ("WORK",) if self.is_4 else ("WORK", "INTERNET")
            self.add_text("email", one_line(email.address), **self._types(types, rank))

    def _types(self, types: Sequence[str], rank: int) -> dict[str, list[str]]:
        if rank:
            return {"TYPE": [*types]}
        return {"TYPE": [*types], "PREF": ["1"]} if self.is_4 else {"TYPE": [*types, "PREF"]}

    def wire(self) -> str:
        """Return the card's text: CRLF, folded by octets."""
        lines = self.card.serialize(lineLength=10**9).removesuffix("\r\n").split("\r\n")
        return "".join(f"{_folded(line)}\r\n" for line in lines)


def _card(point: FocalPoint, extract: Extract, version: str) -> _Card:
    card, words = _Card(version), Wording()
    card.add_text("prodid", _PRODUCT)
    card.add("uid", uid(point, extract.about.uid))
    card.add_name(point)
    card.add_text("title", point.title)
    card.add_text("role", vocabulary.term("role", point.role).label())
    card.add_channels(point.phones, point.emails)
    card.card.add("adr").value = Address(
        street=visible(point.address), city=visible(point.city), country=point.country.name
    )
    if point.website:
        card.add("url", _plain_url(point.website))
    card.add_texts("categories", notes.categories(point, extract, words))
    card.add_text("note", "\n".join(notes.lines(point, extract, words)))
    if is_zone(point.zone):
        card.add("tz", point.zone if card.is_4 else _standard_offset(point.zone))
    if point.verified:
        day = _day(point.verified)
        card.add("rev", f"{day.replace('-', '')}T000000Z" if card.is_4 else f"{day}T00:00:00Z")
    if card.is_4:
        _add_what_4_has(card, point)
    return card


def _plain_url(website: str) -> str:
    """Write an address of the web in ASCII, percent-encoded but for what means something in it."""
    return quote(re.sub("%(?![0-9A-Fa-f]{2})", "%25", website), safe=_PLAIN_IN_URLS)


def _add_what_4_has(card: _Card, point: FocalPoint) -> None:
    is_desk = not point.name or point.role == "duty-desk"
    card.add("kind", "org" if is_desk else "individual")
    for rank, language in enumerate(filter(is_tag, point.languages), 1):
        card.add("lang", language, PREF=[str(rank)])


def _name(point: FocalPoint, full: str) -> Name:
    if not point.name:
        return Name(family=full)
    family = one_line(point.surname).replace(";", " /")
    return Name(
        family=family, given=notes.given_name(full, family), prefix=one_line(point.honorific)
    )


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


@cache
def _standard_offset(zone: str) -> str:
    """Return a zone's offset from UTC outside summer time, `-04:00`, whatever the date."""
    # Both halves of a fixed year: the same card whenever it is made, south of the equator too.
    moments = [datetime(2026, month, 1, tzinfo=ZoneInfo(zone)) for month in (1, 7)]
    offset = min(moments, key=lambda moment: moment.utcoffset() or timedelta()).strftime("%z")
    return f"{offset[:3]}:{offset[3:5]}"


def _folded(line: str) -> str:
    """Fold a line at 75 octets, between characters as people see them, never in an escape."""
    if len(line.encode()) <= _OCTETS:
        return line
    lines, room = [""], _OCTETS
    for piece in _pieces(line):
        size = len(piece.encode())
        if size > room:
            lines.append("")
            room = _OCTETS - 1  # the space that begins a continued line
        lines[-1] += piece
        room -= size
    return "\r\n ".join(lines)


def _pieces(line: str) -> Iterator[str]:
    """Yield what a line may be folded between: an escape, or a character with its marks."""
    piece = ""
    for part in re.findall(r"\\.|.", line, re.DOTALL):
        is_mark = category(part[0]) in {"Mn", "Me", "Mc"} or part in _JOINERS
        # A tower of marks that no line can hold is broken all the same.
        if piece and not (is_mark and len((piece + part).encode()) < _OCTETS):
            yield piece
            piece = ""
        piece += part
    yield piece
