"""Files of a newer format, keys that need one, and the schema of another version beside a file."""

import json
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from cmcct.model import file_format, json_schema
from tests.conftest import Result, Run
from tests.support.repositories import repository

SETTINGS = '[directory]\nname = "Example Network"\ncontact = "list@example.org"\n'
ADA = """[[focal_point]]
id = "gy-ctu"
country = "Guyana"
name = "Ada Example"
organisation = "Example Ministry"
sectors = ["police"]
phones = ["+592 220 1234"]
verified = 2026-03-02
"""
NEWER = f'{SETTINGS}format = 99\n\n{ADA}signal = "ada.01"\n'
NEWEST = max(file_format.FIRST_FORMATS.values())
MESSAGE = (
    f"written for a newer version of cmcct (the file has format 99; this version reads format "
    f"{NEWEST})\n"
    "help: install a newer version of cmcct, as described in the README next to the file, or "
    "ask the person who set it up\n"
)
ADDED = (
    *("--country", "Guyana", "--name", "A Example", "--organisation", "Example Office"),
    *("--sector", "police", "--email", "a@example.org"),
)
MISSING = "warning: written for a newer version of cmcct: some of it may be missing\n"
TESTED = '"+592 220 1234"', '{ number = "+592 220 1234", tested = 2026-03-02 }'


Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes a directory file."""

    def call(text: str) -> Path:
        (tmp_path / "directory.toml").write_text(text, encoding="utf-8")
        return tmp_path / "directory.toml"

    return call


@pytest.fixture
def newer_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a key of a number need format 2, as the members do."""
    monkeypatch.setitem(file_format.FIRST_FORMATS, ("phone", "tested"), 2)


def test_newer_format_is_the_only_finding(run: Run, write: Write) -> None:
    path = write(NEWER)
    result = run("check", path, "--format", "json", "--strict")
    (found,) = json.loads(result.out)["findings"]
    assert (result.code, found["code"], found["line"]) == (1, "newer-format", 4)


