"""Every command ends with an exit code of its own, and never with a traceback."""

import fcntl
import json
import os
import re
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Collection, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from cmcct.cli import app
from cmcct.cli.screen import output
from cmcct.errors.exceptions import CmcctError
from cmcct.i18n import messages
from tests.conftest import (
    BARE_PYTHON,
    SHIPPED,
    THOROUGH,
    Result,
    Run,
    Shell,
    Write,
    bare_environment,
    command,
    environment,
    run_process,
)
from tests.support import terminals
from tests.support.cases import each
from tests.support.cli_samples import (
    ADA,
    EDITORS,
    HOSTILE,
    HOUSE,
    OF_HISTORY,
    READERS,
    checking,
    words,
)
from tests.support.programs import need, without_root
from tests.support.repositories import repository

TWIN = "\n".join(ADA.replace("gy-ctu", id_).replace("gy-unit", f"{id_}-2") for id_ in ("x", "y"))
NO_SPACE = "error: cannot write standard output: No space left on device\n"
# Every command that prints to stdout.
PRINTING: list[tuple[str, ...]] = [
    ("--help",),
    ("--version",),
    ("--show-completion", "bash"),
    ("search", "--help"),
    ("export", "csv", "--help"),
    ("search", "--format", "table"),
    ("search", "--format", "json"),
    ("show", "gy-ctu", "--qr"),
    ("fmt", "--diff"),
    ("set", "gy-ctu", "title=x", "--dry-run"),
    ("schema",),
    *(
        args
        for args in words(READERS | OF_HISTORY)
        if args != ("check",) and args[0] != "edition" and "-o" not in args
    ),
]
READING = words(READERS)
EXPORTS = {name: args for name, args in READERS.items() if name.startswith("export ")}


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Commit an unformatted directory with a duplicate, and then another version."""
    repo = repository(tmp_path_factory.mktemp("history"))
    untidy = SHIPPED.read_bytes().replace(b'"Guyana"', b'"GY"')
    for data in (SHIPPED.read_bytes(), untidy, untidy + TWIN.encode()):
        repo.commit_bytes(data)
    return repo.path


@pytest.fixture
def _with_history(monkeypatch: pytest.MonkeyPatch, history: Path) -> None:
    """Use a directory with a history."""
    monkeypatch.setenv("CMCCT_DIRECTORY", str(history))


@pytest.fixture
def many(write: Write) -> Path:
    """Write a directory whose list is larger than any pipe buffer."""
    return write(
        "".join(ADA.replace("gy-ctu", f"gy-{n}").replace("gy-unit", f"g-{n}") for n in range(900))
    )


@pytest.fixture
def _interruptible() -> Iterator[None]:
    """Let processes accept SIGINT, which background jobs of a shell ignore."""
    previous = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, previous)


def _piped(script: str, *args: str | Path) -> Result:
    """Run a line of bash in which "$@" is a command that starts as a process of its own."""
    return run_process([need("bash", "apt install bash"), "-c", script, "bash", *command(*args)])


@pytest.mark.sweep
@pytest.mark.usefixtures("_with_history")
@pytest.mark.parametrize("args", PRINTING, ids=" ".join)
def test_full_disk_gives_one_line_and_exit_code_2(shell: Shell, args: tuple[str, ...]) -> None:
    assert shell('"$@" >/dev/full', *args) == Result(2, "", NO_SPACE)


def test_full_disk_hides_no_finding_of_check(shell: Shell, write: Write) -> None:
    path = write(ADA.replace("ctu@", "ctu@@"))
    assert shell('"$@" >/dev/full', "check", path) == Result(2, "", NO_SPACE)


def test_full_disk_without_output_is_no_error(shell: Shell, write: Write) -> None:
    path = write(ADA)
    for args in (("show", "nobody"), ("search", "nobody")):
        result = shell('"$@" >/dev/full', *args, "--directory", path)
        assert result.code == 1
        assert "output" not in result.err


@pytest.mark.sweep
@pytest.mark.usefixtures("_with_history")
@pytest.mark.parametrize("args", PRINTING, ids=" ".join)
def test_a_reader_that_has_gone_ends_a_command_quietly(args: tuple[str, ...]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    process = subprocess.Popen(
        command(*args), stdout=writer, stderr=subprocess.PIPE, env=environment()
    )
    os.close(writer)
    assert process.communicate(timeout=60)[1] == b""
    assert process.returncode == 0


@pytest.mark.parametrize(
    "form",
    [
        "table",
        "json",
        *(pytest.param(form, marks=pytest.mark.sweep) for form in ("tsv", "csv", "ids")),
    ],
)
def test_the_first_line_of_a_long_list_is_enough(shell: Shell, many: Path, form: str) -> None:
    args = ("search", "--format", form, "--directory", many)
    result = shell('"$@" | head -n 1; exit "${PIPESTATUS[0]}"', *args)
    assert result.code == 0
    assert len(result.out.splitlines()) == 1
    # Whether the end of a command notices the closed pipe depends on timing.
    assert all(line.startswith("withheld from") for line in result.err.splitlines())


@pytest.mark.sweep
@pytest.mark.parametrize(
    "args", [("--help",), ("search",), ("check",), ("export", "csv")], ids=" ".join
)
@pytest.mark.parametrize("closing", [">&-", "2>&-", ">&- 2>&- <&-", "2>/dev/full"])
def test_a_closed_or_full_stream_is_no_traceback(
    args: tuple[str, ...], closing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CMCCT_DIRECTORY", str(SHIPPED))
    result = _piped(f'"$@" {closing}', *args)
    assert result.code == 0
    assert "Traceback" not in result.err
    assert "Exception" not in result.err


@each("args", [("show",), ("search", "-c", "Xyzzy"), ("zzz",)])
def test_unheard_error_keeps_its_exit_code(shell: Shell, args: tuple[str, ...]) -> None:
    for run_line, closing in ((_piped, "2>&-"), (shell, "2>/dev/full")):
        result = run_line(f'"$@" {closing}', *args, "--directory", SHIPPED)
        assert result == Result(2, "", "")


@pytest.mark.parametrize("args", words(READERS | EDITORS), ids=" ".join)
def test_a_folder_in_place_of_the_file_is_named(
    run: Run, tmp_path: Path, args: tuple[str, ...]
) -> None:
    result = run(*args, "--directory", tmp_path)
    assert result == Result(2, "", f"error: cannot read {tmp_path}: Is a directory\n")


def _with_json(command: Any, ctx: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the words of each command that has `--format json`."""
    for name in command.list_commands(ctx) if hasattr(command, "list_commands") else ():
        yield from _with_json(command.get_command(ctx, name), ctx, (*path, name))
    formats = [one for one in command.params if "--format" in one.opts]
    if any("json" in str(one.metavar).split("|") for one in formats):
        yield path


