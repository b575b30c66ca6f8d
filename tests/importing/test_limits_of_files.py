"""Files beyond the limits are refused before a library reads them, each with what to do."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from cmcct.errors.exceptions import CmcctError
from cmcct.importing.readers.read import format_map, read_sheets
from tests.support.cases import each

SHEET = "xl/worksheets/sheet1.xml"
FAR_ROW = b'<row r="900000"><c t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
WIDE_ROW = b'<row r="9">' + b"<c/>" * 501 + b"</row></sheetData>"


def _book(number_format: str = "General") -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Name", "Country", "Phone"])
    sheet.append(["Ada Example", "Guyana", 5922201234])
    sheet["C2"].number_format = number_format
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _repacked(change: Callable[[dict[str, bytes]], object]) -> bytes:
    """Return a workbook whose parts were changed."""
    with zipfile.ZipFile(io.BytesIO(_book())) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    change(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return out.getvalue()


def _with_row(row: bytes) -> Callable[[dict[str, bytes]], object]:
    def change(parts: dict[str, bytes]) -> None:
        parts[SHEET] = parts[SHEET].replace(b"</sheetData>", row)

    return change


@each(
    ("change", "message"),
    [
        (lambda parts: parts.update({f"x/{n}.bin": b"" for n in range(1001)}), "not a readable"),
        (lambda parts: parts.update({"x.bin": bytes(40_000_001)}), "is larger than 40 MB"),
        (lambda parts: parts.update({"xl/styles.xml": b"<a/>" * 100_001}), "cells"),
        (_with_row(WIDE_ROW), "more than 20000 rows or 500 columns"),
        (_with_row(FAR_ROW), "more than 20000 rows or 500 columns"),
        (lambda parts: parts.pop("xl/workbook.xml"), "not a readable"),
    ],
)
def test_workbook_beyond_a_limit_is_refused(
    change: Callable[[dict[str, bytes]], object], message: str
) -> None:
    with pytest.raises(CmcctError, match=message):
        read_sheets(Path("a.xlsx"), _repacked(change))


def test_parts_that_are_no_xml_do_not_matter() -> None:
    (sheet,) = read_sheets(Path("a.xlsx"), _repacked(lambda parts: parts.update({"a.bin": b"<"})))
    assert len(sheet.rows) == 1


def test_number_has_the_zeros_that_its_format_shows() -> None:
    (sheet,) = read_sheets(Path("a.xlsx"), _book("0000000000000"))
    assert sheet.rows[0].cells[2].text == "0005922201234"


def test_number_in_powers_of_ten_has_all_digits() -> None:
    def change(parts: dict[str, bytes]) -> None:
        parts[SHEET] = parts[SHEET].replace(b"<v>5922201234</v>", b"<v>5.922201234E9</v>")

    (sheet,) = read_sheets(Path("a.xlsx"), _repacked(change))
    assert sheet.rows[0].cells[2].text == "5922201234"


NAMED = {"name": "Ada Example", "country": "Guyana"}


@each(
    "objects",
    [
        [NAMED] * 20_001,
        [NAMED | {f"key{number}": 1 for number in range(499)}],
        [NAMED | {f"key{number}": 1} for number in range(4_000)],
    ],
)
def test_json_beyond_a_limit_is_refused(objects: list[dict[str, object]]) -> None:
    with pytest.raises(CmcctError, match="more than 20000 rows or 500 columns"):
        read_sheets(Path("a.json"), json.dumps(objects).encode())


@each("name", ["a.json", "a.xlsx"])
def test_record_with_a_text_beyond_a_cell_is_a_fault(name: str) -> None:
    long, short = "x" * 131_073, "x" * 131_072
    data = json.dumps([NAMED | {"address": text} for text in (long, short)]).encode()
    if name == "a.xlsx":
        row = b'<row r="3"><c r="A3" t="inlineStr"><is><t>%s</t></is></c></row></sheetData>'
        data = _repacked(_with_row(row % long.encode()))
    (sheet,) = read_sheets(Path(name), data)
    faults = [str(row.fault) for row in sheet.rows]
    assert sorted(faults) == ["", "it has a text of more than 131072 characters"]


def test_delimiter_that_is_a_quote_is_a_comma() -> None:
    (sheet,) = read_sheets(Path("a.csv"), b'sep="\nName,Country\nAda,Guyana\n')
    assert [column.key for column in sheet.columns] == ["name", "country"]


def test_cell_without_end_is_refused() -> None:
    with pytest.raises(CmcctError, match="cannot be read"):
        read_sheets(Path("a.csv"), b'Name,Country\n"' + b"x" * 200_000)


def test_map_has_each_heading_once() -> None:
    sheets = read_sheets(Path("a.csv"), b"Phone,Phone,,Country\n1,2,3,Guyana\n")
    assert format_map(sheets).splitlines() == ['Phone = "phones"', 'Country = "country"']


def test_line_with_many_parameters_is_left_out() -> None:
    line = "TEL" + ";A=b,c" * 40
    text = f"BEGIN:VCARD\n{line}\nFN:Ada Example\nEND:VCARD\n"
    (sheet,) = read_sheets(Path("a.vcf"), text.encode())
    (finding,) = sheet.rows[0].findings
    assert finding.message.startswith("Ada Example: line 2 cannot be read and is left out: 'TEL;A")
    assert len(finding.message) < 300


def test_long_photo_of_a_card_is_left_out() -> None:
    photo = "PHOTO;ENCODING=b:AAAA\n" + " AAAA\n" * 100_000
    text = f"BEGIN:VCARD\nVERSION:3.0\n{photo}FN:Ada Example\nEND:VCARD\n"
    (sheet,) = read_sheets(Path("a.vcf"), text.encode())
    assert [cell.text for cell in sheet.rows[0].cells if cell.text] == ["Ada Example"]


def test_card_of_too_many_lines_is_a_fault() -> None:
    lines = "NOTE:a\n" * 501
    text = f"BEGIN:VCARD\nFN:Ada Example\n{lines}END:VCARD\n"
    (sheet,) = read_sheets(Path("a.vcf"), text.encode())
    assert sheet.rows[0].fault == "Ada Example: the card has too many lines"


def test_very_long_line_of_a_card_is_left_out() -> None:
    text = f"BEGIN:VCARD\nFN:Ada Example\nNOTE:{'a' * 50_001}\nEND:VCARD\n"
    (sheet,) = read_sheets(Path("a.vcf"), text.encode())
    (finding,) = sheet.rows[0].findings
    assert finding.message == (
        f"Ada Example: line 3 cannot be read and is left out: 'NOTE:{'a' * 195}…'"
    )
