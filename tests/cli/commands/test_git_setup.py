"""`cmcct git-setup`, and what `init` and `check` do about it."""

from pathlib import Path

import pytest

from cmcct.storage.directory_file import ENCRYPTED_NAME
from tests.conftest import OnTerminal, Result, Run
from tests.support.repositories import Repo, entry, repository

DONE = "git merges directory.toml by entry and field in this clone\n"
ADDED = "added to .gitattributes: directory.toml text eol=lf merge=cmcct\n"
NEXT = "next: cmcct save\n"
LACKING = "git merges {} by lines here: run {}\n"


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    made = repository(tmp_path / "clone")
    made.commit(entry("gy-ctu", verified="2026-03-02"))
    return made


def test_first_run_adds_the_attribute(run: Run, repo: Repo) -> None:
    assert run("git-setup", "--directory", repo.path) == Result(0, "", ADDED + DONE + NEXT)
    assert run("git-setup", "--directory", repo.path) == Result(0, "", DONE)


def test_encrypted_private_file_is_merged_too(run: Run, repo: Repo) -> None:
    (repo.root / ENCRYPTED_NAME).write_text("x", encoding="utf-8")
    too = f"git merges {ENCRYPTED_NAME} too, for members who can read it\n"
    added = f"added to .gitattributes: {ENCRYPTED_NAME} merge=cmcct\n"
    assert run("git-setup", "--directory", repo.path) == Result(
        0, "", ADDED + added + DONE + too + NEXT
    )
    assert repo.git("check-attr", "merge", ENCRYPTED_NAME) == f"{ENCRYPTED_NAME}: merge: cmcct"
    assert run("git-setup", "--directory", repo.path) == Result(0, "", DONE + too)


@pytest.mark.parametrize("is_repository", [True, False])
def test_encrypted_private_file_may_be_elsewhere(
    run: Run, repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_repository: bool
) -> None:
    elsewhere = tmp_path / "elsewhere"
    repository(elsewhere) if is_repository else elsewhere.mkdir()
    monkeypatch.setenv("CMCCT_PRIVATE", str(elsewhere / "numbers.age"))
    done = run("git-setup", "--directory", repo.path)
    assert done.code == 0
    assert (elsewhere / ".gitattributes").exists() == is_repository
    assert DONE in done.err


def test_without_repository_nothing_is_written(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "directory.toml"
    path.touch()
    result = run("git-setup", "--directory", path)
    message = "error: directory.toml is not in a git repository\nhelp: run git init\n"
    assert result == Result(2, "", message)
    assert not (tmp_path / ".gitattributes").exists()


def test_init_sets_up_merging_in_a_repository(run: Run, tmp_path: Path) -> None:
    repo = repository(tmp_path)
    result = run("init", repo.root / "contacts")
    line = "contacts/directory.toml text eol=lf merge=cmcct"
    assert ADDED.replace("directory.toml text eol=lf merge=cmcct", line) + DONE in result.err
    assert (repo.root / ".gitattributes").read_text(encoding="utf-8") == f"{line}\n"
    assert repo.git("config", "merge.cmcct.driver")


def test_init_goes_on_where_git_refuses(run: Run, tmp_path: Path) -> None:
    repo = repository(tmp_path)
    (repo.root / ".gitattributes").symlink_to("elsewhere")
    result = run("init", repo.root / "contacts")
    reason = f"cannot read {repo.root / '.gitattributes'}: it is a link"
    assert result.code == 0
    assert f"warning: {reason}\n" in result.err
    assert result.err.endswith("push them to a private repository\n")


def test_check_notes_lacking_setting_once(
    run: Run, terminal: OnTerminal, repo: Repo, tmp_path: Path
) -> None:
    run("git-setup", "--directory", repo.path)
    repo.git("add", "--all")
    repo.commit_all()
    repo.git("clone", "-q", ".", tmp_path / "other")
    path = tmp_path / "other" / "directory.toml"
    note = LACKING.format(path, f"cmcct git-setup --directory {path}")
    for words in ((path,), (path, f"{path.parent}/./directory.toml")):
        shown = terminal("check", *words, columns=400).out
        assert shown == f"no findings\n{note}"
    assert terminal("status", "--directory", path, columns=400).out.endswith(note)
    path.write_text(path.read_text(encoding="utf-8").replace("Director", "Head"), encoding="utf-8")
    assert terminal("save", "--directory", path, columns=400).out.endswith(note)
    assert run("check", path) == Result(0, "", "no findings\n")  # in a pipe
    run("git-setup", "--directory", path)
    assert terminal("check", path).out == "no findings\n"
