"""Identities and encrypted files as other programs and people leave them."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from cmcct.errors.exceptions import CmcctError
from cmcct.model import members
from cmcct.storage import directory_file, encrypted_file
from tests.conftest import (
    ENTRY,
    OVERLAY,
    Result,
    Run,
    Write,
    command,
    environment,
    list_names,
    write_overlay,
)
from tests.support import terminals
from tests.support.members import IDENTITY_HINT, NAME, ada, become, encrypt, encrypted_path  # noqa: F401 - fixtures
from tests.support.repositories import repository

TYPED = "correct horse"


# Identities


def _secret(text: str = "") -> str:
    """Return a new secret key, or that of an identity."""
    text = text or encrypted_file.make_identity()[0]
    return next(line for line in text.splitlines() if line.startswith("AGE-SECRET-KEY-1"))


@pytest.mark.parametrize(
    "form",
    [
        "{own}",
        "\n  {own}  \n",
        "\ufeff# mine\r\n{own}\r\n",
        "# old\r{own}\r",
        "{own}\n{other}\n",
        "# other\n{other}\n# mine\n{own}\n",
    ],
)
def test_identity_may_be_written_as_age_reads_it(run: Run, path: Path, form: str) -> None:
    identity = encrypted_file.identity_path()
    own = _secret(identity.read_text(encoding="utf-8"))
    identity.write_bytes(form.format(own=own, other=_secret()).encode())
    done = run("show", "gy-ctu", "--audience", "secretariat")
    assert ("609 1234" in done.out, done.err) == (True, "")
    # Of several identities, each is the user's own.
    assert "you cannot remove yourself" in run("private", "remove", "Desk").err
    assert path.exists()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "AGE-SECRET-KEY-1QQQQ\n",
        "AGE-SECRET-KEY-PQ-1QQQQ\n",
        "AGE-PLUGIN-YUBIKEY-1QQQQ\n",
        "-----BEGIN {0}-----\nb3BlbnNzaC1rZXk\n-----END {0}-----\n".format("OPENSSH PRIVATE KEY"),
    ],
)
def test_other_identities_are_refused(run: Run, path: Path, text: str) -> None:
    identity = encrypted_file.identity_path()
    identity.write_text(text, encoding="utf-8")
    told = Result(2, "", f"error: {identity} is not an age identity\nhelp: {IDENTITY_HINT}\n")
    assert run("private", "key") == told
    assert run("set", "gy-ctu", "--private", "address=x") == told
    assert path.exists()


@pytest.mark.parametrize("is_armored", [True, pytest.param(False, marks=pytest.mark.sweep)])
def test_identity_with_passphrase_may_have_other_line_ends(path: Path, *, is_armored: bool) -> None:
    identity = encrypted_file.identity_path()
    age = encrypted_file._age()  # noqa: SLF001
    locked = age.passphrase.encrypt(identity.read_bytes(), TYPED, armored=is_armored)
    identity.write_bytes(locked.replace(b"\n", b"\r\n") if is_armored else locked)
    words = command("show", "gy-ctu", "--audience", "secretariat", "--directory", path)
    with terminals.running(words, environment()) as seat:
        seat.until("Passphrase of your identity: ")
        seat.type(f"{TYPED}\n")
        assert "609 1234" in seat.rest()


def test_secret_key_given_by_mistake_is_not_shown(run: Run, path: Path) -> None:
    before, secret = path.read_bytes(), _secret()
    told = Result(
        2,
        "",
        "error: this is a secret key, which nobody else may see\n"
        "help: cmcct private join prints the public key to give\n",
    )
    key = encrypted_file.make_identity()[1]
    for words in (("Bo", secret), ("Bo", f" {secret.lower()}\n"), (secret, key)):
        assert run("private", "add", *words) == told
    assert run("private", "add", "Bo", secret, "--dry-run") == told
    assert path.read_bytes() == before


def test_identity_that_others_may_read_is_told_once(run: Run, path: Path) -> None:
    identity = encrypted_file.identity_path()
    told = (
        f"warning: other users of this computer may read your identity: {identity}\n"
        f"help: run chmod 600 {identity}\n"
    )
    for mode, count in ((0o640, 1), (0o604, 1), (0o600, 0), (0o400, 0)):
        identity.chmod(mode)
        for words in (("show", "gy-ctu"), ("private", "add", "Bo", "age1x"), ("check",)):
            assert run(*words).err.count(told) == count
    assert path.exists()


def test_identity_in_a_repository_is_told(
    run: Run, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = repository(path.with_name("settings"))
    made.commit()
    identity = made.root / "my key.txt"
    identity.write_bytes(encrypted_file.identity_path().read_bytes())
    identity.chmod(0o600)
    monkeypatch.setenv("CMCCT_IDENTITY", str(identity))
    told = (
        f"warning: git has, or would add, your identity: {identity}\n"
        "help: move it out of the repository; if it was committed, make a new one\n"
    )
    assert run("show", "gy-ctu").err.count(told) == 1
    (made.root / ".gitignore").write_text("my*\n", encoding="utf-8")
    assert told not in run("show", "gy-ctu").err
    made.git("add", "--force", identity.name)
    assert told in run("show", "gy-ctu").err


def test_no_secret_key_is_made_in_a_repository(
    run: Run, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = repository(path.with_name("clone"))
    made.commit()
    (made.root / ".gitignore").write_text("*.txt\n", encoding="utf-8")
    file = made.root / "new" / "key.txt"
    told = (
        f"error: {file} is in a git repository, where no secret key may be\n"
        "help: give a file outside the repository\n"
    )
    path.with_name(NAME).unlink()
    done = run("private", "init", "--name", "Desk", "--recovery", file)
    assert done == Result(2, "", told)
    monkeypatch.setenv("CMCCT_IDENTITY", str(file))
    assert run("private", "key") == Result(2, "", told)
    assert list_names(made.root) == [".git", ".gitignore", "directory.toml"]


def test_crash_writes_no_memory_to_disk(path: Path) -> None:
    program = (
        "import resource, sys\n"
        "from cmcct.storage import directory_file, encrypted_file\n"
        "from pathlib import Path\n"
        "limits = resource.getrlimit(resource.RLIMIT_CORE)\n"
        "resource.setrlimit(resource.RLIMIT_CORE, (limits[1], limits[1]))\n"
        f"directory_file.read_text(Path({str(path.with_name(NAME))!r}))\n"
        "print(resource.getrlimit(resource.RLIMIT_CORE)[0])\n"
    )
    words = [sys.executable, "-c", program]
    done = subprocess.run(words, capture_output=True, check=True, env=environment())
    assert done.stdout == b"0\n"


# Encrypted files


def test_file_of_a_newer_age_names_the_upgrade(run: Run, path: Path) -> None:
    encrypted = path.with_name(NAME)
    age = encrypted_file._age()  # noqa: SLF001
    keys = [age.x25519.Recipient.from_str(key) for key in encrypted_file.own_keys()]
    data = age.encrypt(b"", keys)
    encrypted.write_bytes(data.replace(b"encryption.org/v1", b"encryption.org/v2", 1))
    assert run("set", "gy-ctu", "--private", "address=x") == Result(
        2,
        "",
        f"error: {encrypted} has a version of the age format that cannot be read\n"
        "help: run pip install --upgrade pyrage\n",
    )


@pytest.mark.parametrize(
    ("cut", "message"),
    [
        (slice(0), "is not an encrypted file"),
        (slice(100), "is damaged"),
        (slice(-40), "is damaged"),
    ],
)
@pytest.mark.parametrize("is_armored", [True, False])
def test_cut_file_is_an_error_and_stays(
    run: Run, path: Path, cut: slice, message: str, *, is_armored: bool
) -> None:
    encrypted = path.with_name(NAME)
    age = encrypted_file._age()  # noqa: SLF001
    keys = [age.x25519.Recipient.from_str(key) for key in encrypted_file.own_keys()]
    encrypted.write_bytes(age.encrypt(OVERLAY.encode(), keys, armored=is_armored)[cut])
    before = encrypted.read_bytes()
    for words in (
        ("check",),
        ("set", "gy-ctu", "--private", "address=x"),
        ("private", "add", "B", "age1x"),
    ):
        done = run(*words)
        assert (done.code, f"error: {encrypted} {message}\n" in done.err) == (2, True)
    assert run("show", "gy-ctu").code == 0
    assert encrypted.read_bytes() == before


def test_file_may_be_binary_or_have_other_line_ends(run: Run, path: Path) -> None:
    """Another program of the format, or git's `core.autocrlf`, may write it so."""
    encrypted = path.with_name(NAME)
    text = directory_file.read_text(encrypted)
    age = encrypted_file._age()  # noqa: SLF001
    keys = [age.x25519.Recipient.from_str(key) for key in encrypted_file.own_keys()]
    for data in (encrypted.read_bytes().replace(b"\n", b"\r\n"), age.encrypt(text, keys)):
        encrypted.write_bytes(data)
        assert "609 1234" in run("show", "gy-ctu", "--audience", "secretariat").out
        assert run("set", "gy-ctu", "--private", "address=6 Example Dam").code == 0
        assert encrypted.read_bytes() == data  # the content did not change


