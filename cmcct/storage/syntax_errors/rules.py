"""The table of mistakes: what is recognised, what is wrong, and the line as it should be."""

import re
from collections.abc import Callable, Mapping, Sequence

from cmcct.i18n.messages import Message, SafeText, _
from cmcct.storage import conflict_markers
from cmcct.storage.syntax_errors import intended_values, parser_state
from cmcct.storage.syntax_errors.intended_values import KNOWN_KEYS, LISTS, REPEATED, TABLES
from cmcct.storage.syntax_errors.parser_state import CURLY, CURLY_SINGLE, ParserState, SyntaxFault

_MAX_LENGTH = 400  # characters of a line that is corrected
# How the parser's messages begin that a line is no statement.
_NO_STATEMENT = ("Expected '='", "Invalid initial", "Invalid statement")
_STRING, _PAIR = r"(?:\"[^\"\n]*\"|'[^'\n]*')", r"[\w-]+[ \t]*="
_OPENING = re.compile("(?<=[\\s=\\[{,])(?:«\\s*|[“„‟＂″‘‚‛‹`´′])")  # noqa: RUF001
_CLOSING = re.compile(f"(?:(?<=\\S)\\s?»|[{CURLY}{CURLY_SINGLE}])(?=[ \\t]*(?:[,\\]}}#;]|$))")
_STATEMENT = re.compile(rf"[ \t]*(?:{_PAIR}(?!=)|\[\[?[ \t]*(?:{'|'.join(TABLES)})[ \t]*\])")
_HEADER = re.compile(rf"\n[ \t]*\[\[?[ \t]*(?:{'|'.join(TABLES)})[ \t]*\]")
_AND = r"(?:[,;:/|&+.]|(?<=[ \t])(?:and|or|y|o|et|ou|en|of)(?=[ \t]))"
_VALUE = rf"(?:{_STRING}|\{{[^}}\n]*\}})"
_ITEMS = rf"{_VALUE}(?:[ \t]*{_AND}?[ \t]*{_VALUE})+"
_PROSE = r"(?![ \t]*(?:[\w-]+[ \t]*=|[\[#\n]|\Z))"  # a line that goes on with a text
_REMARK = (
    r"(?:(?:^|(?<=[ \t]))(?://|--|[–—]|/\*|<!--|;(?![ \t]*[\"'{\[])|%)|(?<=[\"'\]}][ ])\()[ \t]*"
)
_NAME = rf"(?P<name>{_STRING}|[^\s=:\"'#,\[\]{{}}]++(?:[ ]\w++){{0,3}}?)"
_WRONG_HEADER = (
    r"^(?=[\[({<]|[\w .-]*\]\])[\[({<\s]*+(?P<name>(?:\w(?:[\w .-]*\w)?)?)(?:[ \t]*[\])}>])*+"
    r"(?P<more>\s*#.*)?$"
)
_RAW = r"[ \t]*+(?P<raw>(?![=:]).*)$"
_LIST_SIGN, _DASH = r"[+>*•◦·▪‣–—~-]|[0-9]+\)", "[-\u2010-\u2015\u2212]"
_LONG_DASHES = rf"(\d{{4}}){_DASH}(\d\d){_DASH}(\d\d)"
_END = r"(?=[ \t]*(?:[,;\]})#]|$))"
_INNER = (  # a text with quotes inside
    r"(?:(?<=[=\[{,])|(?<=[=\[{,] ))(?P<mark>[\"'])(?P<inner>(?:(?!(?P=mark)).)*(?P=mark)"
    rf"(?!{_END}|[ \t]*{_PAIR}).*?)(?P=mark){_END}"
)
_ITEM = re.compile(r"\"[^\"]*\"|'[^']*'|\{[^}]*\}|#.*|(?P<raw>[^\s,\[\]{}\"'#][^,\[\]{}\"'#\n]*)")
# The end of a value by the innermost bracket.
_VALUE_END = {"[": r"[,\]]|(?<=\s)#", "{": r"[,}]|(?<=\s)#", "": r"(?<=\s)#|^#"}
# Values on several lines that must be on one: a text, and a table.
_SEVERAL_LINES: Mapping[str, Message] = {
    rf"([\"'])[^\n]*+(?:\n{_PROSE}[^\n]*+){{0,8}}?\n{_PROSE}(?:(?!\1)[^\n])++\1[ \t\],}}]*$": _(
        "text in quotes cannot continue on the next line"
    ),
    r"\{(?:[^{}\n]*+\n(?!\[|[ \t]*$)){1,30}[^{}\n]*+\}": _(
        "text between { and } must be on one line"
    ),
}
Correction = tuple[Message, str, str | Callable[[re.Match[str]], Sequence[str]]]


