"""Measure whole processes side by side, and print ratios of medians.

`python -m benchmarks.run 30` runs each command 30 times; every round runs each once, in turn, so
that whatever else the machine does meets all alike.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.generate import directory

_HERE = Path(__file__).parent
_CMCCT = [str(Path(sys.executable).with_name("cmcct"))]
_SEAT = "gy-office-20"  # of the large directory
_FLOOR = [sys.executable, str(_HERE / "floor.py"), "search", "--country", "Guyana"]


class Case(NamedTuple):
    """A command, what it is measured against, and at most how many times as long it may take."""

    name: str
    words: list[str]
    against: str
    goal: float


def main(rounds: int) -> None:
    """Print how long each command takes, and how that compares."""
    with tempfile.TemporaryDirectory() as folder:
        cases = [Case("floor", _FLOOR, "floor", 1), *_cases(Path(folder))]
        times = measure({case.name: case.words for case in cases}, rounds)
    medians = {name: statistics.median(taken) for name, taken in times.items()}
    for name, _, against, goal in cases:
        ratio = medians[name] / medians[against]
        print(
            f"{name:24} {medians[name] * 1000:7.0f} ms   {ratio:5.2f} of {against} (goal: {goal})"
        )


def _cases(folder: Path) -> Iterator[Case]:
    small, large, faulty = (folder / f"{name}.toml" for name in ("small", "large", "faulty"))
    small.write_text("".join(directory(300)), encoding="utf-8")
    large.write_text("".join(directory(3000)), encoding="utf-8")
    faulty.write_text("".join(directory(3000, faults=1000)), encoding="utf-8")
    search = [*_CMCCT, "search", "--country", "Guyana", "--directory"]
    yield Case("search, 300", [*search, str(small)], "floor", 1.25)
    yield Case("search, 3000", [*search, str(large)], "search, 3000", 1)
    yield Case("check, 3000", [*_CMCCT, "check", str(large)], "search, 3000", 2.5)
    yield Case("check, 1000 findings", [*_CMCCT, "check", str(faulty)], "search, 3000", 5)
    yield from _exports(folder, large)
    edited = folder / "edited.toml"
    edited.write_bytes(large.read_bytes())
    # In turns, so that each has something to write.
    for words in (
        *(["set", _SEAT, f"title={title}"] for title in ("Director", "Inspector")),
        *(["verify", _SEAT, "--on", f"2026-05-{day}"] for day in (11, 12)),
    ):
        name = " ".join([words[0], words[-1]])
        command = [*_CMCCT, *words, "--directory", str(edited)]
        yield Case(name, command, "search, 3000", 2)


def _exports(folder: Path, large: Path) -> Iterator[Case]:
    """Yield the exports that have a library under them, and that library alone."""
    for form, goal in (("vcard", 1.3), ("xlsx", 2)):
        out = str(folder / f"list.{form}")
        bare = [sys.executable, str(_HERE / "bare.py"), form, str(large), out]
        yield Case(f"bare {form}, 3000", bare, f"bare {form}, 3000", 1)
        words = [*_CMCCT, "export", form, "-o", out, "--directory", str(large)]
        yield Case(f"export {form}, 3000", words, f"bare {form}, 3000", goal)
    out = str(folder / "list.html")
    words = [*_CMCCT, "export", "html", "-o", out, "--directory", str(large)]
    yield Case("export html, 3000", words, "search, 3000", 3)


def measure(commands: dict[str, list[str]], rounds: int) -> dict[str, list[float]]:
    """Run the commands in turn, the first time uncounted; return the seconds of each by name."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds + 1):
        for name, words in commands.items():
            times[name].append(_seconds(words))
    return {name: taken[1:] for name, taken in times.items()}


def _seconds(words: list[str]) -> float:
    environment = {**os.environ, "CMCCT_TODAY": "2026-06-01"}
    # An installed package is compiled; so is the one that is measured, in the first round.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    start = time.perf_counter()
    done = subprocess.run(words, check=False, capture_output=True, env=environment)
    assert done.returncode in {0, 1}, done.stderr
    assert b"Traceback" not in done.stderr, done.stderr
    return time.perf_counter() - start


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 30)
