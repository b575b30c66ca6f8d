"""Sheets to import: our list with corrections, and a list of participants."""

import csv
import io
from pathlib import Path

from openpyxl import Workbook, load_workbook

from cmcct.formats import csv as exported
from cmcct.formats import xlsx
from cmcct.i18n.messages import Translator
from cmcct.privacy import audiences
from cmcct.storage import directory_file

_HEADER_ROW = 3  # of our workbooks
_HEADINGS = ("Country", "Name", "Position", "Organisation", "Sector", "E-mail", "Telephone")
_COLUMNS = ("country", "name", "title", "organisation", "sectors", "email", "office_phone")


def returned(path: Path, sheet: Path, rows: int, changed: int) -> Path:
    """Write the first rows of the list of a directory; somebody changed two cells of some."""
    listed = _rows(path)[:rows]
    for row in listed[:changed]:
        row |= {"title": "Head", "city": "Example Town"}
    return _write(sheet, [[*listed[0]], *([*row.values()] for row in listed)])


def returned_workbook(path: Path, book: Path, changed: int) -> Path:
    """Write the list of a directory as a workbook; somebody changed two cells of some rows."""
    directory = directory_file.load(path).directory
    view = audiences.view_for(directory, directory.focal_points, "network")
    workbook = load_workbook(io.BytesIO(xlsx.dump(view, Translator())))
    sheet = workbook.worksheets[0]
    columns = {cell.value: cell.column or 0 for cell in sheet[_HEADER_ROW]}
    for row in range(_HEADER_ROW + 1, _HEADER_ROW + 1 + changed):
        for heading, text in (("Job title", "Head"), ("City", "Example Town")):
            sheet.cell(row, columns[heading]).value = text
    workbook.save(book)
    return book


def participants(path: Path, sheet: Path) -> Path:
    """Write the people of a directory as somebody else lists them."""
    return _write(sheet, _participants(path))


def participants_workbook(path: Path, book: Path) -> Path:
    """Write the people of a directory as somebody else lists them in a workbook."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet()
    for row in _participants(path):
        sheet.append(row)
    workbook.save(book)
    return book


def _participants(path: Path) -> list[list[str]]:
    return [[*_HEADINGS], *([row[name] for name in _COLUMNS] for row in _rows(path))]


def _rows(path: Path) -> list[dict[str, str]]:
    directory = directory_file.load(path).directory
    view = audiences.view_for(directory, directory.focal_points, "network")
    text = exported.dump(view).removeprefix(exported.BYTE_ORDER_MARK)
    return [*csv.DictReader(io.StringIO(text, newline=""))]


def _write(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path
