"""The steps from one list to another: which items are removed, inserted or changed."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import takewhile
from operator import eq
from typing import Any, NamedTuple

from cmcct.toml import chunks


class ListEdit(NamedTuple):
    """Removal, insertion before index `position`, or change of one list item."""

    position: int
    old: Any
    new: Any


def list_edits(old: list[Any], new: list[Any]) -> Iterator[ListEdit]:
    """Yield the steps from one list to another, last item first."""
    # Most of a large file is unchanged.
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))
    moves = _opcodes(chunks.item_keys(old[alike:]), chunks.item_keys(new[alike:]))
    for _ignored, *indexes in reversed(moves):
        start, end, new_start, new_end = (index + alike for index in indexes)
        common = min(end - start, new_end - new_start)
        for value in reversed(new[new_start + common : new_end]):
            yield ListEdit(end, None, value)
        for index in reversed(range(start + common, end)):
            yield ListEdit(index, old[index], None)
        for index in reversed(range(common)):
            yield ListEdit(start + index, old[start + index], new[new_start + index])


def _opcodes(old: list[str], new: list[str]) -> Sequence[tuple[str, int, int, int, int]]:
    """Return the opcodes between two lists, as in difflib."""
    if len(old) == len(new) == 1:  # most edits
        return [("replace", 0, 1, 0, 1)]
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    matched = sum(block.size for block in matcher.get_matching_blocks())
    # If changing items in place costs no more, their comments stay.
    if len(old) == len(new) and sum(map(eq, old, new)) >= matched:
        return [("replace", 0, len(old), 0, len(new))]
    return matcher.get_opcodes()
