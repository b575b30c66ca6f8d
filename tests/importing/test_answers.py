import tomllib
from pathlib import Path

import pytest

from cmcct.i18n.messages import Translator
from cmcct.importing.planning import planner
from cmcct.importing.planning.planned_directory import Directories
from cmcct.importing.planning.row_answers import NO_ANSWER, Answer, format_questions, read_answers
from cmcct.importing.planning.row_plans import Plan
from cmcct.importing.readers.rows import Cell
from tests.conftest import error_of
from tests.support import texts
from tests.support.sheets import NEW, OTHER, RAW, TODAY, make_plan, make_sheet

STRUCK = {"name": Cell("Dirk Voorbeeld", struck="Dirk Voorbeeld")}


def _write(folder: Path, text: str) -> Path:
    path = folder / "q.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_questions_have_a_key_for_each_row() -> None:
    found = make_plan(
        RAW,
        OTHER,
        NEW,
        STRUCK,
        {"name": "Eve Example"},
        {"emails": "desk@gy.example.org", "since": "03/02/2024"},
    )
    texts.expect("import-questions", format_questions(found, Translator()))


@pytest.mark.parametrize(
    ("word", "entry"),
    [
        ("Nieuw", "new"),
        ("nueva", "new"),
        ("ja", "yes"),
        ("Sí", "yes"),
        ("dos", "two"),
        ("omitir", "skip"),
    ],
)
def test_answer_may_be_a_word_of_four_languages(tmp_path: Path, word: str, entry: str) -> None:
    sheet = make_sheet(OTHER)
    answers = read_answers(_write(tmp_path, f'row-2 = "{word}"'), [sheet])
    assert answers[id(sheet.rows[0])] == Answer(entry)


def test_values_of_answers_may_be_words_of_four_languages(tmp_path: Path) -> None:
    sheet = make_sheet(OTHER)
    text = (
        'row-2 = { entry = "nieuw", sectors = ["Openbaar Ministerie", "policía; x"], '
        'role = "suplente", languages = ["Spaans"], emails = ["a@gy.example.org"], title = "" }'
    )
    assert read_answers(_write(tmp_path, text), [sheet])[id(sheet.rows[0])] == Answer(
        "new",
        {
            "sectors": ["prosecution", "police", "x"],
            "role": "alternate",
            "languages": ["es"],
            "emails": ["a@gy.example.org"],
        },
    )


def test_questions_are_answered_in_the_words_of_their_language() -> None:
    found = make_plan(RAW, OTHER, {"name": "Eve Example"})
    text = format_questions(found, Translator("nl"))
    assert '# antwoord: "ja", "nee", "nieuw", "overslaan" of een id' in text
    assert '{ entry = "nieuw", country = ""' in text
    assert '# antwoord: "overslaan" of de ontbrekende waarden' in text


def test_questions_of_several_sheets_name_them(tmp_path: Path) -> None:
    sheets = [make_sheet(OTHER, file="a.xlsx", name="One"), make_sheet(OTHER, file="b.csv")]
    found = planner.make_plan(sheets, Directories(RAW, {}), TODAY)
    text = format_questions(found, Translator("nl"))
    assert [*tomllib.loads(text)] == ["a.xlsx:One:row-2", "b.csv:row-2", "rows"]
    answered = text.replace('"a.xlsx:One:row-2" = ""', '"a.xlsx:One:row-2" = "no"')
    answers = read_answers(_write(tmp_path, answered), sheets)
    rows = planner.make_plan(sheets, Directories(RAW, {}), TODAY, answers=answers).rows
    assert [row.result.value for row in rows] == ["same", "question"]


def test_answers_are_words_ids_and_tables(tmp_path: Path) -> None:
    sheet = make_sheet(OTHER, NEW, NEW, NEW)
    path = _write(
        tmp_path,
        'row-2 = "yes"\nrow-3 = ""\nrow-4 = { entry = "new", sectors = ["police"] }\n'
        'row-5 = { since = 2024-02-03, title = "", sectors = [] }\n',
    )
    answers = read_answers(path, [sheet])
    assert [answers.get(id(row), NO_ANSWER) for row in sheet.rows] == [
        Answer("yes"),
        Answer(""),
        Answer("new", {"sectors": ["police"]}),
        Answer("", {"since": tomllib.loads("x = 2024-02-03")["x"]}),
    ]


@pytest.mark.parametrize(
    "answer",
    ["1", "{ entry = 1 }", '{ colour = "red" }', '{ sectors = "police" }', '{ id = "gy-bo" }'],
)
def test_unreadable_answer_names_its_row(answer: str, tmp_path: Path) -> None:
    path = _write(tmp_path, f"row-2 = {answer}\n")
    assert error_of(lambda: read_answers(path, [make_sheet(OTHER)])) == (
        f"{path}: the answer for 'row-2' cannot be read",
        'write an id, "new", "skip", "yes" or "no", or { entry = "new", sectors = ["police"] }',
    )


def test_answer_is_about_the_row_that_was_asked_about(tmp_path: Path) -> None:
    asked = make_plan(RAW, OTHER, NEW)
    text = format_questions(asked, Translator()).replace('row-2 = ""', 'row-2 = "yes"')
    path = _write(tmp_path, text)
    # The row after it may have other cells, and rows may be added.
    read_answers(path, [make_sheet(OTHER, {"name": "Eve Example"}, NEW)])
    assert error_of(lambda: read_answers(path, [make_sheet(NEW, OTHER)])) == (
        f"{path}: the cells of 'row-2' have changed since the question",
        "write the questions again with --questions",
    )
    # Answers written by hand, as those of other rows, are about any row.
    by_hand = _write(tmp_path, 'row-2 = "skip"\n')
    read_answers(by_hand, [make_sheet(NEW, OTHER)])


@pytest.mark.parametrize("rows", ["1", '"row-2"', "{}"])
def test_unreadable_rows_of_answers_are_refused(rows: str, tmp_path: Path) -> None:
    path = _write(tmp_path, f'row-2 = "yes"\nrows = {rows}\n')
    message, _hint = error_of(lambda: read_answers(path, [make_sheet(OTHER)]))
    assert message == f"{path}: the answer for 'rows' cannot be read"


def test_words_count_in_any_letters(tmp_path: Path) -> None:
    sheet = make_sheet(OTHER, NEW, NEW)
    path = _write(
        tmp_path, 'row-2 = " Yes "\nrow-3 = { entry = "New", since = 2024-02-03 }\nrow-4 = "Ada "'
    )
    answers = read_answers(path, [sheet])
    given = [found.entry for row in sheet.rows if (found := answers.get(id(row), NO_ANSWER))]
    assert given == ["yes", "new", "Ada"]


def test_answer_that_is_no_id_names_its_row() -> None:
    def refused(word: str) -> tuple[str, str]:
        return error_of(lambda: make_plan(RAW, OTHER, answers={"row-2": Answer(word)}))

    message = "list.csv:2: the answer is not the id of an entry: 'gy-adda'"
    assert refused("gy-adda") == (message, "did you mean gy-ada?")
    assert refused("sí")[1].startswith('write an id, "new", "skip", "yes" or "no"')


def test_answer_for_no_row_is_refused(tmp_path: Path) -> None:
    path = _write(tmp_path, 'row-9 = "yes"\n')
    message, _hint = error_of(lambda: read_answers(path, [make_sheet(OTHER)]))
    assert message == f"{path}: the import has no row 'row-9'"


def test_settled_plan_asks_nothing() -> None:
    assert "row-" not in format_questions(Plan([]), Translator())
