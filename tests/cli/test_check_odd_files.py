"""`cmcct check` of files that are no text, no TOML, very large, or no files at all."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from cmcct.check import reporters
from cmcct.storage import directory_file
from cmcct.text.control_chars import dump_error
from tests.conftest import (
    MINIMAL,
    Result,
    Run,
    Shell,
    Write,
    command,
    run_process,
    write_overlay,
)
from tests.support.cli_samples import ADA
from tests.support.programs import need, without_root

pytestmark = pytest.mark.gate

FORMS = pytest.mark.parametrize("form", reporters.FORMATS)
# One form, and the others in the sweep: for what a process is started for.
_FIRST, *_OTHERS = reporters.FORMATS
FORMS_OF_SWEEP = pytest.mark.parametrize(
    "form", [_FIRST, *(pytest.param(form, marks=pytest.mark.sweep) for form in _OTHERS)]
)
BAD_EMAIL = ADA.replace("ctu@example.org", "ctu@@example.org")
COUNT = 4700  # entries of a large file
LEAST = '[directory]\nname = "X"\n'
NO_LINES = LEAST + '[check]\nignore = ["territory-lines"]\n'
BOM = b"\xef\xbb\xbf"


@pytest.fixture(autouse=True)
def _in_the_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Change to the files' folder: reports name them relative to it."""
    monkeypatch.chdir(tmp_path)


def _full(location: str, code: str, texts: tuple[str, str, str]) -> str:
    """Return a finding in full form; `texts`: message, line with the marks, hint."""
    message, quotation, hint = texts
    number = location.split(":")[1]
    text, _, marks = quotation.partition("\n")
    margin = " " * len(number)
    return (
        f"error[{code}]: {message}\n{margin}--> {location}\n{margin} |\n"
        + f"{number} | {text}".rstrip()
        + f"\n{margin} | {marks}\nhelp: {hint}\n\n"
    )


def _expected(
    form: str, name: str, span: tuple[int, int, int, int], code: str, texts: tuple[str, str, str]
) -> str:
    """Return the report of a file's only finding in a form."""
    line, column, end_line, end_column = span
    message, _, hint = texts
    if form == "full":
        return _full(f"{name}:{line}:{column}", code, texts)
    if form == "concise":
        return f"{name}:{line}:{column}: error[{code}] {message}\n"
    if code == "toml-syntax" and hint.startswith("write "):
        # It repeats the line, whose texts must not be in a log.
        hint = re.sub(r'"[^"]*"( #)?', lambda text: '"…" …' if text[1] else '"…"', hint)
    if form == "json":
        fields = {"file": name, "line": line, "column": column}
        fields |= {"end_line": end_line, "end_column": end_column, "severity": "error"}
        row = fields | {"code": code, "message": message, "help": hint, "entry": "", "fix": None}
        return f'{{"version": 1, "findings": [\n  {json.dumps(row, ensure_ascii=False)}\n]}}\n'
    location = f"file={name},line={line},endLine={end_line},col={column},endColumn={end_column}"
    advice = f"%0Ahelp: {hint}" if hint else ""
    return f"::error {location},title={code}::{message}{advice}\n"


NO_FINDINGS = '{"version": 1, "findings": []}\n'
ENCODING = "save the file as UTF-8"
UTF_16 = "this text is not UTF-8"
NO_NAME = ("'name' is missing", "\n^", 'write name = "…" below [directory]')
UNFINISHED = "unfinished merge: both versions of some lines are in the file"
KEEP = "keep the correct lines, and delete the lines with <<<<<<<, ======= and >>>>>>>"

