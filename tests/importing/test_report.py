import json
from datetime import date

from cmcct.i18n.messages import LANGUAGES, Translator
from cmcct.importing.planning import planner, row_plans
from cmcct.importing.planning.planned_directory import Directories
from cmcct.importing.planning.row_answers import Answer
from cmcct.importing.planning.row_plans import Plan
from cmcct.importing.readers.rows import (
    Cell,
    Column,
    Row,
    Sheet,
)
from cmcct.model.fields import ENTRY_KEYS
from tests.support import texts
from tests.support.cases import each
from tests.support.entries import FULL, point
from tests.support.sheets import NEW, OTHER, RAW, TODAY, make_plan

ROWS = (
    NEW | {"languages": "es", "since": "2024-02-03", "role": "alternate"},
    {
        "emails": "desk@gy.example.org",
        "country": "Guyana",
        "title": "Head",
        "phones": "609 1234 (WhatsApp); 220 1234 ext. 7",
        "sectors": "Health",
    },
    OTHER | {"phones": Cell("", comment="on\nleave")},
    {"country": "Guyana", "phones": "see card", "name": "Dirk Voorbeeld"},
    {"emails": "desk@gy.example.org"},
)


def test_notes_of_a_row_that_changes_nothing_are_listed() -> None:
    known: dict[str, str | Cell] = {
        "emails": "desk@gy.example.org",
        "title": Cell("Director", comment="until June", struck="Head", unstruck="Director"),
    }
    text = row_plans.format_text(
        make_plan(RAW, known, {"emails": "desk@gy.example.org"}), Translator()
    )
    assert (
        text
        == """\
2 rows without changes

Notes on rows that change nothing:
  list.csv:2 gy-ada: found by e-mail
    B2: struck out: 'Head'
    B2: note, not imported: 'until June'
"""
    )


def test_text_reads_as_a_mail() -> None:
    texts.expect("import-report", row_plans.format_text(make_plan(RAW, *ROWS), Translator()))


def test_what_goes_with_a_person_is_removed() -> None:
    found = make_plan(RAW, OTHER, answers={"row-2": Answer("yes")})
    assert row_plans.format_text(found, Translator()).splitlines()[3:7] == [
        "  list.csv:2 gy-ada: a new person holds the seat now, as answered",
        "    Name: Ada Example → Cato Voorbeeld",
        "    Job title: Director → (empty)",
        "    Phones: removed +592 609 1234 (mobile)",
    ]


def test_audience_of_an_entry_is_no_line_for_its_channels() -> None:
    own = {"id": "gy-ada", "sharing": "Public"}
    found = make_plan(RAW, own, kind="own", base={"gy-ada": {}}, answers={"row-2": Answer("yes")})
    text = row_plans.format_text(found, Translator())
    assert text.splitlines()[-1] == "    Sharing: Network → Public"
    assert "Phones" not in text


def test_hours_of_a_number_are_said() -> None:
    row = {"emails": "desk@gy.example.org", "phones": "+592 220 1299 (WhatsApp), 24/7"}
    text = row_plans.format_text(make_plan(RAW, row), Translator())
    assert text.splitlines()[-1] == "    Phones: added +592 220 1299 (WhatsApp, 24/7)"


def test_way_of_confirmation_is_in_words() -> None:
    own = {"id": "gy-ada", "verified_via": "Por correo electrónico", "marking": "TLP:AMBER"}
    found = make_plan(RAW, own, kind="own")
    text = row_plans.format_text(found, Translator("es"))
    assert "    Medio de confirmación: por correo electrónico (no se importa)\n" in text


