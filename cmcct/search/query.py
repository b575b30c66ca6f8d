"""Selection of focal points by search terms and filter options, and hints on the result."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache, partial
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from cmcct.errors.exceptions import CmcctError, UnknownValueError, add_option
from cmcct.errors.suggest import match_known
from cmcct.i18n.messages import (
    Message,
    OptionalMessage,
    Quoted,
    Translator,
    _,
    did_you_mean,
    quote_text,
)
from cmcct.model.entities import STRICTEST, Directory, FocalPoint
from cmcct.privacy import audiences
from cmcct.privacy.audiences import AudienceView
from cmcct.reference import countries, vocabulary
from cmcct.reference.countries import Country
from cmcct.search import FLAGS, Predicate, build_flags
from cmcct.text.folding import fold
from cmcct.text.shell import quote

if TYPE_CHECKING:
    from cmcct.search.terms import Reading
from cmcct.i18n.messages import join, join_or

# All of the values of an option, as a person says it.
ALL_WORDS = frozenset(("all", "todos", "todas", "alle", "tous", "toutes"))

# Makes the predicate of an option for a value; raises `CmcctError` for a value that it refuses.
MakePredicate: TypeAlias = Callable[[str, Directory], Predicate]


_MAX_CODE_LENGTH = 3
_ENGLISH = Translator()


class Query(NamedTuple):
    """Search terms and filters as typed; an empty field does not filter."""

    terms: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    sector: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    role: tuple[str, ...] = ()
    half: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    validates: tuple[str, ...] = ()
    meeting: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    stale: bool = False
    unverified: bool = False
    unreachable: bool = False
    untested: bool = False


def format_command(selection: Query) -> str:
    """Return the command that searches for a selection."""
    options = [
        f"--{name} {quote(value)}"
        for name in Query._fields
        if name not in {"terms", *FLAGS}
        for value in getattr(selection, name)
    ]
    flags = [f"--{name}" for name in FLAGS if getattr(selection, name)]
    return " ".join(["cmcct search", *options, *flags, *map(quote, selection.terms)])


class OptionValueError(CmcctError):
    """A value that an option refuses; `candidates` are what it may mean, best first."""

    def __init__(
        self, option: str, value: str, error: CmcctError, hint: OptionalMessage = ""
    ) -> None:
        """Name the option in the message of an error about its value."""
        super().__init__(add_option(f"--{option}", error), hint or error.hint)
        self.option, self.text, self.candidates = option, value, error.candidates


class Filter(NamedTuple):
    """A condition on focal points, with its option as typed: `--sector police`."""

    name: str | Quoted
    predicate: Predicate


class Result(NamedTuple):
    """What an audience finds, and how the selection was read: for hints on it."""

    view: AudienceView
    selection: Query
    # What the audience may know; entries are limited where words may name places.
    directory: Directory
    filters: list[Filter]
    readings: "list[Reading]"
    dropped: tuple[str, ...] = ()  # words without which the others were searched for

    @property
    def countries(self) -> frozenset[str]:
        """The codes of the countries that terms or `--country` name, with their parts."""
        options = (find_country(value, self.directory).code for value in self.selection.country)
        codes = (code for reading in self.readings for code in reading.countries)
        return frozenset().union(*map(countries.related_codes, (*options, *codes)))


def search(
    directory: Directory,
    selection: Query,
    audience: str,
    today: date,
    translator: Translator = _ENGLISH,
) -> AudienceView:
    """Return the view of `find_entries`."""
    return find_entries(directory, selection, audience, today, translator).view


def find_entries(  # noqa: PLR0913, PLR0917 - the last is what is known beside the selection
    directory: Directory,
    selection: Query,
    audience: str,
    today: date,
    translator: Translator = _ENGLISH,
    readings: "list[Reading] | None" = None,
) -> Result:
    """Return the audience's view of the matching focal points, sorted for a language.

    `readings` are those of the terms, if they were read before. The filters also apply to the
    audience's view: matching withheld values would disclose them.
    Raises `CmcctError` for unknown values, including withheld meetings.
    """
    limited = restrict(directory, selection, audience)
    readings = readings or read_terms(selection, limited)
    filters = build_filters(selection, limited, today, readings)
    matched = apply_filters(directory.focal_points, filters)
    # What is withheld may be all there is: `without phone`.
    if selection.terms and limited is not directory:
        ids = {point.id for point in (*matched, *apply_filters(limited.focal_points, filters))}
        matched = [point for point in directory.focal_points if point.id in ids]
    view = audiences.view_for(directory, matched, audience)
    points = sort_entries(apply_filters(view.focal_points, filters), translator)
    if readings:
        from cmcct.search import terms

        points = tuple(terms.sort_answering(points, readings))
    codes = (code for reading in readings for code in reading.countries)
    if named := frozenset[str]().union(*map(countries.related_codes, codes)):
        # The own seats of a country come first, then those that cover it.
        points = tuple(sorted(points, key=lambda point: point.country.code not in named))
    gone = tuple(apply_filters(view.removed, filters))
    # With search terms, the count would disclose whether withheld values contain them.
    entries = 0 if selection.terms else len(matched) - len(points) - len(gone)
    view = replace(view, focal_points=points, removed=gone, withheld_entries=entries, today=today)
    return Result(view, selection, limited, filters, readings)


def restrict(directory: Directory, selection: Query, audience: str) -> Directory:
    """Return what an audience may know of a directory to read a selection.

    The text and the city of an entry decide whether words name a place, and the entries of a
    member whether it attended a meeting.
    """
    limited = audiences.restrict_directory(audience, directory)
    if audience == STRICTEST or not (selection.terms or selection.country or selection.absent):
        return limited
    points = audiences.view_for(directory, directory.focal_points, audience).focal_points
    return replace(limited, focal_points=points)


def apply_filters(points: Iterable[FocalPoint], filters: Sequence[Filter]) -> list[FocalPoint]:
    """Return the points that pass every filter."""
    return [point for point in points if all(filter_.predicate(point) for filter_ in filters)]


def sort_entries(
    points: Iterable[FocalPoint], translator: Translator = _ENGLISH
) -> tuple[FocalPoint, ...]:
    """Sort by country, role and family name, in the collation order of the language."""
    places = cache(lambda country: translator.collation_key(country.localize(translator.lang)))
    roles = {slug: rank for rank, slug in enumerate(vocabulary.slugs("role"))}
    return tuple(
        sorted(
            points,
            key=lambda point: (
                places(point.country),
                roles[point.role],
                translator.collation_key(point.surname or point.label),
                point.id,
            ),
        )
    )


def build_filters(
    selection: Query, directory: Directory, today: date, readings: "Sequence[Reading] | None" = None
) -> list[Filter]:
    """Convert a selection to filters, cheapest first; raises `CmcctError`.

    `readings` are those of the terms, if they were read before.
    """
    status = _format_options("status", selection.status)
    filters = [Filter(status, _build_status_predicate(selection.status))]
    for option, make in OPTIONS.items():
        values = getattr(selection, option)
        if values:
            predicates = [_build_predicate(option, make, value, directory) for value in values]
            filters.append(Filter(_format_options(option, values), _any_of(predicates)))
    flags = build_flags(today, directory.info.verify_every_days)
    filters += [
        Filter(f"--{flag}", predicate)
        for flag, predicate in flags.items()
        if getattr(selection, flag)
    ]
    if readings is None:
        readings = read_terms(selection, directory)
    if readings:
        from cmcct.search import terms

        filters += [
            Filter(quote_text(reading.text), terms.build_term_predicate(reading, flags))
            for reading in readings
        ]
    return filters


def read_terms(selection: Query, directory: Directory) -> "list[Reading]":
    """Return how the terms are read, given what the audience may know; raises `CmcctError`.

    A term of several words, in quotation marks of the shell, is read as its words.
    """
    if not selection.terms:
        return []
    from cmcct.search import terms

    for term in selection.terms:
        terms.refuse_option(term, _OPTION_NAMES)
    words = " ".join(selection.terms).split()
    return terms.read(words, directory, partial(terms.has_word, directory.focal_points))


def _format_options(option: str, values: Sequence[str]) -> str:
    return " ".join(f"--{option} {value}" for value in values or ("active",))


def _any_of(predicates: Sequence[Predicate]) -> Predicate:
    return lambda point: any(predicate(point) for predicate in predicates)


def _build_predicate(
    option: str, make: MakePredicate, value: str, directory: Directory
) -> Predicate:
    try:
        return make(value, directory)
    except UnknownValueError as error:
        parts = [part.strip() for part in value.split(",")]
        if len(parts) > 1 and all(_find_predicate(make, part, directory) for part in parts):
            words = " ".join(f"--{option} {quote(part)}" for part in parts)
            message = add_option(f"--{option}", error)
            raise CmcctError(message, _("write {words}", words=words)) from None
        hint = did_you_mean(_other_options(value, error, directory))
        raise OptionValueError(option, value, error, hint) from None
    except CmcctError as error:
        raise OptionValueError(option, value, error) from None


def _other_options(value: str, error: UnknownValueError, directory: Directory) -> list[str]:
    """Return other options that accept a value, unless the error suggests one already."""
    is_code = len(value) <= _MAX_CODE_LENGTH  # matches a language or country code by chance
    if is_code or any(word.startswith("--") for word in error.suggestions):
        return []
    return [
        f"--{option} {quote(value)}"
        for option, make in OPTIONS.items()
        if option != "absent"  # it takes what --meeting takes
        and (predicate := _find_predicate(make, value, directory))
        # Many names are also language names: only suggest languages that an entry has.
        and (option != "language" or any(map(predicate, directory.focal_points)))
    ]


def _find_predicate(make: MakePredicate, value: str, directory: Directory) -> Predicate | None:
    """Return an option's test for a value; None if the option rejects the value."""
    try:
        return make(value, directory)
    except CmcctError:
        return None


