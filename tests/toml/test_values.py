"""Comparison of TOML values."""

from typing import Any

import pytest

from cmcct.toml.values import is_same


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (1, True, False),
        (1, 1.0, False),
        ("1", 1, False),
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
