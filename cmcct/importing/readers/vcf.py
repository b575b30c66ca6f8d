"""vCards of versions 2.1, 3.0 and 4.0 (RFC 2426, RFC 6350): their lines, and what these mean.

Programs write cards that no version of the standard allows. So a line that cannot be read is
reported, and the others of its card are read.
"""

import base64
import quopri
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from cmcct.diagnostics import WARNING, Finding
from cmcct.errors.exceptions import CmcctError
from cmcct.fieldtypes import handle
from cmcct.i18n.messages import Message, OptionalMessage, _, quote_text
from cmcct.importing.readers import rows, table
from cmcct.importing.readers.rows import ADDRESS_BOOK, Column, RecordValues, Sheet
from cmcct.importing.readers.table import apply_label
from cmcct.model.fields import PLAIN_KEYS

_BEGIN, _END = "begin:vcard", "end:vcard"
_LINE_END = re.compile(r"\r+\n|\r")
_SPACES = re.compile(r"[\s\ufeff]")
_END_OF_LINE = re.compile(r"\n(?![ \t])")
_FOLD = re.compile(r"\n[ \t]")
_PROPERTY = re.compile(
    r"""(?:(?P<group>[\w-]+)\.)?(?P<name>[\w-]+)[ \t]*
    (?P<parameters>(?:;(?:"[^"]*"|[^";:])*)*):""",
    re.VERBOSE | re.ASCII,
)
_PARAMETER = re.compile(r';((?:"[^"]*"|[^";])*)')
_QUOTED_PRINTABLE = re.compile(r"[\w.-]+;[^:\n]*QUOTED-PRINTABLE[;:]", re.IGNORECASE | re.ASCII)
# What is no part of a text, though a soft line break stands before it.
_CERTAIN = re.compile(
    r"(?:[\w-]+\.)?(?:TEL|EMAIL|ADR)[;:]|(?:BEGIN|END):VCARD", re.IGNORECASE | re.ASCII
)
# Properties that are large or private.
_LEFT_OUT = re.compile(
    r"(?:[\w-]+\.)?(?:PHOTO|LOGO|SOUND|KEY|BDAY|X-SOCIALPROFILE|X-ANDROID-CUSTOM)[;:]",
    re.IGNORECASE | re.ASCII,
)
_BASE64_LINE = re.compile(r"[A-Za-z0-9+/]+=*")
_ENCODINGS = {
    **dict.fromkeys(("QUOTED-PRINTABLE", "Q"), "quoted-printable"),
    **dict.fromkeys(("BASE64", "B"), "base64"),
    **dict.fromkeys(("7BIT", "8BIT"), ""),
}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_ESCAPE = re.compile(r"\\([\\,;:nN])")
_MAX_VALUE = 50_000  # characters; a page of notes has a tenth
_MAX_PROPERTIES = 500
_MAX_INNER = 50  # lines of a card inside another
_SHOWN = 200  # characters of a line that is not read

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


class Property(NamedTuple):
    """A property: name and types in small letters, the value with its escapes."""

    name: str
    value: str
    types: frozenset[str] = frozenset()
    parameters: Mapping[str, str] = {}
    group: str = ""

    @property
    def text(self) -> str:
        """The value as one text."""
        return _unescape(self.value)

    def split(self, separator: str) -> list[str]:
        """Return the parts of the value between separators that are not escaped, as texts."""
        return [*map(_unescape, self.split_raw(separator))]

    def split_raw(self, separator: str) -> list[str]:
        """Return these parts with their escapes."""
        escape = f"\\{separator}"
        marked = self.value.replace("\\\\", "\0").replace(escape, "\1")
        parts = marked.split(separator)
        return [part.replace("\1", escape).replace("\0", "\\\\") for part in parts]


