"""Merging two entries."""

from datetime import date
from typing import Any

from cmcct.edit import operations
from tests.support.cases import each


def _merged(keep: dict[str, Any], drop: dict[str, Any], side: int = 0) -> dict[str, Any]:
    return _merged_and_left_out(keep, drop, side)[0]


def _merged_and_left_out(
    keep: dict[str, Any], drop: dict[str, Any], side: int
) -> tuple[dict[str, Any], list[str]]:
    kept = {"id": "a", **keep}
    chosen = []

    def choose(key: str, *found: Any) -> Any:
        chosen.append(key)
        return found[side]

    left_out = operations.merge_entries(kept, {"id": "b", **drop}, choose)
    assert "sharing" not in chosen
    assert kept.pop("id") == "a"
    assert kept.pop("merged") == ["b", *drop.get("formerly", [])]
    return kept, left_out


def test_merge_fills_missing_values_and_joins_lists() -> None:
    keep = {"title": "x", "phones": ["+592 609 1201"], "formerly": ["c"]}
    drop = {"formerly": ["d"], "title": "x", "city": "y", "sectors": ["police"]}
    assert _merged(keep, {**drop, "phones": ["+5926091201", "1"]}) == {
        "title": "x",
        "phones": ["+592 609 1201", "1"],
        "formerly": ["c"],
        "city": "y",
        "sectors": ["police"],
    }
    assert _merged({}, {}) == {}


def test_a_merged_entry_takes_all_ids_over() -> None:
    keep = {"id": "a", "formerly": ["c"], "merged": ["d", "b"]}
    drop = {"id": "b", "formerly": ["e"], "merged": ["f"]}
    assert operations.merge_entries(keep, drop, lambda *_: None) == []
    assert keep == {"id": "a", "formerly": ["c"], "merged": ["d", "b", "e", "f"]}


@each(("side", "expected"), [(0, "x"), (1, "y")])
def test_differing_value_comes_from_chosen_side(side: int, expected: str) -> None:
    assert _merged({"title": "x"}, {"title": "y"}, side) == {"title": expected}


SHORT = {"name": "Ada Example"}
LONG = {"honorific": "Dr", "family_name": "Example Pérez", "name": "Ada María Example Pérez"}
TOWN = {"city": "Bartica"}
STREET = {"address": "Example Square", "city": "Kingston"}
CALLED = {"verified_via": "phone", "verified": 2}


@each(
    ("keep", "drop", "left_out"),
    [
        (SHORT, LONG, ["honorific", "family_name"]),
        (TOWN, STREET, ["address"]),
        ({"address": "6 Example Dam"}, STREET, ["city"]),
        ({"verified": 1}, CALLED, ["verified_via"]),
    ],
)
def test_dependent_values_come_from_chosen_side(
    keep: dict[str, Any], drop: dict[str, Any], left_out: list[str]
) -> None:
    assert _merged_and_left_out(keep, drop, 0) == (keep, left_out)
    assert _merged_and_left_out(keep, drop, 1) == (drop, [])
    assert _merged_and_left_out(drop, keep, 0) == (drop, [])
    assert _merged_and_left_out(drop, keep, 1) == (keep, left_out)


def test_confirmation_of_dropped_entry_is_none_of_kept_one() -> None:
    assert _merged({"name": "x"}, {**CALLED, "title": "y"}) == {"name": "x", "title": "y"}
    assert _merged(dict(CALLED), {"title": "y"}) == {**CALLED, "title": "y"}


def test_country_covered_by_both_is_merged_to_one() -> None:
    drop = ["SR", "Narnia", "surinam", "Aruba", "AW", "Virgin Islands"]
    assert _merged({"covers": ["Suriname", "Narnia"]}, {"covers": drop}) == {
        "covers": ["Suriname", "Narnia", "Aruba", "Virgin Islands"]
    }


def test_equal_value_takes_dependents_of_both_sides() -> None:
    same = {"name": LONG["name"], "honorific": "Prof."}
    assert _merged_and_left_out(same, LONG, 0) == ({**LONG, **same}, [])
    assert _merged_and_left_out(SHORT, {**SHORT, **STREET}, 0) == ({**SHORT, **STREET}, [])


