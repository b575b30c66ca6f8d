"""Calls of git that hang or fail: a stand-in for git on the PATH."""

import os
import select
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from cmcct.errors.exceptions import CmcctError
from cmcct.history.git import process
from cmcct.history.git.repository import Repository
from tests.conftest import ENTRY, MINIMAL, OVERLAY, Run, error_of, write_overlay
from tests.support.programs import need
from tests.support.repositories import repository

LATE = "git did not answer within 0.3 seconds"

StandIn: TypeAlias = Callable[[str], Path]


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StandIn:
    """Return a function that installs a git which runs lines of bash; it returns its log."""
    monkeypatch.setattr(process, "TIME_LIMIT", 0.3)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    need("bash", "apt install bash")

    def install(lines: str) -> Path:
        script, log = tmp_path / "git", tmp_path / "git.log"
        script.write_text(f"#!/usr/bin/env bash\necho $$ >> '{log}'\n{lines}\n", encoding="utf-8")
        script.chmod(0o755)
        return log

    return install


def _read_batch(folder: Path) -> bytes:
    with process.open_batch(folder, "cat-file", "--batch") as (asked, answers):
        asked.write(b"HEAD\n")
        return answers.readline()


def _is_running(log: Path) -> bool:
    return Path(f"/proc/{log.read_text(encoding='utf-8').split()[-1]}").exists()


def test_hanging_git_counts_as_not_answering(stand_in: StandIn, tmp_path: Path) -> None:
    log = stand_in("exec sleep 30")
    assert error_of(lambda: process.run(tmp_path, "status")) == (LATE, "")
    assert not _is_running(log)


def test_hanging_batch_counts_as_not_answering(stand_in: StandIn, tmp_path: Path) -> None:
    log = stand_in("exec sleep 30")
    assert error_of(lambda: _read_batch(tmp_path)) == (LATE, "")
    assert not _is_running(log)


def test_blob_that_is_cut_off_counts_as_missing(stand_in: StandIn, tmp_path: Path) -> None:
    stand_in('case "$*" in *cat-file*) read id; printf "$id blob 4\\nab" ;; *) echo . ;; esac')
    with Repository(tmp_path, "a.toml").blobs() as read_blob:
        message, _hint = error_of(lambda: read_blob("0" * 40))
    assert "missing or damaged" in message


def test_batch_is_read_where_pipes_cannot_be_polled(
    stand_in: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in("read line; sleep 0.5; echo $line")
    monkeypatch.delattr(select, "poll")  # as on Windows
    assert _read_batch(tmp_path) == b"HEAD\n"


def test_interrupt_of_the_terminal_is_not_that_of_a_batch(
    stand_in: StandIn, tmp_path: Path
) -> None:
    stand_in("read line; cut -d ' ' -f 5 /proc/$$/stat")
    assert int(_read_batch(tmp_path)) != os.getpgrp()


def test_batch_that_does_not_end_is_killed(stand_in: StandIn, tmp_path: Path) -> None:
    log = stand_in("read line; echo $line; exec sleep 30")
    assert _read_batch(tmp_path) == b"HEAD\n"
    assert not _is_running(log)


def test_message_after_a_colon_is_quoted(stand_in: StandIn, tmp_path: Path) -> None:
    stand_in("printf 'error: gpg failed to sign the data:\\ngpg: no key\\nmore\\n' >&2; exit 1")
    with pytest.raises(CmcctError, match=r"^git: gpg failed to sign the data: gpg: no key$"):
        process.run_as_user(tmp_path, "tag")


def test_silent_failure_has_its_exit_code(stand_in: StandIn, tmp_path: Path) -> None:
    stand_in("exit 3")
    with pytest.raises(CmcctError, match=r"^git: exit code 3$"):
        process.run(tmp_path, "status")


@pytest.mark.parametrize(
    ("line", "reason"), [("exec sleep 30", LATE), ("exit 3", "git: exit code 3")]
)
def test_check_says_why_git_does_not_answer(
    run: Run, stand_in: StandIn, tmp_path: Path, line: str, reason: str
) -> None:
    log = stand_in(line)
    path = tmp_path / "directory.toml"
    path.write_text(MINIMAL + ENTRY, encoding="utf-8")
    write_overlay(path, OVERLAY)
    result = run("check", "--directory", path)
    assert f"cannot tell whether git ignores the private file: {reason}\n" in result.out
    assert len(log.read_text(encoding="utf-8").split()) == 1


def test_git_for_the_user_takes_long_paths_too(stand_in: StandIn, tmp_path: Path) -> None:
    stand_in('echo "$@"')
    printed = process.run_as_user(tmp_path, "status")
    assert printed.decode() == f"-c core.longpaths=true -C {tmp_path} --no-pager status\n"


def test_git_that_cannot_run_for_the_user_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "git"
    program.write_bytes(b"\0")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CmcctError, match="cannot run git: Exec format error"):
        process.run_as_user(tmp_path, "status")


def test_trial_converts_line_ends_and_runs_no_filter(tmp_path: Path) -> None:
    repo = repository(tmp_path / "repo")
    repo.commit_bytes(b"a\n")
    mark = tmp_path / "mark"
    (repo.root / ".git/info/attributes").write_text("* eol=crlf filter=a.b\n", encoding="utf-8")
    repo.git("config", "filter.a.b.smudge", f"touch '{mark}'; cat")
    repo.git("config", "filter.a.b.required", "true")
    words = ("cat-file", "--filters", f"HEAD:{repo.name}")
    assert process.run_unfiltered(repo.root, *words) == b"a\r\n"
    assert not mark.exists()
    assert process.run_as_user(repo.root, *words) == b"a\r\n"
    assert mark.exists()


def test_filter_that_cannot_be_switched_off_is_refused(tmp_path: Path) -> None:
    repo = repository(tmp_path / "repo")
    repo.git("config", "filter.a=b.smudge", "cat")
    with pytest.raises(CmcctError, match="has an equals sign in its name"):
        process.run_unfiltered(repo.root, "status")
