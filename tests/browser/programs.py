"""The page's scripts in node, and the whole page in Debian's Chromium."""

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import IN_CI

HERE = Path(__file__).parent
NODE_MODULES = HERE.parent / "node" / "node_modules"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")


def call_js(*calls: Sequence[Any]) -> list[Any]:
    """Call functions of the page's scripts, each with its arguments, in one process."""
    _need(bool(shutil.which("node")), "node is not installed: apt install nodejs")
    return _node("call.mjs", given=json.dumps(calls))  # type: ignore[no-any-return]


def observe(scenario: str, page: Path, **given: Any) -> Any:
    """Open a page in Chromium, do what a scenario of `scenarios.mjs` does, return what it saw."""
    _need(bool(shutil.which("node")), "node is not installed: apt install nodejs")
    _need(Path(CHROMIUM).exists(), "Chromium is not installed: apt install chromium")
    is_there = (NODE_MODULES / "playwright-core").is_dir()
    _need(is_there, "playwright-core is not installed: npm ci --prefix tests/node")
    return _node("scenarios.mjs", scenario, str(page), json.dumps(given))


def output_of(*words: str) -> str:
    """Return what a program says, which has to be installed."""
    _need(bool(shutil.which(words[0])), f"{words[0]} is not installed")
    done = subprocess.run(words, capture_output=True, check=True, timeout=60, encoding="utf-8")
    return done.stdout


def _need(is_there: bool, otherwise: str) -> None:  # noqa: FBT001
    if not is_there and not IN_CI:
        pytest.skip(otherwise)


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
