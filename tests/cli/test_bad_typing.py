"""Badly typed questions on a terminal: each is answered at the first try."""

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import IO, NamedTuple

import pytest

from tests.conftest import SHIPPED, Result, Run, Write
from tests.support import person, terminals
from tests.support.cases import each
from tests.support.cli_samples import ADA
from tests.support.repositories import repository

YES, NO, CTRL_D = "\n", "n\n", "\x04"


class Asked(NamedTuple):
    """What is typed, the questions with their answers, and a part of the result."""

    typed: str
    answers: tuple[tuple[str, str], ...]
    shown: str


def _one(typed: str, question: str, shown: str) -> Asked:
    """Return a command with one question, answered by Enter."""
    return Asked(typed, ((question, YES),), shown)


# As an officer types at night, in four languages.
NIGHT = (
    _one("search haity police", "nothing found; did you mean 'haiti'? [yes]: ", "ht-comite"),
    _one("search hatian police", "did you mean 'haitian police'? [yes]: ", "do-linea"),
    Asked("search 'simone baptist'", (), "tt-secretariat"),
    _one("search jamica child protecton", "'jamaica child protection'?", "jm-child-protection"),
    _one("search trinidad tobaggo hotlin", "'trinidad tobago hotline'?", "tt-ctu"),
    _one("search turks caicos imigration", "'turks caicos immigration'?", "tc-border-force"),
    Asked("search french guyana polis", (), "gf-police-frontieres"),
    Asked("serch st kits", (("[yes]: ", YES), ("'st kitts'? [yes]: ", YES)), "bb-eio"),
    _one("search montego bey", "did you mean 'montego bay'? [yes]: ", "jm-child-protection"),
    Asked(
        "search dominca",
        (
            ("nothing found; you can search for:", ""),
            ("Your choice (1 or 2; Enter for none): ", "1\n"),
        ),
        "bb-eio",
    ),
    _one("call gyana --from surinam", "unknown country 'gyana'; did you mean 'Guyana'?", "gy-ctu"),
    # The command for all numbers is the one that was typed.
    _one("call gyana", "did you mean 'Guyana'?", "numbers; all: cmcct call gyana"),
    _one("call guyana polise", "'guyana police'?", "; all: cmcct call guyana polise"),
    _one("call hati police", "did you mean 'Haiti police'?", "ht-comite"),
    Asked("call police", (("police: which country?", ""), ("Country: ", "haiti\n")), "ht-comite"),
    Asked(
        "call 'St. Martin'",
        (("   2  Sint Maarten", "2\n"),),
        "sx-kustwacht",
    ),
    _one(
        "show 'indira mohamed'",
        "did you mean 'indira mohammed'? [yes]: ",
        "Indira Example Mohammed",
    ),
    _one(
        "show gy-ctx",
        "no entry has the id 'gy-ctx'; did you mean 'gy-ctu'?",
        "Ada María Example Pérez",
    ),
    _one("search dominica republic", "'dominican republic'? [yes]: ", "do-linea"),
    Asked(
        "call dominica republic",
        (("   1  Dominican Republic", ""), ("   2  Dominica", "1\n")),
        "do-linea",
    ),
    Asked(
        "search --sector polise -c guyna",
        (
            ("unknown value 'guyna' for --country; did you mean 'Guyana'? [yes]: ", YES),
            (
                "did you mean 'police (Police, anti-trafficking unit)'? [yes]: ",
                YES,
            ),
        ),
        "gy-ctu",
    ),
    _one("--lang es search policia hati", "¿quiso decir «haiti»? [sí]: ", "ht-comite"),
    _one("--lang es call republica domincana", "«República Dominicana»? [sí]: ", "do-linea"),
    _one("--lang es search curasao vitimas", "«curacao victimas»?", "cw-slachtofferhulp"),
    Asked(
        "--lang fr call haity --language creol",
        (("Haïti", YES), ("   1  créole haïtien", "1\n")),
        "créole haïtien",
    ),
    _one("--lang fr search guadloupe procureur", "guadeloupe procureur", "gp-parquet"),
    _one("--lang nl search surinaame politei", "surinaamse politie", "sr-politie"),
    _one("--lang nl call curacoa", "Curaçao", "cw-meldpunt"),
)


def typing(
    answers: Sequence[tuple[str, str]], *args: str | Path, stdout: IO[bytes] | None = None
) -> Result:
    result = person.typing(answers, *args, stdout=stdout)
    return Result(result.code, terminals.plain(result.out), "")


@each("asked", NIGHT)
def test_badly_typed_question_is_answered_at_once(asked: Asked) -> None:
    result = typing(asked.answers, *shlex.split(asked.typed), "--directory", SHIPPED)
    assert result.code == 0
    assert asked.shown in result.out


