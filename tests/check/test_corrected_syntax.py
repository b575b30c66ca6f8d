"""Several faults of syntax in one run: exact corrections in memory, and by `--fix`."""

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmcct.check import runner
from cmcct.clock import today
from cmcct.storage import directory_file
from tests.conftest import MINIMAL, SHIPPED, OnTerminal, Run, Write, examples

LINES = SHIPPED.read_text(encoding="utf-8").split("\n")
NAME = Path("directory.toml")
STRING = re.compile(r'"((?=[^ ])[\w .@+()/:’-]*(?<=[\w)]))"')  # noqa: RUF001
# The end of a value in one line that nothing else can be: an item has no comma.
ENTRY = """
[[focal_point]]
id = "gy-ctu"
country = "Guyana"
name = "Ada Example"
organisation = "Example Unit"
sectors = ["police"]
emails = ["ctu@example.org"]
verified = 2026-03-02
"""


def _corruptions(line: str) -> Iterator[str]:
    """Yield a line with each exact fault that it can have."""
    if not re.match(r"[\w-]+ = |    [\"{]", line) or "#" in line or len(line) > 180:
        return
    for string in STRING.finditer(line):
        before, text, after = line[: string.start()], string[1], line[string.end() :]
        yield f"{before}“{text}”{after}"
        yield f"{before}{text}{after}" if re.match("[A-Za-z]", text) else f"{before}‘{text}’{after}"  # noqa: RUF001
        if ":" not in text or before.endswith("= "):
            yield f'{before}"{text}{after}'
            yield f'{before}{text}"{after}'
    if re.match(r"[\w-]+ = ", line):
        yield line.replace(" =", ":", 1)
    if re.match(r'\w+ = \["[^ ]*", "[^ "]*"', line):
        yield line.replace('", "', '" "', 1)
    if "{" in line and '", ' in line:
        yield re.sub(r'", (?=\w+ =)', '" ', line, count=1)
    if date := re.search(r"= (\d{4}-)0(\d-)0?(\d+)$", line):
        yield line[: date.start()] + f"= {date[1]}{date[2]}{date[3]}"
        yield line.replace("-", "/") if line.startswith("verified = ") else line


CORRUPTED = {
    number: texts
    for number, line in enumerate(LINES, 1)
    if (texts := [text for text in _corruptions(line) if text != line])
}


def _corrupt(seed: int, count: int) -> tuple[str, list[int]]:
    """Return the shipped file with exact faults in some lines, and the numbers of the lines."""
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    numbers = sorted(chance.sample([*CORRUPTED], count))
    lines = [*LINES]
    for number in numbers:
        lines[number - 1] = chance.choice(CORRUPTED[number])
    return "\n".join(lines), numbers


def _check(text: str) -> list[tuple[str, int, str]]:
    result = runner.check_text(NAME, text.encode(), today())
    return [(d.finding.code, d.span.line, d.excerpt) for d in result.diagnostics]


@pytest.mark.parametrize("number", [*CORRUPTED][::9])
def test_each_exact_fault_is_named_and_mended(number: int) -> None:
    for corrupted in CORRUPTED[number]:
        # The parser need not read the rest of the file.
        text = "\n".join([*LINES[: number - 1], corrupted, *LINES[number:]])
        _read, raw, errors = directory_file.parse_corrected(NAME, text.encode())
        assert [error.span.line for error in errors] == [number], corrupted
        assert raw is not None, corrupted
        assert _read.decode() == "\n".join(LINES), corrupted


@settings(max_examples=examples(3, 300), deadline=None, database=None)
@given(st.integers(0, 2**63), st.integers(1, 8))
def test_one_run_names_each_fault_at_its_line(seed: int, count: int) -> None:
    text, numbers = _corrupt(seed, count)
    lines = text.split("\n")
    assert _check(text) == [("toml-syntax", number, lines[number - 1]) for number in numbers]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_fix_gives_back_the_file(run: Run, tmp_path: Path, seed: int, newline: str) -> None:
    path = tmp_path / "directory.toml"
    text, numbers = _corrupt(seed, (1, 6, 20)[seed])
    path.write_bytes(("\ufeff" + text.replace("\n", newline)).encode())
    trial = run("check", path, "--fix", "toml-syntax", "--dry-run")
    count = f"{len(numbers)} finding{'s' * (len(numbers) > 1)}"
    assert (trial.code, trial.err) == (0, f"{count} can be fixed\n")
    fixed = run("check", path, "--fix", "toml-syntax")
    assert fixed.err.endswith(f"fixed {count}\n"), fixed
    assert path.read_bytes().decode() == "\ufeff" + newline.join(LINES)


