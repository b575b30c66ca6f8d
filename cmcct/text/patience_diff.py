"""Differences between two lists of texts, such as lines or ids (patience diff).

Texts that are unique in both lists are matched first; only the texts between them are compared.
This keeps large lists fast. After Bram Cohen.
"""

from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import takewhile
from typing import NamedTuple, TypeAlias

_Items: TypeAlias = Sequence[str]
_Pair: TypeAlias = tuple[int, int]  # indexes of equal texts in both lists
_Block: TypeAlias = tuple[int, int, int]  # start in each list, and length
# A linked list: the last pair, and the pairs before it.
_Chain: TypeAlias = tuple[_Pair, "_Chain | None"]


class Hunk(NamedTuple):
    """A range of one list, and the range of the other that replaces it."""

    start: int
    end: int
    new_start: int
    new_end: int


def hunks(old: _Items, new: _Items) -> Iterator[Hunk]:
    """Yield the differing ranges of two lists in order; the rest is equal."""
    end = new_end = 0
    for start, new_start, size in _matching_blocks(old, new):
        if (start, new_start) != (end, new_end):
            yield Hunk(end, start, new_end, new_start)
        end, new_end = start + size, new_start + size


def _matching_blocks(old: _Items, new: _Items) -> Iterator[_Block]:
    """Yield the matching blocks of two lists in order, then an empty block at the ends."""
    head = _common_prefix(old, new)
    yield 0, 0, head
    once = (
        (head + a, head + b) for a, b in _longest_increasing(_unique_common(old[head:], new[head:]))
    )
    start = new_start = head
    for a, b in [*once, (len(old), len(new))]:
        for x, y, size in _match_short(old[start:a], new[new_start:b]):
            yield start + x, new_start + y, size
        yield a, b, int(a < len(old))
        start, new_start = a + 1, b + 1


def _match_short(old: _Items, new: _Items) -> Iterator[_Block]:
    """Yield the matching blocks of two short lists: common start, middle, common end."""
    head = _common_prefix(old, new)
    tail = _common_prefix(old[head:][::-1], new[head:][::-1])
    end, new_end = len(old) - tail, len(new) - tail
    yield 0, 0, head
    if head < end and head < new_end:
        middle = SequenceMatcher(None, old[head:end], new[head:new_end])
        for a, b, size in middle.get_matching_blocks():
            yield head + a, head + b, size
    yield end, new_end, tail


def _common_prefix(one: _Items, other: _Items) -> int:
    """Return the length of the common start of two lists."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _unique_common(old: _Items, new: _Items) -> Iterator[_Pair]:
    """Yield the index pairs of texts that are unique in both lists, ordered by the first."""
    counts, new_counts = Counter(old), Counter(new)
    indexes = {text: index for index, text in enumerate(new) if new_counts[text] == 1}
    for index, text in enumerate(old):
        if counts[text] == 1 and text in indexes:
            yield index, indexes[text]


def _longest_increasing(pairs: Iterable[_Pair]) -> list[_Pair]:
    """Return the longest subsequence of pairs whose second parts increase.

    Uses patience sorting.
    """
    rows: list[_Chain] = []  # by length: the subsequence with the smallest last element
    lasts: list[int] = []  # those last elements
    for pair in pairs:
        index = bisect(lasts, pair[1])
        row = pair, (rows[index - 1] if index else None)
        lasts[index : index + 1], rows[index : index + 1] = [pair[1]], [row]
    return [*_unwind(rows[-1] if rows else None)][::-1]


def _unwind(row: _Chain | None) -> Iterator[_Pair]:
    while row:
        yield row[0]
        row = row[1]
