"""The page about the secretariat's year: played from an empty folder to the second meeting."""

import os
import re
from pathlib import Path

import pytest

from scripts.readme import ENVIRONMENT, YEAR
from tests.support.cases import each
from tests.support.programs import need

PAGE = YEAR.read()
COMMANDS = re.findall(r"^\$ (.*)$", PAGE, re.MULTILINE)


@pytest.mark.gate
@pytest.mark.sweep
def test_every_command_prints_its_shown_output(
    program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    need("bash", "apt install bash")
    need("git", "apt install git")
    monkeypatch.setitem(ENVIRONMENT, "PATH", f"{program}{os.pathsep}{ENVIRONMENT['PATH']}")
    fresh = YEAR.refresh()
    assert fresh == {path: path.read_text(encoding="utf-8") for path in fresh}
    assert {*YEAR.path.with_suffix("").iterdir()} == {*fresh} - {YEAR.path}


def test_the_year_has_at_most_500_lines_and_links_what_each_day_prints() -> None:
    assert len(PAGE.splitlines()) <= 500
    days = re.findall(r"^```console (\S+)$", PAGE, re.MULTILINE)
    assert re.findall(r"\]\(year/([\d-]+)\.txt\)", PAGE) == days


def test_the_year_needs_no_editor_and_no_git() -> None:
    words = [command.split() for command in COMMANDS]
    assert {program for program, *_ in words} == {"cmcct", "rm"}
    assert not {"edit", "git-setup", "merge-file"} & {command for _, command, *_ in words}
    assert YEAR.files == [YEAR.path.parent.parent / "tests/importing/files/participants.xlsx"]


def test_nothing_is_refused() -> None:
    days = [path.read_text(encoding="utf-8") for path in YEAR.path.with_suffix("").iterdir()]
    refused = [line for line in "\n".join(days).splitlines() if line.startswith(("error", "Usage"))]
    assert refused == []


def test_the_year_goes_from_one_meeting_to_the_next() -> None:
    days = re.findall(r"^```console (.*)$", PAGE, re.MULTILINE)
    assert days == sorted(set(days))
    meetings = [line for line in COMMANDS if line.startswith("cmcct meeting add")]
    assert [re.findall(r"--date (\S+)", line)[0][:4] for line in meetings] == ["2026", "2027"]
    assert [days[0][:4], days[-1][:4]] == ["2026", "2027"]


@each(
    "command",
    [
        *("add", "call", "check", "diff", "edition issue", "edition verify", "export emails"),
        *("export all", "export html", "export markdown", "export vcard", "export xlsx"),
        *(
            "group add",
            "group join",
            "import",
            "init",
            "log",
            "meeting add",
            "meeting attend",
            "replace",
        ),
        *(
            "retire",
            "round answers",
            "round letters",
            "round status",
            "save",
            "set",
            "status",
            "test",
        ),
        *("undo", "verify"),
    ],
)
def test_the_year_has_every_command_of_a_secretariat(command: str) -> None:
    assert any(f"{line} ".startswith(f"cmcct {command} ") for line in COMMANDS)
