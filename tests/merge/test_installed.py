"""`cmcct git-setup`, and the driver that it installs, which runs the real `cmcct merge-file`."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import MINIMAL, Result, Run, entry
from tests.merge.random_merges import IMPORTED
from tests.support import forks
from tests.support.repositories import Repo, repository

pytestmark = pytest.mark.gate

Action = Callable[[Repo], None]

VERIFIED = "2026-03-02"  # no seat is stale
TWO = entry(id='"gy-two"', name='"Bo Voorbeeld"', emails='["bo@example.org"]', verified=VERIFIED)
BASE = MINIMAL + entry(id='"gy-one"', verified=VERIFIED) + TWO
ID = 'id = "gy-one"\n'


def titled(title: str, *more: str) -> str:
    """Return BASE with a title of gy-one; and more lines below its id."""
    return BASE.replace(ID, "".join([ID, f'title = "{title}"\n', *more]))


CHIEF, HEAD, UNIT = titled("Chief"), titled("Head"), BASE.replace(ID, f'{ID}unit = "Desk"\n')
CONFLICT = (
    '<<<<<<< HEAD gy-one: title\ntitle = "Chief"\n=======\ntitle = "Head"\n'
    ">>>>>>> {} gy-one: title\n"
)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Provide a folder with the program `cmcct`."""
    with forks.program(tmp_path_factory.mktemp("bin"), *IMPORTED) as folder:
        yield folder


