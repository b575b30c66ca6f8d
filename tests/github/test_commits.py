"""Check the hooks of this repository with the real git and pre-commit."""

import os
import shutil
import sys
from pathlib import Path

import pytest

from scripts.commit_subject import find_fault
from tests.conftest import ROOT
from tests.support.cases import each
from tests.support.programs import TOOLS, need
from tests.support.repositories import repository


@each(
    "message",
    [
        "edit: keep comments",
        "tests/cli: show the clock\n\nThe reason.\n# comment of git\n",
        "# comment of git\n\nedit: keep comments\n",
        'Revert "' + "x" * 80 + '"',
        "fixup! edit: keep comments",
        "Merge branch 'edit'",
        "a: " + "x" * 69,
    ],
)
def test_subject_is_accepted(message: str) -> None:
    assert find_fault(message) == ""


@each(
    ("message", "text"),
    [
        ("a: " + "x" * 70, "the subject has 73 characters: at most 72 fit"),
        ("Keep comments", "another form"),
        ("edit, toml: keep comments", "another form"),
        ("edit:keep comments", "another form"),
        ("edit: ", "another form"),
        ("", "another form"),
        ("# edit: keep comments", "another form"),
    ],
)
def test_subject_is_refused(message: str, text: str) -> None:
    assert text in find_fault(message)


def test_hooks_check_subject_and_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    need("pre-commit", TOOLS)
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
    repo = repository(tmp_path / "clone")
    for name in (".pre-commit-config.yaml", "scripts/commit_subject.py", "directory.toml"):
        target = repo.root / name
        target.parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, target)
    repo.run("pre-commit", "install")
    # The script is not added: without a Python file, ruff and mypy have nothing to do.
    repo.git("add", ".pre-commit-config.yaml", "directory.toml")

    refused = repo.run("git", "commit", "-m", "Add the directory", may_fail=True).stdout
    assert "cmcct check" in refused
    assert "error: the subject has another form" in refused
    assert repo.run("git", "commit", "-m", "directory: add it").stdout.count("Passed") == 3

    path = repo.root / "directory.toml"
    path.write_text(path.read_text(encoding="utf-8") + "[[focal_point]]\n", encoding="utf-8")
    refused = repo.run("git", "commit", "-am", "directory: break it", may_fail=True).stdout
    assert "error[missing-key]" in refused
