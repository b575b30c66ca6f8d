"""The benchmarks run, and measure the commands that they name."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from benchmarks import measure
from benchmarks.cases import (
    EDITING,
    IMPORTING,
    READING,
    REMEMBERING,
    Goal,
    Sizes,
    faulty,
    groups,
    growing,
    unparsed,
    written,
)
from benchmarks.measure import Taken
from benchmarks.run import rows
from cmcct.check import runner
from cmcct.cli import Commands
from tests.conftest import environment
from tests.support.cases import each
from tests.support.programs import TOOLS, need

TINY = Sizes(60, 60, 61, 62, 6, 3)


@pytest.mark.sweep
@pytest.mark.parametrize("size", [300, 3000])
def test_a_generated_directory_has_no_findings(tmp_path: Path, size: int) -> None:
    found = runner.check_files(written(tmp_path, size), None, date(2026, 6, 1))
    assert len(found.directory.focal_points) == size
    assert found.diagnostics == ()


def test_a_directory_is_generated_the_same_each_time(tmp_path: Path) -> None:
    texts = []
    for seed in ("1", "2"):
        path = tmp_path / seed
        command = [sys.executable, "-m", "benchmarks.generate", "300", str(path)]
        surroundings = environment() | {"PYTHONHASHSEED": seed}
        subprocess.run(command, check=True, env=surroundings, cwd=Path(__file__).parents[1])
        texts.append(path.read_bytes())
    assert texts[0] == texts[1]


def test_what_is_measured_is_a_command() -> None:
    measured = {words[0] for words in (*READING, *REMEMBERING, *EDITING)}
    assert measured | {*IMPORTING} <= {*Commands.names, *Commands.unlisted, *Commands.renamed}


@pytest.mark.gate
@pytest.mark.sweep
def test_each_command_that_is_measured_does_something(tmp_path: Path) -> None:
    for case in growing(tmp_path, TINY.small):
        measure.run(case)
        if case.edits:
            pristine, edited = case.edits
            assert edited.read_bytes() != pristine.read_bytes(), case


@pytest.mark.gate
@pytest.mark.sweep
def test_each_goal_has_its_measurement(tmp_path: Path) -> None:
    need("khard", TOOLS)
    need("abook", "apt install abook")
    for group in groups(tmp_path, TINY):
        taken = {case.name: measure.run(case) for case in group.cases}
        assert len(taken) == len(group.cases)
        shown = [row for name in taken for row in rows(name, group.goals, taken)]
        assert len([row for row in shown if row[6]]) == len(group.goals)


@each(
    ("seconds", "megabytes", "result"),
    [
        (1.3, 350, "met"),
        (1.56, 350, "missed by 20%"),
        (1.301, 350, "missed by less than 1%"),
        (1.3, 700, "missed by 100%"),
    ],
)
def test_a_goal_is_met_or_missed(seconds: float, megabytes: float, result: str) -> None:
    taken = {"search": Taken(2, seconds, megabytes), "bare": Taken(1, 1, 5000)}
    (row,) = rows("search", [Goal("search", "bare", 1.3, memory=350)], taken)
    assert row[4:] == ("bare", f"{seconds:.2f}", "1.3, 350 MB", result)
    assert rows("bare", [], taken) == [("bare", "1,000", "1,000", "5,000", "", "", "", "")]


def test_a_goal_in_seconds_needs_no_other_case() -> None:
    (row,) = rows("pdf", [Goal("pdf", "", 20)], {"pdf": Taken(25, 40, 100)})
    assert row[4:] == ("", "25.00 s", "20 s", "missed by 25%")


def test_faulty_directory_has_one_finding_in_three_entries(tmp_path: Path) -> None:
    found = runner.check_files(faulty(written(tmp_path, 300), 3), None, date(2026, 6, 1))
    assert [one.finding.code for one in found.diagnostics] == ["invalid-email"] * 100


def test_unparsed_directory_has_three_faults_of_syntax(tmp_path: Path) -> None:
    found = runner.check_files(unparsed(written(tmp_path, 300)), None, date(2026, 6, 1))
    assert [one.finding.code for one in found.diagnostics] == ["toml-syntax"] * 3
