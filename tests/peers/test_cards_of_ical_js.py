"""Random cards: our reader finds the same properties, types and values as ical.js.

What ical.js reads otherwise is named in `DIFFERENCES`, with the reason.
"""

import random
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from cmcct.importing.readers import vcf
from tests.conftest import THOROUGH, examples
from tests.support.cases import each
from tests.support.vcards import Card, Property, by_ical_js

VERSIONS = ("3.0", "4.0")
CARDS = examples(70, 20_000)  # of each version
STRUCTURED = {"n": 5, "adr": 7, "org": 2}
TEXTS = ("FN", "NOTE", "TITLE", "ROLE", "EMAIL", "NICKNAME", "X-OFFICE", "X-PHONE")
TYPES = ("WORK", "home", "CELL", "voice", "PREF", "x-duty", "INTERNET")
LETTERS = "abz AZ09 .-@+/'(){}=ñé日𝄞\u0301"
# Parts of a value, and how they are written.
ESCAPES = {",": "\\,", "\\": "\\\\", "\n": "\\n"}

# What ical.js reads otherwise, which random cards leave out: the version and the line of a card,
# its parts as we read them and as ical.js does (None: it cannot read the card), and the reason.
DIFFERENCES: dict[str, tuple[str, str, Sequence[str], Sequence[Any] | None, str]] = {
    "a separator behind a backslash": (
        "3.0",
        "N:a\\\\;b",
        ("a\\", "b"),
        ("a\\;b",),
        "the backslash is escaped, the semicolon is not (RFC 2426, 4)",
    ),
    "a list in a part": (
        "3.0",
        "ADR:;;a,b;c",
        ("", "", "a,b", "c"),
        ("", "", ["a", "b"], "c"),
        "programs do not escape the comma of a street",
    ),
    "an unknown property": (
        "4.0",
        "X-OFFICE:a\\,b\\nc",
        ("a,b\nc",),
        ("a\\,b\\nc",),
        "ical.js knows no type of it; ours are quoted for people",
    ),
    "a colon with a backslash": (
        "3.0",
        "URL:http\\://x",
        ("http://x",),
        ("http\\://x",),
        "Apple's programs write it so",
    ),
    "spaces around a value": ("3.0", "TITLE: a ", ("a",), (" a ",), "they say nothing"),
    "several nicknames": ("3.0", "NICKNAME:a,b", ("a,b",), ("a", "b"), "they are not imported"),
    "an encoded text": (
        "2.1",
        "FN;ENCODING=QUOTED-PRINTABLE:a=C3=B1",
        ("a\u00f1",),
        ("a=C3=B1",),
        "ical.js does not know version 2.1",
    ),
    "a type without a name": ("2.1", "TEL;CELL:1", ("1",), None, "version 2.1 again"),
    "a line that is no property": ("3.0", "TEL:1\nno colon", ("1",), None, "we leave out the line"),
}


def _random_text(source: random.Random, *, has_escapes: bool = True) -> str:
    chars = LETTERS + ("".join(ESCAPES) + ';:"' if has_escapes else "")
    text = "".join(source.choice(chars) for _index in range(source.randrange(30)))
    # No backslash stands before a separator: see `DIFFERENCES`.
    return text.strip().rstrip("\\ \n")


def _escape(text: str, version: str, *, is_part: bool) -> str:
    written = "".join(ESCAPES.get(char, char) for char in text)
    return written.replace(";", "\\;") if is_part or version == "3.0" else written


def _fold(source: random.Random, line: str) -> str:
    """Fold a line at random places, also within an escape."""
    parts = []
    while line:
        size = source.randrange(1, 60)
        parts.append(line[:size])
        line = line[size:]
    return "\r\n ".join(parts) if source.random() < 0.5 else "".join(parts)


