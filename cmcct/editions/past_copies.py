"""Which versions in git and which editions still have a channel of the directory."""

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from cmcct.editions.manifest import parse_manifest
from cmcct.errors.exceptions import CmcctError
from cmcct.history import revisions
from cmcct.history.entry_versions import parse_lenient
from cmcct.history.git.repository import Repository
from cmcct.history.revisions import EditionTag
from cmcct.model.entities import STRICTEST, FocalPoint
from cmcct.privacy.levels import AUDIENCES, may_see, strictest


def find_past_copies(path: Path, pattern: re.Pattern[str]) -> tuple[int, list[str]]:
    """Return how many versions of a directory file have a channel, and which editions.

    `pattern` finds the channel in any spelling. An edition counts if one of its lists is for an
    audience that was allowed to have the channel then. Without git, there are none.
    """
    with suppress(CmcctError):
        repository = Repository.open(path)
        tags = revisions.list_tags(repository)
        editions = [tag.number for tag in tags if _has_channel(repository, tag, pattern)]
        return _count_versions(repository, pattern), editions
    return 0, []


def _count_versions(repository: Repository, pattern: re.Pattern[str]) -> int:
    commits = [commit for commit in repository.commits() if commit.after]
    has_channel: dict[str, bool] = {}
    with repository.blobs(commits) as read:
        for blob in (commit.after for commit in commits):
            if blob not in has_channel:
                has_channel[blob] = bool(pattern.search(read(blob).decode(errors="replace")))
    return sum(has_channel[commit.after] for commit in commits)


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
    for email in point.emails:
        yield email.address, strictest((point.sharing, email.sharing))
    for phone in point.phones:
        yield phone.number, strictest((point.sharing, phone.sharing))
    yield point.private_notes, STRICTEST
    for text in (point.address, point.notes, point.hours, point.website):
        yield text, point.sharing
