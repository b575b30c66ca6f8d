"""`cmcct log`: authors and dates of changes."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Result, Run
from tests.support.person import typing
from tests.support.repositories import Repo, copy, entry, repository


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """Return a repository with three commits, and change to its folder."""
    made = copy(_commit_thrice, tmp_path / "repo")
    monkeypatch.chdir(made.root / "contacts")
    return made


def _commit_thrice(repo: Repo) -> None:
    repo.commit(entry("a"), entry("b"))
    repo.commit(entry("a", verified="2024-01-02"), entry("b"), GIT_AUTHOR_NAME="Cy Example")
    repo.move("contacts/directory.toml")
    repo.commit(entry("x", "Chief", verified="2024-01-02", formerly='["a"]'))


def _out(text: str) -> str:
    return re.sub(r"  [0-9a-f]{7}(?=$|  )", "  COMMIT", text, flags=re.MULTILINE)


LOG = """\
4 Jan 2024  Ada Example  COMMIT  Day 3
  changed: Person x (x, formerly a)
    Name: Person a → Person x
    Job title: Director → Chief
    E-mails: a@example.org → x@example.org
3 Jan 2024  Cy Example  COMMIT  Day 2
  confirmed: Person a (a), 2 January 2024
2 Jan 2024  Ada Example  COMMIT  Day 1
  joined: Person a (a)
