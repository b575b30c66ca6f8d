"""Exact reports in the four forms."""

import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmcct.check import reporters
from cmcct.check.reporters import Report
from cmcct.cli.screen import output
from cmcct.diagnostics import ERROR, NOTE, WARNING, Diagnostic, Span
from cmcct.i18n.messages import Translator, _
from tests.support.cases import each
from tests.support.findings import a_finding

EMAILS = 'emails = ["ada@@example.org"]'
FINDING = a_finding(
    "invalid-email",
    ("focal_point", 0, "emails", 0),
    "not an e-mail address",
    'write "ada@example.org"',
    "gy-ctu",
    "two @ signs",
)
PLAIN = Diagnostic("directory.toml", Span(42, 11, 42, 29), FINDING, EMAILS)
SHORT = a_finding("stale", (), "last confirmed 400 days ago", severity=WARNING)


def _full(*diagnostics: Diagnostic, is_log: bool = False) -> str:
    return "".join(text for _, text in reporters.format_full(Report(diagnostics, is_log)))


def _write(form: str, *diagnostics: Diagnostic, is_log: bool = False) -> str:
    return reporters.WRITERS[form](Report(diagnostics, is_log))


def _quotation(text: str, span: Span, detail: str = "") -> list[str]:
    """Return the quoted line of the file and the marks below it."""
    finding = a_finding("stale", (), "old", detail=detail)
    lines = _full(Diagnostic("d.toml", span, finding, text)).splitlines()
    return lines[3:5]


def _on_line_7(column: int, end_column: int) -> Span:
    return Span(7, column, 7, end_column)


def test_report_without_findings_is_empty() -> None:
    assert _full() == ""
    assert {form: _write(form) for form in reporters.WRITERS} == {
        "concise": "",
        "json": '{"version": 1, "findings": []}\n',
        "github": "",
    }
    assert ("full", *reporters.WRITERS) == reporters.FORMATS


def test_full_form_shows_line_with_value_marked() -> None:
    warning = Diagnostic("directory.toml", Span(7, 1, 7, 5), SHORT, "verified = 2020-01-01")
    assert (
        _full(PLAIN, warning)
        == """\
error[invalid-email]: not an e-mail address (entry 'gy-ctu')
  --> directory.toml:42:11
   |
42 | emails = ["ada@@example.org"]
   |           ^^^^^^^^^^^^^^^^^^ two @ signs
help: write "ada@example.org"

warning[stale]: last confirmed 400 days ago
 --> directory.toml:7:1
  |
7 | verified = 2020-01-01
  | ^^^^

"""
    )


def test_the_pieces_of_the_full_form_have_styles() -> None:
    styles = [style for style, _ in reporters.format_full(Report([PLAIN]))]
    assert styles == [ERROR, "bold", "rule", "", "rule", "", "rule", ERROR, "help", "", ""]
    warning = PLAIN._replace(finding=SHORT)
    assert [style for style, _ in reporters.format_full(Report([warning]))].count(WARNING) == 2


def test_the_concise_form_is_a_line_for_each() -> None:
    again = PLAIN._replace(finding=FINDING._replace(entry=""), first_line=7)
    assert _write("concise", PLAIN, again) == (
        "directory.toml:42:11: error[invalid-email] not an e-mail address (entry "
        "'gy-ctu')\ndirectory.toml:42:11: error[invalid-email] not an e-mail address "
        "(see line 7)\n"
    )


@each("lang", ["es", "nl", "fr"])
def test_headings_are_translated_for_people_only(lang: str) -> None:
    translator = Translator(lang)
    severities = {one: translator.gettext(one) for one in (ERROR, WARNING, NOTE)}
    assert severities[WARNING] != WARNING
    found = [PLAIN._replace(finding=FINDING._replace(severity=one)) for one in severities]
    report = Report(found, translator=translator)
    full = "".join(text for _, text in reporters.format_full(report))
    concise = reporters.format_concise(report)
    for severity, heading in severities.items():
        assert f"{heading}[invalid-email]: " in full
        assert f"directory.toml:42:11: {heading}[invalid-email] " in concise
        assert f'"severity": "{severity}", ' in reporters.format_json(report)
    assert f"\n{translator.gettext('{label}:', label=translator.gettext('help'))} " in full
    assert "\nhelp: " not in full
    assert '"help": ' in reporters.format_json(report)
    commands = [line.split()[0] for line in reporters.format_github(report).splitlines()]
    assert commands == ["::error", "::warning", "::notice"]


