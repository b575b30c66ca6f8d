"""The merge driver of a clone, by real git: small programs stand for cmcct on the PATH."""

import os
from pathlib import Path

import pytest

from cmcct.history import merge_driver
from tests.conftest import error_of
from tests.support.repositories import Repo, entry, repository

NAMES = [
    "directory.toml",
    "contacts/directory.toml",
    'two words/it\'s "new"/directory.toml',
    "#1 [old] *?/directory.toml",
    "!Curaçao\\ñ/directory.toml",
]
LINE = "directory.toml text eol=lf merge=cmcct"
# Of the label of THEIRS, and the one that git writes for it in markers.
BRANCH = "it's-$HOME"


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return repository(tmp_path / "clone")


def _program(folder: Path, text: str) -> str:
    """Return a PATH on which `cmcct` is this shell script."""
    program = folder / "bin" / "cmcct"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    program.chmod(0o755)
    return f"{program.parent}:{os.environ['PATH']}"


def _install(repo: Repo) -> None:
    merge_driver.install(repo.path)
    repo.git("add", "--all")
    repo.commit_all()


def _merge(repo: Repo, path: str, *, line: str | None = None) -> tuple[int, str]:
    """Change a title on two branches, merge them; return git's exit code and the file."""
    repo.commit(entry("gy-ctu", "Base"))
    _install(repo)
    if line is not None:
        repo.git("config", "merge.cmcct.driver", line)
    repo.git("checkout", "-q", "-b", BRANCH)
    repo.commit(entry("gy-ctu", "Theirs"))
    repo.git("checkout", "-q", "main")
    repo.commit(entry("gy-ctu", "Ours"))
    done = repo.run("git", "merge", "-q", BRANCH, env={"PATH": path}, may_fail=True)
    return done.returncode, repo.path.read_text(encoding="utf-8")


def _titles(ours: str, theirs: str) -> str:
    return f'<<<<<<< {ours}\ntitle = "Ours"\n=======\ntitle = "Theirs"\n>>>>>>> {theirs}\n'


@pytest.mark.parametrize("name", NAMES)
def test_attribute_names_only_the_file(tmp_path: Path, name: str) -> None:
    repo = repository(tmp_path, name)
    repo.commit()
    assert merge_driver.install(repo.path).endswith(" text eol=lf merge=cmcct")
    assert merge_driver.install(repo.path) == ""
    shown = repo.git("check-attr", "-z", "text", "eol", "--", name).split("\0")
    assert shown[2::3] == ["set", "lf"]
    others = ["directory.tom", "#1 o aa/directory.tom", f"x/{name}x"]
    others += ["#1 o aa/directory.toml", f"x/{name}"] if "/" in name else []
    said = repo.git("check-attr", "-z", "merge", "--", name, *others).split("\0")
    assert said[2::3] == ["cmcct", *["unspecified"] * len(others)]


@pytest.mark.parametrize("before", ["", "*.md text\n", "*.md text", "*.toml merge=union\r\n"])
def test_other_attributes_are_kept(repo: Repo, before: str) -> None:
    path = repo.root / ".gitattributes"
    path.write_bytes(before.encode())
    repo.commit()
    for expected in (LINE, ""):
        assert merge_driver.install(repo.path) == expected
    start = before + "\n" if before and not before.endswith("\n") else before
    assert path.read_bytes().decode() == f"{start}{LINE}\n"


@pytest.mark.parametrize(
    ("before", "added"),
    [
        # The line of an earlier cmcct.
        ("directory.toml merge=cmcct\n", LINE),
        # Who decides about line ends knows why.
        ("*.toml text=auto merge=cmcct\n", ""),
        ("* -text\ndirectory.toml merge=cmcct\n", ""),
        ("*.toml eol=crlf\n", LINE),
        (f"{LINE}\n", ""),
    ],
)
def test_line_ends_are_set_where_nothing_is(repo: Repo, before: str, added: str) -> None:
    path = repo.root / ".gitattributes"
    path.write_text(before, encoding="utf-8")
    repo.commit()
    assert merge_driver.install(repo.path) == added
    assert path.read_text(encoding="utf-8") == before + f"{added}\n" * bool(added)
    assert not merge_driver.is_missing(repo.path)


def test_encrypted_file_is_no_text(repo: Repo) -> None:
    path = repo.root / "directory.private.toml.age"
    for expected in (f"{path.name} merge=cmcct", ""):
        assert merge_driver.install(path) == expected


def test_setting_is_replaced(repo: Repo) -> None:
    repo.commit()
    repo.git("config", "merge.cmcct.driver", "old")
    merge_driver.install(repo.path)
    assert repo.git("config", "--get-all", "merge.cmcct.driver") == merge_driver.DRIVER
    assert repo.git("config", "merge.cmcct.name") == "cmcct: merge by entry and field"


def test_clone_lacks_the_setting(repo: Repo, tmp_path: Path) -> None:
    repo.commit()
    assert not merge_driver.is_missing(repo.path)  # no attribute yet
    _install(repo)
    assert not merge_driver.is_missing(repo.path)
    repo.git("clone", "-q", ".", tmp_path / "other")
    assert merge_driver.is_missing(tmp_path / "other" / "directory.toml")
    assert not merge_driver.is_missing(tmp_path / "elsewhere.toml")


def test_stricter_attributes_are_reported(repo: Repo) -> None:
    repo.commit()
    own = repo.root / ".git/info/attributes"
    own.parent.mkdir(exist_ok=True)
    own.write_text("directory.toml merge=union\n", encoding="utf-8")
    path = repo.root / ".gitattributes"
    message = f"another file of attributes overrides {path}: see git help attributes"
    assert error_of(lambda: merge_driver.install(repo.path)) == (message, "")


