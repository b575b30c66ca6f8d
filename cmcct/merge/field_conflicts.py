"""Conflicts between fields that belong together: those of a person, channels and who has them."""

from collections import Counter
from collections.abc import Container, Hashable, Mapping
from datetime import date
from typing import Any

from cmcct.edit import replace_person
from cmcct.model.entities import STRICTEST
from cmcct.model.fields import ENTRY_KEYS, PARTS, PLAIN_KEYS
from cmcct.model.person_names import is_same_person
from cmcct.privacy.levels import AUDIENCES
from cmcct.toml.values import identity, is_same

CONFIRMATION = ("verified", "verified_via")
_SHARING = "sharing"
_CHANNEL_KEYS = (*PLAIN_KEYS, "address")


def find_confirmation(
    base: Mapping[str, Any],
    ours: Mapping[str, Any],
    theirs: Mapping[str, Any],
    merged: Mapping[str, Any],
    conflicts: Container[str],
) -> Mapping[str, Any] | None:
    """Return the side whose `verified` and `verified_via` an entry gets; None if it is not known.

    Both sides confirmed it, on different days. The later day confirmed only what that side had: if
    the merged entry has anything else, the earlier day counts.
    """
    days = [side.get("verified") for side in (base, ours, theirs)]
    is_of_both = all(isinstance(day, date) for day in days[1:]) and len({*days}) == len(days)
    if not is_of_both or "name" in conflicts or ours.get("name") != theirs.get("name"):
        return None
    earlier, later = sorted((ours, theirs), key=lambda side: side["verified"])
    is_whole = all(
        is_same(merged.get(key), later.get(key)) and key not in conflicts
        for key in {**merged, **later}.keys() - {*CONFIRMATION}
    )
    return later if is_whole else earlier


def conflicting_keys(
    base: Mapping[str, Any], ours: Mapping[str, Any], theirs: Mapping[str, Any]
) -> set[str]:
    """Return the keys of an entry whose changes by both sides would say what neither meant.

    They belong to the person, and one side put another person in the seat while the other changed
    them; or they have no meaning without a key that the other side changed, such as `verified_via`;
    or it is `sharing`, and more readers would get a channel than the side that added it meant.
    """
    keys = set[str]()
    for side, other in ((ours, theirs), (theirs, ours)):
        changed = {key for key in {**base, **side} if not is_same(base.get(key), side.get(key))}
        for whole, parts in PARTS.items():
            if whole in changed and not is_same(side.get(whole), other.get(whole)):
                keys |= {key for key in parts if not is_same(base.get(key), other.get(key))}
        if not (_is_same_person(base, side) or _is_same_person(side, other)):
            before, after = _personal_pieces(base), _personal_pieces(other)
            keys |= {key for key, _value in (before - after) + (after - before)}
        added = _channels(other) - _channels(base) - _channels(side)
        if added and _level(side) < _level(base) and _level(side) < _level(other):
            keys.add(_SHARING)
    return {key for key in keys if not is_same(ours.get(key), theirs.get(key))}


def _is_same_person(entry: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return is_same_person(str(entry.get("name", "")), str(other.get("name", "")))


def _personal_pieces(entry: Mapping[str, Any]) -> Counter[tuple[str, Hashable]]:
    """Return the values of an entry that are, or may be, the person's."""
    table = {**entry}
    return Counter(
        (str(piece.path[0]), identity(piece.value))
        for piece in replace_person.iter_pieces(table)
        if piece.path[0] in ENTRY_KEYS
        and replace_person.belongs_to_person(table, piece) is not False
    )


def _level(entry: Mapping[str, Any]) -> int:
    """Return the place of the audience among all, from the widest."""
    sharing = entry.get(_SHARING, "network")
    return AUDIENCES.index(sharing if sharing in AUDIENCES else STRICTEST)


def _channels(entry: Mapping[str, Any]) -> set[tuple[str, Hashable]]:
    """Return the channels that are shared like the entry."""
    return {
        (key, identity(item))
        for key in _CHANNEL_KEYS
        if key in entry
        for item in (entry[key] if isinstance(entry[key], list) else [entry[key]])
        if not (isinstance(item, dict) and _SHARING in item)
    }
