"""Files and editions that are handed out, and what changed since, on a terminal in Spanish."""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from cmcct.cli.screen import prompts
from cmcct.formats import xlsx
from tests.conftest import Result, Run
from tests.support.cases import each
from tests.support.person import typing
from tests.support.repositories import Repo, entry, repository

CTRL_C = "\x03"
LANGUAGE = "TLP:AMBER, inglés (español: --lang es)"


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    repo = repository(tmp_path / "repo")
    repo.commit(entry("a", languages='["nl"]'), entry("b", languages='["es", "en"]'))
    monkeypatch.chdir(repo.root)
    return repo


def _type(answers: Sequence[tuple[str, str]], *words: str | Path) -> Result:
    return typing(answers, "--lang", "es", *words, columns=200)


@pytest.mark.usefixtures("repo")
def test_export_says_its_language_where_it_was_not_asked_for(run: Run) -> None:
    assert LANGUAGE in _type([], "export", "markdown", "-o", "l.md").out
    assert (
        "inglés"
        not in _type([("[no]", "s\n")], "export", "markdown", "-o", "l.md", "--lang", "en").out
    )
    assert "inglés" not in _type([], "export", "json", "-o", "l.json").out
    assert "inglés" not in _type([], "export", "csv", "-o", "l.csv").out
    english = typing([], "--lang", "en", "export", "markdown", "-o", "e.md")
    assert "TLP:AMBER, English\n" in english.out
    spanish = typing([], "--lang", "en", "export", "markdown", "-o", "s.md", "--language", "es")
    assert "TLP:AMBER, English (Spanish: --lang es)\n" in spanish.out
    assert "English" not in run("export", "markdown", "-o", "p.md").err


@pytest.mark.usefixtures("repo")
def test_file_is_replaced_after_a_question(run: Run) -> None:
    for name in ("l.md", "l.xlsx"):
        words = ("export", name.replace("l.", "").replace("md", "markdown"), "-o", name)
        assert run(*words).code == 0
        before = Path(name).read_bytes()
        for answer, code in (("\n", 2), ("no\n", 2), (CTRL_C, 130)):
            result = _type([(f"¿Reemplazar {name}? [no]: ", answer)], *words, "--country", "Guyana")
            assert (result.code, result.out.endswith("no se guardó nada\n")) == (code, True)
            assert Path(name).read_bytes() == before
        assert _type([("[no]: ", "sí\n")], *words).code == 0
        assert _type([], *words, "--force").code == 0
        assert run(*words).code == 0


@pytest.mark.usefixtures("repo")
def test_changed_workbook_is_named_in_the_question(run: Run) -> None:
    words = ("export", "xlsx", "-o", "l.xlsx")
    assert run(*words).code == 0
    data = Path("l.xlsx").read_bytes()
    assert xlsx.is_sealed(data)
    Path("l.xlsx").write_bytes(data.replace(b"Person a", b"Person z"))
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as book, zipfile.ZipFile(changed, "w") as other:
        for name in book.namelist():
            other.writestr(name, book.read(name).replace(b"Person a", b"Person z"))
    Path("l.xlsx").write_bytes(changed.getvalue())
    question = "l.xlsx se modificó a mano o se guardó con otro programa ¿Reemplazar l.xlsx? [no]: "
    assert _type([(question, "\n")], *words).code == 2


@each("data", [b"", b"PK", b"x" * 100])
def test_file_that_is_no_workbook_is_not_sealed(data: bytes) -> None:
    assert not xlsx.is_sealed(data)


@pytest.mark.usefixtures("repo")
@pytest.mark.parametrize("lock", ["~$l.xlsx", ".~lock.l.xlsx#"])
def test_file_open_in_a_spreadsheet_program_is_to_be_closed(run: Run, lock: str) -> None:
    Path(lock).touch()
    result = run("export", "xlsx", "-o", "l.xlsx")
    assert result.err == (
        "error: l.xlsx is open in a spreadsheet program\nhelp: close l.xlsx in Excel\n"
    )
    assert not Path("l.xlsx").exists()


def test_edition_number_is_a_version_as_it_is_printed(repo: Repo, run: Run) -> None:
    repo.git("tag", "edition/5")
    repo.git("tag", "edition/2026-01-02")
    assert run("diff", "5").err == "nothing changed since 5\n"
    repo.commit(entry("a"))
    for name in ("5", "edition/5"):
        assert "removed: Person b (b)" in run("diff", name).out
    assert run("diff", "2026-01-02").code == 0  # a day


