"""Position map of a TOML file: from key paths to byte ranges and spans.

tomllib decides the meaning of a file; tree-sitter only provides positions.
"""

import re
import tomllib
from bisect import bisect_right
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, partial
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from cmcct.diagnostics import KeyPath, Span

if TYPE_CHECKING:
    from tree_sitter import Node

Range: TypeAlias = tuple[int, int]  # byte offsets: start, and end exclusive

_ONE_OF_MANY = "table_array_element"
_HEADED = {"table", _ONE_OF_MANY}
_CONTAINERS = {"array", "inline_table"}


class _Position(NamedTuple):
    """The position of a path, or of a longer key that implies it (`a.b = 1` implies `a`)."""

    shown: Range  # the value, header or implying key
    key: Range  # the key part that names it, or the array item itself
    pair: Range | None = None  # for a value with a key: both


class _Headers(NamedTuple):
    """The headers of a file, and the nodes below each.

    The inline tables and arrays of a table are added when it is walked.
    """

    places: dict[KeyPath, _Position]
    bodies: dict[KeyPath, Callable[[], list["Node"]]]
    last: dict[KeyPath, int]  # for each array of tables: the last index so far


class PositionMap:
    """A file accepted by tomllib, with or without BOM; parsed on first use.

    Where tree-sitter rejects what tomllib accepts, positions from there on are unknown.
    """

    def __init__(self, data: bytes) -> None:
        """Store the bytes; nothing is parsed yet."""
        self._data = data
        self._bodies: dict[KeyPath, dict[KeyPath, _Position]] = {}

    def value_range(self, path: KeyPath) -> Range | None:
        """Return the range of the value at `path`, if it is one piece of text."""
        place = self._at(path)
        return place.shown if place and place.pair else None

    def pair_range(self, path: KeyPath) -> Range | None:
        """Return the range of a value with its key, if it has one."""
        place = self._at(path)
        return place.pair if place else None

    def key_range(self, path: KeyPath) -> Range | None:
        """Return the range of the last key of `path`, if a value stands beside it."""
        place = self._at(path)
        return place.key if place and place.pair else None

    def children(self, path: KeyPath) -> list[tuple[KeyPath, Range]]:
        """Return the direct children of a table, inline table or array, in file order.

        Each with its path, several parts longer for a dotted key, and its range.
        """
        self._at(path)  # walks what is around it
        places = self._body(path) if path in self._tables.bodies else {}
        return [(name, place.pair) for name, place in places.items() if place.pair]

    def span(self, path: KeyPath) -> Span:
        """Return the span of the value or header at `path`, or of the first key that implies it.

        A path that is not in the file gets the span of its nearest ancestor. That of a comment is
        `(line, "#")`; every other path begins with a key.
        """
        if path[1:] == ("#",) and isinstance(line := path[0], int):
            return Span(line, 1, line, len(self.line(line)) + 1)
        return self.to_span(*self._nearest(path).shown)

    def key_span(self, path: KeyPath) -> Span:
        """Return the span of the last key of `path`; of an array item, the item's span."""
        return self.to_span(*self._nearest(path).key)

    def line(self, number: int) -> str:
        """Return the text of a line (1-based) without its line end."""
        text = self._data[self._line_starts[number - 1] : self._line_starts[number]]
        return text.decode().removesuffix("\n").removesuffix("\r")

    def to_span(self, start: int, end: int) -> Span:
        """Convert a byte range to lines and columns."""
        return Span(*self._position(start), *self._position(end))

    def _position(self, offset: int) -> tuple[int, int]:
        offset = max(offset, self._line_starts[0])  # the start of the file is after the BOM
        line = bisect_right(self._line_starts, offset)
        before = self._data[self._line_starts[line - 1] : offset]
        return line, len(before.decode()) + 1

    @cached_property
    def _line_starts(self) -> list[int]:
        """Offsets of the lines, and one past the end of the file."""
        first = len(BOM_UTF8) if self._data.startswith(BOM_UTF8) else 0
        ends = (match.end() for match in re.finditer(rb"\n", self._data))
        return [first, *ends, len(self._data) + 1]

    def _nearest(self, path: KeyPath) -> _Position:
        shorter = (path[:length] for length in range(len(path), -1, -1))
        return next(filter(None, map(self._at, shorter)))

    def _at(self, path: KeyPath) -> _Position | None:
        around = (path[:length] for length in range(len(path)))
        bodies = (self._body(table) for table in around if table in self._tables.bodies)
        places = [known[path] for known in (self._tables.places, *bodies) if path in known]
        return min(places, default=None)  # the first of several headers and keys that imply it

    @cached_property
    def _tables(self) -> _Headers:
        nodes = _parse(self._data)
        start = _Position((0, 0), (0, 0))
        pairs = [*takewhile(lambda node: node.type not in _HEADED, nodes)]
        tables = _Headers({(): start}, {(): partial(_valid_nodes, pairs)}, {})
        for node in nodes:
            is_faulty = node.has_error
            is_lost = is_faulty and any(part.has_error for part in node.children[:3])
            if node.type in _HEADED and not is_lost:
                self._enter(node, tables)
            if is_faulty:
                break
        return tables

    def _enter(self, node: "Node", tables: _Headers) -> None:
        """Record a table with a header; a key of an array of tables means its last table."""
        key, closing = (part for index in (1, 2) if (part := node.child(index)))
        shown = name = (node.start_byte, closing.end_byte)
        path: KeyPath = ()
        parts = _parts(key)
        for part in parts:
            path, name = (*path, self._name(part)), part.byte_range
            tables.places.setdefault(path, _Position(shown, name))
            if part is parts[-1] and node.type == _ONE_OF_MANY:
                tables.last[path] = tables.last.get(path, -1) + 1
            if path in tables.last:
                path, name = (*path, tables.last[path]), shown
        tables.places[path] = _Position(shown, name)
        tables.bodies[path] = partial(_valid_children, node, 1)

    def _body(self, table: KeyPath) -> dict[KeyPath, _Position]:
        """Return what is in a table, inline table or array, or in the file above all headers."""
        if table not in self._bodies:
            self._bodies[table] = self._walk(table, self._tables.bodies[table]())
        return self._bodies[table]

    def _walk(self, table: KeyPath, nodes: Sequence["Node"]) -> dict[KeyPath, _Position]:
        places: dict[KeyPath, _Position] = {}
        for number, node in enumerate(nodes):
            path, value, name = (*table, number), node, node.byte_range
            if node.type == "pair":
                key, value = node.named_children[:2]
                path = table
                for part in _parts(key):
                    path, name = (*path, self._name(part)), part.byte_range
                    places.setdefault(path, _Position(key.byte_range, name))
            # The node of a pair includes a comment after the value.
            pair = (node.start_byte, value.end_byte)
            places[path] = _Position(value.byte_range, name, pair)
            if value.type in _CONTAINERS:
                self._tables.bodies[path] = partial(_valid_children, value)
        return places

    def _name(self, part: "Node") -> str:
        text = self._data[part.start_byte : part.end_byte].decode()
        return text if part.type == "bare_key" else next(iter(tomllib.loads(f"{text} = 0")))


