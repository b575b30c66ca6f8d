"""Excel workbooks: sheets of entries, meetings and working groups, without formulas.

All cells are text except dates, which can be sorted and filtered, and are shown in the language of
the list, whatever the language of Excel or Calc.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING, NamedTuple, TypeAlias
from zipfile import ZipFile, ZipInfo

from cmcct.formats.shared import annex, list_header
from cmcct.formats.shared.columns import HEADINGS, NAMES, readable_texts
from cmcct.formats.shared.phrases import format_meeting_day
from cmcct.history.participants import Annex
from cmcct.i18n.messages import Translator, _
from cmcct.model.entities import STRICTEST, FocalPoint, Meeting, WorkingGroup
from cmcct.privacy.audiences import AudienceView
from cmcct.text.control_chars import replace_control_chars, to_one_line

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

CANNOT_CARRY = {
    "merged": "the columns are those of the CSV",
}


class _Month(NamedTuple):
    """A month without a day."""

    first: date


CellValue: TypeAlias = str | date | _Month


class _Sheet(NamedTuple):
    """The content and layout of a sheet."""

    name: object  # translatable
    columns: Sequence[tuple[object, int]]  # (translatable heading, width in characters)
    rows: Iterable[Sequence[CellValue]]
    about: Sequence[str]  # lines above the table
    frozen: int  # frozen columns
    printed: int  # printed columns


_WITHHELD = "withheld"
# Columns of the entries, with their widths: first the printed ones, then the others.
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
    "national_phone": 18,
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
    "validates": 50,
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
_SHORT = frozenset({"covers", "languages"})  # several values share a line
_OTHER_WIDTH = 30
_OTHERS = (name for name in NAMES if name not in {*_ON_PAPER, *_ON_SCREEN, "marking"})
_WIDTHS = {**_ON_PAPER, **_ON_SCREEN, **dict.fromkeys(_OTHERS, _OTHER_WIDTH)}

BASE_PROPERTY = "cmcct-base"  # commit, audience and language, separated by spaces
_HEADER = 2  # index of the heading row, below the directory's name and the label
_A4 = 9
_MAX_CELL_UNITS = 32_767  # longest text of a cell, in UTF-16 units
_MAX_NAME_LENGTH = 31  # longest name of a sheet
_MAX_MARGIN_LENGTH = 80  # longest text in a header or footer, in characters; 255 with all its codes
_OLDEST = date(1900, 3, 1)  # before this date, Excel's calendar is wrong
_EARLIEST = date(1900, 1, 1)  # earliest creation date of a workbook
_UNKNOWN = date(2018, 4, 1)  # creation date of a list without dates: constant, for the same bytes
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
# What ZipInfo else takes from the machine and the version of Python.
_UNIX, _MODE = 3, 0o600
# The same width everywhere: systems without Arial have a font of the same metrics.
_FONT = {"font_name": "Arial", "font_size": 10, "font_scheme": "none"}
_HEADING = {
    "bold": True,
    "font_color": "white",
    "bg_color": "#1F3864",
    "text_wrap": True,
    "valign": "vcenter",
}
# Text format, so that an edited cell stays text.
_TEXT = {
    "num_format": "@",
    "text_wrap": True,
    "valign": "top",
    "border": 1,
    "border_color": "#BFBFBF",
}


class _CellFormats:
    """The cell formats of a workbook, in one language."""

    def __init__(self, book: "Workbook", marking: str, lang: str) -> None:
        label = {"bold": True, "font_color": list_header.TLP_COLOURS[marking], "bg_color": "black"}
        self.name = book.add_format({"bold": True, "font_size": 14})
        self.label = book.add_format(label | {"align": "center"})
        self.about = book.add_format({"num_format": "@", "indent": 1})
        self.heading = book.add_format(_HEADING)
        self.text = book.add_format(_TEXT)
        self.day = book.add_format(_TEXT | {"num_format": _DAYS[lang], "align": "left"})
        self.month = book.add_format(_TEXT | {"num_format": _MONTHS[lang], "align": "left"})


def dump(view: AudienceView, translator: Translator) -> bytes:
    """Return a view as a workbook: the same bytes for the same input.

    It names the commit that the list was made from: a returned sheet is compared with that version.
    """
    writers = (
        _entries,
        *([_gone] if view.removed or view.withdrawn else []),
        _meetings,
        _groups,
    )
    return _dump(view, translator, [write(view, translator) for write in writers])


def dump_annex(participants: Annex, translator: Translator) -> bytes:
    """Return the participants of a meeting as a workbook of one sheet."""
    return _dump(participants.view, translator, [_participants(participants, translator)])


def _dump(view: AudienceView, translator: Translator, sheets: Iterable[_Sheet]) -> bytes:
    from xlsxwriter import Workbook  # slow, and the rows alone do without

    out = io.BytesIO()
    # A copy: the library changes it, and the next workbook would have other bytes.
    book = Workbook(out, {"in_memory": True, "default_format_properties": {**_FONT}})
    book.set_properties(
        {
            "title": _text(view.info.name),
            "author": "cmcct",
            "subject": view.marking,
            "comments": _text(view.info.contact),
            "created": datetime.combine(
                max(list_header.day_of(view) or _UNKNOWN, _EARLIEST), time()
            ),
        }
    )
    if commit := view.edition.commit:
        book.set_custom_property(BASE_PROPERTY, f"{commit} {view.audience} {translator.lang}")
    formats = _CellFormats(book, view.marking, translator.lang)
    for sheet in sheets:
        worksheet = book.add_worksheet(translator.translate(sheet.name)[:_MAX_NAME_LENGTH])
        _write(worksheet, sheet, view, translator, formats)
        _set_up_print(worksheet, sheet, view, translator)
    book.close()
    return _store(out.getvalue())


def _store(archive: bytes) -> bytes:
    """Return an archive without compression: versions of zlib compress to other bytes."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(archive)) as packed, ZipFile(out, "w") as plain:
        for member in packed.infolist():
            info = ZipInfo(member.filename, member.date_time)
            info.create_system = _UNIX
            info.external_attr = _MODE << 16
            plain.writestr(info, packed.read(member))
    return out.getvalue()


