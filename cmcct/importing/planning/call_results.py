"""Results of test calls: a sheet of lines to ring that came back, filled in.

A result is written to the number of its row, in each entry that the row names.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from cmcct.edit import channels
from cmcct.edit.channels import Channel
from cmcct.edit.operations import RawTable
from cmcct.edit.parse_value import quote_typed
from cmcct.formats.shared import phrases
from cmcct.i18n.messages import DATE_FORM, LongDate, _, join, join_or
from cmcct.importing.cells import row_values
from cmcct.importing.planning.planned_directory import PlannedDirectory
from cmcct.importing.planning.row_answers import NO_ANSWER, SKIP, YES, Answer, read_id
from cmcct.importing.planning.row_plans import Result, RowPlan
from cmcct.importing.readers.rows import EMPTY, Sheet
from cmcct.model.entities import Phone
from cmcct.model.loader import parse_entry
from cmcct.reference import vocabulary
from cmcct.toml.values import copy_data

_RESULTS = "failed"  # the facet of the words for a result


@dataclass(frozen=True)
class CallReader:
    """Reads the results of test calls, and writes them into the planned directory."""

    directory: PlannedDirectory
    today: date
    answers: Mapping[int, Answer]  # by the identity of a row
    date_order: str = ""
    may_write_private: bool = False
    _parts: dict[str, RawTable] = field(default_factory=dict)  # of the private file, by id

    def plan_sheet(self, sheet: Sheet) -> Iterator[RowPlan]:
        """Yield the plans of the rows: one for each entry that a row names, one question a row."""
        days = (cell for row in sheet.rows for _column, cell in sheet.cells_of(row, "day"))
        order = self.date_order or row_values.find_order(days)
        for record in row_values.read_records(sheet, {}):
            plans = [*self._plan_row(record, order)]
            asked = [plan for plan in plans if plan.result is Result.QUESTION]
            yield from (plan for plan in plans if plan not in asked)
            yield from asked[:1]

    def _plan_row(self, record: row_values.Record, order: str) -> Iterator[RowPlan]:
        row = RowPlan(record.sheet, record.row, Result.SAME, notes=record.notes)
        row = row._replace(findings=record.findings)
        word = self.answers.get(id(record.row), NO_ANSWER).entry
        if word == SKIP:
            yield row._replace(result=Result.IGNORED, why=_("skipped, as answered"))
            return
        if record.findings:
            yield row.refuse(_("not imported until you correct the row"))
            return
        call = self._read_call(row, order)
        if isinstance(call, RowPlan):
            yield call
            return
        ids = str(record.entry.get("id", "")).split() or [""]
        if answered := read_id(row.place, word, self.directory.points):
            ids = [answered]
        for id_ in ids:
            yield self._plan_result(row, id_, *call, is_agreed=word == YES)

    def _read_call(self, row: RowPlan, order: str) -> tuple[str, date, str] | RowPlan:
        """Return the number as the sheet has it, the day and the slug of the result of a call.

        For a row that has none, its plan.
        """
        number, day, result = (
            next((cell for _column, cell in row.sheet.cells_of(row.row, key)), EMPTY)
            for key in ("number", "day", "answered")
        )
        answer, day_text = row_values.without_struck(result), row_values.without_struck(day)
        if not (answer or day_text):
            return row._replace(why=_("not rung"))
        slug = vocabulary.find_slug(_RESULTS, answer)
        if answer and not slug:
            why = _("{text} is not the result of a call: write {words}")
            words = join_or(vocabulary.terms(_RESULTS))
            return row.refuse(why.with_values(text=quote_typed(answer), words=words))
        if not slug or not day_text:
            why = _("a day without a result; did somebody answer?")
            if slug:
                why = _("a result without its day; fill it in, and import again")
            return row.ask(why, SKIP)
        days = row_values.read_day(day, order)
        if len(days) > 1:
            first, second = map(LongDate, days)
            why = _("{key}: {first} or {second}?", key="day", first=first, second=second)
            return row.ask(why, SKIP)
        if not days or (days[0] - self.today).days > 1:  # tomorrow has begun further east
            why = _("{text} is not the day of a call: write {date}")
            return row.refuse(why.with_values(text=quote_typed(day_text), date=DATE_FORM))
        return number.text, days[0], slug

    def _plan_result(  # noqa: PLR0913 - a call
        self, row: RowPlan, id_: str, number: str, day: date, result: str, *, is_agreed: bool
    ) -> RowPlan:
        """Return the plan that writes a result to an entry, or to its private part."""
        match = self.directory.find(row_values.Record(row.sheet, row.row, {"id": id_}))
        if not match.id:
            return row.ask(_("no entry has the id {id}", id=quote_typed(id_)), SKIP)
        row, entry = row._replace(entry=match.id), self.directory.entries[match.id]
        if match.id not in self._parts:
            self._parts[match.id] = copy_data(self.directory.find_private_part(match.id))
        part = self._parts[match.id]
        channel = _find_phone(entry, number) or _find_phone(part, number)
        if channel is None:
            own = [quote_typed(each.text) for each in channels.list_channels(entry, ["phones"])]
            why = _(
                "the sheet has {number}, the entry now has {numbers}; if another entry has it, "
                "answer with its id"
            ).with_values(number=quote_typed(number), numbers=join(own or [_("none")]))
            return row.ask(why, SKIP)
        (phone,) = parse_entry({"phones": [channel.item]}).phones
        last, items = phone.last_test, [*channel.table["phones"]]
        if last and day < last:
            why = _("a later test call is recorded, of {day}", day=LongDate(last))
        else:
            reason = None if result == "answered" else result
            channels.record_call(items, channel.place, day, reason)
            text = phrases.FAILED[reason] if reason else phrases.TESTED
            why = text.with_values(date=LongDate(day))
        row = row._replace(why=why)
        if items == channel.table["phones"]:
            return row
        if day == last and not is_agreed:
            why = _("another result of the same day is recorded; use the one in the row?")
            return row.ask(why, YES, SKIP)
        if channel.table is part:
            return self._write_private(row, part, items)
        after = {**copy_data(entry), "phones": items}
        return self.directory.write_row(row._replace(result=Result.CHANGED), entry, after)

    def _write_private(self, row: RowPlan, part: RawTable, items: list[object]) -> RowPlan:
        if not self.may_write_private:
            why = _("the number is in the private file: use --private, or skip the row")
            return row.ask(why, SKIP)
        part["phones"] = items
        return row._replace(result=Result.CHANGED, private={"phones": items})


def _find_phone(table: RawTable, text: str) -> Channel | None:
    """Return the number of an entry, or of its private part, that has the digits of a text."""
    digits = re.sub(r"\D", "", text)
    for channel in channels.list_channels(table, ["phones"]):
        phone = channel.parsed
        if isinstance(phone, Phone) and digits == re.sub(r"\D", "", phone.e164 + phone.ext):
            return channel
    return None
