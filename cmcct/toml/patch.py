"""Patch TOML text so that it parses to new data, touching only the lines that must change."""

import re
import tomllib
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import groupby, takewhile
from operator import eq
from typing import Any, NamedTuple, TypeAlias

from cmcct.diagnostics import KeyPath
from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import _
from cmcct.toml import chunks, splice, writer
from cmcct.toml.positions import Range, Section, Source

Table: TypeAlias = Mapping[str, Any]

_COMMENT_LINE = re.compile(rb"[ \t]*#(?!:schema)[^\n]*(\n|\Z)")
_HEADER = re.compile(rb"[ \t]*\[")
_BLANK = re.compile(rb"[ \t]*(\r?\n|\Z)")
_BLANK_LINES = re.compile(rb"\A([ \t]*\r?\n)+")


class UneditableError(CmcctError):
    """A layout in which one part cannot be changed without another."""

    def __init__(self) -> None:
        """Set the message and the hint."""
        message = _("the file is laid out so that this edit would disturb the rest of it")
        super().__init__(message, _("edit it by hand"))


class Region(NamedTuple):
    """A table with a header: start of its leading comments, of the header, and end."""

    path: KeyPath
    lead: int
    start: int
    end: int


def rewritten(data: bytes, old: Table, new: Table, order: Sequence[str] = ()) -> bytes:
    """Return TOML text that parses to `new`, given text that parses to `old`.

    `order` gives the position of new keys. Raises `CmcctError`.
    """
    if old == new:
        return data
    parts, place = [], 0
    for part in chunks.of_changes(data, old, new):
        text = _reworded(data[part.start : part.end], part.old, part.new, order)
        parts += [data[place : part.start], text]
        place = part.end
    return b"".join([*parts, data[place:]])


def _reworded(data: bytes, old: Table, new: Table, order: Sequence[str]) -> bytes:
    try:
        text = _with_table(data, (), old, new, order)
        said = tomllib.loads(text.decode("utf-8-sig"))
    except UnicodeEncodeError:
        message = _("a text has characters that no file can hold")
        raise CmcctError(message, _("type it anew")) from None
    except (ValueError, LookupError):
        # The result does not parse, or the layout was not fully understood.
        raise UneditableError from None
    if said != new:
        raise UneditableError
    return text


# From changed data to changed places in the text.


def _with_table(data: bytes, path: KeyPath, old: Table, new: Table, order: Sequence[str]) -> bytes:
    for key in old:
        if key not in new:
            data = _without(data, (*path, key))
    for key, value in new.items():
        if key not in old:
            data = _with_key(data, path, key, value, order)
        elif old[key] != value:
            data = _with_value(data, (*path, key), old[key], value, order)
    return data


def _with_value(data: bytes, path: KeyPath, old: Any, new: Any, order: Sequence[str]) -> bytes:
    if isinstance(old, dict) and isinstance(new, dict):
        return _with_table(data, path, old, new, order)
    are_lists = isinstance(old, list) and isinstance(new, list)
    # An empty list may contain comments.
    if are_lists and new:
        return _with_items(data, path, old, new, order)
    return _replaced(data, path, new)


def _with_items(
    data: bytes, path: KeyPath, old: list[Any], new: list[Any], order: Sequence[str]
) -> bytes:
    """Change items from last to first, so that earlier offsets stay valid."""
    tables = _regions(data, path)
    if tables and len(tables) != len(old):
        raise UneditableError
    for step in _steps(old, new):
        if step.old is None:
            data = _with_item(data, path, tables, step)
        elif step.new is None:
            data = _without_item(data, path, tables, step.place)
        elif step.old != step.new:
            data = _with_changed(data, path, tables, step, order)
    return data


class _Step(NamedTuple):
    """Removal, insertion before index `place`, or change of one list item."""

    place: int
    old: Any
    new: Any


def _steps(old: list[Any], new: list[Any]) -> Iterator[_Step]:
    """Yield the steps from one list to another, last item first."""
    # Most of a large file is unchanged.
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))
    moves = _moves(chunks.names(old[alike:]), chunks.names(new[alike:]))
    for _ignored, *places in reversed(moves):
        start, end, new_start, new_end = (place + alike for place in places)
        common = min(end - start, new_end - new_start)
        for value in reversed(new[new_start + common : new_end]):
            yield _Step(end, None, value)
        for index in reversed(range(start + common, end)):
            yield _Step(index, old[index], None)
        for index in reversed(range(common)):
            yield _Step(start + index, old[start + index], new[new_start + index])


