"""The operation of `cmcct check --fix`: apply the fixes of all findings that have one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, groupby
from typing import NamedTuple, TypeAlias

from cmcct.check import rules
from cmcct.check.rules.registry import Rule
from cmcct.diagnostics import ERROR, Finding, KeyPath, new_findings
from cmcct.edit import operations, overlay
from cmcct.edit.fixes import apply_fixes, first_fixes
from cmcct.edit.operations import RawTable

FilePair: TypeAlias = tuple[RawTable, RawTable]  # the data of a directory and of its private file
# A table of one of the files: whether of the private one, and its path.
Place: TypeAlias = tuple[bool, KeyPath]


class FixReport(NamedTuple):
    """What was fixed, round by round: the key paths of a round are those before it.

    `left` are the findings that stay, and `unsafe` counts those of them that have an unsafe fix.
    `refused` has the ids of the entries that stay as they are, because their fixes would introduce
    errors.
    """

    rounds: Sequence[Sequence[Finding]]
    left: Sequence[Finding]
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
        known = self._find(before)
        refused: dict[Place, str] = {}
        while True:
            after, rounds, left = self._fix(before, known, refused)
            errors = [one for one in new_findings(known, left) if one.severity == ERROR]
            if not errors:
                break
            refused |= _blame(errors, [*chain.from_iterable(rounds)])
        unsafe = sum(1 for one in left if one.fix and not one.fix.is_safe and self._is_named(one))
        if rounds:  # else they are the same tables
            for old, new in zip(before, after, strict=True):
                old.clear()
                old.update(new)
        ids = tuple(filter(None, dict.fromkeys(refused.values())))
        return FixReport(rounds, left, 0 if self.with_unsafe else unsafe, ids)

    def _find(self, sides: FilePair) -> list[Finding]:
        return rules.check_data(*sides, self.today, self.rules)

    def _fix(
        self, sides: FilePair, found: Sequence[Finding], refused: Iterable[Place]
    ) -> tuple[FilePair, list[list[Finding]], Sequence[Finding]]:
        """Return the data with all fixes but those in refused tables, the rounds, what is left.

        A value may show its faults only one after the other.
        """
        kept, fixed = {*refused}, set[Finding]()
        rounds = list[list[Finding]]()

        def is_open(finding: Finding) -> bool:
            # A fix that leaves its finding is not tried again.
            return (
                self._is_wanted(finding) and _to_place(finding) not in kept and finding not in fixed
            )

        while wanted := [*filter(is_open, found)]:
            of_files = groupby(wanted, lambda finding: finding.is_private)
            rounds.append([one for _file, alike in of_files for one, _fix in first_fixes(alike)])
            sides = _apply(sides, rounds[-1])
            fixed.update(rounds[-1])
            found = self._find(sides)
        return sides, rounds, found

    def _is_wanted(self, finding: Finding) -> bool:
        fix = finding.fix
        return fix is not None and (fix.is_safe or self.with_unsafe) and self._is_named(finding)

    def _is_named(self, finding: Finding) -> bool:
        return not self.codes or finding.code in self.codes


def _apply(sides: FilePair, findings: Sequence[Finding]) -> FilePair:
    raw, overlay_raw = (
        apply_fixes(side, (one for one in findings if one.is_private == is_private))
        for side, is_private in zip(sides, (False, True), strict=True)
    )
    countries = {
        id_: entry.get("country")
        for entry in operations.get_tables(raw, "focal_point")
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
    tables = (operations.get_tables(raw, "focal_point") for raw in (before, after))
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
