"""Mistakes in whole lines: pasted text, headers, keys, and what is written twice."""

import re
import unicodedata
from itertools import takewhile
from typing import NamedTuple

from cmcct.i18n.messages import ENGLISH, _
from cmcct.storage import conflict_markers
from cmcct.storage.syntax_errors import intended_values
from cmcct.storage.syntax_errors.parser_state import ParserState, SyntaxFault, longest

_CONFLICT_MARKER = re.compile(r"^(?:<{7}|>{7}|\|{7})(?= |$).*", re.MULTILINE)
_HEADER = re.compile(r"[\[({<\s]*([\w .-]*?)[\])}>\s]*?(\s*#.*)?")
_NAME = r"""("[^"\n]*"|'[^'\n]*'|[^\s=:"'#,]++(?:[ ]\w++){0,3}?)"""
_OTHER_SIGN = re.compile(_NAME + r"[ \t]*+(==?>|=[=:]|:=|->|:)[ \t]*")
_SEVERAL_WORDS = re.compile(r"(?P<name>[\w \t.'\u2019-]{1,60}?)[ \t]*=[ \t]*")
_WORD = re.compile(r"[^\s=:\"'\[{#,]+")
_STATEMENT = re.compile(
    r"""[ \t]*(?P<brackets>\[*)[ \t]*(?P<key>(?:[\w.-]|"[^"\n]*"|'[^'\n]*')*+)"""
)
_KEEP = _("keep one of the two")
_IN_ANOTHER_WAY = _("{key} is already set in another way")


def too_many_digits(state: ParserState) -> SyntaxFault | None:
    """Detect a number that Python refuses to read."""
    if not state.says("Exceeds"):
        return None
    message = _("this number has too many digits")
    hint = _("put it in quotes, or write a shorter number")
    return state.fault(*longest("[0-9_]+", state.text), message, hint)


def conflict_marker(state: ParserState) -> SyntaxFault | None:
    """Detect the conflict markers of an unfinished merge."""
    found = _CONFLICT_MARKER.search(state.text)
    found = found or re.compile("={7}[ \t]*$", re.MULTILINE).match(state.text, state.line)
    if not found:
        return None
    return state.fault(*found.span(), conflict_markers.PROBLEM, conflict_markers.ADVICE)


class _CharacterName(NamedTuple):
    """A character: its Unicode name in English, its number in other languages."""

    char: str

    def localize(self, lang: str) -> str:
        """Return the name or the number, in one of LANGUAGES."""
        if lang == ENGLISH:
            return unicodedata.name(self.char).lower()
        return f"U+{ord(self.char):04X}"


def invisible_character(state: ParserState) -> SyntaxFault | None:
    """Detect an invisible character, such as from a web page, Word or an old Mac."""
    char = state.char
    if char.isprintable() or char in "\t\n":
        return None
    named = unicodedata.name(char, "")
    name: object = _CharacterName(char) if named else _("number {number}", number=ord(char))
    # Translators: {name} is the number of the character: U+200B
    message, hint = (
        _("there is an invisible character here ({name})", name=name),
        _("delete the character"),
    )
    if char == "\0":
        hint = _("delete the character; if there are many, save the file as plain text in UTF-8")
    elif char.isspace():
        hint = _("delete the character, and type a space if one belongs here")
    if char == "\r":
        message = _("this line has an old Mac line ending")
        hint = _("delete the line break, then press Enter")
        if state.text.count("\r") >= state.text.count("\n"):
            message = _("the lines have old Mac line endings")
            hint = _("save the file with Unix line endings (LF)")
    end = state.at + len(state.text[state.at :]) - len(state.text[state.at :].lstrip(char))
    return state.fault(state.at, end, message, hint)


def header(state: ParserState) -> SyntaxFault | None:
    """Detect a header with missing, extra or wrong brackets."""
    line = state.rest(state.line).rstrip()
    found = _HEADER.fullmatch(line[:200])
    is_bracketed = line.startswith(tuple("[({<")) or line.endswith("]]")
    name = intended_values.find_table(found[1]) if found else ""
    if state.inside or not is_bracketed or not found or not (name or line[0] == "["):
        return None
    message = _("a table header needs [ before it and ] after it")
    remark = found[2] or ""
    hint = _("write {words}", words=f"[{name}]{remark}")
    if name in intended_values.REPEATED:
        message = _("the header of an entry needs [[ before it and ]] after it")
        hint = _("write {words}", words=f"[[{name}]]{remark}")
    elif not name:
        # Translators: [directory] stands in the file once
        hint = _("write [[focal_point]] above each entry, and [directory] once")
    return state.fault(state.line, state.line_end(state.line), message, hint)


