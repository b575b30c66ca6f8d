"""Detection of entries that may describe the same person or seat."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations, repeat
from typing import NamedTuple

from cmcct.errors import suggest
from cmcct.fieldtypes import phone_number
from cmcct.i18n.messages import _
from cmcct.model.entities import FocalPoint
from cmcct.privacy.levels import channel_key
from cmcct.text.folding import fold

SAME_EMAIL = _("same e-mail address")
SAME_NUMBER = _("same number")
SAME_HANDLE = _("same username")
SAME_NAME = _("same name")
_SIMILAR_NAMES = _("similar names")
_SAME_SEAT = _("same office and role")
MAX_GROUP = 50  # entries sharing one trait, above which not every pair is listed
_MIN_SIMILARITY = 0.85  # similarity of two folded names: one or two typos, or another word order


class DuplicatePair(NamedTuple):
    """Two entries that may be duplicates, and why."""

    first: str
    second: str
    reasons: tuple[str, ...]


def find_duplicates(points: Sequence[FocalPoint]) -> tuple[list[DuplicatePair], bool]:
    """Return the pairs of entries that may be the same person or seat, most reasons first.

    Also returns whether a large group is paired with its first entry only.

    Time and output are linear in the number of entries: in a group of more than `MAX_GROUP` entries
    with the same trait, such as an office number, each entry is paired with the first only.
    """
    groups = [*_by_channel(points), *_by_name(points), *_by_seat(points)]
    reasons: dict[tuple[str, str], list[str]] = defaultdict(list)
    for reason, group in groups:
        for first, second in _pairs(group):
            if reason not in reasons[first.id, second.id]:
                reasons[first.id, second.id].append(reason)
    pairs = [DuplicatePair(*ids, tuple(each)) for ids, each in reasons.items()]
    has_crowd = any(len(group) > MAX_GROUP for _, group in groups)
    return sorted(pairs, key=lambda pair: (-len(pair.reasons), pair)), has_crowd


def _pairs(group: Sequence[FocalPoint]) -> Iterator[tuple[FocalPoint, FocalPoint]]:
    """Yield every pair of a small group; of a large one, the first entry with each other."""
    if len(group) <= MAX_GROUP:
        return combinations(group, 2)
    return zip(repeat(group[0]), group[1:], strict=False)


def _by_channel(points: Sequence[FocalPoint]) -> Iterator[tuple[str, Sequence[FocalPoint]]]:
    """Yield the groups that share an e-mail address, a number or a handle."""
    # Keyed by index: hashing whole entries is slow.
    owners: dict[tuple[str, ...], dict[int, FocalPoint]] = defaultdict(dict)
    for index, point in enumerate(points):
        for email in point.emails:
            owners[SAME_EMAIL, email.address.casefold()][index] = point
        for phone in point.phones:
            number = f"{point.country.code} {phone.number}" if phone.national else phone.number
            # With the extension: many people share one switchboard number.
            owners[SAME_NUMBER, phone_number.format_e164(number), phone.ext][index] = point
        for handle in point.handles:
            owners[SAME_HANDLE, *channel_key(handle)][index] = point
    for (reason, *_ignored), sharing in owners.items():
        yield reason, [*sharing.values()]


def _by_name(points: Sequence[FocalPoint]) -> Iterator[tuple[str, Sequence[FocalPoint]]]:
    """Yield the groups within a country whose names are equal or similar."""
    countries: dict[str, dict[str, list[FocalPoint]]] = defaultdict(lambda: defaultdict(list))
    for point in sorted(points, key=lambda point: point.country.code):
        if point.name:
            countries[point.country.code][_sorted_words(point.name)].append(point)
    for named in countries.values():
        for same in named.values():
            yield SAME_NAME, same
        names = [*named]
        for first, second in suggest.similar_pairs(names, _MIN_SIMILARITY):
            # Entries with equal names are already paired above.
            yield _SIMILAR_NAMES, [named[names[first]][0], named[names[second]][0]]


def are_alike(name: str, other: str) -> bool:
    """Return whether two names differ by at most a typo or two and the order of words."""
    return bool(
        [*suggest.similar_pairs([_sorted_words(name), _sorted_words(other)], _MIN_SIMILARITY)]
    )


def _sorted_words(name: str) -> str:
    return " ".join(sorted(fold(name).split()))


def _by_seat(points: Sequence[FocalPoint]) -> Iterator[tuple[str, Sequence[FocalPoint]]]:
    """Yield the groups within a country that have the same office and function."""
    seats: dict[tuple[str, str], list[FocalPoint]] = defaultdict(list)
    for point in points:
        seat = fold(f"{point.organisation} {point.unit} {point.title} {point.role}")
        seats[point.country.code, seat].append(point)
    for same in seats.values():
        yield _SAME_SEAT, same
