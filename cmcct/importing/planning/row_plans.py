"""What becomes of each row, as a value that nothing has written yet; its report, and JSON of it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from enum import Enum
from types import MappingProxyType
from typing import Any, NamedTuple

from cmcct.check import reporters
from cmcct.check.reporters import Report
from cmcct.diagnostics import Diagnostic, Span
from cmcct.edit import operations, overlay
from cmcct.edit.operations import RawTable
from cmcct.formats import json
from cmcct.formats.shared import columns, phrases
from cmcct.i18n.messages import Message, SafeText, Translator, _, join, ngettext, quote_text
from cmcct.importing.cells.row_values import CellFinding, Note
from cmcct.importing.planning.row_changes import Change, Open
from cmcct.importing.readers import headings
from cmcct.importing.readers.rows import Column, Row, Sheet
from cmcct.model.entities import STRICTEST, FocalPoint, Handle, Phone
from cmcct.model.fields import ENTRY_KEYS, PLAIN_KEYS
from cmcct.model.loader import parse_entry
from cmcct.reference.countries import find_country
from cmcct.text.control_chars import dump_json_lines, to_one_line
from cmcct.toml.values import copy_data, get_tables


class Result(Enum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    QUESTION = "question"
    UNREADABLE = "unreadable"
    IGNORED = "ignored"


class Field(NamedTuple):
    """A key that differs: its values as in `search --format json`.

    `open` says why it is not written, or is None; in a conflict, `base` is what was handed out.
    """

    before: Any
    after: Any
    open: Open | None = None
    base: Any = None


_NO_ENTRY = parse_entry({"id": ""})
_IGNORED = _("empty, a title or a total")


class RowPlan(NamedTuple):
    """What becomes of a row.

    `entry` is the id that was found, is proposed or is asked about, or "". `after` is the entry as
    it is written, or None if nothing of the row is. `missing` are the keys that somebody has to
    give, and `answers` the words that answer the question. `has_left` marks a person who has left.
    `private` has the values that the private file gets, None for those that it loses. `has_old`
    marks a row with values that were corrected in the directory since its last commit.
    """

    sheet: Sheet
    row: Row
    result: Result
    entry: str = ""
    fields: Mapping[str, Field] = MappingProxyType({})
    notes: tuple[Note, ...] = ()
    findings: tuple[CellFinding, ...] = ()
    why: Message = _IGNORED
    after: RawTable | None = None
    missing: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    has_left: bool = False
    private: Mapping[str, Any] = MappingProxyType({})
    has_old: bool = False

    def ask(self, why: Message, *answers: str, missing: tuple[str, ...] = ()) -> "RowPlan":
        """Return the row as a question, with the words that answer it."""
        return self._replace(result=Result.QUESTION, why=why, answers=answers, missing=missing)

    def refuse(self, why: Message) -> "RowPlan":
        """Return the row as one that has to be corrected first."""
        return self._replace(result=Result.UNREADABLE, why=why)

    @property
    def place(self) -> str:
        """The row as findings name it: `list.xlsx:Participants!9`, `file.csv:7`."""
        return self.place_of("")

    def place_of(self, cell: str) -> str:
        """Return a cell of the row as findings name it: `list.xlsx:Participants!E6`."""
        return f"{self.sheet.file}:{self.sheet.place_of(self.row, cell)}"


class Plan(NamedTuple):
    """The rows in file order, and the entries that they write, by id."""

    rows: Sequence[RowPlan]
    entries: Mapping[str, RawTable] = {}

    @property
    def is_settled(self) -> bool:
        """Whether no row waits for an answer or has to be mended."""
        return not any(row.result in (Result.QUESTION, Result.UNREADABLE) for row in self.rows)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written."""
        return not self.entries and not any(row.private for row in self.rows)

    @property
    def removes_channels(self) -> bool:
        """Whether an entry loses a channel."""
        return any(
            not _channels(key, field.before) <= _channels(key, field.after)
            for row in self.rows
            for key, field in row.fields.items()
            if row.after is not None and key in PLAIN_KEYS and not field.open
        )

    def apply(
        self, raw: RawTable, overlay_raw: RawTable, find_above: Callable[[], Sequence[str]] = tuple
    ) -> None:
        """Write the entries into the data of the directory that the plan was made for.

        `find_above` returns the country of the territory line above each entry, or "" for none; it
        is called for new entries only.
        """
        for row in self.rows:
            if row.has_left:
                entry = operations.get_entry(raw, row.entry)
                overlay.remove_parts(overlay_raw, overlay.joined_parts(raw, overlay_raw, entry))
        entries = dict(self.entries)
        for table in get_tables(raw, "focal_point"):
            if (after := entries.pop(str(table.get("id")), None)) is not None:
                table.clear()
                table.update(copy_data(after))
        if entries:
            operations.add(raw, [*entries.values()], find_above())
        for row in self.rows:
            if row.private:
                entry = operations.get_entry(raw, row.entry)
                part = overlay.get_or_create_part(raw, overlay_raw, entry)
                for key, value in row.private.items():
                    part.pop(key, None)
                    part |= {} if value is None else {key: value}
                overlay.remove_if_empty(overlay_raw, part)

    def count(self, result: Result) -> int:
        """Return the number of rows with a result."""
        return sum(row.result is result for row in self.rows)


