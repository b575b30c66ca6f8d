"""The table of mistakes: what is recognised, what is wrong, and the line as it should be."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from cmcct.i18n.messages import Message, SafeText, _
from cmcct.storage import conflict_markers
from cmcct.storage.syntax_errors import intended_values
from cmcct.storage.syntax_errors.intended_values import LISTS, REPEATED
from cmcct.storage.syntax_errors.parser_state import (
    CLOSING,
    CURLY,
    CURLY_SINGLE,
    MAX_LINE_LENGTH,
    ParserState,
    SyntaxFault,
    TextEdit,
    longest,
)

# How the parser's messages begin.
_NO_STATEMENT = ("Expected '='", "Invalid statement")
_AFTER_VALUE = "Expected new"
_OPENING = re.compile("(?<=[\\s=\\[{,])(?:«\\s*|[“„‟＂″‘‚‛‹`´′])")  # noqa: RUF001
_CLOSING = re.compile(f"(?:(?<=\\S)\\s?»|[{CURLY}{CURLY_SINGLE}])(?=[ \\t]*(?:[,\\]}}#;]|$))")
# Where an unclosed text may end, most likely first.
_ENDS = (r"[ \t]+#", r"[ \t]*[\]}][ \t\]},]*(?:#|$)", r"[ \t]*,[ \t]*$", r"[ \t]*$")
_LAST_QUOTE = re.compile(r"[\"'](?=[ \t]*(?:[,;\]})#\n]|\Z))")
_ITEM = re.compile(r"\"[^\"]*\"|'[^']*'|\{[^}]*\}|#.*|(?P<raw>[^\s,\[\]{}\"'#][^,\[\]{}\"'#\n]*)")
_BREAK = re.compile(r"(?<![ \t])[ \t]*\n[ \t]*")
_PAIR = re.compile(r"[\w-]+[ \t]*=")
_STATEMENT = re.compile(
    rf"[ \t]*(?:[\w-]+[ \t]*=(?!=)|\[\[?[ \t]*(?:{'|'.join(intended_values.TABLES)})[ \t]*\])"
)
_SEPARATOR = r"[ \t]*(?:[,;:/|&+]|(?:and|or|y|o|et|ou|en|of)\b)?[ \t]*(?=[\"'{])"
_SEPARATED = re.compile(rf"(\"[^\"\n]*\"|'[^'\n]*'|\{{[^}}\n]*\}}){_SEPARATOR}")
_HEADER = re.compile(r"[\[({<\s]*([\w .-]*?)[\])}>\s]*?(\s*#.*)?")
_NAME = r"""("[^"\n]*"|'[^'\n]*'|[^\s=:"'#,]++(?:[ ]\w++){0,3}?)"""
_OTHER_SIGN = re.compile(_NAME + r"[ \t]*+(==?>|=[=:]|:=|->|:)[ \t]*")
_SEVERAL_WORDS = re.compile(r"(?P<name>[\w \t.'\u2019-]{1,60}?)[ \t]*=[ \t]*")
_WORD = re.compile(r"[^\s=:\"'\[{#,]+")


@dataclass(frozen=True)
class Rule:
    """A mistake: message, how it is recognised, and how it is corrected or what to do instead.

    A pattern matches at `place`, an offset of `ParserState`, around the error, where the innermost
    bracket is one of `inside` and the parser's message begins with `reason`. Its group `wrong`, or
    else all of it, is pointed at; its group `old`, or else `wrong`, is replaced by `fix`, as in
    `re.sub`. Message and hint name the groups. A function yields edits; the first is pointed at.
    Without a `hint`, the rule is about those texts only of which an edit makes a valid line.
    """

    message: Message
    find: str | Callable[[ParserState], Iterator[TextEdit]]
    fix: str | Callable[[re.Match[str]], str] | None = None
    hint: Message | None = None
    place: str = "at"
    inside: str = "x[{"  # x stands for none
    reason: str | tuple[str, ...] = ""

    def __call__(self, state: ParserState) -> SyntaxFault | None:
        """Return the fault, or None if the text has another one."""
        if not state.says(*([self.reason] if isinstance(self.reason, str) else self.reason)):
            return None
        if not isinstance(self.find, str):
            edits = [*self.find(state)]
            return self._report(state, edits[0][:2], {}, edits) if edits else None
        place = getattr(state, self.place)
        if place is None or (state.inside or "x") not in self.inside:
            return None
        match = re.compile(self.find, re.MULTILINE).match(state.text, place)
        if not match or not match.start() <= state.at <= match.end():
            return None
        groups = match.groupdict()
        wrong = "wrong" if "wrong" in groups else 0
        old = "old" if "old" in groups else wrong
        edits = []
        if self.fix is not None:
            new = match.expand(self.fix) if isinstance(self.fix, str) else self.fix(match)
            edits = [(*match.span(old), new)]
        return self._report(state, match.span(wrong), groups, edits)

    def _report(
        self,
        state: ParserState,
        span: tuple[int, int],
        groups: Mapping[str, str],
        edits: Sequence[TextEdit],
    ) -> SyntaxFault | None:
        if self.hint is None and not state.corrected_line(*edits):
            return None
        message, hint = (
            text.with_values(
                **text.values, **{name: groups[name] for name in groups if f"{{{name}}}" in text}
            )
            for text in (self.message, self.hint or self.message)
        )
        return state.fault(*span, message, hint, *edits)


