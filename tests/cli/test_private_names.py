"""Names in the private file: a number in it never becomes another person's unasked."""

import re
import shlex
from pathlib import Path

import pytest

from cmcct.storage import directory_file
from tests.conftest import Run, Write, write_overlay
from tests.support.edited import BOTH, TWICE, left_alone, part
from tests.support.person import typing

NUMBER = "+592 609 1250"
ZED = 'name = "Zed Other"'
UNJOINED = (
    "warning: data of Zed Other in the private file is not included in gy-ctu; "
    "when somebody takes the seat, run cmcct replace gy-ctu --name 'Zed "
    "Other'\n"
)
OWN = part("gy-ctu", "Ada Example", 50)
BECOMES = "gy-ctu: data of {} in the private file would belong to {}"
QUESTION = BECOMES + ". The same person, corrected? [no]: "
SAME = "help: if it is the same person, corrected, use --yes\n"


@pytest.fixture
def path(write: Write) -> Path:
    return write(BOTH)


def _joined(path: Path) -> list[str]:
    """Return the private numbers that are joined to gy-ctu."""
    points = {point.id: point for point in directory_file.load(path).directory.focal_points}
    numbers = [phone.number for phone in points["gy-ctu"].phones]
    return [number for number in numbers if number.startswith("+592 609 125")]


# add --private


@pytest.mark.parametrize("overlay_text", ["", OWN, part("gy-ctu", "", 50), part("gy-unit", "", 50)])
@pytest.mark.parametrize("is_file", [False, True])
def test_number_of_other_person_makes_its_own_part(
    run: Run,
    path: Path,
    overlay_text: str,
    is_file: bool,  # noqa: FBT001
) -> None:
    overlay = write_overlay(path, overlay_text)
    add = ("add", "--private", "--directory", path)
    if is_file:
        draft = f'id = "gy-ctu"\n{ZED}\nphones = ["+592 220 1251"]\n'
        result = run(*add, "--from", "-", stdin=draft)
    else:
        result = run(*add, "--id", "gy-ctu", "--name", "Zed Other", "--phone", "+592 220 1251")
    assert result.code == 0
    assert result.err.endswith(UNJOINED)
    mine = part("gy-ctu", "Zed Other", 51).replace("609", "220")
    assert overlay.read_text().replace("\n\n", "\n") == overlay_text + mine
    assert _joined(path) == ([NUMBER] if overlay_text else [])


def test_the_part_of_another_person_is_added_to(run: Run, path: Path) -> None:
    mine = part("gy-ctu", "Zed Other", 51)
    overlay = write_overlay(path, OWN + mine)
    add = ("add", "--private", "--id", "gy-ctu", "--name", "Zed", "--address", "A 1")
    result = run(*add, "--directory", path)
    assert result.err.endswith(UNJOINED)
    assert overlay.read_text() == OWN + mine + 'address = "A 1"\n'
    # The command of the warning joins both values to the next person.
    replace = ("replace", "gy-ctu", "--name", "Zed Other", "--yes", "--directory", path)
    assert run(*replace).code == 0
    assert _joined(path) == ["+592 609 1251"]


@pytest.mark.parametrize("name", ["Ada Example", "Ada Example Pérez"])
def test_the_name_of_the_entrys_person_names_a_part(run: Run, path: Path, name: str) -> None:
    overlay = write_overlay(path, part("gy-ctu", "", 50))
    add = ("add", "--private", "--id", "gy-ctu", "--name", name, "--phone", "+592 220 1251")
    assert "not joined" not in run(*add, "--directory", path).err
    text = overlay.read_text()
    assert (text.count("[["), f'name = "{name}"' in text) == (1, True)
    longer = ("add", "--private", "--id", "gy-ctu", "--name", "Ada", "--address", "A 1")
    assert run(*longer, "--directory", path).code == 0
    assert overlay.read_text() == text + 'address = "A 1"\n'


