"""Controlled vocabulary: sectors, bodies, roles, statuses, phone types, audiences, and others.

And the words of the four languages that people type for what has one name in the program.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from typing import NamedTuple

from cmcct.errors.exceptions import UnknownValueError
from cmcct.errors.suggest import closest, list_if_few, match_known
from cmcct.i18n.messages import ByLanguage, did_you_mean, list_choices
from cmcct.reference import data
from cmcct.text.folding import canonical, fold

HALVES = ("law-enforcement", "protection")

# The facets with a search option, which users may confuse.
SELECTABLE = ("sector", "body", "role", "status", "audience")

# TLP:RED is for the secretariat only, but "Red" is the Spanish label of the network.
_TWO_MEANINGS = {"audience": "red"}
_LEAST_LETTERS = 5  # of a word that names a term within a text
_MAX_EDIT_DISTANCE = 2  # maximum edit distance of a suggestion


class Term(NamedTuple):
    """A term of a facet."""

    facet: str
    slug: str
    half: str  # one of HALVES or "both"; "" if the facet has none
    labels: ByLanguage[str]

    def label(self, lang: str = "en") -> str:
        """Return the label in one of LANGUAGES."""
        return self.labels[lang]

    def localize(self, lang: str) -> str:
        """Return the label, for messages that name the term."""
        return self.label(lang)


class InlineTerm(NamedTuple):
    """A term that a sentence names: its label in lower case."""

    facet: str
    slug: str

    def localize(self, lang: str) -> str:
        """Return the label as it stands within a sentence."""
        label = get_term(self.facet, self.slug).label(lang)
        return label[0].lower() + label[1:]


class _TypedTerm(NamedTuple):
    """What is typed for a term, with its label where that says more."""

    text: str
    term: Term

    def localize(self, lang: str) -> str:
        """Return the text and the label in one of LANGUAGES."""
        label = self.term.label(lang)
        is_same = canonical(fold(label)) == canonical(fold(self.term.slug))
        return self.text if is_same else f"{self.text} ({label})"


@cache
def slugs(facet: str) -> tuple[str, ...]:
    """Return the slugs of a facet in display order."""
    return tuple(data.load("vocabulary")[facet])


def terms(facet: str) -> tuple[Term, ...]:
    """Return the terms of a facet in display order."""
    return tuple(get_term(facet, slug) for slug in slugs(facet))


@cache
def get_term(facet: str, slug: str) -> Term:
    """Return the term with a slug."""
    values = data.load("vocabulary")[facet][slug]
    return Term(facet, slug, values["half"], ByLanguage(values["labels"]))


@cache
def halves_of(sectors: tuple[str, ...]) -> tuple[str, ...]:
    """Return the halves of the network that the sectors belong to."""
    halves = {get_term("sector", slug).half for slug in sectors}
    return tuple(half for half in HALVES if not halves.isdisjoint({half, "both"}))


def find_term(facet: str, text: str) -> Term:
    """Return the term with a slug, label, comma-separated part of a label, or synonym."""
    slug = find_slug(facet, text)
    if slug is None:
        choices = list_if_few(slugs(facet))
        raise _add_labels(UnknownValueError(facet, text, _suggestions(facet, text), choices), facet)
    return get_term(facet, slug)


def find_slug(facet: str, text: str) -> str | None:
    """Return the slug of the term that `find_term` finds, or None."""
    return _index(facet).get(canonical(fold(text)))


def find_flag(text: str) -> bool | None:
    """Return what a word says, `yes`, `sí` or `vrai`; None for another text."""
    return {"yes": True, "no": False}.get(find_slug("answer", text) or "")


def find_spoken(facet: str, text: str) -> str | None:
    """Return the slug of the only term of which a text has a word or phrase, or None."""
    key = f" {canonical(fold(text))} "
    words = ((word, slug) for word, slug in _index(facet).items() if len(word) >= _LEAST_LETTERS)
    found = {slug for word, slug in words if f" {word} " in key}
    return found.pop() if len(found) == 1 else None


def find_choice(kind: str, text: str, words: Sequence[str]) -> str:
    """Return the one of some words that a text means; raises `UnknownValueError`.

    That of a facet or of a language may be named in any of the four languages.
    """
    if text in words:
        return text
    meant = find_slug(kind, text)
    if kind == "failed":
        meant = meant or find_spoken(kind, text)
    if kind == "lang":
        from cmcct.reference import languages

        with suppress(UnknownValueError):
            meant = languages.find_language(text)
    try:
        return meant if meant and meant in words else match_known(kind, text, words)
    except UnknownValueError as error:
        raise _add_labels(error, kind) from None


def _add_labels(error: UnknownValueError, facet: str) -> UnknownValueError:
    """Return an error about a term whose hint has the labels of the terms that it names."""
    if named := [add_label(facet, text) for text in error.suggestions or error.choices]:
        error.hint = did_you_mean(named) if error.suggestions else list_choices(named)
    return error


def add_label(facet: str, text: str) -> object:
    """Return a value of a facet, or `--body ngo`, as messages name it: with the term's label."""
    other, slug = text[2:].split() if text.startswith("--") else (facet, text)
    is_term = slug in data.load("vocabulary").get(other, {})
    return _TypedTerm(text, get_term(other, slug)) if is_term else text


def find_in_other_facets(facet: str, text: str) -> dict[str, str]:
    """Return the matches of `text` in the other selectable facets: facet -> slug."""
    key = canonical(fold(text))
    facets = (other for other in (*SELECTABLE, "half") if other != facet)
    slugs_by_facet = {other: _index(other).get(key) for other in facets}
    return {other: slug for other, slug in slugs_by_facet.items() if slug is not None}


def _suggestions(facet: str, text: str) -> list[str]:
    """Return suggestions: options that accept `text`, else similar slugs, here or elsewhere."""
    if options := [
        f"--{other} {slug}" for other, slug in find_in_other_facets(facet, text).items()
    ]:
        return options
    key = canonical(fold(text))
    if key == _TWO_MEANINGS.get(facet):
        return ["network", "secretariat"]
    for words in (_index(facet), _options()):
        if suggestions := closest(key, words, slips=_MAX_EDIT_DISTANCE):
            return suggestions
    spoken = find_spoken(facet, text)  # `victim shelter`
    return [spoken] if spoken else []


def _options() -> dict[str, str]:
    """Return key -> option with value, for all selectable facets."""
    return {key: f"--{facet} {slug}" for facet in SELECTABLE for key, slug in _index(facet).items()}


@cache
def _index(facet: str) -> Mapping[str, str]:
    """Return key -> slug."""
    return {
        key: slug
        for slug, values in data.load("vocabulary").get(facet, {}).items()
        for key in values["keys"]
        if key != _TWO_MEANINGS.get(facet)
    }


@cache
def typed_words(kind: str) -> Mapping[str, Sequence[str]]:
    """Return folded word -> what it stands for.

    `kind` is `command`, `format`, `option`, a table of the file for its keys, or `column` for the
    columns of numbers.
    """
    words: Mapping[str, Sequence[str]] = data.load("typed_words").get(kind, {})
    return words


def means(kind: str, word: str, value: str) -> bool:
    """Return whether a word is a value, or stands for it as `typed_words` has it."""
    return value in (fold(word), *typed_words(kind).get(fold(word), ()))