def test_error_before_json_is_an_object(run: Run, tmp_path: Path) -> None:
    root: Any = get_command(app)
    ctx: Any = root.make_context("cmcct", [], resilient_parsing=True)
    commands = [*_with_json(root, ctx)]
    assert {("search",), ("call",), ("check",), ("log",), ("round", "answers")} <= {*commands}
    for path in commands:
        for option in (("--format", "json"), ("--format=json",)):
            missing = tmp_path / "missing.toml"
            result = run(*path, *option, "--directory", missing)
            shown = json.loads(result.out)
            assert (result.code, [*shown]) == (2, ["version", "error"]), path
            assert shown["version"] == 1
            assert shown["error"].split(": ")[0] in result.err


def test_error_is_no_object_in_another_format(run: Run, write: Write) -> None:
    path = write("x = ")
    words = ("search", "--directory", path, "--format", "json")
    assert json.loads(run(*words).out)["error"].startswith(f"{path} is not valid TOML")
    assert run(*words, "--format=table").out == ""
    assert run(*words, "--format", "table").out == ""


@pytest.mark.parametrize("args", words(READERS | EDITORS), ids=" ".join)
def test_a_path_through_a_file_is_named(run: Run, write: Write, args: tuple[str, ...]) -> None:
    path = write(ADA) / "directory.toml"
    result = run(*args, "--directory", path)
    assert result == Result(2, "", f"error: cannot read {path}: Not a directory\n")


