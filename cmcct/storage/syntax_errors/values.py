"""Mistakes in quotes and in values without quotes."""

import re

from cmcct.i18n.messages import _
from cmcct.storage.syntax_errors import intended_values
from cmcct.storage.syntax_errors.parser_state import (
    MAX_LINE_LENGTH,
    ParserState,
    SyntaxFault,
    TextEdit,
)

# Typographic quotes of word processors and phones, all invalid in TOML.
_CURLY = "“”„‟«»＂″"  # noqa: RUF001
_CURLY_SINGLE = "‘’‚‛‹›`´′"  # noqa: RUF001
_ANY_CURLY = re.compile(f"[{_CURLY}{_CURLY_SINGLE}]")
_OPENING = re.compile("(?<=[\\s=\\[{,])(?:«\\s*|[“„‟＂″‘‚‛‹`´′])")  # noqa: RUF001
_CLOSING = re.compile(f"(?:(?<=\\S)\\s?»|[{_CURLY}{_CURLY_SINGLE}])(?=[ \\t]*(?:[,\\]}}#;]|$))")
# Where an unclosed text may end, most likely first.
_ENDS = (r"[ \t]+#", r"[ \t]*[\]}][ \t\]},]*(?:#|$)", r"[ \t]*,[ \t]*$", r"[ \t]*$")
_LAST_QUOTE = re.compile(r"[\"'](?=[ \t]*(?:[,;\]})#\n]|\Z))")
_ITEM = re.compile(r"\"[^\"]*\"|'[^']*'|\{[^}]*\}|#.*|(?P<raw>[^\s,\[\]{}\"'#][^,\[\]{}\"'#\n]*)")


def curly_quotes(state: ParserState) -> SyntaxFault | None:
    """Detect typographic quotes."""
    start = max(state.line_start(state.at), state.at - MAX_LINE_LENGTH)
    end = min(state.line_end(state.at), state.at + MAX_LINE_LENGTH)
    line = state.text[start:end]
    found = [start + quote.start() for quote in _ANY_CURLY.finditer(line)]
    outer = _CLOSING.sub('"', _OPENING.sub('"', line))
    edits = [(start, end, outer), (start, end, re.sub(f"[{_CURLY}]", '"', line))]
    if not found or not (_ANY_CURLY.match(state.char) or state.corrected_line(*edits)):
        return None
    message = _('curly quotes (“ ”) are not allowed; use straight quotes (")')
    hint = _('replace each curly quote with a straight quote (")')
    return state.fault(found[0], found[-1] + 1, message, hint, *edits)


def backslash(state: ParserState) -> SyntaxFault | None:
    """Detect an unescaped backslash."""
    if state.quote is None or not state.says("Unescaped", "Invalid hex", "Escaped"):
        return None
    place = max(state.quote, state.text.rfind("\\", 0, state.at))
    start, end, double = state.quote + 1, state.line_end(place), "\\\\"
    every = (start, end, state.text[start:end].replace("\\", double))
    message = _("a backslash in a text must be written twice")
    hint = _("write \\\\ instead of \\")
    return state.fault(place, place + 2, message, hint, every, (place, place + 1, double))


def unclosed_text(state: ParserState) -> SyntaxFault | None:
    """Detect an unterminated string."""
    if state.quote is None:
        return None
    start, line = state.quote, state.rest(state.quote)
    ends = (re.search(end, line[:1000]) for end in _ENDS)
    places = [start + found.start() for found in ends if found]
    edits = [(place, place, line[0]) for place in places]
    message = _("missing quote at the end of the text")
    hint = _("write {mark} at its end", mark=line[0])
    return state.fault(start, start + len(line.rstrip()), message, hint, *edits)


def inner_quotes(state: ParserState) -> SyntaxFault | None:
    """Detect an unescaped quote that ends a string too early."""
    start, mark = state.value, state.text[state.value : state.value + 1]
    last = _LAST_QUOTE.search(state.text, state.at, state.line_end(state.at))
    if not state.says("Expected new", "Unclosed") or not last or last[0] != mark:
        return None
    separators = ",;/|&+" if state.key in intended_values.LISTS else ",;"
    if state.char in tuple(separators) or (state.char == mark and state.text[state.at - 1] != mark):
        return None
    inner = state.text[start + 1 : last.start()]
    if inner[:1] == inner[-1:] == mark:
        inner = inner[1:-1]
    message = _("an apostrophe inside the text ends it too early")
    if mark == '"':
        message = _("quotes inside the text end it too early")
    hint = _("remove the {mark} inside the text", mark=mark)
    edit = (start, last.end(), intended_values.quote_toml(inner))
    return state.fault(start, last.end(), message, hint, edit)


def after_quote(state: ParserState) -> SyntaxFault | None:
    """Detect text after the closing quote."""
    mark = state.text[state.value : state.value + 1]
    if not state.char.isalnum() or mark not in tuple("\"'"):
        return None
    end = state.at + len(state.raw(state.at))
    closing = state.text.rfind(mark, 0, state.at)
    edit = (closing, end, state.text[closing + 1 : end] + mark)
    message, hint = _("unexpected text after the closing quote"), _("write it inside the quotes")
    return state.fault(state.at, end, message, hint, edit)


def no_quotes(state: ParserState) -> SyntaxFault | None:
    """Detect an unquoted text, or an invalid number, date or boolean."""
    start, text = state.value, state.raw(state.value)
    if not text or text[0] in "\"'[{=:)]}," or state.is_header:
        return None
    if not state.says("Invalid", "Expected new", "Unclosed"):
        return None
    bare = text.rstrip(",; ")
    end, mark = start + len(bare), bare[-1:]
    if mark in tuple("\"'") and bare.count(mark) == 1:
        message = _("missing quote before the text")
        hint = _("write {mark} before it", mark=mark)
        return state.fault(start, end, message, hint, (start, start, mark))
    meant = intended_values.interpret(state.key, bare)
    edits = [_quote_items(state)] if state.inside == "[" else []
    if meant.value:
        edits.append((start, end, meant.value))
    hint = meant.hint or _("write {words}", words=meant.value)
    if not meant.hint and meant.value[:1] in tuple("\"'["):
        hint = _("write a quote before it and after it")
    return state.fault(start, end, meant.message, hint, *edits)


def _quote_items(state: ParserState) -> TextEdit:
    """Return an edit that quotes all unquoted items of a list, as far as they are in one line."""
    start = max(state.brackets[-1] + 1, state.line_start(state.value))
    whole = state.rest(start)[:1000]
    return start, start + len(whole), _ITEM.sub(_quote, whole)


def _quote(item: re.Match[str]) -> str:
    value = intended_values.interpret("", item["raw"].rstrip()).value if item["raw"] else ""
    return value or item[0]
