"""Write docs/programs.md from a run of the tests that note what programs read.

`python scripts/programs.py FOLDER` prints the table of a run that left its readings in a folder
(`CMCCT_READINGS`), and writes nothing.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).parent.parent
DOCUMENT = ROOT / "docs" / "programs.md"
_COLUMNS = ("product", "program", "version", "read")
_HEAD = """\
# Which program reads which file

Every row is a test: it makes the file, opens it in the program, and compares what the program found
with the directory. The tests are part of every run of `.ci/run`; it fails where a row is missing or
no longer true. `python scripts/programs.py` writes this page from such a run.

Programs from PyPI and npm are held at the version that stands here. Those from Debian are the ones
of the run that wrote the page; later runs read with what Debian has then, and print their own
table. Programs that cannot be run here (Outlook, Excel, iPhone, Android, Google Contacts) are
not in the table: what is known of them was read in their documentation, not tried.

"""
_TAIL = """
abook keeps one number of each kind, the last one of a card, and the beginning of a note: it does
not join folded lines, as the standard asks. khard finds `María` by `maría`, not by `maria`.
LibreOffice Calc takes a day for a day (`2026-03-02`), and leaves everything else as text.

To run these tests yourself, put an environment of its own with `pip install -r
tests/interop/requirements.txt` on your `PATH`, run `npm ci --prefix tests/node`, and install the
packages of Debian that `.ci/run` names. A test whose program is missing is skipped and says so; in
CI it fails.
"""


def document(readings: Iterable[Mapping[str, str]]) -> str:
    """Return the text of the document."""
    return _HEAD + table(readings) + _TAIL


def table(readings: Iterable[Mapping[str, str]]) -> str:
    """Return the rows, by file and program."""
    rows = sorted(tuple(reading[column] for column in _COLUMNS) for reading in readings)
    head = [("file", "program", "version", "what it found"), ("---",) * len(_COLUMNS)]
    return "".join(f"| {' | '.join(row)} |\n" for row in [*head, *rows])


def kept_in(folder: Path) -> list[dict[str, str]]:
    """Return the readings that a run left in a folder."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json")]


def tests() -> list[Path]:
    """Return the files of tests that note what a program read."""
    paths = sorted((ROOT / "tests").rglob("test_*.py"))
    return [path for path in paths if "\n@reads(" in path.read_text(encoding="utf-8")]


def taken() -> list[dict[str, str]]:
    """Run the tests, all of them, and return what was read."""
    with tempfile.TemporaryDirectory() as folder:
        given = {"CI": "true", "CMCCT_REWRITE": "1", "CMCCT_READINGS": folder}
        words = [sys.executable, "-m", "pytest", "-q", "-n", "auto", *map(str, tests())]
        subprocess.run(words, cwd=ROOT, env=os.environ | given, check=True)
        return kept_in(Path(folder))


if __name__ == "__main__":
    if sys.argv[1:]:
        print(table(kept_in(Path(sys.argv[1]))), end="")
    else:
        DOCUMENT.write_text(document(taken()), encoding="utf-8")
