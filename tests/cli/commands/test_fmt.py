"""`cmcct fmt`: formatting of the file."""

from pathlib import Path

import pytest

from tests.conftest import SHIPPED, OnTerminal, Result, Run, Write, list_names, write_overlay
from tests.support.edited import BOTH, brief, changed

MOBILE = '{ number = "+592 609 1234", type = "mobile", sharing = "secretariat" }'
LINES = [
    '-country = "GY"',
    '+country = "Guyana"',
    f'-phones = ["+592  220-1234", {MOBILE}]',
    f'+phones = ["+592 220 1234", {MOBILE}]',
]


@pytest.fixture
def tidy(run: Run, write: Write) -> Path:
    """Write a formatted directory."""
    path = write(BOTH)
    run("fmt", "--directory", path)
    return path


@pytest.fixture
def messy(tidy: Path, tmp_path: Path) -> Path:
    """Write a directory that is formatted but for two values."""
    (tmp_path / "messy").mkdir()
    path = tmp_path / "messy" / "directory.toml"
    text = tidy.read_text(encoding="utf-8")
    text = text.replace('"Guyana"', '"GY"').replace("+592 220 1234", "+592  220-1234")
    path.write_text(text, encoding="utf-8")
    return path


def test_equal_values_get_equal_layout(run: Run, messy: Path) -> None:
    before = messy.read_bytes()
    assert brief(run("fmt", "--directory", messy)) == Result(0, "", f"wrote {messy}\n")
    assert changed(messy, before) == LINES
    assert run("fmt", "--directory", messy) == Result(0, "", "nothing to change\n")
    assert list_names(messy.parent) == ["directory.toml"]


@pytest.mark.parametrize(
    "words",
    [
        "rename gy-labour gy-work",
        "rename venezuela a-venezuela",
        "set gy-labour country=Aruba --yes",
        "add --id de-x --country Germany --name X --organisation X --sector police --email x@x.org",
        "add --id x --country GY --name X --organisation X --sector police --phone +592.220.1299",
    ],
)
def test_what_is_formatted_stays_so(run: Run, tmp_path: Path, words: str) -> None:
    path, before = tmp_path / "directory.toml", SHIPPED.read_bytes()
    path.write_bytes(before)
    assert run(*words.split(), "--directory", path).code == 0
    assert path.read_bytes() != before
    assert run("fmt", "--check", "--directory", path) == Result(0, "", "nothing to change\n")


def test_a_directory_gets_the_territory_lines(run: Run, write: Write) -> None:
    path = write(BOTH)
    before = path.read_bytes()
    run("fmt", "--directory", path)
    lines = [line for line in changed(path, before) if line.startswith("+# ---- ")]
    assert lines == ["+# ---- Bahamas ----", "+# ---- Guyana ----"]
    assert "\n\n# ---- Guyana ----\n\n# " in path.read_text(encoding="utf-8")


def test_the_check_says_whether_it_would_change(run: Run, messy: Path, tidy: Path) -> None:
    before, time = messy.read_bytes(), messy.stat().st_mtime_ns
    message = f"{messy} is not formatted: run cmcct fmt\n"
    assert run("fmt", "--check", "--directory", messy) == Result(1, "", message)
    both = run("fmt", "--check", "--diff", "--directory", messy)
    assert (both.code, both.err) == (1, message)
    assert both.out == run("fmt", "--diff", "--directory", messy).out
    assert (messy.read_bytes(), messy.stat().st_mtime_ns) == (before, time)
    assert run("fmt", "--check", "--directory", tidy) == Result(0, "", "nothing to change\n")


def test_a_diff_is_shown_and_nothing_is_written(run: Run, messy: Path, tidy: Path) -> None:
    before = messy.read_bytes()
    for option in ("--diff", "--dry-run"):
        result = run("fmt", option, "--directory", messy)
        assert (result.code, result.err, messy.read_bytes()) == (0, "", before)
        lines = [line for line in result.out.splitlines()[2:] if line.startswith(("+", "-"))]
        assert lines == LINES
    assert run("fmt", "--diff", "--directory", tidy).out == ""


def test_no_difference_is_no_line_on_a_terminal(terminal: OnTerminal, tidy: Path) -> None:
    assert terminal("fmt", "--diff", "--directory", tidy).out == "nothing to change\n"


def test_line_ends_and_a_byte_order_mark_stay(run: Run, messy: Path, tidy: Path) -> None:
    messy.write_bytes(b"\xef\xbb\xbf" + messy.read_bytes().replace(b"\n", b"\r\n"))
    run("fmt", "--directory", messy)
    assert messy.read_bytes() == b"\xef\xbb\xbf" + tidy.read_bytes().replace(b"\n", b"\r\n")


def test_fmt_accepts_errors_but_not_broken_toml(run: Run, write: Write) -> None:
    path = write(BOTH.replace('"house@example.org"', "5"))
    assert run("fmt", "--directory", path).code == 0
    path = write("x = ")
    for option in ((), ("--check",)):
        result = run("fmt", *option, "--directory", path)
        assert (result.code, result.out) == (2, "")
        assert result.err.startswith(f"error: {path} is not valid TOML: line 14: ")


def test_broken_private_file_does_not_stop_fmt(run: Run, write: Write) -> None:
    path = write(BOTH.replace("Guyana", "guyana"))
    write_overlay(path, "phones = [")
    assert run("fmt", "--directory", path).code == 0
    assert 'country = "Guyana"' in path.read_text(encoding="utf-8")
