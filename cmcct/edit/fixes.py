"""Fixes of findings: what their hints say to write, applied to the data of a file."""

from collections.abc import Iterable, Iterator
from typing import Any

from cmcct.diagnostics import Finding, Fix, Items, KeyPath, Keys
from cmcct.edit.operations import RawTable
from cmcct.model.fields import PLAIN_KEYS


def apply_fixes(raw: RawTable, findings: Iterable[Finding]) -> RawTable:
    """Return a copy of a file's data with the fixes of findings about it.

    Which fixes to apply is the caller's choice. Of those about one value, only the first is
    applied: check the result again for the others. An entry without a file is
    `{"focal_point": [entry]}`.
    """
    fixed: RawTable = _copy(raw)
    for _finding, fix in first_fixes(findings):
        _apply(fixed, fix)
    flat: RawTable = _flatten(fixed)
    return flat


def first_fixes(findings: Iterable[Finding]) -> Iterator[tuple[Finding, Fix]]:
    """Yield the findings that have a fix; of those about one value, or a part of it, the first."""
    changed, around = set[KeyPath](), set[KeyPath]()
    for finding in findings:
        fix = finding.fix
        starts = [finding.path[:length] for length in range(1, len(finding.path) + 1)]
        if fix and changed.isdisjoint(starts) and finding.path not in around:
            yield finding, fix
            changed.add(finding.path)
            around.update(starts)


def _apply(raw: RawTable, fix: Fix) -> None:
    """Apply one fix in place; a list keeps its indexes, with `Items` in place of an item."""
    container: Any = raw
    for step in fix.path[:-1]:
        container = container[step]
    value, last = fix.value, fix.path[-1]
    if isinstance(value, Keys):
        container.update(value.values)
    elif isinstance(value, dict) and last in PLAIN_KEYS.values():
        container.update(value)  # the other keys of a number stay
    else:
        container[last] = value


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(item) for key, item in value.items()}
    return [_copy(item) for item in value] if isinstance(value, list) else value


def _flatten(value: Any) -> Any:
    """Return a copy with each `Items` replaced by its items; a key with none is left out."""
    if isinstance(value, dict):
        kept = {key: item for key, item in value.items() if not isinstance(item, Items)}
        return {key: _flatten(item) for key, item in kept.items()}
    if not isinstance(value, list):
        return value
    flat: list[Any] = []
    for item in value:
        flat += item.items if isinstance(item, Items) else [_flatten(item)]
    return flat