HINTS = "help: did you mean: cmcct search guyana\n"


@pytest.mark.parametrize("key", [NO, CTRL_D])
def test_refused_word_is_a_hint_as_in_pipe(run: Run, write: Write, key: str) -> None:
    path = write(ADA)
    question = "nothing found; did you mean 'guyana'? [yes]: "
    result = typing([(question, key)], "search", "guyanna", "--directory", path)
    assert result.code == 1
    assert result.out.endswith(f"\nnothing found\n{HINTS}")
    piped = run("search", "guyanna", "--directory", path)
    assert piped == Result(1, "", f"nothing found\n{HINTS}")


def test_nothing_is_asked_where_output_is_redirected(write: Write, tmp_path: Path) -> None:
    with (tmp_path / "out").open("wb") as out:
        result = typing([], "search", "guyanna", "--directory", write(ADA), stdout=out)
    assert (result.code, result.out) == (1, f"nothing found\n{HINTS}")
    assert (tmp_path / "out").read_bytes() == b""


def test_word_without_closest_is_not_asked_for() -> None:
    result = typing([], "search", "xyzzyxyzzy", "--directory", SHIPPED)
    assert (result.code, result.out) == (1, "nothing found\n")
    result = typing([], "call", "xyzzyxyzzy", "--directory", SHIPPED)
    assert (result.code, result.out.splitlines()[0]) == (2, "error: unknown country 'xyzzyxyzzy'")


def test_beginning_of_a_country_is_before_people_in_it() -> None:
    for begun, country in (("Curac", "Curaçao"), ("surin", "Suriname"), ("trinid", "Trinidad")):
        result = typing([("? [yes]: ", "\n")], "call", begun, "--directory", SHIPPED)
        assert result.code == 0
        question, heading = result.out.splitlines()[:2]
        assert question.startswith(f"unknown country '{begun}'; did you mean '{country}")
        assert heading.startswith(country)


def test_several_closest_are_chosen_by_number() -> None:
    question = "Your choice (1 or 2; Enter for none): "
    answers = [(question, "3\n"), (question, "2\n")]
    result = typing(answers, "call", "St. Martin", "--directory", SHIPPED)
    assert result.code == 0
    assert result.out.splitlines()[:6] == [
        "ambiguous country 'St. Martin'",
        "   1  Saint Martin (French part)",
        "   2  Sint Maarten",
        f"{question}3",
        "  answer with a number from 1 to 2",
        f"{question}2",
    ]
    assert result.out.splitlines()[6].startswith("Sint Maarten   ")


def test_name_of_a_choice_is_its_number() -> None:
    question = "Your choice (1 or 2; Enter for none): "
    for name, country in (("maarten", "Sint Maarten"), ("SAINT MARTIN", "Saint Martin (French")):
        # What is in none, and a number that is not there, ask again.
        wrong = [(question, f"{word}\n") for word in ("guyana", "art", "300")]
        answers = [*wrong, (question, f"{name}\n")]
        result = typing(answers, "call", "St. Martin", "--directory", SHIPPED)
        assert result.out.count("answer with a number from 1 to 2\n") == len(wrong)
        assert result.out.partition(f"{question}{name}\n")[2].startswith(country)
    # The beginning of both asks again, the whole of one does not.
    answers = [(question, "dom\n"), (question, "dominica\n")]
    told = typing(answers, "call", "domin", "--directory", SHIPPED).out
    assert told.partition(f"{question}dominica\n")[2].startswith("Dominica   ")


def test_no_number_is_an_error_as_in_pipe() -> None:
    answers = [("Enter for none): ", "\n")]
    result = typing(answers, "call", "St. Martin", "--directory", SHIPPED)
    assert result.code == 2
    assert result.out.endswith(
        "error: ambiguous country 'St. Martin'\n"
        "help: write Saint Martin (French part) or Sint Maarten\n"
    )


def test_option_of_call_is_asked_for() -> None:
    answers = [("unknown sector 'polise'; did you mean 'police'? [yes]: ", NO)]
    args = ("call", "guyana", "--sector", "polise", "--directory", SHIPPED)
    result = typing(answers, *args)
    assert result.code == 2
    assert "\nerror: unknown value 'polise' for --sector\n" in result.out
    # `--body ngo` is an option, no sector.
    other = typing([], *args[:3], "ngo", *args[4:])
    assert (other.code, "[yes]" in other.out) == (2, False)


def test_option_that_is_refused_is_an_error(run: Run) -> None:
    args = ("search", "-c", "haity", "--directory", SHIPPED)
    question = "unknown value 'haity' for --country; did you mean 'Haiti'? [yes]: "
    told = "error: unknown value 'haity' for --country\nhelp: did you mean Haiti?\n"
    result = typing([(question, NO)], *args)
    assert result.code == 2
    assert result.out.endswith(told)
    assert run(*args) == Result(2, "", told)


