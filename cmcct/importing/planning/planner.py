"""The plan of an import: each row is compared with the directory and with the rows before it.

A row is a new entry, changes, a question, or somebody else in the seat. Changes of the private
file, and private channels, are written or asked about.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import zip_longest
from types import MappingProxyType
from typing import Any

from cmcct.diagnostics import ERROR
from cmcct.edit import change_words, operations, replace_person
from cmcct.edit.operations import RawTable
from cmcct.edit.replace_person import Piece
from cmcct.errors.exceptions import LIST_HINTS
from cmcct.formats import json
from cmcct.i18n.messages import LongDate, Message, _, join, join_and, quote_text
from cmcct.importing.cells import row_values, validation
from cmcct.importing.cells.row_values import Baseline, Record
from cmcct.importing.planning import list_audience, row_answers, row_changes
from cmcct.importing.planning.call_results import CallReader
from cmcct.importing.planning.planned_directory import (
    CERTAIN,
    RECENT,
    Directories,
    How,
    Match,
    PlannedDirectory,
)
from cmcct.importing.planning.row_answers import NEW, NO, NO_ANSWER, ONE, SKIP, TWO, YES, Answer
from cmcct.importing.planning.row_changes import Change, Open, has_item, is_known, keep_stated
from cmcct.importing.planning.row_plans import Field, Plan, Result, RowPlan, find_differences
from cmcct.importing.readers.rows import CALLS, Row, Sheet
from cmcct.model.entities import STRICTEST, FocalPoint
from cmcct.model.fields import ENTRY_KEYS, PLAIN_KEYS, name_key
from cmcct.model.loader import parse_entry
from cmcct.toml.values import copy_data

# Yields the rows, each with what somebody answered, and may show how far they are.
Track = Callable[[Sequence[Any]], Iterable[Any]]

_REASONS = {
    How.ANSWER: _("as answered"),
    How.ID: _("found by its id"),
    How.EMAIL: _("found by e-mail"),
    How.NUMBER: _("found by number"),
    How.NAME: _("found by country and name, as answered"),
    How.SEAT: _("found by office and role"),
}
_QUESTIONS = {
    How.NAME: _("only {keys} are those of {id}; is this the same person?"),
    How.SEAT: _("only office and role are those of {id}; is this the entry?"),
}
_OTHER_NAME = _(
    "{reason}: {id} is {known} in the directory and {name} in the row; does a new person hold the "
    "seat now? (yes removes the old mobile number, title and languages; no keeps the old name)"
)
_KEPT = _("changed in the directory in the last {days} days, so kept: {keys}")
# Of a new entry: an import confirms nothing, and its id is proposed.
_NOT_OF_NEW = frozenset({"id", "verified", "verified_via"})
_TEXTS = ("organisation", "unit", "title")  # that may be alike where a name is
_OF_PERSON = frozenset({"name", "honorific", "family_name", "title", "languages", *PLAIN_KEYS})


def make_plan(  # noqa: PLR0913 - all but three are options of the command
    sheets: Sequence[Sheet],
    before: Directories,
    today: date,
    *,
    answers: Mapping[int, Answer] = MappingProxyType({}),
    meeting: str = "",
    date_order: str = "",
    with_unsafe: bool = False,
    may_write_private: bool = False,
    handed_out: Sequence[Callable[[Row], Baseline] | None] = (),
    track: Track = iter,
) -> Plan:
    """Plan the import of sheets into a directory and its private file; changes neither.

    `answers` are by the identity of their row. `meeting` is the id of a meeting that everybody
    attended. `with_unsafe` corrects values also where something else may have been meant.
    `handed_out` has for each sheet of ours what finds the row that was handed out. Raises
    `CmcctError` for an unknown meeting.
    """
    if meeting:
        operations.get_entry(before.raw, meeting, "meeting")
    ids = row_values.ids_by_name(before.raw)
    records = [
        _complete(record, guard, answers)
        for sheet, find_baseline in zip_longest(sheets, handed_out)
        if sheet.kind != CALLS
        for guard in [list_audience.find_guard(sheet, before.joined)]  # once a sheet
        for record in row_values.read_records(sheet, ids, date_order, find_baseline)
    ]
    validate = partial(validation.validate, raw=before.raw, today=today, with_unsafe=with_unsafe)
    if any(record.lacks_country for record in records):
        known = PlannedDirectory(before, records)
        records = [_add_country(record, known, known.find(record)) for record in records]
    records = validate(records)
    rows = [(record, answers.get(id(record.row), NO_ANSWER)) for record in records]
    planned = PlannedDirectory(before, records)
    planner = RowPlanner(planned, today, validate, meeting, may_write_private)
    plans = _plan_all(planner, rows, track)
    while planned.is_contradicted:
        # What rows say differently about one entry is known only now.
        planned = PlannedDirectory(before, records, planned.claims)
        plans = _plan_all(replace(planner, directory=planned), rows)
    reader = CallReader(planned, today, answers, date_order, may_write_private=may_write_private)
    called = [sheet for sheet in sheets if sheet.kind == CALLS]
    plans += [plan for sheet in called for plan in reader.plan_sheet(sheet)]
    by_row: dict[int, list[RowPlan]] = {}
    for plan in plans:
        by_row.setdefault(id(plan.row), []).append(plan)
    entries = {plan.entry: planned.entries[plan.entry] for plan in plans if plan.after}
    # Also those that say nothing.
    ignored = (RowPlan(sheet, row, Result.IGNORED) for sheet in sheets for row in sheet.rows)
    return Plan([plan for row in ignored for plan in by_row.get(id(row.row), [row])], entries)


def _complete(record: Record, guard: Message | None, answers: Mapping[int, Answer]) -> Record:
    """Return a record with what somebody answered, and what is asked of its list."""
    if guard and not list_audience.says_open(record.sheet, record.row):
        record = record._replace(guard=guard)
    answer = answers.get(id(record.row), NO_ANSWER)
    values = dict(answer.values)
    if values and answer.entry == YES:
        values = keep_stated(record, values)
    return record.with_values(values)


def _add_country(record: Record, directory: PlannedDirectory, match: Match) -> Record:
    """Return a record with the country of its entry, to read its national numbers.

    Only an id or an e-mail address finds it.
    """
    if record.lacks_country and match.how in (How.ID, How.EMAIL):
        country = directory.entries[match.id].get("country")
        return record.with_values({"country": country} if isinstance(country, str) else {})
    return record


def _plan_all(
    planner: "RowPlanner", rows: Sequence[tuple[Record, Answer]], track: Track = iter
) -> list[RowPlan]:
    """Return the plan of each row.

    A row may give an entry the address by which another row, even above it, is found. So what is a
    question is planned again, as a second import of the file would.
    """
    writes = planner.directory.writes
    plans = [planner.plan(*row) for row in track(rows)]
    while planner.directory.writes > writes:
        writes = planner.directory.writes
        plans = [
            planner.plan(*row) if plan.result is Result.QUESTION and plan.after is None else plan
            for row, plan in zip(rows, plans, strict=True)
        ]
    return plans


def _has_only_private(record: Record) -> bool:
    """Return whether all channels that somebody else's address book has of a person are private."""
    return bool(record.private) and not (record.is_own or record.entry.keys() & PLAIN_KEYS.keys())


