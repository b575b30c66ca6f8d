"""Messages about invalid TOML: position and hint."""

import itertools
import re
import time
import tomllib
from collections.abc import Iterator

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cmcct.model.entities import (
    CheckConfig,
    DirectoryInfo,
    Email,
    Failure,
    FocalPoint,
    Handle,
    Meeting,
    Member,
    Phone,
    PrivateInfo,
    WorkingGroup,
)
from cmcct.model.loader import INFO_MODELS, LIST_MODELS
from cmcct.storage import syntax_errors
from cmcct.storage.syntax_errors import SyntaxFault, intended_values
from cmcct.storage.syntax_errors.parser_state import parses
from tests.conftest import SHIPPED
from tests.support import texts
from tests.support.cases import each
from tests.support.mistakes import MISTAKES, marked, mistakes


def explained(text: str) -> SyntaxFault:
    error = refusal(text)
    assert error is not None, f"the parser takes {text!r}"
    return syntax_errors.explain(text, error)


def refusal(text: str) -> ValueError | RecursionError | None:
    """Return the parser's exception, or None."""
    try:
        tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        return error
    return None


def _rendered() -> str:
    """Return the expected file with the current messages."""
    blocks = MISTAKES.read_text(encoding="utf-8").rstrip("\n").split("\n\n")
    return "\n\n".join(map(_block, blocks)) + "\n"


def _block(block: str) -> str:
    title, *lines = block.split("\n")
    fault = explained(marked(lines, "|"))
    span = f"{fault.line}:{fault.column}-{fault.end_line}:{fault.end_column}"
    written, mended = ([line for line in lines if line[0] == mark] for mark in "|+")
    report = [f"{span} {fault.message}", f"help: {fault.hint}"]
    return "\n".join([title, *written, *report, *mended])


def test_every_mistake_has_its_expected_message() -> None:
    texts.expect(MISTAKES, _rendered())


def _line_of_help(fault: SyntaxFault) -> str:
    """Return the line in a hint, if it is a whole line."""
    line = fault.hint.removeprefix("write ")
    is_line = line != fault.hint and (parses(line) or parses(f"x = [\n{line}\n]"))
    return line if is_line else ""


def _as_the_help_says(text: str) -> str:
    """Apply the hints until the text is valid, or a hint has no line."""
    for _ in range(5):
        error = refusal(text)
        fault = syntax_errors.explain(text, error) if error else None
        line = fault and _line_of_help(fault)
        if not fault or not line:
            break
        lines = text.split("\n")
        text = "\n".join([*lines[: fault.line - 1], line, *lines[fault.end_line :]])
    return text


def test_following_the_help_mends_the_text() -> None:
    for mistake in mistakes():
        text = _as_the_help_says(mistake.text)
        assert parses(text) != bool(mistake.mended), (mistake.title, text)
        assert parses(mistake.mended), mistake.title


def test_keys_shown_in_help_are_valid_toml() -> None:
    for mistake in mistakes():
        shown = re.match(r"write (\w+ = .*?)(, or delete .*)?$", explained(mistake.text).hint)
        line = re.sub(r"[\dY-]+(MM-)?DD$|…$", "2026-01-01", shown[1]) if shown else ""
        assert parses(line) or parses(f"{line}\n]"), mistake.title  # of several lines, the first


def test_proposed_keys_are_those_of_model() -> None:
    of_entries = (FocalPoint, Email, Phone, Failure, Handle)
    of_private = (PrivateInfo, Member)
    models = (DirectoryInfo, CheckConfig, *of_private, Meeting, WorkingGroup, *of_entries)
    fields = {name for model in models for name in model.model_fields}
    assert fields == {*intended_values.KNOWN_KEYS}
    assert {*LIST_MODELS} == intended_values.REPEATED
    assert {*intended_values.TABLES} == {*LIST_MODELS, *INFO_MODELS}


def _without_one_character() -> Iterator[tuple[str, str]]:
    """Yield pieces of the shipped file, unchanged and without one of their signs."""
    tables = re.split(r"(?m)^(?=\[)", SHIPPED.read_text(encoding="utf-8"))
    for table, after in itertools.pairwise(tables):
        offsets = [found.start() for found in re.finditer(r"[\"\[\]{},=]", table)]
        for offset in offsets[::5]:
            yield table + after, table[:offset] + table[offset + 1 :] + after


@each(
    ("word", "key"), [("hotline", "phones"), ("fax", "phones"), ("correo", "emails"), ("xyz", "")]
)
def test_word_stands_for_key(word: str, key: str) -> None:
    assert intended_values.find_key(word) == key


@pytest.mark.sweep
def test_missing_sign_is_restored_by_help() -> None:
    results = [
        tomllib.loads(whole) == tomllib.loads(mended)
        for whole, text in _without_one_character()
        if refusal(text) and parses(mended := _as_the_help_says(text))
    ]
    assert len(results) > 700
    assert results.count(True) / len(results) > 0.99


NASTY = [*"()•\"'[]{}=,#.:;\\\n\r\t -+0a«“\u00a0\u200b\x00", '"""', "'''", "[[", "\r\n", "é", "=="]
PROGRAMMERS = re.compile(
    r"TOMLDecodeError|Invalid|Expected|Illegal|Unclosed|Cannot|namespace|\\n|\\x|None|KEY", re.ASCII
)


