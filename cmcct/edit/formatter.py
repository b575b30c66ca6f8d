"""Canonical layout of a directory file: two files with the same data and comments are the same.

Values are normalised, keys and entries sorted; each table has one layout. Comments stay with their
value, key or table. Every territory has its line.
"""

import re
import tomllib
from bisect import bisect_right
from codecs import BOM_UTF8
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from itertools import chain, groupby, takewhile
from typing import Any, NamedTuple

from cmcct.diagnostics import KeyPath
from cmcct.edit import operations
from cmcct.edit.operations import Parsed, RawTable
from cmcct.errors.exceptions import AmbiguousCountryError, UnknownValueError
from cmcct.model.fields import KEYS, UNORDERED
from cmcct.model.territory_lines import expected_names, format_line, line_name, names_by_line
from cmcct.reference.countries import find_country
from cmcct.text.folding import fold
from cmcct.toml import splice, tables, values
from cmcct.toml.positions import PositionMap
from cmcct.toml.tables import TableRegion, find_comments, iter_tables, plain_text


class Comments:
    """The comments of a table with its subtables, by the path of the key or item they stand with.

    `above` has those on lines of their own above it, and all within an item; `behind` the one on
    its line. `opening` has those behind the header or behind the bracket of a list, `below` those
    below the last key or item.
    """

    def __init__(self, text: bytes, base: KeyPath) -> None:
        """Take the text of the table at a path; for pairs without a header, the path is ()."""
        self.above, self.behind, self.opening, self.below = (
            defaultdict[KeyPath, list[str]](list) for _ in range(4)
        )
        if b"#" not in text:
            return
        self._text, self._positions = text, PositionMap(text)
        subtables = [*iter_tables(text)][bool(base) :]
        leads = [table.lead for table in subtables]
        for offset, comment in find_comments(text):
            if index := bisect_right(leads, offset):
                path, is_last = subtables[index - 1].path, index == len(leads)
                pairs = self._positions.children(path)
                end = pairs[-1][1][1] if pairs else subtables[index - 1].start
                if is_last and end < offset and b"\n" in text[end:offset]:
                    self.below[base].append(comment)
                else:
                    is_item = any(isinstance(step, int) for step in path[len(base) + 1 :][:1])
                    self.above[path[: len(base) + 1 + is_item]].append(comment)
            else:
                self._attach(comment, offset, base, 0)
        for path, several in self.behind.items():
            if len(several) > 1:
                self.above[path] += several
                several.clear()

    def _attach(self, comment: str, offset: int, path: KeyPath, opening: int) -> None:
        """Attach a comment to what is around it in a table or list that begins at `opening`."""
        nodes = self._positions.children(path)
        index = bisect_right(nodes, offset, key=lambda node: node[1][0])
        name, (_start, end) = nodes[index - 1] if index else (path, (opening, opening))
        slot = name[: len(path) + 1]
        if index and offset < end:
            place = self._positions.value_range(name)
            is_list = place and self._text.startswith(b"[", place[0])
            if place and is_list and slot == name and not isinstance(name[-1], int):
                self._attach(comment, offset, name, place[0])
            else:
                self.above[slot].append(comment)
        elif b"\n" not in self._text[end:offset]:
            (self.behind[slot] if index else self.opening[path]).append(comment)
        elif index < len(nodes):
            self.above[nodes[index][0][: len(path) + 1]].append(comment)
        else:
            self.below[path].append(comment)

    def has_any(self, path: KeyPath, items: Sequence[Any]) -> bool:
        """Return whether a list has comments inside."""
        paths = [(*path, index) for index in range(len(items))]
        return bool(self.opening[path] or self.below[path]) or any(
            self.above[item] or self.behind[item] for item in paths
        )


def format_table(header: str, table: Mapping[str, Any], comments: Comments, base: KeyPath) -> str:
    """Format a table: its header, a line for each key, and its comments."""
    lines = [_end_line(header, comments.opening[base]), *format_pairs(table, comments, base)]
    return "\n".join([*lines, *comments.below[base], ""])


def format_pairs(table: Mapping[str, Any], comments: Comments, base: KeyPath) -> Iterator[str]:
    """Yield the lines of the keys of a table, each below its comments."""
    for key, value in table.items():
        path = (*base, key)
        yield from comments.above[path]
        if isinstance(value, list) and comments.has_any(path, value):
            name = values.format_pair(key, []).removesuffix(" = []")
            yield _end_line(f"{name} = [", comments.opening[path])
            for index, item in enumerate(value):
                yield from (f"    {comment}" for comment in comments.above[*path, index])
                line = f"    {values.format_inline(item)},"
                yield _end_line(line, comments.behind[*path, index])
            yield from (f"    {comment}" for comment in comments.below[path])
            text = "]"
        else:
            text = values.format_pair(key, value)
        yield _end_line(text, comments.behind[path])


