"""Run git as a subprocess. All calls of git are made here.

`run`, `run_unfiltered` and `open_batch` only read, but for `git config`, and keep git from running
other programs. An unpacked or shared folder, or a bare repository inside a clone, can bring git
settings that name programs; a lookup must not run them. `run_as_user` is for the commands that
commit: hooks, filters and signatures of the repository run, as in a commit that the user makes.
"""

import os
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import BufferedReader, FileIO, RawIOBase
from pathlib import Path
from typing import IO, Any, cast

from cmcct import system
from cmcct.errors.exceptions import CmcctError, system_reason
from cmcct.i18n.messages import SafeText, _, quote_text

# Seconds for an answer, even on a slow disk. Git may hang on a network drive.
TIME_LIMIT = 60

# Git for Windows takes paths of more than 259 characters only if it is told to.
_LONG_PATHS = "core.longpaths=true"
# Settings on the command line override those of a repository.
_READ_ONLY = (
    _LONG_PATHS,
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "safe.bareRepository=explicit",
    "protocol.allow=never",
    # Not a boolean, so that `git fetch` fails before it connects: git before 2.45 has no option
    # against fetching objects that a partial clone lacks.
    "fetch.prune=never",
)
# A random name that no protocol and no program has. An empty list would allow a protocol with an
# empty name, and run the repository's alias of `remote-`.
_NO_PROTOCOL = os.urandom(16).hex()
_ENVIRONMENT = {
    "LC_ALL": "C",  # git's output is parsed
    "GIT_OPTIONAL_LOCKS": "0",  # take no locks
    "GIT_ALLOW_PROTOCOL": _NO_PROTOCOL,  # overrides protocol.file.allow of a repository
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_TERMINAL_PROMPT": "0",
}
# Variables set for hooks: another repository, or other path matching.
_GIT_VARIABLES = re.compile(
    "GIT_(DIR|WORK_TREE|COMMON_DIR|INDEX_FILE|PREFIX|NAMESPACE|OBJECT_DIRECTORY"
    "|ALTERNATE_OBJECT_DIRECTORIES|SHALLOW_FILE|GRAFT_FILE|(LITERAL|GLOB|NOGLOB|ICASE)_PATHSPECS)"
)


_NO_FILTER = {"clean": "", "smudge": "", "process": "", "required": "false"}


class GitError(CmcctError):
    """Git failed: its message, exit status, output so far, and what it and its hooks printed."""

    def __init__(
        self, reason: str, status: int = 128, output: bytes = b"", printed: bytes = b""
    ) -> None:
        """Pass on git's message without its advice, which may be to trust a repository."""
        cause = reason or _("exit code {code}", code=status)
        super().__init__(_("{label}: {text}", label=SafeText("git"), text=cause))
        self.reason, self.status, self.output = reason, status, output
        self.printed = output + printed


class NoGitError(CmcctError):
    """Git is not installed."""

    def __init__(self) -> None:
        """Set the message and the hint."""
        super().__init__(_("git is not installed"))


def run(
    folder: Path, *words: str, input_: bytes | None = None, settings: Sequence[str] = ()
) -> bytes:
    """Return git's output, with further settings `KEY=VALUE`.

    Raises `GitError`, and `CmcctError` if git cannot be run.
    """
    command = _command(folder, *words, settings=settings)
    return _run(command, _environment(), input_, TIME_LIMIT)


def run_unfiltered(folder: Path, *words: str) -> bytes:
    """Return the output of a command that converts files as for the work tree, like `run`.

    Line ends are converted; filters, which are programs, do not run.
    """
    keys = os.fsdecode(run(folder, "config", "-z", "--name-only", "--list")).split("\0")
    filters = {key.rpartition(".")[0] for key in keys if key.startswith("filter.")}
    for name in filters:
        if "=" in name:  # no option switches it off, and git before 2.31 has no variables for it
            message = _("the git setting {name} has an equals sign in its name")
            hint = _("a filter runs a program: take it out of the settings of git")
            raise CmcctError(message.with_values(name=quote_text(name)), hint)
    off = [f"{name}.{key}={value}" for name in filters for key, value in _NO_FILTER.items()]
    return run(folder, *words, settings=off)


