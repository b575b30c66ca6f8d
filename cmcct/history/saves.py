"""Commits of the directory for people who do not use git: save, and undo.

Only the files of the directory are committed or restored; other files that are staged stay staged.
The state of the repository is read as everywhere; what commits or compares the work tree runs as
the user would run it, with hooks, filters and signatures.
"""

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from cmcct.errors.exceptions import CmcctError
from cmcct.history.git import process
from cmcct.history.git.process import GitError
from cmcct.history.git.repository import Repository
from cmcct.i18n.messages import SafeText, _, join_and, join_or, quote_text
from cmcct.storage import atomic, directory_file, encrypted_file, filesystem
from cmcct.storage.atomic import NewContent
from cmcct.text.shell import quote

TRAILER = "Saved-by: cmcct save"  # the last line of a commit that `save` made

# What git names the other side -> the command that is not finished.
_UNFINISHED = {
    "MERGE_HEAD": "merge",
    "CHERRY_PICK_HEAD": "cherry-pick",
    "REVERT_HEAD": "revert",
    "REBASE_HEAD": "rebase",
}
_RUN_INIT = _("run {command}", command=SafeText("git init"))
_CORRECT = _("correct the entries with cmcct set, then run cmcct save")
# The sentence of `git revert`.
_REVERTED = re.compile(r"This reverts commit ([0-9a-f]{40,64})\.")
_UNTRACKED, _IGNORED = "??", "!!"
# As in the manual of `git push`, under GIT URLS. Of other transports, `ext::…` runs a program.
_URL = re.compile(r"(?:https?|ssh|git|ftps?)://[^\s/-][^\s/]*/\S+|file:///\S+")
# A host of one letter is a drive of Windows.
_SCP_LIKE = re.compile(r"(?:[\w.][\w.-]*@)?(?:\w[\w.-]+|\[[0-9a-f:]+\]):(?!:|//)\S+", re.IGNORECASE)


class RefusedError(CmcctError):
    """A commit that git refused; `printed` is what git and its hooks said."""

    def __init__(self, error: GitError) -> None:
        """Take the failure of `git commit`."""
        super().__init__(
            _("git refused the commit, so nothing was added to the history"),
            _("fix what git or its hooks said above and try again"),
        )
        self.printed = error.printed.decode(errors="replace").strip()


class Saved(NamedTuple):
    """A commit that `save` made: its id, first line, and the files that it changed."""

    commit: str
    subject: str
    names: tuple[str, ...]


