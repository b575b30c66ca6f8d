"""Extract one entry's text for an editor, and put the edited text back."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple, TypeAlias

from cmcct import edits, splices, store, stretches
from cmcct.changes import Raw, entry, tables
from cmcct.errors import CmcctError
from cmcct.revising import RefusedError
from cmcct.store import NotTomlError
from cmcct.wording import say

Note: TypeAlias = tuple[int, str]  # 1-based line number in the file, and the message

_MARK = b"#! "
_TABLE = "focal_point"


class Replacement(NamedTuple):
    """New text for one entry of a file."""

    path: Path
    id: str
    before: bytes
    after: bytes

    def carried_out(self, data: bytes, old: Raw) -> bytes:
        """Return the file's text with the entry replaced; `old` is the parsed file.

        Raises `CmcctError` if the entry was changed meanwhile, its id differs, or other data
        changes.
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
        """Return the messages by line of the draft, clamped to its first and last line."""
        data = store.read(self.path)
        _, start, _ = _found(data, store.parse_bytes(self.path, data), self.id)
        first = data[:start].count(b"\n")
        lines = self.after.count(b"\n") + 1
        return [(max(1, min(line - first, lines)), text) for line, text in _told(error)]


def lines_of(path: Path, id_: str) -> bytes:
    """Return the text of an entry from its header on; raises `CmcctError`."""
    data = store.read(path)
    _, start, end = _found(data, store.parse_bytes(path, data), id_)
    return data[start:end]


def with_notes(text: bytes, notes: Iterable[Note]) -> bytes:
    """Insert each note as a marked comment above its line."""
    lines = text.splitlines(keepends=True)
    for line, note in sorted(notes, reverse=True):
        lines.insert(line - 1, _MARK + note.encode() + b"\n")
    return b"".join(lines)


def without_notes(text: bytes) -> bytes:
    """Remove the comments that `with_notes` inserted."""
    lines = text.splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(_MARK))


def _found(data: bytes, raw: Raw, id_: str) -> tuple[int, int, int]:
    """Return the index of an entry in the file, and the start and end of its text."""
    point = entry(raw, id_)
    place = next(i for i, other in enumerate(raw[_TABLE]) if other is point)
    # The next header decides which comments belong to this entry; later text is not needed.
    headers = [*stretches.starts(data, _TABLE), len(data), len(data)]
    is_known = len(headers) == len(raw[_TABLE]) + 2
    first, last = (headers[place], headers[place + 2]) if is_known else (0, len(data))
    path = (_TABLE, 0 if is_known else place)
    for region in edits.regions(data[first:last]):
        if region.path == path:
            return place, first + region.start, first + region.end
    raise edits.UneditableError


def _others(raw: Raw, place: int) -> Raw:
    """Return the file's data without one entry."""
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
