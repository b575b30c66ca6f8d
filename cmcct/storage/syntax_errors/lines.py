"""Mistakes in whole lines: pasted text, comments, headers, keys without `=`."""

import re
import unicodedata

from cmcct.i18n.messages import Message, SafeText, _
from cmcct.storage.syntax_errors import intended_values
from cmcct.storage.syntax_errors.parser_state import (
    MAX_LINE_LENGTH,
    ParserState,
    SyntaxFault,
    past_spaces,
)

_CONFLICT_MARKER = re.compile(r"^(?:<{7}|>{7}|\|{7})(?= |$).*", re.MULTILINE)
_COMPARED = re.compile(r"@@ |diff --git |(?:---|\+\+\+) [ab]/|index [0-9a-f]{7,}\.\.")
_SIGN = re.compile(r"(?:[-+•*◦·▪‣–—>~]|[0-9]+\))[ \t]*+(?=[^\W\d]|[\"'\[{“«])")  # noqa: RUF001
_BULLET = _("the line begins with {sign}, as in a list")
_SIGNS = {
    "+": _("the line begins with {sign}, as in a comparison of two versions"),
    "-": _("the line begins with {sign}, as in a list, or in a comparison of two versions"),
    ">": _("the line begins with {sign}, as in an answer to an e-mail"),
}
_DASHED = re.compile("\\d{4}(?:[-\u2010-\u2015\u2212]\\d\\d){2}")
_REMARK = re.compile(r"(?://|--|[–—]|/\*|<!--|;|%|\()[ \t]*+([^\n]*)")  # noqa: RUF001
_HEADER = re.compile(r"[\[({<\s]*([\w .-]*?)[\])}>\s]*(?:#.*)?")
_NAME = r"""("[^"\n]*"|'[^'\n]*'|[^\s=:"'#,]++(?:[ ]\w++){0,3}?)"""
_PAIR = re.compile(_NAME + r"[ \t]*+(==?>|=[=:]|:=|->|[:=])")
_WORD = re.compile(r"[^\s=:\"'\[{#,]+")


def conflict_marker(state: ParserState) -> SyntaxFault | None:
    """Detect the conflict markers of an unfinished merge."""
    found = _CONFLICT_MARKER.search(state.text)
    start, end = found.span() if found else (state.at, state.line_end(state.at))
    if not found and not re.fullmatch("={7}", state.line(state.at)):
        return None
    message = _("a merge is not finished: the two versions of some lines stand one below the other")
    hint = _(
        "keep the right lines of the two, and delete the lines with <<<<<<<, ======= and >>>>>>>"
    )
    return state.fault(start, end, message, hint)


def invisible(state: ParserState) -> SyntaxFault | None:
    """Detect an invisible character, such as from a web page, Word or an old Mac."""
    char = state.char
    if not char or char in " \t\n" or unicodedata.category(char)[0] not in "CZ":
        return None
    end = state.at + 1
    while state.text[end : end + 1] == char:
        end += 1
    return state.fault(state.at, end, *(_old_line_end(state) if char == "\r" else _unseen(char)))


def _old_line_end(state: ParserState) -> tuple[Message, Message]:
    """Return message and hint for a CR line end."""
    if state.text.count("\r") >= state.text.count("\n"):
        return _("the lines end as on old Macs"), _('save the file with "Unix" line ends')
    hint = _("delete the end of the line, and press Enter")
    return _("a line ends as on old Macs"), hint


def _unseen(char: str) -> tuple[Message, Message]:
    """Return message and hint for any other invisible character."""
    name = SafeText(unicodedata.name(char, "").lower()) or _("number {number}", number=ord(char))
    hint = _("delete it")
    if char == "\0":
        hint = _("delete it; if there are many, save the file as plain text in UTF-8")
    elif unicodedata.category(char) == "Zs":
        hint = _("delete it, and type a space where there must be one")
    # Translators: {name} is the English name of the character: zero width space
    return _("an invisible character ({name}) stands here", name=name), hint


def comparison(state: ParserState) -> SyntaxFault | None:
    """Detect the header of a diff."""
    start = state.indented(state.at)
    if not _COMPARED.match(state.text, start):
        return None
    hint = _("delete this line; copy the new lines only, without the + before them")
    message = _("this line is part of a comparison of two versions, not of the file")
    return state.fault(start, state.line_end(start), message, hint)


