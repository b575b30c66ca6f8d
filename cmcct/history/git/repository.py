"""A file in git: its content in a commit, the commits that touched it, and what git holds of it."""

import os
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from cmcct.errors.exceptions import CmcctError
from cmcct.fieldtypes import dates
from cmcct.history.git import process
from cmcct.history.git.process import GitError, NoGitError
from cmcct.i18n.messages import Message, OptionalMessage, _

_LINK_MODE = b"120000 "
_SHORT = 7  # length of an abbreviated object id
# Run no diff or textconv program of the repository.
_NO_EXTERNAL_PROGRAMS = ("--no-ext-diff", "--no-textconv")
# Reasons for which git refuses a repository, matched against its message. Git's own advice, to
# trust the repository, is not passed on.
_FOREIGN_REPOSITORY = _("{file} is in a git repository of another user: its history is not read")
_REFUSED = {
    "not a git repository": _("{file} is not in a git repository"),
    "must be run in a work tree": _("{file} is not in the work tree of its git repository"),
    "cannot use bare repository": _("{file} is not in the work tree of its git repository"),
    "dubious ownership": _FOREIGN_REPOSITORY,
    "owned by someone else": _FOREIGN_REPOSITORY,  # before git 2.38
}

# Fields end with NUL, which names and subjects cannot contain.
_FORMAT = "--format=%H%x00%an%x00%cd%x00%s"
# Raw diff of one path: modes, blobs (one per parent, then the commit's own), names.
_RAW = r":+(?:[0-7]{6} )+((?:[0-9a-f]{40,64} )+)(?:R[0-9]+\0[^\0]+|[A-Z]+[0-9]*)\0([^\0]+)\0"
_SIDES = re.compile(_RAW.encode())
_RECORD = re.compile(
    rf"([0-9a-f]{{40,64}})\0([^\0]*)\0([^\0]*)\0([^\0]*)\0[\0\n]((?:{_RAW})+)".encode()
)
_HELD = 16  # blobs: the one before a commit is usually the blob after the next older one


class Commit(NamedTuple):
    """A commit that touched the file: the blobs before it, one per parent, and after it."""

    id: str
    author: str
    # Committer date: a rebased commit is new to the directory on that day, and versions of a day
    # are found by this date.
    when: datetime
    subject: str
    before: tuple[str, ...]  # "" where the file did not exist
    after: str


