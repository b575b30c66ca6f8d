"""Mistakes in whole lines: pasted text, comments, headers, keys without `=`."""

import re
import unicodedata

from cmcct.i18n.messages import Message, SafeText, _
from cmcct.storage.syntax_errors import words
from cmcct.storage.syntax_errors.scene import LONGEST, Scene, SyntaxFault, past_spaces

_MERGE = re.compile(r"^(?:<{7}|>{7}|\|{7})(?= |$).*", re.MULTILINE)
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


def merge(scene: Scene) -> SyntaxFault | None:
    """Detect the conflict markers of an unfinished merge."""
    found = _MERGE.search(scene.text)
    start, end = found.span() if found else (scene.at, scene.line_end(scene.at))
    if not found and not re.fullmatch("={7}", scene.line(scene.at)):
        return None
    message = _("a merge is not finished: the two versions of some lines stand one below the other")
    hint = _(
        "keep the right lines of the two, and delete the lines with <<<<<<<, ======= and >>>>>>>"
    )
    return scene.fault(start, end, message, hint)


def invisible(scene: Scene) -> SyntaxFault | None:
    """Detect an invisible character, such as from a web page, Word or an old Mac."""
    char = scene.char
    if not char or char in " \t\n" or unicodedata.category(char)[0] not in "CZ":
        return None
    end = scene.at + 1
    while scene.text[end : end + 1] == char:
        end += 1
    return scene.fault(scene.at, end, *(_old_line_end(scene) if char == "\r" else _unseen(char)))


def _old_line_end(scene: Scene) -> tuple[Message, Message]:
    """Return message and hint for a CR line end."""
    if scene.text.count("\r") >= scene.text.count("\n"):
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


def comparison(scene: Scene) -> SyntaxFault | None:
    """Detect the header of a diff."""
    start = scene.indented(scene.at)
    if not _COMPARED.match(scene.text, start):
        return None
    hint = _("delete this line; copy the new lines only, without the + before them")
    message = _("this line is part of a comparison of two versions, not of the file")
    return scene.fault(start, scene.line_end(start), message, hint)


def list_sign(scene: Scene) -> SyntaxFault | None:
    """Detect a bullet, or the + or - of a diff, before a line."""
    start = scene.indented(scene.at)
    found = _SIGN.match(scene.text, start)
    if not found or not start <= scene.at <= found.end():
        return None
    sign = found[0].strip()
    message = _SIGNS.get(sign, _BULLET).with_values(sign=sign)
    otherwise = _(
        "delete the {sign}; a line is a key, = and a value, or begins with # if it is a remark",
        sign=sign,
    )
    if scene.inside:
        otherwise = _(
            "delete the {sign}; what stands in the list is in quotes, with a comma after it",
            sign=sign,
        )
    hint = scene.propose(otherwise, (start, found.end(), ""))
    return scene.fault(start, start + len(sign), message, hint)


def dashed_date(scene: Scene) -> SyntaxFault | None:
    """Detect a date with typographic dashes in place of hyphens."""
    found = _DASHED.match(scene.text, scene.value)
    if not found or found[0].isascii():
        return None
    date = "-".join(re.findall(r"\d+", found[0]))
    hint = scene.propose(_("write it as 2026-03-02"), (*found.span(), date))
    return scene.fault(*found.span(), _("the dashes in this date are too long"), hint)


def remark(scene: Scene) -> SyntaxFault | None:
    """Detect a comment with the marker of another language, or a dash."""
    start = scene.indented(scene.at)
    found = _REMARK.match(scene.text, start) or _REMARK.match(scene.text, scene.at)
    if not found or not re.search(r"\w", found[1]) or scene.at > found.start(1):
        return None
    said = re.sub(r"[ \t]*(?:\*/|-->|\))$", "", found[1][:LONGEST].rstrip())
    change = (found.start(), found.end(), f"# {said}")
    is_bracket = scene.peek(found.start()) == "("
    is_line = found.start() == start and not is_bracket
    is_after = scene.says("Expected new") or (scene.inside and not re.search(r"[\]}\"']", found[1]))
    if not (is_line or is_after) or (is_bracket and scene.at == scene.value):
        return None
    hint = scene.propose(_("put # before it"), change)
    return scene.fault(*found.span(), _("a remark begins with #"), hint)


