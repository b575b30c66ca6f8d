"""`cmcct check`: every fault in one run, and the exit code that says so."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.samples import ADA, BROKEN, HOSTILE
from tests.conftest import SHIPPED, Result, Run

Write = Callable[[str], Path]

BAD_EMAIL = ADA.replace("ctu@example.org", "ctu@@example.org")


def test_a_directory_without_errors_is_said_to_have_none(run: Run, write: Write) -> None:
    assert run("check", write(ADA)) == Result(0, "", "no errors\n")


def test_the_shipped_directory_has_no_errors(run: Run) -> None:
    assert run("check", "--directory", SHIPPED) == Result(0, "", "no errors\n")


def test_every_error_has_a_line_with_its_place_its_entry_and_what_to_write(
    run: Run, write: Write
) -> None:
    path = write(BAD_EMAIL + BROKEN)
    result = run("check", path)
    assert (result.code, result.err) == (1, "2 errors\n")
    assert sorted(result.out.splitlines()) == [
        (
            f"{path}: focal_point[0].emails[0]: error[invalid-email] not an e-mail address "
            '(focal point "gy-ctu"); write name@domain'
        ),
        (
            f"{path}: focal_point[1].verified: error[wrong-type] not a date "
            '(focal point "aw-broken"); write it as 2026-03-02, without quotes'
        ),
    ]


def test_an_error_of_no_entry_names_none(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "directory.toml"
    path.write_text("[directory]\n", encoding="utf-8")
    result = run("check", path)
    message = "error[missing-key] 'name' is missing; write name = \"…\""
    assert result == Result(1, f"{path}: directory: {message}\n", "1 error\n")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"a = [\n", "not valid TOML: "),
        (b"a = 1\na = 2\n", "not valid TOML: "),
        (b'a = "\xff"\n', "not valid TOML: not UTF-8 text (byte 5)"),
        (b"a = " + b"[" * 5000, "nested too deep"),
    ],
)
def test_a_file_that_is_not_toml_is_a_finding(
    run: Run, tmp_path: Path, content: bytes, reason: str
) -> None:
    path = tmp_path / "directory.toml"
    path.write_bytes(content)
    result = run("check", path)
    assert (result.code, result.err) == (1, "1 error\n")
    assert result.out.startswith(f"{path}: error[toml-syntax] ")
    assert reason in result.out
    assert result.out.count("\n") == 1


def test_a_byte_order_mark_is_no_error(run: Run, write: Write) -> None:
    path = write(ADA)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert run("check", path) == Result(0, "", "no errors\n")


def test_several_files_are_checked_in_one_run(run: Run, write: Write, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text("not toml", encoding="utf-8")
    result = run("check", SHIPPED, other, write(BAD_EMAIL))
    assert (result.code, result.err) == (1, "2 errors\n")
    assert [line.split(":")[0] for line in result.out.splitlines()] == [
        str(other),
        str(tmp_path / "directory.toml"),
    ]


@pytest.mark.parametrize("name", ["missing.toml", "."])
def test_a_missing_file_or_a_folder_in_its_place_could_not_be_checked(
    run: Run, tmp_path: Path, name: str
) -> None:
    result = run("check", tmp_path / name)
    reason = "Is a directory" if name == "." else "No such file or directory"
    assert result == Result(2, "", f"error: cannot read {tmp_path / name}: {reason}\n")


def test_the_private_overlay_is_checked_too(run: Run, write: Write, tmp_path: Path) -> None:
    path = write(ADA)
    overlay = tmp_path / "directory.private.toml"
    overlay.write_text('[[focal_point]]\nid = "gy-ctuu"\nemails = ["a@b"]\n', encoding="utf-8")
    result = run("check", path)
    message = "no focal point has the id 'gy-ctuu'"
    assert result.code == 1
    assert f"{overlay}: focal_point[0].id: error[unknown-value] {message}" in result.out
    assert "did you mean gy-ctu?" in result.out


def test_an_overlay_that_is_not_toml_is_a_finding(run: Run, write: Write, tmp_path: Path) -> None:
    path = write(ADA)
    overlay = tmp_path / "directory.private.toml"
    overlay.write_text("[[", encoding="utf-8")
    result = run("check", path)
    assert (result.code, result.err) == (1, "1 error\n")
    assert result.out.startswith(f"{overlay}: error[toml-syntax] not valid TOML: ")


def test_an_overlay_that_is_named_and_missing_could_not_be_checked(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CMCCT_PRIVATE", "/nowhere/private.toml")
    result = run("check", write(ADA))
    assert result == Result(
        2, "", "error: cannot read /nowhere/private.toml: No such file or directory\n"
    )


def test_a_finding_is_one_line_without_escapes(run: Run, write: Write) -> None:
    path = write(HOSTILE.replace('id = "tt-odd"', 'id = "tt\\u001b[31m\\nodd"'))
    result = run("check", path)
    assert result.code == 1
    assert "\x1b" not in result.out
    assert all(line.startswith(f"{path}: ") for line in result.out.splitlines())
    assert result.err == f"{len(result.out.splitlines())} errors\n"


def test_a_file_that_is_missing_hides_no_fault_of_the_others(run: Run, write: Write) -> None:
    path = write(BAD_EMAIL)
    missing = path.with_name("nope.toml")
    result = run("check", missing, path, path)
    assert (result.code, result.out.count("invalid-email")) == (2, 1)
    assert result.err == (f"error: cannot read {missing}: No such file or directory\n1 error\n")
    alone = run("check", missing)
    assert (alone.code, alone.out) == (2, "")


def test_an_overlay_is_checked_with_its_directory_only(run: Run, write: Write) -> None:
    path = write(ADA)
    overlay = path.with_name("directory.private.toml")
    overlay.write_text('[[focal_point]]\nid = "gy-cut"\n', encoding="utf-8")
    draft = path.with_name("draft.toml")
    draft.write_bytes(path.read_bytes())
    assert run("check", draft) == Result(0, "", "no errors\n")
    by_itself = run("check", overlay)
    assert by_itself == run("check", path)
    assert by_itself.code == 1
    assert by_itself.out.startswith(f"{overlay}: focal_point[0].id: error[unknown-value]")
