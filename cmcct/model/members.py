"""Members of the encrypted private file: those who can read it.

The list in the encrypted file decides for whom it is encrypted. The one in the directory file is a
copy for reading: anybody who may change the directory can change that one.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import Lowered, Message, _, join, join_and, quote_text
from cmcct.toml.values import get_table, get_tables

RECOVERY = "recovery"  # the member whose identity is on paper

DIFFERENCE_HINT = _(
    "the list in the private file is the valid one; to copy it to the directory, run "
    "cmcct private accept"
)

MISSING = _("the encrypted private file is missing, and the directory has its members")


_TABLE, _LIST = "private", "members"


def list_members(raw: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return (name, public key) of each member in the data of a directory or its private file."""
    return [
        (item["name"], item["key"])
        for item in get_tables(get_table(raw, _TABLE), _LIST)
        if {*map(type, map(item.get, ("name", "key")))} == {str}
    ]


def read_members(raw: Mapping[str, Any]) -> dict[str, str]:
    """Return the public keys by name in the data of a directory or of its private file."""
    return dict(list_members(raw))


def describe(raw: Mapping[str, Any]) -> Message:
    """Return the names of the members in words."""
    label, names = Lowered(_("Members")), join_and(map(_name_member, read_members(raw)))
    return _("{label}: {text}", label=label, text=names)


def _name_member(name: str) -> object:
    return _("the recovery identity") if name == RECOVERY else quote_text(name)


def set_members(raw: dict[str, Any], members: Mapping[str, str]) -> None:
    """Write the members into the data of a directory or of its private file."""
    raw.setdefault(_TABLE, {})[_LIST] = [
        {"name": name, "key": key} for name, key in members.items()
    ]


def read_key(raw: Mapping[str, Any]) -> str:
    """Return the random key of a private file, "" without one."""
    key = get_table(raw, _TABLE).get("key")
    return key if isinstance(key, str) else ""


def set_key(raw: dict[str, Any], key: str) -> None:
    """Write the random key into the data of a private file."""
    raw[_TABLE] = {"key": key, **{k: v for k, v in raw.get(_TABLE, {}).items() if k != "key"}}


def describe_difference(
    copied: Iterable[tuple[str, str]], listed: Iterable[tuple[str, str]]
) -> Message | None:
    """Return how the directory's copy differs from the private file's members; None if equal.

    Only the order may differ: a name that appears twice could hide another key from a reader.
    """
    ours, theirs = Counter(copied), Counter(listed)
    if ours == theirs:
        return None
    names = sorted({name for name, _ in (ours - theirs) + (theirs - ours)})
    return _(
        "the member list in the directory differs from the one in the private file: {names}",
        names=join(map(_name_member, names)),
    )


def refuse_change(
    raw: Mapping[str, Any], private_raw: Mapping[str, Any], *, is_encrypted: bool
) -> None:
    """Raise `CmcctError` if the members of a directory forbid to write its private file.

    A plain one is not written where there are members: the encrypted one is missing. The members of
    an encrypted one are those of the directory.
    """
    if is_encrypted:
        difference = describe_difference(list_members(raw), list_members(private_raw))
        if difference:
            raise CmcctError(difference, DIFFERENCE_HINT)
    elif list_members(raw):
        raise CmcctError(
            MISSING, _("restore it from git, or run cmcct private init to begin again")
        )
