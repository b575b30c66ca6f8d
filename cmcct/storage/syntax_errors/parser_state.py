"""The parser's state at a syntax error, and faults with a corrected line.

A correction is exact, so that `--fix` writes what the help says, if the line has no other reading:
if one or two of `_SUBSTITUTIONS`, which know nothing of the rule that found the fault, lead to it.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeAlias

from cmcct.i18n.messages import Message, _
from cmcct.text.folding import count_digits

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
_KEY = re.compile(r"""(?:[\w.-]|"[^"\n]*"|'[^'\n]*')*+""")
CLOSING = str.maketrans("[{", "]}")
_OPENS_LINES = re.compile(r"(?:\[|\"{3}|'{3})$")  # a value that the next lines go on with
# The end of a value by the innermost bracket.
_VALUE_END = {"[": r"[,\]]|(?<=\s)#", "{": r"[,}]|(?<=\s)#", "": r"(?<=\s)#|^#"}


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
    """A text that the parser rejected, with the parser's state at the error.

    All places are offsets.
    """

    text: str
    reason: str
    at: int  # the error
    starts: Sequence[int]  # the statements; the last one has the error
    brackets: Sequence[int]  # the open brackets
    pair: int  # the current key-value pair or list item
    value: int  # the current value
    quote: int | None  # an unterminated string

    @property
    def char(self) -> str:
        """The character at the error; "" at the end of the text."""
        return self.text[self.at : self.at + 1]

    @property
    def inside(self) -> str:
        """The innermost open bracket; "" if none, or in a header."""
        return self.text[self.brackets[-1]] if self.brackets and not self.is_header else ""

    @property
    def is_header(self) -> bool:
        """Whether the statement starts with a bracket."""
        return self.text.startswith("[", self.start)

    @cached_property
    def start(self) -> int:
        """The statement, after its indentation."""
        return min(_past_blanks(self.text, self.starts[-1]), self.at)

    @property
    def line(self) -> int:
        """The line of the error, after its indentation."""
        start = self.line_start(self.at)
        return start + len(self.rest(start)) - len(self.rest(start).lstrip(" \t"))

    @cached_property
    def before(self) -> int:
        """The last character before the error that is no whitespace and in no comment."""
        return max(self.starts[-1], self.solid_end(self.at) - 1)

    @property
    def bracket(self) -> int | None:
        """The innermost open bracket."""
        return self.brackets[-1] if self.brackets else None

    @property
    def key(self) -> str:
        """The key of the current pair; "" in a list."""
        match = _KEY.match(self.text, self.pair)
        return match[0] if match and self.inside != "[" else ""

    def line_start(self, offset: int) -> int:
        """Return the start of the line at an offset."""
        return self.text.rfind("\n", 0, offset) + 1

    def line_end(self, offset: int) -> int:
        """Return the end of the line at an offset, before its line break."""
        end = self.text.find("\n", offset)
        return len(self.text) if end < 0 else end

    def rest(self, offset: int) -> str:
        """Return the line from an offset on."""
        return self.text[offset : self.line_end(offset)]

    def raw(self, start: int) -> str:
        """Return the text of the value at an offset; its end is a guess."""
        return re.split(_VALUE_END[self.inside], self.rest(start), maxsplit=1)[0].rstrip()

    def solid_end(self, offset: int) -> int:
        """Return the end of the statement's last token before an offset."""
        start = self.starts[-1]
        return start + len(_TOKEN.sub(_blank_comment, self.text[start:offset]).rstrip())

    def says(self, *reasons: str) -> bool:
        """Return whether the parser's message starts with one of these."""
        return self.reason.startswith(reasons)

    def fault(
        self, start: int, end: int, message: Message, hint: Message, *edits: TextEdit
    ) -> SyntaxFault:
        """Return the fault for a range; an empty range is extended by one character to the left.

        The hint is replaced by the line with the first edit that makes it valid.
        """
        line = self.corrected_line(*edits)
        end = max(start, min(end, len(self.text)))
        if start == end:
            start = max(start - 1, self.line_start(end))
        hint = _("write {words}", words=line) if line else hint
        return SyntaxFault(*self._position(start), *self._position(end), message, hint)

    def corrected_line(self, *edits: TextEdit) -> str:
        """Return the line with the first edit that makes it valid, or ""."""
        return next(filter(None, map(self._edited_line, edits)), "")

    def line_number(self, offset: int) -> int:
        """Return the line number (1-based) of an offset."""
        return self.text.count("\n", 0, offset) + 1

    def _position(self, offset: int) -> tuple[int, int]:
        return self.line_number(offset), offset - self.line_start(offset) + 1

    def _edited_line(self, edit: TextEdit) -> str:
        """Return the line with an edit, or "" if it is invalid, too long or lacks a digit."""
        start, end, new = edit
        first, last = self.line_start(start), self.line_end(end)
        if last - first > 2 * MAX_LINE_LENGTH:
            return ""
        # A number loses the zeros before it: `= 0365`.
        old = re.sub(r"(?<==) *0+(?=[1-9])", "", self.text[first:last])
        line = (self.text[first:start] + new + self.text[end:last]).strip(" \t")
        whole = f"x = [\n{line}\n]" if first > self.start else line
        opening = _OPENS_LINES.search(line)
        if opening and old.endswith(opening[0]) and old.strip() != line:
            whole += opening[0].translate(CLOSING)
        is_short = 0 < len(line) <= MAX_LINE_LENGTH
        is_complete = count_digits(line) >= count_digits(old)
        return line if is_short and is_complete and parses(whole) else ""


