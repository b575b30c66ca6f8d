"""Languages: BCP 47 tags and their names."""

import re
from collections.abc import Iterable
from functools import cache

from cmcct.diagnostics import advise_suggestion, advise_text
from cmcct.errors.exceptions import UnknownValueError
from cmcct.errors.suggest import closest
from cmcct.i18n.messages import ByLanguage, OptionalMessage
from cmcct.reference import countries, data
from cmcct.text.folding import canonical, fold

_TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8})*")


def is_language(subtag: str) -> bool:
    """Return whether `subtag` is a primary language subtag, in any case."""
    return subtag.lower() in _tags()


def is_tag(text: str) -> bool:
    """Return whether `text` is a well-formed BCP 47 tag with a known primary subtag."""
    return bool(_TAG.fullmatch(text.lower())) and is_language(text.partition("-")[0])


def find_language(text: str) -> str:
    """Return the tag for a BCP 47 tag or for a language name in one of LANGUAGES."""
    tag = text.strip().lower()
    if is_language(tag):
        return tag
    # Names before longer tags: `bas-allemand` looks like a tag.
    named: str | None = data.load("language_names")["names"].get(canonical(fold(text)))
    if named is None and is_tag(tag):
        return _format_tag(tag)
    if named is None:
        raise UnknownValueError("language", text, [*map(Suggested, _suggestions(text))])
    return named


def speaks(tags: Iterable[str], wanted: str) -> bool:
    """Return whether a language, in any regional form, is among the tags."""
    asked = f"{wanted.casefold()}-"
    return any(f"{tag.casefold()}-".startswith(asked) for tag in tags)


def suggest_tag(text: str) -> OptionalMessage:
    """Return a hint for `text`, which is not a tag; "" without a suggestion."""
    try:
        return advise_text(find_language(text))
    except UnknownValueError as error:
        return advise_suggestion(error.suggestions)


def language_name(tag: str, lang: str = "en") -> str:
    """Return a language's name, with its country or other subtags in brackets.

    Unknown tags are unchanged.
    """
    primary, _ignored, subtags = _format_tag(tag.lower()).partition("-")
    names = data.load("languages")["names"].get(primary)
    if names is None:
        return tag
    name = ByLanguage[str](names)[lang]
    return f"{name} ({countries.localize_code(subtags, lang)})" if subtags else name


def _format_tag(tag: str) -> str:
    """Return a lower-case tag in the letter case of RFC 5646: `zh-Hant-TW`."""
    primary, *subtags = tag.split("-")
    cases = {2: str.upper, 4: str.title}
    return "-".join([primary, *(cases.get(len(sub), str.lower)(sub) for sub in subtags)])


class Suggested(str):
    """A tag that messages show with the name of its language: `ht (Haitian Creole)`."""

    __slots__ = ()

    def localize(self, lang: str) -> str:
        """Return the tag and the name in one of LANGUAGES."""
        return f"{self} ({language_name(self, lang)})"


def _suggestions(text: str) -> list[str]:
    """Return suggested tags: the shorter ISO 639 code, else those with similar names."""
    index, shown = data.load("language_names"), data.load("languages")["names"]
    if shorter := index["codes"].get(fold(text)):
        return [shorter]
    # Only languages named by CLDR: thousands of others would add noise.
    names = {name: tag for name, tag in index["names"].items() if tag in shown}
    return closest(canonical(fold(text)), names)


@cache
def _tags() -> frozenset[str]:
    """Return all primary language subtags."""
    return frozenset(" ".join(data.load("languages")["tags"].values()).split())
