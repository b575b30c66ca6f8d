"""A list that came back, from the plan to the answers."""

import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, Run
from tests.support.repositories import Repo, repository
from tests.support.returned_lists import Table, edit_table, set_cell

FILES = ROOT / "tests" / "importing" / "files"
MAILS = {
    "en": """\
1 new entry, 1 row changes an entry, 15 rows change nothing, 3 questions

New entries:
  returned.xlsx:Focal points!23 ht-opd: not in the directory yet
    Country: Haiti
    Name: Mirlande Exemple-Paul
    Job title: Directrice
    Organisation: Office de la Protection d'Exemple
    Sectors: Victim protection and assistance; Social services
    E-mails: protection@ht.example.org
    Phones: +509 22 45 3388

Changed entries:
  returned.xlsx:Focal points!20 tt-ctu: found by its id
    E-mails: added unit@tt.example.org; removed ctu@tt.example.org

Questions:
  returned.xlsx:Focal points!5 cw-politie: the name is struck out; has this person left?
    B5 note: 'Quincy de Voorbeeld-Martis'
  returned.xlsx:Focal points!12 gy-ctu: missing in the row: Phones; remove it?
    Phones: removed +592 220 1234 (not saved)
  returned.xlsx:Focal points!15 jm-taskforce: differs from the directory: Job title; use the row's?
    Job title: handed out National Coordinator, now Coordinator a.i., \
in the row Senior Coordinator (not saved)
    City: Kingston → Portmore

Notes of rows that change nothing:
  returned.xlsx:Focal points!19 sr-gezondheid: found by its id
    B19 note: 'new mobile +597 741 2399'
""",
    "es": """\
1 ficha nueva, 1 fila cambia una ficha, 15 filas no cambian nada, 3 preguntas

Fichas nuevas:
  returned.xlsx:Focal points!23 ht-opd: aún no está en el directorio
    País: Haití
    Nombre: Mirlande Exemple-Paul
    Cargo: Directrice
    Organización: Office de la Protection d'Exemple
    Sectores: Protección y asistencia a víctimas; Servicios sociales
    Correos electrónicos: protection@ht.example.org
    Teléfonos: +509 22 45 3388

Fichas modificadas:
  returned.xlsx:Focal points!20 tt-ctu: encontrada por su id
    Correos electrónicos: se añade unit@tt.example.org; se quita ctu@tt.example.org

Preguntas:
  returned.xlsx:Focal points!5 cw-politie: el nombre está tachado; ¿esta persona ya no ejerce?
    B5 nota: «Quincy de Voorbeeld-Martis»
  returned.xlsx:Focal points!12 gy-ctu: falta en la fila: Teléfonos; ¿eliminarlo?
    Teléfonos: se quita +592 220 1234 (no se guarda)
  returned.xlsx:Focal points!15 jm-taskforce: difiere del directorio: Cargo; ¿usar lo de la fila?
    Cargo: se entregó National Coordinator, ahora Coordinator a.i., \
en la fila Senior Coordinator (no se guarda)
    Ciudad: Kingston → Portmore

Notas de filas que no cambian nada:
  returned.xlsx:Focal points!19 sr-gezondheid: encontrada por su id
    B19 nota: «new mobile +597 741 2399»
""",
}


@pytest.fixture
def handed_out(tmp_path: Path) -> Repo:
    """Commit and tag the directory of the files that arrive."""
    repo = repository(tmp_path / "repo")
    repo.commit_bytes((FILES / "directory.toml").read_bytes())
    repo.git("tag", "handed-out")
    return repo


def _set(run: Run, repo: Repo, *words: str) -> None:
    assert run("set", *words, "--directory", repo.path).code == 0


