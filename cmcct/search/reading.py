"""How the terms of a search are read: which words they are, alone or several together.

`formats/html/page/search.js` reads what is typed into the page in the same way.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from cmcct.model.entities import Directory
from cmcct.privacy.audiences import AudienceView
from cmcct.reference import words
from cmcct.reference.words import Meaning
from cmcct.text.folding import canonical, fold, split_apostrophes

NUMBER = re.compile(r"[\d\s().+\-\u2010-\u2015]*[\d+][\d\s().+\-\u2010-\u2015]*")
_CODE = re.compile(r"[A-Z]{2,3}|[A-Z]{2}-[A-Z]{2}")
_MOST_WORDS = 8  # of a name that is given as several terms
_ELIDED = re.compile(r"^\s*\w{1,2} ")

# Key -> what it means: the names and ids of the directory's working groups and meetings.
Names: TypeAlias = Mapping[str, tuple[Meaning, ...]]


class Reading(NamedTuple):
    """One or several terms that belong together, and what they mean; nothing for other text."""

    text: str  # as typed, joined by spaces
    meanings: tuple[Meaning, ...] = ()
    is_code: bool = False  # a code of a country, and no other word

    @property
    def key(self) -> str:
        """The folded text in canonical form."""
        return _key(self.text)

    @property
    def countries(self) -> tuple[str, ...]:
        """The codes of the countries that it names: several if it is ambiguous."""
        return tuple(value for facet, value in self.meanings if facet in words.OF_COUNTRIES)

    @property
    def is_common(self) -> bool:
        """Whether it is true of the whole list, or says nothing: `trafficking`, `of`."""
        return not self.meanings and words.is_common(self.key)


def _key(text: str) -> str:
    return canonical(fold(text))


def word_keys(text: str) -> tuple[str, ...]:
    """Return the keys of a word: an apostrophe vanishes, and separates words.

    What is elided before it, as in `d'urgence`, may be missing.
    """
    if (parts := split_apostrophes(text)) == text:
        return (_key(text),)
    elided = _ELIDED.sub("", parts)
    return tuple(dict.fromkeys(map(_key, (text, parts, elided))))


def read(
    terms: Sequence[str], directory: Directory | AudienceView, has_word: Callable[[str], bool]
) -> list[Reading]:
    """Join the terms that belong together, the longest first, and find what they mean.

    A place means its country only where no entry has its name as a word, as `has_word` says.
    """
    names = find_names(directory)
    joined: list[Reading] = []
    start = 0
    while start < len(terms):
        size, reading = _next(terms[start:], names, has_word)
        joined.append(reading)
        start += size
    return [_with_code(joined, place) for place in range(len(joined))]


def _next(
    rest: Sequence[str], names: Names, has_word: Callable[[str], bool]
) -> tuple[int, Reading]:
    """Return the reading at the start of the terms that are left, and how many it takes."""
    for size in range(min(len(rest), _MOST_WORDS), 0, -1):
        text = " ".join(rest[:size])
        for key in word_keys(text):
            if meanings := (*words.find_meanings(key), *names.get(key, ())):
                return size, Reading(text, meanings)
            if words.is_common(key):
                return size, Reading(text)
        places = words.find_places(text)
        if places and not has_word(_key(text)):
            return size, Reading(text, tuple(Meaning("place", place.code) for place in places))
    digits = next((n for n, term in enumerate(rest) if not NUMBER.fullmatch(term)), len(rest))
    return max(1, digits), Reading(" ".join(rest[: max(1, digits)]))


def find_names(directory: Directory | AudienceView) -> Names:
    """Return the ids and names of working groups and meetings: those of the audience."""
    found: dict[str, tuple[Meaning, ...]] = {}
    for facet, records in (("group", directory.working_groups), ("meeting", directory.meetings)):
        for record in records:
            # Not a set, whose order differs: the page has the same bytes each time.
            keys = (key for text in (record.id, record.name) for key in word_keys(text))
            for key in filter(None, dict.fromkeys(keys)):
                found[key] = (*found.get(key, ()), Meaning(facet, record.id))
    return found


def _with_code(readings: Sequence[Reading], place: int) -> Reading:
    """Read a code of a country: in capitals, and alone or beside a word or a number."""
    reading = readings[place]
    if not (countries := _countries_by_code(reading)):
        return reading
    before = next((one for one in reversed(readings[:place]) if not _is_only_code(one)), None)
    after = next((one for one in readings[place + 1 :] if not _is_only_code(one)), None)
    beside = [one for one in (before, after) if one]
    if beside and not any(one.meanings or NUMBER.fullmatch(one.text) for one in beside):
        return reading
    meanings = tuple(dict.fromkeys((*countries, *reading.meanings)))
    return Reading(reading.text, meanings, is_code=not reading.meanings)


def _is_only_code(reading: Reading) -> bool:
    return not reading.meanings and bool(_countries_by_code(reading))


def _countries_by_code(reading: Reading) -> tuple[Meaning, ...]:
    bare = reading.text.strip().replace(".", "")
    return words.find_by_code(fold(bare)) if _CODE.fullmatch(bare) else ()