def _end_line(text: str, comments: Iterable[str]) -> str:
    """Return a line with the comment behind it, if there is one."""
    return "  ".join([text, *comments])


_TABLE = "focal_point"
_COMMENT_LINE = re.compile(rb"[ \t]*#(?!:schema)")
_END = "\n"  # the name of the block with the text at the end of the file; no table has it
_SETS = UNORDERED - {"merged"}  # merged ids stay in the order of the merges


def format_file(data: bytes, raw: RawTable) -> Parsed:
    """Return the text in canonical layout, and its data; `raw` is the parsed text.

    Raises `UnsupportedLayoutError`.
    """
    newline, bom = splice.detect_newline(data), BOM_UTF8 * data.startswith(BOM_UTF8)
    text, formatted = once = _format(plain_text(data), raw)
    if text != plain_text(data):  # where comments stand apart now, a list can be sorted
        text, formatted = _format(*once)
    return Parsed(bom + text.replace(b"\n", newline), formatted)


def _format(data: bytes, raw: RawTable) -> Parsed:
    """Return a text without BOM and CR in canonical layout, and its data."""
    wanted = _table("file", raw, (), partial(_is_plain, data, PositionMap(data)))
    text = _arrange(data, tables.top_regions(data, names_by_line()), wanted) if raw else data
    try:
        formatted = raw if text == data else tomllib.loads(text.decode())
    except ValueError:
        raise tables.UnsupportedLayoutError from None
    if _count_comments(text) != _count_comments(data) or formatted != {
        name: sorted(value, key=lambda table: _rank(name, table)) if _are_tables(value) else value
        for name, value in wanted.items()
    }:
        raise tables.UnsupportedLayoutError
    return Parsed(text, formatted)


def _are_tables(value: Any) -> bool:
    """Return whether a value is a list that has a header for each item."""
    is_list = isinstance(value, list) and bool(value)
    return is_list and all(isinstance(item, dict) for item in value)


def _count_comments(data: bytes) -> Counter[bytes]:
    """Count the comments of a file, without the territory lines."""
    return Counter(text for text in tables.iter_comments(data) if text not in names_by_line())


def _is_plain(data: bytes, positions: PositionMap, path: KeyPath) -> bool:
    """Return whether a list has no comments, which reordering would misplace or lose."""
    around = positions.value_range(path)
    if around is None:
        return False
    ends = chain.from_iterable(pair for _, pair in positions.children(path))
    # A comment behind the bracket is about the list.
    places = [splice.line_end(data, around[0]), *ends, around[1]]
    gaps = zip(places[::2], places[1::2], strict=True)
    return not any(b"#" in data[slice(*gap)] for gap in gaps)


# Values.


def _table(
    kind: str, raw: RawTable, path: KeyPath, is_plain: Callable[[KeyPath], bool]
) -> RawTable:
    specs = KEYS.get(kind, {})
    return {
        key: _value(specs[key].kind if key in specs else "", value, (*path, key), is_plain)
        for key, value in raw.items()
    }


def _value(kind: str, value: Any, path: KeyPath, is_plain: Callable[[KeyPath], bool]) -> Any:
    """Return the normalised value; values of an unexpected type are unchanged."""
    if isinstance(value, list) and kind.startswith("["):
        below = kind.strip("[]")
        items = [_value(below, item, (*path, index), is_plain) for index, item in enumerate(value)]
        tidy = _deduplicate(str(path[-1]), items) if len(path) > 1 else items
        return tidy if tidy == items or is_plain(path) else items
    if isinstance(value, dict):
        return _table(kind, value, path, is_plain)
    if not isinstance(value, str):
        return value
    text = value.strip()
    if kind == "country":
        with suppress(AmbiguousCountryError, UnknownValueError):
            return find_country(text).name
    return _phone(text) if kind in {"phone", "number"} else text


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
    """Write the tables in order, with a blank line between them and the territory lines."""
    # Text above the first table, apart from it, is about the file and stays at the top.
    top, above = _read_root(data[: regions[0].lead] if regions else data, raw)
    # The territory lines that the file should have, and others that it has.
    lines = {line_name(data, region) for region in regions if not region.path}
    names = lines | expected_names(raw)
    drawn = (_Block(_TABLE, (fold(name),), b"", format_line(name)) for name in names)
    unsorted = [*above, *drawn, *_blocks(data, regions, raw)]
    blocks = sorted(unsorted, key=lambda block: (_table_rank(block.name), block.rank))
    parts = [*top]
    for _, group in groupby(blocks, key=lambda block: block.name):
        alike = list(group)
        parts += [*(block.intro for block in alike), *(block.text for block in alike)]
    return _join_blocks(parts)


