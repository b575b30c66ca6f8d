"""Exported lists and the private file stay out of git, under all usual names."""

import re
import shutil
from pathlib import Path

import pytest

from cmcct.formats.recognition import SUFFIXES
from tests.conftest import ROOT, Run
from tests.support.programs import need
from tests.support.repositories import Repo, repository

_TARGET = re.compile(r"(?:-o|--output) ([\w-]+\.\w+)")
PAGES = [ROOT / "README.md", *(ROOT / "docs").glob("*.md"), *(ROOT / "cmcct" / "cli").rglob("*.py")]
TARGETS = {name for page in PAGES for name in _TARGET.findall(page.read_text(encoding="utf-8"))}
OTHERS = {"list.json", "list.tsv", "lijst.md", "cards/gy-ctu.vcf", "exports/list.txt"}
# Names by Windows and phones, in the four languages, and files that programs leave beside them.
VARIANTS = {
    *("LIST.VCF", "Lista.Xlsx", "liste.CSV", "lijst.HTML", "annuaire.htm", "directorio.pdf"),
    *("LIJST.MD", "Lista.md", "liste.txt", "Directorio.MD", "annuaire.md", "List.JSON"),
    *("list.ods", "list.xls", "out/list (1).vcf", "Exports/a.txt", "list.vcf~", "~$list.xlsx"),
    ".~lock.list.csv#",
    ".list.vcf.0123456789ab",
}
# Variants of the private file by editors, sync programs and users, and drafts of killed commands.
PRIVATE = {
    *("directory.private.toml", "directory.private.toml~", "#directory.private.toml#"),
    *(".#directory.private.toml", ".directory.private.toml.swp", ".directory.private.toml.swo"),
    *("directory.private (1).toml", "directory.private - Copy.toml", "directory.private.toml.bak"),
    "directory.private (Ada's conflicted copy 2026-03-02).toml",
    "directory.private.sync-conflict-20260302-120000-ABCDEFG.toml",
    *("Copy of directory.private.toml", "directory.private - copia.toml", "Directory.Private.TOML"),
    *("directory.private.toml.orig", "directory.private.toml.rej", "directory.private-PC.toml"),
    *("directory.private.toml.save", "sub/directory.private.toml", "contacts.private.toml"),
    *(".directory.private.toml.0123456789ab", ".directory.toml.0123456789ab"),
    *("directory.toml.orig", "directory.toml.rej", "directory.toml~", "directory - Copy.toml"),
    "directory (Ada's conflicted copy).toml",
    ".gitignore.0123456789ab",
}
# What the commands write beside lists, and what is saved to be read by them.
LETTERS = {
    *("letters/gy-ctu.eml", "round-2027/answers/gy-ctu.txt", "answers/gy-ctu.txt", "gy-ctu.MSG"),
    *("reminders/gy-ctu.eml", "respuestas/a.txt", "antwoorden/a.txt", "réponses/a.txt", "in.mbox"),
    *("questions.toml", "questions-2027.toml", "preguntas.toml", "vragen.toml", "lists/README.txt"),
    *("listas/network/es/letter.txt", "lijsten/manifest.json", "listes/network/fr/changes.md"),
    *("edition-2026-1/network/en/README.txt", "edición 2026/manifest.json", "editie/README.txt"),
    *("changes.md", "cambios.md", "wijzigingen.md", "modifications.md"),
}
LISTS = sorted(TARGETS | OTHERS | VARIANTS | PRIVATE | LETTERS)
# Files that belong in a repository.
KEPT = [
    *("directory.toml", "directory.schema.json", "README.md", "docs/list.css", "docs/guide.md"),
    *("directory.private.toml.age", "contacts.private.toml.age", "docs/directory.private.toml.age"),
    *(".github/workflows/check.yml", ".gitignore", ".pre-commit-config.yaml", "docs/data.json"),
    *("letters/edition.fr.txt", "letters/round.fr.txt", "docs/changes.md"),
]


def _ignored(repo: Repo, names: list[str] = LISTS) -> list[str]:
    asked = repo.run("git", "-c", "core.quotePath=false", "check-ignore", *names, may_fail=True)
    return [line.strip('"') for line in asked.stdout.splitlines()]


def _assert_kept_out(repo: Repo) -> None:
    """Assert that git ignores each name, and adds none of these files."""
    assert sorted(_ignored(repo)) == LISTS
    assert _ignored(repo, KEPT) == []
    before = set(repo.git("ls-files", "--others", "--exclude-standard").splitlines())
    for name in LISTS:
        (repo.root / name).parent.mkdir(parents=True, exist_ok=True)
        (repo.root / name).write_text("x", encoding="utf-8")
    after = set(repo.git("ls-files", "--others", "--exclude-standard").splitlines())
    assert after == before


def test_the_pages_write_lists_of_every_kind() -> None:
    usual = {suffixes[0] for suffixes in SUFFIXES.values()}
    assert {Path(name).suffix for name in TARGETS} == usual - {".json"}


def test_lists_are_ignored_where_cmcct_is_developed(tmp_path: Path) -> None:
    repo = repository(tmp_path / "work")
    shutil.copy(ROOT / ".gitignore", repo.root)
    _assert_kept_out(repo)


def test_later_line_can_unignore_private_file(tmp_path: Path) -> None:
    repo = repository(tmp_path / "work")
    shutil.copy(ROOT / ".gitignore", repo.root)
    with (repo.root / ".gitignore").open("a", encoding="utf-8") as file:
        file.write("!directory.private.toml\n")
    assert _ignored(repo, ["directory.private.toml"]) == []


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a clone")
def test_no_file_of_this_repository_is_ignored() -> None:
    need("git", "apt install git")
    listed = ("ls-files", "--cached", "--ignored", "--exclude-standard")
    # In a container, the clone may belong to another user.
    assert Repo(ROOT).git("-c", f"safe.directory={ROOT}", *listed) == ""


def test_new_repository_ignores_lists_but_no_own_file(run: Run, tmp_path: Path) -> None:
    repo = repository(tmp_path / "contacts")
    assert run("init", repo.root).code == 0
    _assert_kept_out(repo)
    made = {path for path in repo.root.rglob("*") if path.is_file()}
    own = {path.relative_to(repo.root) for path in made} - {Path(name) for name in LISTS}
    repo.git("add", "--all")
    assert len(repo.git("ls-files").splitlines()) == len([p for p in own if ".git" not in p.parts])