ODD: dict[str, tuple[bytes, tuple[int, int, int, int], str, tuple[str, str, str]]] = {
    "not UTF-8": (
        "[directory]\nname = 'Señora Mar".encode() + b"\xeda'\n",
        (2, 19, 2, 20),
        "toml-syntax",
        (
            "this text is not UTF-8",
            f"name = 'Señora Mar\ufffda'\n{' ' * 18}^",
            ENCODING,
        ),
    ),
    "not UTF-8 after a BOM": (
        BOM + "# ñ".encode() + b"\xf1\n",
        (1, 4, 1, 5),
        "toml-syntax",
        ("this text is not UTF-8", "# ñ\ufffd\n   ^", ENCODING),
    ),
    "UTF-16, little end first": (
        b"\xff\xfe" + "a = 1\n".encode("utf-16-le"),
        (1, 1, 1, 2),
        "toml-syntax",
        (UTF_16, "\ufffd\ufffda\ufffd \ufffd=\ufffd \ufffd1\ufffd\n^", ENCODING),
    ),
    "UTF-16, big end first": (
        b"\xfe\xff" + "a = 1\n".encode("utf-16-be"),
        (1, 1, 1, 2),
        "toml-syntax",
        (UTF_16, "\ufffd\ufffd\ufffda\ufffd \ufffd=\ufffd \ufffd1\ufffd\n^", ENCODING),
    ),
    "BOM": (
        BOM + b"check = 5\n" + LEAST.encode(),
        (1, 9, 1, 10),
        "wrong-type",
        ("not a table", "check = 5\n        ^", "write { key = value }"),
    ),
    "BOM, not TOML": (
        BOM + b"title = five #\n",
        (1, 9, 1, 13),
        "toml-syntax",
        ("this text must be in quotes", "title = five #\n        ^^^^", 'write title = "five" #'),
    ),
    "CR LF": (
        LEAST.replace("\n", "\r\n").encode() + b"[check]\r\nignore = 5\r\n",
        (4, 10, 4, 11),
        "wrong-type",
        ("not a list", "ignore = 5\n         ^", 'put it in square brackets: ["…"]'),
    ),
    "CR LF, not TOML": (
        b"[directory]\r\nname = X #\r\n",
        (2, 8, 2, 9),
        "toml-syntax",
        ("this text must be in quotes", "name = X #\n       ^", 'write name = "X" #'),
    ),
    "lone CR": (
        LEAST.replace("\n", "\r").encode(),
        (1, 12, 1, 13),
        "toml-syntax",
        (
            "there is an invisible character here (U+000D)",
            f'[directory]\ufffdname = "X"\n{" " * 11}^',
            "save the file with Unix line endings (LF)",
        ),
    ),
    "empty": (b"", (1, 1, 1, 1), "missing-key", NO_NAME),
    "only a BOM": (BOM, (1, 1, 1, 1), "missing-key", NO_NAME),
    "only comments": (
        b"# One.\n# Two.\n",
        (1, 1, 1, 1),
        "missing-key",
        (NO_NAME[0], "# One.\n^", NO_NAME[2]),
    ),
    "a merge that is not finished": (
        b"[directory]\n<<<<<<< HEAD\nname = 'X'\n=======\nname = 'Y'\n>>>>>>> theirs\n",
        (2, 1, 2, 13),
        "conflict",
        (
            "merge conflict in directory: name between HEAD and theirs",
            f"<<<<<<< HEAD\n{'^' * 12}",
            KEEP,
        ),
    ),
    "a merge with a marker too few": (
        b"[directory]\n<<<<<<< HEAD\nname = 'X'\n=======\nname = 'Y'\n",
        (2, 1, 2, 13),
        "toml-syntax",
        (UNFINISHED, f"<<<<<<< HEAD\n{'^' * 12}", KEEP),
    ),
    "brackets without end": (
        b"x = " + b"[" * 5000,
        (1, 5, 1, 5005),
        "toml-syntax",
        (
            "too many brackets are open at once",
            f"x = {'[' * 151}…\n    {'^' * 152}",
            "close each [ with ], each { with }",
        ),
    ),
}


@FORMS
@pytest.mark.parametrize("kind", ODD)
def test_an_odd_file_is_a_finding_at_its_place(
    run: Run, tmp_path: Path, kind: str, form: str
) -> None:
    data, span, code, texts = ODD[kind]
    (tmp_path / "odd.toml").write_bytes(data)
    expected = _expected(form, "odd.toml", span, code, texts)
    assert run("check", "odd.toml", "--format", form) == Result(1, expected, "1 error\n")
    assert run("check", "odd.toml", "--format", form, "--strict").code == 1


