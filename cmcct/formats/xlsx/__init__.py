"""Excel workbooks: sheets of entries, meetings and working groups, without formulas.

All cells are text except dates, which can be sorted and filtered, and are shown in the language of
the list, whatever the language of Excel or Calc. `sheets` makes the sheets. XlsxWriter writes them:
cell formats, the printed page, the same bytes.
"""

import hashlib
import io
import zlib
from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile, ZipInfo

from cmcct.calling.lines import Line
from cmcct.formats.shared import list_header
from cmcct.formats.xlsx import sheets
from cmcct.formats.xlsx.sheets import CellValue, Link, Month, Sheet
from cmcct.history.people import Annex
from cmcct.i18n.messages import ByLanguage, Translator
from cmcct.privacy.audiences import AudienceView
from cmcct.reference import vocabulary
from cmcct.text.control_chars import replace_control_chars, to_one_line

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

BASE_PROPERTY = "cmcct-base"  # commit, audience and language, separated by spaces
# What a damaged archive raises; positions outside the file are a ValueError.
BROKEN = (BadZipFile, zlib.error, OSError, EOFError, RuntimeError, KeyError, ValueError)
_HASH_PROPERTY = "cmcct-hash"  # SHA-256 of the sheets
_NO_HASH = "0" * 64
_PROPERTIES = "docProps/custom.xml"
_SHEETS = ("xl/worksheets/sheet", "xl/sharedStrings.xml")
_HEADER = 2  # index of the heading row, below the directory's name and the label
_PAPERS = {"a4": 9, "letter": 1}  # as Excel numbers them
_MAX_CELL_UNITS = 32_767  # longest text of a cell, in UTF-16 units
# Of the line above the table, which is as wide as a page: no program adapts the height of merged
# cells to their text. The height is in points, the length in characters.
_LINE_HEIGHT, _LINE_LENGTH = 13.5, 110
_MAX_LINKS = 65_530  # of a sheet
_MAX_NAME_LENGTH = 31  # longest name of a sheet
_MAX_MARGIN_LENGTH = 80  # longest text in a header or footer, in characters; 255 with all its codes
_TEL_WRITTEN = "tel://"
_EARLIEST = date(1900, 1, 1)  # earliest creation date of a workbook
_DAYS = ByLanguage(
    en="[$-809]d mmm yyyy", es="[$-80A]d mmm yyyy", nl="[$-413]d mmm yyyy", fr="[$-40C]d mmm yyyy"
)
_MONTHS = ByLanguage(
    en="[$-809]mmmm yyyy", es='[$-80A]mmmm "de" yyyy', nl="[$-413]mmmm yyyy", fr="[$-40C]mmmm yyyy"
)
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
_TEXT = {"num_format": "@", "text_wrap": True, "valign": "top"}
_LINES = {"border": 1, "border_color": "#BFBFBF"}
_LINK = {"font_color": "#0563C1"}


def dump(view: AudienceView, translator: Translator, paper: str = "a4") -> bytes:
    """Return a view as a workbook: the same bytes for the same input.

    It names the commit that the list was made from: a returned sheet is compared with that version.
    """
    tables = [sheets.list_points(view, translator)]
    if view.removed or view.withdrawn:
        tables.append(sheets.list_removed(view, translator))
    tables += sheets.list_meetings(view, translator), sheets.list_groups(view, translator)
    return write_workbook(view, translator, tables, paper)


def dump_annex(participants: Annex, translator: Translator, paper: str = "a4") -> bytes:
    """Return the participants of a meeting as a workbook of one sheet."""
    sheet = sheets.list_participants(participants, translator)
    return write_workbook(participants.view, translator, [sheet], paper)


def dump_calls(
    view: AudienceView, numbers: Iterable[Sequence[Line]], limit: str, translator: Translator
) -> bytes:
    """Return lines to ring for a test as a workbook of one sheet; `limit` marks toll-free ones."""
    sheet = sheets.list_calls(view, numbers, limit, translator)
    return write_workbook(view, translator, [sheet], "a4")


