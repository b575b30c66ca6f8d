"""Channels of an entry by what is typed, also those that cannot be read."""

from typing import Any

from cmcct.edit import channels
from cmcct.edit.channels import Channel
from cmcct.privacy.levels import channel_pattern
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
    assert channel_pattern("{ phones = [5] }").search("x { phones = [5] }")


def test_short_number_is_found_as_a_number_only() -> None:
    part = {"id": "gy-ctu", "phones": [{"number": "911", "national": True}]}
    texts = {"notes": '"Dial 911."', "phones": '["+592 220 1911"]'}
    assert "private-in-directory" not in {one.code for one in check_overlay(part, **texts)}
    phones = '[{ number = "9-11", national = true }]'
    assert "private-in-directory" in {one.code for one in check_overlay(part, phones=phones)}
