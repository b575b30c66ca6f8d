"""A user who answers a command's questions on a terminal."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

from tests.conftest import Result, command, environment
from tests.support import terminals


def _do_nothing() -> None:
    pass


def typing(
    answers: Sequence[tuple[str, str]],
    *args: str | Path,
    stdout: IO[bytes] | None = None,
    columns: int = 100,
    meanwhile: Callable[[], object] = _do_nothing,
) -> Result:
    """Run a command, and type each answer when its question is shown.

    The output goes to the terminal, unless `stdout` is given. `meanwhile` is what somebody else
    does while the first question is shown.
    """
    with terminals.running(
        command(*args), environment(), stdout=stdout, columns=columns
    ) as terminal:
        shown = ""
        for question, answer in answers:
            shown += terminal.until(question)
            meanwhile()
            meanwhile = _do_nothing
            terminal.type(answer)
        shown += terminal.rest()
        code = terminal.process.wait(timeout=terminals.PATIENCE)
        return Result(code, shown.replace("\r", ""), "")
