"""`cmcct save`: one commit of the directory's files, and what keeps git from making it."""

import json
from pathlib import Path

import pytest

from cmcct.model import json_schema
from tests.conftest import OVERLAY, Result, Run, write_overlay
from tests.support.members import LOCKED
from tests.support.person import typing
from tests.support.repositories import Repo, entry, repository

AGE = "age-encryption.org/v1\n-> X25519 abc\n--- abc\n"
OF_CHANGE = """\
directory: 1 joined, 1 removed, 1 changed, 1 confirmed

joined: d
changed: a (job title)
confirmed: b (confirmation date)
removed: c

Saved-by: cmcct save
"""


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    made = repository(tmp_path / "clone")
    made.commit(entry("a"), entry("b"), entry("c"))
    return made


def _edit(repo: Repo) -> None:
    """Change the title of an entry."""
    text = repo.path.read_text(encoding="utf-8")
    repo.path.write_text(text.replace("Director", "Head", 1), encoding="utf-8")


def _message(repo: Repo) -> str:
    return repo.git("log", "-1", "--format=%B")


def _names(repo: Repo) -> set[str]:
    """Return the files of the last commit."""
    return set(repo.git("show", "--format=", "--name-only").split())


def test_message_names_entries_and_fields(run: Run, repo: Repo) -> None:
    text = repo.path.read_text(encoding="utf-8").partition("[[focal_point]]")[0]
    entries = entry("a", "Head"), entry("b", verified="2026-05-01"), entry("d")
    repo.path.write_text(text + "\n".join(entries), encoding="utf-8")
    tried = run("save", "--directory", repo.path, "--dry-run")
    assert sorted(tried.out.splitlines()) == sorted(OF_CHANGE.splitlines()[:-2])
    assert tried.err == ""
    before = repo.head
    result = run("save", "--directory", repo.path)
    assert result == Result(0, tried.out, f"saved in commit {repo.head[:7]}\n")
    assert _message(repo) == f"{tried.out.strip()}\n\nSaved-by: cmcct save"
    assert repo.git("rev-parse", "HEAD~1") == before


def test_a_trial_as_json_has_what_would_be_saved(run: Run, repo: Repo) -> None:
    _edit(repo)
    (repo.root / "directory.private.toml.age").write_text(AGE, encoding="utf-8")
    (repo.root / "directory.schema.json").write_text("{", encoding="utf-8")
    before = repo.head
    trial = run("save", "--dry-run", "--format", "json", "--directory", repo.path)
    listed = json.loads(trial.out)["files"]
    files = {Path(file["file"]).name: file for file in listed}
    fields = [{"key": "title", "before": "Director", "after": "Head"}]
    change = {"change": "changed", "id": "a", "fields": fields}
    assert files["directory.toml"]["changes"] == [change]
    assert "+title" in files["directory.toml"]["diff"]
    encrypted = files["directory.private.toml.age"]
    assert (encrypted["private"], encrypted["diff"], encrypted["changes"]) == (True, "", [])
    assert files["directory.schema.json"]["changes"] == []
    assert (trial.code, repo.head) == (0, before)


@pytest.mark.parametrize(
    "words", [("-m", "After the meeting"), ("After the meeting",), ("After", "the", "meeting")]
)
def test_own_first_line_replaces_the_count(run: Run, repo: Repo, words: tuple[str, ...]) -> None:
    _edit(repo)
    run("save", "--directory", repo.path, *words)
    assert _message(repo) == "After the meeting\n\nchanged: a (job title)\n\nSaved-by: cmcct save"
    assert (
        run("log", "--directory", repo.path)
        .out.split("\n")[0]
        .endswith(f"{repo.head[:7]}  After the meeting")
    )
    _edit(repo)
    run("save", "--directory", repo.path)
    assert run("log", "--directory", repo.path).out.split("\n")[0].endswith(repo.head[:7])


def test_message_is_english_in_each_language(run: Run, repo: Repo) -> None:
    _edit(repo)
    result = run("--lang", "es", "save", "--directory", repo.path)
    assert result.err == f"guardado en el commit {repo.head[:7]}\n"
    assert _message(repo).startswith("directory: 1 changed\n\nchanged: a (job title)")


def test_renamed_entry_is_named_by_both_ids(run: Run, repo: Repo) -> None:
    run("rename", "a", "z", "--directory", repo.path)
    run("save", "--directory", repo.path)
    assert "changed: a → z (ID, former ids)" in _message(repo)


def test_other_files_stay_as_they_are(run: Run, repo: Repo) -> None:
    _edit(repo)
    write_overlay(repo.path, OVERLAY)
    (repo.root / "staged.txt").write_text("x", encoding="utf-8")
    repo.git("add", "--force", "staged.txt", "directory.private.toml")
    run("save", "--directory", repo.path)
    assert _names(repo) == {"directory.toml"}
    assert repo.git("status", "--porcelain") == "A  directory.private.toml\nA  staged.txt"


