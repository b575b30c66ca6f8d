"""Recognise the files of editions by their hash."""

from collections.abc import Iterable
from typing import NamedTuple

from cmcct.editions import pack
from cmcct.editions.manifest import Manifest, parse_manifest
from cmcct.history import edition_tags
from cmcct.history.git import Repository


class Origin(NamedTuple):
    """Where a file comes from: an edition, and the list in it."""

    number: str
    audience: str
    lang: str


def read_manifests(repository: Repository) -> list[Manifest]:
    """Return the manifests of all editions, oldest first."""
    found = (parse_manifest(tag.message) for tag in edition_tags.list_tags(repository))
    return [manifest for manifest in found if manifest]


def find_origins(manifests: Iterable[Manifest], data: bytes) -> list[Origin]:
    """Return the editions that have a file with these bytes."""
    sum_ = pack.digest(data)
    return [
        Origin(manifest.number, *name.split("/")[:2])
        for manifest in manifests
        for name, other in manifest.files.items()
        if other == sum_
    ]


def named_editions(manifests: Iterable[Manifest], data: bytes) -> list[str]:
    """Return the numbers of the editions whose content mark a file names."""
    return [
        manifest.number
        for manifest in manifests
        if any(one.content.encode() in data for one in manifest.lists)
    ]
