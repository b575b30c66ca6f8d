"""The merge driver in real repositories: rebase, cherry-pick, stash, random merges, kills."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import THOROUGH, entry
from tests.merge import kills
from tests.merge.kinds import KINDS, make_case
from tests.merge.random_merges import DRIVER, IMPORTED, WORDS, merge_all
from tests.support import forks
from tests.support.programs import need
from tests.support.repositories import Repo, repository

pytestmark = pytest.mark.gate

# Both sides change the line below the id, so that git alone has a conflict.
ID = 'id = "gy-one"\n'
BASE = "".join(entry(id=f'"gy-{word}"') for word in ("one", "two", "three"))
CHIEF, DESK = 'title = "Chief"\n', 'unit = "Desk"\n'
OURS, THEIRS = (BASE.replace(ID, ID + line) for line in (CHIEF, DESK))
BOTH = {BASE.replace(ID, ID + lines) for lines in (CHIEF + DESK, DESK + CHIEF)}


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """Return a repository with the driver, on `main` with OURS, and the branch `side`."""
    made = repository(tmp_path / "repo")
    made.git("config", "merge.cmcct.driver", DRIVER)
    made.commit_files({".gitattributes": "*.toml merge=cmcct\n", "directory.toml": BASE})
    made.git("switch", "-q", "-c", "side")
    made.commit_files({"directory.toml": THEIRS})
    made.git("switch", "-q", "main")
    made.commit_files({"directory.toml": OURS})
    return made


def _rebase(repo: Repo) -> None:
    repo.git("switch", "-q", "side")
    repo.git("rebase", "-q", "main")


def _cherry_pick(repo: Repo) -> None:
    repo.git("cherry-pick", "side")


def _stash(repo: Repo) -> None:
    repo.git("reset", "-q", "--hard", "HEAD~1")
    repo.path.write_text(THEIRS, encoding="utf-8")
    repo.git("stash", "-q")
    repo.commit_files({"directory.toml": OURS})
    repo.git("stash", "pop", "-q")


@pytest.mark.parametrize("action", [_rebase, _cherry_pick, _stash])
def test_git_merges_by_entry(action: Callable[[Repo], None], repo: Repo) -> None:
    action(repo)
    assert repo.path.read_text(encoding="utf-8") in BOTH
    assert repo.git("ls-files", "--unmerged") == ""


@pytest.mark.sweep
@pytest.mark.timeout(3600 if THOROUGH else 120)
def test_random_merges_have_data_of_both_sides(tmp_path: Path) -> None:
    need("git", "apt install git")
    cases = {
        f"{kind.__name__}-{number}.toml": make_case(kind, f"suite {number}")
        for kind in KINDS
        for number in range(300 if THOROUGH else 1)
    }
    with forks.serve(*IMPORTED) as command:
        assert merge_all(tmp_path, cases, f"{command} {WORDS}") == {}


def test_text_merge_fails_on_most_random_merges(tmp_path: Path) -> None:
    need("git", "apt install git")
    cases = {kind.__name__: make_case(kind, "suite 0") for kind in KINDS}
    assert len(merge_all(tmp_path, cases)) >= len(KINDS) // 2


@pytest.mark.sweep
def test_killed_driver_leaves_a_whole_file(tmp_path: Path) -> None:
    need("git", "apt install git")
    outcomes = kills.kill(tmp_path, 4, "suite")
    assert outcomes["wrong"] == 0
    assert outcomes.total() == 4
