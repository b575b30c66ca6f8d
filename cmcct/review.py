"""What a change is answerable for: the findings that it brings; all others become notes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

from cmcct import history, inspection, store
from cmcct.diagnostics import NOTE, Diagnostic, Finding, KeyPath
from cmcct.errors import CmcctError

Raw: TypeAlias = Mapping[str, Any]

_BY_TIME = "stale"


def since(
    path: Path, diagnostics: Iterable[Diagnostic], revision: str, today: date
) -> list[Diagnostic]:
    """Make a note of each finding about a file that was there before and whose entry is the same.

    A finding that is new counts wherever it stands: who takes a meeting out is answerable for the
    entries that name it. Nobody is answerable for time: that an entry is stale is only a note.
    What the private overlay says is in no history, and counts. Raises `CmcctError` where git does
    not have the revision.
    """
    before = history.where_it_forked(path, revision, today)
    old, new = _raw(path, before), _raw(path, store.read(path))
    known = {_key(d.finding) for d in inspection.inspect_text(path, before, today).diagnostics}

    def is_answered_for(file: str, finding: Finding) -> bool:
        if file != inspection.shown(path):
            return True
        is_new = _key(finding) not in known or _is_touched(finding, old, new)
        return is_new and finding.code != _BY_TIME

    return [
        diagnostic
        if is_answered_for(diagnostic.file, diagnostic.finding)
        else diagnostic._replace(finding=diagnostic.finding._replace(severity=NOTE))
        for diagnostic in diagnostics
    ]


def _raw(path: Path, data: bytes) -> Raw:
    try:
        return store.parse_bytes(path, data)
    except CmcctError:
        return {}


def _key(finding: Finding) -> tuple[str, str, str]:
    return finding.code, finding.entry, finding.message


def _is_touched(finding: Finding, old: Raw, new: Raw) -> bool:
    """Whether the table that a finding is about, or repeats, does not stand like that in `old`."""
    return any(_is_new(path, old, new) for path in (finding.path, finding.first or finding.path))


def _is_new(path: KeyPath, old: Raw, new: Raw) -> bool:
    if not path:
        return True
    before, after = old.get(str(path[0])), new.get(str(path[0]))
    index = path[1] if len(path) > 1 else None
    if isinstance(before, Sequence) and isinstance(after, Sequence) and isinstance(index, int):
        return after[index] not in before
    return before != after
