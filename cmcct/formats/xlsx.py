"""Excel workbooks: a sheet of entries, one of meetings, one of working groups; nothing reckons.

Every cell is text but for dates: those can be sorted and filtered as dates, and are shown in the
language of the list whatever the language of Excel or Calc is.
"""

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import NamedTuple, TypeAlias

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from cmcct.controls import one_line, visible
from cmcct.formats import heads
from cmcct.formats.columns import HEADINGS, readable
from cmcct.model import STRICTEST, FocalPoint, Meeting, WorkingGroup
from cmcct.sharing import Extract
from cmcct.wording import Wording, say

CANNOT_CARRY = {
    "merged": "the columns are those of the CSV",
    "emails.sharing": "the file is made for one audience",
    "phones.sharing": "the file is made for one audience",
}


class _Month(NamedTuple):
    """A month of which no day is known."""

    first: date


Cell: TypeAlias = str | date | _Month


class _Sheet(NamedTuple):
    """What stands on a sheet."""

    name: object  # sayable
    columns: Sequence[tuple[object, int]]  # a sayable heading; the width in characters
    rows: Iterable[Sequence[Cell]]
    about: Sequence[str]  # what is said above them
    frozen: int  # columns that stay in sight
    printed: int  # columns that go on paper


_WITHHELD = "withheld"
# Of entries, in the order of the sheet, with their widths: first those for paper, then the others.
_ON_PAPER = {
    "country": 15,
    "name": 22,
    "title": 20,
    "organisation": 25,
    "unit": 22,
    "sectors": 25,
    "email": 34,
    "office_phone": 18,
    "mobile_phone": 18,
    "hotline": 18,
    _WITHHELD: 13,
    "verified": 12,
}
_ON_SCREEN = {
    "verified_via": 14,
    "role": 16,
    "honorific": 12,
    "languages": 18,
    "fax": 20,
    "hours": 30,
    "timezone": 25,
    "notes": 70,
    "private_notes": 70,
    "address": 36,
    "city": 18,
    "website": 36,
    "covers": 40,
    "body": 26,
    "working_groups": 50,
    "meetings": 50,
    "status": 10,
    "since": 12,
    "until": 12,
    "sharing": 14,
    "family_name": 20,
    "country_code": 10,
    "id": 24,
    "formerly": 24,
}
_DATES = frozenset({"since", "until", "verified"})
_SHORT = frozenset({"covers", "languages"})  # of which many fit a line
_WIDTHS = {**_ON_PAPER, **_ON_SCREEN}

_HEADER = 2  # the row of the headings, from 0, under the name of the directory and the label
_A4 = 9
_LONGEST = 32_767  # UTF-16 units in a cell
_LONGEST_NAME = 31  # of a sheet
_LONGEST_IN_MARGIN = 80  # characters; a header or footer has room for 255 with all its codes
_OLDEST = date(1900, 3, 1)  # before which Excel and the calendar disagree
_EARLIEST = date(1900, 1, 1)  # that a workbook can be of
_UNKNOWN = date(2018, 4, 1)  # of a list that holds no date: any will do that is always the same
_DAYS = {
    "en": "[$-809]d mmm yyyy",
    "es": "[$-80A]d mmm yyyy",
    "nl": "[$-413]d mmm yyyy",
    "fr": "[$-40C]d mmm yyyy",
}
_MONTHS = {
    "en": "[$-809]mmmm yyyy",
    "es": '[$-80A]mmmm "de" yyyy',
    "nl": "[$-413]mmmm yyyy",
    "fr": "[$-40C]mmmm yyyy",
}
# As wide everywhere: programs that have no Arial have a font that was made to take its place.
_FONT = {"font_name": "Arial", "font_size": 10, "font_scheme": "none"}
_HEADING = {
    "bold": True,
    "font_color": "white",
    "bg_color": "#1F3864",
    "text_wrap": True,
    "valign": "vcenter",
}
# Text as text, even after somebody has edited the cell.
_TEXT = {
    "num_format": "@",
    "text_wrap": True,
    "valign": "top",
    "border": 1,
    "border_color": "#BFBFBF",
}