def test_linked_attributes_are_refused(repo: Repo) -> None:
    repo.commit()
    path = repo.root / ".gitattributes"
    path.symlink_to(repo.root / "elsewhere")
    message = f"cannot read {path}: it is a link"
    assert error_of(lambda: merge_driver.install(repo.path)) == (message, "")


def test_repository_is_needed(tmp_path: Path) -> None:
    (tmp_path / "directory.toml").touch()
    expected = ("directory.toml is not in a git repository", "run git init")
    assert error_of(lambda: merge_driver.install(tmp_path / "directory.toml")) == expected


@pytest.mark.parametrize(
    "text",
    [
        "exit 1",
        "exit 2",
        "exit 70",
        "exit 127",
        "kill -9 $$",
        "kill -TERM $$",
        f"exec {os.devnull}",
    ],
)
def test_failure_leaves_markers(repo: Repo, tmp_path: Path, text: str) -> None:
    code, merged = _merge(repo, _program(tmp_path, text))
    assert (code, repo.git("status", "--short", "-uno")) == (1, "UU directory.toml")
    assert _titles("HEAD", BRANCH) in merged


def test_missing_program_leaves_markers(repo: Repo, tmp_path: Path) -> None:
    """No cmcct is on the PATH, which has nothing but git and the shell."""
    folder = tmp_path / "only-git"
    folder.mkdir()
    for name in ("git", "sh"):
        real = next(Path(place, name) for place in os.get_exec_path() if Path(place, name).exists())
        (folder / name).symlink_to(real)
    code, merged = _merge(repo, str(folder))
    assert code == 1
    assert _titles("HEAD", BRANCH) in merged
    repo.git("reset", "-q", "--hard")
    told = repo.run("git", "merge", BRANCH, env={"PATH": str(folder)}, may_fail=True).stdout
    assert told.startswith("merged by lines: no cmcct on the PATH\n")
    assert "cmcct merge-file" not in told


def test_binary_file_stops_no_merge(repo: Repo, tmp_path: Path) -> None:
    """UTF-16, as some editors save it: a conflict in this file, and the others are merged."""
    repo.commit(entry("gy-ctu"))
    _install(repo)
    repo.git("checkout", "-q", "-b", "other")
    (repo.root / "other.txt").touch()
    repo.commit_bytes(repo.path.read_text(encoding="utf-8").encode("utf-16"))
    repo.git("checkout", "-q", "main")
    repo.commit(entry("gy-ctu", "Ours"))
    before = repo.path.read_bytes()
    path = _program(tmp_path, "exit 2")
    done = repo.run("git", "merge", "-q", "other", env={"PATH": path}, may_fail=True)
    status = repo.git("status", "--short").splitlines()
    assert (done.returncode, status) == (1, ["UU directory.toml", "A  other.txt"])
    assert repo.path.read_bytes() == before


def test_failure_merges_what_lines_can(repo: Repo, tmp_path: Path) -> None:
    repo.commit(entry("gy-ctu"), "# a\n" * 9, entry("sr-labour"))
    _install(repo)
    repo.git("checkout", "-q", "-b", "other")
    repo.commit(entry("gy-ctu"), "# a\n" * 9, entry("sr-labour", "Theirs"))
    repo.git("checkout", "-q", "main")
    repo.commit(entry("gy-ctu", "Ours"), "# a\n" * 9, entry("sr-labour"))
    path = _program(tmp_path, "exit 70")
    repo.run("git", "merge", "-q", "-m", "x", "other", env={"PATH": path})
    merged = repo.path.read_text(encoding="utf-8")
    assert ('"Ours"' in merged, '"Theirs"' in merged) == (True, True)


@pytest.mark.parametrize(("code", "expected"), [(0, 0), (65, 1)])
def test_result_of_program_is_taken(repo: Repo, tmp_path: Path, code: int, expected: int) -> None:
    path = _program(tmp_path, f'echo "# merged" >"$2"; exit {code}')
    assert _merge(repo, path) == (expected, "# merged\n")


@pytest.mark.parametrize("name", NAMES)
def test_program_gets_files_path_and_labels(tmp_path: Path, name: str) -> None:
    repo, seen = repository(tmp_path / "clone", name), tmp_path / "seen"
    script = (
        f'printf "%s\\n" "$@" >{seen}; for f in "$2" "$3" "$4"; do grep title "$f"; done >>{seen}'
    )
    _merge(repo, _program(tmp_path, f"{script}; exit 65"))
    command, *files, path, _l, ours, _l, base, _l, theirs, one, two, three = seen.read_text(
        encoding="utf-8"
    ).splitlines()
    assert (command, path, ours, theirs) == ("merge-file", f"--path={name}", "HEAD", BRANCH)
    assert (len(files), repo.git("rev-parse", base)) == (3, repo.git("rev-parse", "HEAD~1"))
    assert [one, two, three] == ['title = "Ours"', 'title = "Base"', 'title = "Theirs"']


def test_older_git_has_plain_labels(repo: Repo, tmp_path: Path) -> None:
    """Git before 2.44 leaves %X, %S and %Y as they are, which %%X imitates here."""
    line = merge_driver.DRIVER.replace("-- %X %S %Y", "-- %%X %%S %%Y")
    _code, merged = _merge(repo, _program(tmp_path, "exit 70"), line=line)
    assert _titles("ours", "theirs") in merged
