"""`--at` and `--since`: a past directory, and the entries new since then."""

import csv
import io
import json
import re
import shlex
from pathlib import Path

import pytest

from tests.conftest import MINIMAL, Result, Run, write_overlay
from tests.support.decoding import unzipped
from tests.support.repositories import Repo, copy, entry

A = entry("a", verified="2024-01-01")
B, C = entry("b"), entry("c", country='"Suriname"')
CHIEF = entry("a", "Chief", verified="2024-01-03")


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """Return a repository with two commits, and change to its folder."""
    made = copy(_commit_twice, tmp_path / "repo")
    monkeypatch.chdir(made.root)
    return made


def _commit_twice(repo: Repo) -> None:
    repo.commit(A, B)
    repo.git("tag", "one")
    repo.commit(CHIEF, C)


def _as_of(repo: Repo, name: str, day: str) -> str:
    return f"as of {day}, commit {repo.git('rev-parse', name)[:7]}\n"


def test_card_of_a_past_version_has_it_in_its_title(repo: Repo, run: Run) -> None:
    repo.commit(CHIEF, B, C)
    assert "Person b (one)" in run("show", "b", "--at", "one").out.splitlines()[0]


def test_previous_version_is_that_before_the_entrys_own_change(repo: Repo, run: Run) -> None:
    repo.commit(CHIEF, B, C)  # another entry's
    show = ("show", "a", "--at", "previous")
    assert run(*show).err == _as_of(repo, "one", "2 January 2024")
    repo.path.write_text("\n".join((MINIMAL, entry("a", "Head"), B)), encoding="utf-8")
    assert run(*show).err == _as_of(repo, "HEAD", "4 January 2024")
    assert run("show", "b", "versión", "anterior").err == _as_of(repo, "HEAD", "4 January 2024")
    nobody = run("show", "nobody", "--at", "previous")
    assert nobody.err.startswith(_as_of(repo, "HEAD", "4 January 2024"))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("one", ["search", "director"]),
        ("one", ["show", "b"]),
        ("one", ["list", "countries"]),
        ("HEAD~1", ["export", "csv"]),
        ("HEAD~1", ["export", "vcard"]),
        ("2024-01-02", ["export", "markdown"]),
        ("2024-01-02", ["search", "director"]),
        ("main~1", ["emails"]),
    ],
)
def test_every_reading_command_shows_past_directory(
    name: str, words: list[str], repo: Repo, run: Run
) -> None:
    # Of a removed entry, older versions keep only country, person, unit and organisation.
    repo.commit(CHIEF, B.replace("Director", "Chief"), C)
    past = run(*words, "--at", name.replace("~1", "~2"))
    assert past.code == 0
    assert _as_of(repo, "one", "2 January 2024") in past.err
    assert past.out != run(*words).out
    repo.commit(A, B)
    # A list says of which day it is; an earlier version has no present.
    again = run(*words).out.replace("List of 5 January", "List of 2 January")
    again = re.sub(r"  Local time .*\n", "", again)
    now = past.out.replace("Person b (one)", "Person b")  # the title of a card names the version
    assert now == again.replace("REV:2024-01-05", "REV:2024-01-02")


@pytest.mark.parametrize(
    ("words", "command"),
    [
        (["search", "b", "ada"], "cmcct show b"),
        (["emails", "b", "ada"], "cmcct show b"),
        (["export", "csv", "b", "ada"], "cmcct show b"),
        (["show", "persn"], "cmcct search person"),
    ],
)
def test_a_command_to_go_on_with_names_the_version(
    words: list[str], command: str, repo: Repo, run: Run
) -> None:
    repo.commit(CHIEF, B, C)
    for at in ("one", "main~2"):
        messages = run(*words, "--at", at).err
        assert f"{command} --at {shlex.quote(at)}" in messages
    messages = run(*words).err
    assert command in messages
    assert "--at" not in messages


