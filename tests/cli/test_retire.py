"""`cmcct retire`: the person has left."""

import pytest

from tests.cli.edited import BOTH, HISTORY, MOBILE, changed, left_alone
from tests.conftest import Result, Run, Write, write_overlay

OVERLAY = '[[focal_point]]\nid = "gy-ctu"\naddress = "6 Example Dam"\n'


def test_the_private_channels_go_from_both_files(run: Run, write: Write) -> None:
    path = write(BOTH)
    before, overlay = path.read_bytes(), write_overlay(path, OVERLAY)
    result = run("retire", "gy-ctu", "--on", "2026-05-31", "--directory", path)
    assert result == Result(0, "", f"wrote {path}\nwrote {overlay}\n{HISTORY}")
    assert changed(path, before) == [MOBILE, '+status = "left"', "+until = 2026-05-31"]
    assert overlay.read_text() == ""


def test_where_nothing_private_goes_nothing_is_said_of_history(run: Run, write: Write) -> None:
    path = write(BOTH.replace(f"{MOBILE[1:]}\n", ""))
    assert run("retire", "gy-ctu", "--directory", path) == Result(0, "", f"wrote {path}\n")
    assert b"until = 2026-06-01\n" in path.read_bytes()
    assert run("retire", "gy-ctu", "--directory", path) == Result(0, "", "nothing to change\n")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["gy-ct"], "unknown id 'gy-ct'"),
        (["gy-ctu", "--on", "soon"], "'soon' is not a date"),
        (["gy-ctu", "gy-ct"], "unknown id 'gy-ct'"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    run: Run, write: Write, words: list[str], message: str
) -> None:
    result = left_alone(run, write(BOTH), "retire", *words)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"error: {message}\n")


def test_an_address_of_a_private_entry_is_said_to_stay_in_git(run: Run, write: Write) -> None:
    path = write(BOTH.replace('id = "gy-ctu"', 'id = "gy-ctu"\nsharing = "secretariat"'))
    assert HISTORY in run("retire", "gy-ctu", "--directory", path).err
    assert b"609 1234" not in path.read_bytes()


def test_check_names_retire_only_where_it_helps(run: Run, write: Write) -> None:
    path = write(BOTH)
    left = write_overlay(path, OVERLAY).read_text()
    assert run("retire", "gy-ctu", "--directory", path).code == 0
    # As a killed command leaves it.
    write_overlay(path, left)
    advice = (
        "warning: gy-ctu has left, and the private file still has a part of it: "
        "run cmcct retire gy-ctu\n"
    )
    assert advice in run("check", "--directory", path).err
    assert run("retire", "gy-ctu", "--directory", path).code == 0
    assert advice not in run("check", "--directory", path).err
    # Another person's stays; a finding names it.
    write_overlay(path, f'{left}name = "Óscar Voorbeeld"\n')
    assert run("retire", "gy-ctu", "--directory", path) == Result(0, "", "nothing to change\n")
    result = run("check", "--directory", path)
    assert advice not in result.err
    assert "warning[private-of-another]" in result.out
