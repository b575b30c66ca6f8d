"""A table in one layout, whatever the layout of its text: comments stay with their key or value."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from cmcct.diagnostics import KeyPath
from cmcct.toml import writer
from cmcct.toml.positions import PositionMap
from cmcct.toml.tables import find_comments, iter_tables


class Comments:
    """The comments of a table with its subtables, by the path of the key or item they stand with.

    `above` has those on lines of their own above it, and all within an item; `behind` the one on
    its line. `opening` has those behind the header or behind the bracket of a list, `below` those
    below the last key or item.
    """

    def __init__(self, text: bytes, base: KeyPath) -> None:
        """Take the text of the table at a path; for pairs without a header, the path is ()."""
        self.above, self.behind, self.opening, self.below = (
            defaultdict[KeyPath, list[str]](list) for _ in range(4)
        )
        if b"#" not in text:
            return
        self._text, self._positions = text, PositionMap(text)
        subtables = [*iter_tables(text)][bool(base) :]
        leads = [table.lead for table in subtables]
        for offset, comment in find_comments(text):
            if index := bisect_right(leads, offset):
                path, is_last = subtables[index - 1].path, index == len(leads)
                pairs = self._positions.children(path)
                end = pairs[-1][1][1] if pairs else subtables[index - 1].start
                if is_last and end < offset and b"\n" in text[end:offset]:
                    self.below[base].append(comment)
                else:
                    is_item = any(isinstance(step, int) for step in path[len(base) + 1 :][:1])
                    self.above[path[: len(base) + 1 + is_item]].append(comment)
            else:
                self._attach(comment, offset, base, 0)
        for path, several in self.behind.items():
            if len(several) > 1:
                self.above[path] += several
                several.clear()

    def _attach(self, comment: str, offset: int, path: KeyPath, opening: int) -> None:
        """Attach a comment to what is around it in a table or list that begins at `opening`."""
        nodes = self._positions.children(path)
        index = bisect_right(nodes, offset, key=lambda node: node[1][0])
        name, (_start, end) = nodes[index - 1] if index else (path, (opening, opening))
        slot = name[: len(path) + 1]
        if index and offset < end:
            place = self._positions.value_range(name)
            is_list = place and self._text.startswith(b"[", place[0])
            if place and is_list and slot == name and not isinstance(name[-1], int):
                self._attach(comment, offset, name, place[0])
            else:
                self.above[slot].append(comment)
        elif b"\n" not in self._text[end:offset]:
            (self.behind[slot] if index else self.opening[path]).append(comment)
        elif index < len(nodes):
            self.above[nodes[index][0][: len(path) + 1]].append(comment)
        else:
            self.below[path].append(comment)

    def has_any(self, path: KeyPath, items: Sequence[Any]) -> bool:
        """Return whether a list has comments inside."""
        paths = [(*path, index) for index in range(len(items))]
        return bool(self.opening[path] or self.below[path]) or any(
            self.above[item] or self.behind[item] for item in paths
        )


def format_table(header: str, table: Mapping[str, Any], comments: Comments, base: KeyPath) -> str:
    """Format a table: its header, a line for each key, and its comments."""
    lines = [_end_line(header, comments.opening[base]), *format_pairs(table, comments, base)]
    return "\n".join([*lines, *comments.below[base], ""])


def format_pairs(table: Mapping[str, Any], comments: Comments, base: KeyPath) -> Iterator[str]:
    """Yield the lines of the keys of a table, each below its comments."""
    for key, value in table.items():
        path = (*base, key)
        yield from comments.above[path]
        if isinstance(value, list) and comments.has_any(path, value):
            name = writer.format_pair(key, []).removesuffix(" = []")
            yield _end_line(f"{name} = [", comments.opening[path])
            yield from _format_items(value, comments, path)
            text = "]"
        else:
            text = writer.format_pair(key, value)
        yield _end_line(text, comments.behind[path])


def _format_items(items: Sequence[Any], comments: Comments, path: KeyPath) -> Iterator[str]:
    for index, item in enumerate(items):
        place = (*path, index)
        yield from (f"    {comment}" for comment in comments.above[place])
        yield _end_line(f"    {writer.format_inline(item)},", comments.behind[place])
    yield from (f"    {comment}" for comment in comments.below[path])


def _end_line(text: str, comments: Iterable[str]) -> str:
    """Return a line with the comment behind it, if there is one."""
    return "  ".join([text, *comments])
