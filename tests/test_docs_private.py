"""The pages about the encrypted private file: played by three people, and shown by tests."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from cmcct.model import members
from tests.conftest import ROOT, SHIPPED, environment, write_overlay
from tests.support.members import NAME, read
from tests.support.repositories import repository

PAGE = (ROOT / "docs" / "private.md").read_text(encoding="utf-8")
THREATS = (ROOT / "docs" / "threats.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```sh (\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
PRIVATE = '[[focal_point]]\nid = "gy-ctu"\nphones = ["+592 220 1256"]\n'


class People:
    """People with a home folder and a clone each."""

    def __init__(self, folder: Path, program: Path) -> None:
        """Make the repository that they share."""
        self.folder, self.program, self.key = folder, program, ""
        first = repository(folder / "first")
        first.commit_bytes(SHIPPED.read_bytes())
        shutil.copy(ROOT / ".gitignore", first.root)
        first.git("add", "--all")
        first.commit_all()
        first.git("clone", "-q", "--bare", ".", folder / "shared")

    def clone_of(self, name: str) -> Path:
        """Return a person's clone; make it at the first time."""
        clone = self.folder / name / "clone"
        if not clone.exists():
            words = ("git", "clone", "-q", self.folder / "shared", clone)
            subprocess.run(words, check=True, env=environment())
        return clone

    def play(self, name: str, block: str) -> str:
        """Run a block of commands as a person; return what they print."""
        home, clone = self.folder / name, self.clone_of(name)
        env = environment() | {
            "HOME": str(home),
            "PATH": f"{self.program}{os.pathsep}{os.environ['PATH']}",
        }
        done = subprocess.run(
            ["sh", "-e", "-c", block.replace("age1…", self.key)],
            cwd=clone,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stdout
        self.key = next(iter(re.findall(r"^age1\w+$", done.stdout, re.MULTILINE)), self.key)
        return done.stdout


def _numbers(monkeypatch: pytest.MonkeyPatch, people: People, name: str) -> str:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(people.folder / name / ".config"))
    return str(read(people.clone_of(name) / "directory.toml"))


@pytest.mark.gate
@pytest.mark.sweep
def test_page_is_played_by_people_in_their_clones(
    tmp_path: Path, program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = People(tmp_path, program)
    write_overlay(people.clone_of("ada") / "directory.toml", PRIVATE)
    blocks = BLOCK.findall(PAGE)
    # A third member reads the file before Bo is removed.
    at = next(index for index, (_, text) in enumerate(blocks) if "private remove" in text)
    join = [
        ("other", "git pull -q\ncmcct private join\n"),
        ("ada", "git pull -q\ncmcct private add Cy age1…\ngit commit -q -a -m Cy\ngit push -q\n"),
        ("other", "git pull -q\ncmcct show gy-ctu --audience secretariat\n"),
    ]
    printed = [people.play(*block) for block in [*blocks[:at], *join, *blocks[at:]]]
    assert "+592 220 1256" in printed[3]
    assert "+592 220 1256" in printed[at + 2]
    for name in ("ada", "other"):
        assert all(number in _numbers(monkeypatch, people, name) for number in ("1235", "1277"))
    assert "Bo's desk was able to read the numbers of: gy-ctu, gy-labour" in printed[at + 3]
    listed = members.read_members(read(people.clone_of("other") / "directory.toml"))
    assert list(listed) == ["Ada's desk", "recovery", "Cy"]
    assert "the private file is unchanged: " in printed[-1]
    assert not list(tmp_path.rglob("*/clone/directory.private.toml"))
    assert len(list(tmp_path.rglob(f"*/clone/{NAME}"))) == 3


def test_every_threat_names_tests_that_exist() -> None:
    rows = [line for line in THREATS.splitlines() if line.startswith("| ")][1:]
    known = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    for row in rows:
        named = set(re.findall(r"`(test_\w+)`", row))
        assert named, row
        assert named <= known, row


def test_page_explains_messages_that_exist() -> None:
    package = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "cmcct").rglob("*.py"))
    text = re.sub(r'"\s+"', "", package)
    told = re.findall(r"^\| `(?:… )?([^`]+)`(?: …)? \|", PAGE, re.MULTILINE)
    assert len(told) == 7
    assert [message for message in told if message not in text] == []
