"""Fixes of findings: what their hints say to write, applied to the data of the files."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import chain, groupby
from typing import Any, NamedTuple, TypeAlias

from cmcct.check import rules
from cmcct.check.rules.registry import Rule
from cmcct.check.rules.times import find_all_day, find_invalid_hours
from cmcct.diagnostics import (
    ERROR,
    NOTE,
    Finding,
    Items,
    KeyPath,
    Keys,
    Rename,
    TextEdit,
    make_advice,
    new_findings,
)
from cmcct.edit import operations, overlay
from cmcct.edit.entry_changes import find_changed
from cmcct.edit.operations import RawTable
from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import _, join_and
from cmcct.model.fields import PLAIN_KEYS
from cmcct.text.diffs import common_prefix
from cmcct.toml import patch, tables
from cmcct.toml.positions import PositionMap
from cmcct.toml.values import copy_data, format_inline, format_pair, get_items, get_tables

_TABLE = "focal_point"
_CLOSED = re.compile("; PH off$")
_SPEAKS_OF_HOLIDAYS = re.compile("PH|24/7")


def apply_fixes(raw: RawTable, findings: Iterable[Finding]) -> RawTable:
    """Return a copy of a file's data with the fixes of findings about it.

    Which fixes to apply is the caller's choice. Of those about one value, only the first is
    applied: check the result again for the others. An entry without a file is
    `{"focal_point": [entry]}`.
    """
    fixed: RawTable = copy_data(raw)
    for finding in first_fixes(findings):
        _apply(fixed, finding)
    flat: RawTable = _flatten(fixed)
    return flat


def first_fixes(findings: Iterable[Finding]) -> Iterator[Finding]:
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
            yield finding
            changed.add(path)
            around.update(starts)


def read_hours(old: RawTable, new: RawTable) -> tuple[RawTable, list[Finding]]:
    """Return a file's data with the notation for hours that an edit wrote, if it is certain.

    That is for hours in words, and for days whose times stand behind a comma. `old` and `new` are
    the data before and after the edit. Also returns a note of each, as it is read. Hours that the
    entry had before stay.
    """
    findings = [
        _keep_holidays(finding, hours)
        for index, entry in find_changed(new, old).items()
        for hours in [hours_before(old, entry)]
        for path, text in _hours(entry)
        if text.strip() and text not in hours
        for find in (find_invalid_hours, find_all_day)
        if (finding := find((_TABLE, index, *path), text, str(entry.get("id")))) and finding.fix
    ]
    return (apply_fixes(new, findings) if findings else new), [*map(note_reading, findings)]


def _keep_holidays(finding: Finding, before: set[str]) -> Finding:
    """Keep an office closed on public holidays where its new hours in words do not name them."""
    advice = finding.fix
    if finding.code != "invalid-hours" or finding.path[2] == "phones" or not advice:
        return finding
    if not _SPEAKS_OF_HOLIDAYS.search(advice.value) and any(map(_CLOSED.search, before)):
        return finding._replace(hint=make_advice(advice, f"{advice.value}; PH off"))
    return finding


def hours_before(old: RawTable, entry: RawTable) -> set[str]:
    """Return the hours of an entry in an older version, under any of its ids."""
    ids = {*operations.table_ids(entry)}
    return {
        text
        for other in get_tables(old, _TABLE)
        if not ids.isdisjoint(operations.table_ids(other))
        for _path, text in _hours(other)
    }


def _hours(entry: RawTable) -> Iterator[tuple[KeyPath, str]]:
    """Yield the hours of an entry and of its numbers, each with its place in the entry."""
    yield ("hours",), str(entry.get("hours", ""))
    for index, phone in enumerate(get_items(entry, "phones")):
        if isinstance(phone, dict):
            yield ("phones", index, "hours"), str(phone.get("hours", ""))


def note_reading(finding: Finding) -> Finding:
    """Return a finding that was fixed, as a note of what was read."""
    value = finding.fix.value if finding.fix else ""
    message = _(
        "{message}; read as {value}", message=finding.message, value=join_and(_texts(value))
    )
    if finding.code == "invalid-hours":  # what was typed is understood
        message = _("opening hours understood as {value}", value=join_and(_texts(value)))
    return finding._replace(message=message, severity=NOTE, hint="", detail="")


def _texts(value: Any) -> Iterator[str]:
    """Yield what was read, as in the file."""
    if isinstance(value, Rename):
        yield value.key
    elif isinstance(value, Keys):
        yield from (format_pair(key, item) for key, item in value.values.items())
    else:
        yield from map(format_inline, value.items if isinstance(value, Items) else [value])


def _apply(raw: RawTable, finding: Finding) -> None:
    """Apply a fix in place; a list keeps its indexes, with `Items` in place of an item."""
    container: Any = raw
    for step in finding.path[:-1]:
        container = container[step]
    value, last = finding.fix and finding.fix.value, finding.path[-1]
    if isinstance(value, Keys):
        container.update(value.values)
    elif isinstance(value, Rename):
        items = [(value.key if key == str(last) else key, item) for key, item in container.items()]
        container.clear()
        container.update(items)
    elif isinstance(value, dict) and last in PLAIN_KEYS.values():
        container.update(value)  # the other keys of a number stay
    else:
        container[last] = value


def _flatten(value: Any) -> Any:
    """Return a copy with each `Items` replaced by its items; a key without any is left out."""
    if isinstance(value, dict):
        plain = {key: item for key, item in value.items() if not isinstance(item, Items)}
        return {k: each for k, item in plain.items() if (each := _flatten(item)) or not item}
    if not isinstance(value, list):
        return value
    flat: list[Any] = []
    for item in value:
        flat += item.items if isinstance(item, Items) else [_flatten(item)]
    return flat


FilePair: TypeAlias = tuple[RawTable, RawTable]  # the data of a directory and of its private file
# A table of one of the files: whether of the private one, and its path.
Place: TypeAlias = tuple[bool, KeyPath]


class FixReport(NamedTuple):
    """What was fixed, round by round: the key paths of a round are those before it.

    `remaining` are the findings that stay, `unsafe` counts those of them that have an unsafe fix.
    `refused` has the ids of the entries that stay as they are, because their fixes would introduce
    errors.
    """

    rounds: Sequence[Sequence[Finding]]
    remaining: Sequence[Finding]
    unsafe: int
    refused: tuple[str, ...] = ()

    @property
    def fixed(self) -> int:
        """The number of findings that were fixed."""
        return sum(map(len, self.rounds))


@dataclass(frozen=True)
class FixFindings:
    """Fix the findings with some codes, or with any; unsafe fixes only if `with_unsafe`.

    What cannot be fixed stays. If the fixes of an entry introduce an error, none of them is kept.
    """

    today: date
    codes: frozenset[str] = frozenset()
    with_unsafe: bool = False
    rules: Sequence[Rule] = rules.ALL_RULES

    def __call__(self, raw: RawTable, overlay_raw: RawTable) -> FixReport:
        """Fix both files' data in place."""
        before = raw, overlay_raw
        earlier = self._find(before)
        refused: dict[Place, str] = {}
        while True:
            after, rounds, remaining = self._fix(before, earlier, refused)
            errors = [f for f in new_findings(earlier, remaining) if f.severity == ERROR]
            if not errors:
                break
            refused |= _blame(errors, [*chain.from_iterable(rounds)])
        unsafe = sum(1 for f in remaining if f.fix and not f.fix.is_safe and self._is_named(f))
        if rounds:  # else they are the same tables
            for old, new in zip(before, after, strict=True):
                old.clear()
                old.update(new)
        ids = tuple(filter(None, dict.fromkeys(refused.values())))
        return FixReport(rounds, remaining, 0 if self.with_unsafe else unsafe, ids)

    def _find(self, sides: FilePair) -> list[Finding]:
        return rules.check_data(*sides, self.today, self.rules)

    def _fix(
        self, sides: FilePair, findings: Sequence[Finding], refused: Iterable[Place]
    ) -> tuple[FilePair, list[list[Finding]], Sequence[Finding]]:
        """Return the data with all fixes but those in refused tables, the rounds, what is left.

        A value may show its faults only one after the other.
        """
        skipped, fixed = {*refused}, set[Finding]()
        rounds = list[list[Finding]]()

        def is_open(finding: Finding) -> bool:
            # A fix that leaves its finding is not tried again.
            is_untried = finding not in fixed and _to_place(finding) not in skipped
            is_wanted = finding.fix and (finding.fix.is_safe or self.with_unsafe)
            return bool(is_wanted) and self._is_named(finding) and is_untried

        while wanted := [*filter(is_open, findings)]:
            of_files = groupby(wanted, lambda finding: finding.is_private)
            rounds.append([f for _file, alike in of_files for f in first_fixes(alike)])
            sides = _apply_all(sides, rounds[-1])
            fixed.update(rounds[-1])
            findings = self._find(sides)
        return sides, rounds, findings

    def _is_named(self, finding: Finding) -> bool:
        return not self.codes or finding.code in self.codes