class _Formats:
    """The looks of the cells of one workbook, in one language."""

    def __init__(self, book: Workbook, marking: str, lang: str) -> None:
        label = {"bold": True, "font_color": heads.COLOURS[marking], "bg_color": "black"}
        self.name = book.add_format({"bold": True, "font_size": 14})
        self.label = book.add_format(label | {"align": "center"})
        self.about = book.add_format({"num_format": "@", "indent": 1})
        self.heading = book.add_format(_HEADING)
        self.text = book.add_format(_TEXT)
        self.day = book.add_format(_TEXT | {"num_format": _DAYS[lang], "align": "left"})
        self.month = book.add_format(_TEXT | {"num_format": _MONTHS[lang], "align": "left"})


def dump(extract: Extract, words: Wording) -> bytes:
    """Write an extract as a workbook, the same bytes whenever and wherever it is made."""
    out = io.BytesIO()
    # A copy, to which the library adds: the next workbook would have other bytes.
    book = Workbook(out, {"in_memory": True, "default_format_properties": {**_FONT}})
    book.set_properties(
        {
            "title": _text(extract.about.name),
            "author": "cmcct",
            "subject": extract.marking,
            "comments": _text(extract.about.contact),
            "created": datetime.combine(max(extract.edition or _UNKNOWN, _EARLIEST), time()),
        }
    )
    formats = _Formats(book, extract.marking, words.lang)
    writers = (
        _entries,
        *([_gone] if extract.gone or extract.withdrawn else []),
        _meetings,
        _groups,
    )
    for sheet in (write(extract, words) for write in writers):
        worksheet = book.add_worksheet(words.of(sheet.name)[:_LONGEST_NAME])
        _write(worksheet, sheet, extract, words, formats)
        _set_up_print(worksheet, sheet, extract, words)
    book.close()
    return out.getvalue()


def _entries(extract: Extract, words: Wording) -> _Sheet:
    private = () if extract.audience == STRICTEST else ("private_notes",)
    widths = {name: width for name, width in _WIDTHS.items() if name not in private}
    headings = HEADINGS | {_WITHHELD: say("Withheld")}
    return _Sheet(
        say("Focal points"),
        [(headings[name], width) for name, width in widths.items()],
        ([_cell(point, name, extract, words) for name in widths] for point in extract.focal_points),
        [*_about(extract, words), *heads.withheld(extract, words)],
        frozen=2,
        printed=len(_ON_PAPER),
    )


def _cell(point: FocalPoint, name: str, extract: Extract, words: Wording) -> Cell:
    if name in _DATES:
        return _day(getattr(point, name), words)
    if name == _WITHHELD:
        count = extract.withheld.get(point.id, 0)
        return _withheld(count, words) if count else ""
    between = ", " if name in _SHORT else "\n"
    return between.join(readable(point, name, extract, words))


def _withheld(count: int, words: Wording) -> str:
    return words.say_count("{count} e-mail or number", "{count} e-mails and numbers", count)


def _gone(extract: Extract, words: Wording) -> _Sheet:
    names = ("name", "unit", "organisation", "country")
    columns = [(HEADINGS[name], 36) for name in names]
    rows = ([_cell(point, name, extract, words) for name in names] for point in extract.gone)
    above = [*_about(extract, words), *map(words.of, heads.withdrawn(extract.withdrawn))]
    return _Sheet(heads.GONE, columns, rows, above, frozen=1, printed=len(names))


def _meetings(extract: Extract, words: Wording) -> _Sheet:
    headings = (say("Meeting"), say("Date"), say("Place"), say("Host"), say("Id"))
    return _Sheet(
        say("Meetings"),
        list(zip(headings, (48, 20, 28, 28, 28), strict=True)),
        (_meeting(meeting, words) for meeting in extract.meetings_attended),
        _about(extract, words),
        frozen=1,
        printed=len(headings),
    )


def _groups(extract: Extract, words: Wording) -> _Sheet:
    headings = (say("Working group"), say("Purpose"), say("Countries"), say("Id"))
    return _Sheet(
        say("Working groups"),
        list(zip(headings, (40, 60, 40, 28), strict=True)),
        (_group(group, words) for group in extract.groups_joined),
        _about(extract, words),
        frozen=1,
        printed=len(headings),
    )


def _meeting(meeting: Meeting, words: Wording) -> list[Cell]:
    when = _when(meeting.date, words)
    return [meeting.name, when, meeting.place, words.of(meeting.host), meeting.id]


