"""The text of each table of a file, in any layout."""

import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmcct.toml.tables import (
    UnsupportedLayoutError,
    find_table,
    iter_tables,
    split_at_arrays,
    table_regions,
)
from tests.conftest import examples
from tests.support.layouts import written

pytestmark = pytest.mark.gate

AT_RANDOM = settings(max_examples=examples(30, 2000), database=None)
FILE = """\
[directory]
name = "x"
# About all of them.

# One.
[[focal_point]]
id = "a"
# Still one.

[[focal_point]]
id = "b"

# Two and a half.

# Three.
[[focal_point]]
id = "c"
[[focal_point.phones]]
number = "1"
"""
# Lines that look like headers, and headers.
HEADERS = b"""\
x = [
  ["a"],
[["a.b"]], # [c]
# [c]
[
["a"]
# "

, ["a"] , { b = [
["c"]
] },
["a"]
]]
'y' = '''
[c]'''

["a"] # "
b = "\\\"" # [c]
c = \"\"\"
[c]
\\""\\"\"\"\"
[a.'b.c'] # [c]
  [[ d . "e" ]]
[d.e.f]
\t[[d.e.g]]
[[d.e.g]]
[[d.e]]
[[d.e.g]]
z = ""
[last]"""


@AT_RANDOM
@given(st.integers(0, 2**63))
def test_regions_stand_where_tables_were_written(seed: int) -> None:
    file = written(seed)
    found = {region.path: (region.lead, region.end) for region in table_regions(file.data)}
    assert found == {path: file.bytes_of(lines) for path, lines in file.tables.items()}


@AT_RANDOM
@given(st.integers(0, 2**63))
def test_regions_hold_all_tables_in_order(seed: int) -> None:
    data, raw, *_ = written(seed)
    read, rest, place = dict[str, Any](), b"", 0
    for path, lead, start, end in table_regions(data):
        assert place <= lead <= start < end
        name = str(path[0])
        value = tomllib.loads(data[start:end].decode())[name]
        read[name] = read.get(name, []) + value if len(path) > 1 else value
        rest, place = rest + data[place:lead], end
    between = tomllib.loads((rest + data[place:]).decode("utf-8-sig"))
    assert between.keys().isdisjoint(read)
    assert between | read == raw


@AT_RANDOM
@given(st.integers(0, 2**63))
def test_tables_join_to_the_regions_around_them(seed: int) -> None:
    data = written(seed).data
    tables = [*iter_tables(data)]
    assert tables == sorted(tables, key=lambda table: table.start)
    for region in table_regions(data):
        inner = [table for table in tables if table.path[: len(region.path)] == region.path]
        assert region == inner[0]._replace(end=inner[-1].end)
        assert region == find_table(data, region.path)
        for path in {table.path[:-1] for table in inner[1:]}:
            alike = [table for table in inner if table.path[:-1] == path]
            assert table_regions(data, path) == alike


def test_regions_include_their_comments() -> None:
    data = FILE.encode()
    texts = [data[region.lead : region.end].decode() for region in table_regions(data)]
    assert [text.split("\n")[0] for text in texts] == [
        "[directory]",
        "# One.",
        "[[focal_point]]",
        "# Three.",
    ]
    assert texts[0].endswith("# About all of them.\n")
    assert texts[3].endswith('number = "1"\n')


def test_only_headers_are_headers() -> None:
    lines = {
        table.path: HEADERS[table.start : table.end].decode() for table in iter_tables(HEADERS)
    }
    assert lines == {
        ("a",): """["a"] # "\nb = "\\\"" # [c]\nc = \"\"\"\n[c]\n\\""\\"\"\"\"\n""",
        ("a", "b.c"): "[a.'b.c'] # [c]\n",
        ("d", "e", 0): '  [[ d . "e" ]]\n',
        ("d", "e", 0, "f"): "[d.e.f]\n",
        ("d", "e", 0, "g", 0): "\t[[d.e.g]]\n",
        ("d", "e", 0, "g", 1): "[[d.e.g]]\n",
        ("d", "e", 1): "[[d.e]]\n",
        ("d", "e", 1, "g", 0): '[[d.e.g]]\nz = ""\n',
        ("last",): "[last]",
    }


def test_interrupted_table_has_no_region() -> None:
    data = b"[a.b]\n[c]\n[a.d]\n"
    assert [table.path for table in iter_tables(data)] == [("a", "b"), ("c",), ("a", "d")]
    with pytest.raises(UnsupportedLayoutError):
        table_regions(data)
    data = b"[[a]]\n[[a]]\n[c]\n[[a.b]]\n"
    for refused in (table_regions, lambda data: table_regions(data, ("a",))):
        with pytest.raises(UnsupportedLayoutError):
            refused(data)
    with pytest.raises(UnsupportedLayoutError):
        find_table(data, ("a", 1))
    assert find_table(data, ("a", 0)) == (("a", 0), 0, 0, 6)
    assert table_regions(data, ("a", 1, "b")) == [(("a", 1, "b", 0), 16, 16, 24)]


def test_unclosed_string_hides_no_array() -> None:
    text = 'a = """\n[[b]]\r\n[[b.c]]\r\n\n[[b]]\n [[b]]\nd = [\n[[b'
    assert split_at_arrays(b"\xef\xbb\xbf" + text.encode()) == [
        b'\na = """',
        b"[[b]]\n[[b.c]]\n",
        b"[[b]]\n [[b]]\nd = [",
        b"[[b",
    ]
    assert split_at_arrays(b"[[b]]") == [b"", b"[[b]]"]
