"""Mistakes in lists and inline tables, and after a value."""

import re

from cmcct.i18n.messages import _
from cmcct.storage.syntax_errors import words
from cmcct.storage.syntax_errors.scene import Scene, SyntaxFault, past_key, solid_end

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


def unclosed(scene: Scene) -> SyntaxFault | None:
    """Detect a list still open at the next key or header, or at the end of the file."""
    if not scene.brackets or scene.is_header:
        return None
    start = _next_statement(scene, scene.brackets[0])
    if start is None or start > scene.at + 2:
        return None
    opening = scene.brackets[0]
    end = scene.line_end(opening)
    bracket, closing = scene.text[opening], scene.text[opening].translate(_CLOSE)
    line = scene.text[opening:end].rstrip(" \t,")
    last = scene.line_number(solid_end(scene.text, opening, start))
    hint = _("write {sign} after its last item, in or below line {line}", sign=closing, line=last)
    if scene.text[end:start].strip() == "":
        hint = scene.propose(hint, (opening, end, line + _closing(scene, start)))
    return scene.fault(opening, opening + 1, _ENDLESS[bracket], hint)


def _closing(scene: Scene, end: int) -> str:
    """Return the brackets that close all those opened before `end`."""
    opened = "".join(scene.text[place] for place in reversed(scene.brackets) if place < end)
    return opened.translate(_CLOSE)


def _next_statement(scene: Scene, opening: int) -> int | None:
    """Return the start of a key or header that begins the line of the error inside a list."""
    if not scene.text[scene.at :].strip():
        return scene.at
    start = scene.line_start(scene.at)
    found = _STATEMENT.match(scene.text, start)
    if start <= opening or not found or (found[1] and found[1] not in words.TABLES):
        return None
    return start


def missing_brace(scene: Scene) -> SyntaxFault | None:
    """Detect a key in a list: a { is missing before it, or a ] before the key."""
    if scene.inside != "[" or not _PAIR.match(scene.text, scene.at):
        return None
    before = scene.text[: scene.at].rstrip(" \t").removesuffix(",")
    around, opening = scene.brackets[-2:] if len(scene.brackets) > 1 else (0, scene.brackets[-1])
    if scene.text[around] == "{" and scene.line_start(scene.at) <= opening:
        change = (len(before), len(before), "]")
        hint = scene.propose(_("write ] after its last item"), change)
        return scene.fault(opening, opening + 1, _ENDLESS["["], hint)
    line = scene.text[scene.at : scene.line_end(scene.at)]
    is_open = line.count("}") > line.count("{")
    if not is_open and scene.line_start(scene.at) > opening:
        return None
    end = scene.at + len(scene.raw(scene.at))
    around_it = f"{{ {scene.text[scene.at : end]} }}"
    change = (scene.at, scene.at, "{ ") if is_open else (scene.at, end, around_it)
    hint = scene.propose(_("write { before it, and } after its value"), change)
    return scene.fault(scene.at, end, _("a { is missing before this"), hint)


def wrong_bracket(scene: Scene) -> SyntaxFault | None:
    """Detect a list or inline table closed by the wrong bracket."""
    right = scene.inside.translate(_CLOSE)
    if not right or scene.char not in tuple(")]}>") or not scene.says("Unclosed"):
        return None
    bracket = scene.inside
    added = f" {right}" if right == "}" else right
    changes = [(scene.at, scene.at + 1, right), (scene.at, scene.at, added)]
    if bracket == "{" and scene.char == "]":
        changes = [(scene.value, scene.value, "["), *changes[::-1]]
    hint = scene.propose(_("write {sign} here", sign=right), *changes)
    message = _(
        "what begins with {begin} ends with {right}, not with {wrong}",
        begin=bracket,
        right=right,
        wrong=scene.char,
    )
    return scene.fault(scene.at, scene.at + 1, message, hint)


def round_list(scene: Scene) -> SyntaxFault | None:
    """Detect a list in parentheses, or in braces without a key."""
    start = scene.value if scene.char == "(" else scene.brackets[-1] if scene.brackets else 0
    bracket = scene.peek(start)
    line = scene.text[start : scene.line_end(start)]
    has_text = scene.peek(scene.pair) in tuple("\"'")
    is_list = bracket == "{" and len(scene.brackets) == 1 and has_text
    if not (bracket == "(" or is_list) or scene.char not in tuple("(,}"):
        return None
    if scene.is_header or scene.start == start or not re.search("[\"',]", scene.raw(start)):
        return None
    mended = "[" + re.sub(r"[)}](?=[^)}]*$)", "]", line[1:])
    change = (start, start + len(line), mended)
    hint = scene.propose(_("write [ before it and ] after it"), change)
    end = start + len(scene.raw(start)) if scene.char == "(" else start + len(line.rstrip())
    message = _("a list begins with [, not with {wrong}, and ends with ]", wrong=bracket)
    return scene.fault(start, end, message, hint)


def semicolon(scene: Scene) -> SyntaxFault | None:
    """Detect a separator other than a comma."""
    found = _SEPARATOR.match(scene.text, scene.at)
    if not scene.inside or not found or not scene.says("Unclosed"):
        return None
    start, end = found.span()
    start = solid_end(scene.text, scene.value, start)
    line_end = scene.line_end(end)
    sign = rf"[ \t]*{re.escape(found[1])}(?=[ \t]*[\"'{{])"
    rest = re.sub(sign, ",", scene.text[start:line_end])
    changes = ((start, line_end, rest), (start, end, ","))
    hint = scene.propose(_("write , instead of {wrong}", wrong=found[1]), *changes)
    message = _("the items of a list have a comma between them, not {wrong}", wrong=found[1])
    return scene.fault(*found.span(1), message, hint)