def find_fault(state: ParserState) -> SyntaxFault:
    """Return the fault of a text that the parser rejected."""
    detected = (detect(state) for detect in _DETECTED)
    if fault := next(filter(None, detected), None):
        return fault
    start, end = state.bounds(state.at)
    is_statement = state.reason.startswith(_NO_STATEMENT)
    reasons = (texts for reason, texts in _EXPLANATIONS.items() if state.reason.startswith(reason))
    message, hint = next(reasons)
    if state.quote is not None and state.reason.startswith(("Unterminated", "Expected")):
        return state.fault(state.quote, state.quote + 3, _NO_END, _END_TEXT)
    if state.char in (*CURLY, *CURLY_SINGLE):
        message, hint = _CURLY, _('replace each curly quote with a straight quote (")')
    elif is_statement and state.inside == "{":
        message, hint = _NO_KEY, _write(SafeText('{ number = "…", type = "mobile" }'))
    return state.fault(start if is_statement else state.at, end, message, hint)


def _correct(state: ParserState) -> SyntaxFault | None:
    """Return the fault of a line that one of `CORRECTIONS` makes valid, once or wherever it may."""
    start, end = state.bounds(state.place)
    line = state.text[start:end]
    for message, pattern, new in CORRECTIONS if len(line) <= _MAX_LENGTH else ():
        for match in re.finditer(pattern, line):
            texts = [match.expand(new)] if isinstance(new, str) else new(match)
            lines = [line[: match.start()] + text + line[match.end() :] for text in texts]
            lines += [re.sub(pattern, new, line)] if isinstance(new, str) else []
            for corrected in (each.strip(" \t") for each in lines if each != line):
                if state.is_valid(start, end, corrected):
                    first, last = match.span("wrong" if "wrong" in match.groupdict() else 0)
                    if first == last:  # something is missing after a value, or before one
                        first -= len(re.split(r"[=\[{,]", line[:first])[-1].lstrip())
                    if first == last:
                        last += len(re.split(r"[,\]}#]", line[last:])[0].rstrip())
                    groups = match.groupdict().items()
                    named = {key: text for key, text in groups if f"{{{key}}}" in message}
                    text = message.with_values(**message.values, **named)
                    return state.fault(start + first, start + last, text, _write(corrected))
    return None


def _write(line: str) -> Message:
    return _("write {words}", words=line)


# Faults of more than a line.


def _too_many_digits(state: ParserState) -> SyntaxFault | None:
    """Detect a number that Python refuses to read."""
    if not state.reason.startswith("Exceeds"):
        return None
    digits = max(re.finditer("[0-9_]+|$", state.text), key=lambda match: len(match[0]))
    message = _("this number has too many digits")
    return state.fault(*digits.span(), message, _("put it in quotes, or write a shorter number"))


def _conflict_marker(state: ParserState) -> SyntaxFault | None:
    """Detect the conflict markers of an unfinished merge."""
    marker = re.search(r"(?m)^(?:<{7}|>{7}|\|{7})(?= |$).*", state.text)
    at_error = re.compile("={7}[ \t]*$", re.MULTILINE).match(state.text, state.bounds(state.at)[0])
    if not (place := marker or at_error):
        return None
    return state.fault(*place.span(), conflict_markers.PROBLEM, conflict_markers.ADVICE)


def _invisible_character(state: ParserState) -> SyntaxFault | None:
    """Detect an invisible character, such as from a web page, Word or an old Mac."""
    if state.char.isprintable() or state.char in "\t\n":
        return None
    name = SafeText(f"U+{ord(state.char):04X}")
    # Translators: {name} is the number of the character: U+200B
    message = _("there is an invisible character here ({name})", name=name)
    hint = _("delete the character, and type a space if one belongs here")
    if state.char == "\r":
        hint = _("save the file with Unix line endings (LF)")
    return state.fault(state.at, state.at + 1, message, hint)


