"""The parser's state at a syntax error, and proposals of corrected lines."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from cmcct.i18n.messages import Message, _

TextEdit: TypeAlias = tuple[int, int, str]  # start, end (exclusive), new text

MAX_LINE_LENGTH = 200  # characters of the longest line shown

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


class SyntaxFault(NamedTuple):
    """A mistake: 1-based position (end exclusive), message and hint."""

    line: int
    column: int
    end_line: int
    end_column: int
    message: Message
    hint: Message


@dataclass(frozen=True)
class ParserState:
    """A text that the parser rejected, with the parser's state at the error."""

    text: str
    reason: str
    at: int  # offset of the error
    starts: Sequence[int]  # offsets of the statements; the last one has the error
    brackets: Sequence[int]  # offsets of the open brackets
    pair: int  # offset of the current key-value pair or list item
    value: int  # offset of the current value
    quote: int | None  # offset of an unterminated string

    @property
    def char(self) -> str:
        """The character at the error; "" at the end of the text."""
        return self.peek(self.at)

    @property
    def inside(self) -> str:
        """The innermost open bracket; "" if none, or in a header."""
        return self.text[self.brackets[-1]] if self.brackets and not self.is_header else ""

    @property
    def is_header(self) -> bool:
        """Whether the statement starts with a bracket."""
        return self.text.startswith("[", self.start)

    @property
    def start(self) -> int:
        """The offset of the statement, after its indentation."""
        return min(past_blanks(self.text, self.starts[-1]), self.at)

    def line_start(self, offset: int) -> int:
        """Return the start of the line at an offset."""
        return self.text.rfind("\n", 0, offset) + 1

    def line_end(self, offset: int) -> int:
        """Return the end of the line at an offset, before its line break."""
        end = self.text.find("\n", offset)
        return len(self.text) if end < 0 else end

    def line(self, offset: int) -> str:
        """Return the line at an offset, without indentation."""
        return self.text[self.line_start(offset) : self.line_end(offset)].strip(" \t")

    def indented(self, offset: int) -> int:
        """Return the start of the line at an offset, after its indentation."""
        start = self.line_start(offset)
        whole = self.text[start : self.line_end(offset)]
        return start + len(whole) - len(whole.lstrip(" \t"))

    def raw(self, start: int) -> str:
        """Return the text of the value at an offset; its end is a guess."""
        line = self.text[start : self.line_end(start)]
        ends = {"[": r"[,\]]|(?<=\s)#", "{": r"[,}]|(?<=\s)#"}.get(self.inside, r"(?<=\s)#|^#")
        end = re.search(ends, line)
        return (line[: end.start()] if end else line).rstrip()

    def peek(self, offset: int) -> str:
        """Return the character at an offset; "" at the end of the text."""
        return self.text[offset : offset + 1]

    def says(self, *reasons: str) -> bool:
        """Return whether the parser's message starts with one of these."""
        return self.reason.startswith(reasons)

    def apply_edits(self, *changes: TextEdit) -> str:
        """Return the line with the first change that makes it valid, or ""."""
        return next(filter(None, map(self._with, changes)), "")

    def propose(self, otherwise: Message, *changes: TextEdit) -> Message:
        """Return a hint with the corrected line, or `otherwise` if no change makes it valid."""
        line = self.apply_edits(*changes)
        return _("write {words}", words=line) if line else otherwise

    def fault(self, start: int, end: int, message: Message, hint: Message) -> SyntaxFault:
        """Return the fault for a range; an empty range is extended by one character to the left."""
        end = max(start, min(end, len(self.text)))
        if start == end:
            start = max(start - 1, self.line_start(end))
        return SyntaxFault(*self._position(start), *self._position(end), message, hint)

    def line_number(self, offset: int) -> int:
        """Return the line number (1-based) of an offset."""
        return self.text.count("\n", 0, offset) + 1

    def _position(self, offset: int) -> tuple[int, int]:
        return self.line_number(offset), offset - self.line_start(offset) + 1

    def _with(self, change: TextEdit) -> str:
        """Return the line with a change, or "" if it is invalid or too long."""
        start, end, new = change
        first, last = self.line_start(start), self.line_end(end)
        if last - first > 2 * MAX_LINE_LENGTH:
            return ""
        line = (self.text[first:start] + new + self.text[end:last]).strip(" \t")
        is_item = first > self.start
        is_valid = 0 < len(line) <= MAX_LINE_LENGTH and parses(
            f"x = [\n{line}\n]" if is_item else line
        )
        return line if is_valid else ""


def parses(text: str) -> bool:
    """Return whether a text is valid TOML."""
    try:
        tomllib.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def past_spaces(text: str, offset: int) -> int:
    """Return the offset after spaces and tabs."""
    return _match_end(_SPACES, text, offset)


def past_key(text: str, offset: int) -> int:
    """Return the offset after a well-formed key."""
    return _match_end(_KEY, text, offset)


def past_blanks(text: str, offset: int) -> int:
    """Return the offset after whitespace, line breaks and comments."""
    return _match_end(_BLANK, text, offset)


def _match_end(pattern: re.Pattern[str], text: str, offset: int) -> int:
    found = pattern.match(text, offset)
    return max(offset, found.end()) if found else offset


def solid_end(text: str, start: int, end: int) -> int:
    """Return the end of the last token that is not whitespace or a comment."""
    whole = _TOKEN.sub(lambda token: _blank_out(token[0]), text[start:end])
    return start + len(whole.rstrip())


def _blank_out(token: str) -> str:
    return " " * len(token) if token.startswith("#") else token


def scan(text: str, error: ValueError | RecursionError) -> ParserState:
    """Return the parser's state at an error."""
    text = text.replace("\r\n", "\n")
    found = _PLACE.fullmatch(str(error))
    if found is None:
        return ParserState(text, str(error), 0, [0], [], 0, 0, None)
    at = _offset(text, int(found[2]), int(found[3])) if found[2] else len(text)
    return _scan(text, found[1], at)


def deepest_nesting(text: str) -> int:
    """Return the offset of the outermost bracket around the deepest nesting."""
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
    """Return the range of the longest number outside strings and comments."""
    bare = _TOKEN.sub(lambda token: " " * len(token[0]), text)
    runs = (run.span() for run in re.finditer(r"[0-9_]+", bare))
    return max(runs, key=lambda run: run[1] - run[0], default=(0, 0))


def _offset(text: str, line: int, column: int) -> int:
    start = 0
    for _ignored in range(line - 1):
        start = text.find("\n", start) + 1
    return min(start + column - 1, len(text))


def _scan(text: str, reason: str, at: int) -> ParserState:
    """Scan a text up to the error, tracking brackets and quotes."""
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
    return ParserState(text, reason, at, starts, brackets, pair, value, quote)
