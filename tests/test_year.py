"""The page about the secretariat's year: played from an empty folder to the second meeting."""

import re

import pytest

from scripts.readme import YEAR
from tests.support.programs import need

PAGE = YEAR.read()
COMMANDS = re.findall(r"^\$ (.*)$", PAGE, re.MULTILINE)


@pytest.mark.gate
def test_every_command_prints_its_shown_output() -> None:
    need("bash", "apt install bash")
    need("git", "apt install git")
    assert YEAR.refresh() == PAGE


def test_the_year_needs_no_editor_and_no_git() -> None:
    words = [command.split() for command in COMMANDS]
    assert {program for program, *_ in words} == {"cmcct", "rm"}
    assert not {"edit", "git-setup", "merge-file"} & {command for _, command, *_ in words}
    assert YEAR.files == [YEAR.path.parent.parent / "tests/importing/files/participants.xlsx"]


def test_no_command_of_the_year_fails() -> None:
    assert [line for line in PAGE.splitlines() if line.startswith(("error:", "Traceback"))] == []


def test_the_days_of_the_year_pass_in_order() -> None:
    days = re.findall(r"^```console (.*)$", PAGE, re.MULTILINE)
    assert days == sorted(set(days))
    assert days[0] < "2026-07" < "2027-06" < days[-1]


def test_the_year_has_all_that_a_secretariat_does() -> None:
    done = {" ".join(re.findall(r"^cmcct ([a-z]+)(?: ([a-z]+) )?", line)[0]).strip()
            for line in COMMANDS if line.startswith("cmcct")}  # fmt: skip
    assert done