def test_a_meeting_is_a_date(repo: Repo, run: Run) -> None:
    meeting = '[[meeting]]\nid = "lethem-2024"\nname = "Lethem"\ndate = 2024-01-02\n'
    repo.commit(CHIEF, meeting)
    assert "Person b" in run("search", "--at", "lethem-2024").out


def test_private_overlay_is_left_out_of_history(repo: Repo, run: Run) -> None:
    write_overlay(repo.path, '[[focal_point]]\nid = "a"\nphones = ["+592 609 1234"]\n')
    words = ("show", "a", "--audience", "secretariat")
    assert "609 1234" in run(*words).out
    assert "609 1234" not in run(*words, "--at", "HEAD").out


def test_invalid_version_is_shown_as_far_as_readable(repo: Repo, run: Run) -> None:
    ids = [f"b{number}" for number in range(12)]
    broken = [entry(id_, verified='"2024"', sharing='"all"') for id_ in ids]
    for count, message in ((2, ": b0, b1"), (12, f": {', '.join(ids[:10])} and 2 more")):
        repo.commit(A, *broken[:count])
        for words in (["search"], ["export", "csv"], ["emails"]):
            result = run(*words, "--at", "HEAD")
            assert result.code == 0
            assert "a@example.org" in result.out
            assert f"warning: HEAD contains values that cannot be read{message}\n" in result.err


def test_a_broken_meeting_is_no_entry(repo: Repo, run: Run) -> None:
    repo.commit(A, '[[meeting]]\nid = "m"\nname = 1\n')
    result = run("search", "--at", "HEAD")
    assert result.err.endswith("warning: HEAD contains values that cannot be read\n")


def test_unparsable_version_is_searched_but_not_listed(repo: Repo, run: Run) -> None:
    broken = repo.commit(A, entry("b").replace('"Director"', '"Director'), C)
    repo.commit(A)
    reason = f"{broken[:7]}:directory.toml is not valid TOML: line 28: missing quote"
    for words in (["export", "csv", "--at"], ["emails", "--at"], ["export", "csv", "--since"]):
        result = run(*words, "HEAD~1")
        assert (result.code, result.out) == (2, "")
        assert result.err.startswith(f"error: {reason}")
        assert result.err.endswith(
            "\nhelp: choose another version; run cmcct log to see the versions\n"
        )
    for words in (["search", "person"], ["show", "c"], ["list", "countries"]):
        result = run(*words, "--at", "HEAD~1")
        assert result.code == 0
        assert f"warning: {reason}" in result.err
        assert result.err.endswith("; showing what can be read\n")


def test_removed_file_can_be_read_from_history(repo: Repo, run: Run) -> None:
    repo.path.unlink()
    result = run("show", "b", "--at", "one", "--directory", repo.path)
    assert result.code == 0
    assert "Person b" in result.out


@pytest.mark.usefixtures("repo")
def test_unknown_version_is_refused(run: Run) -> None:
    for words in (["search"], ["export", "csv"]):
        for option in ("--at", *["--since"] * (words != ["search"])):
            result = run(*words, option, "nosuch")
            assert (result.code, result.out) == (2, "")
            assert "'nosuch' is not a commit, tag, edition, date or meeting" in result.err


BROKEN = "[[focal_point]]\nid = \n"


@pytest.mark.parametrize("words", [["search", "person"], ["show", "a"]])
def test_unparsable_file_is_read_as_last_committed(words: list[str], repo: Repo, run: Run) -> None:
    expected = run(*words).out
    write_overlay(repo.path, '[[focal_point]]\nid = "a"\nphones = ["+592 609 1234"]\n')
    repo.path.write_text(BROKEN, encoding="utf-8")
    result = run(*words, "--audience", "secretariat")
    assert result.code == 0
    assert "609 1234" in result.out
    assert "609 1234" not in run(*words).out
    assert next(line for line in expected.splitlines() if "Chief" in line)[:20] in result.out
    assert "line 2" in result.err
    assert "showing the version of 3 January 2024" in result.err


