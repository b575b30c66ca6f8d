"""Where the parser gave up: what is open there, and how a line would read with one change."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from cmcct.wording import Message, say

Change: TypeAlias = tuple[int, int, str]  # offsets: start, and end exclusive; the new text

LONGEST = 200  # characters of a line that is worth showing

_PLACE = re.compile(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", re.DOTALL)
_TOKEN = re.compile(
    r"""
    \"""(?:[^"\\]++|\\.|"(?!""))*+("{3,5}+)?
    | '''(?:[^']++|'(?!''))*+('{3,5}+)?
    | "(?:[^"\\\n]++|\\[^\n])*+(")?
    | '[^'\n]*+(')?
    | \#[^\n]*+
    | [\[\]{},=\n]
    """,
    re.VERBOSE | re.DOTALL,
)
_BLANK = re.compile(r"(?:[ \t\n]++|\#[^\n]*+)*+")
_SPACES = re.compile(r"[ \t]*+")
_KEY = re.compile(r"""(?:[\w.-]|"[^"\n]*"|'[^'\n]*')*+""")


class Fault(NamedTuple):
    """What is wrong with a text, where, and what to write; the end is exclusive, all from 1."""

    line: int
    column: int
    end_line: int
    end_column: int
    message: Message
    help: Message


@dataclass(frozen=True)
class Scene:
    """A text that the parser refused, and the state that its reader was in at that place."""

    text: str
    reason: str
    at: int  # where the parser gave up
    starts: Sequence[int]  # where the statements begin; the last is the one that it refused
    brackets: Sequence[int]  # those open
    pair: int  # where the key and its value begin, or the item of a list
    value: int  # where the value begins
    quote: int | None  # where a text begins that does not end

    @property
    def char(self) -> str:
        """The character at which the parser gave up; nothing at the end of the text."""
        return self.peek(self.at)

    @property
    def inside(self) -> str:
        """The bracket that is open around the place; nothing in a header."""
        return self.text[self.brackets[-1]] if self.brackets and not self.is_header else ""

    @property
    def is_header(self) -> bool:
        """Whether the statement begins with a bracket."""
        return self.text.startswith("[", self.start)

    @property
    def start(self) -> int:
        """Where the statement begins, after its indentation."""
        return min(past_blanks(self.text, self.starts[-1]), self.at)

    def line_start(self, offset: int) -> int:
        """Return where the line of an offset begins."""
        return self.text.rfind("\n", 0, offset) + 1

    def line_end(self, offset: int) -> int:
        """Return where the line of an offset ends, before its line break."""
        end = self.text.find("\n", offset)
        return len(self.text) if end < 0 else end

    def line(self, offset: int) -> str:
        """Return the line of an offset, without its indentation."""
        return self.text[self.line_start(offset) : self.line_end(offset)].strip(" \t")

    def indented(self, offset: int) -> int:
        """Return where the line of an offset begins, after its indentation."""
        start = self.line_start(offset)
        whole = self.text[start : self.line_end(offset)]
        return start + len(whole) - len(whole.lstrip(" \t"))

    def raw(self, start: int) -> str:
        """Return what stands there as one value, as far as its end can be guessed."""
        line = self.text[start : self.line_end(start)]
        ends = {"[": r"[,\]]|(?<=\s)#", "{": r"[,}]|(?<=\s)#"}.get(self.inside, r"(?<=\s)#|^#")
        end = re.search(ends, line)
        return (line[: end.start()] if end else line).rstrip()

    def peek(self, offset: int) -> str:
        """Return the character at an offset; nothing at the end of the text."""
        return self.text[offset : offset + 1]

    def says(self, *reasons: str) -> bool:
        """Whether the parser's reason begins with one of these."""
        return self.reason.startswith(reasons)

    def changed(self, *changes: Change) -> str:
        """Return the line with the first of the changes that makes it valid, or nothing."""
        return next(filter(None, map(self._with, changes)), "")

    def propose(self, otherwise: Message, *changes: Change) -> Message:
        """Return the help that shows the line with a change that mends it, else the other help."""
        line = self.changed(*changes)
        return say("write {words}", words=line) if line else otherwise

    def fault(self, start: int, end: int, message: Message, help_: Message) -> Fault:
        """Return the fault of a piece of the text; an empty one takes in what stands before it."""
        end = max(start, min(end, len(self.text)))
        if start == end:
            start = max(start - 1, self.line_start(end))
        return Fault(*self._position(start), *self._position(end), message, help_)

    def line_number(self, offset: int) -> int:
        """Return the number of the line of an offset, from 1."""
        return self.text.count("\n", 0, offset) + 1

    def _position(self, offset: int) -> tuple[int, int]:
        return self.line_number(offset), offset - self.line_start(offset) + 1

    def _with(self, change: Change) -> str:
        """Return the line with a change, or nothing where that is not valid or too long to show."""
        start, end, new = change
        first, last = self.line_start(start), self.line_end(end)
        if last - first > 2 * LONGEST:
            return ""
        line = (self.text[first:start] + new + self.text[end:last]).strip(" \t")
        is_item = first > self.start
        is_valid = 0 < len(line) <= LONGEST and parses(f"x = [\n{line}\n]" if is_item else line)
        return line if is_valid else ""