@pytest.mark.sweep
@pytest.mark.parametrize("args", READING, ids=" ".join)
def test_a_file_that_may_not_be_read_is_named(write: Write, args: tuple[str, ...]) -> None:
    path = write(ADA)
    path.chmod(0)
    words = without_root(command(*args, "--directory", path))
    message = f"error: cannot read {path}: Permission denied\n"
    assert run_process(words) == Result(2, "", message)


@pytest.mark.parametrize("args", words(READERS | EDITORS), ids=" ".join)
def test_unparsable_file_stops_every_command_but_check(
    run: Run, tmp_path: Path, args: tuple[str, ...]
) -> None:
    path = tmp_path / "directory.toml"
    path.write_text("<<<<<<< ours\n", encoding="utf-8")
    result = run(*args, "--directory", path)
    if args == ("check",):
        assert (result.code, result.err) == (1, "1 error\n")
    else:
        assert (result.code, result.out) == (2, "")
        assert result.err.startswith(f"error: {path} is not valid TOML: ")
        assert result.err.endswith(f"\nhelp: run {checking(path)}\n")


@pytest.mark.parametrize("args", [("search",), *words(EXPORTS)], ids=" ".join)
@pytest.mark.parametrize("day", ["nonsense", "2026-02-30", "\x1b[31m"])
def test_invalid_pinned_day_is_refused(
    run: Run, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...], day: str
) -> None:
    monkeypatch.setenv("CMCCT_TODAY", day)
    result = run(*args, "--directory", SHIPPED)
    message = f"error: CMCCT_TODAY cannot be {day!r}\n"
    assert result == Result(2, "", f"{message}help: write it as 2026-03-02, or unset it\n")


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_first_and_last_day_have_hours_everywhere(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch, day: str
) -> None:
    monkeypatch.setenv("CMCCT_TODAY", day)
    east = ADA.replace('"Guyana"', '"Kiribati"').replace(
        "[[focal_point]]",
        '[[focal_point]]\ntimezone = "Pacific/Kiritimati"\nhours = "Mo-Fr 08:00-16:00"',
    )
    for entry in (ADA, east):
        result = run("show", "gy-ctu", "--directory", write(entry))
        assert (result.code, result.err) == (0, "")


def test_a_folder_that_is_gone_is_no_place_to_look_in(tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    result = _piped(f'cd "{tmp_path}/gone" && rmdir "{tmp_path}/gone" && "$@"', "search")
    message = "error: cannot access the current folder: no such file or folder\n"
    assert result == Result(2, "", message)


@pytest.mark.sweep
@pytest.mark.usefixtures("_interruptible")
@pytest.mark.parametrize("args", READING, ids=" ".join)
def test_interrupt_during_reading_is_exit_code_130(args: tuple[str, ...]) -> None:
    reader, writer = os.pipe()
    os.write(writer, b"#")
    process = _started(*args, "--directory", f"/dev/fd/{reader}", handed=(reader,))
    _wait_until(lambda: _waiting(reader) == 0)
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=60) == (b"", b"")
    assert process.returncode == 130
    os.close(reader)
    os.close(writer)


@pytest.mark.usefixtures("_interruptible")
@pytest.mark.parametrize(
    "args", [("search",), ("search", "--format", "table"), ("export", "json")], ids=" ".join
)
def test_interrupt_at_full_pipe_is_exit_code_130(many: Path, args: tuple[str, ...]) -> None:
    with _started(*args, "--directory", many) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        pipe = process.stdout.fileno()
        _wait_until(lambda: _waiting(pipe) >= 4096)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 130
        assert process.stderr.read() == b""


