"""Git, asked through its plumbing: what a file said in a commit, and which commits touched it."""

import os
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple

from cmcct import git_process, moments
from cmcct.errors import CmcctError
from cmcct.git_process import GitError
from cmcct.wording import Message, Said, say

# Each field ends with a NUL, the one character that no name and no subject can have.
_FORMAT = "--format=%H%x00%an%x00%cd%x00%s"
# What became of one path: modes, the blobs, one a parent and the last of the commit itself, names.
_RAW = r":+(?:[0-7]{6} )+((?:[0-9a-f]{40,64} )+)(?:R[0-9]+\0[^\0]+|[A-Z]+[0-9]*)\0([^\0]+)\0"
_SIDES = re.compile(_RAW.encode())
_RECORD = re.compile(
    rf"([0-9a-f]{{40,64}})\0([^\0]*)\0([^\0]*)\0([^\0]*)\0[\0\n]((?:{_RAW})+)".encode()
)

_SHORT = 7  # characters by which an object is known
# With no program of the repository's between.
_AS_THEY_ARE = ("--no-ext-diff", "--no-textconv")
_NEAR = 16  # versions that are kept at hand
# Why git reads nothing of the repository that a file is in, by what it says. Its advice is to trust
# the repository, which is not passed on.
_ANOTHERS = say("{file} is in a git repository of another user: its history is not read")
_REFUSED = {
    "not a git repository": say("{file} is not in a git repository"),
    "must be run in a work tree": say("{file} is not in the work tree of its git repository"),
    "cannot use bare repository": say(
        "{file} is in a bare git repository: its history is not read"
    ),
    "dubious ownership": _ANOTHERS,
    "owned by someone else": _ANOTHERS,  # before 2.38
}


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
        path = Path(os.path.realpath(path))
        try:
            told = git_process.read(path.parent, "rev-parse", "--show-toplevel")
        except GitError as error:
            raise _refused(path, error) from None
        root = Path(os.fsdecode(told.removesuffix(b"\n")))
        within = Path(os.path.realpath(root))
        if not path.is_relative_to(within):  # core.worktree is elsewhere
            raise _refused(path, GitError("must be run in a work tree"))
        return cls(root, path.relative_to(within).as_posix())

    def head(self) -> str | None:
        """Return the commit that is checked out; None before the first one."""
        commit = self.find("HEAD")
        with suppress(GitError):
            if commit is None and (missing := self._line("rev-parse", "--verify", "-q", "HEAD")):
                raise self._lacking(missing)
        return commit

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
        try:
            return self._line("merge-base", commit, other)
        except GitError as error:
            if error.status != 1:
                raise
        return None

    def when(self, commit: str) -> datetime:
        """Return the moment of a commit, in UTC."""
        stamp, _ = self._line("rev-list", "--no-walk", "--timestamp", commit).split()
        return moments.as_stored(f"{stamp} +0000")

    def cut_off(self) -> frozenset[str]:
        """Return the commits whose parents a shallow clone lacks; none of any other."""
        told = self._run("rev-parse", "--git-path", "shallow").removesuffix(b"\n")
        path = self.root / os.fsdecode(told)
        return frozenset(path.read_text("ascii", "replace").split() if path.exists() else ())

    def content(self, commit: str) -> bytes | None:
        """Return what the file said in a commit, under whatever name; None if it was not there.

        Raises `CmcctError` where it was there and cannot be read.
        """
        for name in self._names_in(commit):
            try:
                return self._run("cat-file", "blob", f"{commit}:{name}")
            except GitError:
                if self._has(commit, name):
                    raise self._lacking(commit) from None
        return None

    def commits(self) -> list[Commit]:
        """Return the commits up to this one that touched the file, the newest first."""
        return self._history()[1] if self.head() else []

    def readable(self) -> Iterator[tuple[str, bytes]]:
        """Yield commits that touched the file and what it said, the newest first.

        What is missing or damaged is passed over, as long as git finds anything older.
        """
        with suppress(CmcctError):
            for commit in self._ids():
                with suppress(CmcctError):
                    if (data := self.content(commit)) is not None:
                        yield commit, data

    def _ids(self) -> Iterator[str]:
        """Yield the commits that touched the file under today's name, then all of them.

        Where git cannot tell them for something that is older, all that it can reach.
        """
        try:
            ids = self._line("rev-list", "HEAD", "--", self.name).split()
        except GitError:
            ids = self._reached()
        yield from ids
        yield from (commit.id for commit in self.commits() if commit.id not in ids)

    @contextmanager
    def blobs(self) -> Iterator[Callable[[str], bytes]]:
        """Give a function that returns what a blob says; "" is a file that is not there."""
        with git_process.reader(self.root, "cat-file", "--batch") as (asked, answers):

            def read(blob: str) -> bytes:
                data = _read(asked, answers, blob) if blob else b""
                if data is None:
                    raise self._lacking(blob)
                return data

            # What a commit began with is mostly what the next one ended with.
            yield lru_cache(_NEAR)(read)

    def _reached(self) -> list[str]:
        try:
            ids = self._run("rev-list", "HEAD")
        except GitError as error:
            ids = error.output
        # Of a commit whose parent is missing git says nothing.
        head = self.head()
        return [*dict.fromkeys([head, *ids.decode().split()])] if head else []

    def _has(self, commit: str, name: str) -> bool:
        """Whether a commit has a file of a name; raises `CmcctError` where git cannot say."""
        try:
            listed = self._run("ls-tree", "-z", commit, "--", name)
        except GitError:
            raise self._lacking(commit) from None
        return b" blob " in listed.partition(b"\t")[0]

    def _lacking(self, object_: str) -> CmcctError:
        """Say of a commit or a blob that it cannot be read, and why."""
        file, version = PurePosixPath(self.name).name, object_[:_SHORT]
        try:
            self._run("config", "--get-regexp", r"^remote\..*\.promisor$")
        except GitError:
            message = say(
                "version {version} of {file} is missing or damaged", version=version, file=file
            )
            return CmcctError(message, say("clone the repository again"))
        message = say("this clone lacks version {version} of {file}", version=version, file=file)
        return CmcctError(message, say("clone the repository again, without --filter"))

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
            *_AS_THEY_ARE,
            *("--encoding=UTF-8", "--date=raw", _FORMAT, "--", *names),
            input_=ids,
        )
        commits = (_commit(found, names) for found in _RECORD.finditer(listed))
        return [commit for commit in commits if commit]

    def _moves(self, *words: str) -> list[tuple[str, str]]:
        """Return the old and the new name of each file that was renamed."""
        only = ("--diff-filter=R", "--name-status", "-z", *_AS_THEY_ARE)
        moved = self._run("diff-tree", "-r", "-M", *only, *words)
        parts = os.fsdecode(moved).split("\0")
        return [*zip(parts[1::3], parts[2::3], strict=False)]

    def _line(self, *words: str) -> str:
        return self._run(*words).decode(errors="replace").strip()

    def _run(self, *words: str, input_: bytes | None = None) -> bytes:
        return git_process.read(self.root, *words, input_=input_)


