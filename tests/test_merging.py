"""One entry made of two."""

from typing import Any

import pytest

from cmcct import merging


def _merged(keep: dict[str, Any], drop: dict[str, Any], side: int = 0) -> dict[str, Any]:
    kept = {"id": "a", **keep}
    chosen = []

    def choose(key: str, *found: Any) -> Any:
        chosen.append(key)
        return found[side]

    merging.merge(kept, {"id": "b", **drop}, choose)
    assert "sharing" not in chosen
    del kept["id"]
    return kept


def test_what_one_lacks_the_other_gives_and_lists_are_joined() -> None:
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


@pytest.mark.parametrize(("side", "expected"), [(0, "x"), (1, "y")])
def test_where_both_say_something_else_one_is_chosen(side: int, expected: str) -> None:
    assert _merged({"title": "x"}, {"title": "y"}, side) == {"title": expected}


def test_what_a_seat_does_not_say_may_still_differ() -> None:
    assert _merged({}, {"status": "left", "role": "head-of-unit"}) == {
        "status": "active",
        "role": "focal-point",
    }
    assert _merged({}, {"status": "left"}, 1) == {"status": "left"}
    assert _merged({"status": "left"}, {}) == {"status": "left"}
    assert _merged({}, {"status": "active"}) == {}


@pytest.mark.parametrize(
    ("keep", "drop", "expected"),
    [
        ({}, {"sharing": "public"}, {"sharing": "network"}),
        ({"sharing": "public"}, {}, {"sharing": "network"}),
        ({"sharing": "public"}, {"sharing": "secretariat"}, {"sharing": "secretariat"}),
        ({"sharing": "secretariat"}, {"sharing": "public"}, {"sharing": "secretariat"}),
        ({"sharing": "secretariat"}, {}, {"sharing": "secretariat"}),
        ({}, {"sharing": "network"}, {}),
        ({"sharing": 3}, {"sharing": "public"}, {"sharing": 3}),
    ],
)
@pytest.mark.parametrize("side", [0, 1])
def test_nothing_is_given_to_more_people_than_before(
    keep: dict[str, Any], drop: dict[str, Any], expected: dict[str, Any], side: int
) -> None:
    assert _merged(keep, drop, side) == expected


def _channel(sharing: str | None) -> Any:
    return {"number": "+592 609 1201", "sharing": sharing} if sharing else "+592 609 1201"


@pytest.mark.parametrize(
    ("keep", "drop", "expected"),
    [
        (None, "secretariat", "secretariat"),
        ("secretariat", None, "secretariat"),
        ("public", "network", "network"),
        ("secretariat", "network", "secretariat"),
        (None, None, None),
    ],
)
def test_of_a_channel_in_both_the_stricter_sharing_counts(
    keep: str | None, drop: str | None, expected: str | None
) -> None:
    merged = _merged({"phones": ["1", _channel(keep)]}, {"phones": [_channel(drop)]})
    assert merged == {"phones": ["1", _channel(expected)]}


def _overlay(*parts: Any) -> dict[str, Any]:
    return {"focal_point": list(parts)}


def test_private_parts_are_merged_and_no_note_is_lost() -> None:
    drop = {"id": "b", "phones": ["1", "2"], "address": "y", "private_notes": "n"}
    raw = _overlay({"id": "a", "phones": ["1"], "address": "x", "private_notes": "m"}, drop)
    merging.merge_private_parts(raw, "a", "b")
    assert raw == _overlay(
        {"id": "a", "phones": ["1", "2"], "address": "x", "private_notes": "m\nn"}
    )
    raw = _overlay(drop)
    merging.merge_private_parts(raw, "a", "b")
    assert raw == _overlay({**drop, "id": "a"})
    merging.merge_private_parts(raw, "a", "b")
    assert raw == _overlay({**drop, "id": "a"})
