"""What every address book is given alike: the lines of the note, the categories, the given name."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TypeAlias

from cmcct import vocabulary
from cmcct.formats.columns import HEADINGS, cells, described, readable
from cmcct.model import FocalPoint
from cmcct.sharing import Extract
from cmcct.wording import Wording

Fact: TypeAlias = tuple[object, str]  # what it is about, sayable; what is said

_FACTS = (
    "body",
    "languages",
    "hours",
    "covers",
    "meetings",
    "status",
    "since",
    "until",
    "verified_via",
    "id",
)


def lines(
    point: FocalPoint, extract: Extract, words: Wording, further: Iterable[Fact] = ()
) -> Iterator[str]:
    """Yield what an address book has no field for; the label and the dates stand last.

    `further` are facts that only some address books have no field for. Dates are ISO 8601 in every
    language: they are short, and nobody can take the day for the month.
    """
    yield from filter(None, (point.notes, point.private_notes))
    line = words.say("{label}: {text}")
    facts = [fact(point, name, extract, words) for name in _FACTS]
    for label, text in (*_lines_of_phones(point, words), *further, *facts):
        if text:
            yield line.format(label=words.of(label), text=text)
    yield extract.marking
    yield _confirmed(point.verified, words)
    if extract.about.contact:
        yield words.say("Corrections: {contact}", contact=extract.about.contact)


def categories(point: FocalPoint, extract: Extract, words: Wording) -> list[str]:
    """Return what an entry is filed under: the directory, its sectors, its working groups."""
    groups = [readable(point, name, extract, words) for name in ("sectors", "working_groups")]
    return [extract.about.name, *groups[0], *groups[1]]


def given_name(full: str, family: str) -> str:
    """Return the rest of a name without its family name: `Maria` is no part of `Mariano`."""
    if full.endswith(f" {family}"):
        return " ".join(full.removesuffix(family).split())  # most names; each pattern takes long
    words = re.sub(rf"(.*)(?<!\w){re.escape(family)}(?!\w)", r"\1 ", full, count=1)
    rest = full.replace(family, " ", 1) if words == full else words
    return " ".join(rest.split())


def _lines_of_phones(point: FocalPoint, words: Wording) -> Iterator[Fact]:
    """Yield the numbers of which an address book cannot say all."""
    for phone in point.phones:
        if phone.type == "hotline" or phone.apps or phone.hours or phone.national:
            yield vocabulary.term("phone", phone.type), described(phone, point.country, words)


def fact(point: FocalPoint, name: str, extract: Extract, words: Wording) -> Fact:
    """Return the heading of a column, and what it says of an entry."""
    as_written = name in {"since", "until"}
    texts = cells(point, [name], "") if as_written else readable(point, name, extract, words)
    return HEADINGS[name], ", ".join(texts)


def _confirmed(day: date | None, words: Wording) -> str:
    if day is None:
        return words.say("Not confirmed yet")
    return words.say("Confirmed {date}", date=day.isoformat())