def header(scene: Scene) -> SyntaxFault | None:
    """Detect a header with missing, extra or wrong brackets."""
    start = scene.indented(scene.at)
    if scene.peek(start) not in tuple("[({<") and not scene.line(start).endswith("]]"):
        return None
    return None if scene.inside else _extra(scene, start) or _misshapen(scene, start)


def _misshapen(scene: Scene, start: int) -> SyntaxFault | None:
    found = _HEADER.fullmatch(scene.line(start)[:200])
    name = words.find_table(found[1]) if found else ""
    if not found or not (name or scene.text[start] == "["):
        return None
    message = _("a name above several lines needs [ before it and ] after it")
    hint = _("write {words}", words=f"[{name}]")
    if name in words.REPEATED:
        message = _("the name above a new entry needs [[ before it and ]] after it")
        hint = _("write {words}", words=f"[[{name}]]")
    elif not name:
        # Translators: [directory] stands in the file once
        hint = _("write [[focal_point]] above an entry, [directory] once")
    return scene.fault(start, scene.line_end(start), message, hint)


def _extra(scene: Scene, start: int) -> SyntaxFault | None:
    found = re.compile(r"(\[\[?)\s*([\w-]+)\s*(\]\]?)[ \t]*").match(scene.text, start)
    if not found or len(found[1]) != len(found[3]) or found.end() != scene.at:
        return None
    end = scene.line_end(start)
    head = f"{found[1]}{found[2]}{found[3]}"
    hint = _("write {words}", words=head)
    if scene.char in tuple("])}>"):
        return scene.fault(scene.at, end, _("there is a bracket too many"), hint)
    if "=" in scene.text[scene.at : end]:
        hint = _("begin a new line before it")
    message = _("nothing may follow {header} in its line", header=head)
    return scene.fault(scene.at, end, message, hint)


def stray(scene: Scene) -> SyntaxFault | None:
    """Detect a bracket at the start of a line that closes or opens nothing."""
    if scene.inside or scene.char not in tuple("]){}(") or scene.indented(scene.at) != scene.at:
        return None
    if scene.char in "{(":
        message = _("no line begins with {sign}", sign=scene.char)
        hint = _("begin an entry with [[focal_point]]; each line below it is a key, = and a value")
        return scene.fault(scene.at, scene.at + 1, message, hint)
    message = _(
        "this {sign} closes nothing: the list before it has ended, or never began", sign=scene.char
    )
    hint = _("delete the {sign}, or see whether the list before it ends too early", sign=scene.char)
    return scene.fault(scene.at, scene.at + 1, message, hint)


def row(scene: Scene) -> SyntaxFault | None:
    """Detect a pasted table row: cells separated by tabs or bars."""
    start = scene.indented(scene.at)
    line = scene.line(start)
    if scene.inside or "=" in line or not re.search(r"[^\s|]\s*[\t|]\s*[^\s|]", line[:400]):
        return None
    hint = _('write each cell in a line of its own: country = "…", then name = "…"')
    return scene.fault(start, start + len(line), _("this is a row copied from a table"), hint)


def equals(scene: Scene) -> SyntaxFault | None:
    """Detect another sign than `=` between a key and its value."""
    found = _PAIR.match(scene.text, scene.pair)
    if not found or found[2] == "=" or found.start(2) > scene.at:
        return None
    sign, name = found[2], found[1].strip("\"'")
    if sign == ":" and name in {"http", "https"}:
        return None
    key = words.find_key(name) or name
    after = past_spaces(scene.text, found.end())
    raw = scene.raw(after)
    meant = words.to_toml(key, raw) if raw else words.placeholder(key)
    change = (found.start(), after + len(raw), f"{key} = {meant}")
    hint = scene.propose(_("write = instead of {wrong}", wrong=sign), change)
    message = _("a key and its value have = between them, not {wrong}", wrong=sign)
    return scene.fault(*found.span(2), message, hint)


