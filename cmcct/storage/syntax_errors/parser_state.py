"""Where the parser stopped, and which corrected line is valid or the only reading of a line.

A correction is exact, so that `--fix` writes what the help says, if the line has no other reading:
if one or two of `_SUBSTITUTIONS`, which know nothing of the row that found the fault, lead to it.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cmcct.i18n.messages import Message
from cmcct.text.folding import count_digits

MAX_LINE_LENGTH = 200  # characters of the longest line shown
CLOSING = str.maketrans("[{", "]}")

_PLACE = re.compile(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", re.DOTALL)
# A string, a comment, a bracket or the end of a line.
TOKEN = re.compile(
    r"""
    \"""(?:[^"\\]++|\\.|"(?!""))*+("{3,5}+)?
    | '''(?:[^']++|'(?!''))*+('{3,5}+)?
    | "(?:[^"\\\n]++|\\[^\n])*+(")?
    | '[^'\n]*+(')?
    | \#[^\n]*+
    | [\[\]{}\n]
    """,
    re.VERBOSE | re.DOTALL,
)
# A value that the next lines go on with.
_OPENS_LINES = re.compile(r"(\[|\"{3}|'{3})(?:[ \t]+#.*)?$")


class SyntaxFault(NamedTuple):
    """A mistake: 1-based position (end exclusive), message and hint.

    `correction` is the first line as it should be, if that is the only reading of it.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    message: Message
    hint: Message
    correction: str = ""


@dataclass(frozen=True)
class ParserState:
    """A text that the parser rejected, with its message and its state. Places are offsets."""

    text: str
    reason: str
    at: int  # the error
    start: int  # the statement with the error
    brackets: Sequence[int]  # the open brackets
    quote: int | None  # an unterminated string

    @property
    def char(self) -> str:
        """The character at the error; "" at the end of the text."""
        return self.text[self.at : self.at + 1]

    @property
    def place(self) -> int:
        """The line with the fault: that of a text without an end, unless it may span lines."""
        is_of_lines = self.text[self.quote or 0 :].startswith(('"""', "'''"))
        return self.at if self.quote is None or is_of_lines else self.quote

    @property
    def inside(self) -> str:
        """The innermost open bracket; "" if none, or in a header."""
        is_header = self.text.startswith("[", self.start)
        return self.text[self.brackets[-1]] if self.brackets and not is_header else ""

    def bounds(self, offset: int) -> tuple[int, int]:
        """Return the start of the line at an offset, after its indentation, and its end."""
        start, end = self.text.rfind("\n", 0, offset) + 1, self.text.find("\n", offset)
        end = len(self.text) if end < 0 else end
        line = self.text[start:end]
        return start + len(line) - len(line.lstrip(" \t")), end

    def fault(self, start: int, end: int, message: Message, hint: Message) -> SyntaxFault:
        """Return the fault for a range; an empty one is extended by one character to the left."""
        end = max(start, min(end, len(self.text)))
        if start == end:
            start = max(start - 1, self.text.rfind("\n", 0, end) + 1)
        return SyntaxFault(*self._position(start), *self._position(end), message, hint)

    def _position(self, offset: int) -> tuple[int, int]:
        return self.text.count("\n", 0, offset) + 1, offset - self.text.rfind("\n", 0, offset)

    def is_valid(self, start: int, end: int, line: str) -> bool:
        """Return whether a line is valid in place of a range of lines, and keeps their digits."""
        # A number loses the zeros before it: `= 0365`.
        old = re.sub(r"(?<==) *0+(?=[1-9])", "", self.text[start:end])
        whole = f"x = [\n{line}\n]" if start > self.start else line
        opening = _OPENS_LINES.search(line)
        if opening and opening[1] in old and old.strip() != line:
            whole += "\n" + opening[1].translate(CLOSING)
        is_short = 0 < len(line) <= MAX_LINE_LENGTH and end - start <= 2 * MAX_LINE_LENGTH
        return is_short and count_digits(line) >= count_digits(old) and parses(whole)


def parses(text: str) -> bool:
    """Return whether a text is valid TOML."""
    try:
        tomllib.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def scan(text: str, error: ValueError | RecursionError) -> ParserState:
    """Return the parser's state at an error: read the tokens before it, and track brackets."""
    text, stated = text.replace("\r\n", "\n"), _PLACE.fullmatch(str(error))
    reason, line, column = stated.groups() if stated else (str(error), 1, 1)
    before = text.split("\n")[: int(line) - 1] if line else [text]
    at = min(len(text), sum(len(row) + 1 for row in before) + int(column or 0) - 1)
    start, brackets, quote = 0, list[int](), None
    for token in TOKEN.finditer(text, 0, at):
        sign = token[0][0]
        if sign in "\"'" and token.lastindex is None:
            quote = token.start()
            break
        if sign in "[{":
            brackets.append(token.start())
        elif sign in "]}" and brackets:
            brackets.pop()
        elif sign == "\n" and not brackets:
            start = token.end()
    blanks = re.compile(r"(?:[ \t\n]++|\#[^\n]*+)*+").match(text, start)
    start = min(blanks.end() if blanks else start, at)
    return ParserState(text, reason, at, start, brackets, quote)


