"""What differs between systems, as on Linux, and with the calls taken away that others lack."""

import errno
import fcntl
import os
import re
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cmcct import system
from cmcct.editions import pack
from cmcct.rounds import letters
from cmcct.storage import filesystem
from cmcct.text.folding import is_device
from tests.conftest import ROOT


@pytest.fixture
def _windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Name the system Windows, and remove the calls that it lacks."""
    monkeypatch.setattr(sys, "platform", "win32")
    for name in ("fcntl", "resource"):
        monkeypatch.setitem(sys.modules, name, None)
    for name in ("fchown", "geteuid"):
        monkeypatch.delattr(os, name)
    monkeypatch.delattr(select, "poll")
    monkeypatch.delattr(signal, "SIGHUP")


def test_programs_have_names_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (system.program_file("git"), system.usual_editors()[-1]) == ("git", "vi")
    monkeypatch.setattr(sys, "platform", "win32")
    assert (system.program_file("git"), system.usual_editors()) == ("git.exe", ("notepad",))


def test_settings_are_where_programs_of_the_system_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APPDATA", "/roaming")
    monkeypatch.setenv("XDG_CONFIG_HOME", "/config")
    assert system.settings_folder() == Path("/config")
    monkeypatch.delenv("XDG_CONFIG_HOME")
    assert system.settings_folder() == Path.home() / ".config"
    monkeypatch.setattr(sys, "platform", "win32")
    assert system.settings_folder() == Path("/roaming")


def test_signals_to_end_are_those_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    assert system.end_signals() == [signal.SIGTERM, signal.SIGHUP]
    monkeypatch.delattr(signal, "SIGHUP")
    assert system.end_signals() == [signal.SIGTERM]


def test_process_that_ended_is_not_running(monkeypatch: pytest.MonkeyPatch) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        pass
    assert (system.is_running(os.getpid()), system.is_running(process.pid)) == (True, False)

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "kill", refuse)
    assert system.is_running(process.pid)
    monkeypatch.undo()
    monkeypatch.setattr(sys, "platform", "win32")  # where the call would end the process
    assert system.is_running(process.pid)


def test_pipe_is_waited_for_where_the_system_can(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = os.pipe()
    with os.fdopen(reader, "rb") as end, os.fdopen(writer, "wb", buffering=0) as start:
        wait = system.make_waiter(end)
        assert not wait(0)
        start.write(b"x")
        assert wait(1)
        monkeypatch.delattr(select, "poll")
        assert system.make_waiter(end)(0)


@pytest.mark.parametrize("has_call", [True, False])
def test_macos_flushes_the_cache_of_the_disk(
    *, has_call: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[str] = []

    def flush(_: int, _command: int) -> None:
        called.append("fcntl")
        if not has_call:
            raise OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP))

    monkeypatch.setattr(fcntl, "fcntl", flush)
    monkeypatch.setattr(fcntl, "F_FULLFSYNC", 51, raising=False)
    monkeypatch.setattr(os, "fsync", lambda _: called.append("fsync"))
    with (tmp_path / "list.csv").open("wb") as file:
        system.sync(file.fileno())
        assert called == ["fsync"]
        monkeypatch.setattr(sys, "platform", "darwin")
        system.sync(file.fileno())
    assert called[1:] == (["fcntl"] if has_call else ["fcntl", "fsync"])


def test_folder_is_locked_once(tmp_path: Path) -> None:
    first, second = system.open_to_lock(tmp_path), system.open_to_lock(tmp_path)
    assert first is not None
    assert second is not None
    system.lock(first)
    with pytest.raises(BlockingIOError):
        system.lock(second)
    os.close(first)
    system.lock(second)
    os.close(second)


@pytest.mark.usefixtures("_windows")
def test_windows_does_without_calls_that_it_lacks(tmp_path: Path) -> None:
    assert (system.user_id(), system.open_to_lock(tmp_path)) == (None, None)
    assert not system.has_modes()  # since Python 3.13 it has a `fchmod`, which is not one of modes
    path = tmp_path / "list.csv"
    with path.open("wb") as file:
        before = os.fstat(file.fileno())
        system.set_mode(file.fileno(), 0o600)
        system.set_owner(file.fileno(), 12345, 12345)
        system.enlarge_pipe(file)
        system.forbid_core_dumps()
        assert os.fstat(file.fileno()) == before


@pytest.mark.parametrize(
    ("length", "expected"), [(system.MAX_PATH - 1, False), (system.MAX_PATH, True)]
)
def test_long_path_is_too_long_on_windows(
    length: int, *, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = "/" + "a" * (length - 1)
    assert not system.is_too_long(path)
    monkeypatch.setattr(sys, "platform", "win32")
    assert system.is_too_long(path) is expected
    monkeypatch.chdir("/")
    assert system.is_too_long(path[1:]) is expected  # relative to the current folder
    assert not system.is_too_long(None)


def _named_files() -> list[str]:
    """Return the files of the repository, relative to it, and those that the commands write."""
    tops = ("cmcct", "docs", "scripts", "tests", "benchmarks")
    paths = [path.relative_to(ROOT) for top in tops for path in (ROOT / top).rglob("*")]
    kept = [path for path in paths if not {"node_modules", "__pycache__"} & {*path.parts}]
    words = ("list", "lista", "lijst", "liste")
    packed = [writer.name.format(list=word) for writer in pack.WRITERS for word in words]
    own = [pack.README, pack.GUIDE, letters.file_name("gy-ctu", 0), letters.file_name("gy-ctu", 1)]
    drafts = [filesystem.LOCK_NAME, filesystem.draft_path(Path("list.csv")).name]
    return [*map(Path.as_posix, kept), *packed, *own, *drafts]


def test_files_that_we_name_have_names_for_windows() -> None:
    names = _named_files()
    assert len(names) > 1000
    for name in names:
        for part in name.split("/"):
            assert not re.search(r'[<>:"\\|?*\0-\x1f]|[. ]$', part), name
            assert not is_device(part.partition(".")[0].lower()), name
        assert len(name) <= 120, name  # a folder of the user comes before it
    folded = [name.casefold() for name in names if "/" in name]
    assert len(folded) == len({*folded})  # nor do two differ in case only
