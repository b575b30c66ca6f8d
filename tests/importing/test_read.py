"""Files as they arrive give rows and columns."""

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font

from cmcct.errors.exceptions import CmcctError
from cmcct.importing.readers import spreadsheet
from cmcct.importing.readers.read import format_map, read_sheets
from cmcct.importing.readers.rows import NO_ORIGIN, Row, Sheet
from tests.conftest import ROOT, error_of
from tests.support.cases import each

FILES = ROOT / "tests" / "importing" / "files"


def _read(name: str, data: bytes | None = None, **options: object) -> Sheet:
    content = (FILES / name).read_bytes() if data is None else data
    (sheet,) = read_sheets(Path(name), content, **options)  # type: ignore[arg-type]
    return sheet


def _values(sheet: Sheet, number: int) -> dict[str, list[str]]:
    row = next(row for row in sheet.rows if row.number == number)
    found: dict[str, list[str]] = {}
    for column, cell in zip(sheet.columns, row.cells, strict=True):
        if column.key and cell.text:
            name = f"{column.key} {column.type}".strip()
            found.setdefault(name, []).append(cell.text)
    return found


def _row(sheet: Sheet, number: int) -> Row:
    return next(row for row in sheet.rows if row.number == number)


def _book(rows: list[list[object]]) -> bytes:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@each(
    ("name", "kind", "numbers"),
    [
        ("participants.xlsx", "list", [*range(5, 20), 21, 22]),
        ("ms-forms.fr.xlsx", "form", [2, 3, 4, 5]),
        ("ms-forms.nl.csv", "form", [2, 3, 4, 5]),
        ("google-forms.es.csv", "form", [*range(2, 8)]),
        ("google-sheet.en.csv", "form", [*range(2, 8)]),
        ("google-contacts.csv", "address-book", [2, 3, 4, 5]),
        ("google-contacts-old.csv", "address-book", [2, 3, 4]),
        ("outlook.fr.csv", "address-book", [2, 3, 4, 5]),
        ("android.vcf", "address-book", [*range(1, 7)]),
        ("iphone.vcf", "address-book", [*range(1, 5)]),
        ("whatsapp.vcf", "address-book", [1, 2, 3]),
        ("returned.csv", "own", [*range(2, 21)]),
        ("returned.xlsx", "own", [*range(4, 24)]),
    ],
)
def test_file_gives_its_kind_and_rows(name: str, kind: str, numbers: list[int]) -> None:
    sheet = _read(name)
    assert (sheet.kind, [row.number for row in sheet.rows]) == (kind, numbers)


def test_participants_have_titles_merged_cells_and_totals() -> None:
    sheet = _read("participants.xlsx")
    assert [row.number for row in sheet.rows if row.is_ignored] == [18, 21, 22]
    assert _values(sheet, 6) == {
        "country": ["GUYANA"],
        "name": ["Mr. Rohan EXAMPLE-SINGH"],
        "title": ["Labour Officer"],
        "organisation": ["Example Ministry of Labour"],
        "sectors": ["Labour"],
        "phones": ["5926091250"],
        "emails": ["labour@gy.example.org"],
    }
    assert _row(sheet, 9).cells[2].struck == "Kwasi Guno Voorbeeld-Abena"
    assert _row(sheet, 8).cells[2].struck == "VOORBEELD-VAN DER BERG Jan"
    assert any("new number since May" in cell.comment for cell in _row(sheet, 8).cells)
    assert [column.header for column, _value in sheet.unknown] == ["Arrival", "Diet"]


def test_french_outlook_has_two_columns_of_a_name() -> None:
    assert _values(_read("outlook.fr.csv"), 3) == {
        "honorific": ["M."],
        "name": ["Luc"],
        "family_name": ["Exemple-Noël"],
        "organisation": ["Office d’Exemple des Migrations"],  # noqa: RUF001
        "unit": ["Cellule frontière"],
        "title": ["Chef de cellule"],
        "city": ["Ouanaminthe"],
        "country": ["Haïti"],
        "phones office": ["+509 22 45 3366"],
        "emails": ["frontiere@onm.ht.example.org"],
        "sectors": ["Immigration et contrôle aux frontières;Réseau"],
    }


