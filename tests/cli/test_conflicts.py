"""A file with conflict markers, left by `git merge`, `rebase`, `cherry-pick` or `stash`."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cmcct.check import reporters
from cmcct.diagnostics import Span
from tests.conftest import MINIMAL, OnTerminal, Result, Run, command, run_process, write_overlay
from tests.support.cli_samples import checking
from tests.support.repositories import Repo, entry, repository

HINT = "keep the correct lines, and delete the lines with <<<<<<<, ======= and >>>>>>>"
ADA = {"verified": "2026-03-02", "phones": '[\n    "+592 220 1234",\n]'}
OURS = "HEAD (Ada Example, 4 January 2024)"
THEIRS = "other (Bob, 3 January 2024)"


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return repository(tmp_path / "clone")


def _fork(repo: Repo, base: str, theirs: str, ours: str) -> None:
    """Commit three versions: theirs on the branch `other`, ours on `main`, which is checked out."""
    repo.commit(base)
    repo.git("checkout", "-q", "-b", "other")
    repo.commit(theirs, GIT_AUTHOR_NAME="Bob")
    repo.git("checkout", "-q", "main")
    repo.commit(ours)


def _merge(repo: Repo, base: str, theirs: str, ours: str, *words: str) -> str:
    """Let git leave a conflict; return the path of the file."""
    _fork(repo, base, theirs, ours)
    repo.run("git", *(words or ("merge", "-q", "other")), may_fail=True)
    return _unmerged(repo)


def _unmerged(repo: Repo) -> str:
    assert repo.git("diff", "--name-only", "--diff-filter=U") == repo.name
    assert "<<<<<<< " in repo.path.read_text(encoding="utf-8")
    return str(repo.path)


def _found(run: Run, path: str) -> list[tuple[str, str]]:
    """Return entry and message of each finding."""
    result = run("check", path, "--format", "json")
    found = json.loads(result.out)["findings"]
    assert {(one["code"], one["severity"]) for one in found} == {("conflict", "error")}
    assert result.code == 1
    return [(one["entry"], one["message"]) for one in found]


def _warning(path: str) -> str:
    return (
        f"warning: {path} has merge conflicts: entries marked with ! have a second version, "
        f"not shown; run {checking(Path(path))}\n"
    )


def _title(title: str, id_: str = "gy-ctu", **values: str) -> str:
    return entry(id_, title, **{**ADA, **values})


def test_conflict_in_a_field_is_explained(run: Run, repo: Repo) -> None:
    path = _merge(repo, _title("Base"), _title("Theirs"), _title("Ours"))
    message = f"merge conflict in title between {OURS} and {THEIRS}"
    assert _found(run, path) == [("gy-ctu", message)]
    line = repo.path.read_text(encoding="utf-8").split("\n").index("<<<<<<< HEAD") + 1
    (found,) = json.loads(run("check", path, "--format", "json").out)["findings"]
    assert Span(*(found[key] for key in Span._fields)) == Span(line, 1, line, 13)
    assert run("check", path).out == (
        f"error[conflict]: {message} (entry 'gy-ctu')\n"
        f"  --> {path}:{line}:1\n   |\n{line} | <<<<<<< HEAD\n   | {'^' * 12}\nhelp: {HINT}\n\n"
    )


def test_lookups_show_ours_and_mark_it(run: Run, repo: Repo) -> None:
    more = entry("tt-ctu", **ADA)
    path = _merge(repo, *(_title(side) + more for side in ("Base", "Theirs", "Ours")))
    warning = _warning(path)
    given = ("--directory", path)
    rows = (
        "! gy-ctu\tGuyana\tPerson gy-ctu\tOurs\tExample Ministry\t+592 220 1234 (landline)\t"
        "gy-ctu@example.org\n"
        "tt-ctu\tGuyana\tPerson tt-ctu\tDirector\tExample Ministry\t+592 220 1234 (landline)\t"
        "tt-ctu@example.org\n"
    )
    assert run("search", *given) == Result(0, rows, warning)
    picked = run("search", *given, "--columns", "title,id", "--header")
    assert picked.out == "title\tid\n! Ours\tgy-ctu\nDirector\ttt-ctu\n"
    assert run("search", *given, "--format", "ids").out == "gy-ctu\ntt-ctu\n"
    table = run("search", *given, "--columns", "title,id", "--format", "table").out
    assert "! Ours" in table
    assert "! Director" not in table
    card = run("show", "gy-ctu", *given)
    assert (card.out.split("\n")[0], card.err) == ("! Person gy-ctu", warning)
    assert run("show", "tt-ctu", *given).out.startswith("Person tt-ctu\n")
    for words in (("search",), ("show", "gy-ctu", "tt-ctu")):
        objects = json.loads(run(*words, *given, "--format", "json").out)
        assert [(one["id"], one.get("conflict")) for one in objects] == [
            ("gy-ctu", True),
            ("tt-ctu", None),
        ]
    assert run("list", "roles", *given).err == warning


def test_terminal_marks_the_entry(terminal: OnTerminal, repo: Repo) -> None:
    path = _merge(repo, _title("Base"), _title("Theirs"), _title("Ours"))
    for columns, words in ((200, ("search",)), (40, ("search",)), (200, ("show", "gy-ctu"))):
        shown = terminal(*words, "--directory", path, columns=columns).out
        assert "! gy-ctu" in shown or "! Person gy-ctu" in shown


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("set", "gy-ctu", "city=x"), "is not valid TOML: line {}: unfinished merge: both"),
        (("fmt",), "is not valid TOML: line {}: unfinished merge: both"),
        (("export", "csv"), "exports are blocked until the errors in "),
        (("emails",), "exports are blocked until the errors in "),
    ],
)
def test_edits_and_exports_are_refused(
    run: Run, repo: Repo, words: tuple[str, ...], reason: str
) -> None:
    path = _merge(repo, _title("Base"), _title("Theirs"), _title("Ours"))
    before = repo.path.read_bytes()
    result = run(*words, "--directory", path)
    assert (result.code, result.out) == (2, "")
    line = before.decode().split("\n").index("<<<<<<< HEAD") + 1
    assert reason.format(line) in result.err
    assert f"help: run {checking(repo.path)}" in result.err
    assert repo.path.read_bytes() == before


SHARING: list[tuple[str | None, str | None, str]] = [
    ("public", "secretariat", "secretariat"),
    ("secretariat", "public", "secretariat"),
    ("public", None, "network"),
    (None, "public", "network"),
    ("public", "Public!", "secretariat"),
]


@pytest.mark.parametrize(("ours", "theirs", "expected"), SHARING)
def test_stricter_sharing_of_an_entry_counts(
    run: Run, repo: Repo, ours: str | None, theirs: str | None, expected: str
) -> None:
    def version(side: str, sharing: str | None) -> str:
        return _title(side, **({"sharing": f'"{sharing}"'} if sharing else {}))

    base = version("Base", "network")
    path = _merge(repo, base, version("Theirs", theirs), version("Ours", ours))
    shown = run("search", "--directory", path, "--columns", "sharing").out
    assert shown == f"! {expected}\n"
    for audience in ("public", "network"):
        found = run("search", "--directory", path, "--format", "ids", "--audience", audience).out
        assert bool(found) == (
            expected == audience or (expected, audience) == ("public", "network")
        )


def test_stricter_sharing_of_channels_and_groups_counts(run: Run, repo: Repo) -> None:
    def version(side: str, phone: str, email: str, group: str) -> str:
        phones = f'[\n    {{ number = "+592 220 1234"{phone} }},\n    "+592 220 1299",\n]'
        emails = f'[{{ address = "a@example.org"{email} }}]'
        given = {"phones": phones, "emails": emails, "working_groups": '["caribbean"]'}
        record = f'[[working_group]]\nid = "caribbean"\nname = "{side}"\n{group}\n'
        return record + _title(side, **given)

    strict = ', sharing = "secretariat"'
    path = _merge(
        repo,
        version("Base", "", "", ""),
        version("Theirs", strict, "", 'sharing = "secretariat"'),
        version("Ours", ', type = "mobile"', strict, 'sharing = "network"'),
    )
    given = ("--directory", path, "--format", "json")
    (found,) = json.loads(run("show", "gy-ctu", *given, "--audience", "secretariat").out)
    assert [phone["sharing"] for phone in found["phones"]] == ["secretariat", "network"]
    assert [email["sharing"] for email in found["emails"]] == ["secretariat"]
    (found,) = json.loads(run("show", "gy-ctu", *given).out)
    assert [phone["number"] for phone in found["phones"]] == ["+5922201299"]
    assert (found["emails"], found["working_groups"]) == ([], [])


def test_strictest_sharing_of_a_repeated_meeting_counts(run: Run, repo: Repo) -> None:
    def version(side: str, *sharings: str) -> str:
        meeting = '[[meeting]]\nid = "bonaire-2018"\nname = "Bonaire"\nsharing = "{}"\n'
        return "".join(map(meeting.format, sharings)) + _title(side, meetings='["bonaire-2018"]')

    theirs = version("Theirs", "secretariat", "public")
    path = _merge(repo, version("Base", "public"), theirs, version("Ours", "public"))
    (found,) = json.loads(run("show", "gy-ctu", "--directory", path, "--format", "json").out)
    assert found["meetings"] == []


def test_private_file_is_joined(run: Run, repo: Repo) -> None:
    path = _merge(repo, _title("Base"), _title("Theirs"), _title("Ours"))
    overlay = '[[focal_point]]\nid = "gy-ctu"\nname = "Person gy-ctu"\nphones = ["+592 609 1234"]\n'
    write_overlay(repo.path, overlay)
    for audience in ((), ("--audience", "secretariat")):
        result = run("search", "--directory", path, "--columns", "office_phone", *audience)
        private = "; +592 609 1234 (secretariat only)" if audience else ""
        assert result.out == f"! +592 220 1234{private}\n"


def test_entries_added_in_the_same_place_are_named(run: Run, repo: Repo) -> None:
    base = _title("Base")
    mine, other = entry("gy-police", **ADA), entry("sr-labour", **ADA)
    path = _merge(repo, base, base + other, base + mine)
    assert _found(run, path) == [
        ("gy-police", f"merge conflict: only {OURS} has this entry"),
        ("sr-labour", f"merge conflict: only {THEIRS} has this entry"),
    ]
    assert run("search", "--directory", path, "--format", "ids").out == "gy-ctu\ngy-police\n"
    assert "! gy-police\t" in run("search", "--directory", path).out


def test_renamed_entry_is_one_entry(run: Run, repo: Repo) -> None:
    renamed = _title("Ours", "gy-police", formerly='["gy-ctu"]')
    theirs = _title("Theirs", country='"Suriname"', sharing='"secretariat"')
    path = _merge(repo, _title("Base"), theirs, renamed)
    found = _found(run, path)
    assert {id_ for id_, _message in found} == {"gy-police"}
    keys = [message.split()[3] for _id, message in found]
    assert keys == ["id", "country", "name", "title", "formerly", "sharing"]
    shown = run("search", "--directory", path, "--columns", "id,sharing").out
    assert shown == "! gy-police\tsecretariat\n"


def test_other_tables_and_comments_are_explained(run: Run, repo: Repo) -> None:
    apart = "# -\n" * 6

    def version(name: str) -> str:
        group = f'[[working_group]]\nid = "caribbean"\nname = "{name}"\n'
        meeting = f'[[meeting]]\nid = "{name.lower()}"\nname = "x"\ndate = 2020-01-01\n'
        return f"# {name}\n{apart}{group}{apart}{meeting if name != 'Base' else ''}"

    path = _merge(repo, version("Base"), version("Theirs"), version("Ours"))
    assert _found(run, path) == [
        ("", f"merge conflict between {OURS} and {THEIRS} in comments or layout only"),
        ("", f"merge conflict in working_group caribbean: name between {OURS} and {THEIRS}"),
        ("", f"merge conflict: only {OURS} has meeting ours"),
        ("", f"merge conflict: only {THEIRS} has meeting theirs"),
    ]
    assert run("search", "--directory", path).err.startswith(_warning(path))


def test_text_of_several_lines_hides_no_conflict(run: Run, repo: Repo) -> None:
    """The file is TOML: its markers are in a string."""
    base, theirs, ours = (
        _title("Same", notes=f'"""\nfirst\n{side}\nlast\n"""')
        for side in ("base", "theirs", "ours")
    )
    path = _merge(repo, base, theirs, ours)
    message = f"merge conflict in notes between {OURS} and {THEIRS}"
    assert _found(run, path) == [("gy-ctu", message)]
    (found,) = json.loads(run("show", "gy-ctu", "--directory", path, "--format", "json").out)
    assert found["notes"] == "first\nours\nlast\n"


@pytest.mark.parametrize(
    ("words", "ours", "theirs"),
    [
        (("rebase", "other"), "HEAD (Bob, 3 January 2024)", "{} (Ada Example, 4 January 2024)"),
        (("cherry-pick", "other"), OURS, "{} (Bob, 3 January 2024)"),
        (("merge", "-q", "other^0"), OURS, "other^0 (Bob, 3 January 2024)"),
        (("checkout", "-q", "--merge", "other"), "other (Bob, 3 January 2024)", "local"),
    ],
)
def test_writers_are_named_whatever_merges(
    run: Run, repo: Repo, words: tuple[str, ...], ours: str, theirs: str
) -> None:
    _fork(repo, _title("Base"), _title("Theirs"), _title("Ours"))
    if words[0] == "checkout":
        repo.path.write_text(f"{MINIMAL}\n{_title('Changed')}", encoding="utf-8")
    name = repo.git("rev-parse", "--short", "main" if words[0] == "rebase" else "other")
    repo.run("git", *words, may_fail=True)
    ((_id, message),) = _found(run, _unmerged(repo))
    assert message == f"merge conflict in title between {ours} and {theirs.format(name)}"


def test_stash_has_no_writer(run: Run, repo: Repo) -> None:
    repo.commit(_title("Base"))
    repo.path.write_text(f"{MINIMAL}\n{_title('Stashed')}", encoding="utf-8")
    repo.git("stash")
    repo.commit(_title("Ours"))
    repo.run("git", "stash", "pop", may_fail=True)
    ((_id, message),) = _found(run, _unmerged(repo))
    side = "Updated upstream (Ada Example, 3 January 2024)"
    assert message == f"merge conflict in title between {side} and Stashed changes"


def test_renamed_file_has_writers(run: Run, repo: Repo) -> None:
    repo.commit(_title("Base"))
    repo.git("checkout", "-q", "-b", "other")
    repo.commit(_title("Theirs"), GIT_AUTHOR_NAME="Bob")
    repo.git("checkout", "-q", "main")
    repo.move("contacts/directory.toml")
    repo.commit(_title("Ours"))
    repo.run("git", "merge", "-q", "other", may_fail=True)
    ((_id, message),) = _found(run, _unmerged(repo))
    ours, theirs = message.removeprefix("merge conflict in title between ").split(" and ")
    assert ours == "HEAD (Ada Example, 4 January 2024)"
    assert theirs == "other (Bob, 3 January 2024)"


def test_after_git_add_no_writer_is_named(run: Run, repo: Repo) -> None:
    path = _merge(repo, _title("Base"), _title("Theirs"), _title("Ours"))
    message = "merge conflict in title between HEAD and other"
    repo.git("add", "--all")
    assert _found(run, path) == [("gy-ctu", message)]
    repo.commit_all()
    assert _found(run, path) == [("gy-ctu", message)]
    assert "! gy-ctu\t" in run("search", "--directory", path).out


@pytest.mark.parametrize(
    "change", [lambda d: d.replace(b"\n", b"\r\n"), lambda d: b"\xef\xbb\xbf" + d]
)
def test_line_ends_and_bom_do_not_matter(
    run: Run, repo: Repo, change: Callable[[bytes], bytes]
) -> None:
    texts = [f"{MINIMAL}\n{_title(side)}".encode() for side in ("Base", "Theirs", "Ours")]
    repo.commit_bytes(change(texts[0]))
    repo.git("checkout", "-q", "-b", "other")
    repo.commit_bytes(change(texts[1]), GIT_AUTHOR_NAME="Bob")
    repo.git("checkout", "-q", "main")
    repo.commit_bytes(change(texts[2]))
    repo.run("git", "merge", "-q", "other", may_fail=True)
    path = _unmerged(repo)
    assert _found(run, path) == [("gy-ctu", f"merge conflict in title between {OURS} and {THEIRS}")]
    assert "\tOurs\t" in run("search", "--directory", path).out


def test_labels_of_merge_file_are_shortened(run: Run, repo: Repo) -> None:
    """As `cmcct merge-file` marks a key: each label has the entry and the field."""
    path = _merge(repo, _title("Base"), _title("Theirs"), _title("Ours"))
    text = repo.path.read_text(encoding="utf-8")
    for label in ("<<<<<<< HEAD", ">>>>>>> other"):
        text = text.replace(f"{label}\n", f"{label} gy-ctu: title\n")
    repo.path.write_text(text, encoding="utf-8")
    message = f"merge conflict in title between {OURS} and {THEIRS}"
    assert _found(run, path) == [("gy-ctu", message)]


def test_two_clones_merge_in_turn(run: Run, repo: Repo, tmp_path: Path) -> None:
    """One person resolves the conflict, the other gets the result."""
    repo.commit(_title("Base"))
    repo.git("config", "receive.denyCurrentBranch", "updateInstead")
    repo.git("clone", "-q", ".", tmp_path / "second")
    second = Repo(tmp_path / "second", day=repo.day)
    second.git("config", "user.name", "Bob")
    second.git("config", "user.email", "bob@example.org")
    repo.commit(_title("Ours"), GIT_AUTHOR_NAME="Ada Example")
    second.day += 1
    second.commit(_title("Second"), GIT_AUTHOR_NAME="Bob")
    second.run("git", "pull", "-q", "--no-rebase", may_fail=True)
    path = _unmerged(second)
    ((_id, message),) = _found(run, path)
    start = "merge conflict in title between HEAD (Bob, 4 January 2024) and "
    assert message == f"{start}{repo.head} (Ada Example, 3 January 2024)"
    text = second.path.read_text(encoding="utf-8")
    head, _, rest = text.partition("<<<<<<< HEAD\n")
    ours, _, rest = rest.partition("=======\n")
    tail = rest.partition(f">>>>>>> {repo.head}\n")[2]
    second.path.write_text(head + ours + tail, encoding="utf-8")
    assert run("check", path) == Result(0, "", "no findings\n")
    second.git("add", "--all")
    second.commit_all()
    second.git("push", "-q")
    assert "\tSecond\t" in run("search", "--directory", repo.path).out


def test_older_version_has_limits_of_both_sides(run: Run, repo: Repo) -> None:
    path = _merge(repo, _title("Base"), _title("Theirs", sharing='"secretariat"'), _title("Ours"))
    for audience, expected in (("network", ""), ("secretariat", "gy-ctu\n")):
        words = ("--at", "HEAD~1", "--format", "ids", "--audience", audience)
        assert run("search", "--directory", path, *words).out == expected


def test_broken_markers_are_a_syntax_error(run: Run, repo: Repo) -> None:
    path = _merge(repo, _title("Base"), _title("Theirs"), _title("Ours"))
    text = repo.path.read_text(encoding="utf-8")
    repo.path.write_text(text.replace("=======\n", ""), encoding="utf-8")
    result = run("check", path, "--format", "concise")
    assert result.out.endswith(
        "error[toml-syntax] unfinished merge: both versions of some lines are in the file\n"
    )
    assert "showing the version of 4 January 2024" in run("search", "--directory", path).err


def test_ids_are_completed(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _merge(repo, _title("Base"), _title("Theirs"), _title("Ours"))
    monkeypatch.setenv("_CMCCT_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", f"cmcct show --directory {path} gy")
    monkeypatch.setenv("COMP_CWORD", "4")
    assert run_process(command()).out.split() == ["gy-ctu"]


def test_label_puts_no_contact_into_a_log(
    run: Run, repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _merge(repo, _title("Base"), _title("Theirs"), _title("Ours"))
    text = repo.path.read_text(encoding="utf-8")
    label = ">>>>>>> Ada: +592 609 1234, ada@example.org"
    repo.path.write_text(text.replace(">>>>>>> other", label), encoding="utf-8")
    monkeypatch.setenv("CI", "true")
    for form in reporters.FORMATS:
        shown = run("check", path, "--format", form).out
        assert f"merge conflict in title between {OURS} and … (Bob" in shown
        assert not any(contact in shown for contact in ("1234", "ada@", "609"))
