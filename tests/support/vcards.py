"""Readers of vCards for the tests: vobject, ical.js, and the grammar of the RFCs."""

import json
import re
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import vobject
from vobject.vcard import Address, Name

from tests.support.programs import ICAL_JS

NODE = Path(__file__).parents[1] / "node"


@dataclass(frozen=True)
class Property:
    """A property as parsed: the parts of its value, its types and its preference."""

    value: tuple[str, ...]
    types: tuple[str, ...] = ()
    pref: str = ""

    @property
    def text(self) -> str:
        """Return the value of a property with one part."""
        (text,) = self.value
        return text


Card: TypeAlias = dict[str, list[Property]]


def by_vobject(text: str) -> list[Card]:
    """Parse cards with vobject."""
    return [
        _card(
            (
                line.name.lower(),
                Property(
                    _parts(line.value),
                    tuple(line.params.get("TYPE", ())),
                    "".join(line.params.get("PREF", ())),
                ),
            )
            for line in component.getChildren()
        )
        for component in vobject.readComponents(text)
    ]


def _parts(value: Any) -> tuple[str, ...]:
    if isinstance(value, Name):
        return tuple(
            map(str, (value.family, value.given, value.additional, value.prefix, value.suffix))
        )
    if isinstance(value, Address):
        keys = ("box", "extended", "street", "city", "region", "code", "country")
        return tuple(str(getattr(value, key)) for key in keys)
    return tuple(value) if isinstance(value, list) else (value,)


def by_ical_js(texts: Sequence[str]) -> list[list[Card]]:
    """Parse files of cards with ical.js, all in one process, since it starts slowly.

    A file that it cannot read has no cards.
    """
    ICAL_JS.need()
    done = subprocess.run(
        ["node", str(NODE / "read_vcard.mjs")],
        input=json.dumps(texts),
        capture_output=True,
        check=True,
        timeout=60,
        encoding="utf-8",
    )
    return [[_from_jcard(card) for card in file or ()] for file in json.loads(done.stdout)]


def _from_jcard(jcard: list[Any]) -> Card:
    card = _card(
        (
            name,
            Property(
                tuple(values[0]) if isinstance(values[0], list) else tuple(values),
                tuple([types] if isinstance(types := params.get("type", []), str) else types),
                params.get("pref", ""),
            ),
        )
        for name, params, _, *values in jcard[1]
    )
    return {
        name: [_without_escapes(name, found, card["version"][0].text) for found in properties]
        for name, properties in card.items()
    }


def _without_escapes(name: str, found: Property, version: str) -> Property:
    """Remove the `\\;` that ical.js leaves in texts of 3.0, and write dates as cards do."""
    if name in {"n", "adr", "org"}:
        return found
    if name == "rev" and version == "4.0":
        # ical.js writes dates as in jCard.
        return Property((re.sub("[-:]", "", found.text),))
    if version == "4.0":
        return found
    return Property(tuple(p.replace("\\;", ";") for p in found.value), found.types, found.pref)


def _card(properties: Iterator[tuple[str, Property]]) -> Card:
    card: Card = {}
    for name, found in properties:
        card.setdefault(name, []).append(found)
    return card


# RFC 6350, sections 3.3 and 4, and the differences of RFC 2426.
_WIDE = "[ \\t\\u0080-\\U0010ffff]"
_TEXT = {
    "3.0": rf"(?:\\[\\,;n]|{_WIDE}|[!-+\--:<-\[\]-~])*",
    "4.0": rf"(?:\\[\\,n]|{_WIDE}|[!-+\--\[\]-~])*",
}
_COMPONENT = rf"(?:\\[\\,;n]|{_WIDE}|[!-+\--:<-\[\]-~])*"
_URI = r"[A-Za-z][A-Za-z0-9+.\-]*:(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+=]|%[0-9A-Fa-f]{2})*"
_VALUES = {
    "N": rf"{_COMPONENT}(?:;{_COMPONENT}){{4}}",
    "ADR": rf"{_COMPONENT}(?:;{_COMPONENT}){{6}}",
    "ORG": rf"{_COMPONENT}(?:;{_COMPONENT})*",
    "UID": r"urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "URL": _URI,
    "IMPP": _URI,
    "TEL": r"\+[0-9]+",
    "LANG": r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*",
    "KIND": r"individual|group|org|location",
    "MEMBER": r"urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
}
_DATED = {
    "3.0": {"REV": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "TZ": r"[+-]\d\d:\d\d"},
    "4.0": {"REV": r"\d{8}T\d{6}Z", "TZ": r"[A-Za-z_]+(?:/[A-Za-z_\-]+)+"},
}
_TEXTS = ("FN", "NOTE", "TITLE", "ROLE", "EMAIL", "PRODID", "X-ABLabel")
_ONCE = ("VERSION", "FN", "N", "UID", "PRODID", "REV", "KIND")
_ALWAYS = ("FN", "N", "UID")
_ONLY_IN_4 = ("KIND", "LANG", "MEMBER")
_PARAMETERS = {
    "3.0": r"(?:;TYPE=[A-Z]+(?:,[A-Z]+)*)?",
    "4.0": r"(?:;PREF=(?:[1-9]\d?|100))?(?:;TYPE=[A-Z]+(?:,[A-Z]+)*)?",
}
_SERVICE = "(?:;X-SERVICE-TYPE=[A-Za-z]+)?"  # as address books of Apple name it
_OCTETS = 75


def faults(text: str, version: str) -> list[str]:
    """Return the parts of a file of cards that violate the grammar of its version."""
    *lines, last = text.split("\r\n")
    found = [f"not a line: {last!r}"] if last else []
    found += [f"a control: {line!r}" for line in lines if re.search(r"[\0-\x08\n-\x1f\x7f]", line)]
    found += [f"too long: {line!r}" for line in lines if len(line.encode()) > _OCTETS]
    body = re.sub(r"\r\n[ \t]", "", text)
    head = f"BEGIN:VCARD\r\nVERSION:{version}\r\n"
    cards = body.split("END:VCARD\r\n")
    found += [f"not a card: {card!r}" for card in cards[:-1] if not card.startswith(head)]
    found += [f"after the last card: {cards[-1]!r}"] if cards[-1] else []
    for card in cards[:-1]:
        found += _faults_of_card(card.removeprefix(head).split("\r\n")[:-1], version)
    return found


def _faults_of_card(lines: Sequence[str], version: str) -> Iterator[str]:
    names = Counter(re.split("[:;]", line)[0] for line in lines)
    yield from (f"{name} more than once" for name in _ONCE if names[name] > 1)
    yield from (f"no {name}" for name in _ALWAYS if not names[name])
    text = _TEXT[version]
    values = _VALUES | _DATED[version] | dict.fromkeys(_TEXTS, text)
    values["CATEGORIES"] = f"{text}(?:,{text})*"
    for line in lines:
        parameters = _PARAMETERS[version] + (_SERVICE if line.startswith("IMPP") else "")
        match = re.match(rf"(?:item\d+\.)?([A-Z]+|X-ABLabel){parameters}:", line)
        if not match or match[1] not in values or (version == "3.0" and match[1] in _ONLY_IN_4):
            yield f"not a property: {line!r}"
        elif not re.fullmatch(values[match[1]], line[match.end() :]):
            yield f"not a value: {line!r}"
