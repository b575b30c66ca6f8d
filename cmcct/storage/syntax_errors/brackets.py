"""Mistakes in lists and inline tables, and after a value."""

import re

from cmcct.i18n.messages import _
from cmcct.storage.syntax_errors import intended_values
from cmcct.storage.syntax_errors.parser_state import ParserState, SyntaxFault, past_key, solid_end

_STATEMENT = re.compile(r"[ \t]*(?:[\w-]+[ \t]*=(?!=)|\[\[?[ \t]*(\w+)[ \t]*\])")
_SEPARATOR = re.compile(r"([;:/|&+.]|(?:and|or|y|o|et|ou|en|of)\b)[ \t]*+(?=[\"'{\]}\n])")
_BETWEEN = re.compile(r"[\"'][ \t]*+([,;]?)[ \t]*[\"']")
_CLOSE = str.maketrans("[{", "]}")
_PAIR = re.compile(r"[\w-]+[ \t]*=")
_ENDLESS = {
    "[": _("the list that begins here with [ has no ] at its end"),
    # Translators: what stands between { and } describes an e-mail address or a phone
    "{": _("the part that begins here with { has no } at its end"),
}


def unclosed(state: ParserState) -> SyntaxFault | None:
    """Detect a list still open at the next key or header, or at the end of the file."""
    if not state.brackets or state.is_header:
        return None
    start = _next_statement(state, state.brackets[0])
    if start is None or start > state.at + 2:
        return None
    opening = state.brackets[0]
    end = state.line_end(opening)
    bracket, closing = state.text[opening], state.text[opening].translate(_CLOSE)
    line = state.text[opening:end].rstrip(" \t,")
    last = state.line_number(solid_end(state.text, opening, start))
    hint = _("write {sign} after its last item, in or below line {line}", sign=closing, line=last)
    if state.text[end:start].strip() == "":
        hint = state.propose(hint, (opening, end, line + _closing(state, start)))
    return state.fault(opening, opening + 1, _ENDLESS[bracket], hint)


def _closing(state: ParserState, end: int) -> str:
    """Return the brackets that close all those opened before `end`."""
    opened = "".join(state.text[place] for place in reversed(state.brackets) if place < end)
    return opened.translate(_CLOSE)


def _next_statement(state: ParserState, opening: int) -> int | None:
    """Return the start of a key or header that begins the line of the error inside a list."""
    if not state.text[state.at :].strip():
        return state.at
    start = state.line_start(state.at)
    found = _STATEMENT.match(state.text, start)
    if start <= opening or not found or (found[1] and found[1] not in intended_values.TABLES):
        return None
    return start


def missing_brace(state: ParserState) -> SyntaxFault | None:
    """Detect a key in a list: a { is missing before it, or a ] before the key."""
    if state.inside != "[" or not _PAIR.match(state.text, state.at):
        return None
    before = state.text[: state.at].rstrip(" \t").removesuffix(",")
    around, opening = state.brackets[-2:] if len(state.brackets) > 1 else (0, state.brackets[-1])
    if state.text[around] == "{" and state.line_start(state.at) <= opening:
        change = (len(before), len(before), "]")
        hint = state.propose(_("write ] after its last item"), change)
        return state.fault(opening, opening + 1, _ENDLESS["["], hint)
    line = state.text[state.at : state.line_end(state.at)]
    is_open = line.count("}") > line.count("{")
    if not is_open and state.line_start(state.at) > opening:
        return None
    end = state.at + len(state.raw(state.at))
    around_it = f"{{ {state.text[state.at : end]} }}"
    change = (state.at, state.at, "{ ") if is_open else (state.at, end, around_it)
    hint = state.propose(_("write { before it, and } after its value"), change)
    return state.fault(state.at, end, _("a { is missing before this"), hint)


