"""Pseudo-terminals, with a user who reads and types."""

import ctypes
import fcntl
import io
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO

from coverage import Coverage, process_startup

from cmcct.__main__ import main
from cmcct.reference.vocabulary import typed_words

PATIENCE = 60  # seconds
MOST_DESCRIPTORS = 256
WITHOUT_ROOT = "--bounding-set=-dac_override,-dac_read_search"  # of setpriv
_CAPABILITIES = 0x20080522, 0b110  # version 3 of <linux/capability.h>; the bits of those two
# In a reader's word, too: after a PDF in this process, typst waits in a fork for ever.
WRITING_PDF = {"pdf", "all", "issue"} | {
    word
    for kind in ("format", "command")
    for word, names in typed_words(kind).items()
    if not {"all", "issue", "edition issue"}.isdisjoint(names)
}

_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")


@dataclass(frozen=True)
class Terminal:
    """A terminal, and the program that runs on it."""

    controller: int
    process: "subprocess.Popen[bytes]"
    unread: bytearray = field(default_factory=bytearray)

    def until(self, awaited: str) -> str:
        """Return the output up to the end of a text, once that appears; a question may wrap."""
        pattern = re.escape(awaited.encode()).replace(rb"\ ", rb"(?: |\r\n *)")
        self._read(pattern)
        found = re.search(pattern, self.unread)
        assert found
        return self._take(found.end()).decode(errors="replace")

    def rest(self) -> str:
        """Return the output until the program ends; a question is left with Ctrl-D."""
        self._read(None)
        return self._take(len(self.unread)).decode()

    def _take(self, length: int) -> bytes:
        taken = bytes(self.unread[:length])
        del self.unread[:length]
        return taken

    def _read(self, awaited: bytes | None) -> None:
        deadline = time.monotonic() + PATIENCE
        while awaited is None or not re.search(awaited, self.unread):
            assert time.monotonic() < deadline, self.unread
            if not select.select([self.controller], [], [], 0.1)[0]:
                if awaited is None and self.unread.endswith(b": ") and self._sleeps():
                    os.write(self.controller, b"\x04")
                continue
            try:
                self.unread.extend(os.read(self.controller, 65536))
            except OSError:  # Linux raises this when the other side is closed
                assert awaited is None, self.unread
                break

    def type(self, keys: str) -> None:
        """Type keys; before a signal key, wait until the program waits for input."""
        deadline = time.monotonic() + PATIENCE
        while keys < " " and not self._sleeps():
            assert time.monotonic() < deadline
            time.sleep(0.01)  # otherwise readline handles the signal only at the next key
        os.write(self.controller, keys.encode())

    def _sleeps(self) -> bool:
        stat = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="utf-8")
        return stat.rpartition(") ")[2].startswith("S")


@contextmanager
def running(  # noqa: PLR0913 - as Popen and a terminal have them
    words: Sequence[str],
    env: Mapping[str, str],
    columns: int = 100,
    lines: int = 50,
    *,
    stdout: IO[bytes] | None = None,
    cwd: Path | None = None,
) -> Iterator[Terminal]:
    """Run a program on a terminal of its own; kill it at the end if it is still running.

    Its output goes to the terminal, unless `stdout` is given.
    """
    controller, line = pty.openpty()
    fcntl.ioctl(line, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    process = subprocess.Popen(
        words,
        stdin=line,
        stdout=stdout or line,
        stderr=line,
        env=env,
        cwd=cwd,
        start_new_session=True,
        preexec_fn=partial(_begin, words, env),  # noqa: PLW1509 - Ctrl-C needs a terminal of its own
    )
    os.close(line)
    try:
        yield Terminal(controller, process)
    finally:
        process.kill()
        process.wait()
        os.close(controller)


def _begin(words: Sequence[str], env: Mapping[str, str]) -> None:
    """Accept Ctrl-C from this terminal, which background jobs of a shell ignore; run cmcct."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    if run := forked(words, env):
        run()


def forked(words: Sequence[str], env: Mapping[str, str]) -> Callable[[], None] | None:
    """Return what runs a command of cmcct in a fork of this process; of another program, None.

    The fork has imported what the command needs: a new process takes ten times as long.
    """
    if words[1:2] == [WITHOUT_ROOT] and (run := forked(words[2:], env)):
        return partial(_run_without_root, run)
    if tuple(words[:3]) == (sys.executable, "-m", "cmcct") and WRITING_PDF.isdisjoint(words):
        return partial(run_cmcct, words[3:], env)
    return None


def _run_without_root(run: Callable[[], None]) -> None:
    """Run without root's permission to read and write every file, as setpriv does."""
    version, bits = _CAPABILITIES
    libc, header = ctypes.CDLL(None), struct.pack("Ii", version, 0)
    sets = ctypes.create_string_buffer(struct.calcsize("6I"))
    assert libc.capget(header, sets) == 0
    present = struct.unpack("6I", sets.raw)
    allowed = struct.pack("6I", present[0] & ~bits, present[1] & ~bits, *present[2:])
    assert libc.capset(header, allowed) == 0
    run()


def run_cmcct(
    words: Sequence[str], env: Mapping[str, str], inherited: Collection[int] = ()
) -> None:
    """Run cmcct in this process, a fork, and end it: as Python does for `python -m cmcct`.

    Besides standard input and output, it has the `inherited` descriptors.
    """
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)  # as at the start of Python; Popen resets it
    # Among them is the pipe that a failed start is reported by.
    for number in {*range(3, MOST_DESCRIPTORS)}.difference(inherited):
        with suppress(OSError):
            os.close(number)
    os.environ.clear()
    os.environ.update(env)
    measured = _measure()
    time.tzset()
    sys.argv = ["cmcct", *words]
    sys.stdin = io.TextIOWrapper(io.BufferedReader(io.FileIO(0, closefd=False)), "utf-8")
    sys.stdout, sys.stderr = _open_writer(1), _open_writer(2, "backslashreplace")
    code = 1
    try:
        main()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 0
    finally:
        with suppress(OSError):
            sys.stdout.flush()
        if measured:
            measured.stop()
            measured.save()
        os._exit(code)


def _measure() -> Coverage | None:
    """Measure a fork as a process of its own, if the tests are measured.

    The option of coverage for forks would write the data into the working folder.
    """
    if parent := Coverage.current():
        parent.stop()
    return process_startup(force=True)


def _open_writer(descriptor: int, errors: str = "strict") -> io.TextIOWrapper:
    file = io.BufferedWriter(io.FileIO(descriptor, "w", closefd=False))
    by_lines = descriptor == 2 or os.isatty(descriptor)  # standard error always
    return io.TextIOWrapper(file, "utf-8", errors, line_buffering=by_lines)


def plain(text: str) -> str:
    """Return the output without colours and titles."""
    return _ESCAPES.sub("", text)
