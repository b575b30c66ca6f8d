"""Losses from the private file need confirmation: it has no history."""

from pathlib import Path

import pytest

from cmcct.cli.edits import editing
from cmcct.edit.transaction import BeforeAfter
from cmcct.storage import directory_file
from tests.conftest import Result, Run, Write, write_overlay
from tests.support.cases import each
from tests.support.edited import BOTH, GOES, HISTORY, TWICE, left_alone, part
from tests.support.person import typing

REFUSED, HELP = "error: nothing was saved: ", "help: use --yes to proceed\n"
NUMBER = "+592 609 1250"
TAKING = {
    "replace": ("replace", "gy-ctu", "--name", "Óscar Example"),
    "retire": ("retire", "gy-ctu"),
    "unset": ("set", "gy-ctu", "--private", "--unset", "phones"),
    "remove an item": ("set", "gy-ctu", "--private", "--remove", f"phones={NUMBER}"),
    "other numbers": ("set", "gy-ctu", "--private", 'phones=["+592 609 1251"]'),
}


@pytest.fixture
def path(write: Write) -> Path:
    path = write(BOTH)
    write_overlay(path, part("gy-ctu", "Ada Example", 50))
    return path


def _private(path: Path) -> str:
    return path.with_name(directory_file.OVERLAY_NAME).read_text(encoding="utf-8")


@pytest.mark.parametrize("words", [*TAKING.values(), ("remove", "gy-ctu")])
def test_pipe_needs_yes(run: Run, path: Path, words: tuple[str, ...]) -> None:
    before = _private(path)
    assert left_alone(run, path, *words) == Result(2, "", f"{REFUSED}{GOES}{HELP}")
    assert _private(path) == before
    result = run(*words, "--yes", "--directory", path)
    assert (result.code, result.err.startswith(GOES)) == (0, True)
    assert NUMBER not in _private(path)


