"""The participants annex of a meeting: who held each seat on that day."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from tests.conftest import MINIMAL, Result, Run, write_overlay
from tests.support.pdf_texts import read_pages
from tests.support.repositories import Repo, entry, repository

DAY = date(2024, 1, 3)
# The first commit is of 2 January 2024, the next of the 3rd, and so on.
MEETING = """\
[[meeting]]
id = "m"
name = "Third Meeting"
date = 2024-01-03
place = "Paramaribo"
host = "Suriname"
"""
MONTH = MEETING.replace("2024-01-03", '"2024-01"')
HEAD = """\
# Third Meeting

**TLP:AMBER** · Participants · 3 January 2024, Paramaribo, Suriname · \
Corrections: corrections@example.org
"""


def _seat(name: str, id_: str = "a", **values: str) -> str:
    given = {"name": f'"{name}"', "meetings": '["m"]', "verified": "2026-05-01"}
    return entry(id_, **{**given, **values})


def _annex(run: Run, *options: str | Path) -> Result:
    return run("export", "markdown", "--annex", "m", *options)


def _people(run: Run, *options: str | Path) -> list[str]:
    """Return the lines of the participants."""
    result = _annex(run, *options)
    assert result.code == 0, result.err
    return [line for line in result.out.splitlines() if line.startswith("- ")]


def test_annex_is_by_country_with_the_host_first(repo: Repo, run: Run) -> None:
    others = (
        _seat("Cy Voorbeeld", "s", country='"Suriname"', honorific='"Dr"'),
        _seat("Di Example", "w", country='"Aruba"', unit='"Example Unit"', sharing='"public"'),
        entry("absent", verified="2024-01-01"),
    )
    repo.commit(_seat("Ada Example", meetings="[]"), *others, MEETING)
    repo.commit(_seat("Ada Example", title="Judge", meetings="[]"), *others, MEETING)
    repo.commit(_seat("Bo Example", title="Clerk"), *others, MEETING)
    result = _annex(run)
    assert result == Result(
        0,
        f"""\
{HEAD}
## Suriname

- **Dr Cy Voorbeeld**: Director, Example Ministry

## Aruba

- **Di Example**: Director, Example Unit, Example Ministry

## Guyana

