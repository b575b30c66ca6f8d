"""One entry taken out of the file to be edited as text, and put back in its place."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from cmcct import edits, splices, store
from cmcct.changes import entry, tables
from cmcct.edits import Region
from cmcct.errors import CmcctError
from cmcct.revising import RefusedError
from cmcct.store import NotTomlError
from cmcct.wording import say

Note: TypeAlias = tuple[int, str]  # a line of the file, from 1, and what is wrong there

_MARK = b"#! "


class Replacement(NamedTuple):
    """Other lines for one entry of a file."""

    path: Path
    id: str
    before: bytes
    after: bytes

    def carried_out(self, data: bytes) -> bytes:
        """Return the text of the file with them; raises `CmcctError` where more would change."""
        old = store.parse_bytes(self.path, data)
        region = _region(data, old, self.id)
        if data[region.start : region.end] != self.before:
            message = say("{id} was changed by somebody else meanwhile", id=self.id)
            raise CmcctError(message, say("edit it again"))
        is_whole = self.before.endswith(b"\n")
        after = splices.with_newline(self.after, data) if is_whole else self.after
        text = data[: region.start] + after + data[region.end :]
        new = store.parse_bytes(self.path, text)
        if _others(new, region) != _others(old, region) or _count(new) != _count(old):
            message = say("the draft holds more than the entry, or less")
            raise CmcctError(message, say("edit one at a time"))
        if new["focal_point"][region.path[1]].get("id", self.id) != self.id:
            raise CmcctError(say("an id is not set"), say("cmcct rename changes it everywhere"))
        return text

    def notes(self, error: NotTomlError | RefusedError) -> list[Note]:
        """Return what is wrong by the line of the draft; what is elsewhere stands at its top."""
        data = store.read(self.path)
        region = _region(data, store.parse_bytes(self.path, data), self.id)
        first = data[: region.start].count(b"\n")
        lines = self.after.count(b"\n") + 1
        return [(max(1, min(line - first, lines)), text) for line, text in _told(error)]


def lines_of(path: Path, id_: str) -> bytes:
    """Return the lines of an entry, from its header on; raises `CmcctError`."""
    data = store.read(path)
    region = _region(data, store.parse_bytes(path, data), id_)
    return data[region.start : region.end]


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


def _region(data: bytes, raw: dict[str, Any], id_: str) -> Region:
    point = entry(raw, id_)
    index = next(i for i, other in enumerate(raw["focal_point"]) if other is point)
    found = [region for region in edits.regions(data) if region.path == ("focal_point", index)]
    if not found:
        raise edits.UneditableError
    return found[0]


def _others(raw: dict[str, Any], region: Region) -> Any:
    """Return what a file says but for one entry."""
    points = [point for i, point in enumerate(tables(raw, "focal_point")) if i != region.path[1]]
    return {**raw, "focal_point": points}


def _count(raw: dict[str, Any]) -> int:
    return len(tables(raw, "focal_point"))


def _told(error: NotTomlError | RefusedError) -> list[Note]:
    if isinstance(error, NotTomlError):
        return [(error.span.line, f"{error.reason}: {error.advice}")]
    return [
        (span.line, f"{finding.message}{f': {finding.help}' if finding.help else ''}")
        for _, span, finding, *_ in error.diagnostics
    ]
