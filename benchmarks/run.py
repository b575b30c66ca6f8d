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
from pathlib import Path

from benchmarks.generate import directory

_HERE = Path(__file__).parent
_GOAL = 1.25
_CMCCT = [str(Path(sys.executable).with_name("cmcct"))]


def main(rounds: int) -> None:
    """Print the time of a search among 300 entries against the floor's."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "directory.toml"
        path.write_text("".join(directory(300)), encoding="utf-8")
        commands = {
            "floor": [sys.executable, str(_HERE / "floor.py"), "search", "--country", "Guyana"],
            "search": [*_CMCCT, "search", "--country", "Guyana", "--directory", str(path)],
        }
        times = measure(commands, rounds)
    floor = statistics.median(times["floor"])
    for name, taken in times.items():
        median = statistics.median(taken)
        print(f"{name:10} {median * 1000:7.1f} ms   {median / floor:5.2f} of the floor")
    print(f"goal: search at most {_GOAL} of the floor")


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
    subprocess.run(words, check=True, stdout=subprocess.PIPE, env=environment)
    return time.perf_counter() - start


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 30)
