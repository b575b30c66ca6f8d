"""Characters forbidden in values, and how to display them."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

# C0 and C1 controls, bidirectional overrides and isolates, soft hyphens, and Unicode line breaks:
# each can hide or reorder text, or break a line-based format.
_BIDI_AND_BREAKS = "\u00ad\u2028\u2029\u202a-\u202e\u2066-\u2069"
FORBIDDEN = re.compile(f"[\x00-\x1f\x7f-\x9f{_BIDI_AND_BREAKS}]")
FORBIDDEN_IN_BLOCK = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{_BIDI_AND_BREAKS}]")


def replace_control_chars(text: str) -> str:
    """Replace every forbidden character of `text` except LF and TAB by U+FFFD."""
    # Most text is printable, and printable text has no forbidden characters: faster.
    return text if text.isprintable() else FORBIDDEN_IN_BLOCK.sub("\ufffd", text)


def escape_control_chars(text: str) -> str:
    r"""Escape the same characters as in a JSON or TOML string: `\u009b`."""
    return FORBIDDEN_IN_BLOCK.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def dump_json(value: object) -> str:
    """Return a value as indented JSON that ends in LF, without characters that hide text.

    Dates are ISO 8601.
    """
    import json

    text = json.dumps(value, ensure_ascii=False, indent=2, default=str)
    return escape_control_chars(text) + "\n"


def dump_error(text: str) -> str:
    """Return what a command writes in place of a result in JSON that it cannot make."""
    return dump_json({"version": 1, "error": text})


def dump_json_lines(objects: Iterable[Mapping[str, Any]]) -> str:
    """Return a JSON array with an object on each line, as `dump_json` does; dates are ISO 8601."""
    import json

    rows = [json.dumps(each, ensure_ascii=False, default=date.isoformat) for each in objects]
    lines = ",\n".join(f"  {escape_control_chars(row)}" for row in rows)
    return f"[\n{lines}\n]\n" if rows else "[]\n"


def to_one_line(text: str) -> str:
    """Like `replace_control_chars`, and replace LF and TAB by spaces, for line-based output."""
    if text.isprintable():
        return text
    return replace_control_chars(text).replace("\n", " ").replace("\t", " ")
