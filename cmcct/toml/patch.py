"""Patch TOML text so that it parses to new data, touching only the lines that must change."""

import re
import tomllib
from bisect import bisect, bisect_left
from codecs import BOM_UTF8
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Any, NamedTuple

from cmcct.diagnostics import KeyPath
from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import _
from cmcct.text.diffs import Hunk, hunks
from cmcct.toml import splice, values
from cmcct.toml.positions import PositionMap, Range
from cmcct.toml.tables import (
    TableRegion,
    UnsupportedLayoutError,
    iter_dividers,
    iter_tables,
    table_regions,
)

_BLANK = re.compile(rb"[ \t]*(\r?\n|\Z)")
_BLANK_LINES = re.compile(rb"\A([ \t]*\r?\n)+")


class Layout(NamedTuple):
    """What decides where a line goes, beside the data.

    `divider_of` takes the name of an array and one of its tables, and returns the divider below
    which the table belongs, or b"".
    """

    order: Sequence[str] = ()  # of keys
    dividers: Container[bytes] = ()  # comment lines that belong to no table
    divider_of: Callable[[str, Mapping[str, Any]], bytes] = lambda *_: b""
    known: Container[str] = ()  # keys with a meaning; another one may be renamed to one of them


_PLAIN = Layout()


class ListEdit(NamedTuple):
    """Removal, insertion before index `position`, or change of one list item."""

    position: int
    old: Any
    new: Any


def list_edits(old: list[Any], new: list[Any]) -> Iterator[ListEdit]:
    """Yield the steps from one list to another, last item first."""
    for start, end, new_start, new_end in reversed([*_changed_ranges(old, new)]):
        common = min(end - start, new_end - new_start)
        for value in reversed(new[new_start + common : new_end]):
            yield ListEdit(end, None, value)
        for index in reversed(range(start + common, end)):
            yield ListEdit(index, old[index], None)
        for index in reversed(range(common)):
            yield ListEdit(start + index, old[start + index], new[new_start + index])


class Chunk(NamedTuple):
    """A byte range between headers, with its old and its new data."""

    start: int
    end: int
    old: Mapping[str, Any]
    new: Mapping[str, Any]


def changed_chunks(
    data: bytes, old: Mapping[str, Any], new: Mapping[str, Any], dividers: Container[bytes] = ()
) -> list[Chunk]:
    """Return, in order, the chunks to patch to turn a file with data `old` into one with `new`.

    For changed entries of lists, one chunk per entry. For added and removed entries, the chunk
    includes the neighbours, whose lines show the spacing. Otherwise, the whole file.
    """
    try:
        chunks = sorted(_find_chunks(data, old, new, dividers), key=itemgetter(0))
    except ValueError:
        chunks = []
    are_apart = all(above.end <= below.start for above, below in pairwise(chunks))
    return chunks if chunks and are_apart else [Chunk(0, len(data), old, new)]


def _find_chunks(
    data: bytes, old: Mapping[str, Any], new: Mapping[str, Any], dividers: Container[bytes]
) -> Iterator[Chunk]:
    """Yield the chunks of the lists that change.

    Raises `ValueError` if other data changes, or if a chunk has a subtable of an earlier entry.
    """
    tables = [*iter_tables(data, dividers)]
    headers = [table.start for table in tables]
    changed = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    own = {name: [table for table in tables if table.path[:-1] == (name,)] for name in changed}
    for name, entries in own.items():
        sides = old.get(name), new.get(name)
        if not all(isinstance(side, list) for side in sides) or len(old[name]) != len(entries):
            raise ValueError(name)
    leads = sorted([*(table.lead for entries in own.values() for table in entries), len(data)])
    for name, entries in own.items():
        before, after = old[name], new[name]
        for hunk in _add_neighbours(_changed_ranges(before, after), len(before)):
            start, end = _find_bounds(data, entries, hunk, leads)
            parsed = {}
            # An entry that stays is most often alone.
            if bisect(headers, start) < bisect_left(headers, end):
                parsed = tomllib.loads(data[start:end].decode("utf-8-sig"))
            part = {**parsed, name: before[hunk.start : hunk.end]}
            new_part = {**parsed, name: after[hunk.new_start : hunk.new_end]}
            yield Chunk(start, end, part, new_part)


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


