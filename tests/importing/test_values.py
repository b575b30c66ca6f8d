from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cmcct.i18n.messages import _
from cmcct.importing.cells import row_values
from cmcct.importing.cells.row_values import Baseline, Note, Record
from cmcct.importing.readers.read import read_sheets
from cmcct.importing.readers.rows import (
    Cell,
    Column,
    Row,
    Sheet,
)
from tests.support.cases import each
from tests.support.sheets import make_sheet

IDS = {
    "working_group": {"venezuela working group": "venezuela", "venezuela": "venezuela"},
    "meeting": {"second meeting": "georgetown-2019"},
}


def _read(row: dict[str, Any], kind: str = "list") -> Record:
    (record,) = row_values.read_records(make_sheet(row, kind=kind), IDS)
    return record


@each(
    "mobile, answer, expected",
    [
        ("609-1234", "yes", [{"number": "+592 609 1234", "type": "mobile", "apps": ["whatsapp"]}]),
        ("220-1234", "Sí", [{"number": "+592 220 1234", "apps": ["whatsapp"]}]),
        ("609-1234", "no", [{"number": "+592 609 1234", "type": "mobile"}]),
        ("220-1234; 220-1235", "ja", ["+592 220 1234", "+592 220 1235"]),
    ],
)
def test_yes_in_the_column_of_an_app_is_about_the_mobile(
    tmp_path: Path, mobile: str, answer: str, expected: list[Any]
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"Country,Name,WhatsApp,Phone\nGuyana,Ada Example,{answer},{mobile}\n", "utf-8")
    (sheet,) = read_sheets(path, path.read_bytes())
    (record,) = row_values.read_records(sheet, IDS)
    assert record.entry["phones"] == expected
    assert [note.text for note in record.notes] == ["WhatsApp: ja"] * (answer == "ja")


def test_row_becomes_raw_values_with_their_cells() -> None:
    record = _read(
        {
            "emails": "'ada@example.org, desk@example.org, ada@example.org",
            "country": "GUYANA",
            "name": "Ms. Ada  EXAMPLE",
            "phones": "609-1234",
            "role": "Jefatura de unidad",
            "city": " New\nTown ",
        }
    )
    assert record.entry == {
        "country": "Guyana",
        "name": "Ada Example",
        "honorific": "Ms.",
        "family_name": "Example",
        "role": "head-of-unit",
        "emails": ["ada@example.org", "desk@example.org"],
        "phones": [{"number": "+592 609 1234", "type": "mobile"}],
        "city": "New Town",
    }
    assert record.cells["emails", 1] == "A2"
    assert record.cells["family_name",] == "C2"


def test_ignored_and_empty_rows_have_no_record() -> None:
    sheet = make_sheet({"name": "Total"}, {"name": " "}, {"name": "Ada Example"})
    rows = (Row(2, sheet.rows[0].cells, is_ignored=True), *sheet.rows[1:])
    ignored = Sheet("list.csv", None, "list", sheet.columns, rows)
    assert [record.row.number for record in row_values.read_records(ignored, IDS)] == [4]


def test_row_that_cannot_be_read_is_a_finding() -> None:
    sheet = Sheet("a.vcf", None, "address-book", (), (Row(1, (), fault=_("not a card")),))
    (record,) = row_values.read_records(sheet, IDS)
    assert [(cell, one.code, one.message) for cell, one in record.findings] == [
        ("", "unreadable-row", "not a card")
    ]


def test_column_of_national_numbers_is_ours() -> None:
    column = Column("National phone", "phones", "A", label="national")
    sheet = Sheet("a.csv", None, "own", (column,), (Row(2, (Cell("911"),)),))
    (record,) = row_values.read_records(sheet, IDS)
    assert record.entry == {"phones": [{"number": "911", "national": True}]}


def test_only_our_own_sheet_sets_sharing_and_notes() -> None:
    row = {"id": "gy-ctu", "sharing": "Public", "notes": "Call first.", "verified": "2026-03-02"}
    assert _read(row).entry == {"id": "gy-ctu"}
    assert _read(row).notes == (Note("C2", "Call first."),)
    own = _read(row, "own")
    assert own.entry["verified"] == date(2026, 3, 2)
    assert (own.entry["sharing"], own.entry["notes"], own.notes) == ("public", "Call first.", ())
    assert own.is_own


def test_way_of_confirmation_is_read_by_its_label() -> None:
    row = {"id": "gy-ctu", "verified_via": "por correo electrónico"}
    assert _read(row, "own").entry["verified_via"] == "email"
    assert _read(row | {"verified_via": "by owl"}, "own").entry["verified_via"] == "by owl"


def test_own_name_is_kept_as_it_is_spelled() -> None:
    entry = _read({"name": "Dr. EXAMPLE, Ada", "family_name": "EXAMPLE"}, "own").entry
    assert entry == {"name": "Dr. EXAMPLE, Ada", "family_name": "EXAMPLE"}


def test_names_of_groups_become_ids() -> None:
    row = {
        "working_groups": "Venezuela working group; myContacts",
        "validates": "Venezuela working group; yes",
        "meetings": "Second Meeting",
    }
    entry = {
        "working_groups": ["venezuela"],
        "validates": ["venezuela"],
        "meetings": ["georgetown-2019"],
    }
    assert _read(row).entry == entry
    assert _read(row, "own").entry["working_groups"] == ["venezuela", "myContacts"]


def test_categories_of_an_address_book_may_be_other_words() -> None:
    row = {"sectors": "Health ::: * myContacts"}
    assert _read(row, "address-book").entry == {"sectors": ["health"]}
    assert _read(row).entry == {"sectors": ["health", "myContacts"]}


