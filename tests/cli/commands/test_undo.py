"""`cmcct undo`: changes that are not saved, and the newest save."""

import json
from pathlib import Path

import pytest

from cmcct.history.saves import TRAILER
from tests.conftest import Result, Run, command, environment, write_overlay
from tests.support import terminals
from tests.support.cli_samples import checking
from tests.support.person import typing
from tests.support.repositories import Repo, entry, repository

CORRECT = "help: correct the entries with cmcct set, then run cmcct save\n"
JSON = ("--dry-run", "--format", "json")
HEADING = "undoing will make these changes:\n  "
ASKED = (
    "this undoes all changes since the last commit (one entry only: cmcct undo ID). 1 "
    "file will be restored"
)


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    made = repository(tmp_path / "clone")
    made.commit(entry("a"), entry("b"))
    return made


def _title(repo: Repo, run: Run, title: str) -> bytes:
    """Change the title of an entry; return the content of the file."""
    run("set", "a", f"title={title}", "--directory", repo.path)
    return repo.path.read_bytes()


def _saved(repo: Repo, run: Run, title: str) -> str:
    """Save such a change; return the commit."""
    _title(repo, run, title)
    assert run("save", "--directory", repo.path).code == 0
    return repo.head


def test_unsaved_change_is_undone_and_kept(run: Run, repo: Repo) -> None:
    before, changed = repo.path.read_bytes(), _title(repo, run, "Head")
    (repo.root / "other.txt").write_text("x", encoding="utf-8")
    repo.git("add", "other.txt", "directory.toml")
    tried = run("undo", "--dry-run", "--directory", repo.path)
    assert tried == Result(0, f"{HEADING}changed: a (job title)\n", f"{ASKED}\n")
    assert repo.path.read_bytes() == changed
    trial = run("undo", *JSON, "--directory", repo.path)
    (file,) = json.loads(trial.out)["files"]
    fields = [{"key": "title", "before": "Head", "after": "Director"}]
    assert file["changes"] == [{"change": "changed", "id": "a", "fields": fields}]
    assert json.loads(trial.out)["questions"] == [ASKED]
    assert (trial.code, trial.err, repo.path.read_bytes()) == (0, f"{ASKED}\n", changed)
    result = run("undo", "--yes", "--directory", repo.path)
    again = "to get back what was undone: cmcct undo last"
    assert result.err == f"{ASKED}\ndirectory.toml: restored; {again}\n"
    assert repo.path.read_bytes() == before
    assert run("undo", "last", "--yes", "--directory", repo.path).code == 0
    assert repo.path.read_bytes() == changed
    assert run("undo", "last", "--yes", "--directory", repo.path).code == 0
    assert repo.path.read_bytes() == before
    assert repo.git("status", "--porcelain") == "A  other.txt"


def test_undo_says_what_it_does_with_an_entry(run: Run, repo: Repo) -> None:
    repo.path.write_bytes(repo.path.read_bytes() + entry("c").encode())
    run("retire", "a", "--on", "2026-05-31", "--directory", repo.path)
    run("remove", "b", "--yes", "--directory", repo.path)
    result = run("undo", "--dry-run", "--directory", repo.path)
    assert result.out == f"{HEADING}changed: a (status, until)\n  added: b\n  removed: c\n"


def test_undo_in_a_pipe_needs_yes(run: Run, repo: Repo) -> None:
    changed = _title(repo, run, "Head")
    result = run("undo", "--directory", repo.path)
    assert (result.code, result.err) == (
        2,
        f"error: nothing was undone: {ASKED}\nhelp: use --yes to proceed\n",
    )
    assert repo.path.read_bytes() == changed


def test_one_entry_is_undone(run: Run, repo: Repo) -> None:
    before = repo.path.read_bytes()
    _title(repo, run, "Head")
    run("set", "b", "title=Head", "--directory", repo.path)
    line = "a: job title: 'Head' → 'Director'"
    refused, help_ = run("undo", "a", "--directory", repo.path), "help: use --yes to proceed\n"
    message = f"error: nothing was undone: undoing makes this change: {line}\n"
    assert (refused.code, refused.err) == (2, f"{message}{help_}")
    result = run("undo", "a", "--yes", "--directory", repo.path)
    assert result == Result(0, "", f"wrote {repo.path}\n{line}\n")
    run("remove", "b", "--yes", "--directory", repo.path)
    assert run("undo", "b", "--yes", "--directory", repo.path).code == 0
    assert repo.path.read_bytes() == before


