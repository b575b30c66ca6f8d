"""The words that a search knows: names of countries, sectors, languages, kinds of line and more.

The page has the same table.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple, TypeAlias

from cmcct.reference import data

_CODE_LENGTH = 2  # letters


class Meaning(NamedTuple):
    """What a word selects: a value of a facet of entries."""

    facet: str  # country, sector, role, body, language, phone, app, state, group, meeting
    value: str


_Index: TypeAlias = dict[str, tuple[Meaning, ...]]  # key -> what it means


@cache
def table() -> Mapping[str, Mapping[str, list[str]]]:
    """Return facet -> value -> keys; a key is folded, in canonical form.

    The facet `code` has the codes of countries. `state` is `always` (24/7) or `open` (now).
    """
    return data.load("words")


def find_meanings(key: str) -> tuple[Meaning, ...]:
    """Return what a key means; nothing for a code or a name of two letters."""
    return _indexes()[0].get(key, ())


def find_by_code(key: str) -> tuple[Meaning, ...]:
    """Return the countries with a code, or with a name of two letters: `do`, `uk`."""
    return _indexes()[1].get(key, ())


def ambiguous_countries() -> list[str]:
    """Return the codes of the countries that share a name or a code with another."""
    several = [meanings for index in _indexes() for meanings in index.values()]
    shared = [[value for facet, value in some if facet == "country"] for some in several]
    return sorted({code for codes in shared if len(codes) > 1 for code in codes})


def keys_of(facet: str, values: Iterable[str]) -> list[str]:
    """Return the keys of some values of a facet; unknown values have none."""
    known = table()[facet]
    return [key for value in values for key in known.get(value, ())]


@cache
def _indexes() -> tuple[_Index, _Index]:
    """Return the words, and the codes of countries, which count in capitals only."""
    words: _Index = {}
    codes: _Index = {}
    for facet, values in table().items():
        is_country, is_code = facet == "country", facet == "code"
        for value, keys in values.items():
            meant = (Meaning("country" if is_code else facet, value),)
            for key in keys:
                # A name of two letters is like a code: `dr` is before a name, `DR` a country.
                index = codes if is_code or (is_country and len(key) <= _CODE_LENGTH) else words
                index[key] = index.get(key, ()) + meant
    return words, codes
