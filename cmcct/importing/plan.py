"""The plan of an import: what becomes of each row, as a value that nothing has written yet."""

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from itertools import zip_longest
from typing import Any, NamedTuple, TypeAlias

from cmcct.edit import key_paths, new_entries, operations, overlay, replace_person
from cmcct.edit.operations import RawTable
from cmcct.errors.exceptions import CmcctError
from cmcct.formats import json
from cmcct.i18n.messages import Message, _, join_and, quote_text
from cmcct.importing import answers as answered
from cmcct.importing import changes, names, validation, values
from cmcct.importing.answers import Answer, Answers
from cmcct.importing.changes import Change, Open
from cmcct.importing.handed_out import HandedOut
from cmcct.importing.matching import CERTAIN, How, Index, Match
from cmcct.importing.rows import Row, Sheet
from cmcct.importing.values import CellFinding, Note, Record
from cmcct.model import loader
from cmcct.model.entities import FocalPoint
from cmcct.model.fields import PLAIN_KEYS


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


_IGNORED = _("empty, a title or a total")


@dataclass(frozen=True, slots=True)
class RowPlan:
    """What becomes of a row.

    `entry` is the id that was found, is proposed or is asked about, or "". `after` is the entry as
    it is written, or None if nothing of the row is. `missing` are the keys that somebody has to
    give, and `answers` the words that answer the question. `has_left` marks a person who has left.
    """

    sheet: Sheet = field(repr=False)
    row: Row = field(repr=False)
    result: Result
    entry: str = ""
    fields: Mapping[str, Field] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    findings: tuple[CellFinding, ...] = ()
    why: Message = _IGNORED
    after: RawTable | None = field(default=None, repr=False)
    missing: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    has_left: bool = False

    @property
    def place(self) -> str:
        """The row as findings name it: `list.xlsx:Participants!9`, `file.csv:7`."""
        return self.place_of("")

    def place_of(self, cell: str) -> str:
        """Return a cell of the row as findings name it: `list.xlsx:Participants!E6`."""
        if not self.row.number:
            return self.sheet.file
        if self.sheet.name is None:
            return f"{self.sheet.file}:{self.row.number}"
        return f"{self.sheet.file}:{self.sheet.name}!{cell or self.row.number}"


class Plan(NamedTuple):
    """The rows in file order, and the entries that they write, by id."""

    rows: Sequence[RowPlan]
    entries: Mapping[str, RawTable] = {}

    @property
    def is_settled(self) -> bool:
        """Whether no row waits for an answer or has to be mended."""
        return not any(row.result in (Result.QUESTION, Result.UNREADABLE) for row in self.rows)

    @property
    def removes_channels(self) -> bool:
        """Whether an entry loses an e-mail address or a number."""
        return any(
            not _channels(key, one.before) <= _channels(key, one.after)
            for row in self.rows
            for key, one in row.fields.items()
            if row.after is not None and key in PLAIN_KEYS and not one.open
        )

    def count(self, result: Result) -> int:
        """Return the number of rows with a result."""
        return sum(row.result is result for row in self.rows)


def make_plan(  # noqa: PLR0913 - all but four are options of the command
    sheets: Sequence[Sheet],
    raw: RawTable,
    overlay_raw: RawTable,
    today: date,
    *,
    answers: Answers | None = None,
    meeting: str = "",
    date_order: str = "",
    handed_out: Sequence[HandedOut | None] = (),
) -> Plan:
    """Plan the import of sheets into a directory and its private file; changes neither.

    `meeting` is the id of a meeting that everybody attended. `handed_out` has for each sheet of
    ours what it is compared with. Raises `CmcctError` for an unknown meeting.
    """
    if meeting:
        operations.get_entry(raw, meeting, "meeting")
    answers = answers or Answers({}, sheets)
    ids = values.ids_by_name(raw)
    records = [
        _complete(record, answers, given)
        for sheet, known in zip_longest(sheets, handed_out)
        for given in [known or HandedOut()]
        for record in values.read_records(sheet, ids, date_order, given.shown)
    ]
    found = validation.validate(records, raw, today)
    given = [answers.of(record.sheet, record.row) for record in records]
    rows = [*zip(records, found, given, strict=True)]
    planner = _Planner(raw, overlay_raw, records, today, meeting)
    plans = planner.plan_all(rows)
    while planner.is_contradicted:
        # What rows say differently about one entry is known only now.
        planner = _Planner(raw, overlay_raw, records, today, meeting, planner.claims)
        plans = planner.plan_all(rows)
    ignored = (RowPlan(sheet, row, Result.IGNORED) for sheet in sheets for row in sheet.rows)
    planned = {id(plan.row): plan for plan in plans}
    written = {plan.entry: planner.entries[plan.entry] for plan in plans if plan.after}
    return Plan([planned.get(id(plan.row), plan) for plan in ignored], written)