def list_entries(
    view: AudienceView, translator: Translator, headings: Container[str] = ()
) -> Iterator[list[str | date]]:
    """Yield the headings and rows of the first sheet, as a reader of the workbook finds them.

    Columns of workbooks that earlier versions wrote follow if `headings` has theirs, folded.
    """
    sheet = sheets.list_points(view, translator, headings)
    yield [translator.translate(column.heading) for column in sheet.columns]
    for row in sheet.rows:
        texts = (cell.text if isinstance(cell, Link) else cell for cell in row)
        yield [text if isinstance(text, date) else to_cell_text(str(text)) for text in texts]


class _CellFormats:
    """The cell formats of a workbook, in one language."""

    def __init__(self, book: "Workbook", marking: str, lang: str) -> None:
        label = {"bold": True, "font_color": list_header.TLP_COLOURS[marking], "bg_color": "black"}
        self.name = book.add_format({"bold": True, "font_size": 14})
        self.label = book.add_format(label | {"align": "center", "valign": "vcenter"})
        self.about = book.add_format(_TEXT | {"valign": "vcenter", "indent": 1})
        self.heading = book.add_format(_HEADING)
        self.text = book.add_format(_TEXT)
        self.day = book.add_format(_TEXT | {"num_format": _DAYS[lang], "align": "left"})
        self.month = book.add_format(_TEXT | {"num_format": _MONTHS[lang], "align": "left"})
        self.link = book.add_format(_TEXT | _LINK)
        self.lines = book.add_format(_LINES)


