"""Whose a part of the private file is: its id leads to an entry, its name says which person."""

import re
from collections.abc import Iterable, Sequence

from cmcct.folding import fold

_PARTICLES = frozenset(
    (
        *("da", "das", "de", "del", "den", "der", "di", "do", "dos", "du", "el", "la", "las"),
        *("le", "los", "van", "von", "y"),
    )
)
_SHORT = 3  # letters of a name: Li is in police@example.org


def is_same(one: str, other: str) -> bool:
    """Whether two names may be of the same person: the words of one contain the other's."""
    words, others = {*fold(one).split()}, {*fold(other).split()}
    if not (words and others):
        return one.strip() == other.strip()
    return words <= others or others <= words


def may_join(name: str, owner: str) -> bool:
    """Whether a part with a name, or without, may be joined to an entry with the name `owner`."""
    return not name.strip() or (bool(owner.strip()) and is_same(name, owner))


def reach(ids: Sequence[Iterable[str]]) -> dict[str, list[int]]:
    """Return the entries that each id leads to, where each entry has its present id first.

    An id that an entry has now leads to no other that had it before.
    """
    present: dict[str, list[int]] = {}
    earlier: dict[str, list[int]] = {}
    for index, (own, *others) in enumerate(ids):
        present.setdefault(own, []).append(index)
        for id_ in others:
            earlier.setdefault(id_, []).append(index)
    return earlier | present


def name_words(name: str) -> set[str]:
    """Return the words of a person's name that tell one from another."""
    return {*fold(name).split()} - _PARTICLES


def is_named(address: str, words: Iterable[str]) -> bool:
    """Whether an e-mail address has a word of a name in it, before the `@`."""
    # Before it is folded, which takes out what stands between the words.
    local = fold(re.sub(r"[!-/_]+", " ", address.partition("@")[0]))
    return any(_is_in(word, local) for word in words)


def _is_in(word: str, local: str) -> bool:
    """Tell whether an address has a word in it; a short one may be part of any other."""
    return word in local.split() or (len(word) > _SHORT and word in local)
