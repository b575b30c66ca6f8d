"""Who held a seat, and when, from the entry and its history in git."""

import json
from typing import Any

import pytest

from tests.conftest import Run
from tests.support.repositories import Repo, entry


def _person(name: str, **values: str) -> str:
    return entry("a", name=f'"{name}"', **values)


def _vacant(**values: str) -> str:
    return entry("a", name='""', status='"vacant"', **values)


def _people(run: Run, *options: str) -> list[str]:
    result = run("log", "a", "--people", *options)
    assert (result.code, result.err) == (0, "")
    return result.out.splitlines()


def test_terms_follow_commits_without_stated_days(repo: Repo, run: Run) -> None:
    for text in (_person("Ada Example"), _vacant(), _person("Bo Example")):
        repo.commit(text)
    assert _people(run) == [
        "Bo Example   from 4 January 2024 (history)",
        "Vacant       from 3 January 2024 (history), until 4 January 2024 (history)",
        "Ada Example  from 2 January 2024 (history), until 3 January 2024 (history)",
    ]


def test_stated_days_come_before_commits(repo: Repo, run: Run) -> None:
    repo.commit(_person("Ada Example", since="2020-03-01"))
    repo.commit(_person("Ada Example", since="2020-03-01", until="2023-12-31", status='"left"'))
    repo.commit(_person("Bo Example", since="2024-01-03", until="2027-01-02"))
    assert _people(run) == [
        "Bo Example   from 3 January 2024 (entry), until 2 January 2027 (entry)",
        "Vacant       from 31 December 2023 (entry), until 3 January 2024 (entry)",
        "Ada Example  from 1 March 2020 (entry), until 31 December 2023 (entry)",
    ]


def test_successor_ends_a_longer_term(repo: Repo, run: Run) -> None:
    repo.commit(_person("Ada Example", until="2030-01-01"))
    repo.commit(_person("Bo Example"))
    assert _people(run)[1].endswith("until 3 January 2024 (history)")


def test_late_first_day_is_not_told(repo: Repo, run: Run) -> None:
    repo.commit(_person("Ada Example"))
    repo.commit(_person("Bo Example", since="2023-12-01"))
    assert _people(run)[1] == "Ada Example  until 1 December 2023 (entry)"


def test_other_changes_begin_no_term(repo: Repo, run: Run) -> None:
    repo.commit(entry("old", name='"Ada Example"'))
    repo.commit(_person("Ada Maria Example", formerly='["old"]'), entry("b"))
    repo.commit(_person("Ada Maria Example", formerly='["old"]', title="Chief"), entry("b"))
    repo.commit(_person("Ada Maria Example", formerly='["old"]', merged='["b"]'))
    assert _people(run) == ["Ada Maria Example  from 2 January 2024 (history)"]


def test_person_of_an_unmerged_branch_is_left_out(repo: Repo, run: Run) -> None:
    repo.commit(_person("Ada Example"))
    repo.git("checkout", "-q", "-b", "side")
    repo.commit(_person("Cy Example"))
    repo.git("checkout", "-q", "main")
    repo.commit(_person("Bo Example"))
    repo.merge("side", entries=(_person("Bo Example"),))
    assert [line.split("  ")[0] for line in _people(run)] == ["Bo Example", "Ada Example"]


def test_removed_and_unnamed_entries_have_terms(repo: Repo, run: Run) -> None:
    repo.commit(entry("a", name='""', since="2023-01-01"), entry("b"))
    repo.commit(entry("b"))
    assert _people(run) == [
        "no name given  from 1 January 2023 (entry), until 3 January 2024 (history)"
    ]


def test_shallow_clone_may_know_no_day(repo: Repo, run: Run) -> None:
    for title in ("Director", "Chief"):
        repo.commit(_person("Ada Example", title=title))
    repo.commit(_person("Ada Example", title="Judge"))
    repo.git("clone", "-q", "--depth=2", f"file://{repo.root}", "../shallow")
    path = repo.root.parent / "shallow" / repo.name
    result = run("log", "a", "--people", "--directory", path)
    assert result.out == "Ada Example  days not known\n"
    assert "run git fetch --unshallow" in result.err


def test_unknown_seat_has_no_people(repo: Repo, run: Run) -> None:
    repo.commit(entry("b"))
    result = run("log", "a", "--people")
    assert (result.code, result.out) == (1, "")
    assert json.loads(run("log", "a", "--people", "--format", "json").out) == []


def test_json_says_how_days_are_known(repo: Repo, run: Run) -> None:
    repo.commit(_person("Ada Example", since="2020-03-01"))
    repo.commit(_vacant())
    rows: list[dict[str, Any]] = json.loads(run("log", "a", "--people", "--format", "json").out)
    days = {"from": "2024-01-03", "from_known": "history", "until": None, "until_known": None}
    assert rows == [
        {"name": None, "status": "vacant"} | days,
        {
            "name": "Ada Example",
            "status": "active",
            "from": "2020-03-01",
            "from_known": "entry",
            "until": "2024-01-03",
            "until_known": "history",
        },
    ]


@pytest.mark.parametrize("form", ["text", "json"])
def test_withheld_names_are_not_told(repo: Repo, run: Run, form: str) -> None:
    withheld = '"secretariat"'
    repo.commit(_person("Ada Example", sharing=withheld))
    repo.commit(_person("Bo Example"))
    repo.commit(_person("Cy Example"))
    words = ("log", "a", "--people", "--format", form, "--audience")
    told = run(*words, "network").out
    assert "Bo Example" in told
    assert "Ada" not in told
    assert "Ada" in run(*words, "secretariat").out
    repo.commit(_person("Cy Example", sharing=withheld))
    assert "Example" not in run(*words, "network").out


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("es", "Vacante  desde el 2 de enero de 2024 (historial)"),
        ("nl", "Vacant  vanaf 2 januari 2024 (geschiedenis)"),
        ("fr", "Vacant  à partir du 2 janvier 2024 (historique)"),
    ],
)
def test_people_are_told_in_language(repo: Repo, run: Run, lang: str, line: str) -> None:
    repo.commit(_vacant())
    assert _people(run, "--lang", lang) == [line]


def test_people_are_of_one_seat(repo: Repo, run: Run) -> None:
    repo.commit(entry("a"))
    result = run("log", "--people")
    assert result.code == 2
    assert result.err == ("error: --people requires ID\nhelp: add ID, or omit --people\n")
    assert "--fields cannot be used with --people" in run("log", "a", "--people", "--fields").err


def test_person_known_only_as_having_left_has_a_term(repo: Repo, run: Run) -> None:
    repo.commit(_person("Ada Example", since="2020-03-01", until="2023-12-31", status='"left"'))
    assert _people(run) == [
        "Vacant       from 31 December 2023 (entry)",
        "Ada Example  from 1 March 2020 (entry), until 31 December 2023 (entry)",
    ]


def test_person_who_left_on_an_unknown_day_has_a_term(repo: Repo, run: Run) -> None:
    repo.commit(_person("Ada Example", status='"left"'))
    assert _people(run) == [
        "Vacant       from 2 January 2024 (history)",
        "Ada Example  until 2 January 2024 (history)",
    ]
