"""Recognise the files of editions by their hash."""

from collections.abc import Iterable
from typing import NamedTuple

from cmcct.editions import pack
from cmcct.editions.manifest import Manifest, read_manifest
from cmcct.errors.exceptions import CmcctError
from cmcct.history import edition_tags
from cmcct.history.git.repository import Repository


class FileOrigin(NamedTuple):
    """Where a file comes from: an edition, and the list in it; the manifest is in no list."""

    number: str
    audience: str = ""
    lang: str = ""


def read_manifests(repository: Repository) -> tuple[list[Manifest], list[CmcctError]]:
    """Return the manifests of all editions, oldest first, and why other tags hold none."""
    manifests, problems = [], []
    for tag in edition_tags.list_tags(repository):
        try:
            manifests.append(read_manifest(tag))
        except CmcctError as error:
            problems.append(error)
    return manifests, problems


def find_origins(manifests: Iterable[Manifest], data: bytes) -> list[FileOrigin]:
    """Return the editions that have a file with these bytes."""
    sum_ = pack.digest(data)
    found = []
    for manifest in manifests:
        if data == manifest.to_json().encode():
            found.append(FileOrigin(manifest.number))
        names = (name for name, other in manifest.files.items() if other == sum_)
        found += [FileOrigin(manifest.number, *name.split("/")[:2]) for name in names]
    return found


def named_editions(manifests: Iterable[Manifest], data: bytes) -> list[str]:
    """Return the numbers of the editions whose content mark a file names."""
    return [
        manifest.number
        for manifest in manifests
        if any(one.content.encode() in data for one in manifest.lists)
    ]