def _group(group: WorkingGroup, words: Wording) -> list[Cell]:
    countries = "\n".join(map(words.of, group.countries)) or words.say("open to all")
    return [group.name, group.purpose, countries, group.id]


def _day(day: date | None, words: Wording) -> Cell:
    """Return a date, as text where Excel has none so old."""
    if day is None:
        return ""
    return day if day >= _OLDEST else words.day(day)


def _when(when: date | str, words: Wording) -> Cell:
    """Return the day of a meeting, or its month."""
    if isinstance(when, date):
        return _day(when, words)
    if not when:
        return ""
    first = date.fromisoformat(f"{when}-01")
    return _Month(first) if first >= _OLDEST else when


def _write(
    worksheet: Worksheet, sheet: _Sheet, extract: Extract, words: Wording, formats: _Formats
) -> None:
    """Write the name, the label and what else is known of the list above a table of cells."""
    worksheet.write_string(0, 0, _text(extract.about.name), formats.name)
    worksheet.write_string(1, 0, extract.marking, formats.label)
    worksheet.write_string(1, 1, _text(" · ".join(sheet.about)), formats.about)
    for number, (heading, width) in enumerate(sheet.columns):
        worksheet.set_column(number, number, width)
        worksheet.write_string(_HEADER, number, words.of(heading), formats.heading)
    last = _HEADER
    for last, row in enumerate(sheet.rows, _HEADER + 1):
        for number, cell in enumerate(row):
            _put(worksheet, last, number, cell, formats)
    worksheet.autofilter(_HEADER, 0, last, len(sheet.columns) - 1)
    worksheet.freeze_panes(_HEADER + 1, sheet.frozen)
    worksheet.print_area(0, 0, last, sheet.printed - 1)


def _put(worksheet: Worksheet, row: int, column: int, cell: Cell, formats: _Formats) -> None:
    if not cell:  # as most are
        worksheet.write_blank(row, column, None, formats.text)
    elif isinstance(cell, str):
        worksheet.write_string(row, column, _text(cell), formats.text)
    elif isinstance(cell, _Month):
        worksheet.write_datetime(row, column, datetime.combine(cell.first, time()), formats.month)
    else:
        worksheet.write_datetime(row, column, datetime.combine(cell, time()), formats.day)


def _about(extract: Extract, words: Wording) -> list[str]:
    """Say of which day a list is, and where to send corrections."""
    said = (heads.edition(extract, words), heads.corrections(extract.about.contact, words))
    return [*filter(None, said)]


def _set_up_print(worksheet: Worksheet, sheet: _Sheet, extract: Extract, words: Wording) -> None:
    """Print across the page, with headings, label and edition on each."""
    worksheet.set_landscape()
    worksheet.set_paper(_A4)
    worksheet.set_margins(left=0.4, right=0.4, top=0.8, bottom=0.7)
    worksheet.fit_to_pages(1, 0)
    worksheet.repeat_rows(_HEADER)
    is_part = sheet.printed < len(sheet.columns)
    rest = words.say("Further columns are in the file") if is_part else ""
    pages = words.say("Page {page} of {pages}", page="&P", pages="&N")
    label = f'&"-,Bold"&12{extract.marking}'
    worksheet.set_header(_sides(_margin(extract.about.name), rest, label))
    worksheet.set_footer(_sides(heads.edition(extract, words), pages, label))


def _sides(*texts: str) -> str:
    """Write a header or footer of a left, a middle and a right part."""
    return "".join(f"&{side}{text}" for side, text in zip("LCR", texts, strict=True) if text)


def _margin(text: str) -> str:
    """Write a text for a header or footer, in which `&` begins a code."""
    return one_line(text)[:_LONGEST_IN_MARGIN].replace("&", "&&")


def _text(text: str) -> str:
    """Keep of a text what a cell can hold, and show where one is cut."""
    kept = visible(text)
    if len(kept) > _LONGEST // 2:
        units = kept.encode("utf-16-le")
        cut = units[: 2 * (_LONGEST - 1)].decode("utf-16-le", errors="ignore")
        kept = kept if len(units) <= 2 * _LONGEST else f"{cut}…"
    # XlsxWriter would take it for its own XML.
    return f"{kept} " if kept.startswith("<r>") and kept.endswith("</r>") else kept
