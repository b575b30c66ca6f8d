"""Git, asked through its plumbing: what a file said in a commit, and which commits touched it."""

import os
import re
import subprocess
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import IO, NamedTuple, cast

from cmcct.errors import CmcctError
from cmcct.wording import say

# Each field ends with a NUL, the one character that no name and no subject can have.
_FORMAT = "--format=%H%x00%an%x00%cI%x00%s"
# What became of one path: modes, the blobs, one a parent and the last of the commit itself, names.
_RAW = r":+(?:[0-7]{6} )+((?:[0-9a-f]{40,64} )+)(?:R[0-9]+\0[^\0]+|[A-Z]+[0-9]*)\0([^\0]+)\0"
_SIDES = re.compile(_RAW.encode())
_RECORD = re.compile(
    rf"([0-9a-f]{{40,64}})\0([^\0]*)\0([^\0]*)\0([^\0]*)\0[\0\n]((?:{_RAW})+)".encode()
)

_NEAR = 16  # versions that are kept at hand
# What a hook is told: of a repository that need not be the file's, and of how names are matched.
_TOLD = re.compile(
    "GIT_(DIR|WORK_TREE|COMMON_DIR|INDEX_FILE|PREFIX|NAMESPACE|OBJECT_DIRECTORY"
    "|ALTERNATE_OBJECT_DIRECTORIES|SHALLOW_FILE|GRAFT_FILE|(LITERAL|GLOB|NOGLOB|ICASE)_PATHSPECS)"
)


class GitError(CmcctError):
    """Git failed; the message is its own."""


class Commit(NamedTuple):
    """A commit that touched the file: the blobs before it, one a parent, and the blob after."""

    id: str
    author: str
    # By the committer's clock: a branch that is rebased is new to the directory on that day, and
    # it is by these dates that a version of a day is found.
    when: datetime
    subject: str
    before: tuple[str, ...]  # "" where the file was not there
    after: str


