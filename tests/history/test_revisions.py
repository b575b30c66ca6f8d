"""Past versions of the directory, in real repositories."""

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from cmcct.errors.exceptions import CmcctError
from cmcct.history import revisions
from cmcct.history.revisions import LogEntry
from tests.conftest import MINIMAL, error_of
from tests.support.repositories import Repo, entry, repository

TODAY = date(2024, 6, 1)
A, B, C = (entry(id_) for id_ in "abc")


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """Return a repository with one commit, of 2 January."""
    made = repository(tmp_path / "repo")
    made.commit(A, B)
    return made


def _told(steps: list[LogEntry]) -> list[str]:
    """Return a line for each commit: kinds of changes, ids and keys."""
    return [
        f"{step.commit.subject}: "
        + ", ".join(" ".join((c.kind, c.id, *c.keys, *c.withheld)) for c in step.changes.changes)
        for step in steps
    ]


def _log(repo: Repo, audience: str = "secretariat") -> list[str]:
    """Return the changes after the first commit."""
    return _told([*revisions.log(repo.path, audience)])[:-1]


def _at(repo: Repo, name: str) -> str:
    """Return the subject of the commit that a name resolves to."""
    return repo.git(
        "log", "-1", "--format=%s", revisions.resolve_version(repo.path, name, TODAY).commit
    )


def test_two_meetings_and_forty_commits(tmp_path: Path) -> None:
    repo = repository(tmp_path / "repo")
    first = '[[meeting]]\nid = "first-2024"\nname = "First"\ndate = 2024-01-11\n'
    second = '[[meeting]]\nid = "second-2024"\nname = "Second"\ndate = "2024-01"\n'
    third = first.replace("first", "third").replace("First", "Third") + "until = 2024-01-14\n"
    for number in range(1, 41):
        meetings = [first, third] * (number > 5) + [second] * (number > 30)
        repo.commit(entry("a", f"Title {number}"), *meetings)
    assert _at(repo, "first-2024") == "Day 10"
    assert _at(repo, "third-2024") == "Day 13"
    assert _at(repo, "second-2024") == "Day 30"
    assert _at(repo, "2024-02-09") == "Day 39"
    assert _at(repo, "HEAD~3") == "Day 37"
    steps = [*revisions.log(repo.path, "network")]
    assert len(steps) == 40
    assert _told(steps)[0] == "Day 40: changed a title"
    assert _told(steps)[9] == "Day 31: joined second-2024, changed a title"
    title = steps[0].changes.changes[0]
    assert [getattr(side, "title", "") for side in (title.before, title.after)] == [
        "Title 39",
        "Title 40",
    ]


def test_plain_merge_changes_nothing_itself(repo: Repo) -> None:
    repo.git("checkout", "-q", "-b", "side")
    repo.commit(A, B, entry("c"), *[""] * 3)
    repo.git("checkout", "-q", "main")
    repo.commit(entry("a", "Chief"), B)
    repo.merge("side", entries=(entry("a", "Chief"), B, C))
    assert _log(repo) == ["Day 3: changed a title", "Day 2: joined c"]


def test_merge_of_two_edits_of_one_seat_joins_them(repo: Repo) -> None:
    repo.git("checkout", "-q", "-b", "side")
    repo.commit(entry("a", city='"Lethem"'), B)
    repo.git("checkout", "-q", "main")
    repo.commit(entry("a", "Chief"), B)
    repo.merge("side", entries=(entry("a", "Chief", city='"Lethem"'), B))
    assert _log(repo) == ["Day 3: changed a title", "Day 2: changed a city"]


def test_merge_deciding_between_edits_says_own_change(repo: Repo) -> None:
    repo.git("checkout", "-q", "-b", "side")
    repo.commit(entry("a", "Inspector", city='"Lethem"'), B)
    repo.git("checkout", "-q", "main")
    repo.commit(entry("a", "Chief"), B)
    repo.merge("side", entries=(entry("a", "Chief Inspector", city='"Lethem"'), B))
    assert _log(repo)[0] == "Merge ('side',): changed a title"
    assert len(_log(repo)) == 3


def test_a_merge_that_takes_one_side_changes_nothing(repo: Repo) -> None:
    repo.git("checkout", "-q", "-b", "side")
    repo.commit(entry("a", "Inspector"), C)
    repo.git("checkout", "-q", "main")
    repo.commit(entry("a", "Chief"), B)
    repo.merge("side", entries=(entry("a", "Chief"), C))
    assert [line for line in _log(repo) if line.startswith("Merge")] == []


