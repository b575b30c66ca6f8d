"""What answers change, as a plan of the import: each answer is a form about its own entry."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import combinations, zip_longest
from typing import Any, NamedTuple, TypeAlias

from cmcct.edit import operations
from cmcct.edit.operations import RawTable
from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import Message, _
from cmcct.importing import lists, numbers, plan
from cmcct.importing.answers import NO, SKIP, YES, Answers
from cmcct.importing.changes import Open
from cmcct.importing.planned_directory import Directories
from cmcct.importing.row_plans import Plan, Result, RowPlan
from cmcct.importing.rows import OWN, Cell, Column, Row, Sheet
from cmcct.importing.shown_values import FindKnown, Known
from cmcct.model.entities import FocalPoint
from cmcct.model.fields import PLAIN_KEYS
from cmcct.privacy import levels
from cmcct.reference.countries import Country
from cmcct.rounds import answer_lines, letters
from cmcct.rounds import answers as judging
from cmcct.rounds.answers import Answer
from cmcct.rounds.changes import LineChange
from cmcct.text.control_chars import to_one_line

# Columns of channels -> their key, and the type of phone.
_CHANNELS = {
    "email": ("emails", ""),
    **{column: ("phones", type_) for type_, column in answer_lines.PHONE_COLUMNS.items()},
    "national_phone": ("phones", ""),
}
_KEPT = ("type", "hours", "sharing")  # what a number keeps if its digits are overwritten
_RESULTS = {
    Result.CHANGED: judging.CHANGED,
    Result.QUESTION: judging.QUESTION,
    Result.UNREADABLE: judging.QUESTION,
    Result.IGNORED: judging.KNOWN,
}
_WORDS = (YES, NO, SKIP, "")  # what may be answered
# What an answer asks, the most important first.
_QUESTIONS = {
    Open.NAME: _("another name: does somebody else sit there?"),
    Open.CONFLICT: _("another answer says otherwise"),
    Open.REMOVAL: _("a line was emptied: is that to be removed?"),
}
# Reads the answers of the user to the questions of sheets.
ReadAnswers: TypeAlias = Callable[[Sequence[Sheet]], Answers]


class Planned(NamedTuple):
    """Answers, each with what it changes, and the plan that writes the changes."""

    answers: Sequence[tuple[Answer, RowPlan | None]]
    plan: Plan

    def confirmations(self) -> dict[str, date]:
        """Return the day on which each entry is confirmed, by the newest of its answers.

        Who overwrites lines confirms the others; but not that somebody else sits there.
        """
        days: dict[str, date] = {}
        for answer, row in self.answers:
            is_changed = answer.result == judging.CHANGED and answer.is_current
            is_said = answer.result == judging.CONFIRMED or (
                is_changed and row is not None and "name" not in row.fields
            )
            if is_said and answer.day:
                days[answer.id] = max(answer.day, days.get(answer.id, answer.day))
        return days


def make_plan(
    found: Sequence[Answer],
    raw: RawTable,
    overlay_raw: RawTable,
    today: date,
    read_answers: ReadAnswers = lambda sheets: Answers({}, sheets),
) -> Planned:
    """Plan the changes in answers, for a directory and its private file; changes neither.

    `read_answers` returns what somebody answered to the questions of an earlier plan.
    """
    contested = {*_conflicting_ids(found)}
    changing = [answer for answer in found if answer.changes and answer.is_open]
    sheets = [_make_sheet(answer, raw) for answer in changing]
    given = read_answers(sheets)
    _refuse_others(given, sheets)
    made = plan.make_plan(
        sheets,
        Directories(raw, overlay_raw),
        today,
        answers=given,
        handed_out=[_handed_out(answer, raw, contested) for answer in changing],
        is_of_person=True,
    )
    rows = dict(zip(changing, made.rows, strict=True))
    settled: list[tuple[Answer, RowPlan | None]] = []
    for answer in found:
        if row := rows.get(answer):
            is_answered = given.of(row.sheet, row.row) is not None
            settled.append((_apply_row_plan(answer, row, is_answered=is_answered), row))
        else:
            settled.append((_doubt_if_changed(answer, changing), None))
    return Planned(settled, made)


def _refuse_others(given: Answers, sheets: Iterable[Sheet]) -> None:
    """Raise `CmcctError` if somebody answers that another entry, or a new one, is to be changed."""
    for sheet in sheets:
        word = given.of(sheet, sheet.rows[0])
        if word and word.entry not in _WORDS:
            message = _("{file}: an answer changes its own entry only", file=sheet.file)
            raise CmcctError(message, _('write "yes", "no" or "skip"'))


def _conflicting_ids(found: Iterable[Answer]) -> Iterator[str]:
    """Yield the ids of entries of which two answers change one line in different ways."""
    changing = [answer for answer in found if answer.changes]
    for one, other in combinations(changing, 2):
        if one.id == other.id:
            afters = {change.column: change.after for change in other.changes}
            if any(afters.get(c.column, c.after) != c.after for c in one.changes):
                yield one.id


def _doubt_if_changed(answer: Answer, changing: Iterable[Answer]) -> Answer:
    """Return an answer as a question, if all is right in it that somebody has changed by then."""
    is_late = answer.result == judging.CONFIRMED and any(
        other.id == answer.id
        and not (answer.sent and other.sent and answer.sent.timestamp() < other.sent.timestamp())
        for other in changing
    )
    text = _("another answer says that something has changed")
    return answer._replace(result=judging.QUESTION, text=text) if is_late else answer


def _apply_row_plan(answer: Answer, row: RowPlan, *, is_answered: bool) -> Answer:
    """Return an answer with what becomes of its changes."""
    if row.result is not Result.SAME:
        return answer._replace(result=_RESULTS[row.result], text=_explain(answer, row))
    if is_answered:
        return answer._replace(result=judging.KNOWN, text=_("left as it is, as answered"))
    if answer.is_certain:
        # The import does not know how to change it, such as the app of a number.
        return answer._replace(text=_("something has changed"))
    text = _("the entry already has these values")
    return answer._replace(result=judging.KNOWN, text=text)


def _explain(answer: Answer, row: RowPlan) -> Message:
    """Return what the plan makes of an answer, and why it is doubtful if it is."""
    if row.result is Result.CHANGED:
        return _("something has changed")
    if row.result is Result.UNREADABLE:
        return _("a value that was overwritten is not valid")
    if row.result is Result.IGNORED:
        return row.why
    if not answer.is_certain:
        return answer.text
    opened = [one.open for one in row.fields.values() if one.open]
    return next((text for kind, text in _QUESTIONS.items() if kind in opened), row.why)


def _handed_out(answer: Answer, raw: RawTable, contested: Iterable[str]) -> FindKnown:
    """Return what finds the row of an answer: its entry as it is, which its form starts from."""
    entry = operations.get_entry(raw, answer.id)
    is_doubtful = not answer.is_certain or answer.id in contested
    return lambda _row: Known(base=entry, is_doubtful=is_doubtful)


def _make_sheet(answer: Answer, raw: RawTable) -> Sheet:
    """Return an answer as a form with one row: the keys that it changes, with their new values."""
    entry = operations.get_entry(raw, answer.id)
    point = operations.parse_entry(entry)
    cells = {
        "id": Cell(answer.id, comment="\n".join(answer.words)),
        "country": Cell(point.country.name),
    }
    for change in answer.changes:
        if change.column not in _CHANNELS:
            cells[change.column] = Cell("; ".join(change.after))
    for key in PLAIN_KEYS:
        changes = [one for one in answer.changes if _CHANNELS.get(one.column, ("",))[0] == key]
        if changes:
            items = _patch(key, entry.get(key, []), point, changes)
            cells[key] = Cell("; ".join(map(str, items)), raw=items)
    columns = tuple(Column(key, key) for key in cells)
    return Sheet(answer.file, None, OWN, columns, (Row(0, tuple(cells.values())),))


def _patch(
    key: str, items: Sequence[Any], point: FocalPoint, changes: Iterable[LineChange]
) -> list[Any]:
    """Return the channels of an entry with lines that are overwritten, emptied and new."""
    patched = [[item] for item in items]
    lines = [_line(key, item, point.country) for item in items]
    for change in changes:
        olds = [text for text in change.before if text not in change.after]
        news = [text for text in change.after if text not in change.before]
        for old, new in zip_longest(olds, news):
            read = [] if new is None else [*_read(change.column, new, point.country)]
            line = (change.column, old)
            if line in lines:
                index = lines.index(line)
                patched[index] = [_keep(key, item, items[index]) for item in read]
            else:
                patched.append([_restrict(key, item, point) for item in read])
    return [item for part in patched for item in part]


def _line(key: str, item: Any, country: Country) -> tuple[str, str]:
    """Return the column of a channel and its text in an answer."""
    point = operations.parse_entry({"country": country.name, key: [item]})
    found = [("email", email.address) for email in point.emails]
    found += [(answer_lines.column_of(p), answer_lines.format_number(p)) for p in point.phones]
    column, text = found[0] if found else ("", "")  # an invalid one has no line
    return column, to_one_line(text)


def _read(column: str, text: str, country: Country) -> Iterator[Any]:
    """Yield the channels in a line of an answer, as in a directory."""
    key, type_ = _CHANNELS[column]
    if key == "emails":
        yield from lists.split_answers(text.replace(",", ";"))
    elif type_:
        yield from numbers.read_phones(text, country, type_)
    else:
        yield from numbers.read_national(text)


def _keep(key: str, item: Any, old: Any) -> Any:
    """Return a channel that is in place of another, with the audience and hours of that one."""
    kept = {name: old[name] for name in _KEPT if name in old} if isinstance(old, dict) else {}
    return kept | _as_table(key, item) if kept else item


def _restrict(key: str, item: Any, point: FocalPoint) -> Any:
    """Return a channel that an entry did not have: for nobody who may not have the letter."""
    audience = letters.audience_of(point)
    if levels.may_see(audience, point.sharing) and point.sharing != audience:
        return {**_as_table(key, item), "sharing": audience}
    return item


def _as_table(key: str, item: Any) -> RawTable:
    return item if isinstance(item, dict) else {PLAIN_KEYS[key]: item}
