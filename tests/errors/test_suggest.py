"""Suggestions for misspellings."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from cmcct.errors.suggest import closest, is_one_edit, similar_pairs, unknown_choice_error
from tests.support.cases import each

PLACES = ("Jamaica", "Haïti", "Guyana", "Suriname", "Sint Maarten", "Turks and Caicos Islands")


@each(
    ("text", "suggestions"),
    [
        ("Jamacia", ["Jamaica"]),
        ("hayti", ["Haïti"]),
        ("SURINAM E", ["Suriname"]),
        ("sint-marten", ["Sint Maarten"]),
        ("Guiana", ["Guyana"]),
    ],
)
def test_a_slip_suggests_the_value_as_it_is_written(text: str, suggestions: list[str]) -> None:
    assert closest(text, PLACES) == suggestions


def test_start_of_word_suggests_its_continuation() -> None:
    assert closest("Caic", PLACES) == ["Turks and Caicos Islands"]


def test_two_letters_are_too_few_to_begin_a_word() -> None:
    assert closest("Ca", PLACES) == []


_SHORT_TEXTS = st.text("abc", max_size=5)


@given(_SHORT_TEXTS, _SHORT_TEXTS)
def test_one_edit_leaves_the_same_text_without_a_letter_of_each(one: str, other: str) -> None:
    left = [{text, *(text[:i] + text[i + 1 :] for i in range(len(text)))} for text in (one, other)]
    assert is_one_edit(one, other) == bool(set.intersection(*left))


@each("text", ["Atlantis", "xyz", "", "?"])
def test_nothing_is_suggested_rather_than_nonsense(text: str) -> None:
    assert closest(text, PLACES) == []


def test_mapping_is_searched_by_keys_and_gives_values() -> None:
    assert closest("polise", {"police": "police", "policia": "police", "court": "justice"}) == [
        "police"
    ]


def test_best_suggestion_is_first_and_bad_ones_go() -> None:
    assert closest("verify", ["verifies", "verify", "verity", "very"]) == ["verify"]
    assert closest("verifi", ["verifies", "verify", "verity", "very"]) == ["verify", "verifies"]


def test_no_more_are_suggested_than_asked_for() -> None:
    assert closest("phone", ["phone1", "phone2", "phone3", "phone4"]) == [
        "phone1",
        "phone2",
        "phone3",
    ]
    assert closest("phone", ["phone1", "phone2"], limit=1) == ["phone1"]


@pytest.mark.sweep
@given(st.text(), st.lists(st.text()))
def test_only_given_values_are_suggested_and_once(text: str, known: list[str]) -> None:
    found = closest(text, known)
    assert set(found) <= set(known)
    assert len(set(found)) == len(found)


@given(st.lists(st.text("abcé ", max_size=12), max_size=12), st.sampled_from([0.5, 0.7, 0.85, 1]))
def test_alike_texts_equal_pairwise_comparison(texts: list[str], least: float) -> None:
    one_by_one = {
        (first, second)
        for first, second in combinations(range(len(texts)), 2)
        if OSA.normalized_similarity(texts[first], texts[second]) >= least
    }
    found = list(similar_pairs(texts, least))
    assert set(found) == one_by_one
    assert len(found) == len(one_by_one)


@each("slip", ["Example Pérez 042", "Exampel Pérez 0420", "Bxample Pérez 0420"])
def test_slip_among_very_many_texts_is_found(slip: str) -> None:
    texts = [slip, *(f"{name} {n:04}" for n in range(600) for name in ("Example Pérez", "Prueba"))]
    found = {texts[second] for first, second in similar_pairs(texts, 0.85) if first == 0}
    assert "Example Pérez 0420" in found
    # Each text is compared with few others; all pairs would be 180,000.
    assert len([*similar_pairs(texts, 0.85)]) < 40 * len(texts)


@each(
    ("text", "hint"),
    [
        ("carricom", "did you mean caricom?"),
        ("x", "write caricom or acs"),
        ("", "write caricom or acs"),
    ],
)
def test_refused_value_comes_with_closest_or_all(text: str, hint: str) -> None:
    error = unknown_choice_error("region", text, ("caricom", "acs"))
    assert error.message == f"unknown value '{text}'"
    assert error.hint == hint
    assert error.candidates


@each(
    ("kind", "text", "hint"),
    [
        ("column", "w110", "did you mean w10 or w11?"),
        ("code", "foo", "cmcct check prints codes in brackets; docs/rules.md of cmcct lists all"),
        ("way", "foo", ""),
    ],
)
def test_many_values_point_to_listing_command(kind: str, text: str, hint: str) -> None:
    assert unknown_choice_error(kind, text, [f"w{number}" for number in range(10, 20)]).hint == hint
