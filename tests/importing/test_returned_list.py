"""A list that came back, from the plan to the answers."""

import json
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, Run
from tests.support.repositories import Repo, repository
from tests.support.returned_lists import Table, edit_table, set_cell

FILES = ROOT / "tests" / "importing" / "files"
NEW_MOBILE = "+592 609 1234"
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
  returned.xlsx:Focal points!15 jm-taskforce: differs from the directory: Job title; use the \
row's?
    Job title: National Coordinator when it was handed out, Coordinator a.i. now, Senior \
Coordinator in the row (not saved)
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
  returned.xlsx:Focal points!20 tt-ctu: encontrada por su identificador
    Correos electrónicos: adición de unit@tt.example.org; eliminación de ctu@tt.example.org

Preguntas:
  returned.xlsx:Focal points!5 cw-politie: el nombre está tachado; ¿esta persona ya no ejerce?
    B5 nota: «Quincy de Voorbeeld-Martis»
  returned.xlsx:Focal points!12 gy-ctu: falta en la fila: Teléfonos; ¿eliminar?
    Teléfonos: eliminación de +592 220 1234 (no se guarda)
  returned.xlsx:Focal points!15 jm-taskforce: difiere del directorio: Cargo; ¿usar lo de la fila?
    Cargo: National Coordinator al entregarse la lista, Coordinator a.i. ahora, Senior \
Coordinator en la fila (no se guarda)
    Ciudad: Kingston → Portmore

Notas de filas que no cambian nada:
  returned.xlsx:Focal points!19 sr-gezondheid: encontrada por su identificador
    B19 nota: «new mobile +597 741 2399»
""",
    "fr": """\
1 nouvelle fiche, 1 ligne modifie une fiche, 15 lignes ne changent rien, 3 questions

Nouvelles fiches :
  returned.xlsx:Focal points!23 ht-opd : pas encore dans l’annuaire
    Pays : Haïti
    Nom : Mirlande Exemple-Paul
    Fonction : Directrice
    Organisation : Office de la Protection d'Exemple
    Secteurs : Protection des victimes et assistance ; Services sociaux
    Courriels : protection@ht.example.org
    Téléphones : +509 22 45 3388

Fiches modifiées :
  returned.xlsx:Focal points!20 tt-ctu : trouvée par son identifiant
    Courriels : ajout de unit@tt.example.org ; suppression de ctu@tt.example.org

Questions :
  returned.xlsx:Focal points!5 cw-politie : le nom est barré ; cette personne est-elle partie ?
    B5 note : « Quincy de Voorbeeld-Martis »
  returned.xlsx:Focal points!12 gy-ctu : absent de la ligne : Téléphones ; supprimer ?
    Téléphones : suppression de +592 220 1234 (non enregistré)
  returned.xlsx:Focal points!15 jm-taskforce : diffère de l’annuaire : Fonction ; prendre ce qui \
est dans la ligne ?
    Fonction : National Coordinator lors de la remise de la liste, Coordinator a.i. à présent, \
Senior Coordinator dans la ligne (non enregistré)
    Ville : Kingston → Portmore

Notes des lignes qui ne changent rien :
  returned.xlsx:Focal points!19 sr-gezondheid : trouvée par son identifiant
    B19 note : « new mobile +597 741 2399 »
""",  # noqa: RUF001
    "nl": """\
1 nieuwe vermelding, 1 rij wijzigt een vermelding, 15 rijen wijzigen niets, 3 vragen

Nieuwe vermeldingen:
  returned.xlsx:Focal points!23 ht-opd: nog niet in de contactgids
    Land: Haïti
    Naam: Mirlande Exemple-Paul
    Functie: Directrice
    Organisatie: Office de la Protection d'Exemple
    Sectoren: Slachtofferhulp en -bescherming; Sociale zaken, maatschappelijk werk
    E-mailadressen: protection@ht.example.org
    Telefoonnummers: +509 22 45 3388

Gewijzigde vermeldingen:
  returned.xlsx:Focal points!20 tt-ctu: gevonden op id
    E-mailadressen: unit@tt.example.org toegevoegd; ctu@tt.example.org verwijderd

Vragen:
  returned.xlsx:Focal points!5 cw-politie: de naam is doorgehaald; is deze persoon vertrokken?
    B5 opmerking: ‘Quincy de Voorbeeld-Martis’
  returned.xlsx:Focal points!12 gy-ctu: ontbreekt in de rij: Telefoonnummers; verwijderen?
    Telefoonnummers: +592 220 1234 verwijderd (niet opgeslagen)
  returned.xlsx:Focal points!15 jm-taskforce: verschilt van de contactgids: Functie; dat van de \
rij gebruiken?
    Functie: National Coordinator toen de lijst werd verstrekt, Coordinator a.i. nu, Senior \
Coordinator in de rij (niet opgeslagen)
    Plaats: Kingston → Portmore

Opmerkingen bij rijen die niets veranderen:
  returned.xlsx:Focal points!19 sr-gezondheid: gevonden op id
    B19 opmerking: ‘new mobile +597 741 2399’
""",  # noqa: RUF001
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
    # Which spaces French has is tested for all messages.
    said = done.out.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert (done.code, said) == (1, MAILS[lang])


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
    asked = questions.read_text(encoding="utf-8").splitlines()[4:8]
    assert [line.removeprefix(f"# {path}") for line in asked] == [
        ":13 jm-taskforce",
        "# numbers of the office or of the previous person: +1 876 523 0123; which stay?",
        '# answer: "skip" or { entry = "yes", phones = … }',
        'row-13 = ""',
    ]


def test_plan_shows_a_changed_number_as_the_file_has_it(run: Run, handed_out: Repo) -> None:
    path = handed_out.root / "list.csv"
    directory = "--directory", handed_out.path
    assert run("export", "csv", "-o", path, *directory).code == 0

    def correct(table: Table) -> Table:
        set_cell(table, "gy-consular", "office_phone", NEW_MOBILE)
        return table

    edit_table(path, correct)
    words = "import", path, "--base", "handed-out", *directory
    plan = run(*words, "--dry-run")
    assert f"Phones: added {NEW_MOBILE} (Mobile); removed +592 220 1250\n" in plan.out
    rows = json.loads(run(*words, "--format", "json").out)
    (row,) = (one for one in rows if one["fields"])
    shown = [(one["number"], one["type"]) for one in row["fields"]["phones"]["after"]]
    assert shown == [(NEW_MOBILE.replace(" ", ""), "mobile")]
    written = tomllib.loads(handed_out.path.read_text(encoding="utf-8"))["focal_point"]
    (entry,) = (one for one in written if one["id"] == "gy-consular")
    assert entry["phones"] == [{"number": NEW_MOBILE, "type": "mobile"}]
