"""Pictures in the documents: terminals show what the commands print, all are used and small."""

import re
import struct
from pathlib import Path

import pytest

from scripts import pictures
from tests.conftest import ROOT
from tests.support.programs import CHROMIUM, need_of_npm

pytestmark = [pytest.mark.gate, pytest.mark.sweep]

MAX_SIZE = 120_000  # bytes of a picture


@pytest.mark.parametrize("name", pictures.TERMINALS)
def test_picture_of_a_terminal_is_current(name: str) -> None:
    drawn = pictures.draw_terminal(pictures.TERMINALS[name])
    known = (pictures.FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    assert pictures.read_text(known) == pictures.read_text(drawn)
    assert "@font-face" not in known


@pytest.mark.parametrize("name", pictures.PAGES)
def test_picture_of_the_page_has_the_size_of_a_phone(name: str) -> None:
    content = (pictures.FOLDER / f"{name}.png").read_bytes()
    screen = pictures.PAGES[name]
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", content[16:24]) == (screen.width, screen.height)


@pytest.mark.parametrize("name", pictures.PAGES)
def test_picture_of_the_page_is_current(name: str, tmp_path: Path) -> None:
    CHROMIUM.need()
    need_of_npm("playwright-core")
    screen = pictures.PAGES[name]
    pictures.draw_page(screen, tmp_path / "page.png")
    paths = (tmp_path / "page.png", pictures.FOLDER / f"{name}.png")
    drawn, known = map(pictures.read_lines, paths)
    both = min(len(drawn), len(known))  # with another font, fewer or more lines are seen
    assert drawn[:both] == known[:both]
    number = "+592 609 1240" if screen.has_scripts else "+599 9 435 1299"
    assert number in known[:both]


def test_documents_use_all_pictures_and_these_are_small() -> None:
    used = {
        (document.parent / link).resolve()
        for document in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
        for link in re.findall(
            r'(?:!\[[^\]]+\]\(|<img src=")([^:)"]+)', document.read_text(encoding="utf-8")
        )
    }
    known: set[Path] = {path.resolve() for path in pictures.FOLDER.iterdir()}
    assert used == known
    assert [path.name for path in known if path.stat().st_size > MAX_SIZE] == []