def test_undo_of_a_named_person_shows_the_change_once(run: Run, repo: Repo) -> None:
    repo.commit(entry("a", name='"Ida Voorbeeld"'), entry("b"))
    changed = _title(repo, run, "Head")
    words = ("undo", "Voorbeeld", "--directory", repo.path)
    result = typing([("Save? [no]: ", "no\n")], *words, columns=300)
    assert (result.code, result.out.count("'Head' → 'Director'")) == (2, 1), result.out
    assert repo.path.read_bytes() == changed


def test_one_entry_of_a_save_is_undone(run: Run, repo: Repo) -> None:
    run("set", "b", "title=Clerk", "--directory", repo.path)
    _saved(repo, run, "Head")
    tried = run("undo", "a", "--dry-run", "--directory", repo.path)
    assert "a: job title: 'Head' → 'Director'" in tried.out + tried.err
    assert run("undo", "a", "--yes", "--directory", repo.path).code == 0
    assert b"Clerk" in repo.path.read_bytes()
    assert b"Head" not in repo.path.read_bytes()
    run("save", "--directory", repo.path)
    assert run("undo", "b", "--yes", "--directory", repo.path).code == 0
    assert b"Clerk" in repo.path.read_bytes()  # the newest save did not change it


def test_removed_entry_is_among_those_to_undo(run: Run, repo: Repo) -> None:
    before = repo.path.read_bytes()
    _title(repo, run, "Head")
    run("remove", "b", "--yes", "--directory", repo.path)
    repo.path.write_bytes(repo.path.read_bytes() + b"\n" + entry("c").encode())  # never saved
    done = typing([("Your choice", "\n")], "undo", "--directory", repo.path)
    screen = done.out + done.err
    assert [name in screen for name in ("(a)", "(b)", "(c)")] == [True, True, False]
    assert repo.path.read_bytes() != before


def test_entry_that_was_never_saved_is_not_undone(run: Run, repo: Repo) -> None:
    repo.path.write_bytes(repo.path.read_bytes() + entry("c").encode())
    result = run("undo", "c", "--yes", "--directory", repo.path)
    told = "error: c is in no saved version\nhelp: run cmcct remove c\n"
    assert (result.code, result.err) == (2, told)
    assert "unknown id 'd'" in run("undo", "d", "--directory", repo.path).err
    run("rename", "a", "e", "--directory", repo.path)
    refused = run("undo", "a", "--yes", "--directory", repo.path)
    assert (refused.code, refused.err) == (2, "error: unknown id 'a'\nhelp: its id is now e\n")
    told = told.replace("remove c", "rename e a").replace("c is", "e is")
    assert run("undo", "e", "--yes", "--directory", repo.path) == Result(2, "", told)
    assert "--last" in run("undo", "a", "--last", "--directory", repo.path).err
    several = "error: changes of one entry are undone at a time\n"
    several += "help: run cmcct undo a or cmcct undo b\n"
    assert run("undo", "a", "b", "--directory", repo.path) == Result(2, "", several)


def test_entry_with_the_id_of_another_is_not_undone(run: Run, repo: Repo) -> None:
    text = repo.path.read_text(encoding="utf-8").replace('id = "b"', 'id = "a"')
    repo.path.write_text(text, encoding="utf-8")
    told = "error: the id 'a' appears more than once\n"
    for id_ in ("a", "b"):  # b may be the second that is now called a
        assert run("undo", id_, "--yes", "--directory", repo.path).err.startswith(told)
    repo.commit_bytes(text.encode())
    repo.path.write_text(text.split("[[focal_point]]")[1], encoding="utf-8")
    assert run("undo", "a", "--yes", "--directory", repo.path).err.startswith(told)


def test_file_that_is_no_toml_returns_as_a_whole(run: Run, repo: Repo) -> None:
    before = repo.path.read_bytes()
    repo.path.write_bytes(b"hello\n")
    result = run("undo", "--yes", "--directory", repo.path)
    assert result.out == f"{HEADING}changed: directory.toml\n"
    assert repo.path.read_bytes() == before


def test_declined_undo_of_a_save_names_no_command(run: Run, repo: Repo) -> None:
    _saved(repo, run, "One")
    result = typing([("[no]: ", "no\n")], "undo", "--last", "--directory", repo.path)
    assert result.out.replace("\r", "").endswith("\nnothing was undone\n")


