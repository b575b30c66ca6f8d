"""Explain TOML syntax errors in plain words, for people who edit the file by hand."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from cmcct.i18n.messages import Message, _
from cmcct.storage.syntax_errors import brackets, lines, repeats, strings
from cmcct.storage.syntax_errors.parser_state import (
    ParserState,
    SyntaxFault,
    deepest_nesting,
    longest_number,
    scan,
)

__all__ = ["SyntaxFault", "explain"]

Recogniser: TypeAlias = Callable[[ParserState], SyntaxFault | None]

# Tried in order; the first match wins.
_RECOGNISERS: Sequence[Recogniser] = (
    lines.conflict_marker,
    lines.invisible,
    repeats.twice,
    strings.curly,
    strings.escape,
    strings.long_text,
    strings.short_text,
    brackets.missing_brace,
    brackets.unclosed,
    strings.unclosed_before_next,
    brackets.wrong_bracket,
    brackets.round_list,
    brackets.semicolon,
    brackets.comma,
    strings.second_key,
    strings.inner_quotes,
    brackets.second_comma,
    brackets.last_comma,
    brackets.braces_over_lines,
    lines.comparison,
    lines.list_sign,
    lines.dashed_date,
    lines.remark,
    lines.header,
    lines.stray,
    lines.table_row,
    lines.equals,
    lines.invalid_key,
    lines.no_equals,
    lines.item_without_list,
    brackets.braces_key,
    lines.long_text,
    lines.plain_line,
    strings.missing_value,
    brackets.after_value,
    strings.after_text,
    strings.unquoted_value,
)

# Parser errors without a recogniser: prefix, message, hint.
_REASONS: Sequence[tuple[str, Message, Message]] = (
    (
        "Expected newline",
        _("something follows the value here"),
        _("put it inside the quotes, or after a #, or delete it"),
    ),
    ("Invalid value", _("this cannot be read as a value"), _("put text in quotes")),
    ("Expected '='", _("= is missing after a key"), _("write a key, = and a value")),
    ("Invalid initial", _("a key is missing here"), _("write a key, = and a value")),
    (
        "Unclosed array",
        _("a comma or ] is missing here"),
        _("put , between items, and ] at the end"),
    ),
    (
        "Unclosed inline",
        _("a comma or } is missing here"),
        _("put , between the values, } at the end"),
    ),
    ("", _("this line cannot be read"), _("compare it with the same line of another entry")),
)


def explain(text: str, error: ValueError | RecursionError) -> SyntaxFault:
    """Return the fault of a text without BOM, given the error of `tomllib.loads`."""
    state = scan(text, error)
    if isinstance(error, RecursionError):
        place = deepest_nesting(state.text)
        message = _("too many brackets are open at once")
        hint = _("close each [ with ], each { with }")
        return state.fault(place, state.line_end(place), message, hint)
    if state.reason.startswith("Exceeds"):
        start, end = longest_number(state.text)
        message = _("this number has too many digits")
        return state.fault(start, end, message, _("put it in quotes, or write a shorter number"))
    found = (recognise(state) for recognise in _RECOGNISERS)
    return next((fault for fault in found if fault), _fallback(state))


def _fallback(state: ParserState) -> SyntaxFault:
    """Return a fault with the parser's reason in plain words, for the rest of the line."""
    _ignored, message, hint = next(known for known in _REASONS if state.says(known[0]))
    return state.fault(state.at, state.line_end(state.at), message, hint)
