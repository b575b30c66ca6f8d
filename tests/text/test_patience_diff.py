"""Differences between two lists."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmcct.text.diffs import hunks
from tests.conftest import examples

pytestmark = pytest.mark.gate

TEXTS = st.lists(st.integers(0, 60).map(lambda number: str(min(number, 40))), max_size=60)


@settings(max_examples=examples(30, 2000), database=None)
@given(TEXTS, TEXTS)
def test_lists_are_equal_between_nonempty_gaps(old: list[str], new: list[str]) -> None:
    last = new_last = 0
    for start, end, new_start, new_end in hunks(old, new):
        assert start - last == new_start - new_last > 0 or last == start == new_start == 0
        assert old[last:start] == new[new_last:new_start]
        assert (start < end) or (new_start < new_end)
        last, new_last = end, new_end
    assert old[last:] == new[new_last:]


@settings(max_examples=examples(30, 2000), database=None)
@given(st.permutations(range(40)), st.sets(st.integers(0, 39)), st.sets(st.integers(0, 39)))
def test_unique_texts_in_same_order_are_matched(
    numbers: list[int], gone: set[int], come: set[int]
) -> None:
    old = [str(number) for number in numbers if number not in come]
    new = [str(number) for number in numbers if number not in gone]
    found = [
        (old[hunk.start : hunk.end], new[hunk.new_start : hunk.new_end]) for hunk in hunks(old, new)
    ]
    assert {int(text) for texts, _ in found for text in texts} == gone - come
    assert {int(text) for _, texts in found for text in texts} == come - gone
