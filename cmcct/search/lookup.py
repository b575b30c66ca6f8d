"""Entries and records by id or name, and countries by what the entries say."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from cmcct.errors.exceptions import AmbiguousCountryError, UnknownValueError
from cmcct.errors.suggest import MAX_RECORDS, closest, match_known
from cmcct.model.entities import Directory, FocalPoint, Meeting, WorkingGroup
from cmcct.reference import countries
from cmcct.reference.countries import Country
from cmcct.text.folding import fold

_LEAST_LETTERS = 4  # of a word that names a meeting or group


def find_by_id(directory: Directory, ids: Sequence[str]) -> tuple[list[FocalPoint], list[str]]:
    """Return the entries for ids, without duplicates, and the unknown ids."""
    present: dict[str, list[FocalPoint]] = {}
    former: dict[str, list[FocalPoint]] = {}
    for point in directory.focal_points:
        present.setdefault(point.id.casefold(), []).append(point)
        for id_ in point.ids[1:]:
            former.setdefault(id_.casefold(), []).append(point)
    points = {id_: present.get(id_.casefold()) or former.get(id_.casefold(), []) for id_ in ids}
    by_identity = {id(point): point for several in points.values() for point in several}
    return [*by_identity.values()], [id_ for id_, several in points.items() if not several]


def find_record(kind: str, value: str, records: Sequence[Meeting | WorkingGroup]) -> str:
    """Return the id that `value` is, or whose record alone has it as its name.

    Raises `UnknownValueError`, which suggests those with a place or a part of a name like it.
    """
    ids = [record.id for record in records]
    named = [record.id for record in records if fold(record.name) == fold(value)]
    is_id = fold(value) in map(fold, ids)
    if len(named) == 1 and not is_id:
        return named[0]
    words = {
        fold(f"{text} {record.id}"): record.id
        for record in records
        for text in (record.name, getattr(record, "place", ""))
    }
    if not is_id and (alike := closest(value, words, MAX_RECORDS)):
        raise UnknownValueError(kind, value, alike)
    return match_known(kind, value, ids)


def match_records(
    records: Sequence[Meeting | WorkingGroup], text: str
) -> list[Meeting | WorkingGroup]:
    """Return the meeting or group with an id, or those with a word in the name or place."""
    words = {r.id: fold(f"{r.name} {getattr(r, 'place', '')}") for r in records}
    return [record for record in records if record.id == text] or [
        record
        for record in records
        if len(text) >= _LEAST_LETTERS and f" {fold(text)} " in f" {words[record.id]} "
    ]


def find_country(text: str, points: Iterable[FocalPoint]) -> tuple[Country, str]:
    """Return the country that a text means, and the name of the place in it, if it is one.

    It is a country, a people or a place. Raises `UnknownValueError` and `AmbiguousCountryError`.
    """
    try:
        return countries.find_country(text), ""
    except UnknownValueError:
        from cmcct.reference.words import find_people

        if codes := find_people(text):
            return _choose_country(text, dict.fromkeys(codes, ""))
        return find_by_place(text, points)


def find_by_place(text: str, points: Iterable[FocalPoint]) -> tuple[Country, str]:
    """Return the country of a place, and the name of the place; raises as `find_country` does.

    It is one of the table, or the city of some entry.
    """
    from cmcct.reference.words import Place, find_places

    places = find_places(text, (Place(*city) for city in list_cities(points)))
    return _choose_country(text, {place.code: place.name for place in places})


def list_cities(points: Iterable[FocalPoint]) -> Iterator[tuple[str, str]]:
    """Yield the cities of entries with their countries; of no shelter: nobody is to learn where."""
    for point in points:
        if point.city and point.country.code and not point.is_shelter:
            yield point.city, point.country.code


def _choose_country(text: str, places: Mapping[str, str]) -> tuple[Country, str]:
    """Return the only one of some countries, with its place."""
    if len(places) == 1:
        ((code, name),) = places.items()
        return countries.get_country(code), name
    if places:
        raise AmbiguousCountryError(text, [*map(countries.canonical_name, places)])
    return countries.find_country(text), ""  # which raises the error of an unknown one
