"""Edits carried out: read under a lock, checked as a whole, and only then written."""

import os
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from cmcct import changes, checks, doubts, edits, inspection, line_diff, reading, store, writing
from cmcct.changes import Raw
from cmcct.diagnostics import ERROR, Diagnostic, Finding
from cmcct.errors import CmcctError
from cmcct.inspection import Rules
from cmcct.keys import KEYS
from cmcct.wording import say

# Changes in place what a directory says, and what its private overlay says.
Change: TypeAlias = Callable[[Raw, Raw], object]
Texts: TypeAlias = dict[Path, bytes]  # what files say, the directory before its overlay
# Gives the bytes of a directory file, and what they say, another form.
Rewrite: TypeAlias = Callable[[bytes, Raw], bytes]

_CONTAINERS = (dict, list)
_ORDER = tuple(KEYS["focal_point"])
_IGNORE_FILE = ".gitignore"


class RefusedError(CmcctError):
    """An edit after which the directory would have errors that it does not have now."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        """Keep the findings about what the edit would write."""
        message = say("nothing is written: there would be errors")
        super().__init__(message, say("mend what they name"))
        self.diagnostics = tuple(diagnostics)


class Revision(NamedTuple):
    """A file before and after an edit; a new one had no bytes before."""

    path: Path
    before: bytes
    after: bytes
    doubts: tuple[Diagnostic, ...] = ()  # the new warnings about the entries that change

    def diff(self) -> str:
        """Return what changes as a unified diff."""
        before, after = (data.decode("utf-8-sig") for data in (self.before, self.after))
        name = inspection.shown(self.path).lstrip("/")
        return "".join(line_diff.unified(before, after, name))


def revise(path: Path, change: Change, today: date, *, dry_run: bool = False) -> list[Revision]:
    """Carry out a change of a directory and its overlay; return what it does to each file.

    Nothing is written where a file would not mean exactly what it did but for the change, or would
    have an error that it does not have now. Raises `CmcctError`.
    """
    with writing.locked(path):
        overlay = store.overlay_of(path)
        texts = {path: store.read(path)}
        texts[overlay or path.with_name(store.OVERLAY_NAME)] = (
            store.read(overlay) if overlay else b""
        )
        said = [store.parse_bytes(*text) for text in texts.items()]
        wanted = _copied(said)
        change(*wanted)
        drafts = {
            file: edits.rewritten(text, old, new, _ORDER)
            for (file, text), old, new in zip(texts.items(), said, wanted, strict=True)
        }
        if overlay or wanted[1] or not _is_sound(said[0], wanted[0], today):
            _refuse_errors(texts, drafts, today)
        found = [] if dry_run else doubts.added(said[0], wanted[0], today)
        return _carry_out(texts, drafts, found, dry_run=dry_run)


def _copied(value: Any) -> Any:
    """Copy a table or a list with all below it; `deepcopy` takes four times as long."""
    if isinstance(value, dict):
        return {
            key: _copied(item) if type(item) in _CONTAINERS else item for key, item in value.items()
        }
    return [_copied(item) if type(item) in _CONTAINERS else item for item in value]


def reform(path: Path, rewrite: Rewrite, today: date, *, dry_run: bool = False) -> list[Revision]:
    """Rewrite the text of a directory file; as `revise` in all else."""
    with writing.locked(path):
        texts = {path: store.read(path)}
        old = store.parse_bytes(path, texts[path])
        drafts = {path: rewrite(texts[path], old)}
        new = store.parse_bytes(path, drafts[path])
        overlay = store.overlay_of(path)
        if overlay or not _is_sound(old, new, today):
            private = {overlay: store.read(overlay)} if overlay else {}
            _refuse_errors(texts | private, drafts | private, today)
        found = [] if dry_run else doubts.added(old, new, today)
        return _carry_out(texts, drafts, found, dry_run=dry_run)


def _is_sound(old: Raw, new: Raw, today: date) -> bool:
    """Tell that no entry that changes has an error; where more than entries does, that is open.

    The other entries say what they said: only ids have to be compared with theirs.
    """
    # As text, since to Python 1 is the same as true.
    if repr({**old, "focal_point": ()}) != repr({**new, "focal_point": ()}):
        return False
    points = changes.tables(new, "focal_point")
    known = {str(point.get("id")): repr(point) for point in changes.tables(old, "focal_point")}
    changed = [point for point in points if known.get(str(point.get("id"))) != repr(point)]
    found = checks.check(reading.read({**new, "focal_point": changed}), today)
    ids = [id_ for point in points for id_ in changes.ids_of(point)]
    return len(ids) == len(set(ids)) and all(finding.severity != ERROR for finding in found)


def _carry_out(
    texts: Texts, drafts: Texts, found: Sequence[Finding], *, dry_run: bool
) -> list[Revision]:
    """Write what changes; the overlay first, so that what leaves the directory is never nowhere."""
    main = next(iter(texts))
    revisions = [
        Revision(path, texts[path], draft, _placed(path, draft, found) if path == main else ())
        for path, draft in drafts.items()
        if draft != texts[path]
    ]
    if dry_run:
        return revisions
    for path, before, *_ in revisions:
        if before != (store.read(path) if path.exists() else b""):
            message = say("{file} was changed by somebody else meanwhile", file=path)
            raise CmcctError(message, say("nothing is written; try again"))
    for path, before, after, _ in reversed(revisions):
        is_private = path != main
        if is_private and not before:
            _hide_from_git(path)
        writing.write(path, after, private=is_private)
    return revisions


def _placed(path: Path, draft: bytes, found: Sequence[Finding]) -> tuple[Diagnostic, ...]:
    # To look for places takes longer than all else; mostly there is nothing to look for.
    return inspection.placed(path, draft, found) if found else ()


def _hide_from_git(path: Path) -> None:
    """Keep a private file out of commits."""
    ignored = path.with_name(_IGNORE_FILE)
    text, name = store.read(ignored) if ignored.exists() else b"", os.fsencode(path.name)
    lines = [line.strip() for line in text.splitlines()]
    if name not in lines and b"/" + name not in lines:
        end = b"" if not text or text.endswith(b"\n") else b"\n"
        writing.write(ignored, text + end + name + b"\n")


def _refuse_errors(texts: Texts, drafts: Texts, today: date) -> None:
    """Raise `RefusedError` where there would be errors that there are not."""
    if texts == drafts or not _errors(drafts, today, checks.ERRORS):
        return
    # A rule that warns may know that there is another fault, and not this one.
    errors = _errors(drafts, today, checks.ALL)
    known = Counter(map(_name, _errors(texts, today, checks.ALL)))
    known.subtract(map(_name, errors))
    new = [error for error in errors if known[_name(error)] < 0]
    # What was wrong with an entry still is when its id is another one.
    moved = Counter(name[1:] for name in known.elements())
    moved.subtract(_name(error)[1:] for error in new)
    new = [error for error in new if moved[_name(error)[1:]] < 0]
    if new:
        raise RefusedError(new)


def _errors(texts: Texts, today: date, rules: Rules) -> list[Diagnostic]:
    text, *private = texts.items()
    found = inspection.inspect_texts(text, private[0] if private else None, today, rules)
    return [diagnostic for diagnostic in found.diagnostics if diagnostic.is_error]


def _name(diagnostic: Diagnostic) -> tuple[str, str, str, str]:
    """Return what to know an error by before and after an edit: not its place."""
    finding = diagnostic.finding
    return finding.entry, diagnostic.file, finding.code, finding.message
