"""`cmcct retire`: the person has left."""

import pytest

from tests.conftest import Result, Run, Write, write_overlay
from tests.support import person
from tests.support.edited import BOTH, GOES, HISTORY, MOBILE, brief, changed

LINE = '{ number = "+592 220 1234", type = "hotline", hours = "24/7" }'
OVERLAY = '[[focal_point]]\nid = "gy-ctu"\naddress = "6 Example Dam"\n'


def test_the_private_channels_go_from_both_files(run: Run, write: Write) -> None:
    path = write(BOTH)
    before, overlay = path.read_bytes(), write_overlay(path, OVERLAY)
    result = run("retire", "gy-ctu", "--on", "2026-05-31", "--yes", "--directory", path)
    assert brief(result) == Result(0, "", f"{GOES}wrote {path}\nwrote {overlay}\n{HISTORY}")
    assert changed(path, before) == [MOBILE, '+status = "left"', "+until = 2026-05-31"]
    assert overlay.read_text() == ""


def test_retirement_of_nothing_private_is_silent(run: Run, write: Write) -> None:
    path = write(BOTH.replace(f"{MOBILE[1:]}\n", ""))
    assert brief(run("retire", "gy-ctu", "--directory", path)) == Result(0, "", f"wrote {path}\n")
    assert b"until = 2026-06-01\n" in path.read_bytes()
    assert run("retire", "gy-ctu", "--directory", path) == Result(0, "", "nothing to change\n")


def test_private_entry_is_said_to_stay_in_git(run: Run, write: Write) -> None:
    path = write(BOTH.replace('id = "gy-ctu"', 'id = "gy-ctu"\nsharing = "secretariat"'))
    assert HISTORY in run("retire", "gy-ctu", "--directory", path).err
    assert b"609 1234" not in path.read_bytes()


def test_check_names_retire_only_where_it_helps(run: Run, write: Write) -> None:
    path = write(BOTH)
    left = write_overlay(path, OVERLAY).read_text()
    assert run("retire", "gy-ctu", "--yes", "--directory", path).code == 0
    # As after a kill.
    write_overlay(path, left)
    advice = (
        "warning: gy-ctu has left, but the private file still has data for it: run cmcct "
        "retire gy-ctu\n"
    )
    assert advice in run("check", "--directory", path).err
    assert run("retire", "gy-ctu", "--yes", "--directory", path).code == 0
    assert advice not in run("check", "--directory", path).err
    # Another person's part is kept, with a finding.
    write_overlay(path, f'{left}name = "Óscar Voorbeeld"\n')
    assert run("retire", "gy-ctu", "--directory", path) == Result(0, "", "nothing to change\n")
    result = run("check", "--directory", path)
    assert advice not in result.err
    assert "warning[private-of-another]" in result.out


AHEAD = "gy-ctu stays active: run cmcct retire again after 30 September 2026\n"


def test_a_day_ahead_is_written_and_nothing_goes(run: Run, write: Write) -> None:
    path = write(BOTH)
    before, overlay = path.read_bytes(), write_overlay(path, OVERLAY)
    result = run("retire", "gy-ctu", "--on", "2026-09-30", "--directory", path)
    assert brief(result) == Result(0, "", f"wrote {path}\n{AHEAD}")
    assert changed(path, before) == ["+until = 2026-09-30"]
    assert overlay.read_text() == OVERLAY
    run("retire", "bs-house", "--yes", "--directory", path)  # who has left does not stay active
    result = run("retire", "gy-ctu", "bs-house", "--on", "2026-09-30", "--directory", path)
    stays = (
        "bs-house already left on 1 June 2026; to correct the date, run cmcct set bs-house until="
    )
    assert result.err == f"nothing to change\n{AHEAD}{stays}2026-09-30\n"


@pytest.mark.parametrize(("today", "is_gone"), [("2026-09-30", False), ("2026-10-01", True)])
def test_person_who_left_by_clock_is_shown_as_left(
    run: Run,
    write: Write,
    monkeypatch: pytest.MonkeyPatch,
    today: str,
    is_gone: bool,  # noqa: FBT001
) -> None:
    path = write(BOTH)
    run("retire", "gy-ctu", "--on", "2026-09-30", "--directory", path)
    monkeypatch.setenv("CMCCT_TODAY", today)
    found = run("search", "ctu", "--directory", path)
    assert (found.code, "gy-ctu (left)" in found.err) == ((1, True) if is_gone else (0, False))
    shown = run("show", "gy-ctu", "--directory", path).out
    assert ("Status" in shown) is is_gone
    # A list still has the entry, and the user is warned.
    for words in (("search", "ctu", "--format", "json"), ("export", "csv"), ("emails",)):
        assert "ctu@example.org" in run(*words, "--directory", path).out
    message = "warning: still listed although their last day has passed: gy-ctu; run cmcct retire\n"
    assert (message in run("export", "csv", "--directory", path).err) is is_gone
    warned = run("check", path).out
    assert ("as cmcct retire does" in warned) is is_gone
    assert ("until-passed" in warned) is is_gone


@pytest.mark.parametrize("value", ["true", "1.5"])
def test_value_of_another_type_is_no_bug(run: Run, write: Write, value: str) -> None:
    path = write(BOTH.replace('id = "gy-ctu"\n', f'id = "gy-ctu"\nprivate_notes = {value}\n', 1))
    assert run("retire", "gy-ctu", "--yes", "--directory", path).code == 0
    assert f"private_notes = {value}" not in path.read_text(encoding="utf-8")


def test_id_is_looked_up_before_the_question(write: Write) -> None:
    result = person.typing([], "retire", "nobody-here", "--directory", write(BOTH))
    assert "unknown id 'nobody-here'" in result.out
    assert "vacant" not in result.out


@pytest.mark.parametrize(("answer", "code"), [("", 2), ("y\n", 0)])
def test_the_answer_no_is_saved_only_after_another_question(
    write: Write, answer: str, code: int
) -> None:
    path = write(BOTH.replace('"+592 220 1234"', LINE))
    before = path.read_bytes()
    answers = [("marked as left)? [no]: ", "\n"), ("Save? [no]: ", answer or "\n")]
    result = person.typing(answers, "retire", "gy-ctu", "--directory", path, columns=200)
    gone = "e-mail ctu@example.org, hotline +592 220 1234 (24/7)"
    assert f"no list has these until somebody has the seat: {gone}\n" in result.out
    assert "active → left; until: (empty) → 1 June 2026" in result.out
    assert (result.code, path.read_bytes() == before) == (code, code == 2)
