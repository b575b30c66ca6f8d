"""Measure `cmcct log` and `cmcct diff` over 2,000 commits against `git log -p` on the same ones.

`python -m benchmarks.history 10` runs each 10 times, in turns, and prints ratios of medians.
"""

import random
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.generate import directory
from benchmarks.run import Case, measure

_COMMITS = 2000
_ENTRIES = 300
_FIRST = 1_500_000_000  # in seconds since 1970; the others follow ten hours apart
_APART = 36_000
_HEADER = "[[focal_point]]"
_GOAL = 3


def main(rounds: int) -> None:
    """Print how long each command takes, and how that compares."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        repository(root)
        cases = [*_cases(root)]
        times = measure({case.name: case.words for case in cases}, rounds)
    medians = {name: statistics.median(taken) for name, taken in times.items()}
    for name, _, against, goal in cases:
        ratio = medians[name] / medians[against]
        print(
            f"{name:24} {medians[name] * 1000:7.0f} ms   {ratio:5.2f} of {against} (goal: {goal})"
        )


def repository(root: Path) -> None:
    """Make a repository in which each commit changes one entry of the directory."""
    _git("init", "-q", "-b", "main", str(root))
    _git("-C", str(root), "fast-import", "--quiet", given="".join(_commits()))
    _git("-C", str(root), "reset", "-q", "--hard")


def _git(*words: str, given: str = "") -> None:
    command = ["git", *words]
    subprocess.run(command, input=given.encode(), check=True)


def _commits() -> Iterator[str]:
    """Yield what `git fast-import` reads."""
    chance = random.Random(1)  # noqa: S311 - repeatable, not secret
    head, *entries = "".join(directory(_ENTRIES)).split(_HEADER)
    for number in range(_COMMITS):
        place = chance.randrange(_ENTRIES)
        day = f"verified = 20{chance.randrange(20, 26)}-0{chance.randrange(1, 10)}-11"
        entries[place] = re.sub("^verified = .*$", day, entries[place], flags=re.MULTILINE)
        when = f"Ada Example <ada@example.org> {_FIRST + number * _APART} +0000"
        text = _HEADER.join([head, *entries])
        yield f"commit refs/heads/main\ncommitter {when}\n{_data(f'Change {number}')}"
        yield f"M 100644 inline directory.toml\n{_data(text)}"


def _data(text: str) -> str:
    return f"data {len(text.encode())}\n{text}\n"


def _cases(root: Path) -> Iterator[Case]:
    git = "git log -p"
    yield Case(git, ["git", "-C", str(root), "log", "-p"], git, 1)
    cmcct = [str(Path(sys.executable).with_name("cmcct"))]
    for name, *words in (
        ("log", "log"),
        ("log of a seat", "log", "gy-office-20"),
        ("log as JSON", "log", "--format", "json"),
        ("diff of all commits", "diff", f"HEAD~{_COMMITS - 1}"),
        ("diff of the last one", "diff", "HEAD~1"),
    ):
        yield Case(name, [*cmcct, *words, "--directory", str(root / "directory.toml")], git, _GOAL)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
