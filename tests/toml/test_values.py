"""Comparison of TOML values."""

from typing import Any

from cmcct.toml.values import copy_data, is_same, share_unchanged
from tests.support.cases import each


@each(
    ("one", "other", "expected"),
    [
        (1, True, False),
        (1, 1.0, False),
        ("1", 1, False),
        (0.0, -0.0, False),
        (float("nan"), -float("nan"), True),
        ([1, 2], [2, 1], False),
        ({"a": 1, "b": [{}]}, {"b": [{}], "a": 1}, True),
        ({"a": 1}, {"a": 1, "b": 1}, False),
        (None, None, True),
        (None, {}, False),
    ],
)
def test_values_are_same_by_type_and_content(one: Any, other: Any, *, expected: bool) -> None:
    assert is_same(one, other) is expected
    assert is_same(other, one) is expected


def test_unchanged_tables_become_the_same_objects() -> None:
    old = {
        "t": [{"id": "a", "n": 1}, {"id": "b", "l": [{"x": "y"}]}, {"id": "c", "l": []}, 3],
        "u": {"id": "a"},
    }
    new = copy_data(old)
    new["t"][0]["n"] = True
    new["t"][2]["l"].append("z")
    new["t"].insert(0, {"id": "d"})
    expected = copy_data(new)
    share_unchanged(old, new)
    assert repr(new) == repr(expected)
    assert [one is other for one, other in zip(new["t"][1:], old["t"], strict=True)] == [
        *(False, True, False, True)
    ]


@each("other", [{"b": 1, "a": 1}, {"a": 1}, {"a": 1, "b": 2}, {"a": 1, "b": []}])
def test_a_table_that_differs_in_order_or_values_stays(other: dict[str, Any]) -> None:
    new = {"t": [{"id": "a"} | other]}
    share_unchanged({"t": [{"id": "a", "a": 1, "b": 1}]}, new)
    assert new == {"t": [{"id": "a"} | other]}
    assert [*new["t"][0]] == ["id", *other]
