"""What a list for the secretariat has gets into the directory only if somebody agrees."""

import json
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cmcct.importing.planning.list_audience import find_guard, find_guarded
from cmcct.importing.planning.row_changes import Change
from cmcct.importing.readers.rows import Cell, Origin, Sheet
from cmcct.model import loader
from tests.conftest import ENTRY, MINIMAL, OVERLAY, Result, Run, write_overlay
from tests.support.cases import each
from tests.support.repositories import Repo, repository
from tests.support.returned_lists import Table, correct, edit_table
from tests.support.sheets import make_sheet

PRIVATE = "+592 609 1234"
NEW = "+592 609 1277"
FORMATS = {
    "list.csv": ("csv",),
    "list.xlsx": ("xlsx",),
    "list.json": ("json",),
    "list.vcf": ("vcard",),
    "google.csv": ("csv", "--dialect", "google"),
}


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """Commit a directory of one entry, with a private file beside it."""
    made = repository(tmp_path / "repo")
    made.commit_bytes((MINIMAL + ENTRY).encode())
    write_overlay(made.path, OVERLAY + 'private_notes = "Back in June"\n')
    return made


def _hand_out(run: Run, repo: Repo, name: str, audience: str = "secretariat") -> Path:
    path = repo.root / name
    words: list[str | Path] = [*FORMATS[name], "--audience", audience]
    words += ["-o", path, "--directory", repo.path]
    done = run("export", *words)
    assert done.code == 0, done.err
    return path


@pytest.mark.parametrize(
    ("heading", "yes", "no"),
    [
        ("Confidencial", "Sí", "No"),
        ("Vertrouwelijk", "ja", "nee"),
        ("Confidentiel", "oui", "non"),
        ("Confidential", "x", "no"),
    ],
)
def test_row_that_is_confidential_is_asked_about(
    run: Run, repo: Repo, heading: str, yes: str, no: str
) -> None:
    path = repo.root / "list.csv"
    lines = [
        f"Name,Country,Organisation,E-mail,Sector,{heading}",
        f"Eva Example,Jamaica,Office A,eva@jm.example.org,police,{yes}",
        f"Óscar Example,Jamaica,Office B,oscar@jm.example.org,police,{no}",
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    done, rows = _import(run, repo, path)
    assert f"'{heading}' was skipped: it is read only from a list that cmcct exp" in done.err
    assert [row["result"] for row in rows] == ["question", "new"]
    _import(run, repo, path, *_answer(repo, 'row-2 = "new"'))
    assert _entry(repo, "jm-oa")["sharing"] == "secretariat"
    assert "sharing" not in _entry(repo, "jm-ob")


def _lose_private_file(repo: Repo) -> None:
    repo.path.with_name("directory.private.toml").unlink()


def _import(run: Run, repo: Repo, path: Path, *options: str | Path) -> tuple[Result, list[Any]]:
    words = (path, "--base", "HEAD", "--format", "json", "--directory", repo.path, "--yes")
    done = run("import", *words, *options)
    return done, json.loads(done.out)


def _answer(repo: Repo, text: str) -> tuple[str, Path]:
    path = repo.root / "answers.toml"
    path.write_text(text + "\n", encoding="utf-8")
    return "--answers", path


def _entry(repo: Repo, id_: str = "gy-ctu") -> dict[str, Any]:
    entries = tomllib.loads(repo.path.read_text(encoding="utf-8"))["focal_point"]
    return next(one for one in entries if one["id"] == id_)


def _drop(path: Path, *headings: str) -> None:
    def edit(table: Table) -> Table:
        kept = [index for index, text in enumerate(table[0]) if text not in headings]
        return [[row[index] for index in kept] for row in table]

    edit_table(path, edit)


@pytest.mark.parametrize("name", FORMATS)
def test_private_number_stays_out_without_the_private_file(run: Run, repo: Repo, name: str) -> None:
    path = _hand_out(run, repo, name)
    before = repo.path.read_bytes()
    _lose_private_file(repo)
    done, _rows = _import(run, repo, path)
    assert repo.path.read_bytes() == before, done.out
    assert "609" not in repo.path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["list.vcf", "google.csv"])
def test_contacts_without_their_label_are_asked_about(run: Run, repo: Repo, name: str) -> None:
    path = _hand_out(run, repo, name)
    before = repo.path.read_bytes()
    _lose_private_file(repo)
    text = path.read_bytes().decode()
    assert "TLP:RED" in text
    path.write_bytes(text.replace("TLP:RED", "").encode())
    done, (row,) = _import(run, repo, path)
    assert (done.code, row["result"], repo.path.read_bytes()) == (1, "question", before)
    assert row["why"].startswith("from a list that does not say for whom it is: ")


def test_one_contact_for_the_secretariat_is_enough() -> None:
    rows = [{"name": "Ada", "notes": f"Note\nTLP:{label}"} for label in ("AMBER", "RED")]
    assert _guard(make_sheet(*rows, kind="address-book")) == "secretariat"
    assert _guard(make_sheet(rows[0], kind="address-book")) == ""
    assert _guard(make_sheet({"notes": "Friend of Bo"}, kind="address-book")) == ""


