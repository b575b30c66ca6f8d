"""A list that came back, from the plan to the answers."""

import json
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

from cmcct.i18n.messages import LANGUAGES
from tests.conftest import ROOT, Run
from tests.support import texts
from tests.support.repositories import Repo, repository
from tests.support.returned_lists import Table, edit_table, set_cell

FILES = ROOT / "tests" / "importing" / "files"
NEW_MOBILE = "+592 609 1234"


@pytest.fixture
def handed_out(tmp_path: Path) -> Repo:
    """Commit and tag the directory of the files that arrive."""
    repo = repository(tmp_path / "repo")
    repo.commit_bytes((FILES / "directory.toml").read_bytes())
    repo.git("tag", "handed-out")
    return repo


def _set(run: Run, repo: Repo, *words: str) -> None:
    assert run("set", *words, "--directory", repo.path).code == 0


@pytest.mark.parametrize("lang", LANGUAGES)
def test_plan_reads_as_a_mail(
    run: Run, handed_out: Repo, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _set(run, handed_out, "jm-taskforce", "title=Coordinator a.i.")
    shutil.copy(FILES / "returned.xlsx", handed_out.root)
    monkeypatch.chdir(handed_out.root)
    monkeypatch.setenv("CMCCT_LANG", lang)
    done = run("import", Path("returned.xlsx"), "--base", "handed-out")
    # Which spaces French has is tested for all messages.
    said = done.out.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert done.code == 1
    texts.expect(f"import-{lang}", said)


# What somebody wrote into our list, what changed in the directory, and what each answer leads to:
# the keys of the entry afterwards, "" for none.
CASES: dict[str, tuple[dict[str, str], str, dict[str, dict[str, Any]]]] = {
    "removal": (
        {"city": ""},
        "",
        {'"yes"': {"city": ""}, '"no"': {"city": "Kingston"}},
    ),
    "conflict": (
        {"title": "Senior Coordinator"},
        "title=Coordinator a.i.",
        {'"yes"': {"title": "Senior Coordinator"}, '"no"': {"title": "Coordinator a.i."}},
    ),
    "another person": (
        {"name": "Petra Example-Brown", "family_name": ""},
        "",
        {
            '{ entry = "yes", phones = ["+1 876 523 0123"] }': {
                "name": "Petra Example-Brown",
                "phones": ["+1 876 523 0123"],
                "verified": "",
            },
            '{ entry = "yes", phones = [] }': {"name": "Petra Example-Brown", "phones": ""},
            '"no"': {"name": "@name", "phones": "@phones"},
        },
    ),
    "confirmed": (
        {"verified": "2026-05-30"},
        "",
        {'"yes"': {"verified": "2026-05-30"}, '"no"': {"verified": "@verified"}},
    ),
    "left": (
        {"status": "left"},
        "",
        {'"yes"': {"status": "left"}, '"no"': {"status": ""}},
    ),
}


@pytest.mark.parametrize(
    ("name", "answer"), [(name, answer) for name in CASES for answer in CASES[name][2]]
)
def test_question_and_its_answer(run: Run, handed_out: Repo, name: str, answer: str) -> None:
    cells, since, results = CASES[name]
    before = _entry(handed_out)
    path = handed_out.root / "list.csv"
    assert run("export", "csv", "-o", path, "--directory", handed_out.path).code == 0

    def edit(table: Table) -> Table:
        for heading, value in cells.items():
            set_cell(table, "jm-taskforce", heading, value)
        return table

    edit_table(path, edit)
    if since:
        _set(run, handed_out, "jm-taskforce", since)
    text = handed_out.path.read_bytes()
    questions = handed_out.root / "q.toml"
    words = ("import", path, "--base", "handed-out", "--directory", handed_out.path)

    done = run(*words, "--questions", questions)
    assert (done.code, handed_out.path.read_bytes()) == (1, text)
    asked = questions.read_text(encoding="utf-8")
    assert asked.count('= ""\n') == 1
    questions.write_text(asked.replace('= ""\n', f"= {answer}\n"), encoding="utf-8")
    done = run(*words, "--answers", questions, "--yes")

    assert done.code == 0, done.out + done.err
    after = _entry(handed_out)
    for key, value in results[answer].items():
        expected = before[key] if str(value).startswith("@") else value
        assert str(after.get(key, "")) == str(expected), key
    if answer == '"no"':
        assert handed_out.path.read_bytes() == text


def _entry(repo: Repo) -> dict[str, Any]:
    entries = tomllib.loads(repo.path.read_text(encoding="utf-8"))["focal_point"]
    return next(entry for entry in entries if entry["id"] == "jm-taskforce")


def test_number_in_doubt_is_asked_about(run: Run, handed_out: Repo) -> None:
    path = handed_out.root / "list.csv"
    assert run("export", "csv", "-o", path, "--directory", handed_out.path).code == 0

    def edit(table: Table) -> Table:
        set_cell(table, "jm-taskforce", "name", "Petra Example-Brown")
        return table

    edit_table(path, edit)
    answers, questions = handed_out.root / "a.toml", handed_out.root / "q.toml"
    answers.write_text('row-13 = "yes"\n', encoding="utf-8")
    words = ("import", path, "--base", "handed-out", "--directory", handed_out.path)
    assert run(*words, "--answers", answers, "--questions", questions).code == 1
    asked = questions.read_text(encoding="utf-8").splitlines()[5:9]
    assert [line.removeprefix(f"# {path}") for line in asked] == [
        ":13 jm-taskforce",
        "# numbers of the office or of the previous person: +1 876 523 0123; which stay?",
        '# answer: "skip" or { entry = "yes", phones = … }',
        'row-13 = ""',
    ]


def test_plan_shows_a_changed_number_as_the_file_has_it(run: Run, handed_out: Repo) -> None:
    path = handed_out.root / "list.csv"
    directory = "--directory", handed_out.path
    assert run("export", "csv", "-o", path, *directory).code == 0

    def correct(table: Table) -> Table:
        set_cell(table, "gy-consular", "office_phone", NEW_MOBILE)
        return table

    edit_table(path, correct)
    words = "import", path, "--base", "handed-out", *directory
    plan = run(*words, "--dry-run")
    assert f"Phones: added {NEW_MOBILE} (mobile); removed +592 220 1250\n" in plan.out
    rows = json.loads(run(*words, "--format", "json").out)
    (row,) = (one for one in rows if one["fields"])
    shown = [(one["number"], one["type"]) for one in row["fields"]["phones"]["after"]]
    assert shown == [(NEW_MOBILE.replace(" ", ""), "mobile")]
    written = tomllib.loads(handed_out.path.read_text(encoding="utf-8"))["focal_point"]
    (entry,) = (one for one in written if one["id"] == "gy-consular")
    assert entry["phones"] == [{"number": NEW_MOBILE, "type": "mobile"}]
