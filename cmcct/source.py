"""The text of a TOML file, and where in it every key path is written.

tomllib is the authority on what a file says; tree-sitter only says where things stand in it.
"""

import re
import tomllib
from bisect import bisect_right
from codecs import BOM_UTF8
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from cmcct.diagnostics import KeyPath, Span

if TYPE_CHECKING:
    from tree_sitter import Node

Range: TypeAlias = tuple[int, int]  # bytes of the file: start, and end exclusive

_ONE_OF_MANY = "table_array_element"
_HEADED = {"table", _ONE_OF_MANY}
_CONTAINERS = {"array", "inline_table"}


class Section(NamedTuple):
    """A table that has a header: its path, the bytes of the header, where its last value ends."""

    path: KeyPath
    header: Range
    end: int


class _Place(NamedTuple):
    """What is written of a path: itself, or else another that goes on, as `a.b = 1` does `a`."""

    shown: Range  # the value, the header or the key that mentions it
    key: Range  # the part of a key that names it, or what is shown of the item of an array
    pair: Range | None = None  # of a value: with its key, where it has one


class _Tables(NamedTuple):
    """What the headers of a file say, and what is written under each."""

    headers: dict[KeyPath, Range]
    places: dict[KeyPath, _Place]
    bodies: dict[KeyPath, list["Node"]]
    last: dict[KeyPath, int]  # of each array of tables: the index of its last one so far


class _Body(NamedTuple):
    """What is written under a header, or before the first."""

    places: dict[KeyPath, _Place]
    children: dict[KeyPath, list[tuple[KeyPath, Range]]]  # of it, its inline tables and arrays