def _parse(data: bytes) -> list["Node"]:
    """Return the top-level nodes: first the pairs, then the tables."""
    import tree_sitter
    import tree_sitter_toml

    # The grammar lacks a backslash followed by spaces and a line end, which TOML allows.
    known = data
    if b"\\" in data:
        known = re.sub(rb"(?<!\\)\\++(?=[ \t]+\r?\n)", lambda match: b"x" * len(match[0]), data)
    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_toml.language()))
    root = parser.parse(known).root_node
    return [] if root.is_error else root.children


def _valid_children(node: "Node", skipped: int = 0) -> list["Node"]:
    """Return the pairs or values of a container or, after the key of its header, of a table."""
    if node.has_error:
        return _valid_nodes(node.children)[skipped:]
    return [child for child in node.named_children[skipped:] if child.type != "comment"]


def _valid_nodes(nodes: Iterable["Node"]) -> list["Node"]:
    """Return the pairs or values of a container, up to the first syntax error."""
    sound = takewhile(lambda node: not node.has_error, nodes)
    return [node for node in sound if node.is_named and node.type != "comment"]


def _parts(key: "Node") -> list["Node"]:
    """Return the parts of a key; dotted keys nest to the left."""
    parts = []
    while key.type == "dotted_key":
        key, last = key.named_children
        parts.append(last)
    return [key, *reversed(parts)]
