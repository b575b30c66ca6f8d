"""Records which programs read which products, with their versions, for docs/programs.md."""

import functools
import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec

from scripts.programs import Reading
from tests.support.programs import Program

P = ParamSpec("P")

_declared: list[tuple[str, str, str]] = []


def declared() -> list[tuple[str, str, str]]:
    """Return (product, program, reading) for every decorated test."""
    return sorted(_declared)


def reads(
    product: str, *programs: Program, read: str
) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """Mark a test in which programs read a product, and record the reading if it passes."""

    def decorate(test: Callable[P, None]) -> Callable[P, None]:
        _declared.extend((product, program.name, read) for program in programs)

        @functools.wraps(test)
        def wrapped(*args: P.args, **kwargs: P.kwargs) -> None:
            for program in programs:
                program.need()
            test(*args, **kwargs)
            for program in programs:
                _note(Reading(product, program.name, program.version, read))

        return wrapped

    return decorate


def _note(reading: Reading) -> None:
    """Write a reading to the folder in CMCCT_READINGS; `.ci/run` compares it with the document."""
    if folder := os.environ.get("CMCCT_READINGS"):
        name = re.sub(r"\W+", "-", f"{reading.product} {reading.program} {reading.read}")
        path = Path(folder) / f"{name}.json"
        path.write_text(json.dumps(reading._asdict()), encoding="utf-8")
