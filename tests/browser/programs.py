"""Run the page's scripts in node, and the whole page in Debian's Chromium."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.support.programs import CHROMIUM, need, need_of_npm

HERE = Path(__file__).parent


def call_js(*calls: Sequence[Any]) -> list[Any]:
    """Call functions of the page's scripts, each with its arguments, in one process."""
    need("node", "apt install nodejs")
    return _node("call.mjs", given=json.dumps(calls))  # type: ignore[no-any-return]


def observe(scenario: str, page: Path, **given: Any) -> Any:
    """Run a scenario of `scenarios.mjs` on a page in Chromium; return its observations."""
    CHROMIUM.need()
    need_of_npm("playwright-core")
    return _node("scenarios.mjs", scenario, str(page), json.dumps(given))


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
