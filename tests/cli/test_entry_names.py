"""Entries in a user's words, on a terminal in Spanish, and in a pipe."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from cmcct.cli.edits import entry_names
from cmcct.storage import directory_file
from tests.conftest import ENTRY, SHIPPED, Result, Run, Write
from tests.support import repositories
from tests.support.edited import TWICE, left_alone
from tests.support.person import typing

VACANT = "¿conservar el puesto, ahora vacante (no: la ficha se marca como «ya no ejerce»)? [no]: "
ROJAS = "tt-refugee-desk, Carolina Example Rojas, Example Community Centre: "
MOBILE = f"{ROJAS}teléfono celular: +1 868 291 1250 → +1 868 291 7777. ¿Guardar? [no]: "
VERIFIED = (
    f"{ROJAS}fecha de confirmación: 9 de marzo de 2026 → 1 de junio de 2026; medio de "
    "confirmación: por teléfono → (vacío). ¿Guardar? [no]: "
)
NUMBER = "mobile=+1 868 291 7777"
NOTHING = "\nno se guardó nada\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    copy = tmp_path / "directory.toml"
    copy.write_bytes(SHIPPED.read_bytes())
    return copy


def _type(path: Path, answers: Sequence[tuple[str, str]], *words: str) -> Result:
    return typing(answers, "--lang", "es", *words, "--directory", path, columns=200)


def test_person_and_change_are_one_question(path: Path) -> None:
    before = path.read_bytes()
    for answer in ("\n", "no\n"):
        result = _type(path, [(MOBILE, answer)], "set", "rojas", NUMBER)
        assert (result.code, NOTHING in result.out) == (2, True)
        assert path.read_bytes() == before
    result = _type(path, [(MOBILE, "sí\n")], "set", "rojas", NUMBER)
    assert result.code == 0
    assert path.read_text("utf-8").count("+1 868 291 7777") == 1


@pytest.mark.parametrize(
    "words",
    [
        ("rojas",),
        ("2911250",),
        ("outreach@tt.example.org",),
        ("outreach@tt",),
        ("Carolina", "Example", "Rojas"),
        ("community centre",),
    ],
    ids=" ".join,
)
def test_part_of_name_office_address_or_number_is_understood(
    path: Path, words: tuple[str, ...]
) -> None:
    result = _type(path, [(VERIFIED, "s\n")], "verify", *words)
    assert result.code == 0
    assert path.read_text("utf-8").count("verified = 2026-06-01") == 1


def test_an_id_asks_nothing(path: Path) -> None:
    assert _type(path, [], "verify", "tt-refugee-desk").code == 0


def test_yes_answers_the_question_on_a_terminal(path: Path) -> None:
    done = _type(path, [], "verify", "rojas", "--yes")
    assert (done.code, done.out.startswith(ROJAS)) == (0, True)
    assert _type(path, [], "verify", "muñoz", "rojas", "--dry-run").code == 2


def test_another_person_meanwhile_is_not_changed(path: Path) -> None:
    def replace() -> None:
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("Carolina Example Rojas", "Zoe Other"), encoding="utf-8")

    words = ("--lang", "es", "set", "rojas", NUMBER, "--directory", path)
    result = typing([(MOBILE, "s\n")], *words, columns=200, meanwhile=replace)
    assert (result.code, "otra persona" in result.out) == (2, True)
    assert "+1 868 291 7777" not in path.read_text("utf-8")


def test_part_of_the_private_file_under_an_earlier_id_is_asked_about(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace(
        'id = "tt-refugee-desk"\n', 'id = "tt-refugee-desk"\nmerged = ["tt-old"]\n'
    )
    path.write_text(text, encoding="utf-8")
    private = path.with_name("directory.private.toml")
    part = '[[focal_point]]\nid = "tt-old"\nphones = ["+1 868 291 7001"]\n'
    private.write_text(part, encoding="utf-8")
    words = ("set", "rojas", "--private", "--add", "phones=+1 868 291 7002")
    result = _type(path, [("¿Guardar? [no]: ", "\n")], *words)
    assert (result.code, private.read_text(encoding="utf-8")) == (2, part)


def test_several_are_numbered_with_office_and_country(path: Path) -> None:
    shown = "María de los Ángeles Ejemplo Peña, Fiscalía General de Ejemplo, República Dominicana"
    question = "do-fiscalia, María de los Ángeles Ejemplo Peña, Fiscalía General de Ejemplo: "
    answers = [(f"   1  {shown} (do-fiscalia)", ""), ("sirve): ", "1\n"), (question, "s\n")]
    assert _type(path, answers, "verify", "maría").code == 0
    before = path.read_bytes()
    result = _type(path, [("sirve): ", "\n")], "verify", "maría")
    assert (result.code, result.out.endswith(NOTHING)) == (2, True)
    assert path.read_bytes() == before


def test_namesakes_are_numbered(write: Write) -> None:
    path = write(TWICE.replace("Ada Exampel", "Ada Example"))
    answers = [
        ("«Ada Example» tiene 2 coincidencias:", ""),
        ("   2  Ada Example, Example Ministry, Guyana (gy-police)", ""),
        ("sirve): ", "2\n"),
        (
            f"gy-police: {VACANT}",
            "\n",
        ),
        ("gy-police, Ada Example, Example Ministry: ", "s\n"),
    ]
    assert _type(path, answers, "retire", "Ada Example").code == 0


def test_condition_of_a_search_is_no_name(path: Path) -> None:
    directory = directory_file.load(path).directory
    assert entry_names.search(directory, "country:Guyana") == ()
    assert entry_names.search(directory, "Guyana")


def test_first_of_too_many_are_listed(path: Path, run: Run) -> None:
    shown = _type(path, [], "remove", "Example")
    piped = run("remove", "Example", "--directory", path)
    for code, text in ((shown.code, shown.out), (piped.code, piped.err)):
        first, *listed, more, last = text.splitlines()
        assert (code, len(listed), listed[0].split()[0]) == (2, 10, "ag-gender-affairs")
        assert more == "  …"
        assert ("51" in first, "id" in last) == (True, True)


def test_two_entries_are_one_question(path: Path) -> None:
    answers = [("cw-politie, Quincy", ""), (ROJAS, ""), ("cambios? [no]: ", "s\n")]
    assert _type(path, answers, "verify", "rojas", "quincy").code == 0


def test_short_part_is_no_name(path: Path) -> None:
    for text in ("roj", "29112"):
        result = _type(path, [], "verify", text)
        assert (result.code, "tt-refugee-desk" in result.out) == (2, text == "roj")


def test_word_of_several_entries_is_no_name(path: Path) -> None:
    expected = (
        "no se reconoce «curacao» como identificador\n"
        "  cmcct verify cw-politie  Quincy de Voorbeeld-Martis, Voorbeeldpolitie Curaçao\n"
        "  cmcct verify --country curacao  3 fichas\n"
        "ayuda: puede ser una persona o varias fichas: ejecute uno de estos comandos\n"
    )
    result = _type(path, [], "verify", "curacao")
    assert (result.code, result.out.startswith(expected)) == (2, True)
    assert "   2  cmcct verify --country curacao\n" in result.out
    for command, word, last in (
        ("retire", "police", "  cmcct search --sector police  13 fichas\n"),
        ("verify", "24/7", "  cmcct search 24/7  "),
        ("verify", "st. martin", "  cmcct search 'st. martin'\n"),
    ):
        assert last in _type(path, [], command, word).out


@pytest.mark.parametrize("words", ["replace --vacant", "retire", "remove", "edit"])
def test_country_of_a_few_entries_names_them(path: Path, words: str, run: Run) -> None:
    command, *options = words.split()
    result = run(command, "granada", *options, "--directory", path)
    listed = ["bb-eio", "gd-coalition"]
    assert [line.split()[0] for line in result.err.splitlines()[1:-1]] == listed
    assert (result.code, path.read_bytes()) == (2, SHIPPED.read_bytes())


def test_country_of_one_entry_is_asked_about(path: Path) -> None:
    answers = [("aw-taskforce, Gisela van Voorbeeld-Kelly, ", "\n")]
    result = _type(path, answers, "replace", "aruba", "--vacant")
    assert (result.code, result.out.endswith(NOTHING)) == (2, True)
    assert path.read_bytes() == SHIPPED.read_bytes()


@pytest.mark.parametrize(
    "words",
    [("remove",), ("retire",), ("replace", "--name", "Ana Ejemplo"), ("replace", "--vacant")],
    ids=" ".join,
)
def test_person_who_leaves_is_asked_about(path: Path, words: tuple[str, ...]) -> None:
    before = path.read_bytes()
    question = "¿Eliminar del todo?" if words == ("remove",) else "¿Guardar?"
    answers = [(ROJAS.rstrip(": "), ""), (f"{question} [no]: ", "\n")]
    if words == ("retire",):
        answers.insert(
            0,
            (
                f"tt-refugee-desk: {VACANT}",
                "\n",
            ),
        )
    result = _type(path, answers, *words, "rojas")
    assert (result.code, result.out.endswith(NOTHING)) == (2, True)
    assert path.read_bytes() == before


def test_removal_is_asked_about(path: Path) -> None:
    before = path.read_bytes()
    for question, id_ in (
        ("¿Eliminar del todo? [no]: ", "gd-coalition"),
        ("¿Guardar estos cambios? [no]: ", "georgetown-2019"),
    ):
        result = _type(path, [(question, "\n")], "remove", id_)
        assert (result.code, result.out.endswith(NOTHING)) == (2, True)
        assert path.read_bytes() == before
    assert _type(path, [("eliminar gd-coalition, ", "s\n")], "remove", "gd-coalition").code == 0


def test_pipe_takes_no_part_of_a_name(run: Run, path: Path) -> None:
    assert left_alone(run, path, "verify", "rojas") == Result(
        2,
        "",
        "error: unknown id 'rojas'\n"
        "  tt-refugee-desk  Carolina Example Rojas, Example Community Centre\n"
        "help: give the id of the one that you mean\n",
    )
    assert run("verify", "Carolina", "Example", "Rojas", "--directory", path).code == 0


def test_entry_whose_id_is_a_list_is_passed_over(run: Run, write: Write) -> None:
    path = write(ENTRY.replace('id = "gy-ctu"', 'id = ["gy-ctu"]'))
    assert left_alone(run, path, "set", "nobody", "title=Head").err.startswith(
        "error: unknown id 'nobody'"
    )


def test_log_has_ids_alone(run: Run, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "1")
    assert "  tt-refugee-desk\n" in left_alone(run, path, "verify", "rojas").err


def test_id_that_is_a_number_is_in_no_log(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(ENTRY.replace('id = "gy-ctu"', 'id = "+592 609 1234"'))
    assert "  +592 609 1234" in left_alone(run, path, "verify", "example").err
    monkeypatch.setenv("CI", "1")
    assert "\n  …\n" in left_alone(run, path, "verify", "example").err


def test_who_is_called_is_asked_and_first(path: Path) -> None:
    result = _type(
        path,
        [("¿quiso decir Carolina Example Rojas (tt-refugee-desk)? [sí]: ", "\n")],
        "call",
        "rojas",
    )
    assert (result.code, "Trinidad y Tobago   lun 08:00" in result.out) == (0, True)
    closed = result.out.partition("Cerrado")[2]
    assert "5 +1 868 291 1250" in closed.splitlines()[1]
    result = _type(path, [("[sí]: ", "no\n")], "call", "rojas")
    assert (result.code, "no se reconoce «rojas» como país" in result.out) == (2, True)
    assert _type(path, [], "call", "example").code == 2


def test_whose_history_is_asked(tmp_path: Path) -> None:
    repo = repositories.repository(tmp_path / "repo")
    repo.commit(repositories.entry("x"))
    words = ("--lang", "es", "log", "pers", "--directory", repo.path)
    assert "alta: Person x (x)" in typing([("¿quiso decir Person x (x)? [sí]: ", "\n")], *words).out
    result = typing([("¿quiso decir Person x (x)? [sí]: ", "no\n")], *words)
    assert (result.code, "no se reconoce" in result.out) == (1, True)


def test_private_number_goes_to_no_file_in_a_question(path: Path, tmp_path: Path) -> None:
    private = path.with_name("directory.private.toml")
    private.write_text(
        '[[focal_point]]\nid = "gy-ctu"\nname = "Ada María Example Pérez"\n'
        'phones = ["+592 622 7777"]\n',
        encoding="utf-8",
    )
    written = tmp_path / "trial.json"
    for words, digits in (
        (("--private", "--add", "phones=+592 999 9999"), "999 9999"),
        (("--private", "--add", "phones=+592 622 77"), "622 77"),
    ):
        with written.open("wb") as file:
            options = ("--dry-run", "--format", "json", "--directory", path)
            typing([], "set", "gy-ctu", *words, *options, stdout=file, columns=200)
        text = written.read_text(encoding="utf-8")
        assert '"version": 1' in text
        assert digits not in text


def test_person_is_asked_for_in_language_of_reader() -> None:
    answers = [("¿quiso decir Ada María Example Pérez (gy-ctu)? [sí]: ", "\n")]
    result = typing(answers, "--lang", "es", "call", "ada maría", "--directory", SHIPPED)
    assert (result.code, "ctu@example.org" in result.out) == (0, True)


# An argument without words: of a variable that is not set, or in another encoding.
@pytest.mark.parametrize("command", ["remove", "retire", "verify"])
@pytest.mark.parametrize("word", ["", " ", "\udcff"], ids=["empty", "blank", "no UTF-8"])
def test_what_is_no_word_names_no_entry(path: Path, run: Run, command: str, word: str) -> None:
    # An address that is not written yet is none that an empty word names.
    text = path.read_text("utf-8").replace('["ctu@example.org"]', '[""]')
    path.write_text(text, "utf-8")
    result = run(command, word, "--directory", path)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"error: unknown id '{word}'".replace("\udcff", "\\udcff"))
    assert path.read_text("utf-8") == text


# An item without its address had the name `None`, an empty one the name ``.
@pytest.mark.parametrize(
    ("emails", "words"),
    [
        ('[{ sharing = "secretariat" }]', ("retire", "none", "--yes")),
        ('[""]', ("rename", "", "gy-new")),
    ],
)
def test_an_address_that_is_missing_is_no_name(
    path: Path, run: Run, emails: str, words: tuple[str, ...]
) -> None:
    text = path.read_text("utf-8").replace('["ctu@example.org"]', emails)
    path.write_text(text, "utf-8")
    result = run(*words, "--directory", path)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"error: unknown id '{words[1]}'")
    assert path.read_text("utf-8") == text