def test_file_that_could_not_be_read_again_is_not_written(run: Run, write: Write) -> None:
    """The encrypted file is a third larger than the plain one."""
    path = write(ENTRY)
    plain = write_overlay(path, f"{OVERLAY}\n# {'x' * 16_000_000}\n")
    recovery = path.with_name("recovery.txt")
    done = run("private", "init", "--name", "Desk", "--recovery", recovery, "--directory", path)
    assert done.code == 2
    assert done.err.endswith(
        f"error: {path.with_name(NAME)} would be larger than 20 MB\nhelp: nothing was saved\n"
    )
    assert (plain.exists(), path.with_name(NAME).exists()) == (True, False)


@pytest.mark.parametrize("before", [b"", b"\n "])
@pytest.mark.parametrize("is_armored", [True, False])
def test_file_for_too_many_recipients_is_not_decrypted(
    run: Run, path: Path, before: bytes, *, is_armored: bool
) -> None:
    encrypted = path.with_name(NAME)
    age = encrypted_file._age()  # noqa: SLF001
    (own,) = (age.x25519.Recipient.from_str(key) for key in encrypted_file.own_keys())
    inside = b"\n-> x\n-----BEGIN AGE ENCRYPTED FILE-----\n"  # of the text, not of the header
    text = OVERLAY.encode() + b"#" + inside * 300
    identities = encrypted_file._identities()  # noqa: SLF001
    at_most = before + age.encrypt(text, [own] * 200, armored=is_armored)
    if not before:
        assert encrypted_file.decrypt_any(encrypted, at_most, identities) == text
    too_many = age.encrypt(text, [own] * 201, armored=is_armored)
    one = age.encrypt(text, [own])
    for data in (too_many, one.replace(b"\n-> ", b"\n-> x" + b" y" * 11_000 + b"\n\n-> ", 1)):
        encrypted.write_bytes(before + data)
        done = run("check")
        assert (done.code, f"{encrypted.name} is encrypted for more than 200" in done.err) == (
            2,
            True,
        )
        assert "help: it may be forged: restore it from git\n" in done.err
    assert run("show", "gy-ctu").code == 0


def test_file_is_not_encrypted_for_more_than_can_be_read(path: Path) -> None:
    encrypted = path.with_name(NAME)
    (own,) = encrypted_file.own_keys()
    raw: dict[str, Any] = {}
    members.set_members(raw, {f"m{number}": own for number in range(201)})
    with pytest.raises(CmcctError, match="encrypted for more than 200 recipients"):
        encrypted_file.encrypt(encrypted, tomli_w.dumps(raw).encode())