- **Ada Example**: Judge, Example Ministry
""",
        "standard output: 3 entries, audience network, TLP:AMBER\n",
    )
    assert _annex(run) == result


def test_uncommitted_replacement_came_after(repo: Repo, run: Run) -> None:
    repo.commit(_seat("Ada Example"), MEETING)
    repo.path.write_text("\n".join((MINIMAL, _seat("Bo Example"), MEETING)), encoding="utf-8")
    assert _people(run) == ["- **Ada Example**: Director, Example Ministry"]


def test_renamed_seat_keeps_its_person(repo: Repo, run: Run) -> None:
    repo.commit(_seat("Ada Example", "old"), MEETING)
    repo.commit(_seat("Ada Example", formerly='["old"]'), MEETING)
    repo.commit(_seat("Bo Example", formerly='["old"]'), MEETING)
    assert _people(run) == ["- **Ada Example**: Director, Example Ministry"]


@pytest.mark.parametrize(
    ("values", "line", "said"),
    [
        ({"since": "2024-01-03"}, "**Ada Example**: Director, Example Ministry", ""),
        (
            {"since": "2020-01-01", "until": "2024-01-02", "status": '"left"'},
            "**Example Ministry**: Vacant",
            "",
        ),
        (
            {"since": "2020-01-01", "until": "2024-01-04", "status": '"left"'},
            "**Ada Example**: Director, Example Ministry",
            "",
        ),
        ({"since": "2024-01-04"}, "**Example Ministry**: person not known", "not certain"),
        (
            {"since": "2023-01-04", "until": "2024-01-02"},
            "**Example Ministry**: person not known",
            "not certain",
        ),
        (
            {"until": "2024-01-02"},
            "**Example Ministry**: person not known",
            "not certain",
        ),
        (
            {},
            "**Ada Example**: Director, Example Ministry (not certain that it was this person)",
            "not certain",
        ),
    ],
)
def test_without_history_the_entry_says_what_it_knows(
    tmp_path: Path, run: Run, values: dict[str, str], line: str, said: str
) -> None:
    path = tmp_path / "directory.toml"
    if said:
        repository(tmp_path)  # without a commit
    path.write_text("\n".join((MINIMAL, _seat("Ada Example", **values), MEETING)), encoding="utf-8")
    result = _annex(run, "--directory", path)
    assert f"\n- {line}\n" in result.out
    notes = [text for text in result.err.splitlines() if "still listed" not in text]
    assert notes == [
        *[f"{said} who held the seat at that meeting: a"] * bool(said),
        *["there is no git history: only 'since' and 'until' say who held a seat when"]
        * bool(said),
        "standard output: 1 entry, audience network, TLP:AMBER",
    ]


def test_history_younger_than_the_meeting_says_so(repo: Repo, run: Run) -> None:
    old = MEETING.replace("2024-01-03", "2019-01-03")
    repo.commit(_seat("Ada Example"), _seat("Cy Example", "c", since="2018-01-01"), old)
    repo.commit(_seat("Bo Example"), _seat("Cy Example", "c", since="2018-01-01"), old)
    result = _annex(run)
    assert [line for line in result.out.splitlines() if line.startswith("- ")] == [
        "- **Ada Example**: Director, Example Ministry (not certain that it was this person)",
        "- **Cy Example**: Director, Example Ministry",
    ]
    assert result.err.splitlines() == [
        "not certain who held the seat at that meeting: a",
        "the history starts on 2 January 2024, after that meeting",
        "standard output: 2 entries, audience network, TLP:AMBER",
    ]


def test_entry_younger_than_the_meeting_is_not_certain(repo: Repo, run: Run) -> None:
    repo.commit(MEETING)
    for _ in range(2):
        repo.commit(entry("b"), MEETING)
        repo.commit(MEETING)
    repo.commit(_seat("Ada Example"), MEETING)
    result = _annex(run)
    assert (
        "- **Ada Example**: Director, Example Ministry (not certain that it was this person)"
        in result.out
    )
    assert "the history starts" not in result.err


def test_shallow_clone_says_so(repo: Repo, run: Run, tmp_path: Path) -> None:
    for title in ("Clerk", "Judge", "Chief"):
        repo.commit(_seat("Ada Example", title=title), MEETING)
    repo.git("clone", "-q", "--depth=2", f"file://{repo.root}", tmp_path / "shallow")
    result = _annex(run, "--directory", tmp_path / "shallow" / repo.name)
    assert "Chief, Example Ministry (not certain that it was this person)" in result.out
    assert "older changes are missing: this clone is shallow" in result.err


def test_vacant_seat_and_gap_have_no_person(repo: Repo, run: Run) -> None:
    vacant = {"status": '"vacant"'}
    repo.commit(_seat("Ada Example", until="2024-01-02"), _seat("", "b", **vacant), MEETING)
    repo.commit(_seat("Bo Example", since="2024-01-04"), _seat("", "b", **vacant), MEETING)
    repo.commit(_seat("Bo Example", since="2024-01-04"), _seat("Cy Example", "b"), MEETING)
    assert _people(run) == [
        "- **Example Ministry**: person not known",
        "- **Example Ministry**: Vacant",
    ]


@pytest.mark.parametrize(("day", "is_certain"), [("2024-01-01", True), ("2024-01-02", False)])
def test_month_with_two_persons_is_not_certain(
    repo: Repo, run: Run, day: str, *, is_certain: bool
) -> None:
    repo.commit(_seat("Ada Example", since="2020-01-01"), MONTH)
    repo.commit(_seat("Bo Example", since=day), MONTH)
    remark = "" if is_certain else " (not certain that it was this person)"
    assert _people(run) == [f"- **Bo Example**: Director, Example Ministry{remark}"]


def test_person_withheld_then_or_now_is_not_named(repo: Repo, run: Run) -> None:
    then, now = {"sharing": '"secretariat"'}, {"sharing": '"network"'}
    repo.commit(_seat("Ada Example", title="Judge", **then), _seat("Cy Example", "c"), MEETING)
    repo.commit(_seat("Ada Example", title="Judge", **then), _seat("Cy Example", "c"), MEETING)
    repo.commit(_seat("Bo Example", **now), _seat("Di Example", "c", **then), MEETING)
    result = _annex(run)
    assert "- **Example Ministry**: person withheld from this list\n" in result.out
    assert result.err.splitlines() == [
        "standard output: 1 entry, audience network, TLP:AMBER",
        "left out for the network audience: 1 entry",
    ]
    assert not any(word in result.out + result.err for word in ("Ada", "Cy", "Bo", "Judge"))
    assert _people(run, "--audience", "secretariat") == [
        "- **Ada Example**: Judge, Example Ministry",
        "- **Cy Example**: Director, Example Ministry",
    ]


def test_removed_seats_are_counted_not_named(repo: Repo, run: Run) -> None:
    hidden = {"sharing": '"secretariat"'}
    gone = (_seat("Cy Example", "c"), _seat("Di Example", "d", country='"Aruba"'))
    withheld, merged = _seat("Ed Example", "e", **hidden), _seat("Flo Example", "f")
    stayed = _seat("Ada Example", merged='["f"]')
    repo.commit(stayed, *gone, withheld, merged, entry("g"), MEETING)
    repo.commit(stayed, gone[1], MEETING)
    repo.commit(stayed, *gone, MEETING)
    repo.commit(stayed, MEETING)
    result = _annex(run)
    lines = (
        "Guyana: 1 seat that attended is no longer in the directory",
        "Aruba: 1 seat that attended is no longer in the directory",
    )
    assert result.out.endswith("\n\n" + "  \n  ".join(lines) + "\n")
    assert result.err.splitlines()[:2] == [*lines]
    assert not any(name in result.out + result.err for name in ("Cy ", "Di ", "Ed ", "Flo "))
    assert "Guyana: 2 seats that attended" in _annex(run, "--audience", "secretariat").out


CONTACTS = {
    "emails": '["qa@example.org"]',
    "phones": '["+592 609 1201", { number = "+592 609 1202", sharing = "secretariat" }]',
    "address": '"Qbaddress"',
    "city": '"Qccity"',
    "notes": '"Qdnotes"',
    "private_notes": '"Qeprivate"',
}
OVERLAY = """
[[focal_point]]
id = "a"
name = "Ada Example"
emails = ["qf@example.org"]
phones = ["+592 609 1203"]
address = "Qgaddress"
private_notes = "Qhprivate"
"""


def _text_of_workbook(path: Path) -> str:
    book = load_workbook(io.BytesIO(path.read_bytes()))
    return "\n".join(str(cell) for sheet in book for row in sheet.values for cell in row)


@pytest.mark.parametrize("audience", ["public", "network", "secretariat"])
def test_annex_has_no_contacts(repo: Repo, run: Run, audience: str) -> None:
    public = 'sharing = "public"\n'
    repo.commit(_seat("Ada Example", sharing='"public"', **CONTACTS), MEETING + public)
    write_overlay(repo.path, OVERLAY)
    (repo.root / ".gitignore").write_text("directory.private.toml\n", encoding="utf-8")
    result = _annex(run, "--audience", audience)
    run("export", "xlsx", "--annex", "m", "--audience", audience, "-o", "a.xlsx")
    text = result.out + result.err + _text_of_workbook(repo.root / "a.xlsx")
    assert text.count("Ada Example") == 2
    secrets = ("qa@", "qf@", "1201", "1202", "1203", "Qb", "Qc", "Qd", "Qe", "Qg", "Qh")
    assert not [secret for secret in secrets if secret in text]


def test_workbook_has_a_row_for_each_participant(repo: Repo, run: Run) -> None:
    repo.commit(
        _seat("Ada Example", honorific='"Dr"', unit='"Example Unit"', country='"Suriname"'),
        _seat("Bo Example", "b", since="2025-01-01"),
        MEETING,
    )
    repo.commit(_seat("Cy Example", "a", country='"Suriname"'), MEETING)
    repo.commit(
        _seat("Cy Example", "a", country='"Suriname"'),
        _seat("Bo Example", "b", since="2025-01-01"),
        MEETING,
    )
    words = ("export", "xlsx", "--annex", "m", "--lang", "fr")
    assert run(*words, "-o", "a.xlsx").code == run(*words, "-o", "b.xlsx").code == 0
    assert (repo.root / "a.xlsx").read_bytes() == (repo.root / "b.xlsx").read_bytes()
    book = load_workbook(repo.root / "a.xlsx")
    assert book.sheetnames == ["Participants"]
    rows: list[Any] = [*book.worksheets[0].values]
    about = "Third Meeting · Participants · 3 janvier 2024, Paramaribo, Suriname"
    assert rows[1][:2] == ("TLP:AMBER", f"{about} · Corrections\u00a0: corrections@example.org")
    assert rows[2:] == [
        ("Pays", "Civilité", "Nom", "Fonction", "Unité", "Organisation", "Remarque"),
        ("Suriname", None, "Cy Example", "Director", None, "Example Ministry", None),
        ("Guyana", None, None, None, None, "Example Ministry", "personne inconnue"),
    ]


@pytest.mark.parametrize(
    ("lang", "first", "remark"),
    [
        ("es", "Participantes · 3 de enero de 2024", "no es seguro que fuera esta persona"),
        ("fr", "Participants · 3 janvier 2024", "titulaire incertain à cette date"),
        ("nl", "Deelnemers · 3 januari 2024", "niet zeker dat het deze persoon was"),
    ],
)
def test_annex_is_in_each_language(
    tmp_path: Path, run: Run, lang: str, first: str, remark: str
) -> None:
    path = tmp_path / "directory.toml"
    path.write_text("\n".join((MINIMAL, _seat("Ada Example"), MEETING)), encoding="utf-8")
    text = _annex(run, "--directory", path, "--lang", lang).out
    assert first in text
    assert f"({remark})" in text


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (("--at", "HEAD"), "--at"),
        (("--since", "HEAD"), "--since"),
        (("--country", "Guyana"), "--country"),
        (("--stale",), "--stale"),
        (("police",), "TERM"),
    ],
)
def test_annex_has_all_who_attended(
    repo: Repo, run: Run, words: tuple[str, ...], option: str
) -> None:
    repo.commit(_seat("Ada Example"), MEETING)
    hint = "help: leave out one of them\n"
    message = f"error: --annex cannot be used with {option}\n{hint}"
    assert _annex(run, *words) == Result(2, "", message)


def test_unknown_withheld_and_empty_meetings_are_refused(repo: Repo, run: Run) -> None:
    repo.commit(_seat("Ada Example", meetings="[]"), MEETING)
    assert _annex(run) == Result(
        2,
        "",
        "error: nobody in the directory attended this meeting\nhelp: run cmcct meeting attend m\n",
    )
    unknown = run("export", "xlsx", "--annex", "georgetown-2018").err
    assert unknown == (
        "error: unknown meeting 'georgetown-2018'\nhelp: did you mean georgetown-2019?\n"
    )
    withheld = _annex(run, "--audience", "public").err
    assert withheld.startswith("error: unknown meeting 'm'\n")


def test_annex_may_be_overwritten(repo: Repo, run: Run) -> None:
    repo.commit(_seat("Ada Example"), MEETING)
    for _ in range(2):
        assert _annex(run, "-o", "annex.md").code == 0
    assert (repo.root / "annex.md").read_text(encoding="utf-8") == _annex(run).out


def test_pdf_has_the_participants_on_tagged_pages(repo: Repo, run: Run) -> None:
    ada, bo = _seat("Ada Example", title="Judge & #clerk"), _seat("Bo Example", "b")
    cy = _seat("Cy Voorbeeld", "s", country='"Suriname"')
    repo.commit(ada, bo, cy, _seat("Ed Example", "gone"), MEETING)
    repo.commit(ada, bo, cy, MEETING)
    repo.commit(_seat("Di Example", phones='["+592 220 1250"]'), bo, cy, MEETING)
    for paper in ("a4", "letter"):
        written = run("export", "pdf", "--annex", "m", "--paper", paper, "-o", "annex.pdf")
        assert written.err.splitlines()[-1] == (
            "annex.pdf: 3 entries, audience network, TLP:AMBER"
        ), written.err
    data = (repo.root / "annex.pdf").read_bytes()
    run("export", "pdf", "--annex", "m", "--paper", "letter", "-o", "again.pdf")
    assert (repo.root / "again.pdf").read_bytes() == data
    document = PdfReader(io.BytesIO(data))
    root: Any = document.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert document.metadata
    assert document.metadata.title == "Third Meeting"
    assert document.metadata.creation_date
    assert document.metadata.creation_date.date() == DAY
    assert "/Annots" not in document.pages[0]  # no link: the annex has no contacts
    assert [line.strip() for line in read_pages(data)[0].splitlines()] == [
        *("Third Meeting TLP:AMBER", "Third Meeting", "Participants"),
        *("3 January 2024, Paramaribo, Suriname", "Corrections: corrections@example.org"),
        *("Suriname", "• Cy Voorbeeld", "Director, Example Ministry"),
        *("Guyana", "• Ada Example", "Judge & #clerk, Example Ministry"),
        *("• Bo Example", "Director, Example Ministry"),
        "Guyana: 1 seat that attended is no longer in the directory",
        "Participants Page 1 of 1 TLP:AMBER",
    ]
