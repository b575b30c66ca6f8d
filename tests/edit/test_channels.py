"""Channels of an entry by what is typed, also those that cannot be read."""

from typing import Any

from cmcct.edit import channels
from cmcct.edit.channels import Channel
from cmcct.model.entities import Phone
from cmcct.privacy import levels
from tests.support.cases import each
from tests.support.check_samples import check_overlay

BROKEN: dict[str, Any] = {"phones": ["+592 220 1234", 5], "emails": [{"x": 1}]}


def _find(text: str) -> list[str]:
    return [channel.path for channel in channels.find_channels(BROKEN, text, "GY")]


def test_item_that_cannot_be_read_is_found_by_its_place_only() -> None:
    assert _find("phones.1") == ["phones.1"]
    assert _find("5") == []
    assert _find("220-1234") == ["phones.0"]
    assert Channel(BROKEN, "phones", 1).parsed == "{ phones = [5] }"
    target: dict[str, object] = {}
    channels.move([Channel(dict(BROKEN), "emails", 0)], target)
    assert target == {"emails": [{"x": 1}]}


def test_text_is_found_as_it_is() -> None:
    assert levels.channel_pattern("{ phones = [5] }").search("x { phones = [5] }")


@each(
    "number, text",
    [
        ("+233 24 111 2222", "call 024 111 2222 at night"),
        ("+233 24 111 2222", "0241112222"),
        ("+233 24 111 2222", "00233 24-111-2222"),
        ("+44 7400 123456", "+44 (0)7400 123456"),
        ("+58 414 1234567", "0414-1234567"),
        ("+1 876 555 0123", "555-0123"),
        ("+1 876 555 0123", "1 (876) 5550123"),
        ("0800 1234", "800-1234"),
    ],
)
def test_number_is_found_as_it_is_dialled_within_its_country(number: str, text: str) -> None:
    part = {"id": "gy-ctu", "phones": [{"number": number}]}
    assert "private-in-directory" in {one.code for one in check_overlay(part, notes=f'"{text}"')}


@each(
    "number, text",
    [
        ("+1 876 555 0123", "+1 868 555-0123"),
        ("+1 876 555 0123", "(868) 555-0123"),
        ("+1 876 555 0123", "555-01234"),
        ("+233 24 111 2222", "124 111 2222"),
    ],
)
def test_number_of_another_area_is_not_found(number: str, text: str) -> None:
    assert not levels.channel_pattern(Phone(number=number)).search(text)


def test_number_with_a_zero_in_front_is_that_of_the_private_file() -> None:
    part = {"id": "gy-ctu", "phones": [{"number": "+233 24 111 2222"}]}
    phones = '[{ number = "024 111 2222", national = true }]'
    assert "private-in-directory" in {one.code for one in check_overlay(part, phones=phones)}


def test_short_number_is_found_as_a_number_only() -> None:
    part = {"id": "gy-ctu", "phones": [{"number": "911", "national": True}]}
    texts = {"notes": '"Dial 911."', "phones": '["+592 220 1911"]'}
    assert "private-in-directory" not in {one.code for one in check_overlay(part, **texts)}
    phones = '[{ number = "9-11", national = true }]'
    assert "private-in-directory" in {one.code for one in check_overlay(part, phones=phones)}
