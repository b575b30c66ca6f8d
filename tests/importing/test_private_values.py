"""The private file in an import: only a list for the secretariat changes it, with --private."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from cmcct.importing.cells import row_values
from cmcct.importing.planning.planner import find_private_changes
from cmcct.model.loader import parse_entry
from tests.conftest import ENTRY, OVERLAY, Result, Run, Write, entry, write_overlay
from tests.support import members
from tests.support.returned_lists import correct
from tests.support.sheets import make_sheet

PRIVATE = "+592 609 1234"
NEW = "+592 609 1277"


@pytest.fixture
def directory(write: Write) -> Path:
    path = write(ENTRY)
    write_overlay(path, OVERLAY + 'private_notes = "Back in June"\n')
    return path


def _hand_out(run: Run, directory: Path, audience: str = "secretariat") -> Path:
    path = directory.with_name("list.csv")
    words: list[str | Path] = ["csv", "--audience", audience, "-o", path, "--directory", directory]
    done = run("export", *words)
    assert done.code == 0, done.err
    return path


def _import(run: Run, directory: Path, *options: str | Path) -> tuple[Result, dict[str, Any]]:
    path = directory.with_name("list.csv")
    done = run("import", path, "--format", "json", "--directory", directory, *options)
    (row,) = json.loads(done.out)
    return done, row


def _texts(directory: Path) -> tuple[str, str]:
    private = directory.with_name("directory.private.toml")
    return directory.read_text(encoding="utf-8"), private.read_text(encoding="utf-8")


def test_list_for_the_secretariat_as_it_was_changes_nothing(run: Run, directory: Path) -> None:
    _hand_out(run, directory)
    before = _texts(directory)
    for options in ((), ("--private",)):
        done, row = _import(run, directory, *options)
        assert (done.code, row["result"], _texts(directory)) == (0, "same", before), done.out


@pytest.mark.parametrize(
    ("heading", "value", "key"),
    [("mobile_phone", NEW, "phones"), ("private_notes", "Back in May", "private_notes")],
)
def test_private_value_is_asked_about(
    run: Run, directory: Path, heading: str, value: str, key: str
) -> None:
    correct(_hand_out(run, directory), heading, value)
    before = _texts(directory)
    done, row = _import(run, directory)
    assert (done.code, row["result"], _texts(directory)) == (1, "question", before)
    assert row["fields"][key]["open"] == "conflict"
    assert row["why"].startswith("in the private file: ")
    assert row["why"].endswith("; change it with --private, or in the private file itself")


@pytest.mark.parametrize(
    ("heading", "value"), [("mobile_phone", NEW), ("private_notes", "Back in May")]
)
def test_private_option_changes_the_private_file_alone(
    run: Run, directory: Path, heading: str, value: str
) -> None:
    correct(_hand_out(run, directory), heading, value)
    before, private_before = _texts(directory)
    done, row = _import(run, directory, "--private", "--yes")
    assert (done.code, row["result"]) == (0, "changed"), done.err
    after, private_after = _texts(directory)
    assert after == before
    assert value in private_after
    assert private_before != private_after
    # The second run changes nothing.
    assert _import(run, directory, "--private")[1]["result"] == "same"


def test_emptied_private_value_is_removed_when_agreed(run: Run, directory: Path) -> None:
    correct(_hand_out(run, directory), "mobile_phone", "")
    before = _texts(directory)
    done, row = _import(run, directory, "--private")
    assert (done.code, row["fields"]["phones"]["open"]) == (1, "removal")
    assert row["why"] == "in the private file: phones; use the row's value?"
    assert _texts(directory) == before
    answers = directory.with_name("q.toml")
    answers.write_text('row-2 = "no"\n', encoding="utf-8")
    assert _import(run, directory, "--private", "--answers", answers)[0].code == 0
    assert _texts(directory) == before
    answers.write_text('row-2 = "yes"\n', encoding="utf-8")
    done, row = _import(run, directory, "--private", "--yes", "--answers", answers)
    assert (done.code, row["result"]) == (0, "changed"), done.err
    assert PRIVATE not in _texts(directory)[1]


def test_network_list_never_changes_the_private_file(run: Run, directory: Path) -> None:
    path = _hand_out(run, directory, "network")
    assert PRIVATE not in path.read_text(encoding="utf-8")
    correct(path, "mobile_phone", NEW)
    private = _texts(directory)[1]
    done, _row = _import(run, directory, "--private")
    assert done.code in (0, 1)
    assert _texts(directory)[1] == private


def test_encrypted_private_file_is_changed_by_a_member(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    members.become(monkeypatch, tmp_path, "ada")
    directory = members.encrypt(run, write)
    correct(_hand_out(run, directory), "mobile_phone", NEW)
    members.become(monkeypatch, tmp_path, "bo")
    path = directory.with_name("list.csv")
    text = directory.read_text(encoding="utf-8")
    done = run("import", path, "--private", "--directory", directory)
    # Without access, numbers of the private file would be taken for new ones.
    assert (done.code, done.out) == (2, "")
    assert directory.read_text(encoding="utf-8") == text
    members.become(monkeypatch, tmp_path, "ada")
    done = run("import", path, "--private", "--yes", "--directory", directory)
    assert done.code == 0, done.err
    (part,) = members.read(directory)["focal_point"]
    assert part["phones"] == [{"number": NEW, "type": "mobile"}]
    assert directory.read_text(encoding="utf-8") == text


def test_entry_without_private_values_leaves_the_private_file(run: Run, write: Write) -> None:
    directory = write(ENTRY)
    write_overlay(directory, OVERLAY.replace('address = "6 Example Dam"\n', ""))
    correct(_hand_out(run, directory), "mobile_phone", "")
    answers = directory.with_name("q.toml")
    answers.write_text('row-2 = "yes"\n', encoding="utf-8")
    assert _import(run, directory, "--private", "--yes", "--answers", answers)[0].code == 0
    assert "gy-ctu" not in _texts(directory)[1]


def _find(part: dict[str, Any], row: dict[str, str]) -> list[str]:
    """Return the keys of a private part that a row changes."""
    point = parse_entry({key: part[key] for key in part if key != "address"})
    (record,) = row_values.read_records(
        make_sheet({"id": "gy-ctu", **row}, kind="own"), {"working_group": {}, "meeting": {}}
    )
    found = find_private_changes(record, point, parse_entry({}), part)
    return [change.key for change in found]


def test_values_as_the_private_file_has_them_are_no_change() -> None:
    part = {"phones": [NEW], "private_notes": "Back in May", "address": "6 Example Dam"}
    row = {"phones": NEW, "private_notes": "Back in May", "address": "7 Example Dam"}
    assert _find(part, row) == []


def test_private_changes_are_in_the_order_of_an_entry() -> None:
    part = {"private_notes": "Back in May", "phones": [NEW], "emails": ["ada@example.org"]}
    row = {"private_notes": "Back in June", "phones": PRIVATE, "emails": "eve@example.org"}
    assert _find(part, row) == ["emails", "phones", "private_notes"]


@pytest.mark.parametrize(
    ("cells", "key", "sharing"),
    [
        ("+592 220 1234; +592 609 1277,", "phones", "secretariat"),
        ("+592 220 1234; +592 220 1277,", "phones", None),  # an office has another number too
        ("+592 220 1234,b@gy.example.org", "emails", "secretariat"),
    ],
)
def test_new_channel_is_hidden_like_all_others_of_its_kind(
    run: Run, write: Write, cells: str, key: str, sharing: str | None
) -> None:
    hidden = 'sharing = "secretariat" }]'
    phones = f'["+592 220 1234", {{ number = "{PRIVATE}", type = "mobile", {hidden}'
    path = write(entry(phones=phones, emails=f'[{{ address = "a@gy.example.org", {hidden}'))
    sheet = f"Country,Name,Phone,E-mail\nGuyana,Ada Example Pérez,{cells}\n"
    path.with_name("list.csv").write_text(sheet, encoding="utf-8")
    done = run("import", path.with_name("list.csv"), "--yes", "--directory", path)
    assert (done.code, "(secretariat only)" in done.out) == (0, sharing is not None)
    new = tomllib.loads(path.read_text(encoding="utf-8"))["focal_point"][0][key][-1]
    assert (new.get("sharing") if isinstance(new, dict) else None) == sharing
