"""CSV for spreadsheets (RFC 4180): UTF-8 with a byte order mark, CRLF, formulas defused."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import repeat

from cmcct.formats.shared import columns
from cmcct.privacy.audiences import AudienceView
from cmcct.text.control_chars import replace_control_chars

BYTE_ORDER_MARK = "\ufeff"

# Full-width signs start a formula too, in Excel for Japanese, Chinese or Korean.
_SIGNS = r"=+\-@\uff1d\uff0b\uff0d\uff20"
_SIGN_IN_FRONT = re.compile(rf"(?:\A|[;,|])[\s\"]*[{_SIGNS}]")  # of a text or of a part of it
_FORMULA_START = re.compile(rf"\A(\s*[{_SIGNS}]|[\t\r\n])")
# Groups of digits, which spreadsheets leave as text; a national number may be any text.
_AFTER = r"( ext\. \d+)?( \([^()]*\))*"
_NUMBER = rf"\+\d[\d ]*{_AFTER}"
_NUMBERS = re.compile(rf"{_NUMBER}(\Z|;)")
# A comma may be a decimal separator: neither a digit nor an operator may follow `+1,`. At the end
# of a cell, the digit may begin the next one: only a number of several groups is left alone there.
_END = rf"([;\n\"]|,(\s+\w|\s*(\Z|[{_SIGNS}])))"
_GROUPS = rf"\+\d+( +\d+)+{_AFTER}\Z"
_HEADING_OF_NUMBERS = re.compile("Phone|Number")
# A spreadsheet that uses another separator starts a new cell after each of these, and after a line
# break, since it does not see the quotes around them.
_FORMULA_INSIDE = re.compile(rf"([;,|\t\n\r][\s\"]*)(?!{_NUMBER}{_END}|{_GROUPS})(?=[{_SIGNS}])")


def dump(view: AudienceView, *, names: Sequence[str] = (), delimiter: str = ",") -> str:
    """Return a view as CSV, one row per entry; `names` picks columns, default all.

    Raises `UnknownValueError` for a name of no column.
    """
    return BYTE_ORDER_MARK + _table(list_entries(view, names=names), delimiter)


def list_entries(view: AudienceView, *, names: Sequence[str] = ()) -> Iterator[Sequence[str]]:
    """Yield the names of the columns, and the texts of each row; raises as `dump` does."""
    picked = columns.select_columns(names)
    about = columns.list_texts(view)
    is_number = [name in columns.PHONES for name in picked]
    yield picked
    for point in view.focal_points:
        yield [*map(_cell, columns.cell_texts(point, picked, about), is_number)]


def dump_table(header: str, rows: Iterable[Mapping[str, str]]) -> str:
    """Return rows under a header; each row maps heading to text."""
    headings = header.split(",")
    is_number = [bool(_HEADING_OF_NUMBERS.search(heading)) for heading in headings]
    texts = (map(_cell, map(row.get, headings, repeat("")), is_number) for row in rows)
    return _table([headings, *texts], ",")


def _table(rows: Iterable[Iterable[str]], delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def _cell(text: str, is_number: bool) -> str:  # noqa: FBT001
    """Defuse formulas in a cell; a leading quote would spoil a phone number."""
    if not text or text.isalnum():
        return text
    if text.isprintable() and not _SIGN_IN_FRONT.search(text):  # most, and faster
        return text
    inside = _FORMULA_INSIDE.sub(r"\1'", replace_control_chars(text))
    if is_number and _NUMBERS.match(inside):
        return inside
    return f"'{inside}" if _FORMULA_START.match(inside) else inside
