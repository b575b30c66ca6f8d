"""Where results and remarks go: stdout for the one, stderr for the other."""

import os
import sys
from collections.abc import Iterable

from cmcct.controls import visible
from cmcct.errors import DONE, CmcctError
from cmcct.query import Answer


def is_terminal() -> bool:
    """Whether somebody looks at stdout."""
    return sys.stdout.isatty()


def emit(text: str) -> None:
    """Write a result as it is: UTF-8, with its own line ends."""
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read has read enough.
        _forget()
        sys.exit(DONE)
    except OSError as error:
        _forget()
        raise CmcctError(f"cannot write the output: {error.strerror}") from None


def _forget() -> None:
    """Let what is still buffered go nowhere, or Python complains of it at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def remark(text: str) -> None:
    """Say something that is not the result."""
    sys.stderr.write(f"{visible(text)}\n")


def explain(warnings: Iterable[str], answer: Answer) -> None:
    """Say what the user should know about a result: what could not be read, what is held back."""
    for text in warnings:
        remark(f"warning: {text}")
    held = [
        count_of(answer.withheld_entries, "entry", "entries"),
        count_of(answer.withheld_channels, "e-mail or number", "e-mails and numbers"),
    ]
    if any(held):
        audience = answer.extract.audience
        remark(f"withheld from this {audience} list: {' and '.join(filter(None, held))}")


def count_of(number: int, one: str, many: str) -> str:
    """Write a count with its noun, and nothing for none."""
    return f"{number} {one if number == 1 else many}" if number else ""
