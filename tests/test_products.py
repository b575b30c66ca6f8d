"""The script that compares the products of two versions runs every command and format."""

import sys
from pathlib import Path

import pytest

from cmcct.cli import Commands
from cmcct.formats.recognition import SUFFIXES
from tests.conftest import ROOT, run_process

pytestmark = [pytest.mark.gate, pytest.mark.sweep]


def test_every_command_and_format_has_products(tmp_path: Path) -> None:
    script = ROOT / "scripts" / "products.py"
    result = run_process([sys.executable, str(script), str(tmp_path), "--brief"])
    assert (result.code, result.err) == (0, "")
    lines = [path.stem.split() for path in tmp_path.rglob("*.err")]
    assert {words[0] for words in lines} == {*Commands.names, *Commands.unlisted, *Commands.renamed}
    assert {words[1] for words in lines if words[0] == "export"} == {*SUFFIXES, "all"}
