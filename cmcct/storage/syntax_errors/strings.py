"""Mistakes in values: quotes, and values without quotes."""

import re

from cmcct.i18n.messages import _
from cmcct.storage.syntax_errors import intended_values
from cmcct.storage.syntax_errors.parser_state import (
    MAX_LINE_LENGTH,
    ParserState,
    SyntaxFault,
    TextEdit,
    past_key,
    past_spaces,
)

# Typographic quotes of word processors and phones, all invalid in TOML.
_CURLY = "“”„‟«»＂″"  # noqa: RUF001
_CURLY_SINGLE = "‘’‚‛‹›`´′"  # noqa: RUF001
_ANY_CURLY = re.compile(f"[{_CURLY}{_CURLY_SINGLE}]")
_OPENING = re.compile("(?<=[\\s=\\[{,])(?:«\\s*|[“„‟＂″‘‚‛‹`´′])")  # noqa: RUF001
_CLOSING = re.compile(f"(?:(?<=\\S)\\s?»|[{_CURLY}{_CURLY_SINGLE}])(?=[ \\t]*(?:[,\\]}}#;]|$))")
_ENDS = (r"[ \t]+#", r"[ \t]*[\]}][ \t\]},]*(?:#|$)", r"[ \t]*,[ \t]*$", r"[ \t]*$")
_COMMA_BEFORE_NEXT = re.compile(
    r"[ \t\]}]*,[ \t]*(?:\{[ \t]*)?"
    r"(?:[\w-]+[ \t]*=[ \t]*(?:(?:true|false)[ \t]*,[ \t]*[\w-]+[ \t]*=[ \t]*)?\[?[ \t]*)?$"
)
_NEXT = re.compile(r"[\w-]+(?=[ \t]*=)|\[\[?[ \t]*\w+[ \t]*\]\]?")
_NO_PROSE = re.compile(r"[\w-]+[ \t]*=|[\[#]")
_ENDLESS = _("a quote is missing at the end of the text")
_LAST_QUOTE = re.compile(r"[\"'](?=[ \t]*(?:[,;\]})#\n]|\Z))")


def curly(state: ParserState) -> SyntaxFault | None:
    """Detect typographic quotes."""
    start, end = state.line_start(state.at), state.line_end(state.at)
    start, end = max(start, state.at - MAX_LINE_LENGTH), min(end, state.at + MAX_LINE_LENGTH)
    line = state.text[start:end]
    found = [start + quote.start() for quote in _ANY_CURLY.finditer(line)]
    ends = _CLOSING.sub('"', _OPENING.sub('"', line))
    doubles = re.sub(f"[{_CURLY}]", '"', line)
    changes = [(start, end, ends), (start, end, doubles)]
    if not found or not (_ANY_CURLY.match(state.char) or state.apply_edits(*changes)):
        return None
    message = _("curly quotes stand here, as a telephone or Word writes them")
    hint = state.propose(_('write the straight quote " instead of each'), *changes)
    return state.fault(found[0], found[-1] + 1, message, hint)


def escape(state: ParserState) -> SyntaxFault | None:
    """Detect an unescaped backslash."""
    place = state.text.rfind("\\", 0, state.at)
    if place < 0 or not state.says("Unescaped", "Invalid hex", "Escaped"):
        return None
    opening = state.value if state.quote is None else state.quote
    line = state.text[opening + 1 : state.line_end(place)]
    double = "\\\\"
    changes = (
        (opening + 1, opening + 1 + len(line), line.replace("\\", double)),
        (place, place + 1, double),
    )
    hint = state.propose(_("write \\\\ for every \\"), *changes)
    message = _("a backslash in a text must be written twice")
    return state.fault(place, place + 2, message, hint)


def long_text(state: ParserState) -> SyntaxFault | None:
    """Detect an unterminated multi-line string."""
    start = state.quote
    if start is None or not state.text.startswith(('"""', "'''"), start):
        return None
    mark = state.text[start : start + 3]
    end = state.line_end(start)
    rest = state.text[start + 3 : end]
    otherwise = _("write {mark} where the text ends", mark=mark)
    hint = state.propose(otherwise, (start, end, mark[0] + rest))
    message = _("the text that begins here with {mark} has no {mark} at its end", mark=mark)
    return state.fault(start, start + 3, message, hint)


