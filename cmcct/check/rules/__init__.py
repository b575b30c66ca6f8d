"""Checks of a directory. A rule is one function: its name is its code.

The rules check values that could be read; errors of other values are in `ParseResult.findings`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from cmcct.check.rules import (  # noqa: F401 - all fill RULES
    changed,
    changed_contacts,
    channels,
    comments,
    fields,
    ignores,
    people,
    safety,
    times,
)
from cmcct.check.rules.registry import RULES, Rule
from cmcct.diagnostics import ERROR, NOTE, WARNING, Finding, KeyPath
from cmcct.errors.suggest import closest, unknown_choice_error
from cmcct.i18n.messages import OptionalMessage, _, did_you_mean, quote_text
from cmcct.model import loader, person_names
from cmcct.model.entities import CHANNELS, CheckConfig, Directory, FocalPoint
from cmcct.model.loader import ParsedTable, ParseResult, PreviousVersion
from cmcct.text import shell

# By severity: a command that only needs the errors skips the rules that warn.
ALL_RULES: tuple[Rule, ...] = tuple(RULES.values())
ERROR_RULES = tuple(rule for rule in ALL_RULES if rule.severity == ERROR)
# These compare two versions, and find nothing in a single one.
CHANGE_RULES = (
    *(rule for rule in ALL_RULES if rule.is_of_change and rule.code != "entry-changed"),
    RULES["shelter-address"],
)


def run_rules(parsed: ParseResult, today: date, rules: Sequence[Rule] = ALL_RULES) -> list[Finding]:
    """Return every finding about a directory that is not ignored, rule by rule.

    Of a file with a newer format, only that is said: what else it seems to have may not be so.
    """
    if newer := [*RULES["newer-format"].find(parsed, today)]:
        return newer
    found = _run(rules, parsed, today)
    if parsed.previous:
        previous = parsed.previous._replace(found=(*found,))
        found += RULES["entry-changed"].find(parsed._replace(previous=previous), today)
    if parsed.text and rules is ALL_RULES:
        found += RULES["unused-ignore"].find(parsed._replace(warned=_warned_names(found)), today)
    return _filter_findings(found, parsed.directory, parsed.previous)


def run_overlay_rules(
    parsed: ParseResult,
    directory: Directory,
    today: date,
    rules: Sequence[Rule] = ALL_RULES,
    *,
    has_all_ids: bool = True,
) -> list[Finding]:
    """Return the findings about a private overlay; its channels follow the directory's rules.

    With `has_all_ids=False`, ids may be missing from the directory, so an unknown id is no finding.
    """
    points = directory.focal_points
    indexes = person_names.map_ids([point.ids for point in points])
    parts = [part for part in parsed.tables["focal_point"] if not part.is_unreadable("id")]
    unknown = [part for part in parts if part.value.id not in indexes and has_all_ids]
    known = [point.id for point in points]
    found = [_unknown_id_finding(part, known) for part in unknown]
    found += safety.find_repeated(parts)
    entries = (_to_entry(part, points[i]) for part in parts for i in indexes.get(part.value.id, ()))
    tables = {"focal_point": (*entries,)}
    joined = ParseResult(parsed.raw, directory, tables, (), tuple(parts), parsed.exposure)
    found += _run([rule for rule in rules if rule.is_for_overlay], joined, today)
    return _filter_findings([*parsed.findings, *found], directory)


def overlay_warnings(parsed: ParseResult, directory: Directory, today: date) -> frozenset[str]:
    """Return the codes of the warnings about a private overlay, alone and as ID:CODE.

    Those that the directory ignores are among them.
    """
    return _warned_names(run_overlay_rules(parsed, replace(directory, check=CheckConfig()), today))


def _warned_names(findings: Iterable[Finding]) -> frozenset[str]:
    return frozenset(name for finding in findings for name in _names_to_ignore(finding))


def _names_to_ignore(finding: Finding) -> Sequence[str]:
    """Return what silences a finding in `[check] ignore`."""
    if finding.severity != WARNING or not RULES[finding.code].may_be_ignored:
        return ()
    return finding.code, f"{finding.entry}:{finding.code}"


def check_data(
    raw: Mapping[str, Any],
    overlay_raw: Mapping[str, Any],
    today: date,
    rules: Sequence[Rule] = ALL_RULES,
    text: bytes = b"",
) -> list[Finding]:
    """Return the findings about the data of a directory and of its private file.

    Those about comments are among them if the directory's `text` is given.
    """
    read = loader.parse_directory(raw)._replace(text=text)
    found = run_rules(read, today, rules)
    private = loader.parse_overlay(overlay_raw)
    of_overlay = run_overlay_rules(
        private, read.directory, today, rules, has_all_ids=read.has_all_ids
    )
    return [*found, *(finding._replace(is_private=True) for finding in of_overlay)]


def first_error(raw: Mapping[str, Any], path: KeyPath, today: date) -> Finding | None:
    """Return the first error that the rules find at a key path of parsed data, or below it."""
    found = run_rules(loader.parse_directory(raw), today)
    return next((f for f in found if f.severity == ERROR and f.path[: len(path)] == path), None)


def get_rule(code: str) -> Rule:
    """Return the rule with this code; raises `UnknownValueError`."""
    if code not in RULES:
        raise unknown_choice_error("code", code, [*RULES])
    return RULES[code]


def _run(rules: Iterable[Rule], parsed: ParseResult, today: date) -> list[Finding]:
    return [finding for rule in rules for finding in rule.find(parsed, today)]


def _filter_findings(
    found: Sequence[Finding], directory: Directory, previous: PreviousVersion | None = None
) -> list[Finding]:
    """Remove findings caused by others, and the warnings that are ignored.

    Those of a change are notes if the older version ignores them: nobody may silence what the same
    change does, nor what a reviewer has to see in each later one.
    """
    ignored = {*(ignores.earlier_ignores(previous) if previous else directory.check.ignore)}
    kept = []
    for finding in _drop_consequences(found):
        if ignored.isdisjoint(_names_to_ignore(finding)):
            kept.append(finding)
        elif previous:
            kept.append(finding._replace(severity=NOTE))
    return kept


def select_rules(codes: Collection[str]) -> Sequence[Rule]:
    """Return the rules that findings of some codes depend on."""
    if "empty-value" in codes:  # hidden by any other finding
        return ALL_RULES
    return [rule for rule in ALL_RULES if rule.code in {*codes, "control-character"}]


def _drop_consequences(findings: Sequence[Finding]) -> list[Finding]:
    """Remove findings caused by another error of the same value.

    A control character hides other findings at its path; any other finding hides `empty-value`.
    What may be private hides all about its number: their help would say how to publish it.
    """
    private = {f.path for f in findings if f.code == "maybe-private"}
    if private:
        # A comment says it once of all that stand on its line.
        findings = [
            finding
            for finding in findings
            if (finding.code == "maybe-private" and not finding.first)
            or private.isdisjoint(finding.path[:end] for end in range(len(finding.path) + 1))
        ]
    with_control_char = {f.path for f in findings if f.code == "control-character"}
    with_other = {f.path for f in findings if f.code != "empty-value"}
    hidden = {"control-character": set[KeyPath](), "empty-value": with_other}
    return [f for f in findings if f.path not in hidden.get(f.code, with_control_char)]


def _unknown_id_finding(part: ParsedTable, known: Sequence[str]) -> Finding:
    id_ = part.value.id
    # Left by `remove` if it is killed between the two files.
    hint: OptionalMessage = _(
        "run {command} if its entry was removed", command=f"cmcct remove {shell.quote(id_)}"
    )
    if question := did_you_mean(closest(id_, known)):
        hint = _("{question} Or {advice}", question=question, advice=hint)
    message = _("no entry has the id {id}", id=quote_text(id_))
    return Finding(part.path_of("id"), message, hint, id_, code="unknown-value")


def _to_entry(part: ParsedTable, point: FocalPoint) -> ParsedTable:
    # Join the overlay's channels to the entry, so that only they can have errors. Vacant,
    # because an overlay entry needs no channel.
    private = {key: getattr(part.value, key) for key in (*CHANNELS, "address")}
    return part._replace(value=point.model_copy(update=private | {"hours": "", "status": "vacant"}))