@dataclass
class Card:
    """What stands between BEGIN and END; `is_opened` and `is_closed` say whether they do.

    `skipped` are the lines that cannot be read: number in the file, from 1, and beginning. `inner`
    are the lines of a card inside it (`AGENT`), `depth` how many of those are open.
    `encoding` is that of bytes that are no UTF-8, if their property does not state one.
    """

    encoding: str = ""
    is_opened: bool = True
    is_closed: bool = False
    is_too_long: bool = False
    depth: int = 0
    properties: list[Property] = field(default_factory=list)
    skipped: list[tuple[int, str]] = field(default_factory=list)
    inner: list[tuple[int, str]] = field(default_factory=list)

    @property
    def is_old(self) -> bool:
        """Whether the version is 2.1, in which a comma is a character like others."""
        return any(written.text == "2.1" for written in self.find("version"))

    @property
    def is_blank(self) -> bool:
        """Whether it is nothing but lines without text, outside of cards."""
        return not (self.is_opened or self.properties or self.skipped)

    @property
    def expects_card(self) -> bool:
        """Whether the next card is part of this one: of the agent of somebody."""
        last = self.properties[-1] if self.properties else Property("", "")
        return self.depth > 0 or (last.name == "agent" and not last.value)

    def find(self, name: str) -> Iterator[Property]:
        """Yield the properties of a name."""
        return (written for written in self.properties if written.name == name)

    def add(self, number: int, line: str) -> bool:
        """Add the property of a line, or the line as one that cannot be read; return which."""
        if _LEFT_OUT.match(line) or not line.strip():
            return False
        if len(self.properties) + len(self.skipped) >= _MAX_PROPERTIES:
            self.is_too_long = True
            return False
        written = _parse_property(line, self.encoding) if len(line) <= _MAX_VALUE else None
        if written:
            self.properties.append(written)
        else:
            self.skip(number, line)
        return bool(written)

    def skip(self, number: int, line: str) -> None:
        """Add a line that cannot be read."""
        shown = line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"
        text = _decode_text(shown, "", self.encoding)
        if text is None:
            text = shown.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        self.skipped.append((number, text))

    def add_inner(self, number: int, line: str, marker: str) -> None:
        """Add a line of a card inside this one; its end makes it one line that is not read."""
        self.depth += {_BEGIN: 1, _END: -1}.get(marker, 0)
        is_text = bool(line.strip()) and not (marker or _LEFT_OUT.match(line))
        if is_text and len(self.inner) < _MAX_INNER:
            self.inner.append((number, line[:_SHOWN]))
        if not self.depth:
            self.end_inner()

    def end_inner(self) -> None:
        """Make the lines of a card inside this one a line that is not read."""
        if self.inner:
            self.skip(self.inner[0][0], " / ".join(line for _number, line in self.inner))
        self.inner = []


def read_cards(text: str, encoding: str = "") -> Iterator[Card]:
    """Yield the cards of a text, in which bytes that are no UTF-8 are surrogates.

    Lines outside of cards are a card without BEGIN.
    """
    card, is_added, number, line = Card(encoding, is_opened=False), False, 0, ""
    for number, line in _join_lines(_LINE_END.sub("\n", text)):
        marker = _SPACES.sub("", line[:_SHOWN]).casefold()
        marker = marker if marker in (_BEGIN, _END) else ""
        if card.depth or (marker == _BEGIN and card.expects_card):
            card.add_inner(number, line, marker)
            is_added = False
        elif marker:
            card.is_closed = marker == _END
            if not card.is_blank or card.is_closed:
                yield card
            card, is_added = Card(encoding, is_opened=marker == _BEGIN), False
        else:
            is_added = card.add(number, line.lstrip("\ufeff"))
    card.end_inner()
    if is_added:  # the file was cut in the line, or behind it
        card.properties.pop()
        card.skip(number, line)
    if not card.is_blank:
        yield card


def _split_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield lines with the folded ones behind them, and the number of the first."""
    number, start = 1, 0
    for end in _END_OF_LINE.finditer(text):
        yield number, text[start : end.start()]
        number += 1 + text.count("\n", start, end.start())
        start = end.end()
    yield number, text[start:]


def _join_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield unfolded lines, each with what stands behind its soft breaks (`=`)."""
    at, parts, is_binary = 0, list[str](), False
    for number, line in _split_lines(text):
        if parts and _CERTAIN.match(line):
            yield at, _unfold("".join(parts))
            parts = []
        if parts or _QUOTED_PRINTABLE.match(line):
            at, is_binary = at if parts else number, False
            part = line.replace("=\n", "").rstrip()
            parts.append(part.removesuffix("="))
            if not part.endswith("="):
                yield at, _unfold("".join(parts))
                parts = []
        # A photo of version 2.1 goes on in lines that have no indentation.
        elif not (is_binary and (_BASE64_LINE.fullmatch(line.strip()) or not line.strip())):
            is_binary = bool(_LEFT_OUT.match(line))
            yield number, line[:_SHOWN] if is_binary else _unfold(line)
    if parts:
        yield at, _unfold("".join(parts))


def _unfold(line: str) -> str:
    return _FOLD.sub("", line) if len(line) <= _MAX_VALUE else line


def _parse_property(line: str, encoding: str) -> Property | None:
    """Return the property of a line, or None if it has none or cannot be decoded."""
    head = _PROPERTY.match(line)
    if not head:
        return None
    parameters = _read_parameters(head["parameters"])
    value = _decode_value(line[head.end() :], parameters, encoding)
    if value is None or _CONTROL.search(value):
        return None
    types = filter(None, map(str.strip, parameters.get("type", "").casefold().split(",")))
    name, group = head["name"].casefold(), (head["group"] or "").casefold()
    return Property(name, value.strip(), frozenset(types), parameters, group)


