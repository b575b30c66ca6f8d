"""CSV for Thunderbird."""

from functools import partial
from typing import Any

from cmcct.formats.csv import address_books
from cmcct.i18n.messages import Translator
from cmcct.model.entities import FocalPoint
from tests.support.cases import each
from tests.support.contacts import ENGLISH, NOTE_BEGINS, NOTE_ENDS, made
from tests.support.entries import FULL, extract, point

_dump = partial(address_books.dump, program="thunderbird")

HEADER = (
    "First Name,Last Name,Display Name,Primary Email,Secondary Email,Work Phone,Mobile Number,"
    "Fax Number,Organization,Department,Job Title,Work Address,Work City,Work Country,Web Page 1,"
    "Notes"
)
FULL_CONTACT = {
    "First Name": "Ada María",
    "Last Name": "Example Pérez",
    "Display Name": "Ada María Example Pérez",
    "Primary Email": "ctu@example.org",
    "Secondary Email": "ada@example.org",
    "Work Phone": "+5926091234",
    "Mobile Number": "+5926091236",
    "Fax Number": "+18682911234",
    "Organization": "Example Ministry of Home Affairs",
    "Department": "Example Counter-Trafficking Unit",
    "Job Title": "Director; Operations",
    "Work Address": "1 Example Street,\n\tKingston",
    "Work City": "Georgetown",
    "Work Country": "Guyana",
    "Web Page 1": "https://example.org/a,b;c/é?d=1#e",
    "Notes": (
        f"{NOTE_BEGINS}"
        "Directory: Example Network\n"
        "Sectors: Police, anti-trafficking unit / Victim protection and assistance\n"
        "Working groups: Venezuela example group / Islands; example\n"
        "Role: Head of unit\n"
        "Honorific: Dr\n"
        f"{NOTE_ENDS}"
    ),
}


def _made(translator: Translator = ENGLISH, **values: Any) -> dict[str, str]:
    return made(_dump, translator, **values)


def test_a_full_entry_is_this_contact() -> None:
    assert _made(**FULL) == FULL_CONTACT


@each("entries", [(), (point(),), (point(**FULL), point())])
def test_the_header_is_always_this(entries: tuple[FocalPoint, ...]) -> None:
    text = _dump(extract(*entries), ENGLISH)
    assert text.startswith(f"{HEADER}\r\n")
    assert text.endswith("\r\n")


def test_contacts_without_field_stand_in_notes() -> None:
    phones = [
        {"number": "+592 609 1231", "type": "hotline"},
        "+592 609 1232",
        {"number": "+592 609 1233", "type": "fax"},
        {"number": "+592 609 1235", "type": "fax"},
    ]
    found = _made(phones=phones, emails=[f"{letter}@example.org" for letter in "abc"])
    assert found["Work Phone"] == "+5926091231"
    assert found["Fax Number"] == "+5926091233"
    assert found["Notes"].splitlines()[2:6] == [
        "Hotline: +592 609 1231",
        "Office: +592 609 1232",
        "Fax: +592 609 1235",
        "E-mail: c@example.org",
    ]


def test_words_are_said_in_the_language_asked_for() -> None:
    found = _made(Translator("fr"), **FULL)
    assert "Responsable d\u2019unité" in found["Notes"]
    assert "espagnol, portugais (Brésil)" in found["Notes"]
