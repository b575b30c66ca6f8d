"""Long texts of tests, as files in `tests/texts`: what is given, and what is expected.

With `CMCCT_REWRITE=1`, tests write what they expect; `git diff` then shows what has changed.
"""

import os
from pathlib import Path

from tests.conftest import ROOT

FOLDER = ROOT / "tests" / "texts"


def read(name: str) -> str:
    """Return the text of a file, with its own line ends."""
    return (FOLDER / f"{name}.txt").read_bytes().decode()


def expect(name: str | Path, text: str) -> None:
    """Assert that a file has exactly this text; `name` may be the path of another file."""
    path = name if isinstance(name, Path) else FOLDER / f"{name}.txt"
    if os.environ.get("CMCCT_REWRITE"):
        path.write_text(text, encoding="utf-8", newline="")
    assert text == path.read_bytes().decode(), "if this is meant, run it with CMCCT_REWRITE=1"
