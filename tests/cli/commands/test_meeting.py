"""`cmcct meeting`: new meetings, and what other commands do with a meeting's id."""

import tomllib

import pytest

from tests.conftest import Result, Run, Write
from tests.support.cases import each
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


@pytest.mark.parametrize(
    "words",
    [
        ("Bridgetown, 8 a 10 de diciembre de 2026",),
        ("Bridgetown, 8-10 December 2026",),
        ("Bridgetown (8 t/m 10 december 2026)",),
        ("Bridgetown", "--date", "du 8 au 10 décembre 2026"),
        ("Bridgetown", "--date", "2026-12-08", "--fin", "2026-12-10"),
        ("Bridgetown", "--date", "8 to 10 December 2026", "--until", "2026-12-10"),
        ("Bridgetown", "--date", "8-10 December"),
    ],
)
def test_place_and_days_of_a_meeting_are_read(
    run: Run, write: Write, words: tuple[str, ...]
) -> None:
    path = write(BOTH)
    before = path.read_bytes()
    result = run("meeting", "add", *words, "--directory", path)
    assert result.err.splitlines()[::3] == ["Place: Bridgetown", "added bridgetown-2026"]
    assert changed(path, before) == [
        "+format = 2",
        "+",
        "+[[meeting]]",
        '+id = "bridgetown-2026"',
        '+name = "Bridgetown"',
        "+date = 2026-12-08",
        "+until = 2026-12-10",
        '+place = "Bridgetown"',
    ]


@each(
    ("typed", "days"),
    [
        ("8-12 December", ("2026-12-08", "2026-12-12")),
        ("27 de noviembre al 5 de diciembre", ("2026-11-27", "2026-12-05")),
        ("30 December - 2 January", ("2026-12-30", "2027-01-02")),
        ("2 March", ("2026-03-02", "")),  # it was lately
        ("28 February", ("2027-02-28", "")),
    ],
)
def test_meeting_without_a_year_is_the_coming_one(
    typed: str, days: tuple[str, str], run: Run, write: Write
) -> None:
    path = write(BOTH)
    assert run(*NEW, "--date", typed, "--directory", path).code == 0
    (new,) = (one for one in tomllib.loads(path.read_text())["meeting"] if one["id"] == NEW[2])
    assert (str(new["date"]), str(new.get("until", ""))) == days


def test_last_day_that_is_given_twice_is_one(run: Run, write: Write) -> None:
    path = write(BOTH)
    before = path.read_bytes()
    words = ("--date", "1 a 7 de septiembre", "--until", "2026-09-09")
    result = run(*NEW, *words, "--directory", path)
    message = "error: --until cannot be used with --date '1 a 7 de septiembre'\n"
    assert (result.code, result.err.startswith(message)) == (2, True)
    assert path.read_bytes() == before


def test_days_of_a_meeting_are_changed(run: Run, write: Write) -> None:
    path = write(BOTH)
    before = path.read_bytes()
    for pair in ("fin=14/3/2019", "fecha=11 al 13 de marzo de 2019"):
        assert run("set", "georgetown-2019", pair, "--directory", path).code == 0
    assert changed(path, before) == [
        "+format = 2",
        "-date = 2019-03-12",
        "+date = 2019-03-11",
        "+until = 2019-03-13",
    ]


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
