"""The words that a search knows: countries, peoples, places, sectors, kinds of line and more.

The page has the same table.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple

from cmcct.reference import data
from cmcct.text.folding import canonical, fold

_CODE_LENGTH = 2  # letters
OF_COUNTRIES = frozenset({"country", "people", "place"})  # facets of countries


class Meaning(NamedTuple):
    """What a word selects: a value of a facet of entries."""

    # country, people, place, sector, role, body, language, phone, app, state, group, meeting
    facet: str
    value: str


class Place(NamedTuple):
    """A town or an island, by a name that is of no country."""

    name: str  # as written
    code: str  # of its country


@cache
def table() -> Mapping[str, Mapping[str, list[Any]]]:
    """Return facet -> value -> keys; a key is folded, in canonical form.

    The facet `code` has the codes of countries. `state` is `always` (24/7), `open` (now),
    `no-phone` (`no-email` …) or a flag of `search`. `drop` has what is true of the whole list,
    what joins words, and what is before an origin; `place` is key -> name and country of each
    place.
    """
    return data.load("words")


def find_meanings(key: str) -> tuple[Meaning, ...]:
    """Return what a key means; nothing for a code or a name of two letters.

    What is a language too, such as `haitian`, is no people.
    """
    people = (Meaning("people", code) for code in find_people(key))
    return _indexes()[0].get(key) or tuple(people)


def is_common(key: str) -> bool:
    """Return whether a key is true of the whole list, or says nothing: `trafficking`, `of`."""
    return key in table()["drop"]["drop"] or is_origin(key)


def is_origin(key: str) -> bool:
    """Return whether the country after a key is whence somebody comes: `uit`, `procedente de`."""
    return key in table()["drop"]["origin"]


def is_joining(key: str) -> bool:
    """Return whether a key only joins other words: `in`, `para`."""
    return key in table()["drop"]["joining"]


def find_people(text: str) -> list[str]:
    """Return the codes of the countries of a people, of one or more: `haitiano`, `bajans`."""
    key = canonical(fold(text))
    forms = {key, key.removesuffix("s"), key.removesuffix("es")}
    return [code for code, keys in table()["people"].items() if not forms.isdisjoint(keys)]


def find_places(text: str, cities: Iterable[Place] = ()) -> list[Place]:
    """Return the places of a name, one a country, compared without spaces.

    The exact spelling is first, then capitals, then countries in their usual order. `cities` are
    more places.
    """
    key, keys = canonical(fold(text)), place_keys(text)
    places = [Place(*place) for spelling in keys for place in table()["place"].get(spelling, ())]
    places += (place for place in cities if not {*keys}.isdisjoint(place_keys(place.name)))
    places.sort(key=lambda place: canonical(fold(place.name)) != key)
    best: dict[str, Place] = {}
    for place in places:
        best.setdefault(place.code, place)
    return [*best.values()]


def place_keys(name: str) -> tuple[str, ...]:
    """Return the spellings of a place's name, folded and without spaces."""
    folded = fold(name)
    forms = (form.replace(" ", "") for form in (folded, canonical(folded)))
    return tuple(filter(None, dict.fromkeys(forms)))


def all_places() -> dict[str, str]:
    """Return key -> name as written of the places of the table."""
    names = (name for places in table()["place"].values() for name, _code in places)
    return {canonical(fold(name)): name for name in names}


def all_keys() -> list[str]:
    """Return the keys of all words but codes, those of places with their spaces."""
    facets = (values for facet, values in table().items() if facet not in {"code", "drop", "place"})
    return [*(key for values in facets for keys in values.values() for key in keys), *all_places()]


def find_by_code(key: str) -> tuple[Meaning, ...]:
    """Return the countries with a code, or with a name of two letters: `do`, `uk`."""
    return _indexes()[1].get(key, ())


def keys_of(facet: str, values: Iterable[str]) -> list[str]:
    """Return the keys of some values of a facet; unknown values have none."""
    keys = table()[facet]
    return [key for value in values for key in keys.get(value, ())]


@cache
def _indexes() -> tuple[dict[str, tuple[Meaning, ...]], dict[str, tuple[Meaning, ...]]]:
    """Return the words, and the codes of countries, which count in capitals only."""
    words: dict[str, tuple[Meaning, ...]] = {}
    codes: dict[str, tuple[Meaning, ...]] = {}
    for facet, values in table().items():
        if facet in {"drop", "people", "place"}:
            continue
        is_country, is_code = facet == "country", facet == "code"
        for value, keys in values.items():
            meant = (Meaning("country" if is_code else facet, value),)
            for key in keys:
                # A name of two letters is like a code: `dr` is before a name, `DR` a country.
                index = codes if is_code or (is_country and len(key) <= _CODE_LENGTH) else words
                index[key] = index.get(key, ()) + meant
    return words, codes
