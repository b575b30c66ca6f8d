"""Past contents of the file from git, with any path and name."""

import os
import re
import resource
import shlex
from pathlib import Path

import pytest

from cmcct.errors.exceptions import CmcctError
from cmcct.history.git.process import GitError
from cmcct.history.git.repository import Commit, Repository, _is_of_other_file
from tests.conftest import MINIMAL, command, error_of
from tests.support.machine import AUTHOR
from tests.support.programs import need
from tests.support.repositories import Repo, copy, entry, repository

NAMES = ["a b.toml", "répertoire-ü.toml", "[a]*?.toml", "a\nb.toml", ":(top)x.toml", "-x.toml"]


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """Return a repository with two commits."""
    return copy(_commit_twice, tmp_path / "repo")


def _commit_twice(repo: Repo) -> None:
    repo.commit(entry("a"))
    repo.commit(entry("a", "Inspector"))


def _contents(repo: Repo) -> list[bytes]:
    """Return the contents of the file after each commit, the newest first."""
    found = Repository.open(repo.path)
    with found.blobs() as read:
        return [read(commit.after) for commit in found.commits()]


def _titles(repo: Repo) -> list[str]:
    return [" ".join(re.findall(r'title = "(.*)"', data.decode())) for data in _contents(repo)]


def test_commits_are_newest_first_with_earlier_version(repo: Repo) -> None:
    newest, oldest = Repository.open(repo.path).commits()
    assert newest.before == (oldest.after,)
    assert oldest.before == ("",)
    assert (newest.id, newest.author, newest.subject) == (repo.head, AUTHOR, "Day 2")
    assert f"{newest.when:%Y-%m-%d}" == "2024-01-03"
    assert _titles(repo) == ["Inspector", "Director"]


def test_commit_without_the_file_is_not_listed(repo: Repo) -> None:
    (repo.root / "other.txt").write_text("x", encoding="utf-8")
    repo.git("add", "--all")
    repo.commit_all()
    assert _titles(repo) == ["Inspector", "Director"]


@pytest.mark.parametrize("name", NAMES)
def test_any_name_is_only_a_name(name: str, tmp_path: Path) -> None:
    repo = repository(tmp_path / "re po\nné", "directory.toml")
    repo.commit(entry("a"))
    repo.git("mv", "--", "directory.toml", f"./{name}")
    repo.name = name
    repo.commit_all()
    repo.commit(entry("a", "Inspector"))
    (repo.root / "axb.toml").write_text("nothing", encoding="utf-8")
    repo.git("add", "--all")
    repo.commit_all()
    assert _titles(repo) == ["Inspector", "Director", "Director"]
    assert Repository.open(repo.path).read_blob("HEAD~3") == f"{MINIMAL}\n{entry('a')}".encode()


def test_file_moved_and_moved_back_keeps_its_history(repo: Repo) -> None:
    repo.move("data/directory.toml")
    repo.commit_all()
    repo.commit(entry("a", "Chief"))
    repo.move("directory.toml")
    repo.commit_all()
    assert _titles(repo) == ["Chief", "Chief", "Inspector", "Inspector", "Director"]
    found = Repository.open(repo.path)
    assert all(found.read_blob(commit.id) is not None for commit in found.commits())


def test_a_file_that_was_moved_twice_keeps_its_history(repo: Repo) -> None:
    repo.move("data/directory.toml")
    repo.commit_all()
    repo.move("data/contacts/list.toml")
    repo.commit(*(entry(id_) for id_ in ("a", "b")))
    assert _titles(repo) == ["Director Director", "Inspector", "Inspector", "Director"]


def test_branch_editing_old_place_merges_into_new_one(repo: Repo) -> None:
    repo.git("checkout", "-q", "-b", "side")
    repo.commit(entry("a", "Inspector"), entry("b"))
    repo.git("checkout", "-q", "main")
    repo.move("data/directory.toml")
    repo.commit(entry("a", "Chief"))
    repo.merge("side", entries=(entry("a", "Chief"), entry("b")))
    assert not (repo.root / "directory.toml").exists()
    found = Repository.open(repo.path)
    newest = found.commits()[0]
    with found.blobs() as read:
        before = [b"Chief" in read(blob) for blob in newest.before]
    assert before == [True, False]
    assert set(_titles(repo)) == {"Chief Director", "Chief", "Inspector Director", *TITLES}


