"""`cmcct replace`: the same seat, somebody else."""

import pytest

from tests.cli.edited import BOTH, HISTORY, MOBILE, changed, left_alone
from tests.conftest import Result, Run, Write, write_overlay

GONE = f"taken out with the person before: +592 609 1234\n{HISTORY}"


def test_the_persons_own_channels_go_and_the_seats_stay(run: Run, write: Write) -> None:
    path = write(BOTH)
    before = path.read_bytes()
    words = ("--name", "Óscar Example", "--phone", "+592 220 1250", "--since", "2026-05-01")
    result = run("replace", "gy-ctu", *words, "--directory", path)
    assert result == Result(0, "", f"wrote {path}\n{GONE}")
    assert changed(path, before) == [
        '-name = "Ada Example"',
        '+name = "Óscar Example"',
        MOBILE,
        '+    "+592 220 1250",',
        "-verified = 2026-03-02",
        "+since = 2026-05-01",
    ]


def test_what_the_overlay_says_of_the_person_goes_too(run: Run, write: Write) -> None:
    path = write(BOTH)
    overlay = write_overlay(path, '[[focal_point]]\nid = "gy-ctu"\naddress = "6 Example Dam"\n')
    result = run("replace", "gy-ctu", "--name", "Óscar Example", "--directory", path)
    assert result == Result(0, "", f"wrote {overlay}\nwrote {path}\nwrote {overlay}\n{GONE}")
    assert overlay.read_text() == ""


def test_without_a_name_nobody_takes_the_seat(run: Run, write: Write) -> None:
    refused = Result(2, "", 'error: who takes the seat?\nhelp: give --name "…"\n')
    assert left_alone(run, write(BOTH), "replace", "gy-ctu") == refused


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["gy-ct"], "error: unknown id 'gy-ct'\nhelp: did you mean gy-ctu?\n"),
        (["gy-ctu", "--verified-via", "x"], "error[unknown-value]: "),
        (["gy-ctu", "--language", "zzzz"], "error: unknown language 'zzzz'\n"),
        (["gy-ctu", "--phone", "12"], "error[invalid-phone]: "),
    ],
)
def test_what_cannot_be_meant_is_refused(
    run: Run, write: Write, words: list[str], said: str
) -> None:
    result = left_alone(run, write(BOTH), "replace", *words, "--name", "Óscar Example")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(said)


def test_a_log_is_told_how_many_channels_went_and_not_which(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(BOTH)
    monkeypatch.setenv("CI", "true")
    result = run("replace", "gy-ctu", "--name", "Óscar Example", "--directory", path)
    assert result.code == 0
    assert "taken out with the person before: 1 e-mail or number\n" in result.err
    assert "609" not in result.err
