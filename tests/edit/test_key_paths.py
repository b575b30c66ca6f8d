"""Edits of single values."""

from typing import Any

import pytest

from cmcct.edit import operations
from cmcct.errors.exceptions import CmcctError
from tests.support.cases import each

MOBILE = {"number": "+592 609 1203", "type": "mobile"}


def _point(**more: Any) -> operations.RawTable:
    return {"id": "gy-ctu", "country": "Guyana", **more}


@each(
    ("path", "value", "expected"),
    [
        (("title",), "x", {"title": "x"}),
        (("phones", 0), "x", {"phones": ["x", MOBILE]}),
        (("phones", 0, "ext"), "1", {"phones": [{"number": "1", "ext": "1"}, MOBILE]}),
        (("phones", 1, "type"), "fax", {"phones": ["1", {**MOBILE, "type": "fax"}]}),
        (("emails", 0, "sharing"), "s", {"emails": [{"address": "a", "sharing": "s"}]}),
    ],
)
def test_value_is_set_and_plain_channel_becomes_table(
    path: tuple[str | int, ...], value: Any, expected: operations.RawTable
) -> None:
    entry = _point(phones=["1", dict(MOBILE)], emails=["a"])
    operations.assign(entry, path, value)
    assert entry == {**_point(phones=["1", MOBILE], emails=["a"]), **expected}


@each(
    ("path", "message", "hint"),
    [
        (
            ("phones", 1),
            "this entry has no phones.1",
            "phones has only one item, number 0",
        ),
        (
            ("phones", 1, "type"),
            "this entry has no phones.1",
            "phones has only one item, number 0",
        ),
        (("languages", 0), "this entry has no languages", 'add one with --add languages="…"'),
        (("address", "city"), "this entry has no address", "set address as a whole"),
        (
            ("meetings", 0),
            "this entry has no meetings.0",
            'add one with --add meetings="…"',
        ),
        (("emails", 0), "emails is a single value", "set emails as a whole"),
        (("emails", 0, "sharing"), "emails is a single value", "set emails as a whole"),
        (("sectors", 0), "sectors is a single value", "set sectors as a whole"),
        (("covers", 0, "x"), "covers.0 is a single value", "set covers.0 as a whole"),
    ],
)
def test_missing_place_is_not_set(path: tuple[str | int, ...], message: str, hint: str) -> None:
    entry = _point(phones=["1"], emails="a@example.org", sectors={}, covers=[3], meetings=[])
    with pytest.raises(CmcctError) as caught:
        operations.assign(entry, path, "x")
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_unset_value_goes_and_takes_emptied_list() -> None:
    entry = _point(title="x", phones=["1", {"number": "2", "apps": ["signal"]}])
    operations.unset(entry, ("title",))
    operations.unset(entry, ("phones", 1, "apps", 0))
    assert entry == _point(phones=["1", {"number": "2"}])
    operations.unset(entry, ("phones", 1))
    operations.unset(entry, ("phones", 0))
    assert entry == _point()
    for path in (("title",), ("id", 0), ("phones", 0)):
        with pytest.raises(CmcctError, match=r"this entry has no|is a single value"):
            operations.unset(entry, path)
    with pytest.raises(CmcctError, match=r"this entry has no phones\.3"):
        operations.unset(_point(phones=["1"]), ("phones", 3))


def test_item_is_added_once_under_any_spelling() -> None:
    entry = _point(phones=[MOBILE])
    for item in ("+592-609-1203", "+592 609 1205", {"number": "+5926091205"}):
        operations.add_item(entry, ("phones",), item)
    assert entry["phones"] == [MOBILE, "+592 609 1205"]
    operations.add_item(entry, ("emails",), "a@example.org")
    operations.add_item(entry, ("emails",), {"address": "a@example.org"})
    operations.add_item(entry, ("phones", 1, "apps"), "signal")
    assert entry["emails"] == ["a@example.org"]
    assert entry["phones"][1] == {"number": "+592 609 1205", "apps": ["signal"]}
    operations.add_item(entry, ("phones",), {"type": "fax"})
    assert len(entry["phones"]) == 3


def test_item_is_removed_by_the_contact_it_reaches() -> None:
    entry = _point(phones=["1", MOBILE], sectors=["police", "justice"])
    operations.remove_item(entry, ("phones",), "+5926091203")
    operations.remove_item(entry, ("sectors",), "police")
    assert entry == _point(phones=["1"], sectors=["justice"])
    operations.remove_item(entry, ("phones",), {"number": "1"})
    assert entry == _point(sectors=["justice"])
    covering = _point(covers=["Suriname", "Aruba"])
    operations.add_item(covering, ("covers",), "SR")
    operations.remove_item(covering, ("covers",), "aw")
    assert covering == _point(covers=["Suriname"])
    with pytest.raises(CmcctError, match="sectors has no 'police'"):
        operations.remove_item(entry, ("sectors",), "police")
    with pytest.raises(CmcctError, match="emails has no 'x'"):
        operations.remove_item(entry, ("emails",), "x")
    with pytest.raises(CmcctError, match=r'phones has no { number = "2" }'):
        operations.remove_item(_point(phones=["1"]), ("phones",), {"number": "2"})
    assert "emails" not in entry


@each("path", [("title",), ("phones", 0)])
def test_malformed_list_gets_no_item(path: tuple[str | int, ...]) -> None:
    for edit in (operations.add_item, operations.remove_item):
        with pytest.raises(CmcctError, match="is not a list"):
            edit(_point(title="x", phones=["1"]), path, "x")
