"""Lists that are handed out stay out of git, under every name that pages and help give them."""

import re
import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT, Run
from tests.repositories import Repo, repository

_TARGET = re.compile(r"(?:-o|--output) ([\w-]+\.\w+)")
PAGES = [ROOT / "README.md", *(ROOT / "docs").glob("*.md"), *(ROOT / "cmcct" / "cli").glob("*.py")]
TARGETS = {name for page in PAGES for name in _TARGET.findall(page.read_text(encoding="utf-8"))}
OTHERS = {"list.json", "list.tsv", "lijst.md", "cards/gy-ctu.vcf", "exports/list.txt"}
LISTS = sorted(TARGETS | OTHERS | {"directory.private.toml"})


def _ignored(repo: Repo) -> list[str]:
    return repo.git("check-ignore", *LISTS).split()


def test_the_pages_write_lists_of_every_kind() -> None:
    assert {Path(name).suffix for name in TARGETS} == {".vcf", ".xlsx", ".html", ".csv", ".md"}


def test_lists_are_ignored_where_cmcct_is_developed(tmp_path: Path) -> None:
    repo = repository(tmp_path / "work")
    shutil.copy(ROOT / ".gitignore", repo.root)
    assert _ignored(repo) == LISTS


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a clone")
def test_nothing_that_belongs_to_this_repository_is_ignored() -> None:
    assert Repo(ROOT).git("ls-files", "--cached", "--ignored", "--exclude-standard") == ""


def test_a_new_repository_ignores_lists_and_none_of_its_own_files(run: Run, tmp_path: Path) -> None:
    repo = repository(tmp_path / "contacts")
    assert run("init", repo.root).code == 0
    assert _ignored(repo) == LISTS
    repo.git("add", "--all")
    made = {path for path in repo.root.rglob("*") if path.is_file()}
    own = {path for path in made if ".git" not in path.relative_to(repo.root).parts}
    assert len(repo.git("ls-files").splitlines()) == len(own)