def wrong_bracket(state: ParserState) -> SyntaxFault | None:
    """Detect a list or inline table closed by the wrong bracket."""
    right = state.inside.translate(_CLOSE)
    if not right or state.char not in tuple(")]}>") or not state.says("Unclosed"):
        return None
    bracket = state.inside
    added = f" {right}" if right == "}" else right
    changes = [(state.at, state.at + 1, right), (state.at, state.at, added)]
    if bracket == "{" and state.char == "]":
        changes = [(state.value, state.value, "["), *changes[::-1]]
    hint = state.propose(_("write {sign} here", sign=right), *changes)
    message = _(
        "what begins with {begin} ends with {right}, not with {wrong}",
        begin=bracket,
        right=right,
        wrong=state.char,
    )
    return state.fault(state.at, state.at + 1, message, hint)


def round_list(state: ParserState) -> SyntaxFault | None:
    """Detect a list in parentheses, or in braces without a key."""
    start = state.value if state.char == "(" else state.brackets[-1] if state.brackets else 0
    bracket = state.peek(start)
    line = state.text[start : state.line_end(start)]
    has_text = state.peek(state.pair) in tuple("\"'")
    is_list = bracket == "{" and len(state.brackets) == 1 and has_text
    if not (bracket == "(" or is_list) or state.char not in tuple("(,}"):
        return None
    if state.is_header or state.start == start or not re.search("[\"',]", state.raw(start)):
        return None
    mended = "[" + re.sub(r"[)}](?=[^)}]*$)", "]", line[1:])
    change = (start, start + len(line), mended)
    hint = state.propose(_("write [ before it and ] after it"), change)
    end = start + len(state.raw(start)) if state.char == "(" else start + len(line.rstrip())
    message = _("a list begins with [, not with {wrong}, and ends with ]", wrong=bracket)
    return state.fault(start, end, message, hint)


def semicolon(state: ParserState) -> SyntaxFault | None:
    """Detect a separator other than a comma."""
    found = _SEPARATOR.match(state.text, state.at)
    if not state.inside or not found or not state.says("Unclosed"):
        return None
    start, end = found.span()
    start = solid_end(state.text, state.value, start)
    line_end = state.line_end(end)
    sign = rf"[ \t]*{re.escape(found[1])}(?=[ \t]*[\"'{{])"
    rest = re.sub(sign, ",", state.text[start:line_end])
    changes = ((start, line_end, rest), (start, end, ","))
    hint = state.propose(_("write , instead of {wrong}", wrong=found[1]), *changes)
    message = _("the items of a list have a comma between them, not {wrong}", wrong=found[1])
    return state.fault(*found.span(1), message, hint)


def comma(state: ParserState) -> SyntaxFault | None:
    """Detect a missing comma between two items or pairs."""
    if not state.inside or not state.says("Unclosed") or not _begins_value(state):
        return None
    end = solid_end(state.text, state.value, state.at)
    line_end = state.line_end(end)
    several = _insert_commas(state.text[end - 1 : line_end])
    changes = ((end, end, ","), (end - 1, line_end, several))
    hint = state.propose(_("write a comma after it"), *changes)
    start = state.value if state.inside == "[" else state.pair
    return state.fault(start, end, _("a comma is missing after this"), hint)


def _insert_commas(line: str) -> str:
    """Insert commas between the items of a list in one line."""
    return re.sub(r"([\"'}])[ \t]+(?=[\"'{])", r"\1, ", line)


def _begins_value(state: ParserState) -> bool:
    if state.inside == "{":
        return bool(_PAIR.match(state.text, state.at))
    return state.char in tuple("\"'{[")


def second_comma(state: ParserState) -> SyntaxFault | None:
    """Detect a comma without a value before it."""
    if state.char != "," or state.inside != "[" or not state.says("Invalid value"):
        return None
    hint = state.propose(_("delete it"), (state.at, state.at + 1, ""))
    return state.fault(state.at, state.at + 1, _("there is a comma too many"), hint)


def last_comma(state: ParserState) -> SyntaxFault | None:
    """Detect a trailing comma in an inline table."""
    before = state.text[: state.at].rstrip(" \t") if state.char == "}" else ""
    if state.inside != "{" or not before.endswith(","):
        return None
    place = len(before) - 1
    hint = state.propose(_("delete it"), (place, state.at, " "))
    return state.fault(place, place + 1, _("there is a comma too many before }"), hint)


