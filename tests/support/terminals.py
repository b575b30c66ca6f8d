"""Pseudo-terminals, with a user who reads and types."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

PATIENCE = 30  # seconds

_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07]*\x07")


@dataclass(frozen=True)
class Terminal:
    """A terminal, and the program that runs on it."""

    controller: int
    process: "subprocess.Popen[bytes]"
    unread: bytearray = field(default_factory=bytearray)

    def until(self, awaited: str) -> str:
        """Return the output up to the end of a text, once that appears."""
        self._read(awaited.encode())
        length = self.unread.index(awaited.encode()) + len(awaited.encode())
        return self._take(length).decode(errors="replace")

    def rest(self) -> str:
        """Return the output until the program ends."""
        self._read(None)
        return self._take(len(self.unread)).decode()

    def _take(self, length: int) -> bytes:
        taken = bytes(self.unread[:length])
        del self.unread[:length]
        return taken

    def _read(self, awaited: bytes | None) -> None:
        deadline = time.monotonic() + PATIENCE
        while awaited is None or awaited not in self.unread:
            assert time.monotonic() < deadline, self.unread
            if not select.select([self.controller], [], [], 0.1)[0]:
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
def running(
    words: Sequence[str],
    env: Mapping[str, str],
    columns: int = 100,
    lines: int = 50,
    stdout: IO[bytes] | None = None,
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
        start_new_session=True,
        preexec_fn=_sit_down,  # noqa: PLW1509 - Ctrl-C needs a terminal of its own
    )
    os.close(line)
    try:
        yield Terminal(controller, process)
    finally:
        process.kill()
        process.wait()
        os.close(controller)


def _sit_down() -> None:
    """Accept Ctrl-C from this terminal: background jobs of a shell ignore it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def plain(text: str) -> str:
    """Return the output without colours and titles."""
    return _ESCAPES.sub("", text)
