"""Real repositories of git, with a directory in them."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

_QUIET: Mapping[str, str] = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    **{f"GIT_{who}_NAME": "Ada Example" for who in ("AUTHOR", "COMMITTER")},
    **{f"GIT_{who}_EMAIL": "ada@example.org" for who in ("AUTHOR", "COMMITTER")},
}


class Repository(NamedTuple):
    """A work tree."""

    root: Path

    @classmethod
    def made(cls, root: Path) -> "Repository":
        """Make a repository of a folder; what is there already is not committed."""
        root.mkdir(exist_ok=True)
        repository = cls(root)
        repository.git("init", "--quiet", "--initial-branch=main")
        return repository

    def commit(self, files: Mapping[str, str] | None = None) -> str:
        """Write files and commit all that is there; return the id of the commit."""
        for name, text in (files or {}).items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message=change")
        return self.git("rev-parse", "HEAD").strip()

    def git(self, *words: str | Path, env: Mapping[str, str] | None = None) -> str:
        """Run git, which has to succeed; return what it prints."""
        return self.run("git", *words, env=env).stdout

    def run(
        self, *words: str | Path, env: Mapping[str, str] | None = None, check: bool = True
    ) -> "subprocess.CompletedProcess[str]":
        """Run a program in the work tree, for somebody whose settings are not this machine's."""
        done = subprocess.run(
            words,
            cwd=self.root,
            env={**os.environ, **_QUIET, **(env or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            encoding="utf-8",
        )
        assert done.returncode == 0 or not check, done.stdout
        return done
