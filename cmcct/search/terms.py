"""Search terms: words, parts of e-mail addresses, digits of telephone numbers."""

import re
from collections.abc import Collection

from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import _, quote_text
from cmcct.model.entities import FocalPoint
from cmcct.model.fields import ENTRY_KEYS
from cmcct.reference import vocabulary
from cmcct.search import Predicate
from cmcct.text.folding import canonical, fold
from cmcct.text.shell import quote

_SEARCHED = tuple(key for key, spec in ENTRY_KEYS.items() if spec.searched)
_NUMBER = re.compile(r"[\d\s().+\-\u2010-\u2015]+")
_MIN_DIGITS = 3
_TRUNK = "(0)"  # the trunk prefix of +44 (0)20, only dialled within the country
_KEYED = re.compile(r"([A-Za-z_-]+):(.*)", re.DOTALL)
# Other names of an option, in addition to its name and plural.
_OPTION_OF = {
    "bodies": "body",
    "countries": "country",
    "covers": "country",
    "sharing": "audience",
    "statuses": "status",
    "working_group": "group",
    "working_groups": "group",
}


def build_term_predicate(term: str, options: Collection[str]) -> Predicate:
    """Return the test for a term; raises `CmcctError` if it looks like one of `options`."""
    _refuse_option(term, options)
    words = {fold(term), canonical(fold(term))} - {""}
    address = term.strip().casefold()
    digits = _digits(term)

    def test(point: FocalPoint) -> bool:
        text = _text(point)
        return (
            any(f" {word}" in text for word in words)
            or any(address in email.address.casefold() for email in point.emails)
            or any(digit in number for digit in digits for number in phone_digits(point))
        )

    return test


def _refuse_option(term: str, options: Collection[str]) -> None:
    """Refuse `country:Guyana`, which would silently match nothing."""
    match = _KEYED.fullmatch(term)
    if not match:
        return
    key, value = match[1].replace("-", "_").casefold(), match[2].strip()
    option = _OPTION_OF.get(key, key if key in options else key.removesuffix("s"))
    if option in options:
        value = quote(value) if value and option != "stale" else ""
        message = _("{term} is not a filter", term=quote_text(term))
        raise CmcctError(message, _("write {words}", words=f"--{option} {value}".rstrip()))
    message = _("{term} is not a search term", term=quote_text(term))
    if key == "id":
        raise CmcctError(message, _("write {words}", words=f"cmcct show {value}".rstrip()))
    if not {key, f"{key}s"}.isdisjoint(FocalPoint.model_fields):
        word = value.rstrip(" :")
        alone = _("search for the word alone: {word}", word=word)
        raise CmcctError(message, alone if word else _("search for the word alone"))


def _digits(term: str) -> list[str]:
    """Return the digits to search for, with and without international or trunk prefix."""
    digits = re.sub(r"\D", "", term.replace(_TRUNK, ""))
    if len(digits) < _MIN_DIGITS or not _NUMBER.fullmatch(term):
        return []
    bare = [re.sub(f"^{prefix}", "", digits) for prefix in ("011", "0+")]
    return [digits, *(number for number in bare if len(number) >= _MIN_DIGITS)]


def phone_digits(point: FocalPoint) -> list[str]:
    """Return the digits of an entry's telephone numbers."""
    return [re.sub(r"\D", "", phone.number.replace(_TRUNK, "")) for phone in point.phones]


def _text(point: FocalPoint) -> str:
    """Return the searchable words of an entry, each after a space."""
    known = [vocabulary.get_term(facet, slug).keys for facet, slug in vocabulary_terms(point)]
    # Two spaces between values, so that a term cannot match across them.
    return "  ".join(["", *free_text(point), point.country.keys, *known])


def free_text(point: FocalPoint) -> list[str]:
    """Return the folded texts of an entry, without duplicates."""
    texts = [text for key in _SEARCHED if (text := getattr(point, key))]
    # Folding removes apostrophes, but a word also starts after that in d'Exemple.
    folded = map(fold, dict.fromkeys(form for text in texts for form in (text, _split_words(text))))
    return [*dict.fromkeys(form for text in folded for form in (text, canonical(text)))]


def vocabulary_terms(point: FocalPoint) -> list[tuple[str, str]]:
    """Return facet and slug of the vocabulary terms of an entry."""
    slugs = [*(("sector", slug) for slug in point.sectors), ("role", point.role)]
    return [*slugs, ("body", point.body)] if point.body else slugs


def _split_words(text: str) -> str:
    return text.replace("'", " ").replace("\u2019", " ")
