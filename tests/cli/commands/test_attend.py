"""`cmcct attend`: attendance at a meeting."""

from tests.conftest import Result, Run, Write, entry
from tests.support.edited import BOTH, brief, changed, left_alone


def test_the_meeting_is_added_where_it_is_not_there(run: Run, write: Write) -> None:
    path = write(BOTH)
    before = path.read_bytes()
    who = ("asistieron", "gy-ctu", "y", "bs-house")
    result = run("attend", "georgetown-2019", *who, "--directory", path)
    assert brief(result) == Result(0, "", f"wrote {path}\n")
    assert changed(path, before) == ['+meetings = ["georgetown-2019"]']
    again = run("attend", "georgetown-2019", "gy-ctu", "bs-house", "--directory", path)
    assert again == Result(0, "", "nothing to change\n")


def test_who_did_not_attend_is_taken_out(run: Run, write: Write) -> None:
    path = write(BOTH)
    before = path.read_bytes()
    words = ("meeting", "attend", "georgetown-2019", "bs-house", "--directory", path)
    run(*words)
    assert brief(run(*words, "--remove")) == Result(0, "", f"wrote {path}\n")
    assert path.read_bytes() == before
    assert run(*words, "--remove") == Result(0, "", "nothing to change\n")
    refused = run(*words, "--remove", "--verify")
    assert refused.err.startswith("error: --remove cannot be used with --verify\n")


def test_attendance_confirms_with_day_of_meeting(run: Run, write: Write) -> None:
    path = write(BOTH.replace("2026-03-02", "2019-01-01", 1))
    before = path.read_bytes()
    words = ("attend", "georgetown-2019", "bs-house", "gy-ctu", "--verify", "--directory", path)
    result = run(*words)
    assert changed(path, before) == [
        "-verified = 2019-01-01",
        '+meetings = ["georgetown-2019"]',
        "+verified = 2019-03-12",
        '+verified_via = "meeting"',
    ]
    assert result.err.endswith("gy-ctu: confirmed on 2 March 2026, which stays\n")


def test_meeting_of_a_month_needs_the_day(run: Run, write: Write) -> None:
    path = write(BOTH)
    run("meeting", "add", "kingston-2026", "--name", "X", "--date", "2026-04", "--directory", path)
    words = ("attend", "kingston-2026", "gy-ctu", "--verify")
    assert left_alone(run, path, *words) == Result(
        2,
        "",
        "error: the day of kingston-2026 is not known\n"
        "help: give the day of the confirmation with --on\n",
    )
    assert run(*words, "--on", "2026-04-15", "--directory", path).code == 0
    assert 'verified = 2026-04-15\nverified_via = "meeting"\n' in path.read_text()
    alone = left_alone(run, path, *words[:3], "--on", "today")
    assert alone.err == "error: --on requires --verify\nhelp: add --verify, or omit --on\n"


def test_name_of_two_entries_adds_and_confirms_nobody(run: Run, write: Write) -> None:
    named = (("gy-a", "Ada Example"), ("gy-b", "ada  éxample"), ("gy-c", "Bo O'Example"))
    path = write("".join(entry(id=f'"{id_}"', name=f'"{name}"') for id_, name in named))
    words = ("attend", "georgetown-2019", "Bo O'Example", "ADA EXAMPLE", "--verify")
    assert left_alone(run, path, *words) == Result(
        2,
        "",
        "error: 'ADA EXAMPLE' has 2 matches:\n  gy-a  Ada Example, Example Ministry\n"
        "  gy-b  ada  éxample, Example Ministry\n"
        "help: give the id of the one that you mean\n",
    )
    assert "gy-c: meetings" in run(*words[:3], "--directory", path).err