class Repository(NamedTuple):
    """A work tree, and the path of the directory file in it today."""

    root: Path
    name: str

    @classmethod
    def open(cls, path: Path) -> "Repository":
        """Return the repository that contains a file; raises `CmcctError`."""
        path = Path(os.path.realpath(path))
        try:
            output = process.run(path.parent, "rev-parse", "--show-toplevel")
        except GitError as error:
            raise _explain_refusal(path, error) from None
        root = Path(os.fsdecode(output.removesuffix(b"\n")))
        within = Path(os.path.realpath(root))
        if not path.is_relative_to(within):  # core.worktree points elsewhere
            raise _explain_refusal(path, GitError("must be run in a work tree"))
        return cls(root, path.relative_to(within).as_posix())

    def head(self) -> str | None:
        """Return the commit at HEAD; None before the first commit."""
        commit = self.resolve("HEAD")
        with suppress(GitError):
            if commit is None and (missing := self._line("rev-parse", "--verify", "-q", "HEAD")):
                raise self._missing_object_error(missing)
        return commit

    def resolve(self, revision: str) -> str | None:
        """Return the id of the commit that a revision names, or None."""
        # Git reads a leading `^` as an exclusion.
        with suppress(GitError):
            if not revision.startswith("^"):
                return self._line(
                    "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"
                )
        return None

    def names(self) -> list[str]:
        """Return the names of branches and tags, those of the newest commits first."""
        order = ("--sort=-creatordate", "--format=%(refname:strip=2)")
        kinds = ("refs/heads", "refs/tags", "refs/remotes")
        return os.fsdecode(self._run("for-each-ref", *order, *kinds)).splitlines()

    def origin(self) -> str:
        """Return the URL of the remote `origin`, or ""."""
        with suppress(GitError):
            return self._line("config", "--get", "remote.origin.url")
        return ""

    def last_before(self, moment: datetime) -> str | None:
        """Return the newest commit of the current branch up to a moment, or None."""
        latest = f"--min-age={max(0, int(moment.timestamp()))}"
        # First parents only: a commit counts from the date of its merge.
        return self._line("rev-list", "--max-count=1", "--first-parent", latest, "HEAD") or None

    def last_change(self, commit: str) -> tuple[str, datetime]:
        """Return author and date of the last commit up to this one that touched the file.

        If the file had another name there, those of the commit itself.
        """
        form = ("--max-count=1", "--date=raw", "--encoding=UTF-8", "--format=%an%x00%ad", commit)
        output = self._line("rev-list", *form, "--", self.name) or self._line("rev-list", *form)
        author, when = output.splitlines()[-1].split("\0")
        return author, dates.parse_git_date(when)

    def is_unmerged(self) -> bool:
        """Return whether the file is in conflict, by the index."""
        return bool(self._run("ls-files", "--unmerged", "-z", "--", self.name))

    def start_time(self) -> datetime:
        """Return the date in UTC of the first commit that the current branch has here."""
        return self.commit_time(self._line("rev-list", "--first-parent", "--max-parents=0", "HEAD"))

    def merge_base(self, commit: str, other: str) -> str | None:
        """Return the merge base of two commits, or None."""
        try:
            return self._line("merge-base", commit, other)
        except GitError as error:
            if error.status != 1:
                raise
        return None

    def commit_time(self, commit: str) -> datetime:
        """Return the date of a commit in UTC."""
        stamp, _ignored = self._line("rev-list", "--no-walk", "--timestamp", commit).split()
        return dates.parse_git_date(f"{stamp} +0000")

    def commit_day(self, commit: str) -> date:
        """Return the day of a commit in the time zone that the commit names."""
        form = ("--no-walk", "--date=raw", "--format=%cd", commit)
        return dates.parse_git_date(self._line("rev-list", *form).splitlines()[-1]).date()

    def shallow_commits(self) -> frozenset[str]:
        """Return the commits whose parents a shallow clone lacks; empty for a full clone."""
        output = self._run("rev-parse", "--git-path", "shallow").removesuffix(b"\n")
        path = self.root / os.fsdecode(output)
        return frozenset(path.read_text("ascii", "replace").split() if path.exists() else ())

    def read_blob(self, commit: str) -> bytes | None:
        """Return the file's content in a commit, under any of its names; None if absent.

        Raises `CmcctError` if it exists and cannot be read.
        """
        for name in self._possible_names(commit):
            try:
                return self._run("cat-file", "blob", f"{commit}:{name}")
            except GitError:
                if self._has(commit, name):
                    raise self._missing_object_error(commit) from None
        return None

    def read_beside(self, commit: str, name: str) -> bytes | None:
        """Return another file of a commit, by its path beside the directory file; or None."""
        path = PurePosixPath(self.name).parent / name
        with suppress(GitError):
            return self._run("cat-file", "blob", f"{commit}:{path}")
        return None

    def commits(self, start: str = "") -> list[Commit]:
        """Return the ancestors of a commit, default HEAD, that touched the file, newest first."""
        head = self.head()
        return self._history("" if start == head else start)[1] if head else []

    def iter_versions(self) -> Iterator[tuple[str, bytes]]:
        """Yield each commit that touched the file with the file's content, newest first.

        Missing and damaged objects are skipped. If git cannot walk the history of the file, all
        commits that can be reached are tried.
        """
        with suppress(CmcctError):
            try:
                ids = [commit.id for commit in self.commits()]
            except GitError:
                ids = self._reachable_commits()
            for commit in ids:
                with suppress(CmcctError):
                    if (data := self.read_blob(commit)) is not None:
                        yield commit, data

    @contextmanager
    def blobs(self) -> Iterator[Callable[[str], bytes]]:
        """Provide a function that returns a blob's content; for "" it returns b""."""
        with process.open_batch(self.root, "cat-file", "--batch") as (asked, answers):

            @lru_cache(maxsize=_HELD)
            def read(blob: str) -> bytes:
                if not blob:
                    return b""
                with suppress(BrokenPipeError):  # git exited at an earlier request
                    asked.write(f"{blob}\n".encode())
                *_ignored, size = answers.readline().split() or [b"missing"]
                if size.isdigit():
                    data = answers.read(int(size))
                    if answers.read(1):  # a line feed follows
                        return data
                raise self._missing_object_error(blob)

            yield read

    def _reachable_commits(self) -> list[str]:
        try:
            ids = self._run("rev-list", "HEAD")
        except GitError as error:
            ids = error.output
        # Git prints no commit whose parent is missing.
        head = self.head()
        return [*dict.fromkeys([head, *ids.decode().split()])] if head else []

    def _has(self, commit: str, name: str) -> bool:
        """Return whether a commit has a file of a name; raises `CmcctError` if git fails."""
        try:
            listed = self._run("ls-tree", "-z", commit, "--", name)
        except GitError:
            raise self._missing_object_error(commit) from None
        return b" blob " in listed.partition(b"\t")[0]

    def _missing_object_error(self, object_: str) -> CmcctError:
        """Return the error for an unreadable commit or blob."""
        file, version = PurePosixPath(self.name).name, object_[:_SHORT]
        message = _("version {version} of {file} is missing or damaged", version=version, file=file)
        return CmcctError(message, _("clone the repository again, without --filter"))

    def _possible_names(self, commit: str) -> Iterator[str]:
        """Yield the possible names of the file in a commit, most likely first."""
        yield self.name
        names, commits = self._history()
        yield from names[1:]
        # On another branch the file may have been moved since.
        moves = self._renames("HEAD", commit) if commits else ()
        yield from (new for old, new in moves if old in names)

    def _history(self, start: str = "") -> tuple[list[str], list[Commit]]:
        """Return the names that the file has had, current name first, and the commits."""
        # Before a commit in the past, the file may have had another name.
        names = self._history()[0] if start else [self.name]
        start = start or "HEAD"
        names_at: dict[str, set[str]] = {}
        older: dict[str, set[str]] = {name: set() for name in names}
        while older:
            names_at |= older
            ids = self._run("rev-list", "--date-order", start, "--", *names_at)
            listed = ids and self._run(
                *("diff-tree", "--stdin", "-r", "--root", "-c", "-M", "--raw", "-z", "--no-abbrev"),
                *_NO_EXTERNAL_PROGRAMS,
                *("--encoding=UTF-8", "--date=raw", _FORMAT, "--", *names_at),
                input_=ids,
            )
            commits = [*_parse_commits(listed, names_at)]
            # Another file may take a name after this file was moved away from it.
            ends: dict[str, list[str]] = {}
            for commit, old in self._renames_to(names_at, commits):
                ends.setdefault(old, []).append(f"^{commit}")
            older = {
                old: {*self._line("rev-list", "--ancestry-path", start, *moves).split()}
                for old, moves in ends.items()
            }
        return [*names_at], commits

    def _renames_to(
        self, names: Container[str], commits: Iterable[Commit]
    ) -> Iterator[tuple[str, str]]:
        """Yield the commits that renamed the file, each with the old name."""
        for commit in commits:
            if "" in commit.before:
                moves = self._renames("-m", "--no-commit-id", commit.id)
                yield from ((commit.id, o) for o, n in moves if n in names and o not in names)

    def _renames(self, *words: str) -> list[tuple[str, str]]:
        """Return the old and new name of each renamed file."""
        only = ("--diff-filter=R", "--name-status", "-z", *_NO_EXTERNAL_PROGRAMS)
        moved = self._run("diff-tree", "-r", "-M", *only, *words)
        parts = os.fsdecode(moved).split("\0")
        return [*zip(parts[1::3], parts[2::3], strict=False)]

    def _line(self, *words: str) -> str:
        return self._run(*words).decode(errors="replace").strip()

    def _run(self, *words: str, input_: bytes | None = None) -> bytes:
        return process.run(self.root, *words, input_=input_)


