"""Digits as a person may read them: look-alikes, words of four languages, keys of a telephone."""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

from cmcct.text.folding import fold

_MOST_KEPT = 32_768  # words

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
# Words of larger numbers by their value, folded; some stand within a word: `dieciocho`.
_TENS = """
10 ten diez dieci tien dix; 11 eleven once elf onze; 12 twelve doce twaalf douze
13 thirteen trece dertien treize; 14 fourteen catorce veertien quatorze
15 fifteen quince vijftien quinze; 16 sixteen zestien seize; 17 seventeen zeventien
18 eighteen achttien; 19 nineteen negentien; 20 twenty veinte veinti twintig vingt
30 thirty treinta dertig trente; 40 forty cuarenta veertig quarante
50 fifty cincuenta vijftig cinquante; 60 sixty sesenta zestig soixante
70 seventy setenta zeventig septante; 80 eighty ochenta tachtig huitante
90 ninety noventa negentig nonante; 100 hundred cien ciento cientos honderd cent cents
"""
_NUMBERS = {word: int(digit) for word, digit in _DIGIT_WORDS.items()} | {
    word: int(line.split()[0]) for line in re.split("[;\n]", _TENS) for word in line.split()[1:]
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
