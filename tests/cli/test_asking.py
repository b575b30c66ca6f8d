"""Questions, where they are not asked on a terminal that tests can type at."""

import builtins
from collections.abc import Callable, Iterator

import pytest

from cmcct.cli import asking
from cmcct.errors import CmcctError
from cmcct.wording import say


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Have answers typed; an exception is what typing Ctrl-C or Ctrl-D is."""

    def call(*typed: str | BaseException) -> None:
        left: Iterator[str | BaseException] = iter(typed)

        def read(prompt: str) -> str:
            assert prompt == ""
            answer = next(left)
            if isinstance(answer, BaseException):
                raise answer
            return answer

        monkeypatch.setattr(builtins, "input", read)

    return call


def test_where_stdout_goes_elsewhere_the_question_does_not(
    answers: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    answers("x", " 7 ")

    def read(text: str) -> int:
        if text.isdecimal():
            return int(text)
        raise CmcctError(say("not a number"))

    assert asking.ask("how many", read, default="1") == 7
    said = "how many [1]:   not a number\nhow many [1]: "
    assert capsys.readouterr() == ("", said)


def test_no_answer_is_the_default(answers: Callable[..., None]) -> None:
    answers("")
    assert asking.ask("which", str, default="keep") == "keep"


def test_whoever_gives_up_ends_the_line(
    answers: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    answers(EOFError())
    with pytest.raises(CmcctError, match="no answer, so nothing is written"):
        asking.ask("which", str)
    answers(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        asking.ask("which", str)
    assert capsys.readouterr() == ("", "which: \nwhich: \n")
