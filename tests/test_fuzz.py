"""No broken file makes a command fail; `python -m tests.fuzz 60000` tries many more."""

from collections import Counter
from pathlib import Path

import pytest

from tests import fuzz
from tests.conftest import THOROUGH

FILES = 1000 if THOROUGH else 60


def test_no_broken_file_makes_a_command_fail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CMCCT_DIRECTORY", "CMCCT_DEBUG", "CMCCT_PRIVATE", "CMCCT_LANG", "CI"):
        monkeypatch.setenv(name, "")  # or what a file sets would stay
    ran: Counter[str] = Counter()
    assert [*fuzz.failures(FILES, "0", tmp_path, ran)] == []
    assert ran.total() == FILES


def test_a_command_that_fails_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cmcct.reading.read", None)
    for name in ("CMCCT_DIRECTORY", "CMCCT_DEBUG", "CMCCT_PRIVATE", "CMCCT_LANG", "CI"):
        monkeypatch.setenv(name, "")
    found = [*fuzz.failures(20, "0", tmp_path, Counter())]
    assert found
    assert all(failure.end.startswith("70: Traceback") for failure in found)
