"""Write files whole or not at all, one or several together, one writer at a time.

The bytes go to a draft beside the file, which takes its place by a rename. A command that is killed
may leave a draft: the next one that writes in the folder removes it. Drafts are made under the
folder's lock only, so one that is found under the lock belongs to no running command.
"""

import errno
import os
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from cmcct import filesystem, store
from cmcct.errors import CmcctError
from cmcct.wording import Message, listed, say

_PATIENCE = 30  # seconds to wait for another writer
_SALT = 6  # random bytes in the name of a draft
_DRAFT = re.compile(rf"\.cmcct-[0-9a-f]{{{2 * _SALT}}}")


class File(NamedTuple):
    """A file and the bytes that it shall have; a `private` one is readable by its owner only."""

    path: Path
    data: bytes
    private: bool = False


class _Step(NamedTuple):
    """A file to be replaced: its name, where links lead, its new bytes and its old ones."""

    path: Path
    target: Path
    draft: Path
    backup: Path

    @property
    def is_done(self) -> bool:
        """Whether the draft has taken the file's place, once it has been made."""
        return not self.draft.exists()


def write(path: Path, data: bytes, *, private: bool = False) -> None:
    """Lock a file's folder and replace the file; a device or pipe is written to directly.

    Raises `CmcctError`.
    """
    # Not the methods of `Path`, which raise where a name is too long.
    is_device = os.path.exists(path) and not os.path.isfile(path)  # noqa: PTH110, PTH113
    if is_device or store.is_handed(path):
        with _telling(_unwritten, path):
            path.write_bytes(data)
        return
    with locked(path):
        replace([File(path, data, private)])


def replace(files: Sequence[File]) -> None:
    """Replace all of some files, in their order, or none of them; raises `CmcctError`.

    All drafts are on the disk before the first takes its place. Links are followed. A kill may
    come after any of the files, so the order matters; after any other failure, what was replaced
    is put back. The folders have to be `locked`.
    """
    steps = [_step(file.path) for file in files]
    begun: list[_Step] = []
    try:
        for step, file in zip(steps, files, strict=True):
            with _telling(_unwritten, step.path):
                _save(file, step.draft, step.target)
                if step is not steps[-1] and step.target.exists():
                    _save(File(step.path, step.target.read_bytes()), step.backup, step.target)
        for step in steps:
            begun.append(step)
            with _telling(_unwritten, step.path):
                step.draft.replace(step.target)
            if step is not steps[-1]:
                with _telling(_unsynced, step.target.parent):
                    filesystem.sync_folder(step.target.parent)
    except CmcctError as error:
        done = [step for step in begun if step.is_done]
        raise _outcome(error, done, _put_back(done)) from None
    except BaseException:
        # Ctrl-C: once the last file is replaced, there is nothing to put back.
        done = [step for step in begun if step.is_done]
        _put_back(done if done != steps else [])
        raise
    finally:
        for step in steps:
            for left in (step.draft, step.backup):
                with suppress(OSError):
                    left.unlink(missing_ok=True)
    _sync_last(steps)


def _step(path: Path) -> _Step:
    target = Path(os.path.realpath(path))
    draft, backup = (target.with_name(f".cmcct-{os.urandom(_SALT).hex()}") for _ in range(2))
    return _Step(path, target, draft, backup)


def _save(file: File, draft: Path, target: Path) -> None:
    """Bring the bytes of a file to the disk, in a draft that is to take the place of `target`."""
    if target.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    if target.exists() and not target.is_file():
        # Root could put a file in the place of a device.
        raise OSError(errno.EINVAL, say("it is not a regular file"))
    if filesystem.is_read_only(target):
        raise OSError(errno.EACCES, say("the file is read-only"))
    with filesystem.create(draft) as out:
        out.write(file.data)
        out.flush()
        filesystem.dress(out, target, private=file.private)
        os.fsync(out.fileno())


