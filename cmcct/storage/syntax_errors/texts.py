"""Mistakes in values: quotes, and values without quotes."""

import re

from cmcct.i18n.messages import _
from cmcct.storage.syntax_errors import words
from cmcct.storage.syntax_errors.scene import (
    LONGEST,
    Scene,
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
_SWALLOWED = re.compile(
    r"[ \t\]}]*,[ \t]*(?:\{[ \t]*)?"
    r"(?:[\w-]+[ \t]*=[ \t]*(?:(?:true|false)[ \t]*,[ \t]*[\w-]+[ \t]*=[ \t]*)?\[?[ \t]*)?$"
)
_NEXT = re.compile(r"[\w-]+(?=[ \t]*=)|\[\[?[ \t]*\w+[ \t]*\]\]?")
_NO_PROSE = re.compile(r"[\w-]+[ \t]*=|[\[#]")
_ENDLESS = _("a quote is missing at the end of the text")
_LAST_QUOTE = re.compile(r"[\"'](?=[ \t]*(?:[,;\]})#\n]|\Z))")


def curly(scene: Scene) -> SyntaxFault | None:
    """Detect typographic quotes."""
    start, end = scene.line_start(scene.at), scene.line_end(scene.at)
    start, end = max(start, scene.at - LONGEST), min(end, scene.at + LONGEST)
    line = scene.text[start:end]
    found = [start + quote.start() for quote in _ANY_CURLY.finditer(line)]
    ends = _CLOSING.sub('"', _OPENING.sub('"', line))
    doubles = re.sub(f"[{_CURLY}]", '"', line)
    changes = [(start, end, ends), (start, end, doubles)]
    if not found or not (_ANY_CURLY.match(scene.char) or scene.apply_edits(*changes)):
        return None
    message = _("curly quotes stand here, as a telephone or Word writes them")
    hint = scene.propose(_('write the straight quote " instead of each'), *changes)
    return scene.fault(found[0], found[-1] + 1, message, hint)


def escape(scene: Scene) -> SyntaxFault | None:
    """Detect an unescaped backslash."""
    place = scene.text.rfind("\\", 0, scene.at)
    if place < 0 or not scene.says("Unescaped", "Invalid hex", "Escaped"):
        return None
    opening = scene.value if scene.quote is None else scene.quote
    line = scene.text[opening + 1 : scene.line_end(place)]
    double = "\\\\"
    changes = (
        (opening + 1, opening + 1 + len(line), line.replace("\\", double)),
        (place, place + 1, double),
    )
    hint = scene.propose(_("write \\\\ for every \\"), *changes)
    message = _("a backslash in a text must be written twice")
    return scene.fault(place, place + 2, message, hint)


def long_text(scene: Scene) -> SyntaxFault | None:
    """Detect an unterminated multi-line string."""
    start = scene.quote
    if start is None or not scene.text.startswith(('"""', "'''"), start):
        return None
    mark = scene.text[start : start + 3]
    end = scene.line_end(start)
    rest = scene.text[start + 3 : end]
    otherwise = _("write {mark} where the text ends", mark=mark)
    hint = scene.propose(otherwise, (start, end, mark[0] + rest))
    message = _("the text that begins here with {mark} has no {mark} at its end", mark=mark)
    return scene.fault(start, start + 3, message, hint)


def short_text(scene: Scene) -> SyntaxFault | None:
    """Detect an unterminated single-line string."""
    start = scene.quote
    if start is None:
        return None
    mark, end = scene.text[start], scene.line_end(start)
    otherwise = _("write {mark} at its end", mark=mark)
    return _broken(scene, start) or scene.fault(
        start,
        start + len(scene.text[start:end].rstrip()),
        _ENDLESS,
        scene.propose(otherwise, *_closing_quote_edits(scene, start, end)),
    )


def _closing_quote_edits(scene: Scene, start: int, end: int) -> list[TextEdit]:
    """Return insertions of the closing quote, most likely first."""
    rest = scene.text[start + 1 : end][:1000]
    places = [start + 1 + found.start() for end_ in _ENDS if (found := re.search(end_, rest))]
    return [(place, place, scene.text[start]) for place in places]


def _broken(scene: Scene, start: int) -> SyntaxFault | None:
    """Detect a line break inside a string: the closing quote ends one of the next lines."""
    mark, end = scene.text[start], scene.line_end(start)
    pieces = [scene.text[start:end].rstrip()]
    for _ignored in range(9):
        begin, end = end + 1, scene.line_end(end + 1)
        piece = scene.text[begin:end].strip()
        pieces.append(piece)
        if not piece or _NO_PROSE.match(piece):
            return None
        if re.fullmatch(rf"[^{mark}]++{mark}[ \t\],}}]*", piece):
            break
    else:
        return None
    message = _("a text in quotes cannot go on in the next line")
    otherwise = _("write it in one line, or between {mark} and {mark}", mark=mark * 3)
    hint = scene.propose(otherwise, (start, end, " ".join(pieces)))
    return scene.fault(start, end, message, hint)


def swallowed(scene: Scene) -> SyntaxFault | None:
    """Detect a string that extends to the opening quote of the next one."""
    found = scene.text[scene.value : scene.at].rstrip() if scene.inside else ""
    if not found.startswith(('"', "'")) or found[-1] != found[0]:
        return None
    comma = _SWALLOWED.search(found[1:-1][-80:])
    if not comma:
        return None
    place = scene.value + len(found) - 1 - len(comma[0])
    otherwise = _("write {mark} before the comma", mark=found[0])
    hint = scene.propose(otherwise, (place, place, found[0]))
    return scene.fault(scene.value, place, _ENDLESS, hint)


def second_key(scene: Scene) -> SyntaxFault | None:
    """Detect a key or header after a value on the same line."""
    found = _NEXT.match(scene.text, scene.at) if scene.says("Expected new") else None
    if not found:
        return None
    message = _("{key} must stand in a line of its own", key=found[0])
    return scene.fault(*found.span(), message, _("begin a new line before it"))


def inner_quotes(scene: Scene) -> SyntaxFault | None:
    """Detect an unescaped quote that ends a string too early."""
    start = scene.value
    mark = scene.text[start : start + 1]
    if mark not in tuple("\"'") or not scene.says("Expected new", "Unclosed"):
        return None
    last = _LAST_QUOTE.search(scene.text, scene.at, scene.line_end(scene.at))
    if not last or scene.char in tuple(",;") or last[0] != mark:
        return None
    if scene.char == mark and scene.text[scene.at - 1] != mark:
        return None
    said = scene.text[start + 1 : last.start()]
    if said[:1] == said[-1:] == mark:
        said = said[1:-1]
    message = _("there is an apostrophe inside the text, where it ends too early")
    if mark == '"':
        message = _("there are quotes inside the text, where it ends too early")
    change = (start, last.end(), words.quote(said))
    hint = scene.propose(_("write no {mark} inside the text", mark=mark), change)
    return scene.fault(start, last.end(), message, hint)


def after_text(scene: Scene) -> SyntaxFault | None:
    """Detect text after the closing quote."""
    if not scene.says("Expected new", "Unclosed array") or not scene.char.isalnum():
        return None
    if scene.text[scene.value] not in "\"'":
        return None
    end = scene.at + len(scene.raw(scene.at))
    closing = scene.text.rfind(scene.text[scene.value], 0, scene.at)
    inner = scene.text[closing + 1 : end]
    change = (closing, end, inner + scene.text[closing])
    hint = scene.propose(_("write it inside the quotes"), change)
    return scene.fault(scene.at, end, _("text stands after the closing quote"), hint)


def missing(scene: Scene) -> SyntaxFault | None:
    """Detect a key without a value."""
    if not scene.says("Invalid value") or scene.inside == "[" or scene.char not in ("", *"\n#,]};"):
        return None
    name = scene.text[scene.pair : past_key(scene.text, scene.pair)]
    hint = _("write {key} = {value}, or delete the line: what is not known is left out")
    if scene.inside:
        hint = _("write {key} = {value}, or delete {key} =: what is not known is left out")
    hint = hint.with_values(key=name, value=words.placeholder(name))
    message = _("{key} has no value after the =", key=name)
    return _below(scene, name) or scene.fault(scene.pair, scene.at, message, hint)


def _below(scene: Scene, name: str) -> SyntaxFault | None:
    """Detect the value in the next line."""
    start = past_spaces(scene.text, scene.at + 1)
    end = scene.line_end(start)
    value = scene.text[start:end].rstrip()
    if scene.char != "\n" or not value.startswith(('"', "'", "[")) or value.endswith("]]"):
        return None
    is_item = name in words.LISTS and value.endswith(",")
    otherwise = _("write [ after the =") if is_item else _("write it after the =")
    hint = scene.propose(otherwise, (scene.at, end, f" {value}"))
    return scene.fault(scene.pair, end, _("a value must begin in the line of its key"), hint)


def raw(scene: Scene) -> SyntaxFault | None:
    """Detect an unquoted text, or an invalid number, date or boolean."""
    start = scene.value
    text = scene.raw(start)
    if not text or text[0] in "\"'[{=:)]}," or scene.is_header:
        return None
    if not scene.says("Invalid", "Expected new", "Unclosed"):
        return None
    return _half_quoted(scene, start, text) or _unquoted(scene, start, text)


def _half_quoted(scene: Scene, start: int, text: str) -> SyntaxFault | None:
    mark = text.rstrip(",; ")[-1:]
    if mark not in tuple("\"'") or text.count(mark) != 1:
        return None
    hint = scene.propose(_("write {mark} before it", mark=mark), (start, start, mark))
    return scene.fault(start, start + len(text), _("a quote is missing before the text"), hint)


def _unquoted(scene: Scene, start: int, text: str) -> SyntaxFault:
    name = scene.text[scene.pair : past_key(scene.text, scene.pair)] if scene.inside != "[" else ""
    text = text.rstrip(",; ")
    reading = words.interpret(name, text)
    end = start + len(text)
    changes: list[TextEdit] = [(start, end, reading.value)] if reading.value else []
    if scene.inside == "[":
        changes.insert(0, _quoted_items(scene))
    otherwise = _("write a quote before it and after it")
    if len(text) < LONGEST:
        otherwise = reading.hint or _("write {words}", words=reading.value)
    return scene.fault(start, end, reading.message, scene.propose(otherwise, *changes))


def _quoted_items(scene: Scene) -> TextEdit:
    """Return a change that quotes all unquoted items of a list."""
    start = scene.brackets[-1] + 1
    start = max(start, scene.line_start(scene.value))
    end = scene.line_end(scene.value)
    whole = scene.text[start:end][:1000]
    items = re.compile(
        r"(?P<item>[^\s,\[\]{}\"'#][^,\[\]{}\"'#\n]*)|\"[^\"]*\"|'[^']*'|\{[^}]*\}|#.*"
    )
    return start, start + len(whole), items.sub(_quote, whole)


def _quote(found: re.Match[str]) -> str:
    item = found["item"]
    return found[0] if item is None else words.interpret("", item.rstrip()).value or found[0]
