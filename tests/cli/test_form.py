"""Choices of a form: what is meant, and what the form says where nothing is."""

import pytest

from cmcct.cli.screen.form import Choices
from cmcct.errors.exceptions import CmcctError, UnknownValueError
from tests.support.cases import each


@each(
    ("suggestions", "hint"),
    [
        (("police",), "did you mean 2 (Police unit)?"),
        (("--body ngo",), "did you mean --body ngo?"),
        ((), "answer with a number from 1 to 2"),
    ],
)
def test_unknown_word_is_answered_by_number(suggestions: tuple[str, ...], hint: str) -> None:
    def find(text: str) -> str:
        raise UnknownValueError("sector", text, suggestions, ("shelter", "police"))

    choices = Choices(["shelter", "police"], ["Shelter", "Police unit"], find)
    with pytest.raises(CmcctError) as refused:
        choices.pick("zzz")
    assert (refused.value.message, refused.value.hint) == ("unknown sector 'zzz'", hint)
    assert choices.pick("pol") == "police"
