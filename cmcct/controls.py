"""Characters that may not stand in a value, and how a stray one is shown."""

import re

# C0 and C1 controls, the bidirectional overrides and isolates, and Unicode's own line breaks:
# each can hide or reorder what a reader sees, or break a line of a format that has lines.
_BIDI_AND_BREAKS = "\u2028\u2029\u202a-\u202e\u2066-\u2069"
FORBIDDEN = re.compile(f"[\x00-\x1f\x7f-\x9f{_BIDI_AND_BREAKS}]")
FORBIDDEN_IN_BLOCK = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{_BIDI_AND_BREAKS}]")


def visible(text: str) -> str:
    """Keep LF and TAB of `text`, and turn every other forbidden character into U+FFFD."""
    # Nothing printable is forbidden, and most text is printable: Python tells that much sooner.
    return text if text.isprintable() else FORBIDDEN_IN_BLOCK.sub("\ufffd", text)


def escaped(text: str) -> str:
    r"""Write the same characters as JSON and TOML do inside a string: `\u009b`."""
    return FORBIDDEN_IN_BLOCK.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def one_line(text: str) -> str:
    """Turn LF and TAB of `text` into spaces too, for output in which a value is a line."""
    if text.isprintable():
        return text
    return visible(text).replace("\n", " ").replace("\t", " ")
