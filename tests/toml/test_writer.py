"""Serialising values as TOML."""

import tomllib
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cmcct.toml.values import WIDTH, format_list, format_pair, format_table
from tests.support.cases import each
from tests.support.hostile import TEXTS

KEYS = st.from_regex(r"\A[A-Za-z0-9_-]+\Z")
ZONES = st.integers(-720, 720).map(lambda minutes: timezone(timedelta(minutes=minutes)))
PLAIN = (
    st.text()
    | st.sampled_from(TEXTS)
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False)
    | st.dates()
    | st.times()
    | st.datetimes()
    | st.datetimes(timezones=ZONES)
)
VALUES = st.recursive(
    PLAIN, lambda items: st.lists(items) | st.dictionaries(KEYS, items), max_leaves=12
)


@given(KEYS, VALUES)
def test_any_value_is_read_back(key: str, value: Any) -> None:
    assert tomllib.loads(format_pair(key, value)) == {key: value}


@given(st.dictionaries(KEYS, VALUES, max_size=3))
@settings(max_examples=50)
def test_any_table_is_read_back(values: dict[str, Any]) -> None:
    text = format_table("[[t]]", values)
    assert text.endswith("\n")
    assert tomllib.loads(text + text) == {"t": [values, values]}


@each(
    ("value", "expected"),
    [
        ("Zoë \\ \"x\" 'y'", 'k = "Zoë \\\\ \\"x\\" \'y\'"'),
        ("", 'k = ""'),
        ("a\tb", 'k = "a\tb"'),
        ("a\nb", 'k = """\na\nb"""'),
        ("a\nb\n", 'k = """\na\nb\n"""'),
        ("a\r\nb", 'k = "a\\r\\nb"'),
        (True, "k = true"),
        (7, "k = 7"),
        (date(2026, 3, 2), "k = 2026-03-02"),
        (datetime(2026, 3, 2, 4, 5, 6), "k = 2026-03-02 04:05:06"),  # noqa: DTZ001
        (time(4, 5), "k = 04:05:00"),
        ([], "k = []"),
        (["a", "b"], 'k = ["a", "b"]'),
        ([[1, 2], ["a"]], 'k = [[1, 2], ["a"]]'),
        ([1, ("a", "b")], 'k = [1, ["a", "b"]]'),
        ({"a": 1, "b": ["c"]}, 'k = { a = 1, b = ["c"] }'),
        ({"a b": 1, "\n": 2, "": 3}, 'k = { "a b" = 1, "\\n" = 2, "" = 3 }'),
        (["a", {"n": "b", "s": True}], 'k = ["a", { n = "b", s = true }]'),
    ],
)
def test_a_value_is_laid_out_as_in_a_directory_file(value: Any, expected: str) -> None:
    assert format_pair("k", value) == expected


def test_list_over_100_columns_has_line_per_item() -> None:
    fits, longer = ["é" * 44, "b" * 40], ["é" * 44, "b" * 41]
    assert len(format_pair("keyss", fits)) == WIDTH
    assert format_pair("keyss", fits) == f'keyss = ["{fits[0]}", "{fits[1]}"]'
    assert format_pair("keyss", longer) == f'keyss = [\n    "{longer[0]}",\n    "{longer[1]}",\n]'


def test_a_long_text_is_never_broken() -> None:
    assert format_pair("k", "x" * 300) == f'k = "{"x" * 300}"'


def test_a_table_is_its_header_and_a_line_a_key() -> None:
    assert format_table("[[meeting]]", {"id": "a", "date": date(2019, 3, 12)}) == (
        '[[meeting]]\nid = "a"\ndate = 2019-03-12\n'
    )
    assert format_table("[check]", {}) == "[check]\n"


def test_ready_items_get_a_line_each() -> None:
    assert format_list(["'a'", '"b"']) == "[\n    'a',\n    \"b\",\n]"
