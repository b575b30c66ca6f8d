"""Ownership of private-file entries: the id selects an entry, the name a person."""

import re
from collections.abc import Iterable, Sequence

from cmcct.text.folding import fold

_PARTICLES = frozenset(
    (
        *("da", "das", "de", "del", "den", "der", "di", "do", "dos", "du", "el", "la", "las"),
        *("le", "los", "van", "von", "y"),
    )
)
_SHORT = 3  # letters; a shorter name matches by chance: Li is in police@example.org


class InvalidName(str):
    """A name that is no text in the file: the same person's as an equal one only."""

    __slots__ = ()


def is_same_person(one: str, other: str) -> bool:
    """Return whether two names may be one person's: all words of one are in the other."""
    if InvalidName in {type(one), type(other)}:
        return type(one) is type(other) and one == other
    words, others = {*fold(one).split()}, {*fold(other).split()}
    if not (words and others):
        return one.strip() == other.strip()
    return words <= others or others <= words


def may_join(name: str, owner: str) -> bool:
    """Return whether an overlay entry named `name` (or "") may join an entry named `owner`."""
    return not name.strip() or (bool(owner.strip()) and is_same_person(name, owner))


def map_ids(ids: Sequence[Iterable[str]]) -> dict[str, list[int]]:
    """Map each id to the indexes of its entries; each item of `ids` has its current id first.

    A current id takes precedence over the same id as a former one.
    """
    present: dict[str, list[int]] = {}
    earlier: dict[str, list[int]] = {}
    for index, (own, *others) in enumerate(ids):
        present.setdefault(own, []).append(index)
        for id_ in others:
            earlier.setdefault(id_, []).append(index)
    return earlier | present


def name_words(name: str) -> set[str]:
    """Return the distinctive words of a person's name."""
    return {*fold(name).split()} - _PARTICLES


def is_named(address: str, words: Iterable[str]) -> bool:
    """Return whether the local part of an e-mail address contains a word of a name."""
    # Before folding, which removes the separators.
    local = fold(re.sub(r"[!-/_]+", " ", address.partition("@")[0]))
    # A short word must stand alone.
    return any(word in local.split() or (len(word) > _SHORT and word in local) for word in words)