def test_json_form_is_an_object_with_findings() -> None:
    assert _write("json", PLAIN, PLAIN._replace(finding=SHORT)) == (
        '{"version": 1, "findings": [\n'
        '  {"file": "directory.toml", "line": 42, "column": 11, "end_line": 42, "end_column": 29, '
        '"severity": "error", "code": "invalid-email", "message": "not an e-mail address", '
        '"help": "write \\"ada@example.org\\"", "entry": "gy-ctu", "fix": null},\n'
        '  {"file": "directory.toml", "line": 42, "column": 11, "end_line": 42, "end_column": 29, '
        '"severity": "warning", "code": "stale", "message": "last confirmed 400 days ago", '
        '"help": "", "entry": "", "fix": null}\n'
        "]}\n"
    )


def test_the_github_form_is_a_command_for_each() -> None:
    lines = Span(42, 11, 44, 3)
    assert _write("github", PLAIN, PLAIN._replace(finding=SHORT, span=lines, first_line=7)) == (
        "::error "
        "file=directory.toml,line=42,endLine=42,col=11,endColumn=29,title=invalid-email::not "
        "an e-mail address (entry 'gy-ctu')%0Atwo @ signs%0Ahelp: write "
        '"ada@example.org"\n::warning '
        "file=directory.toml,line=42,endLine=44,title=stale::last confirmed 400 days "
        "ago (see line 7)\n"
    )


def test_command_syntax_of_github_is_escaped() -> None:
    finding = a_finding("stale", (), "50 %: a, b\r\n::error::x", "c\r\n::d", "e::f", "g\nh")
    shown = _write("github", PLAIN._replace(file="a,b:c%d\re\n.toml", finding=finding))
    assert shown == (
        "::error file=a%2Cb%3Ac%25d%0De%0A.toml,line=42,endLine=42,col=11,endColumn=29,"
        "title=stale::50 %25: a, b\ufffd ::error::x"
        " (entry 'e::f')%0Ag h%0Ahelp: c\ufffd ::d\n"
    )


@each(
    ("text", "span", "shown", "marked"),
    [
        ('notes = """', Span(7, 9, 9, 4), '7 | notes = """', "  |         ^^^"),
        ("name = Ada", _on_line_7(8, 11), "7 | name = Ada", "  |        ^^^"),
        ("name =", _on_line_7(7, 8), "7 | name =", "  |       ^"),
        ("name =   ", _on_line_7(7, 7), "7 | name =", "  |       ^"),
        ("", _on_line_7(1, 1), "7 |", "  | ^"),
        ("", Span(7, 1, 9, 1), "7 |", "  | ^"),
        # The widths of a terminal.
        ("a\u0301b = 1", _on_line_7(7, 8), "7 | a\u0301b = 1", "  |      ^"),
        ("国 = '国'", _on_line_7(5, 8), "7 | 国 = '国'", "  |      ^^^^"),
        ("\uff41 = 1", _on_line_7(1, 2), "7 | \uff41 = 1", "  | ^^"),
        ("a\u200bb = 1", _on_line_7(1, 4), "7 | a\u200bb = 1", "  | ^^"),
        ("a = '\u200b'", _on_line_7(6, 7), "7 | a = '\u200b'", "  |      ^"),
        # Control characters take one column.
        ("\ta = 1", _on_line_7(2, 3), "7 |  a = 1", "  |  ^"),
        ("a\x1b[31m = 1", _on_line_7(10, 11), "7 | a\ufffd[31m = 1", "  |          ^"),
        ("a\u202e = 1", _on_line_7(6, 7), "7 | a\ufffd = 1", "  |      ^"),
    ],
)
def test_the_carets_stand_under_the_value(text: str, span: Span, shown: str, marked: str) -> None:
    assert _quotation(text, span) == [shown, marked]
    assert _quotation(text, span, "detail") == [shown, f"{marked} detail"]


@each(
    ("before", "about", "after", "shown"),
    [
        (0, 40, 0, "x" * 40),
        (20, 0, 20, "b" * 20 + "a" * 20),
        (0, 41, 9, "x" * 40 + "…"),
        (9, 100, 9, "b" * 9 + "x" * 31 + "…"),
        (300, 100, 9, "…" + "b" * 10 + "x" * 29 + "…"),
        (300, 20, 300, "…" + "b" * 10 + "x" * 20 + "a" * 9 + "…"),
        (300, 2, 0, "…" + "b" * 19 + "xx"),
        (300, 0, 0, "…" + "b" * 20),
        (5, 2, 300, "b" * 5 + "xx" + "a" * 33 + "…"),
    ],
)
def test_long_line_is_cut_around_value(before: int, about: int, after: int, shown: str) -> None:
    text = "b" * before + "x" * about + "a" * after
    span = _on_line_7(before + 1, before + about + 1)
    room = 40 + len("7 | …")
    report_ = Report(
        [Diagnostic("x.toml", span, a_finding("wrong-type", (), "no"), text)], room=room
    )
    line, marks = "".join(text for _, text in reporters.format_full(report_)).split("\n")[3:5]
    assert line == f"7 | {shown}"
    assert max(len(line), len(marks)) <= room + 1
    start = shown.index("x") if about else shown.rindex("b") + 1
    assert marks == f"  | {' ' * start}{'^' * max(shown.count('x') + ('x…' in shown), 1)}"


