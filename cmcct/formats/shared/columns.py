"""Columns of tables: names, headings, and texts for programs and for people."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cache
from typing import NamedTuple, TypeAlias

from cmcct.formats.shared.phrases import VIA, day, described, named, phone_text
from cmcct.i18n.messages import Message, Wording, say
from cmcct.model.entities import FocalPoint
from cmcct.privacy.audiences import Extract
from cmcct.reference import vocabulary
from cmcct.reference.languages import language_name

Cell: TypeAlias = Callable[[FocalPoint], str]
Said: TypeAlias = Callable[[FocalPoint, Extract, Wording], Iterable[str]]


class Column(NamedTuple):
    """A column: its heading, its text for programs, and its texts for people if these differ."""

    heading: Message
    cell: Cell
    said: Said | None = None


SEPARATOR = "; "

_ENGLISH = Wording()


def pick(names: Sequence[str]) -> tuple[str, ...]:
    """Return the columns that a user named, default all; raises `UnknownValueError`."""
    for name in names:
        if name not in NAMES:
            from cmcct.errors.suggest import not_among

            raise not_among("column", name, NAMES)
    return tuple(names) or NAMES


def cells(point: FocalPoint, names: Iterable[str], marking: str) -> list[str]:
    """Return the texts of the named columns for one focal point."""
    return [marking if name == "marking" else COLUMNS[name].cell(point) for name in names]


def readable(point: FocalPoint, name: str, extract: Extract, words: Wording) -> list[str]:
    """Return the texts of a column for people, one per value.

    Dates and vocabulary are in the language of `words`; other texts are unchanged.
    """
    _, cell, said = COLUMNS[name]
    if said:
        return [text for text in said(point, extract, words) if text]
    text = cell(point)
    return [text] if text else []


def in_order(
    points: Sequence[FocalPoint], name: str, words: Wording = _ENGLISH
) -> tuple[FocalPoint, ...]:
    """Sort by a column, in reverse if its name is prefixed with `-`; empty cells come last.

    Countries are sorted by their names in the language of `words`; other texts as they are.
    """
    (column,) = pick([name.removeprefix("-")])

    def text(point: FocalPoint) -> str:
        if column == "country":
            return words.of(point.country)
        return cells(point, [column], "")[0]

    def key(point: FocalPoint) -> tuple[str, str]:
        return words.key(text(point))

    full = [point for point in points if text(point)]
    empty = [point for point in points if not text(point)]
    return (*sorted(full, key=key, reverse=name.startswith("-")), *empty)


def _text(key: str) -> Cell:
    return lambda point: getattr(point, key) or ""


def _texts(key: str) -> Cell:
    return lambda point: SEPARATOR.join(getattr(point, key))


def _date(key: str) -> Cell:
    return lambda point: getattr(point, key).isoformat() if getattr(point, key) else ""


def _day(key: str) -> Said:
    def said(point: FocalPoint, _extract: Extract, words: Wording) -> list[str]:
        given: date | None = getattr(point, key)
        return [day(given, words)] if given else []

    return said


def _term(facet: str, key: str) -> Said:
    return lambda point, _extract, words: _labels(facet, getattr(point, key), words)


@cache
def _labels(facet: str, value: str | tuple[str, ...] | None, words: Wording) -> tuple[str, ...]:
    """Return the labels of one slug or several; cached, since values repeat."""
    slugs = (value,) if isinstance(value, str) else value or ()
    return tuple(vocabulary.term(facet, slug).label(words.lang) for slug in slugs)


def _phones(type_: str) -> Cell:
    return lambda point: SEPARATOR.join(
        phone_text(phone, point.country, _ENGLISH, phone.apps)
        for phone in point.phones
        if phone.type == type_
    )


def _numbers(type_: str) -> Said:
    return lambda point, _extract, words: (
        described(phone, point.country, words) for phone in point.phones if phone.type == type_
    )


def _emails(point: FocalPoint) -> str:
    return SEPARATOR.join(email.address for email in point.emails)


def _covers(point: FocalPoint) -> str:
    return SEPARATOR.join(country.name for country in point.covers)


@cache
def _languages(tags: tuple[str, ...], words: Wording) -> tuple[str, ...]:
    return tuple(language_name(tag, words.lang) for tag in tags)


def _groups_said(point: FocalPoint, extract: Extract, _words: Wording) -> Iterable[str]:
    return named(point.working_groups, extract.working_groups)


def _meetings_said(point: FocalPoint, extract: Extract, _words: Wording) -> Iterable[str]:
    return named(point.meetings, extract.meetings)


def _via_said(point: FocalPoint, _extract: Extract, words: Wording) -> Iterable[str]:
    return [words.of(VIA[point.verified_via])] if point.verified_via else []


COLUMNS: dict[str, Column] = {
    "id": Column(say("Entry"), _text("id")),
    "country": Column(
        say("Country"), lambda point: point.country.name, lambda p, _, words: [words.of(p.country)]
    ),
    "country_code": Column(say("Country code"), lambda point: point.country.code),
    "name": Column(say("Name"), _text("name")),
    "honorific": Column(say("Honorific"), _text("honorific")),
    "family_name": Column(say("Family name"), _text("family_name")),
    "title": Column(say("Job title"), _text("title")),
    "organisation": Column(say("Organisation"), _text("organisation")),
    "unit": Column(say("Unit"), _text("unit")),
    "body": Column(say("Institution"), _text("body"), _term("body", "body")),
    # Translators: the function of the person or seat in the network
    "role": Column(say("Role"), _text("role"), _term("role", "role")),
    "sectors": Column(say("Sectors"), _texts("sectors"), _term("sector", "sectors")),
    "languages": Column(
        say("Languages"), _texts("languages"), lambda p, _, words: _languages(p.languages, words)
    ),
    "email": Column(say("E-mail"), _emails, lambda p, *_: [email.address for email in p.emails]),
    "office_phone": Column(say("Office phone"), _phones("office"), _numbers("office")),
    "mobile_phone": Column(say("Mobile phone"), _phones("mobile"), _numbers("mobile")),
    "hotline": Column(say("Hotline"), _phones("hotline"), _numbers("hotline")),
    "fax": Column(say("Fax"), _phones("fax"), _numbers("fax")),
    "address": Column(say("Address"), _text("address")),
    "city": Column(say("City"), _text("city")),
    "website": Column(say("Website"), _text("website")),
    # Translators: opening hours
    "hours": Column(say("Hours"), _text("hours")),
    "timezone": Column(say("Time zone"), _text("timezone"), lambda p, *_: [p.zone]),
    "covers": Column(say("Also covers"), _covers, lambda p, _, words: map(words.of, p.covers)),
    "working_groups": Column(say("Working groups"), _texts("working_groups"), _groups_said),
    "meetings": Column(say("Meetings"), _texts("meetings"), _meetings_said),
    "status": Column(say("Status"), _text("status"), _term("status", "status")),
    # Translators: the date from which the person has held the seat
    "since": Column(say("Since"), _date("since"), _day("since")),
    "until": Column(say("Until"), _date("until"), _day("until")),
    # Translators: when the entry was last confirmed with the person
    "verified": Column(say("Confirmed"), _date("verified"), _day("verified")),
    "verified_via": Column(say("How confirmed"), _text("verified_via"), _via_said),
    "sharing": Column(say("May be shared with"), _text("sharing"), _term("audience", "sharing")),
    "notes": Column(say("Notes"), _text("notes")),
    "private_notes": Column(say("Private notes"), _text("private_notes")),
    # Translators: earlier ids of the entry
    "formerly": Column(say("Former ids"), _texts("formerly"), lambda p, *_: p.formerly),
    # Translators: ids of entries that were merged into this one
    "merged": Column(say("Merged ids"), _texts("merged"), lambda p, *_: p.merged),
    "marking": Column(say("Label"), lambda _: "", lambda _, extract, _words: [extract.marking]),
}
# Scripts use the CSV columns by position, so new ones are never inserted.
NAMES = tuple(name for name in COLUMNS if name != "merged")
PHONES = frozenset({"office_phone", "mobile_phone", "hotline", "fax"})
HEADINGS = {name: column.heading for name, column in COLUMNS.items()}
