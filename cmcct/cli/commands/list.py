"""`cmcct list`."""

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple, TypeAlias

from cmcct.cli import options
from cmcct.cli.options import completion, filter_options, load_options
from cmcct.cli.screen import output
from cmcct.errors.suggest import unknown_choice_error
from cmcct.formats.shared.phrases import describe_audience
from cmcct.i18n.messages import Message, Translator, _
from cmcct.model import synonyms
from cmcct.model.entities import STRICTEST, Directory, FocalPoint, Meeting, WorkingGroup
from cmcct.privacy import audiences
from cmcct.reference import countries, vocabulary
from cmcct.reference.languages import language_name

Values: TypeAlias = Callable[[FocalPoint], Iterable[str]]
Known: TypeAlias = Callable[[Directory, Translator], Iterable[tuple[str, str]]]


def _terms(facet: str) -> Known:
    return lambda _directory, translator: [
        (t.slug, t.label(translator.lang)) for t in vocabulary.terms(facet)
    ]


def _region(_directory: Directory, translator: Translator) -> Iterable[tuple[str, str]]:
    return [(c.code, c.localize(translator.lang)) for c in countries.region_countries()]


def _groups(directory: Directory, translator: Translator) -> Iterable[tuple[str, str]]:
    return [_mark_record(group, translator) for group in directory.working_groups]


def _meetings(directory: Directory, translator: Translator) -> Iterable[tuple[str, str]]:
    return [_mark_record(meeting, translator) for meeting in directory.meetings]


def _mark_record(record: Meeting | WorkingGroup, translator: Translator) -> tuple[str, str]:
    """Return the id and name of a record; the name is marked if it is for the secretariat only."""
    limit = describe_audience(record.sharing, translator) if record.sharing == STRICTEST else ""
    return record.id, f"{record.name} ({limit})" if limit else record.name


def _same_text(value: str, _lang: str) -> str:
    return value


class _Kind(NamedTuple):
    """A kind of values: the key that entries have them under, and the heading of the list."""

    key: str  # a word for it is also a word for the list
    heading: Message
    list_known: Known  # listed even if unused
    values_of: Values
    name_of: Callable[[str, str], str] = _same_text  # of a value outside the list, in a language


_KINDS = {
    "countries": _Kind(
        "country",
        _("Countries"),
        _region,
        lambda point: [point.country.code] if point.country.code else [],
        lambda code, lang: countries.get_country(code).localize(lang),
    ),
    "sectors": _Kind("sectors", _("Sectors"), _terms("sector"), lambda point: point.sectors),
    "bodies": _Kind(
        "body", _("Bodies"), _terms("body"), lambda point: [point.body] if point.body else []
    ),
    "roles": _Kind("role", _("Roles"), _terms("role"), lambda point: [point.role]),
    "groups": _Kind("working_groups", _("Groups"), _groups, lambda point: point.working_groups),
    "meetings": _Kind("meetings", _("Meetings"), _meetings, lambda point: point.meetings),
    "languages": _Kind(
        "languages",
        _("Languages"),
        lambda _directory, _translator: [],
        lambda point: point.languages,
        language_name,
    ),
}


def _find_kind(word: str) -> str:
    """Return the kind of values that a word stands for; raises `UnknownValueError`."""
    kinds = {kind.key: name for name, kind in _KINDS.items()}
    if key := synonyms.find_key(word, kinds):
        return kinds[key]
    raise unknown_choice_error("list", word, [*_KINDS])


@options.command("list sectors")
def list_values(
    kind: str = options.argument(
        "|".join(_KINDS), "Kind of values.", completion.complete_words(_KINDS), callback=_find_kind
    ),
    directory: Path | None = options.DIRECTORY,
    audience: str | None = filter_options.AUDIENCE,
    at: str | None = load_options.AT,
    lang: str | None = options.LANG,
) -> None:
    """List countries, sectors and other values to filter by.

    Each value has the number of active entries that use it.
    """
    translator = options.reader_translator(lang)
    loaded = load_options.load_lenient(directory, at)
    visible = _visible_directory(loaded.directory, audience or STRICTEST)
    rows = _rows(visible, translator, _KINDS[kind])
    output.write_rows(rows, (_KINDS[kind].heading, _("Name"), _("Active entries")))
    output.warn(*loaded.warnings)


def _visible_directory(directory: Directory, audience: str) -> Directory:
    """Return the part of a directory that an audience may have."""
    points = audiences.view_for(directory, directory.focal_points, audience).focal_points
    return dataclasses.replace(
        audiences.restrict_directory(audience, directory), focal_points=points
    )


def _rows(directory: Directory, translator: Translator, kind: _Kind) -> list[tuple[str, str, str]]:
    active = [point for point in directory.focal_points if point.status == "active"]
    counts = Counter(value for point in active for value in set(kind.values_of(point)))
    names = dict(kind.list_known(directory, translator))
    others = sorted(set(counts) - set(names))
    listed = [*names, *others]
    return [
        (value, names.get(value) or kind.name_of(value, translator.lang), str(counts[value]))
        for value in listed
    ]
