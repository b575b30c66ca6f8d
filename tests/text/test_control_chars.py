"""Characters that are not allowed in a value."""

import json
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from cmcct.text.control_chars import (
    FORBIDDEN,
    FORBIDDEN_IN_BLOCK,
    dump_json,
    dump_json_lines,
    escape_control_chars,
    replace_control_chars,
    to_one_line,
)
from tests.support.cases import each

# Code points that can hide or reorder text, or break a line.
BAD = [
    *range(0x09),
    *range(0x0B, 0x20),
    *range(0x7F, 0xA0),
    0xAD,
    *range(0x2028, 0x202F),
    *range(0x2066, 0x206A),
]
FINE = [0x20, 0x7E, 0xA0, 0x200D, 0x2027, 0x202F, 0x2065, 0x206A, ord("é"), ord("😀")]


@each("code", BAD)
def test_hiding_or_reordering_character_is_forbidden(code: int) -> None:
    assert FORBIDDEN.search(chr(code))
    assert FORBIDDEN_IN_BLOCK.search(chr(code))
    assert replace_control_chars(f"a{chr(code)}b") == to_one_line(f"a{chr(code)}b") == "a\ufffdb"
    assert json.loads(f'"{escape_control_chars(chr(code))}"') == chr(code)


@each("char", ["\n", "\t"])
def test_line_end_or_tab_is_forbidden_outside_blocks(char: str) -> None:
    assert FORBIDDEN.search(char)
    assert not FORBIDDEN_IN_BLOCK.search(char)
    assert replace_control_chars(f"a{char}b") == f"a{char}b"
    assert escape_control_chars(f"a{char}b") == f"a{char}b"
    assert to_one_line(f"a{char}b") == "a b"


@each("code", FINE)
def test_any_other_character_stays(code: int) -> None:
    assert not FORBIDDEN.search(chr(code))
    assert to_one_line(chr(code)) == escape_control_chars(chr(code)) == chr(code)


@given(st.text())
def test_one_line_has_no_forbidden_sign_and_same_width(text: str) -> None:
    assert not FORBIDDEN.search(to_one_line(text))
    assert len(to_one_line(text)) == len(text)


def test_json_has_no_character_that_hides_text() -> None:
    assert dump_json({"á": ["a\u202eb", None]}) == (
        '{\n  "á": [\n    "a\\u202eb",\n    null\n  ]\n}\n'
    )


def test_each_json_object_has_a_line() -> None:
    objects: list[dict[str, object]] = [{"á": "a\u202eb"}, {"day": date(2026, 6, 1)}]
    assert dump_json_lines(objects) == '[\n  {"á": "a\\u202eb"},\n  {"day": "2026-06-01"}\n]\n'
    assert dump_json_lines([]) == "[]\n"