def _changed_ranges(before: Sequence[Any], after: Sequence[Any]) -> Iterator[Hunk]:
    """Yield the changed ranges of a list in order; one by one for entries that stay."""
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
    ranges: list[Hunk] = []
    for start, end, new_start, new_end in changed:
        comes_or_goes = end - start != new_end - new_start
        up, down = int(comes_or_goes and start > 0), int(comes_or_goes and end < count)
        hunk = Hunk(start - up, end + down, new_start - up, new_end + down)
        if ranges and hunk.start < ranges[-1].end:
            first = ranges.pop()
            ends = max(first.end, hunk.end), max(first.new_end, hunk.new_end)
            hunk = Hunk(first.start, ends[0], first.new_start, ends[1])
        ranges.append(hunk)
    return ranges


def apply(
    data: bytes, old: Mapping[str, Any], new: Mapping[str, Any], layout: Layout = _PLAIN
) -> bytes:
    """Return TOML text that parses to `new`, given text that parses to `old`.

    Raises `CmcctError`.
    """
    if old == new:
        return data
    parts, place = [], 0
    for part in changed_chunks(data, old, new, layout.dividers):
        text = _patch_chunk(data[part.start : part.end], part.old, part.new, layout)
        parts += [data[place : part.start], text]
        place = part.end
    return b"".join([*parts, data[place:]])


def _patch_chunk(
    data: bytes, old: Mapping[str, Any], new: Mapping[str, Any], layout: Layout
) -> bytes:
    try:
        text = _patch_table(data, (), old, new, layout)
        parsed = tomllib.loads(text.decode("utf-8-sig"))
    except UnicodeEncodeError:
        message = _("the text contains characters that cannot be saved")
        raise CmcctError(message, _("type it again")) from None
    except (ValueError, LookupError):
        # The result does not parse, or the layout was not fully understood.
        raise UnsupportedLayoutError from None
    if parsed != new:
        raise UnsupportedLayoutError
    return text


# Map data changes to text edits.


def _patch_table(
    data: bytes, path: KeyPath, old: Mapping[str, Any], new: Mapping[str, Any], layout: Layout
) -> bytes:
    for key, name in _renames(old, new, layout):
        if place := PositionMap(data).key_range((*path, key)):
            data = splice.replace(data, *place, name)
            old = {name if known == key else known: value for known, value in old.items()}
    for key in old:
        if key not in new:
            data = _delete(data, (*path, key), layout)
    for key, value in new.items():
        if key not in old:
            data = _insert_key(data, path, key, value, layout)
        elif old[key] != value:
            data = _patch_value(data, (*path, key), old[key], value, layout)
    return data


def _renames(
    old: Mapping[str, Any], new: Mapping[str, Any], layout: Layout
) -> Iterator[tuple[str, str]]:
    """Yield the misspelt keys that a known key replaces: with its value, or alone."""
    added = [key for key in new if key not in old and key in layout.known]
    gone = [key for key in old if key not in new and key not in layout.known]
    if not layout.known or any(isinstance(old[key], dict) for key in gone):
        return
    for key in [*gone]:
        alike = (name for name in added if new[name] in (old[key], [old[key]]))
        if name := next(alike, ""):
            added.remove(name)
            gone.remove(key)
            yield key, name
    if len(gone) == len(added) == 1:
        yield gone[0], added[0]