def parses(text: str) -> bool:
    """Return whether a text is valid TOML."""
    try:
        tomllib.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def longest(pattern: str, text: str) -> tuple[int, int]:
    """Return the span of the longest match, or (0, 0)."""
    spans = (match.span() for match in re.finditer(pattern, text))
    return max(spans, key=lambda span: span[1] - span[0], default=(0, 0))


def scan(text: str, error: ValueError | RecursionError) -> ParserState:
    """Return the parser's state at an error: read the tokens before it, and track brackets."""
    text, stated = text.replace("\r\n", "\n"), _PLACE.fullmatch(str(error))
    reason, line, column = stated.groups() if stated else (str(error), 1, 1)
    before = text.split("\n")[: int(line) - 1] if line else [text]
    at = min(len(text), sum(len(row) + 1 for row in before) + int(column or 0) - 1)
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
    brackets = [start for start, _pair in opened]
    pair, value = (min(_past_blanks(text, offset), at) for offset in (pair, value))
    return ParserState(text, reason, at, starts, brackets, pair, value, quote)


def _blank_comment(token: re.Match[str]) -> str:
    """Return spaces for a comment, any other token as it is."""
    return " " * len(token[0]) if token[0].startswith("#") else token[0]


def _past_blanks(text: str, offset: int) -> int:
    """Return the offset after whitespace, line breaks and comments."""
    blanks = re.compile(r"(?:[ \t\n]++|\#[^\n]*+)*+").match(text, offset)
    return blanks.end() if blanks else offset


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


_SUBSTITUTIONS: tuple[tuple[str, str | Callable[[re.Match[str]], str], int], ...] = (
    # One value after a key may have commas, an item of a list may not.
    (
        rf"(?P<before>^{_BARE_KEY}[ \t]*=[ \t]*){_MARKS[0]}(?P<text>{_TEXT}){_MARKS[1]}{_AFTER}",
        _quote,
        1,
    ),
    # Several codes, or whole numbers, with spaces between them may be several items.
    (
        rf"{_BEFORE}{_MARKS[0]}(?!{_SEVERAL}[ \t]*[,\]])(?P<text>{_ITEM}){_MARKS[1]}{_AFTER}",
        _quote,
        0,
    ),
    (rf"((?:^|[{{,])[ \t]*{_BARE_KEY})[ \t]*:[ \t]*", r"\1 = ", 1),
    (rf"({_WHOLE}|\}})[ \t]+(?={_WHOLE}|\{{)", r"\1, ", 0),
    (rf"({_STRING}|\]|true|false)[ \t]+(?={_BARE_KEY}[ \t]*=)", r"\1, ", 0),
    (rf"^({_STRING}|\{{[^{{}}]*\}})(?=[ \t]*(?:#.*)?$)", r"\1,", 1),
    (
        rf"{_BEFORE}(?P<year>\d{{4}}){_DASH}(?P<month>\d\d?){_DASH}(?P<day>\d\d?){_AFTER}",
        _pad,
        0,
    ),
)


def is_exact(line: str, corrected: str) -> bool:
    """Return whether what a help says to write is the only reading of a line."""
    once = {*_substitute(line)}
    return corrected in once or any(corrected in _substitute(other) for other in once)


def _substitute(line: str) -> Iterator[str]:
    return (re.sub(pattern, new, line, count=count) for pattern, new, count in _SUBSTITUTIONS)