def _plan_only_channels(
    row: RowPlan, record: Record, directory: PlannedDirectory, today: date
) -> RowPlan:
    """Return a row with the private channels of a person who has no others, which are written.

    Somebody has answered that it is about this entry: no channel shows it.
    """
    if not _has_only_private(record):
        return row
    point = directory.points[row.entry]
    part = directory.find_private_part(row.entry)
    changes = []
    for key, items in _read_private(record, point, today).items():
        if added := [item for item in items if not is_known(key, item, point)]:
            before = part.get(key, [])
            changes.append(Change(key, [*before, *added], base=before))
    if not changes:
        return row
    row = _write_private(row, changes)
    return row._replace(why=join([row.why, _("its channels are written to the private file")]))


def _read_private(record: Record, point: FocalPoint, today: date) -> RawTable:
    """Return the private channels of a row, those that are right, with the country of its entry."""
    entry: RawTable = {"country": point.country.name} if point.country.name else {}
    for quoted, text in record.private:
        column = replace(quoted, key=quoted.quoted_as)
        items = entry.setdefault(column.key, [])
        read = row_values.read_items(record.sheet, column, text, {}, point.country)
        items += (item for item in read if item not in items)
    alone = record._replace(entry=entry, cells={}, findings=())
    (corrected,) = validation.validate([alone], {}, today)
    return {key: corrected.entry[key] for key in PLAIN_KEYS if key in corrected.entry}


