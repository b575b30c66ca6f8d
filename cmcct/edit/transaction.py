"""Apply an edit as a transaction: lock, read, patch, check, write."""

import os
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar

from cmcct.check import rules, runner
from cmcct.diagnostics import ERROR, Diagnostic, new_findings
from cmcct.edit import file_changes, fixes, operations, summary
from cmcct.edit.file_changes import FileChange, FileContents
from cmcct.edit.new_warnings import ChangedEntries
from cmcct.edit.operations import RawTable
from cmcct.edit.summary import EntryChange
from cmcct.errors.exceptions import CmcctError, NoAccessError
from cmcct.i18n.messages import _
from cmcct.model import members, territory_lines
from cmcct.model.fields import KEYS
from cmcct.model.synonyms import ALL_KEYS
from cmcct.storage import atomic, directory_file, links
from cmcct.toml import patch
from cmcct.toml.patch import Layout
from cmcct.toml.values import copy_data, share_unchanged

R = TypeVar("R")

# Modifies in place the data of a directory and of its private file (overlay); returns its report.
Operation: TypeAlias = Callable[[RawTable, RawTable], R]


class Parsed(NamedTuple):
    """The text of a directory, and its data: to parse it takes as long as all else of an edit."""

    text: bytes
    raw: RawTable


# Returns the new text and data of a directory file, given the old ones.
Rewrite: TypeAlias = Callable[[bytes, RawTable], Parsed]


def read(path: Path, known: Parsed | None = None) -> Parsed:
    """Read a directory; the text of `known` is not parsed again. Raises `CmcctError`."""
    text = directory_file.read_file(path)
    if known and known.text == text:
        return known
    return Parsed(text, directory_file.parse_bytes(path, text))


@dataclass(frozen=True)
class BeforeAfter:
    """The data of a directory and its private file before and after an edit."""

    raw: RawTable
    overlay_raw: RawTable
    new: RawTable
    new_overlay_raw: RawTable

    @cached_property
    def changes(self) -> tuple[EntryChange, ...]:
        """The changed entries of the directory."""
        return tuple(summary.changed_entries(self.raw, self.new))

    @cached_property
    def private_changes(self) -> tuple[EntryChange, ...]:
        """The changed entries of the private file."""
        return tuple(summary.changed_entries(self.overlay_raw, self.new_overlay_raw))


@dataclass(frozen=True)
class DirectoryOnly(Generic[R]):
    """An operation that neither reads nor writes the private file, which may be unreadable."""

    change: Callable[[RawTable], R]

    def __call__(self, raw: RawTable, _private: RawTable) -> R:
        """Apply the change to the directory."""
        return self.change(raw)


@dataclass(frozen=True)
class TextOperation(Generic[R]):
    """An operation that depends on the directory's text too, such as on where a comment stands."""

    change: Callable[[bytes], Operation[R]]  # returns the operation for a text


# The operation of an edit that only rewrites the directory's text.
NO_OPERATION: DirectoryOnly[None] = DirectoryOnly(lambda _: None)


class EditRejectedError(CmcctError):
    """An edit that would introduce errors."""

    def __init__(self, diagnostics: Sequence[Diagnostic], report: Any = None) -> None:
        """Store the findings that the edit would introduce, and the report of its operation."""
        message = _("nothing was saved: this would introduce errors")
        super().__init__(message, _("fix the errors above and try again"))
        self.diagnostics, self.report = tuple(diagnostics), report


def directory_layout() -> Layout:
    """Return the order of keys and the lines that divide the entries of a directory."""
    lines = territory_lines.names_by_line()
    return Layout(tuple(KEYS["focal_point"]), lines, territory_lines.line_of, ALL_KEYS)


@dataclass(frozen=True)
class Outcome(Generic[R]):
    """The changes to each file, and the report of the operation.

    `unread` says why an operation on both files could not read the private one.
    """

    file_changes: list[FileChange]
    report: R
    is_written: bool
    unread: CmcctError | None = None


def apply(  # noqa: PLR0913 - all but two are options
    path: Path,
    operation: Operation[R] | TextOperation[R],
    today: date,
    *,
    dry_run: bool = False,
    consent: Callable[[BeforeAfter], object] = lambda _: None,
    rewrite: Rewrite | None = None,
    known: Parsed | None = None,
) -> Outcome[R]:
    """Apply an operation to a directory and its overlay, after `rewrite` of the directory's text.

    `known` is the directory as it was read before. Hours in words are written in the notation.
    Nothing is written if the operation would alter other data or introduce an error, or if
    `consent` raises. Raises `CmcctError`.
    """
    links.refuse_tracked(path)
    overlay_path = directory_file.overlay_path(path)
    is_needed = not isinstance(operation, DirectoryOnly)
    # A lock waits, and removes leftover drafts.
    with nullcontext() if dry_run else atomic.lock_folders(path, overlay_path):
        has_overlay = directory_file.find_overlay(path) is not None
        old = read(path, known)
        overlay = _read_overlay(overlay_path, is_needed=is_needed)
        draft = rewrite(*old) if rewrite else old
        report, new, new_overlay_raw = _run(operation, draft, overlay)
        new, notes = fixes.read_hours(old.raw, new)
        new_overlay_raw, private_notes = fixes.read_hours(overlay.raw, new_overlay_raw)
        readings = notes, private_notes
        sides = BeforeAfter(old.raw, overlay.raw, new, new_overlay_raw)
        _refuse_overlay(overlay_path, sides, may_be_missing=bool(rewrite) or not has_overlay)
        layout = directory_layout()
        texts = {path: old.text, overlay_path: overlay.text}
        new_texts = {
            path: patch.apply(*draft, new, layout),
            overlay_path: patch.apply(overlay.text, overlay.raw, new_overlay_raw, layout),
        }
        changed = ChangedEntries(old.raw, new, today)
        if has_overlay or new_overlay_raw or not _is_valid_change(old.raw, new, changed):
            _refuse_errors(sides, texts, new_texts, today, report)
        consent(sides)
        entry_changes = ((), ()) if dry_run else (sides.changes, sides.private_changes)
        warnings = changed.find_new_warnings()
        changes = file_changes.list_changes(texts, new_texts, warnings, entry_changes, readings)
        if not dry_run:
            _write(changes, sides)
    is_written = bool(changes) and not dry_run
    return Outcome(changes, report, is_written, overlay.unread if is_needed else None)


