"""Members of an encrypted private file: each has a folder of settings with an identity."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from cmcct.storage import directory_file, encrypted_file
from tests.conftest import ENTRY, OVERLAY, Run, Write, write_overlay
from tests.support.repositories import Repo, repository

NAME = directory_file.ENCRYPTED_NAME
# What must never be on a disk: it is in OVERLAY.
CANARIES = ("609 1234", "Example Dam")
IDENTITY_HINT = (
    "an identity is a line that starts with AGE-SECRET-KEY-1; other kinds of keys cannot be used"
)
TYPED = "correct horse"
# An identity with that passphrase. Its scrypt has a work factor of 10, and so is read in
# milliseconds; with age's own, it takes a second.
LOCKED = b"""\
-----BEGIN AGE ENCRYPTED FILE-----
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCBmZ0lucGlSU0I4ZE5ibkNM
N016VFVRIDEwCmJ0VXBETTdLVEdiL2pZNmVNVUVnNUUxcUtyUGYxbTIyRTdJOG1v
eStzQVEKLS0tIDFmV3hGeVQ4SFIrUTFMMnowOHprTFBtQkEyT01heXJVcTQrQW92
MXphOWsKXb7yw0C7HMjT1Xc7qQFn33YC11ERk8RwflYEKZBYZ2oaASY1sbdCid/y
XSxbY7cUvACbh9kWVo6WMM8YALO9Mp2F94vFCeEP35R52q49GItBVDncBbO2lTS6
lJybtPHe+pXksaDgah1ntg==
-----END AGE ENCRYPTED FILE-----
"""
FIRST = "{} is read here for the first time: its key is trusted from now on\n"


def become(monkeypatch: pytest.MonkeyPatch, folder: Path, name: str) -> Path:
    """Be the user of this name, whose settings are in a folder; return that of cmcct."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder / name))
    return folder / name / "cmcct"


def encrypt(run: Run, write: Write, text: str = OVERLAY, more: str = ENTRY) -> Path:
    """Write a directory with an encrypted private file; return the path of the directory."""
    path = write(more)
    write_overlay(path, text)
    recovery = path.with_name("recovery.txt")
    done = run("private", "init", "--name", "Desk", "--recovery", recovery, "--directory", path)
    assert done.code == 0, done.err
    return path


def encrypt_clone(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, text: str, private: str
) -> Repo:
    """Return a repository whose private file Ada has encrypted to herself and to Bo."""
    become(monkeypatch, folder, "bo")
    key = run("private", "key").out.strip()
    become(monkeypatch, folder, "ada")
    made = repository(folder / "clone")
    monkeypatch.setenv("CMCCT_DIRECTORY", str(made.path))
    made.commit_bytes(text.encode())
    write_overlay(made.path, private)
    recovery = folder / "recovery.txt"
    assert run("private", "init", "--name", "Ada", "--recovery", recovery).code == 0
    assert run("private", "add", "Bo", key).code == 0
    return made


@pytest.fixture(autouse=True)
def ada(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Be Ada, who has no identity yet; in modules that import this."""
    become(monkeypatch, tmp_path, "ada")


@pytest.fixture(name="path")
def encrypted_path(run: Run, write: Write, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the path of a directory whose private file Ada has encrypted."""
    made = encrypt(run, write)
    monkeypatch.setenv("CMCCT_DIRECTORY", str(made))
    return made


def read(path: Path) -> dict[str, Any]:
    """Return the data of the encrypted private file beside a directory, as the current user."""
    return parse(path.with_name(NAME).read_bytes())


def parse(data: bytes) -> dict[str, Any]:
    """Return the data of an encrypted private file, whoever made it."""
    identity = encrypted_file._identities()  # noqa: SLF001 - the current user's
    return tomllib.loads(encrypted_file.decrypt_any(Path(NAME), data, identity).decode())
