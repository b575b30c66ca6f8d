"""An edit as a transaction: read, patch and check; then lock, read again, and write."""

import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property, reduce
from itertools import chain
from operator import getitem
from pathlib import Path
from typing import Any, Generic, TypeAlias, TypeVar

from cmcct.check import rules, runner
from cmcct.diagnostics import ERROR, Diagnostic, new_findings
from cmcct.edit import entry_changes, fixes, last_edit, operations
from cmcct.edit.changed_entries import ChangedEntries
from cmcct.edit.entry_changes import EntryChange, FileChange, compare_entries, mark_moves
from cmcct.edit.operations import Parsed, RawTable
from cmcct.errors.exceptions import CmcctError, NoAccessError
from cmcct.i18n.messages import Message, _
from cmcct.model import file_format, members
from cmcct.model.entities import LIST_MODELS
from cmcct.model.territory_lines import read_lines
from cmcct.storage import atomic, directory_file, filesystem
from cmcct.toml import patch
from cmcct.toml.tables import UnsupportedLayoutError
from cmcct.toml.values import copy_data, get_tables, share_unchanged

R = TypeVar("R")

# Modifies in place the data of a directory and of its private file (overlay); returns its report.
Operation: TypeAlias = Callable[[RawTable, RawTable], R]


# Returns the new text and data of a directory file, given the old ones.
Rewrite: TypeAlias = Callable[[bytes, RawTable], Parsed]


def read(path: Path, before: Parsed | None = None) -> Parsed:
    """Read a directory; the text of `before` is not parsed again. Raises `CmcctError`."""
    text = directory_file.read_file(path)
    if before and before.text == text:
        return before
    raw = directory_file.parse_bytes(path, text)
    file_format.refuse_newer(raw)
    return Parsed(text, raw)


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
        return tuple(compare_entries(self.raw, self.new))

    @cached_property
    def private_changes(self) -> tuple[EntryChange, ...]:
        """The changed entries of the private file."""
        return tuple(compare_entries(self.overlay_raw, self.new_overlay_raw))


# Returns what the user has to agree to.
FindStatements: TypeAlias = Callable[[BeforeAfter], Iterable[Message]]


@dataclass(frozen=True)
class DirectoryOnly(Generic[R]):
    """An operation that neither reads nor writes the private file, which may be unreadable."""

    change: Callable[[RawTable], R]

    def __call__(self, raw: RawTable, _private: RawTable) -> R:
        """Apply the change to the directory."""
        return self.change(raw)


# The operation of an edit that only rewrites the directory's text.
NO_OPERATION: DirectoryOnly[None] = DirectoryOnly(lambda _: None)


class EditRejectedError(CmcctError):
    """An edit that would introduce errors."""

    def __init__(self, diagnostics: Sequence[Diagnostic], report: Any = None) -> None:
        """Store the findings that the edit would introduce, and the report of its operation."""
        message = _("nothing was saved: this would introduce errors")
        super().__init__(message, _("fix the errors above and try again"))
        self.diagnostics, self.report = tuple(diagnostics), report


def _list_places(raw: RawTable) -> Sequence[tuple[Any, ...]]:
    """Return what the place of each table in a formatted file follows from."""
    tables = chain.from_iterable(get_tables(raw, name) for name in LIST_MODELS)
    return [tuple(table.get(key) for key in ("id", "country", "date")) for table in tables]


def _keep_formatted(path: Path, old: Parsed, text: bytes) -> bytes:
    """Return the new text of a file as `cmcct fmt` writes it, if it was like that before.

    A file without entries and territory lines has no order yet: its first list may be long.
    """
    from cmcct.edit import formatter

    if not (_list_places(old.raw) or read_lines(old.text).names):
        return text
    with suppress(UnsupportedLayoutError):
        if formatter.format_file(*old).text == old.text:
            return formatter.format_file(text, directory_file.parse_bytes(path, text)).text
    return text


