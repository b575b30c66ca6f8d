"""Findings about the values of rows: those of `cmcct check`, each at its cell."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from cmcct.check import rules
from cmcct.diagnostics import Finding, KeyPath
from cmcct.importing.values import CellFinding, Record
from cmcct.model import loader
from cmcct.model.fields import RECORDS

_MIN_DEPTH = 3  # parts of the key path of a value: table, index, key


def validate(
    records: Sequence[Record], raw: Mapping[str, Any], today: date
) -> list[tuple[CellFinding, ...]]:
    """Return the errors of each record: those of its values, not of what it lacks."""
    tables = [{**record.entry, "id": f"row-{index}"} for index, record in enumerate(records)]
    others = {name: raw[name] for name in RECORDS if name in raw}
    parsed = loader.parse_directory({**others, "focal_point": tables})
    found: list[list[CellFinding]] = [[*record.findings] for record in records]
    for finding in rules.run_rules(parsed, today, rules.ERROR_RULES):
        if _is_about_value(finding):
            index, path = int(finding.path[1]), finding.path[2:]
            cell = _cell(records[index], path)
            found[index].append(CellFinding(cell, replace(finding, entry="")))
    return [tuple(one) for one in found]


def _is_about_value(finding: Finding) -> bool:
    """Return whether an error is about a value of one entry, not about two or a missing key."""
    is_deep = finding.path[0] == "focal_point" and len(finding.path) >= _MIN_DEPTH
    return is_deep and not finding.first


def _cell(record: Record, path: KeyPath) -> str:
    """Return the cell of a value or of what contains it."""
    above = (path[:length] for length in range(len(path), 0, -1))
    return next((record.cells[key] for key in above if key in record.cells), "")
