"""Git's merge driver for the directory file: the attribute that names it, the setting that runs it.

The attribute is a line of `.gitattributes`, which is committed; it also has git hold the directory
file with LF. The setting is a command, so git takes it only from the configuration of each clone.
"""

import os
import re
from contextlib import suppress
from json import dumps
from pathlib import Path

from cmcct.errors.exceptions import CmcctError
from cmcct.history.git import process
from cmcct.history.git.process import GitError
from cmcct.history.git.repository import Repository
from cmcct.i18n.messages import SafeText, _
from cmcct.storage import atomic, directory_file
from cmcct.storage.directory_file import UnreadableError

ATTRIBUTES_NAME = ".gitattributes"

_NAME = "cmcct"
_TITLE = "cmcct: merge by entry and field"
# Git runs this line with sh, after it has replaced %A and the others by shell words. Git before
# 2.44 leaves %X, %S and %Y as they are; %% is a percent sign in every version. Every exit code but
# those of a merge means that `cmcct merge-file` did not run or failed, and that OURS is as it was:
# without markers, so that git merges the lines. That fails for a binary file, such as UTF-16: a
# conflict, since git gives up the whole merge if a driver ends with more than 128.
DRIVER = (
    "set -- %X %S %Y; "
    'test "$1" != %%X || set -- ours base theirs; '
    # Where it is missing, the shell would print this whole line.
    'command -v cmcct >/dev/null || { echo "merged by lines: no cmcct on the PATH" >&2; false; } '
    '&& cmcct merge-file %A %O %B --path=%P -L "$1" -L "$2" -L "$3"; '
    "code=$?; case $code in 0|65) exit $code;; esac; "
    'git merge-file --marker-size=%L -L "$1" -L "$2" -L "$3" %A %O %B || exit 1'
)


def install(path: Path) -> str:
    """Have this clone merge a directory file with `cmcct merge-file`.

    Returns the line added to `.gitattributes`; "" if it was there. Raises `CmcctError`.
    """
    try:
        repository = Repository.open(path)
    except CmcctError as error:
        error.hint = error.hint and _("run {command}", command=SafeText("git init"))
        raise
    is_encrypted = directory_file.is_encrypted(Path(repository.name))
    # Of a text, whether git converts its line ends is set too. Who has set it knows why.
    is_text_set = is_encrypted or _read_attribute(repository, "text") != "unspecified"
    line = ""
    if not (is_text_set and _is_driver_set(repository)):
        line = _add_attributes(repository, "" if is_encrypted else "text eol=lf ")
    for key, value in (("name", _TITLE), ("driver", DRIVER)):
        process.run(repository.root, "config", f"merge.{_NAME}.{key}", value)
    return line


def is_missing(path: Path) -> bool:
    """Return whether a clone has the attribute, but not the setting."""
    with suppress(CmcctError):
        repository = Repository.open(path)
        if _is_driver_set(repository):
            try:
                process.run(repository.root, "config", "--get", f"merge.{_NAME}.driver")
            except GitError:
                return True
    return False


def _is_driver_set(repository: Repository) -> bool:
    return _read_attribute(repository, "merge") == _NAME


def _read_attribute(repository: Repository, name: str) -> str:
    words = ("check-attr", "-z", name, "--", repository.name)
    return os.fsdecode(process.run(repository.root, *words)).split("\0")[-2]


def _add_attributes(repository: Repository, text: str) -> str:
    """Append the line to `.gitattributes`, where the last line that matches counts."""
    path = repository.root / ATTRIBUTES_NAME
    if path.is_symlink():  # git does not follow it
        raise UnreadableError(path, _("it is a link"))
    before = directory_file.read_file(path) if os.path.lexists(path) else b""
    if before and not before.endswith(b"\n"):
        before += b"\n"
    line = f"{_pattern(repository.name)} {text}merge={_NAME}"
    atomic.write_file(path, before + os.fsencode(f"{line}\n"))
    if not _is_driver_set(repository):
        message = _(
            "another file of attributes overrides {file}: see git help attributes", file=path
        )
        raise CmcctError(message)
    return line


def _pattern(name: str) -> str:
    """Return the pattern of git's attributes that matches a path only."""
    escaped = re.sub(r"[\\*?\[]|^!", r"\\\g<0>", name)
    needs_quotes = re.search(r'[\s"]|^#', escaped)
    return dumps(escaped, ensure_ascii=False) if needs_quotes else escaped