def run_as_user(folder: Path, *words: str, input_: bytes | None = None) -> bytes:
    """Return git's output as the user would get it, with hooks, filters and signatures.

    There is no time limit, since a hook may be slow and a signature may ask for a password. Raises
    `GitError` with all that git and the hooks printed, and `CmcctError` if git cannot be run.
    """
    command = [_program(), "-c", _LONG_PATHS, "-C", str(folder), "--no-pager", *words]
    return _run(command, _user_environment(), input_, None)


def _run(
    command: list[str], environment: Mapping[str, str], input_: bytes | None, limit: int | None
) -> bytes:
    """Return the output of git, which may take `limit` seconds; raises as `run` does."""
    with _explained_failures():
        done = subprocess.run(  # noqa: S603 - git, without a shell
            command, input=input_, capture_output=True, check=False, env=environment, timeout=limit
        )
    if done.returncode:
        raise GitError(_reason(done.stderr), done.returncode, done.stdout, done.stderr)
    return done.stdout


@contextmanager
def open_batch(folder: Path, *words: str) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """Provide the stdin and stdout of a git process; raises like `run`."""
    with _explained_failures():
        process = subprocess.Popen(  # noqa: S603 - as in `run`
            _command(folder, *words),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            # Unbuffered: data left in a buffer after git exits could not be flushed or dropped.
            bufsize=0,
            # Ctrl-C may be meant for a pager that shows what was read so far.
            process_group=0,
        )
    with process:
        asked, answers = cast("IO[bytes]", process.stdin), cast("FileIO", process.stdout)
        system.enlarge_pipe(answers)
        try:
            yield asked, BufferedReader(_TimedPipe(answers))
        except BaseException:
            process.kill()
            raise
        finally:
            asked.close()
            answers.close()
            _end(process)


class _TimedPipe(RawIOBase):
    """The output of a process that must not take longer than `TIME_LIMIT` for the next part."""

    def __init__(self, pipe: FileIO) -> None:
        super().__init__()
        self._pipe, self._wait = pipe, system.make_waiter(pipe)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        if not self._wait(TIME_LIMIT):
            raise _late_error()
        return self._pipe.readinto(buffer)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Wait for a process whose pipes are closed; kill it if it does not end."""
    try:
        process.wait(TIME_LIMIT)
    except subprocess.TimeoutExpired:
        process.kill()


def _late_error() -> CmcctError:
    return CmcctError(_("git did not answer within {seconds} seconds", seconds=TIME_LIMIT))


@contextmanager
def _explained_failures() -> Iterator[None]:
    """Raise `CmcctError` where git cannot be run, or does not answer."""
    try:
        yield
    except subprocess.TimeoutExpired:
        raise _late_error() from None
    except OSError as error:
        reason = system_reason(error)
        message = _("cannot run {command}: {reason}", command=SafeText("git"), reason=reason)
        raise CmcctError(message) from None


def _reason(printed: bytes) -> str:
    """Return the line of git with "fatal:", else its first; and what follows a colon at its end."""
    lines = printed.decode(errors="replace").strip().splitlines() or [""]
    place = next((n for n, line in enumerate(lines) if line.startswith("fatal: ")), 0)
    size = 2 if lines[place].endswith(":") else 1
    return " ".join(lines[place : place + size]).removeprefix("fatal: ").removeprefix("error: ")


def _command(folder: Path, *words: str, settings: Sequence[str] = ()) -> list[str]:
    options = [word for setting in (*_READ_ONLY, *settings) for word in ("-c", setting)]
    return [_program(), "-C", str(folder), "--no-pager", "--literal-pathspecs", *options, *words]


def _program() -> str:
    """Return the path of git; raises `CmcctError`.

    Only absolute folders of PATH count: Windows searches the current folder first, as does an empty
    entry of PATH, and a clone can contain a program named git.
    """
    name = system.program_file("git")
    for folder in os.get_exec_path():
        program = os.path.join(folder, name)  # noqa: PTH118 - twice as fast as pathlib
        if os.path.isabs(folder) and os.path.isfile(program) and os.access(program, os.X_OK):  # noqa: PTH113, PTH117
            return program
    raise NoGitError


def _environment() -> Mapping[str, str]:
    return _user_environment() | _ENVIRONMENT


def _user_environment() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if not _GIT_VARIABLES.fullmatch(key)}
