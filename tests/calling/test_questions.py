"""What an officer types at night: which number must stand first, in the command and in the page.

In `tests/data/night_questions.tsv`: `first` (an entry or a number, or `error:` and places),
`among3` (one of these is among the first three), `not` (none stands before; with `!`, nowhere),
`heading`.
"""

import csv
import json
import re
import shlex
from typing import Any

import pytest

from tests.conftest import ROOT, SHIPPED, Run

ROWS = (ROOT / "tests" / "data" / "night_questions.tsv").read_text(encoding="utf-8").splitlines()
QUESTIONS = [row for row in csv.DictReader(ROWS, delimiter="\t") if row["command"] == "call"]


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _is_of(wanted: str, number: str, entry: str) -> bool:
    return wanted == entry or (not wanted[0].isalpha() and _digits(wanted) == _digits(number))


def _split(cell: str) -> list[str]:
    return [*filter(None, cell.split("|"))]


@pytest.mark.parametrize("row", QUESTIONS, ids=lambda row: f"{row['typed']} {row['options']}")
def test_question_is_answered(
    row: dict[str, str], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CMCCT_NOW", row["now"])
    words = []
    for word in shlex.split(row["options"]):
        name, is_variable, value = word.partition("=")
        if is_variable:
            monkeypatch.setenv(name, value)
        else:
            words.append(word)
    result = run(
        "call", *shlex.split(row["typed"]), *words, "--format", "json", "--directory", SHIPPED
    )
    first = row["first"]
    if first.startswith("error:"):
        places = map(re.escape, first.removeprefix("error:").split("|"))
        assert result.code == 2
        assert re.search(".*".join(places), result.err, re.DOTALL)
        return
    found: dict[str, Any] = json.loads(result.out)
    lines = [(line["number"], line["entry"]) for line in found["lines"]]
    fallback = json.dumps(found["fallback"])
    check_answer(row, lines, fallback, is_answered=found["answers_now"])


def check_answer(
    row: dict[str, str], lines: list[tuple[str, str]], fallback: str, *, is_answered: bool
) -> None:
    """Check the lines that a question gets, each a number and an entry."""
    first = row["first"]
    assert not first or _is_of(first, *lines[0]), row
    among = _split(row["among3"])
    found_at = [at for at, line in enumerate(lines) if any(_is_of(one, *line) for one in among)]
    assert not among or found_at[0] < 3, row
    last = found_at[0] if among else 0
    for wanted in _split(row["not"]):
        barred = wanted.removeprefix("!")
        before = lines if wanted.startswith("!") else lines[:last]
        assert not any(_is_of(barred, *line) for line in before), row
        assert not wanted.startswith("!") or barred not in fallback, row
    assert not row["heading"] or is_answered is (row["heading"] == "answers"), row
