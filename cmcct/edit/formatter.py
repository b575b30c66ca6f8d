"""Canonical layout of a directory file.

Values are normalised, keys and entries sorted. Comments stay with their value, key or table. Every
territory has its line.
"""

import re
import tomllib
from codecs import BOM_UTF8
from collections.abc import Hashable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cache
from itertools import chain, groupby
from operator import itemgetter
from typing import Any, NamedTuple

from cmcct.diagnostics import KeyPath
from cmcct.edit import operations
from cmcct.edit.operations import RawTable
from cmcct.edit.transaction import Parsed
from cmcct.errors.exceptions import AmbiguousCountryError, UnknownValueError
from cmcct.model.fields import KEYS, UNORDERED
from cmcct.model.territory_lines import (
    expected_names,
    format_line,
    line_name,
    names_by_line,
)
from cmcct.reference.countries import find_country
from cmcct.text.folding import fold
from cmcct.toml import patch, plain_tables, splice, tables, values
from cmcct.toml.positions import PositionMap, Range
from cmcct.toml.tables import TableRegion

_TABLE = "focal_point"
_END = "\n"  # the name of the block with the text at the end of the file; no table has it
_SETS = UNORDERED - {"merged"}  # merged ids stay in the order of the merges


def format_file(data: bytes, raw: RawTable) -> bytes:
    """Return the text in canonical layout, as `format_parsed` does."""
    return format_parsed(data, raw).text


def format_parsed(data: bytes, raw: RawTable) -> Parsed:
    """Return the text in canonical layout, and its data; `raw` is the parsed text.

    Raises `UnsupportedLayoutError`.
    """
    original = data
    data = re.sub(rb"\r?\n", splice.detect_newline(data), data)
    wanted = _table("file", raw, (), _Lists(data))
    text = patch.apply(data, raw, wanted)
    regions = tables.top_regions(text, names_by_line())
    headed = {str(region.path[0]) for region in regions if region.path}
    if headed:
        text = _arrange(text, regions, wanted)
    try:
        formatted = raw if text == original else tomllib.loads(text.decode("utf-8-sig"))
    except ValueError:
        raise tables.UnsupportedLayoutError from None
    if formatted != {
        name: sorted(value, key=lambda table: _rank(name, table))
        if name in headed and isinstance(value, list)
        else value
        for name, value in wanted.items()
    }:
        raise tables.UnsupportedLayoutError
    return Parsed(text, formatted)