def _read_root(data: bytes, raw: RawTable) -> tuple[Sequence[bytes], Sequence[_Block]]:
    """Return the parts of the text above all headers, and the tables that it has as values."""
    pairs = PositionMap(data).children(())
    if not pairs:
        return [_tidy(data)], ()
    first = splice.line_start(data, pairs[0][1][0])
    lines = reversed(data[:first].splitlines(keepends=True))
    lead = first - sum(map(len, takewhile(_COMMENT_LINE.match, lines)))
    last = splice.line_end(data, pairs[-1][1][1])
    comments = Comments(b"\n" + data[lead:last], ())
    names = dict.fromkeys(str(path[0]) for path, _range in pairs)
    values = {
        name: value
        for name in names
        if not (isinstance(value := raw[name], dict) or _are_tables(value))
    }
    plain = "".join(f"{line}\n" for line in format_pairs(_order("", values), comments, ()))
    blocks = [block for name in names for block in _root_blocks(name, raw[name], comments)]
    return [_tidy(data[:lead]), plain.encode(), _tidy(data[last:])], blocks


def _root_blocks(name: str, value: Any, comments: Comments) -> Iterator[_Block]:
    """Yield the tables of a key that stands above all headers, if it has some."""
    about = [*comments.above[name,], *comments.behind[name,], *comments.opening[name,]]
    if isinstance(value, dict):
        yield _Block(name, _rank(name, value), b"", _write_lines([*about, _write(name, value)]))
    elif _are_tables(value):
        for index, table in enumerate(value):
            own = [*comments.above[name, index], *comments.behind[name, index]]
            below = comments.below[name,] if index == len(value) - 1 else ()
            text = _write_lines([*own, _write(name, table, is_item=True).rstrip("\n"), *below])
            yield _Block(name, _rank(name, table), _write_lines([] if index else about), text)


def _write_lines(lines: Iterable[str]) -> bytes:
    return "\n".join(lines).encode()


def _write(name: str, table: RawTable, text: bytes = b"", *, is_item: bool = False) -> str:
    """Return a table in canonical layout, with the comments of its text."""
    base = (name, 0) if is_item else (name,)
    key = values.format_pair(name, 0).removesuffix(" = 0")
    header = f"[[{key}]]" if is_item else f"[{key}]"
    return format_table(header, _order(name, table), Comments(text, base), base)


def _order(kind: str, value: Any) -> Any:
    """Return a value in which the keys of each table are in order, unknown ones at the end."""
    if isinstance(value, list):
        return [_order(kind.strip("[]"), item) for item in value]
    if not isinstance(value, dict):
        return value
    specs = KEYS.get(kind, {})
    keys = [*(key for key in specs if key in value), *sorted(value.keys() - specs.keys())]
    return {key: _order(specs[key].kind if key in specs else "", value[key]) for key in keys}


def _tidy(comments: bytes) -> bytes:
    """Return comments without indentation, and with single blank lines between them."""
    text = b"\n".join(line.strip(b" \t") for line in comments.split(b"\n"))
    return re.sub(rb"\n{3,}", b"\n\n", text)


def _blocks(data: bytes, regions: Sequence[TableRegion], raw: RawTable) -> Iterator[_Block]:
    """Yield the tables, and the comments that stand apart above a territory line or the end.

    Above a line, they stay below the line or entry above them; without one, they are about all
    entries.
    """
    if not regions:
        return
    seen, end = set[str](), regions[0].lead
    rank: tuple[str, ...] = ()  # of the line or entry above
    for region in regions:
        gap, comments = _tidy(data[end : region.lead]), _tidy(data[region.lead : region.start])
        end = region.end
        if not region.path:
            yield _Block(_TABLE, rank, b"", gap) if rank else _Block(_TABLE, (), gap, b"")
            seen.add(_TABLE)
            rank = (fold(line_name(data, region)),)
            continue
        name = str(region.path[0])
        table, is_item = _get_at(raw, region.path), len(region.path) > 1
        own = data[region.start : region.end]
        text = comments + _write(name, table, own, is_item=is_item).encode()
        if name in seen:
            text, gap = _join_blocks([gap, text]), b""
        seen.add(name)
        block = _Block(name, _rank(name, table), gap, text)
        rank = block.rank if name == _TABLE else rank
        yield block
    if not regions[-1].path:
        yield _Block(_TABLE, rank, b"", _tidy(data[end:]))
    elif _TABLE not in seen:
        # Where entries are still to come, the end of the file says how to add them.
        yield _Block(_TABLE, (), _tidy(data[end:]), b"")
    else:
        yield _Block(_END, (), b"", _tidy(data[end:]))


def _get_at(raw: RawTable, path: KeyPath) -> RawTable:
    value: Any = raw
    for part in path:
        value = value[part]
    return value if isinstance(value, dict) else {}


def _table_rank(name: str) -> int:
    names = [*KEYS["file"]]
    return names.index(name) if name in names else len(names) + (name == _END)


def _join_blocks(parts: Iterable[bytes]) -> bytes:
    """Join non-empty parts with a blank line between them."""
    return b"\n\n".join(part.strip(b"\n") for part in parts if part.strip()) + b"\n"
