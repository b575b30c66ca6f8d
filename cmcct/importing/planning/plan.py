"""The plan of an import: each row is compared with the directory and with the rows before it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import zip_longest
from typing import Any

from cmcct.edit import operations
from cmcct.importing.cells import row_values, validation
from cmcct.importing.cells.row_values import Baseline, Record
from cmcct.importing.cells.validation import ValidRecord
from cmcct.importing.planning import list_audience
from cmcct.importing.planning.planned_directory import Directories, How, PlannedDirectory
from cmcct.importing.planning.row_answers import YES, Answer, Answers
from cmcct.importing.planning.row_changes import keep_stated
from cmcct.importing.planning.row_planner import RowPlanner
from cmcct.importing.planning.row_plans import Plan, Result, RowPlan
from cmcct.importing.readers.rows import Row, Sheet

# Yields the rows, each with what somebody answered, and may show how far they are.
Track = Callable[[Sequence[Any]], Iterable[Any]]


def make_plan(  # noqa: PLR0913 - all but three are options of the command
    sheets: Sequence[Sheet],
    before: Directories,
    today: date,
    *,
    answers: Answers | None = None,
    meeting: str = "",
    date_order: str = "",
    with_unsafe: bool = False,
    may_write_private: bool = False,
    handed_out: Sequence[Callable[[Row], Baseline] | None] = (),
    track: Track = iter,
) -> Plan:
    """Plan the import of sheets into a directory and its private file; changes neither.

    `meeting` is the id of a meeting that everybody attended. `with_unsafe` corrects values also
    where something else may have been meant. `handed_out` has for each sheet of ours what finds
    the row that was handed out. Raises `CmcctError` for an unknown meeting.
    """
    if meeting:
        operations.get_entry(before.raw, meeting, "meeting")
    answers = answers or Answers({}, sheets)
    ids = row_values.ids_by_name(before.raw)
    records = [
        _complete(record._replace(guard=guard) if guard else record, answers)
        for sheet, find_baseline in zip_longest(sheets, handed_out)
        for guard in [list_audience.find_guard(sheet, before.joined)]  # once a sheet
        for record in row_values.read_records(sheet, ids, date_order, find_baseline)
    ]
    records = [*_add_countries(records, before)]
    valid = validation.validate(records, before.raw, today, with_unsafe=with_unsafe)
    corrected = [pair.record for pair in valid]
    rows = [(pair, answers.of(pair.record.sheet, pair.record.row)) for pair in valid]
    planned = PlannedDirectory(before, corrected)
    planner = RowPlanner(planned, today, meeting, may_write_private)
    plans = _plan_all(planner, rows, track)
    while planned.is_contradicted:
        # What rows say differently about one entry is known only now.
        planned = PlannedDirectory(before, corrected, planned.claims)
        plans = _plan_all(replace(planner, directory=planned), rows)
    by_row = {id(plan.row): plan for plan in plans}
    entries = {plan.entry: planned.entries[plan.entry] for plan in plans if plan.after}
    # Also those that say nothing.
    ignored = (RowPlan(sheet, row, Result.IGNORED) for sheet in sheets for row in sheet.rows)
    return Plan([by_row.get(id(plan.row), plan) for plan in ignored], entries)


def _complete(record: Record, answers: Answers) -> Record:
    """Return a record with what somebody answered."""
    answer = answers.of(record.sheet, record.row)
    values = dict(answer.values)
    if values and answer.entry == YES:
        values = keep_stated(record, values)
    return record.with_values(values)


def _add_countries(records: Sequence[Record], before: Directories) -> Sequence[Record]:
    """Return records with the country of their entries, to read their national numbers.

    Only an id or an e-mail address finds it.
    """
    if not any(record.lacks_country for record in records):
        return records
    directory = PlannedDirectory(before, records)

    def add_country(record: Record) -> Record:
        match = directory.find(record)
        if not record.lacks_country or match.how not in (How.ID, How.EMAIL):
            return record
        country = directory.entries[match.id].get("country")
        return record.with_values({"country": country} if isinstance(country, str) else {})

    return [*map(add_country, records)]


def _plan_all(
    planner: RowPlanner, rows: Sequence[tuple[ValidRecord, Answer]], track: Track = iter
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
