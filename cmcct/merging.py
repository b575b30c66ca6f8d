"""One entry made of two, and what the private overlay adds to it."""

from collections.abc import Callable, Sequence
from typing import Any

from cmcct.changes import drop_private_part, private_part, tables
from cmcct.keys import PLAIN
from cmcct.model import FocalPoint
from cmcct.places import Raw, add_item, add_items, is_same
from cmcct.sharing import AUDIENCES, strictest

# What an entry without these keys says.
_DEFAULTS = {key: FocalPoint.model_fields[key].default for key in ("sharing", "status", "role")}


def merge(keep: Raw, drop: Raw, choose: Callable[[str, Any, Any], Any]) -> None:
    """Take into one entry what another says; where both say something else, `choose` decides.

    It is given the key and the two values. Of lists, both count. The ids stay as they are; nothing
    is given to more people than before.
    """
    for key in ("sharing", *drop):
        if key in {"id", "formerly"}:
            continue
        value = drop.get(key, _DEFAULTS.get(key))
        known = keep.get(key, _DEFAULTS.get(key))
        if isinstance(value, list):
            _join(keep, key, value)
        elif known is None:
            keep[key] = value
        elif known != value:
            keep[key] = _stricter(known, value) if key == "sharing" else choose(key, known, value)


def merge_private_parts(raw: Raw, keep: str, drop: str) -> None:
    """Let a private overlay add to one entry what it added to another."""
    for part in [part for part in tables(raw, "focal_point") if part.get("id") == drop]:
        kept = private_part(raw, keep)
        for key, value in part.items():
            if isinstance(value, list):
                add_items(kept, key, value)
            elif key == "private_notes" and kept.get(key, value) != value:
                kept[key] = f"{kept[key]}\n{value}"
            else:
                kept.setdefault(key, value)
    drop_private_part(raw, drop)


def _join(keep: Raw, key: str, items: Sequence[Any]) -> None:
    """Add the items of a list; of a channel that both have, the stricter sharing counts."""
    for item in items:
        add_item(keep, (key,), item)
        sharing = item.get("sharing") if isinstance(item, dict) else None
        for index, known in enumerate(keep[key]) if sharing and key in PLAIN else ():
            table = known if isinstance(known, dict) else {PLAIN[key]: known}
            if is_same((key,), item, known):
                widest = table.get("sharing", sharing)
                keep[key][index] = table | {"sharing": _stricter(widest, sharing)}


def _stricter(one: Any, other: Any) -> Any:
    """Return the stricter of two audiences; of what is none, the first."""
    return strictest([one, other]) if {str(one), str(other)} <= {*AUDIENCES} else one