class Repository(NamedTuple):
    """A work tree, and the name that the directory file has in it today."""

    root: Path
    name: str

    @classmethod
    def of(cls, path: Path) -> "Repository":
        """Return the repository that a file is in; raises `CmcctError`."""
        path = path.resolve()
        try:
            told = _git(path.parent, "rev-parse", "--show-toplevel")
        except GitError as error:
            if "not a git repository" not in error.message:
                raise
            message = say("{file} is not in a git repository", file=path.name)
            raise CmcctError(message, say("its history is what git keeps")) from None
        root = Path(os.fsdecode(told.removesuffix(b"\n")))
        return cls(root, path.relative_to(root.resolve()).as_posix())

    def find(self, revision: str) -> str | None:
        """Return the id of the commit that a revision names, if it names one."""
        # What begins like that is for git all but a commit.
        with suppress(GitError):
            if not revision.startswith("^"):
                return self._line(
                    "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"
                )
        return None

    def origin(self) -> str:
        """Return the address that the clone was made from; nothing where there is none."""
        with suppress(GitError):
            return self._line("config", "--get", "remote.origin.url")
        return ""

    def as_of(self, moment: datetime) -> str | None:
        """Return the commit that the current branch stood at at a moment, if it had begun."""
        latest = f"--min-age={max(0, int(moment.timestamp()))}"
        # What was merged later was not in the directory yet, whenever it was written.
        return self._line("rev-list", "--max-count=1", "--first-parent", latest, "HEAD") or None

    def fork(self, commit: str, other: str) -> str | None:
        """Return the newest commit that two have in common, if there is one."""
        with suppress(GitError):
            return self._line("merge-base", commit, other)
        return None

    def when(self, commit: str) -> datetime:
        """Return the moment of a commit, in UTC."""
        stamp, _ = self._line("rev-list", "--max-count=1", "--timestamp", commit).split()
        return datetime.fromtimestamp(int(stamp), UTC)

    def cut_off(self) -> frozenset[str]:
        """Return the commits whose parents a shallow clone lacks; none of any other."""
        told = self._run("rev-parse", "--git-path", "shallow").removesuffix(b"\n")
        path = self.root / os.fsdecode(told)
        return frozenset(path.read_text(encoding="ascii").split() if path.exists() else ())

    def content(self, commit: str) -> bytes | None:
        """Return what the file said in a commit, under whatever name; None if it was not there."""
        for name in self._names_in(commit):
            with suppress(GitError):
                return self._run("cat-file", "blob", f"{commit}:{name}")
        return None

    def commits(self) -> list[Commit]:
        """Return the commits up to this one that touched the file, the newest first."""
        return self._history()[1] if self.find("HEAD") else []

    @contextmanager
    def blobs(self) -> Iterator[Callable[[str], bytes]]:
        """Give a function that returns what a blob says; "" is a file that is not there."""
        command = _command(self.root, "cat-file", "--batch")
        pipe = subprocess.PIPE
        with subprocess.Popen(  # noqa: S603 - as in `_git`
            command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env=_environment()
        ) as process:
            # What a commit began with is mostly what the next one ended with.
            yield lru_cache(_NEAR)(lambda blob: _read(process, blob) if blob else b"")

    def _names_in(self, commit: str) -> Iterator[str]:
        """Yield what the file may be called in a commit, the likeliest first."""
        yield self.name
        names, _ = self._history()
        yield from names[1:]
        # On a branch of its own it may have been moved since.
        yield from (new for old, new in self._moves("HEAD", commit) if old in names)

    def _history(self) -> tuple[list[str], list[Commit]]:
        """Return the names that the file has had, today's first, and the commits."""
        others: dict[str, set[str]] = {}
        older: dict[str, set[str]] = {self.name: set()}
        while older:
            others |= older
            commits = self._touching(others)
            older = self._moved(commits, others)
        return [*others], commits

    def _moved(self, commits: Iterable[Commit], names: Container[str]) -> dict[str, set[str]]:
        """Return further names, each with the commits in which it was another file's.

        From where a file was moved away, another may have its name.
        """
        ends: dict[str, list[str]] = {}
        for commit, old in self._moves_to(names, commits):
            ends.setdefault(old, []).append(f"^{commit}")
        return {old: self._after(*moves) for old, moves in ends.items()}

    def _moves_to(
        self, names: Container[str], commits: Iterable[Commit]
    ) -> Iterator[tuple[str, str]]:
        """Yield commits that gave a file one of its names, with the name that it had before."""
        for commit in commits:
            if "" in commit.before:
                moves = self._moves("-m", "--no-commit-id", commit.id)
                yield from ((commit.id, o) for o, n in moves if n in names and o not in names)

    def _after(self, *ends: str) -> set[str]:
        return {*self._line("rev-list", "--ancestry-path", "HEAD", *ends).split()}

    def _touching(self, names: Mapping[str, Container[str]]) -> list[Commit]:
        """Return the commits that touched a file under its names, while these were its own."""
        ids = self._run("rev-list", "--date-order", "HEAD", "--", *names)
        listed = self._run(
            *("diff-tree", "--stdin", "-r", "--root", "-c", "-M", "--raw", "-z", "--no-abbrev"),
            *("--encoding=UTF-8", _FORMAT, "--", *names),
            input_=ids,
        )
        commits = (_commit(found, names) for found in _RECORD.finditer(listed))
        return [commit for commit in commits if commit]

    def _moves(self, *words: str) -> list[tuple[str, str]]:
        """Return the old and the new name of each file that was renamed."""
        moved = self._run(
            *("diff-tree", "-r", "-M", "--diff-filter=R", "--name-status", "-z", *words)
        )
        parts = os.fsdecode(moved).split("\0")
        return [*zip(parts[1::3], parts[2::3], strict=False)]

    def _line(self, *words: str) -> str:
        return self._run(*words).decode().strip()

    def _run(self, *words: str, input_: bytes | None = None) -> bytes:
        return _git(self.root, *words, input_=input_)


