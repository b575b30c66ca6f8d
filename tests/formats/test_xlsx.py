"""Excel workbooks, as read by openpyxl and displayed by LibreOffice Calc."""

import hashlib
import io
import re
import subprocess
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.workbook import Workbook

from cmcct.formats import xlsx
from cmcct.formats.shared import columns
from cmcct.formats.xlsx.sheets import GROUPS
from cmcct.history.people import Annex
from cmcct.i18n.messages import LANGUAGES, Translator
from cmcct.model.entities import (
    Directory,
    DirectoryInfo,
    Email,
    FocalPoint,
    Meeting,
    Phone,
    WorkingGroup,
)
from cmcct.privacy import audiences
from cmcct.privacy.audiences import AudienceView
from cmcct.privacy.levels import AUDIENCES
from cmcct.reference import vocabulary
from cmcct.text.control_chars import replace_control_chars
from tests.conftest import BARE_PYTHON, bare_environment
from tests.support import libreoffice, texts
from tests.support.cases import each
from tests.support.entries import FULL, MEETINGS, WORKING_GROUPS, extract, listing, point
from tests.support.hostile import TEXTS, points

ENGLISH = Translator()
TOP = 3  # the heading row, counted from 1


def _book(made: AudienceView, translator: Translator = ENGLISH) -> Workbook:
    return load_workbook(io.BytesIO(xlsx.dump(made, translator)))


def _sheet(made: AudienceView, index: int = 0, translator: Translator = ENGLISH) -> Any:
    """Return a sheet in openpyxl; Any, since its types are unions."""
    return _book(made, translator).worksheets[index]


def _rows(sheet: Any) -> list[dict[str, Any]]:
    """Return the rows below the headings: heading -> value, None for an empty cell."""
    header, *rows = sheet.iter_rows(min_row=TOP, values_only=True)
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]


def _only(made: AudienceView, translator: Translator = ENGLISH) -> dict[str, Any]:
    (row,) = _rows(_sheet(made, translator=translator))
    return row


def _cell(**values: Any) -> Any:
    """Return the cell with an entry's notes."""
    return _only(extract(point(**values)))["Notes"]


def test_a_full_entry_is_this_row() -> None:
    row = _only(extract(point(**FULL), audience="secretariat"))
    cells = (f"{heading}: {value}\n" for heading, value in row.items() if value)
    texts.expect("xlsx-entry", "".join(cells))


def test_every_column_but_the_label_is_on_the_sheet() -> None:
    headings = set(_only(extract(point(), audience="secretariat")))
    joined = {*columns.CALLABLE, "national_phone", "sectors", "marking", "corrections"}
    expected = {str(columns.HEADINGS[name]) for name in columns.NAMES if name not in joined}
    groups = {f"Sectors: {name}" for name in ("coordination", "law enforcement", "protection")}
    assert headings == expected | groups | {"Withheld", "Call first", "Numbers and details"}


@each("audience", AUDIENCES)
def test_private_notes_column_is_for_secretariat_only(audience: str) -> None:
    entry = point(**FULL | {"sharing": "public"})
    headings = set(_only(extract(entry, audience=audience)))
    assert ("Private notes" in headings) == (audience == "secretariat")


def test_meetings_and_working_groups_have_a_sheet_each() -> None:
    book = _book(listing())
    assert book.sheetnames == ["Focal points", "Meetings", "Working groups"]
    assert _rows(_sheet(listing(), 1)) == [
        {
            "Meeting": "Second Example Meeting",
            "Date": datetime(2019, 3, 12),  # noqa: DTZ001
            "Place": "Georgetown",
            "Host": "Guyana",
            "ID": "georgetown-2019",
        },
        {
            "Meeting": "First Example Meeting",
            "Date": datetime(2018, 4, 1),  # noqa: DTZ001
            "Place": None,
            "Host": None,
            "ID": "port-of-spain-2018",
        },
    ]
    assert _rows(_sheet(listing(), 2)) == [
        {
            "Working group": "Venezuela example group",
            "Purpose": "Share what works.",
            "Countries": "open to all",
            "ID": "venezuela",
        },
        {
            "Working group": "Islands; example",
            "Purpose": None,
            "Countries": "Curaçao, Bonaire",
            "ID": "islands",
        },
    ]


