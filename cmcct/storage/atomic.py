"""Write files atomically, one or several together, with one writer at a time.

Data is written to a draft beside the file, which is then renamed. A killed command may leave a
draft; the next writer in the folder removes it. Drafts are created under the folder's lock, so a
draft found under the lock belongs to no running command.
"""

import errno
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from cmcct import system
from cmcct.errors.exceptions import CmcctError, system_reason
from cmcct.i18n.messages import Message, SafeText, _, join
from cmcct.storage import directory_file, filesystem


class NewContent(NamedTuple):
    """A file and its new content; a `private` file is readable by its owner only."""

    path: Path
    data: bytes
    private: bool = False


class _FileReplacement(NamedTuple):
    """The replacement of a file: path, path with links resolved, draft and backup."""

    path: Path
    target: Path
    draft: Path
    backup: Path

    @property
    def is_done(self) -> bool:
        """Whether a draft, once created, has replaced the file."""
        return not self.draft.exists()


def write_file(path: Path, data: bytes, *, private: bool = False) -> None:
    """Lock a file's folder and replace the file; write to a device or pipe directly.

    Raises `CmcctError`.
    """
    # The methods of `Path` raise if a name is too long.
    is_device = os.path.exists(path) and not os.path.isfile(path)  # noqa: PTH110, PTH113
    if is_device or system.is_shell_stream(path):
        filesystem.refuse_tracked(path)
        with _os_errors_as(_write_problem, path):
            path.write_bytes(data)
        return
    with lock_folders(path):
        replace_files([NewContent(path, data, private)])


def encrypt_text(path: Path, text: bytes) -> bytes:
    """Return what is written into an encrypted private file; raises `CmcctError`.

    It is a third larger than the text: a file that could not be read again is refused.
    """
    from cmcct.storage import encrypted_file

    data = encrypted_file.encrypt(path, text)
    refuse_size(path, data)
    return data


def refuse_size(path: Path, data: bytes) -> None:
    """Raise `CmcctError` for the content of a file that could not be read again."""
    if len(data) > directory_file.MAX_SIZE:
        size = directory_file.MAX_SIZE // 1_000_000
        message = _("{file} would be larger than {size} MB", file=path, size=size)
        raise CmcctError(message, _("nothing was saved"))


def changed_error(file: object) -> CmcctError:
    """Return the error that a file was changed while an edit of it was prepared."""
    message = _("{file} was changed by someone else in the meantime", file=file)
    return CmcctError(message, _("nothing was saved; try again"))


def replace_files(files: Sequence[NewContent]) -> None:
    """Replace all files in order, or none of them; raises `CmcctError`.

    All drafts are flushed to disk before the first rename. Links are followed, but not those that
    git tracks. A kill can occur after any rename, so the order matters; any other failure restores
    the replaced files. The folders must be `lock_folders`.
    """
    for file in files:
        filesystem.refuse_tracked(file.path)
    steps = [_prepare(file.path) for file in files]
    begun: list[_FileReplacement] = []
    try:
        for step, file in zip(steps, files, strict=True):
            with _os_errors_as(_write_problem, step.path):
                _write_draft(file, step.draft, step.target)
                # Nothing fails after the last rename, so the last file needs no backup.
                if step is not steps[-1] and step.target.exists():
                    content = NewContent(step.path, step.target.read_bytes())
                    _write_draft(content, step.backup, step.target)
        for step in steps:
            begun.append(step)
            with _os_errors_as(_write_problem, step.path):
                step.draft.replace(step.target)
            if step is not steps[-1]:
                with _os_errors_as(_folder_problem, step.target.parent):
                    filesystem.sync_folder(step.target.parent)
    except CmcctError as error:
        done = [step for step in begun if step.is_done]
        raise _describe_outcome(error, done, _roll_back(done)) from None
    except BaseException:
        # On Ctrl-C after the last rename, nothing is restored.
        done = [step for step in begun if step.is_done]
        _roll_back(done if done != steps else [])
        raise
    finally:
        for leftover in (path for step in steps for path in (step.draft, step.backup)):
            with suppress(OSError):
                leftover.unlink(missing_ok=True)
    folder = steps[-1].target.parent
    try:
        filesystem.sync_folder(folder)
    except OSError as error:
        message = _(
            "written, but a power failure could undo it: {files}; {problem}",
            files=join(step.path for step in steps),
            problem=_folder_problem(folder, error),
        )
        raise CmcctError(message, _("check the disk")) from None


