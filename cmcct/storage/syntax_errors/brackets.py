"""Mistakes in lists and inline tables that depend on the brackets around them."""

import re

from cmcct.i18n.messages import _
from cmcct.storage.syntax_errors import intended_values
from cmcct.storage.syntax_errors.parser_state import ParserState, SyntaxFault

_CLOSE = str.maketrans("[{", "]}")
_PAIR = re.compile(r"[\w-]+[ \t]*=")
_TABLES = "|".join(intended_values.TABLES)
_STATEMENT = re.compile(rf"[ \t]*(?:[\w-]+[ \t]*=(?!=)|\[\[?[ \t]*(?:{_TABLES})[ \t]*\])")
_OVER_LINES = re.compile(
    r"\{(?P<pairs>(?:[^{}\n]*+\n(?!\[|[ \t]*$)){1,30}[^{}\n]*+)\}", re.MULTILINE
)
_SEPARATOR = r"[ \t]*(?:[,;:/|&+]|(?:and|or|y|o|et|ou|en|of)\b)?[ \t]*(?=[\"'{])"
_SEPARATED = re.compile(rf"(\"[^\"\n]*\"|'[^'\n]*'|\{{[^}}\n]*\}}){_SEPARATOR}")
_ENDLESS = {
    "[": _("missing closing ]"),
    # Translators: what stands between { and } describes an e-mail address or a phone
    "{": _("missing closing }"),
}


def unclosed(state: ParserState) -> SyntaxFault | None:
    """Detect a list still open at the next key or header, or at the end of the file."""
    if not state.brackets or state.is_header:
        return None
    opening, start = state.brackets[0], state.line_start(state.at)
    if not state.text[state.at :].strip():
        start = state.at
    elif start <= opening or not _STATEMENT.match(state.text, start) or start > state.at + 2:
        return None
    end, bracket = state.line_end(opening), state.text[opening]
    last = state.solid_end(start)
    line = state.text[opening:end].rstrip(" \t,")
    edits = [(opening, end, line + _closing(state, start))] if last <= end else []
    hint = _(
        "write {sign} after the last item, on line {line} or below",
        sign=bracket.translate(_CLOSE),
        line=state.line_number(last),
    )
    return state.fault(opening, opening + 1, _ENDLESS[bracket], hint, *edits)


def _closing(state: ParserState, end: int) -> str:
    """Return the brackets that close all those opened before `end`."""
    opened = "".join(state.text[place] for place in reversed(state.brackets) if place < end)
    return opened.translate(_CLOSE)


def missing_brace(state: ParserState) -> SyntaxFault | None:
    """Detect a key in a list: a { is missing before it, or a ] before the key."""
    if state.inside != "[" or not _PAIR.match(state.text, state.at):
        return None
    *outer, opening = state.brackets
    is_same_line = state.line_start(state.at) <= opening
    if outer and state.text[outer[-1]] == "{" and is_same_line:
        last = state.before + (state.text[state.before] != ",")
        hint = _("write ] after the last item")
        return state.fault(opening, opening + 1, _ENDLESS["["], hint, (last, last, "]"))
    line, raw = state.rest(state.at), state.raw(state.at)
    is_closed = line.count("}") > line.count("{")
    if not (is_closed or is_same_line):
        return None
    end = state.at + len(raw)
    edit = (state.at, state.at, "{ ") if is_closed else (state.at, end, f"{{ {raw} }}")
    hint = _("write { before it, and } after its value")
    return state.fault(state.at, end, _("missing { before this"), hint, edit)


def wrong_bracket(state: ParserState) -> SyntaxFault | None:
    """Detect a list or inline table closed by the wrong bracket."""
    right = state.inside.translate(_CLOSE)
    if not right or state.char not in tuple(")]}>") or not state.says("Unclosed"):
        return None
    replaced = (state.at, state.at + 1, right)
    inserted = (state.at, state.at, f" {right}" if right == "}" else right)
    edits = [replaced, inserted]
    if right == "}" and state.char == "]":
        edits = [(state.value, state.value, "["), inserted, replaced]
    message = _(
        "{begin} must be closed with {right}, not {wrong}",
        begin=state.inside,
        right=right,
        wrong=state.char,
    )
    hint = _("write {sign} here", sign=right)
    return state.fault(state.at, state.at + 1, message, hint, *edits)


