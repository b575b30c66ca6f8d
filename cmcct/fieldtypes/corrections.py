"""Corrections of common mistakes in values."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import NamedTuple

from cmcct.diagnostics import advise_text
from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import Message, SafeText, _
from cmcct.text.folding import count_digits


class Fault(NamedTuple):
    """A problem, short enough for a label, and its fix."""

    detail: Message
    hint: Message


class Correction(NamedTuple):
    """A common mistake: description, pattern and replacement.

    The default replacement changes nothing: only the author can correct the mistake. A replacement
    that drops words is not safe: they may say something.
    """

    detail: Message
    pattern: str
    replacement: str | Callable[[re.Match[str]], str] = r"\g<0>"
    is_safe: bool = True


QUOTE = _("put each in its own quotes: {values}")
_COMMAS = re.compile(r"\s*[,;/|\n]\s*")
_WORDS = re.compile(r"\s*(?:[,;/|&\n]|\b(?:and|y|e|en|et)\b)\s*")
_CONNECTING = {"and", "or", "y", "e", "o", "u", "en", "of", "et", "ou"}
_TEXTS = {  # kinds of items that are kept as written, with the pattern of each
    "email": re.compile(r"[^\s@]+@[^\s@]+"),
    "phone": re.compile(r"\+?[\d\s()-]{7,}"),
    "slug": re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*"),
}


def trailing(sign: str) -> Message:
    """Return the description of a sign that ends a value but is no part of it."""
    return _('a "{sign}" at the end', sign=SafeText(sign))


def split_items(kind: str, text: str) -> list[str]:
    """Split a list written as one text; [] if an item is not recognised."""
    words = re.split(r"[\s,;]+", text.strip())
    readings = [[text.strip()], _COMMAS.split(text), _WORDS.split(text)]
    if kind == "tag":  # of `nl en`, the second is no word for `and`
        are_codes = all(len(word) == 2 for word in words)  # noqa: PLR2004
        readings = [words, *readings] if are_codes else [*readings, words]
    for parts in readings:
        if all(items := [find_item(kind, part) for part in parts if part]):
            return items
    return []


def split_typed(kind: str, text: str) -> list[str]:
    """Split a list typed as one text if an item is recognised; the others stay as typed.

    So an error about an item that is not recognised names that one alone.
    """
    if items := split_items(kind, text):
        return items
    for pattern in (_COMMAS, _WORDS):
        parts = [part for part in pattern.split(text) if part]
        if len(parts) > 1 and any(split_items(kind, part) for part in parts):
            return [item for part in parts for item in split_typed(kind, part)]
    return [text]


def find_item(kind: str, text: str) -> str:
    """Return an item of a list as a file has it, or "" for an unknown one."""
    # Most files have no such text.
    from cmcct.reference.countries import find_country
    from cmcct.reference.languages import find_language
    from cmcct.reference.vocabulary import find_term

    with suppress(CmcctError):
        if kind == "tag":
            return find_language(text)
        if kind == "country":
            return find_country(text).name
        if kind == "sector":
            return find_term(kind, text).slug
    is_one = kind in _TEXTS and _TEXTS[kind].fullmatch(text)
    return text if is_one else ""


def has_words(parts: Iterable[str]) -> bool:
    """Return whether what stands between two values says more than `and` or `or`."""
    return any(re.search(r"\w", part) and part.casefold() not in _CONNECTING for part in parts)


def make_fault(
    text: str,
    mistakes: Sequence[Correction],
    mended: str,
    is_accepted: Callable[[str], bool],
    otherwise: Fault,
) -> Fault:
    """Return the first of the mistakes in a text, with the corrected text if it is accepted.

    A correction without a digit of the text, which may be of a number, is not.
    """
    detail = mistakes[0].detail if mistakes else otherwise.detail
    if not (is_accepted(mended) and count_digits(text) <= count_digits(mended)):
        return Fault(detail, otherwise.hint)
    return Fault(detail, advise_text(mended, is_safe=all(mistake.is_safe for mistake in mistakes)))


def correct(text: str, corrections: Iterable[Correction]) -> tuple[list[Correction], str]:
    """Return the mistakes, in order of `corrections`, and the corrected text."""
    mistakes = []
    for repair in corrections:
        if re.search(repair.pattern, text):
            mistakes.append(repair)
            text = re.sub(repair.pattern, repair.replacement, text)
    return mistakes, text


def to_half_width(match: re.Match[str]) -> str:
    """Return full-width characters of East Asian keyboards in their usual form."""
    return unicodedata.normalize("NFKC", match[0])


# Translators: messages such as "a space in it" stand beside the value that they are about.
QUOTATION_MARKS = Correction(
    _("quotation marks around it"),
    r"""^\s*["'“”„\u2018\u2019«»]+(.*?)["'“”„\u2018\u2019«»]+\s*$""",
    r"\1",
)
# Characters that come with a value pasted from a letter, a web page or a phone.
PASTE_CORRECTIONS = (
    Correction(_("an invisible character"), "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad]", ""),
    Correction(_("an invisible character"), "[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]", ""),
    Correction(_("a full-width character"), "[。｡]", "."),
    Correction(_("a full-width character"), "[\uff01-\uff5e\ufe50-\ufe6b]", to_half_width),
    QUOTATION_MARKS,
)
