"""Whole processes, measured in turns: how long each takes, and how much memory."""

import os
import shutil
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

_SURROUNDINGS = {"CMCCT_TODAY": "2026-06-01"}


class Case(NamedTuple):
    """A command; what it edits is laid anew before each run, uncounted: (pristine, edited)."""

    name: str
    words: Sequence[str]
    edits: tuple[Path, Path] | None = None
    environment: Mapping[str, str] = MappingProxyType({})


class Taken(NamedTuple):
    """The median of what the runs of a command took."""

    seconds: float
    megabytes: float  # of memory, at the peak


def measure(cases: Sequence[Case], rounds: int) -> dict[str, Taken]:
    """Run the cases in turns, the first time uncounted; return what each took, by name.

    So whatever else the machine does meets all alike.
    """
    runs: dict[str, list[Taken]] = {case.name: [] for case in cases}
    for _ in range(rounds + 1):
        for case in cases:
            runs[case.name].append(run(case))
    return {name: Taken(*_medians(taken[1:])) for name, taken in runs.items()}


def _medians(taken: Sequence[Taken]) -> list[float]:
    return [statistics.median(values) for values in zip(*taken, strict=True)]


def run(case: Case) -> Taken:
    """Run a case once; a command that cannot do what it is asked is no measurement."""
    if case.edits:
        shutil.copyfile(*case.edits)
    start = time.perf_counter()
    environment = {**os.environ, **_SURROUNDINGS, **case.environment}
    # An installed package is compiled; so is the one that is measured, in the first round.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    process = subprocess.Popen(
        case.words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment
    )
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    assert process.returncode in {0, 1}, (case, said)
    assert b"Traceback" not in said, (case, said)
    return Taken(seconds, usage.ru_maxrss / 1024)
