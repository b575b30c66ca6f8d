"""Wording of numbers, meetings and groups."""

import pytest

from cmcct.formats.shared import phrases
from cmcct.i18n.messages import Translator
from cmcct.model.entities import Phone
from cmcct.reference.countries import get_country
from tests.support.entries import MEETINGS, WORKING_GROUPS


@pytest.mark.parametrize(
    ("phone", "expected"),
    [
        (Phone(number="+592-609-1234"), "+592 609 1234"),
        (Phone(number="+592 609 1234", ext="12"), "+592 609 1234 ext. 12"),
        (
            Phone(number="+592 609 1234", ext="12", apps=("whatsapp", "signal")),
            "+592 609 1234 ext. 12 (whatsapp, signal)",
        ),
        (Phone(number="0800-0911", national=True), "0800-0911 (only inside Guyana)"),
        (
            Phone(number="911", national=True, ext="1", apps=("signal",)),
            "911 ext. 1 (only inside Guyana) (signal)",
        ),
        (Phone(number="+592 289 1234"), "+592 289 1234 (may not work from abroad)"),
        (Phone(number="not a number"), "not a number"),
    ],
)
def test_telephone_is_grouped_with_notes_for_caller(phone: Phone, expected: str) -> None:
    assert phrases.format_phone(phone, get_country("GY"), Translator(), phone.apps) == expected


def test_meetings_and_groups_without_name_show_ids() -> None:
    assert phrases.record_names(["venezuela", "x"], WORKING_GROUPS) == [
        "Venezuela example group",
        "x",
    ]
    assert phrases.record_names(["georgetown-2019"], MEETINGS) == ["Second Example Meeting"]
