"""Three-way merge of sequences without duplicates: tables, keys of a table, items of a list."""

from collections.abc import Container, Hashable, Sequence
from typing import TypeAlias, TypeVar

K = TypeVar("K", bound=Hashable)
_Keys: TypeAlias = Sequence[K]


def merge_order(versions: Sequence[_Keys[K]], kept: Container[K]) -> list[K]:
    """Return the `kept` keys of OURS and THEIRS, after BASE in `versions`, in order.

    The order is that of the side that reordered them, of OURS if both did. Keys that only the other
    side has follow the key before them there, and what the first side added in the same place.
    """
    base, ours, theirs = versions
    is_theirs = _is_reordered(base, theirs) and not _is_reordered(base, ours)
    first, second = (theirs, ours) if is_theirs else (ours, theirs)
    placed = [key for key in first if key in kept]
    known = {*placed}
    followers: dict[K | None, list[K]] = {}
    anchor: K | None = None
    for key in second:
        if key in known:
            anchor = key
        elif key in kept:
            followers.setdefault(anchor, []).append(key)
    shared = {*second}
    merged, waiting = list[K](), followers.get(None, [])
    for key in placed:
        if key in shared:
            merged += waiting
            waiting = []
        merged.append(key)
        waiting = [*waiting, *followers.get(key, [])]
    return [*merged, *waiting]


def is_ambiguous(versions: Sequence[_Keys[K]]) -> bool:
    """Return whether OURS and THEIRS changed a list, whose order counts, in ways that exclude.

    Both moved its items differently, put different items first, or replaced an item by others.
    """
    base, ours, theirs = versions
    heads = [*base[:1]], [*ours[:1]], [*theirs[:1]]
    if base and heads[0] not in heads[1:] and heads[1] != heads[2]:
        return True
    if {*base} - {*ours} - {*theirs} and {*ours} - {*base, *theirs} and {*theirs} - {*base, *ours}:
        return True
    common = {*base} & {*ours} & {*theirs}
    orders = [[key for key in side if key in common] for side in (base, ours, theirs)]
    return orders[0] not in orders[1:] and orders[1] != orders[2]


def _is_reordered(base: _Keys[K], side: _Keys[K]) -> bool:
    """Return whether a side has the keys that stayed in another order."""
    before, after = {*base}, {*side}
    return [key for key in base if key in after] != [key for key in side if key in before]