@pytest.mark.usefixtures("repo")
def test_meeting_before_the_first_version_starts_there(run: Run) -> None:
    result = run("diff", "georgetown-2019", "--lang", "es")
    assert result.err == (
        "el historial empieza el 2 de enero de 2024, después de esa reunión; por eso se compara "
        "con la primera versión\nnada cambió desde georgetown-2019\n"
    )
    assert run("diff", "directory.toml", "directory.toml").err == "nothing changed\n"
    assert run("diff", "HEAD", "--format", "markdown").err == ""


@pytest.mark.usefixtures("repo")
def test_file_of_a_format_that_no_screen_shows_is_asked_for() -> None:
    asked = [("Nombre del archivo [lista.xlsx]: ", "\n")]
    assert (_type(asked, "export", "excel").code, Path("lista.xlsx").is_file()) == (0, True)


def test_edition_is_shown_and_asked_about(
    repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CMCCT_TODAY")
    questions = [
        ("Carpeta de salida [lists]: ", "ed\n"),
        ("edición 2026-1: 2 fichas, destinatarios: red, TLP:AMBER", ""),
        ("una vez emitida, la edición no se puede cambiar", ""),
        ("   1  ", ""),
        ("1 persona", ""),
        ("¿Qué idiomas? (uno o varios) [1 2 3 4]: ", "español\n"),
    ]
    issue = ("edition", "issue", "2026-1")
    result = _type([*questions, ("en 1 idioma? [no]: ", "\n")], *issue)
    assert (result.code, repo.git("tag")) == (2, "")
    assert not Path("ed").exists()
    two = [*questions[:-1], ("varios) [1 2 3 4]: ", "inglés y neerlandés\n")]
    assert _type([*two, ("en 2 idiomas? [no]: ", "\n")], *issue).code == 2
    assert _type([*questions, ("en 1 idioma? [no]: ", "s\n")], *issue).code == 0
    assert [path.name for path in Path("ed/network").iterdir()] == ["es"]
    made = run(*issue, "--lang", "fr", "-o", "later")
    assert (made.code, Path("later/network/fr").is_dir()) == (0, True)
    repo.commit(entry("a"))
    words = (*issue[:2], "2026-2", "-o", "next", "--lang", "en,nl")
    second = _type([("en 2 idiomas? [no]: ", "no\n")], *words)
    assert "sustituye a la edición 2026-1" in second.out
    repo.path.write_text(repo.path.read_text("utf-8").replace('"nl"', '"en"') + "# x\n", "utf-8")
    unsaved = ("¿Guardarlos primero? [no]: ", "no\n")
    assert (_type([unsaved], *words).code, repo.git("status", "--short")) == (
        2,
        "M directory.toml",
    )
    third = _type([("¿Guardarlos primero? [no]: ", "sí\n"), ("[no]: ", "sí\n")], *words)
    assert (third.code, "la edición 2026-2 está emitida" in third.out) == (0, True)
    assert not repo.git("status", "--short", "--untracked-files=no")


def test_lines_of_save_end_between_words(repo: Repo) -> None:
    repo.path.write_text(repo.path.read_text("utf-8").replace('"nl"', '"en"'), "utf-8")
    result = typing([], "--lang", "es", "save", "-m", "palabra " * 9, columns=40)
    assert (result.code, max(map(len, result.out.splitlines())) <= 40) == (0, True), result.out


def test_issue_asks_in_this_process(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CMCCT_TODAY")
    monkeypatch.setattr(prompts, "is_interactive", lambda: True)
    issue = ("edition", "issue", "2026-1", "-o", "ed")
    for typed, words, code in (
        (["9", "1, English", "no"], issue, 2),
        (["", "yes"], (*issue, "--audience", "public,network"), 2),  # nothing is public
        (["yes"], (*issue, "--lang", "es"), 0),
    ):
        answers = iter(typed)
        monkeypatch.setattr("builtins.input", lambda *_, answers=answers: next(answers))
        assert run(*words).code == code
    assert [path.name for path in Path("ed/network").iterdir()] == ["es"]
    manifest = Path("ed/manifest.json").read_text("utf-8")
    assert all(f'"network/{lang}/' in manifest for lang in ("en", "es", "nl", "fr"))
    assert repo.git("tag") == "edition/2026-1"


def test_meeting_before_a_shallow_clone_is_refused(repo: Repo, run: Run, tmp_path: Path) -> None:
    repo.commit(entry("a"))
    repo.git("clone", "-q", "--depth", "1", f"file://{repo.root}", str(tmp_path / "clone"))
    result = run("diff", "georgetown-2019", "--directory", tmp_path / "clone" / "directory.toml")
    assert (result.code, "git fetch --unshallow" in result.err) == (2, True)
