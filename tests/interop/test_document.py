"""docs/programs.md has exactly the readings of the tests here."""

import importlib

import pytest

from scripts import programs
from scripts.programs import (
    DOCUMENT,
    Reading,
    find_differences,
    read_document,
    read_pinned_versions,
)
from tests.conftest import ROOT
from tests.interop.readings import declared

pytestmark = [pytest.mark.gate, pytest.mark.sweep]

KHARD = next(row for row in read_document() if row.program == "khard")
CHROMIUM = next(row for row in read_document() if row.program == "Chromium")


def test_the_table_has_the_rows_that_are_tested() -> None:
    for path in programs.find_tests():
        importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    rows = sorted((row.product, row.program, row.read) for row in read_document())
    assert rows == declared()
    assert len(rows) == len({row[:2] for row in rows}) > 10


def test_the_page_is_as_the_script_writes_it() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == programs.format_document(read_document())


def test_the_page_names_the_versions_that_are_held() -> None:
    named = {row.program.lower(): row.version for row in read_document()}
    pinned = read_pinned_versions()
    assert {name: pinned[name] for name in named if name in pinned} == {
        name: named[name] for name in ("ical.js", "khard", "radicale", "vdirsyncer")
    }


@pytest.mark.parametrize(
    ("changed", "signs"),
    [
        (CHROMIUM._replace(version="1.0"), ""),
        (CHROMIUM._replace(read="nothing"), "-+"),
        (KHARD._replace(version="1.0"), "-+"),
        (None, "-"),
    ],
)
def test_run_differs_in_readings_and_held_versions(changed: Reading | None, signs: str) -> None:
    row = CHROMIUM if changed is None else changed
    others = [other for other in read_document() if other[:2] != row[:2]]
    found = find_differences(others if changed is None else [*others, changed])
    assert "".join(line[0] for line in found) == signs
