"""Why a row changes an entry, and what is asked about it: the sentences of a plan."""

from collections.abc import Container, Iterable, Mapping, Sequence

from cmcct.edit.operations import RawTable
from cmcct.i18n.messages import Message, _, join, join_and
from cmcct.importing.planning.matching import How
from cmcct.importing.planning.row_answers import ONE, SKIP, TWO
from cmcct.importing.planning.row_changes import Change, Open
from cmcct.importing.planning.row_plans import Field, Result, RowPlan
from cmcct.model.entities import FocalPoint
from cmcct.model.fields import ENTRY_KEYS

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
        return _("missing in the row: {keys}; remove it?", keys=labels(opened))
    return _("differs from the directory: {keys}; use the row's?", keys=labels(opened))


def ask_guarded(
    row: RowPlan, guard: Message, guarded: Container[str], found: Iterable[Change]
) -> RowPlan:
    """Return a row with the question whether values may be written that may be private."""
    opened = {change.key: change for change in found if change.open}
    asked = guard.with_values(keys=labels(key for key in opened if key in guarded))
    others = {key: one for key, one in opened.items() if key not in guarded}
    why = join([asked, ask_about(others)], " ") if others else asked
    return row._replace(why=why)


def ask_private(row: RowPlan, keys: Iterable[str], *, may_write: bool) -> RowPlan:
    """Return a row with the question whether values of the private file change."""
    if may_write:
        why = _("in the private file: {keys}; use the row's?")
    else:
        why = _(
            "in the private file: {keys}; change it with --private, or in the private file itself"
        )
    why = why.with_values(keys=labels(keys))
    if row.result is Result.QUESTION:
        why = join([row.why, why], " ")
    return row._replace(result=Result.QUESTION, why=why, answers=("yes", "no"))


def labels(keys: Iterable[str]) -> Message:
    """Join the labels of keys."""
    return join_and(ENTRY_KEYS[key].label for key in keys)


def mend(cells: Iterable[str]) -> Message:
    """Say which cells of a row cannot be read, in the order of the columns."""
    named = sorted({*filter(None, cells)}, key=lambda cell: (len(cell), cell))
    return (
        _("correct {cells} first", cells=join_and(named)) if named else _("correct the row first")
    )
