"""Who else may come to read a private file: asked of git, and of the file system."""

import os
import stat
import tempfile
from pathlib import Path

from cmcct import git
from cmcct.errors import CmcctError
from cmcct.reading import Keeping


def keeping_of(path: Path) -> Keeping:
    """Ask how a private file is kept: as it is named, and where a link leads."""
    tracked, unignored = zip(*(_in_git(place) for place in _places(path)), strict=True)
    is_readable = _is_readable(path)
    has_modes = not is_readable or _has_modes(path.parent)
    return Keeping(any(tracked), any(unignored), is_readable, has_modes)


def _places(path: Path) -> set[Path]:
    return {path.parent.resolve() / path.name, path.resolve()}


def _in_git(path: Path) -> tuple[bool, bool]:
    """Return whether git tracks a file, and whether it would; without a repository, neither."""
    try:
        return git.is_tracked(path), git.is_unignored(path)
    except CmcctError:
        return False, False


def _is_readable(path: Path) -> bool:
    return path.exists() and bool(path.stat().st_mode & stat.S_IROTH)


def _has_modes(folder: Path) -> bool:
    """Try on a nameless file whether the disk keeps modes."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            os.fchmod(file.fileno(), stat.S_IRUSR)
            return not os.fstat(file.fileno()).st_mode & stat.S_IROTH
    except AttributeError:
        return False  # Windows
    except OSError:
        return True
