"""The format of a directory file: what a program must know to read all of it.

`[directory] format` stands in a file with a key that programs of format 1 do not know.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from cmcct.diagnostics import KeyPath
from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import Message, OptionalMessage, _

# The keys that format 1 lacks, each by its kind of table, and the format that has it first.
FIRST_FORMATS: dict[tuple[str, str], int] = {
    ("directory", "countries"): 2,
    ("phone", "no_test"): 2,
    ("focal_point", "handles"): 2,
    ("meeting", "until"): 2,
}
# Kinds of values with such keys: these tables, and lists of them.
_KINDS = frozenset(kind for table, _key in FIRST_FORMATS for kind in (table, f"[{table}]"))
MAY_BE_MISSING = _("written for a newer version of cmcct: some of it may be missing")
UPDATE = _(
    "install a newer version of cmcct, as described in the README next to the file, or ask the "
    "person who set it up"
)


def declared_format(raw: Mapping[str, Any]) -> int:
    """Return the format that a file says it has; 1 if it says none, or none that is valid."""
    info = raw.get("directory")
    number = info.get("format") if isinstance(info, dict) else None
    return number if type(number) is int and number > 0 else 1


def needed_format(raw: Mapping[str, Any]) -> int:
    """Return the format that the keys of a file need."""
    return max((number for _path, number in find_newer_keys(raw)), default=1)


def find_newer_keys(
    value: Any, kind: str = "file", path: KeyPath = ()
) -> Iterator[tuple[KeyPath, int]]:
    """Yield the paths of the keys that format 1 lacks, each with its format."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from find_newer_keys(item, kind.strip("[]"), (*path, index))
    elif isinstance(value, dict):
        from cmcct.model.fields import KEYS

        for key, item in value.items():
            if number := FIRST_FORMATS.get((kind, key)):
                yield (*path, key), number
            if (spec := KEYS.get(kind, {}).get(key)) and spec.kind in _KINDS:
                yield from find_newer_keys(item, spec.kind, (*path, key))


def declare_needed(old: Mapping[str, Any], new: dict[str, Any]) -> None:
    """Set the format in the data after an edit that added a key which needs it."""
    needed = needed_format(new)
    if needed > declared_format(new) and needed > needed_format(old):
        new.setdefault("directory", {})["format"] = needed


def describe_newer(raw: Mapping[str, Any]) -> OptionalMessage:
    """Return the message about a file with a newer format than this program reads, else ""."""
    declared, newest = declared_format(raw), max(FIRST_FORMATS.values())
    message: Message = _(
        "written for a newer version of cmcct (the file has format {format}; this version "
        "reads format {newest})",
        format=declared,
        newest=newest,
    )
    return message if declared > newest else ""


def refuse_newer(raw: Mapping[str, Any]) -> None:
    """Raise `CmcctError` for the data of a file with a newer format than this program reads."""
    if message := describe_newer(raw):
        raise CmcctError(message, UPDATE)