def test_a_month_is_shown_as_a_month() -> None:
    _, day, month = (row[1].number_format for row in _sheet(listing(), 1).iter_rows(min_row=TOP))
    assert (day, month) == ("[$-809]d mmm yyyy", "[$-809]mmmm yyyy")


@each(
    ("when", "expected"),
    [(date(1899, 1, 2), "2 January 1899"), ("1899-01", "January 1899"), (date(1900, 2, 28), None)],
)
def test_a_day_before_excel_knows_days_is_text(when: date | str, expected: str | None) -> None:
    made = listing((Meeting(id="old", date=when),))
    (row,) = _rows(_sheet(made, 1))
    assert row["Date"] == (expected or "28 February 1900")


def test_several_days_of_a_meeting_are_text() -> None:
    made = listing((Meeting(id="x", date=date(2026, 12, 8), until=date(2026, 12, 10)),))
    (row,) = _rows(_sheet(made, 1))
    assert row["Date"] == "8–10 December 2026"


def test_meeting_without_date_has_none_on_sheet() -> None:
    (row,) = _rows(_sheet(listing((Meeting(id="x"),)), 1))
    assert row["Date"] is None


@each("index", [0, 1, 2])
@each(
    ("audience", "label", "colour"),
    [
        ("public", "TLP:CLEAR", "FFFFFFFF"),
        ("network", "TLP:AMBER", "FFFFC000"),
        ("secretariat", "TLP:RED", "FFFF2B2B"),
    ],
)
def test_tables_have_label_edition_corrections_above(
    audience: str, label: str, colour: str, index: int
) -> None:
    sheet = _sheet(extract(point(**FULL | {"sharing": "public"}), audience=audience), index)
    assert sheet["A1"].value == "Example Network"
    assert (sheet["A2"].value, sheet["A2"].font.color.rgb) == (label, colour)
    assert sheet["A2"].fill.fgColor.rgb == "FF000000"
    about = "Draft of 2 March 2026 · Corrections: corrections@example.org"
    assert str(sheet["B2"].value).startswith(about)


def test_heading_without_day_and_contact_is_bare() -> None:
    bare = AudienceView("public", DirectoryInfo(), (), (), (point(),))
    for index in (0, 1, 2):
        sheet = _sheet(bare, index)
        heading = [sheet[cell].value or "" for cell in ("A1", "A2", "B2")]
        assert heading == ["", "TLP:CLEAR", "Draft"]


def _withholding(*numbers: int) -> AudienceView:
    """Return the network's view of entries with these numbers of private phones."""
    held_back = [
        Phone(number=f"+592 609 12{rank}", sharing="secretariat") for rank in range(30, 40)
    ]
    entries = [
        FocalPoint(
            id=f"x-{rank}",
            emails=(Email(address="a@example.org"),),
            phones=tuple(held_back[:number]),
        )
        for rank, number in enumerate(numbers)
    ]
    return audiences.view_for(Directory(focal_points=tuple(entries)), entries, "network")


def test_withheld_values_are_shown_as_withheld() -> None:
    sheet = _sheet(replace(_withholding(0, 1, 2), withheld_entries=4))
    assert [row["Withheld"] for row in _rows(sheet)] == [
        None,
        "1 e-mail or number",
        "2 e-mails and numbers",
    ]
    assert sheet["B2"].value == (
        "Draft · Withheld from this list: 4 entries, 3 e-mails and numbers"
    )
    one = _sheet(replace(_withholding(1), withheld_entries=1))["B2"].value
    assert one == ("Draft · Withheld from this list: 1 entry, 1 e-mail or number")


@each(
    ("index", "frozen", "filtered", "printed"),
    [
        (0, "C4", "A3:{last}5", "'Focal points'!$A$1:$H$5"),
        (1, "B4", "A3:E5", "'Meetings'!$A$1:$E$5"),
        (2, "B4", "A3:D5", "'Working groups'!$A$1:$D$5"),
    ],
)
def test_headings_stay_in_sight_on_screen_and_on_paper(
    index: int, frozen: str, filtered: str, printed: str
) -> None:
    ids = {"meetings": [m.id for m in MEETINGS], "working_groups": [g.id for g in WORKING_GROUPS]}
    sheet = _sheet(extract(point(id="a", **ids), point(id="b")), index)
    assert sheet.freeze_panes == frozen
    assert sheet.auto_filter.ref == filtered.format(last=get_column_letter(sheet.max_column))
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.print_area == printed
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) in {(1, 0), (None, 0)}


