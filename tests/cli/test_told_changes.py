"""Every command that edits says per entry what changed."""

import shlex
import sys

import pytest

from tests.conftest import Run, Write
from tests.support.cli_samples import EDITORS
from tests.support.edited import TWICE

# What each command is given, and its lines about entries.
TOLD = {
    "add --country Guyana --name X --organisation Office --sector police --email x@example.org": [
        "added gy-office"
    ],
    "set --country Guyana city=X": [
        "gy-ctu: city: (empty) → 'X'",
        "gy-police: city: 'Georgetown' → 'X'",
    ],
    "edit gy-ctu": ["gy-ctu: job title: 'Director' → 'Chief'"],
    "verify --country Guyana --country Bahamas --on 2026-05-05": [
        "bs-house: confirmation date: 2 March 2026 → 5 May 2026",
        "gy-ctu: confirmation date: 2 March 2026 → 5 May 2026",
        "gy-police: confirmation date: (empty) → 5 May 2026",
    ],
    "test gy-ctu phones.0": ["gy-ctu: answered test call (+592 220 1234): (empty) → 1 June 2026"],
    "replace gy-police --name Bo": [
        (
            "gy-police: name: 'Ada Exampel' → 'Bo'; job title: 'Head' → (empty); "
            "since: (empty) → 1 June 2026"
        )
    ],
    "retire gy-police": ["gy-police: status: active → left; until: (empty) → 1 June 2026"],
    "remove gy-ctu bs-house --yes": ["bs-house: removed", "gy-ctu: removed"],
    "meeting attend georgetown-2019 bs-house gy-police": [
        "bs-house: meetings: (empty) → georgetown-2019",
        "gy-police: meetings: (empty) → georgetown-2019",
    ],
    "import list.csv": ["bs-house: city: (empty) → 'Nassau'", "gy-ctu: city: (empty) → 'Linden'"],
    "meeting add paramaribo-2027 --name x --date 2027-03": ["added paramaribo-2027"],
    "group add data --name x": ["added data"],
    "group join venezuela bs-house gy-police": [
        "bs-house: working groups: (empty) → venezuela",
        "gy-police: working groups: (empty) → venezuela",
    ],
    "group leave venezuela gy-ctu": ["gy-ctu: working groups: venezuela → (empty)"],
    "rename gy-ctu gy": ["gy-ctu: ID: gy-ctu → gy; former ids: added gy-ctu"],
    "merge gy-ctu gy-police --prefer keep": [
        (
            "gy-ctu: sectors: added 'justice, Attorney General, courts'; "
            "city: (empty) → 'Georgetown'; "
            "merged ids: (empty) → gy-police"
        ),
        "gy-police: removed",
    ],
}
EDITOR = """\
import pathlib, sys
draft = pathlib.Path(sys.argv[1])
draft.write_text(draft.read_text("utf-8").replace("Director", "Chief"), "utf-8")
"""
# Those that change no value of an entry; answers of a round are told as an import is.
OTHERS = {"fmt", "round calls", "round letters", "round answers"}


def test_all_editing_commands_are_tried() -> None:
    named = {name for name in EDITORS if any(words.startswith(f"{name} ") for words in TOLD)}
    assert named == EDITORS.keys() - OTHERS


@pytest.mark.parametrize("words", TOLD)
def test_command_says_per_entry_what_changed(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    path = write(TWICE)
    monkeypatch.chdir(path.parent)
    rows = "id,city\ngy-ctu,Linden\nbs-house,Nassau\n"
    (path.parent / "list.csv").write_text(rows, encoding="utf-8")
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", shlex.join([sys.executable, "-c", EDITOR]))
    done = run(*shlex.split(words), "--directory", path)
    assert done.code == 0, done.err
    first, *lines = done.err.splitlines()
    assert first.startswith("wrote ") or words.startswith("add ")
    assert lines[: len(TOLD[words])] == TOLD[words]
