"""What `cmcct init` makes and the hooks of this project, with the real git and pre-commit."""

import sys
from pathlib import Path

import pytest

from tests.conftest import ENTRY
from tests.programs import TOOLS, need
from tests.review import package
from tests.review.repository import Repository

# They install cmcct as pre-commit does: from a commit, in an environment of its own.
pytestmark = [pytest.mark.gate, pytest.mark.timeout(400)]


def test_a_new_repository_takes_a_first_commit_and_refuses_a_bad_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    need("pre-commit", TOOLS)
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "hooks"))
    repository = Repository.made(tmp_path / "contacts")
    with package.served(tmp_path) as (url, commit):
        made = _install(repository, tmp_path / "env", url, commit)
        assert f"cmcct is pinned to {commit[:7]} of {url}\n" in made
        repository.run("pre-commit", "install")
        repository.git("add", "--all")
        first = repository.run("git", "commit", "-m", "Start")
    assert first.stdout.count("Passed") == 2
    assert repository.git("status", "--porcelain") == ""
    everything = repository.run("pre-commit", "run", "-a")
    assert everything.stdout.count("Passed") == 2

    _tells_what_is_wrong(repository)
    _lays_out(repository)
    _keeps_private_files_out(repository)


def _install(repository: Repository, env: Path, url: str, commit: str) -> str:
    """Install cmcct from a commit as people do, and begin with what it makes."""
    repository.run(sys.executable, "-m", "venv", env)
    repository.run(env / "bin" / "pip", "install", "--quiet", f"cmcct @ git+{url}@{commit}")
    return repository.run(env / "bin" / "cmcct", "init").stdout


def _tells_what_is_wrong(repository: Repository) -> None:
    path = repository.root / "directory.toml"
    good = path.read_text(encoding="utf-8")
    path.write_text(good + ENTRY.replace('"police"', '"polise"'), encoding="utf-8")
    refused = repository.run("git", "commit", "-am", "Add", check=False)
    assert refused.returncode == 1
    assert "error[unknown-sector]: unknown sector 'polise'" in refused.stdout
    assert "help: did you mean police?" in refused.stdout
    path.write_text(good, encoding="utf-8")


def _lays_out(repository: Repository) -> None:
    path = repository.root / "directory.toml"
    entry = ENTRY + "verified = 2026-03-02\n"
    path.write_text(
        path.read_text(encoding="utf-8") + entry.replace('"Guyana"', '"GY"'), encoding="utf-8"
    )
    # What the editor's own settings name is another file.
    other = {"CMCCT_DIRECTORY": str(repository.root / "nowhere.toml")}
    changed = repository.run("git", "commit", "-am", "Add", env=other, check=False)
    assert changed.returncode == 1
    assert "files were modified by this hook" in changed.stdout
    assert path.read_text(encoding="utf-8").endswith(entry)
    assert repository.run("git", "commit", "-am", "Add").returncode == 0


def _keeps_private_files_out(repository: Repository) -> None:
    for name in ("directory.private.toml", "list.vcf", "exports/list.xlsx", "list.csv"):
        path = repository.root / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("", encoding="utf-8")
    assert repository.git("status", "--porcelain") == ""
