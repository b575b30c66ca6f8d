"""The sides of a file with conflict markers, made by real git from two versions."""

import subprocess
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmcct.storage.conflict_markers import Conflict, read_sides
from tests.support.cases import each

BASE = 'a = 1\nb = """\nx\n"""\nc = 3\n'
OURS = BASE.replace("1", "2").replace("x", "one\n\nline")
THEIRS = BASE.replace("1", "3").replace("x", "another")


def _merge(folder: Path, *versions: str, style: str = "merge") -> str:
    """Return what git makes of OURS, BASE and THEIRS."""
    names = ["ours", "base", "theirs"]
    for name, text in zip(names, versions, strict=True):
        (folder / name).write_bytes(text.encode())
    words = ["git", "-c", f"merge.conflictStyle={style}", "merge-file", "-p"]
    done = subprocess.run([*words, *names], cwd=folder, check=False, capture_output=True)
    return done.stdout.decode()


@pytest.mark.parametrize("style", ["merge", "diff3", "zdiff3"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_sides_are_the_two_versions(tmp_path: Path, style: str, end: str) -> None:
    versions = [text.replace("\n", end) for text in (OURS, BASE, THEIRS)]
    merged = _merge(tmp_path, *versions, style=style)
    sides = read_sides(merged)
    assert sides
    assert [side.text for side in (sides.ours, sides.theirs)] == [versions[0], versions[2]]
    assert [side.raw["a"] for side in (sides.ours, sides.theirs)] == [2, 3]
    lines = merged.split("\n")
    for side in (sides.ours, sides.theirs):
        assert side.text.split("\n") == [lines[number - 1] for number in side.lines]
    for conflict in sides.conflicts:
        assert lines[conflict.start - 1].rstrip("\r") == f"<<<<<<< {conflict.ours}"
        assert lines[conflict.end - 1].rstrip("\r") == f">>>>>>> {conflict.theirs}"


def test_labels_may_be_absent_or_long() -> None:
    text = "<<<<<<<\na = 1\n=======\n>>>>>>> 68d1950 (two words) gy-ctu: phones"
    sides = read_sides(text)
    assert sides
    assert sides.conflicts == (Conflict(1, 4, "", "68d1950 (two words) gy-ctu: phones"),)
    assert (sides.ours.raw, sides.theirs.raw) == ({"a": 1}, {})


@each(
    "text",
    [
        "",
        "a = 1\n",
        "<<<<<<< x\na = 1\n=======\na = 2\n",
        "<<<<<<< x\na = 1\n>>>>>>> y\n",
        "<<<<<<< x\n<<<<<<< x\n=======\n>>>>>>> y\n=======\n>>>>>>> y\n",
        "<<<<<<< x\n=======\na = 1\n=======\n>>>>>>> y\n",
        "<<<<<<< x\n||||||| b\n||||||| b\n=======\n>>>>>>> y\n",
        "=======\n>>>>>>> y\n",
        "<<<<<<< x\na = \n=======\na = 1\n>>>>>>> y\n",
        "<<<<<<< x\na = 1\n=======\na = \n>>>>>>> y\n",
        "<<<<<<< x\n=======\n>>>>>>> y\na = " + "[" * 5000,
        "<<<<<<<< x\n========\n>>>>>>>> y\n",
    ],
)
def test_other_texts_have_no_sides(text: str) -> None:
    assert read_sides(text) is None


def test_underline_in_a_string_is_text() -> None:
    sides = read_sides('a = """\n=======\n"""\n<<<<<<< x\nb = 1\n=======\nb = 2\n>>>>>>> y\n')
    assert sides
    assert sides.ours.raw == {"a": "=======\n", "b": 1}


VALUES = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 3), max_size=6)


@given(VALUES, VALUES, VALUES)
def test_each_side_is_what_git_merged(
    tmp_path_factory: pytest.TempPathFactory,
    ours: dict[str, int],
    base: dict[str, int],
    theirs: dict[str, int],
) -> None:
    """Keys that are in conflict have the value of the side, others that of either."""
    versions = ("".join(f"{k} = {v}\n" for k, v in sorted(x.items())) for x in (ours, base, theirs))
    merged = _merge(tmp_path_factory.mktemp("merge"), *versions)
    sides = read_sides(merged)
    if sides is None:
        assert "<<<<<<<" not in merged or _has_repeated_keys(merged)
        return
    for side, own in ((sides.ours.raw, ours), (sides.theirs.raw, theirs)):
        assert all(value in {ours.get(key), theirs.get(key)} for key, value in side.items())
        differing = {key for key in own if sides.ours.raw.get(key) != sides.theirs.raw.get(key)}
        assert {key: side[key] for key in differing} == {key: own[key] for key in differing}


def _has_repeated_keys(merged: str) -> bool:
    """Return whether a side is not TOML: git merged the rest of it by lines."""
    texts = ["", ""]
    part: tuple[int, ...] = (0, 1)
    for line in merged.splitlines(keepends=True):
        part = {"<": (0,), "=": (1,), ">": (0, 1)}.get(line[0], part)
        if line[0] not in "<=>":
            for side in part:
                texts[side] += line
    try:
        for text in texts:
            tomllib.loads(text)
    except ValueError:
        return True
    return False
