"""Pieces of a file, and those in which two versions differ."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmcct.toml.tables import plain_text, split_at_arrays, split_differing
from tests.toml.test_tables import AT_RANDOM

pytestmark = pytest.mark.gate

# Lines, and parts of lines, of which files are made at random.
PARTS = (
    *(b"[[a]]\n", b"[[a.b]]\n", b"[[c]]\n", b"x = 1\n", b"y = 2\n", b"\n", b"[["),
    *(b"\r\n", b"\r", b"\xef\xbb\xbf", b"'''\n"),
)


def files() -> st.SearchStrategy[list[bytes]]:
    """Return lists of parts."""
    return st.lists(st.sampled_from(PARTS), max_size=12)


def test_unclosed_string_hides_no_array() -> None:
    text = 'a = """\n[[b]]\r\n[[b.c]]\r\n\n[[b]]\n [[b]]\nd = [\n[[b'
    assert split_at_arrays(b"\xef\xbb\xbf" + text.encode()) == [
        b'\na = """',
        b"[[b]]\n[[b.c]]\n",
        b"[[b]]\n [[b]]\nd = [",
        b"[[b",
    ]
    assert split_at_arrays(b"[[b]]") == [b"", b"[[b]]"]


@AT_RANDOM
@given(start=files(), middles=st.tuples(files(), files()), end=files())
def test_pieces_that_differ_are_those_of_the_whole_files(
    start: list[bytes], middles: tuple[list[bytes], list[bytes]], end: list[bytes]
) -> None:
    files = [b"".join([*start, *middle, *end]) for middle in middles]
    old, new = (Counter(split_at_arrays(data)) for data in files)
    gone, come = map(Counter, split_differing(*map(plain_text, files)))
    assert (gone - come, come - gone) == (old - new, new - old)


def test_only_pieces_around_a_change_are_returned() -> None:
    before = b"[a]\n\n[[b]]\nx = 1\n\n[[b]]\n[[b.c]]\nx = 2\n\n[[b]]\nx = 3\n"
    changed = b"[[b]]\n[[b.c]]\nx = %b\n"
    assert split_differing(before, before.replace(b"2", b"4")) == (
        [changed % b"2"],
        [changed % b"4"],
    )
