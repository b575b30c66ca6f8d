"""What every address book is given alike: the lines of the note, the categories, the given name."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from cmcct import vocabulary
from cmcct.formats.columns import VIA, app_names, phone_text
from cmcct.languages import language_name
from cmcct.model import FocalPoint, Meeting, Phone, WorkingGroup
from cmcct.sharing import Extract
from cmcct.wording import Message, Wording, say


def lines(
    point: FocalPoint, extract: Extract, words: Wording, further: Iterable[tuple[Message, str]] = ()
) -> Iterator[str]:
    """Yield what an address book has no field for; the label and the dates stand last.

    `further` are facts that only some address books have no field for. Dates are ISO 8601 in every
    language: they are short, and nobody can take the day for the month.
    """
    yield from filter(None, (point.notes, point.private_notes))
    line = words.say("{label}: {text}")
    for label, text in (*_lines_of_phones(point, words), *further, *_facts(point, extract, words)):
        if text:
            yield line.format(label=words.of(label), text=text)
    yield extract.marking
    yield _confirmed(point.verified, words)
    if extract.about.contact:
        yield words.say("Corrections: {contact}", contact=extract.about.contact)


def categories(point: FocalPoint, extract: Extract, words: Wording) -> list[str]:
    """Return what an entry is filed under: the directory, its sectors, its working groups."""
    sectors = [vocabulary.term("sector", slug).label(words.lang) for slug in point.sectors]
    return [extract.about.name, *sectors, *named(point.working_groups, extract.working_groups)]


def named(ids: Iterable[str], records: Iterable[Meeting | WorkingGroup]) -> list[str]:
    """Return the names of meetings or working groups, the id of one that has none."""
    names = {record.id: record.name for record in records}
    return [names.get(id_) or id_ for id_ in ids]


def given_name(full: str, family: str) -> str:
    """Return the rest of a name without its family name: `Maria` is no part of `Mariano`."""
    words = re.sub(rf"(.*)(?<!\w){re.escape(family)}(?!\w)", r"\1 ", full, count=1)
    rest = full.replace(family, " ", 1) if words == full else words
    return " ".join(rest.split())


def _lines_of_phones(point: FocalPoint, words: Wording) -> Iterator[tuple[object, str]]:
    """Yield the numbers of which an address book cannot say all."""
    for phone in point.phones:
        if phone.type == "hotline" or phone.apps or phone.hours or phone.national:
            yield vocabulary.term("phone", phone.type), described(phone, point, words)


def described(phone: Phone, point: FocalPoint, words: Wording) -> str:
    """Write all that is known of a number but its type."""
    text = phone_text(phone, point.country, words, app_names(phone, words))
    return f"{text}, {phone.hours}" if phone.hours else text


def _facts(point: FocalPoint, extract: Extract, words: Wording) -> Iterator[tuple[Message, str]]:
    body = vocabulary.term("body", point.body).label(words.lang) if point.body else ""
    yield say("Institution"), body
    yield say("Languages"), ", ".join(language_name(tag, words.lang) for tag in point.languages)
    yield say("Hours"), point.hours
    yield say("Also covers"), ", ".join(map(words.of, point.covers))
    yield say("Meetings"), ", ".join(named(point.meetings, extract.meetings))
    yield say("Status"), vocabulary.term("status", point.status).label(words.lang)
    yield say("Since"), _day(point.since)
    yield say("Until"), _day(point.until)
    yield say("How confirmed"), words.of(VIA[point.verified_via]) if point.verified_via else ""
    yield say("Entry"), point.id


def _confirmed(day: date | None, words: Wording) -> str:
    if day is None:
        return words.say("Not confirmed yet")
    return words.say("Confirmed {date}", date=day.isoformat())


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