def is_repository(folder: Path) -> bool:
    """Return whether git finds a work tree at a folder or above it."""
    try:
        return bool(process.run(folder, "rev-parse", "--show-toplevel"))
    except CmcctError:
        return False


def is_tracked(path: Path) -> bool:
    """Return whether git tracks or has staged a file; raises `GitError` without a repository."""
    return bool(process.run(path.parent, "ls-files", "-z", "--", path.name))


def is_tracked_link(link: Path) -> bool:
    """Return whether git tracks a link as one, or cannot tell of a link in a repository."""
    try:
        printed = process.run(link.parent, "ls-files", "--stage", "--", link.name)
    except NoGitError:
        return False
    except GitError as error:
        return not error.reason.startswith("not a git repository (or ")
    return _LINK_MODE in printed


def is_addable(path: Path) -> bool:
    """Return whether `git add --all` would add a file; raises `GitError` like `is_tracked`."""
    listed = process.run(
        path.parent, "ls-files", "-z", "--others", "--exclude-standard", "--", path.name
    )
    return bool(listed)


def describe_failure(error: CmcctError) -> Message:
    """Return git's reason for failing on a file, without its advice."""
    reason = getattr(error, "reason", "")
    is_foreign = any(
        message is _FOREIGN_REPOSITORY for text, message in _REFUSED.items() if text in reason
    )
    return _("the git repository belongs to another user") if is_foreign else error.message


