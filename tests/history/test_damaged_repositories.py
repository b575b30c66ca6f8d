"""Damaged repositories: a command reports the damage, and finds an older version."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from cmcct.history.git.repository import Repository
from tests.conftest import Run, error_of
from tests.support.repositories import Repo, copy, entry

pytestmark = pytest.mark.gate

COMMANDS = [
    *(["log"], ["log", "a"], ["diff"], ["diff", "HEAD~1"], ["diff", "HEAD~1...HEAD"]),
    *(["show", "a", "--at", "HEAD"], ["show", "a", "--at", "2024-01-02"]),
    *(["show", "a", "--at", "nosuch"], ["export", "csv", "--since", "HEAD~1"]),
    *(["check", "--changed-since", "HEAD~1"], ["search", "person"], ["log", "nosuch"]),
]
BROKEN = "[[focal_point]]\nid = \n"


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """Return a repository with three commits, and change to its folder."""
    made = copy(_commit_thrice, tmp_path / "repo", "data/directory.toml")
    monkeypatch.chdir(made.path.parent)
    return made


def _commit_thrice(repo: Repo) -> None:
    for title in ("Director", "Chief", "Inspector"):
        repo.commit(entry("a", title))


def _object(repo: Repo, name: str) -> Path:
    id_ = repo.git("rev-parse", name)
    path = repo.root / ".git/objects" / id_[:2] / id_[2:]
    path.chmod(0o644)
    return path


def _gone(name: str) -> Callable[[Repo], None]:
    return lambda repo: _object(repo, name).unlink()


def _garbage(name: str) -> Callable[[Repo], None]:
    return lambda repo: (_object(repo, name).write_bytes(b"garbage"), None)[1]


def _cut_short(name: str) -> Callable[[Repo], None]:
    return lambda repo: os.truncate(_object(repo, name), 60)


def _written(name: str, text: str) -> Callable[[Repo], None]:
    return lambda repo: ((repo.root / ".git" / name).write_text(text, encoding="utf-8"), None)[1]


def _truncated_pack(repo: Repo) -> None:
    repo.git("repack", "-q", "-a", "-d")
    for pack in (repo.root / ".git/objects/pack").glob("*.pack"):
        pack.chmod(0o644)
        os.truncate(pack, 100)


def _git_file(repo: Repo) -> None:
    shutil.rmtree(repo.root / ".git")
    (repo.root / ".git").write_text("gitdir: /nowhere\n", encoding="utf-8")


DAMAGE: dict[str, Callable[[Repo], None]] = {
    **{f"no {name}": _gone(name) for name in ("HEAD", "HEAD~1", "HEAD^{tree}", "HEAD:data")},
    **{f"no {name}": _gone(name) for name in ("HEAD:data/directory.toml", "HEAD~2", "HEAD~1:data")},
    "garbage": _garbage("HEAD:data/directory.toml"),
    "garbage tree": _garbage("HEAD:data"),
    "garbage commit": _garbage("HEAD~1"),
    "cut short": _cut_short("HEAD:data/directory.toml"),
    "pack": _truncated_pack,
    "index": _written("index", "garbage"),
    "shallow": _written("shallow", "garbage\xff"),
    "HEAD": _written("HEAD", "ref: refs/heads/nowhere\n"),
    "garbage HEAD": _written("HEAD", "garbage\n"),
    "odd refs": _written("packed-refs", "garbage refs/heads/\x1b[2J é\n"),
    "config": _written("config", "garbage[\n"),
    "work tree": lambda repo: (repo.git("config", "core.worktree", "/"), None)[1],
    "no work tree": lambda repo: (repo.git("config", "core.worktree", "/nowhere"), None)[1],
    "another work tree": lambda repo: (repo.git("config", "core.worktree", "../.git"), None)[1],
    "git file": _git_file,
}


@pytest.mark.sweep
@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_repository_ends_in_a_sentence(name: str, repo: Repo, run: Run) -> None:
    DAMAGE[name](repo)
    for words in COMMANDS:
        result = run(*words)
        assert result.code in {0, 1, 2}
        assert result.code == 0 or result.err
        assert "\x1b" not in result.err
    repo.path.write_text(BROKEN, encoding="utf-8")
    assert run("search", "person").code in {0, 2}


@pytest.mark.parametrize(
    "name", ["no HEAD:data/directory.toml", "no HEAD:data", "garbage", "garbage tree", "cut short"]
)
def test_the_next_older_version_stands_in(name: str, repo: Repo, run: Run) -> None:
    DAMAGE[name](repo)
    repo.path.write_text(BROKEN, encoding="utf-8")
    result = run("search", "person")
    assert "Chief" in result.out
    assert result.err.endswith("; showing the version of 3 January 2024\n")


@pytest.mark.parametrize("name", ["no HEAD~1", "no HEAD~2", "no HEAD~1:data", "garbage commit"])
def test_versions_before_damage_are_not_needed(name: str, repo: Repo, run: Run) -> None:
    DAMAGE[name](repo)
    repo.path.write_text(BROKEN, encoding="utf-8")
    assert "Inspector" in run("search", "person").out


def test_an_older_version_under_another_name_stands_in(repo: Repo, run: Run) -> None:
    text = repo.path.read_text(encoding="utf-8")
    repo.move("data/list.toml")
    repo.commit_bytes(f"{text}{BROKEN}".encode())
    assert "Inspector" in run("search", "person", "--directory", "list.toml").out


MISSING = "error: version {} of directory.toml is missing or damaged\n"


@pytest.mark.parametrize("name", ["no HEAD:data/directory.toml", "no HEAD:data", "cut short"])
def test_missing_object_is_not_called_absent_file(name: str, repo: Repo, run: Run) -> None:
    DAMAGE[name](repo)
    for words in (["show", "a", "--at", "HEAD"], ["diff"], ["check", "--changed-since", "HEAD"]):
        result = run(*words)
        assert result.code == 2
        assert result.err.startswith(MISSING.format(repo.head[:7]))
        assert result.err.endswith("help: clone the repository again, without --filter\n")


def test_file_in_folder_of_its_name_was_not_there_yet(repo: Repo) -> None:
    other = Repository.open(repo.root / "data")
    assert other.read_blob("HEAD") is None


def test_missing_branch_commit_is_not_an_empty_branch(repo: Repo, run: Run) -> None:
    head = repo.head[:7]
    DAMAGE["no HEAD"](repo)
    for words in (["log"], ["diff"], ["show", "a", "--at", "HEAD"]):
        assert run(*words).err.startswith(MISSING.format(head))


def test_missing_fork_is_not_called_absent(repo: Repo) -> None:
    found, head = Repository.open(repo.path), repo.head
    first = repo.git("rev-parse", "HEAD~2")
    DAMAGE["no HEAD~1"](repo)
    message, _ = error_of(lambda: found.merge_base(first, head))
    assert message.startswith("git: ")


def test_a_work_tree_elsewhere_is_said(repo: Repo, run: Run) -> None:
    elsewhere = "error: directory.toml is not in the work tree of its git repository\n"
    for folder in (repo.root.parent / "other", repo.root / ".git"):
        folder.mkdir(exist_ok=True)
        repo.git("config", "core.worktree", str(folder))
        assert run("log").err.startswith(elsewhere)


@pytest.mark.sweep(3)
@pytest.mark.parametrize(
    ("date", "day"),
    [
        ("253402300800 +0000", "30 Dec 9999"),
        ("99999999999999999999 +0000", "1 Jan 1970"),
        ("253402214400 +1400", "30 Dec 9999"),
        ("1704110400 +9999", "1 Jan 2024"),
        ("1704110400 -9959", "1 Jan 2024"),
        ("1 -9999", "1 Jan 1970"),
        ("-5 +0000", "1 Jan 1970"),
        ("", "1 Jan 1970"),
    ],
)
def test_impossible_date_becomes_nearest_one(
    date: str, day: str, repo: Repo, run: Run, zone: Callable[[str], None]
) -> None:
    text = "\n".join(
        " ".join([*line.split()[:4], date]) if line.startswith(("author", "committer")) else line
        for line in repo.git("cat-file", "commit", "HEAD").splitlines()
    )
    odd = repo.root.parent / "odd"
    odd.write_text(f"{text}\n", encoding="utf-8")
    id_ = repo.git("hash-object", "-t", "commit", "-w", "--literally", str(odd))
    (repo.root / ".git/refs/heads/main").write_text(f"{id_}\n", encoding="utf-8")
    assert run("log").out.startswith(f"{day}  Ada")
    for here in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        zone(here)
        for words in (["log"], ["log", "--format", "json"], ["diff"], ["diff", "HEAD~1"]):
            assert run(*words).code == 0, words
        for words in (["show", "a", "--at", "HEAD"], ["show", "a", "--at", "2024-01-02"]):
            assert run(*words).code in {0, 2}, words
    repo.path.write_text(BROKEN, encoding="utf-8")
    assert "Inspector" in run("search", "person").out
