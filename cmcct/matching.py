"""Where two lists of texts differ, such as the lines of a file before and after, or its ids.

What stands once in each is matched first, and only what is between such texts is compared: of a
large list nearly all would be compared with nearly all. The idea is Bram Cohen's patience diff.
"""

from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import takewhile
from typing import NamedTuple, TypeAlias

_Texts: TypeAlias = Sequence[str]
_Pair: TypeAlias = tuple[int, int]  # a place in each list, of texts that are the same
_Block: TypeAlias = tuple[int, int, int]  # the first of such places, and how many follow
_Row: TypeAlias = tuple[_Pair, "_Row | None"]  # the last of some pairs, and those before it


class Gap(NamedTuple):
    """Places of one list, and those of another that are there instead."""

    start: int
    end: int
    new_start: int
    new_end: int


def gaps(old: _Texts, new: _Texts) -> Iterator[Gap]:
    """Yield where two lists differ, in order; between the gaps they are the same."""
    end = new_end = 0
    for start, new_start, size in _blocks(old, new):
        if (start, new_start) != (end, new_end):
            yield Gap(end, start, new_end, new_start)
        end, new_end = start + size, new_start + size


def _blocks(old: _Texts, new: _Texts) -> Iterator[_Block]:
    """Yield what two lists have in common, in order, and at last where they end."""
    head = _alike(old, new)
    yield 0, 0, head
    once = ((head + a, head + b) for a, b in _rising(_once(old[head:], new[head:])))
    start = new_start = head
    for a, b in [*once, (len(old), len(new))]:
        for x, y, size in _near(old[start:a], new[new_start:b]):
            yield start + x, new_start + y, size
        yield a, b, int(a < len(old))
        start, new_start = a + 1, b + 1


def _near(old: _Texts, new: _Texts) -> Iterator[_Block]:
    """Yield what two short lists have in common, from the start on, the end, and in the middle."""
    head = _alike(old, new)
    tail = _alike(old[head:][::-1], new[head:][::-1])
    end, new_end = len(old) - tail, len(new) - tail
    yield 0, 0, head
    if head < end and head < new_end:
        middle = SequenceMatcher(None, old[head:end], new[head:new_end])
        for a, b, size in middle.get_matching_blocks():
            yield head + a, head + b, size
    yield end, new_end, tail


def _alike(one: _Texts, other: _Texts) -> int:
    """Return how many texts two lists have in common from the start."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _once(old: _Texts, new: _Texts) -> Iterator[_Pair]:
    """Yield where the texts are that stand once in each list, in the order of the first."""
    counts, new_counts = Counter(old), Counter(new)
    places = {text: place for place, text in enumerate(new) if new_counts[text] == 1}
    for place, text in enumerate(old):
        if counts[text] == 1 and text in places:
            yield place, places[text]


def _rising(pairs: Iterable[_Pair]) -> list[_Pair]:
    """Return the most pairs of which the second parts rise as the first ones do.

    It is the longest increasing subsequence, as patience sorting finds it.
    """
    rows: list[_Row] = []  # for each length, the one of which the last pair is the least
    lasts: list[int] = []  # the second parts of those pairs
    for pair in pairs:
        place = bisect(lasts, pair[1])
        row = pair, (rows[place - 1] if place else None)
        lasts[place : place + 1], rows[place : place + 1] = [pair[1]], [row]
    return [*_pairs(rows[-1] if rows else None)][::-1]


def _pairs(row: _Row | None) -> Iterator[_Pair]:
    while row:
        yield row[0]
        row = row[1]
