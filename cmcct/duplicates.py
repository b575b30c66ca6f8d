"""The same person or seat entered twice, as far as one can tell."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations, groupby
from typing import NamedTuple

from cmcct import phones, suggest
from cmcct.folding import fold
from cmcct.model import FocalPoint
from cmcct.wording import say

_SAME_EMAIL = say("same e-mail address")
_SAME_NUMBER = say("same number")
_SAME_NAME = say("same name")
_SIMILAR_NAMES = say("similar names")
_SAME_SEAT = say("same office and function")
_ALIKE = 0.85  # of two folded names: a slip or two, or the same words in another order


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