# The filter options: which entries a value of each selects.


def find_country(value: str, directory: Directory) -> Country:
    """Return the country with a name or code, or with a place; raises `CmcctError`."""
    try:
        return countries.find_country(value)
    except UnknownValueError:
        from cmcct.search.lookup import find_by_place

        return find_by_place(value, directory.focal_points)[0]


def _country(value: str, directory: Directory) -> Predicate:
    codes = countries.related_codes(find_country(value, directory).code)
    return lambda point: (
        point.country.code in codes or any(country.code in codes for country in point.covers)
    )


def _region(value: str, directory: Directory) -> Predicate:
    members = directory.info.find_members(directory.focal_points)
    is_any = fold(value) in map(fold, countries.REGIONS)  # else, those of the members are named
    regions = countries.REGIONS if is_any else countries.regions_of(members)
    region = match_known("region", value, regions)
    return lambda point: region in point.country.groups


def _build_term_option(
    facet: str, values: Callable[[FocalPoint], Collection[str | None]]
) -> MakePredicate:
    """Return what makes the predicate of an option whose values are a vocabulary."""

    def make(value: str, _directory: Directory) -> Predicate:
        slug = vocabulary.find_term(facet, value).slug
        return lambda point: slug in values(point)

    return make


def _half(value: str, _directory: Directory) -> Predicate:
    half = vocabulary.find_choice("half", value, vocabulary.HALVES)
    return lambda point: half in vocabulary.halves_of(point.sectors)