def test_two_persons_of_a_short_name_have_a_part_each(run: Run, write: Write) -> None:
    path = write(BOTH.replace('name = "Ada Example"', 'name = "Ada"'))
    overlay = write_overlay(path, part("gy-ctu", "Ada Pérez", 50))
    add = ("add", "--private", "--id", "gy-ctu", "--name", "Ada Example", "--address", "A 1")
    assert "not joined" not in run(*add, "--directory", path).err
    mine = '[[focal_point]]\nid = "gy-ctu"\nname = "Ada Example"\naddress = "A 1"\n'
    assert overlay.read_text() == f"{part('gy-ctu', 'Ada Pérez', 50)}\n{mine}"


def test_number_for_a_vacant_seat_is_not_joined_yet(run: Run, write: Write) -> None:
    path = write(BOTH.replace('name = "Ada Example"', 'status = "vacant"'))
    add = ("add", "--private", "--id", "gy-ctu", "--name", "Zed Other", "--phone", "+592 220 1251")
    message = "warning: data of Zed Other in the private file is not included in gy-ctu; when"
    assert message in run(*add, "--directory", path).err


def test_dry_run_writes_no_part_and_notes_no_number(run: Run, path: Path) -> None:
    add = ("add", "--private", "--id", "gy-ctu", "--phone", NUMBER, "--directory", path)
    result = run(*add, "--dry-run")
    assert result.code == 0
    assert "is a mobile number" not in result.err
    assert not path.with_name("directory.private.toml").exists()
    assert "is a mobile number" in run(*add).err


def test_a_marked_number_names_its_record(run: Run, path: Path) -> None:
    table = '[[focal_point]]\nid = "gy-ctu"\nphones = ["+592 609 12{}"]\n'
    two = table.format(50) + table.format(51)
    result = run("add", "--private", "--from", "-", "--directory", path, stdin=two)
    mobile = 'is a mobile number: added type = "mobile"\n'
    assert f"record 1, gy-ctu, phones.0 {mobile}record 2, gy-ctu, phones.1 {mobile}" in result.err
    one = run("add", "--private", "--from", "-", "--directory", path, stdin=table.format(52))
    assert f"\nphones.2 {mobile}" in one.err


def test_marked_number_of_new_entry_names_its_record(run: Run, path: Path) -> None:
    table = (
        '[[focal_point]]\nid = "gy-{}"\ncountry = "Guyana"\nname = "Zed {}"\n'
        'organisation = "X"\nsectors = ["police"]\nphones = ["+592 609 12{}"]\n'
    )
    two = table.format("a", "Other", 60) + table.format("b", "Voorbeeld", 61)
    result = run("add", "--from", "-", "--directory", path, stdin=two)
    assert "record 1, gy-a, phones.0 is a mobile number" in result.err
    assert "record 2, gy-b, phones.0 is a mobile number" in result.err


# set --private


@pytest.mark.parametrize(
    ("overlay_text", "words", "message"),
    [
        (OWN, ("name=Zed Other",), BECOMES.format("Ada Example", "Zed Other")),
        (OWN, ("name=Zed", "--add", "phones=x"), BECOMES.format("Ada Example", "Zed")),
        (part("gy-ctu", "", 50), ("name=Zed",), BECOMES.format("Ada Example", "Zed")),
        (
            part("gy-unit", "Zed Other", 50),
            ("name=Ada Example",),
            BECOMES.format("Zed Other", "Ada Example"),
        ),
        (
            part("gy-ctu", "Zed Other", 50),
            ("--unset", "name"),
            BECOMES.format("Zed Other", "Ada Example"),
        ),
    ],
)
def test_another_name_needs_consent_in_a_pipe(
    run: Run, path: Path, overlay_text: str, words: tuple[str, ...], message: str
) -> None:
    overlay = write_overlay(path, overlay_text)
    words = tuple(word.replace("phones=x", "phones=+592 220 1251") for word in words)
    result = left_alone(run, path, "set", "gy-ctu", "--private", *words)
    assert (result.code, result.out, result.err) == (2, "", f"error: {message}\n{SAME}")
    trial = run("set", "gy-ctu", "--private", *words, "--dry-run", "--directory", path)
    assert (trial.code, trial.err.count(f"{message}\n")) == (0, 1)
    assert overlay.read_text() == overlay_text
    agreed = run("set", "gy-ctu", "--private", *words, "--yes", "--directory", path)
    assert (agreed.code, agreed.err.count(f"{message}\n")) == (0, 1)
    assert overlay.read_text() != overlay_text
    assert (UNJOINED in agreed.err) is ("name=Zed Other" in words)