def test_empty_list_has_filterable_printable_headings() -> None:
    sheet = _sheet(extract())
    assert _rows(sheet) == []
    assert sheet.auto_filter.ref == f"A3:{get_column_letter(sheet.max_column)}3"
    assert sheet.print_area == "'Focal points'!$A$1:$H$3"


def test_printed_sheet_has_name_label_edition_and_page() -> None:
    sheet = _sheet(extract(point(**FULL)))
    assert sheet.oddHeader.left.text == "Example Network"
    assert sheet.oddHeader.center.text == "More columns in the file"
    assert sheet.oddFooter.left.text == "Draft of 2 March 2026"
    assert sheet.oddFooter.center.text == "Page &P of &N"
    for part in (sheet.oddHeader.right, sheet.oddFooter.right):
        assert (part.text, part.size, part.font) == ("TLP:AMBER", 12, "-,Bold")
    assert _sheet(extract(point(**FULL)), 1).oddHeader.center.text is None


def test_name_is_no_header_code_and_fits_header() -> None:
    about = DirectoryInfo(name="&P Health & Justice\n" + "x" * 300, contact="a@example.org")
    header = re.search(
        "<oddHeader>(.*?)</oddHeader>",
        _parts(xlsx.dump(extract(point(), about=about), ENGLISH))["xl/worksheets/sheet1.xml"],
    )
    assert header is not None
    assert "&amp;L&amp;&amp;P Health &amp;&amp; Justice xxx" in header[1]
    assert len(header[1].replace("&amp;", "&")) < 255


