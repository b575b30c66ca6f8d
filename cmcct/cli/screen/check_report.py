"""What `cmcct check` prints: the findings in a format, their number, and the page of a rule.

The code has the texts of a page in English, in the docstrings of the rules. Each paragraph is
translated where it is written into a page; `scripts/catalogues.py` collects them from the rules.
"""

import re
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

from cmcct.check import reporters
from cmcct.check.reporters import SEVERITIES, Report
from cmcct.check.rules.registry import Rule
from cmcct.cli.screen import output
from cmcct.diagnostics import ERROR, NOTE, WARNING, Diagnostic
from cmcct.i18n.messages import OptionalMessage, Translator, _, join_and, ngettext
from cmcct.system import is_log
from cmcct.text.control_chars import dump_json_lines


def write(
    output_format: str,
    findings: list[Diagnostic],
    *,
    show_all: bool,
    edits: Mapping[Diagnostic, Sequence[Mapping[str, Any]]],
    error: OptionalMessage,
) -> None:
    """Print the findings; those of the private file without quoting it, but on a terminal.

    JSON has the edits of their fixes, and the error because of which a file was not checked.
    """
    is_for_people = output_format in {"full", "concise"}
    if output_format != "json":
        findings = reporters.arrange(findings, fold=not show_all)
        # On a terminal, commands are given, which edit a file only when it is TOML.
        findings.sort(key=lambda d: output.is_stdout_terminal() and d.finding.code != "toml-syntax")
    shown = findings if show_all or not is_for_people else findings[: reporters.MAX_SHOWN]
    is_masked = not is_for_people or is_log()
    whole = Report(shown, is_masked, translator=output.translator(), edits=edits, error=error)
    parts = [whole] if output.is_stdout_terminal() else _without_private(whole)
    output.write_parts(text for part in parts for text in _text(output_format, part))
    if len(shown) < len(findings):
        more = ngettext("{count} more finding", "{count} more findings", len(findings) - len(shown))
        output.note(_("{more}: use --all to show all", more=more))


def write_statistics(output_format: str, findings: list[Diagnostic]) -> None:
    """Print how many findings each rule has."""
    keys = [(diagnostic.finding.code, diagnostic.finding.severity) for diagnostic in findings]
    counts: list[dict[str, Any]] = [
        {"code": code, "count": count, "severity": severity}
        for (code, severity), count in Counter(sorted(keys)).most_common()
    ]
    if output_format == "json":
        output.write(dump_json_lines(counts))
    elif counts:
        translate = output.translator().translate
        header = (_("Code"), _("Findings"), _("Severity"))
        rows = [
            (row["code"], str(row["count"]), translate(SEVERITIES[row["severity"]]))
            for row in counts
        ]
        output.write_rows(rows, header)


def _without_private(whole: Report) -> list[Report]:
    """Return a report in parts that quote nothing from the private file.

    JSON cannot be split; it contains no contacts.
    """
    findings = (d.remove_excerpt() if d.finding.is_private else d for d in whole.diagnostics)
    whole = whole._replace(diagnostics=[*findings])
    if whole.is_log:
        return [whole]
    groups = groupby(whole.diagnostics, attrgetter("finding.is_private"))
    return [whole._replace(diagnostics=[*group], is_log=is_private) for is_private, group in groups]


def _text(output_format: str, shown: Report) -> Iterator[str] | str:
    if output_format != "full":
        return reporters.WRITERS[output_format](shown)
    if not output.is_stdout_terminal():
        return (text for _, text in reporters.format_full(shown))
    from cmcct.cli.screen import terminal

    shown = shown._replace(
        room=terminal.size()[0], fill=output.break_line, has_commands=not shown.is_log
    )
    return terminal.render_pieces(reporters.format_full(shown))


def summarise(findings: list[Diagnostic], *, failed: bool) -> None:
    """Note how many errors, warnings and notes were found; nothing if no file was checked."""
    if failed and not findings:
        return
    counts = Counter(diagnostic.finding.severity for diagnostic in findings)
    counted = [
        ngettext("{count} error", "{count} errors", counts[ERROR]),
        ngettext("{count} warning", "{count} warnings", counts[WARNING]),
        ngettext("{count} note", "{count} notes", counts[NOTE]),
    ]
    # Leave out counts of zero.
    output.note(
        join_and([message for message in counted if message.values["count"]] or [_("no findings")])
    )


_WIDTH = 96  # of a docstring's lines in the code
_CODE_SPAN = re.compile("`[^`]*`")  # where no line ends


def paragraphs(rule: Rule) -> list[str]:
    """Return the paragraphs of a rule's documentation in English, each on one line."""
    return [" ".join(paragraph.split("\n")) for paragraph in rule.text.split("\n\n")]


def summarise_rule(rule: Rule, translator: Translator) -> str:
    """Return the first paragraph of a rule's documentation."""
    return translator.gettext(paragraphs(rule)[0])


def format_page(rule: Rule, translator: Translator) -> str:
    """Return the page of a rule: its code and severity, and its documentation.

    On a narrow terminal, lines are as wide as it.
    """
    is_terminal = output.is_stdout_terminal()
    width = min(_WIDTH, shutil.get_terminal_size().columns) if is_terminal else _WIDTH
    heading = f"{rule.code} ({translator.translate(SEVERITIES[rule.severity])})"
    texts = map(translator.gettext, paragraphs(rule))
    broken = (output.break_line(text, _CODE_SPAN.findall(text), width, 0) for text in texts)
    return "\n\n".join([heading, *broken]) + "\n"
