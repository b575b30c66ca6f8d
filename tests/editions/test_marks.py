"""What a list says of itself: its edition, its day, and the mark of its content."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from cmcct.editions import marks
from cmcct.formats import html, markdown, xlsx
from cmcct.i18n.messages import LANGUAGES, Translator
from tests.conftest import Run, entry
from tests.support.decoding import unzipped
from tests.support.entries import FULL, extract, point
from tests.support.repositories import Repo, repository

ADA = entry(verified="2026-03-02")
MARK = re.compile(r"content ([0-9a-f]{8})\b")


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """Return a repository with one commit, and change to its folder."""
    made = repository(tmp_path / "repo")
    made.commit(ADA)
    monkeypatch.chdir(made.root)
    return made


def _heading(run: Run, *words: str) -> str:
    """Return what the list says it is, without the mark."""
    page = run("export", "markdown", *words).out
    (heading,) = re.findall(r"· (.*?), content [0-9a-f]{8} ·", page)
    return str(heading)


def _document(run: Run, *words: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(run("export", "json", *words).out)
    return document


def test_list_has_day_of_commit_in_its_own_zone(repo: Repo, run: Run) -> None:
    late = "2026-11-25T23:30:00-04:00"  # the next day in UTC
    repo.commit(ADA, GIT_COMMITTER_DATE=late)
    assert _heading(run) == "List of 25 November 2026"
    assert _heading(run, "--country", "Guyana") == "From the list of 25 November 2026"
    assert "Liste du 25 novembre 2026, contenu " in run("export", "markdown", "--lang", "fr").out
    assert _document(run)["edition"] == {
        "number": None,
        "date": "2026-11-25",
        "draft": False,
        "excerpt": False,
    }


def test_list_of_tagged_commit_has_its_number(repo: Repo, run: Run) -> None:
    repo.git("tag", "edition/2026-9")
    repo.git("tag", "-a", "-m", "x", "edition/2026-10")
    assert _heading(run) == "Edition 2026-10"
    assert _heading(run, "--at", "edition/2026-9") == "Edition 2026-9"
    assert _heading(run, "guyana") == "From edition 2026-10"
    assert _document(run, "guyana")["edition"]["excerpt"] is True
    repo.commit(ADA, entry(id='"gy-b"', name='"Bo Example"'))
    assert _heading(run) == "List of 3 January 2024"
    assert _heading(run, "--since", "edition/2026-9") == "From the list of 3 January 2024"
    filtered = run("export", "markdown", "--since", "edition/2026-9", "bo").out
    assert "Filtered by: 'bo', changed since edition/2026-9" in filtered
    assert _heading(run, "--at", "HEAD~1") == "Edition 2026-10"


def test_draft_has_newest_confirmation_and_reason(repo: Repo, run: Run, tmp_path: Path) -> None:
    repo.path.write_text(repo.path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert _heading(run) == "Draft of 2 March 2026"
    assert _heading(run, "guyana") == "From the draft of 2 March 2026"
    assert _document(run)["edition"]["draft"] is True
    reason = "a draft: directory.toml has changes that are not committed\n"
    assert run("export", "csv").err.endswith(reason)
    clone = tmp_path / "shallow"
    repo.commit(ADA, "\n")
    repo.git("clone", "-q", "--depth", "1", repo.root.as_uri(), clone)
    shallow = ("--directory", str(clone / "directory.toml"))
    assert _heading(run, *shallow) == "Draft of 2 March 2026"
    message = "a draft: this clone is shallow: run git fetch --unshallow\n"
    assert run("export", "csv", *shallow).err.endswith(message)


def test_list_whose_history_is_damaged_is_a_draft(repo: Repo, run: Run) -> None:
    lost = repo.git("rev-parse", f"HEAD:{repo.name}")
    repo.commit(ADA.replace("Ministry", "Office"))
    (repo.root / ".git" / "objects" / lost[:2] / lost[2:]).unlink()
    made = run("export", "vcard")
    reason = f"a draft: version {lost[:7]} of directory.toml is missing or damaged\n"
    assert made.err.endswith(reason)
    assert "\r\nREV:2026-03-02T00:00:00Z\r\n" in made.out
    assert _heading(run) == "List of 3 January 2024"
    assert "Draft of 2 March 2026" in run("export", "html").out


def test_draft_may_have_no_day(repo: Repo, run: Run) -> None:
    repo.path.write_text(repo.path.read_text(encoding="utf-8").replace("verified", "#"))
    assert _heading(run) == "Draft"
    assert _heading(run, "guyana") == "From a draft"


def test_pdf_is_dated_by_its_commit_and_a_draft_by_its_newest_confirmation(
    repo: Repo, run: Run
) -> None:
    def dates() -> set[datetime | None]:
        assert run("export", "pdf", "-o", "list.pdf").code == 0
        about = PdfReader("list.pdf").metadata
        assert about is not None
        return {about.creation_date, about.modification_date}

    repo.commit(ADA, GIT_COMMITTER_DATE="2026-11-25T23:30:00-04:00")  # the next day in UTC
    assert dates() == {datetime(2026, 11, 25, tzinfo=UTC)}
    repo.path.write_text(repo.path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert dates() == {datetime(2026, 3, 2, tzinfo=UTC)}


@pytest.mark.usefixtures("repo")
def test_unknown_version_is_an_error(run: Run) -> None:
    assert run("export", "csv", "--at", "edition/2031-1").code == 2


def test_equal_content_has_equal_mark_everywhere(repo: Repo, run: Run) -> None:
    want = _document(run)["content"]
    assert re.fullmatch("[0-9a-f]{8}", want)
    for lang in LANGUAGES:
        for form in ("markdown", "html"):
            assert want in run("export", form, "--lang", lang).out
        run("export", "xlsx", "--lang", lang, "-o", "list.xlsx")
        assert unzipped(Path("list.xlsx").read_bytes()).count(want) == 4
    for form in ("vcard", "csv"):
        assert want not in run("export", form).out
    repo.git("tag", "edition/2026-1")
    assert _document(run)["content"] == want
    repo.commit(ADA.replace("Ministry", "Office"))
    assert _document(run)["content"] != want
    repo.commit(ADA)
    assert _document(run)["content"] == want


def test_mark_differs_where_a_product_differs() -> None:
    whole = extract(point(**FULL), audience="secretariat")
    others = [
        replace(whole, withheld={"gy-ctu": 1}),
        replace(whole, withheld_entries=2),
        replace(whole, private_addresses=frozenset({"gy-ctu"})),
        replace(whole, removed=(point(id="gone"),)),
        replace(whole, withdrawn={point(country="Guyana").country: 1}),
        replace(whole, info=whole.info.model_copy(update={"verify_every_days": 30})),
        *(extract(point(**FULL), audience=audience) for audience in ("public", "network")),
        extract(point(**FULL | {"notes": "x"}), audience="secretariat"),
    ]
    found = [marks.content_mark(view) for view in (whole, *others)]
    assert len({*found}) == len(found)


def test_no_mark_without_content_mark_of_the_caller() -> None:
    view = extract(point(**FULL))
    products = (markdown.dump(view, Translator()), html.dump(view, Translator()))
    assert not any(map(MARK.search, products))
    assert b"cmcct-base" not in xlsx.dump(view, Translator())