def list_entries(view: AudienceView, translator: Translator) -> Iterator[list[str | date]]:
    """Yield the headings and rows of the first sheet, as a reader of the workbook finds them."""
    sheet = _entries(view, translator)
    yield [translator.translate(heading) for heading, _width in sheet.columns]
    for row in sheet.rows:
        yield [cell if isinstance(cell, date) else _text(str(cell)) for cell in row]


def _entries(view: AudienceView, translator: Translator) -> _Sheet:
    private = () if view.audience == STRICTEST else ("private_notes",)
    widths = {name: width for name, width in _WIDTHS.items() if name not in private}
    headings = HEADINGS | {_WITHHELD: _("Withheld")}
    return _Sheet(
        _("Focal points"),
        [(headings[name], width) for name, width in widths.items()],
        ([_cell(point, name, view, translator) for name in widths] for point in view.focal_points),
        [*_about(view, translator), *list_header.describe_withheld(view, translator)],
        frozen=2,
        printed=len(_ON_PAPER),
    )


def _cell(point: FocalPoint, name: str, view: AudienceView, translator: Translator) -> CellValue:
    if name in _DATES:
        return _day(getattr(point, name), translator)
    if name == _WITHHELD:
        count = view.withheld.get(point.id, 0)
        return _withheld(count, translator) if count else ""
    between = ", " if name in _SHORT else "\n"
    return between.join(readable_texts(point, name, view, translator))


def _withheld(count: int, translator: Translator) -> str:
    return translator.ngettext("{count} e-mail or number", "{count} e-mails and numbers", count)


def _participants(participants: Annex, translator: Translator) -> _Sheet:
    headings = (*(HEADINGS[key] for key in annex.COLUMNS), _("Remark"))
    return _Sheet(
        _("Participants"),
        list(zip(headings, (24, 14, 30, 30, 36, 36, 36), strict=True)),
        annex.rows(participants, translator),
        [
            annex.title(participants),
            *annex.describe(participants, translator)[1:],
            *map(translator.translate, annex.describe_gone(participants)),
        ],
        frozen=1,
        printed=len(headings),
    )


def _gone(view: AudienceView, translator: Translator) -> _Sheet:
    names = ("name", "unit", "organisation", "country")
    columns = [(HEADINGS[name], 36) for name in names]
    rows = ([_cell(point, name, view, translator) for name in names] for point in view.removed)
    above = [
        *_about(view, translator),
        *map(translator.translate, list_header.describe_withdrawn(view.withdrawn)),
    ]
    return _Sheet(list_header.REMOVED_HEADING, columns, rows, above, frozen=1, printed=len(names))


def _meetings(view: AudienceView, translator: Translator) -> _Sheet:
    headings = (_("Meeting"), _("Date"), _("Place"), _("Host"), _("Id"))
    return _Sheet(
        _("Meetings"),
        list(zip(headings, (48, 20, 28, 28, 28), strict=True)),
        (_meeting(meeting, translator) for meeting in view.meetings_attended),
        _about(view, translator),
        frozen=1,
        printed=len(headings),
    )


def _groups(view: AudienceView, translator: Translator) -> _Sheet:
    headings = (_("Working group"), _("Purpose"), _("Countries"), _("Id"))
    return _Sheet(
        _("Working groups"),
        list(zip(headings, (40, 60, 40, 28), strict=True)),
        (_group(group, translator) for group in view.groups_joined),
        _about(view, translator),
        frozen=1,
        printed=len(headings),
    )


