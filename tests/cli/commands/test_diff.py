"""`cmcct diff`: changes between commits, dates, meetings and files."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.conftest import Result, Run, write_overlay
from tests.support.programs import need
from tests.support.repositories import Repo, copy, entry

A, B = entry("a", verified="2024-01-01"), entry("b")
CHIEF = entry("a", "Chief", verified="2024-01-03")
SAID = """\
1 changed
Guyana
  changed: Person a (a)
    Job title: Director → Chief
    Confirmed: 1 January 2024 → 3 January 2024
"""


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """Return a repository with two commits, and change to its folder."""
    made = copy(_commit_twice, tmp_path / "repo")
    monkeypatch.chdir(made.root)
    return made


def _commit_twice(repo: Repo) -> None:
    repo.commit(A, B)
    repo.git("tag", "one")
    repo.commit(CHIEF, B)


NEW = (  # what `entry` writes
    "    Job title: Director\n"
    "    Organisation: Example Ministry\n"
    "    Role: Focal point\n"
    "    Sectors: Police, anti-trafficking unit\n"
    "    E-mails: c@example.org\n"
    "    Time zone: UTC\u22124\n"
    "    Status: Active\n"
    "    Sharing: Network\n"
)


def test_diff_without_argument_shows_uncommitted(repo: Repo, run: Run) -> None:
    assert (run("diff").code, run("diff").out) == (0, "")
    repo.path.write_text(repo.path.read_text(encoding="utf-8") + entry("c"), encoding="utf-8")
    assert run("diff").out == f"1 joined\nGuyana\n  joined: Person c (c)\n{NEW}"


@pytest.mark.parametrize(
    "words", ["one", "one..HEAD", "one..", "HEAD~1", "2024-01-02", "2024-01-02..2024-01-03"]
)
@pytest.mark.usefixtures("repo")
def test_a_revision_a_date_or_two_say_the_same(words: str, run: Run) -> None:
    assert run("diff", words).out == SAID


@pytest.mark.usefixtures("repo")
def test_backwards_it_says_the_opposite(run: Run) -> None:
    assert "Chief → Director" in run("diff", "HEAD..one").out
    assert run("diff", "one..one").out == ""


def test_diff_shows_changes_since_meeting(repo: Repo, run: Run) -> None:
    meeting = '[[meeting]]\nid = "lethem-2024"\nname = "Lethem"\ndate = 2024-01-03\n'
    repo.commit(CHIEF, entry("c"), meeting)
    assert run("diff", "lethem-2024").out == (
        "1 joined, 1 removed, 1 other change\nGuyana\n"
        f"  joined: Person c (c)\n{NEW}  removed: Person b (b)\n"
        "Meetings\n  added: Lethem (lethem-2024)\n"
    )


def test_three_dots_show_changes_of_branch(repo: Repo, run: Run) -> None:
    repo.git("checkout", "-q", "-b", "side", "one")
    repo.commit(A, B, entry("c"))
    assert run("diff", "main...side").out == f"1 joined\nGuyana\n  joined: Person c (c)\n{NEW}"
    assert "changed" in run("diff", "main..side").out


def test_two_files_need_no_git(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    old = repo.root / "old.toml"
    old.write_text(repo.path.read_text(encoding="utf-8").replace("Chief", "Director"), "utf-8")
    monkeypatch.setenv("PATH", "")
    assert run("diff", old, repo.path).out == (
        "1 changed\nGuyana\n  changed: Person a (a)\n    Job title: Director → Chief\n"
    )
    assert run("diff", "old.toml", "no.toml").code == 2
    assert run("diff").err == "error: git is not installed\n"


@pytest.mark.usefixtures("repo")
def test_two_separate_versions_are_told_range_syntax(run: Run) -> None:
    result = run("diff", "HEAD~1", "HEAD")
    assert (result.code, result.out) == (2, "")
    assert result.err == (
        "error: the files HEAD~1 and HEAD do not exist\nhelp: write HEAD~1..HEAD\n"
    )


@pytest.mark.usefixtures("repo")
def test_more_than_two_versions_are_refused(run: Run) -> None:
    result = run("diff", "one", "HEAD~1", "2024-01-02")
    assert result.code == 2
    assert result.err == "error: too many versions\nhelp: give A..B, or two files\n"


def test_exit_code_says_whether_there_are_differences(repo: Repo, run: Run) -> None:
    assert run("diff", "--exit-code").code == 0
    assert run("diff", "one", "--exit-code").code == 1
    assert run("diff", "one").code == 0
    quiet = '"secretariat"'
    repo.commit(CHIEF, B, entry("q", sharing=quiet))
    result = run("diff", "HEAD~1", "--exit-code", "--audience", "network")
    assert (result.code, result.out) == (1, "1 change is withheld from this list\n")
    result = run("diff", "HEAD~1", "--audience", "network", "--country", "Guyana")
    assert result.out == ""  # it may be outside the selection


def test_selection_keeps_present_and_past_matches(repo: Repo, run: Run) -> None:
    meeting = '[[meeting]]\nid = "m"\nname = "M"\n'
    aruba = entry("a", country='"Aruba"')
    repo.commit(aruba, entry("b", "Chief", status='"left"'), meeting)
    both = run("diff", "one").out
    assert all(word in both for word in ("Aruba", "Guyana", "Meetings"))
    for country in ("Guyana", "Aruba"):
        out = run("diff", "one", "--country", country).out
        assert "Person a (a)" in out
        assert ("left: Person b (b)" in out) == (country == "Guyana")
        assert "Meetings" not in out
    assert "Person b" not in run("diff", "one", "--status", "vacant").out
    assert run("diff", "one", "--country", "Nowhere").code == 2


def test_forms_to_pass_on_are_for_network_by_default(repo: Repo, run: Run) -> None:
    hidden = '[{ address = "hidden@example.org", sharing = "secretariat" }]'
    repo.commit(entry("a", emails=hidden, private_notes='"Hidden."'), entry("b", "Quiet"))
    text = run("diff", "one").out
    assert "hidden@example.org, secretariat only" in text
    for form in ("markdown", "json", "csv"):
        assert "idden" not in run("diff", "one", "--format", form).out
        assert "hidden@" in run("diff", "one", "--format", form, "--audience", "secretariat").out
    assert "idden" not in run("diff", "one", "--audience", "public").out


def test_output_is_a_file_with_the_same_bytes(repo: Repo, run: Run) -> None:
    note = run("diff", "one", "--format", "markdown").out
    for _again in range(2):
        written = run("diff", "one", "--format", "markdown", "-o", "changes.md")
        assert written == Result(0, "", "changes.md: audience network, TLP:AMBER\n")
        assert (repo.root / "changes.md").read_text(encoding="utf-8") == note
    assert run("diff", "one", "-o", "-").out == SAID
    written = run("diff", "one", "-o", "all.txt")
    assert written == Result(0, "", "all.txt: audience secretariat, TLP:RED\n")
    assert (repo.root / "all.txt").read_text(encoding="utf-8") == SAID
    assert (repo.root / "all.txt").stat().st_mode & 0o777 == 0o600
    refused = "error: the name b.md does not match the format text\nhelp: end it in .txt\n"
    assert run("diff", "one", "-o", "b.md") == Result(2, "", refused)


def test_output_overwrites_no_file_of_others(repo: Repo, run: Run) -> None:
    (repo.root / "mine.md").write_text("mine", encoding="utf-8")
    refused = run("diff", "one", "--format", "markdown", "-o", "mine.md")
    assert refused.err.startswith("error: mine.md is not an export of cmcct\n")
    assert run("diff", "one", "--output", "mine.md", "--force").code == 0
    assert (repo.root / "mine.md").read_text(encoding="utf-8") == SAID
    for force in ((), ("--force",)):
        refused = run("diff", "one", "-o", "directory.toml", *force)
        assert refused.err.startswith("error: the output would overwrite ")
        refused = run("diff", "directory.toml", "directory.toml", "-o", "directory.toml", *force)
        assert refused.err.startswith("error: the output would overwrite ")


def test_output_of_two_files_needs_no_directory(
    repo: Repo, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    one, other = (str(repo.root / name) for name in ("directory.toml", "old.toml"))
    Path(other).write_text(A, encoding="utf-8")
    assert run("diff", other, one, "-o", "out.txt").code == 0
    assert run("diff", other, one, "-o", one, "--force").code == 2


@pytest.mark.usefixtures("repo")
def test_diff_format_option_selects_format(run: Run) -> None:
    (change,) = json.loads(run("diff", "one", "--format", "json").out)
    assert [field["field"] for field in change["fields"]] == ["title", "verified"]
    rows = csv.DictReader(io.StringIO(run("diff", "one", "--format", "csv").out.lstrip("\ufeff")))
    assert [(row["before"], row["after"]) for row in rows] == [
        ("Director", "Chief"),
        ("1 January 2024", "3 January 2024"),
    ]
    assert run("diff", "one", "--format", "markdown").out.startswith("# Changes in the list")


def test_the_private_overlay_is_in_no_history(repo: Repo, run: Run) -> None:
    write_overlay(repo.path, '[[focal_point]]\nid = "a"\nphones = ["+592 609 1234"]\n')
    assert run("diff").out == ""


def test_unreadable_values_are_told_and_rest_compared(repo: Repo, run: Run) -> None:
    broken = entry("c", verified='"2024"')
    repo.path.write_text(repo.path.read_text(encoding="utf-8") + broken, encoding="utf-8")
    result = run("diff", "one")
    assert result.code == 0
    assert SAID.splitlines()[3] in result.out
    assert result.err == f"warning: {repo.path} contains values that cannot be read\n"
    repo.git("commit", "-qam", "broken")
    assert "contains values that cannot be read" in run("diff", "one..HEAD").err


NOT_TOML = "is not valid TOML: line 18: missing quote at the end of the text"


def test_missing_quote_makes_no_entry_leave(repo: Repo, run: Run) -> None:
    good = repo.path.read_text(encoding="utf-8")
    repo.path.write_text(good.replace('"Chief"', '"Chief'), encoding="utf-8")
    for words in (["diff"], ["diff", "one"], ["diff", repo.path, repo.path]):
        result = run(*words)
        assert (result.code, result.out) == (2, "")
        assert result.err == f"error: {repo.path} {NOT_TOML}\nhelp: run cmcct check\n"
    repo.git("commit", "-qam", "broken")
    repo.path.write_text(good, encoding="utf-8")
    for range_ in ("HEAD", "HEAD..one", "one...HEAD"):
        result = run("diff", range_)
        assert (result.code, result.out) == (2, "")
        assert result.err == (
            f"error: {repo.head[:7]}:directory.toml {NOT_TOML}\nhelp: choose another version; "
            "run cmcct log to see the versions\n"
        )


def test_no_contacts_option_hides_contacts_in_errors(repo: Repo, run: Run) -> None:
    repo.path.write_text('"a@example.org" = 1\n"a@example.org" = 2\n', encoding="utf-8")
    assert '"a@example.org" appears twice' in run("diff").err
    messages = run("diff", "--no-contacts", "--lang", "nl").err
    assert "a@example.org" not in messages
    assert "twee keer" in messages


def test_escapes_of_git_or_file_do_not_reach_terminal(repo: Repo, run: Run) -> None:
    repo.commit(entry("a", "\\u001b[31mRed"), B, GIT_AUTHOR_NAME="Bo \x1b[31mRed")
    parts = {
        "diff one": "    Job title: Director → \ufffd[31mRed\n",
        "log": "  Bo \ufffd[31mRed  ",
        "log a --fields": "  Bo \ufffd[31mRed  ",
        "log --format json": '"author": "Bo \\u001b[31mRed"',
    }
    for words, expected in parts.items():
        result = run(*words.split())
        assert expected in result.out
        assert "\x1b" not in result.out + result.err


def test_diff_outside_repository_is_refused(run: Run, tmp_path: Path) -> None:
    need("git", "apt install git")
    path = tmp_path / "directory.toml"
    path.write_text(A, encoding="utf-8")
    result = run("diff", "--directory", path)
    assert result.code == 2
    assert result.err == (
        "error: directory.toml is not in a git repository\nhelp: history needs git: run "
        "git init and commit first\n"
    )


def test_files_are_limited_by_the_directory_in_use(repo: Repo, run: Run, tmp_path: Path) -> None:
    old = (tmp_path / "old.toml", tmp_path / "new.toml")
    for path, mail in zip(old, ("one", "two"), strict=True):
        path.write_text(entry("a", emails=f'["{mail}@example.org"]'), encoding="utf-8")
    output = run("diff", *old, "--format", "json").out
    assert "@example.org" not in output
    repo.path.unlink()
    output = run("diff", *old, "--format", "json").out
    assert "one@" not in output
    assert "two@" in output


@pytest.mark.usefixtures("repo")
def test_note_has_the_stricter_label_of_both_files(run: Run, tmp_path: Path) -> None:
    files = strict, _loose = (tmp_path / "strict.toml", tmp_path / "loose.toml")
    label = 'network_label = "TLP:AMBER+STRICT"\n'
    for path in files:
        path.write_text(f'[directory]\nname = "x"\n{label if path == strict else ""}{A}')
    for sides in (files, files[::-1]):
        note = run("diff", *sides, "--format", "markdown", "--no-contacts").out
        assert note.startswith("# Changes in the list of x\n\n**TLP:AMBER+STRICT**\n")
        assert ("AMBER+STRICT → TLP:AMBER\n" in note) == (sides == files)


def _ignoring(*items: str) -> str:
    return f"[check]\nignore = {json.dumps(items)}\n"


def test_what_is_ignored_from_now_on_is_shown(repo: Repo, run: Run) -> None:
    repo.commit(_ignoring("b:stale"), A, B)
    repo.git("tag", "two")
    secret = entry("s", sharing='"secretariat"')
    repo.commit(_ignoring("a:sharing-widened", "s:stale", "unverified", "b:stale"), A, B, secret)
    lines = [f"Ignored from now on: {one}\n" for one in ("a: sharing-widened", "s: stale")]
    last = "Ignored from now on: unverified\n"
    assert run("diff", "two..").out.endswith(f"Secretariat\n{lines[0]}{lines[1]}{last}")
    # Only what the audience may know of.
    words = ("diff", "two..", "--format", "markdown", "--no-contacts")
    markdown = run(*words).out
    assert f"\n\n{lines[0]}\n{last}" in markdown
    assert "s: stale" not in markdown
    # Removed ignores, and the same in another place, are none.
    assert "Ignored" not in run("diff", "HEAD..two").out
    assert "Ignored" not in run("diff", "two..", "--country", "Guyana").out
    assert (
        json.loads(run("diff", "two..", "--format", "json", "--audience", "secretariat").out)[0][
            "id"
        ]
        == "s"
    )


def test_an_ignore_alone_is_a_difference(repo: Repo, run: Run) -> None:
    repo.commit(_ignoring("b:entry-removed", "no-such-code", "stale:+592 609 1234"), CHIEF, B)
    repo.git("tag", "two")
    repo.commit(_ignoring("b:entry-removed", "a:stale", "stale", "+592 609 1234"), CHIEF, B)
    result = run("diff", "two..", "--exit-code")
    assert result == Result(1, "Ignored from now on: a: stale\nIgnored from now on: stale\n", "")
    markdown = run("diff", "two..", "--format", "markdown").out
    assert "Nothing changed" not in markdown
    assert run("diff", "two..two", "--exit-code").code == 0


def test_ignore_of_a_renamed_or_removed_entry(repo: Repo, run: Run) -> None:
    repo.commit(_ignoring("b:stale"), A, B)
    repo.git("tag", "two")
    repo.commit(_ignoring("c:stale"), A, entry("c", formerly='["b"]'))
    assert "Ignored" not in run("diff", "two..").out
    repo.commit(_ignoring("b:stale", "b:entry-removed"), A)
    assert "Ignored from now on: b: entry-removed\n" in run("diff", "two..").out
    odd = entry("592-6091234")
    repo.commit(A, odd)
    repo.git("tag", "-f", "two")
    repo.commit(_ignoring("592-6091234:stale"), A, odd)
    assert run("diff", "two..", "--no-contacts").out == "Ignored from now on: …\n"


@pytest.mark.parametrize("words", [["one", "a"], ["one..HEAD", "chief"], ["Person", "one", "a"]])
def test_words_that_are_no_version_select_entries(repo: Repo, words: list[str], run: Run) -> None:
    assert run("diff", *words).out == SAID
    files = ("old.toml", "new.toml")
    for file, version in zip(files, ("HEAD~1", "HEAD"), strict=True):
        Path(file).write_text(repo.git("show", f"{version}:directory.toml"), encoding="utf-8")
    assert run("diff", *files, "a") == Result(0, SAID, "")
    assert run("diff", *files, "haiti") == Result(0, "", "nothing changed\n")
    Path("chief").touch()  # a word, though a file has this name
    assert run("diff", "one", "chief").out == SAID


@pytest.mark.usefixtures("repo")
def test_words_select_as_the_filters_do(run: Run) -> None:
    assert run("diff", "one", "guyana", "stale").out == SAID
    assert run("diff", "one", "haiti").out == run("diff", "one", "--country", "haiti").out == ""
    unknown = run("diff", "onne", "guyana")
    assert (unknown.code, unknown.out) == (2, "")
    assert unknown.err.startswith("error: 'onne' is not a commit, tag, edition, date or meeting")
    assert run("diff", "zz..one").code == 2
    for number in ("7", "2026-7"):
        missing = run("diff", number)
        message = f"error: '{number}' is not a commit, tag, edition, date or meeting"
        assert (missing.code, missing.err.startswith(message)) == (2, True)


def test_today_is_since_the_first_version_where_that_is_of_today(
    repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CMCCT_TODAY", "2024-01-02")
    assert run("diff", "today").out == SAID
    repo.path.write_text(repo.path.read_text(encoding="utf-8") + entry("c"), encoding="utf-8")
    assert "joined: Person c (c)\n" in run("diff", "hoy").out
