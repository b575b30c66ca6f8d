"""Blobs are read in any order, and found missing where they are."""

from pathlib import Path

import pytest

from cmcct.errors.exceptions import CmcctError
from cmcct.history.git.repository import Repository
from tests.support.repositories import Repo, repository

NUMBERS = range(30)
ABSENT = "0" * 39 + "1"


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """Return a repository without commits."""
    return repository(tmp_path / "repo")


def _store(repo: Repo) -> list[str]:
    """Write a blob with each of the numbers; return their ids."""
    for number in NUMBERS:
        (repo.root / f"{number}.txt").write_text(f"{number}\n", encoding="utf-8")
    return repo.git("hash-object", "-w", *(f"{number}.txt" for number in NUMBERS)).split()


@pytest.mark.parametrize(
    "read",
    [
        [*NUMBERS],
        [*reversed(NUMBERS)],
        [0, 1, 25, 2, 3, 25, 0],
        [*range(20), 0, 1, *range(20, 30), 5],
        [3, 4, 29, 4, 12, 13, 13, 14],
    ],
)
def test_blobs_are_read_in_any_order(read: list[int], repo: Repo) -> None:
    blobs = _store(repo)
    with Repository.open(repo.root / "0.txt").blobs() as read_blob:
        found = [read_blob(blobs[number]) for number in read]
    assert found == [f"{number}\n".encode() for number in read]


def test_missing_blob_hides_no_other(repo: Repo) -> None:
    blobs = _store(repo)
    with Repository.open(repo.root / "0.txt").blobs() as read_blob:
        with pytest.raises(CmcctError, match="missing or damaged"):
            read_blob(ABSENT)
        assert read_blob(blobs[3]) == b"3\n"
