"""Where the tables of a TOML file stand: their headers, the comments above, and their ends."""

import re
import tomllib
from codecs import BOM_UTF8
from collections.abc import Callable, Container, Iterator
from functools import cache
from itertools import groupby, takewhile
from typing import NamedTuple

from cmcct.diagnostics import KeyPath
from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import _

# All quantifiers are possessive, so that the time is linear.
_STRING = rb"""(?:
      \"{3} (?: [^"\\]++ | \\. | \"{1,2}+(?!\") )*+ \"{3,5}+
    | '{3} (?: [^']++ | '{1,2}+(?!') )*+ '{3,5}+
    | \" (?: [^"\\\n]++ | \\. )*+ \"
    | ' [^'\n]*+ '
)"""
_SPACE = rb"(?: [ \t\r\n]++ | \#[^\n]*+ )"
# The values of a table, the lines below them, and the next header. A line that starts with a
# bracket is a header unless it follows a comma or an opening bracket. The first two alternatives
# only save time: they match most lines in one step.
_PIECE = re.compile(
    rb"""
    (?! \Z ) (?:
        [\n,\[{]?+ [^"'\#\n,\[{]*+ \" [^"\\\n]++ \"
      | (?: \n (?![ \t\r]) )?+ [^"'\#\n,\[{]++
      | %(string)b
      | [,\[{] %(space)b*+
      | %(space)b++ (?! \[ | \Z )
    )*+
    [^\n]*+ \n?+
    (?P<gap> (?: [ \t\r]*+ (?: \#[^\n]*+ )?+ \n )*+ )
    (?: [ \t]*+ (?P<header> \[\[?+ (?: [^"'\]]++ | %(string)b )++ \]\]?+ ) | \Z )
    """
    % {b"string": _STRING, b"space": _SPACE},
    re.DOTALL | re.VERBOSE,
)
_COMMENT = re.compile(
    rb"%(string)b | (?P<comment> \#[^\n]*+ )" % {b"string": _STRING}, re.DOTALL | re.VERBOSE
)
_COMMENT_LINE = re.compile(rb"[ \t]*#(?!:schema)")


_ARRAY_HEADER = re.compile(rb"\n(?=\[\[(?!\w+\.))")


class UnsupportedLayoutError(CmcctError):
    """A layout in which one part cannot be changed without another."""

    def __init__(self) -> None:
        """Set the message and the hint."""
        message = _("this edit would change other lines of the file")
        super().__init__(message, _("edit the file by hand"))


class TableRegion(NamedTuple):
    """A table with a header: start of its leading comments, of the header's line, and end.

    Regions do not overlap. Between them are blank lines, dividers, and comments that belong to
    neither. A divider is a comment line that the caller names: it belongs to no table, whatever
    it touches. Its region has an empty path.
    """

    path: KeyPath
    lead: int
    start: int
    end: int


def iter_tables(data: bytes, dividers: Container[bytes] = ()) -> Iterator[TableRegion]:
    """Yield the tables of valid TOML in file order, each without its subtables."""
    return (region for region in iter_regions(data, dividers) if region.path)


def iter_dividers(data: bytes, dividers: Container[bytes]) -> Iterator[tuple[bytes, TableRegion]]:
    """Yield the dividers of valid TOML in file order: the line without its end, and the region."""
    for region in iter_regions(data, dividers):
        if not region.path:
            yield data[region.start : region.end].rstrip(b"\r\n"), region


def iter_regions(data: bytes, dividers: Container[bytes] = ()) -> Iterator[TableRegion]:
    """Yield the tables and dividers of valid TOML in file order."""
    text = b"\n%b\n\n" % data.removeprefix(BOM_UTF8)  # each line, and the last gap, has an end
    shift = len(data) - len(text) + 2
    indexes: dict[KeyPath, int] = {}  # of the last table of each array
    path: KeyPath = ()
    lead = start = 0
    for piece in _PIECE.finditer(text):
        end, next_start = piece.span("gap")
        next_path = _resolve(piece["header"], indexes) if piece["header"] else ()
        between, next_lead = list[tuple[int, int]](), next_start
        if text.find(b"#", end, next_start) >= 0:
            # Between a table and its subtable, a divider is a comment like any other.
            if not path or _top_table(path) != _top_table(next_path):
                between = _find_dividers(text, end, next_start, dividers)
            # Comments that touch both the table above and the header belong to the header.
            upper = text[end : between[0][0] if between else next_start].splitlines(keepends=True)
            lower = text[between[-1][1] if between else end : next_start].splitlines(keepends=True)
            below = end + sum(map(len, takewhile(_COMMENT_LINE.match, upper)))
            above = next_start - sum(map(len, takewhile(_COMMENT_LINE.match, reversed(lower))))
            end, next_lead = below if below <= above else end, above
        if path:
            yield TableRegion(path, lead, start, min(end + shift, len(data)))
        for line_start, line_end in between:
            at = line_start + shift
            yield TableRegion((), at, at, min(line_end + shift, len(data)))
        path, lead, start = next_path, next_lead + shift, next_start + shift


