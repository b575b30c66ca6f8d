"""Fold spellings, so that input matches stored text; ids, which are folded already."""

import re
import unicodedata
from collections import Counter
from functools import cache, lru_cache

ARTICLES = frozenset({"the", "la", "las", "el", "los", "de"})
SAINTS = frozenset({"st", "ste", "sainte", "sint"})

# Apostrophes, and the accents typed in place of one.
_APOSTROPHES = "'’‘‛ʼʻ`´′"  # noqa: RUF001
_REMOVED = frozenset(f".{_APOSTROPHES}")
_SEPARATED = str.maketrans(dict.fromkeys(_APOSTROPHES, " "))
_REMOVED_ASCII = "".join(char for char in _REMOVED if char.isascii()).encode()
_MOST_KEPT = 32_768  # folded texts; an import folds the same names and offices several times
_LIGATURES = {"œ": "oe", "æ": "ae"}

# What a person reads as a digit, by digit: letters of Latin, Greek and Cyrillic, and the words of
# four languages, folded.
_LOOK_ALIKES = {
    char: digit
    for digit, chars in zip(
        "0123456789",
        (
            *("OoQDØø\u039f\u03bf\u041e\u043e", "lIi|\u0399\u03b9\u0406\u0456\u04c0\u04cf"),
            *("Zz\u0396", "E\u0417\u0437\u042d\u044d", "A\u0427\u0447", "Ss\u0405\u0455"),
            *("Gb\u0431", "T\u03a4\u0422", "B\u0392\u0412\u0432", "gq"),
        ),
        strict=True,
    )
    for char in chars
}
_DIGIT_WORDS = {
    word: str(digit)
    for digit, words in enumerate(
        (
            *("zero oh cero nul", "one uno una een un une", "two dos twee deux"),
            *("three tres drie trois", "four cuatro vier quatre", "five cinco vijf cinq"),
            *("six seis zes", "seven siete zeven sept", "eight ocho acht huit"),
            "nine nueve negen neuf",
        )
    )
    for word in words.split()
}
_DIGIT_WORD = re.compile("|".join(sorted(_DIGIT_WORDS, key=len, reverse=True)))
_WORD = re.compile(r"(?:[^\W_]|\|)+")
_TWICE = re.compile(r"\b(?:double|doble|dubbele?)\s+([^\W_]+)", re.IGNORECASE)
_KEYPAD = str.maketrans("abcdefghijklmnopqrstuvwxyz", "22233344455566677778889999")


class _FoldTable(dict[int, str | None]):
    """The replacement for each character, computed on first use (None: removed)."""

    def __missing__(self, code: int) -> str | None:
        """Fold one character and cache the result."""
        char = chr(code)
        # Before NFKD, which turns a free-standing accent into a space and a mark.
        folded = None if char in _REMOVED else "".join(map(_fold_char, _decompose(char))) or None
        self[code] = folded
        return folded


_TABLE = _FoldTable()


@lru_cache(maxsize=_MOST_KEPT)
def fold(text: str) -> str:
    """Return `text` in lower-case letters and digits, without accents, single-spaced."""
    if text.isascii() and "&" not in text and "+" not in text:
        # A byte table is much faster, and most texts are ASCII.
        return " ".join(text.encode().translate(_ascii(), _REMOVED_ASCII).decode().split())
    return " ".join(text.translate(_TABLE).split())


@cache
def _ascii() -> bytes:
    """Return the byte table; removed bytes and `&`, `+` are handled by `fold`."""
    return bytes(
        ord(_TABLE[code] or "?") if code not in b"&+" else code for code in range(128)
    ).ljust(256)


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


def _decompose(char: str) -> str:
    """Return the case-folded letter and its combining marks."""
    # Case folding can compose and NFKD can produce capitals, so both run twice.
    for _ in range(2):
        char = unicodedata.normalize("NFKD", char).casefold()
    return unicodedata.normalize("NFKD", char)


def _fold_char(char: str) -> str:
    """Keep a letter or digit, drop a mark or a format character, replace the rest by a space."""
    category = unicodedata.category(char)
    if category[0] in "LN" and char not in _REMOVED:
        return _LIGATURES.get(char, char)
    if char in "&+":
        return " and "
    return "" if char in _REMOVED or category[0] == "M" or category == "Cf" else " "


def read_digits(text: str) -> set[str]:
    """Return the digits of a text as one string for each way in which a person may read them.

    The ways: digits alone; with letters that look like digits, in words that have a digit
    (`6O9-l234`); with such letters in any word, and the words of digits (`six O nine`); and with
    words in capitals typed on the keys of a telephone (`609-CALL`).
    """
    readings = [""] * 4
    for word in _WORD.findall(_TWICE.sub(r"\1 \1", text)):
        digits = "".join(str(unicodedata.decimal(char)) for char in word if char.isdecimal())
        read = "".join(map(_read_digit, word))
        if len(read) < len(word):  # a letter is one of another word
            spelt = _DIGIT_WORD.sub(lambda match: _DIGIT_WORDS[match[0]], fold(word))
            read = spelt if spelt.isdecimal() else digits
        keys = fold(word).translate(_KEYPAD) if word.isupper() else digits
        pieces = digits, read if digits else "", read, keys
        readings = [before + piece for before, piece in zip(readings, pieces, strict=True)]
    return {*readings}


def _read_digit(char: str) -> str:
    """Return the digit that a character is or looks like, or ""."""
    value = unicodedata.numeric(char, -1)
    letter = unicodedata.normalize("NFKD", char)[:1]
    return str(int(value)) if value in range(10) else _LOOK_ALIKES.get(letter, "")


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