def _plan_private(
    row: RowPlan, changes: Sequence[Change], word: str, *, may_write: bool
) -> RowPlan:
    """Return the row with changes of the private file, as far as the user lets it be written.

    `word` is what the user answered, or "".
    """
    if not changes or word == NO:
        return row
    if may_write and all(
        change.open is None or (word == YES and change.open is Open.REMOVAL) for change in changes
    ):
        return _write_private(row, changes)
    fields = {change.key: _make_field(change, change.open or Open.CONFLICT) for change in changes}
    why = _("in the private file: {keys}; use the row's value?")
    if not may_write:
        why = _(
            "in the private file: {keys}; change it with --private, or in the private file itself"
        )
    why = why.with_values(keys=_name_keys(fields))
    if row.result is Result.QUESTION:
        why = join([row.why, why], " ")
    return row._replace(fields={**row.fields, **fields}).ask(why, YES, NO, missing=row.missing)


def _write_private(row: RowPlan, changes: Iterable[Change]) -> RowPlan:
    """Return a row with changes that are written to the private file."""
    return row._replace(
        private={change.key: change.value for change in changes},
        fields={**row.fields, **{change.key: _make_field(change) for change in changes}},
        result=Result.CHANGED if row.result is Result.SAME else row.result,
    )


def find_private_changes(
    record: Record, point: FocalPoint, alone: FocalPoint, part: Mapping[str, Any]
) -> Iterator[Change]:
    """Yield the new values of an overlay entry, `part`, for keys of which a row changes its values.

    `point` is the entry with what the private file adds to it, `alone` is without. Values that are
    missing in the row are open: a removal is asked about.
    """
    keys = record.keys & part.keys()
    for key in filter(keys.__contains__, PLAIN_KEYS):
        items, before = record.entry.get(key, []), part[key]
        unchanged = [item for item in before if has_item(key, items, item)]
        known_values = [getattr(channel, PLAIN_KEYS[key]) for channel in getattr(point, key)]
        added = [item for item in items if not has_item(key, known_values, item)]
        if unchanged != before:
            kind = None if added else Open.REMOVAL
            yield Change(key, [*unchanged, *added] or None, kind, before)
    notes = record.entry.get("private_notes")
    if "private_notes" in keys and notes != point.private_notes:
        # The directory's part of the cell cannot be told from the private file's.
        is_mixed = bool(alone.private_notes)
        kind = Open.CONFLICT if is_mixed else None if notes else Open.REMOVAL
        yield Change("private_notes", notes, kind, point.private_notes)


def _make_field(change: Change, kind: Open | None = None) -> Field:
    """Return a change of the private file with its values as in JSON."""
    before, after = (
        json.entry_object(parse_entry({change.key: value} if value else {}))[change.key]
        for value in (change.base, change.value)
    )
    return Field(before, after, kind)