class Source:
    """The bytes of a file that tomllib takes, with or without a BOM; the first question parses.

    Where tree-sitter does not know what tomllib takes, nothing is known from there on.
    """

    def __init__(self, data: bytes) -> None:
        """Keep the bytes."""
        self._data = data
        self._bodies: dict[KeyPath, _Body] = {}

    def value_range(self, path: KeyPath) -> Range | None:
        """Return the bytes of the value at `path`, if it is written as one piece of text."""
        place = self._at(path)
        return place.shown if place and place.pair else None

    def pair_range(self, path: KeyPath) -> Range | None:
        """Return the bytes of a value with its key in front, where it has one."""
        place = self._at(path)
        return place.pair if place else None

    def pairs(self, path: KeyPath) -> list[tuple[KeyPath, Range]]:
        """Return what a header, an inline table or an array has below it, in the file's order.

        Each with its path, which is longer by several parts where a key is dotted, and its bytes.
        """
        around = (path[:length] for length in range(len(path) + 1))
        bodies = (self._body(table) for table in around if table in self._tables.bodies)
        return next((body.children[path] for body in bodies if path in body.children), [])

    def sections(self) -> list[Section]:
        """Return the tables that have a header, in the file's order."""
        bodies = self._tables.bodies
        return [
            Section(path, header, _end(bodies[path][-1]) if bodies[path] else header[1])
            for path, header in self._tables.headers.items()
        ]

    def span(self, path: KeyPath) -> Span:
        """Return where `path` is written: its value, its header, or else what first mentions it.

        What is not written stands where the nearest table or value around it does.
        """
        return self.place(*self._nearest(path).shown)

    def key_span(self, path: KeyPath) -> Span:
        """Return where the last part of `path` is written as a key; an array's item has `span`."""
        return self.place(*self._nearest(path).key)

    def line(self, number: int) -> str:
        """Return the text of a line, counted from 1, without its end."""
        text = self._data[self._starts[number - 1] : self._starts[number]]
        return text.decode().removesuffix("\n").removesuffix("\r")

    def place(self, start: int, end: int) -> Span:
        """Return the lines and columns of a range of bytes."""
        return Span(*self._position(start), *self._position(end))

    def _position(self, offset: int) -> tuple[int, int]:
        offset = max(offset, self._starts[0])  # at the file's start, before the BOM
        line = bisect_right(self._starts, offset)
        before = self._data[self._starts[line - 1] : offset]
        return line, len(before.decode()) + 1

    @cached_property
    def _starts(self) -> list[int]:
        """Where the lines begin, and after them where one more would."""
        first = len(BOM_UTF8) if self._data.startswith(BOM_UTF8) else 0
        ends = (match.end() for match in re.finditer(rb"\n", self._data))
        return [first, *ends, len(self._data) + 1]

    def _nearest(self, path: KeyPath) -> _Place:
        shorter = (path[:length] for length in range(len(path), -1, -1))
        return next(filter(None, map(self._at, shorter)))

    def _at(self, path: KeyPath) -> _Place | None:
        around = (path[:length] for length in range(len(path)))
        bodies = (self._body(table).places for table in around if table in self._tables.bodies)
        places = [known[path] for known in (self._tables.places, *bodies) if path in known]
        return min(places, default=None)  # several only mention it, in a header and in keys

    @cached_property
    def _tables(self) -> _Tables:
        nodes = _parse(self._data)
        start = _Place((0, 0), (0, 0))
        pairs = takewhile(lambda node: node.type not in _HEADED, nodes)
        tables = _Tables({}, {(): start}, {(): _sound(pairs)}, {})
        for node in nodes:
            headed = node.type in _HEADED and not any(part.has_error for part in node.children[:3])
            if headed:
                self._enter(node, tables)
            if node.has_error:
                break
        return tables

    def _enter(self, node: "Node", tables: _Tables) -> None:
        """Add a table that has a header; each key of it is about the last of several tables."""
        opening, key, closing, *body = node.children
        shown = name = (opening.start_byte, closing.end_byte)
        path: KeyPath = ()
        parts = _parts(key)
        for part in parts:
            path, name = (*path, self._name(part)), part.byte_range
            tables.places.setdefault(path, _Place(shown, name))
            if part is parts[-1] and node.type == _ONE_OF_MANY:
                tables.last[path] = tables.last.get(path, -1) + 1
            if path in tables.last:
                path, name = (*path, tables.last[path]), shown
        tables.places[path] = _Place(shown, name)
        tables.headers[path] = shown
        tables.bodies[path] = _sound(body)

    def _body(self, table: KeyPath) -> _Body:
        if table not in self._bodies:
            self._bodies[table] = self._walk(table, self._tables.bodies[table])
        return self._bodies[table]

    def _walk(self, table: KeyPath, nodes: Sequence["Node"]) -> _Body:
        body = _Body({}, {})
        todo = [(table, nodes)]  # not recursion: values may nest as deep as tomllib can read
        while todo:
            around, nodes = todo.pop()
            children = body.children[around] = []
            for number, node in enumerate(nodes):
                path, value, name = self._read(around, number, node, body.places)
                # The node of a pair goes on to the comment behind it.
                pair = (node.start_byte, value.end_byte)
                body.places[path] = _Place(value.byte_range, name, pair)
                children.append((path, pair))
                if value.type in _CONTAINERS:
                    todo.append((path, _sound(value.children)))
        return body

    def _read(
        self, around: KeyPath, number: int, node: "Node", places: dict[KeyPath, _Place]
    ) -> tuple[KeyPath, "Node", Range]:
        """Return the path of a pair or of an array's item, its value, and where it is named."""
        if node.type != "pair":
            return (*around, number), node, node.byte_range
        key, value = node.named_children[:2]
        path = self._spell(around, key, places)
        return path, value, places[path].key

    def _spell(self, path: KeyPath, key: "Node", places: dict[KeyPath, _Place]) -> KeyPath:
        """Return the path that a key stands for, and add what it mentions on the way."""
        for part in _parts(key):
            path = (*path, self._name(part))
            places.setdefault(path, _Place(key.byte_range, part.byte_range))
        return path

    def _name(self, part: "Node") -> str:
        text = self._data[part.start_byte : part.end_byte].decode()
        return text if part.type == "bare_key" else next(iter(tomllib.loads(f"{text} = 0")))


def _parse(data: bytes) -> list["Node"]:
    """Return what stands at the top of a file: its first pairs, then its tables."""
    import tree_sitter
    import tree_sitter_toml

    # Its grammar has no backslash before spaces and a line end, as tomllib and TOML do.
    known = re.sub(rb"(?<!\\)\\++(?=[ \t]+\r?\n)", lambda match: b"x" * len(match[0]), data)
    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_toml.language()))
    root = parser.parse(known).root_node
    return [] if root.is_error else root.children


def _sound(nodes: Iterable["Node"]) -> list["Node"]:
    """Keep the pairs or values of a container, as far as they were understood."""
    sound = takewhile(lambda node: not node.has_error, nodes)
    return [node for node in sound if node.is_named and node.type != "comment"]


def _end(pair: "Node") -> int:
    """Return where the value of a pair ends."""
    return pair.named_children[1].end_byte


def _parts(key: "Node") -> list["Node"]:
    """Return the parts of a key that may be dotted, which nests to the left."""
    parts = []
    while key.type == "dotted_key":
        key, last = key.named_children
        parts.append(last)
    return [key, *reversed(parts)]
