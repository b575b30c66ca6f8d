"""The encrypted private file in folders that its member may not write."""

import os
import subprocess
from pathlib import Path

import pytest

from cmcct.storage import encrypted_file
from tests.conftest import MINIMAL, Run, command, entry, environment, write_overlay
from tests.support.members import NAME, become
from tests.support.repositories import Repo, repository

pytestmark = pytest.mark.gate

KEY = "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg"  # of age's documentation
# Root may write everywhere, but not without this capability.
LIMITED = ("setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override")
COMMANDS = {
    "set": ("set", "gy-ctu", "--private", "address=x", "--yes"),
    "retire": ("retire", "gy-ctu", "--yes"),
    "private-add": ("private", "add", "Cy", KEY),
    "private-remove": ("private", "remove", "Bo", "--yes"),
    "private-accept": ("private", "accept", "--yes"),
    "private-init": ("private", "init", "--name", "Ada", "--recovery", "{home}/other.txt"),
}


def _run_as(*words: str) -> "subprocess.CompletedProcess[str]":
    """Run a program that may not write where the modes forbid it, even for root."""
    return subprocess.run(
        [*(LIMITED if os.geteuid() == 0 else ()), *words],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env=environment(),
    )


@pytest.fixture(autouse=True)
def _limited(tmp_path: Path) -> None:
    """Skip a test where root may write everywhere all the same."""
    (tmp_path / "probe").mkdir(0o555)
    try:
        if _run_as("touch", str(tmp_path / "probe" / "file")).returncode != 1:
            pytest.skip("root may write everywhere here")
    except FileNotFoundError:
        pytest.skip("root may write everywhere, and setpriv is not installed")


@pytest.fixture
def repo(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """Return a repository with Ada's encrypted private file, which Bo can read; be Ada."""
    become(monkeypatch, tmp_path, "ada")
    monkeypatch.setenv("HOME", str(tmp_path))
    made = repository(tmp_path / "clone")
    monkeypatch.setenv("CMCCT_DIRECTORY", str(made.path))
    made.commit_bytes((MINIMAL + entry()).encode())
    write_overlay(made.path)
    recovery = tmp_path / "recovery.txt"
    assert run("private", "init", "--name", "Ada", "--recovery", recovery).code == 0
    key = encrypted_file.make_identity()[1]
    assert run("private", "add", "Bo", key).code == 0
    return made


def _files(repo: Repo) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in repo.root.iterdir() if file.is_file()}


@pytest.mark.sweep(3)
@pytest.mark.parametrize("name", COMMANDS)
def test_read_only_folder_leaves_the_old_pair(repo: Repo, tmp_path: Path, name: str) -> None:
    if name == "private-accept":  # the copy of the members has to be corrected
        text = repo.path.read_text(encoding="utf-8")
        repo.path.write_text(text.replace('"Bo"', '"Eve"'), encoding="utf-8")
    if name == "private-init":
        (repo.root / NAME).unlink()
        repo.path.write_text(MINIMAL + entry(), encoding="utf-8")
        write_overlay(repo.path)
    before = _files(repo)
    words = command(*(word.format(home=tmp_path) for word in COMMANDS[name]))
    repo.root.chmod(0o555)
    done = _run_as(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"error: cannot write {repo.root}/directory." in done.stderr
    assert "Permission denied" in done.stderr
    assert _files(repo) == before
    assert _run_as(*command("show", "gy-ctu", "--audience", "secretariat")).returncode == 0
    repo.root.chmod(0o755)
    (tmp_path / "other.txt").unlink(missing_ok=True)
    assert _run_as(*words).returncode == 0
    assert _files(repo) != before


@pytest.mark.usefixtures("repo")
def test_read_only_settings_leave_the_key_to_be_accepted(tmp_path: Path) -> None:
    settings = tmp_path / "ada" / "cmcct"
    settings.chmod(0o555)
    done = _run_as(*command("private", "remove", "Bo", "--yes"))
    assert done.returncode == 2
    assert done.stderr.endswith(
        f"error: cannot write {settings}/known-keys.json: Permission denied\n"
        "help: the key is not trusted yet: when it can be written, run cmcct private accept\n"
    )
    settings.chmod(0o755)
    show = command("show", "gy-ctu", "--audience", "secretariat")
    assert "has another key than before" in _run_as(*show).stderr
    done = _run_as(*command("private", "accept", "--yes"))
    assert (done.returncode, "'Bo'" in done.stderr) == (0, False)
    assert "609 1234" in _run_as(*show).stdout
