"""What all commands that edit do alike."""

import shlex

import pytest

from tests.cli.edited import MOBILE, TWICE, changed, left_alone
from tests.conftest import Result, Run, Write


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
    assert (trial.code, trial.err) == (0, "")
    shown = [line for line in trial.out.splitlines()[2:] if line.startswith(("-", "+"))]
    assert [line for line in shown if line in lines] == lines
    assert run(*shlex.split(words), "--directory", path).code == 0
    assert changed(path, before) == shown


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
def test_of_two_entries_with_one_id_none_is_edited(run: Run, write: Write, words: str) -> None:
    path = write(TWICE.replace('"gy-police"', '"gy-ctu"'))
    message = "error: the id 'gy-ctu' stands more than once\n"
    result = left_alone(run, path, *shlex.split(words))
    assert result == Result(
        2, "", f"{message}help: give each entry its own: cmcct check FILE names the lines\n"
    )