# The headings of Outlook in Spanish, which leaves many in English.
OUTLOOK_ES = (
    "Title,Nombre,Segundo nombre,Apellidos,Suffix,Organización,Department,Puesto,"
    "Calle del trabajo,Calle del trabajo 2,Calle del trabajo 3,Ciudad de trabajo,"
    "Provincia o estado de trabajo,Código postal del trabajo,País o región del trabajo,"
    "Home Street,Home City,Home State,Home Postal Code,País o región del domicilio,Otra calle,"
    "Otra ciudad,Otra provincia o estado,Otro código postal,Otro país o región,Assistant's Phone,"
    "Business Fax,Teléfono del trabajo,Business Phone 2,Devolución de llamada,Car Phone,"
    "Número de centralita de la organización,Home Fax,Particular,Home Phone 2,ISDN,Mobile Phone,"
    "Otro fax,Otro teléfono,Pager,Teléfono principal,Radioteléfono,Número de teletipo,Télex,"
    "Account,Anniversary,Assistant's Name,Facturación,Birthday,"
    "Apartado postal de la dirección del trabajo,Categorías,Hijos,E-mail Address,E-mail Type,"
    "Nombre de pantalla de correo electrónico,Dirección de correo electrónico 2,"
    "Tipo de correo electrónico 2,Nombre de pantalla de correo electrónico 2,"
    "Dirección del correo electrónico 3,Tipo de correo electrónico 3,"
    "Nombre de pantalla de correo electrónico 3,Género,Government ID Number,Aficiones,"
    "Apartado postal de la dirección personal,Initials,Internet Free Busy,Location,"
    "Nombre del director,Kilometraje,Notes,Office Location,Otro apartado postal,Prioridad,"
    "Profesión,Confidencialidad,Spouse,Usuario 1,Usuario 2,Usuario 3,Usuario 4,Página web"
)


def test_spanish_outlook_has_headings_of_two_languages() -> None:
    names = OUTLOOK_ES.split(",")
    row = [f"v{number}" for number in range(len(names))]
    out = io.StringIO()
    csv.writer(out).writerows([names, row])
    sheet = _read("contactos.csv", out.getvalue().encode("cp1252"))
    assert sheet.kind == "address-book"
    assert [column.header for column, _value in sheet.unknown] == []
    found = {
        column.header: f"{column.key} {column.type}".strip()
        for column in sheet.columns
        if column.key
    }
    assert found == {
        "Title": "honorific",
        "Nombre": "name",
        "Segundo nombre": "name",
        "Apellidos": "family_name",
        "Organización": "organisation",
        "Department": "unit",
        "Puesto": "title",
        "Calle del trabajo": "address",
        "Ciudad de trabajo": "city",
        "País o región del trabajo": "country",
        "Business Fax": "phones fax",
        "Teléfono del trabajo": "phones office",
        "Business Phone 2": "phones office",
        "Número de centralita de la organización": "phones office",
        "Mobile Phone": "phones mobile",
        "Otro teléfono": "phones",
        "Teléfono principal": "phones office",
        "Categorías": "sectors",
        "E-mail Address": "emails",
        "Dirección de correo electrónico 2": "emails",
        "Dirección del correo electrónico 3": "emails",
        "Notes": "notes",
        "Página web": "website",
    }


@each(
    ("heading", "key"),
    [
        ("País / Country", "country"),
        ("2. Nombre/Naam", "name"),
        ("Correo electrónico | E-mail", "emails"),
        ("Cel / WhatsApp", "phones"),
        ("Apellidos y Nombres", "name"),
        ("Cargo / Institución", ""),
        ("Vuelo / Flight", ""),
    ],
)
def test_heading_in_two_languages_is_known(heading: str, key: str) -> None:
    sheet = _read("a.csv", f"{heading};City;Title\na;b;c\n".encode())
    assert sheet.columns[0].key == key


