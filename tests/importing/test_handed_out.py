"""A list that comes back: compared with what was handed out, it changes what its holder changed."""

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from cmcct.i18n.messages import LANGUAGES
from cmcct.privacy.audiences import MARKINGS
from tests.conftest import SHIPPED, Result, Run
from tests.support import libreoffice
from tests.support.repositories import Repo, repository

HEADER = 3  # the row of headings
ENTRY = {"en": "Entry", "es": "Ficha", "nl": "Vermelding", "fr": "Fiche"}
CITY = {"en": "City", "es": "Ciudad", "nl": "Plaats", "fr": "Ville"}
EXPORTS = [("csv", "en"), *(("xlsx", lang) for lang in LANGUAGES)]


@pytest.fixture
def shipped(tmp_path: Path) -> Repo:
    """Commit the shipped directory."""
    repo = repository(tmp_path / "repo")
    repo.commit_bytes(SHIPPED.read_bytes())
    return repo


def _export(run: Run, repo: Repo, form: str, lang: str, audience: str) -> Path:
    path = repo.root.parent / f"list.{form}"
    options = ["--lang", lang] if form != "csv" else []
    words = ("export", form, "--audience", audience, "-o", path, "--directory", repo.path)
    assert run(*words, *options).code == 0
    return path


def _import(run: Run, repo: Repo, path: Path, *options: str) -> Result:
    return run("import", path, "--format", "json", "--directory", repo.path, *options)


def _results(done: Result) -> set[str]:
    return {row["result"] for row in json.loads(done.out)} - {"ignored"}


@pytest.mark.parametrize("audience", MARKINGS)
@pytest.mark.parametrize(("form", "lang"), EXPORTS)
def test_list_as_handed_out_changes_nothing(
    run: Run, shipped: Repo, form: str, lang: str, audience: str
) -> None:
    path = _export(run, shipped, form, lang, audience)
    base = ["--base", "HEAD"] if form == "csv" else []
    done = _import(run, shipped, path, *base)
    assert (done.code, _results(done)) == (0, {"same"}), done.out
    assert shipped.path.read_bytes() == SHIPPED.read_bytes()


@pytest.mark.gate
@pytest.mark.parametrize(("form", "lang"), [("csv", "en"), ("xlsx", "fr")])
def test_list_saved_by_calc_changes_nothing(run: Run, shipped: Repo, form: str, lang: str) -> None:
    path = _export(run, shipped, form, lang, "network")
    saved = libreoffice.resave(path, path.parent / "saved")
    base = ["--base", "HEAD"] if form == "csv" else []
    done = _import(run, shipped, saved, *base)
    assert (done.code, _results(done)) == (0, {"same"}), done.out
    assert shipped.path.read_bytes() == SHIPPED.read_bytes()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_only_what_its_holder_changed_comes_back(run: Run, shipped: Repo, lang: str) -> None:
    path = _export(run, shipped, "xlsx", lang, "network")
    book = load_workbook(path)
    sheet = book.worksheets[0]
    headings = [cell.value for cell in sheet[HEADER]]
    id_, city = headings.index(ENTRY[lang]), headings.index(CITY[lang])
    rows = {row[id_].value: row for row in sheet.iter_rows(HEADER + 1)}
    rows["gy-ctu"][city].value = "Linden"
    rows["tt-ctu"][city].value = None
    book.save(path)
    assert run("set", "gy-ctu", "title=Chief", "--directory", shipped.path).code == 0
    done = _import(run, shipped, path)
    found = {row["entry"]: row for row in json.loads(done.out) if row["result"] != "same"}
    assert {entry: row["result"] for entry, row in found.items() if entry} == {
        "gy-ctu": "changed",
        "tt-ctu": "question",
    }
    assert found["gy-ctu"]["fields"] == {"city": {"before": "Georgetown", "after": "Linden"}}
    assert found["tt-ctu"]["fields"]["city"]["open"] == "removal"
    assert 'title = "Chief"' in shipped.path.read_text(encoding="utf-8")


def test_without_a_version_each_difference_is_asked(run: Run, shipped: Repo) -> None:
    path = _export(run, shipped, "csv", "en", "network")
    path.write_text(path.read_text(encoding="utf-8").replace("Georgetown", "Linden", 1), "utf-8")
    done = _import(run, shipped, path)
    assert _results(done) == {"same", "question"}
    assert "give it with --base, or each difference is asked about" in done.err
    assert shipped.path.read_bytes() == SHIPPED.read_bytes()