def test_help_breaks_between_words_outside_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    hint = _('write "Mo-Fr 08:00-16:30" or "24/7", or run cmcct list languages')
    found = PLAIN._replace(finding=PLAIN.finding._replace(hint=hint))
    report = Report([found], fill=output.break_line)
    text = "".join(text for _, text in reporters.format_full(report))
    assert 'help: write "Mo-Fr 08:00-16:30" or\n    "24/7", or run cmcct list languages\n' in text


def test_each_of_two_commands_is_copied_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    found = PLAIN._replace(finding=PLAIN.finding._replace(hint=_("a: cmcct b --c; d: cmcct e f g")))
    report = Report([found], fill=output.break_line)
    text = "".join(text for _, text in reporters.format_full(report))
    assert "help: a: cmcct b --c; d: cmcct e f g\n" in text
    monkeypatch.setenv("COLUMNS", "35")
    text = "".join(text for _, text in reporters.format_full(report))
    assert "help: a: cmcct b --c;\n    d: cmcct e f g\n" in text


def test_a_message_of_any_length_is_cut() -> None:
    finding = a_finding("wrong-type", (), "m" * 9000, "h" * 9000)
    found = Diagnostic("x.toml", Span(1, 1, 1, 2), finding, "a = 1")
    text = "".join(text for _, text in reporters.format_full(Report([found])))
    assert "m" * 500 + "…" in text
    assert "h" * 500 + "…" in text
    assert len(text) < 1200


SECRET = a_finding(
    "invalid-email",
    ("focal_point", 0, "emails", 0),
    "not an e-mail address: {text}",
    'write "{text}"',
    "gy-ctu",
    "as {text}",
)._replace(
    message=_("not an e-mail address: {text}", text="ada@example.org"),
    hint=_('write "{text}"', text="ada@example.org"),
    detail=_("as {text}", text="ada@example.org"),
)


@each("form", reporters.FORMATS)
def test_log_has_no_contact_in_any_part(form: str) -> None:
    line = 'emails = ["ada@example.org"]   # ada at example, 609.1250'
    found = Diagnostic("directory.toml", Span(42, 11, 42, 28), SECRET, line, 6091250)
    shown, open_text = (
        _full(found, is_log=is_log) if form == "full" else _write(form, found, is_log=is_log)
        for is_log in (True, False)
    )
    assert "ada@example.org" in open_text
    for secret in ("ada", "609.", "example.org"):
        assert secret not in shown
    assert "not an e-mail address: …" in shown
    assert "gy-ctu" in shown
    # The value is left out, not the help.
    assert ("write" in shown) == (form != "concise")
    if form != "json":
        assert "see line 6091250" in shown


def test_carets_stay_in_place_in_masked_line() -> None:
    assert _full(PLAIN, is_log=True).splitlines()[3:5] == [
        '42 | emails = ["***@@*******.***"]',
        "   |           ^^^^^^^^^^^^^^^^^^ two @ signs",
    ]


TEXT = st.text(st.characters(exclude_categories=[]))
COLUMN = st.integers(1, 400)


@st.composite
def diagnostics(draw: st.DrawFn) -> Diagnostic:
    """Return findings with random texts about a random line."""
    code, severity = draw(st.sampled_from([("stale", WARNING), ("invalid-email", ERROR)]))
    finding = a_finding(code, (), draw(TEXT), draw(TEXT), draw(TEXT), draw(TEXT), severity=severity)
    span = Span(draw(COLUMN), draw(COLUMN), draw(COLUMN), draw(COLUMN))
    first = draw(st.none() | st.integers(1))
    return Diagnostic(draw(TEXT), span, finding, draw(TEXT), first)


def _is_raw_control(char: str) -> bool:
    code = ord(char)
    return code < 0x20 or 0x7F <= code <= 0x9F or 0x202A <= code <= 0x202E


@given(st.lists(diagnostics()), st.booleans())
def test_each_form_keeps_its_lines_with_any_words(
    found: list[Diagnostic],
    is_log: bool,  # noqa: FBT001 - hypothesis names its arguments
) -> None:
    shown = Report(found, is_log)
    assert reporters.format_concise(shown).count("\n") == len(found)
    assert reporters.format_github(shown).count("\n") == len(found)
    assert "\r" not in reporters.format_github(shown)
    rows: list[Mapping[str, object]] = json.loads(reporters.format_json(shown))["findings"]
    assert len(rows) == len(found)
    for row, diagnostic in zip(rows, found, strict=True):
        assert row["file"] == diagnostic.file
        assert row["column"] == diagnostic.span.column
    texts = [
        reporters.format_concise(shown),
        reporters.format_json(shown),
        "".join(t for _, t in reporters.format_full(shown)),
    ]
    for text in texts:
        assert not any(map(_is_raw_control, text.replace("\n", "")))