def write_workbook(
    view: AudienceView, translator: Translator, sheets: Iterable[Sheet], paper: str
) -> bytes:
    """Return sheets about a view as a workbook to print on `paper`."""
    from xlsxwriter import Workbook  # slow, and the rows alone do without

    out = io.BytesIO()
    # A copy: the library changes it, and the next workbook would have other bytes.
    book = Workbook(out, {"in_memory": True, "default_format_properties": {**_FONT}})
    book.set_properties(
        {
            "title": to_cell_text(view.info.name),
            "author": "cmcct",
            "subject": view.marking,
            "comments": to_cell_text(view.info.contact),
            "created": datetime.combine(
                max(list_header.day_of(view) or list_header.UNDATED, _EARLIEST), time()
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
        worksheet.set_paper(_PAPERS[paper])
    book.set_custom_property(_HASH_PROPERTY, _NO_HASH)
    book.close()
    return _store(out.getvalue())


def is_sealed(data: bytes) -> bool:
    """Return whether the sheets of a workbook are as cmcct wrote them, by the hash in it."""
    try:
        with ZipFile(io.BytesIO(data)) as book:
            return _hash_sheets(book).encode() in book.read(_PROPERTIES)
    except BROKEN:
        return False


def _hash_sheets(book: ZipFile) -> str:
    names = (name for name in sorted(book.namelist()) if name.startswith(_SHEETS))
    return hashlib.sha256(b"".join(map(book.read, names))).hexdigest()


def _store(archive: bytes) -> bytes:
    """Return an archive without compression: versions of zlib compress to other bytes.

    Among its properties is the hash of its sheets.
    """
    out = io.BytesIO()
    with ZipFile(io.BytesIO(archive)) as packed, ZipFile(out, "w") as plain:
        hash_ = _hash_sheets(packed).encode()
        for member in packed.infolist():
            info = ZipInfo(member.filename, member.date_time)
            info.create_system = _UNIX
            info.external_attr = _MODE << 16
            content = packed.read(member)
            if member.filename == _PROPERTIES:
                content = content.replace(_NO_HASH.encode(), hash_)
            if member.filename.startswith("xl/worksheets/_rels/"):
                content = content.replace(f'"{_TEL_WRITTEN}'.encode(), b'"tel:')
            plain.writestr(info, content)
    return out.getvalue()


def _write(
    worksheet: "Worksheet",
    sheet: Sheet,
    view: AudienceView,
    translator: Translator,
    formats: _CellFormats,
) -> None:
    """Write the name, the label and other texts about the list, and the table below them.

    Empty cells have the format of their column, and lines by a conditional format: most are empty.
    """
    worksheet.write_string(0, 0, to_cell_text(view.info.name), formats.name)
    worksheet.write_string(1, 0, view.marking, formats.label)
    about = to_cell_text(" · ".join(sheet.about))
    worksheet.merge_range(1, 1, 1, sheet.printed - 1, "", formats.about)
    worksheet.write_string(1, 1, about, formats.about)  # the library would make formulas of texts
    worksheet.set_row(1, _LINE_HEIGHT * (1 + len(about) // _LINE_LENGTH))
    for number, column in enumerate(sheet.columns):
        form = formats.day if column.is_day else formats.text
        worksheet.set_column(number, number, column.width, form)
        heading = translator.translate(column.heading)
        worksheet.write_string(_HEADER, number, heading, formats.heading)
    last = _HEADER
    for last, row in enumerate(sheet.rows, _HEADER + 1):
        for number, cell in enumerate(row):
            if cell:  # most are empty
                _write_cell(worksheet, last, number, cell, formats)
    for number, column in enumerate(sheet.columns):
        if column.choices:
            words = [term.label(translator.lang) for term in vocabulary.terms(column.choices)]
            choices = {"validate": "list", "source": words}
            worksheet.data_validation(_HEADER + 1, number, last, number, choices)
    area = (_HEADER, 0, last, len(sheet.columns) - 1)
    worksheet.conditional_format(*area, {"type": "no_errors", "format": formats.lines})
    worksheet.autofilter(*area)
    worksheet.freeze_panes(_HEADER + 1, sheet.frozen)
    worksheet.print_area(0, 0, last, sheet.printed - 1)


def _write_cell(
    worksheet: "Worksheet", row: int, column: int, cell: CellValue, formats: _CellFormats
) -> None:
    if isinstance(cell, Link) and worksheet.hlink_count < _MAX_LINKS:
        # The library refuses a `tel:` without slashes; `_store` takes them out.
        url = cell.url.replace("tel:", _TEL_WRITTEN)
        worksheet.write_url(row, column, url, formats.link, to_cell_text(cell.text))
    elif isinstance(cell, str | Link):
        text = cell if isinstance(cell, str) else cell.text
        worksheet.write_string(row, column, to_cell_text(text), formats.text)
    else:
        day = cell.first if isinstance(cell, Month) else cell
        form = formats.month if isinstance(cell, Month) else formats.day
        worksheet.write_datetime(row, column, datetime.combine(day, time()), form)


def _set_up_print(
    worksheet: "Worksheet", sheet: Sheet, view: AudienceView, translator: Translator
) -> None:
    """Set up printing: landscape, with the headings, label and edition on each page."""
    worksheet.set_landscape()
    worksheet.set_margins(left=0.25, right=0.25, top=0.8, bottom=0.7)
    worksheet.fit_to_pages(1, 0)
    worksheet.repeat_rows(_HEADER)
    is_part = sheet.printed < len(sheet.columns)
    more = translator.gettext("More columns in the file") if is_part else ""
    pages = translator.gettext("Page {page} of {pages}", page="&P", pages="&N")
    label = f'&"-,Bold"&12{view.marking}'
    # `&` starts a code.
    name = to_one_line(view.info.name)[:_MAX_MARGIN_LENGTH].replace("&", "&&")
    worksheet.set_header(_join_sides(name, more, label))
    worksheet.set_footer(_join_sides(list_header.format_edition(view, translator), pages, label))


def _join_sides(*texts: str) -> str:
    """Return a header or footer from its left, centre and right parts."""
    return "".join(f"&{side}{text}" for side, text in zip("LCR", texts, strict=True) if text)


def to_cell_text(text: str) -> str:
    """Truncate a text to the length of a cell, with a mark, and escape invisible characters."""
    if text.isprintable() and len(text) < _MAX_CELL_UNITS // 2 and text[0:1] != "<":
        return text  # most texts, and faster
    visible = replace_control_chars(text)
    units = visible.encode("utf-16-le")
    if len(units) > 2 * _MAX_CELL_UNITS:
        visible = units[: 2 * (_MAX_CELL_UNITS - 1)].decode("utf-16-le", errors="ignore") + "…"
    # XlsxWriter would parse it as its own XML.
    return f"{visible} " if visible.startswith("<r>") and visible.endswith("</r>") else visible
