"""LibreOffice Calc as a reader of spreadsheets, and as a printer."""

import csv
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.support.programs import CALC, need

# CSV options: quoted text, UTF-8, from the first line.
_PLAIN = "34,76,1"
# Each sheet in a file of its own, with cells as displayed.
_SHOWN = f"csv:Text - txt - csv (StarCalc):44,{_PLAIN},,0,false,true,true,false,false,-1"
# The default import settings, with detection of numbers and dates.
_OPENED = f"{_PLAIN},,1033,false,true"


def read_sheets(path: Path, delimiter: str = ",") -> dict[str, list[list[str]]]:
    """Open a file in Calc; return the rows of each sheet as displayed."""
    out = path.with_suffix(".calc")
    opened = [f"--infilter=CSV:{ord(delimiter)},{_OPENED}"] if path.suffix == ".csv" else []
    _convert(path, out, _SHOWN, *opened)
    return _read_rows(out, path)


def read_workbooks(*paths: Path) -> list[dict[str, list[list[str]]]]:
    """Open workbooks in Calc, in one process; return the rows of the sheets of each."""
    path, *others = paths
    out = path.with_suffix(".calc")
    _convert(path, out, _SHOWN, others=others)
    return [_read_rows(out, book) for book in paths]


def _read_rows(folder: Path, path: Path) -> dict[str, list[list[str]]]:
    rows = {}
    for file in sorted(folder.glob(f"{path.stem}*.csv")):
        with file.open(encoding="utf-8", newline="") as stream:
            rows[file.stem.removeprefix(f"{path.stem}-")] = list(csv.reader(stream))
    return rows


def resave(folder: Path, path: Path, *others: Path) -> list[Path]:
    """Save workbooks, or files in CSV, again in a folder, as Calc writes them."""
    _convert(path, folder, path.suffix.removeprefix("."), others=others)
    return [folder / one.name for one in (path, *others)]


def print_pages(path: Path) -> list[str]:
    """Print a file with Calc; return the text of each page."""
    _convert(path, path.parent, "pdf")
    return read_pages(path.with_suffix(".pdf"))


def read_pages(pdf: Path) -> list[str]:
    """Return the text of each page of a PDF."""
    text = subprocess.run(
        [need("pdftotext", "apt install poppler-utils"), "-layout", pdf, "-"],
        check=True,
        capture_output=True,
        timeout=60,
        encoding="utf-8",
    ).stdout
    return text.split("\f")[:-1]


def _convert(
    path: Path, folder: Path, form: str, *options: str, others: Sequence[Path] = ()
) -> None:
    CALC.need()
    # One profile for the tests of a process: to make it takes longer than most conversions.
    profile = Path(os.environ["HOME"]) / ".calc"
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            *options,
            "--convert-to",
            form,
            "--outdir",
            folder,
            path,
            *others,
        ],
        check=True,
        capture_output=True,
        timeout=110,
    )
