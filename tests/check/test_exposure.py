"""Read access to a private file: real repositories, real modes."""

import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from cmcct.check.runner import check_exposure
from cmcct.model.loader import Exposure
from tests.conftest import Run, command
from tests.support.programs import need
from tests.support.repositories import Repo, repository

KEPT = Exposure()


def _private(folder: Path, name: str = "directory.private.toml") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text("", encoding="utf-8")
    path.chmod(0o600)
    return path


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return repository(tmp_path / "repo")


def _ignore(repo: Repo, *lines: str) -> None:
    (repo.root / ".gitignore").write_text("\n".join(lines), encoding="utf-8")


def test_file_outside_repository_is_safe_from_git(tmp_path: Path) -> None:
    assert check_exposure(_private(tmp_path)) == KEPT


def test_a_file_that_git_ignores_is_kept(repo: Repo) -> None:
    _ignore(repo, "*.private.toml")
    assert check_exposure(_private(repo.root)) == KEPT
    assert check_exposure(_private(repo.root / "folder")) == KEPT


@pytest.mark.parametrize(
    "lines", [(), ("# directory.private.toml",), ("*.private.toml", "!directory.private.toml")]
)
def test_a_file_that_git_does_not_ignore_is_found(repo: Repo, lines: tuple[str, ...]) -> None:
    _ignore(repo, *lines)
    assert check_exposure(_private(repo.root)) == KEPT._replace(is_addable=True)


def test_link_in_place_of_gitignore_counts_as_for_git(repo: Repo, tmp_path: Path) -> None:
    elsewhere = tmp_path / "ignored"
    elsewhere.write_text("directory.private.toml\n", encoding="utf-8")
    (repo.root / ".gitignore").symlink_to(elsewhere)
    path = _private(repo.root)
    taken = repo.git("status", "--porcelain", "--", path.name) != ""
    assert check_exposure(path).is_addable is taken


def test_a_staged_file_is_tracked_though_ignored(repo: Repo) -> None:
    _ignore(repo, "directory.private.toml")
    path = _private(repo.root)
    repo.git("add", "-f", path.name)
    assert check_exposure(path).is_tracked
    repo.commit_all()
    assert check_exposure(path).is_tracked


def test_repository_is_the_one_of_link_target(repo: Repo, tmp_path: Path) -> None:
    link = tmp_path / "link.toml"
    link.symlink_to(_private(repo.root))
    assert check_exposure(link).is_addable
    _ignore(repo, "directory.private.toml")
    assert check_exposure(link) == KEPT


def test_a_name_is_no_pattern(repo: Repo) -> None:
    _private(repo.root, "a.toml")
    repo.git("add", "a.toml")
    _ignore(repo, "[[]a[]].toml")
    assert check_exposure(_private(repo.root, "[a].toml")) == KEPT


def _refusal(path: Path) -> str:
    exposure = check_exposure(path)
    assert exposure._replace(refusal="") == KEPT
    return str(exposure.refusal)


def test_unknown_answer_of_git_is_not_taken_for_no(
    repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit()
    _private(repo.root)
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    monkeypatch.chdir(repo.root)
    done = run("check")
    message = ": the git repository belongs to another user\n"
    assert (
        f"note[private-in-git]: cannot tell whether git ignores the private file{message}"
        in done.out
    )
    assert "safe.directory" not in done.out + done.err


@pytest.mark.parametrize(
    ("part", "text", "reason"),
    [
        ("index", "X", "git: .git/index: index file smaller than expected"),
        ("config", "[X", "git: bad config line 2 in file .git/config"),
        ("HEAD", "X", "git: not a git repository (or any of the parent directories): .git"),
    ],
)
def test_a_damaged_repository_answers_nothing(
    repo: Repo, part: str, text: str, reason: str
) -> None:
    (repo.root / ".git" / part).write_text(text, encoding="utf-8")
    assert _refusal(_private(repo.root)) == reason


def test_git_that_cannot_be_run_answers_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "git"
    program.write_bytes(b"\x7fELF")
    program.chmod(0o700)
    path = _private(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert _refusal(path) == "cannot run git: Exec format error"
    program.unlink()
    assert _refusal(path) == ""


def test_repository_beyond_disk_border_does_not_count(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As at the border of a disk, git does not look further up.
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(repo.root))
    assert check_exposure(_private(repo.root / "folder")) == KEPT


def test_a_link_that_leads_nowhere_has_nothing_to_keep(repo: Repo, tmp_path: Path) -> None:
    _ignore(repo, "*.private.toml")
    link = repo.root / "directory.private.toml"
    link.symlink_to(tmp_path / "none" / "directory.private.toml")
    assert check_exposure(link) == KEPT


@pytest.mark.parametrize(("mode", "is_readable"), [(0o600, False), (0o640, False), (0o604, True)])
def test_mode_decides_whether_others_may_read(tmp_path: Path, mode: int, is_readable: bool) -> None:  # noqa: FBT001
    path = _private(tmp_path)
    path.chmod(mode)
    assert check_exposure(path) == KEPT._replace(is_world_readable=is_readable)


def test_a_missing_file_is_no_danger(tmp_path: Path) -> None:
    assert check_exposure(tmp_path / "none.toml") == KEPT


def test_untestable_folder_is_assumed_to_have_modes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _private(tmp_path)
    path.chmod(0o604)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr("tempfile.TemporaryFile", refuse)
    assert check_exposure(path).has_modes


def test_a_system_without_modes_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _private(tmp_path)
    path.chmod(0o604)
    monkeypatch.delattr(os, "fchmod")
    assert not check_exposure(path).has_modes


def test_a_hook_refuses_a_staged_private_file(repo: Repo) -> None:
    # As pre-commit runs it: with the names of the staged files.
    (repo.root / "directory.toml").write_text('[directory]\nname = "X"\n', encoding="utf-8")
    _ignore(repo, "directory.private.toml")
    path = _private(repo.root)
    hook = repo.root / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    files = "$(git diff --cached --name-only | grep toml)"
    hook.write_text(f"#!/bin/sh\nexec {shlex.join(command('check'))} {files}\n", encoding="utf-8")
    hook.chmod(0o755)
    repo.git("add", "directory.toml")
    repo.commit_all()
    repo.git("add", "-f", path.name)
    with pytest.raises(AssertionError, match="private-in-git"):
        repo.commit_all()
    assert repo.git("ls-tree", "--name-only", "HEAD") == "directory.toml"


@pytest.mark.parametrize("folder", ["", "other place"])
def test_the_advice_of_check_can_be_pasted(
    repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    repo.commit()
    _ignore(repo, "*.private.toml")
    path = _private(repo.root / folder)
    path.chmod(0o604)
    repo.git("add", "-f", "--", str(path))
    monkeypatch.chdir(repo.root)
    monkeypatch.setenv("CMCCT_PRIVATE", str(path))
    advice = re.findall("^help: run ([^;\n]+)", run("check").out, re.MULTILINE)
    assert len(advice) == 2
    for line in advice:
        subprocess.run([need("bash", "apt install bash"), "-c", line], check=True)
    assert check_exposure(path) == KEPT
    assert path.exists()