@pytest.mark.parametrize(
    ("overlay_text", "word", "message"),
    [
        ("", "name=Zed", "gy-ctu: data without a name in the private file would belong to Zed"),
        ("Zed", "--unset=name", "gy-ctu: data of Zed in the private file would have no name"),
    ],
)
def test_a_vacant_seats_part_gets_no_person_unasked(
    run: Run, write: Write, overlay_text: str, word: str, message: str
) -> None:
    path = write(BOTH.replace('name = "Ada Example"', 'status = "vacant"'))
    write_overlay(path, part("gy-ctu", overlay_text, 50))
    result = left_alone(run, path, "set", "gy-ctu", "--private", word)
    assert (result.code, result.err) == (2, f"error: {message}\n{SAME}")


@pytest.mark.parametrize(("answer", "code"), [("yes", 0), ("no", 2)])
def test_terminal_asks_once_about_another_name(path: Path, answer: str, code: int) -> None:
    overlay = write_overlay(path, OWN)
    asked = QUESTION.format("Ada Example", "Zed Other")
    words = ("set", "gy-ctu", "--private", "name=Zed Other", "--directory", path)
    result = typing([(asked, f"{answer}\n")], *words)
    assert (result.code, result.out.count("corrected?")) == (code, 1)
    assert (overlay.read_text() == OWN) is (code != 0)


def test_answer_about_a_name_counts_for_what_somebody_wrote_meanwhile(path: Path) -> None:
    overlay = write_overlay(path, OWN)
    asked = QUESTION.format("Ada Example", "Zed Other")
    words = ("set", "gy-ctu", "--private", "name=Zed Other", "--directory", path)
    text = path.read_text(encoding="utf-8")
    result = typing(
        [(asked, "yes\n")],
        *words,
        meanwhile=lambda: path.write_text(f"{text}# noted\n", encoding="utf-8"),
    )
    assert (result.code, result.out.count("corrected?")) == (0, 1)
    assert path.read_text(encoding="utf-8") == f"{text}# noted\n"
    assert ZED in overlay.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("overlay_text", "word"),
    [
        ("", "name=Zed Other"),
        (OWN, "name=Ada Example Pérez"),
        (OWN, "--unset=name"),
        (part("gy-ctu", "", 50), "name=Ada Example"),
    ],
)
def test_same_person_or_new_part_is_not_asked_about(
    run: Run, path: Path, overlay_text: str, word: str
) -> None:
    if overlay_text:
        write_overlay(path, overlay_text)
    words = ("set", "gy-ctu", "--private", word, "--add", "phones=+592 220 1251")
    result = run(*words, "--directory", path)
    assert (result.code, UNJOINED in result.err) == (0, not overlay_text)


# The command that `check` names


def _named_command(run: Run, path: Path) -> list[str]:
    """Return the words of the command that `check` names for a part of another person."""
    result = run("check", "--directory", path)
    found = re.search(
        r"\[private-of-another\].*?same person, run cmcct (.*?);", result.out, re.DOTALL
    )
    assert found
    return shlex.split(found[1])


ANOTHER = "[private-of-another]"


