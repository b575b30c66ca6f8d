"""Chunks: the parts of a TOML file that an edit concerns, to avoid parsing a large file again."""

import re
import tomllib
from bisect import bisect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, pairwise
from operator import itemgetter
from typing import Any, NamedTuple, TypeAlias

from cmcct.text.patience_diff import Hunk, hunks
from cmcct.toml import splice

Table: TypeAlias = Mapping[str, Any]

# Strings and comments, which cannot contain a header. All quantifiers are possessive, so that the
# time is linear.
_TEXT = rb"""
      \"{3} (?: [^"\\]++ | \\. | \"{1,2}+(?!\") )*+ \"{3,5}+
    | '{3} (?: [^']++ | '{1,2}+(?!') )*+ '{3,5}+
    | \" (?: [^"\\\n]++ | \\. )*+ \"
    | ' [^'\n]*+ '
    | \# [^\n]*+
"""


class Chunk(NamedTuple):
    """A byte range between headers, with its old and its new data."""

    start: int
    end: int
    old: Table
    new: Table


class _Entries(NamedTuple):
    """A list whose entries all have a header in the first column, with the headers' offsets."""

    name: str
    headers: list[int]
    before: Sequence[Any]
    after: Sequence[Any]


def changed_chunks(data: bytes, old: Table, new: Table) -> list[Chunk]:
    """Return, in order, the chunks to patch to turn a file with data `old` into one with `new`.

    For changed entries of lists, one chunk per entry. For added and removed entries, the chunk
    includes the neighbours, whose lines show the spacing. Otherwise, the whole file.
    """
    try:
        found = sorted(_chunks(data, [*_changed_lists(data, old, new)]), key=itemgetter(0))
    except ValueError:
        found = []
    are_apart = all(above.end <= below.start for above, below in pairwise(found))
    return found if found and are_apart else [Chunk(0, len(data), old, new)]


def _changed_lists(data: bytes, old: Table, new: Table) -> Iterator[_Entries]:
    """Yield the changed lists; raise `ValueError` if other data changes."""
    for name in {**old, **new}:
        before, after = old.get(name), new.get(name)
        if before == after:
            continue
        headers = header_offsets(data, name)
        if not (
            isinstance(before, list) and isinstance(after, list) and len(before) == len(headers)
        ):
            raise ValueError(name)
        yield _Entries(name, headers, before, after)


def _chunks(data: bytes, lists: Sequence[_Entries]) -> Iterator[Chunk]:
    """Yield the chunks; raise `ValueError` if one contains a subtable of an earlier entry."""
    ends = sorted([*chain.from_iterable(entries.headers for entries in lists), len(data)])
    for entries in lists:
        for hunk in _add_neighbours(_changed_ranges(entries), len(entries.before)):
            start, end = _line_bounds(data, entries.headers, hunk, ends)
            parsed = tomllib.loads(data[start:end].decode("utf-8-sig"))
            old = {**parsed, entries.name: entries.before[hunk.start : hunk.end]}
            new = {**parsed, entries.name: entries.after[hunk.new_start : hunk.new_end]}
            yield Chunk(start, end, old, new)


def _line_bounds(
    data: bytes, headers: Sequence[int], hunk: Hunk, ends: Sequence[int]
) -> tuple[int, int]:
    """Return the byte range of some entries."""
    if hunk.end - hunk.start == 1 == hunk.new_end - hunk.new_start:
        start = headers[hunk.start]
        return start, _skip_comments_above(data, ends[bisect(ends, start)])
    # A range at either end of the list extends to that end of the file.
    start = headers[hunk.start] if hunk.start else 0
    return start, _skip_comments_above(data, headers[hunk.end]) if hunk.end < len(headers) else len(
        data
    )


def _skip_comments_above(data: bytes, end: int) -> int:
    """Return the start of the comments directly above a header, which belong to it."""
    above = splice.line_start(data, end - 1)
    while end < len(data) and data[above:end].lstrip(b" \t").startswith(b"#"):
        above, end = splice.line_start(data, above - 1), above
    return end


def item_keys(items: Iterable[Any]) -> list[str]:
    """Return a key for each item that is stable across edits: a table's id, else its repr."""
    return [
        str(item["id"]) if isinstance(item, dict) and "id" in item else repr(item) for item in items
    ]


def _changed_ranges(entries: _Entries) -> Iterator[Hunk]:
    """Yield the changed ranges of a list in order; one by one for entries that stay."""
    _, _, before, after = entries
    place = new_place = 0
    end = Hunk(len(before), len(before), len(after), len(after))
    for hunk in [*hunks(item_keys(before), item_keys(after)), end]:
        for old, new in enumerate(range(new_place, hunk.new_start), place):
            if before[old] != after[new]:
                yield Hunk(old, old + 1, new, new + 1)
        if hunk != end:
            yield hunk
        place, new_place = hunk.end, hunk.new_end


def _add_neighbours(changed: Iterable[Hunk], count: int) -> list[Hunk]:
    """Add both neighbours to ranges that change in length; merge overlapping ranges."""
    found: list[Hunk] = []
    for start, end, new_start, new_end in changed:
        comes_or_goes = end - start != new_end - new_start
        up, down = int(comes_or_goes and start > 0), int(comes_or_goes and end < count)
        hunk = Hunk(start - up, end + down, new_start - up, new_end + down)
        if found and hunk.start < found[-1].end:
            first = found.pop()
            ends = max(first.end, hunk.end), max(first.new_end, hunk.new_end)
            hunk = Hunk(first.start, ends[0], first.new_start, ends[1])
        found.append(hunk)
    return found


def header_offsets(data: bytes, name: str) -> list[int]:
    """Return the offsets of the headers `[[name]]` in valid TOML.

    Headers that are indented, or contain spaces or quotes, are not found.
    """
    header = rb"\n (?= \[\[ %b \]\] )" % re.escape(name.encode())
    other = rb"(?: [^\"'\#\n]++ | %b | (?!%b) \n )*+" % (_TEXT, header)
    # The end of the file also matches; a failed search would restart inside a string.
    piece = re.compile(rb"%b (?: (%b) | \Z)" % (other, header), re.DOTALL | re.VERBOSE)
    return [match.start(1) for match in piece.finditer(b"\n" + data) if match[1]]
