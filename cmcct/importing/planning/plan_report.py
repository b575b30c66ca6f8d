"""A plan as a report: text that reads as a mail, and JSON for programs."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from cmcct.check import reporters
from cmcct.check.reporters import Report
from cmcct.diagnostics import Diagnostic, Span
from cmcct.formats.shared import phrases
from cmcct.i18n.messages import Message, SafeText, Translator, _, join, ngettext, quote_text
from cmcct.importing.cells.row_values import CellFinding
from cmcct.importing.planning.row_plans import Field, Plan, Result, RowPlan
from cmcct.importing.readers import headings, lists
from cmcct.importing.readers.rows import Column, Sheet
from cmcct.model.entities import Phone
from cmcct.model.fields import ENTRY_KEYS
from cmcct.reference import vocabulary
from cmcct.reference.countries import find_country
from cmcct.reference.languages import language_name
from cmcct.text.control_chars import dump_json_lines, to_one_line

_HEADINGS: Mapping[Result, Message] = {
    Result.NEW: _("New entries"),
    Result.CHANGED: _("Changed entries"),
    Result.QUESTION: _("Questions"),
    Result.UNREADABLE: _("Rows to correct"),
    Result.SAME: _("Notes of rows that change nothing"),
}
_COUNTED = (Result.NEW, Result.CHANGED, Result.SAME, Result.QUESTION, Result.UNREADABLE)
_NOTHING = _("nothing")
_PROPOSED = _(
    "column {place}, {header}, is not known and left out; all its values are {key}, as --write-map "
    "proposes; its first value is {value}"
)
_NOT_SET = _(
    "column {place}, {header}, is left out: only a list of ours sets it; run {command}; "
    "its first value is {value}"
)
_KEY_NOT_SET = _(
    "key {header} is left out: only a list of ours sets it; run {command}; "
    "its first value is {value}"
)
# How the keys are set that a list of others does not set.
_COMMANDS = {
    "verified": "cmcct verify ID",
    "verified_via": "cmcct verify ID --via …",
    "status": "cmcct retire ID",
    "until": "cmcct retire ID --on …",
    "sharing": "cmcct set ID sharing=…",
    "private_notes": "cmcct set ID --private private_notes=…",
}


def format_json(plan: Plan, translator: Translator, *, is_log: bool = False) -> str:
    """Format a JSON array with an object for each row."""
    return dump_json_lines(row_object(row, translator, is_log=is_log) for row in plan.rows)


def row_object(row: RowPlan, translator: Translator, *, is_log: bool) -> dict[str, Any]:
    """Return a row with its values as in the JSON of a search; for a log, findings without any."""
    report = Report((), is_log, translator=translator)
    return {
        "file": row.sheet.file,
        "sheet": row.sheet.name,
        "row": row.row.number,
        "result": row.result.value,
        "entry": row.entry or None,
        "fields": {
            key: {"before": value.before, "after": value.after}
            | ({"open": value.open.value} if value.open else {})
            | ({"base": value.base} if value.open and value.base is not None else {})
            for key, value in row.fields.items()
        },
        "notes": [note._asdict() for note in row.notes],
        "findings": [
            reporters.finding_object(report, _diagnostic(row, pair)) | {"cell": pair.cell}
            for pair in row.findings
        ],
        "why": translator.translate(row.why),
    }


def _diagnostic(row: RowPlan, pair: CellFinding) -> Diagnostic:
    number, cell, text = row.row.number, pair.cell, pair.cell
    column = headings.number_of(cell.rstrip("0123456789")) or 1  # 1 for a property of a card
    span = Span(number, column, number, column + 1)
    if cell and row.sheet.locate:
        span, text = row.sheet.locate(number - 1, cell)
    return Diagnostic(row.sheet.file, span, pair.finding, text)


def format_text(plan: Plan, translator: Translator) -> str:
    """Format the plan by result; of rows that change nothing, only those with notes are listed."""
    parts = [[format_counts(plan, translator).rstrip()]]
    for result, heading in _HEADINGS.items():
        rows = [row for row in plan.rows if row.result is result]
        if result is Result.SAME:
            rows = [row for row in rows if row.notes or row.findings]
        if rows:
            lines = (line for row in rows for line in _lines(row, translator))
            above = translator.gettext("{label}:", label=heading)
            parts.append([above, *lines])
    return "\n".join("".join(f"{line}\n" for line in part) for part in parts)


def describe_left_out(sheets: Sequence[Sheet], *, is_log: bool) -> Iterator[Message]:
    """Yield the columns, or the keys of JSON, that are left out, and what to do about them."""
    unknown = [(sheet, *pair) for sheet in sheets for pair in sheet.unknown]
    for sheet, column, value in unknown:
        key = lists.find_key(sheet.texts_of(column)) if column.place and column.header else ""
        if key:
            message = _PROPOSED
        elif not column.place:
            message = _("unknown key {header} was skipped; its first value is {value}")
        elif not column.header:
            message = _("column {place} has no heading and is left out; its first value is {value}")
        else:
            message = _("unknown column {place}, {header}, was skipped; its first value is {value}")
        yield message.with_values(key=SafeText(key), **_values(column, value, is_log=is_log))
    if any(column.place and column.header for _sheet, column, _value in unknown):
        yield _(
            "to import a column, write its key in the file of --write-map, then use that file with "
            "--map"
        )
    for column, value in (pair for sheet in sheets for pair in sheet.not_set):
        message = _NOT_SET if column.place else _KEY_NOT_SET
        command = SafeText(_COMMANDS[column.key])
        yield message.with_values(command=command, **_values(column, value, is_log=is_log))


def _values(column: Column, value: str, *, is_log: bool) -> dict[str, object]:
    """Return what a message names of a column."""
    shown = quote_text("…" if is_log else value)
    return {"place": column.place, "header": quote_text(column.header), "value": shown}


def format_counts(plan: Plan, translator: Translator) -> str:
    """Format how many rows have each result, on one line."""
    new, changed, same, asked, unreadable = counts = [*map(plan.count, _COUNTED)]
    texts = (
        ngettext("{count} new entry", "{count} new entries", new),
        ngettext("{count} row changes an entry", "{count} rows change an entry", changed),
        ngettext("{count} row changes nothing", "{count} rows change nothing", same),
        ngettext("{count} question", "{count} questions", asked),
        ngettext("{count} row to correct", "{count} rows to correct", unreadable),
    )
    shown = [text for text, count in zip(texts, counts, strict=True) if count]
    return translator.translate(join(shown) if shown else _("no rows to import")) + "\n"


def _lines(row: RowPlan, translator: Translator) -> Iterator[str]:
    """Yield the lines of a row: place and reason, what differs, notes, findings."""
    about = f"{row.place} {row.entry}".rstrip()
    yield f"  {to_one_line(about)}: {to_one_line(translator.translate(row.why))}"
    for text in describe_fields(row, translator):
        yield f"    {text}"
    for note in row.notes:
        text = _("note: {text}", text=quote_text(note.text))
        yield f"    {to_one_line(f'{note.cell} {translator.translate(text)}'.strip())}"
    for cell, finding in row.findings:
        first, *more = reporters.format_without_place(finding, translator)
        yield to_one_line(f"    {row.place_of(cell)}: {first}")
        yield from (f"      {text}" for text in more)


def describe_fields(row: RowPlan, translator: Translator) -> Iterator[str]:
    """Yield what differs in words, a line for each field.

    A channel that has another audience because its entry has one is left out.
    """
    for key, value in row.fields.items():
        if line := _describe(key, value, translator):
            yield to_one_line(line)


def _describe(key: str, value: Field, translator: Translator) -> str:
    """Return a change in words: the label of the key, and what is added, removed or replaced.

    "" if a list has the same texts.
    """
    label = translator.translate(ENTRY_KEYS[key].label)
    before, after = (_texts(key, side, translator) for side in (value.before, value.after))
    if value.open and isinstance(value.base, str):
        return translator.gettext(
            "{label}: {base} when it was handed out, {before} now, {after} in the row (not saved)",
            label=label,
            base=_text(ENTRY_KEYS[key].item_kind, value.base, translator),
            before=translator.join_long(before) or translator.translate(_NOTHING),
            after=translator.join_long(after) or translator.translate(_NOTHING),
        )
    if ENTRY_KEYS[key].is_list and value.before is not None:
        change = _describe_items(before, after, translator)
        if not change:
            return ""
    elif not before:
        change = translator.join_long(after)
    elif not after:
        change = translator.gettext("removed {text}", text=translator.join_long(before))
    else:
        change = f"{translator.join_long(before)} → {translator.join_long(after)}"
    if value.open:
        return translator.gettext("{label}: {change} (not saved)", label=label, change=change)
    return translator.gettext("{label}: {text}", label=label, text=change)


def _describe_items(before: Sequence[str], after: Sequence[str], translator: Translator) -> str:
    """Return which items of a list are added and which removed, "" if it has the same."""
    added = [text for text in after if text not in before]
    removed = [text for text in before if text not in after]
    return translator.join_long(
        [
            *(translator.gettext("added {text}", text=text) for text in added),
            *(translator.gettext("removed {text}", text=text) for text in removed),
        ]
    )


def _texts(key: str, value: Any, translator: Translator) -> Sequence[str]:
    items = value if isinstance(value, list) else [] if value is None else [value]
    return [_text(ENTRY_KEYS[key].item_kind, item, translator) for item in items]


def _text(kind: str, item: Any, translator: Translator) -> str:
    if kind in _TEXTS_OF:
        return _TEXTS_OF[kind](item, translator)
    if kind in vocabulary.SELECTABLE and item in vocabulary.slugs(kind):
        return vocabulary.get_term(kind, item).label(translator.lang)
    return str(item)


def _phone(item: Mapping[str, Any], translator: Translator) -> str:
    phone = Phone.model_construct(  # of an entry, so that it is valid
        number=item["number"],
        type=item["type"],
        ext=item["ext"] or "",
        apps=tuple(item["apps"]),
        national=item["national"],
    )
    kind = vocabulary.get_term("phone", phone.type).label(translator.lang)
    apps = ", ".join(translator.translate(phrases.APP_LABELS[app]) for app in phone.apps)
    number = phrases.add_extension(phone.formatted, phone, translator)
    remarks = ["" if phone.type == "office" else kind, apps, item["hours"] or ""]
    return phrases.add_remarks(number, remarks)


_TEXTS_OF: Mapping[str, Callable[[Any, Translator], str]] = {
    "email": lambda item, _translator: str(item["address"]),
    "phone": _phone,
    "country": lambda item, translator: translator.translate(find_country(item)),
    "tag": lambda item, translator: language_name(item, translator.lang),
    "way": lambda item, translator: translator.translate(phrases.VIA_LABELS[item]),
    "day": lambda item, translator: translator.format_date(date.fromisoformat(item)),
}