def _parts(data: bytes) -> dict[str, str]:
    """Return the files in a workbook."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


@each("lang", LANGUAGES)
def test_workbook_is_in_the_language(lang: str) -> None:
    translator = Translator(lang)
    made = extract(point(**FULL), audience="secretariat")
    book = _book(made, translator)
    assert book.sheetnames == [
        translator.gettext("Focal points"),
        translator.gettext("Meetings"),
        translator.gettext("Working groups"),
    ]
    row = _only(made, translator)
    (full,) = made.focal_points
    for name in ("country", "role", "body", "status", "sharing"):
        (text,) = columns.readable_texts(full, name, made, translator)
        assert row[translator.translate(columns.HEADINGS[name])] == text
    assert row[translator.translate(columns.HEADINGS["notes"])] == FULL["notes"]
    assert translator.format_date(date(2026, 3, 2)) in str(book.worksheets[0]["B2"].value)


_APRIL = {"meetings": ["port-of-spain-2018"]}


def test_calc_shows_dates_in_the_language_of_the_list(tmp_path: Path) -> None:
    march = {"en": "2 Mar 2026", "es": "2 mar 2026", "nl": "2 mrt 2026", "fr": "2 mars 2026"}
    april = {"en": "April 2018", "es": "abril de 2018", "nl": "april 2018", "fr": "avril 2018"}
    paths = [tmp_path / f"{lang}.xlsx" for lang in LANGUAGES]
    for lang, path in zip(LANGUAGES, paths, strict=True):
        path.write_bytes(xlsx.dump(extract(point(**FULL | _APRIL)), Translator(lang)))
    books = libreoffice.read_workbooks(*paths)  # one process for all
    for lang, path, book in zip(LANGUAGES, paths, books, strict=True):
        entries, meetings, *_ = load_workbook(path).sheetnames
        assert march[lang] in "\n".join(map(",".join, book[entries]))
        assert april[lang] in "\n".join(map(",".join, book[meetings]))


def _shown(path: Any) -> list[list[list[str]]]:
    """Return the rows of each sheet as Calc displays them, in sheet order."""
    book = load_workbook(path)
    shown = libreoffice.read_sheets(path)
    return [shown[name] for name in book.sheetnames]


# Texts that look like formulas, or that may break a cell, a number, or a workbook's XML.
HOSTILE: Sequence[str] = (
    *(text for text in TEXTS if "\r" not in text),
    "=cmd|' /C calc'!A0",
    "+1+1",
    "@SUM(A1:A9)",
    "'quoted",
    '=HYPERLINK("https://example.org","x")',
    "first\nsecond",
    "007",
    "1/2",
    "2026-03-02",
    "1e5",
    "TRUE",
    "https://example.org",
    "mailto:a@example.org",
    "_x0041_",
    "<r><t>x</t></r>",
    "<b>&amp;</b>",
    " spaces ",
    "\ufffe\uffff",
    "x" * 32_767,
)


@each("text", HOSTILE)
def test_any_text_is_read_back_as_text(text: str) -> None:
    found = _cell(notes=text)
    assert isinstance(found, str)
    assert found.rstrip(" ") == replace_control_chars(text).rstrip(" ").replace(
        "\ufffe\uffff", "_xFFFE__xFFFF_"
    )


def test_a_text_longer_than_a_cell_is_seen_to_be_cut() -> None:
    assert _cell(notes="x" * 32_768) == "x" * 32_766 + "…"
    assert _cell(notes="👩" * 16_384) == "👩" * 16_383 + "…"
    assert _cell(notes="👩" * 16_383) == "👩" * 16_383


@pytest.mark.sweep
@given(st.lists(points(), min_size=1, max_size=4))
def test_cells_hold_no_formula_or_number(entries: list[FocalPoint]) -> None:
    made = extract(*entries, audience="secretariat")
    sheet = _sheet(made)
    for row, entry in zip(_rows(sheet), made.focal_points, strict=True):
        assert isinstance(row["Entry"], str)
        assert row["Country code"] == (entry.country.code or None)
        for heading, value in row.items():
            is_date = heading in {"Confirmed", "Since", "Until"}
            assert value is None or isinstance(value, str) or is_date
    for cells in sheet.iter_rows():
        assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
        for cell in filter(lambda cell: cell.hyperlink, cells):
            mail, number = r"mailto:[\w.~%-]+@[\w.~%-]+\Z", r"tel:\+\d+(,\d+)?\Z"
            assert re.match(f"{mail}|{number}|https?://", cell.hyperlink.target)


def _links(**values: Any) -> dict[str, str]:
    """Return the links of an entry: text -> address, with what is behind `#`."""
    cells = chain(*_sheet(extract(point(**values))).iter_rows(min_row=TOP + 1))
    links = [(cell.value, cell.hyperlink) for cell in cells if cell.hyperlink]
    return {text: "#".join(filter(None, (to.target, to.location))) for text, to in links}


@each(
    ("values", "links"),
    [
        ({"emails": ["a@example.org"]}, {"a@example.org": "mailto:a@example.org"}),
        (
            {"emails": ["a?cc=b@example.org"]},
            {"a?cc=b@example.org": "mailto:a%3Fcc%3Db@example.org"},
        ),
        # Calc would show two addresses of a link on one line.
        ({"emails": ["a@example.org", "b@example.org"]}, {}),
        ({"emails": ["a@example.org?cc=b@example.net"]}, {}),
        (
            {"website": "https://example.org/a,b;c/é?d=1#e"},
            {"https://example.org/a,b;c/é?d=1#e": "https://example.org/a%2Cb%3Bc/%C3%A9?d=1#e"},
        ),
        ({"website": "internal:Sheet2!A1"}, {}),
        ({"website": "file:///etc/passwd"}, {}),
        ({"website": f"https://example.org/{'x' * 2000}"}, {}),
    ],
)
def test_mail_and_web_addresses_are_links(values: Any, links: dict[str, str]) -> None:
    assert _links(**values) == links
    (text,) = values.get("emails", [""])[:1]
    assert (text or values["website"]) in str(_only(extract(point(**values))))


@each(
    ("phones", "links", "beside"),
    [
        (["+592 609 1234"], {"+592 609 1234": "tel:+5926091234"}, None),
        (
            [{"number": "0800 0911", "national": True}, {"number": "+592 609 1234", "ext": "12"}],
            {"+592 609 1234 ext. 12": "tel:+5926091234,12"},
            "0800 0911 (only inside the country)",
        ),
        (
            [
                {"number": "+592 609 1234", "type": "hotline", "hours": "24/7"},
                {"number": "+592 609 1235", "type": "mobile"},
            ],
            {"+592 609 1234": "tel:+5926091234"},
            "… (hotline), 24 hours a day\n+592 609 1235 (mobile)",
        ),
        (
            [{"number": "0800 0911", "national": True}],
            {},
            "0800 0911 (only inside the country)",
        ),
        ([], {}, None),
    ],
)
def test_first_number_that_can_be_dialled_is_a_link(
    phones: list[Any], links: dict[str, str], beside: str | None
) -> None:
    entry = point(phones=phones)
    assert _links(phones=phones) == links
    assert _only(extract(entry))["Numbers and details"] == beside


def test_sheet_with_too_many_links_keeps_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "_MAX_LINKS", 1)
    sheet = _sheet(extract(*(point(id=id_, emails=[f"{id_}@example.org"]) for id_ in "ab")))
    cells = [row[4] for row in sheet.iter_rows(min_row=TOP + 1)]
    assert [cell.value for cell in cells] == ["a@example.org", "b@example.org"]
    assert [bool(cell.hyperlink) for cell in cells] == [True, False]


def test_sectors_stand_in_the_column_of_their_group() -> None:
    row = _only(extract(point(sectors=["coordination", "health", "shelter", "police"])))
    assert {key: row[key] for key in row if key.startswith("Sectors")} == {
        "Sectors: coordination": "National coordination",
        "Sectors: law enforcement": "Police, anti-trafficking unit",
        "Sectors: protection": "Health and psychosocial care\nShelter operator",
    }


def test_groups_of_columns_have_every_sector() -> None:
    assert {term.half for term in vocabulary.terms("sector")} == {*GROUPS}


def test_text_cells_stay_text_when_edited() -> None:
    (cells,) = _sheet(extract(point(**FULL))).iter_rows(min_row=TOP + 1)
    formats = {cell.number_format for cell in cells if cell.data_type == "s"}
    assert formats == {"@"}


def test_calc_shows_every_text_and_calculates_nothing(tmp_path: Any) -> None:
    texts = [text for text in HOSTILE if text.isascii() and len(text) < 100] + ["Núñez 李明"]
    texts = [replace_control_chars(text) for text in texts if replace_control_chars(text) == text]
    entries = [
        point(id=f"x-{rank}", notes=text, title=text.replace("\n", " "), **PHONES)
        for rank, text in enumerate(texts)
    ]
    path = tmp_path / "list.xlsx"
    path.write_bytes(xlsx.dump(extract(*entries), ENGLISH))
    header, *rows = _shown(path)[0][TOP - 1 :]
    shown = [dict(zip(header, row, strict=True)) for row in rows]
    assert [row["Notes"].rstrip() for row in shown] == [text.rstrip() for text in texts]
    assert {row["Call first"] for row in shown} == {"+592 609 1234"}
    assert {row["Numbers and details"] for row in shown} == {"+1 868 291 1234 ext. 12"}


PHONES = {"phones": ["+592-609-1234", {"number": "+1 868 291 1234", "ext": "12"}]}


def test_calc_prints_sheets_one_page_wide(tmp_path: Any) -> None:
    path = tmp_path / "list.xlsx"
    entries = [point(**FULL | {"id": f"x-{rank}", "notes": "A note."}) for rank in range(60)]
    path.write_bytes(xlsx.dump(extract(*entries), ENGLISH))
    pages = libreoffice.print_pages(path)
    assert len(pages) >= 4
    for number, page in enumerate(pages, 1):
        assert page.count("TLP:AMBER") >= 2
        assert f"Page {number} of {len(pages)}" in page
        assert "Draft of 2 March 2026" in page
    for page in pages[:-2]:
        headings = ("Country", "Name", "Call first", "E-mail", "Organisation", "Unit", "Hours")
        assert [word for word in headings if word not in page] == []


@each(("paper", "size"), [("a4", 9), ("letter", 1)])
def test_paper_is_the_one_asked_for(paper: str, size: int) -> None:
    entry = point(**FULL)
    book = load_workbook(io.BytesIO(xlsx.dump(extract(entry), ENGLISH, paper)))
    assert [sheet.page_setup.paperSize for sheet in book] == [size] * 3


@each(("paper", "inches"), [("a4", 11.69), ("letter", 11)])
def test_excel_prints_text_of_8_points_or_more(paper: str, inches: float) -> None:
    made = listing()
    annex = Annex(made.meetings[0], made, {p.id: "certain" for p in made.focal_points}, {})
    gone = replace(made, removed=made.focal_points)
    for data in (xlsx.dump(gone, ENGLISH, paper), xlsx.dump_annex(annex, ENGLISH, paper)):
        for sheet in load_workbook(io.BytesIO(data)):
            last: Any = range_boundaries(sheet.print_area.split("!")[1])[2]
            widths = [
                sheet.column_dimensions[get_column_letter(n)].width for n in range(1, last + 1)
            ]
            # In Arial of 10 points, a character is 7 pixels wide, of which 96 make an inch.
            width = sum(round(width * 7) for width in widths) / 96
            margins = sheet.page_margins.left + sheet.page_margins.right
            assert 10 * min(1, (inches - margins) / width) >= 8


def test_line_above_the_table_is_never_cut() -> None:
    made = replace(_withholding(1), withheld_entries=4)
    for lang in LANGUAGES:
        sheet = _sheet(made, translator=Translator(lang))
        assert str(sheet.merged_cells) == "B2:H2"
        lines = 1 + len(str(sheet["B2"].value)) // 110
        assert sheet.row_dimensions[2].height == 13.5 * lines


def test_title_of_a_meeting_is_no_formula() -> None:
    made = listing((Meeting(id="m", name="=1+1"),))
    annex = Annex(made.meetings[0], made, {p.id: "certain" for p in made.focal_points}, {})
    cell = load_workbook(io.BytesIO(xlsx.dump_annex(annex, ENGLISH))).worksheets[0]["B2"]
    assert (cell.data_type, cell.value[:4]) == ("s", "=1+1")


def test_the_same_bytes_are_made_whenever_and_wherever() -> None:
    code = """
