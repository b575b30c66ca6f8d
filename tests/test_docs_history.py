"""The page about history matches the program."""

import re
import shlex
from pathlib import Path

import pytest

from tests.conftest import ROOT, Run
from tests.support import texts
from tests.support.repositories import entry, repository

PAGE = ROOT / "docs" / "history.md"
_BLOCK = re.compile(r"(?<=```console\n).*?(?=```)", re.DOTALL)

PHONES = '["+592 220 1234", { number = "+592 220 %s", sharing = "secretariat" }]'
CTU = {"name": '"Ada Example"', "emails": '["ctu@example.org"]'}
OLD = (
    entry("gy-police", "Inspector", phones=PHONES % "1236", **CTU),
    entry("gy-court", "Judge", name='"Bo Example"'),
    entry("sr-ngo", "Director", name='"Cy Example"', country='"Suriname"'),
)
NEW = (
    entry("gy-ctu", "Director", phones=PHONES % "1237", formerly='["gy-police"]', **CTU),
    OLD[2].replace("Director", "Chair"),
    entry("aw-desk", "Desk", name='"Di Example"', country='"Aruba"', emails='["aw@@example.org"]'),
)


@pytest.fixture(autouse=True)
def _in_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Change to a repository that is the same in every run."""
    repo = repository(tmp_path / "list")
    for entries, day, author in (
        (OLD, "2019-03-01", "Ada Example"),
        ((NEW[0], *OLD[1:]), "2019-06-04", "Bo Example"),
        (NEW, "2026-05-20", "Ada Example"),
        ((*NEW[:2], NEW[2].replace("@@", "@")), "2026-05-21", "Ada Example"),
    ):
        when = f"{day}T12:00:00Z"
        who = {"GIT_AUTHOR_NAME": author, "GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
        repo.commit(*entries, **who)
    monkeypatch.chdir(repo.root)


def test_every_example_prints_its_shown_output(run: Run) -> None:
    def printed(block: re.Match[str]) -> str:
        commands = [line for line in block[0].splitlines() if line.startswith("$ ")]
        return "".join(f"{command}\n{_output(run, command)}" for command in commands)

    page = PAGE.read_text(encoding="utf-8")
    refreshed = _BLOCK.sub(printed, page)
    texts.expect(PAGE, refreshed)
    assert page.count("```console") == 7


def _output(run: Run, command: str) -> str:
    _, *words = shlex.split(command.removeprefix("$ "))
    result = run(*words)
    assert result.code == 0, result.err
    return result.out + result.err
