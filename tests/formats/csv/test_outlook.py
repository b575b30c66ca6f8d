"""CSV for Outlook."""

from functools import partial
from typing import Any

from cmcct.formats.csv import address_books
from cmcct.i18n.messages import Translator
from cmcct.model.entities import FocalPoint
from tests.support.cases import each
from tests.support.contacts import ENGLISH, NOTE_BEGINS, NOTE_ENDS, made
from tests.support.entries import FULL, extract, point

_dump = partial(address_books.dump, program="outlook")

HEADER = (
    "Title,First Name,Middle Name,Last Name,Suffix,Company,Department,Job Title,Business Street,"
    "Business City,Business State,Business Postal Code,Business Country/Region,Business Phone,"
    "Business Phone 2,Mobile Phone,E-mail Address,E-mail Display Name,E-mail 2 Address,Categories,"
    "Notes,Web Page"
)
FULL_CONTACT = {
    "Title": "Dr",
    "First Name": "Ada María",
    "Last Name": "Example Pérez",
    "Company": "Example Ministry of Home Affairs",
    "Department": "Example Counter-Trafficking Unit",
    "Job Title": "Director; Operations",
    "Business Street": "1 Example Street,\n\tKingston",
    "Business City": "Georgetown",
    "Business Country/Region": "Guyana",
    "Business Phone": "+5926091234",
    "Mobile Phone": "+5926091236",
    "E-mail Address": "ctu@example.org",
    "E-mail Display Name": "Ada María Example Pérez",
    "E-mail 2 Address": "ada@example.org",
    "Categories": (
        "Example Network;Police / anti-trafficking unit;Victim protection and assistance;"
        "Venezuela example group;Islands / example"
    ),
    "Notes": f"{NOTE_BEGINS}Fax: +1 868 291 1234\nRole: Head of unit\n{NOTE_ENDS}",
    "Web Page": "https://example.org/a,b;c/é?d=1#e",
}


def _made(translator: Translator = ENGLISH, **values: Any) -> dict[str, str]:
    return made(_dump, translator, **values)


def test_a_full_entry_is_this_contact() -> None:
    assert _made(**FULL) == FULL_CONTACT


@each("entries", [(), (point(),), (point(**FULL), point())])
def test_header_is_constant_after_byte_order_mark(entries: tuple[FocalPoint, ...]) -> None:
    text = _dump(extract(*entries), ENGLISH)
    assert text.startswith(f"\ufeff{HEADER}\r\n")
    assert text.endswith("\r\n")


def test_contacts_without_field_stand_in_notes() -> None:
    phones = [
        "+592 609 1230",
        {"number": "+592 609 1231", "type": "hotline"},
        "+592 609 1232",
        {"number": "+592 609 1233", "type": "mobile"},
        {"number": "+592 609 1235", "type": "mobile", "apps": ["signal"]},
    ]
    found = _made(phones=phones, emails=[f"{letter}@example.org" for letter in "abcd"])
    assert found["Business Phone"] == "+5926091230"
    assert found["Business Phone 2"] == "+5926091231"
    assert found["Mobile Phone"] == "+5926091233"
    assert found["E-mail 2 Address"] == "b@example.org"
    assert found["Notes"].splitlines()[2:8] == [
        "Hotline: +592 609 1231",
        "Office: +592 609 1232",
        "Mobile: +592 609 1235 (Signal)",
        "E-mail: c@example.org",
        "E-mail: d@example.org",
        "Role: Focal point",
    ]


def test_words_are_said_in_the_language_asked_for() -> None:
    found = _made(Translator("nl"), **FULL)
    assert "Politie / eenheid mensenhandel" in found["Categories"].split(";")
    assert "Hoofd van de eenheid" in found["Notes"]
