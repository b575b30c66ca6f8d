"""The plan of an import: each row is compared with the directory and with the rows before it."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import date
from itertools import zip_longest
from typing import Any, TypeAlias

from cmcct.diagnostics import ERROR
from cmcct.edit import key_paths, new_entries, operations, overlay, replace_person
from cmcct.edit.operations import RawTable
from cmcct.edit.replace_person import Piece
from cmcct.i18n.messages import _, join, join_and, quote_text
from cmcct.importing import answers as answered
from cmcct.importing import (
    changes,
    list_audience,
    names,
    private_values,
    reasons,
    validation,
    values,
)
from cmcct.importing.answers import Answer, Answers
from cmcct.importing.changes import Change, Open
from cmcct.importing.matching import CERTAIN, How, Index, Match
from cmcct.importing.row_plans import Field, Plan, Result, RowPlan, find_differences
from cmcct.importing.rows import Sheet
from cmcct.importing.values import CellFinding, FindKnown, Record
from cmcct.model import loader
from cmcct.model.entities import STRICTEST, FocalPoint
from cmcct.model.fields import PLAIN_KEYS

# A row that is planned: what it says, its findings, and its answer.
Planned: TypeAlias = tuple[Record, tuple[CellFinding, ...], Answer | None]


def make_plan(  # noqa: PLR0913 - all but four are options of the command
    sheets: Sequence[Sheet],
    raw: RawTable,
    overlay_raw: RawTable,
    today: date,
    *,
    answers: Answers | None = None,
    meeting: str = "",
    date_order: str = "",
    with_unsafe: bool = False,
    may_write_private: bool = False,
    is_of_person: bool = False,
    handed_out: Sequence[FindKnown | None] = (),
    track: Callable[[Sequence[Planned]], Iterable[Planned]] = iter,
) -> Plan:
    """Plan the import of sheets into a directory and its private file; changes neither.

    `meeting` is the id of a meeting that everybody attended. `with_unsafe` corrects values also
    where something else may have been meant. `handed_out` has for each sheet of ours what finds
    the row that was handed out. `is_of_person` says that each row is by the person whose values it
    has; other lists may have private ones, about which is asked. `track` yields the rows, and may
    show how far they are. Raises `CmcctError` for an unknown meeting.
    """
    if meeting:
        operations.get_entry(raw, meeting, "meeting")
    answers = answers or Answers({}, sheets)
    ids = values.ids_by_name(raw)
    parts = loader.overlay_entries(loader.parse_overlay(overlay_raw))
    directory = loader.merge_overlay(loader.parse_directory(raw).directory, parts)
    records = [
        _complete(replace(record, guard=guard) if guard else record, answers)
        for sheet, known in zip_longest(sheets, handed_out)
        for guard in [None if is_of_person else list_audience.find_guard(sheet, directory)]
        for record in values.read_records(sheet, ids, date_order, *filter(None, [known]))
    ]
    if any(record.lacks_country for record in records):
        first = _Planner(raw, overlay_raw, records, today, meeting)
        records = [first.add_country(record) for record in records]
    found = validation.validate(records, raw, today, with_unsafe=with_unsafe)
    records = [one.record for one in found]
    rows = [(*one, answers.of(one.record.sheet, one.record.row)) for one in found]
    planner = _Planner(raw, overlay_raw, records, today, meeting)
    planner.may_write_private = may_write_private
    plans = planner.plan_all(rows, track)
    while planner.is_contradicted:
        # What rows say differently about one entry is known only now.
        planner = _Planner(raw, overlay_raw, records, today, meeting, planner.claims)
        planner.may_write_private = may_write_private
        plans = planner.plan_all(rows)
    ignored = (RowPlan(sheet, row, Result.IGNORED) for sheet in sheets for row in sheet.rows)
    planned = {id(plan.row): plan for plan in plans}
    written = {plan.entry: planner.entries[plan.entry] for plan in plans if plan.after}
    return Plan([planned.get(id(plan.row), plan) for plan in ignored], written)


def _complete(record: Record, answers: Answers) -> Record:
    """Return a record with what somebody answered."""
    answer = answers.of(record.sheet, record.row)
    if not answer or not answer.values:
        return record
    given = dict(answer.values)
    return record.with_values(
        changes.keep_stated(record, given) if answer.entry == answered.YES else given
    )


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
        self.today, self.meeting, self.may_write_private = today, meeting, False
        self.raw, self.overlay_raw = raw, overlay_raw
        tables = operations.get_tables(raw, "focal_point")
        ids = [str(table["id"]) for table in tables if "id" in table]
        self.entries = dict(zip(ids, operations.get_entries(raw, ids), strict=True))
        self.tables = {**self.entries}  # as they are in the directory
        parts = loader.overlay_entries(loader.parse_overlay(overlay_raw))
        alone = loader.parse_directory(raw).directory
        self.alone = {point.id: point for point in alone.focal_points}  # without the private file
        directory = loader.merge_overlay(alone, parts)
        self.points = {point.id: point for point in directory.focal_points}
        self.taken = operations.taken_ids(tables) | overlay.used_ids(overlay_raw)
        self.index = Index(directory.focal_points, records)

    def add_country(self, record: Record) -> Record:
        """Return a record with the country of its entry, to read its national numbers.

        Only an id or an e-mail address finds it.
        """
        match = self.index.find(record)
        if not record.lacks_country or match.how not in (How.ID, How.EMAIL):
            return record
        country = self.entries[match.id].get("country")
        return record.with_values({"country": country} if isinstance(country, str) else {})

    def plan_all(
        self,
        rows: Sequence[Planned],
        track: Callable[[Sequence[Planned]], Iterable[Planned]] = iter,
    ) -> list[RowPlan]:
        """Return the plan of each row.

        A row may give an entry the address by which another row, even above it, is found. So what
        is a question is planned again, as a second import of the file would.
        """
        plans = [self.plan(*row) for row in track(rows)]
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
        errors = [cell for cell, finding in findings if finding.severity == ERROR]
        if errors and not (match.how is How.NEW and _needs_country(record, findings)):
            return replace(row, result=Result.UNREADABLE, why=reasons.mend(errors))
        if record.open_days:
            return self._ask_day(row, record)
        if word == answered.NEW or (word == answered.NO and match.how not in CERTAIN):
            match = Match("", How.NEW)
        if match.how is How.NEW:
            return self._add(row, record, word)
        return self._update(row, record, match, answer or Answer(""))

    def _match(self, record: Record, word: str) -> Match:
        """Return the entry of a row: the one that somebody answered, else the one found."""
        if word and word not in answered.WORDS:
            known = [{"id": id_} for id_ in self.points]
            return Match(str(operations.get_entry({"focal_point": known}, word)["id"]), How.ANSWER)
        match = self.index.find(record)
        if match.how is How.SEAT and match.id not in self.tables:
            # Of two names that a list has for one office, each is a person.
            name = str(record.entry.get("name", ""))
            if name and not names.is_same_name(name, self.points[match.id].name):
                return Match("", How.NEW)
        return match

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
        if record.guard:
            entry["sharing"] = STRICTEST
            if word != answered.NEW:
                why = _("of a list that may have private values; a new entry, secretariat only?")
                return replace(row, why=why, missing=tuple(missing))
        if missing:
            why = reasons.not_yet(entry, missing)
            return replace(row, why=why, missing=tuple(missing))
        after = {"id": new_entries.propose_id(entry, self.taken), **entry}
        self._attend(after)
        operations.mark_mobiles(after, after["country"], {})
        self.taken.add(str(after["id"]))
        self._claim(str(after["id"]), entry)
        row = replace(row, result=Result.NEW, entry=after["id"], why=_("not in the directory yet"))
        return self._write(row, {}, after)

    def _update(self, row: RowPlan, record: Record, match: Match, answer: Answer) -> RowPlan:
        """Plan the changes of an entry, or ask whose row it is."""
        word = answer.entry
        entry, point = self.entries[match.id], self.points[match.id]
        name = str(record.entry.get("name", ""))
        is_confirmed = match.how is How.ANSWER or word in (answered.YES, answered.NO)
        if record.is_struck:
            return self._ask_leaving(row, entry, word)
        if name and match.how is not How.NAME and not _is_name_of(name, point, record):
            if word == answered.YES:
                return self._replace(row, record, entry, answer)
            if not is_confirmed:
                return reasons.ask_person(row, point, name, match.how)
        elif match.how not in CERTAIN and not is_confirmed:
            return replace(
                row,
                result=Result.QUESTION,
                why=reasons.QUESTIONS[match.how].with_values(id=point.id),
                answers=("yes", "new", "skip"),
            )
        private = [*self._find_private(record, point)]
        of_private = {change.key for change in private}
        found = [c for c in self._find_changes(record, entry, point) if c.key not in of_private]
        guarded = {*list_audience.find_guarded(record.guard, found, entry)} - answer.values.keys()
        found = list(_settle(found, guarded, word, match))
        row = self._change(replace(row, why=reasons.REASONS[match.how]), entry, found)
        if record.guard and guarded & {change.key for change in found if change.open}:
            row = reasons.ask_guarded(row, record.guard, guarded, found)
            if word:  # it is about the entry
                row = replace(row, missing=tuple(sorted(guarded)), answers=(word,))
        return self._change_private(row, private, word)

    def _find_private(self, record: Record, point: FocalPoint) -> Iterator[Change]:
        """Yield what a list for the secretariat changes in the private file."""
        if not record.is_whole or point.id not in self.tables:
            return
        parts = overlay.joined_parts(self.raw, self.overlay_raw, self.tables[point.id])
        for part in parts[:1]:
            yield from private_values.find_private_changes(
                record, point, self.alone[point.id], part
            )

    def _change_private(self, row: RowPlan, found: Sequence[Change], word: str) -> RowPlan:
        """Plan changes of the private file, as far as the user lets it be written."""
        if not found or word == answered.NO:
            return row
        is_written = self.may_write_private and all(
            change.open is None or (word == answered.YES and change.open is Open.REMOVAL)
            for change in found
        )
        fields = {
            change.key: Field(
                *private_values.sides(change), None if is_written else change.open or Open.CONFLICT
            )
            for change in found
        }
        row = replace(row, fields={**row.fields, **fields})
        if is_written:
            values = {change.key: change.value for change in found}
            result = Result.CHANGED if row.result is Result.SAME else row.result
            return replace(row, private=values, result=result)
        keys = reasons.labels(fields)
        why = _("in the private file: {keys}; change it with --private, or there", keys=keys)
        if self.may_write_private:
            why = _("in the private file: {keys}; use the row's?", keys=keys)
        if row.result is Result.QUESTION:
            why = join([row.why, why], " ")
        return replace(row, result=Result.QUESTION, why=why, answers=("yes", "no"))

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

    def _change(self, row: RowPlan, entry: RawTable, found: Sequence[Change]) -> RowPlan:
        """Plan changes of an entry; those that are open are asked about, and not written."""
        if not found and not self.meeting:  # most rows of a list that came back
            return row
        after, wanted = deepcopy(entry), deepcopy(entry)
        opened = {change.key: change for change in found if change.open}
        for change in found:
            for table in [wanted] if change.open else [wanted, after]:
                change.write_to(table)
        if entry.get("status") != "left" and after.get("status") == "left":
            operations.retire(after, self.today)
            row, wanted = replace(row, has_left=True), after
        self._attend(after)
        self._attend(wanted)
        operations.mark_mobiles(after, after.get("country"), entry)
        point = operations.parse_entry(wanted)
        fields = find_differences(self.alone[str(entry["id"])], point, opened)
        result = Result.CHANGED if fields else Result.SAME
        if opened:
            row = replace(row, why=reasons.ask_about(opened), answers=("yes", "no"))
            result = Result.QUESTION
        point = operations.parse_entry(after) if opened else point
        return self._write(replace(row, result=result), entry, after, (point, fields))

    def _replace(self, row: RowPlan, record: Record, entry: RawTable, answer: Answer) -> RowPlan:
        """Plan that somebody else sits there: what belongs to the person before goes.

        Channels that the row has stay; where it is in doubt whose a number is, that is asked.
        """
        after = deepcopy(entry)
        # The next import asks about values that may be private.
        left_out = (
            list_audience.GUARDED - answer.values.keys() if record.guard else frozenset[str]()
        )
        stated = {
            key: (record.entry[key], [])
            if key in answer.values
            else changes.find_stated(record, key, entry.get(key, []))
            for key in PLAIN_KEYS
        }
        given = {
            key: stated[key][0] if key in stated else value
            for key, value in record.entry.items()
            if key in _OF_PERSON and key not in left_out
        }

        def stays(piece: Piece) -> bool | None:
            key = str(piece.path[0])
            if key not in PLAIN_KEYS:
                return None
            added, gone = stated[key]
            if changes.has_item(key, added, piece.value):
                return True
            is_gone = key in answer.values or changes.has_item(key, gone, piece.value)
            return False if is_gone else None

        open_ = [
            piece.channel
            for piece in replace_person.iter_pieces(entry)
            if stays(piece) is None and replace_person.belongs_to_person(entry, piece) is None
        ]
        if open_:
            why = _("the office's or the previous person's: {numbers}; which stay?")
            why = why.with_values(numbers=join_and(open_))
            missing, words = ("phones",), ("yes",)
            return replace(row, result=Result.QUESTION, why=why, missing=missing, answers=words)
        replace_person.replace_person(after, given, self.today, stays)
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
        found: tuple[FocalPoint, Mapping[str, Field]] | None = None,
    ) -> RowPlan:
        """Return the row with what it writes, and let the rows after it see that.

        `found` has `after` as parsed, and what differs, if that is known.
        """
        id_ = str(after["id"])
        if not found:
            point = operations.parse_entry(after)
            found = point, find_differences(self.alone.get(id_), point, {})
        point, fields = found
        if repr(before) == repr(after):
            return replace(row, fields=fields)
        self.entries[id_], self.alone[id_] = after, point
        known = self.points.get(id_)
        self.points[id_] = _join(point, known) if known else point
        self.index.add(self.points[id_])
        return replace(row, fields=fields, after=after)


# Of a new entry: an import confirms nothing, and its id is proposed.
_NOT_OF_NEW = frozenset({"id", "verified", "verified_via"})
_OF_PERSON = frozenset(
    {"name", "honorific", "family_name", "title", "languages", "emails", "phones"}
)


def _settle(
    found: Iterable[Change], guarded: Container[str], word: str, match: Match
) -> Iterator[Change]:
    """Yield changes as the user answers them; without an answer, values of `guarded` are open.

    Where only the entry was asked about, "yes" is no answer about its values.
    """
    is_about_entry = match.how not in CERTAIN
    for change in found:
        is_guarded = change.key in guarded
        if word == answered.YES and not (is_guarded and is_about_entry):
            yield change._replace(open=None)
        elif word != answered.NO or not (is_guarded or change.open):
            yield change._replace(open=change.open or (Open.CONFLICT if is_guarded else None))


def _is_name_of(name: str, point: FocalPoint, record: Record) -> bool:
    """Return whether a name is the entry's; in our own sheet, as it is spelled there."""
    if record.is_own:
        handed_out = (record.base or {}).get("name")
        return name == handed_out or changes.is_same_text(name, point.name)
    return names.is_same_name(name, point.name)


def _needs_country(record: Record, findings: Iterable[CellFinding]) -> bool:
    """Return whether the errors of a row may be gone as soon as somebody says its country."""
    errors = (finding for _cell, finding in findings if finding.severity == ERROR)
    return record.lacks_country and all(one.code == "invalid-phone" for one in errors)


def _join(point: FocalPoint, known: FocalPoint) -> FocalPoint:
    """Return an entry with the channels that it had before, as those of the private file."""
    emails = [one for one in known.emails if one not in point.emails]
    phones = [one for one in known.phones if one not in point.phones]
    update = {"emails": (*point.emails, *emails), "phones": (*point.phones, *phones)}
    return point.model_copy(update=update)