def test_undo_asks_on_a_terminal(run: Run, repo: Repo) -> None:
    changed = _title(repo, run, "Head")
    with terminals.running(command("undo", "--directory", repo.path), environment()) as seat:
        assert "changed: a (job title)" in seat.until("Continue? [no]: ")
        seat.type("no\r")
        rest = seat.rest()
        assert "\r\nnothing was undone" in rest
        assert "cmcct diff, cmcct undo a\r\n" in rest
    assert repo.path.read_bytes() == changed


def test_private_file_does_not_come_back(run: Run, repo: Repo) -> None:
    _title(repo, run, "Head")
    private = write_overlay(repo.path)
    result = run("undo", "--yes", "--directory", repo.path)
    note = (
        "directory.private.toml has no history: what was deleted from it cannot be restored, and "
        f"what was moved into it stays there; run {checking(repo.path)} to see what is in "
        f"both files\n"
    )
    assert result.err.endswith(note)
    assert private.exists()
    private.write_text('[secret]\nround = "x"\n', encoding="utf-8")  # nobody's data
    _title(repo, run, "Head")
    assert private.name not in run("undo", "--yes", "--directory", repo.path).err


def test_formatting_and_schema_are_undone(run: Run, repo: Repo) -> None:
    schema = repo.root / "directory.schema.json"
    repo.commit_files({schema.name: "{}"})
    repo.path.write_bytes(repo.path.read_bytes() + b"\n# draft\n")
    schema.write_text("[]", encoding="utf-8")
    result = run("undo", "--yes", "--directory", repo.path)
    assert result.out == f"{HEADING}changed: directory.toml\n  changed: directory.schema.json\n"
    assert schema.read_text(encoding="utf-8") == "{}"
    assert b"draft" not in repo.path.read_bytes()


def test_schema_alone_is_undone(run: Run, repo: Repo) -> None:
    schema = repo.root / "directory.schema.json"
    repo.commit_files({schema.name: "{}"})
    schema.unlink()
    shown = f"{HEADING}changed: {schema.name}\n"
    assert run("undo", "--yes", "--directory", repo.path).out == shown
    assert schema.read_text(encoding="utf-8") == "{}"


def test_deleted_file_returns(run: Run, repo: Repo) -> None:
    before = repo.path.read_bytes()
    repo.path.unlink()
    result = run("undo", "--yes", "--directory", repo.path)
    added = ["  added: a", "  added: b"]
    assert (result.out.splitlines()[-2:], result.err) == (added, f"{ASKED}\n")
    assert repo.path.read_bytes() == before


def test_nothing_changed_undoes_nothing(run: Run, repo: Repo) -> None:
    (repo.root / "directory.schema.json").write_text("{}", encoding="utf-8")
    note = "nothing changed since the last saved version\n"
    assert run("undo", "--directory", repo.path) == Result(0, "", note)
    trial = run("undo", *JSON, "--directory", repo.path)
    nothing = {"version": 1, "files": [], "questions": []}
    assert (json.loads(trial.out), trial.err) == (nothing, note)


def test_file_that_was_never_saved_stays(run: Run, tmp_path: Path, repo: Repo) -> None:
    new = repository(tmp_path / "new")
    new.path.write_bytes(repo.path.read_bytes())
    reason = "error: directory.toml was never saved, so nothing can be undone\n"
    result = run("undo", "--yes", "--directory", new.path)
    assert result == Result(2, "", f"{reason}help: run cmcct save\n")
    result = run("undo", "--last", "--yes", "--directory", new.path)
    reason = "error: there are no commits yet, so there is no history\n"
    assert result == Result(2, "", reason)


def test_note_of_a_save_is_shown_before_it_is_undone(run: Run, repo: Repo) -> None:
    run("set", "a", "title=One", "--directory", repo.path)
    run("save", "-m", "After the call", "--directory", repo.path)
    tried = run("undo", "--last", "--dry-run", "--directory", repo.path)
    assert tried.err == f"this undoes commit {repo.head[:7]} (After the call)\n"


