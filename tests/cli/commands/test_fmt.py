"""`cmcct fmt`: formatting of the file."""

from tests.conftest import OnTerminal, Result, Run, Write, list_names, write_overlay
from tests.support.edited import BOTH, brief, changed

MESSY = BOTH.replace('"Guyana"', '"GY"').replace("+592 220 1234", "+592  220-1234")
LINES = [
    '-country = "GY"',
    '+country = "Guyana"',
    '-    "+592  220-1234",',
    '+    "+592 220 1234",',
]


def test_equal_values_get_equal_layout(run: Run, write: Write) -> None:
    path = write(MESSY)
    before = path.read_bytes()
    assert brief(run("fmt", "--directory", path)) == Result(0, "", f"wrote {path}\n")
    assert changed(path, before) == LINES
    assert run("fmt", "--directory", path) == Result(0, "", "nothing to change\n")
    assert list_names(path.parent) == ["directory.toml"]


def test_the_check_says_whether_it_would_change(run: Run, write: Write) -> None:
    path = write(MESSY)
    before, time = path.read_bytes(), path.stat().st_mtime_ns
    message = f"{path} is not formatted: run cmcct fmt\n"
    assert run("fmt", "--check", "--directory", path) == Result(1, "", message)
    both = run("fmt", "--check", "--diff", "--directory", path)
    assert (both.code, both.err) == (1, message)
    assert both.out == run("fmt", "--diff", "--directory", path).out
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (before, time)
    assert run("fmt", "--check", "--directory", write(BOTH)) == Result(0, "", "nothing to change\n")


def test_a_diff_is_shown_and_nothing_is_written(run: Run, write: Write) -> None:
    path = write(MESSY)
    before = path.read_bytes()
    for option in ("--diff", "--dry-run"):
        result = run("fmt", option, "--directory", path)
        assert (result.code, result.err, path.read_bytes()) == (0, "", before)
        lines = [line for line in result.out.splitlines()[2:] if line.startswith(("+", "-"))]
        assert lines == LINES
    assert run("fmt", "--diff", "--directory", write(BOTH)).out == ""


def test_no_difference_is_no_line_on_a_terminal(terminal: OnTerminal, write: Write) -> None:
    assert terminal("fmt", "--diff", "--directory", write(BOTH)).out == "nothing to change\n"


def test_line_ends_and_a_byte_order_mark_stay(run: Run, write: Write) -> None:
    text = write(MESSY.replace("GY", "Guyana").replace("  220-", " 220 ")).read_bytes()
    path = write(MESSY)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    run("fmt", "--directory", path)
    assert path.read_bytes() == b"\xef\xbb\xbf" + text.replace(b"\n", b"\r\n")


def test_fmt_accepts_errors_but_not_broken_toml(run: Run, write: Write) -> None:
    path = write(MESSY.replace('"house@example.org"', "5"))
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
