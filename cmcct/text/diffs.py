"""Differences between two lists of values, such as lines or ids, and unified diffs (`diff -u`).

Values that are unique in both lists are matched first; only those between them are compared.
This patience diff, after Bram Cohen, keeps large lists fast.
"""

import re
from bisect import bisect
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import takewhile
from typing import NamedTuple, TypeAlias

# A linked list: the last pair, and the pairs before it.
_Chain: TypeAlias = tuple[tuple[int, int], "_Chain | None"]

_CONTEXT = 3  # context lines around a change
_LINE = re.compile(r"[^\n]*\n|[^\n]+")  # str.splitlines also splits at other characters


class Hunk(NamedTuple):
    """A range of one list, and the range of the other that replaces it."""

    start: int
    end: int
    new_start: int
    new_end: int


def hunks(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[Hunk]:
    """Yield the differing ranges of two lists in order; the rest is equal."""
    end = new_end = 0
    for start, new_start, size in _matching_blocks(old, new):
        if (start, new_start) != (end, new_end):
            yield Hunk(end, start, new_end, new_start)
        end, new_end = start + size, new_start + size


def _matching_blocks(
    old: Sequence[Hashable], new: Sequence[Hashable]
) -> Iterator[tuple[int, int, int]]:
    """Yield the matching blocks of two lists in order, then an empty block at the ends.

    A block is its start in each list, and its length.
    """
    head = common_prefix(old, new)
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


def _match_short(
    old: Sequence[Hashable], new: Sequence[Hashable]
) -> Iterator[tuple[int, int, int]]:
    """Yield the matching blocks of two short lists: common start, middle, common end."""
    head = common_prefix(old, new)
    tail = common_prefix(old[head:][::-1], new[head:][::-1])
    end, new_end = len(old) - tail, len(new) - tail
    yield 0, 0, head
    if head < end and head < new_end:
        middle = SequenceMatcher(None, old[head:end], new[head:new_end])
        for a, b, size in middle.get_matching_blocks():
            yield head + a, head + b, size
    yield end, new_end, tail


def common_prefix(old: Sequence[Hashable], new: Sequence[Hashable]) -> int:
    """Return the length of the common start of two lists, or texts."""
    pairs = zip(old, new, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _unique_common(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[tuple[int, int]]:
    """Yield the index pairs of texts that are unique in both lists, ordered by the first."""
    counts, new_counts = Counter(old), Counter(new)
    indexes = {text: index for index, text in enumerate(new) if new_counts[text] == 1}
    for index, text in enumerate(old):
        if counts[text] == 1 and text in indexes:
            yield index, indexes[text]


def _longest_increasing(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
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


def _unwind(row: _Chain | None) -> Iterator[tuple[int, int]]:
    while row:
        yield row[0]
        row = row[1]


# Unified diffs, readable by `patch`.


def unified_diff(before: str, after: str, name: str) -> Iterator[str]:
    """Yield the lines of a unified diff of a file; none if the texts are equal."""
    old, new = _LINE.findall(before), _LINE.findall(after)
    for number, hunk in enumerate(_group_changes(_changes(old, new))):
        if number == 0:
            yield f"--- a/{name}\n"
            yield f"+++ b/{name}\n"
        first, last = hunk[0], hunk[-1]
        begin, end = max(0, first.start - _CONTEXT), min(len(old), last.end + _CONTEXT)
        new_begin, new_end = begin - first.start + first.new_start, end - last.end + last.new_end
        yield f"@@ -{_format_range(begin, end)} +{_format_range(new_begin, new_end)} @@\n"
        for change in hunk:
            yield from (_format_line(" ", line) for line in old[begin : change.start])
            yield from (_format_line("-", line) for line in old[change.start : change.end])
            yield from (_format_line("+", line) for line in new[change.new_start : change.new_end])
            begin = change.end
        yield from (_format_line(" ", line) for line in old[begin:end])


def _format_range(start: int, end: int) -> str:
    """Format a range for a hunk header; an empty range names the line before it."""
    return str(end) if end == start + 1 else f"{start + (start < end)},{end - start}"


def _format_line(sign: str, line: str) -> str:
    return sign + (line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n")


def _group_changes(changes: Iterable[Hunk]) -> Iterator[list[Hunk]]:
    """Group changes whose context lines touch."""
    near: list[Hunk] = []
    for change in changes:
        if near and change.start - near[-1].end > 2 * _CONTEXT:
            yield near
            near = []
        near.append(change)
    if near:
        yield near


def _changes(old: Sequence[str], new: Sequence[str]) -> Iterator[Hunk]:
    above = 0
    for hunk in hunks(old, new):
        yield _slide_to_header(old, new, hunk, hunk.start - above)
        above = hunk.end


def _slide_to_header(old: Sequence[str], new: Sequence[str], hunk: Hunk, most: int) -> Hunk:
    """Shift an added or removed block up to its own header, if equal lines allow it."""
    start, end, new_start, new_end = hunk
    if start < end and new_start < new_end:
        return hunk
    lines, first, last = (old, start, end) if start < end else (new, new_start, new_end)
    up = 0
    while not lines[first - up].startswith("["):
        if up == most or lines[first - up - 1] != lines[last - up - 1]:
            return hunk
        up += 1
    return Hunk(start - up, end - up, new_start - up, new_end - up)