def _join_lines(match: re.Match[str]) -> str:
    return _BREAK.sub(" ", match["wrong"])


def _join_pairs(match: re.Match[str]) -> str:
    pairs = _BREAK.sub(" ", match["pairs"].strip().rstrip(","))
    return f"{{ {pairs} }}"


def _replace_separators(match: re.Match[str]) -> str:
    sign = re.escape(match["wrong"])
    return re.sub(rf"(?<![ \t])[ \t]*{sign}{_NEXT}", ",", match["old"])


def _comment(match: re.Match[str]) -> str:
    text = match["text"][:MAX_LINE_LENGTH].rstrip()
    return "# " + re.sub(r"[ \t]*(?:\*/|-->|\))$", "", text)


def _to_comment(match: re.Match[str]) -> str:
    text = match["wrong"].rstrip()
    return f" # {text}" if re.search(r"\w", text) else ""


def _hyphenate(match: re.Match[str]) -> str:
    return "-".join(re.findall(r"\d+", match[0]))


def _too_many_digits(state: ParserState) -> SyntaxFault | None:
    """Detect a number that Python refuses to read."""
    if not state.says("Exceeds"):
        return None
    message = _("this number has too many digits")
    hint = _("put it in quotes, or write a shorter number")
    return state.fault(*longest("[0-9_]+", state.text), message, hint)


def _conflict_marker(state: ParserState) -> SyntaxFault | None:
    """Detect the conflict markers of an unfinished merge."""
    marker = re.search(r"(?m)^(?:<{7}|>{7}|\|{7})(?= |$).*", state.text)
    marker = marker or re.compile("={7}[ \t]*$", re.MULTILINE).match(state.text, state.line)
    if not marker:
        return None
    return state.fault(*marker.span(), conflict_markers.PROBLEM, conflict_markers.ADVICE)


def _invisible_character(state: ParserState) -> SyntaxFault | None:
    """Detect an invisible character, such as from a web page, Word or an old Mac."""
    char = state.char
    if char.isprintable() or char in "\t\n":
        return None
    # Translators: {name} is the number of the character: U+200B
    message = _(
        "there is an invisible character here ({name})", name=SafeText(f"U+{ord(char):04X}")
    )
    hint = _("delete the character, and type a space if one belongs here")
    if char == "\r":
        hint = _("save the file with Unix line endings (LF)")
    after = state.text[state.at :]
    return state.fault(state.at, state.at + len(after) - len(after.lstrip(char)), message, hint)


