"""CSV for spreadsheets: exact bytes, and no formulas."""

import csv as reader
import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmcct.errors.exceptions import UnknownValueError
from cmcct.formats import csv
from cmcct.formats.shared import columns
from cmcct.model.entities import FocalPoint
from cmcct.text.control_chars import replace_control_chars
from tests.support import libreoffice
from tests.support.cases import each
from tests.support.entries import FULL, extract, point
from tests.support.hostile import points

HEADER = (
    "id,country,country_code,name,honorific,family_name,title,organisation,unit,body,role,sectors,"
    "languages,email,office_phone,mobile_phone,hotline,fax,address,city,website,hours,timezone,"
    "covers,working_groups,meetings,status,since,until,verified,verified_via,sharing,notes,"
    "private_notes,formerly,marking,national_phone,validates,corrections,handles"
)
# Columns are added behind these; neither row has a value of them.
_added = columns.NAMES[len(HEADER.split(",")) :]
WHOLE, NEWER = ",".join((HEADER, *_added)), "," * len(_added)
FULL_ROW = (
    "gy-ctu,Guyana,GY,Ada María Example Pérez,Dr,Example Pérez,Director; Operations,"
    "Example Ministry of Home Affairs,Example Counter-Trafficking Unit,specialised-unit,"
    "head-of-unit,police; victim-assistance,es; pt-BR,ctu@example.org; ada@example.org,"
    '+592 609 1234,"+592 609 1236 ext. 12 (whatsapp, signal) (secretariat only)",,'
    '+1 868 291 1234,"1 Example Street,\n\tKingston",Georgetown,'
    '"https://example.org/a,b;c/é?d=1#e",Mo-Fr 08:00-16:30; PH off,America/Guyana,'
    "Suriname; Bonaire,venezuela; islands,georgetown-2019,active,2024-01-15,2027-01-14,2026-03-02,"
    'phone,network,"Call first.\nThen write, please.",Example of a private note.,'
    "gy-police; gy-unit,TLP:RED,0800 0911 (hotline) (only inside Guyana),"
    "islands,corrections@example.org,"
)
BARE_ROW = (
    f"gy-example{',' * 10}focal-point{',' * 16}active{',' * 5}network,,,,TLP:RED,,,"
    "corrections@example.org,"
)