def braces_over_lines(state: ParserState) -> SyntaxFault | None:
    """Detect an inline table without } in the same line."""
    if state.inside != "{" or state.char not in ("", "\n", "#"):
        return None
    start = state.brackets[-1]
    closing = state.text.find("}", start, start + 2000)
    whole = state.text[start : closing + 1] if closing > 0 else ""
    line_end = state.line_end(start)
    if "{" in whole[1:] or not whole or re.search(r"^(?:\[|[ \t]*$)", whole, re.MULTILINE):
        shown = state.text[start:line_end].rstrip(" \t,")
        last = start + len(shown)
        comma = "," if "," in state.text[last:line_end] else ""
        endings = ("}" + comma, "}", _closing(state, line_end))
        changes = [(last, line_end, f" {ending}") for ending in endings]
        hint = state.propose(_("write } after its last value"), *changes)
        return state.fault(start, start + len(shown), _ENDLESS["{"], hint)
    pieces = [piece.strip() for piece in whole[1:-1].strip().rstrip(",").split("\n")]
    joined = f"{{ {' '.join(pieces)} }}"
    message = _("what stands between { and } must be in one line")
    hint = state.propose(_("write it in one line"), (start, closing + 1, joined))
    return state.fault(start, closing + 1, message, hint)


def braces_key(state: ParserState) -> SyntaxFault | None:
    """Detect a value without a key in an inline table."""
    if state.inside != "{" or not state.says("Invalid initial", "Expected '='"):
        return None
    text = state.raw(state.pair)
    end = state.pair + len(text)
    message = _("between { and } every value needs a key and = before it")
    # Translators: write it as in this example
    otherwise = _('write as in { number = "…", type = "mobile" }')
    closing = state.text.find("}", end, state.line_end(end))
    hint = state.propose(otherwise, (state.brackets[-1], closing + 1, text))
    return state.fault(state.pair, end, message, hint)


def after_value(state: ParserState) -> SyntaxFault | None:
    """Detect a comma, bracket or other character after a complete value."""
    if state.inside or not state.says("Expected new") or not state.char:
        return None
    end = state.line_end(state.at)
    line = state.text[state.at : end].rstrip()
    return _several(state, line) or _ending(state, line)


def _several(state: ParserState, line: str) -> SyntaxFault | None:
    """Detect several values without brackets, or where only one is allowed."""
    rest = re.sub(r"[ \t]#.*", "", line).rstrip()
    if not re.match(r"[,;]?\s*[\"'\[{]", line) or state.peek(state.value) not in tuple("\"'{"):
        return None
    end = state.at + len(rest)
    whole = state.text[state.value : end].rstrip(" ,;]")
    name = state.text[state.pair : past_key(state.text, state.pair)]
    message = _("several values need [ before the first and ] after the last")
    otherwise = _("write [ before the first and ] after the last")
    mended = f"[{_insert_commas(whole).replace(';', ',')}]"
    if name in intended_values.KNOWN_KEYS - intended_values.LISTS:
        message = _("{key} has one value only", key=name)
        otherwise = _("write one text between two quotes")
        mended = _BETWEEN.sub(r"\1 ", whole)
    hint = state.propose(otherwise, (state.value, end, mended))
    return state.fault(state.value, end, message, hint)


def _ending(state: ParserState, line: str) -> SyntaxFault | None:
    found = re.match(r"[,;.)\]}>]+(?=[ \t]*(?:#|$))", line)
    if not found:
        return None
    sign, end = found[0][0], state.at + len(found[0])
    changes = [(state.at, end, "")]
    message = _("the line may not end with {sign}", sign=sign)
    if sign == "]" and state.peek(state.value) != "[":
        changes.insert(0, (state.value, state.value, "["))
        message = _("a ] stands here without a [ before it")
    hint = state.propose(_("delete the {sign}", sign=sign), *changes)
    return state.fault(state.at, end, message, hint)
