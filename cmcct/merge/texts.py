"""Three-way merge of text, by table and key, to text that has given data. Comments are content."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from cmcct.merge import layout, sequences
from cmcct.merge.layout import Line, Place, TableText, TextVersion
from cmcct.merge.markers import Conflict, Part, name_conflict, resolve
from cmcct.merge.three_way import DoubtError, MergedTable, TableKey
from cmcct.toml import patch
from cmcct.toml.tables import iter_comments
from cmcct.toml.values import is_same

T = TypeVar("T")
_NO_LINE = Line(b"", b"", b"")
_NO_TABLE = TableText(b"", {}, b"")


class _ClashError(Exception):
    """Both sides changed a text differently."""


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
        found = [version.pieces.get(place) for version in versions]
        texts = [piece.text if piece else None for piece in found]
        if place in tables:
            tables[place], merged = _merge_table(place, tables[place], texts)
        else:
            kept = _pick(*texts)
            merged = [] if kept is None else [kept]
        if merged:
            space = next(piece.space for piece in found[1:] if piece)
            parts[place] = [space, *merged]
    orders = [[*version.pieces] for version in versions]
    return [part for place in sequences.merge_order(orders, parts) for part in parts[place]]


def _pick(base: T, ours: T, theirs: T) -> T:
    """Return the text of the side that changed it; raises `_ClashError` if both did."""
    if theirs in {base, ours}:
        return ours
    if ours == base:
        return theirs
    raise _ClashError


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
    with suppress(_ClashError):
        return table, [_pick(before, ours, theirs)]
    sides = [_split(text, key) for text in (before, ours, theirs)]
    conflicts = {*table.conflicts}
    parts = [*_merge_lines(name, table, sides, conflicts)]
    results = [_comments(resolve(parts, is_ours=is_ours)) for is_ours in (True, False)]
    for side in (ours, theirs):
        if _comments(side) - _comments(before) - (results[0] | results[1]):
            raise DoubtError  # a comment would be lost
    return table._replace(conflicts=frozenset(conflicts)), parts


def _split(text: bytes, key: TableKey) -> TableText:
    return layout.split_table(text, key) if text else _NO_TABLE


def _comments(text: bytes) -> Counter[bytes]:
    return Counter(iter_comments(text))


def _merge_lines(
    name: str, table: MergedTable, sides: Sequence[TableText], conflicts: set[str]
) -> Iterator[Part]:
    """Yield the text of a table that both sides changed; add conflicts about comments."""
    yield _pick_or_mark(name, [side.header for side in sides])
    kept = {*(table.merged or {}), *conflicts}
    for key in sequences.merge_order([[*side.lines] for side in sides], kept):
        lines = [side.lines.get(key) for side in sides]
        if key not in conflicts:
            try:
                yield _merge_line(key, table, *lines)
                continue
            except _ClashError:
                conflicts.add(key)
        yield Conflict(name_conflict(name, key), *(line.text if line else b"" for line in lines))
    yield _pick_or_mark(name, [side.end for side in sides])


def _pick_or_mark(name: str, texts: Sequence[bytes]) -> Part:
    try:
        return _pick(*texts)
    except _ClashError:
        return Conflict(name, *texts)


def _merge_line(
    key: str, table: MergedTable, base: Line | None, ours: Line | None, theirs: Line | None
) -> bytes:
    """Return the text of a key whose value is merged; raises `_ClashError` about comments."""
    value = (table.merged or {})[key]
    sides = [(ours, table.ours or {}), (theirs, table.theirs or {})]
    written = [(line, side[key]) for line, side in sides if line]
    first = written[0][0]
    if not (ours and theirs):
        return first.lead + _write_pair(key, value, written) + first.rest
    before = base or _NO_LINE
    lead = _pick(before.lead, ours.lead, theirs.lead)
    rest = _pick(before.rest, ours.rest, theirs.rest)
    try:
        pair = _pick(before.pair, ours.pair, theirs.pair)
    except _ClashError:
        pair = _write_pair(key, value, written)
    return lead + pair + rest


def _write_pair(key: str, value: Any, written: Sequence[tuple[Line, Any]]) -> bytes:
    """Return the text of a key and its value: as a side wrote it, else the first text patched."""
    for line, old in written:
        if is_same(old, value):
            return line.pair
    line, old = written[0]
    return patch.apply(line.pair + b"\n", {key: old}, {key: value}).removesuffix(b"\n")