def _repeated(state: ParserState) -> SyntaxFault | None:
    """Detect a repeated key, or a header with one bracket and with two."""
    if not state.reason.startswith(("Cannot", "Duplicate inline")):
        return None
    text, (start, end) = state.text, state.bounds(state.start)
    if re.match(r"\[[^\[\]\n]+(?:\]\]|$)", text[start:end]):
        return None  # a wrong header
    name = re.split(r"[ \t]*[=\]]", text[start:end].strip("[ \t"))[0]
    if state.reason.startswith("Duplicate inline"):
        name = state.reason.split("'")[1]
        start = max(start, text.rfind(name, start, state.at))
    single = re.search(rf"(?m)^[ \t]*(\[[ \t]*{re.escape(name)}[ \t]*\](?!\]).*)", text)
    if text.startswith("[", start) and name in REPEATED and single:
        # Translators: {header} is a word of the file: focal_point
        message = _("every {header} header needs double brackets", header=name)
        return state.fault(*single.span(1), message, _write("[" + single[1].replace("]", "]]", 1)))
    above = text[:start].rpartition("\n[")[2]
    earlier = re.search(rf"(?m)^[ \t]*[\"']?{re.escape(name)}[\"']?[ \t]*=", above)
    message, hint = _("{key} is set twice", key=name), _("keep one of the two")
    if earlier and start == state.start and not text.startswith("[", start):
        number = text.count("\n", 0, start - len(above) + earlier.start()) + 1
        message = _("{key} appears twice, first on line {line}")
        message = message.with_values(key=name, line=number)
        if name == "id":
            hint = _(
                "if a new entry begins here, write [[focal_point]] above it; otherwise keep one id"
            )
    last = end if text.startswith("[", start) else start + len(name)
    return state.fault(start, last, message, hint)


def _several_lines(state: ParserState) -> SyntaxFault | None:
    """Detect a value on several lines that must be on one."""
    places = state.quote, state.brackets[-1] if state.brackets else None
    for place, (pattern, message) in zip(places, _SEVERAL_LINES.items(), strict=True):
        match = place is not None and re.compile(pattern, re.MULTILINE).match(state.text, place)
        if match and match.start() <= state.at <= match.end():
            start, end = state.bounds(match.start())[0], state.bounds(match.end())[1]
            line = re.sub(r"(?<![ \t])[ \t]*\n[ \t]*", " ", state.text[start:end])
            line = re.sub(r",[ \t]*(?=\})", " ", line)
            hint = _write(line) if state.is_valid(start, end, line) else _("write it on one line")
            return state.fault(*match.span(), message, hint)
    return None


def _unclosed(state: ParserState) -> SyntaxFault | None:
    """Detect a list or table still open at the next key or header, or at the end of the file."""
    start = state.text.rfind("\n", 0, state.at) + 1
    is_over = not state.text[state.at :].strip()
    brackets = [place for place in state.brackets if place < start or is_over]
    if not brackets or state.quote is not None or state.text.startswith("[", state.start):
        return None
    (first, end), rest = state.bounds(brackets[0]), state.text[slice(*state.bounds(state.at))]
    is_next = _STATEMENT.match(state.text, start) and state.at <= start + 2
    if not is_over and not (is_next and rest.count("}") <= rest.count("{")):
        return None
    signs = "".join({"[": "]", "{": " }"}[state.text[place]] for place in reversed(brackets))
    line = state.text[first:end].rstrip(" \t,") + signs
    message, mark = (_NO_TABLE, "}") if signs[0] == " " else (_NO_LIST, "]")
    hint = _("write {mark} after the last value", mark=SafeText(mark))
    is_all = not re.sub(r"#[^\n]*|\s", "", state.text[end:start])  # the list is one line
    if is_all and state.is_valid(first, end, line):
        return state.fault(brackets[0], end, message, _write(line))
    return state.fault(brackets[0], brackets[0] + 1, message, hint)


