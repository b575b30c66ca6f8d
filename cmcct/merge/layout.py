"""The text of a directory file in pieces: tables and the comments between them, keys of a table."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from cmcct.merge.three_way import DoubtError, Table, TableKey, key_tables
from cmcct.toml import splice
from cmcct.toml.positions import PositionMap
from cmcct.toml.tables import iter_tables, table_regions

# A table, or a comment line between tables with its number among equal lines.
Place: TypeAlias = TableKey | tuple[bytes, int]
# Text of a table -> its data. Most tables are the same in all versions.
ParsedText: TypeAlias = dict[bytes, Mapping[str, Any]]

# A line that heads the entries of a territory belongs to none of them.
_TERRITORY = re.compile(rb"(?:.*\n)*# ---- .+ ----\n")


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
        known: Mapping[Any, Place] = {**keys}
        pieces = {known.get(place, place): piece for place, piece in self.pieces.items()}
        return TextVersion(pieces, {keys[key]: table for key, table in self.tables.items()})


class Line(NamedTuple):
    """A key of a table: the comments above, key and value, and the rest of the line."""

    lead: bytes
    pair: bytes
    rest: bytes

    @property
    def text(self) -> bytes:
        """The whole text."""
        return self.lead + self.pair + self.rest


class TableText(NamedTuple):
    """The text of a table: its header with the comments above, its keys, and what is below them."""

    header: bytes
    lines: Mapping[str, Line]
    end: bytes


def read_version(data: bytes, parsed: ParsedText) -> TextVersion:
    """Split a text with LF line ends and without BOM.

    Raises `DoubtError`, `UnsupportedLayoutError`, and `ValueError` for what is not TOML.
    """
    pieces, tables = dict[Place, Piece](), dict[TableKey, Table]()
    comments, seen = list[bytes](), Counter[bytes]()
    for piece, is_table in _split(data):
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


def _split(data: bytes) -> Iterator[tuple[Piece, bool]]:
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


def split_table(text: bytes, key: TableKey) -> TableText:
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