def _meeting(meeting: Meeting, translator: Translator) -> list[CellValue]:
    return [
        meeting.name,
        _when(meeting, translator),
        meeting.place,
        translator.translate(meeting.host),
        meeting.id,
    ]


def _group(group: WorkingGroup, translator: Translator) -> list[CellValue]:
    countries = "\n".join(map(translator.translate, group.countries)) or translator.gettext(
        "open to all"
    )
    return [group.name, group.purpose, countries, group.id]


def _day(day: date | None, translator: Translator) -> CellValue:
    """Return a date, or text if the date is too old for Excel."""
    if day is None:
        return ""
    return day if day >= _OLDEST else translator.format_date(day)


def _when(meeting: Meeting, translator: Translator) -> CellValue:
    """Return the date or the month of a meeting, or text if it is too old for Excel."""
    when = meeting.date
    if isinstance(when, date):
        return _day(when, translator)
    if not when:
        return ""
    first = date.fromisoformat(f"{when}-01")
    return _Month(first) if first >= _OLDEST else format_meeting_day(meeting, translator)


def _write(
    worksheet: "Worksheet",
    sheet: _Sheet,
    view: AudienceView,
    translator: Translator,
    formats: _CellFormats,
) -> None:
    """Write the name, the label and other texts about the list, and the table below them."""
    worksheet.write_string(0, 0, _text(view.info.name), formats.name)
    worksheet.write_string(1, 0, view.marking, formats.label)
    worksheet.write_string(1, 1, _text(" · ".join(sheet.about)), formats.about)
    for number, (heading, width) in enumerate(sheet.columns):
        worksheet.set_column(number, number, width)
        worksheet.write_string(_HEADER, number, translator.translate(heading), formats.heading)
    last = _HEADER
    for last, row in enumerate(sheet.rows, _HEADER + 1):
        for number, cell in enumerate(row):
            _put(worksheet, last, number, cell, formats)
    worksheet.autofilter(_HEADER, 0, last, len(sheet.columns) - 1)
    worksheet.freeze_panes(_HEADER + 1, sheet.frozen)
    worksheet.print_area(0, 0, last, sheet.printed - 1)


def _put(
    worksheet: "Worksheet", row: int, column: int, cell: CellValue, formats: _CellFormats
) -> None:
    if not cell:  # most are empty
        worksheet.write_blank(row, column, None, formats.text)
    elif isinstance(cell, str):
        worksheet.write_string(row, column, _text(cell), formats.text)
    elif isinstance(cell, _Month):
        worksheet.write_datetime(row, column, datetime.combine(cell.first, time()), formats.month)
    else:
        worksheet.write_datetime(row, column, datetime.combine(cell, time()), formats.day)


def _about(view: AudienceView, translator: Translator) -> list[str]:
    """Return the edition and the address for corrections."""
    lines = (
        list_header.format_edition(view, translator),
        list_header.format_corrections(view.info.contact, translator),
    )
    return [*filter(None, lines)]


def _set_up_print(
    worksheet: "Worksheet", sheet: _Sheet, view: AudienceView, translator: Translator
) -> None:
    """Set up printing: landscape, with the headings, label and edition on each page."""
    worksheet.set_landscape()
    worksheet.set_paper(_A4)
    worksheet.set_margins(left=0.4, right=0.4, top=0.8, bottom=0.7)
    worksheet.fit_to_pages(1, 0)
    worksheet.repeat_rows(_HEADER)
    is_part = sheet.printed < len(sheet.columns)
    rest = translator.gettext("More columns in the file") if is_part else ""
    pages = translator.gettext("Page {page} of {pages}", page="&P", pages="&N")
    label = f'&"-,Bold"&12{view.marking}'
    worksheet.set_header(_sides(_margin(view.info.name), rest, label))
    worksheet.set_footer(_sides(list_header.format_edition(view, translator), pages, label))


def _sides(*texts: str) -> str:
    """Return a header or footer from its left, centre and right parts."""
    return "".join(f"&{side}{text}" for side, text in zip("LCR", texts, strict=True) if text)


def _margin(text: str) -> str:
    """Escape a text for a header or footer, in which `&` starts a code."""
    return to_one_line(text)[:_MAX_MARGIN_LENGTH].replace("&", "&&")


def _text(text: str) -> str:
    """Truncate a text to the length of a cell, with a mark, and escape invisible characters."""
    kept = replace_control_chars(text)
    if len(kept) > _MAX_CELL_UNITS // 2:
        units = kept.encode("utf-16-le")
        cut = units[: 2 * (_MAX_CELL_UNITS - 1)].decode("utf-16-le", errors="ignore")
        kept = kept if len(units) <= 2 * _MAX_CELL_UNITS else f"{cut}…"
    # XlsxWriter would parse it as its own XML.
    return f"{kept} " if kept.startswith("<r>") and kept.endswith("</r>") else kept
