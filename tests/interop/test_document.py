"""docs/programs.md names what the tests here read, and nothing that no test reads."""

import importlib
import importlib.util
import os
from dataclasses import asdict
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.interop.readings import DOCUMENT, declared, documented

pytestmark = pytest.mark.gate

if "CMCCT_REWRITE" in os.environ:
    pytest.skip("the document is being written", allow_module_level=True)


def _script() -> Any:
    spec = importlib.util.spec_from_file_location("programs", ROOT / "scripts" / "programs.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_table_has_the_rows_that_are_tested() -> None:
    for path in _script().tests():
        importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    rows = sorted((row.product, row.program, row.read) for row in documented())
    assert rows == declared()
    assert len(rows) == len({row[:2] for row in rows}) > 10


def test_the_page_is_as_the_script_writes_it() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert _script().document(map(asdict, documented())) == text