def _missing_comma(state: ParserState) -> SyntaxFault | None:
    """Detect a missing comma at the end of the line before."""
    start, end = state.bounds(len(state.text[: state.bounds(state.at)[0]].rstrip()))
    values, comment = re.split(r"(?=[ \t]*(?:#[^\"']*)?$)", state.text[start:end], maxsplit=1)
    line = f"{values},{comment}"
    is_item = state.reason.startswith("Unclosed array") and state.char in tuple("\"'{[")
    if not is_item or end > state.at or not state.is_valid(start, end, line):
        return None
    return state.fault(start, start + len(values), _MISSING_COMMA, _write(line))


def _swallowed(state: ParserState) -> SyntaxFault | None:
    """Detect a text of several lines without an end: it goes on over the header of a table."""
    tokens = parser_state.TOKEN.finditer(state.text, 0, state.at)
    texts = [token for token in tokens if token[0].startswith(('"""', "'''"))]
    start = texts[-1].start() if texts and _HEADER.search(texts[-1][0]) else None
    return None if start is None else state.fault(start, start + 3, _NO_END, _END_TEXT)


def _unquoted(state: ParserState) -> SyntaxFault | None:
    """Detect an unquoted text, or an invalid number, date or boolean."""
    (start, end), inside = state.bounds(state.at), state.inside
    line, at = state.text[start:end], state.at - start
    masked = re.sub(_STRING, lambda text: "_" * len(text[0]), line[:at])
    key = (["", *re.findall(r"(?<![\w-])([\w-]++)[ \t]*=", masked)])[-1] if inside != "[" else ""
    delimited = re.match(r"[^=]*=" if not inside else r".*[=\[{,]", masked)
    first = delimited.end() if delimited else 0
    first += len(line[first:]) - len(line[first:].lstrip())
    raw = re.split(_VALUE_END[inside], line[first:], maxsplit=1)[0].rstrip(" \t,;")
    has_none = not raw or raw[0] in ",;])}"
    if state.reason.startswith("Invalid value") and has_none and inside != "[":
        hint = _("write a value, or remove the key")
        return state.fault(state.at, state.at, _("there is no value after the ="), hint)
    is_value = (delimited or inside) and not state.text.startswith("[", state.start)
    is_list = raw[:1] == "(" and raw[-1:] == ")"
    if not is_value or is_list or not raw or raw[0] in "\"'[{=:)]}," + CURLY:
        return None
    meant = intended_values.interpret(key, raw)
    written = [line[:first] + meant.value + line[first + len(raw) :]] if meant.value else []
    if inside == "[":  # quote all items, as far as they are in one line
        opening = max(state.brackets[-1] + 1 - start, 0)
        written.insert(0, line[:opening] + _ITEM.sub(_quote_item, line[opening:][:1000]))
    valid = (line for line in written if state.is_valid(start, end, line))
    hint = meant.hint
    if corrected := next(valid, ""):
        hint = _write(corrected)
    return state.fault(start + first, start + first + len(raw), meant.message, hint)


def _quote_item(item: re.Match[str]) -> str:
    value = intended_values.interpret("", item["raw"].rstrip()).value if item["raw"] else ""
    return value or item[0]


# What is written instead of a match.


def _straighten(match: re.Match[str]) -> Sequence[str]:
    return _straighten_outer(match[0]), re.sub(f"[{CURLY}]", '"', match[0])


def _straighten_outer(text: str) -> str:
    return _CLOSING.sub('"', _OPENING.sub('"', text))


def _odd_quotes(match: re.Match[str]) -> Sequence[str]:
    return [mark for mark in "\"'" if match.string.count(mark) % 2]


def _requote(match: re.Match[str]) -> Sequence[str]:
    inner, mark = match["inner"], match["mark"]
    inner = inner[1:-1] if inner[:1] == inner[-1:] == mark else inner
    return [intended_values.quote_toml(inner)]


def _join_values(match: re.Match[str]) -> Sequence[str]:
    """Write [ and ] around several values, or join those of which only one is allowed."""
    values, key = match["wrong"], match["key"]
    if key in KNOWN_KEYS and key not in LISTS:
        return [f"{key} = " + re.sub(r"[\"'][ \t]*([,;]?)[ \t]*[\"']", r"\1 ", values)]
    return [f"{key} = [{', '.join(re.findall(_VALUE, values))}]"]


