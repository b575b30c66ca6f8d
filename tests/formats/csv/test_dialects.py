"""Properties of all CSV dialects for address books."""

from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmcct.formats.csv import address_books
from cmcct.model.entities import FocalPoint
from tests.support.contacts import ENGLISH, Dump, formulas, lost, made, read
from tests.support.entries import extract
from tests.support.hostile import points


class Dialect(NamedTuple):
    """The headings of the cells that are tested."""

    dump: Dump
    title: str
    phone: str
    numbers: tuple[str, ...]  # part of every heading of a number
    names: Mapping[str, str]  # the name cells of a desk


DESK = {"Last Name": "Example Desk"}
DIALECTS = [
    Dialect(
        partial(address_books.dump, program="outlook"),
        "Job Title",
        "Business Phone",
        ("Phone",),
        DESK,
    ),
    Dialect(
        partial(address_books.dump, program="thunderbird"),
        "Job Title",
        "Work Phone",
        ("Phone", "Number"),
        {**DESK, "Display Name": "Example Desk"},
    ),
    Dialect(
        partial(address_books.dump, program="google"),
        "Organization Title",
        "Phone 1 - Value",
        ("Phone ",),
        {**DESK, "Organization Name": "Example Ministry"},
    ),
]
EACH = pytest.mark.parametrize("dialect", DIALECTS, ids=["outlook", "thunderbird", "google"])


@EACH
def test_seat_without_person_has_unit_for_last_name(dialect: Dialect) -> None:
    desk = made(
        dialect.dump, organisation="Example Ministry", unit="Example Desk", role="duty-desk"
    )
    assert {key: text for key, text in desk.items() if "Name" in key} == dialect.names


@EACH
@pytest.mark.parametrize("text", ["=1+1", "+1+1", "+1", "-1", "@SUM(A1)"])
def test_no_cell_but_a_number_is_a_formula(dialect: Dialect, text: str) -> None:
    found = made(dialect.dump, title=text, notes=text, phones=["+592 609 1234"])
    assert found[dialect.title] == f"'{text}"
    assert found["Notes"].startswith(f"'{text}\nTLP:RED\n")
    assert found[dialect.phone] == "+5926091234"


@EACH
@pytest.mark.parametrize("text", ["=1+1", "+1", "289 1234", "no number"])
def test_number_not_to_be_dialled_is_only_noted(dialect: Dialect, text: str) -> None:
    phones = [{"number": text, "national": True}, text]
    found = made(dialect.dump, country="Guyana", phones=phones)
    assert dialect.phone not in found
    noted = f"Office: {text}\nOffice: {text} (only inside Guyana)\nTLP:RED\n"
    assert found["Notes"].startswith(noted)


@EACH
def test_extension_stands_at_the_top_of_the_note(dialect: Dialect) -> None:
    found = made(
        dialect.dump, notes="Call first.", phones=[{"number": "+592 609 1234", "ext": "7"}]
    )
    assert found[dialect.phone] == "+5926091234"
    begin = "Call first.\nOffice: +592 609 1234 ext. 7\nTLP:RED\nNot confirmed yet\n"
    assert found["Notes"].startswith(begin)


@pytest.mark.sweep
@EACH
@given(entries=st.lists(points(), min_size=1, max_size=4))
def test_any_entries_are_read_back_whole(dialect: Dialect, entries: list[FocalPoint]) -> None:
    sent = extract(*entries, audience="secretariat")
    contacts = read(dialect.dump(sent, ENGLISH))
    for contact, entry in zip(contacts, sent.focal_points, strict=True):
        assert lost(contact, entry) == []
        assert formulas(contact, dialect.numbers) == []