def apply(plan: Plan, raw: RawTable, overlay_raw: RawTable, above: Sequence[str] = ()) -> None:
    """Write the entries of a plan into the data of the directory that it was made for.

    `above` has the country of the territory line above each entry, or "" for none.
    """
    for row in plan.rows:
        if row.has_left:
            entry = operations.get_entry(raw, row.entry)
            overlay.remove_parts(overlay_raw, overlay.joined_parts(raw, overlay_raw, entry))
    entries = dict(plan.entries)
    for known in operations.get_tables(raw, "focal_point"):
        if (after := entries.pop(str(known.get("id")), None)) is not None:
            known.clear()
            known.update(deepcopy(after))
    operations.add(raw, [*entries.values()], above)


def _complete(record: Record, answers: Answers, handed_out: HandedOut) -> Record:
    """Return a record with what somebody answered, and with what was handed out of its entry."""
    if handed_out.base is not None:
        base = handed_out.base.get(str(record.entry.get("id")))
        record = replace(record, base=base, is_doubtful=handed_out.is_doubtful)
    answer = answers.of(record.sheet, record.row)
    return record.with_values(dict(answer.values)) if answer and answer.values else record


# What rows say about an entry: values by id and key.
Claims: TypeAlias = dict[tuple[str, str], list[Any]]


