"""Findings as full text, concise text, JSON or GitHub commands, masked for logs on demand."""

import json
import re
import unicodedata
from collections.abc import Callable, Container, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from sys import maxsize
from typing import Any, NamedTuple

from cmcct.check import rules
from cmcct.diagnostics import ERROR, NOTE, WARNING, Diagnostic, Finding
from cmcct.i18n.messages import ENGLISH, Message, OptionalMessage, SafeText, Translator, _, join
from cmcct.model.fields import ENTRY_KEYS, find_key, name_key
from cmcct.privacy.redaction import Redactor, is_plain
from cmcct.text.control_chars import dump_error, dump_json_lines, replace_control_chars, to_one_line
from cmcct.text.shell import quote

FORMATS = ("full", "concise", "json", "github")
MAX_SHOWN = 100  # maximum number of findings shown to a person
MAX_LINE_WIDTH = 160  # columns shown of a source line

# Translators: before what to write instead
_HINT_LABEL = _("{label}:", label=_("help"))
SEVERITIES: Mapping[str, Message] = {ERROR: _("error"), WARNING: _("warning"), NOTE: _("note")}

_MAX_UNFOLDED = 3  # warnings of a code; more are one
_MAX_IDS_LENGTH = 20_000  # characters of the ids of folded findings; GitHub takes 64 KiB
# Warnings that stand before all others: GitHub shows ten of a step.
_FIRST_CODES = ("sharing-widened", "person-changed", "entry-removed", "directory-changed")

# The start of the codes of values for which `cmcct set` gives another.
_OF_VALUES = ("invalid-", "unknown-", "ambiguous-", "missing-key", "wrong-type")

# GitHub's names for severities.
_GITHUB_LEVELS = {ERROR: "error", WARNING: "warning", NOTE: "notice"}


class Report(NamedTuple):
    """Findings in order, with output settings; `is_log` masks contacts."""

    diagnostics: Sequence[Diagnostic]
    is_log: bool = False
    room: int = MAX_LINE_WIDTH
    # On a terminal, breaks a line between words, but not inside the commands that are given.
    fill: Callable[[str, Sequence[str]], str] = lambda line, _commands: line
    translator: Translator = Translator()
    max_length: int = 500  # characters of a message, which may quote a long value
    # On a terminal: the field in words, and the command that sets it before what to write.
    has_commands: bool = False
    # For JSON: the edits of the findings that have a fix, and why a file was not checked.
    edits: Mapping[Diagnostic, Sequence[Mapping[str, Any]]] = {}
    error: OptionalMessage = ""

    def format_text(self, text: str, finding: Finding) -> str:
        """Return a text or the hint of a finding, translated, redacted if needed, on one line."""
        # The ids of folded findings are all shown.
        ids = str(text.values.get("ids", "")) if isinstance(text, Message) else ""
        length = self.max_length + min(len(ids), _MAX_IDS_LENGTH)
        if self.is_log:
            text = Redactor(finding.path, finding.entry).text(text, self.translator.lang)
        shown = self.translator.translate(text)
        return to_one_line(shown if len(shown) <= length else f"{shown[:length]}…")

    def excerpt(self, diagnostic: Diagnostic, end: int) -> str:
        """Return the source line of a finding whose value ends at `end`, redacted if needed.

        Columns are preserved.
        """
        line, finding = diagnostic.excerpt, diagnostic.finding
        if self.is_log:
            redactor = Redactor(finding.path, finding.entry)
            line = redactor.excerpt(line, diagnostic.span.column - 1, end)
        return to_one_line(line)