@st.composite
def _damaged(draw: st.DrawFn) -> str:
    """Return the shipped file, or a piece of it, with a few random damages."""
    lines = SHIPPED.read_text(encoding="utf-8").split("\n")
    first = draw(st.integers(0, len(lines) - 1))
    text = "\n".join(lines[first : first + draw(st.integers(1, 60))])
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.sampled_from([0, 0, 1, 1, 2, 40])))
        new = draw(st.sampled_from(["", text[start:end] * 2, *NASTY]))
        text = text[:start] + new + text[end:]
    return text


def _is_inside(fault: SyntaxFault, text: str) -> bool:
    lines = text.replace("\r\n", "\n").split("\n")
    start, end = fault[:2], fault[2:4]
    return start <= end and all(
        1 <= line <= len(lines) and 1 <= column <= len(lines[line - 1]) + 1
        for line, column in (start, end)
    )


@pytest.mark.sweep
@given(_damaged())
@settings(max_examples=500)
def test_any_damage_is_explained_in_plain_words(text: str) -> None:
    error = refusal(text)
    assume(error is not None)
    assert error is not None
    fault = syntax_errors.explain(text, error)
    assert _is_inside(fault, text)
    assert fault.message
    assert fault.hint
    assert "\n" not in fault.message + fault.hint
    assert not PROGRAMMERS.search(fault.message)


REASONS = [
    "Cannot declare ('focal_point',) twice",
    "Cannot mutate immutable namespace ('a',)",
    "Cannot overwrite a value",
    "Cannot redefine namespace ('a',)",
    "Duplicate inline table key 'a'",
    "Escaped character is not a Unicode scalar value",
    "Expected '='  after a key in a key/value pair",
    "Expected ']' at the end of a table declaration",
    "Expected ']]' at the end of an array declaration",
    "Expected newline or end of document after a statement",
    "Expected \"'''\"",
    "Found invalid character '\\n'",
    "Illegal character '\\n'",
    "Invalid date or datetime",
    "Invalid hex value",
    "Invalid initial character for a key part",
    "Invalid statement",
    "Invalid value",
    "Unclosed array",
    "Unclosed inline table",
    "Unescaped '\\\\' in a string",
    "Unterminated string",
    "What a later parser says",
]


@pytest.mark.sweep
@given(
    st.lists(st.sampled_from([*NASTY, "a = ", "focal_point", "2026-02-30"])).map("".join), st.data()
)
@settings(max_examples=500)
def test_no_reason_at_any_place_is_too_much(text: str, data: st.DataObject) -> None:
    line, column = data.draw(st.integers(1, 9)), data.draw(st.integers(1, 40))
    position = data.draw(st.sampled_from(["end of document", f"line {line}, column {column}"]))
    reason = data.draw(st.sampled_from(REASONS))
    fault = syntax_errors.explain(text, tomllib.TOMLDecodeError(f"{reason} (at {position})"))
    assert _is_inside(fault, text)
    assert not PROGRAMMERS.search(fault.message)


@each("error", [ValueError(), ValueError("?"), RecursionError(), ValueError("Exceeds the limit")])
@each("text", ["", "\n", "x = 1"])
def test_an_error_without_a_place_is_at_the_start(
    text: str, error: ValueError | RecursionError
) -> None:
    fault = syntax_errors.explain(text, error)
    assert fault.line == 1
    assert fault.message


def test_lines_that_end_as_on_windows_count_alike() -> None:
    text = 'x = 1\r\ny = "é" # é\r\nz = Guyana\r\n'
    assert explained(text)[:4] == (3, 5, 3, 11)
    assert explained(text)[:4] == explained(text.replace("\r\n", "\n"))[:4]


PIECES = ["a ", "a.", "a = ", "# ", "[a]\n", 'a = "b"\n', '"a", ', '"a\n', "\n#", "“a", " »"]


@pytest.mark.sweep(8)
@pytest.mark.parametrize("before", ["", "x = [", 'x = "', "x = {", "x = '''", "x = "])
@pytest.mark.parametrize("piece", [*NASTY, *PIECES])
def test_large_file_is_explained_in_time(before: str, piece: str) -> None:
    text = before + piece * 8_000
    for reason in REASONS[2::4]:
        for position in ("end of document", "line 1, column 7"):
            syntax_errors.explain(text, tomllib.TOMLDecodeError(f"{reason} (at {position})"))


@pytest.mark.parametrize("before", ["", "[", "(", "x = [", "x = '"])
def test_long_line_is_explained_in_time(before: str) -> None:
    lines = [(before + piece * 390)[:390] for piece in (" ", "a ", "'a' ", '"a", ', "{", "]", "\\")]
    for text in (*(f'{line}!"' for line in lines), f'{before}"a"{"x" * 70_000}'):
        start = time.process_time()
        explained(text)
        assert time.process_time() - start < 1, text


def test_the_deepest_brackets_are_pointed_at() -> None:
    text = "a = [[1], [2]]\nb = ]\nc = " + "[" * 2000
    assert syntax_errors.explain(text, RecursionError())[:3] == (3, 5, 3)


@each(
    ("line", "hint"),
    [
        ("verified", "write verified = 2026-06-01"),
        ("phones:", 'write phones = ["…"]'),
    ],
)
def test_a_key_without_value_is_shown_with_what_stands_for_it(line: str, hint: str) -> None:
    assert str(explained(f"[[focal_point]]\n{line}\n").hint) == hint