@FORMS
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", BOM])
def test_byte_order_mark_and_line_ends_are_no_fault(
    run: Run, tmp_path: Path, end: str, mark: bytes, form: str
) -> None:
    text = f"{MINIMAL}\n{ADA}".replace("\n", end)
    (tmp_path / "directory.toml").write_bytes(mark + text.encode())
    nothing = NO_FINDINGS if form == "json" else ""
    result = run("check", "--format", form, "--strict")
    assert result == Result(0, nothing, "no findings\n")


# Standard input


def _fed(data: bytes, *args: str) -> Result:
    return run_process(command("check", "-", *args), data)


@FORMS
def test_piped_input_is_checked(form: str) -> None:
    data, span, code, texts = ODD["CR LF, not TOML"]
    expected = _expected(form, "-", span, code, texts)
    assert _fed(data, "--format", form) == Result(1, expected, "1 error\n")
    nothing = NO_FINDINGS if form == "json" else ""
    good = f"{MINIMAL}\n{ADA}".encode()
    assert _fed(BOM + good, "--format", form) == Result(0, nothing, "no findings\n")


def test_piped_input_has_no_overlay(write: Write) -> None:
    write_overlay(write(""), "x")
    assert _fed(LEAST.encode()) == Result(0, "", "no findings\n")


def test_piped_input_may_be_checked_with_files(write: Write) -> None:
    write(BAD_EMAIL)
    result = _fed(b"", "directory.toml", "-", "--format", "concise")
    assert (result.code, result.err) == (1, "2 errors\n")
    assert [line.split(":")[0] for line in result.out.splitlines()] == ["-", "directory.toml"]


def test_closed_standard_input_is_empty(run: Run) -> None:
    words = command("check", "-", "--format", "concise")
    message = "-:1:1: error[missing-key] 'name' is missing\n"
    closed = run_process([need("bash", "apt install bash"), "-c", '"$@" <&-', "bash", *words])
    assert closed == Result(1, message, "1 error\n")
    assert run("check", "-", "--format", "concise") == Result(1, message, "1 error\n")


# Special and unreadable files


@FORMS
def test_unreadable_path_cannot_be_checked(run: Run, tmp_path: Path, form: str) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to("loop")
    for name, reason in (
        (".", "Is a directory"),
        ("missing.toml", "no such file or folder"),
        ("file/missing.toml", "Not a directory"),
        ("loop", "Too many levels of symbolic links"),
        ("x" * 300, "File name too long"),
    ):
        message = f"cannot read {name}: {reason}"
        nothing = dump_error(message) if form == "json" else ""
        assert run("check", name, "--format", form) == Result(2, nothing, f"error: {message}\n")


@FORMS_OF_SWEEP
def test_file_without_permission_cannot_be_checked(write: Write, form: str) -> None:
    write(ADA).chmod(0)
    words = without_root(command("check", "directory.toml", "--format", form))
    done = run_process(words)
    assert done.code == 2
    assert ("error" in done.out) is (form == "json")
    assert done.err == "error: cannot read directory.toml: Permission denied\n"


@FORMS_OF_SWEEP
def test_pipe_of_shell_is_read_like_file(shell: Shell, tmp_path: Path, form: str) -> None:
    data, span, code, texts = ODD["BOM"]
    (tmp_path / "odd.toml").write_bytes(data)
    for line, name in (
        ('"$@" <(cat odd.toml)', r"/dev/fd/\d+"),
        ('cat odd.toml | "$@" /dev/stdin', "/dev/stdin"),
        ('"$@" /dev/stdin < odd.toml', "/dev/stdin"),
    ):
        result = shell(line, "check", "--format", form)
        out = re.sub(name, "pipe", result.out)
        assert replace(result, out=out) == Result(
            1, _expected(form, "pipe", span, code, texts), "1 error\n"
        )


