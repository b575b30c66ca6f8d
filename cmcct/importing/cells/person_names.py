"""The name of a person as sheets have it: `Ms. EXAMPLE PEREZ, Ada María`."""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from cmcct.check.rules import names
from cmcct.reference.countries import UNKNOWN_COUNTRY, Country
from cmcct.text.folding import fold

# What stands between two people in a cell; a single letter is no name: `c/o`.
_BETWEEN = re.compile(r"\s*[/;&\n]\s*")
_AND = re.compile("y|e|et|en|[Aa][Nn][Dd]")  # `E` or `Y` may be an initial
_BRACKETS = re.compile(r"\([^()]*\)")
# What people write in place of a name, folded.
_NOBODY = frozenset(
    (
        *("vacant", "vacancy", "position vacant", "post vacant", "to be confirmed"),
        *("to be determined", "to be appointed", "vacante", "puesto vacante", "por definir"),
        *("por confirmar", "por designar", "por nombrar", "a definir", "sin designar"),
        *("poste vacant", "a pourvoir", "a confirmer", "a designer", "a determiner"),
        *("vacature", "nader te bepalen", "nog te bepalen", "nog te benoemen", "ntb"),
    )
)
_MIN_LETTERS = 3  # letters of the longest word of a family name in capitals; fewer are initials


def read_name(text: str, country: Country = UNKNOWN_COUNTRY) -> dict[str, str]:
    """Return `name` in spoken order, `honorific` and `family_name`, as far as the text has them.

    A family name is known from its comma or from capitals.
    """
    honorific, name = names.split_honorifics(" ".join(text.split()), country)
    spoken, family = _read_comma(name) or _read_capitals(name)
    if not honorific and spoken != name:  # it may be in front now: `EXAMPLE, Lic. Ada`
        honorific, spoken = names.split_honorifics(spoken, country)
    read = {"name": spoken, "honorific": honorific, "family_name": family}
    return {key: value for key, value in read.items() if value}


def join_parts(parts: Iterable[str]) -> str:
    """Join the given, middle and family names of several cells, each word group once."""
    joined = ""
    for part in filter(None, (" ".join(part.split()) for part in parts)):
        if f" {fold(part)} " not in f" {fold(joined)} ":
            joined = f"{joined} {part}".strip()
    return joined


def is_nobody(text: str) -> bool:
    """Return whether a cell of a name says that there is none: `vacante`."""
    return fold(text) in _NOBODY


def is_honorific(text: str, country: Country = UNKNOWN_COUNTRY) -> bool:
    """Return whether a text is an abbreviated honorific alone: `Dr.`, not `Inspector`."""
    return names.split_honorifics(f"{text} Xx", country)[1] == "Xx"


def has_two_people(text: str, country: Country = UNKNOWN_COUNTRY) -> bool:
    """Return whether a cell of a name may have two: `Ana Ejemplo / Luis Muestra`.

    Beside `y`, `and`, `et` or `en`, each needs a given and a family name, for a family name may
    have such a word: `de la Cruz y Peña` is one.
    """
    bare = _BRACKETS.sub(" ", text).strip()
    parts = [part for part in _BETWEEN.split(bare) if _is_person(part, country)]
    words = (bare.lower() if bare.isupper() else bare).split()
    return len(parts) > 1 or any(
        _AND.fullmatch(word)
        and _is_full_name(words[:index], country)
        and _is_full_name(words[index + 1 :], country)
        for index, word in enumerate(words)
    )


def _is_person(text: str, country: Country) -> bool:
    """Return whether a part of a cell may be a name: no honorific alone, nor letters behind one."""
    is_honorific = names.split_honorifics(f"{text} Xx Yy", country)[1] == "Xx Yy"
    return _letters(text) > 1 and not (is_honorific or names.AFTER_NAME.fullmatch(text))


def _is_full_name(words: Sequence[str], country: Country) -> bool:
    """Return whether words are a given and a family name, maybe behind an honorific."""
    first, *more = names.split_honorifics(" ".join(words), country)[1].split() or [""]
    is_given = not names.PARTICLES.fullmatch(first) and not _AND.fullmatch("".join(more[:1]))
    return is_given and any(not names.PARTICLES.fullmatch(word) for word in more)


def is_same_name(first: str, second: str) -> bool:
    """Return whether two names may be one person's: each word of one is in the other.

    An initial stands for a word: `A. Example-Díaz` may be Ada Example Díaz.
    """
    pair = fold(first).split(), fold(second).split()
    return any(
        # One of the words is no initial.
        any(len(word) > 1 for word in words)
        and all(word in name or word in [each[0] for each in name] for word in words)
        for words, name in (pair, pair[::-1])
    )


def _read_comma(name: str) -> tuple[str, str] | None:
    """Return the name and family name of `Family, Given`; None for another text."""
    parts = [part.strip() for part in name.split(",")]
    if len(parts) != 2 or not all(parts) or names.AFTER_NAME.fullmatch(parts[1]):  # noqa: PLR2004
        return None
    return _combine(parts[1].split(), parts[0].split())


def _read_capitals(name: str) -> tuple[str, str]:
    """Return the name and family name of a name whose family name is in capitals."""
    if name.isupper():
        return (names.to_title_case(name), "") if " " in name else (name, "")
    words = name.split()
    runs = [(key, [*run]) for key, run in groupby(words, _is_in_capitals)]
    families = [
        run for is_family, run in runs if is_family and max(map(_letters, run)) >= _MIN_LETTERS
    ]
    if len(families) != 1 or (runs[0][1] is not families[0] and runs[-1][1] is not families[0]):
        return name, ""
    family = families[0]
    return _combine(words[len(family) :] if runs[0][1] is family else words[: -len(family)], family)


def _combine(first_names: Sequence[str], family: Sequence[str]) -> tuple[str, str]:
    """Return the name in spoken order and the family name, both in usual letters."""
    if not any(word.islower() or word.istitle() for word in family):
        family = [names.title_part(word) for word in family]
    first = " ".join(first_names)
    first = names.to_title_case(first) if first.isupper() and _letters(first) > 1 else first
    last = " ".join(family)
    return f"{first} {last}", last


def _is_in_capitals(word: str) -> bool:
    return word.isupper() and _letters(word) > 1 and not names.AFTER_NAME.fullmatch(word)


def _letters(word: str) -> int:
    return len(re.findall(r"[^\W\d_]", word))
