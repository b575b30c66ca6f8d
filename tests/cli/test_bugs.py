"""Unexpected errors: a message and an exit code, without contents of the directory."""

import re
import sys
from pathlib import Path
from typing import Protocol

import pytest

from cmcct.model.entities import Directory
from cmcct.search import query
from tests.conftest import SHIPPED, Result, Run, Write, command, run_process
from tests.support.cases import each
from tests.support.cli_samples import ADA

BUG = "KeyError(directory.focal_points[0].emails[0].address)"
PLACE = r"cmcct\.cli\.commands\.search:\d+"
HELP = (
    "help: report it with the failed command and the output of cmcct --version; "
    "CMCCT_DEBUG=1 shows the traceback, which may contain data of the directory\n"
)


class Fail(Protocol):
    """Search in a directory, with a bug that raises an error, an expression; return the result."""

    def __call__(self, path: Path, error: str) -> Result: ...


@pytest.fixture
def fail(run: Run, monkeypatch: pytest.MonkeyPatch) -> Fail:
    """Return a function that runs a command with a bug, whose exception quotes its data."""

    def call(path: Path, error: str) -> Result:
        def find(directory: Directory, *_: object) -> None:
            raise eval(error, {"directory": directory})  # noqa: S307 - of the test

        monkeypatch.setattr(query, "find_entries", find)
        return run("search", "--directory", path)

    return call


@pytest.mark.parametrize(
    "error",
    [BUG, "type('PanicException', (BaseException,), {})(directory.focal_points[0].emails[0])"],
)
def test_a_bug_is_told_without_a_value_of_the_file(write: Write, fail: Fail, error: str) -> None:
    result = fail(write(ADA), error)
    assert (result.code, result.out) == (70, "")
    kind = "KeyError" if error == BUG else "PanicException"
    assert re.fullmatch(
        f"error: this is a bug in cmcct: {kind} in {PLACE}\n{re.escape(HELP)}", result.err
    )


def test_a_bug_is_told_in_the_language_of_the_user(
    write: Write, fail: Fail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CMCCT_LANG", "es")
    assert "error: esto es un fallo de cmcct: KeyError en cmcct." in fail(write(ADA), BUG).err


@pytest.mark.parametrize(
    ("debug", "ci", "shown"),
    [("1", "", True), ("1", "true", False), ("0", "", False), ("", "", False)],
)
def test_a_traceback_is_shown_on_demand_but_in_no_log(  # noqa: PLR0913 - fixtures
    write: Write, fail: Fail, monkeypatch: pytest.MonkeyPatch, debug: str, ci: str, *, shown: bool
) -> None:
    monkeypatch.setenv("CMCCT_DEBUG", debug)
    monkeypatch.setenv("CI", ci)
    result = fail(write(ADA), BUG)
    assert result.code == 70
    assert ("Traceback (most recent call last):" in result.err) is shown
    assert ("KeyError: 'ctu@example.org'" in result.err) is shown
    assert ("ctu@" in result.err) is shown


@pytest.mark.parametrize(
    ("error", "message"),
    [
        ("OSError(24, 'Too many open files', b'/proc')", "cannot use /proc: Too many open files"),
        ("OSError(11, 'Try again')", "the operating system stopped this command: Try again"),
        (
            "BrokenPipeError(32, 'Broken pipe')",
            "the operating system stopped this command: Broken pipe",
        ),
        ("TimeoutError()", "the operating system stopped this command: TimeoutError"),
        ("MemoryError()", "not enough memory for this directory"),
        ("RecursionError()", "the input is nested too deeply"),
    ],
)
def test_system_failure_is_no_output_failure(
    write: Write, fail: Fail, error: str, message: str
) -> None:
    assert fail(write(ADA), error) == Result(2, "", f"error: {message}\n")


@each("args", [("check", "-"), ("add", "--from", "-", "--dry-run")])
def test_standard_input_that_cannot_be_read_is_named(args: tuple[str, ...]) -> None:
    place = ["--directory", str(SHIPPED)] if args[0] == "add" else []
    words = command(*args, *place)
    result = run_process(["bash", "-c", '"$@" 0>/dev/null', "bash", *words])
    assert result == Result(2, "", "error: cannot read standard input: Bad file descriptor\n")


def test_too_many_open_files_are_told_without_imports(
    write: Write, fail: Fail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "traceback", None)
    error = "OSError(24, 'Too many open files', 'x.py')"
    assert fail(write(ADA), error) == Result(2, "", "error: cannot use x.py: Too many open files\n")


def test_an_id_with_line_breaks_forges_no_line(run: Run, write: Write) -> None:
    path = write(ADA)
    for words in (("show", "gy\nerror: x\x1b[31m"), ("search", "--country", "a\nb")):
        result = run(*words, "--directory", path)
        assert result.code in {1, 2}
        assert all(
            line.startswith(("nothing found", "error: unknown value", "help:"))
            for line in result.err.splitlines()
        )
        assert "\x1b" not in result.err


def test_the_id_of_a_past_entry_forges_no_line(write: Write, run: Run) -> None:
    path = write(ADA)
    odd = ADA.replace("gy-ctu", r"gy\nerror: forged\u001b[31m")
    overlay = path.with_name("directory.private.toml")
    overlay.write_text('[[focal_point]]\nid = "gy\\nerror: forged"\nname = "A"\n', encoding="utf-8")
    assert "\nerror: forged" not in run("show", "gy-ctu", "--directory", path).err
    path.write_text(path.read_text(encoding="utf-8") + odd, encoding="utf-8")
    for words in (("show", "Example"), ("search", "Example"), ("check",), ("duplicates",)):
        result = run(*words, "--directory", path)
        assert not [line for line in result.err.splitlines() if line.startswith("error: forged")]
        assert "\x1b" not in result.err
