"""Findings introduced since a revision."""

from datetime import date
from pathlib import Path

import pytest

from cmcct.check import baseline, runner
from cmcct.storage import directory_file
from tests.conftest import write_overlay
from tests.support.repositories import Repo, entry, repository

TODAY = date(2026, 6, 1)
GOOD = entry("good", verified="2026-03-02")
BAD = entry("bad", emails='["bad@@example.org"]', verified="2026-03-02")
STALE = entry("stale", verified="2020-03-02")


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """Return a repository whose directory has an error and a stale entry."""
    made = repository(tmp_path / "repo")
    made.commit(GOOD, BAD, STALE)
    made.git("tag", "base")
    return made


def _said(repo: Repo) -> list[str]:
    """Return the severity, code and entry of each finding."""
    found = runner.check_files(repo.path, directory_file.find_overlay(repo.path), TODAY)
    kept = baseline.downgrade_existing(repo.path, found, "base", TODAY)
    ours = [d for d in kept if d.finding.code not in {"directory-changed", "entry-changed"}]
    assert len(ours) == len(found.diagnostics)
    return [f"{d.finding.severity} {d.finding.code} {d.finding.entry}" for d in ours]


OTHER = (
    "write the number as +592 ### ####, or add national = true if it works only inside the country"
)
OLD = ["note invalid-email bad", "note stale stale"]


def test_old_finding_is_a_note(repo: Repo) -> None:
    assert _said(repo) == OLD


def test_an_entry_that_was_moved_is_the_same(repo: Repo) -> None:
    repo.commit(STALE, "# Note.\n", BAD, entry("new", verified="2026-03-03"), GOOD)
    assert sorted(_said(repo)) == OLD


def test_a_copied_entry_counts_with_its_faults(repo: Repo) -> None:
    repo.commit(GOOD, BAD, STALE, BAD)
    errors = [line for line in _said(repo) if line.startswith("error")]
    assert errors == ["error duplicate-id bad", "error invalid-email bad"]


def test_order_of_repeated_entries_does_not_matter(repo: Repo) -> None:
    one, two = (entry(id_, name='"Ada Example"', verified="2026-03-02") for id_ in "ab")
    repo.commit(one, two)
    repo.git("tag", "-f", "base")
    assert _said(repo) == ["note duplicate-person b"]
    repo.commit(two, one)
    assert _said(repo) == ["note duplicate-person a"]


def test_change_of_entry_answers_for_its_faults(repo: Repo) -> None:
    repo.commit(GOOD, BAD.replace("Director", "Chief"), STALE)
    assert _said(repo) == ["error invalid-email bad", "note stale stale"]


@pytest.mark.parametrize(
    ("phones", "hint"),
    [
        ('[{ number = "0800 0911" }]', "write national = true"),
        ('["0800 0911"]', 'write { number = "…", national = true }'),
        ('"0800 0911"', 'write { number = "…", national = true }'),
        ('["0800 0912"]', OTHER),
        ('["0800 0911"]\nnotes = "a" b', OTHER),  # it cannot be read
    ],
)
def test_lost_mark_of_a_national_number_is_put_back(repo: Repo, phones: str, hint: str) -> None:
    number = '{ number = "0800 0911", national = true }'
    repo.commit(entry("good", phones=f"[{number}]", verified="2026-03-02"))
    repo.git("tag", "-f", "base")
    repo.commit(entry("good", phones=phones, verified="2026-03-02"))
    found = runner.check_files(repo.path, None, TODAY)
    kept = baseline.downgrade_existing(repo.path, found, "base", TODAY)
    (fault,) = (d.finding for d in kept if d.finding.code == "invalid-phone")
    assert (str(fault.hint), fault.severity) == (hint, "error")


def test_staleness_is_only_a_note(repo: Repo) -> None:
    repo.commit(GOOD, BAD, STALE.replace("Director", "Chief"), entry("x", verified="2020-01-01"))
    assert _said(repo) == [*OLD, "note stale x"]


def test_new_finding_counts_in_any_place(repo: Repo) -> None:
    member = entry("m", verified="2026-03-02", meetings='["georgetown-2019"]')
    repo.commit(GOOD, BAD, STALE, member)
    repo.git("tag", "-f", "base")
    repo.path.write_text(
        repo.path.read_text(encoding="utf-8").replace('id = "georgetown-2019"', 'id = "other"'),
        encoding="utf-8",
    )
    assert _said(repo)[2:] == ["error unknown-value m"]


def test_repeated_id_counts_as_new_error(repo: Repo) -> None:
    other = GOOD.replace("Person", "Other").replace("03-02", "03-03")
    repo.commit(GOOD, BAD, STALE, other)
    assert [line for line in _said(repo) if line.startswith("error")] == ["error duplicate-id good"]


def test_directory_fault_is_old_until_table_changes(repo: Repo) -> None:
    text = repo.path.read_text(encoding="utf-8").replace(
        "contact =", "verify_every_days = 0\ncontact ="
    )
    repo.path.write_text(text, encoding="utf-8")
    errors = [line for line in _said(repo) if line.startswith("error")]
    assert len(errors) == 1
    repo.git("commit", "-qam", "x")
    repo.git("tag", "-f", "base")
    assert [line for line in _said(repo) if line.startswith("error")] == []
    repo.path.write_text(text.replace("Example Network", "Other"), encoding="utf-8")
    assert [line for line in _said(repo) if line.startswith("error")] == errors


@pytest.mark.parametrize("before", ["x = [", "focal_point = 1\n"])
def test_previously_unreadable_file_counts_whole(repo: Repo, before: str) -> None:
    repo.commit_bytes(before.encode())
    repo.git("tag", "-f", "base")
    repo.commit(BAD)
    assert _said(repo) == ["error invalid-email bad"]


def test_broken_file_counts_even_if_broken_before(repo: Repo) -> None:
    repo.commit_bytes(b"x = [\n")
    assert _said(repo) == ["error toml-syntax "]
    repo.git("tag", "-f", "base")
    assert _said(repo) == ["error toml-syntax "]


def test_a_file_that_is_new_counts_whole(repo: Repo) -> None:
    repo.git("rm", "-q", "directory.toml")
    repo.commit_all()
    repo.git("tag", "-f", "base")
    repo.commit(BAD)
    assert _said(repo) == ["error invalid-email bad"]


def test_changes_of_other_branch_are_not_of_this_one(repo: Repo) -> None:
    repo.git("checkout", "-q", "-b", "mine")
    repo.commit(GOOD.replace("Director", "Chief"), BAD, STALE)
    repo.git("checkout", "-q", "main")
    repo.commit(GOOD, BAD.replace("@@", "@"), STALE)
    repo.git("tag", "-f", "base")
    repo.git("checkout", "-q", "mine")
    assert _said(repo) == OLD


def test_private_overlay_is_in_no_history_and_counts(repo: Repo) -> None:
    write_overlay(repo.path, '[[focal_point]]\nid = "good"\nemails = ["x@@example.org"]\n')
    assert sorted(_said(repo)) == [
        "error invalid-email good",
        *OLD,
        "warning private-without-name good",
    ]


def test_parts_with_one_id_stay_in_the_private_file(repo: Repo) -> None:
    part = '[[focal_point]]\nid = "good"\nprivate_notes = "x"\n'
    write_overlay(repo.path, part * 4)  # more than there are entries
    assert _said(repo).count("error duplicate-id good") == 3
