"""Lists of ours as tables, whatever their format, for what happens to them outside."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

from openpyxl import load_workbook

Table: TypeAlias = list[list[Any]]  # the headings, then the rows

HEADER = 3  # the row of headings of a workbook


def edit_table(path: Path, edit: Callable[[Table], Table]) -> None:
    """Change a list as a table, in place."""
    {".xlsx": _edit_workbook, ".json": _edit_objects}.get(path.suffix, _edit_csv)(path, edit)


def set_cell(table: Table, marker: str, heading: str, value: Any) -> None:
    """Set the cell below a heading in the row that has a text."""
    (row,) = [row for row in table[1:] if any(marker in str(cell).split() for cell in row)]
    row[table[0].index(heading)] = value


def correct(path: Path, heading: str, value: str) -> None:
    """Set the cell below a heading in the row of `gy-ctu`, in place."""

    def edit(table: Table) -> Table:
        set_cell(table, "gy-ctu", heading, value)
        return table

    edit_table(path, edit)


def _edit_csv(path: Path, edit: Callable[[Table], Table]) -> None:
    text = path.read_bytes().decode("utf-8-sig")
    table = edit([*csv.reader(io.StringIO(text, newline=""))])
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(table)


def _edit_workbook(path: Path, edit: Callable[[Table], Table]) -> None:
    book = load_workbook(path)
    sheet = book.worksheets[0]
    table = edit([[cell.value for cell in row] for row in sheet.iter_rows(HEADER)])
    sheet.delete_rows(HEADER, sheet.max_row)
    for number, row in enumerate(table, HEADER):
        for column, value in enumerate(row, 1):
            sheet.cell(number, column).value = value
    book.save(path)


def _edit_objects(path: Path, edit: Callable[[Table], Table]) -> None:
    data = json.loads(path.read_text(encoding="utf-8"))
    keys = [*data["focal_points"][0]]
    head, *rows = edit([keys, *([one[key] for key in keys] for one in data["focal_points"])])
    data["focal_points"] = [dict(zip(head, row, strict=True)) for row in rows]
    path.write_text(json.dumps(data), encoding="utf-8")
