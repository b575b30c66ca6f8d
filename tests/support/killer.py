"""Run a command repeatedly, stopped before each of its calls that change a file.

`python tests/support/killer.py JSON` prints a JSON line for each run: its exit code, and the
contents of the folders after it and after the next command. To stop means to kill the process or to
make the call fail.
"""

import errno
import itertools
import json
import os
import shutil
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from cmcct.__main__ import main

CALLS = {
    *(("posix", name) for name in ("open", "fsync", "fchmod", "fchown", "replace", "unlink")),
    *(("_io", "open"), ("fcntl", "flock")),
}
METHODS = {"BufferedWriter.write", "BufferedWriter.flush"}
FIRED = 100  # added to the exit code if a call failed

Snapshot = dict[str, str]  # path -> contents


def _snapshot(folders: list[Path]) -> Snapshot:
    return {
        str(path): path.read_bytes().decode()
        for folder in folders
        for path in sorted(folder.iterdir())
        if path.is_file()
    }


def _reset(folders: list[Path], files: Snapshot) -> None:
    for folder in folders:
        for path in folder.iterdir():
            path.unlink() if path.is_file() else shutil.rmtree(path)
    for name, text in files.items():
        Path(name).write_bytes(text.encode())


def _stop_at(last: int, how: str) -> list[bool]:
    """Kill this process, or make a call fail, at the `last` call that changes a file."""
    count, fired = 0, [False]

    def profile(_frame: object, event: str, call: Any) -> None:
        nonlocal count
        if event != "c_call" or not (
            (call.__module__, call.__name__) in CALLS or call.__qualname__ in METHODS
        ):
            return
        count += 1
        if count == last and how == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        elif count == last:
            fired[0] = True
            sys.setprofile(None)
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    sys.setprofile(profile)
    return fired


def _run(words: list[str], log: Path, last: int = 0, how: str = "") -> tuple[int, str]:
    """Run a command in a process of its own; return its exit code and its output."""
    process = os.fork()
    if process:
        status = os.waitpid(process, 0)[1]
        return os.waitstatus_to_exitcode(status), log.read_text(encoding="utf-8")
    code: object = 70
    fired = [False]
    try:
        sys.settrace(None)  # a kill and `os._exit` would lose what the coverage measures here
        os.dup2(os.open(log, os.O_CREAT | os.O_WRONLY | os.O_TRUNC), 2)
        sys.argv = ["cmcct", *words]
        fired = _stop_at(last, how) if last else fired
        main()
    except SystemExit as ended:
        code = ended.code or 0
    finally:
        sys.setprofile(None)
        sys.stderr.flush()
        os._exit(int(str(code)) + FIRED * fired[0])


def run(how: str, folders: list[Path], words: list[str], after: list[str], log: Path) -> None:
    """Stop a command at each of its calls in turn; the last run ends by itself."""
    files = _snapshot(folders)
    for warm in (words, after):
        sys.argv = ["cmcct", *warm]
        with suppress(SystemExit):
            main()  # so that all imports are loaded before the fork
    for last in itertools.count(1):
        _reset(folders, files)
        code, text = _run(words, log, last, how)
        then = _snapshot(folders)
        _run(after, log)
        line = {"code": code, "messages": text, "then": then, "after": _snapshot(folders)}
        sys.stdout.write(f"{json.dumps(line)}\n")
        sys.stdout.flush()
        if 0 <= code < FIRED:
            return


if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    run(**given | {"folders": [*map(Path, given["folders"])], "log": Path(given["log"])})