def _random_lines(source: random.Random, version: str) -> Iterator[tuple[str, str, Property]]:
    """Yield the lines of a card, each with the name and what it says."""
    for _index in range(source.randrange(1, 9)):
        types = tuple(source.sample(TYPES, source.randrange(3)))
        name = source.choice((*TEXTS, *map(str.upper, STRUCTURED), "TEL", "CATEGORIES"))
        name = source.choice((name, name.lower()))
        low = name.lower()
        parts: tuple[str, ...]
        if low in STRUCTURED:
            parts = tuple(_random_text(source) for _part in range(STRUCTURED[low]))
            value = ";".join(_escape(part, version, is_part=True) for part in parts)
        elif low == "categories":
            parts = tuple(_random_text(source) for _part in range(source.randrange(1, 4)))
            value = ",".join(_escape(part, version, is_part=False) for part in parts)
        elif low == "tel":
            parts = (f"+592 {source.randrange(10**7)}",)
            value = parts[0]
        else:
            is_known = not low.startswith("x-")
            parts = (_random_text(source, has_escapes=is_known),)
            value = _escape(parts[0], version, is_part=False)
        written = _write_types(source, types)
        group = source.choice(("", "", "item1.", "A-b."))
        yield low, f"{group}{name}{written}:{value}", Property(parts, types)


def _write_types(source: random.Random, types: Sequence[str]) -> str:
    """Write types as programs do: in one list, quoted or not, or in several parameters."""
    if not types:
        return ""
    joined = ",".join(types)
    if source.random() < 0.5:
        return "".join(f";TYPE={word}" for word in types)
    return source.choice((f";TYPE={joined}", f";type={joined}"))


def _write(source: random.Random, version: str) -> tuple[str, list[tuple[str, Property]]]:
    found = [*_random_lines(source, version)]
    lines = [_fold(source, line) for _name, line, _said in found]
    end = source.choice(("\r\n", "\n"))
    text = "\r\n".join(("BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""))
    return text.replace("\r\n", end), [(name, said) for name, _line, said in found]


def _read(text: str) -> list[tuple[str, Property]]:
    """Return the properties of a card as we read them."""
    (card,) = vcf.read_cards(text)
    assert (card.skipped, card.is_closed) == ([], True)
    return [
        (written.name, Property(_parts(written), tuple(sorted(written.types))))
        for written in card.properties
    ]


def _parts(written: vcf.Property) -> tuple[str, ...]:
    separator = ";" if written.name in STRUCTURED else "," if written.name == "categories" else ""
    return tuple(written.split(separator)) if separator else (written.text,)


def _comparable(
    card: Sequence[tuple[str, Property]],
) -> list[tuple[str, tuple[str, ...], list[str]]]:
    return sorted(
        (name, tuple(part.strip() for part in said.value), sorted(map(str.lower, said.types)))
        for name, said in card
        if name != "version"
    )


@pytest.mark.timeout(3600 if THOROUGH else 120)
@pytest.mark.parametrize("version", VERSIONS)
def test_random_card_has_the_properties_that_ical_js_finds(version: str) -> None:
    source = random.Random(f"cards {version}")  # noqa: S311 - the same cards in each run
    written = [_write(source, version) for _index in range(CARDS)]
    cards = by_ical_js([text for text, _said in written])
    for (text, said), read in zip(written, cards, strict=True):
        assert _comparable(_read(text)) == _comparable(said), text
        (theirs,) = read
        assert _comparable(_read(text)) == _comparable([*_flatten(theirs)]), text


def _flatten(card: Card) -> Iterator[tuple[str, Property]]:
    return ((name, said) for name, properties in card.items() for said in properties)


@each("name", DIFFERENCES)
def test_difference_from_ical_js_is_named(name: str) -> None:
    version, line, ours, theirs, _reason = DIFFERENCES[name]
    text = f"BEGIN:VCARD\nVERSION:{version}\n{line}\nEND:VCARD\n"
    (card,) = vcf.read_cards(text)
    assert _parts(card.properties[1]) == tuple(ours)
    (read,) = by_ical_js([text])
    if theirs is None:
        assert read == []
    else:
        ((said,),) = (found for key, found in read[0].items() if key != "version")
        assert said.value == tuple(theirs)
