"""The part of a file that an edit is about: of a large one, nearly all is as it was."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from itertools import takewhile
from typing import Any, NamedTuple, TypeAlias

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


def of_changes(data: bytes, old: Table, new: Table) -> Stretch:
    """Return what has to be looked at of a file that says `old` for it to say `new`.

    Where entries of one list change, that is those, and one more on each side, whose lines say how
    entries stand apart; else it is the whole file.
    """
    whole = Stretch(0, len(data), old, new)
    changed = [key for key in {**old, **new} if old.get(key) != new.get(key)]
    if len(changed) != 1:
        return whole
    before, after = (table.get(changed[0]) for table in (old, new))
    if not (isinstance(before, list) and isinstance(after, list)):
        return whole
    return _between_headers(data, changed[0], before, after) or whole


def _between_headers(
    data: bytes, name: str, before: Sequence[Any], after: Sequence[Any]
) -> Stretch | None:
    """Return the lines of the entries that change; None where each is not known by its header."""
    headers = starts(data, name)
    if len(headers) != len(before):
        return None
    same = alike(before, after)
    same_behind = alike(before[same:][::-1], after[same:][::-1])
    first, last = max(same - 1, 0), len(before) - max(same_behind - 1, 0)
    start = headers[first] if first else 0
    end = headers[last] if last < len(before) else len(data)
    try:
        said = tomllib.loads(data[start:end].decode("utf-8-sig"))
    except ValueError:
        return None  # a table that belongs to an entry further up
    kept = len(before) - last
    old, new = before[first:last], after[first : len(after) - kept]
    return Stretch(start, end, {**said, name: old}, {**said, name: new})


def starts(data: bytes, name: str) -> list[int]:
    """Return where the lines begin that are a header `[[name]]`, in a text that tomllib takes.

    One that is indented, or written with spaces or quotes, is none of them.
    """
    header = rb"\n (?= \[\[ %b \]\] )" % re.escape(name.encode())
    other = rb"(?: [^\"'\#\n]++ | %b | (?!%b) \n )*+" % (_TEXT, header)
    # With the end as one more place: a search that fails would begin anew in the midst of a text.
    piece = re.compile(rb"%b (?: (%b) | \Z)" % (other, header), re.DOTALL | re.VERBOSE)
    return [match.start(1) for match in piece.finditer(b"\n" + data) if match[1]]


def alike(one: Iterable[Any], other: Iterable[Any]) -> int:
    """Return how many items two lists have in common from the start."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
