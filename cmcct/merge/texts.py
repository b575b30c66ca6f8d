"""Three-way merge of text, by table and key, to text that has given data. Comments are content."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple, TypeAlias

from cmcct.merge.three_way import (
    ConflictError,
    DoubtError,
    MergedTable,
    Table,
    TableKey,
    key_tables,
    merge_order,
    pick,
)
from cmcct.text.control_chars import to_one_line
from cmcct.toml import patch, splice
from cmcct.toml.positions import PositionMap
from cmcct.toml.tables import iter_comments, iter_tables, table_regions
from cmcct.toml.values import is_same

# A table, or a comment line between tables with its number among equal lines.
Place: TypeAlias = TableKey | tuple[bytes, int]

# A line that heads the entries of a territory belongs to none of them.
_TERRITORY = re.compile(rb"(?:.*\n)*# ---- .+ ----\n")


class Conflict(NamedTuple):
    """Three texts for one place: whole lines, empty if a version has none. `name` says for what."""

    name: str
    base: bytes
    ours: bytes
    theirs: bytes


Part: TypeAlias = bytes | Conflict


class Labels(NamedTuple):
    """The names of the three versions."""

    ours: str
    base: str
    theirs: str


class Piece(NamedTuple):
    """A table with its comments, or a comment line between tables; `space` is the lines above."""

    space: bytes
    text: bytes


class TextVersion(NamedTuple):
    """A version of the file: its pieces in order, and the data of its tables."""

    pieces: Mapping[Place, Piece]
    tables: Mapping[TableKey, Table]

    def rename(self, keys: Mapping[TableKey, TableKey]) -> "TextVersion":
        """Return the version with other keys for its tables."""
        places: Mapping[Any, Place] = {**keys}
        pieces = {places.get(place, place): piece for place, piece in self.pieces.items()}
        return TextVersion(pieces, {keys[key]: table for key, table in self.tables.items()})


class Line(NamedTuple):
    """A key of a table: the comments above, key and value, and the rest of the line."""

    lead: bytes
    pair: bytes
    tail: bytes

    @property
    def text(self) -> bytes:
        """The whole text."""
        return self.lead + self.pair + self.tail


class TableText(NamedTuple):
    """The text of a table: its header with the comments above, its keys, and what is below them."""

    header: bytes
    lines: Mapping[str, Line]
    end: bytes


def read_version(data: bytes, parsed: dict[bytes, Mapping[str, Any]]) -> TextVersion:
    """Split a text with LF line ends and without BOM.

    Raises `DoubtError`, `UnsupportedLayoutError`, and `ValueError` for what is not TOML.
    """
    pieces, tables = dict[Place, Piece](), dict[TableKey, Table]()
    comments, seen = list[bytes](), Counter[bytes]()
    for piece, is_table in _split_file(data):
        text = piece.text
        if not is_table:
            pieces[text, seen[text]] = piece
            seen[text] += 1
            comments.append(text)
            continue
        if text not in parsed:
            parsed[text] = tomllib.loads(text.decode())
        ((key, table),) = key_tables(parsed[text]).items()
        if key in tables:
            raise DoubtError
        pieces[key], tables[key] = piece, table
    tomllib.loads(b"".join(comments).decode())
    if {name for name, id_ in tables if id_} & {name for name, id_ in tables if not id_}:
        raise DoubtError  # one name for a table and for a list of tables
    return TextVersion(pieces, tables)


def _split_file(data: bytes) -> Iterator[tuple[Piece, bool]]:
    """Yield the pieces in order, and whether each is a table."""
    end, space = 0, b""
    regions = [(region.lead, region.start, region.end) for region in table_regions(data)]
    for lead, start, after in [*regions, (len(data), len(data), len(data))]:
        territory = _TERRITORY.match(data, lead, start)
        top = territory.end() if territory else lead
        for line in data[end:top].splitlines(keepends=True):
            if not line.strip():
                space += line
            elif line.lstrip().startswith(b"#"):
                yield Piece(space, line), False
                space = b""
            else:
                raise DoubtError  # keys above the first table
        if after > start:
            yield Piece(space, data[top:after]), True
        end, space = after, b""


def _split_table(text: bytes, key: TableKey) -> TableText:
    """Split the text of a table; raises `DoubtError` if it has subtables or dotted keys."""
    headers = [*iter_tables(text)]
    path = (key[0], 0) if key[1] else (key[0],)
    if [header.path for header in headers] != [path]:
        raise DoubtError
    place = splice.line_end(text, headers[0].start)
    header, lines = text[:place], dict[str, Line]()
    for (*table, name), (start, end) in PositionMap(text).children(path):
        if tuple(table) != path:
            raise DoubtError
        first, last = splice.line_start(text, start), splice.line_end(text, end)
        lines[str(name)] = Line(text[place:first], text[first:end], text[end:last])
        place = last
    return TableText(header, lines, text[place:])


def merge_texts(
    base: TextVersion, ours: TextVersion, theirs: TextVersion, tables: dict[TableKey, MergedTable]
) -> list[Part]:
    """Return the merged text of a file whose tables are merged.

    Conflicts about comments are added to `tables`. Raises `DoubtError`, and
    `CmcctError` if the text cannot have the data.
    """
    parts: dict[Place, list[Part]] = {}
    versions = (base, ours, theirs)
    for place in {**ours.pieces, **theirs.pieces}:
        pieces = [version.pieces.get(place) for version in versions]
        texts = [piece.text if piece else None for piece in pieces]
        if place in tables:
            tables[place], merged = _merge_table(place, tables[place], texts)
        else:
            comment = pick(*texts)
            merged = [] if comment is None else [comment]
        if merged:
            space = next(piece.space for piece in pieces[1:] if piece)
            parts[place] = [space, *merged]
    orders = [[*version.pieces] for version in versions]
    return [part for place in merge_order(orders, parts) for part in parts[place]]


def _merge_table(
    key: TableKey, table: MergedTable, texts: Sequence[bytes | None]
) -> tuple[MergedTable, list[Part]]:
    """Return the merge with the conflicts about comments, and the text."""
    before, ours, theirs = (text or b"" for text in texts)
    name = str((table.ours or table.theirs or {})["id"]) if key[1] else key[0]
    if not table.is_torn and table.merged is None:
        # One side removed it, and the other changed at most its layout, or a comment.
        added = _comments(ours + theirs) - _comments(before)
        table = table._replace(is_torn=bool(added))
        return table, [Conflict(name, before, ours, theirs)] if added else []
    if table.is_torn:
        return table, [Conflict(name, before, ours, theirs)]
    with suppress(ConflictError):
        return table, [pick(before, ours, theirs)]
    sides = [
        _split_table(text, key) if text else TableText(b"", {}, b"")
        for text in (before, ours, theirs)
    ]
    conflicts = {*table.conflicts}
    parts = [*_merge_lines(name, table, sides, conflicts)]
    results = [_comments(resolve(parts, is_ours=is_ours)) for is_ours in (True, False)]
    for side in (ours, theirs):
        if _comments(side) - _comments(before) - (results[0] | results[1]):
            raise DoubtError  # a comment would be lost
    return table._replace(conflicts=frozenset(conflicts)), parts


def _comments(text: bytes) -> Counter[bytes]:
    return Counter(iter_comments(text))


def _merge_lines(
    name: str, table: MergedTable, sides: Sequence[TableText], conflicts: set[str]
) -> Iterator[Part]:
    """Yield the text of a table that both sides changed; add conflicts about comments."""
    yield _pick_or_mark(name, [side.header for side in sides])
    keys = {*(table.merged or {}), *conflicts}
    for key in merge_order([[*side.lines] for side in sides], keys):
        lines = [side.lines.get(key) for side in sides]
        if key not in conflicts:
            try:
                yield _merge_line(key, table, *lines)
                continue
            except ConflictError:
                conflicts.add(key)
        yield Conflict(f"{name}: {key}", *(line.text if line else b"" for line in lines))
    yield _pick_or_mark(name, [side.end for side in sides])


def _pick_or_mark(name: str, texts: Sequence[bytes]) -> Part:
    try:
        return pick(*texts)
    except ConflictError:
        return Conflict(name, *texts)


def _merge_line(
    key: str, table: MergedTable, base: Line | None, ours: Line | None, theirs: Line | None
) -> bytes:
    """Return the text of a key whose value is merged; raises `ConflictError` about comments."""
    value = (table.merged or {})[key]
    sides = [(ours, table.ours or {}), (theirs, table.theirs or {})]
    written = [(line, side[key]) for line, side in sides if line]
    first = written[0][0]
    if not (ours and theirs):
        return first.lead + _write_pair(key, value, written) + first.tail
    before = base or Line(b"", b"", b"")
    lead = pick(before.lead, ours.lead, theirs.lead)
    tail = pick(before.tail, ours.tail, theirs.tail)
    try:
        pair = pick(before.pair, ours.pair, theirs.pair)
    except ConflictError:
        pair = b""
    # A confirmation is that of one side, also where the other alone changed a line of it.
    if not any(line.pair == pair and is_same(old, value) for line, old in written):
        pair = _write_pair(key, value, written)
    return lead + pair + tail


def _write_pair(key: str, value: Any, written: Sequence[tuple[Line, Any]]) -> bytes:
    """Return the text of a key and its value: as a side wrote it, else the first text patched."""
    for line, old in written:
        if is_same(old, value):
            return line.pair
    line, old = written[0]
    return patch.apply(line.pair + b"\n", {key: old}, {key: value}).removesuffix(b"\n")


# Conflict markers, as git writes them, around one key or one table of a file.


def write_markers(parts: Iterable[Part], labels: Labels, *, shows_base: bool = False) -> bytes:
    """Return a text in which each conflict has both sides between markers, and BASE on request."""
    return b"".join(
        b"".join(_mark(part, labels, shows_base=shows_base)) if isinstance(part, Conflict) else part
        for part in parts
    )


def _mark(conflict: Conflict, labels: Labels, *, shows_base: bool) -> Iterator[bytes]:
    yield _marker("<", labels.ours, conflict.name) + conflict.ours
    if shows_base:
        yield _marker("|", labels.base, conflict.name) + conflict.base
    yield b"=" * 7 + b"\n" + conflict.theirs
    yield _marker(">", labels.theirs, conflict.name)


def _marker(sign: str, label: str, name: str) -> bytes:
    return to_one_line(f"{sign * 7} {label} {name}").encode(errors="replace") + b"\n"


def resolve(parts: Iterable[Part], *, is_ours: bool) -> bytes:
    """Return a text in which each conflict is resolved to one side."""
    return b"".join(
        (part.ours if is_ours else part.theirs) if isinstance(part, Conflict) else part
        for part in parts
    )