def _rows(text: str, delimiter: str = ",") -> list[list[str]]:
    return list(reader.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def _cell(key: str, value: Any) -> str:
    """Return the cell of one field's value, as a spreadsheet reads it."""
    text = csv.dump(extract(point(**{key: value})), names=[key])
    ((_,), (cell,)) = _rows(text)
    return cell


def test_an_extract_is_this_file() -> None:
    made = extract(point(**FULL), point(), audience="secretariat")
    assert csv.dump(made) == f"\ufeff{WHOLE}\r\n{FULL_ROW}{NEWER}\r\n{BARE_ROW}{NEWER}\r\n"


def test_empty_extract_is_the_header() -> None:
    assert csv.dump(extract()) == f"\ufeff{WHOLE}\r\n"


def test_columns_are_picked_by_name_in_given_order() -> None:
    made = extract(point(**FULL))
    assert csv.dump(made, names=["name", "id", "marking"]) == (
        "\ufeffname,id,marking\r\nAda María Example Pérez,gy-ctu,TLP:AMBER\r\n"
    )
    with pytest.raises(UnknownValueError) as refused:
        csv.dump(made, names=["nmae"])
    assert (refused.value.message, refused.value.suggestions) == (
        "unknown value 'nmae'",
        ("name",),
    )


@each(
    ("delimiter", "expected"),
    [
        (";", 'id;covers;title\r\ngy-ctu;"Suriname; Bonaire";a,b\r\n'),
        ("\t", "id\tcovers\ttitle\r\ngy-ctu\tSuriname; Bonaire\ta,b\r\n"),
        (",", 'id,covers,title\r\ngy-ctu,Suriname; Bonaire,"a,b"\r\n'),
        ("|", "id|covers|title\r\ngy-ctu|Suriname; Bonaire|a,b\r\n"),
    ],
)
def test_cells_are_delimited_and_quoted_if_needed(delimiter: str, expected: str) -> None:
    made = extract(point(**FULL | {"title": "a,b"}))
    text = csv.dump(made, names=["id", "covers", "title"], delimiter=delimiter)
    assert text == f"\ufeff{expected}"


@each(
    ("text", "expected"),
    [
        ('a "b" c', '"a ""b"" c"'),
        ("a\nb", '"a\nb"'),
        ("a\r\nb", '"a\ufffd\nb"'),
        ("a\x00\u2028b", "a\ufffd\ufffdb"),
        (" a ", " a "),
    ],
)
def test_quotes_are_doubled_and_controls_shown(text: str, expected: str) -> None:
    made = extract(point(notes=text))
    assert csv.dump(made, names=["notes"]) == f"\ufeffnotes\r\n{expected}\r\n"


@each(
    ("text", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\ta", "'\ta"),
        ("\n=1", "'\n'=1"),
        ("Foo;=1+1", "Foo;'=1+1"),
        ("Foo, @x", "Foo, '@x"),
        ("a|=1\t=2\n@3", "a|'=1\t'=2\n'@3"),
        ('a;"=1"', 'a;"\'=1"'),
        ("=a;=b", "'=a;'=b"),
        ("a;+1,-2", "a;+1,'-2"),
        ("a;+1+cmd", "a;'+1+cmd"),
        ("a; -2+3", "a; '-2+3"),
        ("a\n- b", "a\n'- b"),
        ("a;+1|cmd", "a;'+1|cmd"),
        ("a;+592 609 1234", "a;+592 609 1234"),
        ("a; +592 609 1234 ext. 12; +592 609 1235 (signal)",) * 2,
        ("\uff1d1", "'\uff1d1"),
        ("\uff0b1", "'\uff0b1"),
        ("\uff0d1", "'\uff0d1"),
        ("\uff20x", "'\uff20x"),
        ("a;\uff1d1,\uff0b1|\uff0d1\n\uff20x", "a;'\uff1d1,'\uff0b1|'\uff0d1\n'\uff20x"),
        ("a \uff1d b-c + d", "a \uff1d b-c + d"),
        ("a=b@c", "a=b@c"),
        # After a line break as after a separator.
        ("a\n=1\n+1+cmd\n-1\n@x", "a\n'=1\n'+1+cmd\n'-1\n'@x"),
        ("a\r=1\r\n=2", "a\ufffd=1\ufffd\n'=2"),
        ("a\n\uff1d1\n\uff0b1\n\uff0d1\n\uff20x", "a\n'\uff1d1\n'\uff0b1\n'\uff0d1\n'\uff20x"),
        ("a\n+592 609 1234\nb", "a\n+592 609 1234\nb"),
        ('a\n\n "" \t=1', 'a\n\n "" \t\'=1'),
        (" =1", "' =1"),
        # A decimal comma, and text after a number.
        ("a;+1,5+cmd|' /C calc'!A0", "a;'+1,5+cmd|' /C calc'!A0"),
        ("a\n+1,5+cmd", "a\n'+1,5+cmd"),
        ("a;+1, *5", "a;'+1, *5"),
        # The rest of the number may be in the next cell.
        ("a;+1", "a;'+1"),
        ("a;+592 609 1234 ext. 12",) * 2,
        ("a;+592 609 1234 (x)",) * 2,
        ("a;+1,\n*5", "a;'+1,\n*5"),
        ("a;+1\t*5", "a;'+1\t*5"),
        ("a;+1 (1)+cmd", "a;'+1 (1)+cmd"),
        ("a;+1 ext. 1+cmd", "a;'+1 ext. 1+cmd"),
        ("a, +592 609 1234, or +592 609 1235",) * 2,
        ("a; +592 609 1234, +592 609 1235,",) * 2,
        ('a;"+592 609 1234"', 'a;"+592 609 1234"'),
        ("'=1", "'=1"),
    ],
)
def test_cell_is_no_formula_under_any_separator(text: str, expected: str) -> None:
    assert _cell("notes", text) == expected


@each("name", ["office", "mobile", "hotline", "fax"])
def test_a_telephone_is_never_guarded(name: str) -> None:
    column = name if name in {"hotline", "fax"} else f"{name}_phone"
    phones = [
        {"number": "+592-609-1234", "type": name, "ext": "12", "apps": ["whatsapp"]},
        {"number": "+1 (868) 291-1234", "type": name},
        {"number": "+592 289 1234", "type": name, "apps": ["signal", "telegram"]},
    ]
    text = csv.dump(extract(point(phones=phones, country="Guyana")), names=[column])
    assert _rows(text)[1] == [
        (
            "+592 609 1234 ext. 12 (whatsapp); +1 868 291 1234; "
            "+592 289 1234 (may not work from abroad) (signal, telegram)"
        )
    ]
    for only in phones:
        text = csv.dump(extract(point(phones=[only], country="Guyana")), names=[column])
        assert _rows(text)[1][0].startswith(("+592 609 1234 ext", "+1 868", "+592 289"))


@each(
    ("number", "expected"),
    [
        (
            '=HYPERLINK("https://x")',
            '\'=HYPERLINK("https://x") (only inside the country)',
        ),
        ("-1", "'-1 (only inside the country)"),
        ("+1+cmd", "'+1+cmd (only inside the country)"),
        ("+1 (1)+cmd", "'+1 (1)+cmd (only inside the country)"),
        ("+1\n*5", "'+1\n*5 (only inside the country)"),
        ("@1", "'@1 (only inside the country)"),
        ("*123#", "*123# (only inside the country)"),
    ],
)
def test_national_number_like_formula_is_guarded(number: str, expected: str) -> None:
    text = csv.dump(
        extract(point(phones=[{"number": number, "national": True}])), names=["national_phone"]
    )
    assert _rows(text)[1] == [expected]


@given(st.lists(points(), min_size=1, max_size=5), st.sampled_from(",;\t|"))
def test_entries_are_read_back_without_formulas(entries: list[FocalPoint], delimiter: str) -> None:
    made = extract(*entries, audience="secretariat")
    text = csv.dump(made, delimiter=delimiter)
    assert text.startswith("\ufeff")
    assert text.endswith("\r\n")
    assert "\r" not in text.replace("\r\n", "")
    header, *rows = _rows(text.removeprefix("\ufeff"), delimiter)
    assert ",".join(header) == WHOLE
    for row, entry in zip(rows, made.focal_points, strict=True):
        texts = columns.cell_texts(entry, columns.NAMES, columns.list_texts(made))
        assert [cell.replace("'", "") for cell in row] == [
            replace_control_chars(cell).replace("'", "") for cell in texts
        ]
        for name, cell in zip(columns.NAMES, row, strict=True):
            assert not cell.startswith(("=", "@", "-", "\t", "\n"))
            assert not cell.startswith("+") or name in columns.PHONES
    for other in ",;\t|":
        cells = [cell for row in _rows(text, other) for cell in row]
        signs = ("=", "@", "-", "\uff1d", "\uff0b", "\uff0d", "\uff20")
        assert not [cell for cell in cells if cell.lstrip().startswith(signs)]


FORMULAS = (
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("https://example.org","x")',
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1:A9)",
    "'quoted",
    "a;=1+1",
    "first\n=1+1",
    "Núñez 李明",
)


@pytest.mark.sweep
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_calc_opens_file_without_calculating(delimiter: str, tmp_path: Path) -> None:
    phones = ["+592-609-1234", {"number": "+1 868 291 1234", "ext": "12"}]
    entries = [
        point(id=f"x-{rank}", notes=text, phones=phones, verified=date(2026, 3, 2))
        for rank, text in enumerate(FORMULAS)
    ]
    path = tmp_path / "list.csv"
    text = csv.dump(extract(*entries), delimiter=delimiter)
    path.write_bytes(text.encode())
    ((header, *shown),) = libreoffice.read_sheets(path, delimiter).values()
    assert ",".join(header) == WHOLE
    for row, expected in zip(shown, _rows(text, delimiter)[1:], strict=True):
        assert row == expected


def test_calc_would_calculate_unguarded_cells(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"\xef\xbb\xbfid,a,b\r\nx,=1+1,+5926091234\r\n")
    assert [*libreoffice.read_sheets(path).values()] == [
        [["id", "a", "b"], ["x", "2", "5926091234"]]
    ]
