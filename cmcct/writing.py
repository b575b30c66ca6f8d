"""Files written whole or not at all, by one writer at a time."""

import errno
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cmcct import store
from cmcct.errors import CmcctError
from cmcct.wording import say

_PATIENCE = 30  # seconds to wait for another writer
_SALT = 6  # random bytes in the name of a draft


def write(path: Path, data: bytes, *, private: bool = False) -> None:
    """Write a file whole or not at all: `path` has the old bytes until it has all the new ones.

    A link is followed; a device or pipe is written to directly. A `private` file is readable by
    its owner only. Raises `CmcctError`.
    """
    try:
        target = Path(os.path.realpath(path))
        if store.is_handed(path):
            path.write_bytes(data)  # a pipe, which has no name of its own
        elif target.is_symlink():
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))  # noqa: TRY301 - as open() would
        elif target.exists() and not target.is_file():
            target.write_bytes(data)
        else:
            _replace(target, data, private=private)
    except OSError as error:
        message = say("cannot write {file}: {reason}", file=path, reason=error.strerror)
        raise CmcctError(message) from None


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
def locked(path: Path) -> Iterator[None]:
    """Keep other writers out of a file's folder as long as this lasts; raises `CmcctError`.

    The folder is locked, not the file: one that is replaced is another file, and no lock is left
    behind. Where the system has no such locks, a file that changed meanwhile is still noticed.
    """
    folder = _open_folder(path)
    try:
        with suppress(ImportError):
            _lock(folder)
            _sweep(Path(os.path.realpath(path)))
        yield
    finally:
        os.close(folder)


def _open_folder(path: Path) -> int:
    folder = Path(os.path.realpath(path)).parent
    try:
        return os.open(folder, os.O_RDONLY)
    except OSError as error:
        message = say(
            "cannot open the folder {folder}: {reason}", folder=folder, reason=error.strerror
        )
        raise CmcctError(message) from None


def _lock(folder: int) -> None:
    import fcntl

    patience = time.monotonic() + _PATIENCE
    while True:
        try:
            return fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            if time.monotonic() > patience:
                message = say("somebody else is writing in this folder")
                raise CmcctError(message, say("nothing is written; try again")) from None
            time.sleep(0.01)


def _sweep(target: Path) -> None:
    """Take out the drafts of writers that were killed between naming one and replacing with it."""
    written = "|".join(map(re.escape, (target.name, store.OVERLAY_NAME, ".gitignore")))
    draft = re.compile(rf"\.({written})\.[0-9a-f]{{{2 * _SALT}}}")
    with suppress(OSError):
        for path in target.parent.iterdir():
            if draft.fullmatch(path.name):
                path.unlink()


def _replace(target: Path, data: bytes, *, private: bool) -> None:
    """Write a draft without a name, and let it take the place of the target in one step."""
    handle, name = _draft(target)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            _dress(file.fileno(), target, private=private)
            os.fsync(file.fileno())
            if not name.exists():
                # With a folder given, Python has the system follow the link; without, it does not.
                link = f"/proc/self/fd/{file.fileno()}"
                os.link(link, name, src_dir_fd=file.fileno(), follow_symlinks=True)
        name.replace(target)
        _sync_folder(target.parent)
    except BaseException:
        name.unlink(missing_ok=True)
        raise


def _draft(target: Path) -> tuple[int, Path]:
    """Open a file beside the target, where the system can without a name: none is left then."""
    name = target.with_name(f".{target.name}.{os.urandom(_SALT).hex()}")
    try:
        return os.open(target.parent, os.O_TMPFILE | os.O_WRONLY, 0o600), name
    except (AttributeError, OSError):
        return os.open(name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), name


def _dress(handle: int, target: Path, *, private: bool) -> None:
    """Give a draft the mode of what it replaces, and the owner where that is allowed."""
    os.fchmod(handle, _mode(target, private=private))
    if target.exists():
        owner = target.stat()
        with suppress(PermissionError):
            os.fchown(handle, owner.st_uid, owner.st_gid)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _mode(target: Path, *, private: bool) -> int:
    if private:
        return 0o600
    if target.exists():
        return target.stat().st_mode & 0o7777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