def _moves(old: list[str], new: list[str]) -> Sequence[tuple[str, int, int, int, int]]:
    """Return the opcodes between two lists, as in difflib."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    matched = sum(block.size for block in matcher.get_matching_blocks())
    # If changing items in place costs no more, their comments stay.
    if len(old) == len(new) and sum(map(eq, old, new)) >= matched:
        return [("replace", 0, len(old), 0, len(new))]
    return matcher.get_opcodes()


def _with_item(data: bytes, path: KeyPath, tables: list[Region], step: _Step) -> bytes:
    if tables and isinstance(step.new, dict):
        header = f"[[{'.'.join(str(part) for part in path if isinstance(part, str))}]]"
        return _with_block(data, tables, step.place, writer.table(header, step.new))
    source = Source(data)
    around = source.value_range(path)
    if around is None:
        raise UneditableError
    elements = [pair for _, pair in source.pairs(path)]
    text = writer.inline(step.new)
    changed = splice.with_element(data, around, elements, step.place, text)
    if _is_too_long(data, changed, source, path, around):
        texts = [data[start:end].decode() for start, end in elements]
        texts.insert(step.place, text)
        return splice.spliced(data, *around, writer.lines(texts))
    return changed


def _is_too_long(data: bytes, changed: bytes, source: Source, path: KeyPath, around: Range) -> bool:
    """Return whether a one-line list no longer fits the line."""
    if b"\n" in data[slice(*around)] or _brackets(source, path) is not None:
        return False
    start, grown = splice.line_start(changed, around[0]), len(changed) - len(data)
    return len(changed[start : around[1] + grown].decode()) > writer.WIDTH


def _without_item(data: bytes, path: KeyPath, tables: list[Region], index: int) -> bytes:
    if tables:
        return _without_region(data, tables[index])
    return _without(data, (*path, index))


def _with_changed(
    data: bytes, path: KeyPath, tables: list[Region], step: _Step, order: Sequence[str]
) -> bytes:
    """Change one item; for a table with a header, parse only its own lines."""
    if not tables:
        return _with_value(data, (*path, step.place), step.old, step.new, order)
    _ignored, _ignored2, start, end = tables[step.place]
    # Parsed alone, the table has index 0, and enclosing indexes are unknown.
    here: KeyPath = tuple(part for part in path if isinstance(part, str))
    lines = _with_value(data[start:end], (*here, 0), step.old, step.new, order)
    return data[:start] + lines + data[end:]


def _with_key(data: bytes, path: KeyPath, key: str, value: Any, order: Sequence[str]) -> bytes:
    source = Source(data)
    around, pairs = source.value_range(path), source.pairs(path)
    if around is not None:
        text = writer.inline({key: value})[2:-2]
        return splice.with_element(data, around, [pair for _, pair in pairs], len(pairs), text)
    headers = {name: header[1] for name, header, _ in source.sections()}
    if path not in headers:
        return _with_tables(data, path, key, value)
    before = order[: order.index(key)] if key in order else [name[len(path)] for name, _ in pairs]
    ends = [end for name, (_, end) in pairs if name[len(path)] in before]
    return splice.with_line(data, max([headers[path], *ends]), writer.pair(key, value))


def _with_tables(data: bytes, path: KeyPath, key: str, value: Any) -> bytes:
    """Append an array of tables, each with a header, to the file."""
    if path or not isinstance(value, list):
        raise UneditableError
    for table in value:
        data = _with_end(data, writer.table(f"[[{key}]]", table))
    return data


def _without(data: bytes, path: KeyPath) -> bytes:
    source = Source(data)
    pair = source.pair_range(path)
    if pair is None:
        return _without_regions(data, path)
    around = _brackets(source, path)
    if around is None:
        return splice.without_lines(data, *pair)
    elements = [element for _, element in source.pairs(around)]
    return splice.without_element(data, elements, elements.index(pair))


def _brackets(source: Source, path: KeyPath) -> KeyPath | None:
    """Return the path of the enclosing array or inline table, or None."""
    around = (path[:length] for length in reversed(range(len(path))))
    return next((outer for outer in around if source.value_range(outer)), None)


def _without_regions(data: bytes, path: KeyPath) -> bytes:
    """Remove all tables of a list that have headers."""
    tables = _regions(data, path)
    if not tables:
        raise UneditableError
    for region in reversed(tables):
        data = _without_region(data, region)
    return data


def _replaced(data: bytes, path: KeyPath, value: Any) -> bytes:
    source = Source(data)
    place = source.value_range(path)
    if place is None:
        raise UneditableError
    has_line = _brackets(source, path) is None
    name = str(path[-1])
    text = writer.pair(name, value).partition(" = ")[2] if has_line else writer.inline(value)
    return splice.spliced(data, *place, text)


# Tables with headers.


def regions(data: bytes) -> list[Region]:
    """Return the top-level tables with their subtables, in file order.

    Raises `UneditableError` if another table interrupts one of them.
    """
    source = Source(data)
    return _grouped(data, source, source.sections(), lambda path: path[: 1 + _is_numbered(path, 1)])


def _regions(data: bytes, path: KeyPath) -> list[Region]:
    """Return the tables of a list with their subtables; empty if they have no headers."""
    source = Source(data)
    if not path or source.value_range(path) is not None:
        return []
    depth = len(path)
    own = [
        section
        for section in source.sections()
        if section.path[:depth] != path or _is_numbered(section.path, depth)
    ]
    found = _grouped(data, source, own, lambda section: section[: depth + 1])
    return [region for region in found if region.path[:-1] == path]


def _is_numbered(path: KeyPath, depth: int) -> bool:
    return len(path) > depth and isinstance(path[depth], int)


def _grouped(
    data: bytes, source: Source, sections: Iterable[Section], owner: Callable[[KeyPath], KeyPath]
) -> list[Region]:
    found: dict[KeyPath, Region] = {}
    above = max([splice.line_start(data, 0), *(end for _, (_, end) in source.pairs(()))])
    for path, group in groupby(sections, key=lambda section: owner(section.path)):
        if path in found:
            raise UneditableError
        members = list(group)
        end = max(section.end for section in members)
        found[path] = _region(data, path, above, members[0].header[0], end)
        above = end
    return list(found.values())


def _region(data: bytes, path: KeyPath, above: int, start: int, end: int) -> Region:
    start = lead = splice.line_start(data, start)
    # A line inside a multi-line string above may look like a comment.
    while lead > above and _COMMENT_LINE.match(data, before := splice.line_start(data, lead - 1)):
        if before < above:
            break
        lead = before
    end = after = splice.line_end(data, end)
    while comment := _COMMENT_LINE.match(data, after):
        after = comment.end()
    # Comments directly above the next header belong to that table.
    return Region(path, lead, start, end if _HEADER.match(data, after) else after)


def _with_block(data: bytes, tables: list[Region], index: int, block: str) -> bytes:
    """Insert a table with header at `index` of a list, between blank lines."""
    if index == 0:
        return splice.inserted(data, tables[0].lead, f"{block}\n")
    place = tables[index - 1].end
    before = "\n" if data[:place].endswith(b"\n") else "\n\n"
    after = "" if _BLANK.match(data, place) else "\n"
    return splice.inserted(data, place, f"{before}{block}{after}")


def _with_end(data: bytes, block: str) -> bytes:
    """Append a table with header to the file."""
    before = "" if not data or data.endswith(b"\n") else "\n"
    return splice.inserted(data, len(data), f"{before}\n{block}" if data else block)


def _without_region(data: bytes, region: Region) -> bytes:
    """Remove a table, the comments directly above it, and the blank lines on one side."""
    kept, rest = data[: region.lead], data[region.end :]
    ended = _without_blank_end(kept)
    if not rest.strip():
        return ended
    is_apart = ended != kept or not kept.removeprefix(BOM_UTF8)
    return kept + (_BLANK_LINES.sub(b"", rest, count=1) if is_apart else rest)


def _without_blank_end(data: bytes) -> bytes:
    """Strip blank lines at the end; keep the line end of the last other line."""
    # A regular expression would be tried at each line of a large file.
    text = data.rstrip()
    return data[: splice.line_end(data, len(text))] if text else b""
