"""Fixes of findings: what their hints say to write, applied to the data of a file."""

from collections.abc import Iterable, Iterator
from typing import Any

from cmcct.check.rules.times import find_all_day, find_invalid_hours
from cmcct.diagnostics import NOTE, Finding, Fix, Items, KeyPath, Keys, Rename
from cmcct.edit import operations
from cmcct.edit.new_warnings import changed_entries
from cmcct.edit.operations import RawTable
from cmcct.i18n.messages import _, join_and
from cmcct.model.fields import PLAIN_KEYS
from cmcct.toml.values import copy_data
from cmcct.toml.writer import format_inline, format_pair

_TABLE = "focal_point"


def apply_fixes(raw: RawTable, findings: Iterable[Finding]) -> RawTable:
    """Return a copy of a file's data with the fixes of findings about it.

    Which fixes to apply is the caller's choice. Of those about one value, only the first is
    applied: check the result again for the others. An entry without a file is
    `{"focal_point": [entry]}`.
    """
    fixed: RawTable = copy_data(raw)
    for _finding, fix in first_fixes(findings):
        _apply(fixed, fix)
    flat: RawTable = _flatten(fixed)
    return flat


def first_fixes(findings: Iterable[Finding]) -> Iterator[tuple[Finding, Fix]]:
    """Yield the findings that have a fix; of those about one value, or a part of it, the first.

    Of two words for one key, only the first is renamed.
    """
    changed, around = set[KeyPath](), set[KeyPath]()
    for finding in findings:
        fix, path = finding.fix, finding.path
        if fix and isinstance(fix.value, Rename):
            path = (*path[:-1], fix.value.key)
        starts = [path[:length] for length in range(1, len(path) + 1)]
        if fix and changed.isdisjoint(starts) and path not in around:
            yield finding, fix
            changed.add(path)
            around.update(starts)


def read_hours(old: RawTable, new: RawTable) -> tuple[RawTable, list[Finding]]:
    """Return a file's data with the notation for hours that an edit wrote, if it is certain.

    That is for hours in words, and for days whose times stand behind a comma. `old` and `new` are
    the data before and after the edit. Also returns a note of each, as it is read. Hours that the
    entry had before stay.
    """
    findings = [
        finding
        for index, entry in changed_entries(new, old).items()
        for path, text in _hours(entry)
        if text.strip() and text not in hours_before(old, entry)
        for find in (find_invalid_hours, find_all_day)
        if (finding := find((_TABLE, index, *path), text, str(entry.get("id")))) and finding.fix
    ]
    return (apply_fixes(new, findings) if findings else new), [*map(note_reading, findings)]


def hours_before(old: RawTable, entry: RawTable) -> set[str]:
    """Return the hours of an entry in an older version, under any of its ids."""
    ids = {*operations.table_ids(entry)}
    return {
        text
        for other in operations.get_tables(old, _TABLE)
        if not ids.isdisjoint(operations.table_ids(other))
        for _path, text in _hours(other)
    }


def _hours(entry: RawTable) -> Iterator[tuple[KeyPath, str]]:
    """Yield the hours of an entry and of its numbers, each with its place in the entry."""
    yield ("hours",), str(entry.get("hours", ""))
    for index, phone in enumerate(operations.get_items(entry, "phones")):
        if isinstance(phone, dict):
            yield ("phones", index, "hours"), str(phone.get("hours", ""))


def note_reading(finding: Finding) -> Finding:
    """Return a finding that was fixed, as a note of what was read."""
    value = finding.fix.value if finding.fix else ""
    message = _(
        "{message}; read as {value}", message=finding.message, value=join_and(_texts(value))
    )
    return finding._replace(message=message, severity=NOTE, hint="", detail="")


def _texts(value: Any) -> Iterator[str]:
    """Yield what was read, as in the file."""
    if isinstance(value, Rename):
        yield value.key
    elif isinstance(value, Keys):
        yield from (format_pair(key, item) for key, item in value.values.items())
    else:
        yield from map(format_inline, value.items if isinstance(value, Items) else [value])


def _apply(raw: RawTable, fix: Fix) -> None:
    """Apply one fix in place; a list keeps its indexes, with `Items` in place of an item."""
    container: Any = raw
    for step in fix.path[:-1]:
        container = container[step]
    value, last = fix.value, fix.path[-1]
    if isinstance(value, Keys):
        container.update(value.values)
    elif isinstance(value, Rename):
        _rename(container, str(last), value.key)
    elif isinstance(value, dict) and last in PLAIN_KEYS.values():
        container.update(value)  # the other keys of a number stay
    else:
        container[last] = value


def _rename(table: RawTable, old: str, new: str) -> None:
    """Rename a key in its place."""
    items = [(new if key == old else key, item) for key, item in table.items()]
    table.clear()
    table.update(items)


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