def _name_missing(key: str) -> Message:
    """Return the label of a key, with the command that lists its words, if there is one."""
    name = change_words.name_channel("emails", {}) if key == "emails" else name_key(key)
    command = LIST_HINTS.get(key.removesuffix("s"))
    return _("{text} ({remark})", text=name, remark=command) if command else name


def _name_keys(keys: Iterable[str]) -> Message:
    """Join the labels of keys."""
    return join_and(map(name_key, keys))


@dataclass(frozen=True)
class RowPlanner:
    """Plans rows, and writes what is certain into the planned directory.

    `validate` corrects the values of records, and adds their findings. `meeting` is the id of a
    meeting that everybody attended, or "".
    """

    directory: PlannedDirectory
    today: date
    validate: Callable[[Sequence[Record]], list[Record]]
    meeting: str = ""
    may_write_private: bool = False

    def plan(self, record: Record, answer: Answer) -> RowPlan:
        """Return the plan of one row; later rows see its changes."""
        word, notes = answer.entry, record.notes
        row = RowPlan(record.sheet, record.row, Result.SAME, notes=notes, findings=record.findings)
        if word == SKIP:
            return row._replace(result=Result.IGNORED, why=_("skipped, as answered"))
        match = self._match(row, record, word)
        errors = [pair for pair in record.findings if pair.finding.severity == ERROR]
        # They may be gone as soon as somebody, or another row, says the country of the row.
        are_of_country = record.lacks_country and all(
            pair.finding.code == "invalid-phone" for pair in errors
        )
        with_country = _add_country(record, self.directory, match)
        if errors and are_of_country and not with_country.lacks_country:
            findings = tuple(pair for pair in record.findings if pair not in errors)
            (record,) = self.validate([with_country._replace(findings=findings)])
            errors = [pair for pair in record.findings if pair.finding.severity == ERROR]
        row = row._replace(entry=match.id, findings=record.findings)
        if errors and not (match.how is How.NEW and are_of_country):
            cells = sorted(
                {pair.cell for pair in errors} - {""}, key=lambda cell: (len(cell), cell)
            )
            why = _("not imported until you correct {cells}", cells=join_and(cells))
            return row.refuse(why if cells else _("not imported until you correct the row"))
        if question := self._ask_about_cells(row, record, match, word):
            return question
        if word in (ONE, TWO):
            word, answer = "", answer._replace(entry="")
        if word == NEW or (word == NO and match.how not in CERTAIN):
            # The same answer may have added it before.
            if id_ := self.directory.find_equal(record._replace(entry=_values_of_new(record))):
                row = row._replace(entry=id_, why=_("the directory has this entry already"))
                return self._plan_changes(row, self.directory.entries[id_], [])
            match = Match("", How.NEW)
        if match.how is How.NEW:
            return self._add(row, record, word)
        return self._update(row, record, match, answer)

    def _match(self, row: RowPlan, record: Record, word: str) -> Match:
        """Return the entry of a row: the one that somebody answered, else the one found."""
        points = self.directory.points
        if id_ := row_answers.read_id(row.place, word, points):
            return Match(id_, How.ANSWER)
        match = self.directory.find(record)
        if match.how is How.SEAT and self.directory.is_new(match.id):
            # Of two names that a list has for one office, each is a person.
            name = str(record.entry.get("name", ""))
            if name and not row_values.is_same_name(name, points[match.id].name):
                return Match("", How.NEW)
        return match

    def _ask_about_cells(
        self, row: RowPlan, record: Record, match: Match, word: str
    ) -> RowPlan | None:
        """Ask how a name or a day is to be read, if it has two readings."""
        if record.may_be_two and word in ("", TWO):
            name = str(record.entry["name"])
            known_name = self.directory.points[match.id].name if match.id else ""
            if not row_changes.is_same_text(name, known_name):  # whatever it looks like
                if word == TWO:
                    why = _("two people, as answered: write each in a row of their own")
                    return row.refuse(why)
                return row.ask(_("{name}: one person or two?", name=name), ONE, TWO, SKIP)
        for key, days in record.open_days.items():
            first, second = map(LongDate, days)
            why = _("{key}: {first} or {second}?", key=name_key(key), first=first, second=second)
            return row.ask(why, SKIP, missing=(key,))
        return None

    def _add(self, row: RowPlan, record: Record, word: str) -> RowPlan:
        """Plan a new entry, or ask for what it lacks."""
        row, is_asked = row._replace(entry=""), word != NEW
        # In a sheet of others, it may be a running number.
        if record.is_own and is_asked:
            why = _("no entry has the id {id}", id=quote_text(str(record.entry["id"])))
            return row.ask(why, NEW, SKIP)
        if record.is_struck and is_asked:
            return row.ask(_("the name is struck out; is this a new entry?"), NEW, SKIP)
        entry = _values_of_new(record)
        missing = tuple(operations.missing_keys(entry))
        if record.guard and is_asked:
            why = _(
                "this list may contain private data; add a new entry, for the secretariat only?"
            )
            return row.ask(why, NEW, SKIP, missing=missing)
        is_private = "emails" in missing and _has_only_private(record)
        if is_private and "organisation" not in missing:
            return row.refuse(_("all its channels are private: add an office number or address"))
        if missing:
            about = [str(entry[key]) for key in ("name", "organisation") if key in entry]
            keys = map(_name_missing, missing)
            why = _("not in the directory yet; to import the row, add to it: {keys}")
            why = why.with_values(keys=join_and(keys))
            why = _("{label}: {text}", label=join(about), text=why) if about else why
            return row.ask(why, NEW, SKIP, missing=missing)
        entry |= {"sharing": STRICTEST} if record.guard else {}
        after = {"id": operations.propose_id(entry, self.directory.taken), **entry}
        self._attend(after)
        operations.mark_mobiles(after, after["country"], {})
        self.directory.taken.add(str(after["id"]))
        self.directory.claim(after["id"], entry)
        why = _("not in the directory yet")
        row = row._replace(result=Result.NEW, entry=after["id"], why=why)
        return self.directory.write_row(row, {}, after)

    def _update(self, row: RowPlan, record: Record, match: Match, answer: Answer) -> RowPlan:
        """Plan the changes of an entry, or ask whose row it is."""
        word = answer.entry
        entry, point = self.directory.entries[match.id], self.directory.points[match.id]
        record = row_changes.complete_numbers(record, point)
        if record.is_struck:
            return self._ask_leaving(row, entry, word)
        is_confirmed = match.how is How.ANSWER or word in (YES, NO)
        name = str(record.entry.get("name", ""))
        if name and match.how is not How.NAME and not _is_name_of(name, point, record):
            if word == YES:
                return self._replace(row, record, entry, answer)
            if not is_confirmed:
                why = _OTHER_NAME.with_values(
                    reason=_REASONS[match.how],
                    id=point.id,
                    known=point.name or point.label,
                    name=name,
                )
                fields = {"name": Field(point.name or None, name, Open.NAME)}
                return row._replace(fields=fields).ask(why, YES, NO, NEW, SKIP)
        elif match.how not in CERTAIN and not is_confirmed:
            values = record.entry
            alike = [k for k in _TEXTS if row_changes.is_same_text(values.get(k, ""), entry.get(k))]
            keys = _name_keys(["country", "name", *alike])
            why = _QUESTIONS[match.how].with_values(id=point.id, keys=keys)
            if _has_only_private(record):
                why = join([why, _("if so, its channels are written to the private file")], " ")
            return row.ask(why, YES, NEW, SKIP)
        return self._update_values(row, record, match, answer)

    def _update_values(self, row: RowPlan, record: Record, match: Match, answer: Answer) -> RowPlan:
        """Plan the changes of the entry that a row is about, and of its private part."""
        word = answer.entry
        entry, point = self.directory.entries[match.id], self.directory.points[match.id]
        part = self.directory.find_private_part(match.id) if record.is_whole else {}
        private = [*find_private_changes(record, point, self.directory.alone[match.id], part)]
        of_private = {change.key for change in private}
        found, kept = self._find_changes(record, entry, point, answer)
        changes = [change for change in found if change.key not in of_private]
        guarded = {*list_audience.find_guarded(record.guard, changes, entry)} - answer.values.keys()
        changes = [*_settle(changes, guarded, word, match)]
        row = self._plan_changes(row._replace(why=_REASONS[match.how]), entry, changes)
        opened = {change.key: change for change in changes if change.open}
        if record.guard and (asked := [key for key in opened if key in guarded]):
            why = record.guard.with_values(keys=_name_keys(asked))
            unguarded = {key: change for key, change in opened.items() if key not in guarded}
            row = row._replace(why=join([why, _ask_about(unguarded)], " ") if unguarded else why)
            if word:  # it is about the entry
                row = row._replace(missing=tuple(sorted(guarded)), answers=(word,))
        row = _plan_only_channels(row, record, self.directory, self.today)
        row = _plan_private(row, private, word, may_write=self.may_write_private)
        if kept:
            why = _KEPT.with_values(days=RECENT.days, keys=_name_keys(kept))
            row = row._replace(why=join([row.why, why], "; "), has_old=True)
        return row

    def _find_changes(
        self, record: Record, entry: RawTable, point: FocalPoint, answer: Answer
    ) -> tuple[list[Change], list[str]]:
        """Return the changes, and the keys that have newer values in the directory."""
        if record.is_own:
            return [*row_changes.find_corrections(record, entry, point)], []
        self.directory.claim(point.id, record.entry)
        changes = found = [*row_changes.find_additions(record, entry, point)]
        if found:
            record = self.directory.drop_old(record, point.id, answer.values)
            changes = [*row_changes.find_additions(record, entry, point)]
        kept = [change.key for change in found if change not in changes]
        is_fresh = point.verified is not None and self.today - point.verified <= RECENT
        return [
            change._replace(open=Open.CONFLICT)
            if self.directory.is_contested(point.id, change.key)
            or (
                is_fresh
                and change.key in entry.keys() - answer.values.keys()
                and not ENTRY_KEYS[change.key].is_list
            )
            else change
            for change in changes
        ], kept

    def _plan_changes(self, row: RowPlan, entry: RawTable, changes: Sequence[Change]) -> RowPlan:
        """Plan changes of an entry; those that are open are asked about, and not written."""
        if not changes and not self.meeting:  # most rows of a list that came back
            return row
        opened = {change.key: change for change in changes if change.open}
        after = self._apply(entry, [change for change in changes if not change.open])
        wanted = self._apply(entry, changes) if opened else after
        if entry.get("status") != "left" and after.get("status") == "left":
            operations.retire(after, self.today)
            row, wanted = row._replace(has_left=True), after
        point = parse_entry(wanted)
        fields = find_differences(self.directory.alone[str(entry["id"])], point, opened)
        row = row._replace(result=Result.CHANGED if fields else Result.SAME)
        if opened:
            row = row.ask(_ask_about(opened), YES, NO)
        return self.directory.write_row(row, entry, after, fields)

    def _apply(self, entry: RawTable, changes: Iterable[Change]) -> RawTable:
        """Return an entry with changes, and new mobile numbers as such; it attended the meeting."""
        changed: RawTable = copy_data(entry)
        for change in changes:
            if change.value is None:
                changed.pop(change.key, None)
            else:
                changed[change.key] = copy_data(change.value)
        operations.mark_mobiles(changed, changed.get("country"), entry)
        self._attend(changed)
        return changed

    def _replace(self, row: RowPlan, record: Record, entry: RawTable, answer: Answer) -> RowPlan:
        """Plan that somebody else sits there: what belongs to the person before goes.

        Channels that the row has stay; where it is in doubt whose a number is, that is asked.
        """
        answered = answer.values.keys()  # the user has said which channels stay
        # By key the channels that the row gives the person, and those that it takes away.
        stated = {
            key: (record.entry[key], [])
            if key in answered
            else row_changes.find_stated(record, key, entry.get(key, []))
            for key in PLAIN_KEYS
        }

        def keeps(piece: Piece) -> bool | None:
            """Return whether a channel of the entry stays, None if the row does not say."""
            key = str(piece.path[0])
            if key not in PLAIN_KEYS:
                return None
            added, gone = stated[key]
            if row_changes.has_item(key, added, piece.value):
                return True
            is_gone = key in answered or row_changes.has_item(key, gone, piece.value)
            return False if is_gone else None

        undecided = [
            piece.channel
            for piece in replace_person.iter_pieces(entry)
            if keeps(piece) is None and replace_person.belongs_to_person(entry, piece) is None
        ]
        if undecided:
            why = _("numbers of the office or of the previous person: {numbers}; which stay?")
            why = why.with_values(numbers=join_and(undecided))
            return row.ask(why, YES, missing=("phones",))
        # The next import asks about values that may be private.
        withheld = list_audience.GUARDED - answered if record.guard else frozenset[str]()
        person = {
            key: stated[key][0] if key in stated else value
            for key, value in record.entry.items()
            if key in _OF_PERSON and key not in withheld
        }
        after = copy_data(entry)
        replace_person.replace_person(after, person, self.today, keeps)
        self._attend(after)
        why = _("a new person holds the seat now, as answered")
        return self.directory.write_row(row._replace(result=Result.CHANGED, why=why), entry, after)

    def _ask_leaving(self, row: RowPlan, entry: RawTable, word: str) -> RowPlan:
        """Ask whether a person whose name is struck out has left; plan it if so."""
        if word == YES:
            after = copy_data(entry)
            operations.retire(after, self.today)
            row = row._replace(why=_("this person has left, as answered"), has_left=True)
            return self.directory.write_row(row._replace(result=Result.CHANGED), entry, after)
        if word == NO:
            return row._replace(why=_("the name is struck out, but the person is still there"))
        return row.ask(_("the name is struck out; has this person left?"), YES, NO)

    def _attend(self, entry: RawTable) -> None:
        if self.meeting:
            operations.add_item(entry, ("meetings",), self.meeting)


