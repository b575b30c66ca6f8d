"""A list that comes back: compared with what was handed out, it changes what its holder changed."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from cmcct.formats.shared.columns import readable_texts
from cmcct.formats.xlsx.sheets import GROUPS
from cmcct.i18n.messages import LANGUAGES, Translator
from cmcct.privacy.levels import MARKINGS
from cmcct.reference import vocabulary
from cmcct.storage import directory_file
from tests.conftest import SHIPPED, Result, Run
from tests.support import libreoffice
from tests.support.entries import extract
from tests.support.repositories import Repo, repository
from tests.support.returned_lists import HEADER, Table, edit_table, set_cell

ENTRY = {"en": "Entry", "es": "Ficha", "nl": "Vermelding", "fr": "Fiche"}
CITY = {"en": "City", "es": "Ciudad", "nl": "Plaats", "fr": "Ville"}
PROGRAMS = ("google", "outlook", "thunderbird")  # a dialect of CSV for each
# Exports of cards: the words of the command.
CARDS = {
    "vcard": ("vcard", "--vcard-version", "3.0"),
    "vcard4": ("vcard", "--vcard-version", "4.0"),
    "apple": ("vcard", "--groups", "apple"),
    "kind": ("vcard", "--groups", "kind"),
}
TRANSLATED = ("xlsx", *CARDS, *PROGRAMS)
EXPORTS = [("csv", ""), ("json", ""), *((form, lang) for form in TRANSLATED for lang in LANGUAGES)]
# What Calc opens, the same for every audience.
SAVED = [("google", "es"), ("outlook", "nl"), ("thunderbird", "fr")]
SUFFIXES = dict.fromkeys(CARDS, "vcf") | dict.fromkeys(PROGRAMS, "csv")


def _export(run: Run, repo: Repo, form: str, lang: str, audience: str) -> Path:
    path = repo.root.parent / f"list.{SUFFIXES.get(form, form)}"
    kind = ("csv", "--dialect", form) if form in PROGRAMS else CARDS.get(form, (form,))
    options = ["--lang", lang] if lang else []
    words: list[str | Path] = [*kind, "--audience", audience, *options, "--directory", repo.path]
    assert run("export", *words, "-o", path).code == 0
    return path


def _import(run: Run, repo: Repo, path: Path, *options: str) -> Result:
    return run("import", path, "--format", "json", "--directory", repo.path, *options)


def _results(done: Result) -> set[str]:
    return {row["result"] for row in json.loads(done.out)} - {"ignored"}


@pytest.mark.sweep
@pytest.mark.parametrize("audience", MARKINGS)
@pytest.mark.parametrize(("form", "lang"), EXPORTS)
def test_list_as_handed_out_changes_nothing(
    run: Run, shipped: Repo, form: str, lang: str, audience: str
) -> None:
    path = _export(run, shipped, form, lang, audience)
    # A workbook names its version; without one, each difference would be a question.
    for base in ((), ("--base", "HEAD")):
        done = _import(run, shipped, path, "--dry-run", *base)
        assert (done.code, _results(done)) == (0, {"same"}), done.out
        assert '"text": ' not in done.out  # no note is quoted
    assert shipped.path.read_bytes() == SHIPPED.read_bytes()


@pytest.mark.sweep
@pytest.mark.parametrize("form", ["csv", "json"])
def test_result_of_a_search_changes_nothing(run: Run, shipped: Repo, form: str) -> None:
    done = run("search", "--status", "all", "--format", form, "--directory", shipped.path)
    path = shipped.root.parent / f"list.{form}"
    path.write_text(done.out, encoding="utf-8")
    done = _import(run, shipped, path, "--dry-run")
    assert (done.code, _results(done)) == (0, {"same"}), done.out


def test_card_cannot_say_the_extension_of_a_number(run: Run, shipped: Repo) -> None:
    path = _export(run, shipped, "vcard4", "en", "network")
    done = _import(run, shipped, path, "--dry-run")
    assert (done.code, _results(done)) == (0, {"same"}), done.out
    # A corrected number takes the place of the one with the extension.
    text = path.read_bytes().decode().replace("+18682211234", "+18682211277")
    path.write_bytes(text.encode())
    done = _import(run, shipped, path, "--base", "HEAD", "--dry-run")
    (row,) = [row for row in json.loads(done.out) if row["result"] != "same"]
    assert (row["entry"], row["result"]) == ("tt-ctu", "changed")
    numbers = [(phone["number"], phone["ext"]) for phone in row["fields"]["phones"]["after"]]
    assert numbers == [("+18682211277", None), ("+18682911234", None), ("800 234 5678", None)]


def test_number_of_somebody_s_card_has_the_extension_of_the_entry(run: Run, shipped: Repo) -> None:
    path = shipped.root.parent / "own.vcf"
    path.write_text(
        "BEGIN:VCARD\nVERSION:3.0\nN:Example Mohammed;Indira\nEMAIL:ctu@tt.example.org\n"
        "TEL;TYPE=WORK:+1 868 221 1234\nTITLE:Deputy Director\nTITLE:Head\nEND:VCARD\n",
        encoding="utf-8",
    )
    (row,) = json.loads(_import(run, shipped, path).out)
    assert (row["result"], row["fields"]) == ("same", {})
    assert row["notes"] == [{"cell": "", "text": "TITLE: Head", "is_struck": False}]


@pytest.mark.gate
@pytest.mark.sweep
@pytest.mark.parametrize(("form", "lang"), SAVED)
def test_list_saved_by_calc_changes_nothing(run: Run, shipped: Repo, form: str, lang: str) -> None:
    path = _export(run, shipped, form, lang, "network")
    (saved,) = libreoffice.resave(path.parent / "saved", path)
    done = _import(run, shipped, saved, "--base", "HEAD")
    assert (done.code, _results(done)) == (0, {"same"}), done.out
    assert shipped.path.read_bytes() == SHIPPED.read_bytes()


@pytest.mark.gate
@pytest.mark.sweep
@pytest.mark.parametrize(("form", "languages"), [("csv", [""]), ("xlsx", LANGUAGES)])
def test_every_list_saved_by_calc_changes_nothing(
    run: Run, shipped: Repo, form: str, languages: list[str]
) -> None:
    paths = []
    for audience in MARKINGS:
        for lang in languages:
            path = _export(run, shipped, form, lang, audience)
            paths.append(path.rename(path.with_name(f"{audience}-{lang}.{form}")))
    for saved in libreoffice.resave(paths[0].parent / "saved", *paths):
        base = ["--base", "HEAD"] if form != "xlsx" else []
        done = _import(run, shipped, saved, *base)
        assert (done.code, _results(done)) == (0, {"same"}), saved.name
        assert shipped.path.read_bytes() == SHIPPED.read_bytes()


def _set_base(path: Path, base: str) -> None:
    book: Any = load_workbook(path)  # the stubs lack `custom_doc_props`
    book.custom_doc_props["cmcct-base"].value = base
    book.save(path)


def test_commit_that_is_not_here_is_named(run: Run, shipped: Repo) -> None:
    path = _export(run, shipped, "xlsx", "en", "network")
    _set_base(path, "deadbeef network en")
    done = _import(run, shipped, path)
    assert (done.code, done.err) == (
        2,
        (
            f"error: {path} was made from commit 'deadbeef', which is not in this repository\n"
            "help: run git fetch, or say with --base which version was handed out\n"
        ),
    )
    assert _import(run, shipped, path, "--base", "HEAD").code == 0
    assert "help: give a commit" in _import(run, shipped, path, "--base", "deadbeef").err


def test_edited_property_of_a_workbook_is_left_aside(run: Run, shipped: Repo) -> None:
    path = _export(run, shipped, "xlsx", "nl", "network")
    _set_base(path, "HEAD everybody xx")
    done = _import(run, shipped, path)
    assert (done.code, _results(done)) == (0, {"same"}), done.err


@pytest.mark.parametrize("lang", LANGUAGES)
def test_corrected_number_with_a_test_call_brings_no_other(
    run: Run, shipped: Repo, lang: str
) -> None:
    words = ("test", "gy-ctu", "phones.0", "--directory", shipped.path)
    assert run(*words).code == 0
    shipped.commit_bytes(shipped.path.read_bytes())
    path = _export(run, shipped, "xlsx", lang, "network")
    book = load_workbook(path)
    cells = (cell for row in book.worksheets[0].iter_rows() for cell in row)
    (cell,) = (cell for cell in cells if "220 1234" in str(cell.value))
    cell.value = str(cell.value).replace("220 1234", "220 1277")
    book.save(path)
    rows = json.loads(_import(run, shipped, path).out)
    (row,) = (row for row in rows if row["result"] == "changed")
    numbers = [phone["number"] for phone in row["fields"]["phones"]["after"]]
    assert numbers == ["+5922201277", "+5926091234", "289 1234"]
    assert row["notes"] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_only_what_its_holder_changed_comes_back(run: Run, shipped: Repo, lang: str) -> None:
    path = _export(run, shipped, "xlsx", lang, "network")
    book = load_workbook(path)
    sheet = book.worksheets[0]
    headings = [cell.value for cell in sheet[HEADER]]
    id_, city = headings.index(ENTRY[lang]), headings.index(CITY[lang])
    rows = {row[id_].value: row for row in sheet.iter_rows(HEADER + 1)}
    rows["gy-ctu"][city].value = "Linden"
    rows["tt-ctu"][city].value = None
    book.save(path)
    assert run("set", "gy-ctu", "title=Chief", "--directory", shipped.path).code == 0
    done = _import(run, shipped, path)
    found = {row["entry"]: row for row in json.loads(done.out) if row["result"] != "same"}
    assert {entry: row["result"] for entry, row in found.items() if entry} == {
        "gy-ctu": "changed",
        "tt-ctu": "question",
    }
    assert found["gy-ctu"]["fields"] == {"city": {"before": "Georgetown", "after": "Linden"}}
    assert found["tt-ctu"]["fields"]["city"]["open"] == "removal"
    assert 'title = "Chief"' in shipped.path.read_text(encoding="utf-8")


@pytest.mark.parametrize("base", ["2026-05-02", "2026-1", "edition/2026-1", "may-2026", "HEAD~1"])
def test_version_is_an_edition_a_date_a_meeting_or_a_commit(
    run: Run, tmp_path: Path, base: str
) -> None:
    repo = repository(tmp_path / "repo")
    meeting = b'[[meeting]]\nid = "may-2026"\nname = "Meeting in May"\ndate = 2026-05-02\n\n'
    text = SHIPPED.read_bytes().replace(b"[[meeting]]", meeting + b"[[meeting]]", 1)
    repo.commit_bytes(text, GIT_COMMITTER_DATE="2026-05-01T12:00:00Z")
    repo.git("tag", "edition/2026-1")
    path = _export(run, repo, "csv", "", "network")
    assert run("set", "gy-ctu", "city=Linden", "--directory", repo.path).code == 0
    repo.git("commit", "-qam", "Since", GIT_COMMITTER_DATE="2026-05-20T12:00:00Z")
    since = repo.path.read_bytes()
    done = _import(run, repo, path, "--base", base)
    # The sheet has the city of then; nobody wrote it.
    assert (done.code, _results(done)) == (0, {"same"}), done.err
    assert done.err.startswith("compared with the list of 1 May 2026, commit ")
    assert repo.path.read_bytes() == since
    assert _results(_import(run, repo, path)) == {"same", "question"}


# What an edition has of each language: the file, and its heading of the city.
OF_EDITION = [
    ("list.xlsx", "en", "City"),
    pytest.param(("lista.xlsx", "es", "Ciudad"), marks=pytest.mark.sweep),
    ("outlook.csv", "nl", "Business City"),
]


@pytest.mark.parametrize("sheet", OF_EDITION)
def test_sheet_of_an_edition_is_compared_with_that_edition(
    run: Run, shipped: Repo, monkeypatch: pytest.MonkeyPatch, sheet: tuple[str, str, str]
) -> None:
    name, lang, city = sheet
    monkeypatch.delenv("CMCCT_TODAY")
    folder = shipped.root.parent / "edition"
    issued = ("edition", "issue", "2026-1", "--lang", lang, "-o", folder)
    assert run(*issued, "--directory", shipped.path).code == 0
    path = folder / "network" / lang / name
    for seat in ("gy-ctu", "jm-taskforce"):
        assert run("set", seat, "city=Linden", "--directory", shipped.path).code == 0
    shipped.git("commit", "-qam", "Since")
    since = shipped.path.read_bytes()
    done = _import(run, shipped, path, "--base", "2026-1")
    assert (done.code, _results(done)) == (0, {"same"}), done.out
    assert done.err.endswith("\nnothing to change\n")
    assert shipped.path.read_bytes() == since

    def edit(table: Table) -> Table:
        set_cell(table, "gy-ctu", city, "Bartica")  # differs in the edition, the sheet and now
        set_cell(table, "tt-ctu", city, "Arima")
        return table

    edit_table(path, edit)
    done = _import(run, shipped, path, "--base", "2026-1")
    found = {row["entry"]: row for row in json.loads(done.out) if row["result"] != "same"}
    assert {seat: row["result"] for seat, row in found.items()} == {
        "gy-ctu": "question",
        "tt-ctu": "changed",
    }
    assert found["gy-ctu"]["fields"] == {
        "city": {"base": "Georgetown", "before": "Linden", "after": "Bartica", "open": "conflict"}
    }
    assert found["tt-ctu"]["fields"]["city"]["after"] == "Arima"
    assert shipped.path.read_bytes().count(b'"Linden"') == since.count(b'"Linden"')


def test_what_is_stricter_since_is_compared_as_it_was_handed_out(run: Run, shipped: Repo) -> None:
    path = _export(run, shipped, "xlsx", "en", "network")
    text = shipped.path.read_text(encoding="utf-8")
    number = '"+592 220 1234"'
    assert text.count(number) == 1
    shipped.path.write_text(
        text.replace(number, f'{{ number = {number}, sharing = "secretariat" }}'), "utf-8"
    )
    stricter = shipped.path.read_bytes()
    done = _import(run, shipped, path)
    assert (done.code, _results(done)) == (0, {"same"}), done.out
    assert shipped.path.read_bytes() == stricter


def test_without_a_version_each_difference_is_asked(run: Run, shipped: Repo) -> None:
    path = _export(run, shipped, "csv", "en", "network")
    path.write_text(path.read_text(encoding="utf-8").replace("Georgetown", "Linden", 1), "utf-8")
    done = _import(run, shipped, path)
    assert _results(done) == {"same", "question"}
    assert "give the version with --base, or you are asked about each difference" in done.err
    assert shipped.path.read_bytes() == SHIPPED.read_bytes()


# The column of the city, and one that is taken out.
COLUMNS = {
    ("csv", ""): ("city", "mobile_phone"),
    ("json", ""): ("city", "phones"),
    ("xlsx", "nl"): ("Plaats", "Eerst bellen"),
    ("xlsx", "es"): ("Ciudad", "Números y detalles"),
    ("google", "es"): ("Address 1 - City", "Phone 1 - Value"),
    ("outlook", "fr"): ("Business City", "Business Phone"),
    ("thunderbird", "nl"): ("Work City", "Mobile Number"),
}


@pytest.mark.parametrize("form", ["csv", "json", "vcard", "google"])
def test_list_of_another_directory_is_read_where_none_has_entries(
    run: Run, shipped: Repo, form: str
) -> None:
    path = _export(run, shipped, form, "", "network")
    text = shipped.path.read_text("utf-8")
    repo = repository(shipped.root.parent / "empty")
    repo.commit_bytes(text[: text.index("[[focal_point]]")].encode())
    done = _import(run, repo, path)
    assert (len(json.loads(done.out)), _results(done)) == (47, {"question"}), done.err


@pytest.mark.parametrize(("form", "lang"), COLUMNS)
def test_sorted_list_with_other_columns_changes_nothing(
    run: Run, shipped: Repo, form: str, lang: str
) -> None:
    path = _export(run, shipped, form, lang, "network")
    _city, removed = COLUMNS[form, lang]

    def edit(table: Table) -> Table:
        index = table[0].index(removed)
        head, *rows = [["Checked", *row[index + 1 :], *row[:index]] for row in table]
        return [head, *reversed(rows[5:])]  # rows that are missing mean nothing

    edit_table(path, edit)
    done = _import(run, shipped, path, *([] if form == "xlsx" else ["--base", "HEAD"]))
    assert (done.code, _results(done)) == (0, {"same"}), done.out
    assert shipped.path.read_bytes() == SHIPPED.read_bytes()


@pytest.mark.parametrize(("form", "lang"), COLUMNS)
def test_one_cell_changes_one_value(run: Run, shipped: Repo, form: str, lang: str) -> None:
    path = _export(run, shipped, form, lang, "network")
    city, _removed = COLUMNS[form, lang]

    def edit(table: Table) -> Table:
        set_cell(table, "gy-ctu", city, "Linden")
        return table

    edit_table(path, edit)
    done = _import(run, shipped, path, *([] if form == "xlsx" else ["--base", "HEAD"]))
    (row,) = [row for row in json.loads(done.out) if row["result"] != "same"]
    assert (done.code, row["entry"]) == (0, "gy-ctu"), done.out
    assert row["fields"] == {"city": {"before": "Georgetown", "after": "Linden"}}
    assert row["notes"] == []


def test_cards_in_another_order_change_one_value(run: Run, shipped: Repo) -> None:
    path = _export(run, shipped, "vcard", "fr", "network")
    cards = path.read_bytes().decode().split("BEGIN:VCARD\r\n")[1:]
    cards = [
        re.sub("^(TZ|CATEGORIES).*\r\n(?: .*\r\n)*", "", card, flags=re.MULTILINE) for card in cards
    ]
    text = "".join(f"BEGIN:VCARD\r\n{card}" for card in reversed(cards))
    path.write_bytes(text.replace(";Georgetown;", ";Linden;", 1).encode())
    done = _import(run, shipped, path, "--base", "HEAD")
    (row,) = [row for row in json.loads(done.out) if row["result"] != "same"]
    assert row["fields"] == {"city": {"before": "Georgetown", "after": "Linden"}}


def test_changed_note_of_a_contact_is_quoted(run: Run, shipped: Repo) -> None:
    path = _export(run, shipped, "outlook", "en", "network")
    text = path.read_bytes().decode("utf-8-sig")
    path.write_text(text.replace("Entry: gy-ctu", "on leave\nEntry: gy-ctu"), "utf-8", newline="")
    done = _import(run, shipped, path, "--base", "HEAD")
    (row,) = [row for row in json.loads(done.out) if row["notes"]]
    assert (done.code, row["result"], row["entry"]) == (0, "same", "gy-ctu")
    assert [note["text"] for note in row["notes"]] == ["on leave"]
    assert shipped.path.read_bytes() == SHIPPED.read_bytes()


@pytest.mark.parametrize("form", ["vcard", "outlook"])
def test_note_that_looks_like_a_list_of_ours_is_a_note(run: Run, shipped: Repo, form: str) -> None:
    words = ("gy-ctu", "notes=TLP:CLEAR\nEntry: sr-politie", "--directory", shipped.path)
    assert run("set", *words).code == 0
    path = _export(run, shipped, form, "en", "network")
    done = _import(run, shipped, path, "--dry-run")
    assert (done.code, _results(done)) == (0, {"same"}), done.out
    assert '"text": ' not in done.out


@pytest.mark.parametrize("lang", LANGUAGES)
def test_number_and_sector_of_a_workbook_come_back(run: Run, shipped: Repo, lang: str) -> None:
    path = _export(run, shipped, "xlsx", lang, "network")
    translator = Translator(lang)
    first = translator.gettext("Call first")
    protection = translator.translate(GROUPS["protection"])

    def edit(table: Table) -> Table:
        (row,) = [row for row in table[1:] if "gy-ctu" in row]
        assert row[table[0].index(first)] == "+592 220 1234"
        row[table[0].index(first)] = "+592 220 1299"
        row[table[0].index(protection)] = vocabulary.get_term("sector", "health").label(lang)
        return table

    edit_table(path, edit)
    done = _import(run, shipped, path)
    (row,) = [row for row in json.loads(done.out) if row["result"] != "same"]
    assert (done.code, row["entry"], {*row["fields"]}) == (0, "gy-ctu", {"phones", "sectors"})
    assert row["fields"]["sectors"]["after"][-1] == "health"
    saved = shipped.path.read_text(encoding="utf-8")
    assert saved.count('"+592 220 1299"') == SHIPPED.read_text("utf-8").count('"+592 220 1234"')
    assert '{ number = "289 1234", type = "hotline", hours = "24/7", national = true },' in saved


def test_corrected_first_number_keeps_what_stands_beside_it(run: Run, shipped: Repo) -> None:
    path = _export(run, shipped, "xlsx", "en", "network")

    def edit(table: Table) -> Table:
        set_cell(table, "tt-refugee-desk", "Call first", "+1 868 291 1277")
        return table

    edit_table(path, edit)
    (row,) = [row for row in json.loads(_import(run, shipped, path).out) if row["result"] != "same"]
    (phone,) = row["fields"]["phones"]["after"]
    assert (phone["number"], phone["type"]) == ("+18682911277", "mobile")
    assert phone["apps"] == ["whatsapp", "telegram"]
    assert row["notes"] == []


def test_first_number_that_is_taken_out_takes_its_details(run: Run, shipped: Repo) -> None:
    path = _export(run, shipped, "xlsx", "en", "network")

    def edit(table: Table) -> Table:
        set_cell(table, "do-linea", "Call first", None)
        return table

    edit_table(path, edit)
    (row,) = [row for row in json.loads(_import(run, shipped, path).out) if row["result"] != "same"]
    (phone,) = row["fields"]["phones"]["after"]
    assert (phone["number"], row["fields"]["phones"]["open"]) == ("800 212 3456", "removal")


def test_workbook_of_an_earlier_version_changes_nothing(run: Run, shipped: Repo) -> None:
    path = _export(run, shipped, "xlsx", "en", "network")
    points = directory_file.load(shipped.path).directory.focal_points

    def edit(table: Table) -> Table:
        head = table[0]
        first, details = head.index("Call first"), head.index("Numbers and details")
        head[first], head[details] = "Phones", "Checked"
        for row in table[1:]:
            (entry,) = (point for point in points if point.id in row)
            view = extract(entry, audience="network")
            texts = readable_texts(view.focal_points[0], "phones", view, Translator())
            row[first], row[details] = "\n".join(texts) or None, None
        return table

    edit_table(path, edit)
    done = _import(run, shipped, path)
    assert (done.code, _results(done)) == (0, {"same"}), done.out