def test_defaults_count_as_differing_values() -> None:
    assert _merged({}, {"status": "left", "role": "head-of-unit"}) == {}
    assert _merged({}, {"status": "left"}, 1) == {"status": "left"}
    assert _merged({"status": "left"}, {}) == {"status": "left"}
    assert _merged({}, {"status": "active"}) == {}


@each(
    ("keep", "drop", "expected"),
    [
        ({}, {"sharing": "public"}, {"sharing": "network"}),
        ({"sharing": "public"}, {}, {"sharing": "network"}),
        ({"sharing": "public"}, {"sharing": "secretariat"}, {"sharing": "secretariat"}),
        ({"sharing": "secretariat"}, {"sharing": "public"}, {"sharing": "secretariat"}),
        ({"sharing": "secretariat"}, {}, {"sharing": "secretariat"}),
        ({}, {"sharing": "network"}, {}),
        ({"sharing": 3}, {"sharing": "public"}, {"sharing": 3}),
        ({"sharing": "public"}, {"sharing": "secrtariat"}, {"sharing": "secrtariat"}),
    ],
)
@each("side", [0, 1])
def test_merge_widens_no_sharing(
    keep: dict[str, Any], drop: dict[str, Any], expected: dict[str, Any], side: int
) -> None:
    assert _merged(keep, drop, side) == expected


def _channel(sharing: str | None) -> Any:
    return {"number": "+592 609 1201", "sharing": sharing} if sharing else "+592 609 1201"


@each(
    ("keep", "drop", "expected"),
    [
        (None, "secretariat", "secretariat"),
        ("secretariat", None, "secretariat"),
        ("public", "network", "network"),
        ("secretariat", "network", "secretariat"),
        (None, None, None),
    ],
)
def test_channel_in_both_keeps_stricter_sharing(
    keep: str | None, drop: str | None, expected: str | None
) -> None:
    merged = _merged({"phones": ["1", _channel(keep)]}, {"phones": [_channel(drop)]})
    assert merged == {"phones": ["1", _channel(expected)]}


def test_values_not_taken_over_are_named() -> None:
    keep = {"id": "a", "country": "GY", "name": "Ada", "title": "Head", "emails": ["a@example.org"]}
    drop = {"id": "b", "country": "Guyana", "name": "Eva", "title": "Head", "emails": [], "x": 1}
    assert operations.lost_keys(keep, {**drop, "status": "active", "sharing": "public"}) == [
        "name",
        "x",
    ]
    assert operations.lost_keys(keep, {"id": "b", "country": "Suriname"}) == ["country"]


def test_number_in_both_keeps_test_calls_of_each() -> None:
    number, day = {"number": "+592 609 1201"}, date(2026, 5, 2)
    failed = {"on": date(2026, 5, 3), "why": "busy"}
    drop = {"phones": [{"number": "+5926091201", "tested": day, "failed": failed}]}
    for keep, tested in (
        ("+592 609 1201", day),
        ({**number, "tested": date(2026, 5, 1)}, date(2026, 5, 1)),
    ):
        merged = {**number, "tested": tested, "failed": failed}
        assert _merged({"phones": [keep]}, drop)["phones"] == [merged]


def test_number_in_both_keeps_apps_type_and_hours_of_each() -> None:
    number = {"number": "+592 609 1201"}
    drop = {"phones": [number | {"type": "mobile", "apps": ["whatsapp"], "hours": "24/7"}]}
    assert _merged({"phones": ["+592 609 1201"]}, drop)["phones"] == drop["phones"]
    keep = number | {"type": "hotline", "apps": ["signal", "whatsapp"]}
    merged = keep | {"hours": "24/7"}
    assert _merged({"phones": [keep]}, drop)["phones"] == [merged]
    keep = number | {"apps": ["signal"]}
    apps = _merged({"phones": [keep]}, drop)["phones"][0]["apps"]
    assert sorted(apps) == ["signal", "whatsapp"]
