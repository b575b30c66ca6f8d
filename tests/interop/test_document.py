"""docs/programs.md names what the tests here read, and nothing that no test reads."""

import importlib
import os
from dataclasses import asdict

import pytest

from scripts import programs
from tests.conftest import ROOT
from tests.interop.readings import DOCUMENT, declared, documented

pytestmark = pytest.mark.gate

if "CMCCT_REWRITE" in os.environ:
    pytest.skip("the document is being written", allow_module_level=True)


def test_the_table_has_the_rows_that_are_tested() -> None:
    for path in programs.tests():
        importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    rows = sorted((row.product, row.program, row.read) for row in documented())
    assert rows == declared()
    assert len(rows) == len({row[:2] for row in rows}) > 10


def test_the_page_is_as_the_script_writes_it() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert programs.document(map(asdict, documented())) == text
