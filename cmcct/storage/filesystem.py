"""Locks of folders, drafts, links, and the modes and owners of files, on any file system.

NFS cannot lock a folder, some file systems cannot sync one. `cmcct/system` has what differs between
the systems themselves.
"""

import errno
import os
import re
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO

from cmcct import system
from cmcct.errors.exceptions import CmcctError, system_reason
from cmcct.i18n.messages import _

LOCK_NAME = ".cmcct-lock"  # used only where the system cannot lock a folder

_UNSUPPORTED = frozenset(
    (errno.EINVAL, errno.EBADF, errno.EACCES, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP)
)
_LOCK_RETRY_INTERVAL = 0.01  # seconds between two attempts to lock
_LOCK_TIMEOUT = 30  # seconds to wait for a lock
_SALT = 6  # random bytes in the name of a draft
_DRAFT = re.compile(rf"\.cmcct-[0-9a-f]{{{2 * _SALT}}}")
_HOLDER = re.compile(rb"(\S+) ([0-9]{1,9})\n")
_MAX_LOCK_BYTES = 300  # bytes read from a lock file
_MAX_LINKS = 40  # as in Linux; more are a circle, which the system reports

# Whether git tracks a link. The command line sets it: calls of git are in a package above.
is_tracked: Callable[[Path], bool] = lambda _link: False  # noqa: E731 - replaced at start


def lock_deadline() -> float:
    """Return the time of `time.monotonic` until which a command waits for a lock."""
    return time.monotonic() + _LOCK_TIMEOUT


@contextmanager
def lock_folder(folder: Path, deadline: float) -> Iterator[None]:
    """Lock a folder with `flock`, else with a lock file; raises `CmcctError` and `OSError`.

    `deadline` is a time of `time.monotonic`. The system releases the lock of a killed process; a
    lock file remains, and the next command reports its name.
    """
    handle = system.open_to_lock(folder)
    try:
        is_locked = handle is not None and _flock(handle, folder, deadline)
        with nullcontext() if is_locked else _lock_file(folder, deadline):
            yield
    finally:
        if handle is not None:
            os.close(handle)


def _flock(handle: int, folder: Path, deadline: float) -> bool:
    """Lock an open folder; return whether its file system has locks."""
    while True:
        try:
            system.lock(handle)
        except BlockingIOError:
            _wait(folder, deadline)
        except OSError:  # waiting does not help: ENOLCK, EOPNOTSUPP, EBADF
            return False
        else:
            return True


@contextmanager
def _lock_file(folder: Path, deadline: float) -> Iterator[None]:
    import socket

    path, host = folder / LOCK_NAME, os.fsencode(socket.gethostname())
    while True:
        try:
            with create_private(path) as file:
                file.write(b"%s %d\n" % (host, os.getpid()))
            break
        except FileExistsError:
            _refuse_stale(path, host)
            _wait(folder, deadline, path)
        except OSError as error:
            message = _("cannot use {file}: {reason}", file=folder, reason=system_reason(error))
            raise CmcctError(message, _("nothing was saved")) from None
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def _refuse_stale(path: Path, host: bytes) -> None:
    """Raise `CmcctError` if the process that created the lock file has ended.

    The file is not removed: two commands that both find it stale would remove each other's lock.
    """
    with suppress(OSError), path.open("rb") as file:
        holder = _HOLDER.fullmatch(file.read(_MAX_LOCK_BYTES))
        if holder and holder[1] == host and not system.is_running(int(holder[2])):
            message = _("a command that was killed left the lock file {file}", file=path)
            raise CmcctError(message, _("nothing was saved; remove that file and try again"))


def _wait(folder: Path, deadline: float, lock: Path | None = None) -> None:
    if time.monotonic() < deadline:
        time.sleep(_LOCK_RETRY_INTERVAL)
        return
    message = _("another command is writing to the folder {folder}", folder=folder)
    if lock:
        hint = _("nothing was saved; if no command is running, remove {file}", file=lock)
        raise CmcctError(message, hint)
    raise CmcctError(message, _("nothing was saved; try again"))


def create_private(path: Path) -> BinaryIO:
    """Create a file that only its owner can read, and open it for writing.

    Raises `FileExistsError` if the path exists, even as a symbolic link.
    """
    return open(path, "xb", opener=partial(os.open, mode=0o600))


