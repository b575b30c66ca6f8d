"""Pictures of terminals in the documents show what the commands print."""

import re
from pathlib import Path

import pytest

from scripts import pictures
from tests.conftest import ROOT

MAX_SIZE = 100_000  # bytes of a picture


@pytest.mark.parametrize("name", pictures.TERMINALS)
def test_picture_of_a_terminal_is_current(name: str) -> None:
    drawn = pictures.draw_terminal(pictures.TERMINALS[name])
    known = (pictures.FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    assert pictures.read_text(known) == pictures.read_text(drawn)
    assert "@font-face" not in known


def test_documents_use_all_pictures_and_these_are_small() -> None:
    used = {
        (document.parent / link).resolve()
        for document in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
        for link in re.findall(r"!\[[^\]]+\]\(([^:)]+)\)", document.read_text(encoding="utf-8"))
    }
    known: set[Path] = {path.resolve() for path in pictures.FOLDER.iterdir()}
    assert used == known
    assert [path.name for path in known if path.stat().st_size > MAX_SIZE] == []