def short_text(state: ParserState) -> SyntaxFault | None:
    """Detect an unterminated single-line string."""
    start = state.quote
    if start is None:
        return None
    mark, end = state.text[start], state.line_end(start)
    otherwise = _("write {mark} at its end", mark=mark)
    return _broken(state, start) or state.fault(
        start,
        start + len(state.text[start:end].rstrip()),
        _ENDLESS,
        state.propose(otherwise, *_closing_quote_edits(state, start, end)),
    )


def _closing_quote_edits(state: ParserState, start: int, end: int) -> list[TextEdit]:
    """Return insertions of the closing quote, most likely first."""
    rest = state.text[start + 1 : end][:1000]
    places = [start + 1 + found.start() for end_ in _ENDS if (found := re.search(end_, rest))]
    return [(place, place, state.text[start]) for place in places]


def _broken(state: ParserState, start: int) -> SyntaxFault | None:
    """Detect a line break inside a string: the closing quote ends one of the next lines."""
    mark, end = state.text[start], state.line_end(start)
    pieces = [state.text[start:end].rstrip()]
    for _ignored in range(9):
        begin, end = end + 1, state.line_end(end + 1)
        piece = state.text[begin:end].strip()
        pieces.append(piece)
        if not piece or _NO_PROSE.match(piece):
            return None
        if re.fullmatch(rf"[^{mark}]++{mark}[ \t\],}}]*", piece):
            break
    else:
        return None
    message = _("a text in quotes cannot go on in the next line")
    otherwise = _("write it in one line, or between {mark} and {mark}", mark=mark * 3)
    hint = state.propose(otherwise, (start, end, " ".join(pieces)))
    return state.fault(start, end, message, hint)


def unclosed_before_next(state: ParserState) -> SyntaxFault | None:
    """Detect a string that extends to the opening quote of the next one."""
    found = state.text[state.value : state.at].rstrip() if state.inside else ""
    if not found.startswith(('"', "'")) or found[-1] != found[0]:
        return None
    comma = _COMMA_BEFORE_NEXT.search(found[1:-1][-80:])
    if not comma:
        return None
    place = state.value + len(found) - 1 - len(comma[0])
    otherwise = _("write {mark} before the comma", mark=found[0])
    hint = state.propose(otherwise, (place, place, found[0]))
    return state.fault(state.value, place, _ENDLESS, hint)


def second_key(state: ParserState) -> SyntaxFault | None:
    """Detect a key or header after a value on the same line."""
    found = _NEXT.match(state.text, state.at) if state.says("Expected new") else None
    if not found:
        return None
    message = _("{key} must stand in a line of its own", key=found[0])
    return state.fault(*found.span(), message, _("begin a new line before it"))


def inner_quotes(state: ParserState) -> SyntaxFault | None:
    """Detect an unescaped quote that ends a string too early."""
    start = state.value
    mark = state.text[start : start + 1]
    if mark not in tuple("\"'") or not state.says("Expected new", "Unclosed"):
        return None
    last = _LAST_QUOTE.search(state.text, state.at, state.line_end(state.at))
    if not last or state.char in tuple(",;") or last[0] != mark:
        return None
    if state.char == mark and state.text[state.at - 1] != mark:
        return None
    inner = state.text[start + 1 : last.start()]
    if inner[:1] == inner[-1:] == mark:
        inner = inner[1:-1]
    message = _("there is an apostrophe inside the text, where it ends too early")
    if mark == '"':
        message = _("there are quotes inside the text, where it ends too early")
    change = (start, last.end(), intended_values.quote_toml(inner))
    hint = state.propose(_("write no {mark} inside the text", mark=mark), change)
    return state.fault(start, last.end(), message, hint)


