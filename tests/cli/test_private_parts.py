"""Owners of private numbers when a seat gets another name, id or person."""

from pathlib import Path

import pytest

from cmcct.storage import directory_file
from tests.conftest import Result, Run, Write, write_overlay
from tests.support.edited import BOTH, TWICE, brief, left_alone, part
from tests.support.person import typing

NUMBER = "+592 609 1250"
LEFT = (
    "warning: data of Ada Example in the private file is no longer included in gy-ctu; "
    "for the same person, run cmcct set gy-ctu --private 'name=Óscar Voorbeeld'; for a "
    "new person, run cmcct replace gy-ctu --name 'Óscar Voorbeeld' --force\n"
)
QUESTION = (
    "gy-ctu: data of Ada Example in the private file would belong to Óscar Voorbeeld. "
    "The same person, corrected? [no]: "
)


def _numbers(path: Path, id_: str = "gy-ctu") -> list[str]:
    """Return the private numbers that are joined to an entry."""
    points = {point.id: point for point in directory_file.load(path).directory.focal_points}
    return [p.number for p in points[id_].phones if p.number.startswith("+592 609 125")]


@pytest.fixture
def path(write: Write) -> Path:
    return write(BOTH)


@pytest.mark.parametrize("name", ["Ada Example Pérez", "ada example"])
@pytest.mark.parametrize("known", ["", "Ada Example"])
def test_a_longer_name_is_the_same_persons(run: Run, path: Path, known: str, name: str) -> None:
    overlay = write_overlay(path, part("gy-ctu", known, 50))
    assert run("set", "gy-ctu", f"name={name}", "--directory", path).code == 0
    assert overlay.read_text() == part("gy-ctu", name, 50)
    assert _numbers(path) == [NUMBER]


@pytest.mark.parametrize("known", ["", "Ada Example"])
def test_new_name_leaves_number_with_its_person(run: Run, path: Path, known: str) -> None:
    overlay = write_overlay(path, part("gy-ctu", known, 50))
    result = run("set", "gy-ctu", "name=Óscar Voorbeeld", "--directory", path)
    # The owner is written first, then the new name.
    first = "" if known else f"wrote {overlay}\n"
    assert brief(result) == Result(0, "", f"{first}wrote {path}\n{LEFT}")
    assert overlay.read_text() == part("gy-ctu", "Ada Example", 50)
    assert _numbers(path) == []


def test_number_is_joined_by_the_command_named(run: Run, path: Path) -> None:
    write_overlay(path, part("gy-ctu", "Ada Example", 50))
    run("set", "gy-ctu", "name=Ada Exampel", "--directory", path)
    assert _numbers(path) == []
    run("set", "gy-ctu", "--private", "name=Ada Exampel", "--yes", "--directory", path)
    assert _numbers(path) == [NUMBER]


def test_all_parts_of_a_person_are_left(run: Run, path: Path) -> None:
    parts = part("gy-ctu", "Ada Example", 50) + part("gy-unit", "Ada Example Pérez", 51)
    overlay = write_overlay(path, parts)
    result = run("set", "gy-ctu", "name=Óscar Voorbeeld", "--directory", path)
    # The current id is named, also for a part under an earlier id.
    assert result.err.count("is no longer included in gy-ctu") == 2
    assert result.err.count("run cmcct replace gy-ctu --name") == 2
    assert overlay.read_text() == parts


@pytest.mark.parametrize("known", ["", "Ada Example"])
def test_yes_says_that_the_person_is_the_same(run: Run, path: Path, known: str) -> None:
    overlay = write_overlay(path, part("gy-ctu", known, 50))
    words = ("set", "gy-ctu", "name=Óscar Voorbeeld", "--yes", "--directory", path)
    assert LEFT not in run(*words).err
    assert overlay.read_text() == part("gy-ctu", "Óscar Voorbeeld", 50)
    assert _numbers(path) == [NUMBER]