def arrange(diagnostics: Iterable[Diagnostic], *, fold: bool) -> list[Diagnostic]:
    """Return findings in the order that reviewers need: errors, warnings, notes.

    Of the warnings, those that protect people are first, then those about a change; of the notes,
    those about a change. Others keep their order.
    With `fold`, more than three of a code in a file are one, at the place of the first.
    """
    ordered = sorted(diagnostics, key=_rank)
    groups: dict[Hashable, list[Diagnostic]] = {}
    for diagnostic in ordered:
        finding = diagnostic.finding
        is_foldable = fold and finding.severity == WARNING
        kind = (diagnostic.file, finding.code, finding.is_private)
        groups.setdefault(kind if is_foldable else id(diagnostic), []).append(diagnostic)
    return [
        diagnostic
        for group in groups.values()
        for diagnostic in ([_fold(group)] if len(group) > _MAX_UNFOLDED else group)
    ]


def _rank(diagnostic: Diagnostic) -> tuple[int, int, bool]:
    severity, code = diagnostic.finding.severity, diagnostic.finding.code
    place = (*_FIRST_CODES, code).index(code) if severity == WARNING else 0
    is_of_change = severity == ERROR or rules.get_rule(code).is_of_change
    return [*SEVERITIES].index(severity), place, not is_of_change


def _fold(group: Sequence[Diagnostic]) -> Diagnostic:
    """Return one finding for several of a code."""
    first = group[0].finding
    subjects = [each.finding.entry or _("line {lines}", lines=each.span.line) for each in group]
    ids = join(
        SafeText(each) if not isinstance(each, Message) and is_plain(each) else each
        for each in dict.fromkeys(subjects)
    )
    message = _("{message}; {count} warnings like this ({ids})")
    if first.code == "stale":
        message = _("not confirmed for too long: {count} entries ({ids})")
    if first.code == "entry-removed":
        message = _("{count} entries were removed: {ids}")
        if {each.finding.message for each in group} != {"the entry was removed"}:
            message = _("{count} seats can no longer be found or reached as before: {ids}")
    message = message.with_values(count=len(group), message=first.message, ids=ids)
    hint = first.hint
    if any(each.finding.hint != hint for each in group):
        hint = _("run {command}", command=SafeText("cmcct check --all"))
    folded = first._replace(message=message, hint=hint, entry="", detail="")
    return group[0]._replace(finding=folded, first_line=None)


def format_concise(report: Report) -> str:
    """Format one line per finding: `FILE:LINE:COLUMN: error[CODE] …`."""
    return "".join(
        f"{_position(each)}: {_severity(report, each.finding)} {_message(report, each)}\n"
        for each in report.diagnostics
    )


def format_full(report: Report) -> Iterator[tuple[str, str]]:
    """Yield styled text that shows each finding with its source line."""
    findings = [diagnostic.finding for diagnostic in report.diagnostics]
    broken = [each for each in findings if each.code == "toml-syntax"]
    fixed = {each.entry for each in findings if broken or each.code == "duplicate-id"}
    if all(each.fix and each.fix.is_safe and not each.is_private for each in broken):
        fixed.discard("")  # then --fix corrects the syntax
    for diagnostic in report.diagnostics:
        yield from _heading(report, diagnostic)
        yield from _quotation(report, diagnostic)
        for hint in _advise(report, diagnostic.finding, fixed):
            label = report.translator.translate(_HINT_LABEL)
            yield "help", label
            line = f"{label} {hint}"
            line = report.fill(line, re.findall('"[^"]*"|cmcct .*?(?=; |$)', hint))  # copied
            yield "", f"{line[len(label) :]}\n"
        yield "", "\n"


def _advise(report: Report, finding: Finding, fixed: Container[str]) -> Iterator[str]:
    """Yield the hint, if there is one; on a terminal, what to type before what to write.

    No command changes the entries in `fixed`: the file is not TOML, or others have their id.
    """
    hint, gettext = report.format_text(finding.hint, finding), report.translator.gettext
    if report.has_commands and hint and finding.entry not in fixed:
        values = finding.hint.values if isinstance(finding.hint, Message) else {}
        command = _find_command(finding, report.translator)
        if confirming := values.get("confirming"):
            hint = report.translator.translate(values["advice"])
            command = gettext("ask the person, then run {command}", command=confirming)
        if command:
            yield to_one_line(command)
            hint = gettext("in the file: {text}", text=hint)
    yield from filter(None, [hint])