def _language(value: str, _directory: Directory) -> Predicate:
    from cmcct.reference.languages import find_language, speaks

    wanted = find_language(value)
    return lambda point: speaks(point.languages, wanted)


def _build_reference_option(key: str) -> MakePredicate:
    """Return what makes the predicate of an option whose values are the ids that a key has."""

    def make(value: str, directory: Directory) -> Predicate:
        from cmcct.model.fields import RECORDS, REFERENCES
        from cmcct.search.lookup import find_record

        table = REFERENCES[key]
        id_ = find_record(table.replace("_", " "), value, getattr(directory, RECORDS[table]))
        return lambda point: id_ in getattr(point, key)

    return make


def find_absent(value: str, directory: Directory) -> list[Country]:
    """Return the members of whom no entry, of any status, attended a meeting, or any: `all`.

    Raises `CmcctError` for an unknown meeting.
    """
    from cmcct.search.lookup import find_record

    meetings = {meeting.id for meeting in directory.meetings}
    if fold(value) not in ALL_WORDS:
        meetings = {find_record("meeting", value, directory.meetings)}
    points = directory.focal_points
    came = (point.country.code for point in points if not meetings.isdisjoint(point.meetings))
    present = frozenset[str]().union(*map(countries.related_codes, came))
    members = directory.info.find_members(points)
    return [country for country in members if country.code not in present]


def _absent(value: str, directory: Directory) -> Predicate:
    absent = (country.code for country in find_absent(value, directory))
    codes = frozenset[str]().union(*map(countries.related_codes, absent))
    return lambda point: point.country.code in codes


