"""Run all benchmarks, and write the results into RESULTS.md beside this file.

`python -m benchmarks.run 30` runs the short commands 30 times, the long ones less often, and the
tests once. It takes about an hour on an otherwise idle machine, with khard and abook on the PATH.
"""

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from benchmarks import machine
from benchmarks.cases import Goal, Sizes, groups, growing
from benchmarks.measure import Taken, measure

_RESULTS = Path(__file__).with_name("RESULTS.md")
_REASONS = "\n## What is missed, and why\n"  # written by hand, below the tables, and kept
_FEWEST = 3  # runs of each command
_MOST_MINUTES = {"README's test command": 4, ".ci/run": 15}
_SHARE_OF_GROWTH = 0.1
_MOST_GROWTH = 9  # ratio of times, for ten times the size

_HEAD = """\
# What cmcct costs

Whole processes, run in turns in one run: the medians of their times, by the clock and of the
processor. Ratios and growth are of the processor's, on which other load tells less.
`python -m benchmarks.run {rounds}` wrote this file.

{machine}

The directories are made by `benchmarks/generate.py` and have no findings. The floor is the smallest
command line with Typer, two commands and a pydantic model of one field (`benchmarks/floor.py`); the
bare loops (`benchmarks/bare.py`) read the file and hand the same fields to the library, and nothing
else. khard lists the same people from a folder of cards; abook, which is written in C and neither
checks nor knows countries, looks for an e-mail address.
"""


Row: TypeAlias = Sequence[str]

_TEXTS = {"command", "held against", ""}
_LIMIT = "What takes much longer than a start cannot be far from it."
_TABLE = ("command", "ms", "CPU ms", "MB", "held against", "ratio", "goal", "")
_GROWTH = ("command", "CPU ms", "CPU ms", "growth", "MB", "MB")


def report(rounds: int, sizes: Sizes) -> Iterator[str]:
    """Measure, and yield the parts of the report."""
    made_with = "\n".join(f"- {line}" for line in machine.described())
    yield _HEAD.format(rounds=rounds, machine=made_with)
    with tempfile.TemporaryDirectory() as folder:
        for group in groups(Path(folder), sizes):
            taken = measure(group.cases, _times(rounds, group.share))
            yield f"\n## {group.title}\n\n"
            yield _table(
                _TABLE,
                [row for case in group.cases for row in rows(case.name, group.goals, taken)],
            )
        yield f"\n## Every command, with {sizes.few:,} and {sizes.large:,} entries\n\n"
        yield f"The goal is a growth of {_MOST_GROWTH} at most. {_LIMIT}\n\n"
        yield _table(_GROWTH, _growth(Path(folder), rounds, sizes))
        yield "\n## The tests, each in a new clone\n\n"
        yield _table(("command", "minutes", "goal", ""), _tests(Path(folder)))


def _times(rounds: int, share: float) -> int:
    return max(_FEWEST, round(rounds * share))


def rows(name: str, goals: Sequence[Goal], taken: Mapping[str, Taken]) -> list[Row]:
    """Return the rows of a case: one per goal, or a single one."""
    own = [goal for goal in goals if goal.case == name]
    return [_row(name, goal, taken) for goal in own] or [
        (name, *_shown(taken[name]), "", "", "", "")
    ]


def _row(name: str, goal: Goal, taken: Mapping[str, Taken]) -> Row:
    unit = "" if goal.against else " s"
    ratio = taken[name].seconds
    if goal.against:
        ratio = taken[name].processor / taken[goal.against].processor
    limit = f"{goal.most}{unit}" + f", {goal.memory} MB" * bool(goal.memory)
    missed = [_over(ratio, goal.most), _over(taken[name].megabytes, goal.memory)]
    result = ", ".join(filter(None, missed)) or "met"
    return name, *_shown(taken[name]), goal.against, f"{ratio:.2f}{unit}", limit, result


def _over(figure: float, most: float | None) -> str:
    """Return by how much a goal is missed, or ""."""
    if most is None or figure <= most:
        return ""
    excess = f"{figure / most - 1:.0%}"
    return f"missed by {excess if excess != '0%' else 'less than 1%'}"


def _shown(taken: Taken) -> tuple[str, str, str]:
    return (
        f"{taken.seconds * 1000:,.0f}",
        f"{taken.processor * 1000:,.0f}",
        f"{taken.megabytes:,.0f}",
    )


def _growth(folder: Path, rounds: int, sizes: Sizes) -> Iterator[Row]:
    """Yield how much longer each command takes with ten times as many entries."""
    few, many = (growing(folder, size) for size in (sizes.few, sizes.large))
    for one, other in zip(few, many, strict=True):
        of_many = other._replace(name="")
        taken = measure([one, of_many], _times(rounds, _SHARE_OF_GROWTH))
        yield _grown(one.name, taken[one.name], taken[of_many.name])


def _grown(name: str, few: Taken, many: Taken) -> Row:
    growth = many.processor / few.processor
    missed = _over(growth, _MOST_GROWTH)
    (_, ms, mb), (_, ms_of_many, mb_of_many) = _shown(few), _shown(many)
    shown = f"{growth:.1f}" + f", {missed}" * bool(missed)
    return name, ms, ms_of_many, shown, mb, mb_of_many


def _tests(folder: Path) -> Iterator[Row]:
    """Yield how long the tests take, with what they install."""
    root = Path(__file__).parents[1]
    readme = (root / "README.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"^python3 -m venv .* pytest .*$", readme, re.MULTILINE)
    for name, words in zip(_MOST_MINUTES, (command, "bash .ci/run"), strict=True):
        clone = folder / f"clone {name.replace('/', ' ')}"
        subprocess.run(["git", "clone", "-q", root, clone], check=True)  # noqa: S607
        start = time.perf_counter()
        run = ["bash", "-c", words]
        ended = subprocess.run(run, cwd=clone, check=False, capture_output=True, text=True)
        minutes, most = (time.perf_counter() - start) / 60, _MOST_MINUTES[name]
        result = _over(minutes, most) or "met"
        if ended.returncode:  # an hour of measuring is not lost with a test
            print(ended.stdout, ended.stderr, file=sys.stderr)
            result = "failed"
        yield name, f"{minutes:.1f}", str(most), result


def _table(head: Row, rows: Iterable[Row]) -> str:
    """Return a Markdown table, with numbers aligned right."""
    sides = ["---" if name in _TEXTS else "---:" for name in head]
    return "".join(f"| {' | '.join(row)} |\n" for row in (head, sides, *rows))


if __name__ == "__main__":
    _tables, *_written = _RESULTS.read_text(encoding="utf-8").partition(_REASONS)
    _new = []
    for _part in report(int(sys.argv[1]), Sizes()):
        print(_part, end="", flush=True)  # what is measured is not lost if a later case fails
        _new.append(_part)
    _RESULTS.write_text("".join(_new + _written), encoding="utf-8")
