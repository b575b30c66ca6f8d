"""Positions of values in a JSON file."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cmcct.diagnostics import KeyPath, Span
from cmcct.importing.readers.objects import JsonSource
from tests.support.cases import each

TEXT = """\ufeff[
  {"id": "gy-é-ctu", "phones" : ["1",
     { "number": "2" }, [], {}]},\r
  {"id": "a", "id": "b"}
]
"""
SOURCE = JsonSource(TEXT.encode())


@each(
    ("path", "span"),
    [
        ((), (1, 1, 1, 2)),
        ((0,), (2, 3, 2, 4)),
        ((0, "id"), (2, 10, 2, 20)),
        ((0, "phones"), (2, 33, 3, 32)),
        ((0, "phones", 0), (2, 34, 2, 37)),
        ((0, "phones", 1), (3, 6, 3, 7)),
        ((0, "phones", 1, "number"), (3, 18, 3, 21)),
        ((0, "phones", 2), (3, 25, 3, 27)),
        ((0, "phones", 3), (3, 29, 3, 30)),
        ((1, "id"), (4, 21, 4, 24)),
    ],
)
def test_a_value_stands_where_it_is_written(path: KeyPath, span: tuple[int, ...]) -> None:
    assert SOURCE.span(path) == Span(*span)


@each("path", [(0, "phones", 1, "type"), (0, "phones", 1, "number", "x")])
def test_unwritten_path_is_shown_at_nearest_parent(path: KeyPath) -> None:
    known = path[:3] if path[-1] == "type" else path[:4]
    assert SOURCE.span(path) == SOURCE.span(known)


def test_a_line_is_given_without_its_end() -> None:
    assert [SOURCE.line(number) for number in (1, 3)] == ["[", '     { "number": "2" }, [], {}]},']


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=12,
)


@given(JSON, st.sampled_from([None, 2]), st.booleans())
def test_the_text_of_a_place_is_its_value(item: Any, indent: int | None, ascii_: bool) -> None:  # noqa: FBT001
    value = [item]
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_)
    source, lines = JsonSource(text.encode("utf-8", "surrogatepass")), text.split("\n")
    for path, found in _paths(value, ()):
        if not isinstance(found, dict | list):
            line, start, _, end = source.span(path)
            assert json.loads(lines[line - 1][start - 1 : end - 1]) == found


def _paths(value: Any, path: KeyPath) -> list[tuple[KeyPath, Any]]:
    below = list(enumerate(value)) if isinstance(value, list) else []
    below = list(value.items()) if isinstance(value, dict) else below
    return [(path, value), *(found for key, item in below for found in _paths(item, (*path, key)))]


def test_nodes_are_yielded_in_order_of_file() -> None:
    source = JsonSource(b'{"a": [1, {}], "b": {"c": 2}, "a": 3}')
    found = [(node.path, node.key_span.column, node.is_repeated) for node in source.nodes()]
    assert found == [
        ((), 1, False),
        (("a",), 2, False),
        (("a", 0), 8, False),
        (("a", 1), 11, False),
        (("b",), 16, False),
        (("b", "c"), 22, False),
        (("a",), 31, True),
    ]


def test_numbers_that_json_lacks_are_marked() -> None:
    source = JsonSource(b'[NaN, -Infinity, Infinity, "NaN", 1]')
    found = [(node.span.column, node.is_constant) for node in source.nodes()]
    assert found == [(1, False), (2, True), (7, True), (18, True), (28, False), (35, False)]
