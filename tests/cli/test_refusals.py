"""What commands refuse, and say then: `tests/texts/refused-*.txt` has each line and its answer.

Nothing is changed. To add a case, write its line behind `$`, and run with `CMCCT_REWRITE=1`.
"""

import re
import shlex

import pytest

from tests.conftest import MINIMAL, Run, Write, entry, list_names
from tests.support import texts
from tests.support.edited import BOTH, TWICE

CALLED = '["+592 220 1234", { number = "+592 609 1234", type = "mobile" }]'
ENTRIES = {
    "of-one-entry": BOTH,
    "of-a-list": BOTH.replace('languages = ["en"]', 'languages = ["en", "nl"]'),
    "of-a-merge": TWICE,
    "of-a-test-call": entry(phones=CALLED, verified="2026-03-02"),
    "of-a-search": texts.read("searched"),
    "of-empty-seats": BOTH.replace('name = "Ada Example"', 'status = "vacant"').replace(
        'id = "bs-house"', 'id = "bs-house"\nstatus = "left"'
    ),
}


@pytest.mark.parametrize("name", ENTRIES)
def test_lines_are_refused_like_this(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    path = write(ENTRIES[name])
    monkeypatch.chdir(path.parent)
    before = path.read_bytes()

    def answer(line: str) -> str:
        result = run(*shlex.split(line))
        assert (result.code, path.read_bytes()) == (2, before), line
        return f"$ {line}\n{result.out}{result.err}"

    lines = re.findall("^[$] (.*)$", texts.read(f"refused-{name}"), re.MULTILINE)
    texts.expect(f"refused-{name}", "\n".join(map(answer, lines)))
    assert list_names(path.parent) == ["directory.toml"]
    assert MINIMAL in before.decode()
