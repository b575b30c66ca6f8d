"""Validity of ids."""

from cmcct.text.folding import MAX_LENGTH, is_slug
from tests.support.cases import each


@each("text", ["a", "7", "gy-ctu", "bq-bo-2", "a" * MAX_LENGTH])
def test_lower_case_letter_and_digit_groups_are_an_id(text: str) -> None:
    assert is_slug(text)


@each(
    "text",
    ["", "-", "gy-", "-gy", "gy--ctu", "GY-ctu", "gy ctu", "gy_ctu", "gy-é", "gy\n", "٣", "a" * 65],
)
def test_other_text_is_no_id(text: str) -> None:
    assert not is_slug(text)


@each("text", ["con", "prn", "aux", "nul", "com0", "com1", "com9", "lpt1"])
def test_a_device_of_windows_is_no_id(text: str) -> None:
    assert not is_slug(text)
    assert is_slug(f"{text}-1")
    assert is_slug(f"{text}1")