def test_saves_are_undone_one_by_one(run: Run, repo: Repo) -> None:
    before = repo.path.read_bytes()
    _first, second = _saved(repo, run, "One"), _saved(repo, run, "Two")
    tried = run("undo", "--last", "--dry-run", "--directory", repo.path)
    asked = f"this undoes commit {second[:7]}\n"
    assert tried == Result(0, f"{HEADING}changed: a (job title)\n", asked)
    trial = json.loads(run("undo", "--last", *JSON, "--directory", repo.path).out)
    assert (trial["questions"], "-title" in trial["files"][0]["diff"]) == ([asked[:-1]], True)
    assert repo.head == second
    plain = run("undo", "--directory", repo.path)
    last = "to undo the last save: cmcct undo --last (one entry only: cmcct undo ID)"
    assert plain.err.endswith(f"\n{last}\n")
    result = run("undo", "--last", "--yes", "--directory", repo.path)
    assert result.err == f"{asked}undone (commit {repo.head[:7]})\n"
    assert repo.git("log", "-1", "--format=%B") == (
        f'Revert "directory: 1 changed"\n\nThis reverts commit {second}.'
    )
    assert b"One" in repo.path.read_bytes()
    run("undo", "--last", "--yes", "--directory", repo.path)
    assert repo.path.read_bytes() == before
    result = run("undo", "--last", "--yes", "--directory", repo.path)
    assert result.err.startswith(
        "error: every commit of cmcct save on this branch has been pushed, or there is none"
    )


def test_pushed_save_is_not_undone(run: Run, tmp_path: Path, repo: Repo) -> None:
    commit = _saved(repo, run, "One")
    repository(tmp_path / "remote").git("config", "receive.denyCurrentBranch", "ignore")
    repo.git("remote", "add", "origin", tmp_path / "remote")
    repo.git("push", "-q", "origin", "main")
    result = run("undo", "--last", "--yes", "--directory", repo.path)
    reason = "error: every commit of cmcct save on this branch has been pushed, or there is none\n"
    assert result == Result(2, "", reason + CORRECT)
    assert repo.head == commit


def test_unsaved_changes_prevent_undoing_a_save(run: Run, repo: Repo) -> None:
    _saved(repo, run, "One")
    _title(repo, run, "Two")
    result = run("undo", "--last", "--yes", "--directory", repo.path)
    reason = "error: some changes are not yet in the history\n"
    assert result == Result(2, "", f"{reason}help: run cmcct save or cmcct undo\n")


def test_save_below_a_later_change_is_refused(run: Run, repo: Repo) -> None:
    commit = _saved(repo, run, "One")
    repo.commit(entry("a", "Two"))
    result = run("undo", "--last", "--yes", "--directory", repo.path)
    reason = f"error: directory.toml was changed again after {commit[:7]}\n"
    assert result == Result(2, "", reason + CORRECT)


def test_first_version_is_not_undone(run: Run, tmp_path: Path, repo: Repo) -> None:
    new = repository(tmp_path / "new")
    new.path.write_bytes(repo.path.read_bytes())
    run("save", "--directory", new.path)
    result = run("undo", "--last", "--yes", "--directory", new.path)
    reason = f"error: {new.head[:7]} is the first version of directory.toml\n"
    assert result == Result(2, "", reason + CORRECT)


def test_first_version_of_init_is_that_of_the_directory(run: Run, tmp_path: Path) -> None:
    run("init", tmp_path / "new", "--name", "X", "--contact", "list@example.org", "--commit")
    result = run("undo", "--last", "--yes", "--directory", tmp_path / "new" / "directory.toml")
    assert "is the first version of directory.toml\n" in result.err


@pytest.mark.parametrize("words", [(), ("--last",)])
def test_folder_without_repository_is_named(
    run: Run, tmp_path: Path, repo: Repo, words: tuple[str, ...]
) -> None:
    alone = tmp_path / "directory.toml"
    alone.write_bytes(repo.path.read_bytes())
    assert run("undo", *words, "--directory", alone) == Result(
        2, "", "error: directory.toml is not in a git repository\nhelp: run git init\n"
    )


