"""The table of mistakes: a pattern, what is wrong, and how to correct it."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from cmcct.i18n.messages import DATE_FORM, Message, _
from cmcct.storage.syntax_errors import brackets, lines, values
from cmcct.storage.syntax_errors.intended_values import LISTS
from cmcct.storage.syntax_errors.parser_state import MAX_LINE_LENGTH, ParserState, SyntaxFault
from cmcct.storage.syntax_errors.patterns import LIST, OUTSIDE, TABLE, WITHIN, Rule, When

Recogniser: TypeAlias = Callable[[ParserState], SyntaxFault | None]

# How the parser's messages begin.
_NO_STATEMENT = ("Expected '='", "Invalid statement")
_AFTER_VALUE = "Expected new"


def _join_lines(found: re.Match[str]) -> str:
    return re.sub(r"(?<![ \t])[ \t]*\n[ \t]*", " ", found["wrong"])


def _replace_separators(found: re.Match[str]) -> str:
    sign = re.escape(found["wrong"])
    return re.sub(rf"(?<![ \t])[ \t]*{sign}{_NEXT}", ",", found["old"])


def _comment(found: re.Match[str]) -> str:
    text = found["text"][:MAX_LINE_LENGTH].rstrip()
    return "# " + re.sub(r"[ \t]*(?:\*/|-->|\))$", "", text)


def _to_comment(found: re.Match[str]) -> str:
    text = found["wrong"].rstrip()
    return f" # {text}" if re.search(r"\w", text) else ""


def _hyphenate(found: re.Match[str]) -> str:
    return "-".join(re.findall(r"\d+", found[0]))


_SIGNS: Mapping[str, Message] = {
    r"\+": _("the line begins with {sign}, as in a comparison of two versions"),
    "-": _("the line begins with {sign}, as in a list or a comparison of two versions"),
    ">": _("the line begins with {sign}, as in an e-mail reply"),
    r"[*•◦·▪‣–—~]|[0-9]+\)": _("the line begins with {sign}, as in a list"),
}
_SIGN_HINTS: Mapping[tuple[str, ...], Message] = {
    OUTSIDE: _("delete the {sign}; a line is a key, = and a value, or a comment after #"),
    WITHIN: _("delete the {sign}; put list items in quotes, with a comma after each"),
}
# Parts of patterns: what may follow a list sign, a line that goes on with a text, what may follow
# a separator, a header, a remark.
_STARTS = "(?=[^\\W\\d]|[\"'\\[{“«])"
_PROSE = r"(?![ \t]*(?:[\w-]+[ \t]*=|[\[#\n]|\Z))"
_NEXT = r"(?=[ \t]*(?:[\"'{\]}]|[\w-]+[ \t]*=|$))"
_HEADER = r"(?P<header>\[\[[\w-]+\]\]|\[[\w-]+\](?!\]))"
_COMMENT_SIGN = r"(?://|--|[–—]|/\*|<!--|;(?![ \t]*[\"'{\[])|%)"
_COMMENT_TEXT = r"[ \t]*+(?P<text>(?=[^\n]*?\w)[^\n]*)"
_REMARK = _("a comment begins with #")
_REMARK_HINT = _("put # before it")
_NO_KEY_HINT = _(
    'put it in quotes after a key, as in notes = "…", or after a # as a comment, or delete it'
)
_NEXT_VALUE = _("a value must begin on the line of its key")

# Tried in order; the first match wins. What needs more than a pattern is a function.
RULES: Sequence[Recogniser] = (
    lines.too_many_digits,
    lines.conflict_marker,
    lines.invisible_character,
    lines.repeated,
    values.curly_quotes,
    values.backslash,
    Rule(
        When("quote", r"(?P<wrong>(?P<mark>([\"'])\3\3))(?s:.*)"),
        _("missing closing {mark}"),
        _("write {mark} where the text ends"),
        r"\3",
    ),
    Rule(
        When(
            "quote",
            rf"(?P<wrong>([\"'])[^\n]*+(?:\n{_PROSE}[^\n]*+){{0,8}}?"
            rf"\n{_PROSE}(?:(?!\2)[^\n])++\2[ \t\],}}]*$)",
        ),
        _("text in quotes cannot continue on the next line"),
        _("write it on one line, or between {mark} and {mark}", mark='"""'),
        _join_lines,
    ),
    values.unclosed_text,
    brackets.missing_brace,
    brackets.unclosed,
    Rule(
        When(
            "value",
            r"(?P<wrong>(?P<mark>[\"'])(?:(?!(?P=mark))[^\n])*?)[ \t\]}]{0,9},"
            r"(?:[ \t{\[]|[\w-]+[ \t]*=|(?:true|false)[ \t]*,)*+(?P=mark)[ \t\n]*",
            WITHIN,
        ),
        _("missing quote at the end of the text"),
        _("write {mark} before the comma"),
        r"\g<wrong>\g<mark>",
    ),
    brackets.wrong_bracket,
    Rule(
        When(
            "at",
            r"\((?=[^\n()]*?[\"',])(?P<items>[^\n()\]]*+)[)\]]?",
            reason="Invalid value",
        ),
        _("a list needs [ and ], not {wrong}", wrong="("),
        _("write [ before it and ] after it"),
        r"[\g<items>]",
    ),
    Rule(
        When("bracket", r"(?:(?<==)|(?<== ))\{(?P<items>[ \t]*[\"'][^\n{}=]*)\}", TABLE),
        _("a list needs [ and ], not {wrong}", wrong="{"),
        _("write [ before it and ] after it"),
        r"[\g<items>]",
    ),
    Rule(
        When(
            "before",
            r"[^\n](?P<old>[ \t]*(?P<wrong>[;:/|&+.]|(?:and|or|y|o|et|ou|en|of)\b)"
            rf"{_NEXT}[^\n]*)",
            reason="Unclosed",
        ),
        _("list items must be separated by commas, not {wrong}"),
        _("write , instead of {wrong}"),
        _replace_separators,
    ),
    brackets.missing_comma,
    Rule(
        When("at", r"(?P<key>[\w-]+(?=[ \t]*=)|\[\[?[ \t]*\w+[ \t]*\]\]?)", reason=_AFTER_VALUE),
        _("{key} must be on its own line"),
        _("begin a new line before it"),
    ),
    values.inner_quotes,
    Rule(When("at", ",", LIST, "Invalid value"), _("extra comma"), _("delete the comma"), ""),
    Rule(
        When("before", r"(?P<wrong>,)[ \t]*\}"),
        _("extra comma before }"),
        _("delete the comma"),
        "",
    ),
    brackets.unclosed_table,
    Rule(
        When("line", r"(?:@@ |diff --git |(?:---|\+\+\+) [ab]/|index [0-9a-f]{7,}\.\.)[^\n]*"),
        _("this line belongs to a diff, not to the file"),
        _("delete this line; copy only the new lines, without the + before them"),
    ),
    *(
        Rule(
            When("line", rf"(?P<old>(?P<wrong>(?P<sign>{sign}))[ \t]*+){_STARTS}", inside),
            message,
            hint,
            "",
        )
        for sign, message in _SIGNS.items()
        for inside, hint in _SIGN_HINTS.items()
    ),
    Rule(
        When("value", "(?!\\d+-\\d+-)\\d{4}(?:[-\u2010-\u2015\u2212]\\d\\d){2}"),
        _("this date has long dashes instead of hyphens"),
        _("write it as {date}", date=DATE_FORM),
        _hyphenate,
    ),
    Rule(When("line", _COMMENT_SIGN + _COMMENT_TEXT), _REMARK, _REMARK_HINT, _comment),
    Rule(
        When("at", rf"(?:{_COMMENT_SIGN}|\(){_COMMENT_TEXT}", reason=_AFTER_VALUE),
        _REMARK,
        _REMARK_HINT,
        _comment,
    ),
    Rule(
        When("at", rf"{_COMMENT_SIGN}(?![^\n]*[\]}}\"']){_COMMENT_TEXT}", WITHIN),
        _REMARK,
        _REMARK_HINT,
        _comment,
    ),
    Rule(
        When("line", rf"{_HEADER}[ \t]*(?P<wrong>[\])}}>]+)[ \t]*(?:#[^\n]*)?$"),
        _("extra bracket"),
        _("delete the bracket"),
        "",
    ),
    Rule(
        When("line", rf"{_HEADER}[ \t]*(?P<wrong>[^\s#][^\n]*=[^\n]*)"),
        _("nothing may follow {header} on its line"),
        _("begin a new line before it"),
    ),
    Rule(
        When("line", rf"{_HEADER}(?P<old>[ \t]*(?P<wrong>[^\s#][^\n]*))"),
        _("nothing may follow {header} on its line"),
        _("put # before the rest of the line, or delete it"),
        _to_comment,
    ),
    lines.header,
    Rule(
        When("line", r"(?P<sign>[{(])", reason="Invalid statement"),
        _("a line cannot begin with {sign}"),
        _("begin an entry with [[focal_point]]; each line below it is a key, = and a value"),
    ),
    Rule(
        When("line", r"(?P<sign>[\])}])", reason="Invalid statement"),
        _("unexpected {sign}: no list is open here"),
        _("delete the {sign}, or check whether the list above ends too early"),
    ),
    Rule(
        When("line", r"(?=[^\n]{0,400}?[^\s|] *[\t|][\t| ]*[^\s|])[^\n=]+$", OUTSIDE),
        _("this is a row copied from a table"),
        _('write each cell on its own line: country = "…", then name = "…"'),
    ),
    lines.other_sign,
    Rule(
        When("pair", "=", reason=("Invalid initial", "Invalid statement")),
        _("missing key before the ="),
        # Translators: name and city are keys of the file
        _("write a key before it: name, city, …"),
    ),
    lines.several_words,
    lines.missing_equals,
    Rule(
        When("start", r"[\"'][^\n]*", OUTSIDE),
        _("this value has no key"),
        _("put it between the [ and ] of the list above, or write a key and = before it"),
    ),
    brackets.missing_key,
    Rule(
        When("above", r'[^\n]*=[ \t]*(?P<wrong>"")[ \t]*\n[^\n]*', reason=_NO_STATEMENT),
        _("text of several lines begins with three quotes"),
        # Translators: {three} instead of {two}, which are quotation marks
        _("write {three} instead of {two}", three='"""', two='""'),
    ),
    Rule(
        When("line", "[^\n]*", OUTSIDE, _NO_STATEMENT),
        _("this line has no key and no ="),
        _NO_KEY_HINT,
    ),
    Rule(
        When("pair", rf"(?:{'|'.join(sorted(LISTS))})[ \t]*=[ \t]*\n[ \t\n]*[\"'][^\n]*,[ \t]*$"),
        _NEXT_VALUE,
        _("write [ after the ="),
    ),
    Rule(
        When(
            "pair",
            r"(?P<key>[\w.-]+)[ \t]*=[ \t]*\n[ \t\n]*(?P<next>(?:[\"']|\[(?![\[\w]))[^\n]*)",
            reason="Invalid value",
        ),
        _NEXT_VALUE,
        _("write it after the ="),
        r"\g<key> = \g<next>",
    ),
    lines.missing_value,
    brackets.missing_list,
    Rule(
        When(
            "value",
            r"(?P<old>(?P<value>[\"'{][^\n]*?)(?<!\])(?P<wrong>\]++))(?=[ \t]*(?:#|$))",
            reason=_AFTER_VALUE,
        ),
        _("unexpected ] without a [ before it"),
        _("delete the {sign}", sign="]"),
        r"[\g<value>]",
    ),
    Rule(
        When(
            "at",
            r"(?P<sign>[,;.)\]}>])[,;.)\]}>]*(?=[ \t]*(?:#|$))",
            reason=_AFTER_VALUE,
        ),
        _("the line must not end with {sign}"),
        _("delete the {sign}"),
        "",
    ),
    values.after_quote,
    values.no_quotes,
    # What the parser says, in plain words.
    Rule(
        When("at", "[^\n]*", reason=_AFTER_VALUE),
        _("unexpected text after the value"),
        _("move it inside the quotes or after a #, or delete it"),
    ),
    Rule(
        When("at", "[^\n]*", reason="Invalid value"),
        _("not a valid value"),
        _("put text in quotes"),
    ),
    Rule(
        When("at", "[^\n]*", reason="Unclosed array"),
        _("missing , or ]"),
        _("put , between items, and ] at the end"),
    ),
    Rule(
        When("at", "[^\n]*", reason="Unclosed inline"),
        _("missing , or }"),
        _("put , between the values, and } at the end"),
    ),
    Rule(
        When("at", "[^\n]*"),
        _("this line cannot be read"),
        _("compare it with the same line of another entry"),
    ),
)