def _repeated(state: ParserState) -> SyntaxFault | None:
    """Detect a repeated key, or a header with one bracket and with two."""
    if not state.says("Cannot", "Duplicate inline"):
        return None
    hint = _("keep one of the two")
    if state.is_header:
        name = state.rest(state.start).strip("[ \t").partition("]")[0].strip()
        single = re.search(rf"(?m)^[ \t]*(\[[ \t]*{re.escape(name)}[ \t]*\](?!\]).*)", state.text)
        if name in REPEATED and single:
            # Translators: {header} is a word of the file: focal_point
            message = _("every {header} header needs two brackets", header=name)
            line = single[1].rstrip()
            hint = _("write {words}", words="[" + line.replace("]", "]]", 1))
            return state.fault(single.start(1), single.start(1) + len(line), message, hint)
        message = _("{key} is set twice", key=name)
        return state.fault(state.start, state.line_end(state.start), message, hint)
    key, line_number = state.key, 0
    for start in reversed(state.starts[:-1]):
        if state.text.startswith("[", start) or state.inside:
            break
        if re.compile(rf"[ \t]*[\"']?{re.escape(key)}[\"']?[ \t]*=").match(state.text, start):
            line_number = state.line_number(start)
    message = _("{key} is set twice", key=key)
    if line_number:
        message = _("{key} appears twice in one entry, first on line {line}")
        message = message.with_values(key=key, line=line_number)
        if key == "id":
            hint = _(
                "if a new entry begins here, write [[focal_point]] above it; otherwise keep one id"
            )
        elif key in LISTS:
            hint = _('write all in one list: {key} = ["…", "…"]', key=key)
    return state.fault(state.pair, state.pair + len(key), message, hint)


def _straighten(state: ParserState) -> Iterator[TextEdit]:
    """Replace typographic quotes."""
    start = max(state.line_start(state.at), state.at - MAX_LINE_LENGTH)
    end = min(state.line_end(state.at), state.at + MAX_LINE_LENGTH)
    line = state.text[start:end]
    if places := [match.start() for match in re.finditer(f"[{CURLY}{CURLY_SINGLE}]", line)]:
        outer = _CLOSING.sub('"', _OPENING.sub('"', line))
        after = len(line) - places[-1] - 1  # characters, which stay as they are
        edits = [
            (start + places[0], end - after, outer[places[0] : len(outer) - after]),
            (start, end, re.sub(f"[{CURLY}]", '"', line)),
        ]
        if start + places[0] == state.at or state.corrected_line(*edits):
            yield from edits


def _double_backslash(state: ParserState) -> Iterator[TextEdit]:
    """Write a backslash twice."""
    quote = state.quote or 0
    place = max(quote, state.text.rfind("\\", 0, state.at))
    yield place, place + 1, "\\\\"
    start, end = quote + 1, state.line_end(place)
    yield start, end, state.text[start:end].replace("\\", "\\\\")


def _close_text(state: ParserState) -> Iterator[TextEdit]:
    """Write the missing quote at the end of a text."""
    if state.quote is not None:
        line = state.rest(state.quote)
        for end in _ENDS:
            if match := re.search(end, line[:1000]):
                text = line[: match.start()]
                yield state.quote, state.quote + match.start(), text + line[0]


def _open_table(state: ParserState) -> Iterator[TextEdit]:
    """Write the { before a key in a list, or close an inner list before it."""
    if state.inside != "[" or not _PAIR.match(state.text, state.at):
        return
    *outer, opening = state.brackets
    is_same_line = state.line_start(state.at) <= opening
    if outer and state.text[outer[-1]] == "{" and is_same_line:
        end = state.before + (state.text[state.before] != ",")
        yield end, end, "]"
    line, raw = state.rest(state.at), state.raw(state.at)
    if line.count("}") > line.count("{"):
        yield state.at, state.at + len(raw), f"{{ {raw}"
    elif is_same_line:
        yield state.at, state.at + len(raw), f"{{ {raw} }}"


def _close_list(sign: str, state: ParserState) -> Iterator[TextEdit]:
    """Close a list still open at the next key or header, or at the end of the file."""
    opening = state.brackets[0] if state.brackets and not state.is_header else None
    if opening is None or state.text[opening] != sign:
        return
    start = state.line_start(state.at)
    if not state.text[state.at :].strip():
        start = state.at
    elif start <= opening or not _STATEMENT.match(state.text, start) or start > state.at + 2:
        return
    end = state.line_end(opening)
    if state.solid_end(start) <= end:
        line = state.text[opening:end].rstrip(" \t,")
        yield opening, end, line + _closing(state, start)
    yield opening, opening + 1, sign  # in several lines, nobody knows where it ends


def _closing(state: ParserState, end: int) -> str:
    """Return the brackets that close all those opened before `end`."""
    opened = "".join(state.text[place] for place in reversed(state.brackets) if place < end)
    return opened.translate(CLOSING)


