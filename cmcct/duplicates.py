"""The same person or seat entered twice, as far as one can tell; and one entry made of two."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, groupby
from typing import Any, NamedTuple

from cmcct import phones, suggest
from cmcct.changes import Raw, add_item, is_same
from cmcct.folding import fold
from cmcct.keys import PLAIN
from cmcct.model import FocalPoint
from cmcct.sharing import AUDIENCES, strictest
from cmcct.wording import say

_SAME_EMAIL = say("same e-mail address")
_SAME_NUMBER = say("same number")
_SAME_NAME = say("same name")
_SIMILAR_NAMES = say("similar names")
_SAME_SEAT = say("same office and function")
_ALIKE = 0.85  # of two folded names: a slip or two, or the same words in another order

# What an entry without these keys says.
_DEFAULTS = {key: FocalPoint.model_fields[key].default for key in ("sharing", "status", "role")}


class Pair(NamedTuple):
    """Two entries that may be one, and why."""

    first: str
    second: str
    reasons: tuple[str, ...]


def find(points: Sequence[FocalPoint]) -> list[Pair]:
    """Return the pairs of entries that may be the same person or seat, most reasons first."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for first, second, reason in [*_by_channel(points), *_by_name(points), *_by_seat(points)]:
        if reason not in found[first.id, second.id]:
            found[first.id, second.id].append(reason)
    pairs = [Pair(first, second, tuple(reasons)) for (first, second), reasons in found.items()]
    return sorted(pairs, key=lambda pair: (-len(pair.reasons), pair))


def _by_channel(points: Sequence[FocalPoint]) -> Iterator[tuple[FocalPoint, FocalPoint, str]]:
    """Yield those that have an e-mail address or a number in common."""
    # By their places: to compare whole entries takes long.
    owners: dict[tuple[str, ...], dict[int, FocalPoint]] = defaultdict(dict)
    for place, point in enumerate(points):
        for email in point.emails:
            owners[_SAME_EMAIL, email.address.casefold()][place] = point
        for phone in point.phones:
            number = f"{point.country.code} {phone.number}" if phone.national else phone.number
            # Behind one switchboard sit many.
            owners[_SAME_NUMBER, phones.e164(number), phone.ext][place] = point
    for (reason, *_), sharing in owners.items():
        for first, second in combinations(sharing.values(), 2):
            yield first, second, reason


def _by_name(points: Sequence[FocalPoint]) -> Iterator[tuple[FocalPoint, FocalPoint, str]]:
    """Yield those of a country whose names are written nearly alike."""
    for group in _by_country([point for point in points if point.name]):
        folded = [" ".join(sorted(fold(point.name).split())) for point in group]
        for first, second, likeness in suggest.alike(folded, _ALIKE):
            reason = _SAME_NAME if likeness == 1 else _SIMILAR_NAMES
            yield group[first], group[second], reason


def _by_seat(points: Sequence[FocalPoint]) -> Iterator[tuple[FocalPoint, FocalPoint, str]]:
    """Yield those of a country that have the same office and the same function there."""
    for group in _by_country(points):
        seats: dict[str, list[FocalPoint]] = defaultdict(list)
        for point in group:
            seats[fold(f"{point.organisation} {point.unit} {point.title} {point.role}")].append(
                point
            )
        for alike in seats.values():
            for first, second in combinations(alike, 2):
                yield first, second, _SAME_SEAT


def _by_country(points: Sequence[FocalPoint]) -> Iterator[list[FocalPoint]]:
    ordered = sorted(points, key=lambda point: point.country.code)
    for _, group in groupby(ordered, key=lambda point: point.country.code):
        yield list(group)


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
