"""JSON and TOML: what our exports and searches write, and drafts of entries."""

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from itertools import accumulate, count
from pathlib import Path
from typing import Any, NamedTuple

from cmcct.check import runner
from cmcct.diagnostics import KeyPath, Span
from cmcct.edit import parse_value
from cmcct.edit.operations import RawTable
from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import Message, OptionalMessage, SafeText, _
from cmcct.importing.readers import rows
from cmcct.importing.readers.rows import LIST, OWN, Cell, Column, RecordValues, Sheet
from cmcct.model import fields
from cmcct.model.fields import ENTRY_KEYS
from cmcct.storage import directory_file
from cmcct.toml.positions import PositionMap

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
        above = (path[:length] for length in range(len(path), -1, -1))
        return next(self._spans[each] for each in above if each in self._spans)

    def line(self, number: int) -> str:
        """Return a line (1-based) without its line end."""
        return self._lines[number - 1].removesuffix("\r")

    def nodes(self) -> Iterator[Node]:
        """Yield the values in file order, those of repeated keys too, and the whole first."""
        start = self._after_gap(0)
        span = self._place(start, start + 1)
        pending = [Node((), span, span, start)]
        while pending:
            node = pending.pop()
            yield node
            pending += reversed([*self._children(node)])

    @cached_property
    def _spans(self) -> dict[KeyPath, Span]:
        return {node.path: node.span for node in self.nodes()}

    def _children(self, node: Node) -> Iterator[Node]:
        """Yield the direct children of an object or array."""
        if self._text[node.start] not in "[{":
            return
        is_object, place = self._text[node.start] == "{", self._after_gap(node.start + 1)
        seen = set[str]()
        while self._text[place] not in "]}":
            name: str | int = len(seen)
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

    def _place(self, start: int, end: int) -> Span:
        return Span(*self._position(start), *self._position(end))

    def _position(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def _after_gap(self, start: int) -> int:
        """Return the offset of the next key, value or closing bracket."""
        return next(at for at in count(start) if self._text[at] not in _GAPS)


EXAMPLE_HINT = _("run {command}", command=SafeText("cmcct show ID --format toml"))
_WRAPPERS = ("focal_point", "focal_points")  # keys whose value has the entries


def read_sheet(file: str, path: Path, data: bytes) -> Sheet:
    """Return entries in TOML or JSON as rows: one table, a list of them, or `[[focal_point]]`.

    Raises `TomlSyntaxError`, and `CmcctError` for none, or too many.
    """
    content, source = _parse(path, data)
    above: KeyPath = ()
    marking = str(content.get("marking", "")) if isinstance(content, dict) else ""
    if isinstance(content, dict) and (key := next(filter(content.__contains__, _WRAPPERS), "")):
        above, content = (key,), content[key]
    is_list = isinstance(content, list)
    tables = content if is_list else [content]
    paths = [(*above, index) if is_list else above for index in range(len(tables))]
    for index, table in enumerate(tables if isinstance(source, JsonSource) else ()):
        if not isinstance(table, dict):
            message = _place_message(file, source.span(paths[index]), _("not an object"), index)
            hint = EXAMPLE_HINT.with_values(command=SafeText("cmcct show ID --format json"))
            raise CmcctError(message, hint)
    if not tables or not all(table and isinstance(table, dict) for table in tables):
        raise CmcctError(_("{file} contains no entries", file=path), EXAMPLE_HINT)
    if len(tables) > rows.MAX_ROWS or max(map(len, tables)) > rows.MAX_COLUMNS:
        raise rows.refuse_extent(file)

    def locate(index: int, cell: str) -> tuple[Span, str]:
        path = (*paths[index], *_find_path(tables[index], cell.split(".") if cell else ()))
        span = source.span(path)
        return span, source.line(span.line)

    entries = [_drop_empty(parse_value.replace_synonyms("focal_point", table)) for table in tables]
    kind = OWN if any("id" in entry for entry in entries) else LIST
    sheet = rows.make_record_sheet(
        file, kind, (RecordValues([*_read_values(entry)]) for entry in entries)
    )
    return replace(sheet, marking=marking, form="json", locate=locate)


def _read_values(entry: Mapping[str, Any]) -> Iterator[tuple[Column, Cell]]:
    for key, value in entry.items():
        is_known = key in ENTRY_KEYS
        text = "\n".join(
            str(next(iter(item.values()), "")) if isinstance(item, Mapping) else str(item)
            for item in (value if isinstance(value, list) else [value])
        )
        # What a text cannot carry, such as who may have a number, must not get lost.
        yield Column(key, key if is_known else "", is_known=is_known), Cell(text, raw=value)


def _find_path(table: RawTable, names: Sequence[str]) -> Iterator[str | int]:
    """Yield the key path in the file of a value of an entry.

    Its keys may be other words, and its lists have empty items too.
    """
    value: Any = table
    for name in names:
        if isinstance(value, list):
            part: str | int = [i for i, item in enumerate(value) if not _is_empty(item)][int(name)]
        elif isinstance(value, dict) and (key := _find_source_key(value, name)):
            part = key
        else:
            return
        yield part
        value = value[part]


def _parse(path: Path, data: bytes) -> tuple[Any, PositionMap | JsonSource]:
    try:
        # What is valid JSON, such as `[1]`, is at most an empty table in TOML.
        return _parse_json(path, data)
    except (ValueError, RecursionError) as error:
        # TOML starts neither with `{` nor with a list of tables or an empty list.
        if path.suffix == ".json" or re.match(rb"(?:\xef\xbb\xbf)?\s*(?:\{|\[\s*[\]{])", data):
            message = _("{file} is neither TOML nor JSON", file=path)
            if isinstance(error, json.JSONDecodeError):
                file = f"{runner.display_path(path)}:{error.lineno}:{error.colno}"
                message = _("{label}: {text}", label=file, text=_("not valid JSON"))
            raise CmcctError(message, EXAMPLE_HINT) from None
    return directory_file.parse_bytes(path, data), PositionMap(data)


def _parse_json(path: Path, data: bytes) -> tuple[Any, JsonSource]:
    """Parse JSON; raises `CmcctError` for what Python's parser accepts and the file must not have.

    This is a repeated key, whose first value would be lost, and `NaN` or `Infinity`.
    """
    faults: list[object] = []

    def join(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        table = dict(pairs)
        if len(table) < len(pairs):
            faults.append(pairs)
        return table

    text = data.decode("utf-8-sig")
    content = json.loads(text, object_pairs_hook=join, parse_constant=faults.append)
    source = JsonSource(data)
    for node in source.nodes() if faults else ():
        if node.is_repeated or node.is_constant:
            below = node.path[1:] if node.path[0] in _WRAPPERS else node.path
            # The record to which the value belongs; none above all records.
            record = below[0] if below and isinstance(below[0], int) else 0 if below else None
            span, message = node.span, _("not valid JSON")
            hint = _("write text in quotes, or remove the key")
            if node.is_repeated:
                span, message = node.key_span, _("this key appears twice in one object")
                hint = _("keep one of the two")
            raise CmcctError(_place_message(runner.display_path(path), span, message, record), hint)
    return content, source


def _is_empty(value: Any) -> bool:
    """Return whether a key says no more than its absence: a flag that is not set, too."""
    return value is None or value is False or value in ("", [])


def _drop_empty(entry: RawTable) -> RawTable:
    return {
        key: _convert_value(key, value)
        for key, value in entry.items()
        if key != "country_code" and not _is_empty(value)  # only the JSON of a search has it
    }


def _convert_value(key: str, value: Any) -> Any:
    """Convert a JSON value to its TOML form: parse dates, drop empty keys of channels."""
    if isinstance(value, dict):
        return _drop_empty(value)
    if isinstance(value, list):
        return [_convert_value("", item) for item in value if not _is_empty(item)]
    if isinstance(value, str) and key in ENTRY_KEYS and ENTRY_KEYS[key].kind == "day":
        with suppress(CmcctError):  # the check reports an invalid date
            return parse_value.parse_value((key,), value)
    return value


def _place_message(file: str, span: Span, message: OptionalMessage, index: int | None) -> Message:
    """Prefix a message with file, line, column and, if there is an index, record number."""
    if index is not None:
        message = _("{label}: {text}", label=_("record {record}", record=index + 1), text=message)
    return _("{label}: {text}", label=f"{file}:{span.line}:{span.column}", text=message)


def _find_source_key(table: RawTable, key: str) -> str:
    """Return the key of a table that became `key` of the entry, or ""."""
    words = (word for word in table if fields.find_key(word, (key,)))
    return key if key in table else next(words, "")
