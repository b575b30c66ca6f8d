"""`cmcct group`: new working groups, and their members."""

import pytest

from tests.conftest import Result, Run, Write
from tests.support.edited import BOTH, changed, left_alone


def test_new_group_has_its_countries(run: Run, write: Write) -> None:
    path = write(BOTH)
    before = path.read_bytes()
    options = ("--country", "guyana", "--country", "SR", "--purpose", "Share data.")
    result = run("group", "add", "data", "--name", "Data", *options, "--directory", path)
    assert result == Result(0, "", f"wrote {path}\nadded data\n")
    assert changed(path, before) == [
        "+",
        "+[[working_group]]",
        '+id = "data"',
        '+name = "Data"',
        '+purpose = "Share data."',
        '+countries = ["Guyana", "Suriname"]',
    ]


def test_entries_join_and_leave_a_group(run: Run, write: Write) -> None:
    path = write(BOTH)
    before = path.read_bytes()
    words = ("venezuela", "bs-house", "Ada Example", "--directory", path)
    joined = run("group", "join", *words)
    assert joined == Result(0, "", f"wrote {path}\nbs-house: working groups: (empty) → venezuela\n")
    assert changed(path, before) == ['+working_groups = ["venezuela"]']
    assert run("group", "leave", *words).code == 0
    assert changed(path, before) == ['-working_groups = ["venezuela"]']
    assert run("group", "leave", *words) == Result(0, "", "nothing to change\n")


def test_id_of_a_group_or_meeting_shows_it_and_finds_its_members(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CMCCT_DIRECTORY", str(write(BOTH)))
    run("group", "join", "venezuela", "bs-house")
    shown = run("group", "venezuela")
    assert [line.split("\t")[0] for line in shown.out.splitlines()] == ["bs-house", "gy-ctu"]
    assert shown.err == "Venezuela working group\n"
    shown = run("meeting", "georgetown-2019")
    assert [line.split("\t")[0] for line in shown.out.splitlines()] == ["gy-ctu"]
    assert shown.err == "Second Meeting, 12 March 2019\n"


def test_name_of_two_groups_is_refused(run: Run, write: Write) -> None:
    path = write(BOTH)
    run("group", "add", "second", "--name", "Venezuela working group", "--directory", path)
    hint = "help: give the id of the one that you mean\n"
    for words in (("group", "join", "{}", "gy-ctu"), ("set", "{}", "purpose=X")):
        named = (word.format("venezuela working group") for word in words)
        assert left_alone(run, path, *named) == Result(
            2,
            "",
            "error: 'venezuela working group' has 2 matches:\n"
            "  venezuela  Venezuela working group\n  second     Venezuela working group\n" + hint,
        )


def test_lacking_key_of_a_group_shows_what_it_has(run: Run, write: Write) -> None:
    result = left_alone(run, write(BOTH), "set", "venezuela", "--unset", "purpose")
    assert result.err == "error: purpose is not set\nhelp: it has id, name\n"


def test_lacking_key_of_an_entry_shows_the_command(run: Run, write: Write) -> None:
    path = write(BOTH.replace('country = "Guyana"\n', ""))
    result = left_alone(run, path, "set", "gy-ctu", "--unset", "hours")
    hint = "help: run cmcct show gy-ctu --format toml\n"
    assert result == Result(2, "", f"error: this entry has no hours\n{hint}")


def test_unknown_group_is_refused(run: Run, write: Write) -> None:
    path = write(BOTH)
    for command in ("join", "leave"):
        result = left_alone(run, path, "group", command, "venezuel", "gy-ctu")
        assert result == Result(
            2, "", "error: unknown working group 'venezuel'\nhelp: did you mean venezuela?\n"
        )


def test_who_leaves_a_group_no_longer_validates_in_it(run: Run, write: Write) -> None:
    path = write(BOTH)
    words = ("bs-house", "--directory", path)
    changes = ("working_groups=venezuela", "validates=venezuela")
    assert run("set", *words, "--", *changes).code == 0
    left = run("group", "leave", "venezuela", *words)
    assert left.err.splitlines()[1:] == [
        (
            "bs-house: working groups: venezuela → (empty); "
            "validates for its government: venezuela → (empty)"
        )
    ]
    assert run("set", *words, "--", "validates=venezuela").code == 0
    assert run("rename", "venezuela", "arrivals", "--directory", path).code == 0
    assert 'validates = ["arrivals"]' in path.read_text(encoding="utf-8")
    assert run("remove", "arrivals", "--yes", "--directory", path).code == 0
    assert "validates" not in path.read_text(encoding="utf-8")


def test_broken_file_is_named_where_a_group_was_meant(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write("x = Example\n")
    monkeypatch.setenv("CMCCT_DIRECTORY", str(path))
    result = run("group", "venezuela")
    assert result.code == 2
    assert f"{path} is not valid TOML: line " in result.err