def _stays(words: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return the question whether the seat of who leaves stays, with its answer no."""
    return [("as left)? [no]: ", "\n")] * ("retire" in words)


@pytest.mark.parametrize("answer", ["n", ""])
@pytest.mark.parametrize("words", TAKING.values(), ids=TAKING)
def test_answer_no_writes_nothing(path: Path, words: tuple[str, ...], answer: str) -> None:
    before = path.read_bytes(), _private(path)
    warning = "1 value will be permanently deleted from the private file, which has no history"
    answers = [*_stays(words), (warning, ""), ("? [no]: ", f"{answer}\n")]
    result = typing(answers, *words, "--directory", path)
    assert result.code == 2
    assert result.out.endswith("\nnothing was saved\n")
    assert (path.read_bytes(), _private(path)) == before


@pytest.mark.parametrize("words", TAKING.values(), ids=TAKING)
def test_yes_is_the_answer_that_writes(path: Path, words: tuple[str, ...]) -> None:
    result = typing([*_stays(words), ("? [no]: ", "y\n")], *words, "--directory", path)
    assert result.code == 0
    assert NUMBER not in _private(path)


def test_dry_run_says_loss_and_asks_nothing(run: Run, path: Path) -> None:
    result = left_alone(run, path, "retire", "gy-ctu", "--dry-run")
    assert (result.code, result.err) == (0, GOES)


def test_git_is_not_said_to_have_private_values(run: Run, write: Write) -> None:
    path = write(
        BOTH.replace(', sharing = "secretariat"', "").replace('type = "mobile"', 'ext = "1"')
    )
    write_overlay(path, part("gy-ctu", "Ada Example", 50))
    for words in (TAKING["unset"], TAKING["replace"], TAKING["retire"]):
        result = run(*words, "--yes", "--directory", path)
        assert result.code == 0
        assert HISTORY not in result.err


def test_moved_value_is_not_lost(run: Run, path: Path) -> None:
    run("set", "gy-ctu", "--add", f"phones={NUMBER}", "--directory", path)
    assert run("set", "gy-ctu", "--private", "--unset", "phones", "--directory", path).code == 2


def test_merged_or_renamed_part_is_not_lost(run: Run, write: Write) -> None:
    path = write(TWICE.replace("Exampel", "Example"))
    more = 'address = "{}"\n'
    write_overlay(
        path,
        part("gy-ctu", "Ada Example", 50)
        + more.format("A 1")
        + part("gy-police", "Ada Example", 50)
        + more.format("B 2"),
    )
    words = ("merge", "gy-ctu", "gy-police", "--prefer", "keep", "--directory", path)
    assert run(*words).code == 0
    assert run("rename", "gy-ctu", "gy-desk", "--directory", path).code == 0
    assert 'address = "A 1\\nB 2"' in _private(path) or "B 2" in _private(path)


def test_an_address_that_is_written_over_is_lost(run: Run, path: Path) -> None:
    words = ("add", "--private", "--id", "gy-ctu", "--address")
    assert run(*words, "A 1", "--directory", path).code == 0
    assert left_alone(run, path, *words, "B 2").err == f"{REFUSED}{GOES}{HELP}"
    assert run(*words, "B 2", "--yes", "--directory", path).code == 0


# Sharing


def _entry(id_: str, sharing: str, **more: object) -> dict[str, object]:
    return {"id": id_, "sharing": sharing, "emails": ["ctu@example.org"], **more}


@each("dropped", ["secretariat", "secrtariat"])
def test_channel_merged_into_wider_entry_is_named(dropped: str) -> None:
    raw = {"focal_point": [_entry("a", "public", emails=[]), _entry("b", dropped)]}
    new = {"focal_point": [_entry("a", "public", merged=["b"])]}
    assert [*editing.find_widened(BeforeAfter(raw, {}, new, {}))] == [
        "more people will see ctu@example.org"
    ]
    assert not [*editing.find_widened(BeforeAfter(new, {}, raw, {}))]


def test_channel_held_back_by_two_is_named_once() -> None:
    raw = {"focal_point": [_entry("a", "secretariat"), _entry("b", "secretariat")]}
    new = {"focal_point": [_entry("a", "public", merged=["b"])]}
    assert [*editing.find_widened(BeforeAfter(raw, {}, new, {}))] == [
        "more people will see ctu@example.org"
    ]


def test_wider_sharing_for_another_person_needs_yes(run: Run, write: Write) -> None:
    path = write(BOTH)
    words = ("replace", "gy-ctu", "--name", "Óscar Example", "--sharing", "public")
    message = f"{REFUSED}more people will see ctu@example.org, +592 220 1234\n"
    assert left_alone(run, path, *words) == Result(2, "", f"{message}{HELP}")
    assert run(*words, "--yes", "--directory", path).code == 0


OPENED = "more people will see +592 609 1235\n"
NUMBER_AND_SHARING = ("phones.1.number=+592 609 1235", "--unset", "phones.1.sharing")
ANOTHER_ITEM = ("--add", "phones=+592 609 1235", "--remove", "phones=+592 609 1234")
REMOVED = "gy-ctu: this removes mobile phone +592 609 1234\n"


@pytest.mark.parametrize(
    ("words", "statements"), [(NUMBER_AND_SHARING, [OPENED]), (ANOTHER_ITEM, [REMOVED, OPENED])]
)
def test_channel_in_place_of_stricter_one_needs_yes(
    run: Run, write: Write, words: tuple[str, ...], statements: list[str]
) -> None:
    path = write(BOTH)
    result = left_alone(run, path, "set", "gy-ctu", *words)
    assert result == Result(2, "", f"{REFUSED}{statements[0]}{HELP}")
    written = run("set", "gy-ctu", *words, "--yes", "--directory", path)
    assert written.err.startswith("".join(statements))


@each(
    ("before", "after", "message"),
    [
        ({"sharing": "secretariat"}, {"emails": ["b@example.org"]}, ["b@example.org"]),
        ({"sharing": "secretariat", "address": "A 1"}, {"address": "B 2"}, ["B 2"]),
        ({}, {"emails": ["b@example.org"]}, []),
        ({"sharing": "secretariat", "emails": []}, {"emails": ["b@example.org"]}, []),
    ],
)
def test_channel_replacing_stricter_one_is_named(
    before: dict[str, object], after: dict[str, object], message: list[str]
) -> None:
    emails: dict[str, object] = {} if "emails" in after else {"emails": []}
    raw = {"focal_point": [_entry("a", "network") | emails | before]}
    new = {"focal_point": [_entry("a", "network") | emails | after]}
    found = [*editing.find_widened(BeforeAfter(raw, {}, new, {}))]
    assert found == [f"more people will see {', '.join(message)}" for _ in message]


# What the private file holds

RELEASED = f"more people will see {NUMBER} from the private file\n"
SHARING = ("--sharing", "network")
RELEASING = {
    "set": ("set", "bs-house", "sharing=public", f"phones=['{NUMBER}']"),
    "set a name": ("set", "bs-house", "name=Bo", "sharing=network", f"phones=['{NUMBER}']"),
    "add": (
        *("add", "--country", "Aruba", "--organisation", "Example Office", "--name", "Cato Demo"),
        *("--sector", "police", "--phone", NUMBER),
    ),
}


@pytest.mark.parametrize("words", RELEASING.values(), ids=RELEASING)
def test_number_of_private_file_needs_yes(run: Run, path: Path, words: tuple[str, ...]) -> None:
    assert left_alone(run, path, *words) == Result(2, "", f"{REFUSED}{RELEASED}{HELP}")
    result = run(*words, "--yes", "--directory", path)
    assert (result.code, result.err.startswith(RELEASED)) == (0, True)
    again = run("set", "gy-ctu", "title=Chief", "--directory", path)
    assert "more people" not in again.err


def test_terminal_asks_about_number_of_private_file(path: Path) -> None:
    before = path.read_bytes()
    question = f"{RELEASED.rstrip()}. Continue? [no]: "
    result = typing([(question, "n\n")], *RELEASING["set"], "--directory", path)
    assert (result.code, path.read_bytes()) == (2, before)


def test_number_of_private_file_is_only_counted_in_log(
    run: Run, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "1")
    message = f"{REFUSED}more people will see 1 channel from the private file\n"
    assert left_alone(run, path, *RELEASING["set"]).err == f"{message}{HELP}"


def test_number_for_secretariat_needs_no_consent(run: Run, path: Path) -> None:
    item = f'phones=[{{ number = "{NUMBER}", sharing = "secretariat" }}]'
    assert run("set", "bs-house", "sharing=network", "--yes", "--directory", path).code == 0
    assert run("set", "bs-house", item, "--directory", path).code == 0
    widening = ("set", "bs-house", "--unset", "phones.0.sharing")
    assert RELEASED in left_alone(run, path, *widening).err


def test_number_already_shared_is_not_asked_about(run: Run, path: Path) -> None:
    words = ("set", "bs-house", "sharing=network", f"phones=['{NUMBER}']")
    assert run(*words, "--yes", "--directory", path).code == 0
    assert run("set", "bs-house", "title=Head", "--directory", path).code == 0
    result = left_alone(run, path, "set", "bs-house", "sharing=public")
    assert RELEASED in result.err


@pytest.mark.parametrize("text", ["A@Example.org", "a@example.org"])
def test_address_of_private_file_needs_yes(run: Run, path: Path, text: str) -> None:
    write_overlay(path, part("gy-ctu", "Ada Example", 50) + f'emails = ["{text}"]\n')
    words = ("set", "bs-house", "sharing=network", "emails=a@example.org")
    message = f"{REFUSED}more people will see a@example.org from the private file\n"
    assert left_alone(run, path, *words).err == f"{message}{HELP}"


def test_postal_address_of_private_file_needs_yes(run: Run, path: Path) -> None:
    write_overlay(path, part("gy-ctu", "Ada Example", 50) + 'address = "6 Example Dam"\n')
    message = f"{REFUSED}more people will see 6 example dam from the private file\n"
    assert left_alone(run, path, "set", "gy-ctu", "address=6 example dam").err == f"{message}{HELP}"


QUOTED = "more people will see +592 609 1234\n"


@pytest.mark.parametrize(
    ("words", "statement"),
    [
        (("gy-ctu", "notes=call (609) 12-34 at night"), QUOTED),
        (("gy-ctu", "notes=call 0609 1234 at night"), QUOTED),
        (("gy-ctu", "cargo=Director, +592 609-1234"), QUOTED),
        (("bs-house", "sharing=network", "notes=Ada: 6091234"), QUOTED),
        (("bs-house", "sharing=network", f"notes=Ada: {NUMBER}"), QUOTED.replace("34", "50")),
        (("bs-house", "sharing=network", "notes=ask A@example.org"), "more people will see"),
    ],
)
def test_number_for_fewer_people_in_a_text_needs_yes(
    run: Run, path: Path, words: tuple[str, ...], statement: str
) -> None:
    write_overlay(path, part("gy-ctu", "Ada Example", 50) + 'emails = ["a@example.org"]\n')
    refused = left_alone(run, path, "set", *words)
    assert (refused.code, refused.err.startswith(f"{REFUSED}{statement}")) == (2, True)
    assert run("set", *words, "--yes", "--directory", path).code == 0
    # Nobody sees it for the first time.
    again = run("set", words[0], "unit=Desk", f"{words[-1]}, please", "--directory", path)
    assert (again.code, "more people" in again.err) == (0, False)


@pytest.mark.parametrize(
    "words",
    [
        ("gy-ctu", "private_notes=call 609 1234 at night"),
        ("gy-ctu", "notes=call 220 1234 by day, 911 at night"),
        ("bs-house", "sharing=secretariat", "notes=Ada: 609 1234"),
    ],
)
def test_number_in_a_text_for_as_few_people_needs_no_yes(
    run: Run, path: Path, words: tuple[str, ...]
) -> None:
    assert run("set", *words, "--directory", path).code == 0
