"""CSV for Thunderbird."""

import csv as reader
import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmcct.controls import visible
from cmcct.formats import columns, notes, thunderbird
from cmcct.model import FocalPoint
from cmcct.wording import Wording
from tests.hostile import FULL, extract, point, points

ENGLISH = Wording()
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
    "Mobile Number": "+5926091236 ext. 12",
    "Fax Number": "+18682911234",
    "Organization": "Example Ministry of Home Affairs",
    "Department": "Example Counter-Trafficking Unit",
    "Job Title": "Director; Operations",
    "Work Address": "1 Example Street,\n\tKingston",
    "Work City": "Georgetown",
    "Work Country": "Guyana",
    "Web Page 1": "https://example.org/a,b;c/é?d=1#e",
    "Notes": """\
Call first.
Then write, please.
Example of a private note.
Mobile: +592 609 1236 ext. 12 (WhatsApp, Signal), Mo-Fr 08:00-12:00
Hotline: 0800 0911 (Guyana only), 24/7
Directory: Example Network
Sectors: Police, anti-trafficking unit / Victim protection and assistance
Working groups: Venezuela example group / Islands; example
Role: Head of unit
Honorific: Dr
Time zone: America/Guyana
Institution: Specialised unit
Languages: Spanish, Portuguese (BR)
Hours: Mo-Fr 08:00-16:30; PH off
Also covers: Suriname, Bonaire
Meetings: Second Example Meeting
Status: Active
Since: 2024-01-15
Until: 2027-01-14
How confirmed: by phone
Entry: gy-ctu
TLP:RED
Confirmed 2026-03-02
Corrections: corrections@example.org""",
}


def _read(text: str) -> list[dict[str, str]]:
    return list(reader.DictReader(io.StringIO(text, newline="")))


def _made(words: Wording = ENGLISH, **values: Any) -> dict[str, str]:
    """Return what a reader finds of one entry, empty cells left out."""
    text = thunderbird.dump(extract(point(**values), audience="secretariat"), words)
    (contact,) = _read(text)
    return {heading: cell for heading, cell in contact.items() if cell}


def test_a_full_entry_is_this_contact() -> None:
    assert _made(**FULL) == FULL_CONTACT


@pytest.mark.parametrize("entries", [(), (point(),), (point(**FULL), point())])
def test_the_header_is_always_this(entries: tuple[FocalPoint, ...]) -> None:
    text = thunderbird.dump(extract(*entries), ENGLISH)
    assert text.startswith(f"{HEADER}\r\n")
    assert text.endswith("\r\n")


def test_numbers_and_addresses_that_have_no_field_stand_in_the_notes() -> None:
    phones = [
        {"number": "+592 609 1231", "type": "hotline"},
        "+592 609 1232",
        {"number": "+592 609 1233", "type": "fax"},
        {"number": "+592 609 1235", "type": "fax"},
    ]
    made = _made(phones=phones, emails=[f"{letter}@example.org" for letter in "abc"])
    assert made["Work Phone"] == "+5926091231"
    assert made["Fax Number"] == "+5926091233"
    assert made["Notes"].splitlines()[:4] == [
        "Hotline: +592 609 1231",
        "Office: +592 609 1232",
        "Fax: +592 609 1235",
        "E-mail: c@example.org",
    ]


def test_a_seat_without_a_person_is_shown_by_its_unit() -> None:
    desk = _made(organisation="Example Ministry", unit="Example Desk", role="duty-desk")
    assert "First Name" not in desk
    assert desk["Last Name"] == desk["Display Name"] == "Example Desk"


def test_words_are_said_in_the_language_asked_for() -> None:
    made = _made(Wording("fr"), **FULL)
    assert "Chef d'unité" in made["Notes"]
    assert "espagnol, portugais (BR)" in made["Notes"]


@pytest.mark.parametrize("text", ["=1+1", "+1+1", "-1", "@SUM(A1)"])
def test_no_cell_but_a_number_is_a_formula(text: str) -> None:
    made = _made(title=text, phones=[{"number": text, "national": True}])
    assert made["Job Title"] == made["Work Phone"] == f"'{text}"


@given(st.lists(points(), min_size=1, max_size=4))
@settings(deadline=None)
def test_any_entries_are_read_back_whole(entries: list[FocalPoint]) -> None:
    made = extract(*entries, audience="secretariat")
    contacts = _read(thunderbird.dump(made, ENGLISH))
    for contact, entry in zip(contacts, made.focal_points, strict=True):
        everywhere = "\n".join(contact.values()).replace("'", "")
        for email in entry.emails:
            assert visible(email.address).replace("'", "") in everywhere
        for phone in entry.phones:
            written = notes.number(phone), columns.described(phone, entry.country, ENGLISH)
            assert any(visible(form).replace("'", "") in everywhere for form in written)
        for heading, text in contact.items():
            assert not text.startswith(("=", "@", "-", "\t", "\n"))
            assert not text.startswith("+") or heading in {
                "Work Phone",
                "Mobile Number",
                "Fax Number",
            }