def test_struck_out_part_and_comments_are_quoted() -> None:
    cell = Cell("Ada Example Bo Example", None, "Ada Example", "since May", unstruck="Bo Example")
    record = _read({"name": cell})
    assert record.entry == {"name": "Bo Example"}
    assert record.notes == (Note("A2", "Ada Example", is_struck=True), Note("A2", "since May"))
    assert not record.is_struck


@pytest.mark.parametrize(
    ("comment", "notes", "is_asked"),
    [
        ("private number, do not share", "", True),
        ("", "numéro personnel, ne pas diffuser", True),
        ("new since May", "Ministry of Home Affairs", False),
    ],
)
def test_number_beside_private_words_is_asked_about(
    comment: str, notes: str, *, is_asked: bool
) -> None:
    phones = Cell("609-1234", comment=comment)
    record = _read({"country": "Guyana", "phones": phones, "notes": Cell(notes)})
    assert bool(record.guard) == is_asked


def test_private_number_is_quoted() -> None:
    record = _read({"country": "Guyana", "phones": "220-1234 / 609-1234 (home)"})
    assert record.entry["phones"] == ["+592 220 1234"]
    assert record.notes == (Note("B2", "220-1234 / 609-1234 (home)"),)
    own = _read({"country": "Guyana", "phones": "609-1234 (home)"}, kind="own")
    assert own.notes == (Note("B2", "609-1234 (home)"),)


def test_remark_beside_a_number_is_quoted() -> None:
    text = "220-1234\n609-1234 (do not use)"
    record = _read({"country": "Guyana", "phones": text})
    assert record.entry["phones"] == [
        "+592 220 1234",
        {"number": "+592 609 1234", "type": "mobile"},
    ]
    assert record.notes == (Note("B2", "609-1234 (do not use)"),)


def test_label_of_somebodys_own_is_quoted_with_its_number() -> None:
    columns = (Column("ADR", "country"), Column("TEL", "phones", label="Ada's husband"))
    row = Row(1, (Cell("Guyana"), Cell("609-1234")))
    (record,) = row_values.read_records(Sheet("a.vcf", None, "address-book", columns, (row,)), IDS)
    assert record.notes == (Note("", "Ada's husband: 609-1234"),)


def test_name_that_is_struck_out_is_marked() -> None:
    record = _read({"name": Cell("Ada Example", struck="Ada Example"), "city": "Arima"})
    assert record.entry == {"name": "Ada Example", "city": "Arima"}
    assert record.is_struck


def test_rounded_number_is_a_finding_at_its_cell() -> None:
    record = _read({"name": "Ada Example", "phones": "5,97741E+09"})
    (found,) = record.findings
    assert (found.cell, found.finding.code) == ("B2", "invalid-phone")
    assert "phones" not in record.entry


def test_date_with_two_readings_is_open() -> None:
    record = _read({"since": "03/02/2024"})
    assert record.open_days == {"since": (date(2024, 2, 3), date(2024, 3, 2))}
    assert record.with_values({"since": date(2024, 2, 3)}).open_days == {}
    (dated,) = row_values.read_records(make_sheet({"since": "03/02/2024"}), IDS, "mdy")
    assert dated.entry == {"since": date(2024, 3, 2)}
    assert _read({"since": "soon"}).entry == {"since": "soon"}


def test_two_countries_in_a_row_are_a_finding() -> None:
    row = {"country": "Benin", "country:2": "Togo", "phones": "90 01 12 34"}
    record = _read(row)
    (finding,) = record.findings
    assert (finding.cell, finding.finding.code) == ("B2", "ambiguous-country")
    assert str(finding.finding.message).endswith(": country: Benin, country:2: Togo")
    assert record.entry["phones"] == _read(row | {"country:2": "Benin"}).entry["phones"]
    assert not _read(row | {"country:2": "Bénin"}).findings
    # Of an address book, the first one counts.
    book = _read(row, "address-book")
    assert (book.findings, book.entry["phones"]) == ((), record.entry["phones"])


def test_unknown_country_and_role_are_kept_as_written() -> None:
    row = {"country": "Atlantis", "role": "wizard", "honorific": "Dr."}
    assert _read(row).entry == row


@each("text", ["n/a", "N.A.", "---", "néant", "Sin datos", "n.v.t.", "?"])
def test_text_for_an_empty_cell_is_no_value(text: str) -> None:
    assert _read({"emails": text, "phones": text, "city": "Lima"}).entry == {"city": "Lima"}
    assert _read({"id": "gy-ctu", "city": text}, "own").entry["city"] == text


def test_property_of_a_card_has_no_cell() -> None:
    sheet = Sheet("a.vcf", None, "address-book", (Column("FN", "name"),), (Row(1, (Cell("Ada"),)),))
    (record,) = row_values.read_records(sheet, IDS)
    assert record.cells == {("name",): ""}


def test_family_name_of_its_own_column_counts() -> None:
    row = {"name": "Ada", "family_name": "Example Díaz"}
    assert _read(row).entry == {"name": "Ada Example Díaz", "family_name": "Example Díaz"}


def test_ids_are_found_by_name_or_id() -> None:
    raw = {"meeting": [{"id": "a-1", "name": "First Meeting"}, {"name": "Lost"}]}
    assert row_values.ids_by_name(raw) == {
        "working_group": {},
        "meeting": {"first meeting": "a-1", "a 1": "a-1"},
    }


def test_text_of_what_an_entry_does_not_say_is_no_value() -> None:
    known = Baseline(None, {("sharing", "Network"): None})
    sheet = make_sheet({"id": "gy-ada", "sharing": "Network"}, kind="own")
    (record,) = row_values.read_records(sheet, IDS, "", lambda _row: known)
    assert record.entry == {"id": "gy-ada"}