TITLES = ("Inspector", "Director")


def test_branch_that_moved_file_is_read_from_another(repo: Repo) -> None:
    repo.git("checkout", "-q", "-b", "side")
    repo.move("data/directory.toml")
    repo.commit_all()
    repo.git("checkout", "-q", "main")
    assert Repository.open(repo.root / "directory.toml").read_blob("side") is not None


def test_exchanged_file_has_versions_under_both_names(repo: Repo) -> None:
    repo.move("list.toml")
    repo.commit_all()
    repo.git("rm", "-q", "list.toml")
    (repo.root / "directory.toml").write_text("x = 1\n", encoding="utf-8")
    repo.name = "directory.toml"
    repo.git("add", "--all")
    repo.commit_all()
    repo.move("list.toml")
    repo.commit_all()
    rewritten = Repository.open(repo.path).commits()[1]
    assert all(rewritten.before)
    assert rewritten.after


def test_other_file_under_old_name_is_not_directory(repo: Repo) -> None:
    repo.move("data/directory.toml")
    repo.commit_all()
    other = repo.root / "directory.toml"
    other.write_text(f"{MINIMAL}\n{entry('z', 'Stranger')}", encoding="utf-8")
    repo.commit(entry("a", "Chief"))
    other.write_text(f"{MINIMAL}\n{entry('z', 'Alien')}", encoding="utf-8")
    repo.git("add", "--all")
    repo.commit_all()
    repo.git("rm", "-q", "directory.toml")
    repo.commit_all()
    assert _titles(repo) == ["Chief", "Inspector", "Inspector", "Director"]


def test_earlier_folder_of_name_is_not_directory(tmp_path: Path) -> None:
    repo = repository(tmp_path / "repo", "directory.toml/list.txt")
    repo.commit(entry("z"))
    repo.git("rm", "-q", "-r", "directory.toml")
    repo.commit_all()
    repo.name = "directory.toml"
    repo.commit(entry("a", "Chief"))
    assert [commit.before for commit in Repository.open(repo.path).commits()] == [("",)]


def test_a_name_that_git_spells_otherwise_is_the_files() -> None:
    own = {"e\u0301.toml": (), "d.toml": ()}
    found = [_is_of_other_file(name, "1", own) for name in ("é.toml", "d.toml/x")]  # as on macOS
    assert found == [False, True]


def test_a_link_is_the_file_that_it_leads_to(repo: Repo) -> None:
    link = repo.root.parent / "elsewhere.toml"
    link.symlink_to(repo.path)
    assert Repository.open(link) == Repository.open(repo.path)


def test_nested_repository_of_the_file_is_used(repo: Repo) -> None:
    inner = repository(repo.root / "inner")
    inner.commit(entry("b", "Nested"))
    assert _titles(inner) == ["Nested"]


def test_a_worktree_has_the_history_of_its_branch(repo: Repo) -> None:
    repo.git("worktree", "add", "-q", "../other", "HEAD~1")
    other = Repo(repo.root.parent / "other")
    assert _titles(other) == ["Director"]
    assert Repository.open(other.path).shallow_commits() == frozenset()


