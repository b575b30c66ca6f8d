"""`cmcct init`: a directory to begin with."""

import tomllib
from pathlib import Path
from uuid import UUID

import pytest

from tests.conftest import Result, Run

SAID = "whoever may read it reads all of it, whatever sharing says"


def test_a_new_directory_stands_in_the_current_folder(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("init") == Result(0, "", f"wrote directory.toml: {SAID}\n")
    assert (tmp_path / "directory.toml").is_file()


def test_folders_are_made_where_they_are_missing(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    assert run("init", folder) == Result(0, "", f"wrote {folder / 'directory.toml'}: {SAID}\n")


def test_what_is_written_has_no_errors_and_its_examples_neither(run: Run, tmp_path: Path) -> None:
    run("init", tmp_path)
    path = tmp_path / "directory.toml"
    assert run("check", path) == Result(0, "", "no findings\n")
    lines = path.read_text(encoding="utf-8").splitlines()
    start = next(number for number, line in enumerate(lines) if line == "# [[meeting]]")
    prose = ("# An entry is", "# take the #")
    examples = [line.removeprefix("# ") for line in lines[start:] if not line.startswith(prose)]
    path.write_text("\n".join([*lines[:start], *examples, ""]), encoding="utf-8")
    assert run("check", path) == Result(0, "", "no findings\n")
    assert run("search", "--format", "ids", "--directory", path) == Result(0, "gy-ctu\n", "")


def test_every_directory_has_a_uid_of_its_own(run: Run, tmp_path: Path) -> None:
    uids = set()
    for name in ("one", "two"):
        run("init", tmp_path / name)
        content = (tmp_path / name / "directory.toml").read_text(encoding="utf-8")
        uids.add(UUID(tomllib.loads(content)["directory"]["uid"]))
    assert len(uids) == 2


def test_a_directory_that_is_there_stays_as_it_is(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "directory.toml"
    path.write_text("mine", encoding="utf-8")
    message = f"error: {path} is there already\nhelp: edit it, or give another folder\n"
    assert run("init", tmp_path) == Result(2, "", message)
    assert path.read_text(encoding="utf-8") == "mine"


def test_a_folder_that_cannot_be_made_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    folder = tmp_path / "file" / "sub"
    result = run("init", folder)
    assert result == Result(2, "", f"error: cannot make the folder {folder}: Not a directory\n")
    long = tmp_path / ("a" * 300)
    assert run("init", long).err == f"error: cannot make the folder {long}: File name too long\n"