class Clone(NamedTuple):
    """A repository on a branch that can be committed to, and the directory's files in it."""

    repository: Repository
    names: tuple[str, ...]  # of the directory file first
    is_trial: bool = False  # nothing is committed, so that no program of the repository runs

    @classmethod
    def open(cls, path: Path, *, is_trial: bool = False) -> "Clone":
        """Return the clone of a directory file; raises `CmcctError` if git cannot commit now."""
        filesystem.refuse_tracked(path)
        try:
            repository = Repository.open(path)
        except CmcctError as error:
            error.hint = error.hint and _RUN_INIT
            raise
        _refuse_unfinished(repository)
        folder = Path(repository.name).parent
        names = [repository.name, (folder / directory_file.SCHEMA_NAME).as_posix()]
        if encrypted := _encrypted_name(repository, path):
            names.append(encrypted)
        return cls(repository, tuple(names), is_trial)

    def including(self, names: Iterable[str]) -> "Clone":
        """Return the clone with other files of the work tree among those that are committed."""
        return self._replace(names=(*self.names, *names))

    @property
    def root(self) -> Path:
        """The folder of the work tree."""
        return self.repository.root

    def unsaved(self) -> dict[str, str]:
        """Return the files that git sees as changed or new, with its two letters for each.

        Raises `CmcctError` if git ignores the directory file.
        """
        words = ("status", "--porcelain", "-z", "--no-renames", "--untracked-files=all")
        # The calls of a trial take all pathspecs literally.
        paths = self.names if self.is_trial else _literal(self.names)
        listed = self._run(*words, "--ignored=matching", "--ignore-submodules", "--", *paths)
        lines = os.fsdecode(listed).split("\0")[:-1]
        states = {line[3:]: line[:2] for line in lines if line[3:] in self.names}
        if states.get(self.names[0]) == _IGNORED:
            message = _("git ignores {file}, so it cannot be saved", file=self.names[0])
            raise CmcctError(message, _("remove it from .gitignore"))
        return {name: state for name, state in states.items() if state != _IGNORED}

    def content(self, commit: str, name: str) -> bytes | None:
        """Return a file in a commit as git would write it to the work tree; None if absent."""
        with suppress(GitError):
            return self._run("cat-file", "--filters", f"{commit}:{name}")
        return None

    def _run(self, *words: str) -> bytes:
        """Run a command that converts files, as the user would; in a trial, without filters."""
        if self.is_trial:
            return process.run_unfiltered(self.root, *words)
        return process.run_as_user(self.root, *words)

    def commit(self, message: str, states: Mapping[str, str]) -> str:
        """Commit these files as they are, and return the commit's id.

        Raises `RefusedError` if git or a hook refuses; the index is then as it was.
        """
        refuse_unknown_author(self.root)
        new = [name for name, state in states.items() if state == _UNTRACKED]
        paths = _literal(states)
        try:
            if new:
                process.run_as_user(self.root, "add", "--intent-to-add", "--", *_literal(new))
            words = ("commit", "--quiet", "--only", "--file=-", "--cleanup=whitespace")
            process.run_as_user(self.root, *words, "--", *paths, input_=message.encode())
        except GitError as error:
            if new:
                self.unstage(new)
            raise RefusedError(error) from None
        return self.repository.resolve("HEAD") or ""

    def set_author(self, name: str, address: str) -> None:
        """Have git name this author in the commits of this clone."""
        for key, value in (("user.name", name), ("user.email", address)):
            process.run(self.root, "config", key, value)

    def read(self, names: Iterable[str]) -> dict[str, bytes | None]:
        """Return the content of files in the work tree; None of those that are missing."""
        return {
            name: directory_file.read_file(self.root / name)
            if os.path.lexists(self.root / name)
            else None
            for name in names
        }

    def unstage(self, names: Mapping[str, object] | Sequence[str]) -> None:
        """Take files out of the index; raises `GitError` if git cannot write it."""
        process.run_as_user(self.root, "reset", "--quiet", "--", *_literal(names))

    def restore(
        self, contents: Mapping[str, bytes], replaced: Mapping[str, bytes | None]
    ) -> dict[str, str]:
        """Write these files.

        `replaced` has their contents as `read` returned them; returns the name of the blob in which
        git keeps each. Raises `CmcctError` if another command has changed a file since.
        """
        paths = [self.root / name for name in contents]
        with atomic.lock_folders(*paths):
            for name, data in self.read(contents).items():
                if data != replaced[name]:
                    raise atomic.changed_error(name)
            words = ("hash-object", "-w", "--no-filters", "--stdin")
            blobs = {
                name: process.run(self.root, *words, input_=data).decode().strip()
                for name in contents
                if (data := replaced[name]) is not None
            }
            atomic.replace_files([*map(NewContent, paths, contents.values())])
        return blobs

    def newest_save(self) -> Saved:
        """Return the newest commit of `save` that is not undone and not pushed.

        Raises `CmcctError` if there is none.
        """
        reverted: set[str] = set()
        unpushed = ("rev-list", "--first-parent", "HEAD", "--not", "--remotes")  # newest first
        for commit in process.run(self.root, *unpushed).decode().split():
            form = ("rev-list", "--max-count=1", "--encoding=UTF-8", "--format=%B", commit)
            printed = process.run(self.root, *form).decode(errors="replace")
            message = printed.split("\n", 1)[1]
            reverted.update(_REVERTED.findall(message))
            if commit not in reverted and message.rstrip().endswith(f"\n{TRAILER}"):
                words = ("diff-tree", "--root", "--no-commit-id", "--name-only", "-r", "-z", commit)
                listed = os.fsdecode(process.run(self.root, *words)).split("\0")[:-1]
                return Saved(commit, message.splitlines()[0], tuple(listed))
        raise CmcctError(
            _("every commit of cmcct save on this branch has been pushed, or there is none"),
            _CORRECT,
        )

    def contents_before(self, saved: Saved) -> dict[str, bytes]:
        """Return the files of a save as they were before it.

        A file that was new beside the directory file stays. Raises `CmcctError` if it is the first
        version of all, or if one changed later.
        """
        contents = {name: self.content(f"{saved.commit}^", name) for name in saved.names}
        before = {name: data for name, data in contents.items() if data is not None}
        new = [name for name in contents if name not in before]
        if new and (self.names[0] in new or not before):
            message = _("{commit} is the first version of {file}")
            first = self.names[0] if self.names[0] in new else new[0]
            raise CmcctError(message.with_values(commit=saved.commit[:7], file=first), _CORRECT)
        for name in before:
            if self.content("HEAD", name) != self.content(saved.commit, name):
                message = _("{file} was changed again after {commit}")
                raise CmcctError(message.with_values(commit=saved.commit[:7], file=name), _CORRECT)
        return before