def _correct_bracket(state: ParserState) -> Iterator[TextEdit]:
    """Close a list or inline table with its own bracket."""
    right = state.inside.translate(CLOSING)
    if right and state.char in tuple(")]}>"):
        inserted = (state.at, state.at, f" {right}" if right == "}" else right)
        if right == "}" and state.char == "]":
            yield state.value, state.value, "["
            yield inserted
        yield state.at, state.at + 1, right
        yield inserted


def _insert_commas(state: ParserState) -> Iterator[TextEdit]:
    """Write commas between items or pairs."""
    begins = _PAIR if state.inside == "{" else re.compile("[\"'{[]")
    if state.inside and begins.match(state.text, state.at):
        start = state.value if state.inside == "[" else state.pair
        yield start, state.before + 1, state.text[start : state.before + 1] + ","
        yield start, state.line_end(start), _SEPARATED.sub(r"\1, ", state.rest(start))


def _quote_outside(state: ParserState) -> Iterator[TextEdit]:
    """Quote a text that has quotes inside."""
    start, mark = state.value, state.text[state.value : state.value + 1]
    last = _LAST_QUOTE.search(state.text, state.at, state.line_end(state.at))
    separators = ",;/|&+" if state.key in LISTS else ",;"
    is_next = state.char == mark != state.text[state.at - 1 : state.at]
    if last and last[0] == mark and not (state.char in tuple(separators) or is_next):
        inner = state.text[start + 1 : last.start()]
        if inner[:1] == inner[-1:] == mark:
            inner = inner[1:-1]
        yield start, last.end(), intended_values.quote_toml(inner)


def _close_table(state: ParserState) -> Iterator[TextEdit]:
    """Write the } of an inline table in its line."""
    if state.inside == "{" and state.char in ("", "\n", "#"):
        start, end = state.brackets[-1], state.line_end(state.brackets[-1])
        last = start + len(state.rest(start).rstrip(" \t,"))
        comma = "," if "," in state.text[last:end] else ""
        for ending in ("}" + comma, "}", _closing(state, end)):
            yield start, end, f"{state.text[start:last]} {ending}"


def _write_header(state: ParserState) -> Iterator[TextEdit]:
    """Write the brackets of a header."""
    line = state.rest(state.line).rstrip()
    match = _HEADER.fullmatch(line[:200])
    is_bracketed = line.startswith(tuple("[({<")) or line.endswith("]]")
    if match and is_bracketed and not state.inside:
        name = intended_values.find_table(match[1])
        if name or line[0] == "[":
            header = f"[[{name}]]" if name in REPEATED else f"[{name}]"
            yield state.line, state.line_end(state.line), header + (match[2] or "")


def _write_pair(
    state: ParserState, match: re.Match[str], name: str, key: str
) -> Iterator[TextEdit]:
    raw = state.raw(match.end())
    pair = f"{key} = {intended_values.to_toml(key, raw)}"
    yield match.start(), match.end() + len(raw), pair
    yield match.start(), match.start() + len(name), key


def _replace_sign(state: ParserState) -> Iterator[TextEdit]:
    """Write = between a key and its value."""
    match = _OTHER_SIGN.match(state.text, state.pair)
    if match and match.start(2) <= state.at and not re.match("https?:", match[0]):
        name = match[1].strip("\"'")
        yield from _write_pair(state, match, "", intended_values.find_key(name) or name)


def _write_key(state: ParserState) -> Iterator[TextEdit]:
    """Write a key as one word."""
    if match := _SEVERAL_WORDS.match(state.text, state.pair):
        name = match["name"]
        key = intended_values.find_key(name) or intended_values.to_key(name)
        yield from _write_pair(state, match, name, key)


def _insert_equals(state: ParserState) -> Iterator[TextEdit]:
    """Write = behind a key."""
    match = _WORD.match(state.text, state.pair)
    key = intended_values.find_key(match[0]) if match else ""
    if match and key and (key == match[0] or state.char in tuple("\"'[{")):
        raw = state.raw(state.at)
        pair = f"{key} = {intended_values.to_toml(key, raw)}"
        yield state.pair, max(state.at + len(raw), match.end()), pair