@each(
    ("heading", "type_"),
    [
        ("Teléfono / celular", ""),
        ("Telefoon/mobiel", ""),
        ("Tel. / Fax", ""),
        ("Teléfono celular", "mobile"),
        ("Celular/WhatsApp", "mobile"),
    ],
)
def test_column_of_several_types_has_none(heading: str, type_: str) -> None:
    (sheet,) = read_sheets(Path("a.csv"), f"{heading},City,Title\na,b,c\n".encode())
    assert (sheet.columns[0].key, sheet.columns[0].type) == ("phones", type_)


def test_google_labels_decide_type_and_privacy() -> None:
    sheet = _read("google-contacts.csv")
    assert _values(sheet, 2)["phones office"] == ["+592 220 1250\n+592 220 1251"]
    assert "address" not in _values(sheet, 2)
    assert _values(sheet, 3)["phones mobile"] == ["+592 609 1277"]


def test_line_that_is_no_property_is_left_out_of_its_card() -> None:
    sheet = _read("android.vcf")
    assert [row.number for row in sheet.rows if row.findings] == [4]
    assert [finding.message for finding in sheet.rows[3].findings] == [
        "Roto Ejemplo: line 25 cannot be read and is left out: 'THIS LINE HAS NO COLON'"
    ]
    assert _values(sheet, 4)["phones mobile"] == ["+18092345698"]
    assert _values(sheet, 5)["organisation"] == ["Voorbeeld Victim Support Foundation"]


def test_card_keeps_labels_and_leaves_out_private_lines() -> None:
    sheet = _read("iphone.vcf")
    labels = {column.label for column, cell in sheet.cells_of(sheet.rows[0], "phones") if cell.text}
    assert labels == {"", "Duty desk"}
    assert _values(sheet, 2)["website"] == ["https://example.org/gy/ctu"]
    assert _values(sheet, 2)["phones mobile"] == ["+592 609 1234"]
    assert "address" not in _values(sheet, 1)
    assert _values(_read("whatsapp.vcf"), 1)["phones mobile"] == ["+592 609 1250 (whatsapp)"]


def test_own_workbook_has_its_language_and_no_derived_columns() -> None:
    sheet = _read("returned.xlsx")
    assert (sheet.name, sheet.lang, sheet.origin) == ("Focal points", "en", NO_ORIGIN)
    assert "timezone" not in {column.key for column in sheet.columns}
    assert _row(sheet, 19).cells[1].comment == "new mobile +597 741 2399"
    assert _values(sheet, 4)["verified"] == ["2026-05-12"]


def test_map_is_read_and_written(tmp_path: Path) -> None:
    sheet = _read("google-sheet.en.csv", map_file=FILES / "google-sheet.en.map.toml")
    assert _values(sheet, 3)["phones hotline"] == ["876 523 0178"]
    written = tmp_path / "map.toml"
    written.write_text(format_map([sheet]), encoding="utf-8")
    assert '"Where do we reach you at 02:30?" = "hotline"' in written.read_text(encoding="utf-8")
    assert _read("google-sheet.en.csv", map_file=written).columns == tuple(sheet.columns)
    written.write_text('Place = "citty"', encoding="utf-8")
    assert error_of(lambda: _read("google-sheet.en.csv", map_file=written)) == (
        f"{written}: 'Place': unknown value 'citty'",
        "did you mean city?",
    )


