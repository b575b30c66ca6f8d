"""A program of an unpinned version makes no test fail, except in CI."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, Result, environment
from tests.support.programs import KHARD

pytestmark = [pytest.mark.gate, pytest.mark.sweep]

TEST = "tests/interop/test_readers.py::test_khard_lists_shows_and_finds_everybody"
STRANGE = '#!/bin/sh\n[ "$1" = --version ] && echo khard 99.1\n'  # lists no contacts


def _tested(path: str, *options: str, **given: str) -> Result:
    """Run the test of khard with the programs in some folders."""
    words = ["-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", "-m", "", *options, TEST]
    done = subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env=environment() | {"PATH": path, **given},
        capture_output=True,
        check=False,
        timeout=100,
        encoding="utf-8",
    )
    return Result(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def strange(tmp_path: Path) -> str:
    """Return a PATH on which khard has a version that does not exist."""
    program = tmp_path / "khard"
    program.write_text(STRANGE, encoding="utf-8")
    program.chmod(0o700)
    return os.pathsep.join([str(tmp_path), os.environ["PATH"]])


def test_other_reading_by_another_version_is_skipped(strange: str) -> None:
    done = _tested(strange)
    assert done.code == 0, done.out
    assert "khard 99.1 is not 0.22.0" in done.out
    assert "read with khard 99.1\n" in done.out


def test_ci_accepts_no_other_version(strange: str) -> None:
    done = _tested(strange, CI="true")
    assert done.code == 1
    assert "1 failed" in done.out


@pytest.mark.parametrize("options", [(), ("-n", "1")], ids=" ".join)
def test_the_version_of_each_program_is_said(options: tuple[str, ...]) -> None:
    KHARD.need()
    done = _tested(os.environ["PATH"], *options)
    assert (done.code, "1 passed" in done.out) == (0, True), done.out
    assert f"read with khard {KHARD.version}\n" in done.out