def _channels(key: str, items: Any) -> set[Any]:
    """Return the numbers or addresses of a list as in JSON."""
    return {item[PLAIN_KEYS[key]] for item in items or ()}


def find_differences(
    before: FocalPoint | None, after: FocalPoint, opened: Mapping[str, Change]
) -> dict[str, Field]:
    """Return the keys whose values in JSON differ; without `before`, those that are given."""
    keys = json.differing_keys(before or _NO_ENTRY, after, opened)
    keys = [key for key in keys if key not in ("id", "country_code")]
    new = json.entry_object(after, keys)
    if not before:
        return {key: Field(None, new[key]) for key in keys if new[key]}
    old = json.entry_object(before, keys)
    fields: dict[str, Field] = {}
    for key in keys:
        if old[key] != new[key] or key in opened:
            change = opened.get(key, Change(key, None))
            fields[key] = Field(old[key], new[key], change.open, change.base)
    return fields


_HEADINGS: Mapping[Result, Message] = {
    Result.NEW: _("New entries"),
    Result.CHANGED: _("Changed entries"),
    Result.QUESTION: _("Questions"),
    Result.UNREADABLE: _("Rows to correct"),
    Result.SAME: _("Notes on rows that change nothing"),
}
_COUNTED = (Result.NEW, Result.CHANGED, Result.SAME, Result.QUESTION, Result.UNREADABLE)
_PROPOSED = _(
    "column {place}, {header}, is not known and left out; all its values are {key}, as --write-map "
    "proposes; its first value is {value}"
)
_NOT_SET = _(
    "{header} was skipped: it is read only from a list that cmcct exported; its first value is "
    "{value}; to set it for an entry, run {command}"
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
            rows = [row for row in rows if row.notes or row.findings or row.has_old]
        if rows:
            above = translator.gettext("{label}:", label=heading)
            parts.append([above, *(line for row in rows for line in _lines(row, translator))])
    return "\n".join("".join(f"{line}\n" for line in part) for part in parts)


def describe_left_out(sheets: Sequence[Sheet], *, is_log: bool) -> Iterator[Message]:
    """Yield the columns, or the keys of JSON, that are left out, and what to do about them."""
    unknown = [(sheet, *pair) for sheet in sheets for pair in sheet.unknown]
    for sheet, column, value in unknown:
        key = headings.find_key(sheet.texts_of(column)) if column.place and column.header else ""
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
            "to import a column, create a file with --write-map FILE, write the column's key in "
            "it, and import again with --map FILE"
        )
    for column, value in (pair for sheet in sheets for pair in sheet.not_set):
        command = SafeText(_COMMANDS[column.key])
        yield _NOT_SET.with_values(command=command, **_values(column, value, is_log=is_log))


def _values(column: Column, value: str, *, is_log: bool) -> dict[str, object]:
    """Return what a message names of a column."""
    shown = quote_text("…" if is_log else value)
    return {"place": column.place, "header": quote_text(column.header), "value": shown}


def format_counts(plan: Plan, translator: Translator) -> str:
    """Format how many rows have each result, on one line."""
    new, changed, same, asked, unreadable = counts = [*map(plan.count, _COUNTED)]
    texts = (
        ngettext("{count} new entry", "{count} new entries", new),
        ngettext("{count} row with changes", "{count} rows with changes", changed),
        ngettext("{count} row without changes", "{count} rows without changes", same),
        ngettext("{count} question", "{count} questions", asked),
        ngettext("{count} row to correct", "{count} rows to correct", unreadable),
    )
    shown = [text for text, count in zip(texts, counts, strict=True) if count]
    return translator.translate(join(shown) if shown else _("no rows to import")) + "\n"