def test_hook_that_refuses_leaves_all_as_it_was(
    run: Run, repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = _saved(repo, run, "One")
    saved = repo.path.read_bytes()
    hook = repo.root / ".git/hooks/commit-msg"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho no >&2\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    result = run("undo", "--last", "--yes", "--directory", repo.path)
    assert "\nno\nerror: git refused the commit" in result.err
    hook.unlink()
    repo.git("config", "user.useConfigOnly", "true")
    monkeypatch.delenv("GIT_AUTHOR_NAME")
    monkeypatch.delenv("GIT_AUTHOR_EMAIL")
    result = run("undo", "--last", "--yes", "--directory", repo.path)
    assert "error: git does not know your name" in result.err
    assert (repo.head, repo.path.read_bytes()) == (commit, saved)
    assert repo.git("status", "--porcelain") == ""


@pytest.mark.parametrize("words", [(), ("--last",)])
def test_change_written_at_the_prompt_stays(run: Run, repo: Repo, words: tuple[str, ...]) -> None:
    _title(repo, run, "Head") if not words else _saved(repo, run, "Head")
    head = repo.head
    undo = command("undo", *words, "--directory", repo.path)
    with terminals.running(undo, environment()) as seat:
        seat.until("Continue? [no]: ")
        run("set", "b", "title=Colleague", "--directory", repo.path)
        written = repo.path.read_bytes()
        seat.type("yes\r")
        printed = seat.rest()
    assert "error: directory.toml was changed by someone else in the meantime" in printed
    assert "help: nothing was saved; try again" in printed
    assert (repo.path.read_bytes(), repo.head) == (written, head)


@pytest.mark.parametrize("words", [(), ("--last",)])
def test_locked_index_undoes_nothing(run: Run, repo: Repo, words: tuple[str, ...]) -> None:
    _title(repo, run, "Head") if not words else _saved(repo, run, "Head")
    changed, lock = repo.path.read_bytes(), repo.root / ".git/index.lock"
    lock.touch()
    result = run("undo", *words, "--yes", "--directory", repo.path)
    assert (result.code, repo.path.read_bytes()) == (2, changed)
    assert "index.lock" in result.err


def test_hook_that_kills_git_leaves_the_files_as_they_were(run: Run, repo: Repo) -> None:
    _saved(repo, run, "One")
    saved, hook = repo.path.read_bytes(), repo.root / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nkill -9 $PPID\n", encoding="utf-8")
    hook.chmod(0o755)
    result = run("undo", "--last", "--yes", "--directory", repo.path)
    assert "error: git refused the commit" in result.err
    assert repo.path.read_bytes() == saved


def test_change_written_while_a_hook_refuses_stays(run: Run, repo: Repo) -> None:
    _saved(repo, run, "One")
    hook = repo.root / ".git/hooks/commit-msg"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho '# Colleague' >> directory.toml\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    result = run("undo", "--last", "--yes", "--directory", repo.path)
    assert "\nwarning: directory.toml was changed by someone else in the meantime\n" in result.err
    assert "error: git refused the commit" in result.err
    assert repo.path.read_bytes().endswith(b"# Colleague\n")


def test_other_file_of_a_save_with_unsaved_changes_stays(run: Run, repo: Repo) -> None:
    (repo.root / "README.md").write_text("one\n", encoding="utf-8")
    repo.git("add", "README.md")
    repo.git("commit", "-qm", "readme")
    (repo.root / "README.md").write_text("two\n", encoding="utf-8")
    _title(repo, run, "Head")
    repo.git("commit", "-qam", f"Both\n\n{TRAILER}")
    (repo.root / "README.md").write_text("three\n", encoding="utf-8")
    result = run("undo", "--last", "--yes", "--directory", repo.path)
    assert (result.code, result.err.splitlines()[0]) == (
        2,
        "error: some changes are not yet in the history",
    )
    assert (repo.root / "README.md").read_text(encoding="utf-8") == "three\n"


def test_number_of_no_file_is_named(run: Run, repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    number = '{ number = "+592 609 1250", type = "mobile", apps = ["whatsapp"] }'
    write_overlay(repo.path, f'[[focal_point]]\nid = "a"\nphones = [{number}]\n')
    for is_log in (False, True):
        words = ("set", "a", "--public", "609 1250", "--yes", "--directory", repo.path)
        assert run(*words).code == 0
        run("set", "a", "--add", "phones=+592 609 1251", "--directory", repo.path)
        if is_log:
            monkeypatch.setenv("CI", "1")
        result = run("undo", "--yes", "--directory", repo.path)
        value = "…" if is_log else number
        command = f"cmcct set a --private --add 'phones={value}'"
        (line,) = [text for text in result.err.splitlines() if "no file has" in text]
        assert line.startswith("a: no file has ")
        assert line.endswith(f" now; to keep it private: {command}")
        words = ("set", "a", "--private", "--add", f"phones={number}", "--directory", repo.path)
        restored = run(*words)
        assert restored.code == 0


@pytest.mark.parametrize(
    ("words", "answers"),
    [
        (["undo"], [("Enter for none", "1\n"), ("Continue?", "yes\n")]),
        (["undo", "lo", "último"], [("Continue?", "yes\n")]),
        (["undo", "laatste", "--yes"], []),
    ],
)
def test_last_command_alone_is_undone(
    run: Run, repo: Repo, words: list[str], answers: list[tuple[str, str]]
) -> None:
    run("set", "b", "title=Head", "--directory", repo.path)
    before = repo.path.read_bytes()
    _title(repo, run, "Deputy")
    _title(repo, run, "Head")
    record = repo.root / ".git" / "cmcct-last-edit"
    assert (record.stat().st_mode & 0o777, repo.git("status", "--short")) == (
        0o600,
        "M directory.toml",
    )
    result = typing(answers, *words, "--directory", repo.path, columns=300)
    shown = f"this undoes the last command: set a title=Head --directory {repo.path} (1 change)"
    assert (result.code, shown in result.out) == (0, True), result.out
    assert repo.path.read_bytes() == before.replace(b"Director", b"Deputy", 1)


@pytest.mark.parametrize(
    "later",
    [
        ["save"],
        ["set", "a", "--private", "--add", "phones=+592 609 1252", "--yes"],
    ],
)
def test_no_record_is_kept_behind_a_save_or_a_private_edit(
    run: Run, repo: Repo, later: list[str]
) -> None:
    _title(repo, run, "Head")
    record = repo.root / ".git" / "cmcct-last-edit"
    assert record.exists()
    assert run(*later, "--directory", repo.path).code == 0
    assert not record.exists()


def _refuse_last(run: Run, path: Path) -> None:
    before = path.read_bytes()
    result = run("undo", "last", "--yes", "--directory", path)
    assert (result.code, path.read_bytes()) == (2, before)
    assert result.err == (
        "error: cannot undo the last command alone: it has no record, or the file has changed\n"
        "help: run cmcct undo\n"
    )


def test_command_is_not_offered_once_the_file_has_changed(run: Run, repo: Repo) -> None:
    run("set", "b", "title=Head", "--directory", repo.path)
    _title(repo, run, "Head")
    repo.path.write_bytes(repo.path.read_bytes() + b"\n")
    _refuse_last(run, repo.path)


def test_enter_and_ctrl_c_undo_nothing(run: Run, repo: Repo) -> None:
    run("set", "b", "title=Head", "--directory", repo.path)
    changed = _title(repo, run, "Head")
    for key, code in {"\n": 2, "\x03": 130}.items():
        result = typing([("Enter for none", key)], "undo", "--directory", repo.path)
        assert (result.code, "\nnothing was undone" in result.out) == (code, True), result.out
        assert repo.path.read_bytes() == changed


def test_linked_work_tree_has_a_last_command_of_its_own(run: Run, repo: Repo) -> None:
    before, changed = repo.path.read_bytes(), _title(repo, run, "Chief")
    repo.git("worktree", "add", "-q", "../other")
    other = Repo(repo.root.parent / "other")
    _title(other, run, "Head")
    result = run("undo", "last", "--yes", "--directory", other.path)
    assert result.err.endswith("to get back what was undone: cmcct undo last\n")
    assert (repo.path.read_bytes(), other.path.read_bytes()) == (changed, before)


def test_command_before_the_first_save_is_undone(run: Run, repo: Repo) -> None:
    other = repo.root / "other.toml"
    other.write_bytes(repo.path.read_bytes())
    run("set", "b", "title=Head", "--directory", other)
    assert run("undo", "--yes", "--directory", other).code == 0
    assert other.read_bytes() == repo.path.read_bytes()


def test_last_save_is_not_undone_below_unsaved_changes(run: Run, repo: Repo) -> None:
    repo.git("checkout", "-q", "-b", "other")
    _saved(repo, run, "Head")
    changed = _title(repo, run, "Deputy")
    result = run("undo", "--last", "--yes", "--directory", repo.path)
    assert result.err.startswith("error: some changes are not yet in the history\n")
    assert repo.path.read_bytes() == changed