def _decode_value(text: str, parameters: Mapping[str, str], encoding: str) -> str | None:
    """Return a value with its line breaks as LF, or None if it cannot be decoded."""
    charset = parameters.get("charset", "")
    way = _ENCODINGS.get(parameters.get("encoding", "8BIT").upper())
    value = None
    if way == "quoted-printable":
        data = quopri.decodestring(text.encode("utf-8", "surrogateescape"))
        value = _decode(data, charset, encoding)
    elif way == "base64":
        with suppress(ValueError):
            data = base64.b64decode(text.replace(" ", ""), validate=True)
            value = _decode(data, charset, encoding)
    elif way is not None:
        value = _decode_text(text, charset, encoding)
    return value and value.replace("\r\n", "\n")


def _read_parameters(text: str) -> Mapping[str, str]:
    """Return parameters by name, several values of one with commas; 2.1 has some without a name."""
    parameters: dict[str, str] = {}
    for written in _PARAMETER.findall(text):
        name, between, value = written.partition("=")
        name, value = name.strip().casefold(), value.strip().replace('"', "")
        if not between:
            is_encoding = name.upper() in _ENCODINGS
            name, value = ("encoding" if is_encoding else "type"), name
        parameters[name] = ",".join(filter(None, [parameters.get(name), value]))
    return parameters


def _decode_text(text: str, charset: str, encoding: str) -> str | None:
    """Return a text whose bytes that are no UTF-8 are decoded."""
    if text.isascii() or not re.search("[\ud800-\udfff]", text):
        return text
    return _decode(text.encode("utf-8", "surrogateescape"), charset, encoding)


def _decode(data: bytes, charset: str, encoding: str) -> str | None:
    """Return bytes as text: as their property says, as UTF-8, or as the file; else None."""
    for name in filter(None, (charset, "utf-8", encoding, "cp1252")):
        try:
            return data.decode(name)
        except LookupError:
            return data.decode() if data.isascii() else None
        except ValueError:
            continue
    return None


def _unescape(text: str) -> str:
    return _ESCAPE.sub(lambda match: "\n" if match[1] in "nN" else match[1], text).strip()


# What the properties mean.


def read_sheet(file: str, data: bytes, encoding: str = "") -> Sheet:
    """Return a file of cards as rows; lines that cannot be read are findings of their card."""
    if len(data) > rows.MAX_BYTES:
        raise rows.refuse_size(file, rows.MAX_BYTES)
    if data.count(b"\n") + data.count(b"\r") > _MAX_LINES:
        raise rows.refuse_extent(file)
    if encoding or data.startswith(_UTF_16) or b"\0" in data[:4]:
        text = rows.decode(file, data, encoding, rows.MAX_BYTES)
    else:  # a property may state its own encoding
        text = data.decode("utf-8", "surrogateescape")
    cards = []
    for card in read_cards(text, encoding):
        cards.append(card)
        if len(cards) > rows.MAX_ROWS:
            raise rows.refuse_extent(file)
    if not any(card.is_opened or card.is_closed for card in cards):
        raise CmcctError(_("{file} contains no entries", file=file))
    sheet = rows.make_record_sheet(file, ADDRESS_BOOK, map(_read_card, cards))
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
        yield Column(header, "sectors"), "\n".join(written.split(";" if card.is_old else ","))
    elif channel := _read_channel(written):
        column, text = channel
        yield column.quote(private) if private else column, text
    elif name == "adr":
        yield from _read_address(written, private, has_address=has_address)
    elif name == "label" and not _is_in_label(card, written.text):
        yield Column(header, quoted_as="address"), written.text
    elif name not in _WITHOUT_CHANNEL and _CHANNEL.search(written.value):
        yield Column(header, quoted_as="notes"), written.text


def _read_channel(written: Property) -> tuple[Column, str] | None:
    """Return the column of an e-mail address, a number or a handle, and its text."""
    header, text = written.name.upper(), written.text
    if header == "EMAIL":
        return Column(header, "emails"), re.sub("^mailto:", "", text, flags=re.IGNORECASE)
    if header == "TEL":
        type_ = next((kind for word, kind in _TYPES.items() if word in written.types), "")
        return Column(header, "phones", type=type_), _read_number(written)
    if header == "IMPP":
        # Some programs name the app in a parameter only: `x-apple:ada`.
        service = written.parameters.get("x-service-type", "")
        named = f"{service}: {text.partition(':')[2]}"
        if read := handle.read_handle(text) or handle.read_handle(named):
            return Column(header, "handles"), f"{read['app']}: {read['id']}"
    return None


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