def comma(scene: Scene) -> SyntaxFault | None:
    """Detect a missing comma between two items or pairs."""
    if not scene.inside or not scene.says("Unclosed") or not _begins_value(scene):
        return None
    end = solid_end(scene.text, scene.value, scene.at)
    line_end = scene.line_end(end)
    several = _insert_commas(scene.text[end - 1 : line_end])
    changes = ((end, end, ","), (end - 1, line_end, several))
    hint = scene.propose(_("write a comma after it"), *changes)
    start = scene.value if scene.inside == "[" else scene.pair
    return scene.fault(start, end, _("a comma is missing after this"), hint)


def _insert_commas(line: str) -> str:
    """Insert commas between the items of a list in one line."""
    return re.sub(r"([\"'}])[ \t]+(?=[\"'{])", r"\1, ", line)


def _begins_value(scene: Scene) -> bool:
    if scene.inside == "{":
        return bool(_PAIR.match(scene.text, scene.at))
    return scene.char in tuple("\"'{[")


def second_comma(scene: Scene) -> SyntaxFault | None:
    """Detect a comma without a value before it."""
    if scene.char != "," or scene.inside != "[" or not scene.says("Invalid value"):
        return None
    hint = scene.propose(_("delete it"), (scene.at, scene.at + 1, ""))
    return scene.fault(scene.at, scene.at + 1, _("there is a comma too many"), hint)


def last_comma(scene: Scene) -> SyntaxFault | None:
    """Detect a trailing comma in an inline table."""
    before = scene.text[: scene.at].rstrip(" \t") if scene.char == "}" else ""
    if scene.inside != "{" or not before.endswith(","):
        return None
    place = len(before) - 1
    hint = scene.propose(_("delete it"), (place, scene.at, " "))
    return scene.fault(place, place + 1, _("there is a comma too many before }"), hint)


def braces_over_lines(scene: Scene) -> SyntaxFault | None:
    """Detect an inline table without } in the same line."""
    if scene.inside != "{" or scene.char not in ("", "\n", "#"):
        return None
    start = scene.brackets[-1]
    closing = scene.text.find("}", start, start + 2000)
    whole = scene.text[start : closing + 1] if closing > 0 else ""
    line_end = scene.line_end(start)
    if "{" in whole[1:] or not whole or re.search(r"^(?:\[|[ \t]*$)", whole, re.MULTILINE):
        shown = scene.text[start:line_end].rstrip(" \t,")
        last = start + len(shown)
        comma = "," if "," in scene.text[last:line_end] else ""
        endings = ("}" + comma, "}", _closing(scene, line_end))
        changes = [(last, line_end, f" {ending}") for ending in endings]
        hint = scene.propose(_("write } after its last value"), *changes)
        return scene.fault(start, start + len(shown), _ENDLESS["{"], hint)
    pieces = [piece.strip() for piece in whole[1:-1].strip().rstrip(",").split("\n")]
    joined = f"{{ {' '.join(pieces)} }}"
    message = _("what stands between { and } must be in one line")
    hint = scene.propose(_("write it in one line"), (start, closing + 1, joined))
    return scene.fault(start, closing + 1, message, hint)


def braces_key(scene: Scene) -> SyntaxFault | None:
    """Detect a value without a key in an inline table."""
    if scene.inside != "{" or not scene.says("Invalid initial", "Expected '='"):
        return None
    text = scene.raw(scene.pair)
    end = scene.pair + len(text)
    message = _("between { and } every value needs a key and = before it")
    # Translators: write it as in this example
    otherwise = _('write as in { number = "…", type = "mobile" }')
    closing = scene.text.find("}", end, scene.line_end(end))
    hint = scene.propose(otherwise, (scene.brackets[-1], closing + 1, text))
    return scene.fault(scene.pair, end, message, hint)


def after_value(scene: Scene) -> SyntaxFault | None:
    """Detect a comma, bracket or other character after a complete value."""
    if scene.inside or not scene.says("Expected new") or not scene.char:
        return None
    end = scene.line_end(scene.at)
    line = scene.text[scene.at : end].rstrip()
    return _several(scene, line) or _ending(scene, line)


def _several(scene: Scene, line: str) -> SyntaxFault | None:
    """Detect several values without brackets, or where only one is allowed."""
    rest = re.sub(r"[ \t]#.*", "", line).rstrip()
    if not re.match(r"[,;]?\s*[\"'\[{]", line) or scene.peek(scene.value) not in tuple("\"'{"):
        return None
    end = scene.at + len(rest)
    whole = scene.text[scene.value : end].rstrip(" ,;]")
    name = scene.text[scene.pair : past_key(scene.text, scene.pair)]
    message = _("several values need [ before the first and ] after the last")
    otherwise = _("write [ before the first and ] after the last")
    mended = f"[{_insert_commas(whole).replace(';', ',')}]"
    if name in words.KEYS - words.LISTS:
        message = _("{key} has one value only", key=name)
        otherwise = _("write one text between two quotes")
        mended = _BETWEEN.sub(r"\1 ", whole)
    hint = scene.propose(otherwise, (scene.value, end, mended))
    return scene.fault(scene.value, end, message, hint)


def _ending(scene: Scene, line: str) -> SyntaxFault | None:
    found = re.match(r"[,;.)\]}>]+(?=[ \t]*(?:#|$))", line)
    if not found:
        return None
    sign, end = found[0][0], scene.at + len(found[0])
    changes = [(scene.at, end, "")]
    message = _("the line may not end with {sign}", sign=sign)
    if sign == "]" and scene.peek(scene.value) != "[":
        changes.insert(0, (scene.value, scene.value, "["))
        message = _("a ] stands here without a [ before it")
    hint = scene.propose(_("delete the {sign}", sign=sign), *changes)
    return scene.fault(scene.at, end, message, hint)