def missing_comma(state: ParserState) -> SyntaxFault | None:
    """Detect a missing comma between two items or pairs."""
    begins = _PAIR if state.inside == "{" else re.compile("[\"'{[]")
    if not state.says("Unclosed") or not state.inside or not begins.match(state.text, state.at):
        return None
    end, start = state.before + 1, state.value if state.inside == "[" else state.pair
    several = _insert_commas(state.rest(start))
    edits = ((end, end, ","), (start, state.line_end(start), several))
    message, hint = _("missing comma after this"), _("write a comma after it")
    return state.fault(start, end, message, hint, *edits)


def _insert_commas(line: str) -> str:
    """Separate the items of a list in one line by commas."""
    return _SEPARATED.sub(r"\1, ", line)


def unclosed_table(state: ParserState) -> SyntaxFault | None:
    """Detect an inline table without } in its line."""
    if state.inside != "{" or state.char not in ("", "\n", "#"):
        return None
    start, end = state.brackets[-1], state.line_end(state.brackets[-1])
    if found := _OVER_LINES.match(state.text, start):
        pairs = re.sub(r"(?<![ \t])[ \t]*\n[ \t]*", " ", found["pairs"].strip().rstrip(","))
        message = _("text between { and } must be on one line")
        hint, edit = _("write it on one line"), (start, found.end(), f"{{ {pairs} }}")
        return state.fault(start, found.end(), message, hint, edit)
    last = start + len(state.rest(start).rstrip(" \t,"))
    comma = "," if "," in state.text[last:end] else ""
    endings = ("}" + comma, "}", _closing(state, end))
    edits = [(last, end, f" {ending}") for ending in endings]
    return state.fault(start, last, _ENDLESS["{"], _("write } after the last value"), *edits)


def missing_key(state: ParserState) -> SyntaxFault | None:
    """Detect a value without a key in an inline table."""
    if state.inside != "{" or not state.says("Invalid initial", "Expected '='"):
        return None
    text = state.raw(state.pair)
    end = state.pair + len(text)
    opening, closing = state.brackets[-1], state.text.find("}", end, state.line_end(end))
    edits = [(state.pair, state.pair, f"{key} = ") for key in intended_values.guess_keys(text)]
    if state.text[opening + 1 : closing].strip() == text:
        edits.insert(0, (opening, closing + 1, text))
    message = _("every value between { and } needs a key and =")
    # Translators: write it as in this example
    hint = _('write it like { number = "…", type = "mobile" }')
    return state.fault(state.pair, end, message, hint, *edits)


def missing_list(state: ParserState) -> SyntaxFault | None:
    """Detect several values without brackets, or where only one is allowed."""
    rest = re.sub(r"[ \t]#.*", "", state.rest(state.at)).rstrip()
    is_value = state.text[state.value : state.value + 1] in tuple("\"'{")
    is_list = state.key in intended_values.LISTS
    begins = rf"{_SEPARATOR}|[,;]?\s*\[" if is_list else r"[,;]?\s*[\"'\[{]"
    if not (state.says("Expected new") and is_value and re.match(begins, rest)):
        return None
    end = state.at + len(rest)
    whole = state.text[state.value : end].rstrip(" ,;]")
    message = _("several values must be inside [ and ]")
    hint = _("write [ before the first and ] after the last")
    edit = f"[{_insert_commas(whole)}]"
    if state.key in intended_values.KNOWN_KEYS and not is_list:
        message = _("{key} takes only one value", key=state.key)
        hint = _("write one text in quotes")
        edit = re.sub(r"[\"'][ \t]*+([,;]?)[ \t]*[\"']", r"\1 ", whole)
    return state.fault(state.value, end, message, hint, (state.value, end, edit))
