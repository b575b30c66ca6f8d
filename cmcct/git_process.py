"""Git as a process: every call of git is made here.

All that is called today only reads, so git is kept from running anything else. A clone can bring
settings along, in a bare repository inside it, and so can a folder that was unpacked or shared: who
looks up a number in it must not run the programs that these settings name. A command that writes to
git would have to run it as its user does, with hooks and signatures.
"""

import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import IO, cast

from cmcct.errors import CmcctError
from cmcct.wording import say

# Settings of the command line are stronger than those of a repository.
_READ_ONLY = (
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "safe.bareRepository=explicit",
    "protocol.allow=never",
    # Not a boolean, so that `git fetch` ends before it asks anybody: before 2.45 git cannot be told
    # to leave an object alone that a clone lacks.
    "fetch.prune=never",
)
# No protocol has this name, nor has any program, since nobody can know it. With an empty list git
# would allow a protocol of an empty name, and run what a repository has as alias of `remote-`.
_NO_PROTOCOL = os.urandom(16).hex()
_ENVIRONMENT = {
    "LC_ALL": "C",  # what git says is read
    "GIT_OPTIONAL_LOCKS": "0",  # and nobody waits for its locks
    "GIT_ALLOW_PROTOCOL": _NO_PROTOCOL,  # stronger than protocol.file.allow of a repository
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_TERMINAL_PROMPT": "0",
}
# What a hook is told: of a repository that need not be the file's, and of how names are matched.
_TOLD = re.compile(
    "GIT_(DIR|WORK_TREE|COMMON_DIR|INDEX_FILE|PREFIX|NAMESPACE|OBJECT_DIRECTORY"
    "|ALTERNATE_OBJECT_DIRECTORIES|SHALLOW_FILE|GRAFT_FILE|(LITERAL|GLOB|NOGLOB|ICASE)_PATHSPECS)"
)
_PROGRAM = "git.exe" if os.name == "nt" else "git"


class GitError(CmcctError):
    """Git failed: its own reason, how it ended, and what it had printed by then."""

    def __init__(self, reason: str, status: int = 128, output: bytes = b"") -> None:
        """Pass on why git failed, but not what it advises: that may be to trust a repository."""
        super().__init__(say("git: {reason}", reason=reason))
        self.reason, self.status, self.output = reason, status, output


class NoGitError(CmcctError):
    """Git is not installed."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__(say("git is not installed"))


def read(folder: Path, *words: str, input_: bytes | None = None) -> bytes:
    """Return what git prints; raises `GitError`, and `CmcctError` where git cannot be run."""
    try:
        done = subprocess.run(  # noqa: S603 - git, with words that the shell never sees
            _command(folder, *words),
            input=input_,
            capture_output=True,
            check=False,
            env=_environment(),
        )
    except OSError as error:
        raise _not_run(error) from None
    if done.returncode:
        raise GitError(_reason(done.stderr), done.returncode, done.stdout)
    return done.stdout


@contextmanager
def reader(folder: Path, *words: str) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """Give where a process of git is asked and where it answers; raises as `read` does."""
    try:
        process = subprocess.Popen(  # noqa: S603 - as in `read`
            _command(folder, *words),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            # A question that is still buffered when git has ended could never be got rid of.
            bufsize=0,
        )
    except OSError as error:
        raise _not_run(error) from None
    with process:
        asked, answers = cast("IO[bytes]", process.stdin), cast("RawIOBase", process.stdout)
        yield asked, BufferedReader(answers)


def _not_run(error: OSError) -> CmcctError:
    return CmcctError(say("cannot run git: {reason}", reason=error.strerror))


def _reason(printed: bytes) -> str:
    """Return why git failed: the line that says so, or the first."""
    lines = printed.decode(errors="replace").strip().splitlines() or [""]
    fatal = (line for line in lines if line.startswith("fatal: "))
    return next(fatal, lines[0]).removeprefix("fatal: ")


def _command(folder: Path, *words: str) -> list[str]:
    settings = [word for setting in _READ_ONLY for word in ("-c", setting)]
    options = ["-C", str(folder), "--no-pager", "--literal-pathspecs", *settings]
    return [_program(), *options, *words]


def _program() -> str:
    """Return where git is; raises `CmcctError`.

    Only folders with a whole name count: Windows would look into the current folder first, and so
    does an empty entry of PATH, where a clone can have a program of that name.
    """
    for folder in os.get_exec_path():
        program = os.path.join(folder, _PROGRAM)  # noqa: PTH118 - half as fast
        if os.path.isabs(folder) and os.path.isfile(program) and os.access(program, os.X_OK):  # noqa: PTH113, PTH117
            return program
    raise NoGitError


def _environment() -> Mapping[str, str]:
    kept = {key: value for key, value in os.environ.items() if not _TOLD.fullmatch(key)}
    return kept | _ENVIRONMENT
