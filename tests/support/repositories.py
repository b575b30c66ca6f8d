"""Real git repositories, with given dates and authors."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from tests.conftest import MINIMAL
from tests.support.programs import need


@dataclass
class Repo:
    """A work tree with a directory file; each commit is a day later than the last."""

    root: Path
    name: str = "directory.toml"
    day: int = 0

    @property
    def path(self) -> Path:
        """Return the path of the directory file."""
        return self.root / self.name

    def git(self, *words: str | Path, **environment: str) -> str:
        """Run git as Ada, at noon of the last commit's day; return its output."""
        return self.run("git", *words, env=self._noon() | environment).stdout.strip()

    def _noon(self) -> dict[str, str]:
        when = f"{1_704_110_400 + self.day * 86_400} +0000"  # day 0 is 2024-01-01
        return {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}

    def run(
        self, *words: str | Path, may_fail: bool = False, env: Mapping[str, str] | None = None
    ) -> "subprocess.CompletedProcess[str]":
        """Run a program in the work tree; `stdout` of the result has both streams."""
        done = subprocess.run(
            words,
            cwd=self.root,
            env={**os.environ, **(env or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            encoding="utf-8",
        )
        assert may_fail or done.returncode == 0, done.stdout
        return done

    def commit(self, *entries: str, **environment: str) -> str:
        """Commit a directory of these entries; return the commit's id."""
        return self.commit_bytes("\n".join((MINIMAL, *entries)).encode(), **environment)

    def commit_bytes(self, data: bytes, **environment: str) -> str:
        """Commit a directory file with this content."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_bytes(data)
        self.git("add", "--all")
        return self.commit_all(**environment)

    def commit_files(self, files: Mapping[str, str]) -> str:
        """Write files and commit the whole work tree; return the commit's id."""
        for name, text in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        self.git("add", "--all")
        return self.commit_all()

    def commit_all(self, **environment: str) -> str:
        """Commit the index, a day after the last commit."""
        self.day += 1
        # Git prints the whole id, also to one who reads another encoding.
        options = ("-c", "core.abbrev=no", "-c", "i18n.logOutputEncoding=UTF-8")
        words = (*options, "commit", "-m", f"Day {self.day}", "--allow-empty")
        printed = self.git(*words, **environment)
        committed = re.search(r"^\[.*?([0-9a-f]{40,})\] ", printed, re.MULTILINE)
        return committed[1] if committed else self.head

    def move(self, name: str) -> None:
        """Rename the directory file and stage the change."""
        old, self.name = self.name, name
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.git("mv", old, name)

    def merge(self, *branches: str, entries: tuple[str, ...] | None = None) -> str:
        """Merge branches; `entries` are the result of the merge, default git's own."""
        self.day += 1
        options = ["-q", "-m", f"Merge {branches}"] if entries is None else ["--no-commit"]
        words = ["git", "merge", "--no-ff", *options, *branches]
        self.run(*words, env=self._noon(), may_fail=entries is not None)
        if entries is not None:
            self.path.write_text("\n".join((MINIMAL, *entries)), encoding="utf-8")
            self.git("add", "--all")
            self.git("commit", "-q", "-m", f"Merge {branches}")
        return self.head

    @property
    def head(self) -> str:
        """Return the id of HEAD."""
        return self.git("rev-parse", "HEAD")


def repository(root: Path, name: str = "directory.toml") -> Repo:
    """Create an empty repository on the branch `main`."""
    need("git", "apt install git")
    root.mkdir(parents=True, exist_ok=True)
    repo = Repo(root, name)
    if (root / ".git").exists():
        _initialise(repo)
    else:
        shutil.copytree(Path(_empty_repository().name, ".git"), root / ".git")
    return repo


def copy(build: Callable[[Repo], object], root: Path, name: str = "directory.toml") -> Repo:
    """Return a copy, in a new folder, of the repository that `build` makes of an empty one."""
    _folder, made = _build(build, name)
    shutil.copytree(made.root, root, symlinks=True)
    return replace(made, root=root)


@cache
def _build(
    build: Callable[[Repo], object], name: str
) -> tuple["tempfile.TemporaryDirectory[str]", Repo]:
    folder = tempfile.TemporaryDirectory()
    repo = repository(Path(folder.name, "repo"), name)
    build(repo)
    return folder, repo


@cache
def _empty_repository() -> "tempfile.TemporaryDirectory[str]":
    """Return a new repository, which is copied: git copies samples of hooks too."""
    folder = tempfile.TemporaryDirectory()
    _initialise(Repo(Path(folder.name)))
    for name in ("hooks", "info"):
        Path(folder.name, ".git", name).mkdir()
    return folder


def _initialise(repo: Repo) -> None:
    repo.git("init", "-q", "-b", "main", "--template=")
    repo.git("config", "core.autocrlf", "false")


def entry(id_: str, title: str = "Director", **values: str) -> str:
    """Return the text of an entry; values are TOML."""
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
