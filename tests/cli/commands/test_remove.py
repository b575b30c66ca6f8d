"""`cmcct remove`: removal of an entry."""

import tomllib
from pathlib import Path

import pytest

from tests.conftest import MINIMAL, SHIPPED, Result, Run, Write, write_overlay
from tests.support.edited import BOTH, GOES, HISTORY, UNKNOWN, brief, changed, left_alone
from tests.support.repositories import repository

FAX = '{ number = "+592 220 1299", type = "fax" }'
IDS = [point["id"] for point in tomllib.loads(SHIPPED.read_text("utf-8"))["focal_point"]]


def test_removal_takes_adjacent_comment(run: Run, write: Write) -> None:
    path = write(BOTH)
    overlay = write_overlay(
        path,
        '# Private.\n[[focal_point]]\nid = "gy-ctu"\naddress = "6 Example Dam"\n\n'
        '[[focal_point]]\nid = "bs-house"\naddress = "7 Example Dam"\n',
    )
    before = path.read_text()
    result = run("remove", "gy-ctu", "--yes", "--directory", path)
    assert brief(result) == Result(0, "", f"{GOES}wrote {path}\nwrote {overlay}\n")
    assert path.read_text() == before[: before.index("\n# The unit moved")]
    assert overlay.read_text() == '[[focal_point]]\nid = "bs-house"\naddress = "7 Example Dam"\n'


def test_all_entries_may_go(run: Run, write: Write) -> None:
    path = write(BOTH)
    assert run("remove", "gy-ctu", "bs-house", "--directory", path).code == 0
    assert path.read_bytes() == write("").read_bytes().rstrip() + b"\n"


def test_an_entry_that_is_not_there_is_refused(run: Run, write: Write) -> None:
    result = left_alone(run, write(BOTH), "remove", "bs-house", "gy-ct")
    assert result == Result(2, "", UNKNOWN)


@pytest.mark.parametrize("others", [BOTH, ""])
def test_private_part_without_entry_goes(run: Run, write: Write, others: str) -> None:
    path = write(others)
    overlay = write_overlay(path, '[[focal_point]]\nid = "gone"\naddress = "6 Example Dam"\n')
    result = run("remove", "gone", "--yes", "--directory", path)
    assert brief(result) == Result(
        0, "", f"{GOES}wrote {overlay}\ngone: all data deleted from the private file\n"
    )
    assert overlay.read_bytes() == b""


def test_an_id_that_is_given_twice_counts_once(run: Run, write: Write) -> None:
    path = write(BOTH)
    result = run("remove", "gy-ctu", "gy-ctu", "--directory", path)
    assert brief(result) == Result(0, "", f"wrote {path}\n")
    assert "gy-ctu" not in path.read_text()


def test_only_what_git_has_is_said_to_stay_there(run: Run, tmp_path: Path) -> None:
    repo = repository(tmp_path)
    repo.commit_bytes(MINIMAL.encode())
    (path := repo.path).write_text(BOTH)
    assert HISTORY not in run("remove", "bs-house", "--directory", path).err
    repo.commit_bytes(path.read_bytes())
    assert HISTORY in run("remove", "gy-ctu", "--directory", path).err


@pytest.mark.sweep
@pytest.mark.parametrize("id_", IDS)
def test_every_entry_of_the_sample_can_go_alone(run: Run, tmp_path: Path, id_: str) -> None:
    path = tmp_path / "directory.toml"
    path.write_bytes(SHIPPED.read_bytes())
    before = path.read_bytes()
    assert run("remove", id_, "--directory", path).code == 0
    (gone,) = [line for line in changed(path, before) if line.startswith("-id = ")]
    assert gone == f'-id = "{id_}"'
    # The sample ignores a finding about one of its entries.
    added = [line[:12] for line in changed(path, before) if line.startswith("+")]
    assert added == ["+ignore = []"] * (id_ == "ht-protection-enfance")


@pytest.mark.parametrize("words", [("fax", "gy-ctu"), ("fax", "de", "gy-ctu")])
def test_number_of_an_entry_is_removed_with_set(
    run: Run, write: Write, words: tuple[str, ...]
) -> None:
    path = write(BOTH.replace('"secretariat" },', f'"secretariat" }}, {FAX},'))
    refused = (
        "nothing was saved: gy-ctu: this removes fax +592 220 1299\nhelp: use --yes to proceed\n"
    )
    assert left_alone(run, path, "remove", *words) == Result(2, "", f"error: {refused}")
    trial = left_alone(run, path, "remove", *words, "--yes", "--dry-run", "--format=json")
    assert trial.out.startswith("{")
    assert run("remove", *words, "--yes", "--directory", path).code == 0
    assert "+592 220 1299" not in path.read_text(encoding="utf-8")