def _on_line(
    line: int, code: str, severity: str, entry: str = "", message: str = "old"
) -> Diagnostic:
    finding = a_finding(code, ("focal_point", line), message, "ask", entry, severity=severity)
    return Diagnostic("d.toml", Span(line, 1, line, 5), finding, "text")


def _arranged(*diagnostics: Diagnostic, fold: bool = True) -> list[str]:
    found = reporters.arrange(diagnostics, fold=fold)
    return [line.removeprefix("d.toml:") for line in _write("concise", *found).splitlines()]


def test_errors_are_first_then_what_protects_people() -> None:
    codes = ["stale", "directory-changed", "entry-removed", "person-changed", "sharing-widened"]
    warnings = [_on_line(line, code, WARNING) for line, code in enumerate(codes, 1)]
    notes = [_on_line(6, "stale", NOTE), _on_line(8, "entry-changed", NOTE)]
    warnings.append(_on_line(9, "number-changed", WARNING))
    found = [*notes, *warnings, _on_line(7, "invalid-id", ERROR)]
    assert [line.split("]")[0] for line in _arranged(*found)] == [
        "7:1: error[invalid-id",
        "5:1: warning[sharing-widened",
        "4:1: warning[person-changed",
        "3:1: warning[entry-removed",
        "2:1: warning[directory-changed",
        "9:1: warning[number-changed",
        "1:1: warning[stale",
        "8:1: note[entry-changed",
        "6:1: note[stale",
    ]


def test_more_than_three_warnings_of_a_code_are_one() -> None:
    warnings = [_on_line(line, "stale", WARNING, f"e{line}") for line in range(1, 5)]
    assert len(_arranged(*warnings[:3])) == 3
    assert _arranged(*warnings) == [
        "1:1: warning[stale] not confirmed for too long: 4 entries (e1, e2, e3, e4)"
    ]
    assert len(_arranged(*warnings, fold=False)) == 4
    mixed = [*warnings, *(one._replace(file="other.toml") for one in warnings)]
    assert len(_arranged(*mixed)) == 2
    for severity in (ERROR, NOTE):
        same = [_on_line(line, "stale", severity) for line in range(1, 6)]
        assert len(_arranged(*same)) == 5


def test_folded_warnings_name_each_entry_once_and_lines() -> None:
    message = "the entry was removed"
    removed = [_on_line(1, "entry-removed", WARNING, f"gy-{n}", message) for n in (1, 2, 1, 3)]
    assert _arranged(*removed, _on_line(9, "entry-removed", WARNING, message=message)) == [
        "1:1: warning[entry-removed] 5 entries were removed: gy-1, gy-2, gy-3, line 9"
    ]


def test_ids_of_folded_warnings_are_all_shown_but_no_contact() -> None:
    ids = [f"gy-{number:04}-with-a-long-name" for number in range(300)]
    found = [_on_line(1, "stale", WARNING, id_) for id_ in (*ids, "ada@example.org")]
    (folded,) = reporters.arrange(found, fold=True)
    for form in ("concise", "github"):
        text = _write(form, folded, is_log=True)
        assert all(id_ in text for id_ in ids)
        assert "ada@" not in text


def test_help_of_folded_warnings_is_theirs_if_it_is_the_same() -> None:
    warnings = [_on_line(line, "stale", WARNING, f"e{line}") for line in range(1, 5)]
    assert "help: ask\n" in _full(*reporters.arrange(warnings, fold=True))
    other = warnings[0].finding._replace(hint=_("call"))
    warnings[0] = warnings[0]._replace(finding=other)
    full = _full(*reporters.arrange(warnings, fold=True))
    assert "help: run cmcct check --all\n" in full


def test_annotation_has_english_below_another_language() -> None:
    report = Report([PLAIN], is_log=True, translator=Translator("nl"))
    hint = _("write {words}", words="a@example.org")
    hint.in_log = _("ring the secretariat")
    finding = FINDING._replace(message=_("not an e-mail address"), hint=hint)
    report = report._replace(diagnostics=[PLAIN._replace(finding=finding)])
    *_command, dutch = reporters.format_github(report).split("::")
    lines = dutch.rstrip("\n").split("%0A")
    assert lines[0] == "geen geldig e-mailadres (vermelding \u2018gy-ctu\u2019)"
    assert lines[-3:] == [
        "advies: bel het secretariaat",
        "(en) not an e-mail address (entry 'gy-ctu')",
        "help: ring the secretariat",
    ]
    assert "(en)" not in _write("github", PLAIN)