def parses(text: str) -> bool:
    """Say whether a text is TOML."""
    try:
        tomllib.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def past_spaces(text: str, offset: int) -> int:
    """Return where spaces and tabs end."""
    return _match_end(_SPACES, text, offset)


def past_key(text: str, offset: int) -> int:
    """Return where a key ends that is written without a fault."""
    return _match_end(_KEY, text, offset)


def past_blanks(text: str, offset: int) -> int:
    """Return where blanks, line breaks and remarks end."""
    return _match_end(_BLANK, text, offset)


def _match_end(pattern: re.Pattern[str], text: str, offset: int) -> int:
    found = pattern.match(text, offset)
    return max(offset, found.end()) if found else offset


def solid_end(text: str, start: int, end: int) -> int:
    """Return where the last thing ends that is no blank, line break or remark."""
    whole = _TOKEN.sub(lambda token: _blanked(token[0]), text[start:end])
    return start + len(whole.rstrip())


def _blanked(token: str) -> str:
    return " " * len(token) if token.startswith("#") else token


def look(text: str, error: ValueError | RecursionError) -> Scene:
    """Find out where the parser gave up and what it was in the middle of."""
    text = text.replace("\r\n", "\n")
    found = _PLACE.fullmatch(str(error))
    if found is None:
        return Scene(text, str(error), 0, [0], [], 0, 0, None)
    at = _offset(text, int(found[2]), int(found[3])) if found[2] else len(text)
    return _scan(text, found[1], at)


def deepest(text: str) -> int:
    """Return where the bracket opens in which brackets are nested deepest."""
    depth = most = outermost = place = 0
    for token in _TOKEN.finditer(text.replace("\r\n", "\n")):
        if token[0] in "[{":
            outermost = outermost if depth else token.start()
            depth += 1
        elif token[0] in "]}":
            depth = max(0, depth - 1)
        if depth > most:
            most, place = depth, outermost
    return place


def longest_number(text: str) -> tuple[int, int]:
    """Return where the longest run of digits stands that is not in quotes or a remark."""
    bare = _TOKEN.sub(lambda token: " " * len(token[0]), text)
    runs = (run.span() for run in re.finditer(r"[0-9_]+", bare))
    return max(runs, key=lambda run: run[1] - run[0], default=(0, 0))


def _offset(text: str, line: int, column: int) -> int:
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
    return min(start + column - 1, len(text))


def _scan(text: str, reason: str, at: int) -> Scene:
    """Read a text up to where the parser gave up, as loosely as brackets and quotes allow."""
    starts, pair, value, quote = [0], 0, 0, None
    opened: list[tuple[int, int]] = []
    for token in _TOKEN.finditer(text, 0, at):
        start, end = token.span()
        sign = text[start]
        if sign in "\"'":
            if token.lastindex is None:
                quote = start
                break
        elif sign in "[{":
            opened.append((start, pair))
            pair = value = end
        elif sign in "]}" and opened:
            value, pair = opened.pop()
        elif sign == "=":
            value = end
        elif sign == "," or (sign == "\n" and not opened):
            pair = value = end
            if sign == "\n":
                starts.append(end)
    brackets = [start for start, _ in opened]
    pair, value = (min(past_blanks(text, offset), at) for offset in (pair, value))
    return Scene(text, reason, at, starts, brackets, pair, value, quote)