def list_sign(state: ParserState) -> SyntaxFault | None:
    """Detect a bullet, or the + or - of a diff, before a line."""
    start = state.indented(state.at)
    found = _SIGN.match(state.text, start)
    if not found or not start <= state.at <= found.end():
        return None
    sign = found[0].strip()
    message = _SIGNS.get(sign, _BULLET).with_values(sign=sign)
    otherwise = _(
        "delete the {sign}; a line is a key, = and a value, or begins with # if it is a remark",
        sign=sign,
    )
    if state.inside:
        otherwise = _(
            "delete the {sign}; what stands in the list is in quotes, with a comma after it",
            sign=sign,
        )
    hint = state.propose(otherwise, (start, found.end(), ""))
    return state.fault(start, start + len(sign), message, hint)


def dashed_date(state: ParserState) -> SyntaxFault | None:
    """Detect a date with typographic dashes in place of hyphens."""
    found = _DASHED.match(state.text, state.value)
    if not found or found[0].isascii():
        return None
    date = "-".join(re.findall(r"\d+", found[0]))
    hint = state.propose(_("write it as 2026-03-02"), (*found.span(), date))
    return state.fault(*found.span(), _("the dashes in this date are too long"), hint)


def remark(state: ParserState) -> SyntaxFault | None:
    """Detect a comment with the marker of another language, or a dash."""
    start = state.indented(state.at)
    found = _REMARK.match(state.text, start) or _REMARK.match(state.text, state.at)
    if not found or not re.search(r"\w", found[1]) or state.at > found.start(1):
        return None
    text = re.sub(r"[ \t]*(?:\*/|-->|\))$", "", found[1][:MAX_LINE_LENGTH].rstrip())
    change = (found.start(), found.end(), f"# {text}")
    is_bracket = state.peek(found.start()) == "("
    is_line = found.start() == start and not is_bracket
    is_after = state.says("Expected new") or (state.inside and not re.search(r"[\]}\"']", found[1]))
    if not (is_line or is_after) or (is_bracket and state.at == state.value):
        return None
    hint = state.propose(_("put # before it"), change)
    return state.fault(*found.span(), _("a remark begins with #"), hint)


def header(state: ParserState) -> SyntaxFault | None:
    """Detect a header with missing, extra or wrong brackets."""
    start = state.indented(state.at)
    if state.peek(start) not in tuple("[({<") and not state.line(start).endswith("]]"):
        return None
    return None if state.inside else _extra(state, start) or _misshapen(state, start)


def _misshapen(state: ParserState, start: int) -> SyntaxFault | None:
    found = _HEADER.fullmatch(state.line(start)[:200])
    name = intended_values.find_table(found[1]) if found else ""
    if not found or not (name or state.text[start] == "["):
        return None
    message = _("a name above several lines needs [ before it and ] after it")
    hint = _("write {words}", words=f"[{name}]")
    if name in intended_values.REPEATED:
        message = _("the name above a new entry needs [[ before it and ]] after it")
        hint = _("write {words}", words=f"[[{name}]]")
    elif not name:
        # Translators: [directory] stands in the file once
        hint = _("write [[focal_point]] above an entry, [directory] once")
    return state.fault(start, state.line_end(start), message, hint)


def _extra(state: ParserState, start: int) -> SyntaxFault | None:
    found = re.compile(r"(\[\[?)\s*([\w-]+)\s*(\]\]?)[ \t]*").match(state.text, start)
    if not found or len(found[1]) != len(found[3]) or found.end() != state.at:
        return None
    end = state.line_end(start)
    head = f"{found[1]}{found[2]}{found[3]}"
    hint = _("write {words}", words=head)
    if state.char in tuple("])}>"):
        return state.fault(state.at, end, _("there is a bracket too many"), hint)
    if "=" in state.text[state.at : end]:
        hint = _("begin a new line before it")
    message = _("nothing may follow {header} in its line", header=head)
    return state.fault(state.at, end, message, hint)


def stray(state: ParserState) -> SyntaxFault | None:
    """Detect a bracket at the start of a line that closes or opens nothing."""
    if state.inside or state.char not in tuple("]){}(") or state.indented(state.at) != state.at:
        return None
    if state.char in "{(":
        message = _("no line begins with {sign}", sign=state.char)
        hint = _("begin an entry with [[focal_point]]; each line below it is a key, = and a value")
        return state.fault(state.at, state.at + 1, message, hint)
    message = _(
        "this {sign} closes nothing: the list before it has ended, or never began", sign=state.char
    )
    hint = _("delete the {sign}, or see whether the list before it ends too early", sign=state.char)
    return state.fault(state.at, state.at + 1, message, hint)