def test_private_number_is_asked_about(run: Run, repo: Repo) -> None:
    path = _hand_out(run, repo, "list.csv")
    _lose_private_file(repo)
    correct(path, "mobile_phone", NEW)
    done, (row,) = _import(run, repo, path)
    assert (done.code, row["result"], row["fields"]["phones"]["open"]) == (
        1,
        "question",
        "conflict",
    )
    assert row["why"] == (
        "from a list for the secretariat: phones, address and private notes; "
        "may everybody who may see the entry see it too?"
    )
    assert _import(run, repo, path, *_answer(repo, 'row-2 = "no"'))[0].code == 0
    assert "phones" not in _entry(repo)
    assert _import(run, repo, path, *_answer(repo, 'row-2 = "yes"'))[0].code == 0
    assert _entry(repo)["phones"] == [{"number": NEW, "type": "mobile"}]


@pytest.mark.parametrize("without", [[], ["id"]])
@pytest.mark.parametrize("has_private_file", [True, False])
def test_list_without_its_marking_is_asked_about(
    run: Run, repo: Repo, without: list[str], *, has_private_file: bool
) -> None:
    path = _hand_out(run, repo, "list.csv")
    correct(path, "mobile_phone", NEW)
    _drop(path, "marking", "private_notes", *without)
    if not has_private_file:
        _lose_private_file(repo)
    done, (row,) = _import(run, repo, path)
    assert (done.code, row["result"]) == (1, "question")
    assert row["why"].startswith(
        "from a list that does not say for whom it is: phones and address;"
    )
    assert not {"phones", "address"} & _entry(repo).keys()


def test_change_beside_a_guarded_one_is_asked_and_written_apart(run: Run, repo: Repo) -> None:
    path = _hand_out(run, repo, "list.csv")
    _lose_private_file(repo)
    correct(path, "city", "Linden")
    correct(path, "organisation", "")
    done, (row,) = _import(run, repo, path)
    assert done.code == 1
    assert row["why"].endswith(" see it too? missing in the row: organisation; remove it?")
    assert _entry(repo)["city"] == "Linden"


def test_row_whose_note_says_private_is_asked_about(run: Run, repo: Repo) -> None:
    path = repo.root / "sheet.csv"
    path.write_text(
        "Name,Country,Organisation,E-mail,Mobile,Sector,Notes\n"
        f"Eva Example,Jamaica,Office A,eva@jm.example.org,{NEW},police,do not share\n",
        encoding="utf-8",
    )
    done, (row,) = _import(run, repo, path)
    assert (done.code, row["result"]) == (1, "question")
    assert "1277" not in repo.path.read_text(encoding="utf-8")


def test_private_and_guarded_changes_are_asked_together(run: Run, repo: Repo) -> None:
    path = _hand_out(run, repo, "list.csv")
    correct(path, "private_notes", "Back in May")
    correct(path, "office_phone", "+592 220 1299")
    _done, (row,) = _import(run, repo, path)
    assert row["why"].startswith("from a list for the secretariat: phones; ")
    assert " in the private file: " in row["why"]
    assert "1299" not in repo.path.read_text(encoding="utf-8")


def test_network_list_changes_numbers(run: Run, repo: Repo) -> None:
    path = _hand_out(run, repo, "list.csv", "network")
    correct(path, "office_phone", "+592 220 1299")
    done, _rows = _import(run, repo, path)
    assert done.code == 0, done.out
    assert _entry(repo)["phones"] == ["+592 220 1299"]


def test_new_row_is_for_the_secretariat_only(run: Run, repo: Repo) -> None:
    path = _hand_out(run, repo, "list.csv")

    def edit(table: Table) -> Table:
        added = dict(zip(table[0], table[1], strict=True))
        added |= {"id": "", "name": "Bo Example", "email": "bo@example.org", "mobile_phone": NEW}
        added |= {"organisation": "Another Office", "sharing": "network", "private_notes": ""}
        return [*table, [added[heading] for heading in table[0]]]

    edit_table(path, edit)
    before = repo.path.read_bytes()
    done, rows = _import(run, repo, path)
    assert (done.code, rows[1]["result"], repo.path.read_bytes()) == (1, "question", before)
    assert rows[1]["why"] == (
        "this list may contain private data; add a new entry, for the secretariat only?"
    )
    done, rows = _import(run, repo, path, *_answer(repo, 'row-3 = "new"'))
    assert done.code == 0, done.err
    assert _entry(repo, rows[1]["entry"])["sharing"] == "secretariat"


def test_another_person_comes_without_the_numbers(run: Run, repo: Repo) -> None:
    path = _hand_out(run, repo, "list.csv")
    _lose_private_file(repo)
    correct(path, "name", "Petra Example-Brown")
    correct(path, "family_name", "")
    correct(path, "mobile_phone", NEW)
    _import(run, repo, path, *_answer(repo, 'row-2 = "yes"'))
    assert _entry(repo)["name"] == "Petra Example-Brown"
    assert "phones" not in _entry(repo)
    # Who gives the number in the answer has seen it.
    _import(run, repo, path, *_answer(repo, f'row-2 = {{ entry = "yes", phones = ["{NEW}"] }}'))
    assert NEW in repo.path.read_text(encoding="utf-8")


