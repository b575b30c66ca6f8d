"""Members of the encrypted private file: those who can read it.

The list in the encrypted file decides for whom it is encrypted. The one in the directory file is a
copy for reading: anybody who may change the directory can change that one.
"""

from collections.abc import Mapping
from typing import Any

from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import Message, _, join, quote_text

RECOVERY = "recovery"  # the member whose identity is on paper

DIFFERENCE_HINT = _(
    "the list inside the private file counts; cmcct private accept corrects that of the directory"
)

_TABLE, _LIST = "private", "members"


def read_members(raw: Mapping[str, Any]) -> dict[str, str]:
    """Return the public keys by name in the data of a directory or of its private file."""
    table = raw.get(_TABLE)
    listed = table.get(_LIST) if isinstance(table, dict) else None
    items = listed if isinstance(listed, list) else []
    return {
        item["name"]: item["key"]
        for item in items
        if isinstance(item, dict) and {*map(type, map(item.get, ("name", "key")))} == {str}
    }


def set_members(raw: dict[str, Any], members: Mapping[str, str]) -> None:
    """Write the members into the data of a directory or of its private file."""
    raw.setdefault(_TABLE, {})[_LIST] = [
        {"name": name, "key": key} for name, key in members.items()
    ]


def read_key(raw: Mapping[str, Any]) -> str:
    """Return the random key of a private file, "" without one."""
    table = raw.get(_TABLE)
    key = table.get("key") if isinstance(table, dict) else None
    return key if isinstance(key, str) else ""


def set_key(raw: dict[str, Any], key: str) -> None:
    """Write the random key into the data of a private file."""
    raw[_TABLE] = {"key": key, **{k: v for k, v in raw.get(_TABLE, {}).items() if k != "key"}}


def describe_difference(copied: Mapping[str, str], members: Mapping[str, str]) -> Message | None:
    """Return how the directory's copy differs from the private file's members; None if equal."""
    if copied == members:
        return None
    names = sorted({name for name, _ in copied.items() ^ members.items()})
    return _(
        "the members in the directory differ from those of the private file: {names}",
        names=join(map(quote_text, names)),
    )


def refuse_difference(raw: Mapping[str, Any], private_raw: Mapping[str, Any]) -> None:
    """Raise `CmcctError` if the directory's copy differs from the private file's members."""
    difference = describe_difference(read_members(raw), read_members(private_raw))
    if difference:
        raise CmcctError(difference, DIFFERENCE_HINT)
