"""Mutated files make no command fail, and put no contact into a log.

`python -m tests.support.fuzz 60000` and `python -m tests.support.fuzz_logs 60000` try many more.
"""

from collections import Counter
from pathlib import Path

import pytest

from tests.conftest import THOROUGH
from tests.support import fuzz, fuzz_logs

pytestmark = [pytest.mark.gate, pytest.mark.sweep]

FILES = 500 if THOROUGH else 60
NAMES = ("DIRECTORY", "DEBUG", "PRIVATE", "LANG", "TODAY")


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("EDITOR", *fuzz_logs.SERVERS, *(f"CMCCT_{name}" for name in NAMES)):
        monkeypatch.setenv(name, "")  # so that a value that the fuzzer sets is restored


def test_no_broken_file_makes_a_command_fail(tmp_path: Path) -> None:
    ran: Counter[str] = Counter()
    assert [*fuzz.failures(FILES, "0", tmp_path, ran)] == []
    assert ran.total() == FILES


def test_a_command_that_fails_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cmcct.model.loader.parse_directory", None)
    found = [*fuzz.failures(20, "0", tmp_path, Counter())]
    assert found
    assert all(failure.end.startswith("70: Traceback") for failure in found)


def test_no_log_of_a_command_has_a_contact(tmp_path: Path) -> None:
    ran: Counter[str] = Counter()
    assert [*fuzz_logs.leaks(FILES, "0", tmp_path, ran)] == []
    assert ran.total() == FILES
    assert len(ran) >= 8  # of 10 commands, drawn by chance


@pytest.mark.parametrize("decision", ["is_log", "may_show"])
def test_a_contact_in_a_log_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, decision: str
) -> None:
    if decision == "is_log":
        monkeypatch.setattr("cmcct.system._BUILD_SERVERS", ("CMCCT_NO_SERVER",))
    else:
        monkeypatch.setattr("cmcct.privacy.redaction.mask_line", str)
    assert [*fuzz_logs.leaks(60, "0", tmp_path, Counter())]
