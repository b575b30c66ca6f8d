"""The two sides of a file in which git, or `cmcct merge-file`, left conflict markers.

<<<<<<< HEAD                what OURS has
||||||| 68d1950             what their common ancestor has; only with merge.conflictStyle=diff3
=======                     what THEIRS has
>>>>>>> branch
"""

import re
import tomllib
from typing import Any, NamedTuple

from cmcct.i18n.messages import _

PROBLEM = _("unfinished merge: both versions of some lines are in the file")
ADVICE = _("keep the correct lines, and delete the lines with <<<<<<<, ======= and >>>>>>>")

_MARKER = re.compile(r"(<{7}|\|{7}|={7}$|>{7})(?: (.*))?")
_COMMON, _OURS, _BASE, _THEIRS = range(4)
_NEXT = {
    (_COMMON, "<<<<<<<"): _OURS,
    (_OURS, "|||||||"): _BASE,
    (_OURS, "======="): _THEIRS,
    (_BASE, "======="): _THEIRS,
    (_THEIRS, ">>>>>>>"): _COMMON,
}


class Conflict(NamedTuple):
    """Lines that both sides changed: the first and last marker (from 1), and their labels."""

    start: int
    end: int
    ours: str
    theirs: str


class Side(NamedTuple):
    """The file as one side has it: text, data, and the number in the file of each line."""

    text: str
    raw: dict[str, Any]
    lines: tuple[int, ...]


class Sides(NamedTuple):
    """Both sides of a file, and the conflicts between them in file order."""

    ours: Side
    theirs: Side
    conflicts: tuple[Conflict, ...]


def read_sides(text: str) -> Sides | None:
    """Return both sides of a text without BOM.

    None if it has no markers, if one is missing or inside another conflict, or if a side is not
    TOML.
    """
    lines: dict[int, list[tuple[int, str]]] = {_OURS: [], _THEIRS: []}
    conflicts: list[Conflict] = []
    part, start, label = _COMMON, 0, ""
    for number, line in enumerate(text.split("\n"), 1):
        sign = _MARKER.fullmatch(line.removesuffix("\r"))
        follows = _NEXT.get((part, sign[1])) if sign else None
        if sign and follows is not None:
            if follows == _OURS:
                start, label = number, sign[2] or ""
            elif follows == _COMMON:
                conflicts.append(Conflict(start, number, label, sign[2] or ""))
            part = follows
        elif sign and part != _COMMON:
            return None
        else:
            for side in {_COMMON: (_OURS, _THEIRS), _BASE: ()}.get(part, (part,)):
                lines[side].append((number, line))
    if part != _COMMON or not conflicts:
        return None
    try:
        ours, theirs = (_read_side(lines[side]) for side in (_OURS, _THEIRS))
    except (ValueError, RecursionError):
        return None
    return Sides(ours, theirs, tuple(conflicts))


def _read_side(lines: list[tuple[int, str]]) -> Side:
    text = "\n".join(line for _number, line in lines)
    return Side(text, tomllib.loads(text), tuple(number for number, _line in lines))
