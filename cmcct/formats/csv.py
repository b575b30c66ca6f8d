"""CSV for spreadsheets: UTF-8 with a byte order mark, CRLF, RFC 4180, and no cell is a formula."""

import csv
import io
import re
from collections.abc import Sequence

from cmcct.controls import visible
from cmcct.formats import columns
from cmcct.sharing import Extract

SUFFIX = ".csv"
CANNOT_CARRY = {
    "emails.sharing": "the file is made for one audience",
    "phones.sharing": "the file is made for one audience",
    "phones.hours": "a cell of numbers has no room for each line's hours",
}

_BYTE_ORDER_MARK = "\ufeff"
_FORMULA_START = re.compile(r"\A[=+\-@\t\r\n]")
# Groups of digits, which no spreadsheet reckons with; a national number may be any text.
_NUMBER = re.compile(r"\+\d[\d ]*(\Z|;| ext\. | \()")
# A spreadsheet that takes another separator for its own begins a new cell after each of these.
_FORMULA_INSIDE = re.compile(r"([;,|\t\n\r]\s*\"?)([=@])")


def dump(extract: Extract, *, names: Sequence[str] = (), delimiter: str = ",") -> str:
    """Write an extract as CSV, one row an entry; `names` picks columns, none means all."""
    picked = columns.pick(names)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(picked)
    for point in extract.focal_points:
        texts = columns.cells(point, picked, extract.marking)
        writer.writerow(_cell(name, text) for name, text in zip(picked, texts, strict=True))
    return _BYTE_ORDER_MARK + out.getvalue()


def _cell(name: str, text: str) -> str:
    """Keep a spreadsheet from taking text for a formula; a leading quote would spoil a number."""
    inside = _FORMULA_INSIDE.sub(r"\1'\2", visible(text))
    is_number = name in columns.PHONES and _NUMBER.match(inside)
    return f"'{inside}" if _FORMULA_START.match(inside) and not is_number else inside