class _Overlay(NamedTuple):
    """The text and data of a private file, and why it was not read."""

    text: bytes
    raw: RawTable
    unread: CmcctError | None = None


def _read_overlay(path: Path, *, is_needed: bool) -> _Overlay:
    """Return the content and data of a private file; nothing of what is missing.

    What cannot be read counts as missing, but raises `CmcctError` if the file is needed; a user
    who cannot decrypt it changes the directory alone.
    """
    text = b""
    try:
        text = directory_file.read_text(path) if os.path.lexists(path) else b""
        return _Overlay(text, directory_file.parse_bytes(path, text))
    except CmcctError as error:
        if is_needed and not isinstance(error, NoAccessError):
            raise
        return _Overlay(text, {}, error)


def _run(
    operation: Operation[R] | TextOperation[R], draft: Parsed, overlay: _Overlay
) -> tuple[R, RawTable, RawTable]:
    """Return the report of an operation, and the new data of both files."""
    new, new_overlay_raw = copy_data([draft.raw, overlay.raw])
    change = operation.change(draft.text) if isinstance(operation, TextOperation) else operation
    try:
        report = change(new, new_overlay_raw)
    finally:
        # An operation that writes private data fails because it found none.
        if new_overlay_raw and overlay.unread:
            raise overlay.unread
    share_unchanged(draft.raw, new)
    share_unchanged(overlay.raw, new_overlay_raw)
    return report, new, new_overlay_raw


def _refuse_overlay(path: Path, sides: BeforeAfter, *, may_be_missing: bool) -> None:
    """Raise `CmcctError` if a private file is missing, or must not be changed like this."""
    if not (may_be_missing or sides.new_overlay_raw or os.path.lexists(path)):
        directory_file.read_file(path)  # raises: a typo in CMCCT_PRIVATE is likely
    if sides.new_overlay_raw != sides.overlay_raw:
        is_encrypted = directory_file.is_encrypted(path)
        members.refuse_change(sides.new, sides.new_overlay_raw, is_encrypted=is_encrypted)


def _is_valid_change(old: RawTable, new: RawTable, changed: ChangedEntries) -> bool:
    """Return whether only entries change and none of the changed ones has an error.

    Of unchanged entries, only the ids matter. False means that a full check is needed.
    """
    # Compared by repr, since 1 == True in Python.
    if repr({**old, "focal_point": ()}) != repr({**new, "focal_point": ()}):
        return False
    entries = operations.get_tables(new, "focal_point")
    ids = [id_ for entry in entries for id_ in operations.table_ids(entry)]
    return len(ids) == len(set(ids)) and not changed.have_errors()


def _refuse_errors(
    sides: BeforeAfter, texts: FileContents, new_texts: FileContents, today: date, report: object
) -> None:
    """Raise `EditRejectedError` if the edit would introduce errors."""
    if texts == new_texts:
        return
    text, data = next(iter(new_texts.values())), (sides.new, sides.new_overlay_raw)
    found = rules.check_data(*data, today, rules.ERROR_RULES, text)
    if all(one.severity != ERROR for one in found):
        return
    # Run all rules: a warning can suppress an error about the same value.
    errors = _errors(new_texts, today)
    known = [error.finding for error in _errors(texts, today)]
    new_ones = {*new_findings(known, (error.finding for error in errors))}
    new = [error for error in errors if error.finding in new_ones]
    if new:
        raise EditRejectedError(new, report)


def _errors(texts: FileContents, today: date) -> list[Diagnostic]:
    text, private = texts.items()
    found = runner.check_texts(text, private, today)
    return [diagnostic for diagnostic in found.diagnostics if diagnostic.is_error]


def _write(changes: Sequence[FileChange], sides: BeforeAfter) -> None:
    # The order of writing only matters for two files.
    is_private_first = len(changes) > 1 and file_changes.keeps_private_data(
        sides.raw, sides.overlay_raw, sides.new_overlay_raw
    )
    file_changes.replace_files(changes[::-1] if is_private_first else changes)
