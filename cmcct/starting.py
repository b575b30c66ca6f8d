"""A repository to begin with: its files, and from where cmcct is installed in it."""

import json
import re
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit
from urllib.request import url2pathname
from uuid import uuid4

from cmcct import data, schema, store
from cmcct.errors import CmcctError
from cmcct.git import Repository
from cmcct.wording import say

SCHEMA_NAME = "directory.schema.json"

_ADDRESS = re.compile(r"\S+")  # it stands in YAML and TOML as it is
_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_REMOTE = re.compile(r"(?:https?|ssh|git)://[^/\s]+/\S+")
_SHORT = re.compile(r"([\w.-]+@[\w.-]+):(?!/)(\S+)")  # as ssh is mostly written
_SECRET = re.compile(r"(?<=^https://)[^/@]*@|(?<=^http://)[^/@]*@")
_OWNER = re.compile(r"([^/]+/[^/]+?)(?:\.git)?/*$")


class Origin(NamedTuple):
    """A commit of cmcct, and the address of a repository that has it."""

    url: str
    commit: str

    @property
    def action(self) -> str:
        """The name by which GitHub's workflows use it: `OWNER/cmcct`."""
        found = _OWNER.search(self.url)
        return found[1] if found else self.url


UNKNOWN = Origin("https://github.com/OWNER/cmcct", "COMMIT")


def named(text: str) -> Origin:
    """Return the commit that `URL@COMMIT` names; raises `CmcctError`."""
    url, _, commit = text.rpartition("@")
    if not _ADDRESS.fullmatch(url) or not _COMMIT.fullmatch(commit):
        message = say("no commit of cmcct: {text}", text=repr(text))
        raise CmcctError(message, say("write URL@COMMIT, with all 40 characters of the commit"))
    return Origin(_tidy(url), commit)


def installed() -> Origin | None:
    """Return where this cmcct was installed from, if pip noted a repository that others reach."""
    try:
        text = metadata.distribution("cmcct").read_text("direct_url.json")
    except metadata.PackageNotFoundError:
        return None
    noted = json.loads(text or "{}")
    if "vcs_info" in noted:
        origin = Origin(_tidy(noted["url"]), noted["vcs_info"]["commit_id"])
    elif "dir_info" in noted:
        origin = _cloned(Path(url2pathname(urlsplit(noted["url"]).path)))
    else:
        return None
    return origin if _REMOTE.fullmatch(origin.url) else None


def files(origin: Origin | None) -> Mapping[str, str]:
    """Return the files of a new repository by path; each call gives a directory of its own."""
    url, commit = origin or UNKNOWN
    values = {
        "UID": str(uuid4()),
        "URL": url,
        "COMMIT": commit,
        "ACTION": (origin or UNKNOWN).action,
    }
    made = {
        name: re.sub(r"%([A-Z]+)%", lambda found: values[found[1]], text)
        for name, text in template().items()
    }
    return made | {SCHEMA_NAME: schema.text()}


def template() -> Mapping[str, str]:
    """Return by path the files that `cmcct init` starts with; a `dot-` stands for a hidden one.

    `%UID%`, `%URL%`, `%COMMIT%` and `%ACTION%` stand for what each directory has of its own.
    """
    folder = Path(data.__file__).with_name("template")
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    names = [path.relative_to(folder).as_posix().replace("dot-", ".") for path in paths]
    return {name: path.read_text(encoding="utf-8") for name, path in zip(names, paths, strict=True)}


def pinned() -> list[str]:
    """Return the files in which the address and the commit of cmcct stand."""
    return [name for name, text in template().items() if "%COMMIT%" in text]


def _cloned(folder: Path) -> Origin:
    """Return what a clone was made from, and the commit that it is at."""
    try:
        repository = Repository.of(folder / store.DIRECTORY_NAME)
    except CmcctError:
        return Origin("", "")
    # A folder within another repository is no clone of cmcct.
    commit = repository.find("HEAD") if repository.root == folder.resolve() else None
    return Origin(_tidy(repository.origin()), commit) if commit else Origin("", "")


def _tidy(url: str) -> str:
    """Return an address as pip and pre-commit both take it, without a password in it."""
    return _SECRET.sub("", _SHORT.sub(r"ssh://\1/\2", url))