@pytest.mark.parametrize(
    "overlay_text", [OWN, part("gy-ctu", "", 50), part("gy-ctu", "Ada", 50), ""]
)
@pytest.mark.parametrize("id_", ["gy-police", "gy-unit", "gy-ctu"])
def test_the_command_that_check_names_joins_the_number(
    run: Run, write: Write, overlay_text: str, id_: str
) -> None:
    path = write(TWICE.replace("Ada Exampel", "Zed Other"))
    write_overlay(path, overlay_text + part("gy-police", "Zed Other", 51))
    merge = ("merge", "gy-ctu", "gy-police", "--prefer", "keep", "--directory", path)
    assert run(*merge).code == 0
    if id_ != "gy-police":  # by `formerly`, or under the id of the entry itself
        overlay = path.with_name(directory_file.OVERLAY_NAME)
        overlay.write_text(overlay.read_text().replace("gy-police", id_))
    command = _named_command(run, path)
    assert command == ["set", "gy-ctu", "--private", "name=Ada Example"]
    refused = left_alone(run, path, *command)
    message = BECOMES.format("Zed Other", "Ada Example")
    assert (refused.code, refused.err) == (2, f"error: {message}\n{SAME}")
    assert run(*command, "--yes", "--directory", path).code == 0
    assert ANOTHER not in run("check", "--directory", path).out
    assert _joined(path) == ([NUMBER] if overlay_text else []) + ["+592 609 1251"]
    # The parts stay usable for the next edit.
    address = ("set", "gy-ctu", "--private", "address=A 1", "--directory", path)
    assert run(*address).code == 0


def test_other_keys_do_not_go_into_part_of_another(run: Run, path: Path) -> None:
    other = part("gy-unit", "Zed Other", 51)
    overlay = write_overlay(path, other + OWN)
    words = ("set", "gy-ctu", "--private", "name=Ada Example", "address=A 1", "--directory", path)
    assert run(*words).code == 0
    assert overlay.read_text() == other + OWN + 'address = "A 1"\n'


@pytest.mark.parametrize("words", [(), ("--yes",), ("--dry-run",)])
def test_one_answer_is_not_for_several_persons(
    run: Run, path: Path, words: tuple[str, ...]
) -> None:
    others = part("gy-unit", "Zed Other", 51) + part("gy-ctu", "Óscar Voorbeeld", 52)
    overlay = write_overlay(path, OWN + others)
    command = ("set", "gy-ctu", "--private", "name=Ada Example", *words)
    result = left_alone(run, path, *command)
    assert result.code == 2
    assert result.err == (
        "error: the private file has several other names for gy-ctu: Zed Other, Óscar "
        "Voorbeeld\nhelp: run it in a terminal without --yes to be asked about each\n"
    )
    assert overlay.read_text() == OWN + others


@pytest.mark.parametrize(
    ("answers", "code", "joined"),
    [(("no", "yes"), 0, ["50", "52"]), (("yes", "no"), 0, ["51", "50"]), (("no", "no"), 2, ["50"])],
)
def test_terminal_asks_about_each_person(
    path: Path, answers: tuple[str, str], code: int, joined: list[str]
) -> None:
    others = part("gy-unit", "Zed Other", 51) + part("gy-ctu", "Óscar Voorbeeld", 52)
    write_overlay(path, others + OWN)
    asked = [QUESTION.format(name, "Ada Example") for name in ("Zed Other", "Óscar Voorbeeld")]
    typed = [(question, f"{answer}\n") for question, answer in zip(asked, answers, strict=True)]
    words = ("set", "gy-ctu", "--private", "name=Ada Example", "--directory", path)
    result = typing(typed, *words)
    assert (result.code, result.out.count("corrected?")) == (code, 2)
    assert sorted(_joined(path)) == sorted(f"+592 609 12{number}" for number in joined)


@pytest.mark.parametrize("ci", ["", "1"])
def test_log_quotes_no_number_in_place_of_name(
    run: Run,
    path: Path,
    monkeypatch: pytest.MonkeyPatch,
    ci: str,
) -> None:
    write_overlay(path, OWN.replace('"Ada Example"', f'["{NUMBER}"]'))
    monkeypatch.setenv("CI", ci)
    words = ("set", "gy-ctu", "--private", "name=Ada Example", "--dry-run")
    result = run(*words, "--directory", path)
    shown = "…" if ci else f"['{NUMBER}']"
    assert result.err.splitlines()[0] == BECOMES.format(shown, "Ada Example")
    assert ("1250" in result.err) is (ci == "")
