"""Chunks: the parts of a TOML file that an edit concerns, to avoid parsing a large file again."""

import tomllib
from bisect import bisect, bisect_left
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import Any, NamedTuple, TypeAlias

from cmcct.text.patience_diff import Hunk, hunks
from cmcct.toml.tables import TableRegion, iter_tables

Table: TypeAlias = Mapping[str, Any]


class Chunk(NamedTuple):
    """A byte range between headers, with its old and its new data."""

    start: int
    end: int
    old: Table
    new: Table


class _Entries(NamedTuple):
    """A list whose entries all have a header; `headers` are the offsets of all in the file."""

    name: str
    headers: list[int]
    tables: list[TableRegion]
    before: Sequence[Any]
    after: Sequence[Any]


def changed_chunks(
    data: bytes, old: Table, new: Table, dividers: Container[bytes] = ()
) -> list[Chunk]:
    """Return, in order, the chunks to patch to turn a file with data `old` into one with `new`.

    For changed entries of lists, one chunk per entry. For added and removed entries, the chunk
    includes the neighbours, whose lines show the spacing. Otherwise, the whole file.
    """
    try:
        found = sorted(
            _chunks(data, [*_changed_lists(data, old, new, dividers)]), key=itemgetter(0)
        )
    except ValueError:
        found = []
    are_apart = all(above.end <= below.start for above, below in pairwise(found))
    return found if found and are_apart else [Chunk(0, len(data), old, new)]


def _changed_lists(
    data: bytes, old: Table, new: Table, dividers: Container[bytes]
) -> Iterator[_Entries]:
    """Yield the changed lists; raise `ValueError` if other data changes."""
    tables = [*iter_tables(data, dividers)]
    for name in {**old, **new}:
        before, after = old.get(name), new.get(name)
        if before == after:
            continue
        own = [table for table in tables if table.path[:-1] == (name,)]
        if not (isinstance(before, list) and isinstance(after, list) and len(before) == len(own)):
            raise ValueError(name)
        yield _Entries(name, [table.start for table in tables], own, before, after)


def _chunks(data: bytes, lists: Sequence[_Entries]) -> Iterator[Chunk]:
    """Yield the chunks; raise `ValueError` if one contains a subtable of an earlier entry."""
    leads = sorted([*(table.lead for entries in lists for table in entries.tables), len(data)])
    for entries in lists:
        for hunk in _add_neighbours(_changed_ranges(entries), len(entries.before)):
            start, end = _find_bounds(data, entries.tables, hunk, leads)
            parsed = {}
            # An entry that stays is most often alone.
            if bisect(entries.headers, start) < bisect_left(entries.headers, end):
                parsed = tomllib.loads(data[start:end].decode("utf-8-sig"))
            old = {**parsed, entries.name: entries.before[hunk.start : hunk.end]}
            new = {**parsed, entries.name: entries.after[hunk.new_start : hunk.new_end]}
            yield Chunk(start, end, old, new)


def _find_bounds(
    data: bytes, tables: Sequence[TableRegion], hunk: Hunk, leads: Sequence[int]
) -> tuple[int, int]:
    """Return the byte range of some entries; comments directly above a header belong to it."""
    if hunk.end - hunk.start == 1 == hunk.new_end - hunk.new_start:
        start = tables[hunk.start].start
        return start, leads[bisect(leads, start)]
    # A range at either end of the list extends to that end of the file.
    return (
        tables[hunk.start].start if hunk.start else 0,
        tables[hunk.end].lead if hunk.end < len(tables) else len(data),
    )


def item_keys(items: Iterable[Any]) -> list[str]:
    """Return a key for each item that is stable across edits: a table's id, else its repr."""
    return [
        str(item["id"]) if isinstance(item, dict) and "id" in item else repr(item) for item in items
    ]


def _changed_ranges(entries: _Entries) -> Iterator[Hunk]:
    """Yield the changed ranges of a list in order; one by one for entries that stay."""
    before, after = entries.before, entries.after
    place = new_place = 0
    end = Hunk(len(before), len(before), len(after), len(after))
    for hunk in [*hunks(item_keys(before), item_keys(after)), end]:
        for old, new in enumerate(range(new_place, hunk.new_start), place):
            if before[old] is not after[new] and before[old] != after[new]:
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