def _put_back(steps: Sequence[_Step]) -> list[tuple[Path, OSError]]:
    """Give files that are replaced the bytes of before; return those that cannot be."""
    left = []
    for step in reversed(steps):
        try:
            if step.backup.exists():
                step.backup.replace(step.target)
            else:
                step.target.unlink()
        except OSError as error:
            left.append((step.path, error))
    return left


def _outcome(
    error: CmcctError, done: Sequence[_Step], left: Sequence[tuple[Path, OSError]]
) -> CmcctError:
    """Add to an error what became of the files that were replaced before it."""
    if left:
        path, reason = left[0]
        message = say(
            "{problem}; {file} has the new text and cannot be put back: {reason}",
            problem=error.message,
            file=path,
            reason=reason.strerror,
        )
        return CmcctError(message, say("run cmcct check"))
    if done:
        files = listed(step.path for step in done)
        message = say("{problem}; put back as before: {files}", problem=error.message, files=files)
        return CmcctError(message, error.help)
    return error


def _sync_last(steps: Sequence[_Step]) -> None:
    folder = steps[-1].target.parent
    try:
        filesystem.sync_folder(folder)
    except OSError as error:
        message = say(
            "written, but a power cut may undo it: {files}; {problem}",
            files=listed(step.path for step in steps),
            problem=_unsynced(folder, error),
        )
        raise CmcctError(message, say("check the disk")) from None


@contextmanager
def _telling(problem: Callable[[Path, OSError], Message], path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise CmcctError(problem(path, error)) from None


def _unwritten(path: Path, error: OSError) -> Message:
    return say("cannot write {file}: {reason}", file=path, reason=error.strerror)


def _unopened(folder: Path, error: OSError) -> Message:
    return say("cannot open the folder {folder}: {reason}", folder=folder, reason=error.strerror)


def _unsynced(folder: Path, error: OSError) -> Message:
    return say("cannot sync the folder {folder}: {reason}", folder=folder, reason=error.strerror)


def make_folder(path: Path, *, private: bool = False) -> None:
    """Make a folder and those above it, where they are missing; raises `CmcctError`.

    A `private` one is its owner's only.
    """
    try:
        path.mkdir(0o700 if private else 0o777, parents=True, exist_ok=True)
    except OSError as error:
        message = say(
            "cannot make the folder {folder}: {reason}", folder=path, reason=error.strerror
        )
        raise CmcctError(message) from None


def remove(path: Path) -> None:
    """Take a file away, if it is still there; raises `CmcctError`."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        message = say("cannot remove {file}: {reason}", file=path, reason=error.strerror)
        raise CmcctError(message) from None


@contextmanager
def locked(*paths: Path) -> Iterator[None]:
    """Keep other writers out of the folders of some files as long as this lasts.

    A folder is locked, not a file: one that is replaced is another file. All commands lock folders
    in one order, whatever they are called, so that no two wait for each other. Raises `CmcctError`.
    """
    deadline = time.monotonic() + _PATIENCE
    with ExitStack() as stack:
        for folder in _folders(paths):
            with _telling(_unopened, folder):
                stack.enter_context(filesystem.locked(folder, deadline))
            for draft in drafts(folder):
                with suppress(OSError):
                    draft.unlink()
        yield


def _folders(paths: Iterable[Path]) -> list[Path]:
    """Return the folder of each file, once and in an order that its names have no part in."""
    found = {}
    for folder in {Path(os.path.realpath(path)).parent for path in paths}:
        with _telling(_unopened, folder):
            number = folder.stat()
        found[number.st_dev, number.st_ino] = folder
    return [folder for _, folder in sorted(found.items())]


def drafts(folder: Path) -> list[Path]:
    """Return the user's drafts in a folder: of a killed command, or of one that still runs."""
    with suppress(OSError):
        return [
            path
            for path in folder.iterdir()
            if _DRAFT.fullmatch(path.name) and filesystem.is_own_file(path)
        ]
    return []