def _apply_all(sides: FilePair, findings: Sequence[Finding]) -> FilePair:
    raw, overlay_raw = (
        apply_fixes(side, (finding for finding in findings if finding.is_private == is_private))
        for side, is_private in zip(sides, (False, True), strict=True)
    )
    countries = {
        id_: entry.get("country")
        for entry in get_tables(raw, "focal_point")
        for id_ in operations.table_ids(entry)
    }
    _mark_mobiles(sides[0], raw, countries)
    _mark_mobiles(sides[1], overlay_raw, countries)
    # The private file names the same person, spelled as in the directory.
    moves = overlay.find_moves(sides[0], raw, overlay_raw)
    overlay.set_part_names(overlay_raw, moves, moves)
    return raw, overlay_raw


def _mark_mobiles(before: RawTable, after: RawTable, countries: Mapping[str, object]) -> None:
    """Add the type of mobile numbers that could not be read before; nobody could miss it."""
    tables = (get_tables(raw, "focal_point") for raw in (before, after))
    for old, new in zip(*tables, strict=True):
        operations.mark_mobiles(new, countries.get(str(new.get("id"))), old)


def _to_place(finding: Finding) -> Place:
    return finding.is_private, _table_path(finding.path)


def _table_path(path: KeyPath) -> KeyPath:
    """Return the path of the table with a value: `("focal_point", 3)` or `("directory",)`."""
    is_item = len(path) > 1 and isinstance(path[1], int)
    return path[: 2 if is_item else 1]


