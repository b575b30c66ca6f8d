"""Unified diffs (`diff -u`), readable by `patch`."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from cmcct.text.patience_diff import Hunk, hunks

_Lines: TypeAlias = Sequence[str]

_CONTEXT = 3  # context lines around a change
_LINE = re.compile(r"[^\n]*\n|[^\n]+")  # str.splitlines also splits at other characters


def unified_diff(before: str, after: str, name: str) -> Iterator[str]:
    """Yield the lines of a unified diff of a file; none if the texts are equal."""
    old, new = _LINE.findall(before), _LINE.findall(after)
    for number, hunk in enumerate(_group_changes(_changes(old, new))):
        if number == 0:
            yield f"--- a/{name}\n"
            yield f"+++ b/{name}\n"
        yield from _format_hunk(old, new, hunk)


def _format_hunk(old: _Lines, new: _Lines, changes: Sequence[Hunk]) -> Iterator[str]:
    first, last = changes[0], changes[-1]
    begin, end = max(0, first.start - _CONTEXT), min(len(old), last.end + _CONTEXT)
    new_begin, new_end = begin - first.start + first.new_start, end - last.end + last.new_end
    yield f"@@ -{_format_range(begin, end)} +{_format_range(new_begin, new_end)} @@\n"
    for change in changes:
        yield from (_format_line(" ", line) for line in old[begin : change.start])
        yield from (_format_line("-", line) for line in old[change.start : change.end])
        yield from (_format_line("+", line) for line in new[change.new_start : change.new_end])
        begin = change.end
    yield from (_format_line(" ", line) for line in old[begin:end])


def _format_range(start: int, end: int) -> str:
    """Format a range for a hunk header; an empty range names the line before it."""
    return str(end) if end == start + 1 else f"{start + (start < end)},{end - start}"


def _format_line(sign: str, line: str) -> str:
    return sign + (line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n")


def _group_changes(changes: Iterable[Hunk]) -> Iterator[list[Hunk]]:
    """Group changes whose context lines touch."""
    near: list[Hunk] = []
    for change in changes:
        if near and change.start - near[-1].end > 2 * _CONTEXT:
            yield near
            near = []
        near.append(change)
    if near:
        yield near


def _changes(old: _Lines, new: _Lines) -> Iterator[Hunk]:
    above = 0
    for hunk in hunks(old, new):
        yield _slide_to_header(old, new, hunk, hunk.start - above)
        above = hunk.end


def _slide_to_header(old: _Lines, new: _Lines, hunk: Hunk, most: int) -> Hunk:
    """Shift an added or removed block up to its own header, if equal lines allow it."""
    start, end, new_start, new_end = hunk
    if start < end and new_start < new_end:
        return hunk
    lines, first, last = (old, start, end) if start < end else (new, new_start, new_end)
    up = 0
    while not lines[first - up].startswith("["):
        if up == most or lines[first - up - 1] != lines[last - up - 1]:
            return hunk
        up += 1
    return Hunk(start - up, end - up, new_start - up, new_end - up)
