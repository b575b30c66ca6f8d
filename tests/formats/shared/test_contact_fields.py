"""Texts common to all address books."""

from cmcct.formats.shared import contact_fields
from cmcct.i18n.messages import Translator, _
from cmcct.model.entities import DirectoryInfo
from tests.support.cases import each
from tests.support.entries import FULL, extract, point

ENGLISH = Translator()


def test_the_note_of_a_full_entry_has_these_lines() -> None:
    made = extract(point(**FULL), audience="secretariat")
    assert list(contact_fields.Notes(made, ENGLISH).lines(made.focal_points[0])) == [
        "TLP:RED",
        "Confirmed 2 March 2026",
        "Mobile: +592 609 1236 ext. 12 (WhatsApp, Signal), Mon–Fri 08:00–12:00",
        "Hotline: 0800 0911 (only inside the country (Guyana)), 24 hours a day",
        "Hours: Mon–Fri 08:00–16:30, closed on public holidays",
        "Languages: Spanish, Portuguese (Brazil)",
        "Call first.\nThen write, please.",
        "Example of a private note.",
        "Type of institution: Specialised unit",
        "Also covers: Suriname, Bonaire",
        "Validates for its government: Islands; example",
        "Meetings: Second Example Meeting",
        "Since: 15 January 2024",
        "Until: 14 January 2027",
        "Entry: gy-ctu",
        "Corrections: corrections@example.org",
    ]


def test_empty_entry_has_minimal_note() -> None:
    made = extract(point(), about=DirectoryInfo(name="Example Network"))
    assert list(contact_fields.Notes(made, ENGLISH).lines(made.focal_points[0])) == [
        "TLP:AMBER",
        "Not confirmed yet",
        "Entry: gy-example",
    ]


def test_only_another_status_than_active_is_noted() -> None:
    made = extract(point(status="vacant"))
    lines = [*contact_fields.Notes(made, ENGLISH).lines(made.focal_points[0])]
    assert lines[2:4] == ["Status: Vacant", "Entry: gy-example"]


def test_notes_come_before_further_facts() -> None:
    made = extract(point(notes="Call first."))
    further = [(_("Role"), "Focal point"), (_("Fax"), "")]
    assert list(contact_fields.Notes(made, ENGLISH).lines(made.focal_points[0], further))[2:5] == [
        "Call first.",
        "Role: Focal point",
        "Entry: gy-example",
    ]


def test_vocabulary_is_translated_but_not_other_text() -> None:
    made = extract(point(**FULL))
    notes = "\n".join(contact_fields.Notes(made, Translator("es")).lines(made.focal_points[0]))
    assert "Unidad especializada" in notes
    assert "español, portugués (Brasil)" in notes
    assert "Surinam, Bonaire" in notes
    assert "Call first.\nThen write, please." in notes
    assert contact_fields.categories(made.focal_points[0], made, Translator("nl"))[1:3] == [
        "Politie, eenheid mensenhandel",
        "Slachtofferhulp en -bescherming",
    ]


def test_categories_are_directory_sectors_and_groups() -> None:
    seat = point(**FULL | {"working_groups": ["venezuela", "gone"]})
    made = extract(seat, audience="secretariat")
    assert contact_fields.categories(made.focal_points[0], made, ENGLISH) == [
        "Example Network",
        "Police, anti-trafficking unit",
        "Victim protection and assistance",
        "Venezuela example group",
        "gone",
    ]


@each(
    ("full", "family", "given"),
    [
        ("Ada María Example Pérez", "Example Pérez", "Ada María"),
        ("Mariano Maria", "Maria", "Mariano"),
        ("Li Xiaoming", "Li", "Xiaoming"),
        ("Ada Example", "Other", "Ada Example"),
        ("李明", "李", "明"),
        ("Example", "Example", ""),
    ],
)
def test_given_name_is_name_without_family_name(full: str, family: str, given: str) -> None:
    assert contact_fields.given_name(full, family) == given
