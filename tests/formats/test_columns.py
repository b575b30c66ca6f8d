"""The columns of tables."""

from datetime import date

import pytest

from cmcct.countries import country
from cmcct.errors import UnknownValueError
from cmcct.formats import columns
from cmcct.model import FocalPoint, Phone
from cmcct.wording import Wording
from tests.hostile import FULL, point


def test_every_column_says_its_field_as_text() -> None:
    cells = columns.cells(point(**FULL), columns.NAMES, "TLP:RED")
    assert dict(zip(columns.NAMES, cells, strict=True)) == {
        "id": "gy-ctu",
        "country": "Guyana",
        "country_code": "GY",
        "name": "Ada María Example Pérez",
        "honorific": "Dr",
        "family_name": "Example Pérez",
        "title": "Director; Operations",
        "organisation": "Example Ministry of Home Affairs",
        "unit": "Example Counter-Trafficking Unit",
        "body": "specialised-unit",
        "role": "head-of-unit",
        "sectors": "police; victim-assistance",
        "languages": "es; pt-BR",
        "email": "ctu@example.org; ada@example.org",
        "office_phone": "+592 609 1234",
        "mobile_phone": "+592 609 1236 ext. 12 (whatsapp, signal)",
        "hotline": "0800 0911 (Guyana only)",
        "fax": "+1 868 291 1234",
        "address": "1 Example Street,\n\tKingston",
        "city": "Georgetown",
        "website": "https://example.org/a,b;c/é?d=1#e",
        "hours": "Mo-Fr 08:00-16:30; PH off",
        "timezone": "America/Guyana",
        "covers": "Suriname; Bonaire",
        "working_groups": "venezuela; islands",
        "meetings": "georgetown-2019",
        "status": "active",
        "since": "2024-01-15",
        "until": "2027-01-14",
        "verified": "2026-03-02",
        "verified_via": "phone",
        "sharing": "network",
        "notes": "Call first.\nThen write, please.",
        "private_notes": "Example of a private note.",
        "formerly": "gy-police; gy-unit",
        "marking": "TLP:RED",
    }


def test_a_column_of_nothing_is_empty() -> None:
    filled = {"id": "gy-example", "role": "focal-point", "status": "active", "sharing": "network"}
    expected = [filled.get(name, "") for name in columns.NAMES]
    assert columns.cells(point(), columns.NAMES, "") == expected


def test_only_the_named_columns_are_given_in_their_order() -> None:
    assert columns.cells(point(title="T"), ["title", "marking", "id"], "M") == [
        "T",
        "M",
        "gy-example",
    ]


def test_no_name_picks_all_columns() -> None:
    assert columns.pick([]) == columns.NAMES
    assert columns.pick(["name", "id", "name"]) == ("name", "id", "name")


@pytest.mark.parametrize(
    ("name", "suggestions"),
    [("phone", ("office_phone", "mobile_phone")), ("zzzz", columns.NAMES)],
)
def test_an_unknown_column_is_refused_with_the_closest_or_all(
    name: str, suggestions: tuple[str, ...]
) -> None:
    with pytest.raises(UnknownValueError) as refused:
        columns.pick(["id", name])
    assert refused.value.message == f"unknown column {name!r}"
    assert refused.value.suggestions == suggestions


POINTS = [
    point(id="c", title="Éa", verified=date(2026, 1, 1)),
    point(id="d"),
    point(id="a", title="eb", verified=date(2025, 1, 1)),
    point(id="b", title="Zoë", verified=date(2026, 1, 1)),
]


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("id", "abcd"),
        ("-id", "dcba"),
        ("title", "cabd"),
        ("-title", "bacd"),
        ("verified", "acbd"),
        ("-verified", "cbad"),
        ("marking", "cdab"),
    ],
)
def test_entries_are_sorted_by_a_column_without_accents_and_empty_cells_last(
    name: str, ids: str
) -> None:
    found: tuple[FocalPoint, ...] = columns.in_order(POINTS, name)
    assert "".join(entry.id for entry in found) == ids


def test_sorting_by_a_column_that_is_none_is_refused() -> None:
    with pytest.raises(UnknownValueError) as refused:
        columns.in_order(POINTS, "-titel")
    assert refused.value.suggestions == ("title",)


@pytest.mark.parametrize(
    ("phone", "expected"),
    [
        (Phone(number="+592-609-1234"), "+592 609 1234"),
        (Phone(number="+592 609 1234", ext="12"), "+592 609 1234 ext. 12"),
        (
            Phone(number="+592 609 1234", ext="12", apps=("whatsapp", "signal")),
            "+592 609 1234 ext. 12 (whatsapp, signal)",
        ),
        (Phone(number="0800-0911", national=True), "0800-0911 (Guyana only)"),
        (
            Phone(number="911", national=True, ext="1", apps=("signal",)),
            "911 ext. 1 (Guyana only) (signal)",
        ),
        (Phone(number="not a number"), "not a number"),
    ],
)
def test_a_telephone_is_written_in_groups_with_what_a_caller_must_know(
    phone: Phone, expected: str
) -> None:
    assert columns.phone_text(phone, country("GY"), Wording(), phone.apps) == expected
