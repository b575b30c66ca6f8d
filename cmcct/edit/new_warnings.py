"""Warnings introduced by an edit, computed from the changed entries and those like them.

Other entries are not checked.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any, TypeAlias

from cmcct.check import rules
from cmcct.diagnostics import WARNING, Finding, KeyPath, new_findings
from cmcct.edit.operations import RawTable
from cmcct.model import loader
from cmcct.model.fields import PLAIN_KEYS
from cmcct.text.folding import fold

_Entries: TypeAlias = dict[int, RawTable]  # by index in the file

_TABLE = "focal_point"
_LAST_DIGITS = 7  # of a number; ignores the country code and the spelling


def find_new_warnings(old: RawTable, new: RawTable, today: date) -> list[Finding]:
    """Return the warnings about changed entries that the old version did not have."""
    changed, before = _changed_entries(new, old), _changed_entries(old, new)
    if not changed:
        return []
    similar = _similar_entries(new, changed)
    ids = {str(entry.get("id")) for entry in similar.values()}
    others = {index: entry for index, entry in _entries(old).items() if str(entry.get("id")) in ids}
    found = [*_find_warnings(new, changed, similar, today)]
    # Usually there are none.
    return new_findings(_find_warnings(old, before, others, today), found) if found else []


def _find_warnings(
    raw: RawTable, changed: _Entries, others: _Entries, today: date
) -> Iterator[Finding]:
    """Yield the warnings in which a changed entry takes part, alone or with one of `others`."""
    entries = dict(sorted((changed | others).items()))
    indexes = [*entries]
    for finding in rules.run_rules(
        loader.parse_directory({**raw, _TABLE: [*entries.values()]}), today
    ):
        # The user who enters a new entry or person knows that it is unverified.
        is_doubt = finding.severity == WARNING and finding.code != "unverified"
        if is_doubt and finding.path[:1] == (_TABLE,):
            path = _restore_path(finding.path, indexes)
            first = _restore_path(finding.first, indexes)
            if any(index in changed for index in (*path[1:2], *first[1:2])):
                yield replace(finding, path=path, first=first)


def _restore_path(path: KeyPath, indexes: list[int]) -> KeyPath:
    """Map a key path in the checked subset to the key path in the file."""
    return (path[0], indexes[int(path[1])], *path[2:]) if path else ()


def _entries(raw: RawTable) -> _Entries:
    found = raw.get(_TABLE)
    listed = found if isinstance(found, list) else []
    return {index: entry for index, entry in enumerate(listed) if isinstance(entry, dict)}


def _changed_entries(these: RawTable, those: RawTable) -> _Entries:
    known = {str(entry.get("id")): entry for entry in _entries(those).values()}
    entries = _entries(these).items()
    return {index: entry for index, entry in entries if known.get(str(entry.get("id"))) != entry}


def _similar_entries(raw: RawTable, changed: _Entries) -> _Entries:
    """Return the unchanged entries that share what one entry alone should have."""
    keys = {key for entry in changed.values() for key in _own_values(entry)} - {""}
    others = ((index, entry) for index, entry in _entries(raw).items() if index not in changed)
    return {index: entry for index, entry in others if not keys.isdisjoint(_own_values(entry))}


def _own_values(entry: RawTable) -> Iterator[str]:
    """Yield the folded name, the addresses, the last digits of numbers, the groups it validates."""
    yield fold(str(entry.get("name", "")))
    yield from (f"validates:{id_}" for id_ in _items(entry, "validates"))
    for key, plain in PLAIN_KEYS.items():
        for item in _items(entry, key):
            text = str(item.get(plain) if isinstance(item, dict) else item).casefold()
            yield text if key == "emails" else re.sub(r"\D", "", text)[-_LAST_DIGITS:]


def _items(entry: RawTable, key: str) -> list[Any]:
    found = entry.get(key)
    return found if isinstance(found, list) else []
