"""vCard 2.1, 3.0 and 4.0 (RFC 2426, RFC 6350): each card by itself, since one may be broken."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import _
from cmcct.importing import limits, own_cards
from cmcct.importing.address_book import apply_label
from cmcct.importing.readers import records
from cmcct.importing.readers.records import RecordValues
from cmcct.importing.rows import ADDRESS_BOOK, Column, Sheet

_CARD = re.compile(r"^BEGIN:VCARD[ \t]*$", re.IGNORECASE | re.MULTILINE)
_END = re.compile(r"^END:VCARD[ \t]*$", re.IGNORECASE | re.MULTILINE)
# Properties that are large or private.
_LEFT_OUT = re.compile(
    r"(?:[\w-]+\.)?(?:PHOTO|LOGO|SOUND|KEY|BDAY|X-SOCIALPROFILE|X-ANDROID-CUSTOM)[;:]",
    re.IGNORECASE,
)
# The beginning of a property; on others, the library's own pattern takes exponential time.
_PROPERTY = re.compile(
    r"""(?:[A-Za-z0-9_-]+\.)?[A-Za-z0-9_-]+
    (?:;[A-Za-z0-9_-]+(?:=(?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)?)*:""",
    re.VERBOSE,
)
# In version 2.1 a comma is a character of a text; the library ends the text there.
_OLD = re.compile(r"^VERSION:2\.1[ \t]*$", re.IGNORECASE | re.MULTILINE)
_TEXT_OF_OLD = re.compile(
    r"^(?:FN|N|NOTE|TITLE|ORG|ADR)[;:](?:.*=\n)*.*", re.IGNORECASE | re.MULTILINE
)
# The library knows the encoding in capitals only.
_QUOTED = re.compile(
    r"^([\w.-]+(?:;[\w-]+(?:=[^;:\n]*)?)*?;(?:ENCODING=)?)QUOTED-PRINTABLE(?=[;:])",
    re.IGNORECASE | re.MULTILINE,
)
_MAX_CARD = 50_000  # characters without photos; a card with a page of notes has a tenth
_MAX_LINES = 500
_APPLE = re.compile(r"_\$!<(.*)>!\$_")
_TYPES = {"cell": "mobile", "fax": "fax", "work": "office"}
_PRIVATE = frozenset({"home", "pager", "bbs", "modem", "car", "isdn", "pcs"})
_NO_PROPERTY = _("the card has a line that is no property")
_PLAIN = {"title": "title", "note": "notes", "url": "website"}


def read_sheet(file: str, text: str) -> Sheet:
    """Return a file of cards as rows; a card that cannot be read has a fault."""
    starts = _CARD.split(text.replace("\r\n", "\n").replace("\r", "\n"))[1:]
    if len(starts) > limits.MAX_ROWS:
        raise limits.refuse_extent(file)
    if not starts:
        raise CmcctError(_("{file} contains no cards", file=file))
    sheet = records.make_sheet(file, ADDRESS_BOOK, map(_read_card, starts))
    return own_cards.with_ids(replace(sheet, form="vcard"))


def _read_card(text: str) -> RecordValues:
    end = _END.search(text)
    lines = _keep_lines(text[: end.start()]) if end else ""
    if not lines:
        return RecordValues((), _("the card has no end, or is too long"))
    lines = _QUOTED.sub(r"\1QUOTED-PRINTABLE", lines)
    if _OLD.search(lines):
        lines = _TEXT_OF_OLD.sub(lambda found: found[0].replace(",", "\\,"), lines)
    import vobject

    card = f"BEGIN:VCARD\n{lines.strip()}\nEND:VCARD\n"
    logical_lines = vobject.base.getLogicalLines(io.StringIO(card), allowQP=True)
    if not all(_PROPERTY.match(line) for line, _number in logical_lines):
        return RecordValues((), _NO_PROPERTY)
    try:
        return RecordValues([*_values(next(vobject.readComponents(card, allowQP=True)))])
    # The library has errors of many kinds for broken lines, and a property may have any shape.
    except Exception:  # noqa: BLE001
        return RecordValues((), _NO_PROPERTY)


def _keep_lines(text: str) -> str:
    """Return the lines of a card without photos and the like, "" if they are too many."""
    kept, size, is_left_out = list[str](), 0, False
    for line in io.StringIO(text):
        if not line.startswith((" ", "\t")):
            is_left_out = bool(_LEFT_OUT.match(line))
        if not is_left_out:
            kept.append(line)
            size += len(line)
        if size > _MAX_CARD or len(kept) > _MAX_LINES:
            return ""
    return "".join(kept)


def _values(card: Any) -> Iterator[tuple[Column, str]]:
    labels = {
        line.group: _APPLE.sub(r"\1", _text(line.value))
        for line in card.lines()
        if line.name.casefold() == "x-ablabel" and line.group
    }
    yield from _name(card)
    for line in card.lines():
        name = line.name.casefold()
        for column, text in _read_line(name, line):
            kept = apply_label(column, labels.get(line.group, "")) if line.group else column
            if text.strip():
                yield kept, text.strip()


def _name(card: Any) -> Iterator[tuple[Column, str]]:
    """Yield the parts of the name, or the formatted one unless it is the organisation's."""
    given, family, prefix = "", "", ""
    if card.contents.get("n"):
        parts = card.n.value
        given = " ".join(filter(None, (_text(parts.given), _text(parts.additional))))
        family, prefix = _text(parts.family), _text(parts.prefix)
    if not given and not family and card.contents.get("fn"):
        full = _text(card.fn.value)
        orgs = card.contents.get("org", [])
        given = "" if any(full == _text(one) for org in orgs for one in org.value) else full
    yield Column("N", "name"), given
    yield Column("N", "family_name"), family
    yield Column("N", "honorific"), prefix


def _read_line(name: str, line: Any) -> Iterator[tuple[Column, str]]:
    kinds = _kinds(line)
    is_private = bool(kinds & _PRIVATE)
    header = line.name.upper()
    if name in _PLAIN:
        yield Column(header, _PLAIN[name]), _text(line.value).replace("\\:", ":")
    elif name == "org":
        parts = line.value if isinstance(line.value, list) else [line.value]
        for key, part in zip(("organisation", "unit"), parts, strict=False):
            yield Column(header, key), _text(part)
    elif name == "categories":
        yield Column(header, "sectors"), "\n".join(map(_text, line.value))
    elif name == "lang":
        yield Column(header, "languages"), _text(line.value)
    elif name == "email":
        yield Column(header, "" if is_private else "emails"), _text(line.value)
    elif name == "tel":
        type_ = next((kind for word, kind in _TYPES.items() if word in kinds), "")
        yield Column(header, "" if is_private else "phones", type=type_), _number(line)
    elif name == "adr":
        for key, part in (("address", "street"), ("city", "city"), ("country", "country")):
            text = _text(getattr(line.value, part))
            yield Column(header, "" if is_private else key), text


def _kinds(line: Any) -> set[str]:
    """Return the types of a property; version 2.1 has them without a name."""
    typed = [word for text in line.params.get("TYPE", ()) for word in text.split(",")]
    return {word.casefold() for word in (*typed, *line.singletonparams)}


def _number(line: Any) -> str:
    """Return a number; a `tel:` address may have an extension, WhatsApp says that it is there."""
    number, _between, ext = _text(line.value).removeprefix("tel:").partition(";ext=")
    app = " (whatsapp)" if line.params.get("WAID") else ""
    return f"{number}{' ext. ' if ext else ''}{ext}{app}"


def _text(value: Any) -> str:
    """Return a value as text; a part of a name or an address may be a list."""
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)