# Typographic quotes of word processors and phones, all invalid in TOML.
CURLY = "“”„‟«»＂″"  # noqa: RUF001
CURLY_SINGLE = "‘’‚‛‹›`´′"  # noqa: RUF001

_QUOTES = rf"\"'{CURLY}{CURLY_SINGLE}"
_BARE_KEY = r"[\w-]+"
_END = rf"[^\s{_QUOTES}#=\[\]{{}}\\,;]"  # what a text begins and ends with
_APOSTROPHE = r"(?<=\w)['’](?=\w)"  # noqa: RUF001
_ITEM = rf"{_END}(?:(?:[^{_QUOTES}#=\[\]{{}}\\\n,]|{_APOSTROPHE})*{_END})?"
_TEXT = rf"{_END}(?:(?:[^{_QUOTES}#=\[\]{{}}\\\n]|{_APOSTROPHE})*{_END})?"
_MARKS = (
    rf"(?P<left>«[ \u00a0\u202f]?|[{_QUOTES}]?)",
    rf"(?P<right>[ \u00a0\u202f]?»|[{_QUOTES}]?)",
)
_BEFORE, _AFTER = r"(?P<before>(?:^|[\[{,=])[ \t]*)", r"(?=[ \t]*(?P<after>[,\]}#]|$))"
_STRING = r"\"(?! )[^\"\\]*(?<! )\"|'(?! )[^']*(?<! )'"
# What is one item of a list for certain: a word, an address, a number; not a part of a name.
_WHOLE = r"\"[^\s\"\\]*[a-z][^\s\"\\]*\"|'[^\s']*[a-z][^\s']*'|\"[+(]?\d[\d ()./-]{8,}\""
_SEVERAL = r"(?:[a-z-]{2,}(?: +[a-z-]{2,})+|\d{7,}(?: +\d{7,})+)"
_DASH = "[-/.\u2010-\u2015\u2212]"


def _quote(match: re.Match[str]) -> str:
    """Write straight quotes before and after a text, if it has one of them, or a curly one."""
    marks = {match["left"], match["right"]} - {""}
    is_curly = any(mark not in {'"', "'"} for mark in marks)
    is_value = not marks and parses(f"x = {match['text']}")
    is_open = not match["right"] and match["after"] == "#"  # the text may go on behind it
    if is_value or is_open or (len(marks) > 1 and not is_curly):
        return match[0]
    mark = '"' if is_curly or not marks else marks.pop()
    return f"{match['before']}{mark}{match['text']}{mark}"


def _pad(match: re.Match[str]) -> str:
    """Write a date whose year comes first with hyphens and zeros."""
    return f"{match['before']}{match['year']}-{match['month']:0>2}-{match['day']:0>2}"


_VALUE = rf"(?P<before>^{_BARE_KEY}[ \t]*=[ \t]*){_MARKS[0]}(?P<text>{_TEXT}){_MARKS[1]}{_AFTER}"
# Several codes, or whole numbers, with spaces between them may be several items.
_VALUES = rf"{_BEFORE}{_MARKS[0]}(?!{_SEVERAL}[ \t]*[,\]])(?P<text>{_ITEM}){_MARKS[1]}{_AFTER}"
_DATE = rf"{_BEFORE}(?P<year>\d{{4}}){_DASH}(?P<month>\d\d?){_DASH}(?P<day>\d\d?){_AFTER}"
# Pattern, what is written instead, and how often at most (0: wherever it may be).
_SUBSTITUTIONS: tuple[tuple[str, str | Callable[[re.Match[str]], str], int], ...] = (
    (_VALUE, _quote, 1),  # one value after a key may have commas, an item of a list may not
    (_VALUES, _quote, 0),
    (rf"((?:^|[{{,])[ \t]*{_BARE_KEY})[ \t]*:[ \t]*", r"\1 = ", 1),
    (rf"({_WHOLE}|\}})[ \t]+(?={_WHOLE}|\{{)", r"\1, ", 0),
    (rf"({_STRING}|\]|true|false)[ \t]+(?={_BARE_KEY}[ \t]*=)", r"\1, ", 0),
    (rf"^({_STRING}|\{{[^{{}}]*\}})(?=[ \t]*(?:#.*)?$)", r"\1,", 1),
    (_DATE, _pad, 0),
)


def is_exact(line: str, corrected: str) -> bool:
    """Return whether what a help says to write is the only reading of a line."""
    once = {*_substitute(line)}
    return corrected in once or any(corrected in _substitute(other) for other in once)


def _substitute(line: str) -> Iterator[str]:
    return (re.sub(pattern, new, line, count=count) for pattern, new, count in _SUBSTITUTIONS)
