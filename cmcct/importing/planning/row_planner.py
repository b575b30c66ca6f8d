"""What becomes of one row: a new entry, changes, a question, or somebody else in the seat."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from cmcct.diagnostics import ERROR
from cmcct.edit import key_paths, new_entries, operations, replace_person
from cmcct.edit.operations import RawTable
from cmcct.edit.replace_person import Piece
from cmcct.i18n.messages import Message, _, join, join_and, quote_text
from cmcct.importing.cells import person_names
from cmcct.importing.cells.row_values import CellFinding, Record
from cmcct.importing.cells.validation import ValidRecord
from cmcct.importing.planning import list_audience, private_plans, row_changes
from cmcct.importing.planning import row_answers as answered
from cmcct.importing.planning.planned_directory import CERTAIN, How, Match, PlannedDirectory
from cmcct.importing.planning.row_answers import ONE, SKIP, TWO, Answer
from cmcct.importing.planning.row_changes import Change, Open
from cmcct.importing.planning.row_plans import Field, Result, RowPlan, find_differences
from cmcct.model.entities import STRICTEST, FocalPoint
from cmcct.model.fields import PLAIN_KEYS
from cmcct.toml.values import copy_data

REASONS = {
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
_OTHER_NAME = _(
    "{reason}: {id} is {known} in the directory and {name} in the row; does a new person hold the "
    "seat now?"
)
_FOUND = {
    **dict.fromkeys((How.ID, How.EMAIL, How.NUMBER), _OTHER_NAME),
    How.SEAT: _(
        "office and function are those of {id}, {known}, but the row is about {name}; does a new "
        "person hold the seat now?"
    ),
}


def not_yet(entry: RawTable, missing: Sequence[str]) -> Message:
    """Say whom a row is about, and what an entry needs."""
    about = [str(entry[key]) for key in ("name", "organisation") if key in entry]
    reason = _("not an entry yet; it lacks: {keys}", keys=join_and(missing))
    return _("{label}: {text}", label=join(about), text=reason) if about else reason


def ask_entry(row: RowPlan, id_: str, how: How, *, has_only_private: bool) -> RowPlan:
    """Return a row as the question whether it is about an entry, which gets private channels."""
    why = _QUESTIONS[how].with_values(id=id_)
    if has_only_private:
        why = join([why, _("if so, its channels are written to the private file")], " ")
    return row._replace(result=Result.QUESTION, why=why, answers=("yes", "new", "skip"))


def ask_person(row: RowPlan, point: FocalPoint, name: str, how: How) -> RowPlan:
    """Return a row as the question whether somebody else has the seat."""
    known = point.name or point.label
    why = _FOUND.get(how, _FOUND[How.SEAT]).with_values(
        reason=REASONS[how], id=point.id, known=known, name=name
    )
    fields = {"name": Field(point.name or None, name, Open.NAME)}
    options = ("yes", "no", "new", "skip")
    return row._replace(result=Result.QUESTION, why=why, fields=fields, answers=options)


def ask_people(row: RowPlan, name: str, word: str) -> RowPlan:
    """Return a row as the question whether its name is of two people; a row to correct if so."""
    if word == TWO:
        why = _("two people, as answered: write each in a row of their own")
        return row._replace(result=Result.UNREADABLE, why=why)
    why = _("{name}: one person or two?", name=name)
    return row._replace(result=Result.QUESTION, why=why, answers=(ONE, TWO, SKIP))


def ask_about(opened: Mapping[str, Change]) -> Message:
    """Ask about the changes that are not written."""
    if opened.keys() == {"verified"}:
        return _("confirmed with the person on {day}?", day=str(opened["verified"].value))
    if opened.keys() == {"status"} and opened["status"].value == "left":
        return _("has this person left?")
    if all(change.open is Open.REMOVAL for change in opened.values()):
        return _("missing in the row: {keys}; remove it?", keys=private_plans.name_keys(opened))
    return _(
        "differs from the directory: {keys}; use the row's?", keys=private_plans.name_keys(opened)
    )


def ask_guarded(
    row: RowPlan, guard: Message, guarded: Container[str], found: Iterable[Change]
) -> RowPlan:
    """Return a row with the question whether values may be written that may be private."""
    opened = {change.key: change for change in found if change.open}
    asked = guard.with_values(keys=private_plans.name_keys(key for key in opened if key in guarded))
    others = {key: one for key, one in opened.items() if key not in guarded}
    why = join([asked, ask_about(others)], " ") if others else asked
    return row._replace(why=why)


def mend(cells: Iterable[str]) -> Message:
    """Say which cells of a row cannot be read, in the order of the columns."""
    named = sorted({*filter(None, cells)}, key=lambda cell: (len(cell), cell))
    return (
        _("correct {cells} first", cells=join_and(named)) if named else _("correct the row first")
    )


# Of a new entry: an import confirms nothing, and its id is proposed.
_NOT_OF_NEW = frozenset({"id", "verified", "verified_via"})


@dataclass(frozen=True)
class RowPlanner:
    """Plans rows, and writes what is certain into the planned directory.

    `meeting` is the id of a meeting that everybody attended, or "".
    """

    directory: PlannedDirectory
    today: date
    meeting: str = ""
    may_write_private: bool = False

    def plan(self, found: ValidRecord, answer: Answer) -> RowPlan:
        """Return the plan of one row; later rows see its changes."""
        record, findings = found
        word = answer.entry
        match = None if word == answered.SKIP else self._match(record, word)
        row = RowPlan(
            record.sheet,
            record.row,
            Result.SAME,
            match.id if match else "",
            notes=record.notes,
            findings=findings,
        )
        if not match:
            return row._replace(result=Result.IGNORED, why=_("skipped, as answered"))
        errors = [cell for cell, finding in findings if finding.severity == ERROR]
        if errors and not (match.how is How.NEW and _needs_country(record, findings)):
            return row._replace(result=Result.UNREADABLE, why=mend(errors))
        if asked := self._ask_about_cells(row, record, match, word):
            return asked
        if word in (answered.ONE, answered.TWO):
            word, answer = "", answer._replace(entry="")
        if word == answered.NEW or (word == answered.NO and match.how not in CERTAIN):
            return self._add_as_answered(row, record, word)
        if match.how is How.NEW:
            return self._add(row, record, word)
        return self._update(row, record, match, answer)

    def _match(self, record: Record, word: str) -> Match:
        """Return the entry of a row: the one that somebody answered, else the one found."""
        if word and word not in answered.WORDS:
            if word not in self.directory.points:
                place = RowPlan(record.sheet, record.row, Result.SAME).place
                raise answered.refuse_id(place, word, self.directory.points)
            return Match(word, How.ANSWER)
        match = self.directory.find(record)
        if match.how is How.SEAT and self.directory.is_new(match.id):
            # Of two names that a list has for one office, each is a person.
            name = str(record.entry.get("name", ""))
            if name and not person_names.is_same_name(name, self.directory.points[match.id].name):
                return Match("", How.NEW)
        return match

    def _ask_about_cells(
        self, row: RowPlan, record: Record, match: Match, word: str
    ) -> RowPlan | None:
        """Ask how a name or a day is to be read, if it has two readings."""
        if record.may_be_two and word in ("", answered.TWO):
            name = str(record.entry["name"])
            known = self.directory.points[match.id].name if match.id else ""
            if not row_changes.is_same_text(name, known):  # whatever the entry's name looks like
                return ask_people(row, name, word)
        for key, (first, second) in record.open_days.items():
            why = _("{key}: {first} or {second}?", key=key, first=str(first), second=str(second))
            return row._replace(result=Result.QUESTION, why=why, missing=(key,), answers=("skip",))
        return None

    def _add_as_answered(self, row: RowPlan, record: Record, word: str) -> RowPlan:
        """Plan a new entry, unless the same answer has added it before."""
        known = self.directory.find_equal(record._replace(entry=_values_of_new(record)))
        if not known:
            return self._add(row, record, word)
        row = row._replace(entry=known, why=_("the directory has this entry already"))
        return self._plan_changes(row, self.directory.entries[known], [])

    def _add(self, row: RowPlan, record: Record, word: str) -> RowPlan:
        """Plan a new entry, or ask for what it lacks."""
        row = row._replace(entry="", result=Result.QUESTION, answers=("new", "skip"))
        is_asked = word != answered.NEW
        # In a sheet of others, it may be a running number.
        if record.is_own and is_asked:
            why = _("no entry has the id {id}", id=quote_text(str(record.entry["id"])))
            return row._replace(why=why)
        if record.is_struck and is_asked:
            return row._replace(why=_("the name is struck out; is this a new entry?"))
        entry = _values_of_new(record)
        missing = tuple(new_entries.missing_keys(entry))
        if record.guard and is_asked:
            why = _("the list may have private values; add a new entry, for the secretariat only?")
            return row._replace(why=why, missing=missing)
        is_private = "emails" in missing and private_plans.has_only_private(record)
        if is_private and "organisation" not in missing:
            why = _("all its channels are private: add an office number or address")
            return row._replace(result=Result.UNREADABLE, why=why, answers=())
        if missing:
            return row._replace(why=not_yet(entry, missing), missing=missing)
        return self._write_new(row, entry | ({"sharing": STRICTEST} if record.guard else {}))

    def _write_new(self, row: RowPlan, entry: RawTable) -> RowPlan:
        """Plan a new entry that lacks nothing; its id is proposed."""
        after = {"id": new_entries.propose_id(entry, self.directory.taken), **entry}
        self._attend(after)
        operations.mark_mobiles(after, after["country"], {})
        self.directory.taken.add(str(after["id"]))
        self.directory.claim(after["id"], entry)
        why = _("not in the directory yet")
        return self._write_compared(row, {}, after, result=Result.NEW, entry=after["id"], why=why)

    def _update(self, row: RowPlan, record: Record, match: Match, answer: Answer) -> RowPlan:
        """Plan the changes of an entry, or ask whose row it is."""
        word = answer.entry
        entry, point = self.directory.entries[match.id], self.directory.points[match.id]
        record = row_changes.complete_numbers(record, point)
        if record.is_struck:
            return self._ask_leaving(row, entry, word)
        is_confirmed = match.how is How.ANSWER or word in (answered.YES, answered.NO)
        name = str(record.entry.get("name", ""))
        if name and match.how is not How.NAME and not _is_name_of(name, point, record):
            if word == answered.YES:
                return self._replace(row, record, entry, answer)
            if not is_confirmed:
                return ask_person(row, point, name, match.how)
        elif match.how not in CERTAIN and not is_confirmed:
            has_only_private = private_plans.has_only_private(record)
            return ask_entry(row, point.id, match.how, has_only_private=has_only_private)
        return self._update_values(row, record, match, answer)

    def _update_values(self, row: RowPlan, record: Record, match: Match, answer: Answer) -> RowPlan:
        """Plan the changes of the entry that a row is about, and of its private part."""
        word = answer.entry
        entry, point = self.directory.entries[match.id], self.directory.points[match.id]
        private = [*private_plans.find_changes(record, point, self.directory)]
        of_private = {change.key for change in private}
        found = [c for c in self._find_changes(record, entry, point) if c.key not in of_private]
        guarded = {*list_audience.find_guarded(record.guard, found, entry)} - answer.values.keys()
        found = list(_settle(found, guarded, word, match))
        row = self._plan_changes(row._replace(why=REASONS[match.how]), entry, found)
        if record.guard and guarded & {change.key for change in found if change.open}:
            row = ask_guarded(row, record.guard, guarded, found)
            if word:  # it is about the entry
                row = row._replace(missing=tuple(sorted(guarded)), answers=(word,))
        row = private_plans.plan_only_channels(row, record, self.directory, self.today)
        return private_plans.plan_changes(row, private, word, may_write=self.may_write_private)

    def _find_changes(self, record: Record, entry: RawTable, point: FocalPoint) -> list[Change]:
        if record.is_own:
            return [*row_changes.find_corrections(record, entry, point)]
        self.directory.claim(point.id, record.entry)
        return [
            change._replace(open=Open.CONFLICT)
            if self.directory.is_contested(point.id, change.key)
            else change
            for change in row_changes.find_additions(record, entry, point)
        ]

    def _plan_changes(self, row: RowPlan, entry: RawTable, found: Sequence[Change]) -> RowPlan:
        """Plan changes of an entry; those that are open are asked about, and not written."""
        if not found and not self.meeting:  # most rows of a list that came back
            return row
        opened = {change.key: change for change in found if change.open}
        after = self._apply(entry, [change for change in found if not change.open])
        wanted = self._apply(entry, found) if opened else after
        if entry.get("status") != "left" and after.get("status") == "left":
            operations.retire(after, self.today)
            row, wanted = row._replace(has_left=True), after
        point = operations.parse_entry(wanted)
        fields = find_differences(self.directory.alone[str(entry["id"])], point, opened)
        result = Result.CHANGED if fields else Result.SAME
        if opened:
            row = row._replace(why=ask_about(opened), answers=("yes", "no"))
            result, point = Result.QUESTION, operations.parse_entry(after)
        return self._write(row, entry, after, point, result=result, fields=fields)

    def _apply(self, entry: RawTable, found: Iterable[Change]) -> RawTable:
        """Return an entry with changes, and new mobile numbers as such; it attended the meeting."""
        changed: RawTable = copy_data(entry)
        for change in found:
            change.write_to(changed)
        operations.mark_mobiles(changed, changed.get("country"), entry)
        return self._attend(changed)

    def _replace(self, row: RowPlan, record: Record, entry: RawTable, answer: Answer) -> RowPlan:
        """Plan that somebody else sits there: what belongs to the person before goes.

        Channels that the row has stay; where it is in doubt whose a number is, that is asked.
        """
        person = read_row(record, entry, answer.values)
        if undecided := [*person.find_undecided(entry)]:
            why = _("numbers of the office or of the previous person: {numbers}; which stay?")
            why = why.with_values(numbers=join_and(undecided))
            missing, words = ("phones",), ("yes",)
            return row._replace(result=Result.QUESTION, why=why, missing=missing, answers=words)
        after = copy_data(entry)
        replace_person.replace_person(after, person.given, self.today, person.keeps)
        self._attend(after)
        row = row._replace(
            result=Result.CHANGED, why=_("a new person holds the seat now, as answered")
        )
        return self._write_compared(row, entry, after)

    def _ask_leaving(self, row: RowPlan, entry: RawTable, word: str) -> RowPlan:
        """Ask whether a person whose name is struck out has left; plan it if so."""
        if word == answered.YES:
            after = copy_data(entry)
            operations.retire(after, self.today)
            why = _("this person has left, as answered")
            row = row._replace(result=Result.CHANGED, why=why, has_left=True)
            return self._write_compared(row, entry, after)
        if word == answered.NO:
            return row._replace(why=_("the name is struck out, but the person is still there"))
        why = _("the name is struck out; has this person left?")
        return row._replace(result=Result.QUESTION, why=why, answers=("yes", "no"))

    def _attend(self, entry: RawTable) -> RawTable:
        if self.meeting:
            key_paths.add_item(entry, ("meetings",), self.meeting)
        return entry

    def _write_compared(
        self, row: RowPlan, before: RawTable, after: RawTable, **found: Any
    ) -> RowPlan:
        """Return the row with what it writes, compared with the entry before."""
        point = operations.parse_entry(after)
        known = self.directory.alone.get(str(after["id"]))
        fields = find_differences(known, point, {})
        return self._write(row, before, after, point, fields=fields, **found)

    def _write(
        self, row: RowPlan, before: RawTable, after: RawTable, point: FocalPoint, **found: Any
    ) -> RowPlan:
        """Return the row with what it writes, and what was found of it.

        `point` is the entry as parsed.
        """
        if before == after and repr(before) == repr(after):
            return row._replace(**found)
        self.directory.write(after, point)
        return row._replace(after=after, **found)


def _values_of_new(record: Record) -> RawTable:
    return {key: value for key, value in record.entry.items() if key not in _NOT_OF_NEW}


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
        return name == handed_out or row_changes.is_same_text(name, point.name)
    return person_names.is_same_name(name, point.name)


def _needs_country(record: Record, findings: Iterable[CellFinding]) -> bool:
    """Return whether the errors of a row may be gone as soon as somebody says its country."""
    errors = (finding for _cell, finding in findings if finding.severity == ERROR)
    return record.lacks_country and all(one.code == "invalid-phone" for one in errors)


_OF_PERSON = frozenset(
    {"name", "honorific", "family_name", "title", "languages", "emails", "phones"}
)


class NewPerson(NamedTuple):
    """What a row says about the new person of a seat.

    `given` are the person's values. `stated` has by key the channels that the row gives the person,
    and those that it takes away. Of the keys in `answered`, the user has said which channels stay.
    """

    given: RawTable
    stated: Mapping[str, tuple[Sequence[Any], Sequence[Any]]]
    answered: Container[str]

    def keeps(self, piece: Piece) -> bool | None:
        """Return whether a channel of the entry stays, None if the row does not say."""
        key = str(piece.path[0])
        if key not in PLAIN_KEYS:
            return None
        added, gone = self.stated[key]
        if row_changes.has_item(key, added, piece.value):
            return True
        is_gone = key in self.answered or row_changes.has_item(key, gone, piece.value)
        return False if is_gone else None

    def find_undecided(self, entry: RawTable) -> Iterator[str]:
        """Yield the channels of which nobody says whose they are, the seat's or the person's."""
        for piece in replace_person.iter_pieces(entry):
            if self.keeps(piece) is None and replace_person.belongs_to_person(entry, piece) is None:
                yield piece.channel


def read_row(record: Record, entry: RawTable, answered: Mapping[str, Any]) -> NewPerson:
    """Return what a row says about the new person of an entry; `answered` has answered values."""
    stated = {
        key: (record.entry[key], [])
        if key in answered
        else row_changes.find_stated(record, key, entry.get(key, []))
        for key in PLAIN_KEYS
    }
    # The next import asks about values that may be private.
    left_out = list_audience.GUARDED - answered.keys() if record.guard else frozenset[str]()
    given = {
        key: stated[key][0] if key in stated else value
        for key, value in record.entry.items()
        if key in _OF_PERSON and key not in left_out
    }
    return NewPerson(given, stated, answered)