def after_text(state: ParserState) -> SyntaxFault | None:
    """Detect text after the closing quote."""
    if not state.says("Expected new", "Unclosed array") or not state.char.isalnum():
        return None
    if state.text[state.value] not in "\"'":
        return None
    end = state.at + len(state.raw(state.at))
    closing = state.text.rfind(state.text[state.value], 0, state.at)
    inner = state.text[closing + 1 : end]
    change = (closing, end, inner + state.text[closing])
    hint = state.propose(_("write it inside the quotes"), change)
    return state.fault(state.at, end, _("text stands after the closing quote"), hint)


def missing_value(state: ParserState) -> SyntaxFault | None:
    """Detect a key without a value."""
    if not state.says("Invalid value") or state.inside == "[" or state.char not in ("", *"\n#,]};"):
        return None
    name = state.text[state.pair : past_key(state.text, state.pair)]
    hint = _("write {key} = {value}, or delete the line: what is not known is left out")
    if state.inside:
        hint = _("write {key} = {value}, or delete {key} =: what is not known is left out")
    hint = hint.with_values(key=name, value=intended_values.placeholder(name))
    message = _("{key} has no value after the =", key=name)
    return _below(state, name) or state.fault(state.pair, state.at, message, hint)


def _below(state: ParserState, name: str) -> SyntaxFault | None:
    """Detect the value in the next line."""
    start = past_spaces(state.text, state.at + 1)
    end = state.line_end(start)
    value = state.text[start:end].rstrip()
    if state.char != "\n" or not value.startswith(('"', "'", "[")) or value.endswith("]]"):
        return None
    is_item = name in intended_values.LISTS and value.endswith(",")
    otherwise = _("write [ after the =") if is_item else _("write it after the =")
    hint = state.propose(otherwise, (state.at, end, f" {value}"))
    return state.fault(state.pair, end, _("a value must begin in the line of its key"), hint)


def unquoted_value(state: ParserState) -> SyntaxFault | None:
    """Detect an unquoted text, or an invalid number, date or boolean."""
    start = state.value
    text = state.raw(start)
    if not text or text[0] in "\"'[{=:)]}," or state.is_header:
        return None
    if not state.says("Invalid", "Expected new", "Unclosed"):
        return None
    return _half_quoted(state, start, text) or _unquoted(state, start, text)


def _half_quoted(state: ParserState, start: int, text: str) -> SyntaxFault | None:
    mark = text.rstrip(",; ")[-1:]
    if mark not in tuple("\"'") or text.count(mark) != 1:
        return None
    hint = state.propose(_("write {mark} before it", mark=mark), (start, start, mark))
    return state.fault(start, start + len(text), _("a quote is missing before the text"), hint)


def _unquoted(state: ParserState, start: int, text: str) -> SyntaxFault:
    name = state.text[state.pair : past_key(state.text, state.pair)] if state.inside != "[" else ""
    text = text.rstrip(",; ")
    reading = intended_values.interpret(name, text)
    end = start + len(text)
    changes: list[TextEdit] = [(start, end, reading.value)] if reading.value else []
    if state.inside == "[":
        changes.insert(0, _quoted_items(state))
    otherwise = _("write a quote before it and after it")
    if len(text) < MAX_LINE_LENGTH:
        otherwise = reading.hint or _("write {words}", words=reading.value)
    return state.fault(start, end, reading.message, state.propose(otherwise, *changes))


def _quoted_items(state: ParserState) -> TextEdit:
    """Return a change that quotes all unquoted items of a list."""
    start = state.brackets[-1] + 1
    start = max(start, state.line_start(state.value))
    end = state.line_end(state.value)
    whole = state.text[start:end][:1000]
    items = re.compile(
        r"(?P<item>[^\s,\[\]{}\"'#][^,\[\]{}\"'#\n]*)|\"[^\"]*\"|'[^']*'|\{[^}]*\}|#.*"
    )
    return start, start + len(whole), items.sub(_quote, whole)


def _quote(found: re.Match[str]) -> str:
    item = found["item"]
    return (
        found[0] if item is None else intended_values.interpret("", item.rstrip()).value or found[0]
    )
