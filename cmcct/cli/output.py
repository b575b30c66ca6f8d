"""Where results and remarks go: stdout for the one, stderr for the other."""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from cmcct.controls import one_line, visible
from cmcct.errors import DONE, FAILED, CmcctError
from cmcct.sharing import Extract


def open_closed_streams() -> None:
    """Let what is written to a stream that the caller has closed go nowhere."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - until the end
            setattr(sys, name, nowhere)


@contextmanager
def reported() -> Iterator[None]:
    """End with the exit code and the message of an error; quietly where the reader has gone."""
    try:
        yield
    except CmcctError as error:
        remark(f"error: {one_line(error.message)}")
        if error.help:
            remark(f"help: {error.help}")
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # Whoever read has read enough.
        _forget(sys.stdout)
        sys.exit(DONE)
    except OSError as error:
        _forget(sys.stdout)
        remark(f"error: cannot write the output: {error.strerror}")
        sys.exit(FAILED)


def is_terminal() -> bool:
    """Whether somebody looks at stdout."""
    return sys.stdout.isatty()


def emit(text: str) -> None:
    """Write a result as it is: UTF-8, with its own line ends."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    sys.stdout.flush()


def _forget(stream: TextIO) -> None:
    """Let what is still buffered go nowhere, or Python tries again at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def remark(text: str) -> None:
    """Say something that is not the result."""
    try:
        # The name of a file need not be text.
        sys.stderr.write(f"{visible(text)}\n".encode("utf-8", "replace").decode())
    except OSError:
        # Nobody listens; the result is as good without.
        _forget(sys.stderr)


def explain(warnings: Iterable[str], extract: Extract) -> None:
    """Say what the user should know about a result: what could not be read, what is held back."""
    for text in warnings:
        remark(f"warning: {text}")
    held = [
        count_of(extract.withheld_entries, "entry", "entries"),
        count_of(extract.withheld_channels, "e-mail or number", "e-mails and numbers"),
    ]
    if any(held):
        remark(f"withheld from this {extract.audience} list: {' and '.join(filter(None, held))}")


def count_of(number: int, one: str, many: str) -> str:
    """Write a count with its noun, and nothing for none."""
    return f"{number} {one if number == 1 else many}" if number else ""