def _guess_key(state: ParserState) -> Iterator[TextEdit]:
    """Write the key of a value in an inline table, or the value alone."""
    if state.inside == "{":
        text = state.raw(state.pair)
        end = state.pair + len(text)
        opening, closing = state.brackets[-1], state.text.find("}", end, state.line_end(end))
        if state.text[opening + 1 : closing].strip() == text:
            yield opening, closing + 1, text
        for key in intended_values.guess_keys(text):
            yield state.pair, end, f"{key} = {text}"
        yield state.pair, end, ""


def _bracket_values(state: ParserState) -> Iterator[TextEdit]:
    """Write [ and ] around several values, or join those of which only one is allowed."""
    rest = re.sub(r"[ \t]#.*", "", state.rest(state.at)).rstrip()
    is_list = state.key in LISTS
    begins = rf"{_SEPARATOR}|[,;]?\s*\[" if is_list else r"[,;]?\s*[\"'\[{]"
    if state.text[state.value : state.value + 1] in tuple("\"'{") and re.match(begins, rest):
        end = state.at + len(rest)
        whole = state.text[state.value : end].rstrip(" ,;]")
        several = "[" + _SEPARATED.sub(r"\1, ", whole) + "]"
        if state.key in intended_values.KNOWN_KEYS and not is_list:
            several = re.sub(r"[\"'][ \t]*+([,;]?)[ \t]*[\"']", r"\1 ", whole)
        yield state.value, end, several


def _no_quotes(state: ParserState) -> SyntaxFault | None:
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
    edits = []
    if state.inside == "[":  # quote all items, as far as they are in one line
        first = max(state.brackets[-1] + 1, state.line_start(start))
        items = state.rest(first)[:1000]
        edits = [(first, first + len(items), _ITEM.sub(_quote_item, items))]
    if meant.value:
        edits.append((start, end, meant.value))
    hint = meant.hint or _("write {words}", words=meant.value)
    if not meant.hint and meant.value[:1] in tuple("\"'["):
        hint = _("write a quote before it and after it")
    return state.fault(start, end, meant.message, hint, *edits)


def _quote_item(item: re.Match[str]) -> str:
    value = intended_values.interpret("", item["raw"].rstrip()).value if item["raw"] else ""
    return value or item[0]


# Parts of patterns: what may follow a list sign, a line that goes on with a text, what may follow
# a separator, a header, a remark.
_STARTS = "(?=[^\\W\\d]|[\"'\\[{“«])"
_PROSE = r"(?![ \t]*(?:[\w-]+[ \t]*=|[\[#\n]|\Z))"
_NEXT = r"(?=[ \t]*(?:[\"'{\]}]|[\w-]+[ \t]*=|$))"
_HEADED = r"(?P<header>\[\[[\w-]+\]\]|\[[\w-]+\](?!\]))"
_COMMENT_SIGN = r"(?://|--|[–—]|/\*|<!--|;(?![ \t]*[\"'{\[])|%)"
_COMMENT_TEXT = r"[ \t]*+(?P<text>(?=[^\n]*?\w)[^\n]*)"
_LIST_SIGN = r"[+>*•◦·▪‣–—~-]|[0-9]+\)"
_REMARK = _("a comment begins with #")
_LIST = _("a list needs [ and ], not {wrong}")
_EXTRA_COMMA = _("extra comma")
_NO_END = _("missing quote at the end of the text")
_NEXT_VALUE = _("a value must begin on the line of its key")
_ALONE = _("begin a new line before it")
_NOT_OPEN = _("unexpected {sign}: no list is open here")
_NO_LIST, _NO_TABLE = (_("missing closing {mark}", mark=SafeText(mark)) for mark in "]}")
_WRITE_LIST, _WRITE_TABLE = (_("write {mark} after the last value", mark=SafeText(m)) for m in "]}")

