"""The linters, run as tests, and what the coverage leaves out."""

import os
import subprocess
import sys

import pytest

from cmcct.fieldtypes import phone_number
from tests.conftest import ROOT, clear_caches

pytestmark = [pytest.mark.gate, pytest.mark.no_cover]


@pytest.mark.parametrize("words", [["ruff", "check"], ["ruff", "format", "--check"], ["mypy"]])
def test_the_linters_find_nothing(words: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=ROOT,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_sweeps_and_their_processes_are_not_measured(request: pytest.FixtureRequest) -> None:
    assert request.node.get_closest_marker("no_cover")
    assert "COVERAGE_PROCESS_CONFIG" not in os.environ


def test_what_functions_cached_is_forgotten_before_a_measured_test() -> None:
    assert phone_number.format_e164("+592 609 1234") == "+5926091234"
    assert phone_number.format_e164.cache_info().currsize > 0
    clear_caches()
    assert phone_number.format_e164.cache_info().currsize == 0