@pytest.mark.parametrize("lang", MAILS)
def test_plan_reads_as_a_mail(
    run: Run, handed_out: Repo, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _set(run, handed_out, "jm-taskforce", "title=Coordinator a.i.")
    shutil.copy(FILES / "returned.xlsx", handed_out.root)
    monkeypatch.chdir(handed_out.root)
    monkeypatch.setenv("CMCCT_LANG", lang)
    done = run("import", Path("returned.xlsx"), "--base", "handed-out")
    assert (done.code, done.out) == (1, MAILS[lang])


# What somebody wrote into our list, what changed in the directory, and what each answer leads to:
# the keys of the entry afterwards, "" for none.
CASES: dict[str, tuple[dict[str, str], str, dict[str, dict[str, Any]]]] = {
    "removal": (
        {"city": ""},
        "",
        {'"yes"': {"city": ""}, '"no"': {"city": "Kingston"}},
    ),
    "conflict": (
        {"title": "Senior Coordinator"},
        "title=Coordinator a.i.",
        {'"yes"': {"title": "Senior Coordinator"}, '"no"': {"title": "Coordinator a.i."}},
    ),
    "another person": (
        {"name": "Petra Example-Brown", "family_name": ""},
        "",
        {
            '{ entry = "yes", phones = ["+1 876 523 0123"] }': {
                "name": "Petra Example-Brown",
                "phones": ["+1 876 523 0123"],
                "verified": "",
            },
            '{ entry = "yes", phones = [] }': {"name": "Petra Example-Brown", "phones": ""},
            '"no"': {"name": "@name", "phones": "@phones"},
        },
    ),
    "confirmed": (
        {"verified": "2026-05-30"},
        "",
        {'"yes"': {"verified": "2026-05-30"}, '"no"': {"verified": "@verified"}},
    ),
    "left": (
        {"status": "left"},
        "",
        {'"yes"': {"status": "left"}, '"no"': {"status": ""}},
    ),
}


@pytest.mark.parametrize(
    ("name", "answer"), [(name, answer) for name in CASES for answer in CASES[name][2]]
)
def test_question_and_its_answer(run: Run, handed_out: Repo, name: str, answer: str) -> None:
    cells, since, results = CASES[name]
    before = _entry(handed_out)
    path = handed_out.root / "list.csv"
    assert run("export", "csv", "-o", path, "--directory", handed_out.path).code == 0

    def edit(table: Table) -> Table:
        for heading, value in cells.items():
            set_cell(table, "jm-taskforce", heading, value)
        return table

    edit_table(path, edit)
    if since:
        _set(run, handed_out, "jm-taskforce", since)
    text = handed_out.path.read_bytes()
    questions = handed_out.root / "q.toml"
    words = ("import", path, "--base", "handed-out", "--directory", handed_out.path)

    done = run(*words, "--questions", questions)
    assert (done.code, handed_out.path.read_bytes()) == (1, text)
    asked = questions.read_text(encoding="utf-8")
    assert asked.count('= ""\n') == 1
    questions.write_text(asked.replace('= ""\n', f"= {answer}\n"), encoding="utf-8")
    done = run(*words, "--answers", questions, "--yes")

    assert done.code == 0, done.out + done.err
    after = _entry(handed_out)
    for key, value in results[answer].items():
        expected = before[key] if str(value).startswith("@") else value
        assert str(after.get(key, "")) == str(expected), key
    if answer == '"no"':
        assert handed_out.path.read_bytes() == text


def _entry(repo: Repo) -> dict[str, Any]:
    entries = tomllib.loads(repo.path.read_text(encoding="utf-8"))["focal_point"]
    return next(entry for entry in entries if entry["id"] == "jm-taskforce")


def test_number_in_doubt_is_asked_about(run: Run, handed_out: Repo) -> None:
    path = handed_out.root / "list.csv"
    assert run("export", "csv", "-o", path, "--directory", handed_out.path).code == 0

    def edit(table: Table) -> Table:
        set_cell(table, "jm-taskforce", "name", "Petra Example-Brown")
        return table

    edit_table(path, edit)
    answers, questions = handed_out.root / "a.toml", handed_out.root / "q.toml"
    answers.write_text('row-13 = "yes"\n', encoding="utf-8")
    words = ("import", path, "--base", "handed-out", "--directory", handed_out.path)
    assert run(*words, "--answers", answers, "--questions", questions).code == 1
    asked = questions.read_text(encoding="utf-8").splitlines()[4:]
    assert [line.removeprefix(f"# {path}") for line in asked] == [
        ":13 jm-taskforce",
        "# the office's or the previous person's: +1 876 523 0123; which stay?",
        '# answer: "skip" or { entry = "yes", phones = … }',
        'row-13 = ""',
    ]
