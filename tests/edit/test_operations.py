"""Edits of a seat, and of the whole file."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from cmcct.edit import operations
from cmcct.errors.exceptions import CmcctError, UnknownValueError
from cmcct.toml.values import get_tables
from tests.conftest import error_of
from tests.support.cases import each

DAY = date(2026, 6, 1)
MOBILE = {"number": "+592 609 1203", "type": "mobile"}
SECRET = {"number": "+592 609 1204", "sharing": "secretariat"}


def _point(**more: Any) -> operations.RawTable:
    return {"id": "gy-ctu", "country": "Guyana", **more}


def _raw(*entries: Any, **more: Any) -> operations.RawTable:
    return {**more, "focal_point": list(entries)}


# Lookup


def test_entry_is_found_by_id_or_closest_are_named() -> None:
    raw = _raw(3, {"name": "no id"}, _point(), meeting=[{"id": "one"}])
    assert operations.get_entry(raw, "gy-ctu") is raw["focal_point"][2]
    assert operations.get_entry(raw, "one", "meeting") == {"id": "one"}
    with pytest.raises(UnknownValueError, match="unknown id 'gy-ctv'") as caught:
        operations.get_entry(raw, "gy-ctv")
    assert [line.split()[0] for line in caught.value.lines] == ["gy-ctu"]


@each("text", ["Zoe Exmple Peres", "zoe@exmaple.org", "gy-ctv"])
def test_id_is_named_for_a_name_or_address_with_typing_mistakes(text: str) -> None:
    known = _point(name="Zoë Example Pérez", emails=["zoe@example.org"])
    other = {"id": "sr-police", "name": "Rudi Voorbeeld", "emails": [{"address": 3}]}
    with pytest.raises(UnknownValueError) as caught:
        operations.get_entry(_raw(known, other), text)
    assert [line.split()[0] for line in caught.value.lines] == ["gy-ctu"]


@each("found", [3, "x", {"id": "a"}, None])
def test_malformed_list_holds_no_tables(found: Any) -> None:
    assert get_tables({"focal_point": found}, "focal_point") == []
    assert get_tables({}, "focal_point") == []


def test_the_ids_of_a_seat_are_all_it_ever_had() -> None:
    assert [*operations.table_ids({"id": "a", "formerly": ["b", 3]})] == ["a", "b", "3"]
    assert [*operations.table_ids({"formerly": "b"})] == [""]
    assert [*operations.table_ids({"id": "a", "merged": ["c"], "formerly": ["b"]})] == [
        "a",
        "b",
        "c",
    ]


# Seats and persons


def test_verifying_says_when_and_how() -> None:
    entry = _point(verified=date(2020, 1, 1), verified_via="email")
    operations.verify(entry, DAY, "phone")
    assert entry == _point(verified=DAY, verified_via="phone")
    operations.verify(entry, DAY, None)
    assert entry == _point(verified=DAY)


def test_retiring_removes_private_values_once() -> None:
    entry = _point(
        phones=["1", SECRET],
        emails=[{"address": "a@example.org", "sharing": "secretariat"}],
        private_notes="x",
    )
    operations.retire(entry, DAY)
    assert entry == _point(phones=["1"], status="left", until=DAY)
    operations.retire(entry, date(2026, 7, 1))
    assert entry == _point(phones=["1"], status="left", until=DAY)


@each(
    ("until", "expected"),
    [
        (date(2027, 1, 1), DAY),  # only expected until then
        (date(2026, 3, 1), date(2026, 3, 1)),
        ("2026-03-01", DAY),
        (datetime(2026, 3, 1), DAY),  # noqa: DTZ001 - as a file may have it
    ],
)
def test_retired_person_has_left_by_that_day(until: Any, expected: date) -> None:
    entry = _point(until=until)
    operations.retire(entry, DAY)
    assert entry["until"] == expected


@each("channels", ["a@example.org", 3, {"address": "x"}, []])
def test_channels_that_are_no_list_stay(channels: Any) -> None:
    entry = _point(emails=channels, name="Ada Example", status=["left"])
    operations.retire(entry, DAY)
    assert entry["emails"] == channels


# The whole file


def _ids(raw: operations.RawTable) -> list[Any]:
    return [entry["id"] for entry in raw["focal_point"]]


@each(
    ("known", "expected"),
    [
        (["aw-a:Aruba", "gy-b:GY", "tt-a:Trinidad and Tobago"], 2),
        (["aw-a:Aruba", "gy-d:Guyana"], 1),
        (["tt-a:TT", "gy-z:Guyana", "aw-a:Aruba"], 2),
        (["tt-a:TT", "aw-a:Aruba"], 2),
        ([], 0),
    ],
)
def test_entry_is_added_in_its_place_in_order(known: list[str], expected: int) -> None:
    entries = [dict(zip(("id", "country"), text.split(":"), strict=True)) for text in known]
    raw = _raw(*entries) if entries else {}
    operations.add(raw, [{"x": 1, "country": "Guyana", "id": "gy-c"}])
    assert _ids(raw).index("gy-c") == expected
    assert [*raw["focal_point"][expected]] == ["id", "country", "x"]


def test_entry_is_added_beside_malformed_ones() -> None:
    raw = _raw(3, {"id": "x", "country": "Nowhere"})
    operations.add(raw, [_point()])
    assert _point() in raw["focal_point"]
    for found in ({"id": "a"}, 3):
        with pytest.raises(CmcctError, match="focal_point is not a list"):
            operations.add({"focal_point": found}, [_point()])


def test_entry_is_removed_with_its_ignored_codes() -> None:
    raw = _raw(_point(), {"id": "b"}, check={"ignore": ["gy-ctu:stale", "b:stale", "stale", 3]})
    operations.remove(raw, ["gy-ctu"])
    assert raw == _raw({"id": "b"}, check={"ignore": ["b:stale", "stale", 3]})
    operations.remove(raw, ["b"])
    assert raw == {"check": {"ignore": ["stale", 3]}}
    with pytest.raises(UnknownValueError):
        operations.remove(raw, ["b"])


def test_several_entries_are_removed_at_once() -> None:
    raw = _raw({"id": "a"}, {"id": 5}, {"id": "b"}, "x", check={"ignore": ["a:stale", "b:stale"]})
    operations.remove(raw, ["b", "5", "b"])
    assert raw == _raw({"id": "a"}, "x", check={"ignore": ["a:stale"]})
    with pytest.raises(UnknownValueError):
        operations.remove(raw, ["a", "c"])
    assert raw == _raw({"id": "a"}, "x", check={"ignore": ["a:stale"]})


@each(
    "find",
    [operations.get_entry, lambda raw, id_: operations.remove(raw, [id_])],
)
def test_repeated_id_is_refused(find: Callable[[operations.RawTable, str], object]) -> None:
    raw = _raw({"id": "a", "x": 1}, {"id": "a"})
    hint = "give each its own id; run cmcct check FILE to see the lines"
    assert error_of(lambda: find(raw, "a")) == ("the id 'a' appears more than once", hint)
    assert raw == _raw({"id": "a", "x": 1}, {"id": "a"})


def test_former_id_names_present_one() -> None:
    raw = _raw(_point(formerly=["gy-unit", "gy-ct"]), {"formerly": ["gy-desk"]})
    message = "unknown id 'gy-ct'"
    assert error_of(lambda: operations.get_entry(raw, "gy-ct")) == (
        message,
        "its id is now gy-ctu",
    )
    hint = error_of(lambda: operations.get_entry(raw, "gy-desk"))[1]
    assert "run cmcct search --status all" in hint


@each("check", [3, [], {}, {"ignore": "gy-ctu:stale"}, {"ignore": 3}])
def test_malformed_ignore_list_stays(check: Any) -> None:
    raw = _raw(_point(), check=check)
    operations.rename(raw, "gy-ctu", "gy-unit")
    assert raw["check"] == check
    operations.remove(raw, ["gy-unit"])
    assert raw == {"check": check}


def test_a_meeting_is_attended_once() -> None:
    raw = _raw(_point(), {"id": "b", "meetings": ["one"]}, meeting=[{"id": "one"}])
    operations.join_table(raw, "meeting", "one", operations.get_entries(raw, ["gy-ctu", "b"]))
    assert raw["focal_point"] == [_point(meetings=["one"]), {"id": "b", "meetings": ["one"]}]
    for meeting, id_ in (("two", "b"), ("one", "c")):
        with pytest.raises(UnknownValueError):
            operations.join_table(raw, "meeting", meeting, operations.get_entries(raw, [id_]))


def test_a_seat_is_renamed_everywhere_and_remembers() -> None:
    raw = _raw(_point(formerly=["old"]), check={"ignore": ["gy-ctu:stale", "gy-ctu"]})
    operations.rename(raw, "gy-ctu", "gy-unit")
    assert raw == _raw(
        _point(id="gy-unit", formerly=["old", "gy-ctu"]),
        check={"ignore": ["gy-unit:stale", "gy-ctu"]},
    )
    with pytest.raises(UnknownValueError):
        operations.rename(raw, "gy-ctu", "x")
    with pytest.raises(CmcctError, match="formerly is not a list"):
        operations.rename(_raw(_point(formerly="x")), "gy-ctu", "y")


@each(
    ("former", "new", "expected"),
    [
        (["one"], "one", None),
        (["one", "two"], "two", ["one", "gy-ctu"]),
        (["one", "two"], "gy-ctu", ["one", "two"]),
    ],
)
def test_seat_regains_id_and_keeps_its_first(
    former: list[str], new: str, expected: list[str] | None
) -> None:
    raw = _raw(_point(formerly=former))
    assert operations.rename(raw, "gy-ctu", new) == (expected is None)
    assert raw["focal_point"][0]["id"] == new
    assert raw["focal_point"][0].get("formerly") == expected


def test_the_first_of_several_ids_is_not_given_back() -> None:
    raw = _raw(_point(formerly=["one", "two"]))
    assert error_of(lambda: operations.rename(raw, "gy-ctu", "one")) == (
        "'one' is the original id of this entry",
        "choose another id: address books identify the card by the original id",
    )


@each(
    ("table", "key"),
    [
        ("meeting", "meetings"),
        ("working_group", "working_groups"),
        ("working_group", "validates"),
    ],
)
def test_a_meeting_or_group_is_renamed_everywhere(table: str, key: str) -> None:
    entries = [{key: ["a", "one"]}, {key: "one"}, {key: 3}, {}]
    raw = _raw(*entries, **{table: [{"id": "one"}]})
    operations.rename(raw, "one", "two")
    assert raw[table] == [{"id": "two"}]
    assert raw["focal_point"] == [{key: ["a", "two"]}, *entries[1:]]


@each(
    ("held", "stays"),
    [
        ({"sharing": "secretariat"}, False),
        ({"sharing": "secretariaat"}, False),
        ({"sharing": 3}, False),
        ({"sharin": "secretariat"}, False),
        ({"private": True}, False),
        ({"sharing": "network"}, True),
    ],
)
def test_retire_takes_channel_by_effective_sharing(held: Any, *, stays: bool) -> None:
    channel = {"number": "+592 609 1204", **held}
    entry = _point(phones=["+592 220 1234", channel], emails=[{"address": "a@example.org", **held}])
    operations.retire(entry, DAY)
    assert entry["phones"] == ["+592 220 1234", *[channel] * stays]
    assert ("emails" in entry) == stays


@each("item", [{"numbr": "+592 609 1204", "sharing": "secretariat"}, {}, 3])
def test_retire_takes_a_channel_that_cannot_be_read(item: Any) -> None:
    entry = _point(phones=["+592 220 1234", item])
    operations.retire(entry, DAY)
    assert entry["phones"] == ["+592 220 1234"]


@each("held", [{"sharing": "secretariat"}, {"sharing": "secretariaat"}, {"sharin": "secretariat"}])
def test_retire_takes_all_channels_of_a_private_entry(held: Any) -> None:
    channels = {"emails": ["a@example.org"], "phones": "1", "address": "x", "notes": "x"}
    entry = _point(**held, **channels, private_notes="x", city="Georgetown")
    operations.retire(entry, DAY)
    assert entry == _point(**held, city="Georgetown", status="left", until=DAY)


def test_retire_keeps_the_channels_of_a_public_entry() -> None:
    channels = {"emails": ["a@example.org"], "phones": ["1"], "address": "x", "notes": "x"}
    entry = _point(**channels, sharing="public")
    operations.retire(entry, DAY)
    assert entry == _point(**channels, sharing="public", status="left", until=DAY)
