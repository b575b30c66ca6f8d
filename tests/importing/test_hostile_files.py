"""A sample of the hostile files: `python -m tests.support.hostile_files` reads all."""

from pathlib import Path

import pytest

from tests.support.hostile_files import MEGABYTES, SECONDS, hostile_files, read_hostile

SAMPLE = {"ranges-0.xlsx", "ranges-3.xlsx", "cells-2.xlsx", "doctype.xlsx", "utf16.xlsx"} | {
    "commas.csv",
    "params.vcf",
}


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """Return the contents of the sample."""
    return {name: data for name, data in hostile_files(60) if name in SAMPLE}


@pytest.mark.parametrize("name", sorted(SAMPLE))
def test_hostile_file_is_no_crash(name: str, files: dict[str, bytes], tmp_path: Path) -> None:
    seconds, used, error = read_hostile(tmp_path, name, files[name])
    assert (error, seconds < SECONDS, used < MEGABYTES) == ("", True, True)