def _patch_value(data: bytes, path: KeyPath, old: Any, new: Any, layout: Layout) -> bytes:
    if isinstance(old, dict) and isinstance(new, dict):
        return _patch_table(data, path, old, new, layout)
    if isinstance(old, list) and isinstance(new, list) and new:  # an empty one has no comments
        return _patch_list(data, path, old, new, layout)
    positions = PositionMap(data)
    span = positions.value_range(path)
    if span is None:
        raise UnsupportedLayoutError
    text = values.format_inline(new)
    if _enclosing_brackets(positions, path) is None:  # as it stands behind its key in a line
        text = values.format_pair(str(path[-1]), new).partition(" = ")[2]
    return splice.replace(data, *span, text)


def _patch_list(
    data: bytes, path: KeyPath, old: list[Any], new: list[Any], layout: Layout
) -> bytes:
    """Change items from last to first, so that earlier offsets stay valid."""
    tables = table_regions(data, path, layout.dividers)
    steps = [*list_edits(old, new)]
    added = [(step.position, step.new) for step in reversed(steps) if step.old is None]
    places = [*_find_places(data, path, tables, added, layout)] if tables and added else []
    for step in steps:
        if step.old is None and tables:
            data = _insert_tables(data, places.pop(), path, [step.new])
        elif step.old is None:
            data = _insert_item(data, path, step)
        elif step.new is None and tables:
            data = _delete_table(data, tables[step.position])
        elif step.new is None:
            data = _delete(data, (*path, step.position), layout)
        elif step.old != step.new:
            data = _patch_item(data, path, tables, step, layout)
    return data


def _insert_item(data: bytes, path: KeyPath, step: ListEdit) -> bytes:
    positions = PositionMap(data)
    around = positions.value_range(path)
    if around is None:
        raise UnsupportedLayoutError
    elements = [pair for _, pair in positions.children(path)]
    text = values.format_inline(step.new)
    changed = splice.insert_element(data, around, elements, step.position, text)
    if _is_too_long(data, changed, positions, path, around):
        texts = [data[start:end].decode() for start, end in elements]
        texts.insert(step.position, text)
        return splice.replace(data, *around, values.format_list(texts))
    return changed


def _is_too_long(
    data: bytes, changed: bytes, positions: PositionMap, path: KeyPath, around: Range
) -> bool:
    """Return whether a one-line list no longer fits the line."""
    if b"\n" in data[slice(*around)] or _enclosing_brackets(positions, path) is not None:
        return False
    start, grown = splice.line_start(changed, around[0]), len(changed) - len(data)
    return len(changed[start : around[1] + grown].decode()) > values.WIDTH


def _patch_item(
    data: bytes, path: KeyPath, tables: list[TableRegion], step: ListEdit, layout: Layout
) -> bytes:
    """Change one item; for a table with a header, parse only its own lines."""
    if not tables:
        return _patch_value(data, (*path, step.position), step.old, step.new, layout)
    region = tables[step.position]
    # Parsed alone, the table has index 0, and enclosing indexes are unknown.
    here: KeyPath = tuple(part for part in path if isinstance(part, str))
    lines = data[region.start : region.end]
    patched = _patch_value(lines, (*here, 0), step.old, step.new, layout)
    return data[: region.start] + patched + data[region.end :]


def _insert_key(data: bytes, path: KeyPath, key: str, value: Any, layout: Layout) -> bytes:
    positions = PositionMap(data)
    around, pairs = positions.value_range(path), positions.children(path)
    if around is not None:
        text = values.format_inline({key: value})[2:-2]
        return splice.insert_element(data, around, [pair for _, pair in pairs], len(pairs), text)
    headers = {table.path: table.start for table in iter_tables(data)}
    if path not in headers:
        return _append_tables(data, path, key, value, layout)
    order = layout.order
    before = order[: order.index(key)] if key in order else [name[len(path)] for name, _ in pairs]
    ends = [end for name, (_, end) in pairs if name[len(path)] in before]
    return splice.insert_line(data, max([headers[path], *ends]), values.format_pair(key, value))


