"""Rules about the text of the file: its comments, line ends and first bytes."""

from codecs import BOM_UTF8
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from cmcct.check.rules.registry import iter_entries, rule
from cmcct.diagnostics import WARNING, Finding, LineOf
from cmcct.i18n.messages import SafeText, _, join, ngettext
from cmcct.model import territory_lines as territories
from cmcct.model.loader import ParseResult
from cmcct.text.folding import fold

_FEW = 20  # entries that a person can keep in order without lines
_MAX_NAMES = 5  # in a message

_FORMAT = SafeText("cmcct fmt")
_HINT = _("run {command}", command=_FORMAT)


@rule(WARNING)
def territory_lines(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """Every member has its line, `# ---- Guyana ----`, above its entries.

    The lines are in the order of the English names, also where a member has no entry yet. Another
    country has one as soon as it has an entry. They show where a new entry goes, and git can merge
    additions to different countries without a conflict. `cmcct fmt` writes them. A file without any
    line is reported once, and only from 20 entries on: a smaller one is a draft or an excerpt.

    `cmcct check --fix` leaves them to `cmcct fmt`: it changes values, never the order of a file.
    """
    lines = territories.read_lines(parsed.text)
    if lines.names:
        yield from _faults(parsed, lines)
    elif len(lines.above) >= _FEW:
        yield Finding((), _("the territory lines are missing"), _HINT)


def _faults(parsed: ParseResult, lines: territories.TerritoryLines) -> Iterator[Finding]:
    """Yield what is wrong in a file that has lines."""
    paths = ((point.country.name, table.path) for table, point in iter_entries(parsed))
    first = dict(reversed([*paths]))
    missing = sorted(territories.expected_names(parsed.raw) - {*lines.names}, key=fold)
    if missing:
        alone = missing[0] if len(missing) == 1 else ""
        path, hint = first.get(alone, ()), _HINT
        if path:
            line = SafeText(territories.format_line(alone).decode())
            members = territories.member_names(parsed.raw)
            hint = _("write {words} above line {line}", words=line, line=LineOf(path))
            if members and alone not in members:
                hint = _(
                    "it is no member of the network: correct the country, or for a partner write "
                    "{words} above line {line}",
                    words=line,
                    line=LineOf(path),
                )
        names = [*missing[:_MAX_NAMES], *(["…"] if len(missing) > _MAX_NAMES else [])]
        message = ngettext(
            "a territory line is missing: {names}",
            "{count} territory lines are missing: {names}",
            len(missing),
            names=join(map(SafeText, names)),
        )
        yield Finding(path, message, hint)
    wrong = (name for above, name in pairwise(lines.names) if fold(above) >= fold(name))
    if name := next(wrong, ""):
        message = _("a territory line is out of order: {name}", name=SafeText(name))
        yield Finding((), message, _HINT)
    above: dict[object, str] = dict(enumerate(lines.above))
    for table, point in iter_entries(parsed):
        name = point.country.name
        if name in lines.names and above.get(table.path[-1], name) != name:
            line = SafeText(territories.format_line(name).decode())
            message = _("the entry is not below the line {line}", line=line)
            hint = _("move the entry there, or run {command}", command=_FORMAT)
            yield Finding(table.path_of("country"), message, hint, point.id)


@rule(WARNING, may_be_ignored=False)
def line_endings(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """In what git holds, lines end in LF.

    A copy with CRLF, as some programs on Windows write it, differs in every line: nobody sees what
    has changed. `git diff --ignore-cr-at-eol` shows it, and so do `cmcct diff` and the summary of a
    pull request.

    `cmcct fmt` and `cmcct check --fix` write LF. CRLF in the work tree alone is no finding: git
    converts it where `.gitattributes` says so, as `cmcct git-setup` has it, or `core.autocrlf`.
    """
    if number := parsed.text_in_git.count(b"\r\n"):
        message = ngettext(
            "{count} line ends in CRLF, not in LF", "{count} lines end in CRLF, not in LF", number
        )
        hint = _(
            "run {command}; {other} shows what else has changed",
            command=_FORMAT,
            other=SafeText("git diff --ignore-cr-at-eol"),
        )
        yield Finding((), message, hint)


@rule(WARNING, may_be_ignored=False)
def byte_order_mark(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """In what git holds, no byte order mark stands before the first line.

    Some programs on Windows write this mark, which nobody sees. `cmcct fmt` and `cmcct check --fix`
    remove it.
    """
    if parsed.text_in_git.startswith(BOM_UTF8):
        yield Finding((), _("the file begins with a byte order mark"), _HINT)
