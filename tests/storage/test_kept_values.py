"""What a help says to write keeps every value of the line."""

import random
import re
from collections import Counter
from collections.abc import Iterator

import pytest

from cmcct.storage import syntax_errors
from cmcct.storage.syntax_errors.parser_state import parses
from tests.conftest import SHIPPED
from tests.storage.test_syntax_errors import refusal
from tests.support.mistakes import mistakes

LINES = SHIPPED.read_text(encoding="utf-8").split("\n")
SIGNS = (*"\"'[]{},=“”‘’«»();:#/|. \n", '""', "[[", "]]", " or ", " = ", "12")  # noqa: RUF001
# A help may leave out the zeros before a number, and a key of two words has another one.
ZEROS = re.compile(r"(?<== )0+(?=[1-9])")
KEY = re.compile(r"^\s*[^\n=:\"'\[{]*[=:]", re.MULTILINE)
REPLACED = {"and", "true", "yes", "sí", "verdadero", "today", "points", "march", "extensión"}


def _written(text: str) -> tuple[str, str] | None:
    """Return the lines with the fault, and the line that the help says to write instead of them.

    None if the text is valid, or the help is not a line, or has `…` in the place of a value.
    """
    if not (error := refusal(text)):
        return None
    fault = syntax_errors.explain(text, error)
    line = fault.hint.removeprefix("write ")
    is_line = parses(line) or parses(f"x = [\n{line}\n]")
    if line == fault.hint or not is_line or "…" in line:
        return None
    return "\n".join(text.split("\n")[fault.line - 1 : fault.end_line]), line


def _digits(text: str) -> Counter[str]:
    return Counter(re.findall("[0-9]", ZEROS.sub("", text)))


def _letters(text: str) -> Counter[str]:
    """Count the letters of a text, but for words that a help replaces."""
    words = re.findall(r"[^\W\d_]+", text.casefold())
    return Counter("".join(word for word in words if word not in REPLACED))


def _damaged(seed: int) -> str:
    """Return some lines of the shipped directory with one to three random damages."""
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    first = chance.randrange(len(LINES))
    text = "\n".join(LINES[first : first + chance.randint(1, 12)])
    for _ in range(chance.randint(1, 3)):
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.choice([0, 0, 1, 1, 2, 9]))
        piece = text[start:end]
        new = chance.choice(["", *SIGNS, piece * 2, piece[::-1]])
        text = text[:start] + new + text[end:]
    return text


def test_help_keeps_values_of_every_mistake() -> None:
    for old, line in filter(None, (_written(mistake.text) for mistake in mistakes())):
        assert _digits(old) <= _digits(line), old
        assert _letters(KEY.sub("", old)) <= _letters(line), old


def _faults(seeds: range) -> Iterator[str]:
    """Yield the damages whose help lacks a digit."""
    helps = 0
    for pair in filter(None, map(_written, map(_damaged, seeds))):
        helps += 1
        if not _digits(pair[0]) <= _digits(pair[1]):
            yield f"{pair[0]} → {pair[1]}"
    assert helps > len(seeds) / 10


def test_help_keeps_digits_of_damaged_lines() -> None:
    assert [*_faults(range(1500))] == []


@pytest.mark.sweep
def test_help_keeps_digits_of_any_damaged_line() -> None:
    assert [*_faults(range(1500, 20_000))] == []
