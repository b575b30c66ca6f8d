"""Records that have no grid (cards, JSON objects, a form) as a sheet: a column for each value."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from cmcct.diagnostics import Finding
from cmcct.i18n.messages import OptionalMessage
from cmcct.importing.readers import limits
from cmcct.importing.readers.rows import (
    EMPTY,
    Cell,
    Column,
    Row,
    Sheet,
)


class RecordValues(NamedTuple):
    """The values of a record, each with the column that it is for; or why it has none.

    The rest is as in `Row`.
    """

    values: Iterable[tuple[Column, str | Cell]]
    fault: OptionalMessage = ""
    findings: tuple[Finding, ...] = ()
    is_ignored: bool = False


def make_sheet(file: str, kind: str, records: Iterable[RecordValues]) -> Sheet:
    """Return the records as rows, numbered from 1; a column that repeats in one is repeated.

    Raises `CmcctError` for too many cells: each record may have columns of its own.
    """
    rows: list[Mapping[tuple[Column, int], str | Cell]] = []
    said = [*records]
    faults = []
    for record in said:
        seen: Counter[Column] = Counter()
        row = {}
        for column, text in record.values:
            row[column, seen[column]] = text
            seen[column] += 1
        fault = limits.find_fault(_cell(text).text for text in row.values())
        rows.append({} if fault else row)
        faults.append(record.fault or fault)
    known = [*dict.fromkeys(column for row in rows for column in row)]
    if len(known) * len(rows) > limits.MAX_ROWS * limits.MAX_COLUMNS:
        raise limits.refuse_extent(file)
    return Sheet(
        file,
        None,
        kind,
        tuple(column for column, _repetition in known),
        tuple(
            Row(
                number,
                tuple(_cell(row.get(column, EMPTY)) for column in known),
                record.is_ignored,
                fault,
                record.findings,
            )
            for number, (row, record, fault) in enumerate(zip(rows, said, faults, strict=True), 1)
        ),
    )


def _cell(value: str | Cell) -> Cell:
    return value if isinstance(value, Cell) else Cell(value)