def is_repository(folder: Path) -> bool:
    """Whether git finds a work tree at a folder, or above it."""
    try:
        return bool(git_process.read(folder, "rev-parse", "--show-toplevel"))
    except GitError:
        return False


def is_tracked(path: Path) -> bool:
    """Whether git has a file, be it only staged; raises `GitError` where it has no repository."""
    return bool(git_process.read(path.parent, "ls-files", "-z", "--", path.name))


def is_unignored(path: Path) -> bool:
    """Whether `git add --all` would take a file; raises `GitError` as `is_tracked` does."""
    listed = git_process.read(
        path.parent, "ls-files", "-z", "--others", "--exclude-standard", "--", path.name
    )
    return bool(listed)


def why_silent(error: CmcctError) -> Message:
    """Say why git told nothing of a file, without its advice."""
    reason = getattr(error, "reason", "")
    is_anothers = any(_REFUSED[known] is _ANOTHERS for known in _REFUSED if known in reason)
    return say("the git repository belongs to another user") if is_anothers else error.message


def _refused(path: Path, error: GitError) -> CmcctError:
    """Say why git reads nothing of the repository that a file is in."""
    for reason, message in _REFUSED.items():
        if reason in error.reason:
            is_there = not reason.startswith("not")
            advice: Said = "" if is_there else say("its history is what git keeps")
            return CmcctError(message.filled(file=path.name), advice)
    return error


def _read(asked: IO[bytes], answers: IO[bytes], blob: str) -> bytes | None:
    """Ask `git cat-file --batch` for one blob; None if it has no such, or cannot read it."""
    with suppress(BrokenPipeError):  # git has ended over the one before
        asked.write(f"{blob}\n".encode())
    *_, size = answers.readline().split() or [b"missing"]
    if not size.isdigit():
        return None
    data = answers.read(int(size) + 1)  # with the line end that stands after it
    return data[:-1] if len(data) > int(size) else None


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
    return Commit(id_, author, moments.as_stored(when), subject, tuple(before), after)


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
