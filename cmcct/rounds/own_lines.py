"""The lines of an answer that are its sender's own, in whatever way a program quotes the letter.

A line that repeats one of the letter says nothing, also where a program has marked it with `>` or
wrapped it. Everything else is the sender's: a quoted line that was changed, a signature, a
disclaimer. So a mail that is not understood is never a yes.
"""

import re
import unicodedata
from collections.abc import Collection, Sequence
from functools import lru_cache

# The line by which a program introduces a quotation, wrapped or not: a day, a time, and a name or
# an address. It is no sentence: with other words than these, it is the sender's.
_MONTH = (
    r"(?i:jan|ene|f[eé][bv]|mar|mrt|a[bpv]r|ma[iy]|mei|ju[iln]|aug|ago|aoû|se[pt]|o[ck]t|nov"
    r"|d[ei]c|déc)[^\W\d_]{0,7}"
)
_ATTRIBUTION = re.compile(
    rf"^[> ]*(?:On|El|Op|Le)(?:\s\w+[.,]{{0,2}})?(?:\s(?:\d[\d/.-]*|de|{_MONTH})[.,]{{0,2}}){{1,6}}"
    r"(?:\s(?:at|a\slas|om|à))?\s\d?\d[:.h]\d\d(?:\s[AaPp]\.?\s?[Mm]\.?)?,?(?:\s(?:schreef|heeft))?"
    r"(?:\s(?:de|del|la|van|der|(?![a-zß-ÿ])[^\s<>:]+)){0,12}(?:\s\(?<[^<>\s]+@[^<>\s]+>\)?)?"
    r"(?:\s(?:wrote|escribió|het\svolgende\sgeschreven|a\sécrit))?\s?:$(?=\s*>)",
    re.MULTILINE,
)
_MARKS = re.compile(r"^[>\s]+")
_SPACES = re.compile("[\\s\u200b-\u200d\u2060\ufeff]+")


@lru_cache(8192)  # the letters of a round have most lines in common
def squeeze(line: str) -> str:
    """Return a line without marks of quotations, and without spaces, at which programs wrap it."""
    return _SPACES.sub("", unicodedata.normalize("NFC", _MARKS.sub("", line)))


def find_own_lines(text: str, letter_lines: Collection[str]) -> tuple[list[str], set[str]]:
    """Return the sender's own lines of a text, and which of `letter_lines` the others repeat.

    `letter_lines` are those that say nothing, as `squeeze` has them.
    """
    lines = _ATTRIBUTION.sub("", "\n".join(map(str.rstrip, text.splitlines())), count=1).split("\n")
    squeezed = [*map(squeeze, lines)]
    own, repeated = list[str](), set[str]()
    index = 0
    while index < len(lines):
        count = _count_repeated(squeezed, index, letter_lines)
        repeated.add("".join(squeezed[index : index + count]))
        if not count and squeezed[index]:
            own.append(lines[index].strip())
        index += max(1, count)
    return own, repeated


def _count_repeated(squeezed: Sequence[str], start: int, letter_lines: Collection[str]) -> int:
    """Return how many lines, from `start` on, are one line of the letter, or 0."""
    joined, count = "", 0
    for index in range(start, len(squeezed)):
        joined += squeezed[index]
        if not squeezed[index] or not any(line.startswith(joined) for line in letter_lines):
            break
        if joined in letter_lines:
            count = index + 1 - start
    return count
