"""Conflict markers, as git writes them, around one key or one table of a file."""

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

from cmcct.text.control_chars import to_one_line


class Conflict(NamedTuple):
    """Two texts for one place: whole lines, empty if a side has none. `name` says for what."""

    name: str
    ours: bytes
    theirs: bytes


Part: TypeAlias = bytes | Conflict


class Labels(NamedTuple):
    """The names of the three versions."""

    ours: str
    base: str
    theirs: str


def name_conflict(entry: str, key: str = "") -> str:
    """Return the name of a conflict: `ENTRY: KEY`, or `ENTRY`."""
    return f"{entry}: {key}" if key else entry


def write_markers(parts: Iterable[Part], labels: Labels) -> bytes:
    """Return a text in which each conflict has both sides between markers."""
    return b"".join(_mark(part, labels) if isinstance(part, Conflict) else part for part in parts)


def _mark(conflict: Conflict, labels: Labels) -> bytes:
    first, last = (
        to_one_line(f"{sign * 7} {label} {conflict.name}").encode() + b"\n"
        for sign, label in (("<", labels.ours), (">", labels.theirs))
    )
    return b"".join((first, conflict.ours, b"=======\n", conflict.theirs, last))


def resolve(parts: Iterable[Part], *, is_ours: bool) -> bytes:
    """Return a text in which each conflict is resolved to one side."""
    return b"".join(
        (part.ours if is_ours else part.theirs) if isinstance(part, Conflict) else part
        for part in parts
    )
