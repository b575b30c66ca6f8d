"""`cmcct meeting`: new meetings, and what other commands do with a meeting's id."""

from tests.conftest import Result, Run, Write
from tests.support.edited import BOTH, changed

NEW = ("meeting", "add", "kingston-2026", "--name", "Third Meeting")


def test_new_meeting_stands_below_the_others(run: Run, write: Write) -> None:
    path = write(BOTH)
    before = path.read_bytes()
    options = ("--host", "ja", "--place", "Kingston", "--date", "25/11/2026")
    result = run(*NEW, *options, "--directory", path)
    assert result == Result(0, "", f"wrote {path}\nadded kingston-2026\n")
    assert changed(path, before) == [
        "+",
        "+[[meeting]]",
        '+id = "kingston-2026"',
        '+name = "Third Meeting"',
        "+date = 2026-11-25",
        '+place = "Kingston"',
        '+host = "Jamaica"',
    ]


def test_meeting_may_be_known_by_its_month(run: Run, write: Write) -> None:
    path = write(BOTH)
    assert run(*NEW, "--date", "2026-04", "--directory", path).code == 0
    assert 'date = "2026-04"\n' in path.read_text()


def test_last_day_of_a_meeting_is_said_not_to_be_saved(run: Run, write: Write) -> None:
    path = write(BOTH)
    result = run(*NEW, "--date", "8 to 10 December 2026", "--directory", path)
    said = "a meeting has one day: 8 December 2026 is saved, 10 December 2026 is not\n"
    assert result == Result(0, "", f"{said}wrote {path}\nadded kingston-2026\n")


def test_removed_meeting_leaves_no_reference(run: Run, write: Write) -> None:
    path = write(BOTH)
    before = path.read_text()
    assert run(*NEW, "--date", "2026-04", "--directory", path).code == 0
    assert run("attend", "kingston-2026", "gy-ctu", "bs-house", "--directory", path).code == 0
    result = run("remove", "kingston-2026", "--directory", path)
    assert result.err == (
        f"wrote {path}\n"
        "bs-house: meetings: kingston-2026 → (empty)\n"
        "gy-ctu: meetings: removed kingston-2026\n"
        "kingston-2026: removed\n"
    )
    assert path.read_text() == before