def test_nothing_else_reads_another_version_by_itself(repo: Repo, run: Run) -> None:
    repo.path.write_text(BROKEN, encoding="utf-8")
    for words in (["list", "countries"], ["export", "csv"], ["emails"]):
        assert run(*words).code == 2


def test_unparsable_file_without_good_version_fails(
    repo: Repo, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = tmp_path / "directory.toml"
    alone.write_text(BROKEN, encoding="utf-8")
    assert run("search", "--directory", alone).code == 2
    repo.path.write_text(BROKEN, encoding="utf-8")
    monkeypatch.setenv("PATH", "")
    result = run("show", "a")
    assert result.code == 2
    assert "is not valid TOML: line 2" in result.err


def _ids(run: Run, *words: str | Path) -> list[str]:
    out = run("export", "json", *words).out
    return [point["id"] for point in json.loads(out)["focal_points"]]


SINCE = """\
since 2 January 2024, commit {}
no longer in this list: Person b (b), Guyana
standard output: 2 entries, audience network, TLP:AMBER
"""


def test_since_lists_new_changed_and_gone_entries(repo: Repo, run: Run) -> None:
    same = entry("s", phones='["+592 609 1234"]')
    repo.commit(A, B, same)
    repo.git("tag", "-f", "one")
    repo.day -= 2
    repo.commit(CHIEF, C, same.replace("592 609", "592-609"))
    assert _ids(run, "--since", "one") == ["a", "c"]
    result = run("export", "json", "--since", "one")
    assert result.err.splitlines()[1:] == SINCE.splitlines()[1:]


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_formats_for_reading_name_gone_entries(form: str, repo: Repo, run: Run) -> None:
    result = run("export", form, "--since", "2024-01-02")
    assert result.err == SINCE.format(repo.git("rev-parse", "one")[:7])
    assert "No longer in the list" in result.out
    after = result.out.partition("No longer in the list")[2]
    assert "Person b" in after
    assert "Person b" not in result.out.partition("No longer in the list")[0]
    assert "No longer in the list" not in run("export", form).out


def test_workbook_has_sheet_of_gone_entries(repo: Repo, run: Run) -> None:
    import zipfile

    sheets = []
    for words in ([], ["--since", "one"]):
        assert run("export", "xlsx", *words, "-o", "list.xlsx").code == 0
        with zipfile.ZipFile(repo.root / "list.xlsx") as book:
            sheets.append(book.read("xl/workbook.xml").decode())
            texts = book.read("xl/sharedStrings.xml").decode()
    assert ["No longer in the list" in sheet for sheet in sheets] == [False, True]
    assert "Person b" in texts


def test_list_without_news_names_gone_entries(repo: Repo, run: Run) -> None:
    repo.commit(CHIEF)
    for form in ("markdown", "html", "xlsx", "pdf", "csv", "vcard", "json"):
        result = run("export", form, "--since", "HEAD~1", "-o", f"list.{form}")
        assert result.code == 0, form
        assert "no longer in this list: Person c (c), Suriname\n" in result.err


def test_left_person_is_no_longer_in_list(repo: Repo, run: Run) -> None:
    repo.commit(CHIEF, entry("c", status='"left"'))
    result = run("export", "markdown", "--since", "HEAD~1")
    assert "no longer in this list: Person c (c)" in result.err


@pytest.mark.usefixtures("repo")
def test_unchanged_list_is_not_exported(run: Run) -> None:
    result = run("export", "csv", "--since", "HEAD")
    assert (result.code, result.out) == (2, "")
    assert result.err.endswith("error: nothing to export: this list has not changed since then\n")


def test_the_selection_holds_for_both_lists(repo: Repo, run: Run) -> None:
    group = '[[working_group]]\nid = "new"\nname = "New"\n'
    repo.commit(entry("a", country='"Aruba"'), entry("c", working_groups='["new"]'), group)
    assert _ids(run, "--since", "one", "--country", "Aruba") == ["a"]
    assert (
        "Person a (a), Guyana"
        in run(*("export", "json", "--since", "one", "--country", "Guyana")).err
    )
    assert _ids(run, "--since", "one", "--group", "new") == ["c"]


def test_withheld_changes_are_no_news_to_audience(repo: Repo, run: Run) -> None:
    def hidden(word: str) -> str:
        return f'[{{ address = "{word}@example.org", sharing = "secretariat" }}]'

    quiet = '"secretariat"'
    repo.commit(entry("a", emails=hidden("x")), entry("q", sharing=quiet), B)
    repo.commit(entry("a", emails=hidden("y")), entry("q", "New", sharing=quiet), C)
    result = run("export", "csv", "--since", "HEAD~1")
    rows = csv.DictReader(io.StringIO(result.out.lstrip("\ufeff")))
    assert [row["id"] for row in rows] == ["c"]
    assert " q " not in result.err
    assert "(q)" not in result.err
    assert "entry is withheld" not in run("export", "markdown", "--since", "HEAD~1").out
    assert _ids(run, "--since", "HEAD~1", "--audience", "secretariat") == ["a", "q", "c"]


def test_withheld_number_finds_no_gone_entry(repo: Repo, run: Run) -> None:
    hidden = '["+592 609 1230", { number = "+592 609 1234", sharing = "secretariat" }]'
    repo.commit(CHIEF, entry("p", phones=hidden))
    repo.commit(CHIEF)
    assert "Person p (p)" in run("export", "json", "6091230", "--since", "HEAD~1").err
    result = run("export", "json", "6091234", "--since", "HEAD~1")
    assert (result.code, "Person p" in result.err) == (2, False)


def test_todays_overlay_is_no_change(repo: Repo, run: Run) -> None:
    write_overlay(
        repo.path, '[[focal_point]]\nid = "c"\naddress = "6 Dam"\nphones = ["+592 609 1234"]\n'
    )
    repo.commit(entry("a", "Boss"), C)
    assert _ids(run, "--since", "HEAD~1", "--audience", "secretariat") == ["a"]
    assert _ids(run, "--since", "one", "--audience", "secretariat") == ["a", "c"]
    both = ("--since", "one", "--at", "HEAD~1", "--audience", "secretariat")
    assert _ids(run, *both) == ["a", "c"]
    assert "609" not in run("export", "json", *both).out


def test_a_new_seat_in_the_overlay_is_no_stranger(repo: Repo, run: Run) -> None:
    write_overlay(repo.path, '[[focal_point]]\nid = "c"\nphones = ["+592 609 1234"]\n')
    result = run("export", "json", "--since", "one", "--audience", "secretariat")
    assert "+5926091234" in result.out
    assert "warning" not in result.err


def test_partly_unreadable_old_version_is_reported(repo: Repo, run: Run) -> None:
    repo.commit(CHIEF, entry("b", verified='"2024"'))
    repo.commit(CHIEF, C)
    result = run("export", "json", "--since", "HEAD~1")
    assert "warning: HEAD~1 contains values that cannot be read: b\n" in result.err


def test_no_card_is_taken_away_because_it_is_not_new(repo: Repo, run: Run) -> None:
    repo.commit(CHIEF, B, C)
    cards = repo.root / "cards"
    words = ("export", "vcard", "--split", "-o", "cards")
    assert run(*words).code == 0
    whole = {file.name: file.read_bytes() for file in cards.iterdir()}
    assert sorted(whole) == ["a.vcf", "b.vcf", "c.vcf"]
    since = f"since 2 January 2024, commit {repo.git('rev-parse', 'one')[:7]}\n"
    refused = f"{since}error: --prune cannot be used with --since\nhelp: leave out one of them\n"
    assert run(*words, "--prune", "--since", "one") == Result(2, "", refused)
    other = "error: cards contains a card that is not in this list: b.vcf\n"
    refused = f"{since}{other}help: choose an empty folder\n"
    assert run(*words, "--since", "one") == Result(2, "", refused)
    assert {file.name: file.read_bytes() for file in cards.iterdir()} == whole
    assert run(*words[:-1], "news", "--since", "one").code == 0
    assert sorted(file.name for file in (repo.root / "news").iterdir()) == ["a.vcf", "c.vcf"]


@pytest.mark.parametrize("ids", [("../outside", "b"), ("a", "a")])
def test_unsafe_or_repeated_id_is_not_split(repo: Repo, run: Run, ids: tuple[str, str]) -> None:
    repo.commit(*map(entry, ids))
    result = run("export", "vcard", "--split", "--at", "HEAD", "-o", "out")
    assert result.code == 2
    assert result.err.endswith("help: omit --split: it names each file by an id\n")
    assert not (repo.root / "outside.vcf").exists()
    assert run("export", "vcard", "--at", "HEAD", "-o", "out.vcf").code == 0


WITHDRAWN = "1 entry of Guyana was withdrawn: delete the earlier list before you load this one"


@pytest.fixture
def withdrawn(repo: Repo) -> Repo:
    """Withhold b, remove an e-mail address from a, and remove c."""
    repo.commit(A, B, C)
    secret = entry("b", sharing='"secretariat"')
    repo.commit(entry("a", emails='["new@example.org"]'), secret)
    return repo


@pytest.mark.usefixtures("withdrawn")
def test_list_counts_withdrawn_and_names_removed_entry(run: Run) -> None:
    for form in ("markdown", "html", "xlsx", "csv"):
        result = run("export", form, "--since", "HEAD~1", "-o", f"list.{form}")
        assert f"(c), Suriname\n{WITHDRAWN}\n" in result.err
    texts = [Path(f"list.{form}").read_text("utf-8") for form in ("markdown", "html", "csv")]
    texts.append(unzipped(Path("list.xlsx").read_bytes()))
    assert [WITHDRAWN in text for text in texts] == [True, True, False, True]
    assert not any("Person b" in text or "a@example.org" in text for text in texts)


@pytest.mark.usefixtures("withdrawn")
def test_count_of_a_selection_is_for_its_maker(run: Run) -> None:
    for words in (["export", "markdown", "--since", "HEAD~1"], ["diff", "HEAD~1"]):
        more = ["--format", "markdown"] if words[0] == "diff" else []
        result = run(*words, *more)
        assert WITHDRAWN in result.out
        assert (WITHDRAWN in result.err) == (words[0] == "export")
        result = run(*words, *more, "--country", "Guyana")
        assert WITHDRAWN not in result.out
        assert WITHDRAWN in result.err
    assert run("diff", "HEAD~1", "--audience", "public", "--exit-code").code == 1


def test_list_of_withdrawn_entries_only_still_goes_out(repo: Repo, run: Run) -> None:
    repo.commit(A, B)
    repo.commit(A, entry("b", sharing='"secretariat"'))
    result = run("export", "html", "--since", "HEAD~1")
    assert result.code == 0
    assert "No longer in the list" in result.out
    assert WITHDRAWN in result.out


@pytest.mark.usefixtures("withdrawn")
def test_older_list_lacks_withdrawn_values(run: Run) -> None:
    result = run("export", "markdown", "--at", "HEAD~1")
    assert "no longer in this list: Person c (c), Suriname\n" in result.err
    assert "Person c" in result.out.partition("No longer in the list")[2]
    assert not any(word in result.out for word in ("Person b", "a@example.org", "c@example.org"))
    assert "a@example.org" in run("show", "a", "--at", "HEAD~1").out
    assert run("show", "c", "--format", "json", "--at", "HEAD~1").err.endswith(
        "c: left out for the network audience: use --audience secretariat\n"
    )


def test_older_list_of_gone_entries_names_them(repo: Repo, run: Run) -> None:
    repo.commit(C)
    result = run("export", "csv", "--at", "one", "--country", "Guyana")
    assert (result.code, result.out.count("\n")) == (0, 1)
    assert "no longer in this list: Person a (a), Guyana\n" in result.err
