"""A small directory, sheets made by hand, and a plan of them."""

import io
import tomllib
from collections.abc import Mapping
from datetime import date
from string import ascii_uppercase
from typing import Any

from openpyxl import Workbook

from cmcct.edit.operations import RawTable
from cmcct.importing.cells import row_values
from cmcct.importing.cells.row_values import Baseline
from cmcct.importing.planning import planner
from cmcct.importing.planning.planned_directory import Directories
from cmcct.importing.planning.row_answers import Answer
from cmcct.importing.planning.row_plans import Plan
from cmcct.importing.readers.rows import (
    Cell,
    Column,
    Row,
    Sheet,
)
from tests.conftest import MINIMAL

TODAY = date(2026, 6, 1)
ADA: dict[str, Any] = {
    "id": "gy-ada",
    "country": "Guyana",
    "name": "Ada Example",
    "title": "Director",
    "organisation": "Example Ministry",
    "sectors": ["police"],
    "emails": ["desk@gy.example.org"],
    "phones": ["+592 220 1234", {"number": "+592 609 1234", "type": "mobile"}],
}
RAW = tomllib.loads(MINIMAL) | {"focal_point": [ADA]}
NEW = {
    "country": "Guyana",
    "name": "Bo EXAMPLE",
    "organisation": "Example Agency",
    "sectors": "Health",
    "emails": "bo@gy.example.org",
    "phones": "609-1277",
}
# The same address, another name.
OTHER = {"name": "Cato Voorbeeld", "country": "Guyana", "emails": "desk@gy.example.org"}


def make_sheet(
    *rows: Mapping[str, str | Cell],
    kind: str = "list",
    file: str = "list.csv",
    name: str | None = None,
    columns: tuple[str, ...] = (),
) -> Sheet:
    """Return a sheet with a header in row 1; a column is a key, or `phones:mobile`."""
    keys = list(columns or dict.fromkeys(key for row in rows for key in row))
    found = tuple(
        Column(key, key.partition(":")[0], ascii_uppercase[index], key.partition(":")[2])
        for index, key in enumerate(keys)
    )
    return Sheet(
        file,
        name,
        kind,
        found,
        tuple(
            Row(number, tuple(_cell(row.get(key, "")) for key in keys))
            for number, row in enumerate(rows, 2)
        ),
    )


def _cell(value: str | Cell) -> Cell:
    return value if isinstance(value, Cell) else Cell(value)


def by_row(answers: Mapping[str, Answer], sheet: Sheet) -> dict[int, Answer]:
    """Return answers by key, of the only sheet, by the identity of their rows."""
    return {id(row): answers[key] for row in sheet.rows if (key := f"row-{row.number}") in answers}


def make_plan(  # noqa: PLR0913 - a default each
    raw: dict[str, Any],
    *rows: Mapping[str, str | Cell],
    kind: str = "list",
    answers: Mapping[str, Answer] | None = None,
    overlay: dict[str, Any] | None = None,
    columns: tuple[str, ...] = (),
    base: Mapping[str, RawTable] | None = None,
    **options: Any,
) -> Plan:
    """Plan the import of one sheet; `base` is what was handed out."""
    sheets = [make_sheet(*rows, kind=kind, columns=columns)]

    def find_baseline(row: Row) -> Baseline:
        id_ = row_values.id_of(sheets[0], row)
        return Baseline(None, {}, base.get(id_) if base else None)

    return planner.make_plan(
        sheets,
        Directories(raw, overlay or {}),
        TODAY,
        answers=by_row(answers or {}, sheets[0]),
        handed_out=[find_baseline],
        **options,
    )


def make_workbook(text: str, name: str = "Participants") -> bytes:
    """Return a workbook with the cells of a text, whose lines have commas."""
    book = Workbook()
    assert book.active is not None
    book.active.title = name
    for line in text.splitlines():
        book.active.append(line.split(","))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