@pytest.mark.parametrize(
    "words",
    [
        ("set", "gy-ctu", "title=Head"),
        ("add", *ADDED),
        ("verify", "gy-ctu"),
        ("fmt",),
        ("check", "--fix"),
        ("remove", "gy-ctu", "--yes"),
        ("export", "csv"),
        ("export", "csv", "--at", "HEAD"),
        ("edition", "issue", "2026-1", "-o", "lists"),
        ("round", "letters", "--since", "2026-06-01", "-o", "letters"),
        ("save",),
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_newer_format_is_neither_edited_nor_exported(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    repo = repository(tmp_path)
    repo.commit_files({"directory.toml": NEWER})
    if words == ("save",):
        repo.path.write_text(NEWER + "# x\n", encoding="utf-8")
    before = repo.path.read_bytes()
    if words[0] == "edition":
        monkeypatch.delenv("CMCCT_TODAY")
    result = run(*words)
    assert (result.code, MESSAGE in result.err) == (2, True), result
    assert repo.path.read_bytes() == before
    assert {path.name for path in tmp_path.iterdir()} == {".git", "directory.toml"}


OLDER = f"{SETTINGS}\n{ADA}"


@pytest.mark.parametrize(
    ("committed", "present"),
    [
        ((NEWER,), NEWER.replace("Ada", "Bo")),
        ((NEWER,), OLDER),
        ((OLDER,), NEWER),
        ((NEWER,), NEWER + "x"),  # no TOML
    ],
)
def test_newer_format_is_not_undone(
    run: Run, tmp_path: Path, committed: tuple[str, ...], present: str
) -> None:
    repo = repository(tmp_path)
    repo.commit_files({"directory.toml": committed[0]})
    repo.path.write_text(present, encoding="utf-8")
    before = repo.git("status", "--porcelain"), repo.path.read_bytes()
    for words in (("--yes",), ("--dry-run",)):
        result = run("undo", *words, "--directory", repo.path)
        assert (result.code, result.out, MESSAGE in result.err) == (2, "", True), result
    assert (repo.git("status", "--porcelain"), repo.path.read_bytes()) == before


def test_save_of_newer_format_is_not_undone(run: Run, tmp_path: Path) -> None:
    repo = repository(tmp_path)
    repo.commit_files({"directory.toml": OLDER})
    run("set", "gy-ctu", "title=Head", "--directory", repo.path)
    assert run("save", "--directory", repo.path).code == 0
    text = repo.path.read_text(encoding="utf-8").replace(SETTINGS, f"{SETTINGS}format = 99\n")
    repo.path.write_text(text, encoding="utf-8")
    repo.git("commit", "--amend", "--no-edit", "-q", "--all")
    result = run("undo", "--last", "--yes", "--directory", repo.path)
    assert (result.code, result.out, MESSAGE in result.err) == (2, "", True), result
    assert repo.path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("words", [("search", "gy-ctu"), ("show", "gy-ctu"), ("call", "Guyana")])
def test_lookups_show_what_they_know(run: Run, write: Write, words: tuple[str, ...]) -> None:
    known = run(*words, "--directory", write(f"{SETTINGS}\n{ADA}"))
    result = run(*words, "--directory", write(NEWER))
    assert (result.code, result.out) == (0, known.out)
    assert result.err == MISSING + known.err


def test_older_version_of_newer_format_is_shown(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    repository(tmp_path).commit_files({"directory.toml": NEWER})
    result = run("search", "--at", "HEAD", "--format", "ids")
    assert (result.code, result.out, MISSING in result.err) == (0, "gy-ctu\n", True)


@pytest.mark.parametrize("value", ["0", "-1", '"2"', "2.0", "true", "[2]", "2026-01-01"])
def test_invalid_format_is_an_error(run: Run, write: Write, value: str) -> None:
    result = run("check", write(NEWER.replace("format = 99", f"format = {value}")))
    assert result.code == 1
    assert ":4:10\n" in result.out
    assert result.out.count("error[wrong-type]") == 1
    assert "error[unknown-key]: unknown key 'signal'" in result.out


def test_format_one_is_valid_and_a_newer_one_is_not_written(run: Run, write: Write) -> None:
    path = write(f"{SETTINGS}format = 1\n\n{ADA}")
    assert run("check", path, "--strict") == Result(0, "", "no findings\n")
    before = path.read_bytes()
    refused = run("set", "directory", "format=100", "--directory", path)
    assert (refused.code, "error[newer-format]" in refused.err) == (2, True)
    assert path.read_bytes() == before


@pytest.mark.usefixtures("newer_key")
@pytest.mark.parametrize("settings", [SETTINGS, "[directory]\n", "directory = {}\n", ""])
def test_fix_writes_missing_format(run: Run, write: Write, settings: str) -> None:
    path = write(f"{settings}\n{ADA.replace(*TESTED)}")
    assert [*file_format.find_newer_keys({"unknown": 1})] == []
    result = run("check", path, "--strict", "--format", "json")
    (note,) = [one for one in json.loads(result.out)["findings"] if one["code"] == "format-missing"]
    assert (note["severity"], note["message"]) == ("note", "'tested' needs format 2")
    if settings == SETTINGS:
        assert result.code == 0
    run("check", path, "--fix", "format-missing")
    assert file_format.declared_format(_read(path)) == 2
    assert "format-missing" not in run("check", path).out


@pytest.mark.usefixtures("newer_key")
def test_edit_that_adds_newer_key_writes_format(run: Run, write: Write) -> None:
    path = write(f"{SETTINGS}\n{ADA}")
    assert run("set", "gy-ctu", "title=Head", "--directory", path).code == 0
    assert "format" not in path.read_text(encoding="utf-8")
    assert run("test", "gy-ctu", "+592 220 1234", "--directory", path).code == 0
    assert "\nformat = 2\n" in path.read_text(encoding="utf-8")
    assert run("check", path).code == 0
    # What an older file lacks, an edit of something else does not write.
    path.write_text(f"{SETTINGS}\n{ADA.replace(*TESTED)}", encoding="utf-8")
    assert run("set", "gy-ctu", "title=Chief", "--directory", path).code == 0
    assert "format" not in path.read_text(encoding="utf-8")


def test_number_without_tests_needs_format_two(run: Run, write: Write) -> None:
    path = write(f"{SETTINGS}\n{ADA}")
    assert run("set", "gy-ctu", "phones.0.no_test=true", "--directory", path).code == 0
    assert "\nformat = 2\n" in path.read_text(encoding="utf-8")
    assert run("check", path, "--strict") == Result(0, "", "no findings\n")


def _read(path: Path) -> dict[str, object]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def test_schema_is_written_by_fix_and_save(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    repo = repository(tmp_path)
    schema = tmp_path / "directory.schema.json"
    repo.commit_files({"directory.toml": f"{SETTINGS}\n{ADA}", schema.name: "{}\n"})
    warned = run("check", "--format", "concise", "--strict")
    assert warned.code == 0
    assert warned.out.startswith("directory.toml:1:1: warning[schema-outdated] ")
    since = run("check", "--format", "concise", "--strict", "--changed-since", "HEAD")
    assert since.out.startswith("directory.toml:1:1: note[schema-outdated] ")
    trial = run("check", "--fix", "--dry-run")
    assert (trial.err, schema.read_text("utf-8")) == ("1 finding can be fixed\n", "{}\n")
    assert run("check", "--fix", "invalid-email").err.endswith("nothing to fix\n")
    fixed = run("check", "--fix")
    assert fixed == Result(0, "", "wrote directory.schema.json\nno findings\nfixed 1 finding\n")
    assert schema.read_text("utf-8") == json_schema.text()
    schema.write_text("{}\n", encoding="utf-8")
    assert run("save").err.startswith("wrote directory.schema.json\nsaved in commit ")
    assert repo.git("show", "HEAD:directory.schema.json") + "\n" == json_schema.text()
    assert run("save").err == "nothing changed since the last saved version\n"


def test_unreadable_schema_is_no_finding(run: Run, write: Write) -> None:
    path = write(f"{SETTINGS}\n{ADA}")
    path.with_name("directory.schema.json").write_bytes(b" " * 20_000_001)
    assert run("check", path) == Result(0, "", "no findings\n")
