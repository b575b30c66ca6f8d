"""Texts common to all address books."""

from hypothesis import given
from hypothesis import strategies as st

from cmcct.formats.shared import contact_fields
from cmcct.i18n.messages import LANGUAGES, Translator, _
from cmcct.model.entities import DirectoryInfo
from cmcct.privacy import audiences
from cmcct.reference import vocabulary
from cmcct.storage import directory_file
from tests.conftest import SHIPPED
from tests.support.cases import each
from tests.support.entries import FULL, extract, point

ENGLISH = Translator()


def test_the_note_of_a_full_entry_has_these_lines() -> None:
    made = extract(point(**FULL), audience="secretariat")
    assert list(contact_fields.Notes(made, ENGLISH).lines(made.focal_points[0])) == [
        "Call first.\nThen write, please.",
        "Example of a private note.",
        "Hours: Mon–Fri 08:00–16:30, closed on public holidays",
        "Languages: Spanish, Portuguese (Brazil)",
        "Mobile: +592 609 1236 ext. 12 (WhatsApp, Signal), Mon–Fri 08:00–12:00",
        "Hotline: 0800 0911 (only inside Guyana), 24 hours a day",
        "TLP:RED",
        "Confirmed 2 March 2026",
        "Type of institution: Specialised unit",
        "Also covers: Suriname, Bonaire",
        "Validates for its government: Islands; example",
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


def test_what_a_caller_must_know_comes_before_the_label() -> None:
    phones = (
        {"number": "+592 609 1230", "apps": ["signal"]},
        {"number": "+592 609 1231", "doubtful": True},
        {"number": "+592 289 1234", "type": "hotline"},
    )
    made = extract(point(notes="Call first.", hours="24/7", languages=["es"], phones=phones))
    assert list(contact_fields.Notes(made, ENGLISH).lines(made.focal_points[0]))[:8] == [
        "Call first.",
        "Hours: 24 hours a day",
        "Languages: Spanish",
        "Office: +592 609 1231, a test call failed",
        "Hotline: +592 289 1234 (may not work from abroad)",
        "TLP:AMBER",
        "Not confirmed yet",
        "Office: +592 609 1230 (Signal)",
    ]


@each("lang", LANGUAGES)
@each("audience", ["network", "secretariat"])
def test_notes_have_at_most_300_characters_on_average(lang: str, audience: str) -> None:
    shipped = directory_file.load(SHIPPED).directory
    made = audiences.view_for(shipped, shipped.focal_points, audience)
    notes = contact_fields.Notes(made, Translator(lang))
    sizes = [len("\n".join(notes.lines(seat))) for seat in made.focal_points]
    assert len(sizes) > 40
    assert sum(sizes) / len(sizes) <= 300


@each(
    ("phone", "label"),
    [
        ({"type": "hotline", "hours": "24/7"}, "Hotline 24/7"),
        ({"type": "hotline", "hours": "Mo-Su 00:00-24:00"}, "Hotline 24/7"),
        ({"type": "hotline", "hours": "Mo-Fr 08:00-16:00"}, "Hotline"),
        ({"type": "hotline", "number": "+592 289 1234"}, "Hotline"),
        ({}, ""),
        ({"number": "+592 289 1234"}, ""),
        ({"ext": "12"}, "Office ext. 12"),
        ({"ext": "12", "hours": "24/7"}, "Office 24/7 ext. 12"),
        ({"ext": "1234567890123456789"}, "Office"),
    ],
)
def test_label_is_type_hours_and_extension(phone: dict[str, str], label: str) -> None:
    (number,) = point(phones=[{"number": "+592 609 1234", **phone}]).phones
    assert contact_fields.phone_label(number, ENGLISH) == label


@given(
    st.sampled_from(vocabulary.slugs("phone")),
    st.text("0123456789"),
    st.sampled_from(["", "24/7"]),
)
def test_label_has_at_most_30_characters(kind: str, ext: str, hours: str) -> None:
    about = {"type": kind, "ext": ext, "hours": hours}
    (number,) = point(phones=[{"number": "+592 609 1234", **about}]).phones
    for lang in LANGUAGES:
        assert len(contact_fields.phone_label(number, Translator(lang))) <= 30


def test_notes_come_before_further_facts() -> None:
    made = extract(point(notes="Call first."))
    further = [(_("Role"), "Focal point"), (_("Fax"), "")]
    assert list(contact_fields.Notes(made, ENGLISH).lines(made.focal_points[0], further))[:5] == [
        "Call first.",
        "TLP:AMBER",
        "Not confirmed yet",
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
    assert contact_fields.Notes(made, Translator("nl")).categories(made.focal_points[0])[1:3] == [
        "Politie, eenheid mensenhandel",
        "Slachtofferhulp en -bescherming",
    ]


def test_categories_are_directory_sectors_and_groups() -> None:
    seat = point(**FULL | {"working_groups": ["venezuela", "gone"]})
    made = extract(seat, audience="secretariat")
    assert contact_fields.Notes(made, ENGLISH).categories(made.focal_points[0]) == [
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
