"""`cmcct check`: all findings in one run, and the exit code."""

import json
import re
from pathlib import Path

import pytest

from cmcct.check import reporters
from tests.conftest import (
    MINIMAL,
    SHIPPED,
    OnTerminal,
    Result,
    Run,
    Write,
    command,
    run_process,
    write_overlay,
)
from tests.support.cli_samples import ADA, BROKEN, HOSTILE
from tests.support.programs import without_root
from tests.support.repositories import entry, repository

BAD_EMAIL = ADA.replace("ctu@example.org", "ctu@@example.org")
STALE = ADA.replace("2026-03-02", "2025-03-02")

# The report about BAD_EMAIL and BROKEN.
FULL = """\
error[invalid-email]: not an e-mail address (entry 'gy-ctu')
  --> directory.toml:23:11
   |
23 | emails = ["ctu@@example.org"]
   |           ^^^^^^^^^^^^^^^^^^ two @ signs
help: write "ctu@example.org"

error[wrong-type]: not a date (entry 'aw-broken')
  --> directory.toml:38:12
   |
38 | verified = "2026-03-02"
   |            ^^^^^^^^^^^^
help: write 2026-03-02, without quotes

"""
MASKED = FULL.replace("ctu@@example.org", "***@@*******.***").replace(
    'write "ctu@example.org"\n',
    "write name@example.org\n",
)
CONCISE = """\
directory.toml:23:11: error[invalid-email] not an e-mail address (entry 'gy-ctu')
directory.toml:38:12: error[wrong-type] not a date (entry 'aw-broken')
"""
GITHUB = """\
::error file=directory.toml,line=23,endLine=23,col=11,endColumn=29,title=invalid-email::\
not an e-mail address (entry 'gy-ctu')%0Atwo @ signs%0A\
help: write name@example.org
::error file=directory.toml,line=38,endLine=38,col=12,endColumn=24,title=wrong-type::\
not a date (entry 'aw-broken')%0Ahelp: write 2026-03-02, without quotes
"""
JSON = [
    {
        "file": "directory.toml",
        "line": 23,
        "column": 11,
        "end_line": 23,
        "end_column": 29,
        "severity": "error",
        "code": "invalid-email",
        "message": "not an e-mail address",
        "help": "write name@example.org",
        "entry": "gy-ctu",
        "fix": {
            "applicability": "safe",
            "edits": [{"line": 23, "column": 16, "end_line": 23, "end_column": 17, "text": ""}],
        },
    },
    {
        "file": "directory.toml",
        "line": 38,
        "column": 12,
        "end_line": 38,
        "end_column": 24,
        "severity": "error",
        "code": "wrong-type",
        "message": "not a date",
        "help": "write 2026-03-02, without quotes",
        "entry": "aw-broken",
        "fix": {
            "applicability": "safe",
            "edits": [
                {"line": 38, "column": 12, "end_line": 38, "end_column": 24, "text": "2026-03-02"}
            ],
        },
    },
]


@pytest.fixture(autouse=True)
def _in_the_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Change to the directory's folder: reports name files relative to it."""
    monkeypatch.chdir(tmp_path)


# Forms


def test_a_directory_without_fault_has_no_findings(run: Run, write: Write) -> None:
    path = write(ADA)
    assert run("check") == run("check", path) == Result(0, "", "no findings\n")
    assert run("check", "--strict") == Result(0, "", "no findings\n")
    assert run("check", "--format", "json") == Result(
        0, '{"version": 1, "findings": []}\n', "no findings\n"
    )
    for form in ("concise", "github"):
        assert run("check", "--format", form) == Result(0, "", "no findings\n")


def test_shipped_directory_has_no_finding(run: Run) -> None:
    assert run("check", "--directory", SHIPPED, "--strict") == Result(0, "", "no findings\n")


def test_finding_shows_line_and_correction(run: Run, write: Write) -> None:
    path = write(BAD_EMAIL + BROKEN)
    assert run("check", path) == Result(1, FULL, "2 errors\n")
    assert run("check", "--format", "full") == Result(1, FULL, "2 errors\n")


def test_a_line_for_each_finding(run: Run, write: Write) -> None:
    write(BAD_EMAIL + BROKEN)
    assert run("check", "--format", "concise") == Result(1, CONCISE, "2 errors\n")


