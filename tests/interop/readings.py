"""Which programs read which products: each is asked its version and noted for docs/programs.md."""

import functools
import json
import os
import re
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import ParamSpec

from tests.conftest import ROOT
from tests.programs import Program

DOCUMENT = ROOT / "docs" / "programs.md"
P = ParamSpec("P")


@dataclass(frozen=True, order=True)
class Reading:
    """A row of the document."""

    product: str
    program: str
    version: str
    read: str


_FIELDS = frozenset(Reading.__dataclass_fields__)
_declared: list[tuple[str, str, str]] = []


def declared() -> list[tuple[str, str, str]]:
    """Return product, program and what is read for every test that was made so far."""
    return sorted(_declared)


def reads(
    product: str, *programs: Program, read: str
) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """Make a test of programs that read a product, and note what they read where it passes."""

    def decorate(test: Callable[P, None]) -> Callable[P, None]:
        _declared.extend((product, program.name, read) for program in programs)

        @functools.wraps(test)
        def wrapped(*args: P.args, **kwargs: P.kwargs) -> None:
            for program in programs:
                program.need()
            test(*args, **kwargs)
            for program in programs:
                _note(program, Reading(product, program.name, program.version, read))

        return wrapped

    return decorate


def _note(program: Program, reading: Reading) -> None:
    """Compare a reading with the document, and write it down where the run is asked to."""
    if folder := os.environ.get("CMCCT_READINGS"):
        name = re.sub(r"\W+", "-", f"{reading.product} {reading.program}")
        path = Path(folder) / f"{name}.json"
        path.write_text(json.dumps(asdict(reading)), encoding="utf-8")
    if "CMCCT_REWRITE" not in os.environ:
        kept = _FIELDS if program.is_pinned else _FIELDS - {"version"}
        rows = [_part(row, kept) for row in documented()]
        assert _part(reading, kept) in rows, "run python scripts/programs.py"


def _part(reading: Reading, kept: AbstractSet[str]) -> dict[str, str]:
    return {key: value for key, value in asdict(reading).items() if key in kept}


def documented() -> list[Reading]:
    """Return the rows of the document."""
    text = DOCUMENT.read_text(encoding="utf-8")
    rows = re.findall(r"^\| (.+) \| (.+) \| (.+) \| (.+) \|$", text, re.MULTILINE)
    return [Reading(*row) for row in rows[2:]]  # below the two lines of the head
