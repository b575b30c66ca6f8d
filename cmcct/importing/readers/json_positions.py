"""Positions of values in a JSON file, by key path."""

import json
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate, count
from typing import Any, NamedTuple, TypeAlias

from cmcct.diagnostics import KeyPath, Span

_Range: TypeAlias = tuple[int, int]  # characters of the text: start, and end exclusive

_GAPS = frozenset(" \t\r\n,:")
_CONSTANTS = frozenset(("NaN", "Infinity", "-Infinity"))
_DECODER = json.JSONDecoder()


class Node(NamedTuple):
    """A value of a JSON file, below its top."""

    path: KeyPath
    key_span: Span  # for an array item, that of the item
    span: Span
    is_repeated: bool  # whether its object has the key already
    is_constant: bool  # whether it is a number that only Python's JSON has


class JsonSource:
    """A file accepted by the JSON parser, with or without a BOM."""

    def __init__(self, data: bytes) -> None:
        """Decode the file and find its line starts."""
        self._text = data.decode("utf-8-sig")
        self._lines = self._text.split("\n")
        self._starts = [0, *accumulate(len(line) + 1 for line in self._lines)]
        self._known: dict[int, dict[str | int, tuple[_Range, _Range]]] = {}

    def span(self, path: KeyPath) -> Span:
        """Return the span of the value at `path`; of an object, that of its opening brace.

        A missing path gets the span of its nearest ancestor.
        """
        start, end = self._nearest(path)[1]
        return self._place(start, start + 1 if self._text[start] == "{" else end)

    def key_span(self, path: KeyPath) -> Span:
        """Return the span of the key at the end of `path`; for an array item, that of the item."""
        return self._place(*self._nearest(path)[0])

    def line(self, number: int) -> str:
        """Return a line (1-based) without its line end."""
        return self._lines[number - 1].removesuffix("\r")

    def nodes(self) -> Iterator[Node]:
        """Yield all values in the order of the file, also those of repeated keys."""
        yield from self._nodes((), self._after_gap(0))

    def _nodes(self, path: KeyPath, start: int) -> Iterator[Node]:
        seen = set[str | int]()
        for name, key, value in self._children(start):
            below = (*path, name)
            is_constant = self._text[slice(*value)] in _CONSTANTS
            spans = self._place(*key), self._place(*value)
            yield Node(below, *spans, name in seen, is_constant)
            seen.add(name)
            yield from self._nodes(below, value[0])

    def _nearest(self, path: KeyPath) -> tuple[_Range, _Range]:
        """Return the key and value ranges at a path, else at its nearest ancestor."""
        start = self._after_gap(0)
        key = value = (start, start + 1)
        for part in path:
            below = self._child_ranges(value[0])
            if part not in below:
                break
            key, value = below[part]
        return key, value

    def _child_ranges(self, start: int) -> dict[str | int, tuple[_Range, _Range]]:
        """Return the key and value ranges of the direct children of an object or array."""
        if start not in self._known:
            self._known[start] = {name: (key, value) for name, key, value in self._children(start)}
        return self._known[start]

    def _children(self, start: int) -> Iterator[tuple[str | int, _Range, _Range]]:
        """Yield the key or index of each direct child, with the ranges of key and value."""
        if self._text[start] not in "[{":
            return
        is_object, place = self._text[start] == "{", self._after_gap(start + 1)
        index = 0
        while self._text[place] not in "]}":
            name: str | int = index
            if is_object:
                name, key = self._read(place)
                place = self._after_gap(key[1])
            _, value = self._read(place)
            yield name, key if is_object else value, value
            place = self._after_gap(value[1])
            index += 1

    def _read(self, start: int) -> tuple[Any, _Range]:
        value, end = _DECODER.raw_decode(self._text, start)
        return value, (start, end)

    def _place(self, start: int, end: int) -> Span:
        return Span(*self._position(start), *self._position(end))

    def _position(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def _after_gap(self, start: int) -> int:
        """Return the offset of the next key, value or closing bracket."""
        return next(at for at in count(start) if self._text[at] not in _GAPS)
