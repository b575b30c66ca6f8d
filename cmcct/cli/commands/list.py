"""`cmcct list`."""

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from cmcct.cli import options
from cmcct.cli.options import filter_options, load_options
from cmcct.cli.screen import output
from cmcct.errors.suggest import unknown_choice_error
from cmcct.formats.shared.phrases import describe_audience, format_meeting_day
from cmcct.i18n.messages import Message, Translator, _
from cmcct.model import fields
from cmcct.model.entities import NUMBER_COLUMNS, STRICTEST, Directory, FocalPoint
from cmcct.privacy import audiences
from cmcct.reference import countries, vocabulary
from cmcct.reference.languages import language_name
from cmcct.storage.directory_file import LoadResult

_KEYS = {**fields.ENTRY_KEYS, **NUMBER_COLUMNS}  # what `cmcct set` takes


def _keys_with_values(point: FocalPoint) -> Iterable[str]:
    kinds = {"national" if phone.national else phone.type for phone in point.phones}
    return (
        key
        for key, spec in _KEYS.items()
        if (spec.kind in kinds if key in NUMBER_COLUMNS else getattr(point, key))
    )


class _Kind(NamedTuple):
    """A kind of values: the key that entries have them under, and the heading above them."""

    key: str  # a word for it is also a word for the list
    values_of: Callable[[FocalPoint], Iterable[str]]
    facet: str = ""  # of the vocabulary, whose terms are listed even if unused
    heading: Message = _("Code")


_KINDS = {
    "countries": _Kind("country", lambda point: [*filter(None, [point.country.code])]),
    "sectors": _Kind("sectors", lambda point: point.sectors, "sector"),
    "bodies": _Kind("body", lambda point: [*filter(None, [point.body])], "body"),
    "roles": _Kind("role", lambda point: [point.role], "role"),
    "groups": _Kind("working_groups", lambda point: point.working_groups, heading=_("ID")),
    "meetings": _Kind("meetings", lambda point: point.meetings, heading=_("ID")),
    "languages": _Kind("languages", lambda point: point.languages),
    "keys": _Kind("keys", _keys_with_values, heading=_("Key")),
}


def _list_names(kind: str, directory: Directory, translator: Translator) -> dict[str, str]:
    """Return the names of the values that are listed even if unused."""
    lang = translator.lang
    if kind == "countries":
        named = {country.code: country.localize(lang) for country in directory.info.countries}
        return dict(sorted(named.items(), key=lambda pair: translator.collation_key(pair[1])))
    if kind == "keys":
        return {
            key: translator.translate(spec.label or spec.meaning) for key, spec in _KEYS.items()
        }
    if facet := _KINDS[kind].facet:
        return {term.slug: term.label(lang) for term in vocabulary.terms(facet)}
    groups, meetings = directory.working_groups, directory.meetings
    records = groups if kind == "groups" else meetings if kind == "meetings" else ()
    secret = describe_audience(STRICTEST, translator)
    return {
        record.id: f"{record.name} ({secret})" if record.sharing == STRICTEST else record.name
        for record in records
    }


def _name_value(kind: str, value: str, lang: str) -> str:
    """Return the name of a value that is not among those listed even if unused."""
    if kind == "countries":
        return countries.get_country(value).localize(lang)
    return language_name(value, lang) if kind == "languages" else value


def _find_kind(word: str) -> str:
    """Return the kind of values that a word stands for; raises `UnknownValueError`."""
    kinds = {kind.key: name for name, kind in _KINDS.items()}
    if key := fields.find_key(word, kinds):
        return kinds[key]
    raise unknown_choice_error("list", word, [*_KINDS])


@options.command("list sectors")
def list_values(
    kind: str = options.argument(
        "|".join(_KINDS), "Kind of values (all entries: cmcct search).", callback=_find_kind
    ),
    directory: Path | None = options.DIRECTORY,
    audience: str | None = filter_options.AUDIENCE,
    at: str | None = load_options.AT,
    lang: str | None = options.LANG,
    output_format: str | None = options.TABLE_FORMAT,
) -> None:
    """List countries, sectors and other values to filter by.

    Each value has the number of active entries that use it.
    """
    options.reader_translator(lang)
    loaded = load_options.load_lenient(directory, at)
    print_values(kind, loaded, audience or STRICTEST, output_format)


def print_values(
    kind: str, loaded: LoadResult, audience: str = STRICTEST, output_format: str | None = None
) -> None:
    """Print the values of a kind: their ids, names, and how many active entries use each."""
    directory, translator = loaded.directory, output.translator()
    points = audiences.view_for(directory, directory.focal_points, audience).focal_points
    active = [point for point in points if point.status == "active"]
    counts = Counter(value for point in active for value in set(_KINDS[kind].values_of(point)))
    names = _list_names(kind, audiences.restrict_directory(audience, directory), translator)
    names |= {
        value: _name_value(kind, value, translator.lang)
        for value in sorted(counts.keys() - names.keys())
    }
    if output_format == "json":
        listed = [
            {"value": value, "name": name, "active": counts[value]} for value, name in names.items()
        ]
        output.write_objects("values", listed)
    else:
        for each in directory.meetings if kind == "meetings" else ():
            if (name := names.get(each.id)) and (days := format_meeting_day(each, translator)):
                names[each.id] = f"{name}, {days}"
        rows = [(value, name, str(counts[value])) for value, name in names.items()]
        output.write_rows(rows, (_KINDS[kind].heading, _("Name"), _("Active entries")))
    output.warn(*loaded.warnings)
