"""Run the page's scripts in node, and the whole page in Debian's Chromium."""

import json
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from tests.support.programs import CHROMIUM, need, need_of_npm

HERE = Path(__file__).parent


def call_js(*calls: Sequence[Any]) -> list[Any]:
    """Call functions of the page's scripts, each with its arguments, in one process."""
    need("node", "apt install nodejs")
    done = subprocess.run(
        ["node", str(HERE / "call.mjs")],
        input=json.dumps(calls),
        capture_output=True,
        check=False,
        timeout=100,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def observe(scenario: str, page: Path, **given: Any) -> Any:
    """Run a scenario of `scenarios.mjs` on a page in Chromium; return its observations."""
    CHROMIUM.need()
    need_of_npm("playwright-core")
    process = _browser()
    assert process.stdin
    assert process.stdout
    try:
        process.stdin.write(json.dumps([scenario, str(page), given]) + "\n")
        process.stdin.flush()
        answer = json.loads(process.stdout.readline())
    except BaseException:  # also pytest's timeout: the next scenario gets another browser
        process.kill()
        _browser.cache_clear()
        raise
    assert "failed" not in answer, answer["failed"]
    return answer


@cache
def _browser() -> subprocess.Popen[str]:
    """Start node with a Chromium for all scenarios of this process; both end with it."""
    return subprocess.Popen(
        ["node", str(HERE / "scenarios.mjs")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