class Draft(Generic[R]):
    """An edit that is prepared: nothing is locked while a user thinks, or written, until `write`.

    `report` is that of the operation, `statements` are what the user has to agree to, `unread`
    says why an operation on both files could not read the private one, and `warnings` what is
    wrong with the whole file.
    """

    report: R
    statements: tuple[Message, ...]
    file_changes: list[FileChange]
    unread: CmcctError | None
    warnings: list[Message]
    is_written = False

    def __init__(
        self,
        path: Path,
        operation: Operation[R],
        today: date,
        find_statements: FindStatements,
        rewrite: Rewrite | None,
    ) -> None:
        """Take what `prepare` takes, for the files as they are read."""
        self._path, self._overlay_path = path, directory_file.overlay_path(path)
        self._operation, self._today = operation, today
        self._find_statements, self._rewrite = find_statements, rewrite

    def lock(self) -> AbstractContextManager[None]:
        """Lock the folders of both files; a lock waits, and removes leftover drafts."""
        return atomic.lock_folders(self._path, self._overlay_path)

    def read(self, before: Parsed | None) -> tuple[Parsed, Parsed]:
        """Read both files; the text of `before` is not parsed again."""
        is_needed = not isinstance(self._operation, DirectoryOnly)
        overlay, self._unread = _read_overlay(self._overlay_path, is_needed=is_needed)
        self.unread = self._unread if is_needed else None
        return read(self._path, before), overlay

    def run(self, old: Parsed, overlay: Parsed) -> None:
        """Run the operation on the data of both files, and patch and check their texts."""
        path, overlay_path = self._path, self._overlay_path
        has_overlay = directory_file.find_overlay(path) is not None
        before = self._rewrite(*old) if self._rewrite else old
        new, new_overlay_raw = copy_data([before.raw, overlay.raw])
        try:
            self.report = self._operation(new, new_overlay_raw)
        finally:
            # An operation that writes private data fails because it found none.
            if new_overlay_raw and self._unread:
                raise self._unread
        file_format.declare_needed(before.raw, new)
        share_unchanged(before.raw, new)
        share_unchanged(overlay.raw, new_overlay_raw)
        new, notes = fixes.read_hours(old.raw, new)
        new_overlay_raw, private_notes = fixes.read_hours(overlay.raw, new_overlay_raw)
        self._old, self._overlay = old, overlay
        self._sides = sides = BeforeAfter(old.raw, overlay.raw, new, new_overlay_raw)
        may_be_missing = bool(self._rewrite) or not has_overlay
        if not (may_be_missing or sides.new_overlay_raw or os.path.lexists(overlay_path)):
            directory_file.read_file(overlay_path)  # raises: a typo in CMCCT_PRIVATE is likely
        if sides.new_overlay_raw != sides.overlay_raw:
            is_encrypted = directory_file.is_encrypted(overlay_path)
            members.refuse_change(sides.new, sides.new_overlay_raw, is_encrypted=is_encrypted)
        layout = operations.directory_layout()
        texts = {path: old.text, overlay_path: overlay.text}
        new_texts = {
            path: patch.apply(*before, new, layout),
            overlay_path: patch.apply(*overlay, new_overlay_raw, layout),
        }
        if _list_places(before.raw) != _list_places(new):
            new_texts[path] = _keep_formatted(path, old, new_texts[path])
        changed = ChangedEntries(old.raw, new, self._today)
        if has_overlay or new_overlay_raw or not _is_valid_change(old.raw, new, changed):
            self._refuse_errors(texts, new_texts)
        self.statements = tuple(dict.fromkeys(self._find_statements(sides)))
        ids = (str(entry.get("id")) for entry in get_tables(new, "focal_point"))
        self.warnings = directory_file.describe_repeated(path, ids)
        for file, text in new_texts.items():
            atomic.refuse_size(file, text)
        public, hidden = sides.changes, sides.private_changes
        entries, parts = mark_moves(public, hidden), mark_moves(hidden, public)
        warnings = tuple(changed.find_new_warnings())
        new_text, new_overlay = new_texts.values()
        private = FileChange(overlay_path, overlay.text, new_overlay, (), parts, is_private=True)
        changes = (
            FileChange(path, old.text, new_text, warnings, entries, readings=tuple(notes)),
            private._replace(readings=tuple(private_notes)),
        )
        self.file_changes = [change for change in changes if change.before != change.after]

    def _refuse_errors(self, texts: dict[Path, bytes], new_texts: dict[Path, bytes]) -> None:
        """Raise `EditRejectedError` if the edit would introduce errors."""
        if texts == new_texts:
            return
        text, data = new_texts[self._path], (self._sides.new, self._sides.new_overlay_raw)
        findings = rules.check_data(*data, self._today, rules.ERROR_RULES, text)
        if all(finding.severity != ERROR for finding in findings):
            return
        # Run all rules: a warning can suppress an error about the same value.
        before, after = (_find_errors(files, self._today) for files in (texts, new_texts))
        present = [error.finding for error in before]
        introduced = {*new_findings(present, (error.finding for error in after))}
        if introduced:
            errors = [error for error in after if error.finding in introduced]
            rejected = EditRejectedError(errors, self.report)
            finding, tables = errors[0].finding, tuple[Any, ...](data)
            if len(errors) == 1 and finding.fix and isinstance(finding.fix.value, str):
                rejected.text = str(reduce(getitem, finding.path, tables[finding.is_private]))
                rejected.candidates = (finding.fix.value,)
            raise rejected

    def write(self, *, must_be_same: bool = False, command: str = "") -> None:
        """Write the files. If they have changed, the operation is run again on what they are now.

        `command` has the words of a command that can be undone alone.

        Raises `CmcctError` if the user would have to agree to something else then, or if the files
        `must_be_same`, since the user has agreed to what they were.
        """
        with self.lock():
            old, overlay = self.read(self._old)
            if (old.text, overlay.text) != (self._old.text, self._overlay.text):
                agreed = self.statements
                self.run(old, overlay)
                if must_be_same or self.statements != agreed:
                    raise atomic.changed_error(self._path)
            # The order of writing only matters for two files.
            is_private_first = len(self.file_changes) > 1 and entry_changes.keeps_private_data(
                self._sides.raw, self._sides.overlay_raw, self._sides.new_overlay_raw
            )
            if self.file_changes:
                last_edit.forget(self._path)
            entry_changes.replace_files(self.file_changes[:: -1 if is_private_first else 1])
            if command and [file.path for file in self.file_changes] == [self._path]:
                (file,) = self.file_changes
                last_edit.record(self._path, last_edit.LastEdit(command, file.before), file.after)
        self.is_written = bool(self.file_changes)


