"""Common behaviour of the editing commands."""

import json
import shlex
from pathlib import Path

import pytest

from tests.conftest import Result, Run, Write
from tests.support.cli_samples import checking
from tests.support.edited import MOBILE, TWICE, brief, changed, left_alone

JSON = ("--dry-run", "--format", "json")

WORDS = pytest.mark.parametrize(
    ("words", "lines"),
    [
        (
            "add --country GY --organisation 'Example Office' --sector police --status vacant",
            ['+organisation = "Example Office"'],
        ),
        ("attend georgetown-2019 bs-house", ['+meetings = ["georgetown-2019"]']),
        ("merge gy-ctu gy-police --prefer keep", ['-id = "gy-police"']),
        ("remove gy-ctu", ['-id = "gy-ctu"']),
        ("rename gy-ctu gy-desk", ['-id = "gy-ctu"', '+id = "gy-desk"']),
        ("replace gy-ctu --name 'Óscar Example'", [MOBILE]),
        ("retire gy-ctu bs-house", ['-private_notes = "Call first."', MOBILE]),
        ("set gy-ctu title=Chief", ['-title = "Director"', '+title = "Chief"']),
        ("verify gy-ctu", ["-verified = 2026-03-02", "+verified = 2026-06-01"]),
    ],
)


@WORDS
def test_a_trial_shows_a_diff_and_writes_nothing(
    run: Run, write: Write, words: str, lines: list[str]
) -> None:
    path = write(TWICE)
    before = path.read_bytes()
    trial = left_alone(run, path, *shlex.split(words), "--dry-run")
    message = "not copied from gy-police: name, job title\n" if words.startswith("merge") else ""
    assert (trial.code, trial.err) == (0, message)
    shown = [line for line in trial.out.splitlines()[2:] if line.startswith(("-", "+"))]
    assert [line for line in shown if line in lines] == lines
    assert run(*shlex.split(words), "--directory", path).code == 0
    assert sorted(changed(path, before)) == sorted(shown)


@WORDS
def test_a_trial_as_json_has_the_diff_and_each_value(
    run: Run, write: Write, words: str, lines: list[str]
) -> None:
    path = write(TWICE)
    text = left_alone(run, path, *shlex.split(words), "--dry-run")
    trial = left_alone(run, path, *shlex.split(words), "--dry-run", "--format", "json")
    assert (trial.code, trial.err) == (text.code, text.err)
    shape = json.loads(trial.out)
    (file,) = shape["files"]
    assert (shape["version"], file["file"], file["masked"]) == (1, str(path), False)
    assert file["diff"] == text.out
    values = {
        f"{sign}{field['key']} = {value}" if isinstance(value, str) else sign
        for change in file["changes"]
        for field in change["fields"]
        for sign, value in (("-", field["before"]), ("+", field["after"]))
    }
    plain = [line.replace('"', "") for line in lines if " = " in line and line[1] not in " m"]
    assert values >= {*plain}


def test_a_trial_as_json_is_whole(run: Run, write: Write) -> None:
    path = write(TWICE)
    number = "phones=+597 211 241"
    trial = run("set", "gy-police", "--add", number, "--unset", "title", "--directory", path, *JSON)
    (file,) = json.loads(trial.out)["files"]
    assert file.pop("diff").count("\n+") == 2
    assert file == {
        "file": str(path),
        "private": False,
        "masked": False,
        "changes": [
            {
                "change": "changed",
                "id": "gy-police",
                "fields": [
                    {"key": "title", "before": "Head", "after": None},
                    {"key": "phones.1", "before": None, "after": "+597 211 241"},
                ],
            }
        ],
        "findings": [
            {
                "file": str(path),
                "line": _line(path, "220 1234", last=True) - 1,  # the title above it goes
                "column": 28,
                "end_line": _line(path, "220 1234", last=True) - 1,
                "end_column": 42,
                "severity": "warning",
                "code": "phone-of-another-country",
                "message": "not a number in Guyana",
                "help": "check the digits; dial the number, or ask the person; if it is correct, "
                'add "gy-police:phone-of-another-country" to ignore in [check]',
                "entry": "gy-police",
            }
        ],
    }
    assert "warning" not in trial.err


def test_a_trial_as_json_asks_and_says_what_goes_and_comes(run: Run, write: Write) -> None:
    path = write(TWICE)
    added = run(
        "meeting", "add", "x-2027", "--name=X", "--date=2027-03", "--directory", path, *JSON
    )
    gone = run("remove", "gy-police", "--directory", path, *JSON)
    opened = run("set", "gy-ctu", "phones.1.sharing=network", "--directory", path, *JSON)
    kinds = [json.loads(one.out)["files"][0]["changes"][0]["change"] for one in (added, gone)]
    assert kinds == ["added", "removed"]
    assert json.loads(opened.out)["questions"] == ["more people will see +592 609 1234"]
    same = run("set", "gy-ctu", "title=Director", "--directory", path, *JSON)
    nothing = {"version": 1, "files": [], "questions": []}
    assert (json.loads(same.out), same.code) == (nothing, 0)
    (file,) = json.loads(run("fmt", "--directory", path, *JSON).out)["files"]
    diff = run("fmt", "--directory", path, "--dry-run").out
    assert (file["changes"], file["diff"]) == ([], diff)