def _blame(errors: Iterable[Finding], fixed: Iterable[Finding]) -> dict[Place, str]:
    """Return the fixed tables to which new errors are due, with their ids; all if in doubt."""
    tables = {_to_place(finding): finding.entry for finding in fixed}
    about = {
        (error.is_private, _table_path(path))
        for error in errors
        for path in (error.path, error.first)
    }
    # An id may be another table's too, and other tables refer to it.
    renamed = {_to_place(finding) for finding in fixed if finding.path[-1:] == ("id",)}
    blamed = about & renamed or about & tables.keys() or renamed or tables.keys()
    return {place: tables[place] for place in blamed}


# The fix of a finding as a change of the text: what a program applies that shows the findings.


def find_edits(
    data: bytes, raw: RawTable, findings: Iterable[Finding]
) -> Iterator[tuple[Finding, list[TextEdit]]]:
    """Yield each finding about a directory file that has a fix, with the edits that make it.

    `raw` is the data of the text. The edits of one finding may be applied without those of others;
    there are none where the layout of its table is not understood.
    """
    layout, positions = operations.directory_layout(), PositionMap(data)
    regions: dict[KeyPath, tables.TableRegion] = {}  # a large file is not patched as a whole
    with suppress(CmcctError):
        regions = {region.path: region for region in tables.top_regions(data, layout.dividers)}
    for finding in findings:
        if not finding.fix:
            continue
        name = str(finding.path[0])
        start, end, part, path = 0, len(data), raw, finding.path
        is_list = isinstance(raw[name], list)
        if region := regions.get(path[:2] if is_list else path[:1]):
            start, end, part = region.start, region.end, {name: raw[name]}
            if is_list:  # alone, a table has index 0
                part, path = {name: [raw[name][path[1]]]}, (name, 0, *path[2:])
        edits = list[TextEdit]()
        with suppress(CmcctError):
            fixed = apply_fixes(part, [finding._replace(path=path)])
            text = patch.apply(data[start:end], part, fixed, layout)
            edits.append(_compare(positions, start, data[start:end].decode(), text.decode()))
        yield finding, edits


def _compare(positions: PositionMap, start: int, before: str, after: str) -> TextEdit:
    """Return the smallest edit that puts a text in place of the part of a file at an offset."""
    first = common_prefix(before, after)
    last = common_prefix(before[first:][::-1], after[first:][::-1])
    begin = start + len(before[:first].encode())
    end = begin + len(before[first : len(before) - last].encode())
    return TextEdit(*positions.to_span(begin, end), after[first : len(after) - last])
