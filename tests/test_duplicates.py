"""The same person or seat entered twice."""

from typing import Any

import pytest

from cmcct import duplicates
from cmcct.duplicates import Pair
from cmcct.model import FocalPoint


def _point(id_: str, **more: Any) -> FocalPoint:
    known = {"country": "Guyana", "organisation": f"Office {id_}", "sectors": ["police"]}
    return FocalPoint.model_validate({"id": id_, **known, **more})


def _found(*points: FocalPoint) -> list[tuple[str, ...]]:
    return [(pair.first, pair.second, *pair.reasons) for pair in duplicates.find(points)]


def test_a_shared_channel_tells_across_countries() -> None:
    first = _point("a", emails=["CTU@example.org"], phones=["+592 609 1201"])
    second = _point("b", country="Aruba", emails=["ctu@example.org"], phones=["+592-609-1201"])
    assert _found(first, second, _point("c")) == [("a", "b", "same e-mail address", "same number")]


def test_a_reason_is_named_once() -> None:
    emails = ["a@example.org", "b@example.org"]
    assert _found(_point("a", emails=emails), _point("b", emails=emails)) == [
        ("a", "b", "same e-mail address")
    ]


def test_a_national_number_is_one_of_its_country() -> None:
    desk = {"number": "0800 0911", "national": True}
    points = [_point("a", phones=[desk]), _point("b", phones=[desk])]
    assert _found(*points, _point("c", country="Aruba", phones=[desk])) == [
        ("a", "b", "same number")
    ]
    assert _found(_point("a", phones=[desk, desk])) == []


def test_who_sits_behind_a_switchboard_has_a_number_of_their_own() -> None:
    def at(ext: str) -> list[dict[str, str]]:
        return [{"number": "+592 220 1234", "ext": ext}]

    points = [_point("a", phones=at("1")), _point("b", phones=at("2")), _point("c", phones=at("1"))]
    assert _found(*points) == [("a", "c", "same number")]


@pytest.mark.parametrize(
    ("one", "other", "reasons"),
    [
        ("Ada Example Pérez", "PEREZ, Ada Example", ("same name",)),
        ("Ada Example Pérez", "Ada Exampel Peres", ("similar names",)),
        ("Ada Example", "Óscar Prueba", ()),
        ("", "", ()),
    ],
)
def test_names_are_alike_within_a_country(one: str, other: str, reasons: tuple[str, ...]) -> None:
    expected = [("a", "b", *reasons)] if reasons else []
    assert _found(_point("a", name=one), _point("b", name=other)) == expected
    assert _found(_point("a", name=one), _point("b", name=other, country="Aruba")) == []


def test_the_same_office_and_function_is_the_same_seat_and_most_reasons_come_first() -> None:
    points = [
        _point("a", organisation="Example Ministry"),
        _point("b", organisation="EXAMPLE MINISTRY", name="Ada Example"),
        _point("c", organisation="Example Ministry", name="Ada Example"),
        _point("d", organisation="Example Ministry", title="Director"),
    ]
    assert duplicates.find(points) == [
        Pair("b", "c", ("same name", "same office and function")),
        Pair("a", "b", ("same office and function",)),
        Pair("a", "c", ("same office and function",)),
    ]


def _merged(keep: dict[str, Any], drop: dict[str, Any], side: int = 0) -> dict[str, Any]:
    kept = {"id": "a", **keep}
    chosen = []

    def choose(key: str, *found: Any) -> Any:
        chosen.append(key)
        return found[side]

    duplicates.merge(kept, {"id": "b", **drop}, choose)
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
    kept = _merged(keep, drop, side)
    if "sharing" in kept or "sharing" in expected:
        assert kept == expected


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
