"""What a search term matches: words, parts of e-mail addresses, digits of telephone numbers."""

import re
from collections.abc import Callable, Collection
from typing import TypeAlias

from cmcct import vocabulary
from cmcct.errors import CmcctError
from cmcct.folding import canonical, fold
from cmcct.model import FocalPoint
from cmcct.shell import quoted
from cmcct.wording import say

Test: TypeAlias = Callable[[FocalPoint], bool]

_NUMBER = re.compile(r"[\d\s().+\-\u2010-\u2015]+")
_FEWEST_DIGITS = 3
_TRUNK = "(0)"  # in +44 (0)20 it is for callers inside the country
_KEYED = re.compile(r"([A-Za-z_-]+):(.*)", re.DOTALL)
# What people call an option, beside its name and the plural of it.
_OPTION_OF = {
    "bodies": "body",
    "countries": "country",
    "covers": "country",
    "sharing": "audience",
    "statuses": "status",
    "working_group": "group",
    "working_groups": "group",
}


def matching(term: str, options: Collection[str]) -> Test:
    """Return the test of a term; raises `CmcctError` for one that means one of `options`."""
    _refuse_keyed(term, options)
    words = {fold(term), canonical(fold(term))} - {""}
    address = term.strip().casefold()
    digits = _digits(term)

    def test(point: FocalPoint) -> bool:
        text = _text(point)
        return (
            any(f" {word}" in text for word in words)
            or any(address in email.address.casefold() for email in point.emails)
            or any(digit in number for digit in digits for number in numbers(point))
        )

    return test


def _refuse_keyed(term: str, options: Collection[str]) -> None:
    """Refuse `country:Guyana`, which would silently find nothing."""
    match = _KEYED.fullmatch(term)
    if not match:
        return
    key, value = match[1].replace("-", "_").casefold(), match[2].strip()
    option = _OPTION_OF.get(key, key if key in options else key.removesuffix("s"))
    if option in options:
        value = quoted(value) if value and option != "stale" else ""
        message = say("{term} is not how to filter", term=repr(term))
        raise CmcctError(message, say("write {words}", words=f"--{option} {value}".rstrip()))
    message = say("{term} is not how to search", term=repr(term))
    if key == "id":
        raise CmcctError(message, say("write {words}", words=f"cmcct show {value}".rstrip()))
    if not {key, f"{key}s"}.isdisjoint(FocalPoint.model_fields):
        word = value.rstrip(" :")
        alone = say("write the word alone: {word}", word=word)
        raise CmcctError(message, alone if word else say("write the word alone"))


def _digits(term: str) -> list[str]:
    """Return the digit strings any of which a number may hold, without what is dialled before."""
    digits = re.sub(r"\D", "", term.replace(_TRUNK, ""))
    if len(digits) < _FEWEST_DIGITS or not _NUMBER.fullmatch(term):
        return []
    bare = [re.sub(f"^{prefix}", "", digits) for prefix in ("011", "0+")]
    return [digits, *(number for number in bare if len(number) >= _FEWEST_DIGITS)]


def numbers(point: FocalPoint) -> list[str]:
    """Return the digits of an entry's telephone numbers, in any of which a term may stand."""
    return [re.sub(r"\D", "", phone.number.replace(_TRUNK, "")) for phone in point.phones]


def _text(point: FocalPoint) -> str:
    """Return the words of an entry that a term may begin, each after a space."""
    known = [vocabulary.term(facet, slug).keys for facet, slug in vocabulary_of(point)]
    # Two spaces between them: words of two values are not words of one.
    return "  ".join(["", *own_words(point), point.country.keys, *known])


def own_words(point: FocalPoint) -> list[str]:
    """Return what an entry says in its own words, folded, each text once."""
    own = (point.name, point.honorific, point.title, point.organisation, point.unit)
    texts = [text for text in (*own, point.city, point.notes) if text]
    # Folding takes apostrophes out; in d'Exemple a word begins after one all the same.
    folded = map(fold, dict.fromkeys(form for text in texts for form in (text, _apart(text))))
    return [*dict.fromkeys(form for text in folded for form in (text, canonical(text)))]


def vocabulary_of(point: FocalPoint) -> list[tuple[str, str]]:
    """Return facet and slug of the terms whose labels and synonyms find an entry."""
    slugs = [*(("sector", slug) for slug in point.sectors), ("role", point.role)]
    return [*slugs, ("body", point.body)] if point.body else slugs


def _apart(text: str) -> str:
    return text.replace("'", " ").replace("\u2019", " ")
