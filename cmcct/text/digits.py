"""Digits as a person may read them: look-alikes, words of four languages, keys of a telephone."""

import re
import tomllib
import unicodedata
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from cmcct.text.folding import fold

_MOST_KEPT = 32_768  # words

_TABLE = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_LOOK_ALIKES = {char: digit for digit, chars in _TABLE["look-alikes"].items() for char in chars}
_DIGIT_WORDS = {word: digit for digit, words in _TABLE["digits"].items() for word in words.split()}
_DIGIT_WORD = re.compile("|".join(sorted(_DIGIT_WORDS, key=len, reverse=True)))
_NUMBERS = {word: int(digit) for word, digit in _DIGIT_WORDS.items()} | {
    word: int(number) for number, words in _TABLE["numbers"].items() for word in words.split()
}
_HUNDREDS = {word for word, value in _NUMBERS.items() if value == max(_NUMBERS.values())}
# How much less may be added behind a word: a unit after tens, but soixante-douze.
_ROOM = {word: 10 for word, value in _NUMBERS.items() if value and not value % 10}
_ROOM |= {"soixante": 20, "huitante": 20, **dict.fromkeys(_HUNDREDS, 100)}
_NUMBER_WORD = "|".join(sorted([*_NUMBERS, "[0-9]+"], key=len, reverse=True))
_NUMBER = re.compile(rf"(?<!\w)(?:{_NUMBER_WORD})+(?!\w)")
_UNIT_FIRST = re.compile(rf"({'|'.join(_DIGIT_WORDS)}) ?en ?(\w{{3,5}}tig)\b")  # zesenvijftig
_EIGHTY, _AND = re.compile(r"quatre ?vingts?"), re.compile(r"\b(?:and|y|et)\b")
_ROMAN = re.compile(r"\b(?=[IVXLCDM])M*(?:C[MD]|D?C{0,3})(?:X[CL]|L?X{0,3})(?:I[XV]|V?I{0,3})\b")
_ROMAN_DIGITS = dict(zip("IVXLCDM", (1, 5, 10, 50, 100, 500, 1000), strict=True))
_WORD = re.compile(r"(?:[^\W_]|\|)+")
_TWICE = re.compile(r"\b(?:double|doble|dubbele?)\s+([^\W_]+)", re.IGNORECASE)
_KEYPAD = str.maketrans("abcdefghijklmnopqrstuvwxyz", "22233344455566677778889999")


def read_digits(text: str) -> set[str]:
    """Return the digits of a text as one string for each way in which a person may read them.

    The ways: digits alone; with letters that look like digits, in words that have a digit
    (`6O9-l234`); with such letters in any word, and the words of digits (`six O nine`); with words
    in capitals typed on the keys of a telephone (`609-CALL`); and with the words of larger numbers
    and Roman ones (`sixty-five`, `LXV`).
    """
    words = _WORD.findall(_TWICE.sub(r"\1 \1", text))
    return {*map("".join, zip(*map(_read_word, words), strict=True)), _read_numbers(text)}


@lru_cache(maxsize=_MOST_KEPT)
def _read_word(word: str) -> tuple[str, str, str, str]:
    """Return the digits of a word in each way but the last."""
    digits = "".join(str(unicodedata.decimal(char)) for char in word if char.isdecimal())
    read = "".join(map(_read_digit, word))
    if len(read) < len(word):  # a letter is one of another word
        spelt = _DIGIT_WORD.sub(lambda match: _DIGIT_WORDS[match[0]], fold(word))
        read = spelt if spelt.isdecimal() else digits
    keys = fold(word).translate(_KEYPAD) if word.isupper() else digits
    return digits, read if digits else "", read, keys


def _read_numbers(text: str) -> str:
    """Return the digits of a text, also of numbers in words, as `zesenvijftig`, and Roman ones."""
    numbers, room = list[str](), 0
    folded = _EIGHTY.sub("huitante", fold(_ROMAN.sub(_read_roman, text)))
    folded = _AND.sub(" ", _UNIT_FIRST.sub(r"\2 \1", folded))
    words = (word for run in _NUMBER.findall(folded) for word in re.findall(_NUMBER_WORD, run))
    for word in words:
        value = _NUMBERS.get(word, 0)
        if word in _HUNDREDS and numbers and len(numbers[-1]) == 1:
            numbers[-1] += "00"
        elif 0 < value < room:
            numbers[-1] = str(int(numbers[-1]) + value)
        else:
            numbers.append(word if word.isdecimal() else str(value))
        room = _ROOM.get(word, 0)
    return "".join(numbers)


def _read_roman(match: re.Match[str]) -> str:
    values = [_ROMAN_DIGITS[char] for char in match[0]]
    return str(sum(-a if a < b else a for a, b in pairwise([*values, 0])))


def _read_digit(char: str) -> str:
    """Return the digit that a character is or looks like, or ""."""
    value = unicodedata.numeric(char, -1)
    letter = unicodedata.normalize("NFKD", char)[:1]
    return str(int(value)) if value in range(10) else _LOOK_ALIKES.get(letter, "")