OPTIONS: dict[str, MakePredicate] = {
    "country": _country,
    "region": _region,
    "sector": _build_term_option("sector", lambda point: point.sectors),
    "body": _build_term_option("body", lambda point: (point.body,)),
    "role": _build_term_option("role", lambda point: (point.role,)),
    "half": _half,
    "language": _language,
    "group": _build_reference_option("working_groups"),
    "validates": _build_reference_option("validates"),
    "meeting": _build_reference_option("meetings"),
    "absent": _absent,
}
_OPTION_NAMES = frozenset(
    {*Query._fields, "audience", "columns", "directory", "format", "header", "lang", "sort"}
    - {"terms"}
)


# What FLAGS select.
_FLAG_NAMES = (
    *(_("stale or unconfirmed"), _("never confirmed"), _("unreachable")),
    _("24/7 line to be tested"),
)


def describe_filters(result: Result, translator: Translator) -> Iterator[str]:
    """Yield in words what a list is filtered by: `Spanish`, `Police`, `'maria'`."""
    selection, directory = result.selection, result.directory
    for option in Query._fields[: -len(FLAGS)]:
        for value in getattr(selection, option):
            yield translator.translate(_name_value(option, value, directory, translator.lang))
    flags = zip(FLAGS, _FLAG_NAMES, strict=True)
    yield from (translator.translate(name) for flag, name in flags if getattr(selection, flag))


def _name_value(option: str, value: str, directory: Directory, lang: str) -> object:
    """Return what a message says of a value that an option takes."""
    from cmcct.calling.words import HALF_LABELS
    from cmcct.reference.languages import find_language, language_name
    from cmcct.search.lookup import find_record

    name: object = quote_text(value) if option == "terms" else value
    if option == "country":
        name = find_country(value, directory)
    elif option == "language":
        name = language_name(find_language(value), lang)
    elif option == "half":
        name = HALF_LABELS[vocabulary.find_choice("half", value, vocabulary.HALVES)]
    elif option in {"group", "validates", "meeting", "absent"} and fold(value) not in ALL_WORDS:
        is_meeting = option in {"meeting", "absent"}
        records = directory.meetings if is_meeting else directory.working_groups
        id_ = find_record(option, value, records)
        name = next(record.name for record in records if record.id == id_) or id_
    elif option in {"sector", "body", "role", "status"} and fold(value) not in ALL_WORDS:
        name = vocabulary.find_term(option, value)
    if option == "validates":
        return _("{label}: {text}", label=_("Validates"), text=name)
    return _("absent from {text}", text=name) if option == "absent" else name


def _build_status_predicate(values: Sequence[str]) -> Predicate:
    if not ALL_WORDS.isdisjoint(map(fold, values)):
        return lambda _point: True
    try:
        slugs = {vocabulary.find_term("status", value).slug for value in values or ("active",)}
    except CmcctError as error:
        raise CmcctError(add_option("--status", error), error.hint) from None
    return lambda point: point.status in slugs


COMMON = _("{word} was ignored: it selects nothing by itself")


def match_hints(result: Result) -> list[Message]:
    """Return hints beside entries that were found."""
    codes = () if result.selection.status else result.countries
    gone = [point for point in result.directory.focal_points if point.country.code in codes]
    return [
        *common_hints(result.dropped),
        *ambiguous_hints(result.readings),
        *gone_hints(point for point in gone if point.status != "active"),
    ]


def common_hints(words: Iterable[str]) -> list[Message]:
    """Return a hint for each word without which the others were searched for."""
    return [COMMON.with_values(word=quote_text(word)) for word in words]


def ambiguous_hints(readings: "Iterable[Reading]") -> list[Message]:
    """Return a hint for each term that names several countries."""
    return [
        _(
            "{term} can be {countries}; all are shown",
            term=quote_text(reading.text),
            countries=join_or(map(countries.get_country, reading.countries)),
        )
        for reading in readings
        if len(reading.countries) > 1
    ]


def gone_hints(points: Iterable[FocalPoint]) -> list[Message]:
    """Return a hint that names some seats that nobody holds."""
    names = [
        _("{text} ({remark})", text=point.id, remark=vocabulary.InlineTerm("status", point.status))
        for point in points
    ]
    hint = _("not shown: {entries}; use --status all to show them", entries=join(names))
    return [hint] if names else []
