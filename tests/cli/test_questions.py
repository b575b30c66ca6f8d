"""What a command asks on a terminal in Spanish: what is missing, and what yes does."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.conftest import Result, Run, Write
from tests.support.edited import BOTH, left_alone
from tests.support.person import typing

CTRL_C = "\x03"
NOTHING = "no se guardó nada\n"


@pytest.fixture
def path(write: Write) -> Path:
    return write(BOTH)


def _type(path: Path, answers: Sequence[tuple[str, str]], *words: str | Path) -> Result:
    return typing(answers, "--lang", "es", *words, "--directory", path, columns=200)


NEW_ID = "Identificador nuevo: letras minúsculas, dígitos y guiones [{}]: "


DAYS = "Días, por ejemplo, 8 a 10 de mayo de 2026: "


def test_missing_values_of_a_meeting_are_asked(path: Path) -> None:
    proposed = NEW_ID.format("tercera-reunion")
    answers = [
        ("Nombre: ", "\n"),
        ("se requiere una respuesta", ""),
        ("Nombre: ", "Tercera reunión\n"),
        (DAYS, "2027\n"),
        ("no es una fecha", ""),
        (DAYS, "2027-03\n"),
        ("Lugar (opcional): ", "\n"),
        (proposed, "Tercera Reunión\n"),
        ("«Tercera Reunión»", ""),
        (proposed, "gy-ctu\n"),
        ("«gy-ctu» ya está en uso", ""),
        (proposed, "x-2027\n"),
    ]
    assert _type(path, answers, "meeting", "add").code == 0
    text = '[[meeting]]\nid = "x-2027"\nname = "Tercera reunión"\ndate = "2027-03"\n'
    assert text in path.read_text("utf-8")


def test_name_in_place_of_an_id_is_the_name(path: Path) -> None:
    place = ("Lugar (opcional): ", "\n")
    answers = [
        (DAYS, "4 al 6 de mayo de 2026\n"),
        place,
        (NEW_ID.format("tercera-reunion-2026"), "\n"),
    ]
    assert _type(path, answers, "meeting", "add", "Tercera reunión 2026").code == 0
    text = '[[meeting]]\nid = "tercera-reunion-2026"\nname = "Tercera reunión 2026"\n'
    text += "date = 2026-05-04\nuntil = 2026-05-06\n"
    assert text in path.read_text("utf-8")


def test_value_that_a_rule_refuses_is_asked_again(path: Path) -> None:
    answers = [
        ("Nombre completo: ", "Óscar\u2066Ejemplo\n"),
        ("U+2066", ""),
        ("Nombre completo: ", "Óscar Ejemplo\n"),
        ("Cargo (opcional): ", "\n"),
        ("Óscar Ejemplo", ""),
        ("¿Guardar? [no]: ", "sí\n"),
    ]
    result = _type(path, answers, "replace", "gy-ctu", "--drop", "phones.0")
    assert (result.code, 'name = "Óscar Ejemplo"' in path.read_text("utf-8")) == (0, True)


def test_missing_entries_and_group_are_asked(path: Path) -> None:
    answers = [
        ("Identificador o nombre del grupo", "venezuela\n"),
        ("Identificador de una ficha", "gy-ctu bs-house\n"),
    ]
    assert _type(path, answers, "group", "join").code == 0
    assert path.read_text("utf-8").count('working_groups = ["venezuela"]') == 2


def test_missing_options_of_a_round_are_asked(path: Path, tmp_path: Path) -> None:
    answers = [
        ("Primer día de la campaña", "hoy\n"),
        ("Carpeta de salida [round/letters]: ", f"{tmp_path / 'letters'}\n"),
        ("se escribirían 2 cartas. ¿Continuar? [no]: ", "\n"),
    ]
    result = _type(path, answers, "round", "letters", "--max", "1")
    assert (result.code, result.out.endswith(NOTHING)) == (2, True)
    assert not (tmp_path / "letters").exists()


def test_a_folder_is_proposed(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    answers = [("Primer día de la campaña", "hoy\n"), ("[round/letters]: ", "\n")]
    assert _type(path, answers, "round", "letters").code == 0
    assert (tmp_path / "round" / "letters").is_dir()


def test_value_is_checked_where_it_is_asked_for(path: Path, tmp_path: Path) -> None:
    answers = [
        ("Primer día de la campaña", "3/4/2026\n"),
        ("es una fecha ambigua", ""),
        ("Primer día de la campaña", "1 de abril de 2026\n"),
        ("Carpeta de salida [round/letters]: ", f"{tmp_path / 'cartas.pdf'}\n"),
        (f"indique una carpeta: {tmp_path / 'cartas'}", ""),
        ("Carpeta de salida [round/letters]: ", f"{tmp_path / 'cartas'}\n"),
    ]
    assert _type(path, answers, "round", "letters").code == 0
    assert (tmp_path / "cartas").is_dir()


def test_question_lists_its_choices(path: Path) -> None:
    question = (
        "Tipo de valores (todas las fichas: cmcct search) (países, sectores, tipo de institución, "
        "función, grupos de trabajo, reuniones, idiomas): "
    )
    answers = [
        (question, "frutas\n"),
        ("«frutas» no es un valor conocido", ""),
        (question, "tipo de institución\n"),
    ]
    assert _type(path, answers, "list").code == 0


@pytest.mark.parametrize(("line", "question"), [("call police", "País: "), ("list", "idiomas): ")])
def test_enter_leaves_what_is_missing(path: Path, line: str, question: str) -> None:
    result = _type(path, [(question, "\n")], *line.split())
    assert (result.code, result.out.endswith("\nerror: no hubo respuesta\n")) == (2, True)


@pytest.mark.parametrize("key", [CTRL_C, "\x04"])
def test_command_that_never_saves_does_not_say_so(path: Path, key: str) -> None:
    result = _type(path, [("(1 o 2; Enter si ninguna opción sirve): ", key)], "show", "example")
    assert result.code in {1, 130}
    assert NOTHING not in result.out


def test_pipe_is_not_asked(run: Run, path: Path) -> None:
    for words in ((), ("x",)):
        result = left_alone(run, path, "meeting", "add", *words)
        assert result == Result(2, "", "error: missing: --name, --date\n")
    added = run("group", "add", "Armas pequeñas", "--directory", path)
    assert (added.code, added.err.splitlines()[-1]) == (0, "added armas-pequenas")


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Nombre: ", ["meeting", "add"]),
        ("¿Eliminar del todo? [no]: ", ["remove", "gy-ctu"]),
        ("¿Guardar? [no]: ", ["verify", "ctu@example.org"]),
        ("¿Continuar? [no]: ", ["set", "gy-ctu", "phones=[]"]),
    ],
)
def test_interrupted_question_says_that_nothing_was_saved(
    path: Path, question: str, words: list[str]
) -> None:
    before = path.read_bytes()
    result = _type(path, [(question, CTRL_C)], *words)
    assert (result.code, result.out.endswith(f"\n{NOTHING}")) == (130, True)
    assert path.read_bytes() == before


SHEET = """\
Nombre,País,Correo,Institución,Sector
Ana Ejemplo,Guyana,ana@x.example.org,Oficina Ejemplo,policía
Beto Ejemplo,Atlantis,b@x.example.org,Oficina,policía
Ada Example,Guyana,ctu@example.org,Example Ministry,policía
"""


NO_MEETING = ("Enter si ninguna opción sirve): ", "\n")


def test_import_says_what_is_saved_and_what_stays_open(path: Path, tmp_path: Path) -> None:
    sheet, before = tmp_path / "p.csv", path.read_bytes()
    sheet.write_text(SHEET, encoding="utf-8")
    question = "1 fila queda pendiente. ¿Guardar 1 ficha nueva? [no]: "
    for answer in ("\n", "no\n"):
        result = _type(path, [NO_MEETING, (question, answer)], "import", sheet)
        assert (result.code, result.out.endswith(NOTHING)) == (2, True)
        assert path.read_bytes() == before
    assert _type(path, [NO_MEETING, (question, "sí\n")], "import", sheet).code == 1
    assert path.read_text("utf-8").count("ana@x.example.org") == 1


def test_what_is_left_out_stands_above_a_long_plan(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet, shown = tmp_path / "p.csv", tmp_path / "shown"
    rows = (f"Ana Ejemplo,Guyana,a{n}@x.example.org,Oficina,policía,rojo" for n in range(60))
    header = "Nombre,País,Correo,Institución,Sector,Color"
    sheet.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    monkeypatch.setenv("CMCCT_PAGER", f"sh -c 'cat > {shown}'")
    rows_later = [("Enter para decidir más tarde): ", "\n")] * 10
    questions = [NO_MEETING, *rows_later]
    _type(path, [*questions, ("¿Guardar ", "\n")], "import", sheet)
    assert "«Color»" in shown.read_text("utf-8").partition("Fichas nuevas:")[0]
