"""`cmcct rename`: a new id, wherever it is used."""

import pytest

from tests.conftest import Result, Run, Write, write_overlay
from tests.support.cli_samples import ADA
from tests.support.edited import BOTH, brief, changed, left_alone
from tests.support.repositories import entry


def test_a_seat_remembers_its_old_id(run: Run, write: Write) -> None:
    path = write(BOTH)
    overlay = write_overlay(
        path, '[[focal_point]]\nid = "gy-ctu"  # private\naddress = "6 Example Dam"\n'
    )
    before = path.read_bytes()
    result = run("rename", "gy-ctu", "gy-police", "--directory", path)
    assert brief(result) == Result(0, "", f"wrote {path}\nwrote {overlay}\n")
    assert changed(path, before) == [
        '-id = "gy-ctu"',
        '-formerly = ["gy-unit"]',
        '+id = "gy-police"',
        '+formerly = ["gy-unit", "gy-ctu"]',
    ]
    assert overlay.read_text().startswith('[[focal_point]]\nid = "gy-police"  # private\n')


def test_returned_id_leaves_card_unchanged(run: Run, write: Write) -> None:
    path = write(f"{ADA}# The end.\n".replace('formerly = ["gy-unit"]\n', ""))
    before, card = path.read_bytes(), run("export", "vcard", "--directory", path).out
    run("rename", "gy-ctu", "gy-typo", "--directory", path)
    result = run("rename", "gy-typo", "gy-ctu", "--directory", path)
    forgotten = "gy-typo is not kept as a former id: cards use gy-ctu\n"
    assert brief(result) == Result(0, "", f"wrote {path}\n{forgotten}")
    assert path.read_bytes() == before
    assert run("export", "vcard", "--directory", path).out == card
    # The oldest of several ids stays the first.
    for old, new in (("gy-ctu", "gy-two"), ("gy-two", "gy-three"), ("gy-three", "gy-two")):
        assert run("rename", old, new, "--directory", path).code == 0
    assert b'formerly = ["gy-ctu", "gy-three"]' in path.read_bytes()
    assert card.partition("UID:")[2][:50] in run("export", "vcard", "--directory", path).out


def test_the_same_id_is_nothing_to_change(run: Run, write: Write) -> None:
    result = left_alone(run, write(BOTH), "rename", "gy-ctu", "gy-ctu")
    assert result == Result(0, "", "nothing to change\n")


def test_renamed_meeting_or_group_is_renamed_in_seats(run: Run, write: Write) -> None:
    path = write(BOTH)
    before = path.read_bytes()
    run("rename", "georgetown-2019", "second", "--directory", path)
    run("rename", "venezuela", "arrivals", "--directory", path)
    assert path.read_bytes() == before.replace(b'"georgetown-2019"', b'"second"').replace(
        b'"venezuela"', b'"arrivals"'
    )


@pytest.mark.parametrize("new", ["directory", "bs-house", "georgetown-2019", "venezuela"])
def test_id_that_names_something_else_is_refused(run: Run, write: Write, new: str) -> None:
    others = (
        '[[meeting]]\nid = "georgetown-2019"\nname = "X"\ndate = 2019-03-12\n',
        '[[working_group]]\nid = "venezuela"\nname = "Y"\n',
    )
    path = write("\n".join((*others, BOTH)))
    result = left_alone(run, path, "rename", "gy-ctu", new)
    assert (result.code, result.out) == (2, "")
    assert f": the id '{new}' is already used\n" in result.err


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("b", "a"), 'id = "a"'),
        (("a", "b"), 'id = "b"'),
        (("b", "old"), 'formerly = ["x", "old"]'),
        (("b", "gone"), 'merged = ["gone"]'),
        (("one", "two"), 'id = "two"'),
        (("group-a", "group-b"), 'id = "group-b"'),
    ],
)
def test_an_id_that_is_taken_is_shown_where_it_stands(
    run: Run, write: Write, words: tuple[str, str], line: str
) -> None:
    ids = 'formerly = ["x", "old"]\nmerged = ["gone"]\n'
    points = (entry("a").replace("country", f"{ids}country", 1), entry("b"))
    meetings = (f'[[meeting]]\nid = "{i}"\nname = "X"\ndate = 2019-03-12\n' for i in ("one", "two"))
    groups = (f'[[working_group]]\nid = "group-{i}"\nname = "X"\n' for i in "ab")
    path = write("\n".join((*meetings, *groups, *points)))
    number = path.read_text(encoding="utf-8").splitlines().index(line) + 1
    messages = left_alone(run, path, "rename", *words).err
    assert messages.startswith(f"error[duplicate-id]: the id '{words[1]}' is already used\n")
    assert f"directory.toml:{number}:" in messages
    assert f"\n{number} | {line}\n" in messages
    assert messages.endswith(
        "error: nothing was saved: this would introduce errors\nhelp: fix the errors "
        "above and try again\n"
    )
