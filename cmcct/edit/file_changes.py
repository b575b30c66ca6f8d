"""The files that an edit changes, their contents before and after, and the order of writing."""

import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

from cmcct.check import runner
from cmcct.diagnostics import Finding
from cmcct.edit import operations
from cmcct.edit.entry_changes import IDENTIFYING_KEYS, EntryChange, compare_entries
from cmcct.edit.operations import RawTable
from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import _
from cmcct.model import person_names
from cmcct.storage import atomic, directory_file
from cmcct.storage.atomic import NewContent
from cmcct.text import diffs
from cmcct.toml.values import get_tables

_IGNORE_FILE = ".gitignore"


class FileChange(NamedTuple):
    """A file before and after an edit; `before` is empty for a new file."""

    path: Path
    before: bytes
    after: bytes
    new_warnings: tuple[Finding, ...] = ()  # about the changed entries, at their paths in `after`
    entry_changes: Sequence[EntryChange] = ()
    is_private: bool = False
    readings: tuple[Finding, ...] = ()  # notes of values that were written as they are read

    def diff(self) -> str:
        """Return the change as a unified diff."""
        before, after = (data.decode("utf-8-sig") for data in (self.before, self.after))
        name = runner.display_path(self.path).lstrip("/")
        return "".join(diffs.unified_diff(before, after, name))


def compare_files(
    folder: Path, before: Mapping[str, bytes | None], after: Mapping[str, bytes | None]
) -> list[FileChange]:
    """Return what changes when files get other contents, by their names; None for a missing one.

    Of a file that is not a directory, or not TOML, there are no entries; of an encrypted one, there
    is no text.
    """
    return [_compare_file(folder / name, data, after[name]) for name, data in before.items()]


def _compare_file(path: Path, before: bytes | None, after: bytes | None) -> FileChange:
    if directory_file.is_encrypted(path):
        return FileChange(path, b"", b"", is_private=True)
    entries: Sequence[EntryChange] = ()
    with suppress(CmcctError):
        sides = (directory_file.parse_bytes(path, text or b"") for text in (before, after))
        entries = compare_entries(*sides)
    return FileChange(path, before or b"", after or b"", entry_changes=tuple(entries))


def replace_files(file_changes: Iterable[FileChange]) -> None:
    """Replace the changed files in the given order; add a new private file to .gitignore first."""
    for change in file_changes:
        text = directory_file.read_text(change.path) if change.path.exists() else b""
        if change.before != text:
            raise atomic.changed_error(change.path)
    files = list[NewContent]()
    for change in file_changes:
        file = change.path
        if directory_file.is_encrypted(file):
            files.append(NewContent(file, atomic.encrypt_text(file, change.after)))
            continue
        if change.is_private and not change.before:
            files += _gitignore_change(file)
        is_new = change.is_private and not file.exists()
        files.append(NewContent(file, change.after, private=is_new))
    if files:
        atomic.replace_files(files)


def keeps_private_data(raw: RawTable, overlay_raw: RawTable, new_overlay_raw: RawTable) -> bool:
    """Return whether the new private file keeps all data that the current directory refers to.

    Decides which file is replaced first, in case the process is killed in between. The state left
    behind may have too much private data, but never too little or another entry's:
    - The private file grows (`set --private`, `add --private`): private file first. A number moved
      to it from the directory is briefly in both, never in neither.
    - It shrinks (`retire`, `remove`, `replace`): directory first. Otherwise the only copy could be
      lost while the seat is still active.
    - An overlay entry gets another id (`rename`): directory first; the renamed entry finds the old
      overlay entry by `formerly`. For a return to an earlier id, private file first: the renamed
      entry may lack its last id, but the entry before the edit has the earlier one.
    - Overlay entries are merged (`merge`): directory first; it finds them by the ids of the kept
      entry. Otherwise the dropped entry would lose its own.

    The decision depends on the data only, not on the command.
    """
    reach = person_names.map_ids(
        [list(operations.table_ids(entry)) for entry in get_tables(raw, "focal_point")]
    )
    return _private_content(overlay_raw, reach) <= _private_content(new_overlay_raw, reach)


def _private_content(
    overlay_raw: RawTable, reach: Mapping[str, Sequence[int]]
) -> set[tuple[object, str, str]]:
    """Return the items of a private file, each with the entry that it belongs to."""
    return {
        (tuple(reach.get(str(part.get("id")), ())) or part.get("id"), key, repr(item))
        for part in get_tables(overlay_raw, "focal_point")
        for key, value in part.items()
        if key not in IDENTIFYING_KEYS
        for item in (value if isinstance(value, list) else [value])
    }


def _gitignore_change(overlay_path: Path) -> list[NewContent]:
    """Return an updated .gitignore, unless it already ignores the private file.

    Git does not follow a link named .gitignore, and the last matching pattern wins.
    """
    ignored = overlay_path.with_name(_IGNORE_FILE)
    if ignored.is_symlink():
        message = _("{file} is a link, which git does not follow", file=ignored)
        raise CmcctError(message, _("nothing was saved; replace the link with a file"))
    text = directory_file.read_file(ignored) if ignored.exists() else b""
    name = os.fsencode(overlay_path.name)
    lines = (line.rstrip() for line in text.splitlines())
    about = [line for line in lines if fnmatchcase(name, line.removeprefix(b"!").lstrip(b"/"))]
    if about and not about[-1].startswith(b"!"):
        return []
    end = b"" if not text or text.endswith(b"\n") else b"\n"
    return [NewContent(ignored, text + end + name + b"\n")]
