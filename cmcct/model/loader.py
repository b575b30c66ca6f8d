"""Convert parsed TOML to a directory, keeping every readable value.

An unreadable value becomes a `Finding` and is left out; the rest of its entry is kept.
"""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

from cmcct.diagnostics import Finding, KeyPath
from cmcct.errors.exceptions import unknown_value_message
from cmcct.i18n.messages import OptionalMessage, _, did_you_mean, join_or
from cmcct.model import entities
from cmcct.model.entities import CHANNELS, Directory, FocalPoint, OverlayEntry
from cmcct.reference import countries

INFO_MODELS, LIST_MODELS = entities.INFO_MODELS, entities.LIST_MODELS


class ParsedTable(NamedTuple):
    """A table of the file: its key path, its raw data and its parsed value."""

    path: KeyPath
    raw: Mapping[str, Any]
    value: Any
    unreadable: frozenset[KeyPath] = frozenset()  # key paths in the table of unreadable values

    def path_of(self, *steps: str | int) -> KeyPath:
        """Return the key path of a part of `value`, as far as it is written in the file."""
        return self.path + self.place_of(*steps)

    def place_of(self, *steps: str | int) -> KeyPath:
        """Return the key path in the table of a part of `value`, as far as it is written.

        Defaults are not written. Indexes of `value` skip the unreadable items of a list; those of
        the file count them.
        """
        written_path: KeyPath = ()
        written: Any = self.raw
        for step in steps:
            if isinstance(written, list):
                kept: Sequence[int] = range(len(written))
                if self.unreadable:
                    kept = [i for i in kept if (*written_path, i) not in self.unreadable]
                written_path = (*written_path, kept[int(step)])
            elif isinstance(written, dict) and step in written:
                written_path = (*written_path, step)
            else:
                break
            written = written[written_path[-1]]
        return written_path

    def is_unreadable(self, *steps: str | int) -> bool:
        """Return whether the value at `steps`, or a misspelling of its key, is unreadable."""
        return steps in self.unreadable


class Exposure(NamedTuple):
    """Access to a private file by others, according to git and the file system."""

    is_tracked: bool = False  # git tracks it
    is_addable: bool = False  # `git add --all` would add it
    is_world_readable: bool = False  # other users of the machine can read it
    has_modes: bool = True  # False if the file system stores no modes
    refusal: OptionalMessage = ""  # why git does not answer
    file: Path = Path("directory.private.toml")  # as displayed
    plain: Path | None = None  # the plain file beside an encrypted one


class PreviousVersion(NamedTuple):
    """An older version to compare with, and the changes of its entries since."""

    directory: Directory
    changed: tuple[tuple[FocalPoint, ParsedTable], ...]  # with its current table
    removed: tuple[tuple[FocalPoint, KeyPath], ...]  # with the path of the entry now in its place
    merged: tuple[tuple[FocalPoint, ParsedTable], ...] = ()  # with that of the entry it is in now
    is_private_file_changed: bool = False  # the encrypted one
    found: tuple[Finding, ...] = ()  # once the other rules of a change have run


class ParseResult(NamedTuple):
    """A directory as far as it could be read, and the findings about the rest."""

    raw: Mapping[str, Any]
    directory: Directory
    tables: Mapping[str, tuple[ParsedTable, ...]]
    findings: tuple[Finding, ...]
    # Only for a private file (overlay) checked as entries: its raw entries, and the access to the
    # file if checked.
    overlay_tables: tuple[ParsedTable, ...] = ()
    exposure: Exposure | None = None
    previous: PreviousVersion | None = None  # only when checking a change
    text: bytes = b""  # of a directory file, when its comments are checked too
    text_in_git: bytes = b""  # of a directory file, as git holds it; empty outside a repository
    is_schema_outdated: bool = False  # the schema beside the file is not this version's
    # Once all rules have run: the codes of their warnings, alone and as ID:CODE.
    warned: frozenset[str] | None = None

    @property
    def has_all_ids(self) -> bool:
        """Whether the id of every table meant as a focal point is readable."""
        tables, written = self.tables["focal_point"], self.raw.get("focal_point", [])
        is_whole = isinstance(written, list) and len(written) == len(tables)
        is_known = set(self.raw) <= {*INFO_MODELS, *LIST_MODELS}
        return is_whole and is_known and not any(table.is_unreadable("id") for table in tables)

    @property
    def broken_ids(self) -> frozenset[str]:
        """The ids of the entries with an unreadable value."""
        return frozenset(finding.entry for finding in self.findings if finding.entry)


def parse_directory(raw: Mapping[str, Any]) -> ParseResult:
    """Parse a directory file, given the result of `tomllib.loads`; never raises.

    Its countries go before others in what is suggested for a name that is not known.
    """
    if "directory" in raw:
        countries.set_network(lambda: _country_names(raw))
    findings = list(_unknown_tables(raw, (*INFO_MODELS, *LIST_MODELS)))
    tables = {name: _table(raw, name, model, findings) for name, model in INFO_MODELS.items()}
    tables |= {
        name: _read_tables(raw, name, model, findings) for name, model in LIST_MODELS.items()
    }
    info, check, private = (
        tables[name][0].value if tables[name] else model() for name, model in INFO_MODELS.items()
    )
    directory = Directory(
        info,
        check,
        private,
        meetings=with_id(tables["meeting"]),
        working_groups=with_id(tables["working_group"]),
        focal_points=with_id(tables["focal_point"]),
    )
    return ParseResult(raw, directory, tables, tuple(findings))


