"""`cmcct replace`: a new person in a seat."""

import pytest

from tests.conftest import Result, Run, Write, write_overlay
from tests.support.edited import BOTH, GOES, HISTORY, MOBILE, brief, changed, left_alone
from tests.support.person import typing

GONE = (
    "removed the previous person's data: name, title, languages, phones.1 +592 609 1234, "
    "verified\nkept with the seat: id, formerly, country, organisation, sectors, emails.0 "
    f"ctu@example.org, phones.0 +592 220 1234, working_groups, meetings\n{HISTORY}"
)
EITHER = "+1 809 234 5678"
DOMINICAN = BOTH.replace(
    '    "+592 220 1234",', f'    "+592 220 1234",\n    "{EITHER}",\n    "+1 809 234 5679",'
)


def test_persons_channels_go_and_seats_channels_stay(run: Run, write: Write) -> None:
    path = write(BOTH)
    before = path.read_bytes()
    words = ("--name", "Óscar Example", "--phone", "+592 220 1250", "--since", "2026-05-01")
    result = run("replace", "gy-ctu", *words, "--directory", path)
    assert brief(result) == Result(0, "", f"wrote {path}\n{GONE}")
    assert changed(path, before) == [
        '-name = "Ada Example"',
        '-title = "Director"',
        '+name = "Óscar Example"',
        '-languages = ["en"]',
        MOBILE,
        '+    "+592 220 1250",',
        "-verified = 2026-03-02",
        "+since = 2026-05-01",
    ]


def test_first_person_of_a_seat_replaces_nobody(run: Run, write: Write) -> None:
    seat = 'id = "gy-desk"\ncountry = "Guyana"\norganisation = "Example Desk"\nsectors = ["police"]'
    path = write(f'[[focal_point]]\n{seat}\nphones = ["+592 220 1234"]\n')
    result = run("replace", "gy-desk", "--name", "Óscar Example", "--directory", path)
    assert result.code == 0
    assert "removed the previous" not in result.err
    assert "kept with the seat: id, country, organisation, sectors, phones.0 " in result.err


def test_overlay_values_of_person_go_too(run: Run, write: Write) -> None:
    path = write(BOTH)
    overlay = write_overlay(path, '[[focal_point]]\nid = "gy-ctu"\naddress = "6 Example Dam"\n')
    words = ("replace", "gy-ctu", "--name", "Óscar Example", "--directory", path)
    refused = left_alone(run, path, *words[:-2])
    assert refused.err == f"error: {GOES}help: use --yes to proceed\n"
    result = run(*words, "--yes")
    assert brief(result) == Result(
        0, "", f"{GOES}wrote {overlay}\nwrote {path}\nwrote {overlay}\n{GONE}"
    )
    assert overlay.read_text() == ""


def test_replace_without_name_is_refused(run: Run, write: Write) -> None:
    refused = Result(2, "", 'error: missing: --name\nhelp: give --name "…"\n')
    assert left_alone(run, write(BOTH), "replace", "gy-ctu") == refused


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["gy-ct"], "error: unknown id 'gy-ct'\nhelp: did you mean gy-ctu?\n"),
        (["gy-ctu", "--verified-via", "x"], "error[unknown-value]: "),
        (["gy-ctu", "--language", "zzzz"], "error: unknown language 'zzzz'\n"),
        (["gy-ctu", "--phone", "12"], "error[invalid-phone]: "),
    ],
)
def test_meaningless_change_is_refused(
    run: Run, write: Write, words: list[str], message: str
) -> None:
    result = left_alone(run, write(BOTH), "replace", *words, "--name", "Óscar Example")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(message)


def test_log_gets_count_of_removed_channels_only(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(BOTH)
    monkeypatch.setenv("CI", "true")
    result = run("replace", "gy-ctu", "--name", "Óscar Example", "--directory", path)
    assert result.code == 0
    assert "removed the previous person's data: 5 keys and channels\n" in result.err
    assert "kept with the seat: 9 keys and channels\n" in result.err
    assert "609" not in result.err
    assert "Ada" not in result.err


def test_pipe_needs_choice_for_undecidable_number(run: Run, write: Write) -> None:
    path = write(DOMINICAN)
    words = ("replace", "gy-ctu", "--name", "Óscar Example")
    refused = left_alone(run, path, *words, "--keep", "phones.2")
    assert refused.code == 2
    assert refused.err.startswith("error: phones.1 may be a mobile or a landline\nhelp: use --keep")
    assert left_alone(run, path, *words).err.startswith("error: phones.1, phones.2 may be")
    result = run(*words, "--keep", "phones.2", "--drop", "phones.1", "--directory", path)
    assert result.code == 0
    text = path.read_text()
    assert (EITHER in text, "+1 809 234 5679" in text) == (False, True)


@pytest.mark.parametrize(("answer", "stays"), [("y", True), ("n", False), ("", False)])
def test_terminal_asks_whether_number_stays(
    write: Write,
    answer: str,
    stays: bool,  # noqa: FBT001
) -> None:
    path = write(DOMINICAN)
    question = "phones.1 +1 809 234 5678 may be a mobile or a landline. Does it stay with the seat?"
    words = ("--name", "Óscar Example", "--drop", "phones.2", "--directory", path)
    result = typing([(question, f"{answer}\n")], "replace", "gy-ctu", *words)
    assert result.code == 0
    assert (EITHER in path.read_text()) is stays
    assert "5679" not in path.read_text()


def test_options_keep_and_drop_values(run: Run, write: Write) -> None:
    path = write(BOTH)
    options = ("--keep", "title", "--keep", "phones.1", "--drop", "phones.0", "--drop", "meetings")
    words = ("replace", "gy-ctu", "--name", "Óscar Example", *options, "--directory", path)
    result = run(*words)
    assert "data: name, languages, phones.0 +592 220 1234, meetings, verified\n" in result.err
    text = path.read_text()
    assert "Director" in text
    assert "+592 609 1234" in text
    assert "220 1234" not in text
    assert "georgetown-2019" not in text.partition("gy-ctu")[2]


def test_a_whole_list_can_be_named(run: Run, write: Write) -> None:
    path = write(BOTH)
    words = ("replace", "gy-ctu", "--name", "Óscar Example", "--keep", "phones")
    assert run(*words, "--directory", path).code == 0
    assert "+592 609 1234" in path.read_text()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--keep", "titel"], "unknown key 'titel'"),
        (["--keep", "notes"], "this entry has no notes"),
        (["--drop", "phones.9"], "this entry has no phones.9"),
        (
            ["--drop", "phones.1.type"],
            "'phones.1.type' is only part of a value\nhelp: use ",
        ),
        (["--drop", "sectors.0"], "'sectors.0' is only part of a value\nhelp: use sectors alone"),
        (["--drop", "id"], "an id cannot be set"),
        (["--keep", "title", "--drop", "title"], "title cannot be both kept and dropped"),
    ],
)
def test_kept_or_dropped_value_must_be_there(
    run: Run, write: Write, options: list[str], message: str
) -> None:
    words = ("replace", "gy-ctu", "--name", "Óscar Example", *options)
    result = left_alone(run, write(BOTH), *words)
    assert (result.code, result.err.startswith(f"error: {message}")) == (2, True), result.err
