"""LibreOffice Calc as a reader of spreadsheets for the tests."""

import csv
import os
import shutil
import subprocess
from pathlib import Path

import pytest

# Between cells a comma, quotes around text, UTF-8, from the first line on.
_PLAIN = "44,34,76,1"
# Every sheet to a file of its own, cells as Calc shows them.
_SHOWN = f"csv:Text - txt - csv (StarCalc):{_PLAIN},,0,false,true,true,false,false,-1"
# As somebody opens a file who leaves all settings alone, and lets Calc look for numbers and dates.
_OPENED = f"CSV:{_PLAIN},,1033,false,true"


def need_calc() -> str:
    """Return the program, skip where there is none; in CI it has to be there."""
    program = shutil.which("soffice")
    if program is None and "CI" not in os.environ:
        pytest.skip("LibreOffice Calc is not installed: apt install libreoffice-calc-nogui")
    return program or "soffice"


def shown(path: Path) -> dict[str, list[list[str]]]:
    """Open a file in Calc; return the rows of each sheet as they are shown there."""
    out = path.with_suffix(".calc")
    _convert(path, out, _SHOWN)
    rows = {}
    for file in sorted(out.glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as stream:
            rows[file.stem.removeprefix(f"{path.stem}-")] = list(csv.reader(stream))
    return rows


def printed(path: Path) -> Path:
    """Print a file with Calc to a PDF file."""
    _convert(path, path.parent, "pdf")
    return path.with_suffix(".pdf")


def _convert(path: Path, folder: Path, form: str) -> None:
    profile = path.parent / "calc-profile"
    opened = [f"--infilter={_OPENED}"] if path.suffix == ".csv" else []
    subprocess.run(
        [
            need_calc(),
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            *opened,
            "--convert-to",
            form,
            "--outdir",
            folder,
            path,
        ],
        check=True,
        capture_output=True,
        timeout=110,
    )
