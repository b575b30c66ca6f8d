"""Headings that Outlook, Thunderbird and Google write in four languages."""

import csv
import io
import tomllib
from pathlib import Path

from cmcct.importing.cells.row_values import read_records
from cmcct.importing.planning.row_plans import describe_left_out
from cmcct.importing.readers.read import format_map, read_sheets
from cmcct.importing.readers.rows import Sheet
from tests.conftest import ROOT
from tests.support.cases import each

BOOKS = tomllib.loads((ROOT / "tests/importing/files/headings.toml").read_text("utf-8"))
# The keys that the columns of each program have.
KEYS = {
    "thunderbird": (
        "name, family_name, name display, emails, emails, phones office, phones fax, "
        "phones mobile, address, city, country, title, unit, organisation, website, notes"
    ),
    "outlook": (
        "honorific, name, name, family_name, organisation, unit, title, address, city, country, "
        "phones fax, phones office, phones office, phones office, phones office, phones mobile, "
        "phones, sectors, emails, emails, emails, languages, notes, website"
    ),
}


def _read(*rows: list[str]) -> Sheet:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    (sheet,) = read_sheets(Path("contacts.csv"), out.getvalue().encode())
    return sheet


def _meant(sheet: Sheet) -> list[str]:
    return [f"{column.key} {column.type}".strip() for column in sheet.columns if column.key]


@each("book", BOOKS)
def test_headings_of_address_book_are_known(book: str) -> None:
    program, names = book.split(maxsplit=1)[0], BOOKS[book]
    sheet = _read(names, [f"v{number}" for number in range(len(names))])
    assert (sheet.kind, sheet.form, [*sheet.unknown]) == ("address-book", program, [])
    assert sorted(_meant(sheet)) == sorted(KEYS[program].split(", "))


def test_heading_that_is_of_the_home_and_of_the_work() -> None:
    headings = BOOKS["thunderbird fr"]
    sheet = _read(headings, [f"v{number}" for number in range(len(headings))])
    ((column, cell),) = sheet.cells_of(sheet.rows[0], "city")
    assert (column.header, cell.text) == ("Ville", f"v{headings.index('Pays/Région (bureau)') - 3}")


GOOGLE = ["First Name", "Last Name", "Organization Name", "E-mail 1 - Label", "E-mail 1 - Value"]


def test_column_that_somebody_added_is_read_as_in_a_list() -> None:
    row = ["Ana", "Ejemplo", "Policía Ejemplo", "Work", "ana@do.example.org", "Police", "Cuba"]
    sheet = _read([*GOOGLE, "Sector", "País"], row)
    (record,) = read_records(sheet, {"working_group": {}, "meeting": {}})
    assert (record.entry["sectors"], record.entry["country"]) == (["police"], "Cuba")


def test_google_in_another_language_has_labels_too() -> None:
    headings = ["Nombre", "Apellidos", "Teléfono 1 - Etiqueta", "Teléfono 1 - Valor"]
    sheet = _read(headings, ["Ana", "Ejemplo", "Casa", "809-234-5678"])
    assert (sheet.form, [*sheet.unknown]) == ("google", [])
    assert "phones" not in _meant(sheet)  # it is of the home


@each(
    ("values", "key"),
    [
        (["Policía; Migración", "police", ""], "sectors"),
        (["Policía", "Vegetariana"], ""),
        (["ministerio", "ONG"], "body"),
        (["Head of unit"], "role"),
        (["español, inglés", "Dutch"], "languages"),
        (["Cuba", "Land Curaçao"], "country"),
        (["no", "No"], ""),
    ],
)
def test_column_of_terms_is_proposed_as_their_key(values: list[str], key: str) -> None:
    sheet = _read(["Name", "E-mail", "Rúbrica"], *(["Ana", "a@example.org", one] for one in values))
    assert f'"Rúbrica" = "{key}"\n' in format_map([sheet])
    said = [str(message) for message in describe_left_out([sheet], is_log=False)]
    assert (f"all its values are {key}, as --write-map proposes" in said[0]) is bool(key)


