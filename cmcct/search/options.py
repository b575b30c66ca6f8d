"""The filter options: which entries a value of each selects."""

from collections.abc import Callable, Collection
from typing import TypeAlias

from cmcct.errors.exceptions import UnknownValueError
from cmcct.errors.suggest import match_known
from cmcct.model.entities import Directory, FocalPoint
from cmcct.reference import countries, vocabulary
from cmcct.reference.countries import Country
from cmcct.search import Predicate
from cmcct.text.folding import fold

# All of the values of an option, as a person says it.
ALL_WORDS = frozenset(("all", "todos", "todas", "alle", "tous", "toutes"))

# Makes the predicate of an option for a value; raises `CmcctError` for a value that it refuses.
MakePredicate: TypeAlias = Callable[[str, Directory], Predicate]


def find_country(value: str, known: Directory) -> Country:
    """Return the country with a name or code, or with a place; raises `CmcctError`."""
    try:
        return countries.find_country(value)
    except UnknownValueError:
        from cmcct.search.lookup import find_by_place

        return find_by_place(value, known.focal_points)[0]


def _country(value: str, directory: Directory) -> Predicate:
    codes = countries.related_codes(find_country(value, directory).code)
    return lambda point: (
        point.country.code in codes or any(country.code in codes for country in point.covers)
    )


def _region(value: str, _directory: Directory) -> Predicate:
    region = match_known("region", value, countries.REGIONS)
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


def _build_group_option(values: Callable[[FocalPoint], Collection[str]]) -> MakePredicate:
    def make(value: str, directory: Directory) -> Predicate:
        from cmcct.search.lookup import find_record

        id_ = find_record("working group", value, directory.working_groups)
        return lambda point: id_ in values(point)

    return make


def _meeting(value: str, directory: Directory) -> Predicate:
    from cmcct.search.lookup import find_record

    id_ = find_record("meeting", value, directory.meetings)
    return lambda point: id_ in point.meetings


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
    "group": _build_group_option(lambda point: point.working_groups),
    "validates": _build_group_option(lambda point: point.validates),
    "meeting": _meeting,
    "absent": _absent,
}
