"""Answers that something has changed: the lines that were overwritten."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from cmcct.formats.shared.columns import HEADINGS
from cmcct.i18n.messages import LANGUAGES, Translator
from cmcct.rounds.answer_lines import ANSWER_COLUMNS, AnswerLine
from cmcct.text.folding import fold

_LINE = re.compile(r"([^:]{2,60}?)\s*:\s*(.*)")


class LineChange(NamedTuple):
    """The values of a column, as the letter shows them and as the answer has them."""

    column: str
    before: tuple[str, ...]
    after: tuple[str, ...]


class ChangeAnswer(NamedTuple):
    """What an answer changes, and its lines that belong to no column."""

    changes: tuple[LineChange, ...]
    others: tuple[str, ...]


def read_changes(lines: Iterable[str], shown: Sequence[AnswerLine]) -> ChangeAnswer:
    """Compare the lines of an answer with those that the letter prepared.

    A line that is missing is no change: a program may have lost it. One without a value is.
    """
    before = {
        name: [line.value for line in shown if line.column == name] for name in ANSWER_COLUMNS
    }
    found: dict[str, list[str]] = {}
    others: list[str] = []
    last = ""
    for line in lines:
        match = _LINE.fullmatch(line)
        column = _labels().get(fold(match[1]), "") if match else ""
        if match and column:
            found.setdefault(column, []).append(" ".join(match[2].split()))
            last = column
        elif last and (whole := _join(found[last][-1], line, before[last])):
            found[last][-1] = whole
        else:
            others.append(line)
    changes = (
        LineChange(name, tuple(filter(None, before[name])), tuple(filter(None, found[name])))
        for name in ANSWER_COLUMNS
        if name in found and _differs(before[name], found[name])
    )
    return ChangeAnswer(tuple(changes), tuple(others))


def _join(value: str, line: str, known: Iterable[str]) -> str:
    """Return a value that a program has wrapped, together with its next line, or ""."""
    whole = " ".join(f"{value} {line}".split())
    return whole if line and any(text.startswith(whole) for text in known) else ""


def _differs(before: Sequence[str], after: Sequence[str]) -> bool:
    is_emptied = "" in after and "" not in before
    return is_emptied or any(value and value not in before for value in after)


@cache
def _labels() -> dict[str, str]:
    """Return the column of each folded label in the four languages."""
    return {
        fold(Translator(lang).translate(HEADINGS[name])): name
        for name in ANSWER_COLUMNS
        for lang in LANGUAGES
    }