def test_an_interrupt_of_an_import_is_exit_code_130() -> None:
    code = """
import signal, sys
from cmcct.__main__ import main
signal.signal(signal.SIGINT, signal.default_int_handler)
class Finder:
    def find_spec(self, name, path, target=None):
        if name == "cmcct.cli":
            signal.raise_signal(signal.SIGINT)
sys.meta_path.insert(0, Finder())
main()
"""
    words = [sys.executable, "-c", code]
    done = subprocess.run(words, capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")


@pytest.mark.parametrize("seconds", [0.002, 0.01, 0.03, 0.06, 0.1])
def test_an_interrupt_during_start_up_is_exit_code_130(seconds: float, many: Path) -> None:
    # CPU time of the process is measured, so a busy machine makes no difference.
    code = f"""
import signal, sys
from cmcct.__main__ import main
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGVTALRM, lambda *_: signal.raise_signal(signal.SIGINT))
sys.argv = ["cmcct", "--directory", {str(many)!r}, "search"]
signal.setitimer(signal.ITIMER_VIRTUAL, {seconds})
main()
"""
    words = [sys.executable, "-c", code]
    for _ in range(5):
        done = subprocess.run(words, capture_output=True, check=False, timeout=60)
        # Python itself ignores an interrupt within a callback of its import system.
        if b"Exception ignored in" not in done.stderr:
            break
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")


def _started(*args: str | Path, handed: Collection[int] = ()) -> subprocess.Popen[bytes]:
    """Start a command as a fork, which has the descriptors that are handed to it."""
    return subprocess.Popen(
        command(*args),
        preexec_fn=partial(terminals.run_cmcct, [*map(str, args)], environment(), handed),  # noqa: PLW1509 - a fork
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        pass_fds=handed,
    )


def _waiting(descriptor: int) -> int:
    """Return the number of bytes in a pipe."""
    size = fcntl.ioctl(descriptor, termios.FIONREAD, b"\0" * 4)
    return int(struct.unpack("i", size)[0])


def _wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)
    time.sleep(0.05)


NO_TEXT = os.fsdecode(b"Cura\xe7ao")
ODD = [
    "",
    " ",
    "-",
    "--",
    ",",
    "'\"`$(:)",
    ":",
    "name:",
    "+",
    "()",
    "\n",
    "\t\r",
    "\x1b[31mred",
    "\x1b]0;title\x07",
    "\x9b2J",
    "\u202eabc",
    "é" * 3000,
    "0" * 300,
    "[red]x[/red]",
    "%s{0}{name}",
    "😀",
    "/",
    "..",
]
ODD_ARGS: list[tuple[str, ...]] = [
    ("{}",),
    ("--directory", "{}", "search"),
    ("search", "--", "{}"),
    ("search", "-{}"),
    *(
        ("search", f"--{option}", "{}")
        for option in (
            "country",
            "region",
            "sector",
            "body",
            "role",
            "half",
            "language",
            "group",
            "meeting",
            "status",
            "audience",
            "format",
            "columns",
            "sort",
            "header",
        )
    ),
    ("search", "--columns", "id,{}"),
    ("search", "--sort", "-{}"),
    ("show", "{}"),
    ("show", "gy-ctu", "--format", "{}"),
    ("show", "gy-ctu", "--audience", "{}"),
    ("list", "{}"),
    ("export", "{}"),
    ("export", "csv", "--delimiter", "{}"),
    ("export", "vcard", "--vcard-version", "{}"),
    *(
        (*args, "{}")
        for args in words(READERS | OF_HISTORY)
        if not {"xlsx", "pdf"}.intersection(args)
    ),
    *(
        ("export", *args, "{}")
        for args in (
            ("xlsx", "-o", os.devnull),
            ("pdf", "-o", os.devnull),
            ("pdf", "--paper"),
            ("html", "--lang"),
            ("csv", "--dialect"),
            ("vcard", "--groups"),
            ("csv", "--since"),
        )
    ),
    ("search", "--at", "{}"),
    ("check", "--changed-since", "{}"),
    ("emails", "--format", "{}"),
    ("fmt", "--check", "{}"),
    ("diff", "{}"),
    ("diff", "{}..{}"),
    ("diff", "--format", "{}"),
    ("log", "--fields", "{}"),
    ("log", "--format", "{}"),
    ("set", "gy-ctu", "title={}", "--dry-run"),
    ("add", "--dry-run", "--country", "{}"),
    ("rename", "--dry-run", "gy-ctu", "{}"),
]