def table_row(state: ParserState) -> SyntaxFault | None:
    """Detect a pasted table row: cells separated by tabs or bars."""
    start = state.indented(state.at)
    line = state.line(start)
    if state.inside or "=" in line or not re.search(r"[^\s|]\s*[\t|]\s*[^\s|]", line[:400]):
        return None
    hint = _('write each cell in a line of its own: country = "…", then name = "…"')
    return state.fault(start, start + len(line), _("this is a row copied from a table"), hint)


def equals(state: ParserState) -> SyntaxFault | None:
    """Detect another sign than `=` between a key and its value."""
    found = _PAIR.match(state.text, state.pair)
    if not found or found[2] == "=" or found.start(2) > state.at:
        return None
    sign, name = found[2], found[1].strip("\"'")
    if sign == ":" and name in {"http", "https"}:
        return None
    key = intended_values.find_key(name) or name
    after = past_spaces(state.text, found.end())
    raw = state.raw(after)
    meant = intended_values.to_toml(key, raw) if raw else intended_values.placeholder(key)
    change = (found.start(), after + len(raw), f"{key} = {meant}")
    hint = state.propose(_("write = instead of {wrong}", wrong=sign), change)
    message = _("a key and its value have = between them, not {wrong}", wrong=sign)
    return state.fault(*found.span(2), message, hint)


def invalid_key(state: ParserState) -> SyntaxFault | None:
    """Detect a key of several words, with invalid letters, or missing before `=`."""
    if not state.says("Expected '='", "Invalid initial", "Invalid statement"):
        return None
    start = state.pair
    line = state.text[start : state.line_end(start)]
    name = line.partition("=")[0].rstrip()
    if line.startswith("="):
        # Translators: name and city are keys of the file
        hint = _("write before it what this is: name, city, …")
        return state.fault(start, start + 1, _("a key is missing before the ="), hint)
    if "=" not in line or not re.fullmatch(r"[\w \t.'\u2019-]{1,60}", name):
        return None
    meant = intended_values.find_key(name) or intended_values.plain(name)
    message = _("a key is one word: small letters without accents, and _ instead of a space")
    end = start + len(name)
    after = past_spaces(state.text, state.text.index("=", end) + 1)
    last = after + len(state.raw(after))
    whole = f"{meant} = {intended_values.to_toml(meant, state.text[after:last])}"
    otherwise = _("write {words}", words=meant)
    hint = state.propose(otherwise, (start, last, whole), (start, end, meant))
    return state.fault(start, end, message, hint)


def no_equals(state: ParserState) -> SyntaxFault | None:
    """Detect a missing `=` between a key and its value."""
    if not state.says("Expected '='"):
        return None
    found = _WORD.match(state.text, state.pair)
    name = intended_values.find_key(found[0]) if found else ""
    if not found or not (name == found[0] or (name and state.char in tuple("\"'[{"))):
        return None
    raw = state.raw(state.at)
    meant = intended_values.to_toml(name, raw) if raw else intended_values.placeholder(name)
    end = state.at + len(raw)
    message = _("{key} has no = and no value", key=found[0])
    if raw:
        message = _("= is missing after {key}", key=found[0])
    change = (state.pair, end, f"{name} = {meant}")
    hint = state.propose(_("put = after {key}", key=found[0]), change)
    return state.fault(state.pair, max(end, found.end()), message, hint)


def item_without_list(state: ParserState) -> SyntaxFault | None:
    """Detect a value in its own line outside a list."""
    if state.inside or state.peek(state.start) not in tuple("\"'"):
        return None
    end = state.line_end(state.start)
    message = _("a value stands here without a key")
    hint = _("put it between the [ and ] of the list above, or write a key and = before it")
    return state.fault(state.start, end, message, hint)


def long_text(state: ParserState) -> SyntaxFault | None:
    """Detect two quotes in place of three at the start of a multi-line string in the line above."""
    above = (
        state.text[state.starts[-2] : state.starts[-1]].rstrip() if len(state.starts) > 1 else ""
    )
    if not re.search(r"=[ \t]*(?:\"\"|'')$", above) or state.inside:
        return None
    end = state.starts[-2] + len(above)
    message = _("a text of several lines begins with three quotes")
    # Translators: {three} instead of {two}, which are quotation marks
    hint = _("write {three} for {two}", three=above[-1] * 3, two=above[-2:])
    return state.fault(end - 2, end, message, hint)


def plain_line(state: ParserState) -> SyntaxFault | None:
    """Treat any other line without a key as pasted text."""
    if state.inside or not state.says("Expected '='", "Invalid statement"):
        return None
    start = state.indented(state.at)
    message = _("this line has no key and no =")
    hint = _(
        'put it in quotes after a key, as in notes = "…", or after a # as a remark, or delete it'
    )
    return state.fault(start, state.line_end(start), message, hint)
