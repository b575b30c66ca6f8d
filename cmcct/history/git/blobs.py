"""Blobs of a repository: git unpacks the next ones while one is used."""

from collections import deque
from collections.abc import Iterable
from contextlib import suppress
from typing import IO

_AHEAD = 8  # open requests: few, since git reads none while its answers wait to be read
_KEPT = 16  # the blob before a commit is usually the blob after the next older one


class BlobReader:
    """Reads blobs from `git cat-file --batch`."""

    def __init__(self, asked: IO[bytes], answers: IO[bytes], order: Iterable[str]) -> None:
        """Store the pipes, and the order in which the blobs will probably be read."""
        self._asked, self._answers = asked, answers
        self._later = [*dict.fromkeys(order)][::-1]
        self._open: deque[str] = deque()
        self._kept: dict[str, bytes | None] = {}

    def read(self, blob: str) -> bytes | None:
        """Return the content of a blob; None if it is missing or unreadable."""
        if blob not in self._kept:
            if blob in self._open or (not self._open and self._later[-1:] == [blob]):
                while self._later and len(self._open) < _AHEAD:
                    self._ask(self._later.pop())
            else:  # out of order: then the next ones are not known either
                self._ask(blob)
        while blob not in self._kept:
            self._kept[self._open.popleft()] = self._take()
            if len(self._kept) > _KEPT:
                del self._kept[next(iter(self._kept))]
        return self._kept[blob]

    def _ask(self, blob: str) -> None:
        self._open.append(blob)
        with suppress(BrokenPipeError):  # git exited at an earlier request
            self._asked.write(f"{blob}\n".encode())

    def _take(self) -> bytes | None:
        """Return git's next answer."""
        *_ignored, size = self._answers.readline().split() or [b"missing"]
        if not size.isdigit():
            return None
        data = self._answers.read(int(size))
        return data if self._answers.read(1) else None  # a line feed follows