def prepare(  # noqa: PLR0913 - all but three are options
    path: Path,
    operation: Operation[R],
    today: date,
    *,
    dry_run: bool = False,
    find_statements: FindStatements = lambda _: (),
    rewrite: Rewrite | None = None,
    before: Parsed | None = None,
) -> Draft[R]:
    """Run an operation on a directory and its overlay, after `rewrite` of the directory's text.

    `before` is the directory as it was read. Hours in words are written in the notation.
    Raises `CmcctError` if the operation would alter other data or introduce an error. A draft with
    `dry_run`, which is never written, does not wait for a lock.
    """
    filesystem.refuse_tracked(path)
    draft = Draft(path, operation, today, find_statements, rewrite)
    with nullcontext() if dry_run else draft.lock():
        contents = draft.read(before)
    draft.run(*contents)
    return draft


def apply(
    path: Path,
    operation: Operation[R],
    today: date,
    *,
    dry_run: bool = False,
    rewrite: Rewrite | None = None,
) -> Draft[R]:
    """Prepare an edit to which nobody has to agree, and write it, unless `dry_run`."""
    draft = prepare(path, operation, today, dry_run=dry_run, rewrite=rewrite)
    if not dry_run:
        draft.write()
    return draft


def _read_overlay(path: Path, *, is_needed: bool) -> tuple[Parsed, CmcctError | None]:
    """Return the content and data of a private file, and why it was not read.

    What cannot be read counts as missing, but raises `CmcctError` if the file is needed; a user
    who cannot decrypt it changes the directory alone.
    """
    text = b""
    try:
        text = directory_file.read_text(path) if os.path.lexists(path) else b""
        return Parsed(text, directory_file.parse_bytes(path, text)), None
    except CmcctError as error:
        if is_needed and not isinstance(error, NoAccessError):
            raise
        return Parsed(text, {}), error


def _is_valid_change(old: RawTable, new: RawTable, changed: ChangedEntries) -> bool:
    """Return whether only entries change and none of the changed ones has an error.

    Of unchanged entries, only the ids matter. False means that a full check is needed.
    """
    # Compared by repr, since 1 == True in Python.
    if repr({**old, "focal_point": ()}) != repr({**new, "focal_point": ()}):
        return False
    entries = get_tables(new, "focal_point")
    ids = [id_ for entry in entries for id_ in operations.table_ids(entry)]
    return len(ids) == len(set(ids)) and not changed.have_errors()


def _find_errors(files: dict[Path, bytes], today: date) -> list[Diagnostic]:
    text, private = files.items()
    checked = runner.check_texts(text, private, today)
    return [diagnostic for diagnostic in checked.diagnostics if diagnostic.is_error]
