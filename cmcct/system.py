"""The operating system: its name, and the calls that Linux, macOS and Windows do not share.

Windows has no `flock`, `fchmod`, `fchown` or user ids, cannot open a folder or wait for a pipe,
and refuses long paths by default. No other module asks for the platform (`tests/test_imports.py`),
and the tests take the calls away to see what replaces them. `is_log` says whether output goes to
the log of a build server, which keeps a permanent copy.
"""

import os
import re
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO

MAX_PATH = 260  # characters of the shortest path that Windows refuses, unless it is set not to
# Paths of streams that the shell passes to a command, trusted like the command line.
_SHELL_STREAM = re.compile(r"/dev/(?:std(?:in|out|err)|fd/\d+)|/proc/self/fd/\d+")
_PIPE_BYTES = 1 << 20  # what Linux allows everybody


def is_windows() -> bool:
    """Return whether the system is Windows."""
    return sys.platform == "win32"


def is_macos() -> bool:
    """Return whether the system is macOS."""
    return sys.platform == "darwin"


# Programs and processes.


def program_file(name: str) -> str:
    """Return the name of a program's file: `git`, or `git.exe`."""
    return f"{name}.exe" if is_windows() else name


def usual_editors() -> tuple[str, ...]:
    """Return the programs that may be the system's default editor, best first."""
    return ("notepad",) if is_windows() else ("editor", "nano", "vi")


def is_running(process: int) -> bool:
    """Return whether a process of this machine is running; True if that cannot be determined."""
    if is_windows():
        return True  # signal 0 would terminate the process
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def end_signals() -> list[int]:
    """Return the signals that ask a process to end; Windows has no SIGHUP."""
    import signal

    known = (getattr(signal, name, None) for name in ("SIGTERM", "SIGHUP"))
    return [number for number in known if number]


def forbid_core_dumps() -> None:
    """Keep a crash of this process, and of those it starts, from writing its memory to a disk."""
    with suppress(ImportError):  # Windows
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


# Pipes.


def enlarge_pipe(pipe: IO[bytes]) -> None:
    """Let a pipe hold a whole file, so that both sides wait less often, if the system can."""
    with suppress(ImportError, AttributeError, OSError):
        import fcntl

        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)


def make_waiter(pipe: IO[bytes]) -> Callable[[float], bool]:
    """Return a function that waits some seconds for a pipe: whether it can be read.

    Where the system cannot wait for a pipe, it is always True, and reading waits without a limit.
    """
    import select

    if not hasattr(select, "poll"):
        return lambda _seconds: True
    poll = select.poll()
    poll.register(pipe, select.POLLIN)
    return lambda seconds: bool(poll.poll(seconds * 1000))


# Files and folders.


def settings_folder() -> Path:
    """Return the folder of the user's settings of all programs."""
    given = os.environ.get("APPDATA" if is_windows() else "XDG_CONFIG_HOME")
    return Path(given or os.path.expanduser("~/.config"))  # noqa: PTH111 - does not raise


def is_shell_stream(path: Path) -> bool:
    """Return whether a path is a stream passed by the shell: stdin, `<(…)`, `>(…)`."""
    return str(path) == os.devnull or bool(_SHELL_STREAM.fullmatch(str(path)))


def user_id() -> int | None:
    """Return the effective user id; None if the system has none."""
    return os.geteuid() if hasattr(os, "geteuid") else None


def open_to_lock(folder: Path) -> int | None:
    """Return a handle of a folder for `lock`; None if the system cannot lock folders.

    Raises `OSError`.
    """
    try:
        import fcntl  # noqa: F401 - only asked for
    except ImportError:
        return None
    return os.open(folder, os.O_RDONLY)


def lock(handle: int) -> None:
    """Lock an open folder until it is closed.

    Raises `BlockingIOError` if another process has the lock, and `OSError` if its file system has
    no locks.
    """
    import fcntl

    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def sync(handle: int) -> None:
    """Flush an open file or folder to the disk; raises `OSError`.

    The `fsync` of macOS leaves it in the cache of the disk, which a power failure empties.
    """
    if is_macos():
        import fcntl

        with suppress(OSError):  # a file system that has no such call
            fcntl.fcntl(handle, fcntl.F_FULLFSYNC)  # type: ignore[attr-defined]
            return
    os.fsync(handle)


def discard_typed() -> None:
    """Discard what was typed on the terminal and not read yet."""
    with suppress(ImportError, OSError):  # Windows; no terminal
        import termios

        with suppress(termios.error):
            termios.tcflush(0, termios.TCIFLUSH)


def has_modes() -> bool:
    """Return whether files have modes; `os.fchmod` of Windows sets only whether it is read-only."""
    return hasattr(os, "fchmod") and not is_windows()


def set_mode(handle: int, mode: int) -> None:
    """Set the mode of an open file, where it has one; FAT file systems have none."""
    if has_modes():
        with suppress(PermissionError):
            os.fchmod(handle, mode)


def set_owner(handle: int, owner: int, group: int) -> None:
    """Set the owner and group of an open file, or the group alone, as far as allowed."""
    if hasattr(os, "fchown"):
        # Only root may change the owner; a member of the group may still set the group.
        for number in (owner, -1):
            with suppress(OSError):
                os.fchown(handle, number, group)
                break


def is_too_long(path: object) -> bool:
    """Return whether the system refuses the path of an `OSError` for its length.

    Windows takes longer paths if `LongPathsEnabled` is set, and then does not refuse them.
    """
    is_path = is_windows() and isinstance(path, str)
    return is_path and len(os.path.abspath(str(path))) >= MAX_PATH  # noqa: PTH100 - does not raise


# Variables set by build servers only.
_BUILD_SERVERS = (
    *("CI", "GITHUB_ACTIONS", "GITLAB_CI", "TF_BUILD", "JENKINS_URL", "TEAMCITY_VERSION"),
    *("BUILDKITE", "BITBUCKET_BUILD_NUMBER", "CODEBUILD_BUILD_ID", "APPVEYOR"),
)


def is_log(environment: Mapping[str, str] = os.environ) -> bool:
    """Return whether the output goes to the log of a build server."""
    return any(environment.get(name) for name in _BUILD_SERVERS)
