"""Languages as BCP 47 tags: which exist, what they are called."""

import re
from functools import cache
from typing import Any

from cmcct import data
from cmcct.errors import UnknownValueError
from cmcct.folding import canonical, fold
from cmcct.suggest import closest
from cmcct.wording import LANGUAGES, Said, did_you_mean, say

_TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8})*")


def is_language(subtag: str) -> bool:
    """Tell whether `subtag` is a primary language subtag, in any case."""
    return subtag.lower() in _tags()


def is_tag(text: str) -> bool:
    """Tell whether `text` has the form of a BCP 47 tag and begins with such a subtag."""
    return bool(_TAG.fullmatch(text.lower())) and is_language(text.partition("-")[0])


def find_language(text: str) -> str:
    """Return the tag of a BCP 47 tag or of a language's name in any of the four languages."""
    tag = text.strip().lower()
    if is_language(tag):
        return tag
    # Names before longer tags: `bas-allemand` has the form of one.
    found: str | None = _index()["names"].get(canonical(fold(text)))
    if found is None and is_tag(tag):
        return _written(tag)
    if found is None:
        raise UnknownValueError(kind="language", text=text, suggestions=_suggestions(text))
    return found


def advice(text: str) -> Said:
    """Return what to write instead of `text`, which is no tag; nothing where nobody knows."""
    try:
        return say('write "{text}"', text=find_language(text))
    except UnknownValueError as error:
        return did_you_mean(error.suggestions)


def language_name(tag: str, lang: str = "en") -> str:
    """Return what a language is called, with further subtags in brackets; else the tag."""
    primary, _, rest = _written(tag.lower()).partition("-")
    names = _known()["names"].get(primary)
    if names is None:
        return tag
    name: str = names[LANGUAGES.index(lang)]
    return f"{name} ({rest})" if rest else name


def _written(tag: str) -> str:
    """Return a lower-case tag as RFC 5646 writes it: `zh-Hant-TW`."""
    primary, *subtags = tag.split("-")
    cases = {2: str.upper, 4: str.title}
    return "-".join([primary, *(cases.get(len(sub), str.lower)(sub) for sub in subtags)])


def _suggestions(text: str) -> list[str]:
    """Return the tags that may be meant: the shorter one of an ISO code, else by name."""
    if shorter := _index()["codes"].get(fold(text)):
        return [shorter]
    # The thousands of languages that CLDR does not name would only be in the way.
    shown = _known()["names"]
    names = {name: tag for name, tag in _index()["names"].items() if tag in shown}
    return closest(canonical(fold(text)), names)


@cache
def _tags() -> frozenset[str]:
    """Return all primary subtags."""
    return frozenset(" ".join(_known()["tags"].values()).split())


@cache
def _known() -> dict[str, Any]:
    """Return the tags and the names to show."""
    return data.read("languages")


@cache
def _index() -> dict[str, Any]:
    """Return the names to look up, apart because checking an entry needs none of them."""
    return data.read("language_names")
