"""The one way to lay out a directory file: what means the same looks the same.

Values are written alike, keys and entries stand in order; comments stay with what they stand at.
"""

import tomllib
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple, TypeAlias

from cmcct import changes, edits
from cmcct.countries import find_country
from cmcct.diagnostics import KeyPath
from cmcct.edits import Region
from cmcct.errors import AmbiguousCountryError, UnknownValueError
from cmcct.folding import fold
from cmcct.keys import KEYS
from cmcct.source import Source

Raw: TypeAlias = dict[str, Any]

_SETS = {"working_groups", "meetings", "covers", "countries"}  # lists whose order means nothing


def formatted(data: bytes) -> bytes:
    """Return the text of a directory file as it should be laid out; raises `UneditableError`."""
    raw = tomllib.loads(data.decode("utf-8-sig"))
    wanted = _table("file", raw)
    text = _arranged(edits.rewritten(data, raw, wanted), wanted)
    if tomllib.loads(text.decode("utf-8-sig")) != _in_order(wanted):
        raise edits.UneditableError
    return text


# Values.


def _table(kind: str, raw: Raw) -> Raw:
    known = KEYS.get(kind, {})
    kinds = {key: known[key][0] if key in known else "" for key in raw}
    return {key: _value(key, kinds[key], value) for key, value in raw.items()} | _number(kind, raw)


def _value(key: str, kind: str, value: Any) -> Any:
    """Return a value as it should be written; what is of another type stays as it is."""
    if isinstance(value, list) and kind.startswith("["):
        items = [_value(key, kind.strip("[]"), item) for item in value]
        items = [item for index, item in enumerate(items) if item not in items[:index]]
        are_words = all(isinstance(item, str) for item in items)
        return sorted(items, key=fold) if key in _SETS and are_words else items
    if isinstance(value, dict):
        return _table(kind, value)
    return _text(kind, value) if isinstance(value, str) else value


def _text(kind: str, text: str) -> str:
    text = text.strip()
    if kind == "country":
        return _country(text)
    return _phone(text) if kind == "phone" else text


def _country(text: str) -> str:
    try:
        return find_country(text).name
    except (AmbiguousCountryError, UnknownValueError):
        return text


def _number(kind: str, table: Raw) -> Raw:
    """Return the number of a phone's table as it should be written."""
    number = table.get("number")
    return {"number": _phone(number)} if kind == "phone" and isinstance(number, str) else {}


def _phone(number: str) -> str:
    from cmcct import phones

    written = " ".join(number.split())
    return phones.international(written) if phones.can_exist(written) else written


# Tables and keys.


class _Block(NamedTuple):
    """A table of the file, with the tables below it and the comments that stand at it."""

    name: str
    rank: tuple[str, ...]
    intro: bytes  # comments above the first of its name, which are about all of them
    text: bytes


def _in_order(raw: Raw) -> Raw:
    """Return what a file says with its tables in order."""
    return {
        name: sorted(value, key=lambda table: _rank(name, table)) if _are_tables(value) else value
        for name, value in raw.items()
    }


def _are_tables(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def _rank(name: str, table: Raw) -> tuple[str, ...]:
    """Return what the tables of a name are ordered by."""
    if name == "focal_point":
        return changes.rank_of(table)
    return str(table.get("date", "")), str(table.get("id", ""))


def _arranged(data: bytes, raw: Raw) -> bytes:
    """Put the tables in order, with a blank line between them, and the keys of each."""
    regions = edits.regions(data)
    if not regions:
        return data
    # What stands above the first table is about the file, and stays there.
    head, tail = data[: regions[0].start], data[regions[-1].end :]
    blocks = sorted(_blocks(data, regions, raw), key=lambda block: (_place(block.name), block.rank))
    parts = [head]
    for _, group in groupby(blocks, key=lambda block: block.name):
        alike = list(group)
        parts += [*(block.intro for block in alike), *(block.text for block in alike)]
    return _apart([*parts, tail], edits.newline(data))


def _blocks(data: bytes, regions: list[Region], raw: Raw) -> Iterator[_Block]:
    source, seen, end = Source(data), set[str](), regions[0].start
    for region in regions:
        name, lead = str(region.path[0]), max(end, region.lead)
        gap, comments = data[end:lead], data[lead : region.start]
        text = comments + _with_keys_in_order(data, source, region)
        if name in seen:
            text, gap = _apart([gap, text], edits.newline(data)), b""
        seen.add(name)
        yield _Block(name, _rank(name, _at(raw, region.path)), gap, text)
        end = region.end


def _at(raw: Raw, path: KeyPath) -> Raw:
    value: Any = raw
    for part in path:
        value = value[part]
    return value if isinstance(value, dict) else {}


def _place(name: str) -> int:
    names = [*KEYS["file"]]
    return names.index(name) if name in names else len(names)


def _with_keys_in_order(data: bytes, source: Source, region: Region) -> bytes:
    """Return the lines of a table, its keys in order; a comment stays above the key it is above."""
    path, _, start, end = region
    before = first = edits.line_end(data, start)
    lines = []
    for name, (pair_start, pair_end) in source.pairs(path):
        key = edits.line_start(data, pair_start)
        after = edits.line_end(data, pair_end)
        comments = (line for line in data[before:key].splitlines(keepends=True) if line.strip())
        lines.append((_key_place(path, name), b"".join([*comments, data[key:after]])))
        before = after
    ordered = [line for _, line in sorted(lines, key=itemgetter(0))]
    return b"".join([data[start:first], *ordered, data[before:end]])


def _key_place(table: KeyPath, name: KeyPath) -> int:
    known, key = [*KEYS.get(str(table[0]), {})], name[len(table)]
    return known.index(str(key)) if key in known else len(known)


def _apart(parts: Iterable[bytes], newline: bytes) -> bytes:
    """Join parts with a blank line between them; those with nothing in them vanish."""
    kept = [part.strip(b"\r\n") for part in parts if part.strip()]
    return (newline * 2).join(kept) + newline
