"""When an entry changed last: REV of its card."""

import re

from cmcct.history.entry_versions import LastChanges, parse_lenient
from tests.conftest import MINIMAL, Run
from tests.support.repositories import Repo, entry

A, B = entry("a"), entry("b")
CHIEF = entry("a", "Chief")


def _days(repo: Repo, audience: str = "network", commit: str = "HEAD") -> dict[str, int]:
    """Return the day of January on which each entry changed last."""
    directory, _ = parse_lenient(repo.git("show", f"{commit}:{repo.name}").encode())
    changes = LastChanges(repo.path, repo.git("rev-parse", commit), directory, audience)
    moments = {point.id: changes(point.id) for point in directory.focal_points}
    return {id_: moment.day for id_, moment in moments.items() if moment}


def test_entry_has_date_of_its_last_change(repo: Repo) -> None:
    repo.commit(A, B)
    repo.commit(CHIEF, B)
    repo.commit(CHIEF, B, entry("c"))
    assert _days(repo) == {"a": 3, "b": 2, "c": 4}
    assert _days(repo, commit="HEAD~2") == {"a": 2, "b": 2}


def test_entry_that_was_changed_back_has_that_date(repo: Repo) -> None:
    for title in ("Director", "Chief", "Director"):
        repo.commit(entry("a", title), B)
    assert _days(repo) == {"a": 4, "b": 2}


def test_layout_and_order_and_other_entries_are_no_change(repo: Repo) -> None:
    repo.commit(A, B)
    repo.commit("# Comment", B, A.replace(" = ", "=").replace("\n", "\r\n"))
    repo.commit(B, A.replace(" = ", "  = "), entry("c"))
    assert _days(repo) == {"a": 2, "b": 2, "c": 4}


def test_line_ends_and_tables_within_entries_hide_no_change(repo: Repo) -> None:
    phones = '[[focal_point.phones]]\nnumber = "+592 609 {}"\n'
    entries = [A + phones.format(number) + phones.format("1236") for number in ("1234", "1235")]
    repo.commit(entries[0], B)
    repo.commit(entries[1], B)
    assert _days(repo) == {"a": 3, "b": 2}
    for text in (A, CHIEF):
        repo.commit_bytes(f"{MINIMAL}\n{text}\n{B}\n".replace("\n", "\r\n").encode())
    assert _days(repo) == {"a": 5, "b": 2}


def test_what_an_audience_may_not_see_does_not_date_its_card(repo: Repo) -> None:
    private = 'private_notes = "{}"\n'
    repo.commit(A + private.format("x"), B)
    repo.commit(A + private.format("y"), B)
    assert _days(repo) == {"a": 2, "b": 2}
    assert _days(repo, "secretariat") == {"a": 3, "b": 2}
    repo.commit(A, B + 'sharing = "secretariat"\n')
    assert _days(repo) == {"a": 2, "b": 4}


def test_file_may_be_broken_moved_or_absent_for_a_while(repo: Repo) -> None:
    repo.commit(A, B)
    repo.commit_bytes(f"{MINIMAL}\n{A}\n{B}\nx =".encode())
    repo.move("lists/contacts.toml")
    repo.commit(A, CHIEF.replace('"a"', '"b"'))
    assert _days(repo) == {"a": 2, "b": 4}
    repo.git("rm", "-q", "--cached", repo.name)
    repo.commit_all()
    repo.git("add", "--all")
    repo.commit_all()
    assert _days(repo) == {"a": 6, "b": 6}
    directory, _ = parse_lenient(repo.git("show", "HEAD~4:directory.toml").encode())
    changes = LastChanges(repo.path, repo.git("rev-parse", "HEAD~4"), directory, "network")
    assert str(changes("a"))[:10] == "2024-01-02"


def test_repeated_id_has_one_date(repo: Repo) -> None:
    repo.commit(A, CHIEF, B, B)
    repo.commit(A, CHIEF, B, B, entry("c"))
    assert _days(repo) == {"a": 2, "b": 2, "c": 3}


def test_merged_change_has_date_of_its_own_commit(repo: Repo) -> None:
    repo.commit(A, B)
    repo.git("switch", "-q", "-c", "side")
    repo.commit(CHIEF, B)
    repo.git("switch", "-q", "main")
    repo.commit(A, entry("b", "Chief"))
    repo.merge("side", entries=(CHIEF, entry("b", "Chief"), entry("c")))
    assert _days(repo) == {"a": 3, "b": 4, "c": 5}


def test_branch_that_a_merge_did_not_take_has_no_date(repo: Repo) -> None:
    repo.commit(A, B)
    repo.git("switch", "-q", "-c", "side")
    repo.commit(CHIEF, B)
    repo.git("switch", "-q", "main")
    repo.commit(A, B, entry("c"))
    repo.merge("side", entries=(A, B, entry("c")))
    assert _days(repo) == {"a": 2, "b": 2, "c": 4}


def test_revision_of_a_card_is_its_last_change(repo: Repo, run: Run) -> None:
    dated = A + "verified = 2026-03-02\n"
    repo.commit(dated, GIT_COMMITTER_DATE="2026-04-01T22:30:00-04:00")
    repo.commit(dated, B)
    assert re.findall(r"^REV:(.*)\r", run("export", "vcard").out, re.MULTILINE) == [
        "2026-04-02T02:30:00Z",
        "2024-01-03T12:00:00Z",
    ]
    newer = run("export", "vcard", "--vcard-version", "4.0", "--country", "Guyana").out
    assert re.findall(r"^REV:(.*)\r", newer, re.MULTILINE) == [
        "20260402T023000Z",
        "20240103T120000Z",
    ]
    repo.path.write_text(repo.path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    drafted = re.findall(r"^REV:(.*)\r", run("export", "vcard").out, re.MULTILINE)
    assert drafted == ["2026-03-02T00:00:00Z"]


def test_private_number_changes_no_date(repo: Repo, run: Run) -> None:
    repo.commit(A, B)
    repo.commit(CHIEF, B)
    private = '[[focal_point]]\nid = "a"\nphones = ["+592 609 1234"]\n'
    repo.path.with_name("directory.private.toml").write_text(private, encoding="utf-8")
    cards = run("export", "vcard", "--audience", "secretariat").out
    assert "+5926091234" in cards
    assert re.findall(r"^REV:(.*)\r", cards, re.MULTILINE) == [
        "2024-01-03T12:00:00Z",
        "2024-01-02T12:00:00Z",
    ]


def test_entry_that_cannot_be_read_has_no_date(repo: Repo) -> None:
    repo.commit(A, B)
    repo.commit(A, B.replace("sectors = ", "sectors = = "))
    assert _days(repo) == {"a": 2}
    directory, _ = parse_lenient(repo.path.read_bytes())
    assert LastChanges(repo.path, repo.head, directory, "network")("b") is None
