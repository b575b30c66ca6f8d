"""Folding of spellings."""
# ruff: noqa: RUF001 - the tests use characters that look alike

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmcct.text.digits import read_digits
from cmcct.text.folding import canonical, fold
from tests.support.cases import each


@each(
    ("text", "folded"),
    [
        ("Curaçao", "curacao"),
        ("Curac\u0327ao", "curacao"),
        ("Kòrsou", "korsou"),
        ("U.S. Virgin Islands", "us virgin islands"),
        ("Bahama's", "bahamas"),
        ("Bahama’s", "bahamas"),
        ("Bahama‘s", "bahamas"),
        ("Bahamaʼs", "bahamas"),
        ("Bahama´s", "bahamas"),
        ("T&T", "t and t"),
        ("T+T", "t and t"),
        ("T ＆ T", "t and t"),
        ("Trinidad-Tobago", "trinidad tobago"),
        ("Trinidad‑Tobago", "trinidad tobago"),
        ("Trinidad–Tobago", "trinidad tobago"),
        ("Trinidad/Tobago", "trinidad tobago"),
        ("Virgin Islands, (British)", "virgin islands british"),
        ("¿Qué_tal?", "que tal"),
        ("  Saint \t\n Lucia\u00a0", "saint lucia"),
        ("co\u00adoperation", "cooperation"),
        ("Straße", "strasse"),
        ("Œuvre sociale", "oeuvre sociale"),
        ("…", ""),
        ("", ""),
    ],
)
def test_text_is_folded_to_letters_digits_and_spaces(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.sweep
def test_no_single_character_needs_folding_twice() -> None:
    folded = [fold(chr(code)) for code in range(sys.maxunicode + 1)]
    assert folded == [fold(text) for text in folded]


@given(st.text())
def test_folding_a_second_time_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(), st.text())
def test_words_fold_one_by_one(left: str, right: str) -> None:
    assert fold(f"{left} {right}") == f"{fold(left)} {fold(right)}".strip()


@each(
    ("folded", "expected"),
    [
        ("the bahamas", "bahamas"),
        ("de la guyane", "guyane"),
        ("los estados unidos", "estados unidos"),
        ("el salvador", "salvador"),
        ("la", "la"),
        ("de la", "la"),
        ("st lucia", "saint lucia"),
        ("ste lucie", "saint lucie"),
        ("sainte lucie", "saint lucie"),
        ("sint maarten", "saint maarten"),
        ("collectivite de st martin", "collectivite de saint martin"),
        ("stadium", "stadium"),
        ("", ""),
    ],
)
def test_leading_articles_go_and_saints_are_alike(folded: str, expected: str) -> None:
    assert canonical(folded) == expected


@given(st.lists(st.sampled_from(["the", "la", "de", "st", "sint", "saint", "guyana"])))
def test_canonical_form_is_idempotent(words: list[str]) -> None:
    once = canonical(" ".join(words))
    assert canonical(once) == once


@given(st.text())
def test_dropping_articles_never_leaves_nothing(text: str) -> None:
    assert bool(canonical(fold(text))) == bool(fold(text))


@each(
    ("text", "readings"),
    [
        ("Call 225 or 4321.", {"2254321"}),
        ("6O9-l234", {"", "69234", "6091234", "669234"}),
        ("٦٠٩ ６", {"6", "6096"}),
        ("❻⓪⑨ 五", {"", "6095"}),
        ("six zeroNINE, vijf 3", {"3", "60953"}),
        ("double two 5", {"5", "25", "225"}),
        ("22 BAKE", {"22", "222253"}),
        ("two hundred and five, sixty-five 6", {"6", "2556", "205656"}),
        ("cincuenta y cinco, veintiuno", {"", "5", "5521"}),
        ("zesenvijftig, drieënveertig, tweehonderd", {"", "5643200"}),
        ("quatre-vingt-trois, soixante et onze, dix-sept", {"", "437", "837117"}),
        ("LXV MCMXCIX", {"", "5986269249", "651999"}),
        ("Ada Example", {""}),
    ],
)
def test_digits_are_read_as_a_person_reads_them(text: str, readings: set[str]) -> None:
    assert read_digits(text) == readings


@given(st.text(), st.text("0123456789", min_size=1))
def test_plain_digits_are_one_of_the_readings(text: str, digits: str) -> None:
    decimals = [char for char in f"{text} {digits} {text}" if char.isdecimal()]
    assert "".join(str(int(char)) for char in decimals) in read_digits(f"{text} {digits} {text}")
