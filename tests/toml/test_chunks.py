"""The chunks of a file that an edit has to read."""

import tomllib
from typing import Any

import pytest

from benchmarks.generate import directory
from cmcct.toml.patch import Chunk, changed_chunks
from tests.support.cases import each

# Entries that name their first line, between texts and comments that look like headers.
FILE = '''\
[directory]
notes = """
[[focal_point]]
""\\""[[focal_point]]"""""

# One.
[[focal_point]]
id = "a"
notes = \'\'\'it's ""
[[focal_point]]
\'\'\'
# Two.
[[focal_point]] # """
id = 'b"""'
sectors = ["#", # """
]

[check]
ignore = []
# Three.
[[focal_point]]
id = "c" # \'\'\'
# Four.
[[focal_point]]
id = "d\\"#"
[[focal_point.phones]]
number = "+"
'''


def _changed_chunks(text: str, **new: Any) -> list[Chunk]:
    old = tomllib.loads(text)
    return changed_chunks(text.encode(), old, old | new)


def _points(*ids: str) -> list[dict[str, Any]]:
    by_id = {point["id"][0]: point for point in tomllib.loads(FILE)["focal_point"]}
    return [by_id.get(id_, {"id": id_}) for id_ in ids]


def _joined(text: str, chunks: list[Chunk]) -> list[dict[str, Any]]:
    """Return the entries of a file, with those of its changed chunks."""
    offset, points = 0, []
    for start, end, old, new in chunks:
        assert tomllib.loads(text[start:end]) == old
        points += tomllib.loads(text[offset:start]).get("focal_point", [])
        points += new["focal_point"]
        offset = end
    return [*points, *tomllib.loads(text[offset:]).get("focal_point", [])]


@each(
    ("ids", "first", "last", "chunk_ids"),
    [
        ("abxd", '[[focal_point]]\nid = "c', "# '''\n", ["c"]),
        ("abd", "[[focal_point]] # ", '"+"\n', ["bcd"]),
        ("acd", "[directory]", "# '''\n", ["abc"]),
        ("abxcd", "[[focal_point]] # ", "# '''\n", ["bc"]),
        ("xbcd", "[[focal_point]]", "'''\n", ["a"]),
        ("abcdx", '[[focal_point]]\nid = "d', '"+"\n', ["d"]),
        ("aabcd", "[directory]", "ignore = []\n", ["ab"]),
        ("xbcy", "[[focal_point]]", '"+"\n', ["a", "d"]),
        ("xyzd", "[directory]", "# '''\n", ["abc"]),
        ("bcdx", "[directory]", '"+"\n', ["ab", "d"]),
        ("bdx", "[directory]", '"+"\n', ["abcd"]),
        ("", "[directory]", '"+"\n', ["abcd"]),
    ],
)
def test_added_or_removed_entries_include_neighbours(
    ids: str, first: str, last: str, chunk_ids: list[str]
) -> None:
    chunks = _changed_chunks(FILE, focal_point=_points(*ids))
    assert [chunk.old["focal_point"] for chunk in chunks] == [_points(*ids) for ids in chunk_ids]
    assert _joined(FILE, chunks) == _points(*ids)
    assert FILE[chunks[0].start :].startswith(first)
    assert FILE[: chunks[-1].end].endswith(last)


def test_an_entry_that_stays_is_looked_at_alone() -> None:
    points = _points(*"abcd")
    points[1:3] = [point | {"title": "Director"} for point in points[1:3]]
    chunks = _changed_chunks(FILE, focal_point=points)
    assert [chunk.new["focal_point"] for chunk in chunks] == [points[1:2], points[2:3]]
    assert _joined(FILE, chunks) == points
    # A new neighbour joins it in one chunk.
    points.insert(2, {"id": "x"})
    (chunk,) = _changed_chunks(FILE, focal_point=points)
    assert chunk.new["focal_point"] == points[1:4]


@pytest.mark.parametrize(
    ("text", "new"),
    [
        pytest.param(FILE, {"check": {}, "focal_point": []}, id="two tables change"),
        pytest.param(FILE, {"check": {}}, id="what changes is no list"),
        pytest.param(FILE, {"focal_point": {}}, id="what was a list is none any more"),
        pytest.param(FILE, {"meeting": [{}]}, id="there was no list"),
        pytest.param('a = [{id = "a"}]', {"a": []}, id="entries have no headers"),
        pytest.param(
            "[[meeting]]\n[[a]]\nb=1\n[[a]]\n[[a]]\n[meeting.x]\n[[meeting]]\n",
            {"a": [{"b": 1}, {}, {"b": 2}]},
            id="a table there belongs to an entry further up",
        ),
    ],
)
def test_other_changes_take_the_whole_file(text: str, new: dict[str, Any]) -> None:
    old = tomllib.loads(text)
    assert _changed_chunks(text, **new) == [(0, len(text.encode()), old, old | new)]


def test_entries_of_two_lists_give_separate_chunks() -> None:
    text = f"{FILE}# About it.\n[[meeting]]\nid = 'm'\n# Five.\n[[focal_point]]\nid = 'e'\n"
    points = tomllib.loads(text)["focal_point"]
    points[3] = points[3] | {"title": "Director"}
    chunks = _changed_chunks(text, focal_point=points, meeting=[{"id": "n"}])
    assert [text[chunk.start : chunk.end] for chunk in chunks] == [
        text[text.index('[[focal_point]]\nid = "d') : text.index("# About it.")],
        "[[meeting]]\nid = 'm'\n",
    ]
    old = tomllib.loads(text)
    (whole,) = _changed_chunks(text, focal_point=points[:3] + points[4:], meeting=[{"id": "n"}])
    assert whole == (
        0,
        len(text),
        old,
        old | {"focal_point": points[:3] + points[4:], "meeting": [{"id": "n"}]},
    )


def test_edit_of_large_file_looks_at_one_entry() -> None:
    text = "".join(directory(300))
    points = tomllib.loads(text)["focal_point"]
    points[150] = points[150] | {"title": "Director General"}
    (chunk,) = _changed_chunks(text, focal_point=points)
    assert chunk.new == {"focal_point": points[150:151]}
