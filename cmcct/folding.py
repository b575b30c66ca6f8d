"""Fold spellings, so that what people type meets what is stored."""

import unicodedata
from functools import cache

ARTICLES = frozenset({"the", "la", "las", "el", "los", "de"})
SAINTS = frozenset({"st", "ste", "sainte", "sint"})

# Dots, and apostrophes with the accents that keyboards offer in their place.
_GONE = frozenset(".'’‘‛ʼʻ`´′")  # noqa: RUF001
_GONE_IN_ASCII = "".join(char for char in _GONE if char.isascii()).encode()
_LIGATURES = {"œ": "oe", "æ": "ae"}


class _Table(dict[int, str | None]):
    """What each character becomes, worked out when it is first met (None: nothing is left)."""

    def __missing__(self, code: int) -> str | None:
        """Fold one character and remember the answer."""
        char = chr(code)
        # Straight away: NFKD would make a space and a mark of a free-standing accent.
        folded = None if char in _GONE else "".join(map(_keep, _decompose(char))) or None
        self[code] = folded
        return folded


_TABLE = _Table()


def fold(text: str) -> str:
    """Return `text` in small letters and digits without accents, single spaces between words."""
    if text.isascii() and "&" not in text and "+" not in text:
        # Most texts: a table of bytes is much faster.
        return " ".join(text.encode().translate(_ascii(), _GONE_IN_ASCII).decode().split())
    return " ".join(text.translate(_TABLE).split())


@cache
def _ascii() -> bytes:
    """Return what each byte becomes; those that vanish, or become a word, are not asked for."""
    return bytes(
        ord(_TABLE[code] or "?") if code not in b"&+" else code for code in range(128)
    ).ljust(256)


def canonical(folded: str) -> str:
    """Drop leading articles of a folded text (never all of it) and write saints alike."""
    words = folded.split()
    while len(words) > 1 and words[0] in ARTICLES:
        del words[0]
    return " ".join(["saint" if word in SAINTS else word for word in words])


def _decompose(char: str) -> str:
    """Return the letter and its marks, case folded."""
    # Case folding can compose and decomposing can bring out capitals, hence both twice.
    for _ in range(2):
        char = unicodedata.normalize("NFKD", char).casefold()
    return unicodedata.normalize("NFKD", char)


def _keep(char: str) -> str:
    """Keep a letter or digit, drop a mark or an invisible character, blank out the rest."""
    category = unicodedata.category(char)
    if category[0] in "LN" and char not in _GONE:
        return _LIGATURES.get(char, char)
    if char in "&+":
        return " and "
    return "" if char in _GONE or category[0] == "M" or category == "Cf" else " "
