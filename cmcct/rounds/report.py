"""Answers of a round in words, and as JSON for programs."""

from collections.abc import Iterator, Sequence
from itertools import compress
from typing import Any

from cmcct.check import reporters
from cmcct.formats.shared.columns import HEADINGS
from cmcct.i18n.messages import Translator, _, join, ngettext
from cmcct.importing import report
from cmcct.importing.row_plans import RowPlan
from cmcct.model.fields import ENTRY_KEYS
from cmcct.rounds import answers as judging
from cmcct.rounds import progress
from cmcct.rounds.answers import Answer
from cmcct.rounds.planning import Planned
from cmcct.rounds.progress import Progress
from cmcct.text.control_chars import dump_json_lines

RESULTS = {
    # Translators: results of an answer to a letter, and states of a round
    judging.CONFIRMED: _("confirmed"),
    judging.KNOWN: _("already saved"),
    judging.CHANGED: _("changed"),
    judging.QUESTION: _("to be read"),
    judging.REFUSED: _("refused"),
    judging.UNREADABLE: _("unreadable"),
    judging.BOUNCED: _("bounced"),
    judging.AWAY: _("away"),
    judging.AUTOMATIC: _("automatic"),
    progress.SILENT: _("silent"),
}
_MAX_WORDS = 300  # characters of an answer that are shown


def answer_rows(
    planned: Planned, translator: Translator, *, is_log: bool
) -> Iterator[tuple[str, str, str, str]]:
    """Yield result, entry, text and file of each answer, and below it a row for each detail.

    In a log, details are without what may hold a contact.
    """
    for answer, row in planned.answers:
        result = translator.translate(RESULTS[answer.result])
        yield result, answer.id, translator.translate(answer.text), answer.file
        if answer.is_open or answer.result == judging.CHANGED:
            details = _details_without_values if is_log else _details
            yield from (("", answer.id, text, "") for text in details(answer, row, translator))


def _details(answer: Answer, row: RowPlan | None, translator: Translator) -> Iterator[str]:
    """Yield what changes, what is wrong with it, and the sender's own words."""
    if row and row.fields:
        yield from report.describe_fields(row, translator)
    else:
        yield from (
            translator.gettext(
                "{field}: {before} → {after}",
                field=HEADINGS[change.column],
                before=join(change.before),
                after=join(change.after),
            )
            for change in answer.changes
        )
    for _cell, finding in row.findings if row else ():
        yield from reporters.format_without_place(finding, translator)
    if answer.words:
        said = " / ".join(answer.words)[:_MAX_WORDS]
        yield translator.gettext("it says: {text}", text=said)


def _details_without_values(
    answer: Answer, row: RowPlan | None, translator: Translator
) -> Iterator[str]:
    """Yield the details without values."""
    labels = [translator.translate(ENTRY_KEYS[key].label) for key in row.fields] if row else []
    labels = labels or [translator.translate(HEADINGS[one.column]) for one in answer.changes]
    yield from (translator.gettext("{label}: {change}", label=one, change="…") for one in labels)
    if answer.words:
        yield translator.gettext("it says: {text}", text="…")


def format_json(planned: Planned, translator: Translator, *, is_log: bool) -> str:
    """Format a JSON array with an object for each answer."""
    return dump_json_lines(
        _answer_object(*pair, translator, is_log=is_log) for pair in planned.answers
    )


def _answer_object(
    answer: Answer, row: RowPlan | None, translator: Translator, *, is_log: bool
) -> dict[str, Any]:
    planned = report.row_object(row, translator, is_log=is_log) if row else {}
    return {
        "file": answer.file,
        "result": answer.result,
        "entry": answer.id or None,
        "day": str(answer.day) if answer.day else None,
        "fields": planned.get("fields", {}),
        "findings": planned.get("findings", []),
        "words": [*answer.words],
        "why": translator.translate(answer.text),
    }


def count_rows(states: Sequence[Progress], translator: Translator) -> list[tuple[str, ...]]:
    """Return how many entries of each country, and of all, were asked and have each state."""
    rows = [
        (translator.translate(country), str(sum(counts)), *map(str, counts))
        for country, counts in progress.count_by_country(states)
    ]
    all_states = [one.state for one in states]
    totals = map(all_states.count, progress.STATES)
    return [*rows, (translator.gettext("all"), str(len(states)), *map(str, totals))]


def drop_empty_columns(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Leave out the states that nobody has, so that a table fits a narrow terminal.

    The first two columns are the country and who was asked, the last row has the totals.
    """
    kept = [True, True, *(total != "0" for total in rows[-1][2:])]
    return [[*compress(row, kept)] for row in rows]


def waiting_rows(
    states: Sequence[Progress], days: int, translator: Translator
) -> list[tuple[str, ...]]:
    """Return who is not done, with the days of waiting and what is known."""
    waited = translator.translate(ngettext("{count} day", "{count} days", days))
    return [
        (
            translator.translate(RESULTS[one.state]),
            one.point.id,
            translator.translate(one.point.country),
            waited,
            translator.translate(one.answer.text) if one.answer else "",
        )
        for one in states
        if one.state not in progress.DONE
    ]