@pytest.mark.parametrize("form", [[], ["--format", "full"]])
def test_statistics_count_findings_of_each_rule(run: Run, write: Write, form: list[str]) -> None:
    write(BAD_EMAIL + BROKEN + STALE.replace("gy-ctu", "gy-b").replace("ctu@", "b@@"))
    counts = run("check", "--statistics", *form)
    assert counts == Result(
        1,
        "invalid-email\t2\terror\nduplicate-id\t1\terror\nduplicate-person\t1\twarning\n"
        "stale\t1\twarning\nwrong-type\t1\terror\n",
        "4 errors and 2 warnings\n",
    )
    assert run("check", "--statistics", "--format", "json").out == (
        "[\n"
        '  {"code": "invalid-email", "count": 2, "severity": "error"},\n'
        '  {"code": "duplicate-id", "count": 1, "severity": "error"},\n'
        '  {"code": "duplicate-person", "count": 1, "severity": "warning"},\n'
        '  {"code": "stale", "count": 1, "severity": "warning"},\n'
        '  {"code": "wrong-type", "count": 1, "severity": "error"}\n'
        "]\n"
    )
    assert run("check", "--statistics", "--lang", "fr").out.startswith("invalid-email\t2\terreur\n")


def test_statistics_keep_severities_apart(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = repository(tmp_path)
    path = tmp_path / "directory.toml"
    repo.commit_files({"directory.toml": MINIMAL + BAD_EMAIL})
    second = BAD_EMAIL.replace("gy-ctu", "gy-b").replace("Ada Example", "Bo Example")
    path.write_text(MINIMAL + BAD_EMAIL + second, encoding="utf-8")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    result = run("check", "--statistics", "--changed-since", "HEAD")
    assert result.code == 1
    assert "invalid-email\t1\terror\ninvalid-email\t1\tnote\n" in result.out


def test_statistics_without_findings_are_empty(run: Run, write: Write) -> None:
    write(ADA)
    assert run("check", "--statistics") == Result(0, "", "no findings\n")
    assert run("check", "--statistics", "--format", "json") == Result(0, "[]\n", "no findings\n")


@pytest.mark.parametrize("form", ["concise", "github"])
def test_statistics_have_no_form_of_lines(run: Run, write: Write, form: str) -> None:
    write(BAD_EMAIL)
    assert run("check", "--statistics", "--format", form) == Result(
        2,
        "",
        f"error: --statistics cannot be used with --format {form}\nhelp: write full or json\n",
    )


def test_statistics_on_terminal_are_a_table(terminal: OnTerminal, write: Write) -> None:
    write(BAD_EMAIL)
    result = terminal("check", "--statistics", "--lang", "es")
    assert [
        line.split() for line in result.out.splitlines() if "invalid" in line or "Có" in line
    ] == [
        ["Código", "Observaciones", "Gravedad"],
        ["invalid-email", "1", "error"],
    ]


def test_programs_read_json(run: Run, write: Write) -> None:
    write(BAD_EMAIL + BROKEN)
    result = run("check", "--format", "json")
    assert (result.code, result.err) == (1, "2 errors\n")
    assert json.loads(result.out) == {"version": 1, "findings": JSON}
    assert [[*row] for row in json.loads(result.out)["findings"]] == [[*row] for row in JSON]


def test_github_makes_annotations(run: Run, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    write(BAD_EMAIL + BROKEN)
    assert run("check", "--format", "github") == Result(1, GITHUB, "2 errors\n")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert run("check") == Result(1, GITHUB, "2 errors\n")
    assert run("check", "--format", "full").out == MASKED
    monkeypatch.setenv("GITHUB_ACTIONS", "")
    assert run("check").out == FULL


def test_another_form_is_refused(run: Run, write: Write) -> None:
    write(ADA)
    result = run("check", "--format", "jsno")
    assert result == Result(2, "", "error: unknown format 'jsno'\nhelp: did you mean json?\n")


# On a terminal


SAID = [
    ("gy-ctu", "e-mails", "emails.0=ctu@example.org"),
    ("aw-broken", "confirmation date", "confirmed=2026-03-02"),
]


@pytest.mark.parametrize("columns", [80, 200])
def test_a_terminal_shows_the_same_text(terminal: OnTerminal, write: Write, columns: int) -> None:
    write(BAD_EMAIL + BROKEN)
    result = terminal("check", columns=columns)
    # But for the field in words, and the command before what to write in the file.
    shown = FULL
    for id_, field, key in SAID:
        shown = shown.replace(f"(entry '{id_}')", f"(entry '{id_}', {field})")
        command = f"help: run cmcct set {id_} {key}\nhelp: in the file: "
        head, mark, tail = shown.partition(f"'{id_}', {field})")
        shown = f"{head}{mark}{tail.replace('help: ', command, 1)}"
    assert result == Result(1, f"{shown}2 errors\n", "")


def test_a_terminal_names_what_a_secretary_types(
    terminal: OnTerminal, run: Run, write: Write
) -> None:
    faults = entry(
        "gy-ctu", country='"Guayana"', sectors='["polise"]', hours='"mornings"', since='"2024"'
    )
    write(faults + entry("gy-old", emails='["old@@example.org"]'))
    shown = " ".join(terminal("check", "--lang", "es").out.split())
    commands = re.findall(r"ayuda: ejecute cmcct (set \S+ \S+)", shown)
    assert commands == [
        "set gy-ctu país=Guyana",
        "set gy-ctu sectors.0=police",
        "set gy-ctu horario=…",
        "set gy-ctu since=…",
        "set gy-old emails.0=old@example.org",
    ]
    assert "ayuda: pregunte a la persona y luego ejecute cmcct verify gy-old ayuda: en el" in shown
    typed = [each.replace("since=…", "since=2024-01-15").replace("…", "24/7") for each in commands]
    assert [run(*each.split()).code for each in typed] == [0, 0, 0, 0, 0]
    assert run("check").err.startswith("2 warnings")


def test_a_terminal_names_no_command_that_broken_syntax_refuses(
    terminal: OnTerminal, run: Run, write: Write
) -> None:
    missing_quote = 'family_name = "Example\n'
    write(BAD_EMAIL + missing_quote + "city ? Lima\n")
    assert "run cmcct" not in terminal("check").out
    assert run("set", "gy-ctu", "emails.0=ctu@example.org").code == 2
    write(BAD_EMAIL + missing_quote)
    shown = terminal("check").out
    assert re.findall("run cmcct.*", shown) == ["run cmcct check --fix"]
    assert 'help: in the file: write family_name = "Example"\n' in shown
    assert 'help: write "ctu@example.org"\n' in shown
    assert run("check", "--fix").code == 0


def test_a_terminal_breaks_a_long_message(terminal: OnTerminal, write: Write) -> None:
    write(BAD_EMAIL)
    message = "error[invalid-email]: not an e-mail address\n    (entry 'gy-ctu', e-mails)\n"
    assert message in terminal("check", columns=44).out


def test_a_terminal_shows_it_in_colours(terminal: OnTerminal, write: Write) -> None:
    write(BAD_EMAIL)
    shown = terminal("check", colour=True).out
    assert shown == (
        "\x1b[1;31merror[invalid-email]\x1b[0m"
        "\x1b[1m: not an e-mail address (entry 'gy-ctu', e-mails)\x1b[0m\n"
        "\x1b[34m  --> \x1b[0mdirectory.toml:23:11\n"
        "\x1b[34m   |\x1b[0m\n"
        '\x1b[34m23 |\x1b[0m emails = ["ctu@@example.org"]\n'
        "\x1b[34m   | \x1b[0m\x1b[1;31m          ^^^^^^^^^^^^^^^^^^ two @ signs\x1b[0m\n"
        "\x1b[1;36mhelp:\x1b[0m run cmcct set gy-ctu emails.0=ctu@example.org\n"
        '\x1b[1;36mhelp:\x1b[0m in the file: write "ctu@example.org"\n'
        "\n"
        "1 error\n"
    )
    assert terminal("check", colour=True, columns=200).out == shown
    assert terminal("check", "--format", "concise", colour=True).out.count("\x1b") == 0


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_a_terminal_may_ask_for_no_colours(
    terminal: OnTerminal, write: Write, name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(BAD_EMAIL + STALE)
    monkeypatch.setenv(name, value)
    shown = terminal("check", colour=True).out
    assert not re.search(r"\x1b\[[\d;]*3\d", shown)


def test_a_warning_has_a_colour_of_its_own(terminal: OnTerminal, write: Write) -> None:
    write(STALE)
    assert "\x1b[1;33mwarning[stale]\x1b[0m" in terminal("check", colour=True).out


def test_a_terminal_shows_markup_as_text(terminal: OnTerminal, write: Write) -> None:
    write(ADA.replace('"police"', '"[red]police[/red] :smile:"'))
    shown = terminal("check").out
    assert 'sectors = ["[red]police[/red] :smile:"]\n' in shown
    assert "unknown sector '[red]police[/red] :smile:'" in shown


# Warnings, and findings about the whole file


def test_a_warning_that_is_ignored_fails_nowhere(run: Run, write: Write) -> None:
    write(f'[check]\nignore = ["gy-ctu:stale"]\n{STALE}')
    assert run("check", "--strict") == Result(0, "", "no findings\n")


def test_unknown_code_suggests_closest(run: Run) -> None:
    message = "error: unknown value 'stael'\nhelp: did you mean stale?\n"
    assert run("check", "--explain", "stael") == Result(2, "", message)


# Several files


def test_several_files_are_checked_in_one_run(run: Run, write: Write, tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text("not toml", encoding="utf-8")
    write(BAD_EMAIL)
    result = run("check", SHIPPED, "other.toml", "directory.toml", "--format", "concise")
    assert (result.code, result.err) == (1, "2 errors\n")
    assert [line.split(":")[0] for line in result.out.splitlines()] == [
        "other.toml",
        "directory.toml",
    ]


@pytest.mark.parametrize("again", ["directory.toml", "./directory.toml", "{}/directory.toml"])
def test_a_file_that_is_given_twice_is_told_once(
    run: Run, write: Write, tmp_path: Path, again: str
) -> None:
    write(BAD_EMAIL + BROKEN)
    result = run("check", "directory.toml", again.format(tmp_path))
    assert result == Result(1, FULL, "2 errors\n")


def test_missing_file_hides_no_fault_of_others(run: Run, write: Write) -> None:
    path = write(BAD_EMAIL + BROKEN)
    missing = path.with_name("nope.toml")
    message = f"error: cannot read {missing}: no such file or folder\n"
    for files in ((missing, path), (path, missing)):
        assert run("check", *files) == Result(2, FULL, f"{message}2 errors\n")
    assert run("check", missing) == Result(2, "", message)
    failed = run("check", missing, "--format", "json")
    assert (failed.code, failed.err) == (2, message)
    error = {"version": 1, "error": message.removeprefix("error: ").rstrip()}
    assert json.loads(failed.out) == error
    both = json.loads(run("check", missing, path, "--format", "json").out)
    assert both == {"version": 1, "findings": JSON, "error": error["error"]}


def test_check_advises_on_unreadable_file(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(ADA)
    path.with_name("directory.private.toml").symlink_to(path)
    advice = "help: replace the link with the file, or set CMCCT_PRIVATE to its path\n"
    assert run("check", "--directory", path).err.endswith(f"it is a link\n{advice}")
    monkeypatch.setenv("CMCCT_TODAY", "tomorrow")
    assert "help: write it as 2026-03-02, or unset it\n" in run("check", path).err


# The overlay


STRANGER = '[[focal_point]]\nid = "gy-ctuu"\nemails = ["a@b"]\n'
STRANGE = """\
error[unknown-value]: no entry has the id 'gy-ctuu' (entry 'gy-ctuu')
 --> directory.private.toml:2:6
  |
2 |
  | ^
help: did you mean gy-ctu? Or run cmcct remove gy-ctuu if its entry was removed

"""


def test_draft_of_killed_command_is_named(
    run: Run, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(ADA)
    folder = tmp_path / "private"
    folder.mkdir()
    monkeypatch.setenv("CMCCT_PRIVATE", str(folder / "p.toml"))
    (folder / "p.toml").touch(0o600)
    message = ""
    for name in (".cmcct-0123456789ab", "private/.cmcct-0123456789ab"):
        (tmp_path / name).touch()
        message += (
            f"warning: {name} was left by a command that was killed or is still running; the "
            "next edit removes it\n"
        )
    (tmp_path / ".cmcct-lock").touch()
    assert run("check") == Result(0, "", f"{message}no findings\n")
    assert run("set", "gy-ctu", "title=Chief").code == 0
    assert run("check") == Result(0, "", "no findings\n")


def test_the_private_overlay_is_checked_too(run: Run, write: Write) -> None:
    path = write(ADA)
    write_overlay(path, STRANGER)
    assert run("check") == run("check", path) == Result(1, STRANGE, "1 error\n")


def test_overlay_contact_is_not_repeated(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_overlay(write(ADA), '[[focal_point]]\nid = "gy-ctu"\nphones = ["+592 609 12"]\n')
    for value in ("", "true"):
        monkeypatch.setenv("CI", value)
        assert "609 12" not in run("check").out


def test_an_overlay_that_is_not_toml_is_a_finding(run: Run, write: Write) -> None:
    write_overlay(write(ADA), "[[")
    result = run("check", "--format", "concise")
    assert (result.code, result.err) == (1, "1 error\n")
    assert result.out.startswith("directory.private.toml:1:1: error[toml-syntax] ")


def test_overlay_of_environment_must_be_readable(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(ADA)
    monkeypatch.setenv("CMCCT_PRIVATE", "/nowhere/private.toml")
    message = "error: cannot read /nowhere/private.toml: no such file or folder\n"
    assert run("check") == Result(2, "", message)


def test_an_unreadable_overlay_hides_no_finding(write: Write) -> None:
    path = write(ADA.replace('"+592 220 1234"', '"+592 22"'))
    overlay = write_overlay(path, STRANGER)
    overlay.chmod(0)
    message = f"error: cannot read {overlay}: Permission denied\n"
    check = ("check", "--format", "concise", "--directory", path)
    result = run_process(without_root(command(*check)))
    assert (result.code, result.err) == (2, f"{message}1 error\n")
    assert "error[invalid-phone]" in result.out
    alone = run_process(without_root(command("check", overlay)))
    assert (alone.code, alone.out, alone.err) == (2, "", message)
    path.chmod(0)
    both = run_process(without_root(command(*check)))
    assert (both.code, both.out) == (2, "")


def test_an_overlay_is_checked_with_its_directory_only(run: Run, write: Write) -> None:
    path = write(ADA)
    write_overlay(path, STRANGER)
    draft = path.with_name("draft.toml")
    draft.write_bytes(path.read_bytes())
    assert run("check", draft) == Result(0, "", "no findings\n")
    # A file in use is the directory, whatever its name.
    assert run("check", "--directory", draft) == Result(1, STRANGE, "1 error\n")


def test_an_overlay_may_be_given_by_itself(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    overlay = write_overlay(write(BAD_EMAIL), STRANGER)
    assert run("check", overlay) == Result(1, STRANGE, "1 error\n")
    both = run("check", overlay, "directory.toml", "--format", "concise")
    assert [line.split(":")[0] for line in both.out.splitlines()] == [
        "directory.private.toml",
        "directory.toml",
    ]
    # Even if another one is in use.
    monkeypatch.setenv("CMCCT_PRIVATE", "/nowhere/private.toml")
    assert run("check", overlay) == Result(1, STRANGE, "1 error\n")


def test_missing_overlay_argument_cannot_be_checked(run: Run, write: Write) -> None:
    overlay = write(ADA).with_name("directory.private.toml")
    message = f"error: cannot read {overlay}: no such file or folder\n"
    assert run("check", overlay) == Result(2, "", message)


def test_overlay_without_directory_is_not_passed(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "directory.toml"
    overlay = write_overlay(path, STRANGER)
    message = f"error: cannot read {path}: no such file or folder\n"
    assert run("check", overlay) == Result(2, "", message)
    path.write_text("x = ", encoding="utf-8")
    result = run("check", overlay, "--format", "concise")
    assert result.out == "directory.toml:1:4: error[toml-syntax] there is no value after the =\n"
    assert (result.code, result.err) == (1, "1 error\n")


# Hostile, long and wide texts


FORMS = pytest.mark.parametrize("form", reporters.FORMATS)
UGLY = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


@FORMS
def test_no_escape_of_an_entry_reaches_the_output(run: Run, write: Write, form: str) -> None:
    write(HOSTILE.replace('id = "tt-odd"', 'id = "tt\\u001b[31m\\n::error::odd"'))
    result = run("check", "--format", form)
    assert (result.code, result.err) == (1, "10 errors and 1 warning\n")
    assert not UGLY.search(result.out)
    assert len(re.findall("(?m)^::", result.out)) == (11 if form == "github" else 0)


RAW = "# \x1b[31m \u202e\u2066 \x9b31m \x7f\nname\x1b = 'x'\n"


@FORMS
def test_no_escape_of_a_file_reaches_the_output(run: Run, tmp_path: Path, form: str) -> None:
    (tmp_path / "directory.toml").write_text(RAW, encoding="utf-8")
    result = run("check", "--format", form)
    assert (result.code, result.err) == (1, "1 error\n")
    assert not UGLY.search(result.out)


NAMES = {
    "a,b:c%d.toml": "a%2Cb%3Ac%25d.toml",
    "::error::.toml": "%3A%3Aerror%3A%3A.toml",
    "a\x1b[31m\nb.toml": "a\ufffd[31m%0Ab.toml",
    "a\x9b\u202eb.toml": "a\ufffd\ufffdb.toml",
}


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_file_name_is_written_harmlessly(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("x = ", encoding="utf-8")
    shown = re.sub("[\x1b\x9b\u202e]", "\ufffd", name).replace("\n", " ")
    outputs = {form: run("check", name, "--format", form).out for form in reporters.FORMATS}
    assert outputs["concise"] == f"{shown}:1:4: error[toml-syntax] there is no value after the =\n"
    assert outputs["full"].splitlines()[1] == f" --> {shown}:1:4"
    assert json.loads(outputs["json"])["findings"][0]["file"] == name
    assert outputs["github"].startswith(f"::error file={NAMES[name]},line=1,endLine=1,col=4,")
    assert not any(map(UGLY.search, outputs.values()))
    assert outputs["github"].count("\n") == 1


def test_a_long_line_is_shown_around_the_fault(run: Run, tmp_path: Path) -> None:
    long = "x" * 5000
    line = f'check = {{ a = "{long}", ignore = 5, b = "{long}" }}'
    (tmp_path / "directory.toml").write_text(f'{line}\n[directory]\nname = "X"\n', encoding="utf-8")
    shown = run("check").out
    assert max(map(len, shown.splitlines())) < 200
    found = shown.split("\n\n")
    assert found[1].splitlines()[1:5] == [
        " --> directory.toml:1:5028",
        "  |",
        f'1 | …{"x" * 65}", ignore = 5, b = "{"x" * 69}…',
        f"  | {' ' * 78}^",
    ]


def test_a_value_as_long_as_a_file_is_clipped(run: Run, write: Write) -> None:
    write(ADA.replace('title = "Director"', f'hours = "{"x" * 5000}"'))
    (line,) = [line for line in run("check").out.splitlines() if line.startswith("19 |")]
    (carets,) = [line for line in run("check").out.splitlines() if "^" in line]
    assert line == f'19 | hours = "{"x" * 145}…'
    assert carets == f"   |         {'^' * 147}"


@pytest.mark.parametrize(
    ("before", "shown", "width"),
    [
        ("José", "José", 4),
        ("Jose\u0301", "Jose\u0301", 4),
        ("警察", "警察", 4),
        ("👩", "👩", 2),
        ("a\tb", "a b", 3),
        ("", "", 0),
    ],
)
def test_carets_stand_under_value_after_any_text(
    run: Run, tmp_path: Path, before: str, shown: str, width: int
) -> None:
    text = f"check = {{ ignore = ['{before}', 5] }}\n[directory]\nname = 'X'\n"
    (tmp_path / "directory.toml").write_text(text, encoding="utf-8")
    result = run("check").out
    quoted = [line[4:] for line in result.splitlines() if line.startswith(("1 |", "  | "))]
    index = quoted.index(f"{' ' * (24 + width)}^")
    assert quoted[index - 1] == f"check = {{ ignore = ['{shown}', 5] }}"


# Changes since a revision


def test_a_check_can_be_of_a_change(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = repository(tmp_path / "repo")
    monkeypatch.chdir(repo.root)
    bad = entry("b", emails='["b@@example.org"]')
    for entries in ([entry("a")], [entry("a"), bad], [entry("a", "Chief"), bad]):
        repo.commit(*entries)
    assert run("check").code == 1
    result = run("check", "--changed-since", "HEAD~1", "--format", "concise")
    assert result.code == 0
    assert ": note[invalid-email] " in result.out
    assert run("check", "--changed-since", "HEAD~2").code == 1
    result = run("check", "-", "--changed-since", "HEAD")
    assert result.code == 2
    assert "standard input has no history" in result.err


def test_named_warning_fails_the_check(run: Run, write: Write) -> None:
    write(STALE)
    assert run("check", "--fail-on", "unverified, entry-removed").code == 0
    assert run("check", "--fail-on", "entry-removed, stale").code == 1
    result = run("check", "--fail-on", "entry-remved")
    assert (result.code, result.out) == (2, "")
    assert result.err == (
        "error: unknown value 'entry-remved'\nhelp: did you mean entry-removed?\n"
    )