def test_entry_that_is_meant_is_chosen_by_number() -> None:
    question = "Your choice (1 to 4; Enter for none): "
    args = ("show", "example", "gy", "--directory", SHIPPED)
    result = typing([(question, "1\n")], *args)
    assert result.code == 0
    assert result.out.startswith(
        "'example gy' has 4 matches:\n   1  Example Trafficking Hotline, Example Ministry of "
        "Human Services, Guyana (gy-hotline)\n"
    )
    assert "│ Example Trafficking Hotline" in result.out
    none = typing([(question, "\n")], *args)
    assert none.code == 1
    assert "  cmcct show gy-hotline          Example Trafficking Hotline, Guyana\n" in none.out


def test_many_entries_are_not_asked_for() -> None:
    result = typing([], "show", "police", "--directory", SHIPPED)
    assert result.code == 1
    assert result.out.endswith("run cmcct search police to see all of them\n")


def test_entry_that_is_found_is_shown_without_question() -> None:
    result = typing([], "show", "simone", "batist", "--directory", SHIPPED)
    assert result.code == 1
    assert "Simone Example-Baptiste" in result.out
    assert "nothing found for 'batist'\n" in result.out


def test_the_unconfirmed_since_a_day_are_not_searched_by_its_words() -> None:
    asked = "Run cmcct round status --since 2026-01-01? [yes]: "
    result = typing([(asked, NO)], "search", "--unverified", "--desde", "1/1/2026")
    assert asked in result.out


def test_command_is_asked_for_only_if_it_changes_nothing() -> None:
    args = ("--directory", SHIPPED)
    result = typing([("Run cmcct search? [yes]: ", NO)], "serch")
    asked = "no such command 'serch'; did you mean cmcct search?\nRun cmcct search? [yes]: n\n"
    assert (result.code, result.out) == (2, asked)
    result = typing([("[yes]: ", "\x03")], "serch")
    assert (result.code, "nothing was saved" in result.out) == (130, False)
    result = typing(
        [("did you mean cmcct remove gy-ctu?\r\nRun ", ""), ("[no]: ", "\n")], "remov", "gy-ctu"
    )
    assert (result.code, result.out.count("remove")) == (2, 2)
    # These read only, and a page of the help changes nothing.
    result = typing(
        [("Run cmcct log x --directory", ""), ("[yes]: ", YES)], "geschiedenis", "x", *args
    )
    assert "x" in result.out
    result = typing(
        [("¿Ejecutar cmcct set --help? [sí]: ", YES)], "--lang", "es", "help", "modificar"
    )
    assert "cmcct set gy-ctu" in result.out
    # The language that was typed holds for it.
    words = ("call", "+592 777 1250", "--lang", "es", *args)
    result = typing([("[sí]: ", YES)], *words)
    assert "Si nadie contesta" in result.out
    result = typing(
        [("Run cmcct list countries --directory", ""), ("[yes]: ", YES)], "landen", *args
    )
    assert (result.code, "Guyana" in result.out) == (0, True)


def test_condition_that_nobody_meets_is_the_answer() -> None:
    words = ("search", "suriname", "--without", "phone", "--directory", SHIPPED)
    result = typing([], *words)
    told = "'without phone': 0 of 2 entries"
    assert (result.code, result.out) == (1, f"nothing found\nhelp: {told}\n")


def test_option_before_the_command_and_misspelt_values_are_asked_about(run: Run) -> None:
    place = ("--directory", SHIPPED)
    result = typing([("--country guyana? [yes]: ", YES)], "--country", "guyana", "search", *place)
    assert (result.code, "gy-ctu" in result.out) == (0, True)
    result = typing([("none): ", "\n")], "--lang", "en", "export", "excel", "spanish", *place)
    assert (result.code, "1  cmcct export xlsx --lang spanish" in result.out) == (2, True)
    words = ("--lang", "en", "retire", "gy-ctu", "--vacant")
    result = typing([("--vacant? [no]: ", "\n")], *words)
    assert "Run cmcct --lang en replace gy-ctu --vacant? [no]: " in result.out
    piped = run("export", "csv", "spanish", *place)
    assert (piped.code, piped.out != "") == (0, True)


def test_next_number_of_an_edition_is_proposed(tmp_path: Path) -> None:
    repo = repository(tmp_path)
    repo.commit_bytes(SHIPPED.read_bytes())
    assert "[2026-1]: " in typing([], "edition", "issue", "--directory", repo.path).out
    repo.git("tag", "-a", "edition/2026-4", "-m", "x")
    assert "[2026-5]: " in typing([], "edition", "issue", "--directory", repo.path).out
