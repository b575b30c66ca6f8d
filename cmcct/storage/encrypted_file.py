"""The private file, encrypted to its members: identities, recipients, decryption in memory.

The format is age (https://age-encryption.org/v1), by pyrage; nothing here is cryptography of our
own. The text of the file names its members and has a random key. age does not sign: whoever knows
the public keys can make a file that the members can read, but not one with the same key. So the
hash of the key that was read last is kept beside the identity, and a file with another key is
refused until the user accepts it.
"""

import base64
import hashlib
import json
import os
import re
import secrets
import tomllib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cmcct import system
from cmcct.errors.exceptions import CmcctError, NoAccessError, system_reason
from cmcct.i18n.messages import Message, OptionalMessage, SafeText, _, quote_text
from cmcct.model import members
from cmcct.storage import filesystem
from cmcct.text import shell

# Names the library: for an upgrade of cmcct, pip would take any package of that name on PyPI.
UPGRADE = "pip install --upgrade pyrage"

_IDENTITY_NAME = "identity.txt"
_KNOWN_NAME = "known-keys.json"
_CONFLICT = b"\n=======\n"  # of git, where cmcct was not installed
_PREFIX = "AGE-SECRET-KEY-"
_KEY_BYTES = 24


class OtherKeyError(CmcctError):
    """An encrypted private file with another random key than the one that is known here."""


@dataclass
class Access:
    """How this process may read encrypted files; the command line decides.

    `ask_passphrase` is None if the command does not ask for one. With `accepts_any_key`, a file
    with another random key than before is read.
    """

    ask_passphrase: Callable[[], str] | None = None
    notify: Callable[[Message], object] = lambda _: None
    accepts_any_key: bool = False


access = Access()


# Identities.


def identity_path() -> Path:
    """Return the path of the user's identity, whether it exists or not."""
    named = os.environ.get("CMCCT_IDENTITY")
    return Path(named) if named else system.settings_folder() / "cmcct" / _IDENTITY_NAME


def create_identity(passphrase: str = "") -> str:
    """Create the user's identity, protected by a passphrase if given; return its public key.

    Raises `CmcctError`.
    """
    secret, public = make_identity()
    data = identity_text(secret, public)
    if passphrase:
        data = _age().passphrase.encrypt(data, passphrase, armored=True)
    _write(identity_path(), data)
    return public


def make_identity() -> tuple[str, str]:
    """Return a new identity: its secret key and its public key."""
    identity = _age().x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def identity_text(secret: str, public: str) -> bytes:
    """Return an identity as age-keygen writes it."""
    return f"# public key: {public}\n{secret}\n".encode()


def own_keys() -> list[str]:
    """Return the public keys of the user's identities, one at least; raises `CmcctError`."""
    return [str(identity.to_public()) for identity in _identities()]


def _identities() -> list[Any]:
    """Return the user's identities; asks for their passphrase if that is allowed."""
    path = identity_path()
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        message = _("there is no identity to read the encrypted private file with")
        hint = _("run cmcct private join, and send what it prints to a member")
        raise NoAccessError(message, hint) from None
    except OSError as error:
        message = _("cannot read {file}: {reason}", file=path, reason=system_reason(error))
        raise CmcctError(message) from None
    is_locked = _is_encrypted(data)
    if is_locked and access.ask_passphrase is None:
        message = _("the identity that reads the private file has a passphrase")
        raise NoAccessError(message, _("use --audience secretariat to be asked for it"))
    return _unlock(path, data) if is_locked else _parse_identities(path, data)


@cache
def _unlock(path: Path, data: bytes) -> list[Any]:
    """Return the identities in a file with a passphrase, which is asked for once."""
    ask = access.ask_passphrase
    passphrase = ask() if ask else ""
    age = _age()
    try:
        text = age.passphrase.decrypt(data, passphrase)
    except age.DecryptError:
        message = _("wrong passphrase for {file}", file=path)
        raise CmcctError(message, _("nothing was saved; try again")) from None
    return _parse_identities(path, text)


def _parse_identities(path: Path, data: bytes) -> list[Any]:
    """Return the identities in a text, one at least; raises `CmcctError`."""
    age = _age()
    lines = (line.strip() for line in data.decode(errors="replace").splitlines())
    secrets_ = [line for line in lines if _is_secret(line)]
    try:
        return [age.x25519.Identity.from_str(secret) for secret in secrets_ or [""]]
    except age.IdentityError:
        message = _("{file} is not an age identity", file=path)
        hint = _(
            "an identity is a line that starts with AGE-SECRET-KEY-1; other kinds of keys cannot "
            "be used"
        )
        raise CmcctError(message, hint) from None