class _Planner:
    """Plans one row after the other; each sees what those before it change."""

    def __init__(  # noqa: PLR0913, PLR0917 - made in one place
        self,
        raw: RawTable,
        overlay_raw: RawTable,
        records: Sequence[Record],
        today: date,
        meeting: str,
        claims: Claims | None = None,
    ) -> None:
        self.claims: Claims = claims or {}
        self.is_contradicted = False  # whether rows differ about a value that was written
        self.today, self.meeting = today, meeting
        tables = operations.get_tables(raw, "focal_point")
        ids = [str(table["id"]) for table in tables if "id" in table]
        self.entries = dict(zip(ids, operations.get_entries(raw, ids), strict=True))
        parts = loader.overlay_entries(loader.parse_overlay(overlay_raw))
        directory = loader.merge_overlay(loader.parse_directory(raw).directory, parts)
        self.points = {point.id: point for point in directory.focal_points}
        self.taken = operations.taken_ids(tables) | overlay.used_ids(overlay_raw)
        self.index = Index(directory.focal_points, records)

    def plan_all(
        self, rows: Sequence[tuple[Record, tuple[CellFinding, ...], Answer | None]]
    ) -> list[RowPlan]:
        """Return the plan of each row.

        A row may give an entry the address by which another row, even above it, is found. So what
        is a question is planned again, as a second import of the file would.
        """
        plans = [self.plan(*row) for row in rows]
        while True:
            again = {
                index: self.plan(*rows[index])
                for index, plan in enumerate(plans)
                if plan.result is Result.QUESTION and plan.after is None
            }
            plans = [again.get(index, plan) for index, plan in enumerate(plans)]
            if all(plan.after is None for plan in again.values()):
                return plans

    def plan(
        self, record: Record, findings: tuple[CellFinding, ...], answer: Answer | None
    ) -> RowPlan:
        """Return the plan of one row; later rows see its changes."""
        row = RowPlan(record.sheet, record.row, Result.SAME, notes=record.notes, findings=findings)
        word = answer.entry if answer else ""
        if word == answered.SKIP:
            return replace(row, result=Result.IGNORED, why=_("skipped, as answered"))
        match = self._match(record, word)
        row = replace(row, entry=match.id)
        if findings:
            return replace(row, result=Result.UNREADABLE, why=_mend(findings))
        if record.open_days:
            return self._ask_day(row, record)
        if word == answered.NEW or (word == answered.NO and match.how not in CERTAIN):
            match = Match("", How.NEW)
        if match.how is How.NEW:
            return self._add(row, record, word)
        return self._update(row, record, match, word)

    def _match(self, record: Record, word: str) -> Match:
        """Return the entry of a row: the one that somebody answered, else the one found."""
        if word and word not in answered.WORDS:
            known = [{"id": id_} for id_ in self.points]
            return Match(str(operations.get_entry({"focal_point": known}, word)["id"]), How.ANSWER)
        return self.index.find(record)

    def _ask_day(self, row: RowPlan, record: Record) -> RowPlan:
        key, (first, second) = next(iter(record.open_days.items()))
        why = _("{key}: {first} or {second}?", key=key, first=str(first), second=str(second))
        return replace(row, result=Result.QUESTION, why=why, missing=(key,), answers=("skip",))

    def _add(self, row: RowPlan, record: Record, word: str) -> RowPlan:
        """Plan a new entry, or ask for what it lacks."""
        row = replace(row, entry="", result=Result.QUESTION, answers=("new", "skip"))
        # In a sheet of others, it may be a running number.
        if record.is_own and word != answered.NEW:
            why = _("no entry has the id {id}", id=quote_text(str(record.entry["id"])))
            return replace(row, why=why)
        if record.is_struck and word != answered.NEW:
            return replace(row, why=_("the name is struck out; is this a new entry?"))
        entry = {key: value for key, value in record.entry.items() if key not in _NOT_OF_NEW}
        missing = new_entries.missing_keys(entry)
        if missing:
            why = _("not an entry yet; it lacks: {keys}", keys=join_and(missing))
            return replace(row, why=why, missing=tuple(missing))
        after = {"id": new_entries.propose_id(entry, self.taken), **entry}
        self._attend(after)
        operations.mark_mobiles(after, after["country"], {})
        self.taken.add(str(after["id"]))
        self._claim(str(after["id"]), entry)
        row = replace(row, result=Result.NEW, entry=after["id"], why=_("not in the directory yet"))
        return self._write(row, {}, after)

    def _update(self, row: RowPlan, record: Record, match: Match, word: str) -> RowPlan:
        """Plan the changes of an entry, or ask whose row it is."""
        entry, point = self.entries[match.id], self.points[match.id]
        name = str(record.entry.get("name", ""))
        is_confirmed = match.how is How.ANSWER or word in (answered.YES, answered.NO)
        if record.is_struck:
            return self._ask_leaving(row, entry, word)
        if name and match.how is not How.NAME and not _is_name_of(name, point, record):
            if word == answered.YES:
                return self._replace(row, record, entry)
            if not is_confirmed:
                return _ask_person(row, point, name, match.how)
        elif match.how not in CERTAIN and not is_confirmed:
            return replace(
                row,
                result=Result.QUESTION,
                why=_QUESTIONS[match.how].with_values(id=point.id),
                answers=("yes", "new", "skip"),
            )
        found = self._find_changes(record, entry, point)
        if word == answered.YES:
            found = [change._replace(open=None) for change in found]
        elif word == answered.NO:
            found = [change for change in found if change.open is None]
        row = replace(row, why=_REASONS[match.how])
        return self._change(row, entry, found)

    def _find_changes(self, record: Record, entry: RawTable, point: FocalPoint) -> list[Change]:
        if record.is_own:
            return [*changes.find_corrections(record, entry, point)]
        self._claim(point.id, record.entry)
        return [
            change._replace(open=Open.CONFLICT)
            if self._is_contested(point.id, change.key)
            else change
            for change in changes.find_additions(record, entry, point)
        ]

    def _claim(self, id_: str, entry: RawTable) -> None:
        """Note what a row says about an entry, to find rows that contradict each other."""
        for key, value in entry.items():
            if not isinstance(value, list):
                said = self.claims.setdefault((id_, key), [])
                if not any(changes.is_same_text(value, other) for other in said):
                    said.append(value)
                    self.is_contradicted |= len(said) > 1

    def _is_contested(self, id_: str, key: str) -> bool:
        return len(self.claims.get((id_, key), ())) > 1

    def _change(self, row: RowPlan, entry: RawTable, found: Iterable[Change]) -> RowPlan:
        """Plan changes of an entry; those that are open are asked about, and not written."""
        after, wanted = deepcopy(entry), deepcopy(entry)
        opened = {change.key: change for change in found if change.open}
        for change in found:
            for table in [wanted] if change.open else [wanted, after]:
                _set(table, change)
        if entry.get("status") != "left" and after.get("status") == "left":
            operations.retire(after, self.today)
            row, wanted = replace(row, has_left=True), after
        self._attend(after)
        self._attend(wanted)
        operations.mark_mobiles(after, after.get("country"), entry)
        fields = _differences(entry, wanted, opened) if repr(wanted) != repr(entry) else {}
        result = Result.CHANGED if fields else Result.SAME
        if opened:
            row = replace(row, why=_ask_about(opened), answers=("yes", "no"))
            result = Result.QUESTION
        return self._write(replace(row, result=result), entry, after, fields)

    def _replace(self, row: RowPlan, record: Record, entry: RawTable) -> RowPlan:
        """Plan that somebody else sits there: what belongs to the person before goes."""
        after = deepcopy(entry)
        given = {key: value for key, value in record.entry.items() if key in _OF_PERSON}
        try:
            replace_person.replace_person(after, given, self.today)
        except CmcctError as error:
            return replace(row, result=Result.QUESTION, why=error.explanation)
        self._attend(after)
        row = replace(row, result=Result.CHANGED, why=_("somebody else sits there, as answered"))
        return self._write(row, entry, after)

    def _ask_leaving(self, row: RowPlan, entry: RawTable, word: str) -> RowPlan:
        """Ask whether a person whose name is struck out has left; plan it if so."""
        if word == answered.YES:
            after = deepcopy(entry)
            operations.retire(after, self.today)
            why = _("this person has left, as answered")
            row = replace(row, result=Result.CHANGED, why=why, has_left=True)
            return self._write(row, entry, after)
        if word == answered.NO:
            return replace(row, why=_("the name is struck out, but the person is still there"))
        why = _("the name is struck out; has this person left?")
        return replace(row, result=Result.QUESTION, why=why, answers=("yes", "no"))

    def _attend(self, entry: RawTable) -> None:
        if self.meeting:
            key_paths.add_item(entry, ("meetings",), self.meeting)

    def _write(
        self,
        row: RowPlan,
        before: RawTable,
        after: RawTable,
        fields: Mapping[str, Field] | None = None,
    ) -> RowPlan:
        """Return the row with what it writes, and let the rows after it see that."""
        fields = _differences(before, after, {}) if fields is None else fields
        if repr(before) == repr(after):
            return replace(row, fields=fields)
        id_ = str(after["id"])
        self.entries[id_] = after
        point = operations.parse_entry(after)
        known = self.points.get(id_)
        self.points[id_] = _join(point, known) if known else point
        self.index.add(self.points[id_])
        return replace(row, fields=fields, after=after)


