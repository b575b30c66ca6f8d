"""Order of merged sequences."""

from hypothesis import given
from hypothesis import strategies as st

from cmcct.merge.three_way import is_ambiguous, merge_order

KEYS = st.lists(st.sampled_from("abcdef"), unique=True)


@given(KEYS, KEYS, KEYS, st.sets(st.sampled_from("abcdef")))
def test_each_kept_key_is_placed_once(
    base: list[str], ours: list[str], theirs: list[str], kept: set[str]
) -> None:
    assert sorted(merge_order([base, ours, theirs], kept)) == sorted({*ours, *theirs} & kept)


@given(KEYS, KEYS)
def test_change_of_one_side_is_taken(base: list[str], side: list[str]) -> None:
    assert merge_order([base, side, base], {*side}) == side
    assert merge_order([base, base, side], {*side}) == side
    assert not is_ambiguous([base, side, base])
    assert not is_ambiguous([base, base, side])


@given(KEYS, KEYS, KEYS)
def test_ambiguity_has_no_side(base: list[str], ours: list[str], theirs: list[str]) -> None:
    assert is_ambiguous([base, ours, theirs]) == is_ambiguous([base, theirs, ours])
    assert not is_ambiguous([base, ours, ours])