def refuse_secret(text: str) -> None:
    """Raise `CmcctError` for a secret key, given by mistake; the message does not show it."""
    if _is_secret(text):
        message = _("this is a secret key, which nobody else may see")
        raise CmcctError(message, _("cmcct private join prints the public key to give"))


def _is_secret(text: str) -> bool:
    return text.strip().upper().startswith(_PREFIX)


# Encryption and decryption.


def decrypt(path: Path, data: bytes) -> bytes:
    """Return the text of an encrypted private file, if it has the key that is known here.

    Raises `NoAccessError` if this user cannot read it, and `CmcctError`; a file that ends too early
    is damaged for everybody.
    """
    if _is_encrypted(data) and _CONFLICT not in data and not is_complete(data):
        raise _damaged(path)
    text = decrypt_any(path, data, _identities())
    _refuse_other_key(path, members.read_key(parse(path, text)))
    return text


def decrypt_any(path: Path, data: bytes, identities: list[Any]) -> bytes:
    """Return the text of an encrypted file, whoever made it.

    Raises `NoAccessError` if none of the identities can read it, and `CmcctError`.
    """
    age = _age()
    if not _is_encrypted(data):
        message = _("{file} is not an encrypted file", file=path)
        command = f"git checkout HEAD -- {shell.quote(str(path))}"
        raise CmcctError(message, _("run {command}", command=SafeText(command)))
    refuse_recipients(path, data)
    try:
        return bytes(age.decrypt(data, identities))
    except age.DecryptError as error:
        if "No matching keys" in str(error):
            message = _("{file} is not encrypted for this identity", file=path)
            hint = _("a member runs cmcct private add; cmcct private join prints the key to add")
            raise NoAccessError(message, hint) from None
        if "Unknown age format" in str(error):
            message = _("{file} has a version of the age format that cannot be read", file=path)
            hint = _("run {command}", command=SafeText(UPGRADE))
            raise CmcctError(message, hint) from None
        if _CONFLICT in data:
            message = _("git has not merged {file}", file=path)
            command = SafeText(f"cmcct git-setup && git checkout --merge {shell.quote(str(path))}")
            raise CmcctError(message, _("run {command}", command=command)) from None
        raise _damaged(path) from None


def is_complete(data: bytes) -> bool:
    """Return whether an encrypted file has a whole header, and its end if it is text."""
    text = data.strip()
    is_ended = text.endswith(_END) if text.startswith(ARMOR) else text.startswith(BINARY)
    return is_ended and b"\n--- " in _remove_armor(data)


def _damaged(path: Path) -> CmcctError:
    return CmcctError(_("{file} is damaged", file=path), _("restore it from git"))


def _is_encrypted(data: bytes) -> bool:
    return data.lstrip().startswith((ARMOR, BINARY)) or (ARMOR in data and _CONFLICT in data)


def parse_any(path: Path, data: bytes) -> dict[str, Any]:
    """Return the data of an encrypted file, whoever made it; raises `CmcctError`."""
    return parse(path, decrypt_any(path, data, _identities()))


def read_back(path: Path, text: bytes, secret: str) -> None:
    """Raise `CmcctError` unless the user's identity and a secret key read a text in a file."""
    data = path.read_bytes()
    for identities in (_identities(), _parse_identities(path, secret.encode())):
        if decrypt_any(path, data, identities) != text:
            raise CmcctError(_("{file} is damaged", file=path), _("the plain file was kept"))


def encrypt(path: Path, text: bytes) -> bytes:
    """Return a text encrypted to the members that it names; raises `CmcctError`."""
    keys = members.read_members(parse(path, text)).values()
    # In ASCII, so that neither git nor mail changes its line ends or its bytes.
    data = bytes(_age().encrypt(text, [*map(_recipient, keys)], armored=True))
    refuse_recipients(path, data)
    return data


