"""The record of the last edit: what `cmcct undo` needs to undo it alone.

It lies in git's own folder, which is never committed or pushed: the bytes that the directory file
had, and the hash of those that it got. It is readable by its owner only. There is none of an edit
that changed the private file.
"""

import json
import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from cmcct.errors.exceptions import CmcctError
from cmcct.storage import atomic, directory_file

_NAME = "cmcct-last-edit"


class LastEdit(NamedTuple):
    """The words of a command, and the directory file before it."""

    command: str
    before: bytes


def forget(path: Path) -> None:
    """Remove the record of a directory file, if there is one."""
    if place := _find_place(path):
        with suppress(CmcctError):
            atomic.remove_file(place)


def record(path: Path, last: LastEdit, after: bytes) -> None:
    """Write the record of a directory file, if it is in a repository that can be written to."""
    if place := _find_place(path):
        head = json.dumps([last.command, sha256(after).hexdigest()])
        with suppress(CmcctError):
            atomic.write_file(place, head.encode() + b"\n" + last.before, private=True)


def read(path: Path) -> LastEdit | None:
    """Return the record of a directory file; None if there is none, or the file has changed."""
    if place := _find_place(path):
        with suppress(OSError, TypeError, ValueError):
            head, _newline, before = place.read_bytes().partition(b"\n")
            command, digest = json.loads(head)
            if digest == sha256(path.read_bytes()).hexdigest():
                return LastEdit(command, before)
    return None


def _find_place(path: Path) -> Path | None:
    """Return where the record is; None outside a repository."""
    folders = [parent / ".git" for parent in Path(os.path.realpath(path)).parents]
    folder = next(filter(os.path.lexists, folders), folders[-1])
    with suppress(CmcctError, ValueError):  # a linked work tree has a file that names its folder
        folder = folder.parent / directory_file.read_file(folder).decode().partition(" ")[2].strip()
    return folder / _NAME if (folder / "HEAD").is_file() else None