def write_private(path: Path, data: bytes) -> None:
    """Write a file that only its owner can read, at once; its folder is made.

    Raises `CmcctError` and `OSError`.
    """
    folder, draft = path.parent, draft_path(path)
    folder.mkdir(0o700, parents=True, exist_ok=True)
    with lock_folder(folder, lock_deadline()):
        remove_drafts(folder)
        try:
            with create_private(draft) as file:
                file.write(data)
                file.flush()
                system.sync(file.fileno())
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        sync_folder(folder)


def draft_path(target: Path) -> Path:
    """Return a new path beside a file for what will replace it."""
    return target.with_name(f".cmcct-{os.urandom(_SALT).hex()}")


def find_drafts(folder: Path) -> list[Path]:
    """Return the user's drafts in a folder, of killed or running commands."""
    with suppress(OSError):
        return [
            path for path in folder.iterdir() if _DRAFT.fullmatch(path.name) and is_own_file(path)
        ]
    return []


def remove_drafts(folder: Path) -> None:
    """Remove the drafts of killed commands; the folder must be locked."""
    for draft in find_drafts(folder):
        with suppress(OSError):
            draft.unlink()


def copy_metadata(file: BinaryIO, target: Path, *, private: bool) -> None:
    """Give a new file the mode, owner and group of the file it replaces, as far as allowed.

    Without a file to replace, the umask decides the mode. With `private`, the mode is 0600.
    """
    status = target.stat() if target.exists() else None
    if status:
        system.set_owner(file.fileno(), status.st_uid, status.st_gid)
    mode = 0o600 if private else stat.S_IMODE(status.st_mode) if status else 0o666 & ~_umask()
    system.set_mode(file.fileno(), mode)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def sync_folder(folder: Path) -> None:
    """Flush a folder's entries to disk, where the system supports it; raises `OSError`."""
    try:
        handle = os.open(folder, os.O_RDONLY)
        try:
            system.sync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        if error.errno not in _UNSUPPORTED:
            raise


def is_open_to_others(path: Path) -> bool:
    """Return whether other users may read or write a file; False where there are no modes."""
    return system.has_modes() and bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def has_modes(folder: Path) -> bool:
    """Return whether the file system stores modes, tested with an anonymous file."""
    if not system.has_modes():
        return False
    import tempfile

    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            system.set_mode(file.fileno(), stat.S_IRUSR)
            return not os.fstat(file.fileno()).st_mode & stat.S_IROTH
    except OSError:
        return True


def is_read_only(path: Path) -> bool:
    """Return whether an existing file has no write permission bits, which bind root too."""
    try:
        return not path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)
    except FileNotFoundError:
        return False


def is_own_file(path: Path) -> bool:
    """Return whether a path is a regular file, not a link, owned by the user or root."""
    status, user = path.lstat(), system.user_id()
    return stat.S_ISREG(status.st_mode) and user in {None, 0, status.st_uid}


# Links on the way to a file. One that git tracks comes from whoever committed it: a clone must not
# make cmcct write elsewhere, so nothing is written through it. One that the user made is followed.


def refuse_tracked(path: Path) -> None:
    """Raise `CmcctError` for a path with a link that git tracks, also on the way to its target."""
    for link in iter_links(path):
        if is_tracked(link):
            message = _("{link} is a link that git tracks: it was committed by somebody", link=link)
            target = os.path.realpath(link)
            raise CmcctError(message, _("if it is meant, name {target} itself", target=target))


def iter_links(path: Path) -> Iterator[Path]:
    """Yield the links that the system follows to a path, each in its real folder."""
    steps = [*reversed(path.absolute().parts[1:])]
    place, count = Path(path.absolute().anchor), 0
    while steps and count <= _MAX_LINKS:
        step = steps.pop()
        place = place.parent if step == os.pardir else place / step
        if os.path.islink(place):  # noqa: PTH114 - `is_symlink` raises where a name is too long
            yield place
            target, count = Path(os.readlink(place)), count + 1  # noqa: PTH115 - not resolved
            steps += reversed(target.parts[1:] if target.is_absolute() else target.parts)
            place = Path(target.anchor) if target.is_absolute() else place.parent
