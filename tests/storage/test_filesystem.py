"""System calls that a platform or a file system lacks."""

import errno
import fcntl
import os
import socket
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cmcct import system
from cmcct.edit.transaction import apply
from cmcct.storage import atomic, filesystem
from tests.conftest import ENTRY, Write, error_of, list_names, write_overlay

DAY = date(2026, 6, 1)
HERE = socket.gethostname()
LOCK = filesystem.LOCK_NAME


def _refusing(number: int) -> Callable[..., None]:
    def call(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    return call


@pytest.fixture
def _windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove the calls that Windows lacks; its `open` cannot open folders."""
    opened = os.open

    def open_(path: Any, *given: Any, **named: Any) -> int:
        if Path(path).is_dir():
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return opened(path, *given, **named)

    monkeypatch.setitem(sys.modules, "fcntl", None)
    monkeypatch.setattr(os, "open", open_)
    for name in ("fchmod", "fchown", "geteuid"):
        monkeypatch.delattr(os, name)


@pytest.mark.usefixtures("_windows")
def test_both_files_are_written_on_windows(write: Write) -> None:
    path = write(ENTRY)
    overlay = write_overlay(path)
    (path.parent / ".cmcct-0123456789ab").touch()

    def change(raw: Any, private: Any) -> None:
        raw["focal_point"][0]["title"] = "Chief"
        private["focal_point"][0]["phones"] = ["+592 609 1299"]

    apply(path, change, DAY)
    assert b'title = "Chief"' in path.read_bytes()
    assert b"1299" in overlay.read_bytes()
    assert list_names(path.parent) == [overlay.name, path.name]


@pytest.mark.usefixtures("_windows")
def test_lock_file_keeps_others_out_on_windows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filesystem, "_LOCK_TIMEOUT", 0.1)
    with atomic.lock_folders(tmp_path / "a.toml"):
        assert (tmp_path / LOCK).read_text() == f"{HERE} {os.getpid()}\n"
        message = f"another command is writing to the folder {tmp_path}"
        hint = f"nothing was saved; if no command is running, remove {tmp_path / LOCK}"
        refusal = error_of(lambda: atomic.write_file(tmp_path / "b.toml", b""))
        assert refusal == (message, hint)
    assert list_names(tmp_path) == []


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP, errno.EBADF])
def test_folder_without_locks_has_lock_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr(fcntl, "flock", _refusing(number))
    with atomic.lock_folders(tmp_path / "a.toml"):
        assert list_names(tmp_path) == [LOCK]
    assert list_names(tmp_path) == []


def test_unlockable_folder_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fcntl, "flock", _refusing(errno.ENOLCK))
    message, hint = error_of(lambda: atomic.write_file(Path("/proc/self/a.toml"), b""))
    assert message == f"cannot use {Path('/proc/self').resolve()}: no such file or folder"
    assert hint == "nothing was saved"


def _ended() -> int:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        pass
    return process.pid


def test_lock_file_of_killed_command_is_named_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fcntl, "flock", _refusing(errno.ENOLCK))
    lock = tmp_path / LOCK
    lock.write_text(f"{HERE} {_ended()}\n")
    assert error_of(lambda: atomic.write_file(tmp_path / "a.toml", b"")) == (
        f"a command that was killed left the lock file {lock}",
        "nothing was saved; remove that file and try again",
    )
    assert list_names(tmp_path) == [LOCK]


@pytest.mark.parametrize(
    "text", ["", "elsewhere {ended}\n", "{here} {running}\n", "{here} 9{0:0400}\n", "\0"]
)
def test_lock_file_of_possible_command_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr(fcntl, "flock", _refusing(errno.ENOLCK))
    monkeypatch.setattr(filesystem, "_LOCK_TIMEOUT", 0.1)
    holder = text.format(0, ended=_ended(), here=HERE, running=os.getpid())
    (tmp_path / LOCK).write_text(holder)
    message, _ = error_of(lambda: atomic.write_file(tmp_path / "a.toml", b""))
    assert message == f"another command is writing to the folder {tmp_path}"


def test_process_runs_where_it_cannot_be_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "kill", _refusing(errno.EPERM))
    assert system.is_running(1)
    monkeypatch.setattr(os, "kill", _refusing(errno.ESRCH))
    assert not system.is_running(1)
    monkeypatch.setattr(sys, "platform", "win32")
    assert system.is_running(1)


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOTSUP])
def test_unsupported_sync_of_folder_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr(os, "fsync", _refusing(number))
    filesystem.sync_folder(tmp_path)
    monkeypatch.setattr(os, "fsync", _refusing(errno.EIO))
    with pytest.raises(OSError, match="Input/output error"):
        filesystem.sync_folder(tmp_path)


def test_refused_owner_and_mode_are_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fchown", _refusing(errno.EPERM))
    monkeypatch.setattr(os, "fchmod", _refusing(errno.EPERM))
    path = tmp_path / "list.csv"
    for data in (b"old", b"new"):
        atomic.write_file(path, data)
        assert path.read_bytes() == data


def test_group_is_kept_where_owner_may_not_be_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A group member replaces a file of another user, who can still read it."""
    path, given = tmp_path / "list.csv", list[tuple[int, int]]()
    path.write_bytes(b"old")
    path.chmod(0o660)

    def chown(_: int, owner: int, group: int) -> None:
        if owner != -1:
            raise PermissionError
        given.append((owner, group))

    monkeypatch.setattr(os, "fchown", chown)
    atomic.write_file(path, b"new")
    assert given == [(-1, path.stat().st_gid)]
    assert stat.S_IMODE(path.stat().st_mode) == 0o660


def test_pipe_is_enlarged_where_the_system_can(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = os.pipe()
    with os.fdopen(reader, "rb") as end, os.fdopen(writer, "wb"):
        before = fcntl.fcntl(end, fcntl.F_GETPIPE_SZ)
        monkeypatch.setattr(fcntl, "fcntl", _refusing(errno.EPERM))
        system.enlarge_pipe(end)
        monkeypatch.undo()
        assert fcntl.fcntl(end, fcntl.F_GETPIPE_SZ) == before
        system.enlarge_pipe(end)
        assert fcntl.fcntl(end, fcntl.F_GETPIPE_SZ) > before
