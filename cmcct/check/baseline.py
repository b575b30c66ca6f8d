"""Report findings introduced since a revision; downgrade existing ones to notes."""

import os
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any, cast

from cmcct.check import rules, runner
from cmcct.check.rules.registry import IGNORE
from cmcct.check.runner import CheckResult
from cmcct.diagnostics import NOTE, Diagnostic, Finding, KeyPath, new_findings
from cmcct.history import comparison, revisions
from cmcct.i18n.messages import SafeText, _, hint_to_write, quote_text
from cmcct.model.entities import FocalPoint
from cmcct.model.loader import ParseResult, PreviousVersion
from cmcct.model.person_names import is_same_person
from cmcct.privacy.levels import channel_key, may_see, strictest
from cmcct.storage import directory_file
from cmcct.text.folding import fold

_CHANGE_CODES = ("number-changed", "address-changed", "entry-changed")


def downgrade_existing(
    path: Path, result: CheckResult, revision: str, today: date
) -> list[Diagnostic]:
    """Downgrade a finding to a note if it existed before and its table is unchanged.

    New findings count wherever they are: removing a meeting breaks the entries that refer to it.
    Findings due to time, such as a stale entry, are always notes. Those of the private file
    (overlay) always count, since it has no history. Findings from the comparison, such as a number
    changed without a new confirmation, are added. Raises `CmcctError` if git lacks the revision.
    """
    read_before = revisions.open_merge_base(path, revision, today)
    data = read_before(path.resolve().name)
    before = runner.check_text(path, data, today, held=data)
    old, new = (each.parsed.raw if each.parsed else {} for each in (before, result))
    file = runner.display_path(path)
    known = [d.finding for d in before.diagnostics if not _is_table_changed(d.finding, new, old)]
    kept = [
        diagnostic.finding
        for diagnostic in result.diagnostics
        if diagnostic.file == file and not _is_table_changed(diagnostic.finding, old, new)
    ]
    existing = {*kept} - {*new_findings(known, kept)}

    def is_old(diagnostic: Diagnostic) -> bool:
        rule = rules.get_rule(diagnostic.finding.code)
        # What an ignore silenced may have been mended: no reason to stop the change that does it.
        is_note = rule.depends_on_clock or rule.is_advisory or rule.code == "unused-ignore"
        return diagnostic.file == file and (is_note or diagnostic.finding in existing)

    found = [
        diagnostic._replace(finding=diagnostic.finding._replace(severity=NOTE))
        if is_old(diagnostic)
        else diagnostic
        for diagnostic in result.diagnostics
    ]
    found = [_move_to_change(path, _leave_to_review(each), before, result) for each in found]
    found = [_put_back_national(each, before, new) if each.file == file else each for each in found]
    changes = _change_findings(path, before, result, read_before, today)
    widened = {each.finding.path for each in changes if each.finding.code == "sharing-widened"}
    # A value with a new error is not reported as changed, too; an old error hides nothing.
    seen = {(each.finding.code, each.finding.entry) for each in before.diagnostics}
    errors = [each.finding for each in found if each.is_error and each.file == file]
    new_errors = [each.path for each in errors if (each.code, each.entry) not in seen]
    faulty = {place[:end] for place in new_errors for end in range(3, len(place) + 1)}
    numbers = {each.finding.path for each in changes if each.finding.code == "number-changed"}
    hidden = {"private-in-text": widened, **dict.fromkeys(_CHANGE_CODES, faulty)}
    hidden["address-changed"] = faulty | numbers  # one finding says it of a text with both
    found = [
        each
        for each in (*found, *changes)
        if each.finding.path not in hidden.get(each.finding.code, ())
    ]
    return sorted(found, key=lambda diagnostic: (diagnostic.file != file, diagnostic.span))


def _leave_to_review(diagnostic: Diagnostic) -> Diagnostic:
    """Return a finding; a hint to ignore it if it is correct says to tell the reviewers instead."""
    hint = diagnostic.finding.hint
    if not (hint and hint.template == IGNORE.template):
        return diagnostic
    # Translators: {advice} says what to do
    hint = _("{advice}; if it is correct, say so in the pull request", advice=hint.values["advice"])
    return diagnostic._replace(finding=diagnostic.finding._replace(hint=hint))


def _put_back_national(
    diagnostic: Diagnostic, before: CheckResult, raw: Mapping[str, Any]
) -> Diagnostic:
    """Return a finding; of a number that lost `national = true`, the hint says to put it back."""
    finding, number = diagnostic.finding, cast("Any", raw)
    if finding.code != "invalid-phone" or not raw:  # a file that cannot be read has no values
        return diagnostic
    for step in finding.path:
        number = number[step]
    points = [each for each in before.directory.focal_points if each.id == finding.entry]
    if number not in [each.number for point in points for each in point.phones if each.national]:
        return diagnostic
    flag = "national = true"
    is_table = finding.path[-1] == "number"
    hint = hint_to_write(flag if is_table else f'{{ number = "…", {flag} }}')
    return diagnostic._replace(finding=finding._replace(hint=hint))


