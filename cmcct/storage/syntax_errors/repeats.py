"""Repeated keys and tables."""

import re

from cmcct.i18n.messages import _
from cmcct.storage.syntax_errors import intended_values
from cmcct.storage.syntax_errors.parser_state import ParserState, SyntaxFault, past_key, past_spaces

_KEEP = _("keep one of the two")
_IN_ANOTHER_WAY = _("{key} is written already, in another way")


def twice(state: ParserState) -> SyntaxFault | None:
    """Detect a repeated key or table."""
    if not state.says("Cannot", "Duplicate inline"):
        return None
    if state.inside == "{":
        return _twice_inside(state)
    return _header_twice(state) if state.is_header else _key_twice(state)


def _twice_inside(state: ParserState) -> SyntaxFault:
    end = past_key(state.text, state.pair)
    name = state.text[state.pair : end]
    message = _("{key} is written twice between the same {{ and }}", key=name)
    return state.fault(state.pair, end, message, _KEEP)


def _key_twice(state: ParserState) -> SyntaxFault:
    end = past_key(state.text, state.start)
    name = state.text[state.start : end]
    first = _same_key(state, name.strip("\"'"))
    if first is None:
        return state.fault(state.start, end, _IN_ANOTHER_WAY.with_values(key=name), _KEEP)
    line = state.line_number(first)
    message = _("{key} is written twice in one entry, first in line {line}", key=name, line=line)
    hint = _("keep one of the two lines")
    if name == "id":
        hint = _("write [[focal_point]] above it, if a new entry begins here; else keep one id")
    elif name in intended_values.LISTS:
        hint = _('write all in one list: {key} = ["…", "…"]', key=name)
    return state.fault(state.start, end, message, hint)


def _same_key(state: ParserState, name: str) -> int | None:
    """Return the offset of the same key earlier in the table, or None."""
    for offset in reversed(state.starts[:-1]):
        start = past_spaces(state.text, offset)
        if state.text.startswith("[", start):
            break
        if state.text[start : past_key(state.text, start)].strip("\"'") == name:
            return start
    return None


def _header_twice(state: ParserState) -> SyntaxFault:
    name = _header_name(state.text, state.start)
    alike = (start for start in state.starts[:-1] if _header_name(state.text, start) == name)
    first = past_spaces(state.text, next(alike, state.start))
    start = first if state.text.startswith("[[", state.start) else state.start
    end, mended = state.line_end(start), f"[[{name}]]"
    if name in intended_values.REPEATED and state.line(start) != mended:
        # Translators: {header} is a word of the file: focal_point
        message = _("every {header} begins with two brackets", header=name)
        return state.fault(start, end, message, _("write {words}", words=mended))
    message, hint = _IN_ANOTHER_WAY.with_values(key=name), _KEEP
    if first < state.start:
        start, end = state.start, state.line_end(state.start)
        line = state.line_number(first)
        message = _("[{header}] stands twice, first in line {line}", header=name, line=line)
        hint = _("move the lines below it under the first, and delete this one")
    return state.fault(start, end, message, hint)


def _header_name(text: str, start: int) -> str:
    """Return the name in a header line, or ""."""
    found = re.compile(r"[ \t]*\[\[?([^\]\n]*)").match(text, start)
    return found[1].strip() if found else ""