@each(
    ("headings", "key"),
    [
        ("Structure, Estructura, Structuur, Employer", "organisation"),
        ("Speaks, Habla, Spreekt, Parle", "languages"),
        ("Office line, Línea de oficina, Kantoorlijn, Ligne du bureau", "phones office"),
        ("Mobile line, Línea móvil, Mobiele lijn, Ligne mobile, Celular 2", "phones mobile"),
        ("Phone 1, Tel. 2, Teléfono 2, Telefoon 2, Téléphone 2", "phones"),
        ("Email 3, Correo 2, Courriel 2", "emails"),
    ],
)
def test_ordinary_heading_is_known(headings: str, key: str) -> None:
    for heading in headings.split(", "):
        sheet = _read(["Country", heading], ["Cuba", "v"])
        assert _meant(sheet) == ["country", key], heading


def test_numbered_name_is_left_out() -> None:
    sheet = _read(["Name", "E-mail", "Name 2"], ["Ana", "a@example.org", "Bea"])
    assert _meant(sheet) == ["name", "emails"]


@each("heading", ["Teléfono (casa)", "Phone (home)", "Tél. (privé)"])
def test_private_heading_of_a_list_is_no_number_of_the_office(heading: str) -> None:
    sheet = _read(["Name", "E-mail", heading], ["Ana", "a@example.org", "+53 7 1234567"])
    assert _meant(sheet) == ["name", "emails"]


@each(
    ("given", "shown", "name"),
    [
        (["Ana", "Ejemplo"], "Ejemplo, Ana", "Ana Ejemplo"),
        (["", ""], "Ana Ejemplo", "Ana Ejemplo"),
        (["", ""], "ana@do.example.org", None),
        (["", "Ejemplo"], "Ana Ejemplo", "Ejemplo"),
    ],
)
def test_display_name_counts_where_there_is_no_other(
    given: list[str], shown: str, name: str | None
) -> None:
    sheet = _read(
        ["First Name", "Last Name", "Display Name", "Primary Email"],
        [*given, shown, "ana@do.example.org"],
    )
    (record,) = read_records(sheet, {"working_group": {}, "meeting": {}})
    assert record.entry.get("name") == name
    assert "display_name" in format_map([sheet])


def _entry(*rows: list[str]) -> tuple[dict[str, object], list[str]]:
    """Return what the only row says, and what is quoted of it."""
    (record,) = read_records(_read(*rows), {"working_group": {}, "meeting": {}})
    return record.entry, [note.text for note in record.notes]


@each("headings", [["Nom", "Prénom"], ["Naam", "Voornaam"], ["Name", "First name"]])
def test_name_beside_a_given_name_is_a_family_name(headings: list[str]) -> None:
    entry, _notes = _entry([*headings, "E-mail"], ["Example Muster", "Ada", "a@gy.example.org"])
    assert (entry["name"], entry["family_name"]) == ("Ada Example Muster", "Example Muster")


def test_category_that_is_no_sector_is_quoted() -> None:
    labels = "* myContacts ::: Police ::: Friends"
    entry, notes = _entry([*GOOGLE, "Labels"], ["Ana", "Ejemplo", "", "Work", "a@x.org", labels])
    assert (entry["sectors"], notes) == (["police"], ["Labels: Friends"])


def test_seat_without_a_person_is_no_person() -> None:
    entry, notes = _entry(["Name", "Country", "E-mail"], ["Vacante", "Cuba", "a@example.org"])
    assert ("name" in entry, notes) == (False, ["Vacante"])
    entry, notes = _entry(["Name", "Country", "E-mail"], ["N/A", "Cuba", "a@example.org"])
    assert ("name" in entry, notes) == (False, [])


@each(("text", "key"), [("Dr.", "honorific"), ("Director", "title")])
def test_title_of_a_list_is_before_the_name_or_of_the_job(text: str, key: str) -> None:
    entry, _notes = _entry(["Name", "Country", "Title"], ["Ana Ejemplo", "Cuba", text])
    assert {name: entry.get(name) for name in ("honorific", "title")} == {
        "honorific": None,
        "title": None,
        key: text,
    }
