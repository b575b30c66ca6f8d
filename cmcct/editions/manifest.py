"""The manifest of an edition: its commit, what it was made with, and the hash of each file.

Its lists tell which editions still have a channel of the directory.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from importlib import metadata
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

import cmcct
from cmcct.errors.exceptions import CmcctError
from cmcct.history import revisions
from cmcct.history.entry_versions import parse_lenient
from cmcct.history.git.repository import Repository
from cmcct.history.revisions import NUMBER, EditionTag
from cmcct.i18n.messages import LANGUAGES, SafeText, _
from cmcct.model.entities import STRICTEST, FocalPoint
from cmcct.model.fields import PLAIN_KEYS
from cmcct.privacy.levels import AUDIENCES, may_see, strictest

FILE = "manifest.json"

# The libraries that decide about the bytes of the files.
_LIBRARIES = (
    *("Babel", "Jinja2", "opening-hours-py", "phonenumberslite", "segno", "tzdata"),
    *("XlsxWriter", "typst"),
)


_FROZEN = ConfigDict(frozen=True, strict=True)
_VERSION = r"^[0-9A-Za-z_.+!-]{1,80}$"  # and the name of what has that version
_COMMIT = "^(?:[0-9a-f]{40}|[0-9a-f]{64})$"


class EditionList(BaseModel):
    """A list in an edition: for whom, in which language, and the mark of its content."""

    model_config = _FROZEN
    audience: str = Field(pattern=f"^(?:{'|'.join(AUDIENCES)})$")
    lang: str = Field(pattern=f"^(?:{'|'.join(LANGUAGES)})$")
    content: str = Field(pattern="^[0-9a-f]{8,64}$")

    @property
    def folder(self) -> str:
        """The folder of the list within that of the edition."""
        return f"{self.audience}/{self.lang}"


def _check_number(number: str) -> str:
    if not NUMBER.fullmatch(number):
        raise ValueError(number)
    return number


_Number = Annotated[str, AfterValidator(_check_number)]


class NumberedEdition(BaseModel):
    """The number of an edition, and the commit that it was made from."""

    model_config = _FROZEN
    number: _Number = Field(alias="edition")
    commit: str = Field(pattern=_COMMIT)


class Manifest(NumberedEdition):
    """What an edition is made of; `files` maps a path in its folder to the file's SHA-256.

    Anybody who can push a tag can write one, so each value has its type and form, and each file
    belongs to a list.
    """

    day: str = Field(alias="date", pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
    replaces: NumberedEdition | None
    versions: dict[
        Annotated[str, Field(pattern=_VERSION)], Annotated[str, Field(pattern=_VERSION)]
    ] = Field(alias="made_with")
    lists: tuple[EditionList, ...] = Field(min_length=1)
    files: dict[str, Annotated[str, Field(pattern="^[0-9a-f]{64}$")]]

    @model_validator(mode="after")
    def _check(self) -> Self:
        date.fromisoformat(self.day)
        folders = [each.folder for each in self.lists]
        path = re.compile(rf"(?:{'|'.join(folders)})/[\w-][\w.-]*", re.ASCII)
        if len({*folders}) < len(folders) or not all(map(path.fullmatch, self.files)):
            raise ValueError
        return self

    def to_json(self) -> str:
        """Return the manifest as JSON: the same text for the same edition."""
        return self.model_dump_json(indent=2, by_alias=True) + "\n"


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
        start = text.index("{")
        end = json.JSONDecoder().raw_decode(text, start)[1]
        return Manifest.model_validate_json(text[start:end])
    except (ValueError, RecursionError):
        return None


def read_folder(folder: Path) -> Manifest | None:
    """Return the manifest in the folder of an edition; None if it has none."""
    file = folder / FILE
    if not file.is_file() or file.is_symlink():
        return None
    return parse_manifest(file.read_text("utf-8", "replace"))


def read_manifest(tag: EditionTag) -> Manifest:
    """Return the manifest that a tag holds; raises `CmcctError`."""
    manifest = parse_manifest(tag.message)
    if manifest is None or manifest.number != tag.number:
        message = _("the tag {tag} holds no manifest of this edition", tag=tag.name)
        raise CmcctError(message, _("choose another one"))
    if manifest.commit != tag.commit:
        commit = manifest.commit[:7]
        message = _(
            "the tag {tag} was moved away from commit {commit}", tag=tag.name, commit=commit
        )
        raise CmcctError(message, _("run {command}", command=SafeText("git fetch --tags --force")))
    return manifest


def find_past_copies(path: Path, pattern: re.Pattern[str]) -> tuple[int, list[str]]:
    """Return how many versions of a directory file have a channel, and which editions.

    `pattern` finds the channel in any spelling. An edition counts if one of its lists is for an
    audience that was allowed to have the channel then. Without git, there are none.
    """
    with suppress(CmcctError):
        repository = Repository.open(path)
        tags = revisions.list_tags(repository)
        editions = [tag.number for tag in tags if _has_channel(repository, tag, pattern)]
        blobs = Counter(commit.after for commit in repository.commits() if commit.after)
        with repository.blobs() as read:
            texts = ((read(blob).decode(errors="replace"), count) for blob, count in blobs.items())
            return sum(count for text, count in texts if pattern.search(text)), editions
    return 0, []


def _has_channel(repository: Repository, tag: EditionTag, pattern: re.Pattern[str]) -> bool:
    """Return whether an edition has a list in which the channel was; if unknown, whether it may."""
    manifest = parse_manifest(tag.message)
    audiences = {each.audience for each in manifest.lists} if manifest else {STRICTEST}
    widest = max(audiences & {*AUDIENCES} or {STRICTEST}, key=AUDIENCES.index)
    data = repository.read_blob(tag.commit) or b""
    return pattern.search(data.decode(errors="replace")) is not None and any(
        may_see(widest, sharing)
        for point in parse_lenient(data)[0].focal_points
        for text, sharing in _texts(point)
        if pattern.search(text)
    )


def _texts(point: FocalPoint) -> Iterator[tuple[str, str]]:
    """Yield each text of an entry that may be or contain a channel, with its audience."""
    for key, plain in PLAIN_KEYS.items():
        for channel in getattr(point, key):
            # As in the file: a handle of letters alone is found in quotation marks.
            text = f'"{getattr(channel, plain)}"'
            yield text, strictest((point.sharing, channel.sharing))
    yield point.private_notes, STRICTEST
    for text in (point.address, point.notes, point.hours, point.website):
        yield text, point.sharing