def key(scene: Scene) -> SyntaxFault | None:
    """Detect a key of several words, with invalid letters, or missing before `=`."""
    if not scene.says("Expected '='", "Invalid initial", "Invalid statement"):
        return None
    start = scene.pair
    line = scene.text[start : scene.line_end(start)]
    name = line.partition("=")[0].rstrip()
    if line.startswith("="):
        # Translators: name and city are keys of the file
        hint = _("write before it what this is: name, city, …")
        return scene.fault(start, start + 1, _("a key is missing before the ="), hint)
    if "=" not in line or not re.fullmatch(r"[\w \t.'\u2019-]{1,60}", name):
        return None
    meant = words.find_key(name) or words.plain(name)
    message = _("a key is one word: small letters without accents, and _ instead of a space")
    end = start + len(name)
    after = past_spaces(scene.text, scene.text.index("=", end) + 1)
    last = after + len(scene.raw(after))
    whole = f"{meant} = {words.to_toml(meant, scene.text[after:last])}"
    otherwise = _("write {words}", words=meant)
    hint = scene.propose(otherwise, (start, last, whole), (start, end, meant))
    return scene.fault(start, end, message, hint)


def no_equals(scene: Scene) -> SyntaxFault | None:
    """Detect a missing `=` between a key and its value."""
    if not scene.says("Expected '='"):
        return None
    found = _WORD.match(scene.text, scene.pair)
    name = words.find_key(found[0]) if found else ""
    if not found or not (name == found[0] or (name and scene.char in tuple("\"'[{"))):
        return None
    raw = scene.raw(scene.at)
    meant = words.to_toml(name, raw) if raw else words.placeholder(name)
    end = scene.at + len(raw)
    message = _("{key} has no = and no value", key=found[0])
    if raw:
        message = _("= is missing after {key}", key=found[0])
    change = (scene.pair, end, f"{name} = {meant}")
    hint = scene.propose(_("put = after {key}", key=found[0]), change)
    return scene.fault(scene.pair, max(end, found.end()), message, hint)


def item_without_list(scene: Scene) -> SyntaxFault | None:
    """Detect a value in its own line outside a list."""
    if scene.inside or scene.peek(scene.start) not in tuple("\"'"):
        return None
    end = scene.line_end(scene.start)
    message = _("a value stands here without a key")
    hint = _("put it between the [ and ] of the list above, or write a key and = before it")
    return scene.fault(scene.start, end, message, hint)


def long_text(scene: Scene) -> SyntaxFault | None:
    """Detect two quotes in place of three at the start of a multi-line string in the line above."""
    above = (
        scene.text[scene.starts[-2] : scene.starts[-1]].rstrip() if len(scene.starts) > 1 else ""
    )
    if not re.search(r"=[ \t]*(?:\"\"|'')$", above) or scene.inside:
        return None
    end = scene.starts[-2] + len(above)
    message = _("a text of several lines begins with three quotes")
    # Translators: {three} instead of {two}, which are quotation marks
    hint = _("write {three} for {two}", three=above[-1] * 3, two=above[-2:])
    return scene.fault(end - 2, end, message, hint)


def plain_line(scene: Scene) -> SyntaxFault | None:
    """Treat any other line without a key as pasted text."""
    if scene.inside or not scene.says("Expected '='", "Invalid statement"):
        return None
    start = scene.indented(scene.at)
    message = _("this line has no key and no =")
    hint = _(
        'put it in quotes after a key, as in notes = "…", or after a # as a remark, or delete it'
    )
    return scene.fault(start, scene.line_end(start), message, hint)
