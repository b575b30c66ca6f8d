"""Entries that were merged or only confirmed, in each form of the changes."""

import json
from pathlib import Path

import pytest

from cmcct.formats.changes import WRITERS
from tests.conftest import Result, Run
from tests.support.repositories import Repo, entry, repository


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """Return a repository whose last commit merges one entry and confirms another."""
    made = repository(tmp_path / "clone")
    made.commit(entry("a"), entry("b"), entry("c"))
    made.commit(entry("a", merged='["b"]'), entry("c", verified="2026-05-01"))
    return made


def _diff(run: Run, repo: Repo, *options: str) -> str:
    result = run("diff", "HEAD~1..HEAD", "--directory", repo.path, *options)
    assert result.code == 0
    return result.out


def test_merged_entry_is_told_with_the_one_kept(run: Run, repo: Repo) -> None:
    assert "  merged: Person b (b) → Person a (a)\n" in _diff(run, repo)


def test_note_names_the_entry_that_is_kept(run: Run, repo: Repo) -> None:
    for options in ((), ("--no-contacts",)):
        note = _diff(run, repo, "--format", "markdown", *options)
        assert "- **merged**: Person b (b) → Person a (a)\n" in note or (
            "- **merged**: Person b → Person a (a)\n" in note
        )


def test_json_has_the_kinds(run: Run, repo: Repo) -> None:
    kinds = [found["change"] for found in json.loads(_diff(run, repo, "--format", "json"))]
    assert sorted(kinds) == ["changed", "confirmed", "merged"]


def test_confirmed_entries_come_last_in_one_line(run: Run, repo: Repo) -> None:
    assert (
        _diff(run, repo)
        == """\
1 merged, 1 changed, 1 confirmed
Guyana
  merged: Person b (b) → Person a (a)
  changed: Person a (a)
    Merged ids: (empty) → b
  confirmed: Person c (c), 1 May 2026
"""
    )


def test_note_begins_with_the_counts(run: Run, repo: Repo) -> None:
    note = _diff(run, repo, "--format", "markdown", "--lang", "es").splitlines()
    assert note[2:5] == ["**TLP:AMBER**", "", "1 fusión, 1 modificación, 1 confirmación"]
    assert note[-1] == "- **confirmación**: Person c (c), 1 de mayo de 2026"


@pytest.mark.parametrize("form", WRITERS)
def test_confirmations_are_only_counted(run: Run, repo: Repo, form: str) -> None:
    short = _diff(run, repo, "--format", form, "--no-confirmations")
    assert "Person c" in _diff(run, repo, "--format", form)
    assert "Person c" not in short
    assert ("1 confirmed" in short) == (form in {"text", "markdown"})


def test_count_of_confirmations_is_a_difference(run: Run, tmp_path: Path) -> None:
    made = repository(tmp_path / "clone")
    made.commit(entry("a"))
    made.commit(entry("a", verified="2026-05-01", verified_via='"email"'))
    options = ("--directory", made.path, "--no-confirmations", "--exit-code")
    assert run("diff", "HEAD~1", *options) == Result(1, "1 confirmed\n", "")
    note = run("diff", "HEAD~1", *options, "--format", "markdown").out
    assert note.endswith("**TLP:AMBER**\n\n1 confirmed\n")
    line = "  confirmed: Person a (a), 1 May 2026, by e-mail\n"
    assert line in run("log", "--directory", made.path).out


@pytest.mark.parametrize("days", [("2026-05-01", ""), ("2026-05-01", "2026-04-01")])
def test_withdrawn_confirmation_is_a_change(
    run: Run, tmp_path: Path, days: tuple[str, str]
) -> None:
    made = repository(tmp_path / "clone")
    for day in days:
        made.commit(entry("a", **{"verified": day} if day else {}))
    assert run("diff", "HEAD~1", "--directory", made.path).out.startswith("1 changed\n")
