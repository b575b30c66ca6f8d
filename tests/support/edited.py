"""Helpers for the tests of editing commands: a directory, and its changed lines."""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.conftest import Result, Run, list_names
from tests.support.cli_samples import ADA, HOUSE

UNKNOWN = (
    "error: unknown id 'gy-ct'\n  gy-ctu  Ada Example, Example Ministry\n"
    "help: give the id of the one that you mean\n"
)
HISTORY = "data removed from the directory stays in git; anyone with a copy can read it\n"

GOES = "1 value will be permanently deleted from the private file, which has no history\n"

# For the secretariat only.
MOBILE = '-    { number = "+592 609 1234", type = "mobile", sharing = "secretariat" },'

# In file order, with comments that an edit must keep.
BOTH = f"{HOUSE}\n# The unit moved in 2024.\n{ADA}# The end.\n"
# With another entry of the same seat.
TWICE = f"""{BOTH}
[[focal_point]]
id = "gy-police"
country = "Guyana"
name = "Ada Exampel"
title = "Head"
organisation = "Example Ministry"
sectors = ["justice"]
phones = ["+592 220 1234"]
city = "Georgetown"
"""


def part(id_: str, name: str, number: int) -> str:
    """Return a part of the private file; `number` has two digits, an empty `name` is left out."""
    named = f'name = "{name}"\n' if name else ""
    return f'[[focal_point]]\nid = "{id_}"\n{named}phones = ["+592 609 12{number}"]\n'


def changed(path: Path, before: bytes) -> list[str]:
    """Return the removed lines, prefixed with `-`, and the added ones, with `+`."""
    lines = difflib.unified_diff(
        before.decode().splitlines(), path.read_bytes().decode().splitlines(), n=0, lineterm=""
    )
    return [line for line in list(lines)[2:] if not line.startswith("@@")]


def apply_edits(text: str, edits: Iterable[Mapping[str, Any]]) -> str:
    """Return a text with the edits of `cmcct check --format json`, as an editor applies them."""
    for edit in edits:
        lines = text.split("\n")
        above, below = lines[: edit["line"] - 1], lines[edit["end_line"] :]
        head = lines[edit["line"] - 1][: edit["column"] - 1]
        tail = lines[edit["end_line"] - 1][edit["end_column"] - 1 :]
        text = "\n".join([*above, head + edit["text"] + tail, *below])
    return text


def left_alone(run: Run, path: Path, *words: str) -> Result:
    """Run a command that must write nothing: neither the file nor another beside it."""
    before = path.read_bytes(), path.stat().st_mtime_ns, list_names(path.parent)
    result = run(*words, "--directory", path)
    assert (path.read_bytes(), path.stat().st_mtime_ns, list_names(path.parent)) == before
    return result


def brief(result: Result) -> Result:
    """Return a result without its lines about changes of entries."""
    line = re.compile(r"^[a-z]{2}-[a-z0-9-]+: .*\n", re.MULTILINE)
    return replace(result, out=line.sub("", result.out), err=line.sub("", result.err))
