"""Beginners' mistakes, from `mistakes.txt`."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

MISTAKES = Path(__file__).parent / "mistakes.txt"


class Mistake(NamedTuple):
    """A description, the text, and the corrected text unless the hint is a line of the file."""

    title: str
    text: str
    mended: str


def mistakes() -> Iterator[Mistake]:
    """Yield the mistakes in `mistakes.txt`."""
    for block in MISTAKES.read_text(encoding="utf-8").split("\n\n"):
        title, *lines = block.strip("\n").split("\n")
        yield Mistake(title, marked(lines, "|"), marked(lines, "+"))


def marked(lines: list[str], mark: str) -> str:
    """Return the lines with a mark; `{U+00A0}` in them is a character, `x 9` a repetition."""
    text = "".join(f"{line[2:]}\n" for line in lines if line.startswith(mark))
    return re.sub(
        r"\{U\+([0-9A-F]{4})(?: x ([0-9]+))?\}",
        lambda found: chr(int(found[1], 16)) * int(found[2] or 1),
        text,
    )
