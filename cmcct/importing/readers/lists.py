"""Several answers in one cell, split by the vocabulary: labels contain commas."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from cmcct.errors.exceptions import CmcctError
from cmcct.fieldtypes import corrections
from cmcct.reference import languages, vocabulary
from cmcct.reference.countries import find_country

# What certainly separates answers: forms join them by semicolons, Google's address book by colons.
_BETWEEN = re.compile(r"\s*(?:;|\n|:::)\s*")
_COMMA = re.compile(r"\s*,\s*")
_BULLET = re.compile(r"^(?:[*•-]\s+)+")
_MAX_COMMAS = 5  # in one label
_MIN_NAME = 4  # letters of a country or a language: `No` is an answer too
# Keys whose values are terms, with the kind of each; the first that has all terms counts.
_KEYS = {
    "sectors": "sector",
    "body": "body",
    "role": "role",
    "languages": "tag",
    "country": "country",
}

_FIND: dict[str, Callable[[str], str]] = {
    "sector": lambda text: vocabulary.find_term("sector", text).slug,
    "tag": languages.find_language,
    "country": lambda text: find_country(text).name,
}


def split_answers(text: str) -> list[str]:
    """Split a text where answers are certainly separate."""
    parts = (_BULLET.sub("", part).strip() for part in _BETWEEN.split(text))
    return [part for part in parts if part]


@cache
def read_list(kind: str, text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the values that a text lists, and its parts that are none.

    `kind` is that of an item: `sector`, `tag`, `country`. The longest label matches first. Cached,
    since the rows of a list have few different ones.
    """
    pairs = [pair for answer in split_answers(text) for pair in _read_answer(kind, answer)]
    values = dict.fromkeys(value for value, _part in pairs if value)
    return (*values,), tuple(part for value, part in pairs if not value)


def find_key(texts: Iterable[str]) -> str:
    """Return the key of an entry whose terms all texts are, or ""; codes may be other words."""
    wanted = {text.strip() for text in texts} - {""}
    is_long = all(len(text) >= _MIN_NAME for text in wanted)
    for key, kind in _KEYS.items():
        if not wanted or (kind in ("tag", "country") and not is_long):
            continue
        if all(_is_of_kind(kind, text) for text in wanted):
            return key
    return ""


def _is_of_kind(kind: str, text: str) -> bool:
    if kind not in _FIND or kind == "country":  # one term
        return bool(_find(kind, text) if kind in _FIND else vocabulary.find_slug(kind, text))
    terms, unknown = read_list(kind, text)
    return bool(terms) and not unknown


def _read_answer(kind: str, answer: str) -> Iterator[tuple[str, str]]:
    """Yield the value of each part of an answer, "" for an unknown one, and the part."""
    parts = [part for part in _COMMA.split(answer) if part]
    while parts:
        sizes = range(min(len(parts), _MAX_COMMAS), 0, -1)
        labels = ((size, _find(kind, ", ".join(parts[:size]))) for size in sizes)
        size, value = next((pair for pair in labels if pair[1]), (1, ""))
        values = [] if value else corrections.split_items(kind, parts[0])
        yield from ((each, parts[0]) for each in values or [value])
        del parts[:size]


def _find(kind: str, text: str) -> str:
    try:
        return _FIND[kind](text)
    except CmcctError:
        return ""