@pytest.mark.parametrize("folder", [".git", "../other/.git"])
def test_environment_of_hook_does_not_count(
    folder: str, repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    sub = repository(repo.root.parent / "other", "in/directory.toml")
    sub.commit(entry("c", "Other"))
    monkeypatch.chdir(repo.root)
    monkeypatch.setenv("GIT_DIR", folder)
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index.lock")
    monkeypatch.setenv("GIT_GLOB_PATHSPECS", "1")
    assert [commit.subject for commit in Repository.open(sub.path).commits()] == ["Day 1"]
    monkeypatch.delenv("GIT_DIR")


def test_a_real_hook_can_ask(repo: Repo) -> None:
    output = repo.root.parent / "output"
    hook = repo.root / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(
        f"#!/bin/sh\n{shlex.join(command('log'))} > {shlex.quote(str(output))} || exit 1\n",
        encoding="utf-8",
    )
    hook.chmod(0o755)
    repo.name = "in/directory.toml"
    repo.commit(entry("b"), PYTHONPATH=str(Path(__file__).parents[2]))
    assert "3 Jan 2024  Ada Example" in output.read_text(encoding="utf-8")


def test_names_like_git_output_hide_no_commit(repo: Repo) -> None:
    nasty = "A\x01\x02\x03\x1b[31m:100644 B"
    repo.commit(entry("a", "Hidden"), GIT_AUTHOR_NAME=nasty)
    repo.git("commit", "-q", "--amend", "-m", "x\x01\x03:100644 100644 \x1b[2J")
    newest = Repository.open(repo.path).commits()[0]
    assert newest.author == nasty
    assert _titles(repo) == ["Hidden", "Inspector", "Director"]


def test_author_in_another_encoding_is_read_correctly(repo: Repo) -> None:
    repo.git("config", "i18n.logOutputEncoding", "ISO-8859-1")
    repo.commit(entry("a", "Chief"), GIT_AUTHOR_NAME="Zoë Example")
    assert Repository.open(repo.path).commits()[0].author == "Zoë Example"


def test_a_repository_without_commits_has_no_history(tmp_path: Path) -> None:
    repo = repository(tmp_path)
    assert Repository.open(repo.path).commits() == []


def test_a_file_that_is_not_tracked_has_no_history(repo: Repo) -> None:
    other = Repository.open(repo.root / "other.toml")
    assert other.commits() == []
    assert other.read_blob("HEAD") is None


def test_missing_repository_is_reported(tmp_path: Path) -> None:
    need("git", "apt install git")
    assert error_of(lambda: Repository.open(tmp_path / "directory.toml")) == (
        "directory.toml is not in a git repository",
        "history needs git: run git init and commit first",
    )


def test_git_error_is_passed_on(repo: Repo) -> None:
    message, _ = error_of(lambda: Repository.open(repo.root / "no/directory.toml"))
    assert message.startswith("git: cannot change to ")


@pytest.mark.parametrize("path", ["", "/dev/null"])
def test_missing_git_is_reported(path: str, repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", path)
    assert error_of(lambda: Repository.open(repo.path)) == ("git is not installed", "")


def test_too_many_open_files_are_not_git_missing(repo: Repo) -> None:
    found = Repository.open(repo.path)
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, limits[1]))
    try:
        refusal = error_of(lambda: found.commit_time("HEAD"))
        with pytest.raises(CmcctError) as refused, found.blobs():
            raise AssertionError
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
    assert refusal == ("cannot run git: Too many open files", "")
    assert refused.value.message == refusal[0]


