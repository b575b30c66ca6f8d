"""CSV and TSV (RFC 4180), with the delimiter by which most headings are recognised."""

import csv
import io
import re
from collections.abc import Mapping
from functools import cache
from itertools import islice

from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import _
from cmcct.importing.readers import file_limits, headings
from cmcct.importing.readers.headings import Meaning
from cmcct.importing.readers.rows import EMPTY, Cell
from cmcct.importing.readers.table import HEADER_ROWS, Grid, Line

_DELIMITERS = ",;\t|"
_STATED = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)  # as Excel writes and reads it
_DEFUSED = re.compile(r"\A'(?=\s*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n])")
_SAMPLE = 8_192  # characters


def read_grid(file: object, text: str, column_map: Mapping[str, Meaning]) -> Grid:
    """Return the records of a text, counted from 1 below `sep=`; raises `CmcctError`."""
    if stated := _STATED.match(text):
        text = text[stated.end() :]  # spreadsheets do not count this line
    delimiter = (
        stated[1]
        if stated  # else the one with the most known headings, then the most columns
        else max(_DELIMITERS, key=lambda sign: _score(text[:_SAMPLE], sign, column_map))
    )
    if delimiter in '"\r\n':
        delimiter = ","
    lines = []
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        for number, record in enumerate(reader, 1):
            if any(record):
                lines.append(Line(number, [*map(read_cell, record)]))
            if number > file_limits.MAX_ROWS or len(record) > file_limits.MAX_COLUMNS:
                raise file_limits.refuse_extent(file)
    except csv.Error:
        message = _("{file}: record {record} cannot be read", file=file, record=len(lines) + 1)
        raise CmcctError(message, _("save the sheet again as CSV UTF-8")) from None
    return Grid(lines)


@cache
def read_cell(text: str) -> Cell:
    """Return a cell, one for all of a text: most texts repeat, and a returned list has them twice.

    Our own export writes an apostrophe before what would be a formula.
    """
    if not text:
        return EMPTY
    return Cell(_DEFUSED.sub("", text) if text.startswith("'") else text)


def _score(text: str, delimiter: str, column_map: Mapping[str, Meaning]) -> tuple[int, int]:
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    records = [record[: file_limits.MAX_COLUMNS] for record in islice(lines, HEADER_ROWS)]
    width = max(map(len, records), default=0)
    most = 0
    for record in records:
        most = max(most, headings.read_header(record, column_map).known_count)
        if most == width:  # no other record can have more
            break
    return most, width
