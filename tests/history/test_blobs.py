"""Blobs are read in any order, and found missing where they are."""

from pathlib import Path

import pytest

from cmcct.history.git import process
from cmcct.history.git.repository import BlobReader
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
    with process.open_batch(repo.root, "cat-file", "--batch") as (asked, answers):
        reader = BlobReader(asked, answers, [*blobs, blobs[3]])
        found = [reader.read(blobs[number]) for number in read]
    assert found == [f"{number}\n".encode() for number in read]


def test_missing_blob_hides_no_other(repo: Repo) -> None:
    blobs = _store(repo)
    blobs[2] = ABSENT
    with process.open_batch(repo.root, "cat-file", "--batch") as (asked, answers):
        reader = BlobReader(asked, answers, blobs)
        found = [reader.read(blob) for blob in blobs]
    assert [number for number in NUMBERS if found[number] is None] == [2]


def test_next_blobs_are_requested_before_they_are_read(repo: Repo) -> None:
    blobs = _store(repo)
    with process.open_batch(repo.root, "cat-file", "--batch") as (asked, answers):
        reader = BlobReader(asked, answers, blobs)
        reader.read(blobs[0])
        answer = [answers.readline().split()[0].decode(), answers.readline()]
    assert answer == [blobs[1], b"1\n"]