def parse(path: Path, text: bytes) -> dict[str, Any]:
    """Return the data of a decrypted text; raises `CmcctError`."""
    try:
        return tomllib.loads(text.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        message = _("the text inside {file} is not valid TOML", file=path)
        raise CmcctError(message, _("restore it from git")) from None


def check_key(key: str) -> str:
    """Return a public key as it is compared, in lower case; raises `CmcctError` if it is none."""
    return str(_recipient(key))


def _recipient(key: str) -> Any:
    age = _age()
    refuse_secret(key)
    try:
        return age.x25519.Recipient.from_str(key)
    except age.RecipientError:
        message = _("{key} is not a public key", key=quote_text(key))
        raise CmcctError(
            message, _("cmcct private join prints one, which starts with age1")
        ) from None


def _age() -> Any:
    """Return the library; raises `NoAccessError` if it is not installed.

    From now on, this process has private data in its memory: a crash writes none of it to a disk.
    """
    system.forbid_core_dumps()
    try:
        import pyrage
    except ImportError:
        message = _("pyrage is not installed; it is needed to encrypt or read the private file")
        hint = _("reinstall cmcct with its extra {words}; see docs/install.md", words='"private"')
        raise NoAccessError(message, hint) from None
    return pyrage


# The random key that was read last.


def new_key() -> str:
    """Return a random key."""
    return secrets.token_hex(_KEY_BYTES)


def trust(path: Path, key: str) -> None:
    """Remember the random key of a private file; raises `CmcctError`."""
    hashes = {**_known_keys(), os.path.realpath(path): _hash(key)}
    if hashes != _known_keys():
        hint = _("the key is not trusted yet: when it can be written, run cmcct private accept")
        file = identity_path().with_name(_KNOWN_NAME)
        _write(file, json.dumps(hashes, indent=1).encode(), hint)


def _refuse_other_key(path: Path, key: str) -> None:
    """Raise `CmcctError` if a file has another random key than when it was last read here."""
    hash_before = _known_keys().get(os.path.realpath(path))
    if access.accepts_any_key or hash_before == _hash(key):
        return
    if hash_before is None and key:
        trust(path, key)
        access.notify(
            _("{file} is read here for the first time: its key is trusted from now on", file=path)
        )
        return
    message = _("{file} has another key than before: it may be forged", file=path)
    hint = _("ask a member; if a member was removed, run cmcct private accept")
    raise OtherKeyError(message, hint)


def has_known_key(path: Path, raw: Mapping[str, Any]) -> bool:
    """Return whether the data of a private file has the random key that is known here."""
    return _known_keys().get(os.path.realpath(path)) == _hash(members.read_key(raw))


def _known_keys() -> Mapping[str, str]:
    with suppress(OSError, ValueError):
        hashes = json.loads(identity_path().with_name(_KNOWN_NAME).read_bytes())
        return hashes if isinstance(hashes, dict) else {}
    return {}


def _hash(key: str) -> str:
    """Return the hash of a key: who steals the file of hashes cannot forge a private file."""
    return hashlib.sha256(key.encode()).hexdigest()


def _write(path: Path, data: bytes, hint: OptionalMessage = "") -> None:
    """Write a file that only the user can read; raises `CmcctError`, with the hint."""
    try:
        filesystem.write_private(path, data)
    except OSError as error:
        message = _("cannot write {file}: {reason}", file=path, reason=system_reason(error))
        raise CmcctError(message, hint) from None


ARMOR = b"-----BEGIN AGE ENCRYPTED FILE-----"
BINARY = b"age-encryption.org/"
_END = b"-----END AGE ENCRYPTED FILE-----"

_MAX_RECIPIENTS = 200
_MAX_LENGTH = 22_000  # bytes; a recipient has 98
# The line for a recipient; age adds a line for nobody, which keeps readers lenient.
_RECIPIENT = re.compile(rb"\n-> (?!\S*-grease\b)")


def refuse_recipients(path: Path, data: bytes) -> None:
    """Raise `CmcctError` for an encrypted file with too many recipients."""
    header = _remove_armor(data).partition(b"\n--- ")[0]
    if len(header) > _MAX_LENGTH or len(_RECIPIENT.findall(header)) > _MAX_RECIPIENTS:
        message = _(
            "{file} is encrypted for more than {count} recipients", file=path, count=_MAX_RECIPIENTS
        )
        raise CmcctError(message, _("it may be forged: restore it from git"))


def _remove_armor(data: bytes) -> bytes:
    """Return an encrypted file as bytes; of damaged text, what stands before the damage."""
    text = data.lstrip()
    if text.startswith(BINARY):
        return text
    decoded = bytearray()
    for line in text.partition(ARMOR)[2].partition(_END)[0].splitlines():
        try:
            decoded += base64.b64decode(line.strip(), validate=True)
        except ValueError:
            break
    return bytes(decoded)