GUESSES = {
    "a curly quote inside a value": "title = “the “best” unit”",
    "a single one inside a value": "title = “Ask ‘Ada’”",  # noqa: RUF001
    "a colon in a value": "title: Head: deputy = x",
    "a colon after another word": "Post: Head",
    "a text in two pieces": 'covers = ["Saint Kitts" "and Nevis"]',
    "a number in two pieces": 'phones = ["+592 220" "1234"]',
    "a quote inside a text": 'title = "the "best" unit"',
    "a text with a hash": 'title = "Head # 2',
    "another mark at the end": "title = \"Head'",
    "items with a comma": 'formerly = ["a, b, "c"]',
    "a comma at the end": 'title = "Head,',
    "a date that may be two": "since = 02/03/2026",
    "a word for a date": "since = today",
    "a text on two lines": 'notes = "Ask\nAda Example"',
    "a text without an end": 'notes = "Ask\n\nfor Ada Example',
    "no key": "Ada Example",
    "two values": 'title = "Head", "Deputy"',
    "a key twice": 'country = "Guyana"',
}


@pytest.mark.parametrize("case", GUESSES)
def test_guess_is_never_applied(run: Run, write: Write, case: str) -> None:
    path = write(ENTRY.replace('"Ada Example"', "Ada Example") + GUESSES[case] + "\n")
    before = path.read_bytes()
    line = before.decode().split("\n").index("name = Ada Example") + 1
    shown = run("check", path, "--format", "concise")
    assert f"directory.toml:{line}:8: error[toml-syntax]" in shown.out
    assert run("check", path, "--fix").code == 1
    assert run("check", path, "--fix", "--unsafe-fixes").err.endswith("\n")
    assert path.read_bytes() == before


def test_other_findings_stand_at_their_places(run: Run, write: Write) -> None:
    entry = ENTRY.replace('["police"]', '[police, "x y"]').replace("Ada", "ADA")
    path = write(entry.replace('"ctu@example.org"', '"ctu@example.org, "unit@example"'))
    found = json.loads(run("check", path, "--format", "json").out)["findings"]
    text = path.read_text(encoding="utf-8").split("\n")
    shown = [
        (each["code"], text[each["line"] - 1][each["column"] - 1 : each["end_column"] - 1])
        for each in found
    ]
    assert shown == [
        ("toml-syntax", "police"),
        ("unknown-sector", '"x y"'),
        ("toml-syntax", '"ctu@example.org'),
        ("invalid-email", '"unit@example"'),
    ]


def test_edits_of_json_mend_when_applied(run: Run, write: Write) -> None:
    path = write(ENTRY.replace('"police"', "police").replace("2026-03-02", "2026-3-2"))
    found = json.loads(run("check", path, "--format", "json").out)["findings"]
    assert [each["fix"]["applicability"] for each in found] == ["safe", "safe"]
    lines = path.read_text(encoding="utf-8").split("\n")
    edits = [edit for each in found for edit in each["fix"]["edits"]]
    for edit in sorted(edits, key=lambda edit: (edit["line"], edit["column"]), reverse=True):
        line, start, end = edit["line"] - 1, edit["column"] - 1, edit["end_column"] - 1
        lines[line] = lines[line][:start] + edit["text"] + lines[line][end:]
    assert "\n".join(lines) == f"{MINIMAL}\n{ENTRY}"
    run("check", path, "--fix")
    assert path.read_text(encoding="utf-8") == f"{MINIMAL}\n{ENTRY}"