@each(
    ("codec", "mark", "encoding", "name"),
    [
        ("utf-8-sig", b"", None, "María Peña"),
        ("utf-16", b"", None, "María Peña"),
        ("utf-16-be", b"\xfe\xff", None, "María Peña"),
        ("utf-8", b"", None, "María Peña"),
        ("cp1252", b"", None, "María Peña"),
        ("cp850", b"", None, "María Peña"),
        ("cp850", b"", None, "Zoë Exemplé, Ministère"),
        ("cp850", b"", None, "Zoé Exemple"),
        ("cp850", b"", None, "ÉMILE Müller"),
        ("cp1252", b"", None, "Zoé… “ÀLA” Ávila – Œuvre – œuvre"),
        ("cp850", b"", "cp850", "María Peña"),
    ],
)
def test_encoding_is_stated_or_certain(
    codec: str, mark: bytes, encoding: str | None, name: str
) -> None:
    data = mark + f"Name;City;Title\n{name};b;c\n".encode(codec)
    (sheet,) = read_sheets(Path("a.csv"), data, encoding=encoding)
    assert sheet.rows[0].cells[0].text == name


def test_form_is_one_row_of_answers() -> None:
    text = "### Entry\n\ngy-ctu\n\n### What should the entry say?\n\nNew number\n\n### Other\n\nx\n"
    sheet = _read("form.md", text.encode())
    assert sheet.kind == "form"
    assert _values(sheet, 1) == {"id": ["gy-ctu"], "notes": ["New number"]}


def test_objects_are_rows_with_their_raw_values() -> None:
    phones = ["+592 220 1277", {"number": "911", "national": True, "sharing": "secretariat"}]
    entry = {"id": "gy-x", "emails": ["b@example.org"], "phones": phones, "unheard": 1}
    sheet = _read("list.json", json.dumps([entry, {"phones": "112"}]).encode())
    assert sheet.kind == "own"
    assert _values(sheet, 1) == {
        "id": ["gy-x"],
        "emails": ["b@example.org"],
        "phones": ["+592 220 1277\n911"],
    }
    assert [cell.raw for cell in sheet.rows[0].cells] == ["gy-x", ["b@example.org"], phones, 1]
    assert _read("list.toml", b'name = "Ada"').kind == "list"


def test_card_in_version_4_has_an_extension_and_own_name() -> None:
    text = (
        "begin:vcard\r\nVERSION:4.0\r\nFN:Example Desk\r\nORG:Example Desk\r\n"
        'TEL;VALUE=uri;TYPE="work,voice":tel:+1-242-502-1234;ext=12\r\nLANG:en\r\n'
        "CATEGORIES:Police,Health\r\nEMAIL;TYPE=home:a@example.net\r\nend:vcard\r\n"
        "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Bo Example\r\nTEL:1\r\nEND:VCARD\r\n"
    )
    sheet = _read("a.vcf", text.encode())
    assert _values(sheet, 1) == {
        "organisation": ["Example Desk"],
        "phones office": ["+1-242-502-1234 ext. 12"],
        "languages": ["en"],
        "sectors": ["Police\nHealth"],
    }
    assert _values(sheet, 2) == {"name": ["Bo Example"], "phones": ["1"]}


def test_record_of_spaces_is_no_row() -> None:
    sheet = _read("a.csv", b"Name,E-mail\n , \nAda Example,ada@example.org\n")
    assert [row.number for row in sheet.rows] == [3]


def test_row_that_has_only_a_format_is_empty() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Country", "Name"])
    sheet["A2"].font = Font(bold=True)
    sheet["A3"], sheet["B3"] = "Guyana", "Ada Example"
    out = io.BytesIO()
    book.save(out)
    assert [row.number for row in _read("a.xlsx", out.getvalue()).rows] == [3]


# The parts of a cell, those in angle brackets struck out; what is struck out, and what is left.
STRUCK_PARTS = [
    (["<220 1234>", "; 220 1250; ", "<220 1260>"], "220 1234 220 1260", "; 220 1250;"),
    (["<592>", " 592 220 1250"], "592", "592 220 1250"),
    (["220 592 / ", "<592>"], "592", "220 592 /"),
    (["220 1234", "< / 609 1250 / >", "220 1235"], "/ 609 1250 /", "220 1234 /  / 220 1235"),
    (["220 123", "<4>", "5"], "4", "220 1235"),
    (["<Ada >", "<Example>", " Bo"], "Ada Example", "Bo"),
    (["<Ada>"], "Ada", ""),
]