def _lines(row: RowPlan, translator: Translator) -> Iterator[str]:
    """Yield the lines of a row: place and reason, what differs, notes, findings."""
    line = _("{label}: {text}", label=f"{row.place} {row.entry}".rstrip(), text=row.why)
    yield f"  {to_one_line(translator.translate(line))}"
    for text in describe_fields(row, translator):
        yield f"    {text}"
    for cell, finding in row.findings:
        # Whoever fills in a cell types no quotation marks.
        texts = reporters.format_without_place(finding, translator)
        first, *more = texts if row.sheet.form == "json" else map(translator.mark_quotations, texts)
        place = row.place_of(cell) if row.sheet.locate else cell or row.place
        line = _("{label}: {text}", label=place, text=first)
        yield f"    {to_one_line(translator.translate(line))}"
        yield from (f"      {text}" for text in more)


def describe_fields(row: RowPlan, translator: Translator) -> Iterator[str]:
    """Yield what differs in words, a line for each field, then the notes of the row.

    A channel that has another audience because its entry has one is left out.
    """
    for key, value in row.fields.items():
        if line := _describe(key, value, translator):
            yield to_one_line(line)
    for note in row.notes:
        text = _("struck out: {text}") if note.is_struck else _("note, not imported: {text}")
        text = text.with_values(text=quote_text(note.text))
        text = _("{label}: {text}", label=note.cell, text=text) if note.cell else text
        yield to_one_line(translator.translate(text))


def _describe(key: str, value: Field, translator: Translator) -> str:
    """Return a change in words: the label of the key, and what is added, removed or replaced.

    "" if a list has the same texts.
    """
    label = translator.translate(ENTRY_KEYS[key].label)
    before, after = (_texts(key, side, translator) for side in (value.before, value.after))
    if value.open and isinstance(value.base, str):
        return translator.gettext(
            "{label}: {base} when handed out, {before} now, {after} in the row (not imported)",
            label=label,
            base=_text(ENTRY_KEYS[key].item_kind, value.base, translator),
            before=translator.join_long(before) or translator.translate(phrases.EMPTY),
            after=translator.join_long(after) or translator.translate(phrases.EMPTY),
        )
    if value.before is None:
        change = translator.join_long(after)
    elif ENTRY_KEYS[key].is_list:
        items = [
            phrases.ADDED.with_values(text=_add_audience(text, item, translator))
            for text, item in zip(after, value.after or (), strict=True)
            if text not in before
        ]
        items += [phrases.REMOVED.with_values(text=text) for text in before if text not in after]
        if not items:
            return ""
        change = translator.join_long([*map(translator.translate, items)])
    else:
        new = translator.join_long(after) or translator.translate(phrases.EMPTY)
        change = f"{translator.join_long(before)} → {new}"
    if value.open:
        return translator.gettext("{label}: {change} (not imported)", label=label, change=change)
    return translator.gettext("{label}: {text}", label=label, text=change)


def _add_audience(text: str, item: Any, translator: Translator) -> str:
    """Return an added item, and that only the secretariat may see it."""
    is_hidden = isinstance(item, dict) and item.get("sharing") == STRICTEST
    audience = phrases.describe_audience(STRICTEST, translator) if is_hidden else ""
    return phrases.add_remarks(text, [audience])


def _texts(key: str, value: Any, translator: Translator) -> Sequence[str]:
    items = value if isinstance(value, list) else [] if value is None else [value]
    return [_text(ENTRY_KEYS[key].item_kind, item, translator) for item in items]


def _text(kind: str, item: Any, translator: Translator) -> str:
    return _TEXTS_OF[kind](item, translator) if kind in _TEXTS_OF else str(item)


def _phone(item: Mapping[str, Any], translator: Translator) -> str:
    phone = Phone.model_construct(  # of an entry, so that it is valid
        number=item["number"],
        type=item["type"],
        ext=item["ext"] or "",
        apps=tuple(item["apps"]),
        national=item["national"],
    )
    apps = (translator.translate(phrases.APP_LABELS[app]) for app in phone.apps)
    remarks = filter(None, (phrases.describe_kind(phone, translator), *apps, item["hours"]))
    number = phrases.add_extension(phone.formatted, phone, translator)
    return phrases.add_remarks(number, [", ".join(remarks)])


# Other values are texts in JSON, too.
_TEXTS_OF: Mapping[str, Callable[[Any, Translator], str]] = {
    **columns.READABLE,
    "country": lambda item, translator: translator.translate(find_country(item)),
    "day": lambda item, translator: translator.format_date(date.fromisoformat(item)),
    "email": lambda item, _translator: str(item["address"]),
    "handle": lambda item, translator: phrases.format_handle(Handle(**item), translator),
    "phone": _phone,
}
