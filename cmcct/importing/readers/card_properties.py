"""vCards: what the properties of a card mean, which programs write in versions 2.1, 3.0 and 4.0."""

import re
from collections.abc import Iterator
from dataclasses import replace

from cmcct.diagnostics import WARNING, Finding
from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import Message, OptionalMessage, _, quote_text
from cmcct.importing.readers import card_lines, file_limits, table
from cmcct.importing.readers import file_limits as text_reader
from cmcct.importing.readers.card_lines import Card, Property
from cmcct.importing.readers.rows import (
    ADDRESS_BOOK,
    Column,
    RecordValues,
    Sheet,
    make_record_sheet,
)
from cmcct.importing.readers.table import apply_label
from cmcct.model.fields import PLAIN_KEYS

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_MAX_LINES = 2_000_000  # those of folded photos in a file of the largest size; CR and LF are two
_APPLE = re.compile(r"_\$!<(.*)>!\$_")
_TYPES = {"cell": "mobile", "fax": "fax", "work": "office"}
_PRIVATE = frozenset({"home", "pager", "bbs", "modem", "car", "isdn", "pcs"})
_PLAIN = {"title": "title", "note": "notes", "lang": "languages", "url": "website"}
_STREET, _CITY, _COUNTRY = slice(3), 3, 6  # of an address: box, extended address and street
_ADR_PARTS = 7
# What has numbers in it that are none of a telephone, or nothing that is imported.
_WITHOUT_CHANNEL = frozenset(
    (
        *("version", "prodid", "uid", "rev", "kind", "tz", "geo", "n", "anniversary", "gender"),
        *("member", "source", "xml", "clientpidmap", "class", "mailer", "profile", "sort-string"),
        *("begin", "end", "x-ablabel", "x-abadr", "x-abuid", "label"),
        *("x-addressbookserver-kind", "x-addressbookserver-member"),
    )
)
_CHANNEL = re.compile(r"@|(?:[0-9][ ().-]*){7}")
_GROUP_KINDS = ("kind", "x-addressbookserver-kind")


def read_sheet(file: str, data: bytes, encoding: str = "") -> Sheet:
    """Return a file of cards as rows; lines that cannot be read are findings of their card."""
    if len(data) > file_limits.MAX_BYTES:
        raise file_limits.refuse_size(file, file_limits.MAX_BYTES)
    if data.count(b"\n") + data.count(b"\r") > _MAX_LINES:
        raise file_limits.refuse_extent(file)
    if encoding or data.startswith(_UTF_16) or b"\0" in data[:4]:
        text = text_reader.decode(file, data, encoding, file_limits.MAX_BYTES)
    else:  # a property may state its own encoding
        text = data.decode("utf-8", "surrogateescape")
    cards = []
    for card in card_lines.read_cards(text, encoding):
        cards.append(card)
        if len(cards) > file_limits.MAX_ROWS:
            raise file_limits.refuse_extent(file)
    if not any(card.is_opened or card.is_closed for card in cards):
        raise CmcctError(_("{file} contains no cards", file=file))
    sheet = make_record_sheet(file, ADDRESS_BOOK, map(_read_card, cards))
    return table.with_ids(replace(sheet, form="vcard"))


def _read_card(card: Card) -> RecordValues:
    findings = tuple(_find_skipped(card))
    if fault := _find_fault(card):
        return RecordValues((), fault, findings)
    values = [*_read_values(card)]
    is_group = any(kind.text == "group" for name in _GROUP_KINDS for kind in card.find(name))
    has_channel = any(column.quoted_as or column.key in PLAIN_KEYS for column, _text in values)
    return RecordValues(values, "", findings, is_group and not (has_channel or findings))


def _find_fault(card: Card) -> OptionalMessage:
    """Return why a card cannot be read as a whole, or ""."""
    if card.is_too_long:
        return _add_name(card, _("the card has too many lines"))
    if not (card.is_opened or card.is_closed):
        lines = (f"{written.name.upper()}: {written.text}" for written in card.properties)
        text = " / ".join((*lines, *(line for _number, line in card.skipped)))
        return _("the text is outside of the cards: {text}", text=quote_text(text))
    return "" if card.properties else _("the card is empty")


def _find_skipped(card: Card) -> Iterator[Finding]:
    """Yield what is wrong with the lines of a card."""
    for number, text in card.skipped:
        message = _(
            "line {number} cannot be read and is left out: {text}",
            number=number,
            text=quote_text(text),
        )
        yield _warn(card, message)
    if card.is_closed != card.is_opened and (card.is_closed or card.properties):
        yield _warn(card, _("the card is incomplete; something may be missing"))


def _warn(card: Card, message: Message) -> Finding:
    return Finding((), _add_name(card, message), code="unreadable-line", severity=WARNING)


