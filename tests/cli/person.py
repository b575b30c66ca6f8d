"""Somebody who types at a command on a terminal, when it has asked."""

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Sequence
from pathlib import Path

from tests.conftest import Result, command, environment

PATIENCE = 30  # seconds


def typing(answers: Sequence[tuple[str, str]], *args: str | Path) -> Result:
    """Run a command; each answer is typed when the question before it stands on the terminal."""
    controller, line = pty.openpty()
    fcntl.ioctl(line, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 100, 0, 0))
    process = subprocess.Popen(
        command(*args),
        stdin=line,
        stdout=line,
        stderr=line,
        env=environment(),
        start_new_session=True,
        preexec_fn=_sit_down,  # noqa: PLW1509 - Ctrl-C needs a terminal of its own
    )
    os.close(line)
    shown = ""
    try:
        for question, answer in answers:
            shown += _until(controller, question)
            if answer < " ":
                time.sleep(0.5)  # a signal before readline waits is seen with the next key only
            os.write(controller, answer.encode())
        shown += _until(controller, None)
        return Result(process.wait(timeout=PATIENCE), shown.replace("\r", ""), "")
    finally:
        process.kill()
        process.wait()
        os.close(controller)


def _sit_down() -> None:
    """Heed Ctrl-C, which a shell's jobs in the background ignore, of this terminal."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _until(controller: int, question: str | None) -> str:
    """Read until a question is asked, or until the end."""
    text, deadline = b"", time.monotonic() + PATIENCE
    while question is None or question.encode() not in text:
        assert time.monotonic() < deadline, text
        if not select.select([controller], [], [], 0.1)[0]:
            continue
        try:
            text += os.read(controller, 65536)
        except OSError:  # the other side has gone
            assert question is None, text
            break
    return text.decode()
