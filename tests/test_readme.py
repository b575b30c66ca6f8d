"""The examples of the README match the program."""

import re

import pytest

from scripts import readme
from tests.conftest import ROOT
from tests.support.programs import need

pytestmark = pytest.mark.gate

README = readme.README.read()


def test_every_example_prints_its_shown_output() -> None:
    need("bash", "apt install bash")
    assert README.count("```console") == 10
    assert readme.README.refresh() == README


def test_readme_has_exactly_two_setup_commands() -> None:
    lines = re.findall(r"^python3 -m venv .*$", README, re.MULTILINE)
    assert [line.rsplit("&& ")[-1] for line in lines] == [
        ".venv/bin/cmcct search --country Guyana",
        ".venv/bin/python -m pytest -q -n auto --cov",
    ]
    assert README.count("```sh") == len(lines)


def test_instructions_name_no_nonexistent_package() -> None:
    texts = [README, (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")]
    assert not any(re.search(r"pip install (-U )?cmcct", text) for text in texts)


def test_the_entry_that_the_readme_shows_has_no_fault() -> None:
    import tomllib
    from datetime import date

    from cmcct.check import rules
    from cmcct.model import loader

    (entry,) = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    raw = tomllib.loads('[directory]\nname = "Example"\n' + entry)
    assert rules.run_rules(loader.parse_directory(raw), date(2026, 6, 1)) == []
