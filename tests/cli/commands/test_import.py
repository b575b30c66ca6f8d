import json
import re
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from cmcct.text import shell
from cmcct.toml import values
from tests.conftest import OVERLAY, Run, Write, command, entry, environment, write_overlay
from tests.support import terminals
from tests.support.repositories import repository
from tests.support.sheets import make_workbook

HEADER = "Country,Name,Organisation,Sectors,E-mail,Phones,Title\n"
NEW = "Guyana,Bo EXAMPLE,Example Agency,Health,bo@gy.example.org,609-1277,\n"
KNOWN = "Guyana,Ada Example,Example Ministry,Police,ctu@example.org,,Director\n"
OTHER = "Guyana,Cato Voorbeeld,Example Ministry,Police,ctu@example.org,,\n"
BAD = "Guyana,Dirk Voorbeeld,Example Office,Police,nobody,,\n"


@pytest.fixture
def directory(write: Write) -> Path:
    return write(entry(phones='["+592 220 1234"]', verified="2026-03-02"))


@pytest.fixture
def sheet(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes a CSV file of some rows."""

    def call(*rows: str, name: str = "list.csv") -> Path:
        path = tmp_path / name
        path.write_text(HEADER + "".join(rows), encoding="utf-8")
        return path

    return call


def _ids(path: Path) -> list[str]:
    found = tomllib.loads(path.read_text(encoding="utf-8"))
    return [one["id"] for one in found["focal_point"]]


def test_certain_rows_are_saved_and_listed(
    run: Run, directory: Path, sheet: Callable[..., Path]
) -> None:
    done = run("import", sheet(NEW, KNOWN), "--directory", directory)
    assert (done.code, done.out.splitlines()[0]) == (0, "1 new entry, 1 row with changes")
    assert done.err == f"wrote {directory}\ngy-ctu: job title: (empty) → 'Director'\n"
    assert _ids(directory) == ["gy-agency", "gy-ctu"]


def test_second_run_changes_nothing(run: Run, directory: Path, sheet: Callable[..., Path]) -> None:
    words = ("import", sheet(NEW, KNOWN), "--directory", directory)
    run(*words)
    text = directory.read_bytes()
    done = run(*words)
    assert (done.code, done.out, done.err) == (
        0,
        "2 rows without changes\n",
        "nothing to change\n",
    )
    assert directory.read_bytes() == text


def test_rows_left_over_are_exit_code_one(
    run: Run, directory: Path, sheet: Callable[..., Path]
) -> None:
    done = run("import", sheet(NEW, OTHER, BAD), "--directory", directory)
    assert (done.code, _ids(directory)) == (1, ["gy-agency", "gy-ctu"])
    assert "    E4: error[invalid-email]" in done.out


def test_questions_are_answered_in_their_file(
    run: Run, directory: Path, sheet: Callable[..., Path], tmp_path: Path
) -> None:
    words = ("import", sheet(OTHER), "--directory", directory)
    questions, workbook = tmp_path / "q.txt", tmp_path / "q.xlsx"
    done = run(*words, "--questions", workbook)
    said = (
        f"{workbook} would be a text file, no spreadsheet\nwrote {questions}\nnothing to change\n"
        f"write your answers in {questions}, then run: "
        f"{shell.command_line(*map(str, words), '--answers', str(questions))}\n"
    )
    assert (done.code, done.err) == (1, said)
    questions.write_text(
        questions.read_text(encoding="utf-8").replace('row-2 = ""', 'row-2 = "yes"'),
        encoding="utf-8",
    )
    assert run(*words, "--answers", questions).code == 0
    assert "data removed from the directory stays in git" not in done.err
    (point,) = tomllib.loads(directory.read_text(encoding="utf-8"))["focal_point"]
    assert point["name"] == "Cato Voorbeeld"
    assert "verified" not in point


def test_answers_given_twice_add_nothing_twice(
    run: Run, directory: Path, sheet: Callable[..., Path], tmp_path: Path
) -> None:
    lacking = "Guyana,Ada Example,Example Office,,,609-1278,\n"  # another seat of Ada Example
    answers = tmp_path / "a.toml"
    answers.write_text(
        'row-2 = "new"\nrow-3 = { entry = "new", sectors = ["police"] }\n', encoding="utf-8"
    )
    words = ("import", sheet(OTHER, lacking), "--directory", directory, "--answers", answers)
    assert run(*words).code == 0
    assert len(_ids(directory)) == 3
    text = directory.read_bytes()
    done = run(*words)
    assert (done.code, done.out, done.err) == (0, "2 rows without changes\n", "nothing to change\n")
    assert directory.read_bytes() == text
    assert run(*words, "--meeting", "georgetown-2019").code == 0
    assert directory.read_text(encoding="utf-8").count('meetings = ["georgetown-2019"]') == 2


def test_dry_run_shows_the_changes_only(
    run: Run, directory: Path, sheet: Callable[..., Path]
) -> None:
    text = directory.read_bytes()
    words = ("import", sheet(KNOWN), "--directory", directory, "--dry-run")
    done = run(*words)
    assert (done.code, done.err) == (0, "")
    assert '+title = "Director"\n' in done.out
    assert directory.read_bytes() == text
    rows = json.loads(run(*words, "--format", "json").out)
    assert [row["result"] for row in rows] == ["changed"]
    assert directory.read_bytes() == text


def test_base_of_a_list_of_others_is_not_used(
    run: Run, directory: Path, sheet: Callable[..., Path]
) -> None:
    done = run("import", sheet(KNOWN), "--directory", directory, "--base", "HEAD", "--dry-run")
    assert done.err.endswith(
        "list.csv is not a list of cmcct with ids, so --base is ignored for it\n"
    )


def test_unreadable_map_names_file_and_heading(
    run: Run, directory: Path, sheet: Callable[..., Path], tmp_path: Path
) -> None:
    columns = tmp_path / "m.toml"
    columns.write_text('"Title" = "pager"\n', encoding="utf-8")
    done = run("import", sheet(KNOWN), "--directory", directory, "--map", columns)
    assert (done.code, done.out) == (2, "")
    message, hint = done.err.splitlines()
    assert message == f"error: {columns}: 'Title': unknown value 'pager'"
    assert hint.startswith("help: available columns: email, office_phone, mobile_phone, ")


def test_what_has_no_known_heading_is_named(run: Run, directory: Path, tmp_path: Path) -> None:
    table = tmp_path / "list.csv"
    table.write_text("Country,Name,\nGuyana,Bo Example,call at night\n", encoding="utf-8")
    done = run("import", table, "--directory", directory, "--dry-run")
    said = "column C has no heading and is left out; its first value is 'call at night'\n"
    assert done.err.startswith(said)


def test_json_is_corrected_in_its_own_words(run: Run, directory: Path, tmp_path: Path) -> None:
    data = tmp_path / "list.json"
    data.write_text('[{"country": "Guyana", "phones": ["12"], "pager": "34"}]', encoding="utf-8")
    done = run("import", data, "--directory", directory, "--dry-run")
    assert done.err.startswith("unknown key 'pager' was skipped; its first value is '34'\n")
    assert "or add national = true if it works only inside the country" in done.out


def test_meeting_is_recorded(run: Run, directory: Path, sheet: Callable[..., Path]) -> None:
    words = ("import", sheet(KNOWN), "--directory", directory, "--meeting")
    assert run(*words, "georgetown-2019", "--yes").code == 0
    assert 'meetings = ["georgetown-2019"]' in directory.read_text(encoding="utf-8")
    assert (done := run(*words, "x")).code == 2, done.err


TITLED = '{title},,,,,,\n"Georgetown, {date}",,,,,,\n'
DATED = "has the date of Second Meeting (georgetown-2019); "


@pytest.fixture
def titled(directory: Path) -> Callable[[str], Path]:
    """Return a function that writes a list of one person, with a title and a date above it."""

    def call(date: str) -> Path:
        path = directory.with_name("list.csv")
        title = TITLED.format(title="Second Meeting", date=date)
        path.write_text(title + HEADER + KNOWN, encoding="utf-8")
        return path

    return call


@pytest.mark.parametrize(
    "date", ["12 March 2019", "11 al 12 de marzo de 2019", "12-13 maart 2019", "mars 2019"]
)
def test_meeting_of_a_title_is_only_named_in_a_pipe(
    run: Run, directory: Path, titled: Callable[[str], Path], date: str
) -> None:
    done = run("import", path := titled(date), "--directory", directory)
    adding = f"{DATED}if these people were there, add --meeting georgetown-2019"
    assert (done.code, done.err.splitlines()[0]) == (0, f"{path} {adding}")
    assert "meetings" not in directory.read_text(encoding="utf-8")
    assert DATED not in run("import", titled("June 2019"), "--directory", directory).err


def test_any_day_of_a_meeting_names_it(
    run: Run, directory: Path, titled: Callable[[str], Path]
) -> None:
    text = directory.read_text("utf-8")
    directory.write_text(text.replace("2019-03-12", "2019-03-11\nuntil = 2019-03-13"), "utf-8")
    done = run("import", titled("12 March 2019"), "--directory", directory)
    assert "if these people were there, add --meeting georgetown-2019" in done.err


@pytest.mark.parametrize(("answer", "is_recorded"), [("", True), ("n", False)])
def test_meeting_of_a_title_is_asked_about(
    directory: Path, titled: Callable[[str], Path], answer: str, *, is_recorded: bool
) -> None:
    words = command("import", titled("12 March 2019"), "--directory", directory)
    with terminals.running(words, environment(), 200) as seat:
        seat.until(f"{DATED}were these people there? [yes]:")
        seat.type(f"{answer}\n")
        seat.until("Save 1 changed entry? [no]:")
        seat.type("y\n")
        seat.rest()
        assert seat.process.wait(timeout=60) == 0
    assert ('meetings = ["georgetown-2019"]' in directory.read_text("utf-8")) == is_recorded


def test_meeting_of_a_title_may_have_to_be_added(
    directory: Path, titled: Callable[[str], Path]
) -> None:
    path = titled("16 to 18 June 2026")
    path.write_text(f"TLP:AMBER,,,,,,\n{path.read_text('utf-8')}", encoding="utf-8")
    words = command("import", path, "--directory", directory)
    with terminals.running(words, environment(), 200) as seat:
        shown = " ".join(seat.until("Enter for none):").split())
        seat.type("\n")
        seat.until("Save 1 changed entry? [no]:")
        seat.type("\n")
        seat.rest()
    days = ("--date", "2026-06-16", "--until", "2026-06-18")
    adding = shell.command_line("meeting", "add", "Second Meeting", *days)
    assert f"list.csv; to add it first: {adding} " in shown


def test_standard_input_is_read(run: Run, directory: Path) -> None:
    done = run(
        *("import", "-", "--from-format", "csv", "--directory", directory), stdin=HEADER + NEW
    )
    assert (done.code, _ids(directory)) == (0, ["gy-agency", "gy-ctu"])


CARD = """BEGIN:VCARD
VERSION:3.0
N:EXAMPLE;Bo;;;
ORG:Example Agency
ADR;TYPE=WORK:;;;;;;Guyana
CATEGORIES:Health
EMAIL;TYPE=WORK:bo@gy.example.org
END:VCARD
"""
ENTRY = {
    "country": "Guyana",
    "name": "Bo Example",
    "organisation": "Example Agency",
    "sectors": ["health"],
    "emails": ["bo@gy.example.org"],
}
PIPED = {
    "csv": (HEADER + NEW).encode(),
    "tsv": (HEADER + NEW).replace(",", "\t").encode(),
    "vcard": CARD.encode(),
    "json": json.dumps([ENTRY]).encode(),
    "toml": values.format_table("[[focal_point]]", ENTRY).encode(),
    "xlsx": make_workbook(HEADER + NEW),
}


@pytest.mark.sweep
@pytest.mark.parametrize("kind", [*PIPED])
@pytest.mark.parametrize("is_named", [True, False])
def test_each_format_is_read_from_standard_input(
    directory: Path, kind: str, *, is_named: bool
) -> None:
    name = {"tsv": "csv", "toml": "json"}.get(kind, kind)
    words = command("import", "-", "--directory", directory)
    done = subprocess.run(
        [*words, *(("--from-format", name) if is_named else ())],
        input=PIPED[kind],
        capture_output=True,
        check=False,
        env=environment(),
    )
    assert (done.returncode, _ids(directory)) == (0, ["gy-agency", "gy-ctu"]), done.stderr


def test_form_is_read_from_standard_input(run: Run, directory: Path) -> None:
    form = "### Entry\n\ngy-ctu\n\n### What should the entry say?\n\nThe number is new\n"
    done = run("import", "-", "--directory", directory, "--format", "json", stdin=form)
    (row,) = json.loads(done.out)
    assert (row["entry"], row["notes"]) == (
        "gy-ctu",
        [{"cell": "", "text": "The number is new", "is_struck": False}],
    )


def test_import_is_undone_by_one_revert(
    run: Run, sheet: Callable[..., Path], tmp_path: Path
) -> None:
    repo = repository(tmp_path)
    repo.commit(entry(phones='["+592 220 1234"]', verified="2026-03-02"))
    directory = tmp_path / "directory.toml"
    text = directory.read_bytes()
    words = ("import", sheet(NEW, KNOWN, OTHER, BAD), "--meeting", "georgetown-2019")
    assert run(*words, "--directory", directory).code == 1
    repo.git("commit", "-qam", "Import the participants")
    assert directory.read_bytes() != text
    repo.git("revert", "--no-edit", "HEAD")
    assert directory.read_bytes() == text


def test_import_is_undone_without_git_commands(
    run: Run, sheet: Callable[..., Path], tmp_path: Path
) -> None:
    repo = repository(tmp_path)
    repo.commit(entry(phones='["+592 220 1234"]', verified="2026-03-02"))
    target = ("--directory", tmp_path / "directory.toml")
    text = target[1].read_bytes()
    assert run("import", sheet(NEW, KNOWN), *target).code == 0
    assert run("undo", "--yes", *target).code == 0
    assert target[1].read_bytes() == text
    assert run("import", sheet(NEW, KNOWN), *target).code == 0
    assert run("save", *target).code == 0
    assert run("undo", "--last", "--yes", *target).code == 0
    assert target[1].read_bytes() == text


def test_open_questions_say_how_to_answer_them(
    run: Run, directory: Path, sheet: Callable[..., Path]
) -> None:
    words = ("import", str(sheet(OTHER)), "--directory", str(directory))
    command_ = shell.command_line(*words, "--questions", "questions.txt")
    for more in ((), ("--dry-run",)):
        said = f"to write the questions to a file: {command_}\n"
        assert run(*words, *more).err.endswith(said)


def test_written_map_reads_the_file_alike(
    run: Run, directory: Path, sheet: Callable[..., Path], tmp_path: Path
) -> None:
    written = tmp_path / "map.toml"
    words = ("import", sheet(NEW, KNOWN), "--directory", directory, "--dry-run")
    first = run(*words, "--format", "json", "--write-map", written)
    again = run(*words, "--format", "json", "--map", written)
    assert (again.code, again.out) == (first.code, first.out)
    # A line that somebody changes counts.
    text = written.read_text(encoding="utf-8")
    written.write_text(text.replace('Title = "title"', 'Title = "unit"'), encoding="utf-8")
    changed = json.loads(run(*words, "--format", "json", "--map", written).out)
    assert [*changed[1]["fields"]] == ["unit"]


def test_meaning_of_columns_is_written(
    run: Run, directory: Path, sheet: Callable[..., Path], tmp_path: Path
) -> None:
    written = tmp_path / "map.toml"
    words = ("import", sheet(KNOWN), "--directory", directory, "--write-map", written)
    assert run(*words).code == 0
    assert tomllib.loads(written.read_text(encoding="utf-8"))["Title"] == "title"


def test_trial_writes_map_and_questions_alone(
    run: Run, directory: Path, sheet: Callable[..., Path], tmp_path: Path
) -> None:
    before = directory.read_bytes()
    meaning, asked = tmp_path / "map.toml", tmp_path / "questions.toml"
    files = ("--write-map", meaning, "--questions", asked)
    run("import", sheet(NEW, OTHER), "--directory", directory, "--dry-run", *files)
    assert tomllib.loads(meaning.read_text(encoding="utf-8"))["Title"] == "title"
    assert "row-3" in tomllib.loads(asked.read_text(encoding="utf-8"))
    assert directory.read_bytes() == before


@pytest.mark.parametrize(("variable", "value"), [("CMCCT_LANG", "'vegetarian'"), ("CI", "'…'")])
def test_unknown_column_is_named(
    variable: str,
    value: str,
    run: Run,
    directory: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(variable, "en")
    path = directory.with_name("list.csv")
    path.write_text("Name,E-mail,Diet\nAda Example,ctu@example.org,vegetarian\n", encoding="utf-8")
    done = run("import", path, "--directory", directory)
    assert done.err == (
        f"unknown column C, 'Diet', was skipped; its first value is {value}\n"
        "to import a column, create a file with --write-map FILE, write the column's key in it, "
        "and import again with --map FILE\n"
        "nothing to change\n"
    )


def test_column_that_only_our_lists_set_is_said(run: Run, directory: Path) -> None:
    path = directory.with_name("list.csv")
    path.write_text(
        "Name,E-mail,Verified,Sharing,Status\nAda Example,ctu@example.org,2026-05-01,public,\n",
        encoding="utf-8",
    )
    done = run("import", path, "--directory", directory)
    assert done.err == (
        "'Verified' was skipped: it is read only from a list that cmcct exported; "
        "its first value is '2026-05-01'; to set it for an entry, run cmcct verify ID\n"
        "'Sharing' was skipped: it is read only from a list that cmcct exported; "
        "its first value is 'public'; to set it for an entry, "
        "run cmcct set ID sharing=…\n"
        "nothing to change\n"
    )


def test_key_that_only_our_lists_set_is_said(run: Run, directory: Path) -> None:
    path = directory.with_name("list.json")
    path.write_text(
        '[{"name": "Ada Example", "emails": ["ctu@example.org"], "until": "2026-05-01"}]'
    )
    done = run("import", path, "--directory", directory)
    assert done.err == (
        "'until' was skipped: it is read only from a list that cmcct exported; its first "
        "value is '2026-05-01'; to set it for an entry, "
        "run cmcct retire ID --on …\nnothing to change\n"
    )


TWO = "Guyana,Ana Ejemplo / Luis Muestra,Example Agency,Health,office@gy.example.org,609-1277,\n"


def test_two_people_in_a_cell_are_a_question(
    run: Run, directory: Path, sheet: Callable[..., Path], tmp_path: Path
) -> None:
    before, asked = directory.read_bytes(), tmp_path / "questions.toml"
    words = ("import", sheet(TWO), "--directory", directory)
    done = run(*words, "--questions", asked)
    assert (done.code, directory.read_bytes()) == (1, before)
    question = "Ana Ejemplo / Luis Muestra: one person or two?"
    assert f"list.csv:2: {question}\n" in done.out
    text = asked.read_text(encoding="utf-8")
    assert f'# {question}\n# answer: "one", "two" or "skip"\nrow-2 = ""\n' in text
    asked.write_text(text.replace('row-2 = ""', 'row-2 = "two"'), encoding="utf-8")
    done = run(*words, "--answers", asked)
    assert (done.code, directory.read_bytes()) == (1, before)
    assert "two people, as answered: write each in a row of their own\n" in done.out
    asked.write_text(text.replace('row-2 = ""', 'row-2 = "one"'), encoding="utf-8")
    assert run(*words, "--answers", asked).code == 0
    entries = tomllib.loads(directory.read_text(encoding="utf-8"))["focal_point"]
    (added,) = (one for one in entries if one["id"] != "gy-ctu")
    assert (added["name"], added["emails"]) == (
        "Ana Ejemplo / Luis Muestra",
        ["office@gy.example.org"],
    )
    again = run(*words)
    assert (again.code, again.err) == (0, "nothing to change\n")


def test_one_person_may_need_another_answer(
    run: Run, directory: Path, sheet: Callable[..., Path], tmp_path: Path
) -> None:
    answers = tmp_path / "answers.toml"
    words = ("import", sheet(TWO.replace("Health", "")), "--directory", directory)
    answers.write_text('row-2 = "one"', encoding="utf-8")
    done = run(*words, "--answers", answers)
    assert done.code == 1
    told = (
        "not in the directory yet; to import the row, add to it: sectors (run cmcct list sectors)\n"
    )
    assert told in done.out
    answers.write_text('row-2 = { name = "Ana Ejemplo" }', encoding="utf-8")
    done = run(*words, "--answers", answers)
    assert f"Ana Ejemplo, Example Agency: {told}" in done.out
    answers.write_text('row-2 = { entry = "new", sectors = ["health"] }', encoding="utf-8")
    assert run(*words, "--answers", answers).code == 0


def test_log_shows_counts_only(
    run: Run,
    directory: Path,
    sheet: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CI", "true")
    done = run("import", sheet(NEW, OTHER), "--directory", directory)
    assert done.out == "1 new entry, 1 question\n"
    assert "Cato" not in done.err


def test_private_file_stays_with_the_person_before(
    run: Run, directory: Path, sheet: Callable[..., Path], tmp_path: Path
) -> None:
    overlay = write_overlay(directory)
    answers = tmp_path / "q.toml"
    answers.write_text('row-2 = "yes"\n', encoding="utf-8")
    done = run("import", sheet(OTHER), "--directory", directory, "--answers", answers)
    assert done.code == 0
    assert overlay.read_text(encoding="utf-8") == OVERLAY


@pytest.mark.parametrize(("answer", "count"), [("y", 2), ("n", 1)])
def test_terminal_shows_the_plan_and_asks(
    answer: str, count: int, directory: Path, sheet: Callable[..., Path]
) -> None:
    words = command("import", sheet(NEW), "--directory", directory)
    with terminals.running(words, environment(), 80) as seat:
        seat.until("Enter for none):")
        seat.type("\n")
        seat.until("Save 1 new entry? [no]:")
        seat.type(f"{answer}\n")
        seat.rest()
        assert seat.process.wait(timeout=60) == (0 if answer == "y" else 2)
    assert len(_ids(directory)) == count


def test_terminal_shows_the_notes_of_a_row_it_asks_about(directory: Path) -> None:
    path = directory.with_name("list.csv")
    header, row = HEADER.replace("Title", "Notes"), OTHER.replace(",,\n", ",,until June\n")
    path.write_text(header + row, encoding="utf-8")
    words = command("import", path, "--directory", directory)
    with terminals.running(words, environment(), 80) as seat:
        seat.until("Enter for none):")
        seat.type("\n")  # the meeting
        assert "  G2: note, not imported: 'until June'" in seat.until(
            "does a new person hold the seat now?"
        )


def test_terminal_asks_what_one_word_answers(directory: Path, sheet: Callable[..., Path]) -> None:
    lacking = "Guyana,Eve Example,Example Office,,eve@gy.example.org,,\n"  # asks for values
    words = command("import", sheet(OTHER, lacking, TWO), "--directory", directory)
    with terminals.running(words, environment(), 80) as seat:
        seat.until("Enter for none):")
        seat.type("\n")  # the meeting
        shown = seat.until("does a new person hold the seat now?").replace("\r", "")
        assert "  Name: Ada Example → Cato Voorbeeld (not imported)\n" in shown
        seat.until("3  a new entry")
        seat.type("1\n")
        assert "Eve Example" not in seat.until("Luis Muestra: one person or two?")
        seat.until("Enter to decide later):")
        seat.type("\n")
        shown = seat.until("Save 1 changed entry? [no]:")
        assert "a new person holds the seat now, as answered" in shown
        seat.type("y\n")
        seat.rest()
        assert seat.process.wait(timeout=60) == 1
    (point,) = tomllib.loads(directory.read_text(encoding="utf-8"))["focal_point"]
    assert point["name"] == "Cato Voorbeeld"


FOREIGN = "warning[phone-of-another-country] not a number in Guyana (entry 'gy-agency')"


def test_trial_shows_the_warnings(run: Run, directory: Path, sheet: Callable[..., Path]) -> None:
    path = sheet(NEW.replace("609-1277", "+599 717 1234"))
    assert FOREIGN in run("import", path, "--dry-run", "--directory", directory).err


def test_terminal_shows_the_warnings_before_it_asks(
    directory: Path, sheet: Callable[..., Path]
) -> None:
    path = sheet(NEW.replace("609-1277", "+599 717 1234"))
    with terminals.running(
        command("import", path, "--directory", directory), environment(), 200
    ) as seat:
        seat.until("Enter for none):")
        seat.type("\n")
        seat.until(FOREIGN)
        seat.until("Save 1 new entry? [no]:")
        seat.type("n\n")
        assert seat.process.wait(timeout=60) == 2


@pytest.mark.parametrize(
    ("header", "cells", "apps"),
    [
        ("Phone,WhatsApp", ",609-1277", ["whatsapp"]),
        ("Phone,WhatsApp number", "609-1277,592 609 1277", ["whatsapp"]),
        ("WhatsApp,Mobile", "609-1277,609-1277 (Signal)", ["whatsapp", "signal"]),
        ("Phone,Mobile/WhatsApp", ",609-1277", []),
    ],
)
def test_number_of_a_column_of_an_app_has_it(
    run: Run, directory: Path, header: str, cells: str, apps: list[str]
) -> None:
    path = directory.with_name("list.csv")
    row = f"Guyana,Bo Example,Example Agency,Health,bo@gy.example.org,{cells}\n"
    path.write_text(f"Country,Name,Organisation,Sectors,E-mail,{header}\n{row}", encoding="utf-8")
    assert run("import", path, "--directory", directory).code == 0
    entry_, _other = tomllib.loads(directory.read_text(encoding="utf-8"))["focal_point"]
    assert entry_["phones"][0].get("apps", []) == apps
    assert [item["number"] for item in entry_["phones"]] == ["+592 609 1277"]


def test_lines_end_between_words_on_a_terminal(directory: Path, sheet: Callable[..., Path]) -> None:
    words = command("import", sheet(OTHER), "--directory", directory, "--dry-run")
    with terminals.running(words, environment(), 60) as seat:
        shown = seat.rest().replace("\r", "")
    question = shown[shown.index("gy-ctu:") : shown.index("    Name:")]
    assert question.splitlines() == [
        "gy-ctu: found by e-mail: gy-ctu is Ada Example in the",
        "      directory and Cato Voorbeeld in the row; does a new",
        "      person hold the seat now? (yes removes the old mobile",
        "      number, title and languages; no keeps the old name)",
    ]


def test_unsafe_correction_is_counted_and_needs_the_option(
    run: Run, directory: Path, sheet: Callable[..., Path]
) -> None:
    words = ("import", sheet(NEW.replace("Guyana", "Guyanna")), "--directory", directory)
    done = run(*words)
    assert (done.code, done.err) == (
        1,
        (
            "1 uncertain value can be corrected with --unsafe-fixes: check it first\n"
            "nothing to change\n"
        ),
    )
    assert run(*words, "--unsafe-fixes").code == 0
    assert _ids(directory) == ["gy-agency", "gy-ctu"]


def test_terminal_shows_how_far_a_long_file_is(directory: Path, sheet: Callable[..., Path]) -> None:
    rows = [f"{OTHER.strip()}{'Head ' * 40}{i}\n" for i in range(300)]
    words = command("import", sheet(*rows), "--directory", directory, "--dry-run", "--format")
    with terminals.running([*words, "json"], environment(), 80) as seat:
        shown = seat.rest()
    assert "Reading list.csv" in shown
    assert re.search("Comparing rows.*━", shown)
    done = subprocess.run(
        [*words, "json"], capture_output=True, check=False, env=environment(), encoding="utf-8"
    )
    assert done.stderr.endswith(" --questions questions.txt\n")
    assert len(json.loads(done.stdout)) == len(rows)


def test_change_meanwhile_is_not_overwritten(
    run: Run, directory: Path, sheet: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    from cmcct.importing.planning import planner

    make = planner.make_plan

    def change(*args: object, **options: object) -> object:
        directory.write_text(
            directory.read_text(encoding="utf-8").replace("Second", "2nd"), encoding="utf-8"
        )
        return make(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(planner, "make_plan", change)
    done = run("import", sheet(KNOWN), "--directory", directory)
    assert done.code == 2
    assert "was changed by someone else in the meantime" in done.err


def test_number_with_a_prefix_says_what_it_is_read_as(
    run: Run, directory: Path, sheet: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    own = "Belize,Bo Example,Example Agency,Health,bo@bz.example.org,001 501 222-1234,\n"
    foreign = "Belize,Cy Example,Example Office,Health,cy@bz.example.org,011 592 609 1234,\n"
    done = run("import", sheet(own, foreign), "--directory", directory)
    assert done.code == 1
    assert "    F2: note[invalid-phone] '001 501 222-1234' is read as +501 222 1234" in done.out
    assert "    F3: error[invalid-phone] not a phone number" in done.out
    assert "help: write '+592 609 1234'" in done.out
    added = tomllib.loads(directory.read_text(encoding="utf-8"))["focal_point"][0]
    assert (added["country"], added["phones"]) == ("Belize", ["+501 222 1234"])
    monkeypatch.setenv("CI", "1")
    logged = run("import", sheet(own, foreign), "--directory", directory, "--dry-run")
    assert "222" not in logged.out + logged.err


def test_unknown_headings_are_named_but_not_in_a_log(
    run: Run, monkeypatch: pytest.MonkeyPatch, write: Write, tmp_path: Path
) -> None:
    path = write(entry())
    (tmp_path / "l.csv").write_text("Cosa\nUno,Dos,ada@example.org\nx,y\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    words = ("--lang", "es", "import", "l.csv", "--directory", path)
    told = "error: l.csv no tiene ninguna fila de encabezados conocidos\n"
    refused = run(*words)
    assert refused.err.startswith(f"{told}  Uno\n  Dos\n  ada@example.org\nayuda: ")
    assert "--map ARCHIVO\n" in refused.err
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert "ada@" not in run(*words).err
