"""The templates of letters."""

import pytest

from cmcct.editions import letter
from cmcct.i18n.messages import ENGLISH


@pytest.mark.parametrize("kind", ["edition", "round"])
def test_letter_is_english_in_a_language_without_one(kind: str) -> None:
    assert letter.read_built_in(kind, "pt") == letter.read_built_in(kind, ENGLISH)
