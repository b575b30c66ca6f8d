"""The words of the directory: sectors, bodies, roles, statuses, phone types, audiences."""

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from cmcct import data
from cmcct.errors import UnknownValueError
from cmcct.folding import canonical, fold
from cmcct.suggest import closest, few
from cmcct.wording import LANGUAGES

HALVES = ("law-enforcement", "protection")

# The facets that an officer selects by, and so may mix up.
SELECTABLE = ("sector", "body", "role", "status", "audience")


_SLIPS = 2  # letters between a word and the one that may be meant: more make it another word


class Term(NamedTuple):
    """A word of one facet."""

    facet: str
    slug: str
    half: str  # of the network: one of HALVES or "both"; "" where the facet has none
    four_p: tuple[str, ...]  # prevention, protection, prosecution, partnership
    labels: tuple[str, ...]  # English, Spanish, Dutch, French
    synonyms: tuple[str, ...]
    keys: str  # folded slug, labels and synonyms, for text search

    def label(self, lang: str = "en") -> str:
        """Return the label in `en`, `es`, `nl` or `fr`."""
        return self.labels[LANGUAGES.index(lang)]

    def said_in(self, lang: str) -> str:
        """Return the label, for messages that name the term."""
        return self.label(lang)


@cache
def slugs(facet: str) -> tuple[str, ...]:
    """Return the slugs of a facet, in the order to list them."""
    return tuple(_known()[facet])


def terms(facet: str) -> tuple[Term, ...]:
    """Return the terms of a facet, in the order to list them."""
    return tuple(term(facet, slug) for slug in slugs(facet))


@cache
def term(facet: str, slug: str) -> Term:
    """Return the term with this slug."""
    record = _known()[facet][slug]
    lists = {field: tuple(record[field]) for field in ("four_p", "labels", "synonyms")}
    return Term(facet, slug, record["half"], **lists, keys=" ".join(record["keys"]))


@cache
def halves_of(sectors: tuple[str, ...]) -> tuple[str, ...]:
    """Return the halves of the network that some sectors belong to."""
    found = {term("sector", slug).half for slug in sectors}
    return tuple(half for half in HALVES if not found.isdisjoint({half, "both"}))


def find_term(facet: str, text: str) -> Term:
    """Return the term that a slug, label, comma part of a label or synonym says."""
    slug = _index(facet).get(canonical(fold(text)))
    if slug is None:
        raise UnknownValueError(kind=facet, text=text, suggestions=_suggestions(facet, text))
    return term(facet, slug)


def elsewhere(facet: str, text: str) -> dict[str, str]:
    """Return what `text` says in the other facets to select by: facet -> slug."""
    key = canonical(fold(text))
    found = {other: _index(other).get(key) for other in SELECTABLE if other != facet}
    found["half"] = {canonical(fold(half)): half for half in HALVES}.get(key)
    return {other: slug for other, slug in found.items() if slug is not None}


def _suggestions(facet: str, text: str) -> list[str]:
    """Return the options that know `text`, else the closest slugs of the facet, else of others."""
    if options := [f"--{other} {slug}" for other, slug in elsewhere(facet, text).items()]:
        return options
    key = canonical(fold(text))
    for known in (_index(facet), _options()):
        if found := closest(key, known, slips=_SLIPS):
            return found
    return few(slugs(facet))


def _options() -> dict[str, str]:
    """Return key -> option with its value, over all facets to select by."""
    return {key: f"--{facet} {slug}" for facet in SELECTABLE for key, slug in _index(facet).items()}


@cache
def _index(facet: str) -> Mapping[str, str]:
    """Return key -> slug."""
    return {key: slug for slug, record in _known()[facet].items() for key in record["keys"]}


@cache
def _known() -> dict[str, Any]:
    """Return the terms by facet and slug."""
    return data.read("vocabulary")