def _values_of_new(record: Record) -> RawTable:
    return {key: value for key, value in record.entry.items() if key not in _NOT_OF_NEW}


def _settle(
    changes: Iterable[Change], guarded: Container[str], word: str, match: Match
) -> Iterator[Change]:
    """Yield changes as the user answers them; without an answer, values of `guarded` are open.

    Where only the entry was asked about, "yes" is no answer about its values.
    """
    is_about_entry = match.how not in CERTAIN
    for change in changes:
        is_guarded = change.key in guarded
        if word == YES and not (is_guarded and is_about_entry):
            yield change._replace(open=None)
        elif word != NO or not (is_guarded or change.open):
            yield change._replace(open=change.open or (Open.CONFLICT if is_guarded else None))


def _is_name_of(name: str, point: FocalPoint, record: Record) -> bool:
    """Return whether a name is the entry's; in our own sheet, as it is spelled there."""
    if record.is_own:
        return name == (record.base or {}).get("name") or row_changes.is_same_text(name, point.name)
    return row_values.is_same_name(name, point.name)


def _ask_about(opened: Mapping[str, Change]) -> Message:
    """Ask about the changes that are not written."""
    if opened.keys() == {"verified"}:
        return _("confirmed with the person on {day}?", day=LongDate(opened["verified"].value))
    if opened.keys() == {"status"} and opened["status"].value == "left":
        return _("has this person left?")
    if all(change.open is Open.REMOVAL for change in opened.values()):
        return _("missing in the row: {keys}; remove it?", keys=_name_keys(opened))
    return _("differs from the directory: {keys}; use the row's value?", keys=_name_keys(opened))