@each(("parts", "struck", "left"), STRUCK_PARTS)
def test_each_part_that_is_struck_out_is_left_out(parts: list[str], struck: str, left: str) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Country", "Phone"])
    runs: list[str | TextBlock] = [
        TextBlock(InlineFont(strike=True), part[1:-1]) if part.startswith("<") else part
        for part in parts
    ]
    text = CellRichText(runs)
    sheet.append(["Guyana", text])
    out = io.BytesIO()
    book.save(out)
    cell = _read("a.xlsx", out.getvalue()).rows[0].cells[1]
    assert (cell.struck, cell.unstruck) == (struck, left)


@each("value", [5926091250, 5926091250.0, date(2026, 5, 1), "609 1250"])
def test_cell_that_is_struck_out_has_no_value(value: object) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Country", "Phone"])
    sheet.append(["Guyana", value])
    sheet["B2"].font = Font(strike=True)
    sheet["B2"].number_format = "000000000000"
    out = io.BytesIO()
    book.save(out)
    cell = _read("a.xlsx", out.getvalue()).rows[0].cells[1]
    assert (cell.struck, cell.unstruck, cell.value) == (cell.text, "", None)


def test_cells_are_as_people_see_them() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Country", "Name", "Phone", "E-mail", "Since"])
    sheet.append(["Guyana", "Ada", 5926091250.0, '=HYPERLINK("mailto:a@example.org")', "=A1&B1"])
    sheet["C2"].number_format = "000000000000"
    sheet["B2"].font = Font(strike=True)
    sheet["F2"].comment = Comment("seen", "x")
    out = io.BytesIO()
    book.save(out)
    row = _read("a.xlsx", out.getvalue()).rows[0]
    assert [cell.text for cell in row.cells] == [
        "Guyana",
        "Ada",
        "005926091250",
        "a@example.org",
        "=A1&B1",
        "",
    ]
    assert row.cells[5].comment == "seen"
    assert row.cells[1].struck == "Ada"
    assert row.cells[2].value == 5926091250


def test_links_of_a_sheet_are_not_read() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Country", "Name", "E-mail"])
    sheet.append(["Guyana", "Ada", "a@example.org"])
    sheet.append(["Guyana", "Wim", None])
    for place in ("C2", "C3"):
        sheet[place].hyperlink = "mailto:b@example.org"
    sheet["C3"].value = None
    out = io.BytesIO()
    book.save(out)
    rows = _read("a.xlsx", out.getvalue()).rows
    assert [row.cells[2].text for row in rows] == ["a@example.org", ""]
    data = spreadsheet.unpack_workbook("a.xlsx", out.getvalue())
    found = load_workbook(io.BytesIO(data)).worksheets[0]
    assert [found[place].hyperlink for place in ("C2", "C3")] == [None, None]


def test_stated_delimiter_and_repeated_header_are_known() -> None:
    text = "sep=;\nName;Country\nAda;Guyana\nName;Country\nTotal: 1;\n;\n"
    rows = _read("a.csv", text.encode()).rows
    assert [(row.number, row.is_ignored) for row in rows] == [(2, False), (3, True), (4, True)]


