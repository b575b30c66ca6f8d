"""What the rules find in the entries that an edit changes, and in those like them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property

from cmcct.check import rules
from cmcct.check.rules.registry import Rule
from cmcct.diagnostics import ERROR, WARNING, Finding, KeyPath, new_findings
from cmcct.edit.entry_changes import find_changed, list_entries
from cmcct.edit.operations import RawTable
from cmcct.model import loader
from cmcct.model.fields import PLAIN_KEYS
from cmcct.privacy.quotations import LAST_DIGITS, to_digits
from cmcct.text.folding import fold
from cmcct.toml.values import get_items

_TABLE = "focal_point"


class ChangedEntries:
    """The entries that an edit adds or changes, and what the rules find in them.

    They are checked once, with those like them: another check of the same takes as long as all
    else of a large edit.
    """

    def __init__(self, old: RawTable, new: RawTable, today: date) -> None:
        """`old` and `new` are the data of the directory before and after the edit."""
        self._old, self._new, self._today = old, new, today
        self._changed = find_changed(new, old)
        similar = _similar_entries(new, self._changed) if self._changed else {}
        self._similar = {str(entry.get("id")) for entry in similar.values()}
        self._entries = self._changed | similar

    @cached_property
    def _findings(self) -> list[Finding]:
        return _check(self._new, self._entries, self._today, rules.ALL_RULES)

    def have_errors(self) -> bool:
        """Return whether a changed entry has an error, or something that is no entry."""
        errors = (finding for finding in self._findings if finding.severity == ERROR)
        return any(
            finding.path[:1] != (_TABLE,) or self._takes_part(finding, self._changed)
            for finding in errors
        )

    def find_new_warnings(self) -> list[Finding]:
        """Return the warnings about changed entries that the old version did not have."""
        warnings = self._warnings(self._findings, self._changed) if self._changed else []
        if not warnings:  # as usual
            return []
        before = find_changed(self._old, self._new)
        similar = {
            index: entry
            for index, entry in list_entries(self._old).items()
            if str(entry.get("id")) in self._similar
        }
        applied = rules.select_rules({finding.code for finding in warnings})
        checked = _check(self._old, before | similar, self._today, applied)
        return new_findings(self._warnings(checked, before), warnings)

    def _warnings(self, findings: Iterable[Finding], changed: dict[int, RawTable]) -> list[Finding]:
        """Return the warnings in which a changed entry takes part."""
        return [
            finding
            for finding in findings
            if finding.severity == WARNING and self._takes_part(finding, changed)
        ]

    def _takes_part(self, finding: Finding, changed: dict[int, RawTable]) -> bool:
        """Return whether a finding is about a changed entry, alone or with another."""
        places = (finding.path, finding.first) if finding.path[:1] == (_TABLE,) else ()
        return any(index in changed for path in places for index in path[1:2])


def _check(
    raw: RawTable, entries: dict[int, RawTable], today: date, applied: Sequence[Rule]
) -> list[Finding]:
    """Return what rules find in some entries, with their indexes in the file."""
    listed = dict(sorted(entries.items()))
    indexes = [*listed]
    parsed = loader.parse_directory({**raw, _TABLE: [*listed.values()]})
    # The user who enters a new entry or person knows that it is unverified.
    checked = [rule for rule in applied if rule.code != "unverified"]
    findings = rules.run_rules(parsed, today, checked)
    return [
        finding._replace(
            path=_restore_path(finding.path, indexes), first=_restore_path(finding.first, indexes)
        )
        for finding in findings
    ]


def _restore_path(path: KeyPath, indexes: list[int]) -> KeyPath:
    """Map a key path in the checked subset to the key path in the file."""
    if path[:1] != (_TABLE,) or len(path) == 1:
        return path
    return (_TABLE, indexes[int(path[1])], *path[2:])


def _similar_entries(raw: RawTable, changed: dict[int, RawTable]) -> dict[int, RawTable]:
    """Return the unchanged entries that share what one entry alone should have."""
    keys = {key for entry in changed.values() for key in _own_values(entry)} - {""}
    return {
        index: entry
        for index, entry in list_entries(raw).items()
        if index not in changed and not keys.isdisjoint(_own_values(entry))
    }


def _own_values(entry: RawTable) -> Iterator[str]:
    """Yield the folded name, the addresses, the last digits of numbers, the groups it validates."""
    yield fold(str(entry.get("name", "")))
    yield from (f"validates:{id_}" for id_ in get_items(entry, "validates"))
    for key, plain in PLAIN_KEYS.items():
        for item in get_items(entry, key):
            text = str(item.get(plain) if isinstance(item, dict) else item).casefold()
            yield text if key != "phones" else to_digits(text)[-LAST_DIGITS:]
