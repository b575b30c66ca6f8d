"""Real repositories, with the dates and people that a test wants."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import MINIMAL

ADA = "Ada Example"
IDENTITY = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_AUTHOR_NAME": ADA,
    "GIT_AUTHOR_EMAIL": "ada@example.org",
    "GIT_COMMITTER_NAME": "Bo Example",
    "GIT_COMMITTER_EMAIL": "bo@example.org",
}


def use_identity(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `cmcct` in this process meet no settings of the machine's git."""
    for key, value in IDENTITY.items():
        monkeypatch.setenv(key, value)


@dataclass
class Repo:
    """A work tree with a directory file in it; each commit is made a day after the last."""

    root: Path
    name: str = "directory.toml"
    day: int = 0

    @property
    def path(self) -> Path:
        """The directory file."""
        return self.root / self.name

    def git(self, *words: str | Path, **environment: str) -> str:
        """Run git, as Ada, at noon of the last commit's day; return what it prints."""
        when = f"{1_704_110_400 + self.day * 86_400} +0000"  # the first is 2024-01-01
        dates = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
        done = subprocess.run(
            ["git", *map(str, words)],
            cwd=self.root,
            env={**os.environ, **IDENTITY, **dates, **environment},
            check="GIT_MAY_FAIL" not in environment,
            capture_output=True,
            text=True,
        )
        return done.stdout.strip()

    def commit(self, *entries: str, **environment: str) -> str:
        """Commit a directory of these entries; return the commit's id."""
        return self.commit_bytes("\n".join((MINIMAL, *entries)).encode(), **environment)

    def commit_bytes(self, data: bytes, **environment: str) -> str:
        """Commit what the directory file says."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_bytes(data)
        self.git("add", "--all")
        return self.commit_all(**environment)

    def commit_all(self, **environment: str) -> str:
        """Commit what is staged, a day after the last commit."""
        self.day += 1
        self.git("commit", "-q", "-m", f"Day {self.day}", "--allow-empty", **environment)
        return self.head

    def move(self, name: str) -> None:
        """Move the directory file and stage that."""
        old, self.name = self.name, name
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.git("mv", old, name)

    def merge(self, *branches: str, entries: tuple[str, ...] | None = None) -> str:
        """Merge branches; `entries` are what the merge decides, else what git makes of it."""
        self.day += 1
        decided = entries is not None
        options = ["--no-commit"] if decided else ["-q", "-m", f"Merge {branches}"]
        may_fail = {"GIT_MAY_FAIL": "1"} if decided else {}
        self.git("merge", "--no-ff", *options, *branches, **may_fail)
        if entries is not None:
            self.path.write_text("\n".join((MINIMAL, *entries)), encoding="utf-8")
            self.git("add", "--all")
            self.git("commit", "-q", "-m", f"Merge {branches}")
        return self.head

    @property
    def head(self) -> str:
        """The id of the commit that is checked out."""
        return self.git("rev-parse", "HEAD")


def repository(root: Path, name: str = "directory.toml") -> Repo:
    """Make an empty repository on the branch `main`."""
    root.mkdir(parents=True, exist_ok=True)
    made = Repo(root, name)
    made.git("init", "-q", "-b", "main")
    made.git("config", "core.autocrlf", "false")
    return made


def entry(id_: str, title: str = "Director", **values: str) -> str:
    """Return the text of an entry; values are written as TOML has them."""
    keys = {
        "id": f'"{id_}"',
        "country": '"Guyana"',
        "name": f'"Person {id_}"',
        "title": f'"{title}"',
        "organisation": '"Example Ministry"',
        "sectors": '["police"]',
        "emails": f'["{id_}@example.org"]',
        **values,
    }
    return "[[focal_point]]\n" + "".join(f"{key} = {value}\n" for key, value in keys.items())