@pytest.mark.sweep
@pytest.mark.parametrize("args", ODD_ARGS, ids=" ".join)
def test_odd_argument_gets_exit_code_and_no_escapes(
    run: Run, args: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CMCCT_DIRECTORY", str(SHIPPED))
    # A third of the texts at each place, and each text at a third of the places.
    for odd in ODD if THOROUGH else ODD[ODD_ARGS.index(args) % 3 :: 3]:
        result = run(*(word.replace("{}", odd) for word in args))
        assert result.code in {0, 1, 2}, odd
        assert "Traceback" not in result.err, odd
        assert not re.search("[\x1b\x07\x9b]", result.out + result.err), odd


@pytest.mark.parametrize("odd", [word for word in [*ODD, NO_TEXT] if word.strip("-/. ")], ids=ascii)
def test_an_odd_path_is_written_to_or_refused(
    run: Run, write: Write, tmp_path: Path, odd: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(ADA)
    (tmp_path / "in").mkdir()
    monkeypatch.chdir(tmp_path / "in")
    for args in (("export", "csv", "-o"), ("export", "vcard", "--split", "-o")):
        result = run(*args, odd, "--directory", path)
        assert result.code in {0, 2}
        assert not re.search("[\x1b\x07\x9b\u202e]", result.out + result.err)
    assert run("init", f"x{odd}").code in {0, 2}
    assert run("check", f"x{odd}/directory.toml").code in {0, 2}


@pytest.mark.sweep
@pytest.mark.parametrize("args", ODD_ARGS, ids=" ".join)
def test_an_argument_that_is_not_text_is_no_traceback(args: tuple[str, ...]) -> None:
    words = [word.replace("{}", NO_TEXT) for word in args]
    surroundings = bare_environment() | {"CMCCT_DIRECTORY": str(SHIPPED), "LC_ALL": "C"}
    result = run_process([*BARE_PYTHON, "-m", "cmcct", *words], env=surroundings)
    assert result.code in {1, 2}
    assert "Traceback" not in result.err


@pytest.mark.sweep
@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_names_are_written_in_utf_8_in_any_locale(
    process: Run, write: Write, encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", encoding)
    path = write(ADA.replace("Ada Example", "Ana Ejemplo Muñoz 😀") + HOSTILE + HOUSE)
    for args in (("search",), ("search", "--format", "table"), ("show", "gy-ctu")):
        result = process(*args, "--directory", path)
        assert result.code == 0
        assert "Ana Ejemplo Muñoz 😀" in result.out


# Runs commands in turn, and fails if one ends with another exception or exit code.
EACH = """
import json, sys
from cmcct.__main__ import main
for words in json.loads(sys.argv[1]):
    sys.argv = ["cmcct", *words]
    try:
        main()
    except SystemExit as ended:
        assert ended.code in {None, 0, 1}, words
"""


@pytest.mark.sweep
def test_no_text_uses_encoding_of_machine(
    history: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, own = history.parent.as_uri(), tmp_path / "own"
    subprocess.run(["git", "clone", "-q", "--depth=2", whole, own], check=True)
    monkeypatch.setenv("CMCCT_DIRECTORY", str(own / history.name))
    edit = ("set", "gy-ctu", "address=6 Dam", "--private")
    new = str(tmp_path / "new")
    reading = [args for args in words(READERS | OF_HISTORY) if args[0] != "edition"]
    commands = [*reading, ("fmt",), edit, ("schema",), ("init", new)]
    strictly = ["-X", "warn_default_encoding", "-W", "error::EncodingWarning"]
    subprocess.run(
        [sys.executable, *strictly, "-c", EACH, json.dumps(commands)],
        check=True,
        capture_output=True,
        timeout=60,
        env=environment(),
    )


def test_error_after_a_part_of_the_result_is_no_second_object(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    with output.in_preferred_language():
        output.write("[]\n")
        output.write_error(CmcctError(messages._("nothing to export")))
        assert capfdbinary.readouterr().out == b"[]\n"
