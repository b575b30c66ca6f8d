"""What an officer types at night into the search: the rows of `night_questions.tsv`."""

import csv
import shlex
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cmcct.formats import html
from cmcct.i18n.messages import Translator
from cmcct.search import query
from cmcct.search.query import Query
from cmcct.storage import directory_file
from tests.browser.programs import observe
from tests.conftest import ROOT, SHIPPED, Run, command, environment
from tests.support import terminals

with (ROOT / "tests" / "data" / "night_questions.tsv").open(encoding="utf-8") as _file:
    ROWS = [row for row in csv.DictReader(_file, delimiter="\t") if row["command"] == "search"]


def _check(row: dict[str, str], ids: list[str]) -> None:
    forbidden = row["not"].split("|")
    assert not {name.removeprefix("!") for name in forbidden if name[0] == "!"}.intersection(ids)
    if row["first"]:
        assert ids[0] == row["first"]
    if row["among3"]:
        assert {*row["among3"].split("|")}.intersection(ids[:3])


@pytest.mark.parametrize("row", ROWS, ids=[row["typed"] for row in ROWS])
def test_search_answers_a_question(
    run: Run, monkeypatch: pytest.MonkeyPatch, row: dict[str, str]
) -> None:
    monkeypatch.setenv("CMCCT_NOW", row["now"])
    words = ["search", *row["typed"].split(), *shlex.split(row["options"])]
    _check(row, run(*words, "--format", "ids", "--directory", SHIPPED).out.split())


@pytest.mark.sweep
def test_page_answers_the_questions(tmp_path: Path) -> None:
    directory = directory_file.load(SHIPPED).directory
    moment = datetime.fromisoformat(ROWS[0]["now"]).astimezone(UTC)
    view = query.search(directory, Query(), "secretariat", moment.date())
    page = tmp_path / "page.html"
    page.write_text(html.dump(view, Translator()), encoding="utf-8", newline="")
    result = observe("search", page, queries=[row["typed"] for row in ROWS])
    assert result["errors"] == []
    for row, seen in zip(ROWS, result["seen"], strict=True):
        _check(row, seen["ids"])


def test_words_of_the_whole_list_are_left_out_and_named(run: Run) -> None:
    found = run("search", "trafficking", "of", "children", "--directory", SHIPPED)
    assert found.code == 0
    assert found.err == (
        "help: 'trafficking' was ignored: it selects nothing by itself\n"
        "help: 'of' was ignored: it selects nothing by itself\n"
    )


def test_what_all_words_but_one_find_is_a_numbered_choice() -> None:
    words = command("search", "haiti", "labour", "--directory", SHIPPED)
    with terminals.running(words, environment(), 100, 30) as seat:
        asked = seat.until("Your choice")
        assert "   1  " in asked
        number = asked[asked.index("  haiti\r\n") - 1]
        seat.type(f"{number}\r")
        told = terminals.plain(seat.rest())
    assert "ht-comite" in told