def _find_dividers(
    text: bytes, start: int, end: int, dividers: Container[bytes]
) -> list[tuple[int, int]]:
    """Return the ranges of the dividers in a gap between tables."""
    found = []
    for line in text[start:end].splitlines(keepends=True):
        if line.rstrip(b"\r\n") in dividers:
            found.append((start, start + len(line)))
        start += len(line)
    return found


@cache
def _parse_name(header: bytes) -> tuple[str, ...]:
    """Return the parts of a header's name."""
    names: tuple[str, ...] = ()
    table = tomllib.loads(f"[{header.strip(b'[]').decode()}]")
    while table:
        ((name, table),) = table.items()
        names = (*names, name)
    return names


def _resolve(header: bytes, indexes: dict[KeyPath, int]) -> KeyPath:
    """Return the path of a header; the name of an array means its last table."""
    path: KeyPath = ()
    for name in _parse_name(header):
        path = (*path, indexes[path], name) if path in indexes else (*path, name)
    if header.startswith(b"[["):
        indexes[path] = indexes.get(path, -1) + 1
        path = (*path, indexes[path])
    return path


def _top_table(table: KeyPath) -> KeyPath:
    """Return the path of the table at the top of the file, or item of an array, around a table."""
    return table[: 1 + any(isinstance(part, int) for part in table[1:2])]


def top_regions(data: bytes, dividers: Container[bytes] = ()) -> list[TableRegion]:
    """Return the tables with their subtables, one for each list item, and the dividers.

    In file order. Raises `UnsupportedLayoutError` if another table interrupts one of them.
    """
    return _refuse_interrupted([*_join_subtables(data, _top_table, dividers)])


def table_regions(
    data: bytes, path: KeyPath = (), dividers: Container[bytes] = ()
) -> list[TableRegion]:
    """Return the tables below a path with their subtables, in file order, one for each list item.

    Raises `UnsupportedLayoutError` if another table interrupts one of them.
    """
    depth = len(path)

    def owner(table: KeyPath) -> KeyPath:
        return table[:depth] + _top_table(table[depth:])

    tables = _join_subtables(data, owner, dividers)
    return _refuse_interrupted([one for one in tables if one.path[:depth] == path != one.path])


def _refuse_interrupted(regions: list[TableRegion]) -> list[TableRegion]:
    """Return the regions; raises `UnsupportedLayoutError` if two are of the same table."""
    paths = [region.path for region in regions if region.path]
    if len({*paths}) < len(paths):
        raise UnsupportedLayoutError
    return regions


def find_table(data: bytes, path: KeyPath, dividers: Container[bytes] = ()) -> TableRegion:
    """Return one table with its subtables.

    Raises `UnsupportedLayoutError` if it has no header, or if another table interrupts it.
    """
    regions = _join_subtables(data, lambda table: table[: len(path)], dividers)
    found = [region for region in regions if region.path == path]
    if len(found) != 1:
        raise UnsupportedLayoutError
    return found[0]


def _join_subtables(
    data: bytes, owner: Callable[[KeyPath], KeyPath], dividers: Container[bytes]
) -> Iterator[TableRegion]:
    """Yield the tables joined with those below that have the same owner, and the dividers."""
    regions = iter_regions(data, dividers)
    for path, group in groupby(regions, key=lambda region: owner(region.path)):
        if path:
            tables = list(group)
            yield tables[0]._replace(path=path, end=tables[-1].end)
        else:
            yield from group


def iter_comments(data: bytes) -> Iterator[bytes]:
    """Yield the comments of a TOML text, without the spaces at their end."""
    return (comment.encode() for _offset, comment in find_comments(data))


def find_comments(data: bytes) -> Iterator[tuple[int, str]]:
    """Yield the comments of a TOML text, without the spaces at their end, each with its offset."""
    for match in _COMMENT.finditer(data):
        if comment := match["comment"]:
            yield match.start(), comment.decode().rstrip()


# Pieces: what stands from one header of a top-level array to the next, whether it is TOML or not.


def split_at_arrays(data: bytes) -> list[bytes]:
    """Split a file before each header of a top-level array of tables in the first column.

    The pieces have no BOM and no CR at line ends. The file need not be TOML: a header inside a
    multi-line string also splits, so that an unclosed string does not hide the tables below it.
    """
    return _ARRAY_HEADER.split(b"\n" + plain_text(data))


def plain_text(data: bytes) -> bytes:
    """Return a file without BOM and without CR at line ends."""
    text = data.removeprefix(BOM_UTF8)
    return text.replace(b"\r\n", b"\n") if b"\r" in text else text