def test_schema_and_encrypted_file_are_saved_too(run: Run, repo: Repo) -> None:
    schema, private = repo.root / "directory.schema.json", repo.root / "directory.private.toml.age"
    schema.write_text("{}", encoding="utf-8")
    private.write_text(AGE, encoding="utf-8")
    result = run("save", "--directory", repo.path)
    assert result.out.splitlines()[0] == (
        "directory: directory.private.toml.age, directory.schema.json"
    )
    assert _names(repo) == {schema.name, private.name}


def test_unencrypted_or_cut_file_of_that_name_is_refused(run: Run, repo: Repo) -> None:
    private, armored = repo.root / "directory.private.toml.age", LOCKED.decode()
    private.write_text(OVERLAY, encoding="utf-8")
    result = run("save", "--directory", repo.path)
    reason = f"error: {private} is not encrypted, so it is not saved\n"
    assert result == Result(2, "", f"{reason}help: encrypt it with age, or delete it\n")
    for cut in (AGE[:30], armored[:300], armored[:60] + armored[-40:]):
        private.write_text(cut, encoding="utf-8")
        reason = f"error: {private.name} is damaged\n"
        told = f"{reason}help: run git checkout HEAD -- {private}\n"
        assert run("save", "--directory", repo.path) == Result(2, "", told)
        # Without an identity too.
        assert run("check", "--directory", repo.path).code == 2
    private.write_text(armored, encoding="utf-8")
    assert run("save", "--directory", repo.path).code == 0


def test_nothing_changed_saves_nothing(run: Run, repo: Repo) -> None:
    before = repo.head
    note = "nothing changed since the last saved version\n"
    assert run("save", "--directory", repo.path) == Result(0, "", note)
    assert repo.head == before


def test_errors_are_not_saved(run: Run, repo: Repo) -> None:
    repo.path.write_text(entry("a", country='"Atlantis"'), encoding="utf-8")
    before = repo.head
    result = run("save", "--directory", repo.path)
    assert result.err.startswith(f"error: {repo.path} has errors, so it was not saved\nhelp: run")
    assert repo.head == before


def test_first_commit_of_a_repository_is_made(run: Run, tmp_path: Path, repo: Repo) -> None:
    new = repository(tmp_path / "new")
    (new.root / "staged.txt").write_text("x", encoding="utf-8")
    new.git("add", "staged.txt")
    new.path.write_bytes(repo.path.read_bytes())
    result = run("save", "--directory", new.path)
    assert result.out.startswith("directory: 3 joined, 3 other changes\n")
    assert _names(new) == {"directory.toml"}


def test_directory_in_a_subfolder_is_saved(run: Run, tmp_path: Path) -> None:
    repo = repository(tmp_path / "clone", "lists/*.toml")
    repo.commit(entry("a"))
    (repo.root / "lists/other.toml").write_text("", encoding="utf-8")
    _edit(repo)
    run("save", "--directory", repo.path)
    assert _names(repo) == {"lists/*.toml"}


def test_hook_that_refuses_is_quoted(run: Run, repo: Repo) -> None:
    hook = repo.root / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'office closed' >&2\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    (repo.root / "directory.schema.json").write_text(json_schema.text(), encoding="utf-8")
    result = run("save", "--directory", repo.path)
    reason = "error: git refused the commit, so nothing was added to the history\n"
    hint = "help: fix what git or its hooks said above and try again\n"
    assert (result.code, result.err) == (2, f"office closed\n{reason}{hint}")
    assert repo.git("status", "--porcelain") == "?? directory.schema.json"


def test_refused_change_stays_in_the_work_tree(run: Run, repo: Repo) -> None:
    _edit(repo)
    (repo.root / ".git/index.lock").touch()
    result = run("save", "--directory", repo.path)
    assert "index.lock" in result.err
    assert "Head" in repo.path.read_text(encoding="utf-8")


def _merging(repo: Repo) -> None:
    repo.git("switch", "-q", "-c", "other")
    repo.commit(entry("a", "Other"))
    repo.git("switch", "-q", "main")
    repo.commit(entry("a", "Main"))
    repo.run("git", "merge", "other", may_fail=True)


def _merged(repo: Repo) -> None:
    _merging(repo)
    repo.git("checkout", "--ours", "directory.toml")
    repo.git("add", "directory.toml")


def _detached(repo: Repo) -> None:
    repo.git("switch", "-q", "--detach")


def _ignored(repo: Repo) -> None:
    repo.git("rm", "-q", "--cached", "directory.toml")
    (repo.root / ".gitignore").write_text("*.toml\n", encoding="utf-8")


def _nameless(repo: Repo) -> None:
    repo.git("config", "user.useConfigOnly", "true")
    _edit(repo)


