"""Measure time and memory of whole processes, in turns."""

import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

_LAUNCH = Path(__file__).with_name("launch.py")
_SURROUNDINGS = {"CMCCT_TODAY": "2026-06-01"}


class Case(NamedTuple):
    """A command; `edits` is (pristine, edited), the file restored before each run, untimed."""

    name: str
    words: Sequence[str]
    edits: tuple[Path, Path] | None = None
    environment: Mapping[str, str] = MappingProxyType({})


class Taken(NamedTuple):
    """The medians of a command's runs."""

    seconds: float
    processor: float  # seconds
    megabytes: float  # peak memory


def measure(cases: Sequence[Case], rounds: int) -> dict[str, Taken]:
    """Run the cases in turns, the first round untimed; return name -> medians.

    Taking turns spreads other load on the machine over all cases.
    """
    runs: dict[str, list[Taken]] = {case.name: [] for case in cases}
    for _ in range(rounds + 1):
        for case in cases:
            runs[case.name].append(run(case))
    return {name: Taken(*_medians(taken[1:])) for name, taken in runs.items()}


def _medians(taken: Sequence[Taken]) -> list[float]:
    return [statistics.median(values) for values in zip(*taken, strict=True)]


def run(case: Case) -> Taken:
    """Run a case once; fails if the command fails."""
    if case.edits:
        shutil.copyfile(*case.edits)
    environment = {**os.environ, **_SURROUNDINGS, **case.environment}
    # Installed packages are compiled, so the measured one is too, in the first round.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-S", str(_LAUNCH), *case.words]
    done = subprocess.run(
        command, check=True, capture_output=True, env=environment, encoding="utf-8"
    )
    seconds, processor, kibibytes, code = done.stdout.split()
    assert int(code) in {0, 1}, (case, done.stderr)
    assert "Traceback" not in done.stderr, (case, done.stderr)
    return Taken(float(seconds), float(processor), int(kibibytes) / 1024)
