"""The tags `edition/NUMBER`: which commit was handed out under which number, and as which files."""

import re
from typing import NamedTuple

from cmcct.history.git import process
from cmcct.history.git.repository import Repository

PREFIX = "edition/"
NUMBER = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z_-]|\.(?!\.|lock\Z)(?=.)){0,39}")

REFS = f"refs/tags/{PREFIX}"
_OBJECT = ("%(objecttype)", "%(objectname)", "%(*objecttype)", "%(*objectname)")
_FIELDS = ("%(refname:strip=3)", *_OBJECT, "%(contents)")
_DATES = ("--sort=version:refname", "--sort=committerdate", "--sort=*committerdate")


class EditionTag(NamedTuple):
    """A tag of an edition: its number, its commit, "" if it is of another object, its message."""

    number: str
    commit: str
    message: str

    @property
    def name(self) -> str:
        """The name of the tag: `edition/2026-1`."""
        return f"{PREFIX}{self.number}"


def numbers_at(repository: Repository, commit: str) -> list[str]:
    """Return the numbers of the editions made from a commit, the last one by name at the end.

    Names of tags that cannot be a number are left out: anybody may have pushed them.
    """
    form = ("--sort=version:refname", "--format=%(refname:strip=3)")
    words = ("for-each-ref", f"--points-at={commit}", *form, REFS)
    printed = process.run(repository.root, *words).decode(errors="replace")
    return [*filter(NUMBER.fullmatch, printed.split("\n"))]


def list_tags(repository: Repository, *, until: str = "") -> list[EditionTag]:
    """Return the tags of editions by the dates of their commits; `until`: up to that commit."""
    merged = (f"--merged={until}",) if until else ()
    form = f"--format={'%00'.join(_FIELDS)}%00%00"
    printed = process.run(repository.root, "for-each-ref", *_DATES, *merged, form, REFS)
    tags = []
    for record in printed.decode(errors="replace").split("\0\0\n")[:-1]:
        number, *objects, message = record.split("\0")
        commits = dict(zip(objects[::2], objects[1::2], strict=True))
        tags.append(EditionTag(number, commits.get("commit", ""), message))
    return tags


def find_tag(repository: Repository, number: str) -> EditionTag | None:
    """Return the tag of an edition, or None."""
    return next((tag for tag in list_tags(repository) if tag.number == number), None)


def create_tag(repository: Repository, tag: EditionTag) -> None:
    """Create an annotated tag, signed if the user's git signs tags; raises `GitError`."""
    words = ("tag", "--annotate", "--cleanup=verbatim", "--file=-", tag.name, tag.commit)
    process.run_as_user(repository.root, *words, input_=tag.message.encode())


def has_changes(repository: Repository) -> bool:
    """Return whether a tracked file differs from its commit."""
    words = ("status", "--porcelain", "--untracked-files=no")
    return bool(process.run_as_user(repository.root, *words))