def _prepare(path: Path) -> _FileReplacement:
    target = Path(os.path.realpath(path))
    draft, backup = (filesystem.draft_path(target) for _ in range(2))
    return _FileReplacement(path, target, draft, backup)


def _write_draft(file: NewContent, draft: Path, target: Path) -> None:
    """Write and flush the content of a file to a draft that will replace `target`."""
    if target.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    if target.exists() and not target.is_file():
        # Root could replace a device by a file.
        raise OSError(errno.EINVAL, _("not a regular file"))
    if filesystem.is_read_only(target):
        raise OSError(errno.EACCES, _("the file is read-only"))
    with filesystem.create_private(draft) as out:
        out.write(file.data)
        out.flush()
        filesystem.copy_metadata(out, target, private=file.private)
        system.sync(out.fileno())


def _roll_back(steps: Sequence[_FileReplacement]) -> list[tuple[Path, OSError]]:
    """Restore replaced files from their backups; return those that failed."""
    failed = []
    for step in reversed(steps):
        try:
            if step.backup.exists():
                step.backup.replace(step.target)
            else:
                step.target.unlink()
        except OSError as error:
            failed.append((step.path, error))
    return failed


def _describe_outcome(
    error: CmcctError, done: Sequence[_FileReplacement], failed: Sequence[tuple[Path, OSError]]
) -> CmcctError:
    """Extend an error with the outcome for the files replaced before it."""
    if failed:
        path, reason = failed[0]
        message = _(
            "{problem}; {file} was already changed and cannot be restored: {reason}",
            problem=error.message,
            file=path,
            reason=system_reason(reason),
        )
        return CmcctError(message, _("run {command}", command=SafeText("cmcct check")))
    if done:
        files = join(step.path for step in done)
        message = _("{problem}; restored: {files}", problem=error.message, files=files)
        return CmcctError(message, error.hint)
    return error


@contextmanager
def _os_errors_as(problem: Callable[[Path, OSError], Message], path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise CmcctError(problem(path, error)) from None


def _write_problem(path: Path, error: OSError) -> Message:
    return _("cannot write {file}: {reason}", file=path, reason=system_reason(error))


def _folder_problem(folder: Path, error: OSError) -> Message:
    return _("cannot use {file}: {reason}", file=folder, reason=system_reason(error))


def make_folder(path: Path, *, private: bool = False) -> None:
    """Create a folder and its parents; raises `CmcctError`.

    With `private`, its mode is 0700.
    """
    filesystem.refuse_tracked(path)
    with _os_errors_as(_folder_problem, path):
        path.mkdir(0o700 if private else 0o777, parents=True, exist_ok=True)


def remove_file(path: Path) -> None:
    """Remove a file or link if it exists; raises `CmcctError`."""
    filesystem.refuse_tracked(path.parent)
    with _os_errors_as(_write_problem, path):
        path.unlink(missing_ok=True)


@contextmanager
def lock_folders(*paths: Path) -> Iterator[None]:
    """Lock the folders of some files against other writers.

    Folders are locked, not files, since a rename replaces a file. All commands lock in the same
    order, so that no deadlock occurs. Raises `CmcctError`.
    """
    deadline = filesystem.lock_deadline()
    with ExitStack() as stack:
        for folder in _folders(paths):
            with _os_errors_as(_folder_problem, folder):
                stack.enter_context(filesystem.lock_folder(folder, deadline))
            filesystem.remove_drafts(folder)
        yield


def _folders(paths: Iterable[Path]) -> list[Path]:
    """Return the folders of the files without duplicates, ordered by inode, not by name."""
    by_inode = {}
    for folder in {Path(os.path.realpath(path)).parent for path in paths}:
        with _os_errors_as(_folder_problem, folder):
            number = folder.stat()
        by_inode[number.st_dev, number.st_ino] = folder
    return [folder for _, folder in sorted(by_inode.items())]
