"""What changes in a text, line by line, as `diff -u` writes it and `patch` reads it.

Lines that stand once in each text, such as an id, are matched first, and only what is between them
is compared: entries stay whole, and a large file does not take the square of its size. The idea is
Bram Cohen's patience diff.
"""

import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple, TypeAlias

from cmcct.stretches import alike

_Lines: TypeAlias = Sequence[str]
_Pair: TypeAlias = tuple[int, int]  # a line of the old text and one of the new that are the same
_Block: TypeAlias = tuple[int, int, int]  # the first of such lines, and how many they are
_Row: TypeAlias = tuple[_Pair, "_Row | None"]  # the last of some pairs, and those before it

_CONTEXT = 3  # lines shown around a change
_LINE = re.compile(r"[^\n]*\n|[^\n]+")  # str.splitlines ends lines at other characters too


class _Change(NamedTuple):
    """Lines of the old text, and those of the new one that take their place."""

    start: int
    end: int
    new_start: int
    new_end: int


def unified(before: str, after: str, name: str) -> Iterator[str]:
    """Yield the lines of a unified diff of the text of a file; none where it stays as it is."""
    old, new = _LINE.findall(before), _LINE.findall(after)
    for number, hunk in enumerate(_hunks(_changes(old, new))):
        if number == 0:
            yield f"--- a/{name}\n"
            yield f"+++ b/{name}\n"
        yield from _hunk(old, new, hunk)


def _hunk(old: _Lines, new: _Lines, changes: Sequence[_Change]) -> Iterator[str]:
    first, last = changes[0], changes[-1]
    place, end = max(0, first.start - _CONTEXT), min(len(old), last.end + _CONTEXT)
    new_place, new_end = place - first.start + first.new_start, end - last.end + last.new_end
    yield f"@@ -{_range(place, end)} +{_range(new_place, new_end)} @@\n"
    for change in changes:
        yield from (_said(" ", line) for line in old[place : change.start])
        yield from (_said("-", line) for line in old[change.start : change.end])
        yield from (_said("+", line) for line in new[change.new_start : change.new_end])
        place = change.end
    yield from (_said(" ", line) for line in old[place:end])


def _range(start: int, end: int) -> str:
    """Return lines as the head of a hunk counts them; of none it names the one before."""
    return str(end) if end == start + 1 else f"{start + (start < end)},{end - start}"


def _said(sign: str, line: str) -> str:
    return sign + (line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n")


def _hunks(changes: Iterable[_Change]) -> Iterator[list[_Change]]:
    """Put changes together that are shown with no gap between them."""
    near: list[_Change] = []
    for change in changes:
        if near and change.start - near[-1].end > 2 * _CONTEXT:
            yield near
            near = []
        near.append(change)
    if near:
        yield near


# What changes.


def _changes(old: _Lines, new: _Lines) -> Iterator[_Change]:
    end = new_end = above = 0
    for start, new_start, size in _blocks(old, new):
        if (start, new_start) != (end, new_end):
            change = _Change(end, start, new_end, new_start)
            yield _from_header(old, new, change, end - above)
            above = start
        end, new_end = start + size, new_start + size


def _from_header(old: _Lines, new: _Lines, change: _Change, most: int) -> _Change:
    """Move a table that comes or goes up to its own header: the next one's looks the same."""
    start, end, new_start, new_end = change
    if start < end and new_start < new_end:
        return change
    lines, first, last = (old, start, end) if start < end else (new, new_start, new_end)
    up = 0
    while not lines[first - up].startswith("["):
        if up == most or lines[first - up - 1] != lines[last - up - 1]:
            return change
        up += 1
    return _Change(start - up, end - up, new_start - up, new_end - up)


def _blocks(old: _Lines, new: _Lines) -> Iterator[_Block]:
    """Yield what two texts have in common, in order."""
    head = alike(old, new)
    tail = alike(old[head:][::-1], new[head:][::-1])
    # The last lines of two entries may be alike: what is taken from the end are whole tables.
    while tail and not old[-tail].startswith("["):
        tail -= 1
    end, new_end = len(old) - tail, len(new) - tail
    yield 0, 0, head
    start = new_start = head
    once = _rising(_once(old[head:end], new[head:new_end]))
    for a, b, size in [*((head + a, head + b, 1) for a, b in once), (end, new_end, tail)]:
        between = SequenceMatcher(None, old[start:a], new[new_start:b])
        for x, y, n in between.get_matching_blocks():
            yield start + x, new_start + y, n
        yield a, b, size
        start, new_start = a + size, b + size


def _once(old: _Lines, new: _Lines) -> Iterator[_Pair]:
    """Yield where the lines are that stand once in each of two texts, in the order of the first."""
    counts, new_counts = Counter(old), Counter(new)
    places = {line: place for place, line in enumerate(new) if new_counts[line] == 1}
    for place, line in enumerate(old):
        if counts[line] == 1 and line in places:
            yield place, places[line]


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


def _pairs(row: "_Row | None") -> Iterator[_Pair]:
    while row:
        yield row[0]
        row = row[1]