@pytest.mark.parametrize(
    ("answer", "joined"), [("y", [NUMBER]), ("YES", [NUMBER]), ("n", []), ("", [])]
)
def test_terminal_asks_whether_person_is_same(path: Path, answer: str, joined: list[str]) -> None:
    write_overlay(path, part("gy-ctu", "Ada Example", 50))
    words = ("set", "gy-ctu", "name=Óscar Voorbeeld", "--directory", path)
    result = typing([(QUESTION, f"{answer}\n")], *words, columns=400)
    assert result.code == 0
    assert (LEFT in result.out) is not bool(joined)
    assert _numbers(path) == joined


def test_an_answer_may_be_in_the_readers_language(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CMCCT_LANG", "es")
    write_overlay(path, part("gy-ctu", "Ada Example", 50))
    words = ("set", "gy-ctu", "name=Óscar Voorbeeld", "--directory", path)
    question = "¿Es la misma persona, corregida? [no]: "
    result = typing([(question, "quizás\n"), (question, "si\n")], *words)
    assert "escriba sí o no" in result.out
    assert _numbers(path) == [NUMBER]


def test_a_seat_without_a_person_has_no_number_of_one(run: Run, path: Path) -> None:
    overlay = write_overlay(path, part("gy-ctu", "", 50))
    words = ("set", "gy-ctu", "--unset", "name", "role=duty-desk", "--yes", "--directory", path)
    left = "data of Ada Example in the private file is not included in gy-ctu"
    assert brief(run(*words)).err == f"wrote {overlay}\nwrote {path}\nwarning: {left}\n"
    assert overlay.read_text() == part("gy-ctu", "Ada Example", 50)
    assert _numbers(path) == []
    # The first person returns.
    assert run("set", "gy-ctu", "name=Ada Example", "--directory", path).code == 0
    assert _numbers(path) == [NUMBER]


def test_a_refused_edit_writes_no_name_either(run: Run, path: Path) -> None:
    write_overlay(path, part("gy-ctu", "", 50))
    words = ("set", "gy-ctu", "name=Óscar Voorbeeld", "since=2030-01-01")
    result = left_alone(run, path, *words)
    assert result.code == 2
    assert "future-date" in result.err
    assert path.with_name(directory_file.OVERLAY_NAME).read_text() == part("gy-ctu", "", 50)


def test_a_trial_in_a_pipe_asks_nothing(run: Run, path: Path) -> None:
    overlay = write_overlay(path, part("gy-ctu", "", 50))
    words = ("set", "gy-ctu", "name=Óscar Voorbeeld", "--dry-run", "--directory", path)
    assert '+name = "*** *******"' in run(*words).out.splitlines()
    assert overlay.read_text() == part("gy-ctu", "", 50)


# edit


@pytest.mark.parametrize("is_same", [False, True])
def test_an_edited_name_is_followed_as_a_set_one(
    run: Run,
    path: Path,
    monkeypatch: pytest.MonkeyPatch,
    is_same: bool,  # noqa: FBT001
) -> None:
    overlay = write_overlay(path, part("gy-ctu", "", 50))
    monkeypatch.setenv("EDITOR", "sed -i 's/Ada Example/Óscar Voorbeeld/'")
    result = run("edit", "gy-ctu", *(["--yes"] if is_same else []), "--directory", path)
    assert (LEFT in result.err) is not is_same
    assert overlay.read_text() == part(
        "gy-ctu", "Óscar Voorbeeld" if is_same else "Ada Example", 50
    )
    assert _numbers(path) == ([NUMBER] if is_same else [])


def test_a_refused_draft_writes_no_name_either(
    run: Run, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    overlay = write_overlay(path, part("gy-ctu", "", 50))
    monkeypatch.setenv("EDITOR", "sed -i -e 's/Ada Example/Óscar Voorbeeld/' -e 's/police/xyzzy/'")
    assert run("edit", "gy-ctu", "--directory", path).code == 2
    assert overlay.read_text() == part("gy-ctu", "", 50)


def test_unrelated_edit_leaves_private_file(
    run: Run, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    overlay = write_overlay(path, part("gy-ctu", "", 50))
    monkeypatch.setenv("EDITOR", "sed -i 's/Director/Chief/'")
    assert brief(run("edit", "gy-ctu", "--directory", path)) == Result(0, "", f"wrote {path}\n")
    assert overlay.read_text() == part("gy-ctu", "", 50)


# merge


def test_merged_entry_takes_over_number_of_its_person(run: Run, write: Write) -> None:
    path = write(TWICE)
    overlay = write_overlay(path, part("gy-police", "", 50))
    args = ("merge", "gy-ctu", "gy-police", "--prefer", "keep", "--directory", path)
    assert run(*args, "--yes").code == 0
    assert overlay.read_text() == part("gy-ctu", "Ada Example", 50)
    assert _numbers(path) == [NUMBER]


def test_merged_entry_leaves_number_of_another_person(run: Run, write: Write) -> None:
    path = write(TWICE)
    overlay = write_overlay(path, part("gy-police", "", 50))
    args = ("merge", "gy-ctu", "gy-police", "--prefer", "keep", "--directory", path)
    result = run(*args)
    # `replace` would remove Ada Example's channels.
    message = "data of Ada Exampel in the private file is not included in gy-ctu\n"
    assert (result.code, f"warning: {message}" in result.err) == (0, True)
    assert overlay.read_text() == part("gy-police", "Ada Exampel", 50)
    assert _numbers(path) == []


def test_merged_parts_of_one_person_become_one(run: Run, write: Write) -> None:
    path = write(TWICE.replace("Exampel", "Example Pérez"))
    more = 'address = "{}"\nprivate_notes = "{}"\n'
    overlay = write_overlay(
        path,
        part("gy-ctu", "Ada Example", 50)
        + more.format("A 1", "One.")
        + part("gy-police", "Ada Pérez", 51)
        + more.format("B 2", "Two."),
    )
    args = ("merge", "gy-ctu", "gy-police", "--prefer", "drop", "--directory", path)
    assert run(*args).code == 0
    assert directory_file.parse_file(overlay)["focal_point"] == [
        {
            "id": "gy-ctu",
            "name": "Ada Example Pérez",
            "phones": [NUMBER, "+592 609 1251"],
            "address": "A 1\nB 2",
            "private_notes": "One.\nTwo.",
        }
    ]


# replace, retire, remove


def test_successor_gets_no_private_number(run: Run, path: Path) -> None:
    own, next_ = part("gy-unit", "", 51), part("gy-ctu", "Óscar Voorbeeld", 52)
    overlay = write_overlay(path, part("gy-ctu", "Ada Example", 50) + own + next_)
    assert _numbers(path) == [NUMBER, "+592 609 1251"]
    assert (
        run("replace", "gy-ctu", "--yes", "--name", "Óscar Voorbeeld", "--directory", path).code
        == 0
    )
    assert overlay.read_text() == next_
    assert _numbers(path) == ["+592 609 1252"]


def test_a_replacement_may_have_a_similar_name(run: Run, path: Path) -> None:
    overlay = write_overlay(path, part("gy-ctu", "Ada Example", 50))
    assert (
        run("replace", "gy-ctu", "--yes", "--name", "Ada Example Pérez", "--directory", path).code
        == 0
    )
    assert overlay.read_text() == part("gy-ctu", "Ada Example", 50)
    words = ("--yes", "--name", "Ada Example Pérez", "--force", "--directory", path)
    assert run("replace", "gy-ctu", *words).code == 0
    assert overlay.read_text() == ""


def test_replace_is_the_way_out_after_a_changed_name(run: Run, path: Path) -> None:
    overlay = write_overlay(path, part("gy-ctu", "Ada Example", 50))
    run("set", "gy-ctu", "name=Óscar Voorbeeld", "--directory", path)
    run("add", "--private", "--id", "gy-ctu", "--phone", "+592 220 1251", "--directory", path)
    assert (
        run("replace", "gy-ctu", "--yes", "--name", "Óscar Voorbeeld", "--directory", path).code
        == 0
    )
    assert overlay.read_text() == part("gy-ctu", "Óscar Voorbeeld", 51).replace("609", "220")


def test_unowned_part_goes_when_seat_is_taken(run: Run, write: Write) -> None:
    path = write(BOTH.replace('name = "Ada Example"', 'status = "vacant"'))
    overlay = write_overlay(path, part("gy-ctu", "", 50))
    assert (
        run("replace", "gy-ctu", "--yes", "--name", "Óscar Voorbeeld", "--directory", path).code
        == 0
    )
    assert overlay.read_text() == ""


@pytest.mark.parametrize(
    ("command", "left"), [("retire", part("gy-ctu", "Óscar Voorbeeld", 51)), ("remove", "")]
)
def test_removed_part_is_persons_or_whole_entrys(
    run: Run, path: Path, command: str, left: str
) -> None:
    other = part("gy-ctu", "Óscar Voorbeeld", 51)
    overlay = write_overlay(path, part("gy-unit", "", 50) + other)
    assert run(command, "gy-ctu", "--yes", "--directory", path).code == 0
    assert overlay.read_text() == left.removeprefix("\n")


# rename, add


def test_a_part_follows_an_earlier_id(run: Run, path: Path) -> None:
    write_overlay(path, part("gy-unit", "Ada Example", 50))
    assert _numbers(path) == [NUMBER]
    assert run("check", "--directory", path).out.count("[private-") == 0


def test_parts_that_meet_under_one_id_become_one(run: Run, path: Path) -> None:
    others = part("gy-ctu", "Óscar Voorbeeld", 53)
    overlay = write_overlay(
        path, part("gy-unit", "Ada Example", 50) + part("gy-ctu", "Ada Example", 51) + others
    )
    assert run("rename", "gy-ctu", "gy-unit", "--directory", path).code == 0
    assert directory_file.parse_file(overlay)["focal_point"] == [
        {"id": "gy-unit", "name": "Ada Example", "phones": [NUMBER, "+592 609 1251"]},
        {"id": "gy-unit", "name": "Óscar Voorbeeld", "phones": ["+592 609 1253"]},
    ]
    assert _numbers(path, "gy-unit") == [NUMBER, "+592 609 1251"]


def test_renamed_meeting_keeps_no_private_part(run: Run, path: Path) -> None:
    # The file has a part for the id of a meeting, as after an older version of the directory.
    overlay = write_overlay(path, part("georgetown-2019", "Ada Example", 50))
    assert run("rename", "georgetown-2019", "guyana-2019", "--directory", path).code == 0
    assert overlay.read_text() == part("georgetown-2019", "Ada Example", 50)


TAKEN = (
    "error: the private file already has data for the id 'gy-x'\nhelp: choose another "
    "id, or remove that data first\n"
)
NEW = ("--country", "GY", "--organisation", "X", "--sector", "police", "--status", "vacant")


@pytest.mark.parametrize(
    "words",
    [
        ("rename", "gy-ctu", "gy-x"),
        ("add", "--id", "gy-x", *NEW),
        ("add", "--id", "gy-y", "--formerly", "gy-x", *NEW),
    ],
)
def test_no_entry_gets_the_id_of_a_strangers_number(
    run: Run, path: Path, words: tuple[str, ...]
) -> None:
    write_overlay(path, part("gy-x", "", 50))
    assert left_alone(run, path, *words) == Result(2, "", TAKEN)


def test_no_id_of_the_private_file_is_proposed(run: Run, path: Path) -> None:
    write_overlay(path, part("gy-x", "", 50))
    assert run("add", *NEW, "--directory", path).err.endswith("added gy-x-2\n")


def test_no_id_of_the_private_file_is_an_answer(write: Write) -> None:
    path = write(BOTH)
    write_overlay(path, part("gy-x", "", 50))
    skipped = ("Unit", "Family name, for sorting", "Job title", "Role", "Phone")
    answers = [(question, "\n") for question in (*skipped, "Languages", "Hours", "Meetings")]
    answers[4:4] = [("E-mail (optional): ", "x@example.org\n")]
    answers += [("[gy-x-2]: ", "gy-x\n"), ("[gy-x-2]: ", "\n")]
    answers += [("Save these changes? [no]: ", "yes\n")]
    result = typing(answers, "add", *NEW[:6], "--name", "Bo Muster", "--directory", path)
    assert "the id 'gy-x' is already used: write 'gy-x-2'" in result.out
    assert result.out.endswith("added gy-x-2\n")


# set --private, add --private


@pytest.mark.parametrize(
    "words", [("set", "gy-ctu", "--add"), ("add", "--id", "gy-ctu", "--phone")]
)
def test_added_value_belongs_to_entrys_person(run: Run, path: Path, words: tuple[str, ...]) -> None:
    other = part("gy-ctu", "Óscar Voorbeeld", 51)
    overlay = write_overlay(path, other)
    number = NUMBER.replace("609", "220")
    given = f"phones={number}" if words[0] == "set" else number
    assert run(*words, given, "--private", "--directory", path).code == 0
    assert overlay.read_text() == other + "\n" + part("gy-ctu", "Ada Example", 50).replace(
        "609", "220"
    )


def test_part_of_another_gets_entrys_name_on_request(run: Run, path: Path) -> None:
    overlay = write_overlay(path, part("gy-ctu", "A. Example", 50))
    words = ("set", "gy-ctu", "--private", "name=Ada Example", "--yes", "--directory", path)
    assert run(*words).code == 0
    assert overlay.read_text() == part("gy-ctu", "Ada Example", 50)


def test_two_parts_of_one_person_are_not_changed(run: Run, path: Path) -> None:
    write_overlay(path, part("gy-ctu", "Ada Example", 50) + part("gy-ctu", "Ada Example", 51))
    result = left_alone(run, path, "set", "gy-ctu", "--private", "address=A 1")
    assert result.err.startswith("error: the id 'gy-ctu' appears more than once\n")


def test_unreadable_name_is_not_no_name(run: Run, path: Path) -> None:
    write_overlay(path, part("gy-ctu", "", 50) + "name = 5\n")
    assert NUMBER not in run("show", "gy-ctu", "--directory", path).out


# Messages

NOT_SHOWN = (
    "warning: left out because the private file has another name than the entry: "
    "'gy-ctu'; run cmcct check"
)


def test_unjoined_part_is_named_by_its_id(run: Run, path: Path) -> None:
    write_overlay(path, part("gy-ctu", "Óscar Voorbeeld", 50))
    for words in (("show", "gy-ctu"), ("export", "csv")):
        result = run(*words, "--audience", "secretariat", "--directory", path)
        assert NOT_SHOWN in result.err
        assert NUMBER not in result.out + result.err
        assert "Óscar" not in result.out + result.err
    assert NOT_SHOWN not in run("export", "csv", "--directory", path).err


@pytest.mark.parametrize("text", ["x = ", part("nobody", "", 50), "[[focal_point]]\nid = 5\n"])
def test_faulty_private_file_stops_secretariat_only(run: Run, path: Path, text: str) -> None:
    whole = run("export", "csv", "--directory", path)
    write_overlay(path, text)
    exported = run("export", "csv", "--directory", path)
    unchecked = "warning: not checked whether the directory has numbers of the private file: "
    assert (exported.code, exported.out) == (0, whole.out)
    assert (unchecked in exported.err) is (text == "x = ")
    emails = run("emails", "--directory", path)
    assert (emails.code, emails.out.count("@")) == (0, 1)
    for words in (("export", "csv"), ("emails",)):
        assert run(*words, "--audience", "secretariat", "--directory", path).code == 2


def test_missing_private_file_stops_secretariat_only(
    run: Run, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CMCCT_PRIVATE", "/nowhere/private.toml")
    assert run("export", "csv", "--directory", path).code == 0
    assert run("export", "csv", "--audience", "secretariat", "--directory", path).code == 2
