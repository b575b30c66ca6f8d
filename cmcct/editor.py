"""One entry taken out of the file to be edited as text, and put back in its place."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple, TypeAlias

from cmcct import edits, splices, store, stretches
from cmcct.changes import Raw, entry, tables
from cmcct.errors import CmcctError
from cmcct.revising import RefusedError
from cmcct.store import NotTomlError
from cmcct.wording import say

Note: TypeAlias = tuple[int, str]  # a line of the file, from 1, and what is wrong there

_MARK = b"#! "
_TABLE = "focal_point"


class Replacement(NamedTuple):
    """Other lines for one entry of a file."""

    path: Path
    id: str
    before: bytes
    after: bytes

    def carried_out(self, data: bytes, old: Raw) -> bytes:
        """Return the text of a file that says `old` with them.

        Raises `CmcctError` where more would change.
        """
        place, start, end = _found(data, old, self.id)
        if data[start:end] != self.before:
            message = say("{id} was changed by somebody else meanwhile", id=self.id)
            raise CmcctError(message, say("edit it again"))
        is_whole = self.before.endswith(b"\n")
        after = splices.with_newline(self.after, data) if is_whole else self.after
        text = data[:start] + after + data[end:]
        new = store.parse_bytes(self.path, text)
        if _others(new, place) != _others(old, place) or _count(new) != _count(old):
            message = say("the draft holds more than the entry, or less")
            raise CmcctError(message, say("edit one at a time"))
        if new[_TABLE][place].get("id", self.id) != self.id:
            raise CmcctError(say("an id is not set"), say("cmcct rename changes it everywhere"))
        return text

    def notes(self, error: NotTomlError | RefusedError) -> list[Note]:
        """Return what is wrong by the line of the draft; what is elsewhere stands at its top."""
        data = store.read(self.path)
        _, start, _ = _found(data, store.parse_bytes(self.path, data), self.id)
        first = data[:start].count(b"\n")
        lines = self.after.count(b"\n") + 1
        return [(max(1, min(line - first, lines)), text) for line, text in _told(error)]


def lines_of(path: Path, id_: str) -> bytes:
    """Return the lines of an entry, from its header on; raises `CmcctError`."""
    data = store.read(path)
    _, start, end = _found(data, store.parse_bytes(path, data), id_)
    return data[start:end]


def with_notes(text: bytes, notes: Iterable[Note]) -> bytes:
    """Write above each line, as comments, what is wrong with it."""
    lines = text.splitlines(keepends=True)
    for line, note in sorted(notes, reverse=True):
        lines.insert(line - 1, _MARK + note.encode() + b"\n")
    return b"".join(lines)


def without_notes(text: bytes) -> bytes:
    """Take those comments out again."""
    lines = text.splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(_MARK))


def _found(data: bytes, raw: Raw, id_: str) -> tuple[int, int, int]:
    """Return which entry has an id, and where its lines begin and end."""
    point = entry(raw, id_)
    place = next(i for i, other in enumerate(raw[_TABLE]) if other is point)
    # The next header says what the comments above it are about, and nothing behind it matters.
    headers = [*stretches.starts(data, _TABLE), len(data), len(data)]
    is_known = len(headers) == len(raw[_TABLE]) + 2
    first, last = (headers[place], headers[place + 2]) if is_known else (0, len(data))
    path = (_TABLE, 0 if is_known else place)
    for region in edits.regions(data[first:last]):
        if region.path == path:
            return place, first + region.start, first + region.end
    raise edits.UneditableError


def _others(raw: Raw, place: int) -> Raw:
    """Return what a file says but for one entry."""
    points = [point for i, point in enumerate(tables(raw, _TABLE)) if i != place]
    return {**raw, _TABLE: points}


def _count(raw: Raw) -> int:
    return len(tables(raw, _TABLE))


def _told(error: NotTomlError | RefusedError) -> list[Note]:
    if isinstance(error, NotTomlError):
        return [(error.span.line, f"{error.reason}: {error.advice}")]
    return [
        (span.line, f"{finding.message}{f': {finding.help}' if finding.help else ''}")
        for _, span, finding, *_ in error.diagnostics
    ]
