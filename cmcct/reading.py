"""From what a TOML parser returned to a directory, however broken: every readable value is kept.

A value that cannot be read becomes a `Finding` and is left out; the rest of its entry stays.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel

from cmcct.diagnostics import Finding, KeyPath
from cmcct.errors import did_you_mean
from cmcct.model import (
    About,
    Check,
    Directory,
    FocalPoint,
    Meeting,
    PrivatePart,
    WorkingGroup,
)
from cmcct.salvage import STRICTEST, ModelT, salvage

LISTS: dict[str, type[BaseModel]] = {
    "meeting": Meeting,
    "working_group": WorkingGroup,
    "focal_point": FocalPoint,
}


@dataclass(frozen=True)
class Record:
    """One table of the file: where it stands, what is written there, what could be read of it."""

    path: KeyPath
    raw: Mapping[str, Any]
    value: Any


@dataclass(frozen=True)
class Reading:
    """A directory as far as it could be read, and the findings about what could not."""

    raw: Mapping[str, Any]
    directory: Directory
    records: Mapping[str, tuple[Record, ...]]
    findings: tuple[Finding, ...]

    @property
    def broken_ids(self) -> frozenset[str]:
        """The ids of the entries of which a value could not be read."""
        return frozenset(finding.entry for finding in self.findings if finding.entry)


def read(raw: Mapping[str, Any]) -> Reading:
    """Read a whole directory file, as `tomllib.loads` returned it; raise nothing."""
    findings = list(_unknown_tables(raw, ("directory", "check", *LISTS)))
    records = {name: _records(raw, name, model, findings) for name, model in LISTS.items()}
    directory = Directory(
        about=_table(raw, "directory", About, findings),
        check=_table(raw, "check", Check, findings),
        meetings=tuple(record.value for record in records["meeting"]),
        working_groups=tuple(record.value for record in records["working_group"]),
        focal_points=tuple(record.value for record in records["focal_point"]),
    )
    return Reading(raw, directory, records, tuple(findings))


def read_overlay(raw: Mapping[str, Any]) -> tuple[tuple[Record, ...], tuple[Finding, ...]]:
    """Read a private overlay file; return its `PrivatePart` records and the findings."""
    findings = list(_unknown_tables(raw, ("focal_point",)))
    records = _records(raw, "focal_point", PrivatePart, findings)
    return records, tuple(findings)


def join(directory: Directory, parts: Sequence[PrivatePart]) -> Directory:
    """Add the overlay's private channels to the entries that they belong to, by id."""
    by_id = {part.id: part for part in parts}
    points = tuple(
        _joined(point, by_id[point.id]) if point.id in by_id else point
        for point in directory.focal_points
    )
    addresses = {part.id: part.address for part in parts if part.address}
    return replace(directory, focal_points=points, private_addresses=addresses)


def _joined(point: FocalPoint, part: PrivatePart) -> FocalPoint:
    private = {"sharing": STRICTEST}
    emails = tuple(email.model_copy(update=private) for email in part.emails)
    phones = tuple(phone.model_copy(update=private) for phone in part.phones)
    notes = "\n".join(filter(None, (point.private_notes, part.private_notes)))
    return point.model_copy(
        update={
            "emails": point.emails + emails,
            "phones": point.phones + phones,
            "private_notes": notes,
        }
    )


def _unknown_tables(raw: Mapping[str, Any], known: Sequence[str]) -> Iterator[Finding]:
    for name in raw:
        if name not in known:
            from cmcct.suggest import closest

            help_ = did_you_mean(closest(name, known))
            yield Finding("unknown-key", (name,), f"unknown key {name!r}", help_)


def _table(
    raw: Mapping[str, Any], name: str, model: type[ModelT], findings: list[Finding]
) -> ModelT:
    value, faults = salvage(model, raw.get(name, {}), (name,))
    findings += faults
    return value or model()


def _records(
    raw: Mapping[str, Any], name: str, model: type[BaseModel], findings: list[Finding]
) -> tuple[Record, ...]:
    tables = raw.get(name, [])
    if not isinstance(tables, list):
        help_ = f"write [[{name}]], with two brackets, above each one"
        findings.append(Finding("wrong-type", (name,), "not a list of tables", help_))
        tables = [tables] if isinstance(tables, dict) else []
    records = []
    for index, table in enumerate(tables):
        path = (name, index)
        value, faults = salvage(model, table, path)
        findings += faults
        if value is not None:
            records.append(Record(path, table, value))
    return tuple(records)
