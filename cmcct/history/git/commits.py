"""Commits that touched a file, as `git diff-tree` prints them with its raw diff."""

import os
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from cmcct.fieldtypes import dates

# Fields end with NUL, which names and subjects cannot contain.
FORMAT = "--format=%H%x00%an%x00%cd%x00%s"
# Raw diff of one path: modes, blobs (one per parent, then the commit's own), names.
_RAW = r":+(?:[0-7]{6} )+((?:[0-9a-f]{40,64} )+)(?:R[0-9]+\0[^\0]+|[A-Z]+[0-9]*)\0([^\0]+)\0"
_SIDES = re.compile(_RAW.encode())
_RECORD = re.compile(
    rf"([0-9a-f]{{40,64}})\0([^\0]*)\0([^\0]*)\0([^\0]*)\0[\0\n]((?:{_RAW})+)".encode()
)


class Commit(NamedTuple):
    """A commit that touched the file: the blobs before it, one per parent, and after it."""

    id: str
    author: str
    # Committer date: a rebased commit is new to the directory on that day, and versions of a day
    # are found by this date.
    when: datetime
    subject: str
    before: tuple[str, ...]  # "" where the file did not exist
    after: str


def parse_commits(printed: bytes, names: Mapping[str, Container[str]]) -> Iterator[Commit]:
    """Yield the commits that touched the file under one of its names, in the order of git.

    `printed` is the output of `git diff-tree --raw -z` with `FORMAT`; `names` maps each name to the
    commits in which another file has it.
    """
    for found in _RECORD.finditer(printed):
        if commit := _parse_commit(found, names):
            yield commit


def _parse_commit(found: re.Match[bytes], names: Mapping[str, Container[str]]) -> Commit | None:
    """Parse a commit that git printed; None if it only touched other files with these names."""
    id_, author, when, subject = (part.decode(errors="replace") for part in found.groups()[:4])
    # A rename that git did not detect appears as one deleted and one added file.
    listed = [
        [_existing_blob(blob) for blob in blobs.split()]
        for blobs, name in _SIDES.findall(found[5])
        if not _is_of_other_file(os.fsdecode(name), id_, names)
    ]
    if not listed:
        return None
    after = next(filter(None, (blobs[-1] for blobs in listed)), "")
    before = [_first_blob(sides) for sides in zip(*(blobs[:-1] for blobs in listed), strict=True)]
    return Commit(id_, author, dates.parse_git_date(when), subject, tuple(before), after)


def _is_of_other_file(name: str, commit: str, names: Mapping[str, Container[str]]) -> bool:
    """Return whether a name is another file's in a commit, or below a folder of the name."""
    # Git may return another Unicode form of the name: macOS has two encodings of `é`.
    if name in names:
        return commit in names[name]
    return any(name.startswith(f"{own}/") for own in names)


def _first_blob(blobs: Sequence[str]) -> str:
    return next(filter(None, blobs), "")


def _existing_blob(blob: bytes) -> str:
    """Return the blob id, or "" for the all-zero id of an absent file."""
    return blob.decode() if blob.strip(b"0") else ""
