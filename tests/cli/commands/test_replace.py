"""`cmcct replace`: a new person in a seat."""

from pathlib import Path

import pytest

from tests.conftest import Result, Run, Write, command, environment, write_overlay
from tests.support import members, terminals
from tests.support.edited import BOTH, GOES, HISTORY, MOBILE, brief, changed, left_alone
from tests.support.person import typing

GONE = (
    "kept with the seat: former ids, country, "
    "organisation, sectors, e-mail ctu@example.org, office phone +592 220 1234, working groups, "
    f"meetings\n{HISTORY}"
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
    assert "kept with the seat: country, organisation, sectors, office phone " in result.err


def test_unknown_entry_is_refused_before_a_question(run: Run, write: Write) -> None:
    refused = run("replace", "nope", "--directory", write(BOTH))
    assert refused.err.startswith("error: unknown id 'nope'\n")


def test_overlay_values_of_person_go_too(run: Run, write: Write) -> None:
    path = write(BOTH)
    overlay = write_overlay(path, '[[focal_point]]\nid = "gy-ctu"\naddress = "6 Example Dam"\n')
    words = ("replace", "gy-ctu", "--name", "Óscar Example", "--directory", path)
    refused = left_alone(run, path, *words[:-2])
    assert refused.err == f"error: nothing was saved: {GOES}help: use --yes to proceed\n"
    result = run(*words, "--yes")
    assert brief(result) == Result(
        0, "", f"{GOES}wrote {overlay}\nwrote {path}\nwrote {overlay}\n{GONE}"
    )
    assert overlay.read_text() == ""


def test_replace_without_name_is_refused(run: Run, write: Write) -> None:
    refused = Result(2, "", 'error: --name is missing\nhelp: write --name="…" or --vacant\n')
    assert left_alone(run, write(BOTH), "replace", "gy-ctu") == refused


def test_log_gets_count_of_channels_only(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(BOTH)
    monkeypatch.setenv("CI", "true")
    result = run("replace", "gy-ctu", "--name", "Óscar Example", "--directory", path)
    assert result.code == 0
    assert "kept with the seat: 9 fields and channels\n" in result.err
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


@pytest.mark.parametrize(("answer", "stays"), [("y", True), ("n", False)])
def test_terminal_asks_whether_number_stays(
    write: Write,
    answer: str,
    stays: bool,  # noqa: FBT001
) -> None:
    path = write(DOMINICAN)
    question = (
        "+1 809 234 5678 may be a mobile or a landline. Does it stay with the seat? (yes/no): "
    )
    words = ("--name", "Óscar Example", "--drop", "phones.2", "--directory", path)
    # A number is neither kept nor removed by Enter.
    answers = [
        (question, "\n"),
        ("write yes or no", ""),
        (question, f"{answer}\n"),
        ("Save? [no]: ", "y\n"),
    ]
    result = typing(answers, "replace", "gy-ctu", *words)
    assert result.code == 0
    assert (EITHER in path.read_text()) is stays
    assert "5679" not in path.read_text()


def test_terminal_says_what_goes_and_stays_and_asks_once(write: Write) -> None:
    path = write(BOTH)
    before = path.read_bytes()
    words = ("replace", "gy-ctu", "--name", "Óscar Example", "--directory", path)
    answers = [("kept with the seat: ", ""), ("Ada Example", ""), ("Save? [no]: ", "\n")]
    assert typing(answers, *words, columns=200).code == 2
    assert path.read_bytes() == before
    asked = [("Full name: ", "Óscar Example\n"), ("itle", "\n"), ("Save? [no]: ", "y\n")]
    done = typing(asked, *words[:2], *words[-2:], columns=200)
    assert (done.code, done.out.count("kept with the seat")) == (0, 1)


def test_options_keep_and_drop_values(run: Run, write: Write) -> None:
    path = write(BOTH)
    options = ("--keep", "title", "--keep", "phones.1", "--drop", "phones.0", "--drop", "meetings")
    words = ("replace", "gy-ctu", "--name", "Óscar Example", *options, "--directory", path)
    assert run(*words).code == 0
    text = path.read_text()
    assert "Director" in text
    assert "+592 609 1234" in text
    assert "220 1234" not in text
    assert "georgetown-2019" not in text.partition("gy-ctu")[2]


@pytest.mark.parametrize("word", ["mobile", "celular", "+592 609 1234", "609-1234"])
def test_number_to_keep_is_named_as_in_set(run: Run, write: Write, word: str) -> None:
    path = write(BOTH)
    words = ("replace", "gy-ctu", "--name", "Óscar Example", "--keep", word)
    assert run(*words, "--directory", path).code == 0
    assert "+592 609 1234" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("word", ["hotline", "+592 609 9999", "phones.7"])
def test_missing_number_to_keep_is_told(run: Run, write: Write, word: str) -> None:
    words = ("replace", "gy-ctu", "--name", "Óscar Example", "--keep", word)
    assert left_alone(run, write(BOTH), *words) == Result(
        2,
        "",
        f"error: this entry has no {word}\nhelp: run cmcct show gy-ctu --format toml\n",
    )


def test_a_whole_list_can_be_named(run: Run, write: Write) -> None:
    path = write(BOTH)
    words = ("replace", "gy-ctu", "--name", "Óscar Example", "--keep", "phones")
    assert run(*words, "--directory", path).code == 0
    assert "+592 609 1234" in path.read_text()


HELD = "already holds gy-ctu; nothing changed"
NAMESAKE = "if it is another person of this name, use --force\n"


@pytest.mark.parametrize(
    "name", ["Ada Example", "ADA EXAMPLE", "Ada María Example Pérez", "Example"]
)
def test_holder_of_the_seat_replaces_nobody(run: Run, write: Write, name: str) -> None:
    path = write(BOTH)
    write_overlay(path)
    correction = f"run cmcct set gy-ctu 'name={name}'\n"
    if name == "Ada Example":
        correction = ""
    elif " " not in name:
        correction = correction.replace("'", "")
    result = left_alone(run, path, "replace", "gy-ctu", "--name", name)
    assert result == Result(0, "", f"{name} {HELD}\n{correction}{NAMESAKE}")


@pytest.mark.parametrize(
    ("words", "correction"),
    [
        (["--title", "Head of Unit"], "'title=Head of Unit'"),
        (["--since", "2026-05-01", "--language", "nl"], "'languages=[\"nl\"]' since=2026-05-01"),
        (["--phone", "+592 220 1250"], "--add 'phones=+592 220 1250'"),
        (["--drop", "phones.1"], "--remove phones.1"),
        (["--drop", "phones.1", "--yes", "--dry-run"], "--remove phones.1"),
    ],
)
def test_values_for_the_holder_are_corrections(
    run: Run, write: Write, words: list[str], correction: str
) -> None:
    path = write(BOTH)
    result = left_alone(run, path, "replace", "gy-ctu", "--name", "Ada Example", *words)
    command = f"cmcct set gy-ctu {correction}"
    assert result == Result(2, "", f"error: Ada Example {HELD}\nhelp: run {command}\n")


def test_kept_value_of_the_holder_changes_nothing(run: Run, write: Write) -> None:
    words = ("replace", "gy-ctu", "--name", "Ada Example", "--keep", "phones.1")
    result = left_alone(run, write(BOTH), *words)
    assert result == Result(0, "", f"Ada Example {HELD}\n{NAMESAKE}")


def test_holder_of_the_seat_needs_no_identity(
    run: Run, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    members.become(monkeypatch, tmp_path, "ada")
    path = members.encrypt(run, write, more=BOTH)
    members.become(monkeypatch, tmp_path, "bo")
    result = left_alone(run, path, "replace", "gy-ctu", "--name", "Ada Example")
    assert result == Result(0, "", f"Ada Example {HELD}\n{NAMESAKE}")


def test_correction_is_masked_in_a_log(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    words = ("replace", "gy-ctu", "--name", "Ada Example", "--phone", "+592 220 1250")
    result = left_alone(run, write(BOTH), *words)
    assert (result.code, "1250" in result.err) == (2, False)


def test_namesake_takes_the_seat_by_force(run: Run, write: Write) -> None:
    path = write(BOTH)
    words = ("replace", "gy-ctu", "--name", "Ada Example", "--force", "--directory", path)
    assert brief(run(*words)) == Result(0, "", f"wrote {path}\n{GONE}")
    assert "609 1234" not in path.read_text()


@pytest.mark.parametrize("state", ['status = "left"', "until = 2026-05-31"])
def test_person_who_left_takes_the_seat_again(run: Run, write: Write, state: str) -> None:
    path = write(BOTH.replace('name = "Ada Example"', f'name = "Ada Example"\n{state}', 1))
    result = run("replace", "gy-ctu", "--name", "Ada Example", "--directory", path)
    assert (result.code, state in path.read_text()) == (0, False)


def test_answer_for_who_took_the_seat_meanwhile_changes_nothing(write: Write, run: Run) -> None:
    path = write(DOMINICAN)
    words = ("replace", "gy-ctu", "--name", "Óscar Example", "--directory", path)
    with terminals.running(command(*words), environment()) as seat:
        seat.until("Does it stay with the seat?")
        run(*words[:4], "--keep", "phones.1", "--keep", "phones.2", *words[4:])
        taken = path.read_bytes()
        seat.type("no\r")
        seat.until("Does it stay with the seat?")
        seat.type("no\r")
        assert f"error: Óscar Example {HELD}" in seat.rest()
    assert path.read_bytes() == taken


def test_vacant_seat_stays_without_its_person(run: Run, write: Write) -> None:
    path = write(BOTH)
    overlay = write_overlay(path)
    before = path.read_bytes()
    words = ("replace", "gy-ctu", "--vacant", "--directory", path)
    assert left_alone(run, path, *words[:-2]).code == 2  # the private file loses a number
    result = run(*words, "--yes")
    assert (result.code, overlay.read_text()) == (0, "")
    assert changed(path, before) == [
        '-name = "Ada Example"',
        '-title = "Director"',
        '-languages = ["en"]',
        MOBILE,
        "-verified = 2026-03-02",
        '+status = "vacant"',
    ]
    result = left_alone(run, path, *words[:-2])
    assert result == Result(0, "", "gy-ctu is vacant already; nothing changed\n")


def test_vacant_seat_takes_no_values_of_a_person(run: Run, write: Write) -> None:
    words = ("replace", "gy-ctu", "--vacant", "--name", "Óscar Example", "--title", "Head")
    assert left_alone(run, write(BOTH), *words) == Result(
        2,
        "",
        "error: --name, --title: a vacant seat has no person\n"
        "help: omit --vacant, or omit --name, --title\n",
    )


def test_number_of_the_new_person_is_read_and_gets_its_type(run: Run, write: Write) -> None:
    path = write(BOTH)
    words = ("replace", "gy-ctu", "--name", "Óscar Example", "--phone", "609-1250")
    result = run(*words, "--phone", "+592 609 1251", "--directory", path)
    assert result.code == 0
    assert result.err.startswith("'609-1250' is read as +592 609 1250\n")
    assert 'phones.2 is a mobile number: added type = "mobile"\n' in result.err
    assert '{ number = "+592 609 1250", type = "mobile" }' in path.read_text(encoding="utf-8")


def test_number_in_place_of_one_for_the_secretariat_is_said_to_be_listed(
    run: Run, write: Write
) -> None:
    words = ("replace", "gy-ctu", "--name", "Óscar Example", "--phone", "+592 609 1250", "--yes")
    note = "lists have +592 609 1250 until you run cmcct set gy-ctu --private '+592 609 1250'\n"
    assert note in run(*words, "--directory", write(BOTH)).err
    path = write(BOTH.replace(', sharing = "secretariat"', ""))
    assert note not in run(*words, "--directory", path).err
    path = write(BOTH.replace(', sharing = "secretariat"', ""))
    write_overlay(path, '[[focal_point]]\nid = "gy-ctu"\nphones = ["+592 609 1255"]\n')
    assert note in run(*words, "--directory", path).err