@pytest.mark.parametrize(
    ("guess", "after"),
    [
        ("since = 02/03/2026", [23, 24]),
        ('country = "Guyana"', [23, 24]),
        # What follows may be a consequence.
        ('notes = "Ask\nAda Example"', [23]),
        ('phones = ["+592 225 1234",', [23]),
        ("[focal point]", [23]),
    ],
)
def test_faults_after_a_guess_are_found(
    run: Run, write: Write, guess: str, after: list[int]
) -> None:
    path = write(f"{ENTRY}{guess}\ntitle = Head\n")
    shown = run("check", path, "--format", "concise")
    lines = re.findall(r":(\d+):\d+: error\[toml-syntax\]", shown.out)
    assert [*map(int, lines)] == after, shown
    assert run("check", path, "--fix").code == 1


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("title: Head", 'title = "Head"'),
        ("since = 31/12/2025", "since = 2025-12-31"),
        ("title: ada@example.org", 'title = "…"'),
        ("notes: Head", 'notes = "…"'),
        ('phones = ["+592 225 1234" "+592 225 1235"]', 'phones = ["+…", "+…"]'),
        (
            'phones = ["+592 225 1234" { number = "+592 609 1235", type = "mobile" }]',
            'phones = ["+…", { number = "+…", type = "mobile" }]',
        ),
    ],
)
def test_help_of_a_log_has_the_line_without_contacts(
    run: Run, write: Write, written: str, shown: str
) -> None:
    out = run("check", write(f"{ENTRY}{written}\n"), "--format", "github").out
    assert out.endswith(f"%0Ahelp: write {shown}\n"), out


def test_other_errors_are_found_beside_a_guess(run: Run, write: Write) -> None:
    entry = ENTRY.replace("2026-03-02", "2 March 2026").replace('"police"', '"polcie"')
    path = write(entry.replace('country = "Guyana"', 'country "Guyana"').replace("ctu@", "ctu@@"))
    shown = run("check", path, "--format", "concise")
    assert re.findall(r":(\d+):\d+: error\[([\w-]+)\]", shown.out) == [
        ("17", "toml-syntax"),
        ("20", "unknown-sector"),
        ("21", "invalid-email"),
        ("22", "toml-syntax"),
    ]


def test_faults_are_first_on_a_terminal(terminal: OnTerminal, write: Write) -> None:
    entry = ENTRY.replace('"police"', '"polcie"').replace("2026-03-02", "2 March 2026")
    screen = terminal("check", write(entry)).out
    assert re.findall(r"error\[([\w-]+)\]", screen) == ["toml-syntax", "unknown-sector"]


def test_eleventh_fault_ends_a_check(run: Run, write: Write) -> None:
    entries = [ENTRY.replace('"Guyana"', "Guyana").replace("gy-ctu", f"gy-{n}") for n in range(12)]
    path = write("".join(entries))
    shown = run("check", path, "--format", "concise")
    assert shown.out.count("\n") == shown.out.count("error[toml-syntax]") == 11
    assert run("check", path, "--fix", "toml-syntax").err.endswith("fixed 12 findings\n")


def test_newer_format_with_a_fault_is_not_fixed(run: Run, write: Write) -> None:
    path = write(ENTRY.replace('"Guyana"', "Guyana"))
    text = path.read_text(encoding="utf-8").replace("[directory]\n", "[directory]\nformat = 9\n")
    path.write_text(text, encoding="utf-8")
    assert run("check", path, "--fix").code == 2
    assert path.read_text(encoding="utf-8") == text


def test_faults_of_the_private_file_are_shown_in_one_run(run: Run, write: Write) -> None:
    path = write(ENTRY)
    private = path.with_name("directory.private.toml")
    private.write_text('[[focal_point]]\nid = gy-ctu\nphones: ["+592"]\n', encoding="utf-8")
    private.chmod(0o600)
    shown = run("check", "--directory", path, "--format", "concise")
    codes = re.findall(r"private\.toml:(\d+):\d+: \w+\[([\w-]+)\]", shown.out)
    assert codes == [
        ("2", "toml-syntax"),
        ("3", "toml-syntax"),
        ("3", "invalid-phone"),
        ("2", "private-without-name"),
    ]
