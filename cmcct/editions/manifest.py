"""The manifest of an edition: its commit, what it was made with, and the hash of each file."""

import json
from dataclasses import dataclass
from importlib import metadata
from typing import Any, NamedTuple

import cmcct
from cmcct.errors.exceptions import CmcctError
from cmcct.history.edition_tags import EditionTag
from cmcct.i18n.messages import _

FILE = "manifest.json"

# The libraries that decide about the bytes of the files.
_LIBRARIES = (
    *("Babel", "Jinja2", "opening-hours-py", "phonenumberslite", "segno", "tzdata"),
    *("XlsxWriter", "typst"),
)


class EditionList(NamedTuple):
    """A list in an edition: for whom, in which language, and the mark of its content."""

    audience: str
    lang: str
    content: str


@dataclass(frozen=True)
class Manifest:
    """What an edition is made of; `files` maps a path in its folder to the file's SHA-256."""

    number: str
    commit: str
    day: str
    replaces: EditionTag | None
    versions: dict[str, str]
    lists: tuple[EditionList, ...]
    files: dict[str, str]

    def to_json(self) -> str:
        """Return the manifest as JSON: the same text for the same edition."""
        before = self.replaces and {"edition": self.replaces.number, "commit": self.replaces.commit}
        data = {
            "edition": self.number,
            "commit": self.commit,
            "date": self.day,
            "replaces": before,
            "made_with": self.versions,
            "lists": [one._asdict() for one in self.lists],
            "files": self.files,
        }
        return json.dumps(data, indent=2) + "\n"


def installed_versions() -> dict[str, str]:
    """Return the versions of cmcct and of the libraries that decide about the bytes."""
    versions = {"cmcct": cmcct.__version__}
    for name in _LIBRARIES:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:  # an optional one
            continue
    return versions


def parse_manifest(text: str) -> Manifest | None:
    """Return the manifest in a text, such as the message of a tag; None if it has none."""
    try:
        data: Any = json.JSONDecoder().raw_decode(text, text.index("{"))[0]
        before = data["replaces"]
        return Manifest(
            data["edition"],
            data["commit"],
            data["date"],
            EditionTag(before["edition"], before["commit"], "") if before else None,
            dict(data["made_with"]),
            tuple(EditionList(**one) for one in data["lists"]),
            dict(data["files"]),
        )
    except (ValueError, KeyError, TypeError):
        return None


def read_manifest(tag: EditionTag) -> Manifest:
    """Return the manifest that a tag holds; raises `CmcctError`."""
    manifest = parse_manifest(tag.message)
    if manifest is None or manifest.number != tag.number:
        message = _("the tag {tag} holds no manifest of this edition", tag=tag.name)
        raise CmcctError(message, _("choose another number"))
    if manifest.commit != tag.commit:
        commit = manifest.commit[:7]
        message = _(
            "the tag {tag} was moved away from commit {commit}", tag=tag.name, commit=commit
        )
        raise CmcctError(message, _("run git fetch --tags --force, or choose another number"))
    return manifest
