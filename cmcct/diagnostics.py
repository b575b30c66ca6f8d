"""A finding: what is wrong with the directory, where, and what to write instead."""

from typing import NamedTuple, TypeAlias

KeyPath: TypeAlias = tuple[str | int, ...]


class Finding(NamedTuple):
    """One fault of one value.

    `path` names the value from the top of the file: `("focal_point", 3, "emails", 0)`.
    `message` is a phrase that says what is wrong, `help` one that says what to write instead.
    `entry` is the id of the focal point that the fault stands in, or nothing.
    """

    code: str
    path: KeyPath
    message: str
    help: str = ""
    entry: str = ""


def dotted(path: KeyPath) -> str:
    """Write a key path as people read it: `focal_point[3].emails[0]`."""
    parts = [f"[{part}]" if isinstance(part, int) else f".{part}" for part in path]
    return "".join(parts).removeprefix(".")