def _find_command(finding: Finding, translator: Translator) -> str:
    """Return the advice to run the command that corrects a value or the syntax, or ""."""
    key, path, fix = _find_field(finding), finding.path[2:], finding.fix
    if finding.code == "toml-syntax":
        return translator.gettext("run {command}", command="cmcct check --fix")
    if not (key and finding.code.startswith(_OF_VALUES)):
        return ""
    label = translator.translate(ENTRY_KEYS[key].label).casefold()
    is_typed = not path[1:] and label.isalpha() and find_key(label) == key
    top = label if is_typed else key
    value = quote(str(fix.value)) if fix and isinstance(fix.value, str | date) else "…"
    typed = f"{'.'.join([top, *map(str, path[1:])])}={value}"
    words = ["cmcct set", quote(finding.entry), *["--private"] * finding.is_private, typed]
    return translator.gettext("run {command}", command=" ".join(words))


def _find_field(finding: Finding) -> str:
    """Return the key of an entry that a finding is about, or ""."""
    missing = getattr(finding.message.values.get("key"), "text", "")
    key = str(finding.path[2] if len(finding.path) > 2 else missing)  # noqa: PLR2004 - the entry's
    return key if finding.entry and key in ENTRY_KEYS and key != "id" else ""


def format_without_place(finding: Finding, translator: Translator) -> Iterator[str]:
    """Yield what is wrong on a line, and on a second one what to do, with values of any length."""
    report = Report((), translator=translator, max_length=maxsize)
    yield f"{_severity(report, finding)} {report.format_text(finding.message, finding)}"
    if hint := _hint_line(report, finding):
        yield hint


def format_json(report: Report) -> str:
    """Format a JSON object with the findings, one per line, and why a file was not checked.

    If none could be checked, it has no findings.
    """
    error = report.error and to_one_line(report.translator.translate(report.error))
    if error and not report.diagnostics:
        return dump_error(error)
    rows = dump_json_lines(finding_object(report, found) for found in report.diagnostics)
    more = f', "error": {json.dumps(error, ensure_ascii=False)}' if error else ""
    return f'{{"version": 1, "findings": {rows.rstrip()}{more}}}\n'


def format_github(report: Report) -> str:
    """Format workflow commands that create annotations in GitHub Actions."""
    return "".join(f"{_command(report, diagnostic)}\n" for diagnostic in report.diagnostics)


def _position(diagnostic: Diagnostic) -> str:
    span = diagnostic.span
    place = to_one_line(diagnostic.place) or f"{span.line}:{span.column}"
    return f"{to_one_line(diagnostic.file)}:{place}"


def _severity(report: Report, finding: Finding) -> str:
    return f"{report.translator.translate(SEVERITIES[finding.severity])}[{finding.code}]"


def _hint_line(report: Report, finding: Finding) -> str:
    hint = report.format_text(finding.hint, finding)
    return f"{report.translator.translate(_HINT_LABEL)} {hint}" if hint else ""


def _message(report: Report, diagnostic: Diagnostic) -> str:
    """Return the message with the entry's id and the line of the repeated value."""
    finding = diagnostic.finding
    message = report.format_text(finding.message, finding)
    subjects = []
    if finding.record_number:
        # Translators: {record} is a number, counted from 1, in the file that entries are added from
        subjects.append(_("record {record}", record=finding.record_number))
    if finding.entry:
        subjects.append(_("entry '{entry}'", entry=report.format_text(finding.entry, finding)))
    if report.has_commands and (key := _find_field(finding)):
        subjects.append(name_key(key))
    if diagnostic.first_line:
        subjects.append(_("see line {line}", line=diagnostic.first_line))
    if not subjects:
        return message
    return report.translator.gettext("{text} ({remark})", text=message, remark=join(subjects))


