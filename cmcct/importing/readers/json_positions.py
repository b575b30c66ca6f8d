"""Positions of values in a JSON file, by key path."""

import json
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate, count
from typing import NamedTuple

from cmcct.diagnostics import KeyPath, Span

_GAPS = frozenset(" \t\r\n,:")
_CONSTANTS = frozenset(("NaN", "Infinity", "-Infinity"))
_DECODER = json.JSONDecoder()


class Node(NamedTuple):
    """A value of a JSON file. Of an array item, the key is the item."""

    path: KeyPath
    key_span: Span
    span: Span  # of an object, that of its opening brace
    start: int  # of the value, in characters
    is_repeated: bool = False  # whether its object has the key already
    is_constant: bool = False  # whether it is a number that only Python's JSON has


class JsonSource:
    """A file accepted by the JSON parser, with or without a BOM."""

    def __init__(self, data: bytes) -> None:
        """Decode the file and find its line starts."""
        self._text = data.decode("utf-8-sig")
        self._lines = self._text.split("\n")
        self._starts = [0, *accumulate(len(line) + 1 for line in self._lines)]

    def span(self, path: KeyPath) -> Span:
        """Return the span of the value at `path`; a missing path gets its nearest ancestor's."""
        return self._nearest(path).span

    def key_span(self, path: KeyPath) -> Span:
        """Return the span of the key at the end of `path`; for an array item, that of the item."""
        return self._nearest(path).key_span

    def line(self, number: int) -> str:
        """Return a line (1-based) without its line end."""
        return self._lines[number - 1].removesuffix("\r")

    def nodes(self) -> Iterator[Node]:
        """Yield all values below the top in the order of the file, also those of repeated keys."""
        pending = [*self._children(self._top)][::-1]
        while pending:
            node = pending.pop()
            yield node
            pending += [*self._children(node)][::-1]

    @cached_property
    def _top(self) -> Node:
        start = self._after_gap(0)
        span = self._place(start, start + 1)
        return Node((), span, span, start)

    @cached_property
    def _by_path(self) -> dict[KeyPath, Node]:
        return {node.path: node for node in (self._top, *self.nodes())}

    def _nearest(self, path: KeyPath) -> Node:
        above = (path[:length] for length in range(len(path), -1, -1))
        return next(self._by_path[one] for one in above if one in self._by_path)

    def _children(self, node: Node) -> Iterator[Node]:
        """Yield the direct children of an object or array."""
        if self._text[node.start] not in "[{":
            return
        is_object, place = self._text[node.start] == "{", self._after_gap(node.start + 1)
        seen = set[str]()
        index = 0
        while self._text[place] not in "]}":
            name: str | int = index
            key = place
            if is_object:
                name, key_end = _DECODER.raw_decode(self._text, place)
                place = self._after_gap(key_end)
            end = _DECODER.raw_decode(self._text, place)[1]
            span = self._place(place, place + 1 if self._text[place] == "{" else end)
            key_span = self._place(key, key_end) if is_object else self._place(place, end)
            is_constant = self._text[place:end] in _CONSTANTS
            yield Node((*node.path, name), key_span, span, place, name in seen, is_constant)
            seen.add(str(name))
            place = self._after_gap(end)
            index += 1

    def _place(self, start: int, end: int) -> Span:
        return Span(*self._position(start), *self._position(end))

    def _position(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def _after_gap(self, start: int) -> int:
        """Return the offset of the next key, value or closing bracket."""
        return next(at for at in count(start) if self._text[at] not in _GAPS)
