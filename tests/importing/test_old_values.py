"""A list of others with values that were corrected in the directory lately."""

import json
import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cmcct.importing.planning import planner
from cmcct.importing.planning.planned_directory import Directories
from cmcct.importing.planning.row_plans import Result
from tests.conftest import ROOT, Run
from tests.support.repositories import Repo, repository
from tests.support.sheets import TODAY, make_sheet

ID = "cw-politie"
TEXT = (ROOT / "tests" / "importing" / "files" / "directory.toml").read_text(encoding="utf-8")
TITLE, OLD_TITLE = 'title = "Teamleider"', 'title = "Hoofdinspecteur"'
EMAIL = '"mensenhandel@politie.cw.example.org"'
OLD_EMAILS = f'{EMAIL}, "oud@politie.cw.example.org"'
OLD = TEXT.replace(TITLE, OLD_TITLE).replace(EMAIL, OLD_EMAILS)
HEADINGS = "Country,Name,Title,Organisation,E-mail,Phone,City\n"
NAMED = "Curaçao,Quincy de Voorbeeld-Martis"
ROW = f"{NAMED},Hoofdinspecteur,Voorbeeldpolitie Curaçao,oud@politie.cw.example.org,+599 9 518 1234"
KEPT = "changed in the directory in the last 30 days, so kept: "


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """Return a repository whose file is newer than its commit."""
    repo = repository(tmp_path / "repo")
    repo.commit_bytes(OLD.encode())
    repo.path.write_text(TEXT, encoding="utf-8")
    return repo


def _import(run: Run, repo: Repo, rows: str, answer: str = "", number: int = 0) -> dict[str, Any]:
    """Import rows and return one as the plan in JSON has it."""
    path, answers = repo.root / "participants.csv", repo.root / "answers.toml"
    path.write_text(f"{HEADINGS}{rows}\n", encoding="utf-8")
    answers.write_text(answer, encoding="utf-8")
    words = ("--answers", answers, "--format", "json", "--yes", "--directory", repo.path)
    done = run("import", path, *words)
    row: dict[str, Any] = json.loads(done.out)[number]
    return row


def test_old_values_are_left_out_and_noted(run: Run, repo: Repo) -> None:
    row = _import(run, repo, f"{ROW},")
    assert (row["result"], row["fields"]) == ("same", {})
    assert row["why"] == f"found by number; {KEPT}job title and e-mails"
    assert repo.path.read_text(encoding="utf-8") == TEXT
    assert KEPT in run("import", repo.root / "participants.csv", "--directory", repo.path).out


def test_what_is_new_in_the_row_is_imported(run: Run, repo: Repo) -> None:
    row = _import(
        run, repo, ROW.replace("cw.example.org", "cw.example.org; neu@example.org") + ",Punda"
    )
    assert (row["result"], {*row["fields"]}) == ("changed", {"emails", "city"})
    assert [item["address"] for item in row["fields"]["emails"]["after"]] == [
        "mensenhandel@politie.cw.example.org",
        "neu@example.org",
    ]
    assert row["why"].endswith(f"{KEPT}job title and e-mails")


def test_entry_that_was_renamed_since_is_the_same(run: Run, repo: Repo) -> None:
    renamed = TEXT.replace(f'id = "{ID}"', f'id = "cw-new"\nformerly = ["{ID}"]')
    repo.path.write_text(renamed, encoding="utf-8")
    assert _import(run, repo, f"{ROW},")["why"].endswith(f"{KEPT}job title and e-mails")


def test_value_that_somebody_answered_counts(run: Run, repo: Repo) -> None:
    answer = f'row-2 = {{ entry = "{ID}", title = "Hoofdinspecteur" }}'
    row = _import(run, repo, f"{ROW},", answer)
    assert row["fields"]["title"]["after"] == "Hoofdinspecteur"
    assert row["why"] == f"as answered; {KEPT}e-mails"


