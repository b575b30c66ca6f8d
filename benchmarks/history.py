"""A deterministic repository in which each commit changes one entry of a directory."""

import random
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from benchmarks.generate import directory

_FIRST = 1_500_000_000  # Unix time; the commits are ten hours apart
_APART = 36_000
_HEADER = "[[focal_point]]"


def repository(root: Path, commits: int, size: int) -> Path:
    """Create a repository with `commits` commits; return its directory file."""
    root.mkdir()
    _git(root, "init", "-q", "-b", "main")
    _git(root, "fast-import", "--quiet", given="".join(_commits(commits, size)))
    _git(root, "reset", "-q", "--hard")
    return root / "directory.toml"


def _git(root: Path, *words: str, given: str = "") -> None:
    command = ["git", "-C", str(root), *words]
    subprocess.run(command, input=given.encode(), check=True)


def _commits(commits: int, size: int) -> Iterator[str]:
    """Yield the input of `git fast-import`."""
    chance = random.Random(1)  # noqa: S311 - repeatable, not secret
    head, *entries = "".join(directory(size)).split(_HEADER)
    for number in range(commits):
        index = chance.randrange(size)
        day = f"verified = 20{chance.randrange(20, 26)}-0{chance.randrange(1, 10)}-11"
        entries[index] = re.sub("^verified = .*$", day, entries[index], flags=re.MULTILINE)
        when = f"Ada Example <ada@example.org> {_FIRST + number * _APART} +0000"
        text = _HEADER.join([head, *entries])
        yield f"commit refs/heads/main\ncommitter {when}\n{_data(f'Change {number}')}"
        yield f"M 100644 inline directory.toml\n{_data(text)}"


def _data(text: str) -> str:
    return f"data {len(text.encode())}\n{text}\n"
