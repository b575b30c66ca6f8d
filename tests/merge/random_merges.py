"""Merge random changes of two people by real git with the driver, and compare the data.

    python -m tests.merge.random_merges 300 [SEED [FIRST STEP]]

For each kind of `kinds`, that many files are merged, by one `git merge` for all of them. The driver
runs in a process of its own for each, forked after the imports.
"""

import os
import re
import shlex
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.conftest import ROOT
from tests.merge.kinds import KINDS, Case, Kind, make_case
from tests.support import forks

WORDS = "merge-file %A %O %B --path %P -L %X -L %S -L %Y"
DRIVER = f"{shlex.quote(sys.executable)} -m cmcct {WORDS}"
# Imported before the forks: what a merge may import late.
IMPORTED = ("cmcct.cli.commands.merge_file", "cmcct.merge.three_way", "tree_sitter_toml")
_CONFLICT = re.compile(
    rb"^<{7} HEAD (?P<name>.+?)\r?\n(?P<ours>(?:.*\n)*?)={7}\r?\n(?P<theirs>(?:.*\n)*?)"
    rb">{7} theirs (?P=name)\r?\n",
    re.MULTILINE,
)
_COMMENT = re.compile(rb'#[^"\r\n]*(?=\r?$)', re.MULTILINE)


def git(root: Path, *words: str, may_fail: bool = False) -> str:
    """Run git; return its output and messages."""
    done = subprocess.run(
        ["git", *words],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    assert may_fail or not done.returncode, done.stdout.decode()
    return done.stdout.decode()


def merge_all(root: Path, cases: Mapping[str, Case], driver: str = DRIVER) -> dict[str, str]:
    """Merge files, one for each case, by one `git merge`; return what is wrong, by name."""
    unmerged, messages = merge_by_git(root, cases, driver)
    found = (
        (name, find_fault(case, (root / name).read_bytes(), is_clean=name not in unmerged))
        for name, case in cases.items()
    )
    as_text = {*re.findall("(?m)^(.*): merged as text", messages)}
    return {name: fault for name, fault in found if fault} | dict.fromkeys(as_text, "as text")


def merge_by_git(root: Path, cases: Mapping[str, Case], driver: str) -> tuple[set[str], str]:
    """Merge files by one `git merge`; return the names in conflict, and the messages."""
    git(root, "init", "-q", "-b", "main")
    git(root, "config", "core.autocrlf", "false")
    git(root, "config", "user.name", "Ada Example")
    git(root, "config", "user.email", "ada@example.org")
    git(root, "config", "merge.cmcct.driver", driver)
    (root / ".gitattributes").write_text("*.toml merge=cmcct\n", encoding="utf-8")
    _commit(root, {name: case.base for name, case in cases.items()})
    git(root, "switch", "-q", "-c", "theirs")
    _commit(root, {name: case.theirs for name, case in cases.items()})
    git(root, "switch", "-q", "main")
    _commit(root, {name: case.ours for name, case in cases.items()})
    messages = git(root, "merge", "-q", "theirs", may_fail=True)
    unmerged = {line.split("\t")[1] for line in git(root, "ls-files", "-u").splitlines()}
    return unmerged, messages


def _commit(root: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        (root / name).write_bytes(data)
    git(root, "add", "--all")
    git(root, "commit", "-q", "-m", "x", "--allow-empty")


def find_fault(case: Case, result: bytes, *, is_clean: bool) -> str:
    """Return what is wrong with a merge, or ""."""
    if is_clean != (not case.names):
        return "clean" if is_clean else "in conflict"
    names = {found["name"].decode() for found in _CONFLICT.finditer(result)}
    if names != {*case.names}:
        return f"conflicts: {sorted(names)}"
    for side, expected in zip(("ours", "theirs"), case.expected, strict=True):
        text = _CONFLICT.sub(rb"\g<%b>" % side.encode(), result)
        try:
            data = tomllib.loads(text.decode("utf-8-sig"))
        except ValueError as error:
            return f"no TOML: {error}"
        if _by_id(data) != _by_id(expected):
            return f"data of {side}"
    comments = ({*_COMMENT.findall(text)} for text in (case.ours, case.theirs, case.base))
    ours, theirs, base = comments
    lost = (ours | theirs) - base - {*_COMMENT.findall(result)}
    return f"comments: {lost}" if lost else ""


def _by_id(data: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    return {
        (name, table.get("id", "")): repr(sorted(table.items()))
        for name, value in data.items()
        for table in (value if isinstance(value, list) else [value])
    }


def main(count: str, seed: str = "1", first: str = "0", step: str = "1") -> int:
    """Merge `count` files of each kind; print the figures; return the number of faults.

    `first` and `step` select every so many kinds, to run several processes.
    """
    faults = 0
    with forks.serve(*IMPORTED) as command:
        for kind in KINDS[int(first) :: int(step)]:
            faults += _merge_kind(kind, int(count), seed, f"{command} {WORDS}")
    return faults


def _merge_kind(kind: Kind, count: int, seed: str, driver: str) -> int:
    start = time.monotonic()
    cases = {
        f"{number}.toml": make_case(kind, f"{seed} {kind.__name__} {number}")
        for number in range(count)
    }
    with tempfile.TemporaryDirectory() as folder:
        faults = merge_all(Path(folder), cases, driver)
    seconds = time.monotonic() - start
    lines = [f"{kind.__name__}: {count - len(faults)} of {count}, {seconds:.0f} s"]
    lines += [f"  {name}: {fault}" for name, fault in [*faults.items()][:3]]
    print("\n".join(lines), flush=True)  # noqa: T201 - for whoever runs it by hand
    return len(faults)


if __name__ == "__main__":
    sys.exit(bool(main(*sys.argv[1:])))
