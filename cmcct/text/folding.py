"""Fold spellings, so that input matches stored text; ids, which are folded already."""

import re
import unicodedata
from collections import Counter
from functools import lru_cache

ARTICLES = frozenset({"the", "la", "las", "el", "los", "de"})
SAINTS = frozenset({"st", "ste", "sainte", "sint"})

# Apostrophes, and the accents typed in place of one.
_APOSTROPHES = "'’‘‛ʼʻ`´′"  # noqa: RUF001
_REMOVED = frozenset(f".{_APOSTROPHES}")
_SEPARATED = str.maketrans(dict.fromkeys(_APOSTROPHES, " "))
_MOST_KEPT = 32_768  # folded texts; an import folds the same names and offices several times
_LIGATURES = {"œ": "oe", "æ": "ae"}


class _FoldTable(dict[int, str | None]):
    """The replacement for each character, computed on first use (None: removed)."""

    def __missing__(self, code: int) -> str | None:
        """Fold one character and cache the result."""
        char, folded = chr(code), None
        # Before NFKD, which turns a free-standing accent into a space and a mark.
        if char not in _REMOVED:
            # Case folding can compose and NFKD can produce capitals, so both run twice.
            for _ in range(2):
                char = unicodedata.normalize("NFKD", char).casefold()
            folded = "".join(map(_fold_char, unicodedata.normalize("NFKD", char))) or None
        self[code] = folded
        return folded


_TABLE = _FoldTable()


@lru_cache(maxsize=_MOST_KEPT)
def fold(text: str) -> str:
    """Return `text` in lower-case letters and digits, without accents, single-spaced."""
    return " ".join(text.translate(_TABLE).split())


def split_apostrophes(text: str) -> str:
    """Return `text` with a space for each apostrophe: a word starts after that of d'Exemple."""
    return text.translate(_SEPARATED)


def canonical(folded: str) -> str:
    """Drop leading articles of a folded text (never all words) and unify forms of "saint"."""
    words = folded.split()
    if SAINTS.isdisjoint(words) and ARTICLES.isdisjoint(words[:1]):
        return folded  # most texts
    while len(words) > 1 and words[0] in ARTICLES:
        del words[0]
    return " ".join(["saint" if word in SAINTS else word for word in words])


def _fold_char(char: str) -> str:
    """Keep a letter or digit, drop a mark or a format character, replace the rest by a space."""
    category = unicodedata.category(char)
    if category[0] in "LN" and char not in _REMOVED:
        return _LIGATURES.get(char, char)
    if char in "&+":
        return " and "
    return "" if char in _REMOVED or category[0] == "M" or category == "Cf" else " "


def count_digits(text: str) -> Counter[str]:
    """Return how often each digit occurs in a text, in any script's figures."""
    return Counter(f"{unicodedata.decimal(char)}" for char in text if char.isdecimal())


MAX_LENGTH = 64
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

# Device names, reserved by Windows with any suffix.
_DEVICES = frozenset({"con", "prn", "aux", "nul"}) | {
    f"{n}{i}" for n in ("com", "lpt") for i in range(10)
}


def is_slug(text: str) -> bool:
    """Return whether `text` is a valid id: `gy-ctu`."""
    return len(text) <= MAX_LENGTH and bool(_SLUG.fullmatch(text)) and not is_device(text)


def is_device(text: str) -> bool:
    """Return whether `text` is a device name of Windows: `con`, `nul`, `com1`."""
    return text in _DEVICES
