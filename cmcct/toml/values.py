"""TOML values: compare and copy them, and format them in the layout of `directory.toml`."""

import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

import tomli_w

from cmcct.text.control_chars import escape_control_chars

WIDTH = 100

_ESCAPED = re.compile(r'["\\]')
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


def format_table(header: str, values: Mapping[str, Any]) -> str:
    """Format a table below its header, one key per line."""
    return "\n".join([header, *(format_pair(key, value) for key, value in values.items()), ""])


def format_pair(key: str, value: Any) -> str:
    """Format `key = value`; a list too long for the line gets one line per item."""
    name = _format_key(key)
    if not isinstance(value, list):
        return f"{name} = {format_inline(value)}"
    items = [format_inline(item) for item in value]
    line = f"{name} = [{', '.join(items)}]"
    if len(line) <= WIDTH:
        return line
    return f"{name} = {format_list(items)}"


def format_list(items: Iterable[str]) -> str:
    """Format a list of formatted values, one line per item."""
    return "\n".join(["[", *(f"    {item}," for item in items), "]"])


def format_inline(value: Any) -> str:
    """Format a value on one line; only a multi-line string has line breaks."""
    if isinstance(value, dict):
        pairs = ", ".join(
            f"{_format_key(key)} = {format_inline(item)}" for key, item in value.items()
        )
        return f"{{ {pairs} }}" if pairs else "{}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(map(format_inline, value))}]"
    # Multi-line strings keep their lines, but tomli_w would lose a CR in them.
    return _format_single(value, has_lines=isinstance(value, str) and "\r" not in value)


def _format_key(key: str) -> str:
    return key if _BARE_KEY.fullmatch(key) else _format_single(key, has_lines=False)


def _format_single(value: Any, *, has_lines: bool) -> str:
    if isinstance(value, str) and value.isprintable() and not _ESCAPED.search(value):  # most texts
        return f'"{value}"'
    text = tomli_w.dumps({"v": value}, multiline_strings=has_lines)
    return escape_control_chars(text.removeprefix("v = ").rstrip("\n"))


def identity(value: Any) -> Hashable:
    """Return a hashable key: type and value, ignoring the key order of tables."""
    if isinstance(value, dict):
        return frozenset((key, identity(item)) for key, item in value.items())
    if isinstance(value, list):
        return tuple(map(identity, value))
    if isinstance(value, float):
        return float, repr(value)  # nan is not equal to itself
    return type(value), value


def is_same(one: Any, other: Any) -> bool:
    """Return whether two values are equal; in Python, 1 == True."""
    return _is_copy(one, other) or identity(one) == identity(other)


def share_unchanged(old: dict[str, Any], new: dict[str, Any]) -> None:
    """Replace the tables of lists that equal one of the old data by that one: `is` decides then.

    `new` was copied from `old`. Tables are found by their `id`.
    """
    for name in new:
        tables_before = {str(table.get("id")): table for table in get_tables(old, name)}
        for index, table in enumerate(tables := get_items(new, name)):
            same = tables_before.get(str(table.get("id"))) if isinstance(table, dict) else None
            if same is not None and _is_copy(same, table):
                tables[index] = same


def _is_copy(one: Any, other: Any) -> bool:
    """Return whether two values have the same parts in the same order: fast, and never mistaken."""
    if one is other:
        return True
    if isinstance(one, dict) and isinstance(other, dict):
        return [*one] == [*other] and all(map(_is_copy, one.values(), other.values()))
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_is_copy, one, other))
    return type(one) is type(other) is not float and one == other


def get_table(raw: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """Return the table under a key; empty if the value is not a table."""
    table = raw.get(key)
    return table if isinstance(table, dict) else {}


def get_items(raw: Mapping[str, Any], key: str) -> list[Any]:
    """Return the list under a key; empty if the value is not a list."""
    items = raw.get(key)
    return items if isinstance(items, list) else []


def get_tables(raw: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    """Return the items of a list of tables, without items that are not tables."""
    return [item for item in get_items(raw, key) if isinstance(item, dict)]


def copy_data(value: Any) -> Any:
    """Copy nested tables and lists; three times as fast as `deepcopy`."""
    if isinstance(value, dict):
        return {key: copy_data(item) for key, item in value.items()}
    if isinstance(value, list):
        return [copy_data(item) for item in value]
    return value