MERGING = (
    "keep the correct lines: cmcct check names them; then run git add directory.toml and "
    "git merge --continue; or git merge --abort"
)
REASONS = {
    _merging: (
        "git merge is not finished",
        MERGING,
    ),
    _merged: ("git merge is not finished", "run git merge --continue or git merge --abort"),
    _detached: ("no branch is checked out, so a commit could be lost", "run git switch BRANCH"),
    _ignored: (
        "git ignores directory.toml, so it cannot be saved",
        "remove it from .gitignore",
    ),
    _nameless: (
        "git does not know your name and e-mail address",
        'run git config user.name "…" and git config user.email "…"',
    ),
}


@pytest.mark.parametrize("prepare", REASONS, ids=lambda prepare: prepare.__name__)
def test_state_that_prevents_a_commit_is_named(
    run: Run, repo: Repo, monkeypatch: pytest.MonkeyPatch, prepare: object
) -> None:
    assert callable(prepare)
    prepare(repo)
    if prepare is _nameless:
        for role in ("AUTHOR", "COMMITTER"):
            monkeypatch.delenv(f"GIT_{role}_NAME")
            monkeypatch.delenv(f"GIT_{role}_EMAIL")
    message, hint = REASONS[prepare]
    result = run("save", "--directory", repo.path)
    assert (result.code, result.err) == (2, f"error: {message}\nhelp: {hint}\n")


def test_folder_without_repository_is_named(run: Run, tmp_path: Path, repo: Repo) -> None:
    path = tmp_path / "directory.toml"
    path.write_bytes(repo.path.read_bytes())
    for name in ("save", "undo"):
        result = run(name, "--directory", path)
        reason = "error: directory.toml is not in a git repository\nhelp: run git init\n"
        assert result == Result(2, "", reason)


def test_lines_of_cmcct_are_saved_with_the_directory(run: Run, repo: Repo) -> None:
    (repo.root / ".gitignore").write_text("exports/\n", encoding="utf-8")
    repo.git("add", "--all")
    repo.commit_all()
    run("git-setup", "--directory", repo.path)
    run("add", "--private", "--id", "a", "--phone", "+592 609 1234", "--directory", repo.path)
    assert run("save", "--directory", repo.path).code == 0
    assert _names(repo) == {".gitattributes", ".gitignore"}
    assert repo.git("status", "--porcelain") == ""


@pytest.mark.parametrize("name", [".gitignore", ".gitattributes"])
@pytest.mark.parametrize("text", ["*.bak\n", "*.bak\ndirectory.private.toml\n"])
def test_lines_of_others_are_not_saved(run: Run, repo: Repo, name: str, text: str) -> None:
    (repo.root / name).write_text(text, encoding="utf-8")
    _edit(repo)
    run("save", "--directory", repo.path)
    assert _names(repo) == {"directory.toml"}


def test_removed_line_of_cmcct_is_not_saved(run: Run, repo: Repo) -> None:
    ignored = repo.root / ".gitignore"
    ignored.write_text("exports/\ndirectory.private.toml\n", encoding="utf-8")
    repo.git("add", "--all")
    repo.commit_all()
    ignored.write_text("exports/\n", encoding="utf-8")
    _edit(repo)
    run("save", "--directory", repo.path)
    assert _names(repo) == {"directory.toml"}


def test_new_files_stay_when_the_save_is_undone(run: Run, repo: Repo) -> None:
    run("git-setup", "--directory", repo.path)
    before = repo.path.read_bytes()
    _edit(repo)
    run("save", "--directory", repo.path)
    assert run("undo", "--last", "--yes", "--directory", repo.path).code == 0
    assert repo.path.read_bytes() == before
    assert (repo.root / ".gitattributes").exists()


def test_save_of_new_files_alone_is_not_undone(run: Run, repo: Repo) -> None:
    run("git-setup", "--directory", repo.path)
    run("save", "--directory", repo.path)
    result = run("undo", "--last", "--yes", "--directory", repo.path)
    assert result.err.startswith(f"error: {repo.head[:7]} is the first version of .gitattributes\n")


def test_unknown_author_is_asked_for_once(
    run: Run, repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.delenv(f"GIT_{who}_NAME")
        monkeypatch.delenv(f"GIT_{who}_EMAIL")
    repo.git("config", "user.useConfigOnly", "true")
    _edit(repo)
    answers = [
        ("Your name, for the history: ", "Óscar Example\n"),
        ("Your e-mail address, for the history: ", "oscar\n"),
        ("Your e-mail address, for the history: ", "oscar@example.org\n"),
    ]
    assert typing(answers, "save", "--directory", repo.path).code == 0
    assert repo.git("log", "-1", "--format=%an %ae") == "Óscar Example oscar@example.org"
    _edit(repo)
    repo.path.write_text(repo.path.read_text().replace("Director", "Head"), encoding="utf-8")
    assert run("save", "--directory", repo.path).code == 0