def test_rows_that_contradict_each_other_stay_questions(run: Run, repo: Repo) -> None:
    row = _import(run, repo, f"{ROW.replace('Hoofdinspecteur', 'Chef')},\n{ROW},")
    assert row["fields"]["title"]["open"] == "conflict"


@pytest.mark.parametrize("head", [TEXT.encode(), b"[[", None])
def test_row_changes_what_nobody_has_corrected(
    run: Run, repo: Repo, tmp_path: Path, head: bytes | None
) -> None:
    if head is None:  # outside git
        repo = Repo(tmp_path)
    else:
        repo.commit_bytes(head)
    repo.path.write_text(TEXT, encoding="utf-8")
    row = _import(run, repo, f"{ROW},")
    assert (row["why"], {*row["fields"]}) == ("found by number", {"title", "emails"})


def test_entry_that_was_removed_since_is_new(run: Run, repo: Repo) -> None:
    repo.commit_bytes(OLD.replace(ID, "cw-vc").encode())  # as the new one is called
    block = next(part for part in TEXT.split("\n\n") if f'id = "{ID}"' in part)
    repo.path.write_text(TEXT.replace(f"{block}\n\n", ""), encoding="utf-8")
    rows = f"{ROW.replace('Hoofdinspecteur', '')},\n{ROW},"
    answer = 'row-2 = { entry = "new", sectors = ["police"] }'
    row = _import(run, repo, rows, answer, number=1)
    assert row["fields"]["title"]["after"] == "Hoofdinspecteur"


def test_list_that_was_none_is_no_old_one(run: Run, repo: Repo) -> None:
    repo.commit_bytes(
        OLD.replace(f"emails = [{OLD_EMAILS}]", 'emails = "oud@politie.cw.example.org"').encode()
    )
    repo.path.write_text(TEXT, encoding="utf-8")
    row = _import(run, repo, f"{ROW},")
    assert {*row["fields"]} == {"emails"}


@pytest.mark.parametrize("removed", [25, 40])
def test_committed_corrections_of_30_days_are_kept(run: Run, repo: Repo, removed: int) -> None:
    day = (TODAY - date(2024, 1, 1)).days
    repo.day = day - removed
    repo.commit_bytes(TEXT.encode())  # without what the first commit had
    repo.day = day - 1
    repo.commit_bytes(TEXT.replace("Voorbeeldpolitie", "Politie").encode())
    repo.path.write_text(TEXT, encoding="utf-8")
    row = _import(run, repo, f"{ROW},")
    assert {*row["fields"]} == (set() if removed == 25 else {"title", "emails"})
    assert (KEPT in row["why"]) is (removed == 25)


@pytest.mark.parametrize(
    ("confirmed", "answer", "state"),
    [
        ("2026-05-20", "", "conflict"),
        ("2026-05-20", 'row-2 = { entry = "yes" }', None),
        ("2026-05-20", f'row-2 = {{ entry = "{ID}", title = "Chef" }}', None),
        ("2026-04-20", "", None),
    ],
)
def test_another_title_of_a_lately_confirmed_entry_is_asked_about(
    run: Run, repo: Repo, confirmed: str, answer: str, state: str | None
) -> None:
    before, _name, after = TEXT.partition(f'id = "{ID}"')
    day = re.sub(r"verified = [0-9-]+", f"verified = {confirmed}", after, count=1)
    repo.path.write_text(f'{before}id = "{ID}"{day}', encoding="utf-8")
    row = _import(run, repo, f"{ROW.replace('Hoofdinspecteur', 'Chef')},", answer)
    assert row["fields"]["title"].get("open") == state


def test_git_is_asked_only_where_a_row_would_change_an_entry(repo: Repo) -> None:
    before = Directories(tomllib.loads(TEXT), {}, repo.path)
    for title, is_asked in ("Teamleider", False), ("Hoofdinspecteur", True):
        row = {"country": "Curaçao", "title": title, "phones": "+599 9 518 1234"}
        planned = planner.make_plan([make_sheet(row)], before, TODAY)
        assert planned.rows[0].result is Result.SAME
        assert ("earlier" in vars(before)) is is_asked