def test_a_trial_as_json_masks_what_its_text_does(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(f'{TWICE}"+592 609 1240" = 1\n')
    words = ["set", "gy-ctu", "--private", "phones=+592 609 1277", "--directory", str(path)]
    outputs = [run(*words, "--dry-run"), run(*words, *JSON)]
    file = json.loads(outputs[1].out)["files"][-1]
    assert (file["private"], file["masked"], file["diff"]) == (True, True, outputs[0].out)
    (fields,) = [change["fields"] for change in file["changes"]]
    assert {"key": "phones", "before": None, "after": "…"} in fields
    monkeypatch.setenv("CI", "1")
    words = ["set", "gy-police", "title=Ring +592 609 1250", "--directory", str(path)]
    outputs = [run(*words, "--dry-run"), run(*words, *JSON)]
    (file,) = json.loads(outputs[1].out)["files"]
    assert (file["masked"], file["diff"]) == (True, outputs[0].out)
    assert file["changes"][0]["fields"] == [{"key": "title", "before": "…", "after": "…"}]
    gone = run("remove", "gy-police", "--directory", path, *JSON)
    (change,) = json.loads(gone.out)["files"][0]["changes"]
    assert [field["key"] for field in change["fields"]][-2:] == ["city", "…"]
    assert "609" not in "".join(one.out + one.err for one in (*outputs, gone))


@pytest.mark.parametrize("words", ["set gy-ctu title=Chief", "fmt", "save", "undo", "edit gy-ctu"])
def test_only_a_trial_is_shown_as_json(run: Run, write: Write, words: str) -> None:
    path = write(TWICE)
    result = left_alone(run, path, *words.split(), "--format", "json")
    assert json.loads(result.out)["error"].startswith("--format json requires --dry-run")
    assert (result.code, result.err.splitlines()[0]) == (
        2,
        "error: --format json requires --dry-run",
    )


@pytest.mark.parametrize(
    "words",
    [
        "attend georgetown-2019 gy-ctu",
        "edit gy-ctu",
        "merge bs-house gy-ctu --prefer keep",
        "remove gy-ctu",
        "rename gy-ctu gy-desk",
        "replace gy-ctu --name 'Óscar Example'",
        "retire bs-house gy-ctu",
        "set gy-ctu title=Chief",
        "verify gy-ctu",
    ],
)
def test_repeated_id_is_not_edited(run: Run, write: Write, words: str) -> None:
    path = write(TWICE.replace('"gy-police"', '"gy-ctu"'))
    message = "error: the id 'gy-ctu' appears more than once\n"
    result = left_alone(run, path, *shlex.split(words))
    assert result == Result(
        2, "", f"{message}help: give each its own id; run cmcct check FILE to see the lines\n"
    )
    other = run("set", "bs-house", "title=Chief", "--directory", path)
    warning = message.removeprefix("error: ").removesuffix("\n")
    assert other.err.endswith(f"\nwarning: {warning}: run {checking(path)}\n")


def test_doubts_about_written_entry_are_reported(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(TWICE)
    words = ["set", "gy-police", "--add", "phones=+597 211 241"]
    trial = left_alone(run, path, *words, "--dry-run")
    result = run(*words, "--directory", path)
    finding = "warning[phone-of-another-country] not a number in Guyana (entry 'gy-police')"
    assert trial.err.endswith(f":28: {finding}\n")
    location = f"{path}:{_line(path, '597 211')}:28"
    assert brief(result) == Result(0, "", f"wrote {path}\n{location}: {finding}\n")
    assert (
        brief(run("set", "gy-police", "title=Chief", "--directory", path)).err == f"wrote {path}\n"
    )
    monkeypatch.setenv("CI", "1")
    more = [f"--add=phones=+597 211 24{digit}" for digit in range(2, 9)]
    result = run("set", "gy-police", *more, "--directory", path)
    assert result.err.count("warning[") == 5
    assert result.err.endswith(f"\n2 more findings: run {checking(path)}\n")
    assert "211" not in result.err


def _line(path: Path, text: str, *, last: bool = False) -> int:
    """Return the number of the first or last line with a text."""
    content = path.read_text()
    return content[: content.rindex(text) if last else content.index(text)].count("\n") + 1