def is_tracked(path: Path) -> bool:
    """Whether git has a file, be it only staged; raises `GitError` where it has no repository."""
    return bool(_git(path.parent, "ls-files", "-z", "--", path.name))


def is_unignored(path: Path) -> bool:
    """Whether `git add --all` would take a file; raises `GitError` as `is_tracked` does."""
    listed = _git(path.parent, "ls-files", "-z", "--others", "--exclude-standard", "--", path.name)
    return bool(listed)


def _git(folder: Path, *words: str, input_: bytes | None = None) -> bytes:
    """Return what git prints; raises `GitError`, and `CmcctError` where there is no git."""
    try:
        done = subprocess.run(  # noqa: S603 - git, with words that the shell never sees
            _command(folder, *words),
            input=input_,
            capture_output=True,
            check=False,
            env=_environment(),
        )
    except OSError:
        raise CmcctError(say("git is not installed")) from None
    if done.returncode:
        first, *more = done.stderr.decode(errors="replace").strip().splitlines() or [""]
        # Of a folder that is somebody else's, git says how to trust it.
        advice = [say("run {command}", command=line.strip()) for line in more if "\tgit " in line]
        reason = first.removeprefix("fatal: ")
        raise GitError(say("git: {reason}", reason=reason), advice[-1] if advice else "")
    return done.stdout


def _command(folder: Path, *words: str) -> list[str]:
    return ["git", "-C", str(folder), "--literal-pathspecs", *words]


def _environment() -> Mapping[str, str]:
    """Return the environment for git: its messages are read, and nobody waits for its locks."""
    kept = {key: value for key, value in os.environ.items() if not _TOLD.fullmatch(key)}
    return {**kept, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}


def _read(process: "subprocess.Popen[bytes]", blob: str) -> bytes:
    """Ask `git cat-file --batch` for one blob; raises `GitError`."""
    stdin, stdout = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
    stdin.write(f"{blob}\n".encode())
    stdin.flush()
    _, kind, *size = stdout.readline().split() or [b"", b"missing"]  # where git gave up
    if not size:
        raise GitError(say("git: {reason}", reason=f"{blob} {kind.decode()}"))
    return stdout.read(int(size[0]) + 1)[:-1]  # without the line end that stands after it


def _commit(found: re.Match[bytes], names: Mapping[str, Container[str]]) -> Commit | None:
    """Return a commit that git printed; None where it touched only what had a name besides."""
    id_, author, when, subject = (part.decode(errors="replace") for part in found.groups()[:4])
    # A file that got another name without git seeing it went under one and came under the other.
    listed = [
        [_there(blob) for blob in blobs.split()]
        for blobs, name in _SIDES.findall(found[5])
        if not _is_anothers(os.fsdecode(name), id_, names)
    ]
    if not listed:
        return None
    after = next(filter(None, (blobs[-1] for blobs in listed)), "")
    before = [_first(sides) for sides in zip(*(blobs[:-1] for blobs in listed), strict=True)]
    return Commit(id_, author, datetime.fromisoformat(when), subject, tuple(before), after)


def _is_anothers(name: str, commit: str, names: Mapping[str, Container[str]]) -> bool:
    """Whether a name is of another file in a commit, or of one in a folder of such a name."""
    # Git may spell a name otherwise than it was given: macOS has two ways to write `é`.
    if name in names:
        return commit in names[name]
    return any(name.startswith(f"{own}/") for own in names)


def _first(blobs: Sequence[str]) -> str:
    return next(filter(None, blobs), "")


def _there(blob: bytes) -> str:
    """Return a blob, or nothing for the noughts that stand for a file that is not there."""
    return blob.decode() if blob.strip(b"0") else ""