def _move_to_change(
    path: Path, diagnostic: Diagnostic, before: CheckResult, after: CheckResult
) -> Diagnostic:
    """Return a finding of what two entries have, an id or a person, at the one that is changed."""
    finding, parsed = diagnostic.finding, after.parsed
    is_of_entries = finding.path[:1] == ("focal_point",) == finding.first[:1]
    is_here = diagnostic.file == runner.display_path(path)  # not in the private file
    is_id, is_person = (finding.code == f"duplicate-{of}" for of in ("id", "person"))
    if not ((is_id or is_person) and is_of_entries and is_here and parsed and before.parsed):
        return diagnostic
    points = {table.path: table.value for table in parsed.tables["focal_point"]}
    taken = {id_ for point in points.values() for id_ in point.ids}
    earlier = before.parsed.directory.focal_points
    free = [each for each in earlier if is_id and each.id not in taken]
    for place, other in ((finding.path, finding.first), (finding.first, finding.path)):
        now, hint = points[place[:2]], finding.hint
        if was := next((each.id for each in free if _seat_key(each) == _seat_key(now)), ""):
            hint = _("write {words}", words=f'id = "{was}"')
        elif place == finding.path or now in earlier or points[other[:2]] not in earlier:
            continue
        moved = finding._replace(path=place, first=other, hint=hint, entry=now.id)
        if is_person:
            id_ = quote_text(SafeText(points[other[:2]].id))
            message = finding.message.with_values(**{**finding.message.values, "id": id_})
            moved = moved._replace(message=message)
        return runner.locate(path, after.data, [moved], after.file)[0]
    return diagnostic


def _change_findings(
    path: Path,
    before: CheckResult,
    after: CheckResult,
    read_before: Callable[[str], bytes],
    today: date,
) -> Sequence[Diagnostic]:
    """Return the findings from comparing two versions, if both exist and can be read."""
    if before.parsed is None or after.parsed is None or not before.data:
        return ()
    file = path.resolve().with_name(directory_file.ENCRYPTED_NAME)
    now = directory_file.read_file(file) if os.path.lexists(file) else b""
    previous = _previous_version(before.parsed, after.parsed)._replace(
        is_private_file_changed=now != read_before(file.name)
    )
    findings = rules.run_rules(after.parsed._replace(previous=previous), today, rules.CHANGE_RULES)
    return runner.locate(path, after.data, findings, after.file) if findings else ()


def _previous_version(before: ParseResult, after: ParseResult) -> PreviousVersion:
    """Match the entries of an older version with the current ones."""
    points = before.directory.focal_points
    tables = {table.value: table for table in after.tables["focal_point"]}
    pairs = [*comparison.pair_records(points, [t.value for t in after.tables["focal_point"]])]
    # A seat that was there before can take over another of its country by `merged` alone.
    taken = {(point.country, id_): point for point in tables for id_ in point.merged}
    before_of = {now: then for then, now in pairs if now}
    new = {_seat_key(now): now for then, now in pairs if now and not then}
    changed, merged, gone = [], [], set[FocalPoint]()
    for then, now in pairs:
        if then is None:
            continue
        into = taken.get((then.country, then.id))
        is_lost = now is None and not (into and _takes_over(into, then, before_of.get(into)))
        found = new.pop(_seat_key(then), None) if is_lost else now
        if found:
            changed.append((then, tables[found]))
        elif into and not is_lost:
            merged.append((then, tables[into]))
        elif is_lost and then.status != "left":
            gone.add(then)
    removed = reversed([*_removed_entries(points, gone, after)])
    return PreviousVersion(before.directory, tuple(changed), tuple(removed), tuple(merged))


def _takes_over(point: FocalPoint, other: FocalPoint, earlier: FocalPoint | None) -> bool:
    """Return whether a seat has another of its person or desk, as after a merge of both.

    As many people must see the channels of both there. An active seat without any counts as lost.
    """
    is_same = is_same_person(point.name, other.name) and (
        bool(other.name.strip()) or fold(point.organisation) == fold(other.organisation)
    )
    own = _map_levels(point)
    levels = (_map_levels(each).items() for each in (other, earlier) if each)
    is_there = all(key in own and may_see(level, own[key]) for key, level in chain(*levels))
    return is_same and is_there and (bool(other.channels) or other.status != "active")


def _map_levels(point: FocalPoint) -> dict[tuple[str, ...], str]:
    """Return the audience of each channel of an entry."""
    return {channel_key(each): strictest((point.sharing, each.sharing)) for each in point.channels}


def _seat_key(point: FocalPoint) -> Hashable:
    """Return the key that identifies an entry apart from its id."""
    return point.country, *map(fold, (point.organisation, point.unit, point.name)), point.role


def _removed_entries(
    points: Sequence[FocalPoint], gone: set[FocalPoint], after: ParseResult
) -> Iterator[tuple[FocalPoint, KeyPath]]:
    """Yield the removed entries, last first, with the key path of the entry now in its position."""
    paths = {id_: table.path for table in after.tables["focal_point"] for id_ in table.value.ids}
    # What was last in the file is reported at what is now its last line, which the diff shows.
    last = after.tables["focal_point"][-1:]
    following: KeyPath = next(((*each.path, *[*each.raw][-1:]) for each in last), ())
    for point in reversed(points):
        if point in gone:
            yield point, following
        else:
            following = paths.get(point.id, following)


def _is_table_changed(finding: Finding, old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Return whether the table of a finding, or that of the repeated value, is new or changed."""
    return any(_is_new(path, old, new) for path in (finding.path, finding.first or finding.path))


def _is_new(path: KeyPath, old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    if not path:  # about the whole file, or about its text if it is no TOML
        return not (old and new)
    before, after = old.get(str(path[0])), new.get(str(path[0]))
    index = path[1] if len(path) > 1 else None
    if isinstance(before, Sequence) and isinstance(after, Sequence) and isinstance(index, int):
        return after[index] not in before
    return before != after
