"""The origin of an installed cmcct, as recorded by pip."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cmcct import scaffold
from cmcct.scaffold import InstallOrigin
from tests.support.repositories import repository

COMMIT = "0123456789abcdef0123456789abcdef01234567"
Note = Callable[[dict[str, Any] | None], None]


@pytest.fixture
def note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Note:
    """Return a function that sets or removes pip's record of the origin."""
    folder = tmp_path / "site" / "cmcct-1.0.dist-info"
    folder.mkdir(parents=True)
    monkeypatch.syspath_prepend(folder.parent)

    def call(content: dict[str, Any] | None) -> None:
        (folder / "METADATA").write_text("Metadata-Version: 2.4\nName: cmcct\nVersion: 1.0\n")
        if content is not None:
            (folder / "direct_url.json").write_text(json.dumps(content))

    return call


@pytest.mark.parametrize(
    ("url", "tidy", "action"),
    [
        ("https://github.com/o/cmcct", "https://github.com/o/cmcct", "o/cmcct"),
        ("https://u:p@git.example.org/a/o/cmcct.git", None, "o/cmcct"),
        ("git@github.com:o/cmcct.git", "ssh://git@github.com/o/cmcct.git", "o/cmcct"),
        ("ssh://git@example.org/o/cmcct/", "ssh://git@example.org/o/cmcct/", "o/cmcct"),
    ],
)
def test_a_repository_and_its_commit_are_known(
    note: Note, url: str, tidy: str | None, action: str
) -> None:
    note({"url": url, "vcs_info": {"vcs": "git", "commit_id": COMMIT}})
    source = scaffold.installed_origin()
    assert source == InstallOrigin(tidy or "https://git.example.org/a/o/cmcct.git", COMMIT)
    assert source.action == action
    assert scaffold.parse_origin(f"{url}@{COMMIT}") == source


@pytest.mark.parametrize(
    "content",
    [
        None,
        {},
        {"url": "https://example.org/cmcct.whl", "archive_info": {}},
        {"url": "file:///srv/cmcct", "vcs_info": {"vcs": "git", "commit_id": COMMIT}},
        {"url": "file:///nowhere/at/all", "dir_info": {}},
    ],
)
def test_unreachable_source_is_no_source(note: Note, content: dict[str, Any] | None) -> None:
    note(content)
    assert scaffold.installed_origin() is None


def test_missing_package_has_no_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    assert scaffold.installed_origin() is None


def test_clone_is_known_by_its_origin_and_commit(note: Note, tmp_path: Path) -> None:
    clone = repository(tmp_path / "a clone")
    note({"url": clone.root.as_uri(), "dir_info": {"editable": True}})
    assert scaffold.installed_origin() is None
    commit = clone.commit_files({"pyproject.toml": "", "inner/pyproject.toml": ""})
    assert scaffold.installed_origin() is None
    clone.git("remote", "add", "origin", "https://user:secret@example.org/o/cmcct.git")
    assert scaffold.installed_origin() == InstallOrigin("https://example.org/o/cmcct.git", commit)
    note({"url": (clone.root / "inner").as_uri(), "dir_info": {}})
    assert scaffold.installed_origin() is None


def test_an_address_without_an_owner_is_its_own_name() -> None:
    assert InstallOrigin("cmcct", COMMIT).action == "cmcct"
