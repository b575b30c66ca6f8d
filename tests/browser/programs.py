"""The page's scripts in node, and the whole page in Debian's Chromium."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import IN_CI
from tests.office import need

HERE = Path(__file__).parent
NODE_MODULES = HERE.parent / "node" / "node_modules"


def call_js(*calls: Sequence[Any]) -> list[Any]:
    """Call functions of the page's scripts, each with its arguments, in one process."""
    need("node", "nodejs")
    return _node("call.mjs", given=json.dumps(calls))  # type: ignore[no-any-return]


def observe(scenario: str, page: Path, **given: Any) -> Any:
    """Open a page in Chromium, do what a scenario of `scenarios.mjs` does, return what it saw."""
    need("node", "nodejs")
    need("chromium", "chromium")
    if not (NODE_MODULES / "playwright-core").is_dir() and not IN_CI:
        pytest.skip("playwright-core is not installed: npm ci --prefix tests/node")
    return _node("scenarios.mjs", scenario, str(page), json.dumps(given))


def output_of(program: str, package: str, *args: str) -> str:
    """Return what a program of a Debian package says."""
    words = [need(program, package), *args]
    done = subprocess.run(words, capture_output=True, check=True, timeout=60, encoding="utf-8")
    return done.stdout


def _node(script: str, *args: str, given: str = "") -> Any:
    done = subprocess.run(
        ["node", str(HERE / script), *args],
        input=given,
        capture_output=True,
        check=False,
        timeout=100,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
