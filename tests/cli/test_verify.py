"""`cmcct verify`: confirmed with the person."""

import pytest

from tests.cli.edited import BOTH, changed, left_alone
from tests.conftest import Result, Run, Write


def test_the_day_and_the_way_are_written(run: Run, write: Write) -> None:
    path = write(BOTH)
    before = path.read_bytes()
    result = run("verify", "gy-ctu", "bs-house", "--via", "phone", "--directory", path)
    assert result == Result(0, "", f"wrote {path}\n")
    lines = ["-verified = 2026-03-02", "+verified = 2026-06-01", '+verified_via = "phone"']
    assert changed(path, before) == lines * 2


def test_an_earlier_day_may_be_given_and_the_old_way_goes(run: Run, write: Write) -> None:
    path = write(BOTH.replace("# The end.", 'verified_via = "form"\n# The end.'))
    before = path.read_bytes()
    run("verify", "gy-ctu", "--on", "2026-05-04", "--directory", path)
    assert changed(path, before) == [
        "-verified = 2026-03-02",
        '-verified_via = "form"',
        "+verified = 2026-05-04",
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["gy-ct"], "error: unknown id 'gy-ct'\nhelp: did you mean gy-ctu?\n"),
        (["gy-ctu", "zzz"], "error: unknown id 'zzz'\n"),
        (
            ["gy-ctu", "--via", "pigeon"],
            "error: unknown way 'pigeon'\nhelp: did you mean phone, email, form or meeting?\n",
        ),
        (
            ["gy-ctu", "--on", "June"],
            "error: 'June' is not a date\nhelp: write it as 2026-03-02, or today\n",
        ),
        (["gy-ctu", "--on", "2026-06-03"], "error[future-date]: 'verified' is in the future"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    run: Run, write: Write, words: list[str], said: str
) -> None:
    result = left_alone(run, write(BOTH), "verify", *words)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(said)