@pytest.fixture(autouse=True)
def _path(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{program}{os.pathsep}{os.environ['PATH']}")


def set_up(run: Run, repo: Repo) -> None:
    """Install the driver with the command, and commit its attribute."""
    assert run("git-setup", "--directory", repo.path).code == 0
    repo.git("add", "--all")
    repo.commit_all()


def fork(run: Run, repo: Repo, ours: bytes, theirs: bytes, base: bytes = BASE.encode()) -> None:
    """Commit three versions: theirs on `side` by Bob, ours on `main`, which is checked out."""
    repo.commit_bytes(base)
    set_up(run, repo)
    repo.git("switch", "-q", "-c", "side")
    repo.commit_bytes(theirs, GIT_AUTHOR_NAME="Bob")
    repo.git("switch", "-q", "main")
    repo.commit_bytes(ours)


def unmerged(repo: Repo) -> str:
    return repo.git("diff", "--name-only", "-z", "--diff-filter=U").rstrip("\0")


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return repository(tmp_path / "clone")


def test_clean_merge_is_committed(run: Run, repo: Repo) -> None:
    fork(run, repo, CHIEF.encode(), UNIT.encode())
    repo.git("merge", "-q", "-m", "x", "side")
    assert repo.path.read_text(encoding="utf-8") == titled("Chief", 'unit = "Desk"\n')
    assert run("check", repo.path) == Result(0, "", "no findings\n")


def test_conflict_is_read_explained_and_resolved(run: Run, repo: Repo) -> None:
    fork(run, repo, CHIEF.encode(), titled("Head", 'unit = "Desk"\n').encode())
    done = repo.run("git", "merge", "side", may_fail=True)
    assert "directory.toml: conflicts in gy-one: title\n" in done.stdout
    assert unmerged(repo) == "directory.toml"
    conflict = CONFLICT.format("side")
    text = repo.path.read_text(encoding="utf-8")
    assert text == BASE.replace(ID, f'{ID}{conflict}unit = "Desk"\n')
    shown = run("search", "--directory", repo.path, "--columns", "id,title,unit").out
    assert shown == "! gy-one\tChief\tDesk\ngy-two\t\t\n"
    assert run("show", "gy-one", "--directory", repo.path).out.startswith("! Ada Example\n")
    found = run("check", repo.path, "--format", "concise")
    assert (found.code, found.out.count("\n")) == (1, 1)
    assert found.out.endswith(
        "error[conflict] merge conflict in title between HEAD (Ada Example, 5 January 2024) "
        "and side (Bob, 4 January 2024) (entry 'gy-one')\n"
    )
    repo.path.write_text(text.replace(conflict, 'title = "Chief"\n'), encoding="utf-8")
    assert run("check", repo.path) == Result(0, "", "no findings\n")
    repo.git("add", "--all")
    repo.commit_all()
    assert len(repo.git("rev-list", "--parents", "-1", "HEAD").split()) == 3


@pytest.mark.parametrize("theirs", [titled("Head"), UNIT, f"{BASE}# end\n"])
def test_newer_format_is_a_conflict_that_loses_nothing(run: Run, repo: Repo, theirs: str) -> None:
    newer = theirs.replace("[directory]\n", "[directory]\nformat = 99\n")
    fork(run, repo, CHIEF.encode(), newer.encode())
    done = repo.run("git", "merge", "side", may_fail=True)
    assert (
        "error: written for a newer version of cmcct (the file has format 99; this version reads "
        in done.stdout
    )
    assert (done.returncode, unmerged(repo)) == (1, "directory.toml")
    stages = [f"{repo.git('show', f':{stage}:directory.toml')}\n" for stage in (1, 2, 3)]
    assert stages == [BASE, CHIEF, newer]
    text = repo.path.read_text(encoding="utf-8")
    assert {*newer.splitlines(), *CHIEF.splitlines()} <= {*text.splitlines()}
    assert repo.run("git", "commit", "-m", "x", may_fail=True).returncode


def _rebase(repo: Repo) -> None:
    repo.git("switch", "-q", "side")
    repo.run("git", "rebase", "-q", "main", may_fail=True)


def _cherry_pick(repo: Repo) -> None:
    repo.run("git", "cherry-pick", "side", may_fail=True)


def _stash(repo: Repo) -> None:
    ours = repo.head
    repo.git("reset", "-q", "--hard", "HEAD~1")
    repo.git("restore", "--source=side", "directory.toml")
    repo.git("stash", "-q")
    repo.git("reset", "-q", "--hard", ours)
    repo.run("git", "stash", "pop", "-q", may_fail=True)


def _worktree(repo: Repo) -> None:
    repo.git("worktree", "add", "-q", "-b", "tree", "../other tree", "main")
    repo.root = repo.root.with_name("other tree")
    repo.run("git", "merge", "-q", "side", may_fail=True)


@pytest.mark.parametrize("action", [_rebase, _cherry_pick, _stash, _worktree])
def test_each_action_marks_the_key_only(action: Action, run: Run, repo: Repo) -> None:
    fork(run, repo, CHIEF.encode(), titled("Head", 'unit = "Desk"\n').encode())
    action(repo)
    assert unmerged(repo) == "directory.toml"
    text = repo.path.read_text(encoding="utf-8")
    markers = [line.split(" ")[0] for line in text.splitlines() if line.endswith(": title")]
    assert (markers, text.count("\n=======\n")) == (["<<<<<<<", ">>>>>>>"], 1)
    shown = run("search", "--directory", repo.path, "--columns", "id,title,unit").out
    assert shown == "! gy-one\tChief\tDesk\ngy-two\t\t\n"
    found = run("check", repo.path, "--format", "concise").out
    assert found.count("merge conflict") == found.count("merge conflict in title between ") == 1


def test_two_clones_merge_in_turn(run: Run, repo: Repo, tmp_path: Path) -> None:
    """Each makes a change, merges that of the other, and pushes; nothing is lost."""
    repo.commit_bytes(BASE.encode())
    set_up(run, repo)
    repo.git("config", "receive.denyCurrentBranch", "updateInstead")
    repo.git("clone", "-q", ".", tmp_path / "second")
    second = Repo(tmp_path / "second", day=repo.day)
    set_up(run, second)
    for number in range(2):
        text = repo.path.read_text(encoding="utf-8")
        repo.commit_bytes(text.replace(ID, f"{ID}ours{number} = 1\n").encode())
        second.commit_bytes(text.replace(ID, f"{ID}theirs{number} = 1\n").encode())
        second.git("pull", "-q", "--no-rebase", "--no-edit")
        second.git("push", "-q")
    text = repo.path.read_text(encoding="utf-8")
    assert all(f"{side}{n} = 1\n" in text for side in ("ours", "theirs") for n in range(2))


def test_ancestors_in_conflict_are_merged(run: Run, repo: Repo) -> None:
    """Each side merges the other, and resolves the conflict alike; then both go on."""
    fork(run, repo, CHIEF.encode(), HEAD.encode())
    repo.git("branch", "before")
    meeting, unit = "Second Meeting", 'id = "gy-two"\n'
    later = ("main", "side", meeting, "Meeting"), ("side", "before", unit, f'{unit}unit = "New"\n')
    for branch, other, old, new in later:
        repo.git("switch", "-q", branch)
        repo.merge(other, entries=())
        repo.commit_bytes(CHIEF.replace(old, new).encode())
    repo.git("switch", "-q", "main")
    done = repo.run("git", "merge", "-m", "x", "side")
    assert "merged as text" in done.stdout
    text = CHIEF.replace(meeting, "Meeting").replace(unit, f'{unit}unit = "New"\n')
    assert repo.path.read_text(encoding="utf-8") == text


def test_text_without_markers_is_unmerged(run: Run, repo: Repo) -> None:
    """An id that occurs twice: git merges the text, and nobody knows what it means."""
    twice = BASE + TWO
    theirs = twice.replace('name = "Example Network"', 'name = "Network"')
    ours = twice + entry(id='"gy-three"')
    fork(run, repo, ours.encode(), theirs.encode(), twice.encode())
    done = repo.run("git", "merge", "-q", "side", may_fail=True)
    assert "directory.toml: no conflict is marked, but changes may be missing\n" in done.stdout
    assert unmerged(repo) == "directory.toml"
    text = repo.path.read_text(encoding="utf-8")
    assert text == ours.replace('name = "Example Network"', 'name = "Network"')
    assert 'name = "Network"' in repo.git("diff", "--ours")
    assert "gy-three" in repo.git("diff", "--theirs")


def test_names_need_no_care(run: Run, tmp_path: Path) -> None:
    name = 'it\'s "new" $HOME/directory.toml'
    repo = repository(tmp_path / "a clone", name)
    fork(run, repo, CHIEF.encode(), HEAD.encode())
    done = repo.run("git", "merge", "side", may_fail=True)
    assert f"{name}: conflicts in gy-one: title\n" in done.stdout
    assert CONFLICT.format("side") in repo.path.read_text(encoding="utf-8")


def test_renamed_folder_is_merged(run: Run, tmp_path: Path) -> None:
    """The side that renamed the file has the attribute of its new name, too."""
    repo = repository(tmp_path / "clone", "old/directory.toml")
    fork(run, repo, CHIEF.encode(), UNIT.encode())
    repo.move("new/directory.toml")
    set_up(run, repo)
    repo.git("merge", "-q", "-m", "x", "side")
    assert repo.path.read_text(encoding="utf-8") == titled("Chief", 'unit = "Desk"\n')


CHANGES: dict[str, tuple[Callable[[bytes], bytes], bool]] = {
    "crlf on both": (lambda d: d.replace(b"\n", b"\r\n"), True),
    "crlf on theirs": (lambda d: d.replace(b"\n", b"\r\n"), False),
    "bom on both": (lambda d: b"\xef\xbb\xbf" + d, True),
    "bom on theirs": (lambda d: b"\xef\xbb\xbf" + d, False),
}


@pytest.mark.parametrize("case", CHANGES)
def test_line_ends_and_bom_do_not_matter(run: Run, repo: Repo, case: str) -> None:
    change, is_everywhere = CHANGES[case]
    before = [change(one) if is_everywhere else one for one in (CHIEF.encode(), BASE.encode())]
    fork(run, repo, before[0], change(HEAD.encode()), before[1])
    repo.run("git", "merge", "-q", "side", may_fail=True)
    expected = CHIEF.replace('title = "Chief"\n', CONFLICT.format("side"))
    # Git itself converts CRLF of a file that has the attributes.
    is_kept = is_everywhere and "crlf" not in case
    assert repo.path.read_bytes() == (change(expected.encode()) if is_kept else expected.encode())
    assert run("search", "--directory", repo.path, "--columns", "id").out == "! gy-one\ngy-two\n"
    assert "merge conflict in title between" in run("check", repo.path).out