# Tried in order; the first that holds wins.
RULES: Sequence[Callable[[ParserState], SyntaxFault | None]] = (
    _too_many_digits,
    _conflict_marker,
    _invisible_character,
    _repeated,
    Rule(
        _('curly quotes (“ ”) are not allowed; use straight quotes (")'),
        _straighten,
        hint=_('replace each curly quote with a straight quote (")'),
    ),
    Rule(
        _("a backslash in a text must be written twice"),
        _double_backslash,
        hint=_("write \\\\ instead of \\"),
        reason=("Unescaped", "Invalid hex", "Escaped"),
    ),
    Rule(
        _("missing closing {mark}"),
        r"(?P<wrong>(?P<mark>([\"'])\3\3))(?s:.*)",
        r"\3",
        _("write {mark} where the text ends"),
        place="quote",
    ),
    Rule(
        _("text in quotes cannot continue on the next line"),
        rf"(?P<wrong>([\"'])[^\n]*+(?:\n{_PROSE}[^\n]*+){{0,8}}?"
        rf"\n{_PROSE}(?:(?!\2)[^\n])++\2[ \t\],}}]*$)",
        _join_lines,
        _("write it on one line"),
        place="quote",
    ),
    Rule(_NO_END, _close_text, hint=_("write a quote before it and after it")),
    Rule(_("missing { before this"), _open_table),
    Rule(_NO_LIST, partial(_close_list, "["), hint=_WRITE_LIST),
    Rule(_NO_TABLE, partial(_close_list, "{"), hint=_WRITE_TABLE),
    Rule(
        _NO_END,
        r"(?P<wrong>(?P<mark>[\"'])(?:(?!(?P=mark))[^\n])*?)[ \t\]}]{0,9},"
        r"(?:[ \t{\[]|[\w-]+[ \t]*=|(?:true|false)[ \t]*,)*+(?P=mark)[ \t\n]*",
        r"\g<wrong>\g<mark>",
        place="value",
        inside="[{",
    ),
    Rule(_("this bracket closes another one"), _correct_bracket, reason="Unclosed"),
    Rule(
        _LIST,
        r"(?P<old>(?P<wrong>\()(?=[^\n()]*?[\"',])(?P<items>[^\n()\]]*+)[)\]]?)",
        r"[\g<items>]",
        _("write [ before it and ] after it"),
        reason="Invalid value",
    ),
    Rule(
        _LIST,
        r"(?:(?<==)|(?<== ))(?P<old>(?P<wrong>\{)(?P<items>[ \t]*[\"'][^\n{}=]*)\})",
        r"[\g<items>]",
        place="bracket",
        inside="{",
    ),
    Rule(
        _("list items must be separated by commas, not {wrong}"),
        r"[^\n](?P<old>[ \t]*(?P<wrong>[;:/|&+.]|(?:and|or|y|o|et|ou|en|of)\b)"
        rf"{_NEXT}[^\n]*)",
        _replace_separators,
        place="before",
        reason="Unclosed",
    ),
    Rule(_("missing comma after this"), _insert_commas, reason="Unclosed"),
    Rule(
        _("{key} must be on its own line"),
        r"(?P<key>[\w-]+(?=[ \t]*=)|\[\[?[ \t]*\w+[ \t]*\]\]?)",
        hint=_ALONE,
        reason=_AFTER_VALUE,
    ),
    Rule(
        _("quotes inside the text end it too early"),
        _quote_outside,
        reason=(_AFTER_VALUE, "Unclosed"),
    ),
    Rule(_EXTRA_COMMA, ",", "", inside="[", reason="Invalid value"),
    Rule(_EXTRA_COMMA, r"(?P<wrong>,)[ \t]*\}", "", place="before"),
    Rule(
        _("text between { and } must be on one line"),
        r"\{(?P<pairs>(?:[^{}\n]*+\n(?!\[|[ \t]*$)){1,30}[^{}\n]*+)\}",
        _join_pairs,
        _("write it on one line"),
        place="bracket",
        inside="{",
    ),
    Rule(_NO_TABLE, _close_table, hint=_WRITE_TABLE),
    Rule(
        _("a line cannot begin with {sign}"),
        rf"(?P<old>(?P<wrong>(?P<sign>{_LIST_SIGN}))[ \t]*+){_STARTS}",
        "",
        _("delete the {sign}"),
        place="line",
    ),
    Rule(
        _("this date has long dashes instead of hyphens"),
        "(?!\\d+-\\d+-)\\d{4}(?:[-\u2010-\u2015\u2212]\\d\\d){2}",
        _hyphenate,
        place="value",
    ),
    Rule(_REMARK, _COMMENT_SIGN + _COMMENT_TEXT, _comment, place="line"),
    Rule(_REMARK, rf"(?:{_COMMENT_SIGN}|\(){_COMMENT_TEXT}", _comment, reason=_AFTER_VALUE),
    Rule(
        _REMARK,
        rf"{_COMMENT_SIGN}(?![^\n]*[\]}}\"']){_COMMENT_TEXT}",
        _comment,
        _("put # before it"),
        inside="[{",
    ),
    Rule(
        _("extra bracket"),
        rf"{_HEADED}[ \t]*(?P<wrong>[\])}}>]+)[ \t]*(?:#[^\n]*)?$",
        "",
        place="line",
    ),
    Rule(
        _("nothing may follow {header} on its line"),
        rf"{_HEADED}(?P<old>[ \t]*(?P<wrong>[^\s#=][^\n=]*)$)",
        _to_comment,
        place="line",
    ),
    Rule(
        _("the brackets of this header are wrong"),
        _write_header,
        # Translators: [directory] stands in the file once
        hint=_("write [[focal_point]] above each entry, and [directory] once"),
    ),
    Rule(
        _NOT_OPEN,
        r"(?P<sign>[\])}])",
        hint=_("delete the {sign}"),
        place="line",
        reason="Invalid statement",
    ),
    Rule(_("key and value must be separated by ="), _replace_sign),
    Rule(
        _("a key is one word in lower case without accents, with _ for spaces"),
        _write_key,
        reason=("Expected '='", "Invalid initial", "Invalid statement"),
    ),
    Rule(_("key and value must be separated by ="), _insert_equals, reason="Expected '='"),
    Rule(
        _("every value between { and } needs a key and ="),
        _guess_key,
        # Translators: write it as in this example
        hint=_('write it like { number = "…", type = "mobile" }'),
        reason=("Invalid initial", "Expected '='"),
    ),
    Rule(
        _("this line has no key and no ="),
        "[^\n]*",
        hint=_(
            'put it in quotes after a key, as in notes = "…", or after a # as a comment, or '
            "delete it"
        ),
        place="line",
        inside="x",
        reason=_NO_STATEMENT,
    ),
    Rule(
        _NEXT_VALUE,
        r"(?P<key>[\w.-]+)[ \t]*=[ \t]*\n[ \t\n]*(?P<next>(?:[\"']|\[(?![\[\w]))[^\n]*)",
        r"\g<key> = \g<next>",
        _("write it after the ="),
        place="pair",
        reason="Invalid value",
    ),
    Rule(
        _("there is no value after the ="),
        r"(?=[\n#,\];}]|\Z)",
        hint=_("write a value, or remove the key"),
        inside="x{",
        reason="Invalid value",
    ),
    Rule(_("several values must be inside [ and ]"), _bracket_values, reason=_AFTER_VALUE),
    Rule(
        _NOT_OPEN.with_values(sign=SafeText("]")),
        r"(?P<old>(?P<value>[\"'{][^\n]*?)(?<!\])(?P<wrong>\]++))(?=[ \t]*(?:#|$))",
        r"[\g<value>]",
        place="value",
        reason=_AFTER_VALUE,
    ),
    Rule(
        _("the line must not end with {sign}"),
        r"(?P<sign>[,;.)\]}>])[,;.)\]}>]*(?=[ \t]*(?:#|$))",
        "",
        _("delete the {sign}"),
        reason=_AFTER_VALUE,
    ),
    Rule(
        _("unexpected text after the value"),
        r"(?P<mark>[\"'])(?P<text>(?:(?!(?P=mark))[^\n])*)(?P=mark)"
        r"(?P<more>[ \t]*\w[^\n,\]}#]*?)(?=[ \t]*(?:[,\]}#]|$))",
        r"\g<mark>\g<text>\g<more>\g<mark>",
        place="value",
    ),
    _no_quotes,
    # What the parser says, in plain words.
    Rule(
        _("unexpected text after the value"),
        "[^\n]*",
        hint=_("move it inside the quotes or after a #, or delete it"),
        reason=_AFTER_VALUE,
    ),
    Rule(_("not a valid value"), "[^\n]*", hint=_("put text in quotes"), reason="Invalid value"),
    Rule(
        _("missing comma or closing bracket"),
        "[^\n]*",
        hint=_("put , between items, and ] or } at the end"),
        reason="Unclosed",
    ),
    Rule(
        _("this line cannot be read"),
        "[^\n]*",
        hint=_("compare it with the same line of another entry"),
    ),
)