def _comment(match: re.Match[str]) -> Sequence[str]:
    return ["# " + re.sub(r"[ \t]*(?:\*/|-->|\))$", "", match["text"].rstrip())]


def _write_header(match: re.Match[str]) -> Sequence[str]:
    name = intended_values.find_table(match["name"])
    return [(f"[[{name}]]" if name in REPEATED else f"[{name}]") + (match["more"] or "")]


def _write_key(match: re.Match[str]) -> Sequence[str]:
    word = match["wrong"]
    return [f" {intended_values.find_key(word) or intended_values.to_key(word)}"]


def _write_pair(match: re.Match[str]) -> Sequence[str]:
    name, raw = match["name"].strip("\"'"), match["raw"]
    raw, *comment = re.split(r"(?=[ \t]#)", raw, maxsplit=1)
    key = intended_values.find_key(name)
    is_value = key and (key == name or raw[:1] in tuple("\"'[{"))
    if (not match["sign"] and not is_value) or (
        match["sign"] == "=" and re.fullmatch(r"[\w-]+", name, re.ASCII)
    ):
        return []
    key = key or intended_values.to_key(name)
    values = [intended_values.to_toml(key, raw), raw]
    if raw[:1] in tuple("\"'[{" + CURLY + CURLY_SINGLE):
        values.insert(0, intended_values.to_toml(key, _straighten_outer(f"={raw}")[1:]))
    if raw[:1] in {"'", '"'} and raw.count(raw[0]) == 1:
        values.append(f"{raw}{raw[0]}")
    return [f"{key} = {value}{''.join(comment)}" for value in values]


# Where a value ends, and where one begins.
_END_OF_VALUE = r"(?<=[^\s,=\[{])(?=[ \t]*(?:[,\]}]|$)|[ \t]+#)"
_BEGIN_OF_VALUE = r"(?:(?<=[=\[{,])|(?<=[=\[{,][ ])|^)(?=[^\s,;:=\]}#])"
_NO_END, _NO_BEGIN = _("missing quote at the end of the text"), _("missing quote before the text")
_END_TEXT = _("write the same quotes where the text ends")
_NO_LIST, _NO_TABLE = (_("missing closing {mark}", mark=SafeText(mark)) for mark in "]}")
_NOT_OPEN = _("unexpected {sign}: no list is open here", sign=SafeText("]"))
_NO_BRACE = _("missing { before this")
_MISSING_COMMA, _EXTRA_COMMA = _("missing comma after this"), _("extra comma")
_CURLY = _('curly quotes (“ ”) are not allowed; use straight quotes (")')
_BACKSLASH = _("a backslash in a text must be written twice")
_SIGN_BEFORE = _("a line cannot begin with {sign}")
_ALL_IN_LIST = _("several values must be inside [ and ]")
_BAD_LIST, _CLOSES = _("a list needs [ and ], not {wrong}"), _("this bracket closes another one")
_NO_COMMA = _("list items must be separated by commas, not {wrong}")
_AFTER_VALUE = _("unexpected text after the value")
_BAD_KEY = _("a key is one word in lower case without accents, with _ for spaces")
_NOT_EQUALS = _("key and value must be separated by =")
_NO_KEY = _("every value between { and } needs a key and =")

