"""Format values and entries as TOML, in the layout of `directory.toml`."""

import re
from collections.abc import Iterable, Mapping, Sequence
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