def _explain_refusal(path: Path, error: GitError) -> CmcctError:
    """Return the error that explains why git refuses the repository of a file."""
    for reason, message in _REFUSED.items():
        if reason in error.reason:
            is_there = not reason.startswith("not")
            advice: OptionalMessage = (
                "" if is_there else _("history needs git: run git init and commit first")
            )
            return CmcctError(message.with_values(file=path.name), advice)
    return error


def held_content(path: Path, data: bytes) -> bytes:
    """Return what git holds of a file with this content; b"" for one outside a repository.

    Git turns CRLF into LF where an attribute or `core.autocrlf` says so, but not in a file that has
    CRLF in the index (gitattributes(5)). No filter of the repository is run.
    """
    path = Path(os.path.realpath(path))
    words = ("ls-files", "--eol", "-z", "--cached", "--others", "--exclude-standard", "--")
    try:
        # Of an unfinished merge, the index has several versions.
        listed = process.run(path.parent, *words, path.name).decode(errors="replace")
    except CmcctError:
        return b""
    fields = [line.partition("\t")[0] for line in listed.split("\0")[:-1]]
    if not fields:
        return b""
    has_crlf = any(field.startswith(("i/crlf", "i/mixed")) for field in fields)
    attributes = fields[0].partition("attr/")[2].strip()
    is_converted = attributes.startswith("text") or (not attributes and _is_autocrlf(path.parent))
    return data.replace(b"\r\n", b"\n") if is_converted and not has_crlf else data


def _is_autocrlf(folder: Path) -> bool:
    try:
        setting = process.run(folder, "config", "--get", "core.autocrlf").strip().lower()
    except CmcctError:
        return False  # not set
    return setting in {b"input", b"true", b"yes", b"on", b"1"}


def _parse_commits(printed: bytes, names: Mapping[str, Container[str]]) -> Iterator[Commit]:
    """Yield the commits that touched the file under one of its names, in the order of git.

    `printed` is the output of `git diff-tree --raw -z` with `_FORMAT`; `names` maps each name to
    the commits in which another file has it.
    """
    for record in _RECORD.finditer(printed):
        id_, author, when, subject = (part.decode(errors="replace") for part in record.groups()[:4])
        # A rename that git did not detect appears as one deleted and one added file. The id of an
        # absent one is all zeros.
        listed = [
            [blob.decode() if blob.strip(b"0") else "" for blob in blobs.split()]
            for blobs, name in _SIDES.findall(record[5])
            if not _is_of_other_file(os.fsdecode(name), id_, names)
        ]
        if listed:
            sides = (next(filter(None, blobs), "") for blobs in zip(*listed, strict=True))
            *before, after = sides
            yield Commit(id_, author, dates.parse_git_date(when), subject, (*before,), after)


def _is_of_other_file(name: str, commit: str, names: Mapping[str, Container[str]]) -> bool:
    """Return whether a name is another file's in a commit, or below a folder of the name."""
    # Git may return another Unicode form of the name: macOS has two encodings of `é`.
    if name in names:
        return commit in names[name]
    return any(name.startswith(f"{own}/") for own in names)