def test_every_kind_of_value_is_in_words() -> None:
    given = {"handles": [{"app": "telegram", "id": "ada"}], "status": "left", "sharing": "public"}
    fields = row_plans.find_differences(None, point(**FULL | given), {})
    assert fields.keys() == ENTRY_KEYS.keys() - {"id"}
    row = make_plan(RAW, OTHER).rows[0]._replace(fields=fields)
    lines = [*row_plans.describe_fields(row, Translator())]
    assert not [line for line in lines if "{" in line]
    assert "App usernames: Telegram: ada" in lines
    assert "Hours: Mon–Fri 08:00–16:30, closed on public holidays" in lines


def test_json_has_an_object_for_each_row() -> None:
    rows = json.loads(row_plans.format_json(make_plan(RAW, *ROWS), Translator()))
    assert [row["result"] for row in rows] == ["new", "changed", "question", "unreadable", "same"]
    assert rows[2] == {
        "file": "list.csv",
        "sheet": None,
        "row": 4,
        "result": "question",
        "entry": "gy-ada",
        "fields": {"name": {"before": "Ada Example", "after": "Cato Voorbeeld", "open": "name"}},
        "notes": [{"cell": "F4", "text": "on\nleave", "is_struck": False}],
        "findings": [],
        "why": "found by e-mail: gy-ada is Ada Example in the directory and Cato Voorbeeld in "
        "the row; does a new person hold the seat now? (yes removes the old mobile number, title "
        "and languages; no keeps the old name)",
    }
    assert rows[3]["findings"] == [
        {
            "file": "list.csv",
            "line": 5,
            "column": 6,
            "end_line": 5,
            "end_column": 7,
            "severity": "error",
            "code": "invalid-phone",
            "message": "not a phone number that can be dialled from abroad",
            "help": "write the number as +592 ### ####",
            "fix": None,
            "entry": "",
            "cell": "F5",
        }
    ]


def test_conflict_in_json_has_its_base() -> None:
    base = {"gy-ada": {"title": "Directrice"}}
    found = make_plan(RAW, {"id": "gy-ada", "title": "Head"}, kind="own", base=base)
    (row,) = json.loads(row_plans.format_json(found, Translator()))
    expected = {"before": "Director", "after": "Head", "open": "conflict", "base": "Directrice"}
    assert row["fields"]["title"] == expected


@each("lang", LANGUAGES)
def test_empty_plan_is_said_in_one_line(lang: str) -> None:
    assert row_plans.format_text(Plan([]), Translator(lang)).count("\n") == 1
    assert row_plans.format_json(Plan([]), Translator(lang)) == "[]\n"


def test_finding_may_have_no_hint() -> None:
    (row,) = make_plan(RAW, {"emails": "nobody"}).rows
    (found,) = row.findings
    bare = found._replace(finding=found.finding._replace(hint=""))
    text = row_plans.format_text(Plan([row._replace(findings=(bare,))]), Translator("fr"))
    assert text.endswith("adresse électronique\n")


def test_value_that_cannot_be_read_is_quoted_whole() -> None:
    long = "word " * 300 + "end"
    given = make_plan(RAW, {**NEW, "sectors": long})
    assert f"unknown sector '{long}'" in row_plans.format_text(given, Translator("en"))


def test_rows_of_a_card_have_no_cell() -> None:
    columns = (Column("EMAIL", "emails"),)
    card = Sheet("a.vcf", None, "address-book", columns, (Row(1, (Cell("nobody"),)),))
    found = planner.make_plan([card], Directories(RAW, {}), TODAY)
    (row,) = json.loads(row_plans.format_json(found, Translator()))
    assert [(one["cell"], one["line"], one["column"]) for one in row["findings"]] == [("", 1, 1)]


def test_day_that_was_handed_out_is_a_text_in_json() -> None:
    base = {"gy-ada": {"verified": date(2026, 3, 2)}}
    own = {"id": "gy-ada", "verified": "2026-05-01"}
    found = make_plan(RAW, own, kind="own", base=base)
    (row,) = json.loads(row_plans.format_json(found, Translator()))
    assert row["fields"]["verified"]["after"] == "2026-05-01"
    assert row["fields"]["verified"]["base"] == "2026-03-02"
