"""The class and the registry of rules, and helper functions for them."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from inspect import getdoc
from itertools import chain
from typing import Any, NamedTuple, TypeAlias

from cmcct.diagnostics import ERROR, NOTE, Advice, Finding, KeyPath, LineOf, names_lines
from cmcct.i18n.messages import Message, OptionalMessage, SafeText, _
from cmcct.model.entities import CHANNELS, FocalPoint
from cmcct.model.loader import ParsedTable, ParseResult
from cmcct.text import shell

# Translators: {advice} says what to do where something is wrong
IGNORE = _('{advice}; if it is correct, add "{finding}" to ignore in [check]')
CheckFunction: TypeAlias = Callable[[ParseResult, date], Iterator[Finding] | None]


class Rule(NamedTuple):
    """A rule: its code, severity and function.

    `is_for_overlay` rules hold for the private file (overlay) too. Those `is_of_change` compare two
    versions; those that `depends_on_clock` find something because a day has passed. Where
    `suggests_ignore`, the hint says how to ignore a finding that is mistaken. Unless
    `may_be_ignored`, nothing does. Those that are `is_advisory` never fail a check.
    """

    code: str
    severity: str
    check: CheckFunction
    is_for_overlay: bool = False
    suggests_ignore: bool = False
    may_be_ignored: bool = True
    is_of_change: bool = False
    depends_on_clock: bool = False
    is_advisory: bool = False

    @property
    def text(self) -> str:
        """Return the documentation of the rule: its function's docstring."""
        return getdoc(self.check) or ""

    def find(self, parsed: ParseResult, today: date) -> Iterator[Finding]:
        """Yield the findings, each with the rule's code and severity; a note stays a note.

        The first are those with this code that were made while the file was read: a function
        without a body is a rule that has no others.
        """
        made = (finding for finding in parsed.findings if finding.code == self.code)
        for finding in chain(made, self.check(parsed, today) or ()):
            severity = NOTE if finding.severity == NOTE else self.severity
            stamped = finding._replace(code=self.code, severity=severity)
            yield stamped._replace(hint=self._complete_hint(stamped))

    def _complete_hint(self, finding: Finding) -> OptionalMessage:
        """Return a hint with what to do if the finding is mistaken, for those about an entry."""
        if self.suggests_ignore and finding.entry:
            if isinstance(finding.hint, Advice):  # what is certain is not mistaken
                return finding.hint
            return IGNORE.with_values(
                advice=finding.hint, finding=f"{finding.entry}:{finding.code}"
            )
        if self.is_of_change and finding.entry and finding.hint and not names_lines(finding.hint):
            # An ignore would outlast the change. Translators: {advice} says what to do
            return _(
                "{advice}; if it is correct, say so in the pull request: the warning ends when "
                "it is merged",
                advice=finding.hint,
            )
        return finding.hint


def confirm_in_file(table: ParsedTable, today: date) -> Message:
    """Return the hint to confirm an entry: in the file by its own person, else by a command."""
    written = {key: LineOf(table.path_of(key)) for key in ("verified", "verified_via")}
    advice = _("if it is your own entry, write verified = {today} on line {line}")
    if "verified" not in table.raw:
        advice = _("if it is your own entry, write verified = {today} below line {line}")
    elif "verified_via" in table.raw:
        advice = _(
            "if it is your own entry, write verified = {today} on line {line} and remove line "
            "{via} (verified_via)"
        )
    return _(
        "{advice}; otherwise, ask the person (secretariat: {confirming})",
        advice=advice.with_values(
            today=today, line=written["verified"], via=written["verified_via"]
        ),
        confirming=SafeText(f"cmcct verify {shell.quote(table.value.id)}"),
    )


RULES: dict[str, Rule] = {}


def rule(severity: str = ERROR, **traits: bool) -> Callable[[CheckFunction], CheckFunction]:
    """Register a function as a rule; its name is the code, its docstring the documentation.

    `traits` are the further fields of `Rule`.
    """

    def add(check: CheckFunction) -> CheckFunction:
        code = check.__name__.replace("_", "-")
        RULES[code] = Rule(code, severity, check, **traits)
        return check

    return add


def iter_entries(parsed: ParseResult) -> Iterator[tuple[ParsedTable, FocalPoint]]:
    """Yield the table of each entry, and its focal point."""
    for table in parsed.tables["focal_point"]:
        yield table, table.value


def iter_items(parsed: ParseResult, key: str) -> Iterator[tuple[ParsedTable, FocalPoint, int, Any]]:
    """Yield each readable item of a list of an entry, with its entry and its index among these."""
    for table, point in iter_entries(parsed):
        for index, item in enumerate(getattr(point, key)):
            yield table, point, index, item


def iter_changed(parsed: ParseResult) -> Iterable[tuple[FocalPoint, ParsedTable]]:
    """Return each changed entry as it was, with its table now."""
    return parsed.previous.changed if parsed.previous else ()


def has_value(table: ParsedTable, key: str) -> bool:
    """Return whether `key` has a value, even if unreadable or under a misspelt key."""
    return not is_blank(table.raw.get(key, "")) or table.is_unreadable(key)


def is_blank(value: object) -> bool:
    """Return whether a value is empty."""
    return not value.strip() if isinstance(value, str) else value in ([], {})


def is_all_read(table: ParsedTable, key: str) -> bool:
    """Return whether every value under `key` could be read."""
    return not any(place[0] == key for place in table.unreadable)


def is_unreachable(table: ParsedTable) -> bool:
    """Return whether an active seat has no channel, readable or not."""
    point = table.value
    has_channel = any(has_value(table, key) for key in CHANNELS)
    # Only entries have channels: `emails` of a meeting is an unknown key.
    is_active = isinstance(point, FocalPoint) and point.status == "active"
    return is_active and not table.is_unreadable("status") and not has_channel


def needs_name(table: ParsedTable) -> bool:
    """Return whether the table is an entry of a person: not a desk or a vacant seat."""
    point = table.value
    return isinstance(point, FocalPoint) and not (
        point.role == "duty-desk"
        or point.status == "vacant"
        or table.is_unreadable("role")
        or table.is_unreadable("status")
    )


def entry_id(table: ParsedTable) -> str:
    """Return the id of the focal point in a table, else ""."""
    return table.value.id if isinstance(table.value, FocalPoint) else ""


def find_quoted(table: ParsedTable, place: KeyPath, level: str) -> Finding:
    """Return the finding about a text that quotes what fewer people may see."""
    message = _("this text has what is shared with {audience} only", audience=SafeText(level))
    hint = _("remove it from the text, or ask the person whether more people may see it")
    return Finding(table.path_of(*place), message, hint, entry_id(table))
