"""Somebody who answers what a command asks on a terminal."""

from collections.abc import Sequence
from pathlib import Path
from typing import IO

from tests import terminals
from tests.conftest import Result, command, environment


def typing(
    answers: Sequence[tuple[str, str]], *args: str | Path, stdout: IO[bytes] | None = None
) -> Result:
    """Run a command; each answer is typed when the question before it stands on the terminal.

    What it prints goes there too, unless `stdout` is given.
    """
    with terminals.running(command(*args), environment(), stdout=stdout) as terminal:
        shown = ""
        for question, answer in answers:
            shown += terminal.until(question)
            terminal.type(answer)
        shown += terminal.rest()
        code = terminal.process.wait(timeout=terminals.PATIENCE)
        return Result(code, shown.replace("\r", ""), "")
