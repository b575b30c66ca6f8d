"""`cmcct retire`: the person has left."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.edited import BOTH, changed
from tests.conftest import Result, Run

Write = Callable[[str], Path]
HISTORY = "what was taken out is still in git's history: whoever has a clone has it\n"

MOBILE = '-    { number = "+592 609 1234", type = "mobile", sharing = "secretariat" },'
OVERLAY = '[[focal_point]]\nid = "gy-ctu"\naddress = "6 Example Dam"\n'


def test_the_private_channels_go_from_both_files(run: Run, write: Write) -> None:
    path = write(BOTH)
    before, overlay = path.read_bytes(), path.with_name("directory.private.toml")
    overlay.write_text(OVERLAY)
    result = run("retire", "gy-ctu", "--on", "2026-05-31", "--directory", path)
    assert result == Result(0, "", f"wrote {path}\nwrote {overlay}\n{HISTORY}")
    assert changed(path, before) == [MOBILE, '+status = "left"', "+until = 2026-05-31"]
    assert overlay.read_text() == ""


def test_where_nothing_private_goes_nothing_is_said_of_history(run: Run, write: Write) -> None:
    path = write(BOTH.replace(f"{MOBILE[1:]}\n", ""))
    assert run("retire", "gy-ctu", "--directory", path) == Result(0, "", f"wrote {path}\n")
    assert b"until = 2026-06-01\n" in path.read_bytes()
    assert run("retire", "gy-ctu", "--directory", path) == Result(0, "", "nothing to change\n")


def test_a_trial_shows_what_would_go_and_writes_nothing(run: Run, write: Write) -> None:
    path = write(BOTH)
    before = path.read_bytes()
    result = run("retire", "gy-ctu", "bs-house", "--dry-run", "--directory", path)
    assert (result.code, result.err) == (0, "")
    assert f"\n{MOBILE}\n" in result.out
    assert '\n-private_notes = "Call first."\n' in result.out
    assert path.read_bytes() == before


@pytest.mark.parametrize("words", [["gy-ct"], ["gy-ctu", "--on", "soon"], ["gy-ctu", "gy-ct"]])
def test_what_cannot_be_meant_is_refused(run: Run, write: Write, words: list[str]) -> None:
    path = write(BOTH)
    before = path.read_bytes()
    result = run("retire", *words, "--directory", path)
    assert (result.code, result.out, path.read_bytes()) == (2, "", before)
    assert result.err.startswith(("error: unknown id 'gy-ct'\n", "error: 'soon' is not a date\n"))
