"""Values and entries as TOML text, laid out as in `directory.toml`."""

from collections.abc import Mapping, Sequence
from typing import Any

import tomli_w

from cmcct.controls import escaped

WIDTH = 100


def table(header: str, values: Mapping[str, Any]) -> str:
    """Write a table under its header line, one key a line."""
    return "\n".join([header, *(pair(key, value) for key, value in values.items()), ""])


def pair(key: str, value: Any) -> str:
    """Write `key = value`; a list that is too long for the line gets a line an item."""
    if not isinstance(value, list):
        return f"{key} = {_inline(value)}"
    items = [_inline(item) for item in value]
    line = f"{key} = [{', '.join(items)}]"
    if len(line) <= WIDTH:
        return line
    return "\n".join([f"{key} = [", *(f"    {item}," for item in items), "]"])


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {_inline(item)}' for key, item in value.items())} }}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(map(_inline, value))}]"
    # A string with line ends stays readable as lines, but tomli_w would lose a CR among them.
    has_lines = isinstance(value, str) and "\r" not in value
    text = tomli_w.dumps({"v": value}, multiline_strings=has_lines)
    return escaped(text.removeprefix("v = ").rstrip("\n"))
