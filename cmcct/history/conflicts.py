"""An unfinished merge: what its sides disagree about, who wrote them, and OURS for a lookup."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple

from cmcct.diagnostics import KeyPath
from cmcct.errors.exceptions import CmcctError
from cmcct.history.git.repository import Repository
from cmcct.i18n.messages import _
from cmcct.model import loader
from cmcct.model.loader import ParsedTable
from cmcct.privacy import limits
from cmcct.storage import directory_file
from cmcct.storage.conflict_markers import Sides
from cmcct.storage.directory_file import ConflictError, LoadResult

# What git calls the other side, by the command that merges.
_OTHER_HEADS = ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REBASE_HEAD")


class Difference(NamedTuple):
    """A key whose value differs between the sides, or a table that one side lacks (key "").

    `kind` is the name of the table, `id` the record's ("" for a table that occurs once). `ours` and
    `theirs` are the key paths of the values that differ; empty for a side that lacks them.
    """

    kind: str
    id: str
    key: str
    ours: tuple[KeyPath, ...]
    theirs: tuple[KeyPath, ...]


class Writer(NamedTuple):
    """Who last changed the file on one side: the name in git of that side, author and date."""

    revision: str
    author: str
    when: datetime


def compare_sides(sides: Sides) -> list[Difference]:
    """Return the differences in the order of OURS, then what only THEIRS has, for each kind."""
    ours, theirs = (loader.parse_directory(side.raw).tables for side in (sides.ours, sides.theirs))
    return [
        difference
        for kind in ours
        for mine, other in _pair(ours[kind], theirs[kind])
        for difference in _differences(kind, mine, other)
    ]


def load_ours(path: Path, conflict: ConflictError, *, private: bool = False) -> LoadResult:
    """Load OURS, in which each entry and channel has the stricter sharing of both sides."""
    sides = conflict.sides
    loaded = directory_file.load(path, sides.ours.text.encode(), private=private)
    theirs = loader.parse_directory(sides.theirs.raw).directory
    whole = loaded.with_private and limits.take_stricter(loaded.with_private, theirs)
    warning = _(
        "{file} has merge conflicts: entries marked with {sign} have a second version, not shown; "
        "run {command}",
        file=path,
        sign="!",
        command=directory_file.check_command(path),
    )
    return loaded._replace(
        directory=limits.take_stricter(loaded.directory, theirs),
        with_private=whole,
        warnings=(warning, *loaded.warnings),
        conflicting_ids=frozenset(difference.id for difference in compare_sides(sides)),
    )


def find_writers(path: Path, labels: Sequence[tuple[str, str]]) -> list[list[Writer | None]]:
    """Return the writers of OURS and THEIRS for the labels of each conflict.

    They are known while git has the file as unmerged: later, HEAD is another version.
    """
    with suppress(CmcctError):
        repository = Repository.open(path)
        if repository.is_unmerged():

            @cache
            def read(name: str) -> Writer | None:
                commit = repository.resolve(name)
                return Writer(name, *repository.last_change(commit)) if commit else None

            def find(label: str, *heads: str) -> Writer | None:
                """Return the writer of the first of the label's revision and the heads."""
                names = filter(None, (label_revision(label), *heads))
                return next(filter(None, map(read, names)), None)

            return [[find(ours, "HEAD"), find(theirs, *_OTHER_HEADS)] for ours, theirs in labels]
    return [[None, None] for _label in labels]


def label_revision(label: str) -> str:
    """Return what may be a revision: `branch`, `branch:old/name.toml` or `commit (subject)`."""
    return re.split("[ :]", label, maxsplit=1)[0]


def _pair(
    ours: Sequence[ParsedTable], theirs: Sequence[ParsedTable]
) -> Iterator[tuple[ParsedTable | None, ParsedTable | None]]:
    """Yield each table of OURS with the one of the same record, then the others of THEIRS."""
    index_by_id = {id_: index for index, table in enumerate(theirs) for id_ in _ids(table)}
    unpaired = dict(enumerate(theirs))
    for table in ours:
        indexes = (index_by_id.get(id_, -1) for id_ in _ids(table))
        yield table, unpaired.pop(next((index for index in indexes if index in unpaired), -1), None)
    yield from ((None, table) for table in unpaired.values())


def _ids(table: ParsedTable) -> tuple[str, ...]:
    return getattr(table.value, "id", ""), *getattr(table.value, "formerly", ())


def _differences(
    kind: str, mine: ParsedTable | None, other: ParsedTable | None
) -> Iterator[Difference]:
    id_ = next(_ids(table)[0] for table in (mine, other) if table)
    if not (mine and other):
        yield Difference(kind, id_, "", _paths(mine), _paths(other))
        return
    for key in dict.fromkeys((*mine.raw, *other.raw)):
        if mine.raw.get(key) != other.raw.get(key):
            yield Difference(kind, id_, key, _paths(mine, key), _paths(other, key))


def _paths(table: ParsedTable | None, only: str | None = None) -> tuple[KeyPath, ...]:
    """Return the paths of all keys of a table, or of one that it has."""
    if table is None:
        return ()
    return tuple((*table.path, key) for key in table.raw if only in {None, key})