def test_a_merge_that_adds_its_own_change_is_told(repo: Repo) -> None:
    repo.git("checkout", "-q", "-b", "side")
    repo.commit(A, B, C)
    repo.git("checkout", "-q", "main")
    repo.commit(entry("a", "Chief"), B)
    evil = entry("c", "Evil")
    repo.merge("side", entries=(entry("a", "Chief"), evil, entry("d")))
    assert _log(repo)[0] == "Merge ('side',): changed c title, joined d, left b"


def test_an_octopus_is_a_merge_too(repo: Repo) -> None:
    for name in "cd":
        repo.git("checkout", "-q", "-b", name, "main")
        repo.commit(A, B, entry(name))
    repo.git("checkout", "-q", "main")
    repo.commit(entry("a", "Chief"), B)
    repo.commit(entry("a", "Chief"), B, C, entry("d"), entry("e"))
    words = [word for parent in ("main~1", "c", "d") for word in ("-p", parent)]
    merged = repo.git("commit-tree", "HEAD^{tree}", *words, "-m", "Octopus")
    repo.git("reset", "-q", "--hard", merged)
    assert _log(repo) == [
        "Octopus: joined e",
        "Day 4: changed a title",
        "Day 3: joined d",
        "Day 2: joined c",
    ]


def test_branch_editing_old_place_is_merged_after_move(repo: Repo) -> None:
    repo.git("checkout", "-q", "-b", "side")
    repo.commit(A, B, C)
    repo.git("checkout", "-q", "main")
    repo.move("data/directory.toml")
    repo.commit(entry("a", "Chief"), B)
    repo.merge("side", entries=(entry("a", "Chief"), B, C))
    assert _log(repo) == ["Day 3: changed a title", "Day 2: joined c"]
    assert _at(repo, "2024-01-02") == "Day 1"


def test_a_move_without_an_edit_is_no_change(repo: Repo) -> None:
    repo.move("data/directory.toml")
    repo.commit_all()
    repo.commit(A)
    assert _log(repo) == ["Day 3: left b"]


def test_history_of_seat_follows_its_ids_both_ways(repo: Repo) -> None:
    kept = {"name": '"Ada"', "emails": '["a@example.org"]'}
    repo.commit(entry("a", **kept), B)
    repo.commit(entry("x", formerly='["a"]', **kept), B)
    repo.commit(entry("x", "Chief", formerly='["a"]', **kept), entry("b", "Other"))
    repo.commit(entry("a", "Chief", **kept), entry("b", "Other"))
    expected = [
        "Day 5: changed a id formerly",
        "Day 4: changed x title",
        "Day 3: changed x id formerly",
        "Day 2: changed a name",
        "Day 1: joined a",
    ]
    steps = [*revisions.log(repo.path, "secretariat")]
    assert _told([*revisions.filter_by_seat(steps, "a")]) == expected
    repo.commit(entry("y", "Chief", formerly='["a", "x"]', **kept))
    steps = [*revisions.log(repo.path, "secretariat")]
    for id_ in "axy":
        assert _told([*revisions.filter_by_seat(steps, id_)])[1:] == expected


def test_history_of_seat_excludes_meeting_and_head(repo: Repo) -> None:
    steps = [*revisions.log(repo.path, "secretariat")]
    assert [[*revisions.filter_by_seat(steps, id_)] for id_ in ("georgetown-2019", "")] == [[], []]


def test_a_revert_is_a_change_like_any_other(repo: Repo) -> None:
    repo.commit(entry("a", "Chief"), B)
    repo.git("revert", "--no-edit", "HEAD")
    assert _log(repo) == ['Revert "Day 2": changed a title', "Day 2: changed a title"]


def test_rebased_branch_counts_from_its_rebase(repo: Repo) -> None:
    repo.commit(entry("a", "Chief"), B, GIT_AUTHOR_DATE="2023-05-05T12:00:00 +0000")
    repo.commit(A)
    (newest, rebased, _) = revisions.log(repo.path, "network")
    assert f"{rebased.commit.when:%Y-%m-%d}" == "2024-01-03"
    assert newest.commit.when > rebased.commit.when
    assert _at(repo, "2024-01-02") == "Day 1"