def ensure_repository(path: Path) -> bool:
    """Run `git init` beside a file that is in no repository; return whether it was run.

    Its branch is that of the workflow of `cmcct init`, whatever the user's setting.
    Raises `CmcctError` if git refuses the repository of the file, or cannot be run.
    """
    try:
        Repository.open(path)
    except CmcctError as error:
        if not error.hint:  # the only advice is to make a repository
            raise
        process.run_as_user(path.parent, "-c", "init.defaultBranch=main", "init", "--quiet")
        return True
    return False


def add_remote(folder: Path, url: str) -> None:
    """Have a repository pushed to a URL; raises `GitError` if it has a remote `origin`."""
    process.run_as_user(folder, "remote", "add", "--", "origin", url)


def save_message(subject: str, details: Sequence[str]) -> str:
    """Return the message of a commit that `save` makes."""
    return "\n\n".join(filter(None, (subject.strip(), "\n".join(details), TRAILER))) + "\n"


def own_subject(subject: str) -> str:
    """Return what somebody wrote as the subject of a commit; "" if `save` wrote it."""
    return "" if subject.startswith("directory: ") else subject


def revert_message(saved: Saved) -> str:
    """Return the message of a commit that undoes a save, as `git revert` writes it."""
    return f'Revert "{saved.subject}"\n\nThis reverts commit {saved.commit}.\n'


def _encrypted_name(repository: Repository, path: Path) -> str:
    """Return the path of the encrypted private file in the work tree, or "" if that is elsewhere.

    The file may be missing: it may have been deleted. Raises `CmcctError` if a file of that name is
    not encrypted.
    """
    overlay = directory_file.overlay_path(path)
    if not os.environ.get("CMCCT_PRIVATE"):
        overlay = overlay.with_name(directory_file.ENCRYPTED_NAME)
    encrypted, root = (Path(os.path.realpath(place)) for place in (overlay, repository.root))
    if not (encrypted.is_relative_to(root) and directory_file.is_encrypted(encrypted)):
        return ""
    signs = (encrypted_file.ARMOR, encrypted_file.BINARY)
    if encrypted.exists() and not directory_file.read_file(encrypted).startswith(signs):
        message = _("{file} is not encrypted, so it is not saved", file=encrypted)
        raise CmcctError(message, _("encrypt it with age, or delete it"))
    return encrypted.relative_to(root).as_posix()


def _refuse_unfinished(repository: Repository) -> None:
    for head, command in _UNFINISHED.items():
        if repository.resolve(head):
            message = _("git {command} is not finished", command=command)
            ways = (f"git {command} --continue", f"git {command} --abort")
            hint = _("run {command}", command=join_or(map(SafeText, ways)))
            if repository.is_unmerged():
                hint = _(
                    "keep the correct lines: {check} names them; then run git add {file} and "
                    "git {command} --continue; or git {command} --abort",
                    check=SafeText("cmcct check"),
                    file=quote(repository.name),
                    command=command,
                )
            raise CmcctError(message, hint)
    try:
        process.run(repository.root, "symbolic-ref", "--quiet", "HEAD")
    except GitError:
        message = _("no branch is checked out, so a commit could be lost")
        raise CmcctError(
            message, _("run {command}", command=SafeText("git switch BRANCH"))
        ) from None


def has_author(root: Path) -> bool:
    """Return whether git knows who makes a commit or a tag."""
    try:
        process.run(root, "var", "GIT_COMMITTER_IDENT")
        process.run(root, "var", "GIT_AUTHOR_IDENT")
    except GitError:
        return False
    return True


def refuse_unknown_author(root: Path) -> None:
    """Raise `CmcctError` if git does not know who makes a commit or a tag."""
    if not has_author(root):
        settings = ('git config user.name "…"', 'git config user.email "…"')
        hint = _("run {command}", command=join_and(map(SafeText, settings)))
        raise CmcctError(_("git does not know your name and e-mail address"), hint)


def _literal(names: Mapping[str, object] | Sequence[str]) -> list[str]:
    """Return names as pathspecs without patterns; an option of git would reach hooks too."""
    return [f":(top,literal){name}" for name in names]


def parse_remote(text: str) -> str:
    """Return the address of a remote repository, a path of this computer as an absolute one.

    Raises `CmcctError` if git would not read it as an address, and no repository is at that path.
    """
    if _URL.fullmatch(text) or _SCP_LIKE.fullmatch(text):
        return text
    path = Path(text).absolute()
    if text and (_is_git_folder(path) or _is_git_folder(path / ".git")):
        return str(path)
    raise CmcctError(
        _("{text} is not the URL of a git repository", text=quote_text(text)),
        _("write it as in git clone, for example https://github.com/OWNER/contacts"),
    )


def _is_git_folder(path: Path) -> bool:
    # Not `is_file`: it raises for a name that is too long or has a null character.
    places = (os.path.join(path, name) for name in ("HEAD", "objects"))  # noqa: PTH118
    return all(map(os.path.exists, places))