@each(
    ("name", "data", "options", "message"),
    [
        ("a.xls", b"\xd0\xcf\x11\xe0", {}, "is not a readable .xlsx workbook"),
        ("a.xlsx", b"PK\3\4", {}, "is not a readable .xlsx workbook"),
        ("a.csv", b"Nothing,Here\n", {}, "has no row of known column headings"),
        ("a.csv", b" \n", {}, "is empty"),
        ("a.csv", b"Name,Country\na\0b,c\n", {}, "is not a text, but a file of another kind"),
        ("a.csv", b'Name,Country\n"A,c\nB,d\n', {}, "a quotation mark in row 2 is not closed"),
        ("a.csv", b"Name,Country\nA,c\n", {"sheet": "May"}, "has no sheet May"),
        ("a.csv", "Zoé,c\n".encode("mac_roman"), {}, "is not a text of a known encoding"),
        ("a.csv", b"Name,Country\n", {"encoding": "x-none"}, "unknown value 'x-none'"),
        ("a.csv", b"Name,Country\n" + b"a,b\n" * 20_001, {}, "has more than 20000 rows"),
        ("a.csv", b'Name,Country\n"' + b"a" * 200_000, {}, "record 2 cannot be read"),
        ("a.csv", b"a" * 10_000_001, {}, "is larger than 10 MB"),
        ("a.json", b"[" + b" " * 10_000_001, {}, "is larger than 10 MB"),
        ("a.vcf", b"nothing", {}, "contains no entries"),
        ("a.vcf", b"BEGIN:VCARD\n" * 20_001, {}, "has more than 20000 rows"),
        ("participants.xlsx", None, {"sheet": "None"}, "has no sheet None"),
    ],
)
def test_unreadable_file_says_why(
    name: str, data: bytes | None, options: dict[str, str], message: str
) -> None:
    with pytest.raises(CmcctError, match=message):
        _read(name, data, **options)


def test_hidden_sheet_is_read_by_name_only() -> None:
    assert len(_read("participants.xlsx", sheet="lists").rows) == 1


_TEXT = st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), min_size=1, max_size=20)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(_TEXT, _TEXT), min_size=1, max_size=5), st.sampled_from(",;\t"))
def test_any_csv_is_read_back(rows: list[tuple[str, str]], delimiter: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(
        [("id", "Name", "country", "city"), *(("x", *row, "z") for row in rows)]
    )
    sheet = _read("a.csv", out.getvalue().encode())
    found = [tuple(cell.text for cell in row.cells[1:3]) for row in sheet.rows]
    assert [tuple(t.removeprefix("'") for t in row) for row in found] == [
        tuple(t.removeprefix("'") for t in row) for row in rows
    ]


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(_TEXT, _TEXT), min_size=1, max_size=5))
def test_any_workbook_is_read_back(rows: list[tuple[str, str]]) -> None:
    table: list[list[object]] = [["id", "Name", "Country", "Unit"]]
    table += [["x", f"n{one}", f"c{other}", "z"] for one, other in rows]
    sheet = _read("a.xlsx", _book(table))
    assert [tuple(cell.text for cell in row.cells[1:3]) for row in sheet.rows] == [
        (f"n{one}", f"c{other}") for one, other in rows
    ]


def test_encoding_of_a_card_is_in_any_case() -> None:
    card = (
        b"begin:vcard\nversion:2.1\n"
        b"n;charset=utf-8;encoding=quoted-printable:Ejemplo;Mar=C3=\n=ADa\n"
        b"org;quoted-printable:Oficina =C3=91\nend:vcard\n"
    )
    sheet = _read("a.vcf", card)
    assert _values(sheet, 1)["name"] == ["Mar\u00eda"]
    assert _values(sheet, 1)["organisation"] == ["Oficina \u00d1"]


def test_cell_without_a_heading_is_not_lost() -> None:
    sheet = _read("a.xlsx", _book([["Name", "Country"], ["Ada", "Guyana", None, "call at night"]]))
    assert [(column.place, text) for column, text in sheet.unknown] == [("D", "call at night")]


@each(
    ("text", "faults"),
    [
        ("Name,City\nAda,Arima\nExample, Bo,Arima\nExample, Cy,\n", [3, 4]),
        ("Name,City\nAda,Arima\nExample, Bo,\n", [3]),
        # Some programs end each record with a separator.
        ("Name,City\nAda,Arima,\nBo,Arima,\n", []),
        ("Name,City,\nAda,Arima,there\n", []),
    ],
)
def test_record_longer_than_the_header_is_in_doubt(text: str, faults: list[int]) -> None:
    sheet = _read("a.csv", text.encode())
    assert [row.number for row in sheet.rows if row.fault] == faults
    assert not any(cell.text for row in sheet.rows if row.fault for cell in row.cells)