def _append_tables(data: bytes, path: KeyPath, key: str, value: Any, layout: Layout) -> bytes:
    """Add tables with headers: an array below its dividers, or else at the end of the file."""
    if path or not isinstance(value, list | dict):
        raise UnsupportedLayoutError
    if isinstance(value, dict):
        return _insert_tables(data, len(data), (key,), [value], is_array=False)
    places = _find_places(data, (key,), [], [(0, table) for table in value], layout)
    at_places = groupby(zip(places, value, strict=True), lambda pair: pair[0])
    added = [(place, [table for _place, table in pairs]) for place, pairs in at_places]
    for place, tables in reversed(added):
        data = _insert_tables(data, place, (key,), tables)
    return data


def _delete(data: bytes, path: KeyPath, layout: Layout) -> bytes:
    positions = PositionMap(data)
    pair = positions.pair_range(path)
    if pair is None:
        for region in reversed(table_regions(data, path, layout.dividers)):
            data = _delete_table(data, region)
        return data
    around = _enclosing_brackets(positions, path)
    if around is None:
        return splice.remove_lines(data, *pair)
    elements = [element for _, element in positions.children(around)]
    return splice.remove_element(data, elements, elements.index(pair))


def _enclosing_brackets(positions: PositionMap, path: KeyPath) -> KeyPath | None:
    """Return the path of the enclosing array or inline table, or None."""
    around = (path[:length] for length in reversed(range(len(path))))
    return next((outer for outer in around if positions.value_range(outer)), None)


# Tables with headers.


def _find_places(
    data: bytes,
    path: KeyPath,
    tables: Sequence[TableRegion],
    added: Iterable[tuple[int, Any]],
    layout: Layout,
) -> Iterator[int]:
    """Yield the offset at which each new table goes, given its index and data, in order.

    Below its divider, if that is between the tables around; else below the table before it.
    """
    dividers, place = [*iter_dividers(data, layout.dividers)], 0
    for index, table in added:
        if not isinstance(table, dict):
            raise UnsupportedLayoutError
        above = tables[index - 1].end if index else 0
        below = tables[index].lead if index < len(tables) else len(data)
        own = layout.divider_of(str(path[-1]), table)
        place = max(place, above)
        ends = [at.end for line, at in dividers if line == own and place <= at.start < below]
        # A table with none above it goes above the next, and below the comments on the file.
        place = ends[0] if ends else place or below
        yield place


def _insert_tables(
    data: bytes, offset: int, path: KeyPath, tables: Iterable[Any], *, is_array: bool = True
) -> bytes:
    """Insert tables with a header each at an offset, between blank lines."""
    name = ".".join(str(part) for part in path if isinstance(part, str))
    header = f"[[{name}]]" if is_array else f"[{name}]"
    if splice.line_start(data, offset) < offset:
        # The last line of the file, whose end came with the table inserted before this one.
        offset = splice.line_end(data, offset)
    kept = data[:offset].removeprefix(BOM_UTF8)
    text = kept.rstrip()
    before = "\n" * (2 - kept.count(b"\n", len(text))) if text else ""
    after = "" if _BLANK.match(data, offset) else "\n"
    added = "\n".join(values.format_table(header, table) for table in tables)
    return splice.insert(data, offset, f"{before}{added}{after}")


def _delete_table(data: bytes, region: TableRegion) -> bytes:
    """Remove a table, the comments directly above it, and the blank lines on one side."""
    kept, rest = data[: region.lead], data[region.end :]
    # A regular expression would be tried at each line of a large file.
    text = kept.rstrip()
    ended = kept[: splice.line_end(kept, len(text))] if text else b""
    if not rest.strip():
        return ended
    is_apart = ended != kept or not kept.removeprefix(BOM_UTF8)
    return kept + (_BLANK_LINES.sub(b"", rest, count=1) if is_apart else rest)
