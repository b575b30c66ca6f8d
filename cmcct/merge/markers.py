"""Conflict markers, as git writes them, around one key or one table of a file."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

from cmcct.text.control_chars import to_one_line


class Conflict(NamedTuple):
    """Three texts for one place: whole lines, empty if a version has none. `name` says for what."""

    name: str
    base: bytes
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


def write_markers(parts: Iterable[Part], labels: Labels, *, shows_base: bool = False) -> bytes:
    """Return a text in which each conflict has both sides between markers, and BASE on request."""
    return b"".join(
        b"".join(_mark(part, labels, shows_base=shows_base)) if isinstance(part, Conflict) else part
        for part in parts
    )


def _mark(conflict: Conflict, labels: Labels, *, shows_base: bool) -> Iterator[bytes]:
    yield _marker("<", labels.ours, conflict.name) + conflict.ours
    if shows_base:
        yield _marker("|", labels.base, conflict.name) + conflict.base
    yield b"=" * 7 + b"\n" + conflict.theirs
    yield _marker(">", labels.theirs, conflict.name)


def _marker(sign: str, label: str, name: str) -> bytes:
    return to_one_line(f"{sign * 7} {label} {name}").encode(errors="replace") + b"\n"


def resolve(parts: Iterable[Part], *, is_ours: bool) -> bytes:
    """Return a text in which each conflict is resolved to one side."""
    return b"".join(
        (part.ours if is_ours else part.theirs) if isinstance(part, Conflict) else part
        for part in parts
    )
