"""`cmcct merge-file`: labels, exit codes, and git's merge of the text if in doubt."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cmcct.merge import texts
from cmcct.model.file_format import FIRST_FORMATS
from tests.conftest import MINIMAL, ROOT, Result, Run, entry, environment, limit_file_size
from tests.merge.conftest import LABELS, Merge, Merged, marked

AS_TEXT = "merged as text, not by entry and field\n"
UNSURE = (
    "no conflict is marked, but changes may be missing\n"
    "help: compare it with both versions (git diff --ours, git diff --theirs); then run cmcct "
    "check and git add\n"
)
BASE, OURS, THEIRS = (entry(title=f'"{word}"') for word in ("a", "b", "c"))
# Texts of BASE, OURS and THEIRS that are not merged by entry.
DOUBTFUL = {
    "no TOML": (BASE + "x", OURS + "x", BASE + "x" + THEIRS),
    "a control character": (BASE, OURS, BASE + "# \x01\n"),
    "markers": (BASE, marked(BASE, OURS, "gy-ctu"), THEIRS),
    "an id twice": (BASE + BASE, OURS + BASE, BASE + THEIRS),
    "no id": ('[[focal_point]]\nname = "a"\n',) * 2 + ('[[focal_point]]\nname = "b"\n',),
    "keys above tables": ("x = 1\n" + BASE, "x = 1\n" + OURS, "x = 2\n" + THEIRS),
    "dotted keys": (f"{BASE}a.b = 1\n", f"{OURS}a.b = 1\n", f"{THEIRS}a.b = 1\n"),
    "subtables": tuple(f"{text}[focal_point.x]\ny = 1\n" for text in (BASE, OURS, THEIRS)),
    "scattered subtables": tuple(f"[a]\n{text}\n[a.b]\n" for text in (BASE, OURS, THEIRS)),
    "a list and a table": ("", "[[x]]\nid = '1'\n", "[x]\ny = 1\n"),
}  # fmt: skip


def git_merge(tmp_path: Path, *contents: str) -> str:
    """Return what git writes for OURS, BASE and THEIRS."""
    names = ("ours", "base", "theirs")
    for name, text in zip(names, contents, strict=True):
        (tmp_path / name).write_text(text, encoding="utf-8", newline="")
    words = ["git", "merge-file", "-p", *LABELS, *names]
    return subprocess.run(words, cwd=tmp_path, capture_output=True, check=False).stdout.decode()


NEWER = (
    f"error: written for a newer version of cmcct (the file has format 99; this version reads "
    f"format {max(FIRST_FORMATS.values())})\n"
    "help: install a newer version of cmcct, as described in the README next to the file, or "
    "ask the person who set it up\n"
)


def _formats(*texts: str, newer: int) -> list[str]:
    """Return the texts, one of them with a newer format."""
    head = "[directory]\nname = 'x'\n"
    return [f"{head}{'format = 99' * (newer == n)}\n{text}" for n, text in enumerate(texts)]


@pytest.mark.parametrize("newer", range(3))
@pytest.mark.parametrize("theirs", ["title = 'c'\n", "title = 'a'\n# c\n", "title = 'a'\nx\n"])
def test_newer_format_is_merged_by_git_as_a_conflict(
    newer: int, theirs: str, merge: Merge, tmp_path: Path
) -> None:
    seat, title = "[[focal_point]]\nid = 'x'\n\n", "title = 'a'\n"
    texts = _formats(seat + title, f"# b\n{seat}{title}", seat + theirs, newer=newer)
    expected = git_merge(tmp_path, texts[1], texts[0], texts[2])
    is_read = not (newer == 2 and "\nx\n" in texts[2])  # what is not TOML has no format
    messages = (NEWER if is_read else "") + AS_TEXT + (UNSURE if "<<<<" not in expected else "")
    assert merge(texts[1], texts[0], texts[2]) == Merged(65, expected, messages)


@pytest.mark.parametrize("case", DOUBTFUL)
def test_doubtful_files_are_merged_by_git(case: str, merge: Merge, tmp_path: Path) -> None:
    base, ours, theirs = DOUBTFUL[case]
    expected = git_merge(tmp_path, ours, base, theirs)
    messages = AS_TEXT + (UNSURE if "<<<<<<<" not in expected else "")
    assert merge(ours, base, theirs) == Merged(65, expected, messages)


def test_text_with_data_of_both_sides_is_clean(merge: Merge) -> None:
    lines = [f"k{number} = 1\n" for number in range(9)]
    base, ours, theirs = ("".join(lines), "x = 1\n" + "".join(lines), "".join(lines) + "y = 1\n")
    contents = [f"[a]\nb.c = 1\n{text}" for text in (ours, base, theirs)]
    expected = Merged(0, f"[a]\nb.c = 1\nx = 1\n{''.join(lines)}y = 1\n", AS_TEXT)
    assert merge(*contents) == expected


def test_text_without_data_of_both_sides_is_not_clean(merge: Merge) -> None:
    # Git keeps both lines, each in its place: `since` of one person, `name` of another.
    keys = [f"k{number} = 1\n" for number in range(9)]
    base = entry(name='"Ada Example"') + "".join(keys) + "a.b = 1\nsince = 2020-01-01\n"
    ours, theirs = base.replace("Ada Example", "Bo"), base.replace("2020", "2021")
    done = merge(ours, base, theirs)
    assert done == Merged(65, ours.replace("2020", "2021"), AS_TEXT + UNSURE)
    assert merge(base + "x", base, theirs).code == 65


@pytest.mark.parametrize(("title", "code"), [("b", 0), ("c", 65)])
def test_ancestor_with_markers_has_two_versions(merge: Merge, title: str, code: int) -> None:
    """Git makes it of two ancestors; the sides may have resolved its conflict alike."""
    keys = "".join(f"k{number} = 1\n" for number in range(9))
    conflict = marked('title = "b"\n', 'title = "c"\n', "gy-ctu: title")
    base, ours = entry() + conflict + keys, entry() + 'title = "b"\n' + keys + "ours = 1\n"
    theirs = "# A comment.\n" + entry() + f'title = "{title}"\n' + keys
    done = merge(ours, base, theirs)
    assert (done.code, done.messages) == (code, AS_TEXT)
    if title == "b":
        assert done.text == "# A comment.\n" + ours


def test_text_with_other_data_is_not_written(
    merge: Merge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = git_merge(tmp_path, OURS, BASE, THEIRS)
    monkeypatch.setattr(texts, "merge_texts", lambda *_: [BASE.encode()])  # as if it had a bug
    assert merge(OURS, BASE, THEIRS) == Merged(65, expected, AS_TEXT)


def test_binary_file_is_left_alone(merge: Merge) -> None:
    done = merge("\0", BASE, THEIRS)
    assert (done.code, done.text) == (2, "\0")
    assert done.messages.startswith("error: git: Cannot merge binary files: ")


def test_missing_or_read_only_file_fails(run: Run, tmp_path: Path) -> None:
    for name in ("ours", "base"):
        (tmp_path / name).write_text(BASE, encoding="utf-8")
    missing = tmp_path / "theirs"
    done = run("merge-file", tmp_path / "ours", tmp_path / "base", missing)
    assert done == Result(2, "", f"error: cannot read {missing}: no such file or folder\n")
    missing.write_text(THEIRS, encoding="utf-8")
    with limit_file_size(5):
        assert run("merge-file", tmp_path / "ours", tmp_path / "base", missing).code == 2
    assert (tmp_path / "ours").read_text(encoding="utf-8") == BASE


def test_labels_are_given_or_names_of_files(run: Run, tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("ours", "base", "theirs")]

    def first_and_last(*labels: str) -> tuple[str, str]:
        for path, text in zip(paths, (OURS, BASE, THEIRS), strict=True):
            path.write_text(text, encoding="utf-8")
        assert run("merge-file", *paths, *labels).code == 65
        lines = paths[0].read_text(encoding="utf-8").splitlines()
        return lines[-5].removesuffix(" gy-ctu: title"), lines[-1].removesuffix(" gy-ctu: title")

    assert first_and_last() == (f"<<<<<<< {paths[0]}", f">>>>>>> {paths[2]}")
    given = ("-L", "a\nb", "-L", "", "-L", "c: d")
    assert first_and_last(*given) == ("<<<<<<< a b", ">>>>>>> c: d")
    # What git passes that does not know these placeholders.
    given = ("-L", "%X", "-L", "%S", "-L", "%Y")
    assert first_and_last(*given) == ("<<<<<<< ours", ">>>>>>> theirs")
    assert run("merge-file", *paths, *("-L", "a") * 4) == Result(
        2, "", "error: too many labels\nhelp: give -L at most three times\n"
    )


@pytest.mark.parametrize("style", ["diff3", "zdiff3", "merge"])
def test_base_is_shown_if_git_would(
    style: str, merge: Merge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config").write_text(f"[merge]\nconflictStyle = {style}\n", encoding="utf-8")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "config"))
    shown = '||||||| base gy-ctu: title\ntitle = "a"\n' if style != "merge" else ""
    expected = marked('title = "b"\n' + shown, 'title = "c"\n', "gy-ctu: title")
    assert merge(OURS, BASE, THEIRS).text.endswith(expected)


def test_merge_without_git_has_markers(merge: Merge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert merge(OURS, BASE, THEIRS).code == 65
    assert merge(OURS, "x", THEIRS) == Merged(2, OURS, "error: git is not installed\n")


def test_unchanged_file_is_not_written(merge: Merge, run: Run, tmp_path: Path) -> None:
    merge(MINIMAL, MINIMAL, MINIMAL)
    path = tmp_path / "ours"
    before = path.stat().st_ino
    assert run("merge-file", path, path, path) == Result(0, "", "")
    assert path.stat().st_ino == before


@pytest.mark.sweep
@pytest.mark.gate
@pytest.mark.parametrize("how", ["kill", "fail"])
def test_stopped_merge_leaves_a_whole_file(how: str, merge: Merge, tmp_path: Path) -> None:
    theirs = BASE.replace("police", "justice")
    merged = merge(OURS, BASE, theirs).text
    folder = tmp_path / "in"
    folder.mkdir()
    paths = [folder / name for name in ("ours", "base", "theirs")]
    for path, text in zip(paths, (OURS, BASE, theirs), strict=True):
        path.write_text(text, encoding="utf-8")
    words = ["merge-file", *map(str, paths)]
    given = {"how": how, "folders": [str(folder)], "words": words, "after": words}
    script = [sys.executable, "tests/support/killer.py"]
    done = subprocess.run(
        [*script, json.dumps(given | {"log": str(tmp_path / "log")})],
        cwd=ROOT,
        env=environment() | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=True,
    )
    *stopped, last = map(json.loads, done.stdout.splitlines())
    assert len(stopped) > 5
    assert last["code"] == 0
    for run in (*stopped, last):
        text = run["then"][str(paths[0])]
        assert text == merged or (run["code"] != 0 and text == OURS)
        assert sorted(run["after"]) == sorted(map(str, paths))
