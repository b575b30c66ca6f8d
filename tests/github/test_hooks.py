"""The repository of `cmcct init` and this project's hooks, with real git and pre-commit."""

import os
import re
import sys
from pathlib import Path

import pytest

from tests.conftest import ENTRY, MINIMAL, ROOT
from tests.github import package
from tests.support.programs import TOOLS, need
from tests.support.repositories import Repo, repository

# They install cmcct as pre-commit does: from a commit, in an environment of its own.
pytestmark = [pytest.mark.gate, pytest.mark.timeout(400)]


def test_new_repository_refuses_bad_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    need("pre-commit", TOOLS)
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "hooks"))
    repo = repository(tmp_path / "contacts")
    with package.served(tmp_path) as (url, commit):
        made = _install(repo, tmp_path / "env", url, commit)
        assert f"cmcct is pinned to {commit[:7]} of {url}\n" in made
        repo.run("pre-commit", "install")
        repo.git("add", "--all")
        first = repo.run("git", "commit", "-m", "Start")
    assert first.stdout.count("Passed") == 3
    assert repo.git("status", "--porcelain") == ""
    everything = repo.run("pre-commit", "run", "-a")
    assert everything.stdout.count("Passed") == 3

    _names_wrong_value(repo)
    _lays_out(repo)
    _keeps_private_files_out(repo)


def test_documented_hooks_run_the_installed_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    need("pre-commit", TOOLS)
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "hooks"))
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
    repo = repository(tmp_path / "contacts")
    text = (ROOT / "docs/review.md").read_text(encoding="utf-8")
    *_others, hooks = re.findall(r"```yaml\n(repos:\n.*?)```", text, re.DOTALL)
    (repo.root / ".pre-commit-config.yaml").write_text(hooks, encoding="utf-8")
    repo.path.write_text(MINIMAL, encoding="utf-8")
    repo.run("pre-commit", "install")
    repo.git("add", "--all")
    assert repo.run("git", "commit", "-m", "Start").stdout.count("Passed") == 2
    _names_wrong_value(repo)


def _install(repo: Repo, env: Path, url: str, commit: str) -> str:
    """Install cmcct from a commit, and run `cmcct init`; return its output."""
    repo.run(sys.executable, "-m", "venv", env)
    repo.run(env / "bin" / "pip", "install", "--quiet", f"cmcct @ git+{url}@{commit}")
    return repo.run(env / "bin" / "cmcct", "init").stdout


def _names_wrong_value(repo: Repo) -> None:
    path = repo.root / "directory.toml"
    good = path.read_text(encoding="utf-8")
    path.write_text(good + ENTRY.replace('"police"', '"polise"'), encoding="utf-8")
    refused = repo.run("git", "commit", "-am", "Add", may_fail=True)
    assert refused.returncode == 1
    assert "error[unknown-sector]: unknown sector 'polise'" in refused.stdout
    assert "help: did you mean police (Police, anti-trafficking unit)?" in refused.stdout
    path.write_text(good, encoding="utf-8")


def _lays_out(repo: Repo) -> None:
    path = repo.root / "directory.toml"
    entry = ENTRY + "verified = 2026-03-02\n"
    path.write_text(
        path.read_text(encoding="utf-8") + entry.replace('"Guyana"', '"GY"'), encoding="utf-8"
    )
    # CMCCT_DIRECTORY of the user's shell names another file.
    other = {"CMCCT_DIRECTORY": str(repo.root / "nowhere.toml")}
    changed = repo.run("git", "commit", "-am", "Add", env=other, may_fail=True)
    assert changed.returncode == 1
    assert "files were modified by this hook" in changed.stdout
    assert f"\n# ---- Guyana ----\n{entry}" in path.read_text(encoding="utf-8")
    assert repo.run("git", "commit", "-am", "Add").returncode == 0


def _keeps_private_files_out(repo: Repo) -> None:
    for name in ("directory.private.toml", "list.vcf", "exports/list.xlsx", "list.csv"):
        path = repo.root / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("", encoding="utf-8")
    assert repo.git("status", "--porcelain") == ""
