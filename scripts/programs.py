"""Write docs/programs.md from the readings that the interop tests record.

`python scripts/programs.py FOLDER` prints the table of a run with its readings in FOLDER
(`CMCCT_READINGS`), and compares it with the page. The versions of pinned programs must match too.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
DOCUMENT = ROOT / "docs" / "programs.md"
_REQUIREMENTS = ROOT / "tests" / "interop" / "requirements.txt"
_PACKAGES = ROOT / "tests" / "node" / "package.json"
_HEAD = """\
# Which program reads which file

Every row is a test: it makes the file, opens it in the program, and compares what the program found
with the directory. The tests are part of every run of `.ci/run`; it fails where a row is missing or
no longer true. `python scripts/programs.py` writes this page from such a run.

Programs from PyPI and npm are pinned to the version given here. Those from Debian are the ones
of the run that wrote the page; later runs read with what Debian has then, and print their own
table. Programs that cannot be run here (Outlook, Excel, iPhone, Android, Google Contacts) are
not in the table. What is known of them was read in their documentation, not tried.

"""
_TAIL = """
abook keeps one number of each kind, the last one of a card, and the beginning of a note. It does
not join folded lines, as the standard asks. It passes over numbers with a label (of a hotline, a
toll-free number, an extension), which stand at the beginning of the note too. The field of a number
has no extension: abook would show a pause, `\\,12`, with its backslash.

khard finds `María` by `maría`, not by `maria`.
LibreOffice Calc takes a day for a day (`2026-03-02`), and leaves everything else as text.

To run these tests yourself, create a virtual environment with `pip install -r
tests/interop/requirements.txt` on your `PATH`, run `npm ci --prefix tests/node`, and install the
packages of Debian that `.ci/run` names. Any version will do: the end of the run says which were
read with. A test whose program is missing is skipped and says so; in CI it fails.
"""


class Reading(NamedTuple):
    """A row of the document."""

    product: str
    program: str
    version: str
    read: str


def format_document(readings: Iterable[Reading]) -> str:
    """Return the text of the document."""
    return _HEAD + format_table(readings) + _TAIL


def format_table(readings: Iterable[Reading]) -> str:
    """Return the rows, by file and program."""
    head = [("file", "program", "version", "what it found"), ("---",) * len(Reading._fields)]
    return "".join(f"| {' | '.join(row)} |\n" for row in [*head, *sorted(readings)])


def read_document() -> list[Reading]:
    """Return the rows in the document."""
    text = DOCUMENT.read_text(encoding="utf-8")
    rows = re.findall(r"^\| (.+) \| (.+) \| (.+) \| (.+) \|$", text, re.MULTILINE)
    return [Reading(*row) for row in rows[2:]]  # after the two header lines


def read_pinned_versions() -> dict[str, str]:
    """Return lower-case name -> version for the pinned programs from PyPI and npm."""
    requirements = _REQUIREMENTS.read_text(encoding="utf-8")
    packages = json.loads(_PACKAGES.read_text(encoding="utf-8"))["dependencies"]
    return {**packages, **dict(re.findall(r"^([\w-]+)==(.+)$", requirements, re.MULTILINE))}


def find_differences(readings: Iterable[Reading]) -> list[str]:
    """Return the rows that only the document or the run has; versions count if pinned."""
    then, now = (set(map(_comparable, rows)) for rows in (read_document(), readings))
    return [*_format_rows("-", then - now), *_format_rows("+", now - then)]


def _comparable(reading: Reading) -> Reading:
    return (
        reading
        if reading.program.lower() in read_pinned_versions()
        else reading._replace(version="any")
    )


def _format_rows(sign: str, readings: Iterable[Reading]) -> list[str]:
    return [" | ".join([f"{sign} {reading.product}", *reading[1:]]) for reading in sorted(readings)]


def load_readings(folder: Path) -> list[Reading]:
    """Return the readings in the folder of a run."""
    texts = (path.read_text(encoding="utf-8") for path in folder.glob("*.json"))
    return [Reading(**json.loads(text)) for text in texts]


def find_tests() -> list[Path]:
    """Return the test files that record readings."""
    paths = sorted((ROOT / "tests").rglob("test_*.py"))
    return [path for path in paths if "\n@reads(" in path.read_text(encoding="utf-8")]


def take_readings() -> list[Reading]:
    """Run these tests, and return their readings."""
    with tempfile.TemporaryDirectory() as folder:
        given = {"CI": "true", "CMCCT_READINGS": folder}
        words = ["-m", "pytest", "-q", "-n", "auto", "-m", "", *map(str, find_tests())]
        subprocess.run([sys.executable, *words], cwd=ROOT, env=os.environ | given, check=True)
        return load_readings(Path(folder))


if __name__ == "__main__":
    if sys.argv[1:]:
        found = load_readings(Path(sys.argv[1]))
        print(format_table(found), end="")
        if differing := find_differences(found):
            sys.exit("\n".join(["docs/programs.md says otherwise:", *differing]))
    else:
        DOCUMENT.write_text(format_document(take_readings()), encoding="utf-8")