"""


def test_the_log_of_a_seat_follows_its_id_and_the_file(repo: Repo, run: Run) -> None:
    assert _out(run("log", "x").out) == LOG
    assert _out(run("log", "a").out) == LOG
    assert run("log", "x").out.splitlines()[0].endswith(f"{repo.head[:7]}  Day 3")


@pytest.mark.usefixtures("repo")
def test_changes_are_broken_between_words() -> None:
    for words in (("log", "x"), ("diff", "HEAD~2")):
        shown = typing([], *words, columns=40).out
        assert "    E-mails: a@example.org →\n        x@example.org\n" in shown


def test_the_log_of_all_has_every_change(repo: Repo, run: Run) -> None:
    out = run("log").out
    assert "  removed: Person b (b)\n" in out
    assert "  added: Second Meeting (georgetown-2019)\n" in out
    assert out.count("Example  ") == repo.day


@pytest.mark.usefixtures("repo")
def test_fields_say_who_changed_or_confirmed_each_last(run: Run) -> None:
    assert _out(run("log", "x", "--fields").out) == (
        "Entry         4 Jan 2024  Ada Example  COMMIT\n"
        "Former ids    4 Jan 2024  Ada Example  COMMIT\n"
        "Name          4 Jan 2024  Ada Example  COMMIT\n"
        "Job title     4 Jan 2024  Ada Example  COMMIT\n"
        "E-mails       4 Jan 2024  Ada Example  COMMIT\n"
        "Confirmed     3 Jan 2024  Cy Example  COMMIT\n"
        "Country       2 Jan 2024  Ada Example  COMMIT\n"
        "Organisation  2 Jan 2024  Ada Example  COMMIT\n"
        "Sectors       2 Jan 2024  Ada Example  COMMIT\n"
    )


def test_json_has_the_whole_commit(repo: Repo, run: Run) -> None:
    everything = ("log", "--format", "json", "--audience", "secretariat")
    newest, *_, oldest = json.loads(run(*everything).out)
    assert {key: newest[key] for key in newest if key != "changes"} == {
        "commit": repo.head,
        "author": "Ada Example",
        "date": "2024-01-04T12:00:00+00:00",
        "subject": "Day 3",
    }
    assert newest["changes"][0]["old_id"] == "a"
    assert oldest["changes"][-1]["change"] == "joined"
    (first, *_) = json.loads(run(*everything, "x", "--fields").out)
    assert first == {"field": "id"} | {k: newest[k] for k in newest if k != "changes"}


def test_entry_for_fewer_people_is_said_to_be_left_out(run: Run, repo: Repo) -> None:
    repo.commit(entry("x", sharing='"secretariat"'))
    result = run("log", "x", "--format", "json", "--audience", "public")
    message = "left out for the public audience: use --audience secretariat\n"
    assert (result.code, result.out, result.err) == (1, "[]\n", message)


@pytest.mark.usefixtures("repo")
@pytest.mark.parametrize("audience", [[], ["--audience", "public"]])
def test_subjects_are_for_the_secretariat_only(audience: list[str], run: Run) -> None:
    for words in (["log"], ["log", "x", "--fields"]):
        rows = json.loads(run(*words, "--format", "json", *audience).out)
        assert {row["subject"] for row in rows} <= {None}


@pytest.mark.usefixtures("repo")
def test_fields_are_of_one_seat(run: Run) -> None:
    result = run("log", "--fields")
    assert result.code == 2
    assert result.err == ("error: --fields requires ID\nhelp: add ID, or omit --fields\n")


@pytest.mark.usefixtures("repo")
@pytest.mark.parametrize("name", ["Person X", "person a", "A@example.org", "x@example.org"])
def test_seat_is_named_by_what_it_has_or_had(run: Run, name: str) -> None:
    assert _out(run("log", name).out) == LOG
    assert run("log", name, "--fields") == run("log", "x", "--fields")
    assert run("log", name, "--people") == run("log", "x", "--people")


def test_name_of_two_seats_names_both(repo: Repo, run: Run) -> None:
    same = 'name = "Person a"'
    repo.commit(entry("y").replace('name = "Person y"', same), entry("x"))
    assert run("log", "Person a") == Result(
        2,
        "",
        "error: 'Person a' has 2 matches: y, x\nhelp: give the id of the one that you mean\n",
    )


def test_withheld_address_finds_no_seat(repo: Repo, run: Run) -> None:
    repo.commit(entry("x", sharing='"secretariat"'))
    words = ("log", "x@example.org", "--audience", "network")
    assert run(*words).out == ""
    assert run(*words[:2]).code == 0


@pytest.mark.parametrize("words", [[], ["--fields"]])
@pytest.mark.usefixtures("repo")
def test_unknown_seat_has_no_log(words: list[str], run: Run) -> None:
    result = run("log", "nosuch", *words)
    assert (result.code, result.out) == (1, "")
    assert result.err.startswith("error: unknown id 'nosuch'\nhelp: no similar id found; run ")


def test_uncommitted_seat_is_not_unknown(repo: Repo, run: Run) -> None:
    repo.path.write_text(entry("new", formerly='["newer"]'), encoding="utf-8")
    for id_ in ("new", "newer"):
        assert (run("log", id_).code, run("log", id_).err) == (1, "no changes found\n")
    repo.path.write_text("[[focal_point]]\nid = \n", encoding="utf-8")
    assert run("log", "new").err.startswith("error: unknown id 'new'\nhelp: ")


@pytest.mark.parametrize(("given", "meant"), [("gy-ct", "gy-ctu"), ("gy-polise", "gy-police")])
def test_an_id_that_is_misspelt_is_asked_about(
    given: str, meant: str, repo: Repo, run: Run
) -> None:
    repo.commit(entry("gy-police"))
    repo.commit(entry("gy-ctu"), entry("gy-cto", sharing='"secretariat"'))
    message = f"error: unknown id {given!r}\nhelp: did you mean {meant}?\n"
    assert run("log", given, "--audience", "network").err == message
    assert run("log", given, "--fields", "--audience", "network").err == message


@pytest.mark.parametrize(
    "words", [["log"], ["diff"], ["diff", "HEAD~1"], ["show", "a", "--at=HEAD"]]
)
def test_a_file_that_is_nowhere_cannot_be_read(words: list[str], repo: Repo, run: Run) -> None:
    assert repo.day == 3
    result = run("--directory", "nofile.toml", *words)
    assert (result.code, result.out) == (2, "")
    assert result.err == "error: cannot read nofile.toml: no such file or folder\n"


def test_uncommitted_file_has_no_changes(repo: Repo, run: Run) -> None:
    (repo.root / "new.toml").write_text(entry("a"), encoding="utf-8")
    new = ("--directory", repo.root / "new.toml")
    assert (run("log", *new).code, run("log", *new).err) == (1, "no changes found\n")
    assert "new.toml did not exist yet in HEAD" in run("diff", *new).err


def test_a_repository_without_commits_has_no_changes(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = repository(tmp_path / "empty")
    empty.path.write_text(entry("a"), encoding="utf-8")
    monkeypatch.chdir(empty.root)
    assert (run("log").code, run("log").err) == (1, "no changes found\n")
    assert run("diff").err == "error: there are no commits yet, so there is no history\n"


def test_a_shallow_clone_says_that_changes_are_missing(repo: Repo, run: Run) -> None:
    repo.git("clone", "-q", "--depth=2", f"file://{repo.root}", "../shallow")
    path = repo.root.parent / "shallow" / repo.name
    result = run("log", "--directory", path)
    assert result.out.count("Example  ") == 1
    assert result.err == (
        "older changes are missing: this clone is shallow: run git fetch --unshallow\n"
    )


def test_an_audience_reads_nothing_that_is_withheld(repo: Repo, run: Run) -> None:
    hidden = '[{ address = "hidden@example.org", sharing = "secretariat" }]'
    repo.commit(entry("x", emails=hidden, private_notes='"Hidden."'))
    repo.commit(entry("x", emails=hidden, private_notes='"Hidden!"', sharing='"secretariat"'))
    repo.commit(entry("y", "Hidden", sharing='"secretariat"'))
    for words in ([], ["x"], ["x", "--fields"], ["--format", "json"], ["x", "--format", "json"]):
        for audience in ("public", "network"):
            assert "idden" not in run("log", *words, "--audience", audience).out
    assert "E-mails: x@example.org → hidden@example.org, secretariat only" in run("log").out
    assert "idden" not in run("log", "--format", "json").out


@pytest.mark.parametrize(("here", "day"), [("Pacific/Kiritimati", "5"), ("UTC", "4")])
@pytest.mark.usefixtures("repo")
def test_the_day_is_the_one_here(
    here: str, day: str, run: Run, zone: Callable[[str], None]
) -> None:
    zone(here)
    assert run("log").out.startswith(f"{day} Jan 2024  Ada")


def test_a_folder_without_git_has_no_log(tmp_path: Path, run: Run) -> None:
    assert run("log", "--directory", tmp_path / "directory.toml").code == 2
