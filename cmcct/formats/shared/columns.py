"""Columns of tables: names, headings, and texts for programs and for people."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cache
from typing import NamedTuple, TypeAlias

from cmcct.formats.shared.phrases import (
    VIA_LABELS,
    describe_phone,
    format_day,
    format_phone,
    record_names,
)
from cmcct.i18n.messages import Message, Translator, _
from cmcct.model.entities import FocalPoint
from cmcct.privacy.audiences import AudienceView
from cmcct.reference import vocabulary
from cmcct.reference.languages import language_name

ColumnValue: TypeAlias = Callable[[FocalPoint], str]
ColumnTexts: TypeAlias = Callable[[FocalPoint, AudienceView, Translator], Iterable[str]]


class Column(NamedTuple):
    """A column: its heading, its text for programs, and its texts for people if these differ."""

    heading: Message
    value: ColumnValue
    texts: ColumnTexts | None = None


SEPARATOR = "; "

_ENGLISH = Translator()


def select_columns(names: Sequence[str]) -> tuple[str, ...]:
    """Return the columns that a user named, default all; raises `UnknownValueError`."""
    for name in names:
        if name not in NAMES:
            from cmcct.errors.suggest import unknown_choice_error

            raise unknown_choice_error("column", name, NAMES)
    return tuple(names) or NAMES


def cell_texts(point: FocalPoint, names: Iterable[str], marking: str) -> list[str]:
    """Return the texts of the named columns for one focal point."""
    return [marking if name == "marking" else COLUMNS[name].value(point) for name in names]


def readable_texts(
    point: FocalPoint, name: str, view: AudienceView, translator: Translator
) -> list[str]:
    """Return the texts of a column for people, one per value.

    Dates and vocabulary are in the language of `translator`; other texts are unchanged.
    """
    _ignored, cell, format_texts = COLUMNS[name]
    if format_texts:
        return [text for text in format_texts(point, view, translator) if text]
    text = cell(point)
    return [text] if text else []


def sort_by_column(
    points: Sequence[FocalPoint], name: str, translator: Translator = _ENGLISH
) -> tuple[FocalPoint, ...]:
    """Sort by a column, in reverse if its name is prefixed with `-`; empty cells come last.

    Countries are sorted by their names in the language of `translator`; other texts as they are.
    """
    (column,) = select_columns([name.removeprefix("-")])

    def text(point: FocalPoint) -> str:
        if column == "country":
            return translator.translate(point.country)
        return cell_texts(point, [column], "")[0]

    def key(point: FocalPoint) -> tuple[str, str]:
        return translator.collation_key(text(point))

    full = [point for point in points if text(point)]
    empty = [point for point in points if not text(point)]
    return (*sorted(full, key=key, reverse=name.startswith("-")), *empty)


def _text(key: str) -> ColumnValue:
    return lambda point: getattr(point, key) or ""


def _texts(key: str) -> ColumnValue:
    return lambda point: SEPARATOR.join(getattr(point, key))


def _date(key: str) -> ColumnValue:
    return lambda point: getattr(point, key).isoformat() if getattr(point, key) else ""


def _day(key: str) -> ColumnTexts:
    def texts(point: FocalPoint, _view: AudienceView, translator: Translator) -> list[str]:
        given: date | None = getattr(point, key)
        return [format_day(given, translator)] if given else []

    return texts


def _term(facet: str, key: str) -> ColumnTexts:
    return lambda point, _view, translator: _labels(facet, getattr(point, key), translator)


@cache
def _labels(
    facet: str, value: str | tuple[str, ...] | None, translator: Translator
) -> tuple[str, ...]:
    """Return the labels of one slug or several; cached, since values repeat."""
    slugs = (value,) if isinstance(value, str) else value or ()
    return tuple(vocabulary.get_term(facet, slug).label(translator.lang) for slug in slugs)


def _phones(type_: str) -> ColumnValue:
    return lambda point: SEPARATOR.join(
        format_phone(phone, point.country, _ENGLISH, phone.apps)
        for phone in point.phones
        if phone.type == type_
    )


def _numbers(type_: str) -> ColumnTexts:
    return lambda point, _view, translator: (
        describe_phone(phone, point.country, translator)
        for phone in point.phones
        if phone.type == type_
    )


def _emails(point: FocalPoint) -> str:
    return SEPARATOR.join(email.address for email in point.emails)


def _covers(point: FocalPoint) -> str:
    return SEPARATOR.join(country.name for country in point.covers)


@cache
def _languages(tags: tuple[str, ...], translator: Translator) -> tuple[str, ...]:
    return tuple(language_name(tag, translator.lang) for tag in tags)


def _group_names(point: FocalPoint, view: AudienceView, _translator: Translator) -> Iterable[str]:
    return record_names(point.working_groups, view.working_groups)


def _meeting_names(point: FocalPoint, view: AudienceView, _translator: Translator) -> Iterable[str]:
    return record_names(point.meetings, view.meetings)


def _via_label(point: FocalPoint, _view: AudienceView, translator: Translator) -> Iterable[str]:
    return [translator.translate(VIA_LABELS[point.verified_via])] if point.verified_via else []


COLUMNS: dict[str, Column] = {
    "id": Column(_("Entry"), _text("id")),
    "country": Column(
        _("Country"),
        lambda point: point.country.name,
        lambda p, _, translator: [translator.translate(p.country)],
    ),
    "country_code": Column(_("Country code"), lambda point: point.country.code),
    "name": Column(_("Name"), _text("name")),
    "honorific": Column(_("Honorific"), _text("honorific")),
    "family_name": Column(_("Family name"), _text("family_name")),
    "title": Column(_("Job title"), _text("title")),
    "organisation": Column(_("Organisation"), _text("organisation")),
    "unit": Column(_("Unit"), _text("unit")),
    "body": Column(_("Institution"), _text("body"), _term("body", "body")),
    # Translators: the function of the person or seat in the network
    "role": Column(_("Role"), _text("role"), _term("role", "role")),
    "sectors": Column(_("Sectors"), _texts("sectors"), _term("sector", "sectors")),
    "languages": Column(
        _("Languages"),
        _texts("languages"),
        lambda p, _, translator: _languages(p.languages, translator),
    ),
    "email": Column(_("E-mail"), _emails, lambda p, *_: [email.address for email in p.emails]),
    "office_phone": Column(_("Office phone"), _phones("office"), _numbers("office")),
    "mobile_phone": Column(_("Mobile phone"), _phones("mobile"), _numbers("mobile")),
    "hotline": Column(_("Hotline"), _phones("hotline"), _numbers("hotline")),
    "fax": Column(_("Fax"), _phones("fax"), _numbers("fax")),
    "address": Column(_("Address"), _text("address")),
    "city": Column(_("City"), _text("city")),
    "website": Column(_("Website"), _text("website")),
    # Translators: opening hours
    "hours": Column(_("Hours"), _text("hours")),
    "timezone": Column(_("Time zone"), _text("timezone"), lambda p, *_: [p.zone]),
    "covers": Column(
        _("Also covers"), _covers, lambda p, _, translator: map(translator.translate, p.covers)
    ),
    "working_groups": Column(_("Working groups"), _texts("working_groups"), _group_names),
    "meetings": Column(_("Meetings"), _texts("meetings"), _meeting_names),
    "status": Column(_("Status"), _text("status"), _term("status", "status")),
    # Translators: the date from which the person has held the seat
    "since": Column(_("Since"), _date("since"), _day("since")),
    "until": Column(_("Until"), _date("until"), _day("until")),
    # Translators: when the entry was last confirmed with the person
    "verified": Column(_("Confirmed"), _date("verified"), _day("verified")),
    "verified_via": Column(_("How confirmed"), _text("verified_via"), _via_label),
    "sharing": Column(_("May be shared with"), _text("sharing"), _term("audience", "sharing")),
    "notes": Column(_("Notes"), _text("notes")),
    "private_notes": Column(_("Private notes"), _text("private_notes")),
    # Translators: earlier ids of the entry
    "formerly": Column(_("Former ids"), _texts("formerly"), lambda p, *_: p.formerly),
    # Translators: ids of entries that were merged into this one
    "merged": Column(_("Merged ids"), _texts("merged"), lambda p, *_: p.merged),
    "marking": Column(_("Label"), lambda _: "", lambda _, view, _translator: [view.marking]),
}
# Scripts use the CSV columns by position, so new ones are never inserted.
NAMES = tuple(name for name in COLUMNS if name != "merged")
PHONES = frozenset({"office_phone", "mobile_phone", "hotline", "fax"})
HEADINGS = {name: column.heading for name, column in COLUMNS.items()}