def parse_entry(raw: Mapping[str, Any]) -> FocalPoint:
    """Return the table of an entry as far as it can be parsed."""
    (table,) = _read_all([((), raw)], FocalPoint, [])
    point: FocalPoint = table.value
    return point


def with_id(tables: Sequence[ParsedTable]) -> tuple[Any, ...]:
    """Return the values of the tables with a readable id; all lookups need one."""
    return tuple(table.value for table in tables if not table.is_unreadable("id"))


def parse_overlay(raw: Mapping[str, Any]) -> ParseResult:
    """Parse a private file (overlay); its entries are `OverlayEntry`s."""
    findings = list(_unknown_tables(raw, ("focal_point", "private", "secret")))
    tables = {
        "focal_point": _read_tables(raw, "focal_point", OverlayEntry, findings),
        "private": _table(raw, "private", entities.EncryptionInfo, findings),
        "secret": _table(raw, "secret", entities.Secrets, findings),
    }
    return ParseResult(raw, Directory(), tables, tuple(findings))


def overlay_entries(parsed: ParseResult) -> tuple[OverlayEntry, ...]:
    """Return the overlay entries with a readable id and name."""
    named = (table for table in parsed.tables["focal_point"] if not table.is_unreadable("name"))
    return with_id([*named])


def merge_overlay(directory: Directory, parts: Sequence[OverlayEntry]) -> Directory:
    """Join overlay entries to the directory's entries by id and person."""
    from cmcct.model import person_names

    points = directory.focal_points
    indexes = person_names.map_ids([point.ids for point in points])
    found: dict[int, list[OverlayEntry]] = {}
    unjoined: list[str] = []
    for part in parts:
        for index in indexes.get(part.id, ()):
            if person_names.may_join(part.name, points[index].name):
                found.setdefault(index, []).append(part)
            else:
                unjoined.append(part.id)
    return dataclasses.replace(
        directory,
        focal_points=tuple(reduce(_merge_entry, found.get(i, ()), p) for i, p in enumerate(points)),
        private_addresses={
            points[index].id: address
            for index, joined in found.items()
            if (
                address := "\n".join(dict.fromkeys(part.address for part in joined if part.address))
            )
        },
        unjoined=tuple(dict.fromkeys(unjoined)),
    )


def _merge_entry(point: FocalPoint, part: OverlayEntry) -> FocalPoint:
    strictest = {"sharing": entities.STRICTEST}
    channels = {
        key: getattr(point, key) + tuple(each.model_copy(update=strictest) for each in added)
        for key in CHANNELS
        if (added := getattr(part, key))
    }
    notes = "\n".join(filter(None, (point.private_notes, part.private_notes)))
    return point.model_copy(update={**channels, "private_notes": notes})


def _unknown_tables(raw: Mapping[str, Any], known: Sequence[str]) -> Iterator[Finding]:
    for name in raw:
        if name not in known:
            from cmcct.errors.suggest import closest

            meant = [_header(table) for table in closest(name, known)]
            hint = did_you_mean(meant) or _("write {words}", words=join_or(map(_header, known)))
            yield Finding((name,), unknown_value_message("key", name), hint, code="unknown-key")


def _header(name: str) -> str:
    return f"[[{name}]]" if name in LIST_MODELS else f"[{name}]"


def _country_names(raw: Mapping[str, Any]) -> set[str]:
    from cmcct.model import territory_lines

    return territory_lines.expected_names(raw)


def _table(
    raw: Mapping[str, Any], name: str, model: type[BaseModel], findings: list[Finding]
) -> tuple[ParsedTable, ...]:
    """Parse a table that occurs at most once; return () if it is not a table."""
    return _read_all([((name,), raw.get(name, {}))], model, findings)


def _read_tables(
    raw: Mapping[str, Any], name: str, model: type[BaseModel], findings: list[Finding]
) -> tuple[ParsedTable, ...]:
    tables = raw.get(name, [])
    if isinstance(tables, list):
        by_path = (((name, index), table) for index, table in enumerate(tables))
        return _read_all(by_path, model, findings)
    hint = _("write [[{table}]], with double brackets, above each one", table=name)
    findings.append(Finding((name,), _("not a list of tables"), hint, code="wrong-type"))
    return _read_all([((name,), tables)] if isinstance(tables, dict) else [], model, findings)


def _read_all(
    raw_tables: Iterable[tuple[KeyPath, Any]], model: type[BaseModel], findings: list[Finding]
) -> tuple[ParsedTable, ...]:
    tables = []
    for path, table in raw_tables:
        try:
            tables.append(ParsedTable(path, table, model.model_validate(table)))
        except ValidationError:
            from cmcct.model.recovery import salvage

            value, faults, lost = salvage(model, table, path)
            findings += faults
            tables += [ParsedTable(path, table, value, lost)] if value is not None else []
    return tuple(tables)
