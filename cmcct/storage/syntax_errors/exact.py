"""Corrections of a line that have no other reading: `--fix` writes what the help says then.

That is so if one or two of these substitutions, which know nothing of the rule that found the
fault, lead to the same line.
"""

import re
from collections.abc import Callable, Iterator

from cmcct.storage.syntax_errors.parser_state import parses

# Typographic quotes of word processors and phones, all invalid in TOML.
CURLY = "“”„‟«»＂″"  # noqa: RUF001
CURLY_SINGLE = "‘’‚‛‹›`´′"  # noqa: RUF001

_QUOTES = rf"\"'{CURLY}{CURLY_SINGLE}"
_KEY = r"[\w-]+"
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
        rf"(?P<before>^{_KEY}[ \t]*=[ \t]*){_MARKS[0]}(?P<text>{_TEXT}){_MARKS[1]}{_AFTER}",
        _quote,
        1,
    ),
    # Several codes, or whole numbers, with spaces between them may be several items.
    (
        rf"{_BEFORE}{_MARKS[0]}(?!{_SEVERAL}[ \t]*[,\]])(?P<text>{_ITEM}){_MARKS[1]}{_AFTER}",
        _quote,
        0,
    ),
    (rf"((?:^|[{{,])[ \t]*{_KEY})[ \t]*:[ \t]*", r"\1 = ", 1),
    (rf"({_WHOLE}|\}})[ \t]+(?={_WHOLE}|\{{)", r"\1, ", 0),
    (rf"({_STRING}|\]|true|false)[ \t]+(?={_KEY}[ \t]*=)", r"\1, ", 0),
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