def test_answer_about_the_entry_is_none_about_its_numbers(run: Run, repo: Repo) -> None:
    path = _hand_out(run, repo, "list.csv")
    _lose_private_file(repo)
    _drop(path, "id", "email")
    questions = repo.root / "q.toml"
    given = _answer(repo, 'row-2 = "gy-ctu"')
    done, (row,) = _import(run, repo, path, "--questions", questions, *given)
    assert (done.code, row["result"]) == (1, "question")
    assert "phones" not in _entry(repo)
    assert '{ entry = "gy-ctu", ' in questions.read_text(encoding="utf-8")
    text = f'row-2 = {{ entry = "gy-ctu", phones = ["{NEW}"] }}'
    _import(run, repo, path, *_answer(repo, text))
    assert _entry(repo)["phones"][0] in (NEW, {"number": NEW, "type": "mobile"})


def _sheet(**cells: str | Cell) -> Sheet:
    return make_sheet({"id": "gy-ctu", **cells}, kind="own")


def _overlay(key: str, value: object) -> dict[str, Any]:
    return {"focal_point": [{"id": "gy-ctu", "name": "Ada Example", key: value}]}


def _guard(sheet: Sheet, overlay: dict[str, Any] | None = None, **entry: str) -> str:
    raw = tomllib.loads(MINIMAL + ENTRY)
    raw["focal_point"][0] |= entry
    parts = loader.overlay_entries(loader.parse_overlay(overlay or {}))
    directory = loader.merge_overlay(loader.parse_directory(raw).directory, parts)
    found = str(find_guard(sheet, directory) or "")
    return "secretariat" if "secretariat" in found else "unknown" if found else ""


def test_all_that_says_for_whom_a_list_is_counts() -> None:
    amber = replace(_sheet(name="Ada Example"), marking="TLP:AMBER")
    assert _guard(amber) == ""
    assert _guard(replace(amber, marking="TLP:AMBER+STRICT")) == ""
    assert _guard(replace(amber, marking="")) == "unknown"
    assert _guard(replace(amber, marking="", origin=Origin("abc", "network", "en"))) == ""
    assert _guard(replace(amber, origin=Origin("abc", "secretariat", "en"))) == "secretariat"
    assert _guard(replace(amber, origin=Origin("abc", "everybody", "en"))) == "secretariat"
    assert _guard(replace(amber, marking="TLP:RED")) == "secretariat"
    assert _guard(replace(amber, marking="TLP:GREEN")) == "secretariat"
    # Lists of others say nothing, and are not ours.
    assert _guard(replace(make_sheet({"name": "Ada Example"}), marking="")) == ""
    assert _guard(make_sheet({"name": "Ada", "sharing": "secretariat"})) == "secretariat"


@each(
    "cells",
    [
        {"sharing": "Secretaría"},
        {"private_notes": "x"},
        {"phones": "+592 220 1234 (secretariat only)"},
        {
            "emails": Cell(
                "", raw=["a@example.org", {"address": "b@x.org", "sharing": "secretariat"}]
            )
        },
        {"marking": "tlp:red"},
    ],
)
def test_value_says_for_whom_a_list_is(cells: dict[str, str | Cell]) -> None:
    sheet = replace(_sheet(**cells), marking="TLP:AMBER")
    assert _guard(sheet) == "secretariat"


def test_private_value_says_for_whom_a_list_is() -> None:
    sheet = replace(_sheet(phones="609-1234", emails="ADA@example.org"), marking="TLP:AMBER")
    assert _guard(sheet, _overlay("phones", [PRIVATE])) == "secretariat"
    assert _guard(sheet, _overlay("phones", [NEW])) == ""
    assert _guard(sheet, _overlay("emails", ["ada@example.org"])) == "secretariat"
    assert _guard(sheet, _overlay("emails", ["other@example.org"])) == ""
    assert _guard(sheet, sharing="secretariat") == "secretariat"
    assert _guard(replace(sheet, form="xlsx")) == ""
    column = replace(_sheet(private_notes=""), marking="TLP:AMBER")
    assert _guard(column) == ""
    assert _guard(replace(column, form="xlsx")) == "secretariat"


def test_only_values_that_an_entry_lacks_are_guarded() -> None:
    guard = find_guard(_sheet(name="Ada Example"), loader.parse_directory({}).directory)
    entry = {"phones": [PRIVATE, NEW], "address": "6 Example Dam"}
    found = [
        Change("phones", [NEW]),
        Change("address", None),
        Change("title", "Director"),
        Change("emails", ["ada@example.org"]),
    ]
    assert [*find_guarded(guard, found, entry)] == ["emails"]
    assert [*find_guarded(None, found, entry)] == []
