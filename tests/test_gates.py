"""The linters, run as tests; what a run of the sweeps tries; what `scripts/refresh.py` writes."""

import subprocess
import sys
from pathlib import Path

import pytest

from scripts import refresh
from tests import conftest
from tests.conftest import ROOT, draw

pytestmark = pytest.mark.gate


@pytest.mark.parametrize(
    "words",
    [
        ["ruff", "check"],
        ["ruff", "format", "--check"],
        ["mypy", "--package", "cmcct"],
        # The tests and scripts: as long again.
        pytest.param(["mypy"], marks=pytest.mark.sweep(1)),
    ],
)
def test_the_linters_find_nothing(words: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=ROOT,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_sweep_tries_a_twelfth_of_its_cases_and_others_with_another_draw(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(conftest, "THOROUGH", False)
    tried = set[int]()
    for number in range(60):
        monkeypatch.setattr(conftest, "DRAW", f"draw {number}")
        cases = draw(range(100), "name")
        assert cases == sorted({*cases}) == draw(range(100), "name")
        assert (len(cases), len(draw(range(100), "name", 3))) == (8, 3)
        assert draw(range(3), "name") == [*range(3)]
        tried |= {*cases}
    assert len(tried) > 90
    monkeypatch.setattr(conftest, "THOROUGH", True)
    assert draw(range(100), "name", 3) == [*range(100)]


def test_each_step_of_refreshing_is_explained() -> None:
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert [name for name in refresh.STEPS if Path(name).name not in contributing] == []
    assert (
        "tests/cli/commands/test_call.py::test_examples_are_told_like_this"
        in (refresh.STEPS["CMCCT_REWRITE=1"])
    )


def test_refreshing_shows_what_failed_and_goes_on(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    steps = {"first": ["-c", "print(1 / 0)"], "second": ["-c", "print('unseen')"]}
    monkeypatch.setattr(refresh, "STEPS", steps)
    assert refresh.main() == 1
    shown = capfdbinary.readouterr().out.decode()
    assert "ZeroDivisionError: division by zero\nsecond\n" in shown
    assert shown.endswith("\n1 of 2 steps wrote what they generate\nfailed: first\n")
    assert "unseen" not in shown
