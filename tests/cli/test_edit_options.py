"""Common behaviour of the editing commands."""

import shlex
from pathlib import Path

import pytest

from tests.conftest import Result, Run, Write
from tests.support.cli_samples import checking
from tests.support.edited import MOBILE, TWICE, brief, changed, left_alone


@pytest.mark.parametrize(
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
def test_a_trial_shows_a_diff_and_writes_nothing(
    run: Run, write: Write, words: str, lines: list[str]
) -> None:
    path = write(TWICE)
    before = path.read_bytes()
    trial = left_alone(run, path, *shlex.split(words), "--dry-run")
    message = "not copied from gy-police: name, title\n" if words.startswith("merge") else ""
    assert (trial.code, trial.err) == (0, message)
    shown = [line for line in trial.out.splitlines()[2:] if line.startswith(("-", "+"))]
    assert [line for line in shown if line in lines] == lines
    assert run(*shlex.split(words), "--directory", path).code == 0
    assert sorted(changed(path, before)) == sorted(shown)


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
        2, "", f"{message}help: give each entry its own id; run cmcct check FILE to see the lines\n"
    )


def test_doubts_about_written_entry_are_reported(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(TWICE)
    words = ["set", "gy-police", "--add", "phones=+597 211 241"]
    trial = left_alone(run, path, *words, "--dry-run")
    result = run(*words, "--directory", path)
    finding = 'warning[phone-of-another-country] not a number of Guyana (entry "gy-police")'
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


def _line(path: Path, text: str) -> int:
    """Return the number of the line with a text."""
    return path.read_text().partition(text)[0].count("\n") + 1
