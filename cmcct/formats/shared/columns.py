"""Columns of tables: names, headings, and texts for programs and for people."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

from cmcct.errors.exceptions import CmcctError
from cmcct.formats.shared import phrases
from cmcct.i18n.messages import LANGUAGES, OptionalMessage, Translator, _, join_or, quote_text
from cmcct.model.entities import NUMBER_COLUMNS, FocalPoint, Meeting, Phone, WorkingGroup
from cmcct.model.field_spec import EntryFieldSpec
from cmcct.model.fields import ENTRY_KEYS, RECORDS, REFERENCES
from cmcct.privacy.audiences import AudienceView
from cmcct.reference import vocabulary
from cmcct.reference.languages import language_name
from cmcct.text.folding import fold


class Column(NamedTuple):
    """A column: its heading, its text for programs, and its texts for people if these differ."""

    heading: OptionalMessage
    value: Callable[[FocalPoint], str]
    texts: Callable[[FocalPoint, AudienceView, Translator], Iterable[str]] | None = None


SEPARATOR = "; "

_ENGLISH = Translator()


def select_columns(names: Sequence[str]) -> tuple[str, ...]:
    """Return the columns that a user named, default all; raises `UnknownValueError`.

    A key, or another word for it, names the columns that have its values; so does a heading, in
    any language.
    """
    return tuple(column for name in names for column in _find_columns(name)) or NAMES


def _find_columns(name: str) -> tuple[str, ...]:
    if name in NAMES:
        return (name,)
    from cmcct.errors.suggest import unknown_choice_error
    from cmcct.model import fields

    column = fields.find_column(name)
    keys = [column] if column else fields.find_keys(name, ENTRY_KEYS)
    columns = [column for key in keys for column in _COLUMNS_OF.get(key, (key,))]
    if names := tuple(column for column in columns if column in NAMES):
        return names
    for translator in map(Translator, LANGUAGES):
        for column, heading in HEADINGS.items():
            if column in NAMES and fold(translator.translate(heading)) == fold(name):
                return (column,)
    error = unknown_choice_error("column", name, NAMES)
    error.hint = error.hint or _("available columns: {names}", names=", ".join(NAMES))
    raise error


def cell_texts(
    point: FocalPoint, names: Iterable[str], about: Mapping[str, str] = MappingProxyType({})
) -> list[str]:
    """Return the texts of the named columns for one entry; `about` has those about the list."""
    return [about[name] if name in about else COLUMNS[name].value(point) for name in names]


def list_texts(view: AudienceView) -> Mapping[str, str]:
    """Return the texts of the columns that are the same in each row."""
    return {"marking": view.marking, "corrections": view.info.contact}


def readable_texts(
    point: FocalPoint, name: str, view: AudienceView, translator: Translator
) -> list[str]:
    """Return the texts of a column for people, one per value.

    Dates, opening hours and vocabulary are in the language of `translator`; other texts are
    unchanged.
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
    Raises `CmcctError` for a name of several columns, `UnknownValueError` for one of none.
    """
    asked = name.removeprefix("-")
    column, *more = select_columns([asked])
    if more:
        hint = _("write {words}", words=join_or((column, *more)))
        raise CmcctError(_("{key} has several columns", key=quote_text(asked)), hint)

    def text(point: FocalPoint) -> str:
        if column == "country":
            return translator.translate(point.country)
        return COLUMNS[column].value(point)

    full = sorted(
        (point for point in points if text(point)),
        key=lambda point: translator.collation_key(text(point)),
        reverse=name.startswith("-"),
    )
    return (*full, *(point for point in points if not text(point)))


def _phones(
    heading: OptionalMessage, is_listed: Callable[[Phone], bool], *, is_of_types: bool = False
) -> Column:
    """Return a column of numbers; those of several types (`is_of_types`) say theirs."""

    def list_phones(
        point: FocalPoint, translator: Translator, *, is_for_people: bool
    ) -> Iterator[str]:
        for phone in filter(is_listed, point.phones_to_try):
            kind = phrases.describe_kind(phone, translator) if is_of_types else ""
            if is_for_people:
                text = phrases.describe_phone(phone, point.country, translator, kind=kind)
            else:
                text = phrases.format_phone(phone, point.country, translator, phone.apps, kind)
            yield phrases.add_remarks(text, [phrases.describe_secrecy(phone.sharing, translator)])

    return Column(
        heading,
        lambda point: SEPARATOR.join(list_phones(point, _ENGLISH, is_for_people=False)),
        lambda point, _, translator: list_phones(point, translator, is_for_people=True),
    )


def _written(key: str, heading: OptionalMessage) -> Column:
    """Return the column of e-mail addresses or handles."""
    return Column(
        heading,
        lambda point: SEPARATOR.join(channel.text for channel in getattr(point, key)),
        lambda point, _, translator: [
            phrases.mark_written(channel, translator) for channel in getattr(point, key)
        ],
    )


def _is_of(type_: str) -> Callable[[Phone], bool]:
    return lambda phone: phone.type == type_ and not phone.national


def records_of(key: str, view: AudienceView) -> Sequence[Meeting | WorkingGroup]:
    """Return the meetings or working groups to which a key of entries refers."""
    records: Sequence[Meeting | WorkingGroup] = getattr(view, RECORDS[REFERENCES[key]])
    return records


def _named(key: str) -> Column:
    """Return the column of a key with ids, which people read as names."""

    def names(point: FocalPoint, view: AudienceView, _translator: Translator) -> Iterable[str]:
        return phrases.record_names(getattr(point, key), records_of(key, view))

    return _column(key, ENTRY_KEYS[key])._replace(texts=names)


def _label_of(facet: str) -> Callable[[str, Translator], str]:
    return lambda slug, translator: vocabulary.get_term(facet, slug).label(translator.lang)


# Texts of values by kind, for programs and for people; other values are texts in both.
_CELLS: Mapping[str, Callable[[Any], str]] = {
    "country": lambda country: country.name,
    "day": date.isoformat,
}
READABLE: Mapping[str, Callable[[Any, Translator], str]] = {
    "app": lambda app, translator: translator.translate(phrases.APP_LABELS[app]),
    "country": lambda country, translator: translator.translate(country),
    "day": phrases.format_day,
    "hours": phrases.format_hours,
    "tag": lambda tag, translator: language_name(tag, translator.lang),
    "way": lambda way, translator: translator.translate(phrases.VIA_LABELS[way]),
    "phone type": _label_of("phone"),
    **{facet: _label_of(facet) for facet in vocabulary.SELECTABLE},
}


def _column(key: str, spec: EntryFieldSpec) -> Column:
    """Return the column of a field; a list has one text per item."""
    kind, is_list = spec.item_kind, spec.is_list
    to_cell = _CELLS.get(kind, str)
    readable = cache(READABLE[kind]) if kind in READABLE else None  # values repeat

    def values(point: FocalPoint) -> Iterable[Any]:
        value = getattr(point, key)
        return value if is_list else [value] if value else []

    def texts(point: FocalPoint, _view: AudienceView, translator: Translator) -> Iterable[str]:
        return (
            [readable(value, translator) for value in values(point)] if readable else values(point)
        )

    def cell(point: FocalPoint) -> str:
        value = getattr(point, key)
        if not value:  # most columns of an entry
            return ""
        return SEPARATOR.join(map(to_cell, value)) if is_list else to_cell(value)

    return Column(spec.label, cell, texts)


# Keys whose text in a column is their value: the timezone is shown as the time of the country.
PLAIN_TEXTS = frozenset(
    key for key, spec in ENTRY_KEYS.items() if not spec.is_list and spec.item_kind not in READABLE
) - {"timezone"}
COLUMNS: dict[str, Column] = {key: _column(key, spec) for key, spec in ENTRY_KEYS.items()}
del COLUMNS["emails"]
COLUMNS |= {
    # The numbers to call, the first to try first.
    "phones": _phones(
        ENTRY_KEYS["phones"].label,
        lambda phone: phone.type != "fax" or phone.national,
        is_of_types=True,
    ),
    "country_code": Column(_("Country code"), lambda point: point.country.code),
    "email": _written("emails", _("E-mail")),
    "handles": _written("handles", ENTRY_KEYS["handles"].label),
    **{
        name: _phones(spec.label, _is_of(spec.kind))
        for name, spec in NUMBER_COLUMNS.items()
        if name != "national_phone"
    },
    "national_phone": _phones(
        NUMBER_COLUMNS["national_phone"].label, lambda phone: phone.national, is_of_types=True
    ),
    "timezone": COLUMNS["timezone"]._replace(
        texts=lambda point, _, translator: [phrases.describe_zone(point.zone, translator)]
    ),
    **{key: _named(key) for key in REFERENCES},
    "marking": Column(_("TLP label"), lambda _: "", lambda _, view, _translator: [view.marking]),
    "corrections": Column(
        _("Corrections"), lambda _: "", lambda _, view, _translator: [view.info.contact]
    ),
}
# Scripts use the CSV columns by position, so new ones follow these.
_FIRST = (
    *("id", "country", "country_code", "name", "honorific", "family_name", "title"),
    *("organisation", "unit", "body", "role", "sectors", "languages", "email", "office_phone"),
    *("mobile_phone", "hotline", "fax", "address", "city", "website", "hours", "timezone"),
    *("covers", "working_groups", "meetings", "status", "since", "until", "verified"),
    *("verified_via", "sharing", "notes", "private_notes", "formerly", "marking", "national_phone"),
    *("validates", "corrections", "handles"),
)
_OF_SHEETS = {"phones", "merged"}  # columns that the tables for programs lack
NAMES = tuple(dict.fromkeys((*_FIRST, *(name for name in COLUMNS if name not in _OF_SHEETS))))
_COLUMNS_OF = {
    "emails": ("email",),
    "phones": ("office_phone", "mobile_phone", "hotline", "national_phone"),
}
# The columns of numbers, and those among them that can be called from any country.
PHONES = frozenset({*_COLUMNS_OF["phones"], "fax"})
CALLABLE = PHONES - {"national_phone", "fax"}
HEADINGS = {name: column.heading for name, column in COLUMNS.items()}
