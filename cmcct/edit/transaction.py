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
from cmcct.check.runner import Rules
from cmcct.diagnostics import Diagnostic, new_findings
from cmcct.edit import file_changes, operations, summary
from cmcct.edit.file_changes import FileChange, FileContents
from cmcct.edit.new_warnings import ChangedEntries
from cmcct.edit.operations import RawTable
from cmcct.edit.summary import EntryChange
from cmcct.errors.exceptions import CmcctError, NoAccessError
from cmcct.i18n.messages import _
from cmcct.model import members, territory_lines
from cmcct.model.fields import KEYS
from cmcct.model.synonyms import ALL_KEYS
from cmcct.storage import atomic, directory_file
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


# Returns the new text of a directory file, with its data if that is known, given both.
Rewrite: TypeAlias = Callable[[bytes, RawTable], bytes | Parsed]


def read(path: Path) -> Parsed:
    """Read a directory; raises `CmcctError`."""
    text = directory_file.read_file(path)
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

    `known` is the directory as it was read before: the same text is not parsed again.
    Nothing is written if the operation would alter other data or introduce an error, or if
    `consent` raises. Raises `CmcctError`.
    """
    overlay_path = directory_file.overlay_path(path)
    # A lock waits, and removes leftover drafts.
    with nullcontext() if dry_run else atomic.lock_folders(path, overlay_path):
        has_overlay = directory_file.find_overlay(path) is not None
        text = directory_file.read_file(path)
        is_known = known and known.text == text
        raw = known.raw if known and is_known else directory_file.parse_bytes(path, text)
        is_needed = not isinstance(operation, DirectoryOnly)
        overlay_text, overlay_raw, unread = _load_overlay(overlay_path, is_needed=is_needed)
        texts = {path: text, overlay_path: overlay_text}
        draft, draft_raw = read_rewritten(path, rewrite, Parsed(text, raw))
        new, new_overlay_raw = copy_data([draft_raw, overlay_raw])
        change = operation.change(draft) if isinstance(operation, TextOperation) else operation
        try:
            report = change(new, new_overlay_raw)
        finally:
            # An operation that writes private data fails because it found none.
            if new_overlay_raw and unread:
                raise unread
        share_unchanged(draft_raw, new)
        share_unchanged(overlay_raw, new_overlay_raw)
        is_missing = has_overlay and not os.path.lexists(overlay_path)
        if is_missing and not rewrite and not new_overlay_raw:
            # Raises if the file that CMCCT_PRIVATE names is missing: a typo is likely.
            directory_file.read_file(overlay_path)
        if new_overlay_raw != overlay_raw:
            is_encrypted = directory_file.is_encrypted(overlay_path)
            members.refuse_change(new, new_overlay_raw, is_encrypted=is_encrypted)
        layout = directory_layout()
        new_texts = {
            path: patch.apply(draft, draft_raw, new, layout),
            overlay_path: patch.apply(overlay_text, overlay_raw, new_overlay_raw, layout),
        }
        changed = ChangedEntries(raw, new, today)
        if has_overlay or new_overlay_raw or not _is_valid_change(raw, new, changed):
            _refuse_errors(texts, new_texts, today, report)
        sides = BeforeAfter(raw, overlay_raw, new, new_overlay_raw)
        consent(sides)
        found = [] if dry_run else changed.find_new_warnings()
        entry_changes = [(), ()] if dry_run else [sides.changes, sides.private_changes]
        changes = file_changes.list_changes(texts, new_texts, found, entry_changes)
        if not dry_run:
            # The order of writing only matters for two files.
            private_first = len(changes) > 1 and file_changes.keeps_private_data(
                raw, overlay_raw, new_overlay_raw
            )
            file_changes.replace_files(path, changes, private_first=private_first)
        is_written = bool(changes) and not dry_run
        return Outcome(changes, report, is_written, unread if is_needed else None)


def read_rewritten(path: Path, rewrite: Rewrite | None, known: Parsed) -> Parsed:
    """Return a directory after `rewrite`; raises `CmcctError` if its text is invalid."""
    found = rewrite(*known) if rewrite else known
    return (
        found
        if isinstance(found, Parsed)
        else Parsed(found, directory_file.parse_bytes(path, found))
    )


class _Overlay(NamedTuple):
    """The text and data of a private file, and why it was not read."""

    text: bytes
    raw: RawTable
    unread: CmcctError | None = None


def _load_overlay(path: Path, *, is_needed: bool) -> _Overlay:
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
    texts: FileContents, new_texts: FileContents, today: date, report: object
) -> None:
    """Raise `EditRejectedError` if the edit would introduce errors."""
    if texts == new_texts or not _errors(new_texts, today, rules.ERROR_RULES):
        return
    # Run all rules: a warning can suppress an error about the same value.
    errors = _errors(new_texts, today, rules.ALL_RULES)
    known = [error.finding for error in _errors(texts, today, rules.ALL_RULES)]
    found = {*new_findings(known, (error.finding for error in errors))}
    new = [error for error in errors if error.finding in found]
    if new:
        raise EditRejectedError(new, report)


def _errors(texts: FileContents, today: date, rules: Rules) -> list[Diagnostic]:
    text, *overlays = texts.items()
    found = runner.check_texts(text, overlays[0] if overlays else None, today, rules)
    return [diagnostic for diagnostic in found.diagnostics if diagnostic.is_error]
