"""Conflicts about a person whom one side replaced while the other changed their data."""

from collections import Counter
from collections.abc import Container, Hashable, Mapping
from datetime import date
from typing import Any

from cmcct.edit import replace_person
from cmcct.model.fields import ENTRY_KEYS, PARTS
from cmcct.model.person_names import is_same_person
from cmcct.toml.values import identity, is_same

CONFIRMATION = ("verified", "verified_via")


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
    """Return the keys of an entry that differ and would describe another person than was meant.

    They belong to the person, and one side put another person in the seat while the other changed
    them; or they have no meaning without a key that the other side changed, such as `verified_via`.
    """
    found = set[str]()
    for one, other in ((ours, theirs), (theirs, ours)):
        changed = {key for key in {**base, **one} if not is_same(base.get(key), one.get(key))}
        for whole, parts in PARTS.items():
            if whole in changed and not is_same(one.get(whole), other.get(whole)):
                found |= {key for key in parts if not is_same(base.get(key), other.get(key))}
        if not (_is_same(base, one) or _is_same(one, other)):
            found |= _personal_changes(base, other)
    return {key for key in found if not is_same(ours.get(key), theirs.get(key))}


def _is_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return is_same_person(str(one.get("name", "")), str(other.get("name", "")))


def _personal_changes(base: Mapping[str, Any], side: Mapping[str, Any]) -> set[str]:
    """Return the keys in which a side changed something that is, or may be, the person's."""
    before, after = _personal_pieces(base), _personal_pieces(side)
    return {key for key, _ in (before - after) + (after - before)}


def _personal_pieces(entry: Mapping[str, Any]) -> Counter[tuple[str, Hashable]]:
    table = {**entry}
    return Counter(
        (str(piece.path[0]), identity(piece.value))
        for piece in replace_person.iter_pieces(table)
        if piece.path[0] in ENTRY_KEYS
        and replace_person.belongs_to_person(table, piece) is not False
    )
