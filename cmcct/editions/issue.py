"""Make the files of an edition from a commit, compare them with its manifest, recognise them.

All is read from the directory file in the commit, and nothing of the private file: so the same
commit gives the same files at any time. By their hash, the files of editions are recognised.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import NamedTuple

from cmcct.editions import letter, marks, pack
from cmcct.editions.manifest import (
    EditionList,
    Manifest,
    NumberedEdition,
    installed_versions,
    read_folder,
    read_manifest,
)
from cmcct.editions.pack import PackFile
from cmcct.errors.exceptions import CmcctError
from cmcct.formats import changes
from cmcct.history import comparison, revisions
from cmcct.history.entry_versions import LastChanges
from cmcct.history.git.repository import Repository
from cmcct.history.revisions import EditionTag
from cmcct.i18n.messages import Translator, _
from cmcct.model import loader
from cmcct.model.entities import Directory
from cmcct.privacy.audiences import AudienceView, Edition
from cmcct.search import query


@dataclass(frozen=True)
class Issue:
    """An edition to make: its number, its commit, and the edition that it replaces."""

    path: Path
    number: str
    commit: str
    replaces: EditionTag | NumberedEdition | None

    @cached_property
    def repository(self) -> Repository:
        """The repository of the directory."""
        return Repository.open(self.path)

    @cached_property
    def directory(self) -> Directory:
        """The directory as it is in the commit."""
        return self._read(self.commit)

    @cached_property
    def _before(self) -> Directory | None:
        return self._read(self.replaces.commit) if self.replaces else None

    def _read(self, commit: str) -> Directory:
        version = revisions.resolve_version(self.path, commit, self.day)
        return loader.parse_directory(revisions.parse_version(self.path, version)).directory

    @cached_property
    def edition(self) -> Edition:
        """What the lists say of themselves."""
        return Edition(self.number, self.day, self.commit)

    @cached_property
    def day(self) -> date:
        """The day of the commit in the time zone that it names."""
        return self.repository.commit_day(self.commit)

    def make_views(
        self, audience: str, langs: Sequence[str]
    ) -> list[tuple[AudienceView, Translator]]:
        """Return the list for an audience, in the order of each language."""
        last_change = LastChanges(self.path, self.commit, self.directory, audience)
        edition = self.edition._replace(last_change=last_change)
        views = []
        for translator in map(Translator, langs):
            view = query.search(self.directory, query.Query(), audience, self.day, translator)
            views.append((marks.mark_content(view, edition), translator))
        return views

    def complete(
        self, files: Mapping[str, PackFile], view: AudienceView, translator: Translator
    ) -> Mapping[str, bytes]:
        """Return all files of a list: those given, the letter, the note of changes, and others."""
        diff = self._compare(view.audience)
        read_own = partial(self.repository.read_beside, self.commit)
        template = letter.read_template("edition", translator.lang, read_own)
        replaced = self.replaces.number if self.replaces else ""
        text = letter.format_letter(template, view, diff, replaced, translator)
        texts = {letter.FILE: PackFile(text.encode(), _("the covering letter"))}
        if diff:
            note = changes.format_markdown(diff, translator).encode()
            texts[letter.CHANGES] = PackFile(note, _("what has changed since the previous edition"))
        note_of_replaced = translator.gettext("Replaces edition {number}", number=replaced)
        notes = [note_of_replaced] if replaced else []
        return pack.complete({**texts, **files}, view, translator, notes)

    def _compare(self, audience: str) -> comparison.DirectoryDiff | None:
        """Return the changes since the edition before, as this edition allows them."""
        if self._before is None:
            return None
        before, after = (
            replace(side, current=lambda: self.directory) for side in (self._before, self.directory)
        )
        return comparison.compare_for(before, after, audience)

    def make_manifest(self, lists: Mapping[EditionList, Mapping[str, bytes]]) -> Manifest:
        """Return the manifest of the edition with these lists, each with its files."""
        before = self.replaces
        return Manifest(
            edition=self.number,
            commit=self.commit,
            date=str(self.day),
            replaces=before and NumberedEdition(edition=before.number, commit=before.commit),
            made_with=installed_versions(),
            lists=tuple(lists),
            files=dict(sorted(iter_hashes(lists))),
        )

    def find_withdrawn(self, audience: str) -> list[str]:
        """Return the ids of entries of which today's directory withholds or lacks something."""
        limited = replace(self.directory, current=revisions.current_reader(self.path))
        then, now = (
            query.search(side, query.Query(), audience, self.day, Translator())
            for side in (self.directory, limited)
        )
        present = {point.id: point for point in now.focal_points}
        return [point.id for point in then.focal_points if present.get(point.id) != point]


def iter_hashes(lists: Mapping[EditionList, Mapping[str, bytes]]) -> Iterator[tuple[str, str]]:
    """Yield the path of each file in the folder of an edition, and its SHA-256."""
    for listed, files in lists.items():
        for name, data in files.items():
            yield f"{listed.folder}/{name}", pack.digest(data)


def differing_files(
    manifest: Manifest, lists: Mapping[EditionList, Mapping[str, bytes]]
) -> list[str]:
    """Return the files that are not as the manifest says, or that only one of both has."""
    hashes = dict(iter_hashes(lists))
    folders = tuple(f"{each.folder}/" for each in lists)
    expected = {name: sum_ for name, sum_ in manifest.files.items() if name.startswith(folders)}
    return sorted({name for name, _sum in hashes.items() ^ expected.items()})


def differing_versions(manifest: Manifest) -> list[str]:
    """Return what must be installed to make the same bytes: `XlsxWriter 3.2.9`."""
    here = installed_versions()
    return [
        f"{name} {version}"
        for name, version in manifest.versions.items()
        if here.get(name) != version
    ]


class FileOrigin(NamedTuple):
    """Where a file comes from: an edition, and the list in it; the manifest is in no list."""

    number: str
    audience: str = ""
    lang: str = ""


def read_manifests(repository: Repository) -> tuple[list[Manifest], list[CmcctError]]:
    """Return the manifests of all editions, oldest first, and why other tags hold none."""
    manifests, problems = [], []
    for tag in revisions.list_tags(repository):
        try:
            manifests.append(read_manifest(tag))
        except CmcctError as error:
            problems.append(error)
    return manifests, problems


def find_origins(manifests: Iterable[Manifest], data: bytes) -> list[FileOrigin]:
    """Return the editions that have a file with these bytes."""
    sum_ = pack.digest(data)
    origins = []
    for manifest in manifests:
        if data == manifest.to_json().encode():
            origins.append(FileOrigin(manifest.number))
        names = (name for name, other in manifest.files.items() if other == sum_)
        origins += [FileOrigin(manifest.number, *name.split("/")[:2]) for name in names]
    return origins


def missing_files(folder: Path) -> list[str]:
    """Return the files that the manifest in a folder names and a list there lacks."""
    manifest = read_folder(folder)
    names = manifest.files if manifest else ()
    paths = ((name, folder / name) for name in names)
    return [name for name, path in paths if path.parent.is_dir() and not path.exists()]


def named_editions(manifests: Iterable[Manifest], data: bytes) -> list[str]:
    """Return the numbers of the editions whose content mark a file names."""
    return [
        manifest.number
        for manifest in manifests
        if any(each.content.encode() in data for each in manifest.lists)
    ]