def other_sign(state: ParserState) -> SyntaxFault | None:
    """Detect another sign than `=` between a key and its value."""
    found = _OTHER_SIGN.match(state.text, state.pair)
    if not found or found.start(2) > state.at or re.match("https?:", found[0]):
        return None
    name = found[1].strip("\"'")
    key, raw = intended_values.find_key(name) or name, state.raw(found.end())
    pair = f"{key} = {intended_values.to_toml(key, raw)}"
    edit = (found.start(), found.end() + len(raw), pair)
    message = _("key and value must be separated by =, not {wrong}", wrong=found[2])
    hint = _("use = instead of {wrong}", wrong=found[2])
    return state.fault(*found.span(2), message, hint, edit)


def several_words(state: ParserState) -> SyntaxFault | None:
    """Detect a key of several words, or with invalid letters."""
    found = _SEVERAL_WORDS.match(state.text, state.pair)
    if not found or not state.says("Expected '='", "Invalid initial", "Invalid statement"):
        return None
    start, end = found.span("name")
    key = intended_values.find_key(found["name"]) or intended_values.to_key(found["name"])
    raw = state.raw(found.end())
    pair = f"{key} = {intended_values.to_toml(key, raw)}"
    edits = (start, found.end() + len(raw), pair), (start, end, key)
    message = _("a key is one word in lower case without accents, with _ for spaces")
    return state.fault(start, end, message, _("write {words}", words=key), *edits)


def missing_equals(state: ParserState) -> SyntaxFault | None:
    """Detect a missing `=` between a key and its value."""
    found = _WORD.match(state.text, state.pair) if state.says("Expected '='") else None
    key = intended_values.find_key(found[0]) if found else ""
    if not found or not (key == found[0] or (key and state.char in tuple("\"'[{"))):
        return None
    raw = state.raw(state.at)
    end = state.at + len(raw)
    message = _("{key} has no = and no value", key=found[0])
    if raw:
        message = _("missing = after {key}", key=found[0])
    hint = _("put = after {key}", key=found[0])
    edit = (state.pair, end, f"{key} = {intended_values.to_toml(key, raw)}")
    return state.fault(state.pair, max(end, found.end()), message, hint, edit)


def missing_value(state: ParserState) -> SyntaxFault | None:
    """Detect a key without a value."""
    if not state.says("Invalid value") or state.inside == "[" or state.char not in ("", *"\n#,]};"):
        return None
    hint = _("write {key} = {value}, or delete the line: unknown values are left out")
    if state.inside:
        hint = _("write {key} = {value}, or delete {key} =: unknown values are left out")
    hint = hint.with_values(key=state.key, value=intended_values.placeholder(state.key))
    message = _("{key} has no value after the =", key=state.key)
    return state.fault(state.pair, state.at, message, hint)


def repeated(state: ParserState) -> SyntaxFault | None:
    """Detect a repeated key or table."""
    if not state.says("Cannot", "Duplicate inline"):
        return None
    if state.inside == "{":
        message = _("{key} appears twice between the same {{ and }}", key=state.key)
        return state.fault(state.pair, state.pair + len(state.key), message, _KEEP)
    return _repeated_header(state) if state.is_header else _repeated_key(state)


def _repeated_key(state: ParserState) -> SyntaxFault:
    *earlier, last = _statements(state)
    key, name = last["key"], last["key"].strip("\"'")
    of_table = takewhile(lambda other: not other["brackets"], reversed(earlier))
    first = next((other for other in of_table if other["key"].strip("\"'") == name), None)
    message, hint = _IN_ANOTHER_WAY.with_values(key=key), _KEEP
    if first:
        line = state.line_number(first.start())
        message = _("{key} appears twice in one entry, first on line {line}", key=key, line=line)
        hint = _("keep one of the two lines")
        if key == "id":
            hint = _(
                "if a new entry begins here, write [[focal_point]] above it; otherwise keep one id"
            )
        elif key in intended_values.LISTS:
            hint = _('write all in one list: {key} = ["…", "…"]', key=key)
    return state.fault(*last.span("key"), message, hint)


def _repeated_header(state: ParserState) -> SyntaxFault:
    headers = [found for found in _statements(state) if found["brackets"]]
    last, name = headers[-1], headers[-1]["key"]
    first = next(header for header in headers if header["key"] == name)
    wrong = first if last["brackets"] == "[[" else last
    if name in intended_values.REPEATED and wrong["brackets"] == "[":
        # Translators: {header} is a word of the file: focal_point
        message = _("every {header} header needs two brackets", header=name)
        line = state.rest(wrong.start("brackets")).rstrip()
        hint = _("write {words}", words="[" + line.replace("]", "]]", 1))
    elif first is last:
        message, hint = _IN_ANOTHER_WAY.with_values(key=name), _KEEP
    else:
        wrong, number = last, state.line_number(first.start())
        message = _("[{header}] appears twice, first on line {line}", header=name, line=number)
        hint = _("move the lines below it under the first, and delete this one")
    start = wrong.start("brackets")
    return state.fault(start, state.line_end(start), message, hint)


def _statements(state: ParserState) -> list[re.Match[str]]:
    """Return the brackets and keys with which the statements begin; the last one has the error."""
    found = (_STATEMENT.match(state.text, start) for start in (*state.starts[:-1], state.start))
    return [statement for statement in found if statement]