@pytest.mark.parametrize("path", [".", "", "programs"])
def test_no_git_of_the_current_folder_is_run(
    path: str, repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = repo.head
    for planted in (repo.root / "git", repo.root / "programs/git"):
        planted.parent.mkdir(exist_ok=True)
        planted.write_text("#!/bin/sh\n: > ran\n", encoding="utf-8")
        planted.chmod(0o755)
    monkeypatch.chdir(repo.root)
    monkeypatch.setenv("PATH", f"{path}{os.pathsep}{os.environ['PATH']}")
    assert Repository.open(repo.path).resolve("HEAD") == head
    assert not (repo.root / "ran").exists()


def test_git_trace_is_not_the_reason_of_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    need("git", "apt install git")
    monkeypatch.setenv("GIT_TRACE", "1")
    message, _ = error_of(lambda: Repository.open(tmp_path / "directory.toml"))
    assert message == "directory.toml is not in a git repository"


def test_a_shallow_clone_knows_where_it_begins(repo: Repo) -> None:
    repo.commit(entry("a", "Chief"))
    repo.git("clone", "-q", "--depth=2", f"file://{repo.root}", "../shallow")
    shallow = Repository.open(repo.root.parent / "shallow/directory.toml")
    assert shallow.shallow_commits() == {repo.git("rev-parse", "HEAD~1")}
    assert Repository.open(repo.path).shallow_commits() == frozenset()


@pytest.mark.parametrize(
    "word", ["", "nosuch", "--all", "HEAD:directory.toml", "a..b", "é\n", "^HEAD"]
)
def test_unknown_word_finds_no_commit(word: str, repo: Repo) -> None:
    assert Repository.open(repo.path).resolve(word) is None


def test_a_blob_that_is_missing_is_said(repo: Repo) -> None:
    found = Repository.open(repo.path)
    blob = found.commits()[0].after
    (repo.root / ".git/objects" / blob[:2] / blob[2:]).unlink()
    with found.blobs() as read:
        assert read("") == b""
        assert error_of(lambda: read(blob)) == (
            f"version {blob[:7]} of directory.toml is missing or damaged",
            "clone the repository again, without --filter",
        )


def test_a_blob_that_cannot_be_fetched_is_said(repo: Repo) -> None:
    repo.git("config", "uploadpack.allowFilter", "true")
    lazily = ("--filter=blob:none", "--no-checkout", f"file://{repo.root}")
    repo.git("clone", "-q", *lazily, "../partial")
    partial = repo.root.parent / "partial"
    repo.git("-C", partial, "remote", "set-url", "origin", "file:///nowhere")
    found = Repository.open(partial / "directory.toml")
    blob = found.commits()[0].after
    lacking = "version {} of directory.toml is missing or damaged"
    advice = "clone the repository again, without --filter"
    with found.blobs() as read:
        assert error_of(lambda: read(blob)) == (lacking.format(blob[:7]), advice)
    assert error_of(lambda: found.read_blob(repo.head)) == (lacking.format(repo.head[:7]), advice)


def test_branches_without_a_common_commit_have_no_fork(repo: Repo) -> None:
    first = repo.head
    repo.git("checkout", "-q", "--orphan", "apart")
    repo.commit(entry("z"))
    found = Repository.open(repo.path)
    assert found.merge_base(first, "HEAD") is None
    assert found.merge_base("main", "main~1") == repo.git("rev-parse", "main~1")


def test_an_octopus_has_a_blob_for_each_parent(repo: Repo) -> None:
    for name in ("one", "two"):
        repo.git("checkout", "-q", "-b", name, "main")
        repo.commit(entry("a", "Inspector"), entry(name))
    repo.git("checkout", "-q", "main")
    tree = repo.git("rev-parse", "main^{tree}")
    repo.commit(*(entry(id_) for id_ in ("a", "one", "two")))
    tree = repo.git("rev-parse", "HEAD^{tree}")
    parents = [word for name in ("main~1", "one", "two") for word in ("-p", name)]
    merged = repo.git("commit-tree", tree, *parents, "-m", "Octopus")
    repo.git("reset", "-q", "--hard", merged)
    newest = Repository.open(repo.path).commits()[0]
    assert isinstance(newest, Commit)
    assert len(newest.before) == 3
    assert all(newest.before)


def test_a_git_error_is_an_error_of_cmcct() -> None:
    assert issubclass(GitError, CmcctError)


@pytest.mark.parametrize(
    "setting",
    [
        *("log.showSignature=true", "log.follow=true", "log.date=relative", "color.ui=always"),
        *("diff.renames=false", "diff.orderFile=/nowhere", "diff.noprefix=true", "core.abbrev=4"),
        *("core.quotePath=true", "format.pretty=oneline", "log.diffMerges=off"),
    ],
)
def test_git_configuration_of_user_changes_nothing(setting: str, repo: Repo) -> None:
    repo.move("data/directory.toml")
    repo.commit(entry("a", "Chief"))
    before = Repository.open(repo.path).commits()
    repo.git("config", *setting.split("="))
    assert Repository.open(repo.path).commits() == before
    assert len(before) == 3


def test_no_commit_stands_before_its_descendant(repo: Repo) -> None:
    repo.day = 20
    repo.commit(entry("a", "Base"))
    repo.git("checkout", "-q", "-b", "side")
    repo.day = 3  # with a slow clock
    repo.commit(entry("a", "Base"), entry("s", "Side"))
    repo.git("checkout", "-q", "main")
    repo.day = 10
    repo.commit(entry("a", "Main"))
    repo.merge("side", entries=(entry("a", "Main"), entry("s", "Side")))
    assert _titles(repo)[:4] == ["Main Side", "Main", "Base Side", "Base"]


def test_a_repository_of_another_user_is_not_read(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    assert error_of(lambda: Repository.open(repo.path)) == (
        "directory.toml is in a git repository of another user: its history is not read",
        "",
    )