@FORMS
def test_missing_file_hides_no_finding_of_others(run: Run, tmp_path: Path, form: str) -> None:
    data, span, code, texts = ODD["BOM"]
    (tmp_path / "odd.toml").write_bytes(data)
    expected = _expected(form, "odd.toml", span, code, texts)
    message = "error: cannot read missing.toml: no such file or folder\n1 error\n"
    if form == "json":
        reason = message.removeprefix("error: ").partition("\n")[0]
        expected = expected.replace("\n]}", f'\n], "error": "{reason}"}}')
    for files in (("missing.toml", "odd.toml"), ("odd.toml", "missing.toml")):
        assert run("check", *files, "--format", form) == Result(2, expected, message)


# Large input


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with three files of 20 MB: two have an error at the end."""
    folder = tmp_path_factory.mktemp("large")
    entry = (
        "[[focal_point]]\nid = 'x{0}'\ncountry = 'GY'\nname = 'Ada{0} Example'\n"
        "organisation = 'X'\nsectors = ['police']\nemails = ['x{0}@example.org']\n"
        "verified = 2026-03-02\nnotes = '{1}'\n"
    )
    text = NO_LINES + "".join(entry.format(number, "é" * 2000) for number in range(COUNT))
    (folder / "right.toml").write_text(text, encoding="utf-8")
    (folder / "late.toml").write_text(f"{text}title = five\n", encoding="utf-8")
    (folder / "wrong.toml").write_text(f"{text}title = 5\n", encoding="utf-8")
    return folder


def test_the_large_files_are_large(large: Path) -> None:
    assert all(
        0.95 < path.stat().st_size / directory_file.MAX_SIZE <= 1 for path in large.iterdir()
    )


@pytest.mark.gate
@pytest.mark.sweep(1)
@FORMS
def test_a_large_file_takes_seconds(
    run: Run, large: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(large)
    nothing = NO_FINDINGS if form == "json" else ""
    right = run("check", "right.toml", "--format", form)
    assert right == Result(0, nothing, "no findings\n")
    line = NO_LINES.count("\n") + COUNT * 9 + 1
    texts = (
        "this text must be in quotes",
        "title = five\n        ^^^^",
        'write title = "five"',
    )
    late = _expected(form, "late.toml", (line, 9, line, 13), "toml-syntax", texts)
    assert run("check", "late.toml", "--format", form) == Result(1, late, "1 error\n")
    wrong = run("check", "wrong.toml", "--format", form)
    assert (wrong.code, wrong.err) == (1, "1 error\n")
    assert str(line) in wrong.out


@pytest.mark.parametrize("form", ["full", "concise"])
@pytest.mark.parametrize(
    ("count", "more"), [(100, ""), (101, "1 more finding"), (1200, "1100 more findings")]
)
def test_people_read_first_hundred_findings(
    run: Run, tmp_path: Path, form: str, count: int, more: str
) -> None:
    keys = "".join(f"x{number} = 1\n" for number in range(count))
    (tmp_path / "directory.toml").write_text(LEAST + keys, encoding="utf-8")
    result = run("check", "--format", form)
    rest = f"{more}: use --all to show all\n" if more else ""
    assert (result.code, result.err) == (1, f"{rest}{count} errors\n")
    assert result.out.count("error[unknown-key]") == 100
    whole = run("check", "--format", form, "--all")
    assert (whole.code, whole.err) == (1, f"{count} errors\n")
    assert whole.out.startswith(result.out)
    assert whole.out.count("error[unknown-key]") == count


@pytest.mark.parametrize("form", ["json", "github"])
def test_programs_read_all_findings(run: Run, tmp_path: Path, form: str) -> None:
    keys = "".join(f"x{number} = 1\n" for number in range(1200))
    (tmp_path / "directory.toml").write_text(LEAST + keys, encoding="utf-8")
    result = run("check", "--format", form)
    assert (result.code, result.err) == (1, "1200 errors\n")
    assert result.out.count("unknown key …") == 1200
    assert run("check", "--format", form, "--all") == result


def test_a_line_with_very_many_faults_takes_seconds(run: Run, tmp_path: Path) -> None:
    codes = "'xyzzy', " * 5000
    (tmp_path / "directory.toml").write_text(f"{LEAST}[check]\nignore = [{codes}]\n", "utf-8")
    result = run("check", "--format", "concise")
    assert (result.code, result.out.count("'xyzzy' is not the code of a warning")) == (1, 100)
