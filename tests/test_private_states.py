"""Every command on every state of an encrypted private file: no number in the wrong place."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from cmcct.storage import encrypted_file
from tests.conftest import MINIMAL, Result, Run, entry, write_overlay
from tests.support.cli_samples import SAMPLES, words
from tests.support.members import NAME, become, encrypt_clone
from tests.support.repositories import Repo

OLD = MINIMAL + entry() + entry(id='"gy-labour"', name='"Bo Pérez"', emails='["bo@example.org"]')
NUMBER, OTHER, NOTE = "+592 609 1253", "+592 609 1297", "ask for the blue door"
PRIVATE = f"""\
[[focal_point]]
id = "gy-ctu"
name = "Ada Example"
phones = [{{ number = "{NUMBER}", type = "mobile" }}]
private_notes = "{NOTE}"

[[focal_point]]
id = "gy-labour"
name = "Bo Pérez"
phones = [{{ number = "{OTHER}", type = "mobile" }}]
"""
# As they are stored, and as cards and links write them.
CANARIES = ("609 1253", "609-1253", "6091253", "609 1297", "609-1297", "6091297", NOTE)
TYPED = "correct horse"
SHEET = "Country,Name,Organisation,Sectors,E-mail,Phones\n"
NEW = "Guyana,Cy Example,Example Agency,Health,cy@example.org,+592 609 1288\n"

# The samples, with the options by which they write, and those that ask for private numbers.
MORE = {
    "import": ("list.csv", "--yes"),
    "add": ("--private", "--id", "gy-ctu", "--phone", "+592 609 1288"),
    "set": ("gy-ctu", "--private", "phones=+592 609 1288", "--yes"),
    "test": ("gy-ctu", "phones.0", "--private"),
    "replace": ("gy-ctu", "--name", "Eve Núñez", "--yes"),
    "retire": ("gy-ctu", "--yes"),
    "remove": ("gy-ctu", "--yes"),
    "merge": ("gy-ctu", "gy-labour", "--prefer", "keep", "--yes"),
    "save": ("-m", "x"),
    "undo": ("--yes",),
    "undo --last": ("--yes",),
    "private init": ("--name", "Desk", "--recovery", "../other.txt"),
    "private accept": ("--yes",),
    "private remove": ("Bo", "--yes"),
    "check --fix": (),
    "check --changed-since": ("HEAD~1",),
    "diff --format json": ("HEAD~1",),
    "log --format json": (),
    "export json --at": ("HEAD",),
    "export xlsx": ("-o", "list.xlsx"),
    "export pdf": ("-o", "list.pdf"),
    "merge-file": (NAME, NAME, NAME, "--path", NAME),
}
STRICT = ("call", "search", "show", "status", "emails", "duplicates", "diff")
ALL = SAMPLES | MORE
COMMANDS = [
    *words(ALL),
    *(
        (*name.split(), *args, "--audience", "secretariat")
        for name, args in ALL.items()
        # The files of exports are the secretariat's own, with its numbers.
        if name in STRICT or (name.startswith("export ") and "-o" not in args)
    ),
]


@pytest.fixture
def repo(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """Return a clone with an encrypted private file, and a list to import."""
    made = encrypt_clone(run, tmp_path, monkeypatch, OLD, PRIVATE)
    (made.root / "list.csv").write_text(SHEET + NEW, encoding="utf-8")
    made.git("add", "--all")
    made.commit_all()
    monkeypatch.chdir(made.root)
    return made


State = Callable[[Repo, pytest.MonkeyPatch], object]


def _lock(_repo: Repo, _: pytest.MonkeyPatch) -> None:
    identity = encrypted_file.identity_path()
    age = encrypted_file._age()  # noqa: SLF001
    identity.write_bytes(age.passphrase.encrypt(identity.read_bytes(), TYPED, armored=True))


def _other_recipients(repo: Repo, _: pytest.MonkeyPatch) -> None:
    age = encrypted_file._age()  # noqa: SLF001
    other = age.x25519.Identity.generate().to_public()
    (repo.root / NAME).write_bytes(age.encrypt(PRIVATE.encode(), [other], armored=True))


def _encrypt_raw(text: bytes) -> State:
    def change(repo: Repo, _: pytest.MonkeyPatch) -> None:
        age = encrypted_file._age()  # noqa: SLF001
        recipient = age.x25519.Recipient.from_str(encrypted_file.own_keys()[0])
        (repo.root / NAME).write_bytes(age.encrypt(text, [recipient], armored=True))

    return change


def _with_passphrase(repo: Repo, _: pytest.MonkeyPatch) -> None:
    age = encrypted_file._age()  # noqa: SLF001
    data = age.passphrase.encrypt(PRIVATE.encode(), TYPED, armored=True)
    (repo.root / NAME).write_bytes(data)


def _stranger(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    become(monkeypatch, repo.root.parent, "stranger")
    encrypted_file.create_identity()


def _identity_at(name: str) -> State:
    def name_it(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
        (repo.root.parent / "folder").mkdir()
        (repo.root.parent / "empty").touch()
        monkeypatch.setenv("CMCCT_IDENTITY", str(repo.root.parent / name))

    return name_it


def _folder(repo: Repo, _: pytest.MonkeyPatch) -> None:
    (repo.root / NAME).unlink()
    (repo.root / NAME).mkdir()


def _content(change: Callable[[bytes], bytes]) -> State:
    def write(repo: Repo, _: pytest.MonkeyPatch) -> None:
        file = repo.root / NAME
        file.write_bytes(change(file.read_bytes()))

    return write


def _homeless(_: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CONFIG_HOME")
    monkeypatch.setenv("HOME", os.devnull)


STATES: dict[str, State] = {
    "member": lambda *_: None,
    "nobody": lambda repo, patch: become(patch, repo.root.parent, "nobody"),
    "stranger": _stranger,
    "locked": _lock,
    "other-recipients": _other_recipients,
    "forged": _encrypt_raw(PRIVATE.encode()),
    "deep": _encrypt_raw(b"a = " + b"[" * 5000),
    "not-utf-8": _encrypt_raw(b"\xff\xfe"),
    "number-too-long": _encrypt_raw(b"a = " + b"1" * 5000),
    "private-is-no-table": _encrypt_raw(b"private = 3\n"),
    "with-passphrase": _with_passphrase,
    "truncated": _content(lambda data: data[: len(data) // 2]),
    "header-only": _content(lambda data: data[:40]),
    "bit-flipped": _content(lambda data: data[:200] + bytes([data[200] ^ 1]) + data[201:]),
    "empty": _content(lambda _: b""),
    "plain-under-its-name": _content(lambda _: PRIVATE.encode()),
    "conflict-markers": _content(
        lambda data: b"<<<<<<< ours\n" + data + b"=======\n" + data + b">>>>>>> theirs\n"
    ),
    "plain-beside": lambda repo, _: write_overlay(repo.path, PRIVATE),
    "folder-in-its-place": _folder,
    "removed": lambda repo, _: (repo.root / NAME).unlink(),
    "identity-is-a-folder": _identity_at("folder"),
    "identity-is-missing": _identity_at("missing/identity"),
    "identity-is-empty": _identity_at("empty"),
    "no-home": _homeless,
    "no-members-in-directory": lambda repo, _: repo.path.write_text(OLD, encoding="utf-8"),
}


def _with_canaries(folder: Path) -> set[str]:
    """Return the files and objects of git in which a private number stands."""
    found = {
        str(path)
        for path in folder.rglob("*")
        if path.is_file() and any(canary.encode() in path.read_bytes() for canary in CANARIES)
    }
    objects = subprocess.run(
        ["git", "cat-file", "--batch-all-objects", "--batch"],
        cwd=folder / "clone",
        capture_output=True,
        check=True,
    ).stdout
    return found | {canary for canary in CANARIES if canary.encode() in objects}


def _problems(words: tuple[str, ...], done: Result) -> list[str]:
    """Return what is wrong with the output of a command."""
    shown = done.err if "secretariat" in words else done.out + done.err
    found = [canary for canary in CANARIES if canary in shown]
    if done.code not in {0, 1, 2, 65} or "Traceback" in done.err:
        found.append(f"exit code {done.code}")
    return found


@pytest.mark.gate
@pytest.mark.sweep(2)
@pytest.mark.parametrize("state", STATES)
def test_no_command_shows_or_leaves_a_number(
    run: Run, repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    monkeypatch.setenv("EDITOR", "true")
    STATES[state](repo, monkeypatch)
    known = {"clone": repo.root} | {
        folder.name: folder / "cmcct"
        for folder in tmp_path.iterdir()
        if (folder / "cmcct").is_dir()
    }
    saved = tmp_path / "saved"
    for name, folder in known.items():
        shutil.copytree(folder, saved / name, symlinks=True)
    before = _with_canaries(tmp_path)
    found = {}
    for words_ in COMMANDS:
        encrypted_file._unlock.cache_clear()  # noqa: SLF001
        problems = _problems(words_, run(*words_))
        if problems := [*problems, *sorted(_with_canaries(tmp_path) - before)]:
            found[words_] = problems
        for name, folder in known.items():
            shutil.rmtree(folder)
            shutil.copytree(saved / name, folder, symlinks=True)
        os.chdir(repo.root)
    assert found == {}


def test_canary_would_be_seen(run: Run, repo: Repo) -> None:
    done = run("show", "gy-ctu", "--audience", "secretariat")
    assert _problems(("show",), done) != []
    write_overlay(repo.path, PRIVATE)
    assert len(_with_canaries(repo.root.parent)) == 1
