"""Encrypt the private file, and change who can read it.

The recipients are the members named inside the file; the directory has a copy of the list. Both
change in one transaction, the private file first: a kill in between leaves a copy that differs,
which `cmcct check` names and `cmcct private accept` corrects.
"""

import os
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path

from cmcct.edit import overlay
from cmcct.edit.operations import RawTable, directory_layout
from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import _, quote_text
from cmcct.model import members
from cmcct.storage import atomic, directory_file, encrypted_file
from cmcct.text.control_chars import FORBIDDEN
from cmcct.toml import patch
from cmcct.toml.values import get_tables


def encrypted_path(path: Path) -> Path:
    """Return the path that a directory's private file has when it is encrypted.

    Raises `CmcctError`.
    """
    target = directory_file.overlay_path(path)
    if directory_file.is_encrypted(target):
        return target
    if os.environ.get("CMCCT_PRIVATE"):
        message = _("CMCCT_PRIVATE is set to a file that is not encrypted: {file}", file=target)
        name = f"{target}{directory_file.ENCRYPTED_SUFFIX}"
        raise CmcctError(message, _("set it to {file}", file=name))
    return target.with_name(directory_file.ENCRYPTED_NAME)


def encrypt_plain(path: Path, listed: Mapping[str, str], recovery: str) -> None:
    """Encrypt a directory's private file, which may be missing, to members and their keys.

    The plain file is removed only after the encrypted one has been read back from the disk, with
    the user's identity and with `recovery`, another one's secret key. Raises `CmcctError`.
    """
    target = encrypted_path(path)
    plain = directory_file.plain_path(target)
    with atomic.lock_folders(path, target):
        raw = directory_file.parse_file(path)
        key = encrypted_file.new_key()
        plain_text = directory_file.read_file(plain) if os.path.lexists(plain) else b""
        old = directory_file.parse_bytes(plain, plain_text)
        private_raw, new, layout = _with_names(raw, old), deepcopy(raw), directory_layout()
        members.set_key(private_raw, key)
        members.set_members(private_raw, listed)
        text = patch.apply(plain_text, old, private_raw, layout)
        members.set_members(new, listed)
        shared_text = patch.apply(directory_file.read_file(path), raw, new, layout)
        encrypted = atomic.NewContent(target, atomic.encrypt_text(target, text))
        atomic.replace_files([encrypted, atomic.NewContent(path, shared_text)])
        encrypted_file.read_back(target, text, recovery)
        encrypted_file.trust(target, key)
        atomic.remove_file(plain)


def _with_names(raw: RawTable, private_raw: RawTable) -> RawTable:
    """Return the data of a private file with the person's name in each part.

    Somebody who cannot read the encrypted file may give the seat to another person: a part without
    a name would be joined to that person.
    """
    new = deepcopy(private_raw)
    for entry in get_tables(raw, "focal_point"):
        name = overlay.person_name(entry)
        for part in overlay.parts_for(raw, new, entry) if name else ():
            if not overlay.person_name(part):
                part["name"] = name
    return new


def finish_encryption(path: Path, encrypted: Path, plain: Path) -> bool:
    """Remove a plain private file that a killed command left beside its encrypted copy.

    Returns whether both have the same data; else nothing is removed. Raises `CmcctError`.
    """
    with atomic.lock_folders(path, plain):
        raw = directory_file.parse_file(encrypted)
        data = {key: value for key, value in raw.items() if key != "private"}
        plain_raw = directory_file.parse_file(plain)
        is_same = data == _with_names(directory_file.parse_file(path), plain_raw)
        if is_same:
            atomic.remove_file(plain)
    return is_same


def add_member(name: str, key: str, raw: RawTable, private_raw: RawTable) -> None:
    """Add a member, in the data of both files.

    Raises `CmcctError` for a name or key in use, and where the lists of members differ.
    """
    check_name(name)
    members.refuse_change(raw, private_raw, is_encrypted=True)
    listed, key = members.read_members(private_raw), encrypted_file.check_key(key)
    if listed.get(name, key) != key:
        message = _("{name} is a member with another key", name=quote_text(name))
        raise CmcctError(message, _("remove that member first, or choose another name"))
    for other in (other for other in listed if listed[other] == key and other != name):
        message = _("this is the key of the member {name}", name=quote_text(other))
        raise CmcctError(message, _("each member has a key of their own"))
    _set(raw, private_raw, {**listed, name: key})


def check_name(name: str) -> None:
    """Raise `CmcctError` unless a name of a member is one line of visible text."""
    encrypted_file.refuse_secret(name)
    if not name.strip() or name != name.strip() or FORBIDDEN.search(name):
        message = _("{name} cannot be the name of a member", name=quote_text(name))
        hint = _("write one line, without spaces around it and without control characters")
        raise CmcctError(message, hint)


def remove_member(name: str, raw: RawTable, private_raw: RawTable) -> None:
    """Remove a member, in the data of both files, and change the random key.

    Raises `CmcctError` for the user's own identity, for the last member, and where the lists of
    members differ.
    """
    members.refuse_change(raw, private_raw, is_encrypted=True)
    listed = members.read_members(private_raw)
    key = listed.get(name)
    # The key of a person with two names would go on to read.
    listed = {other: public for other, public in listed.items() if public != key}
    if key is None:
        message = _("there is no member {name}", name=quote_text(name))
        raise CmcctError(message, members.describe(private_raw))
    if key in encrypted_file.own_keys():
        message = _("you cannot remove yourself")
        raise CmcctError(message, _("another member can remove you"))
    if not listed.keys() - {members.RECOVERY}:
        raise CmcctError(_("the last member cannot be removed"), _("add another member first"))
    members.set_key(private_raw, encrypted_file.new_key())
    _set(raw, private_raw, listed)


def copy_members(raw: RawTable, private_raw: RawTable) -> None:
    """Correct the directory's copy of the members."""
    _set(raw, private_raw, members.read_members(private_raw))


def _set(raw: RawTable, private_raw: RawTable, listed: Mapping[str, str]) -> None:
    for data in (raw, private_raw):
        if members.describe_difference(members.list_members(data), listed.items()):
            members.set_members(data, listed)
