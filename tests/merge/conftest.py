"""Run `cmcct merge-file` on three texts."""

from pathlib import Path
from typing import NamedTuple, Protocol

import pytest

from tests.conftest import Run

LABELS = ("-L", "HEAD", "-L", "base", "-L", "main")


class Merged(NamedTuple):
    """The exit code, the text of OURS after it, and the messages without the name of the file."""

    code: int
    text: str
    messages: str


class Merge(Protocol):
    """Merge three texts, of OURS, BASE and THEIRS."""

    def __call__(self, ours: str, base: str, theirs: str) -> Merged: ...


@pytest.fixture
def merge(run: Run, tmp_path: Path) -> Merge:
    """Return a function that runs `cmcct merge-file` on three texts."""

    def call(ours: str, base: str, theirs: str) -> Merged:
        paths = [tmp_path / name for name in ("ours", "base", "theirs")]
        for path, text in zip(paths, (ours, base, theirs), strict=True):
            path.write_bytes(text.encode())
        done = run("merge-file", *paths, "--path", "directory.toml", *LABELS)
        assert done.out == ""
        return Merged(
            done.code, paths[0].read_bytes().decode(), done.err.replace("directory.toml: ", "")
        )

    return call


def marked(ours: str, theirs: str, name: str) -> str:
    """Return a conflict as it is written into a file."""
    return f"<<<<<<< HEAD {name}\n{ours}=======\n{theirs}>>>>>>> main {name}\n"
