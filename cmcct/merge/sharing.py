"""A conflict about `sharing` that one side widened while the other added numbers or addresses."""

from collections.abc import Mapping
from typing import Any

from cmcct.model.entities import STRICTEST
from cmcct.model.fields import PLAIN_KEYS
from cmcct.privacy.levels import AUDIENCES
from cmcct.toml.values import identity

_KEY, _DEFAULT = "sharing", "network"
_CHANNEL_KEYS = (*PLAIN_KEYS, "address")


def conflicting_keys(
    base: Mapping[str, Any], ours: Mapping[str, Any], theirs: Mapping[str, Any]
) -> set[str]:
    """Return `sharing` if more readers would get a channel than the side that added it meant."""
    for one, other in ((ours, theirs), (theirs, ours)):
        added = _channels(other) - _channels(base) - _channels(one)
        if added and _level(one) < _level(base) and _level(one) < _level(other):
            return {_KEY}
    return set()


def _level(entry: Mapping[str, Any]) -> int:
    """Return the place of the audience among all, from the widest."""
    sharing = entry.get(_KEY, _DEFAULT)
    return AUDIENCES.index(sharing if sharing in AUDIENCES else STRICTEST)


def _channels(entry: Mapping[str, Any]) -> set[Any]:
    """Return the channels that are shared like the entry."""
    values = ((key, entry.get(key)) for key in _CHANNEL_KEYS if key in entry)
    items = ((key, item) for key, value in values for item in _to_list(value))
    return {
        (key, identity(item))
        for key, item in items
        if not (isinstance(item, dict) and _KEY in item)
    }


def _to_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
