"""The fix of a finding as a change of the text: what a program applies that shows the findings."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import takewhile

from cmcct.diagnostics import Finding, KeyPath, TextEdit
from cmcct.edit import fixes
from cmcct.edit.operations import RawTable
from cmcct.edit.transaction import directory_layout
from cmcct.errors.exceptions import CmcctError
from cmcct.toml import patch, tables


def find_edits(
    data: bytes, raw: RawTable, findings: Iterable[Finding]
) -> Iterator[tuple[Finding, list[TextEdit]]]:
    """Yield each finding about a directory file that has a fix, with the edits that make it.

    `raw` is the data of the text. The edits of one finding may be applied without those of others;
    there are none where the layout of its table is not understood.
    """
    layout = directory_layout()
    regions: dict[KeyPath, tables.TableRegion] = {}  # a large file is not patched as a whole
    with suppress(CmcctError):
        regions = {region.path: region for region in tables.top_regions(data, layout.dividers)}
    for finding in findings:
        if not finding.fix:
            continue
        name = str(finding.path[0])
        start, end, part, path = 0, len(data), raw, finding.path
        is_list = isinstance(raw[name], list)
        if region := regions.get(path[:2] if is_list else path[:1]):
            start, end, part = region.start, region.end, {name: raw[name]}
            if is_list:  # alone, a table has index 0
                part, path = {name: [raw[name][path[1]]]}, (name, 0, *path[2:])
        edits = list[TextEdit]()
        with suppress(CmcctError):
            fixed = fixes.apply_fixes(part, [finding._replace(path=path)])
            text = patch.apply(data[start:end], part, fixed, layout)
            edits.append(_compare(data, start, end, text))
        yield finding, edits


def _compare(data: bytes, start: int, end: int, text: bytes) -> TextEdit:
    """Return the smallest edit that puts a text in place of a part of another."""
    before, after = data[start:end].decode(), text.decode()
    first = _count_alike(before, after)
    last = _count_alike(before[first:][::-1], after[first:][::-1])
    # A part begins at the start of a line; a byte order mark has no column.
    above = data.count(b"\n", 0, start) + 1
    line, column = _advance(above, 1, before[:first].removeprefix("\ufeff"))
    line_end, column_end = _advance(line, column, before[first : len(before) - last])
    return TextEdit(line, column, line_end, column_end, after[first : len(after) - last])


def _count_alike(text: str, other: str) -> int:
    pairs = zip(text, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _advance(line: int, column: int, text: str) -> tuple[int, int]:
    """Return the line and column behind a text that begins at a line and column."""
    *above, last = text.split("\n")
    return line + len(above), len(last) + (1 if above else column)
