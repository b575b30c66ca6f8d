"""Unified diffs."""

import random
import re
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from cmcct.text.diffs import unified_diff
from tests.conftest import examples
from tests.support.cases import each
from tests.support.programs import need

LINES = st.lists(
    st.sampled_from(["[[x]]\n", "\n", "a\n", "b\r\n", "c\u2028\n", "d\x0b\n", "é\n"])
    | st.integers(0, 30).map(lambda number: f"id = {number}\n"),
    max_size=40,
)
ENDS = st.sampled_from(["", "z", "[[x]]"])
AT_RANDOM = settings(max_examples=examples(20, 1000), database=None)


def _diff(before: str, after: str) -> str:
    return "".join(unified_diff(before, after, "x"))


def _applied(before: str, diff: str) -> str:
    """Apply a diff to a text with git."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "x"
        file.write_bytes(before.encode())
        words = [need("git", "apt install git"), "apply", "--whitespace=nowarn", "-"]
        subprocess.run(words, cwd=folder, input=diff.encode(), check=True, capture_output=True)
        return file.read_bytes().decode()


@AT_RANDOM
@given(LINES, ENDS, LINES, ENDS)
def test_git_makes_one_text_of_the_other_with_it(
    old: list[str], end: str, new: list[str], new_end: str
) -> None:
    before, after = "".join(old) + end, "".join(new) + new_end
    diff = _diff(before, after)
    assert bool(diff) == (before != after)
    assert not diff or _applied(before, diff) == after


@AT_RANDOM
@given(LINES, st.integers(0, 40), LINES)
def test_diff_shows_only_inserted_or_removed_lines(
    old: list[str], index: int, more: list[str]
) -> None:
    new = [*old[:index], *more, *old[index:]]
    for texts, sign in (((old, new), "+"), ((new, old), "-")):
        lines = re.findall(r"(?m)^[-+]", _diff(*map("".join, texts)))[2:]
        assert lines == [sign] * len(more)


def _entry(number: int) -> str:
    return f'[[x]]\nid = {number}\na = "b"\n'


def _text(numbers: Iterable[int]) -> str:
    return "\n".join(map(_entry, numbers))


@each("index", range(4))
def test_an_entry_comes_and_goes_from_its_header_on(index: int) -> None:
    numbers = [1, 2, 3]
    more = _text([*numbers[:index], 4, *numbers[index:]])
    lines = _entry(4).splitlines()
    shown = ["", *lines] if index == len(numbers) else [*lines, ""]
    for sign, diff in (("+", _diff(_text(numbers), more)), ("-", _diff(more, _text(numbers)))):
        changed = [line[1:] for line in diff.splitlines()[3:] if line[0] == sign]
        assert changed == shown


def test_moved_entry_is_whole_in_old_and_new_place() -> None:
    diff = _diff(_text(range(40)), _text([*range(5), *range(6, 30), 5, *range(30, 40)]))
    lines = [*_entry(5).splitlines(), ""]
    changed = [line for line in diff.splitlines()[2:] if line[0] in "+-"]
    assert changed == [f"{sign}{line}" for sign in "-+" for line in lines]


def test_reordered_entries_mostly_stay() -> None:
    numbers = [*range(200)]
    random.Random(1).shuffle(numbers)  # noqa: S311 - nothing to be guessed
    diff = _diff(_text(range(200)), _text(numbers))
    moved = {line[1:] for line in diff.splitlines() if line.startswith("+id")}
    most = max(map(len, _rows(numbers)))
    assert len(moved) == 200 - most


def _rows(numbers: Sequence[int]) -> Iterator[list[int]]:
    """Yield, for each number, a longest increasing subsequence that ends with it."""
    rows: list[list[int]] = []
    for number in numbers:
        below = (row for row in rows if row[-1] < number)
        rows.append([*max(below, key=len, default=[]), number])
    yield from rows


@each(
    ("before", "after", "heads"),
    [
        ("", "a\n", ["@@ -0,0 +1 @@"]),
        ("a\n", "", ["@@ -1 +0,0 @@"]),
        ("a\nb\nc\nd\ne\n", "a\nb\nc\nd\n", ["@@ -2,4 +2,3 @@"]),
        (_text(range(4)), _text([0, 1, 2, 3, 4]), ["@@ -13,3 +13,7 @@"]),
    ],
)
def test_hunk_head_counts_like_other_programs(before: str, after: str, heads: list[str]) -> None:
    assert [line for line in _diff(before, after).splitlines() if line[0] == "@"] == heads


@each(("gap", "hunks"), [(6, 1), (7, 2)])
def test_changes_within_context_are_one_hunk(gap: int, hunks: int) -> None:
    between = [f"{number}\n" for number in range(gap)]
    before, after = (["a\n", *between, "b\n"], ["c\n", *between, "d\n"])
    assert _diff("".join(before), "".join(after)).count("@@ -") == hunks