# Of a new entry: an import confirms nothing, and its id is proposed.
_NOT_OF_NEW = frozenset({"id", "verified", "verified_via"})
_OF_PERSON = frozenset(
    {"name", "honorific", "family_name", "title", "languages", "emails", "phones"}
)
_REASONS = {
    How.ANSWER: _("as answered"),
    How.ID: _("found by its id"),
    How.EMAIL: _("found by e-mail"),
    How.NUMBER: _("found by number"),
    How.NAME: _("found by country and name, as answered"),
    How.SEAT: _("found by office and function, as answered"),
}
_QUESTIONS = {
    How.NAME: _("only country and name are those of {id}; is this the same person?"),
    How.SEAT: _("only office and function are those of {id}; is this the entry?"),
}
_FOUND = {
    How.ID: _("{id} is {known}, the row has {name}; does somebody else sit there?"),
    How.EMAIL: _("by e-mail this is {id}, but {known}, not {name}; does somebody else sit there?"),
    How.NUMBER: _("by number this is {id}, but {known}, not {name}; does somebody else sit there?"),
    How.SEAT: _(
        "by office and function this is {id}, but {known}, not {name}; "
        "does somebody else sit there?"
    ),
}


def _is_name_of(name: str, point: FocalPoint, record: Record) -> bool:
    """Return whether a name is the entry's; in our own sheet, as it is spelled there."""
    if record.is_own:
        handed_out = (record.base or {}).get("name")
        return name == handed_out or changes.is_same_text(name, point.name)
    return names.is_same_name(name, point.name)