class _Lists:
    """The lists of a file, and whether they contain comments."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._source = PositionMap(data)

    def are_plain(self, path: KeyPath) -> bool:
        """Return whether a list has no comments, which reordering would misplace or lose."""
        around = self._source.value_range(path)
        if around is None:
            return False
        _, *ends = chain.from_iterable(pair for _, pair in self._source.children(path))
        gaps = zip(ends[::2], [*ends[1::2], around[1]], strict=True)
        return not any(b"#" in self._data[slice(*gap)] for gap in gaps)


# Values.


def _table(kind: str, raw: RawTable, path: KeyPath, lists: _Lists) -> RawTable:
    specs = KEYS.get(kind, {})
    kinds = {key: specs[key].kind if key in specs else "" for key in raw}
    formatted = {key: _value(kinds[key], value, (*path, key), lists) for key, value in raw.items()}
    number = raw.get("number")
    if kind == "phone" and isinstance(number, str):
        formatted["number"] = _phone(number)
    return formatted


def _value(kind: str, value: Any, path: KeyPath, lists: _Lists) -> Any:
    """Return the normalised value; values of an unexpected type are unchanged."""
    if isinstance(value, list) and kind.startswith("["):
        below = kind.strip("[]")
        items = [_value(below, item, (*path, index), lists) for index, item in enumerate(value)]
        tidy = _deduplicate(str(path[-1]), items) if len(path) > 1 else items
        return tidy if tidy == items or lists.are_plain(path) else items
    if isinstance(value, dict):
        return _table(kind, value, path, lists)
    if not isinstance(value, str):
        return value
    text = value.strip()
    if kind == "country":
        with suppress(AmbiguousCountryError, UnknownValueError):
            return find_country(text).name
    return _phone(text) if kind == "phone" else text


def _deduplicate(key: str, items: list[Any]) -> list[Any]:
    """Return a list without duplicates, sorted if the order has no meaning."""
    # A dictionary lookup: pairwise comparison of 100,000 numbers took a minute.
    first = dict[Hashable, Any]()
    for item in items:
        first.setdefault(values.identity(item), item)
    once = [*first.values()]
    are_words = all(isinstance(item, str) for item in once)
    return sorted(once, key=fold) if key in _SETS and are_words else once


def _phone(number: str) -> str:
    from cmcct.fieldtypes import phone_number

    written = " ".join(number.split())
    return (
        phone_number.format_international(written) if phone_number.can_exist(written) else written
    )


# Tables and keys.


class _Block(NamedTuple):
    """A table of the file with its subtables and comments, a territory line, or other comments."""

    name: str
    rank: tuple[str, ...]
    intro: bytes  # comments above the first table of the name, which apply to all of them
    text: bytes


def _rank(name: str, table: RawTable) -> tuple[str, ...]:
    """Return the sort key of a table."""
    if name == _TABLE:
        return operations.sort_key(table)
    return str(table.get("date", "")), str(table.get("id", ""))


def _arrange(data: bytes, regions: Sequence[TableRegion], raw: RawTable) -> bytes:
    """Sort the tables and their keys; separate tables and territory lines by a blank line."""
    # Text above the first table, apart from it, is about the file and stays at the top.
    start = len(BOM_UTF8) if data.startswith(BOM_UTF8) else 0
    parts = [data[start : regions[0].lead]]
    unsorted = [*_line_blocks(data, regions, raw), *_blocks(data, regions, raw)]
    blocks = sorted(unsorted, key=lambda block: (_table_rank(block.name), block.rank))
    for _, group in groupby(blocks, key=lambda block: block.name):
        alike = list(group)
        parts += [*(block.intro for block in alike), *(block.text for block in alike)]
    return data[:start] + _join_blocks(parts, splice.detect_newline(data))


def _line_blocks(data: bytes, regions: Sequence[TableRegion], raw: RawTable) -> Iterator[_Block]:
    """Yield the territory lines that the file should have, and others that it has."""
    written = {line_name(data, region) for region in regions if not region.path}
    for name in written | expected_names(raw):
        yield _Block(_TABLE, (fold(name),), b"", format_line(name))


def _blocks(data: bytes, regions: Sequence[TableRegion], raw: RawTable) -> Iterator[_Block]:
    """Yield the tables, and the comments that stand apart above a territory line or the end.

    Above a line, they stay below the line or entry above them; without one, they are about all
    entries.
    """
    seen, end = set[str](), regions[0].lead
    rank: tuple[str, ...] = ()  # of the line or entry above
    for region in regions:
        gap, comments = data[end : region.lead], data[region.lead : region.start]
        end = region.end
        if not region.path:
            yield _Block(_TABLE, rank, b"", gap) if rank else _Block(_TABLE, (), gap, b"")
            seen.add(_TABLE)
            rank = (fold(line_name(data, region)),)
            continue
        name = str(region.path[0])
        text = comments + _sort_keys(region.path, data[region.start : region.end])
        if name in seen:
            text, gap = _join_blocks([gap, text], splice.detect_newline(data)), b""
        seen.add(name)
        block = _Block(name, _rank(name, _get_at(raw, region.path)), gap, text)
        rank = block.rank if name == _TABLE else rank
        yield block
    if not regions[-1].path:
        yield _Block(_TABLE, rank, b"", data[end:])
    elif _TABLE not in seen:
        # Where entries are still to come, the end of the file says how to add them.
        yield _Block(_TABLE, (), data[end:], b"")
    else:
        yield _Block(_END, (), b"", data[end:])


def _get_at(raw: RawTable, path: KeyPath) -> RawTable:
    value: Any = raw
    for part in path:
        value = value[part]
    return value if isinstance(value, dict) else {}


def _table_rank(name: str) -> int:
    names = [*KEYS["file"]]
    return names.index(name) if name in names else len(names) + (name == _END)


def _sort_keys(table: KeyPath, data: bytes) -> bytes:
    """Return the text of a table with sorted keys; comments move with the key below them."""
    before = first = splice.line_end(data, 0)
    ranks, lines = _key_ranks(str(table[0])), []
    for name, (pair_start, pair_end) in _find_pairs(table, data):
        key = splice.line_start(data, pair_start)
        after = splice.line_end(data, pair_end)
        comments = (line for line in data[before:key].splitlines(keepends=True) if line.strip())
        line = splice.ensure_newline(data[key:after], data)
        lines.append((ranks.get(name, len(ranks)), b"".join([*comments, line])))
        before = after
    ordered = [line for _, line in sorted(lines, key=itemgetter(0))]
    return b"".join([data[:first], *ordered, data[before:]])


def _find_pairs(table: KeyPath, data: bytes) -> list[tuple[str, Range]]:
    """Return the first parts of the keys of a table in its text, and the ranges of the pairs."""
    pairs = plain_tables.find_pairs(data)
    if pairs is not None:
        return pairs
    # Parsed alone, the table has index 0. One position map per table: one of a large file needs too
    # much memory.
    path = (table[0], 0) if len(table) > 1 else table
    return [(str(name[len(path)]), pair) for name, pair in PositionMap(data).children(path)]


@cache
def _key_ranks(kind: str) -> dict[str, int]:
    return {key: rank for rank, key in enumerate(KEYS.get(kind, {}))}


def _join_blocks(parts: Iterable[bytes], newline: bytes) -> bytes:
    """Join non-empty parts with a blank line between them."""
    texts = [part.strip(b"\r\n") for part in parts if part.strip()]
    return (newline * 2).join(texts) + newline