def _heading(report: Report, diagnostic: Diagnostic) -> Iterator[tuple[str, str]]:
    severity = _severity(report, diagnostic.finding)
    yield diagnostic.finding.severity, severity
    line = report.fill(f"{severity}: {_message(report, diagnostic)}", ())
    yield "bold", f"{line[len(severity) :]}\n"
    yield "rule", f"{_margin(diagnostic)}--> "
    yield "", f"{_position(diagnostic)}\n"


def _quotation(report: Report, diagnostic: Diagnostic) -> Iterator[tuple[str, str]]:
    """Yield the source line with a marker under the value."""
    span, margin = diagnostic.span, _margin(diagnostic)
    start = span.column - 1
    end = span.end_column - 1 if span.end_line == span.line else len(diagnostic.excerpt)
    text = report.excerpt(diagnostic, end)
    room = report.room - len(margin) - len(" | …")
    before, about, after = _clip(text[:start], text[start:end], text[end:], room)
    carets = "^" * max(_width(about), 1)
    detail = report.format_text(diagnostic.finding.detail, diagnostic.finding)
    yield "rule", f"{margin} |\n{span.line} |"
    yield "", f" {before}{about}{after}".rstrip() + "\n"
    yield "rule", f"{margin} | "
    yield diagnostic.finding.severity, f"{' ' * _width(before)}{carets} {detail}".rstrip() + "\n"


def _margin(diagnostic: Diagnostic) -> str:
    return " " * len(str(diagnostic.span.line))


def _clip(before: str, about: str, after: str, room: int) -> tuple[str, str, str]:
    """Shorten a line around a value, and the value itself if it is too long."""
    if len(before) + len(about) + len(after) <= room:
        return before, about, after
    left = max((room - len(about)) // 2, room // 4)
    if len(before) > left:
        before = "…" + before[-left:]
    if len(about) > room - len(before):
        return before, about[: room - len(before)] + "…", ""
    right = room - len(before) - len(about)
    return before, about, after if len(after) <= right else after[:right] + "…"


def _width(text: str) -> int:
    """Return the number of terminal columns of a text."""
    return sum(map(_columns, text))


def _columns(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) == "Cf":
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def finding_object(report: Report, diagnostic: Diagnostic) -> dict[str, Any]:
    """Return a finding as an object of the JSON report."""
    finding = diagnostic.finding
    fix = finding.fix
    return {
        "file": diagnostic.file,
        **diagnostic.span._asdict(),
        "severity": finding.severity,
        "code": finding.code,
        "message": report.format_text(finding.message, finding),
        "help": report.format_text(finding.hint, finding),
        "entry": report.format_text(finding.entry, finding),
        "fix": fix
        and {
            "applicability": "safe" if fix.is_safe else "unsafe",
            "edits": [*report.edits.get(diagnostic, ())],
        },
    }


def _command(report: Report, diagnostic: Diagnostic) -> str:
    span, finding = diagnostic.span, diagnostic.finding
    place = {"file": diagnostic.file, "line": span.line, "endLine": span.end_line}
    if span.line == span.end_line:
        # GitHub ignores columns for a range of several lines.
        place |= {"col": span.column, "endColumn": span.end_column}
    properties = ",".join(
        f"{key}={_property(str(value))}" for key, value in (place | {"title": finding.code}).items()
    )
    detail = report.format_text(finding.detail, finding)
    lines = [_message(report, diagnostic), detail, _hint_line(report, finding)]
    if report.translator.lang != ENGLISH:  # a reviewer may not read the author's language
        english = report._replace(translator=Translator())
        lines += [f"(en) {_message(english, diagnostic)}", _hint_line(english, finding)]
    text = "\n".join(filter(None, lines))
    return f"::{_GITHUB_LEVELS[finding.severity]} {properties}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return replace_control_chars(_data(text).replace(":", "%3A").replace(",", "%2C"))


WRITERS: Mapping[str, Callable[[Report], str]] = {
    "concise": format_concise,
    "json": format_json,
    "github": format_github,
}
