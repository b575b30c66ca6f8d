"""Merge two entries into one."""

from collections.abc import Callable, Sequence
from typing import Any

from cmcct.edit.key_paths import OF_NUMBER, RawTable, add_item, add_items, is_same_item, to_table
from cmcct.edit.operations import table_ids
from cmcct.model.entities import FocalPoint
from cmcct.model.fields import PARTS, PLAIN_KEYS
from cmcct.privacy.levels import AUDIENCES, strictest

# Default values of absent keys.
_DEFAULTS = {key: FocalPoint.model_fields[key].default for key in ("sharing", "status", "role")}
# Dependent keys: taken from the same side as the chosen value.
_DEPENDENT_KEYS = {"address": ("city",), "city": ("address",), **PARTS}


def merge(keep: RawTable, drop: RawTable, choose: Callable[[str, Any, Any], Any]) -> list[str]:
    """Merge `drop` into `keep`; `choose` decides where values differ.

    `choose` gets the key and both values. Lists are joined, and the stricter sharing is kept.
    `keep` keeps its id and records the ids of `drop` as merged. Returns the dependent keys that
    were dropped because the value they belong to was not chosen.
    """
    before, left_out = dict(keep), list[str]()
    settled = {"id", "formerly", "merged"}
    for key in ("sharing", *sorted(drop, key=lambda key: key not in _DEPENDENT_KEYS)):
        if key in settled:
            continue
        value = drop.get(key, _DEFAULTS.get(key))
        current = keep.get(key, _DEFAULTS.get(key))
        if isinstance(value, list):
            _join(keep, key, value)
        elif current is None:
            keep[key] = value
        elif key == "country" and is_same_item((key,), current, value):
            continue
        elif current != value and key == "sharing":
            keep[key] = _stricter(current, value)
        elif current != value:
            chosen = choose(key, current, value)
            if chosen != current:  # else a default would be written
                keep[key] = chosen
            sides = (before, drop) if chosen == current else (drop, before)
            left_out += _copy_related(keep, *sides, _DEPENDENT_KEYS.get(key, ()))
            settled.update(_DEPENDENT_KEYS.get(key, ()))
    add_items(keep, "merged", list(table_ids(drop)))
    return left_out


def lost_keys(keep: RawTable, drop: RawTable) -> list[str]:
    """Return the keys of `drop` whose value differs from that of the merged `keep`."""
    return [
        key
        for key, value in drop.items()
        if not isinstance(value, list)
        and key not in ("id", "sharing")
        and not is_same_item((key,), keep.get(key, _DEFAULTS.get(key)), value)
    ]


def _copy_related(
    keep: RawTable, chosen: RawTable, other: RawTable, keys: Sequence[str]
) -> list[str]:
    """Copy dependent keys from the chosen side; return the keys that only the other side has."""
    for key in keys:
        keep.pop(key, None)
        if key in chosen:
            keep[key] = chosen[key]
    return [key for key in keys if key in other and key not in chosen]


def _join(keep: RawTable, key: str, items: Sequence[Any]) -> None:
    """Join a list; a channel on both sides gets the stricter sharing, and what it lacks."""
    for item in items:
        add_item(keep, (key,), item)
        if key in PLAIN_KEYS and isinstance(item, dict):
            for index, present in enumerate(keep[key]):
                if is_same_item((key,), item, present):
                    keep[key][index] = _join_channels(key, present, item)


def _join_channels(key: str, channel: Any, item: RawTable) -> Any:
    """Return a channel of the kept entry with what another table says of the same channel."""
    table = to_table(channel, PLAIN_KEYS[key])
    parts = (*OF_NUMBER, "type", "apps", "hours")
    joined = table | {part: item[part] for part in parts if part in item.keys() - table.keys()}
    if table.get("apps") and isinstance(item.get("apps"), list):
        joined["apps"] = [*dict.fromkeys([*table["apps"], *item["apps"]])]
    if sharing := item.get("sharing"):
        joined["sharing"] = _stricter(table.get("sharing", sharing), sharing)
    return joined if joined != table else channel


def _stricter(first: Any, other: Any) -> Any:
    """Return the stricter of two audiences; an unknown word counts as the strictest."""
    unread = [sharing for sharing in (first, other) if sharing not in AUDIENCES]
    return unread[0] if unread else strictest([first, other])