def test_later_merged_change_was_not_there_before(repo: Repo) -> None:
    repo.git("checkout", "-q", "-b", "side")
    repo.commit(A, B, C)
    repo.git("checkout", "-q", "main")
    repo.day += 5
    repo.merge("side")
    assert _at(repo, "2024-01-06") == "Day 1"
    assert _at(repo, "2024-01-09").startswith("Merge")


@pytest.mark.parametrize(
    "broken",
    [
        "[[focal_point]]\nid = \n",
        entry("c", verified='"2024"', sectors="[1]", phones="[1]"),
    ],
)
def test_invalid_version_between_is_read_partly(repo: Repo, broken: str) -> None:
    repo.commit(entry("a", "Chief"), B, broken)
    repo.commit(entry("a", "Chief"), entry("b", "Chief"))
    log = _log(repo)
    assert len(log) == 2
    assert "changed b title" in log[0]
    assert "changed a title" in log[1]


def test_edit_of_broken_file_counts_for_its_mender(repo: Repo) -> None:
    broken = entry("a", "Chief").replace('"Chief"', '"Chief')
    repo.commit(broken, B)
    repo.commit(broken, entry("b", "Judge"))
    assert _log(repo) == ["Day 3: changed b title"]
    repo.commit(entry("a", "Chief"), entry("b", "Judge"))
    assert _log(repo) == ["Day 4: changed a title, changed b title"]
    repo.commit_bytes(b"x = [")
    repo.commit(entry("a", "Chief"), C)
    assert _log(repo) == [
        "Day 6: joined c, left b",
        "Day 4: changed a title, changed b title",
    ]


def test_history_of_broken_file_begins_when_mended(tmp_path: Path) -> None:
    repo = repository(tmp_path / "repo")
    repo.commit_bytes(b"x = [")
    repo.commit(A)
    (step,) = revisions.log(repo.path, "network")
    assert "joined a" in _told([step])[0]
    assert _told([step])[0].startswith("Day 2: ")


def test_merge_of_broken_branch_tells_new_entries(repo: Repo) -> None:
    repo.git("checkout", "-q", "-b", "side")
    repo.commit(A.replace('"Director"', '"Director'), B)
    repo.git("checkout", "-q", "main")
    repo.commit(entry("a", "Chief"), B)
    repo.merge("side", entries=(entry("a", "Chief"), B, C))
    assert _log(repo) == ["Merge ('side',): joined c", "Day 3: changed a title"]


