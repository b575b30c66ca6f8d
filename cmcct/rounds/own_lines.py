"""The lines of an answer that are its sender's own, in whatever way a program quotes the letter.

A line that repeats one of the letter says nothing, also where a program has marked it with `>` or
wrapped it. Everything else is the sender's: a quoted line that was changed, a signature, a
disclaimer. So a mail that is not understood is never a yes.
"""

import re
import unicodedata
from collections.abc import Collection, Sequence
from functools import lru_cache

_MAX_ATTRIBUTION = 3  # lines over which a program wraps "On … wrote:"
# The line by which a program introduces a quotation: the day, the time, and who wrote it.
_ATTRIBUTION = re.compile(
    r"(?:On|El|Op|Le) [^<>@:\d]{0,12}\d[^<>@:]{4,40}\d[:.h]\d\d(?:\s?[AaPp]\.?\s?[Mm]\.?)?,?"
    r"(?: schreef| heeft)? (?P<who>[^:]{1,150}?)"
    r"(?: wrote| escribió| het volgende geschreven| a écrit)?\s?:"
)
_ENDS_IN_ADDRESS = re.compile(r"[^<>]*<[^<>\s]+@[^<>\s]+>\)?")
_MARKS = re.compile(r"^[>\s]+")
_SPACES = re.compile("[\\s\u200b-\u200d\u2060\ufeff]+")


@lru_cache(8192)  # the letters of a round have most lines in common
def squeeze(line: str) -> str:
    """Return a line without marks of quotations, and without spaces, at which programs wrap it."""
    return _SPACES.sub("", unicodedata.normalize("NFC", _MARKS.sub("", line)))


def find_own_lines(text: str, letter_lines: Collection[str]) -> tuple[list[str], set[str]]:
    """Return the sender's own lines of a text, and what the others repeat.

    `letter_lines` are those that say nothing; all are compared as `squeeze` has them.
    """
    lines = text.splitlines()
    squeezed = [*map(squeeze, lines)]
    own, repeated = list[str](), set[str]()
    has_attribution = False
    index = 0
    while index < len(lines):
        count = _count_repeated(squeezed, index, letter_lines)
        repeated.add("".join(squeezed[index : index + count]))
        if not count and squeezed[index] and not has_attribution:
            count = _count_attribution(lines, squeezed, index, letter_lines)
            has_attribution = bool(count)
        if not count and squeezed[index]:
            own.append(lines[index].strip())
        index += max(1, count)
    return own, repeated


def _count_repeated(squeezed: Sequence[str], start: int, letter_lines: Collection[str]) -> int:
    """Return how many lines, from one on, are one line of the letter, or 0."""
    joined, count = "", 0
    for index in range(start, len(squeezed)):
        joined += squeezed[index]
        if not squeezed[index] or not any(line.startswith(joined) for line in letter_lines):
            break
        if joined in letter_lines:
            count = index + 1 - start
    return count


def _count_attribution(
    lines: Sequence[str], squeezed: Sequence[str], start: int, letter_lines: Collection[str]
) -> int:
    """Return how many lines, from one on, introduce the quotation that is directly below, or 0."""
    for end in range(start + 1, min(start + _MAX_ATTRIBUTION, len(lines)) + 1):
        joined = " ".join(_MARKS.sub("", line).strip() for line in lines[start:end])
        if joined.endswith(":"):
            below = next((index for index in range(end, len(lines)) if squeezed[index]), None)
            is_above = below is not None and (
                lines[below].startswith(">") or bool(_count_repeated(squeezed, below, letter_lines))
            )
            return end - start if is_above and _is_attribution(joined) else 0
    return 0


def _is_attribution(line: str) -> bool:
    """Return whether a line has a time, and an address or a name, which is no sentence."""
    match = _ATTRIBUTION.fullmatch(line)
    if not match:
        return False
    who = match["who"]
    return bool(_ENDS_IN_ADDRESS.fullmatch(who)) or not any(
        word[0].islower() for word in who.split()
    )