def _ask_person(row: RowPlan, point: FocalPoint, name: str, how: How) -> RowPlan:
    known = point.name or point.label
    why = _FOUND.get(how, _FOUND[How.SEAT]).with_values(id=point.id, known=known, name=name)
    fields = {"name": Field(point.name or None, name, Open.NAME)}
    options = ("yes", "no", "new", "skip")
    return replace(row, result=Result.QUESTION, why=why, fields=fields, answers=options)


def _ask_about(opened: Mapping[str, Change]) -> Message:
    if opened.keys() == {"verified"}:
        return _("confirmed with the person on {day}?", day=str(opened["verified"].value))
    if opened.keys() == {"status"} and opened["status"].value == "left":
        return _("has this person left?")
    if all(change.open is Open.REMOVAL for change in opened.values()):
        return _("missing in the row: {keys}; remove it?", keys=join_and(opened))
    return _("differs from the directory: {keys}; use the row's?", keys=join_and(opened))


def _mend(findings: Sequence[CellFinding]) -> Message:
    cells = [*dict.fromkeys(cell for cell, _finding in findings if cell)]
    return (
        _("correct {cells} first", cells=join_and(cells)) if cells else _("correct the row first")
    )


def _channels(key: str, items: Any) -> set[Any]:
    """Return the numbers or addresses of a list as in JSON."""
    return {item[PLAIN_KEYS[key]] for item in items or ()}


def _set(table: RawTable, change: Change) -> None:
    if change.value is None:
        table.pop(change.key, None)
    else:
        table[change.key] = deepcopy(change.value)


def _differences(
    before: RawTable, after: RawTable, opened: Mapping[str, Change]
) -> dict[str, Field]:
    """Return the keys whose values in JSON differ."""
    old, new = (
        json.entry_object(operations.parse_entry({"id": "", **table})) for table in (before, after)
    )
    fields: dict[str, Field] = {}
    for key in new:
        if key not in ("id", "country_code") and (old[key] != new[key] or key in opened):
            change = opened.get(key)
            kind = change.open if change else None
            fields[key] = Field(old[key], new[key], kind, change.base if change else None)
    if not before:
        fields = {key: one._replace(before=None) for key, one in fields.items() if one.after}
    return fields


def _join(point: FocalPoint, known: FocalPoint) -> FocalPoint:
    """Return an entry with the channels that it had before, as those of the private file."""
    emails = [one for one in known.emails if one not in point.emails]
    phones = [one for one in known.phones if one not in point.phones]
    update = {"emails": (*point.emails, *emails), "phones": (*point.phones, *phones)}
    return point.model_copy(update=update)
