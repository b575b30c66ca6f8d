"""The part of a file that an edit is about: of a large one, nearly all is as it was."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from cmcct.matching import Gap, gaps

Table: TypeAlias = Mapping[str, Any]

# What a header cannot stand in: texts, of several lines or of one, and comments. Nothing is tried
# a second time, so that a large file takes no longer than it is long.
_TEXT = rb"""
      \"{3} (?: [^"\\]++ | \\. | \"{1,2}+(?!\") )*+ \"{3,5}+
    | '{3} (?: [^']++ | '{1,2}+(?!') )*+ '{3,5}+
    | \" (?: [^"\\\n]++ | \\. )*+ \"
    | ' [^'\n]*+ '
    | \# [^\n]*+
"""


class Stretch(NamedTuple):
    """The bytes of a file from one header to another, what they say and what they shall say."""

    start: int
    end: int
    old: Table
    new: Table


def of_changes(data: bytes, old: Table, new: Table) -> list[Stretch]:
    """Return what has to be looked at of a file that says `old` for it to say `new`, in order.

    Where entries of one list change, that is each of them; where some come or go, also one on each
    side, whose lines say how entries stand apart. Else it is the whole file.
    """
    whole = [Stretch(0, len(data), old, new)]
    changed = [key for key in {**old, **new} if old.get(key) != new.get(key)]
    if len(changed) != 1:
        return whole
    before, after = (table.get(changed[0]) for table in (old, new))
    if not (isinstance(before, list) and isinstance(after, list)):
        return whole
    return _between_headers(data, changed[0], before, after) or whole


def names(items: Iterable[Any]) -> list[str]:
    """Return what to know items by: a table by its id, whatever else changes in it."""
    return [
        str(item["id"]) if isinstance(item, dict) and "id" in item else repr(item) for item in items
    ]


def _between_headers(
    data: bytes, name: str, before: Sequence[Any], after: Sequence[Any]
) -> list[Stretch]:
    """Return the lines of the entries that change; none where each is not known by its header."""
    headers = starts(data, name)
    if len(headers) != len(before):
        return []
    found = []
    for first, last, new_first, new_last in _with_neighbours(_changed(before, after), len(before)):
        start = headers[first] if first else 0
        end = headers[last] if last < len(before) else len(data)
        try:
            said = tomllib.loads(data[start:end].decode("utf-8-sig"))
        except ValueError:
            return []  # a table that belongs to an entry further up
        old, new = before[first:last], after[new_first:new_last]
        found.append(Stretch(start, end, {**said, name: old}, {**said, name: new}))
    return found


def _changed(before: Sequence[Any], after: Sequence[Any]) -> Iterator[Gap]:
    """Yield which entries become which others, in order, one by one where they stay."""
    place = new_place = 0
    end = Gap(len(before), len(before), len(after), len(after))
    for gap in [*gaps(names(before), names(after)), end]:
        for old, new in enumerate(range(new_place, gap.new_start), place):
            if before[old] != after[new]:
                yield Gap(old, old + 1, new, new + 1)
        if gap != end:
            yield gap
        place, new_place = gap.end, gap.new_end


def _with_neighbours(changed: Iterable[Gap], count: int) -> list[Gap]:
    """Add the entry before and the one behind where some come or go; no entry is in two of them."""
    found: list[Gap] = []
    for start, end, new_start, new_end in changed:
        comes_or_goes = end - start != new_end - new_start
        up, down = int(comes_or_goes and start > 0), int(comes_or_goes and end < count)
        gap = Gap(start - up, end + down, new_start - up, new_end + down)
        if found and gap.start < found[-1].end:
            first = found.pop()
            ends = max(first.end, gap.end), max(first.new_end, gap.new_end)
            gap = Gap(first.start, ends[0], first.new_start, ends[1])
        found.append(gap)
    return found


def starts(data: bytes, name: str) -> list[int]:
    """Return where the lines begin that are a header `[[name]]`, in a text that tomllib takes.

    One that is indented, or written with spaces or quotes, is none of them.
    """
    header = rb"\n (?= \[\[ %b \]\] )" % re.escape(name.encode())
    other = rb"(?: [^\"'\#\n]++ | %b | (?!%b) \n )*+" % (_TEXT, header)
    # With the end as one more place: a search that fails would begin anew in the midst of a text.
    piece = re.compile(rb"%b (?: (%b) | \Z)" % (other, header), re.DOTALL | re.VERBOSE)
    return [match.start(1) for match in piece.finditer(b"\n" + data) if match[1]]
