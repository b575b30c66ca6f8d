"""The examples of the README and of the how-tos match the program."""

import os
import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

from cmcct.check import rules
from cmcct.model import loader
from scripts import readme
from tests.conftest import ROOT
from tests.support.programs import need

pytestmark = [pytest.mark.gate, pytest.mark.sweep]

README = readme.README.read()


PAGES = [readme.README, *readme.HOW_TOS, *readme.SECRETARIAT]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path.stem)
def test_every_example_prints_its_shown_output(
    page: readme.Page, program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    need("bash", "apt install bash")
    path = f"{program}{os.pathsep}{readme.ENVIRONMENT['PATH']}"
    monkeypatch.setitem(readme.ENVIRONMENT, "PATH", path)
    assert "```console\n$ " in page.read()
    assert page.refresh() == {page.path: page.read()}


def test_readme_has_exactly_two_setup_commands() -> None:
    lines = re.findall(r"^python3 -m venv .*$", README, re.MULTILINE)
    assert [line.rsplit("&& ")[-1] for line in lines] == [
        ".venv/bin/cmcct search --country Guyana",
        ".venv/bin/python -m pytest -q -n auto",
    ]
    assert README.count("```sh") == len(lines)


def test_installation_is_linked_beside_the_setup_commands() -> None:
    between = README.partition("## Try it")[2].partition("## Test it")[0]
    assert "](docs/install.md)" in between


def test_readme_is_short() -> None:
    assert len(README.splitlines()) <= 120


def test_instructions_name_no_nonexistent_package() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    texts = {page.name: page.read_text(encoding="utf-8") for page in pages}
    named = [name for name, text in texts.items() if re.search(r"pip\s+install[^`]+cmcct", text)]
    assert named == []


def test_the_entry_that_the_documentation_shows_has_no_fault() -> None:
    page = (ROOT / "docs" / "edit.md").read_text(encoding="utf-8")
    (entry,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    raw = tomllib.loads('[directory]\nname = "Example"\n' + entry)
    assert rules.run_rules(loader.parse_directory(raw), date(2026, 6, 1)) == []