import hashlib, sys
from cmcct.formats import xlsx
from cmcct.i18n.messages import Translator
from tests.support.entries import FULL, extract, point
print(hashlib.sha256(xlsx.dump(extract(point(**FULL)), Translator("es"))).hexdigest())
"""
    # A workbook does not change the next one.
    made = {xlsx.dump(extract(point(**FULL)), Translator("es")) for _ in range(3)}
    (here,) = (hashlib.sha256(data).hexdigest() for data in made)
    for zone, locale, seed in (
        ("Pacific/Kiritimati", "C", "1"),
        ("America/Guyana", "C.UTF-8", "2"),
    ):
        surroundings = {"TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": seed}
        done = subprocess.run(
            [*BARE_PYTHON, "-c", code],
            check=True,
            capture_output=True,
            encoding="utf-8",
            env=bare_environment() | surroundings,
        )
        assert done.stdout.strip() == here


@each(("verified", "created"), [(date(2026, 3, 2), "2026-03-02"), (None, "2018-04-01")])
def test_the_file_is_dated_by_its_edition(verified: date | None, created: str) -> None:
    made = AudienceView(
        "network", DirectoryInfo(name="Example Network"), (), (), (point(verified=verified),)
    )
    properties = _parts(xlsx.dump(made, ENGLISH))["docProps/core.xml"]
    assert properties.count(f"{created}T00:00:00Z") == 2
    assert "<dc:title>Example Network</dc:title>" in properties
    assert "<dc:subject>TLP:AMBER</dc:subject>" in properties


def test_group_without_name_or_purpose_is_still_a_row() -> None:
    made = listing((), (WorkingGroup(id="x"),))
    assert _rows(_sheet(made, 2)) == [
        {"Working group": None, "Purpose": None, "Countries": "open to all", "ID": "x"}
    ]


def test_font_is_arial_and_follows_no_theme() -> None:
    styles = _parts(xlsx.dump(extract(point(**FULL)), ENGLISH))["xl/styles.xml"]
    assert set(re.findall('<name val="([^"]*)"/>', styles)) == {"Arial"}
    assert "<scheme" not in styles
