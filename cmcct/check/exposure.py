"""Access to a private file by others, according to git and the file system."""

import os
import stat
from pathlib import Path

from cmcct.errors.exceptions import CmcctError
from cmcct.history.git import repository
from cmcct.history.git.process import GitError, NoGitError
from cmcct.i18n.messages import OptionalMessage
from cmcct.model.loader import Exposure
from cmcct.storage import filesystem


def check_exposure(path: Path) -> Exposure:
    """Check the access to a private file at its path and at the target of a link."""
    paths = {path.parent.resolve() / path.name, path.resolve()}
    tracked, addable, refusals = zip(*map(_git_status, paths), strict=True)
    is_world_readable = _is_world_readable(path)
    has_modes = not is_world_readable or filesystem.has_modes(path.parent)
    refusal: OptionalMessage = next(filter(None, refusals), "")
    return Exposure(any(tracked), any(addable), is_world_readable, has_modes, refusal)


def _git_status(path: Path) -> tuple[bool, bool, OptionalMessage]:
    """Return whether git tracks a file, whether `git add` would, and why git does not answer.

    Without a repository or without git: False, False and no reason.
    """
    try:
        # A tracked file is never listed as addable.
        is_tracked = repository.is_tracked(path)
        return is_tracked, not is_tracked and repository.is_addable(path), ""
    except NoGitError:
        return False, False, ""
    except CmcctError as error:
        is_in_repository = _is_in_repository(path.parent, error)
        return False, False, repository.describe_failure(error) if is_in_repository else ""


def _is_in_repository(folder: Path, error: CmcctError) -> bool:
    """Return whether git failed because of a repository, not for lack of one."""
    if not isinstance(error, GitError) or not error.reason.startswith("not a git repository (or "):
        return folder.is_dir()  # the link is dangling: nothing to protect
    # Git gives the same message for an incomplete repository.
    roots = (place for place in (folder, *folder.parents) if os.path.lexists(place / ".git"))
    root = next(roots, None)
    # A root that git can read lies across a file system boundary, where git stops searching.
    return root is not None and not repository.is_repository(root)


def _is_world_readable(path: Path) -> bool:
    return path.exists() and bool(path.stat().st_mode & stat.S_IROTH)
