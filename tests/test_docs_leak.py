"""docs/leak.md: its commands are run, and its sentences are short."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT, SHIPPED, environment
from tests.support.cases import each
from tests.support.programs import TOOLS, need
from tests.support.repositories import Repo, repository

PAGE = (ROOT / "docs" / "leak.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```sh (\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
NUMBER = re.compile(rb"609[^0-9\n]{0,3}1250")
MAX_WORDS = 28


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """Return a clone with the shipped directory, whose number came later, and an edition."""
    made = repository(tmp_path / "clone")
    text = SHIPPED.read_bytes()
    made.commit_bytes(text.replace(b"+592 609 1250", b"+592 609 1251"))
    (made.root / ".gitignore").write_bytes((ROOT / ".gitignore").read_bytes())
    made.git("add", "--all")
    commit = made.commit_bytes(text)
    about = {"edition": "2026-1", "commit": commit, "date": "2026-06-01", "replaces": None}
    lists = [{"audience": "network", "lang": "en", "content": "01234567"}]
    manifest = json.dumps({**about, "made_with": {}, "lists": lists, "files": {}})
    made.git("tag", "-a", "-m", manifest, "edition/2026-1")
    return made


def _play(repo: Repo, program: Path, name: str) -> list[str]:
    """Run the blocks of one name together; return what each prints."""
    blocks = [block for kind, block in BLOCK.findall(PAGE) if kind == name]
    assert blocks
    path = f"{program}{os.pathsep}{os.environ['PATH']}"
    words = ["sh", "-e", "-c", "echo --; ".join(blocks)]
    env = environment() | {"PATH": path}
    del env["CMCCT_TODAY"]
    done = subprocess.run(
        words, cwd=repo.root, env=env, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return (done.stdout + done.stderr).split("--\n")


def test_commits_editions_and_audiences_are_found(repo: Repo, program: Path) -> None:
    now, commits, tags, network, seat = _play(repo, program, "find")
    assert now == "gy-labour\tGuyana\t+592 609 1250 (WhatsApp)\n"
    assert [line.split()[0] for line in commits.splitlines()] == [repo.head[:7]]
    assert tags == "edition/2026-1:directory.toml\n"
    assert network.startswith("gy-labour\t+592 609 1250")
    assert "Abiola Example" in seat
    assert not (repo.root.parent / "then").exists()


def test_number_leaves_the_lists(repo: Repo, program: Path) -> None:
    (printed,) = _play(repo, program, "stop")
    contains = "still contains this number or address (1 version, edition 2026-1)"
    assert contains in printed
    assert repo.git("tag") == "edition/2026-1\nedition/2026-2"
    assert not NUMBER.search(repo.path.read_bytes())
    lists = [path for path in (repo.root / "lists").rglob("*") if path.is_file()]
    assert lists
    assert not [path for path in lists if NUMBER.search(path.read_bytes())]


def test_entry_is_erased(repo: Repo, program: Path) -> None:
    (printed,) = _play(repo, program, "erase")
    assert "saved in commit" in printed
    assert b"gy-labour" not in repo.path.read_bytes()


def test_history_is_rewritten(repo: Repo, program: Path) -> None:
    need("git-filter-repo", TOOLS)
    encrypted = repo.root / "directory.private.toml.age"
    encrypted.write_bytes(b"age-encryption.org/v1\n")
    repo.git("add", "--all")
    repo.commit_all()
    _play(repo, program, "rewrite")
    fresh = Repo(repo.root.parent / "fresh")
    found = "609[^0-9]*1250"
    assert found in PAGE
    assert fresh.git("log", "--all", "-G", found, "--", "directory.toml") == ""
    assert fresh.git("tag") == "edition/2026-1"
    objects = fresh.git("cat-file", "--batch-all-objects", "--batch-check").splitlines()
    blobs = [line.split()[0] for line in objects if line.split()[1] == "blob"]
    assert blobs
    texts = [fresh.git("cat-file", "blob", blob) for blob in blobs]
    assert not [text for text in texts if NUMBER.search(text.encode())]
    assert not [text for text in texts if text.startswith("age-encryption")]
    assert fresh.git("remote") == ""


def test_no_sentence_is_long() -> None:
    text = re.sub(r"^```.*?^```$", "\n", PAGE, flags=re.DOTALL | re.MULTILINE)
    parts = re.split(r"(?<=[.!?:;])\s+|\n\s*\n|\n(?=[-\d#])", text)
    assert len(parts) > 50
    assert [part for part in parts if len(part.split()) > MAX_WORDS] == []


@each("page", ["docs/README.md", "SECURITY.md", "docs/sharing.md"])
def test_page_is_linked(page: str) -> None:
    assert "leak.md" in (ROOT / page).read_text(encoding="utf-8")