def test_layout_and_number_spelling_are_no_change(repo: Repo) -> None:
    phones = [entry("p", phones=f'["{number}"]') for number in ("+592 609 1234", "+592-609-1234")]
    repo.commit(phones[0], A)
    repo.commit(A, "# a comment\n", phones[1])
    repo.commit_bytes(b"\xef\xbb\xbf" + repo.path.read_bytes().replace(b"\n", b"\r\n"))
    assert _log(repo) == ["Day 2: joined p, left b"]
    (repo.root / ".gitattributes").write_text("*.toml eol=crlf\n", encoding="utf-8")
    repo.commit_bytes(repo.path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    assert _log(repo) == ["Day 2: joined p, left b"]


def test_audience_is_told_joins_and_withheld_fields(repo: Repo) -> None:
    hidden = '[{ address = "s@example.org", sharing = "secretariat" }]'
    repo.commit(entry("a", sharing='"secretariat"'), entry("b", private_notes='"x"'))
    repo.commit(entry("a", "Chief", sharing='"secretariat"'), entry("b", private_notes='"x"'))
    repo.commit(entry("a", "Chief"), entry("b", private_notes='"x"', emails=hidden))
    assert _log(repo, "network") == [
        "Day 4: joined a, changed b emails",
        "Day 2: left a, changed b private_notes",
    ]


def _last(repo: Repo, audience: str = "secretariat") -> dict[str, str]:
    """Return key -> subject of the commit that changed it last."""
    found = revisions.filter_by_seat(revisions.log(repo.path, audience), "a")
    last = revisions.blame(found, revisions.last_committed(repo.path, "a", audience))
    return {key: commit.subject for key, commit in last.items()}


def test_last_changes_say_who_changed_or_confirmed(repo: Repo) -> None:
    repo.commit(entry("a", "Chief", verified="2024-01-01"), B)
    repo.commit(entry("a", "Chief", verified="2024-01-02"), B, GIT_AUTHOR_NAME="Cy Example")
    repo.commit(A, B)
    repo.commit(B)
    assert _last(repo) == {
        "title": "Day 4",
        "verified": "Day 4",
        **dict.fromkeys(("id", "country", "name", "organisation", "sectors", "emails"), "Day 1"),
    }


def test_value_rejected_by_merge_changed_no_field_last(repo: Repo) -> None:
    repo.git("checkout", "-q", "-b", "side")
    repo.git("checkout", "-q", "main")
    repo.commit(entry("a", "Chief"), B)
    repo.git("checkout", "-q", "side")
    repo.commit(entry("a", "Judge"), B, C)
    repo.git("checkout", "-q", "main")
    repo.merge("side", entries=(entry("a", "Chief"), B, C))
    assert _last(repo)["title"] == "Day 2"


def test_withheld_change_changes_no_other_field_last(repo: Repo) -> None:
    repo.commit(entry("a", private_notes='"Secret"'), B)
    assert set(_last(repo, "network").values()) == {"Day 1"}
    assert _last(repo)["private_notes"] == "Day 2"


def test_an_id_that_stands_twice_hides_no_change(repo: Repo) -> None:
    repo.commit(entry("a", "Chief"), entry("a", "Judge"), B)
    assert _log(repo) == ["Day 2: changed a title, joined a"]


def test_the_newest_version_that_is_toml_is_found(repo: Repo, tmp_path: Path) -> None:
    repo.commit(entry("a", "Chief"))
    for broken in (b"x = [", b"\xff"):
        repo.commit_bytes(broken)
    repo.git("rm", "-q", "directory.toml")
    repo.commit_all()
    found = revisions.latest_valid(repo.path)
    assert found is not None
    assert b"Chief" in found.data
    assert f"{found.when:%Y-%m-%d}" == "2024-01-03"
    assert revisions.latest_valid(tmp_path / "directory.toml") is None
    never = repository(tmp_path / "never")
    never.commit_bytes(b"x = [")
    assert revisions.latest_valid(never.path) is None


@pytest.mark.parametrize(
    ("range_", "before", "after"),
    [
        ("HEAD", "Day 4", None),
        ("HEAD~1", "Day 2", None),
        ("HEAD~1..", "Day 2", "Day 4"),
        ("..HEAD~1", "Day 4", "Day 2"),
        ("side..main", "Day 3", "Day 4"),
        ("side...main", "Day 2", "Day 4"),
        ("2024-01-02..2024-01-03", "Day 1", "Day 2"),
        ("2024-01...side", "Day 2", "Day 3"),
        ("..", "Day 4", "Day 4"),
    ],
)
def test_a_range_names_two_versions(
    range_: str, before: str, after: str | None, repo: Repo
) -> None:
    repo.commit(A)
    repo.git("checkout", "-q", "-b", "side")
    repo.commit(A, C)
    repo.git("checkout", "-q", "main")
    repo.commit(entry("a", "Chief"))
    found = revisions.resolve_range(repo.path, range_, TODAY)
    subjects = [v and repo.git("log", "-1", "--format=%s", v.commit) for v in found[:2]]
    assert subjects == [before, after]


SHALLOW = "this clone is shallow: run git fetch --unshallow"


def test_a_range_without_a_common_commit_is_refused(repo: Repo) -> None:
    repo.git("checkout", "-q", "--orphan", "apart")
    repo.commit(C)
    assert error_of(lambda: revisions.resolve_range(repo.path, "main...apart", TODAY)) == (
        "main...apart have no commit in common",
        "write A..B",
    )
    read = revisions.open_merge_base(repo.path, "main", TODAY)
    assert read(repo.path.name) == f"{MINIMAL}\n{A}\n{B}".encode()


def test_unknown_version_is_refused_with_suggestion(repo: Repo) -> None:
    def refusal(name: str) -> tuple[str, str]:
        return error_of(lambda: revisions.resolve_version(repo.path, name, TODAY))

    assert refusal("georgetown-2018") == (
        "'georgetown-2018' is not a commit, tag, edition, date or meeting",
        "did you mean georgetown-2019?",
    )
    assert refusal("zzz") == (
        "'zzz' is not a commit, tag, edition, date or meeting",
        (
            "give a commit, a tag, an edition, a day (YYYY-MM-DD, or for example 6 months "
            "ago), or the id of a "
            "meeting"
        ),
    )
    start = "the history starts on 2 January 2024"
    assert refusal("2019-03-12") == (
        f"{start}; there is no version from 2019-03-12",
        "choose another version; run cmcct log to see the versions",
    )
    assert refusal("1969-07-20")[0] == f"{start}; there is no version from 1969-07-20"
    for meeting in ("georgetown-2019", "second meeting"):
        assert refusal(meeting) == (
            f"{start}, after that meeting",
            "give 2024-01-02 or a later date",
        )


@pytest.mark.parametrize("number", ["2026-1", "2026-03"])
def test_edition_is_the_commit_of_its_tag(repo: Repo, number: str) -> None:
    repo.commit(A)
    repo.git("tag", "-a", "-m", "Edition", f"edition/{number}")
    subject = repo.git("log", "-1", "--format=%s")
    repo.commit(B)
    assert _at(repo, number) == subject


def test_a_meeting_without_a_date_is_no_moment(repo: Repo) -> None:
    repo.commit('[[meeting]]\nid = "someday"\nname = "Some day"\n')
    message, _ = error_of(lambda: revisions.resolve_version(repo.path, "someday", TODAY))
    assert message == "'someday' is not a commit, tag, edition, date or meeting"


def test_meeting_is_known_if_file_is_gone_or_broken(repo: Repo) -> None:
    meeting = '[[meeting]]\nid = "now-2024"\nname = "Now"\ndate = 2024-01-03\n'
    repo.commit(A, meeting)
    repo.path.write_text(f"{meeting}\n[[focal_point]]\nid =\n", encoding="utf-8")
    assert _at(repo, "now-2024") == "Day 2"
    repo.path.unlink()
    assert _at(repo, "now-2024") == "Day 2"


def test_a_file_that_was_not_there_yet_is_said(repo: Repo) -> None:
    repo.name = "other.toml"
    repo.commit(A)
    assert error_of(lambda: revisions.resolve_version(repo.path, "HEAD~1", TODAY)) == (
        "other.toml did not exist yet in HEAD~1",
        "choose another version; run cmcct log to see the versions",
    )
    read = revisions.open_merge_base(repo.path, "HEAD~1", TODAY)
    assert read(repo.path.name) == b""


def test_repository_without_commits_has_no_history(tmp_path: Path) -> None:
    repo = repository(tmp_path)
    assert error_of(lambda: revisions.resolve_version(repo.path, "HEAD", TODAY)) == (
        "there are no commits yet, so there is no history",
        "",
    )
    with pytest.raises(CmcctError, match="cannot read "):
        [*revisions.log(repo.path, "network")]
    repo.path.write_text(A, encoding="utf-8")
    assert [*revisions.log(repo.path, "network")] == []
    assert revisions.last_committed(repo.path, "a", "secretariat") is None


def test_a_shallow_clone_says_that_it_is_one(repo: Repo) -> None:
    for title in ("B", "C", "D"):
        repo.commit(entry("a", title), B)
    repo.git("clone", "-q", "--depth=3", f"file://{repo.root}", "../shallow")
    shallow = Repo(repo.root.parent / "shallow")
    assert _told([*revisions.log(shallow.path, "network")]) == [
        "Day 4: changed a title",
        "Day 3: changed a title",
    ]
    assert (revisions.is_shallow(shallow.path), revisions.is_shallow(repo.path)) == (True, False)
    for name in ("2024-01-02", "zzz"):
        refusal = error_of(partial(revisions.resolve_version, shallow.path, name, TODAY))
        assert refusal[1] == SHALLOW
    assert _at(shallow, "2024-01-03") == "Day 2"
    found = revisions.latest_valid(shallow.path)
    assert found is not None


@pytest.mark.parametrize(("here", "subject"), [("Pacific/Kiritimati", "Day 1"), ("UTC", "Day 2")])
def test_a_day_ends_when_it_ends_here(
    here: str, subject: str, repo: Repo, zone: Callable[[str], None]
) -> None:
    repo.commit(A)  # noon of the 3rd in UTC is the 4th on Kiritimati
    zone(here)
    assert _at(repo, "2024-01-03") == subject
