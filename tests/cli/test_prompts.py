"""Questions while the output of a command is redirected."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cmcct.cli.screen import prompts
from cmcct.i18n.messages import Translator
from tests.conftest import entry
from tests.support.person import typing

SEAT = (
    *("add", "--dry-run", "--country", "Guyana", "--organisation", "Example Office"),
    *("--sector", "police", "--email", "office@example.org", "--phone", "+592 220 1250"),
    *("--unit", "Example Office", "--title", "Officer", "--role", "technical"),
)
ADVICE = "Enter accepts the value in brackets; type 'back' for the previous question\n"
CTRL_C, CTRL_D = "\x03", "\x04"


@pytest.fixture
def seat(write: Callable[[str], Path]) -> list[str | Path]:
    """Return the words of a command that asks for the name and the id of a new seat."""
    return [*SEAT, "--directory", write("")]


def test_question_does_not_go_to_redirected_output(seat: list[str | Path], tmp_path: Path) -> None:
    answers = [
        ("Full name: ", "\n"),
        ("Full name: ", " Óscar Example \n"),
        ("Family name, for sorting (optional): ", "\n"),
        ("Languages (optional): ", "\n"),
        ("Hours (optional): ", "\n"),
        ("Meetings (optional): ", "\n"),
        ("Id of the entry, used in commands [gy-office]: ", "\n"),
        ("Save these changes? [no]: ", "yes\n"),
    ]
    with (tmp_path / "out").open("wb") as out:
        result = typing(answers, *seat, stdout=out)
    assert result.out.startswith(
        f"{ADVICE}Full name: \n  an answer is required (Ctrl-C to cancel)\n"
        "Full name:  Óscar Example \nFamily name, for sorting (optional): \n"
        "Languages (optional): \nHours (optional): \n   1  Second Meeting\nMeetings (optional): \n"
        "Id of the entry, used in commands [gy-office]: \n"
        "Óscar Example\n  Country       Guyana\n"
    )
    printed = (tmp_path / "out").read_text(encoding="utf-8")
    assert printed.startswith("--- a/")
    assert '+id = "gy-office"\n+country = "Guyana"\n+name = "Óscar Example"\n' in printed


@pytest.mark.parametrize(
    ("lang", "name", "space"),
    [("es", "Nombre completo: ", ""), ("fr", "Prénom et nom\u00a0: ", "\u00a0")],
)
def test_question_is_in_language_before_command(
    seat: list[str | Path], tmp_path: Path, lang: str, name: str, space: str
) -> None:
    last = Translator(lang).gettext("Save these changes?")
    id_ = Translator(lang).gettext("Id of the entry, used in commands")
    answers = [
        (name, "Óscar Example\n"),
        *[(f"){space}: ", "\n")] * 4,
        (f"{id_} [gy-office]{space}: ", "\n"),
        (last, "yes\n"),
    ]
    with (tmp_path / "out").open("wb") as out:
        result = typing(answers, "--lang", lang, *seat, stdout=out)
    assert result.code == 0


def test_a_command_is_no_answer(write: Callable[[str], Path]) -> None:
    path = write(entry())
    before = path.read_text(encoding="utf-8")
    question = "¿Eliminar del todo?"
    told = "hay una pregunta abierta: respóndala o presione Ctrl-C para cancelar\n"
    answers = [
        (question, "cmcct set gy-ctu celular=1\n"),
        (f"{told[:-1]}", ""),
        (question, CTRL_C),
    ]
    result = typing(answers, "--lang", "es", "remove", "gy-ctu", "--directory", path)
    assert (result.code, result.out.count(told)) == (130, 1)
    assert path.read_text(encoding="utf-8") == before


@pytest.mark.parametrize(
    ("key", "code", "messages"),
    [(CTRL_C, 130, "nothing was saved\n"), (CTRL_D, 2, "error: no answer; nothing was saved\n")],
)
def test_giving_up_ends_the_line(
    seat: list[str | Path], tmp_path: Path, key: str, code: int, messages: str
) -> None:
    with (tmp_path / "out").open("wb") as out:
        result = typing([("Full name: ", key)], *seat, stdout=out)
    assert result.code == code
    assert result.out.replace("^C", "") == f"{ADVICE}Full name: \n{messages}"
    assert (tmp_path / "out").read_bytes() == b""


def test_long_question_breaks_between_words(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = list[str]()

    def answer(text: str) -> str:
        asked.append(text)
        return "no"

    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setattr(prompts, "_line", answer)
    question = "gy-ctu: mobile phone: +592 609 1234 → +592 609 1299. Save?"
    assert not prompts.confirm(question)
    assert asked == ["gy-ctu: mobile phone: +592 609 1234 →\n+592 609 1299. Save? [no]: "]
    monkeypatch.setenv("COLUMNS", "33")  # after the 609 of either number
    assert not prompts.confirm(question.replace("592 609", "1 (242) 609"))
    lines = ["gy-ctu: mobile phone:", "+1 (242) 609 1234 →", "+1 (242) 609 1299. Save? [no]: "]
    assert asked[1:] == ["\n".join(lines)]