def _add_name(card: Card, message: Message) -> Message:
    """Return a message below the name of the card, if it has one."""
    names = [written.text for written in card.find("fn")]
    pairs = (written.split(";")[1::-1] for written in card.find("n"))  # given name, family name
    names += (" ".join(filter(None, pair)) for pair in pairs)
    names += (written.split(";")[0] for written in card.find("org"))
    name = next(filter(None, names), "")
    return _("{label}: {text}", label=name, text=message) if name else message


def _read_values(card: Card) -> Iterator[tuple[Column, str]]:
    labels = {
        written.group: _APPLE.sub(r"\1", written.text)
        for written in card.find("x-ablabel")
        if written.group
    }
    yield from _read_names(card)
    has_address = False
    for written in card.properties:
        # Somebody made up a type such as `X-Duty`.
        own = next((kind[2:] for kind in sorted(written.types) if kind.startswith("x-")), "")
        label = labels.get(written.group, "") or own
        for column, text in _read_property(written, card, has_address=has_address):
            named = apply_label(column, label) if label else column
            if text.strip():
                has_address |= named.key in ("address", "city", "country")
                yield named, text.strip()


def _read_names(card: Card) -> Iterator[tuple[Column, str]]:
    """Yield the parts of the name, or the formatted one unless it is the organisation's."""
    names = next(card.find("n"), Property("n", ""))
    parts = [
        " ".join(filter(None, Property("n", part).split("\n" if card.is_old else ",")))
        for part in (*names.split_raw(";"), "", "", "", "")
    ]
    family, name = parts[0], " ".join(filter(None, parts[1:3]))
    if not name and not family:
        name = next((written.text for written in card.find("fn")), "")
        if any(name in org.split(";") for org in card.find("org")):
            name = ""
    yield Column("N", "name"), name
    yield Column("N", "family_name"), family
    yield Column("N", "honorific"), parts[3]


def _read_property(
    written: Property, card: Card, *, has_address: bool
) -> Iterator[tuple[Column, str]]:
    """Yield the columns of a property; of two addresses, the second is quoted."""
    name, kinds = written.name, written.types
    header = name.upper()
    private = next(iter(sorted(kinds & _PRIVATE)), "")
    if name in _PLAIN:
        yield Column(header, _PLAIN[name]), written.text
    elif name == "org":
        for key, part in zip(("organisation", "unit"), written.split(";"), strict=False):
            yield Column(header, key), part
    elif name == "categories":
        parts = written.split(";" if card.is_old else ",")
        yield Column(header, "sectors"), "\n".join(parts)
    elif name == "email":
        address = re.sub("^mailto:", "", written.text, flags=re.IGNORECASE)
        yield _channel(Column(header, "emails"), private), address
    elif name == "tel":
        type_ = next((kind for word, kind in _TYPES.items() if word in kinds), "")
        yield _channel(Column(header, "phones", type=type_), private), _read_number(written)
    elif name == "adr":
        yield from _read_address(written, private, has_address=has_address)
    elif name == "label" and not _is_in_label(card, written.text):
        yield Column(header, quoted_as="address"), written.text
    elif name not in _WITHOUT_CHANNEL and _CHANNEL.search(written.value):
        yield Column(header, quoted_as="notes"), written.text


def _channel(column: Column, private: str) -> Column:
    """Return the column of a channel, which is quoted if it is private."""
    return column.quote(private) if private else column


def _read_address(
    written: Property, private: str, *, has_address: bool
) -> Iterator[tuple[Column, str]]:
    parts = [*written.split(";"), *[""] * _ADR_PARTS]
    lines = (line.strip() for part in parts[_STREET] for line in part.splitlines())
    street = ", ".join(filter(None, lines))
    if private or has_address:
        kind = Column("ADR", "address").quote(private)
        yield kind, ", ".join(filter(None, (street, *parts[_CITY:])))
        return
    yield Column("ADR", "address"), street
    yield Column("ADR", "city"), parts[_CITY]
    yield Column("ADR", "country"), parts[_COUNTRY]
    more = ", ".join(filter(None, (*parts[_CITY + 1 : _COUNTRY], *parts[_COUNTRY + 1 :])))
    yield Column("ADR", quoted_as="address"), more


def _is_in_label(card: Card, label: str) -> bool:
    """Return whether a label says the address of a card again, as it is printed on an envelope."""
    streets = (written.split(";")[_STREET] for written in card.find("adr"))
    return any(part and part in label for parts in streets for part in parts)


def _read_number(written: Property) -> str:
    """Return a number; a `tel:` address may have an extension, WhatsApp says that it is there."""
    text = re.sub("^tel:", "", written.text, flags=re.IGNORECASE)
    number, *parameters = text.split(";")
    if not all("=" in part for part in parameters):
        number, parameters = text, []
    pairs = (part.partition("=") for part in parameters)
    ext = next((value for name, _between, value in pairs if name.casefold() == "ext"), "")
    app = " (whatsapp)" if written.parameters.get("waid") else ""
    return f"{number}{' ext. ' if ext else ''}{ext}{app}"
