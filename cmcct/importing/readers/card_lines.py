"""The syntax of vCard 2.1, 3.0 and 4.0 (RFC 2426, RFC 6350), read line by line.

Programs write cards that no version of the standard allows. So a line that cannot be read is
reported, and the others of its card are read.
"""

import base64
import quopri
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NamedTuple

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
            text = " / ".join(line for _number, line in self.inner)
            self.skip(self.inner[0][0], text)
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