# Tried in order: the first that makes the line valid wins.
CORRECTIONS: Sequence[Correction] = (
    (_CURLY, rf".*?(?P<wrong>[{CURLY}{CURLY_SINGLE}].*)", _straighten),
    (_BACKSLASH, r"\\", r"\\\\"),
    (_SIGN_BEFORE, rf"^(?P<wrong>(?P<sign>{_LIST_SIGN}))[ \t]*(?=[^\W\d]|[\"'\[{{“«])", ""),
    (_("the brackets of this header are wrong"), _WRONG_HEADER, _write_header),
    (_ALL_IN_LIST, rf"^(?P<key>[\w-]+)[ \t]*=[ \t]*(?P<wrong>{_ITEMS})[ \t,;]*\]?", _join_values),
    (_NO_END, _END_OF_VALUE, _odd_quotes),
    (_NO_BEGIN, _BEGIN_OF_VALUE, _odd_quotes),
    (_NOT_OPEN, r"(?<==[ ])(?=[\"'{])", "["),
    (_NO_BRACE, rf"(?<=\[)(?={_PAIR})|^(?={_PAIR})", "{ "),
    (_NO_BRACE, rf"(?<=\[)({_PAIR}[^\[\]{{}}]*?)(?=\])", r"{ \1 }"),
    (_("the line must not end with {sign}"), r"(?P<sign>[,;:.)\]}>])(?=[ \t]*(?:#|$))", ""),
    (_EXTRA_COMMA, r",(?=[ \t]*[,}])|(?<=[\[{])[ \t]*,[ \t]*", ""),
    (_CLOSES, r"[)\]}>]", lambda _match: "]}"),
    (_NO_LIST, _END_OF_VALUE, "]"),
    (_NO_TABLE, r"[ \t,]*(?=\])|[ \t,]*$", lambda _match: (" }", " },", " }]")),
    (_BAD_LIST, r"(?<==)[ \t]*(?P<wrong>[({])([ \t]*[\"'][^\n()={}\]]*)[)\]}]?", r" [\2]"),
    (_NO_COMMA, rf"(?<=[\"'}}])[ \t]*(?P<wrong>(?!,){_AND})[ \t]*(?=[\"'{{\]])", ", "),
    (_MISSING_COMMA, rf"(?<=[\"'}}\]el])(?P<wrong>)[ \t]+(?=[\"'{{]|{_PAIR})", ", "),
    (_("quotes inside the text end it too early"), _INNER, _requote),
    (_("this date has long dashes instead of hyphens"), _LONG_DASHES, r"\1-\2-\3"),
    (_("a comment begins with #"), rf"{_REMARK}(?P<text>(?=.*\w).*)$", _comment),
    (_NOT_EQUALS, rf"^{_NAME}[ \t]*(?P<sign>==?>|=[=:]|:=|->|:)(?!//){_RAW}", _write_pair),
    (_NOT_EQUALS, r"(?<=[{,])([ \t]*[\w-]+)[ \t]*:", r"\1 ="),
    (_BAD_KEY, r"(?<=[{,])[ \t]*(?P<wrong>[^\W\d]\w*)(?=[ \t]*=)", _write_key),
    (_BAD_KEY, rf"^(?P<name>[\w \t.'\u2019-]{{1,60}}?)[ \t]*(?P<sign>=){_RAW}", _write_pair),
    (_NOT_EQUALS, rf"^(?P<name>[^\s=:\"'\[{{#,]+)(?P<sign>){_RAW}", _write_pair),
    (_NO_KEY, rf"\{{[ \t]*({_STRING})[ \t]*\}}", r"\1"),
    (
        _NO_KEY,
        rf"(\{{[ \t]*{_PAIR})([^,{{}}]*),[ \t]*(\"[+\d][\d ()./-]+\")[ \t]*\}}",
        r"\1\2 }, \1 \3 }",
    ),
    (_AFTER_VALUE, rf"([\"'])((?:(?!\1).)*)\1([ \t]*\w[^,\]}}#]*?){_END}", r"\1\2\3\1"),
)
_DETECTED = (
    *(_too_many_digits, _conflict_marker, _swallowed, _invisible_character, _repeated),
    *(_several_lines, _unclosed, _missing_comma, _correct, _unquoted),
)
# What is left: the parser's messages in plain words, and what to do.
_EXPLANATIONS: Mapping[str | tuple[str, ...], tuple[Message, Message]] = {
    ("Unescaped", "Invalid hex", "Escaped"): (_BACKSLASH, _("write \\\\ instead of \\")),
    _NO_STATEMENT: (
        _("this line has no key and no ="),
        _('put it in quotes after a key: notes = "…", or after a # as a comment, or delete it'),
    ),
    "Expected new": (
        _AFTER_VALUE,
        _("begin a new line before it, move it inside the quotes or after a #, or delete it"),
    ),
    "Invalid value": (
        _("not a valid value"),
        _("put text in quotes"),
    ),
    "Unclosed": (
        _("missing comma or closing bracket"),
        _("put , between items, and ] or } at the end"),
    ),
    "": (_("this line cannot be read"), _("compare it with the same line of another entry")),
}
