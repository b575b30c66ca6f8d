"""The templates of letters."""

from cmcct.editions import letter
from cmcct.i18n.messages import ENGLISH
from tests.support.cases import each


@each("kind", ["edition", "round"])
def test_letter_is_english_in_a_language_without_one(kind: str) -> None:
    assert letter.read_built_in(kind, "pt") == letter.read_built_in(kind, ENGLISH)
