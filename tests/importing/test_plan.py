from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cmcct.errors.exceptions import CmcctError
from cmcct.importing.planning import planner
from cmcct.importing.planning.planned_directory import Directories
from cmcct.importing.planning.row_answers import Answer
from cmcct.importing.planning.row_changes import Open
from cmcct.importing.planning.row_plans import (
    Field,
    Plan,
    Result,
    RowPlan,
)
from cmcct.importing.readers.rows import Cell, Row, Sheet
from cmcct.model.territory_lines import read_lines
from tests.conftest import examples
from tests.support.cases import each
from tests.support.sheets import ADA, NEW, OTHER, RAW, TODAY, make_plan


def _row(row: Mapping[str, Any], answer: Answer | None = None, **options: Any) -> RowPlan:
    answers = {"row-2": answer} if answer else {}
    (found,) = make_plan(RAW, row, answers=answers, **options).rows
    return found


def _entries(found: Plan, raw: dict[str, Any] = RAW) -> dict[str, Any]:
    written = deepcopy(raw)
    found.apply(written, {})
    return {entry["id"]: entry for entry in written["focal_point"]}


def test_new_row_becomes_an_entry_with_an_id() -> None:
    found = make_plan(RAW, NEW)
    assert _entries(found)["gy-agency"] == {
        "id": "gy-agency",
        "country": "Guyana",
        "name": "Bo Example",
        "family_name": "Example",
        "organisation": "Example Agency",
        "sectors": ["health"],
        "emails": ["bo@gy.example.org"],
        "phones": [{"number": "+592 609 1277", "type": "mobile"}],
    }
    assert found.rows[0].fields["sectors"] == Field(None, ["health"])
    assert found.is_settled


def test_new_row_that_lacks_values_is_a_question() -> None:
    row = _row({"name": "Bo Example", "phones": "+592 609 1277"})
    assert (row.result, row.after) == (Result.QUESTION, None)
    assert row.missing == ("country", "organisation", "sectors")
    values = {"country": "GY", "organisation": "Example Agency", "sectors": ["health"]}
    answered = _row({"name": "Bo Example", "phones": "+592 609 1277"}, Answer("new", values))
    assert answered.result is Result.NEW


def test_invalid_answer_is_a_finding() -> None:
    row = _row(NEW | {"sectors": ""}, Answer("new", {"sectors": ["magic"]}))
    assert row.result is Result.UNREADABLE
    assert [(cell, one.code) for cell, one in row.findings] == [("", "unknown-sector")]
    assert row.why == "not imported until you correct the row"


def test_nothing_of_an_unreadable_row_is_written() -> None:
    row = _row({"emails": "desk@gy.example.org; nobody", "title": "Minister", "country": "Guyana"})
    assert (row.result, row.after, row.entry) == (Result.UNREADABLE, None, "gy-ada")
    assert [(cell, one.code, one.entry) for cell, one in row.findings] == [
        ("A2", "invalid-email", "")
    ]
    assert row.why == "not imported until you correct A2"


def test_value_with_one_reading_is_corrected_and_noted() -> None:
    row = _row(NEW | {"emails": "bo@@gy.example.org; <desk2@gy.example.org>"})
    assert row.result is Result.NEW
    assert row.after is not None
    assert row.after["emails"] == ["bo@gy.example.org", "desk2@gy.example.org"]
    assert [(cell, one.severity, one.code, one.message) for cell, one in row.findings] == [
        ("E2", "note", "invalid-email", 'not an e-mail address; read as "desk2@gy.example.org"'),
        ("E2", "note", "invalid-email", 'not an e-mail address; read as "bo@gy.example.org"'),
    ]


def test_cells_follow_a_value_that_is_several() -> None:
    given = {"emails": "nobody", "emails:2": "a@x.org / b@x.org", "name": "A B", "emails:3": "no"}
    assert [(cell, one.severity) for cell, one in _row(given).findings] == [
        ("B2", "note"),
        ("A2", "error"),
        ("D2", "error"),
    ]


def test_value_with_several_readings_needs_unsafe_fixes() -> None:
    row = NEW | {"country": "Guyanna"}
    assert _row(row).result is Result.UNREADABLE
    assert _row(row).why == "not imported until you correct A2"
    fixed = _row(row, with_unsafe=True)
    assert fixed.after is not None
    assert fixed.after["country"] == "Guyana"
    assert fixed.after["phones"] == [{"number": "+592 609 1277", "type": "mobile"}]


def test_answer_is_corrected_too() -> None:
    row = _row(NEW | {"country": ""}, Answer("new", {"country": "Guyana", "languages": ["Dutch"]}))
    assert row.after is not None
    assert row.after["languages"] == ["nl"]
    # The number can be read only now.
    assert row.after["phones"] == [{"number": "+592 609 1277", "type": "mobile"}]
    assert [cell for cell, _note in row.findings] == ["", "F2"]


def test_number_without_a_country_is_read_with_the_entrys() -> None:
    row = _row({"emails": "desk@gy.example.org", "phones": "609-1277"})
    assert row.fields["phones"].after[-1]["number"] == "+5926091277"
    assert [(cell, one.severity) for cell, one in row.findings] == [("B2", "note")]
    raw = RAW | {"focal_point": [ADA | {"country": 5}]}
    (unknown,) = make_plan(raw, {"emails": "desk@gy.example.org", "phones": "609-1277"}).rows
    assert unknown.result is Result.UNREADABLE


def test_number_of_a_new_row_asks_for_the_country() -> None:
    given = {key: value for key, value in NEW.items() if key != "country"}
    row = _row(given)
    assert (row.result, row.missing) == (Result.QUESTION, ("country",))
    answered = _row(given, Answer("new", {"country": "Guyana"}))
    assert answered.after is not None
    assert answered.after["phones"] == [{"number": "+592 609 1277", "type": "mobile"}]
    # Where the country is not what is missing, the cell has to be corrected.
    assert _row(given | {"emails": "nobody"}).result is Result.UNREADABLE


def test_faults_of_meetings_are_no_findings_of_rows() -> None:
    raw = RAW | {"meeting": [{"id": "m-1", "name": "M", "date": "2019", "countries": ["Guyanna"]}]}
    raw["working_group"] = [{"id": "g-1", "name": "G", "countries": ["Dutch Guyana"]}]
    (row,) = make_plan(raw, NEW, with_unsafe=True).rows
    assert (row.result, row.findings) == (Result.NEW, ())


def test_known_address_changes_an_entry() -> None:
    row = _row({"emails": "desk@gy.example.org", "title": "Head", "phones": "+592 220 1234"})
    assert (row.result, row.why) == (Result.CHANGED, "found by e-mail")
    assert row.fields == {"title": Field("Director", "Head")}
    assert row.after == ADA | {"title": "Head"}


def test_meeting_is_recorded_for_every_row() -> None:
    found = make_plan(RAW, NEW, {"emails": "desk@gy.example.org"}, meeting="georgetown-2019")
    assert [entry["meetings"] for entry in _entries(found).values()] == [["georgetown-2019"]] * 2
    with pytest.raises(CmcctError, match="unknown meeting 'x'"):
        make_plan(RAW, NEW, meeting="x")


def test_row_without_changes_is_the_same() -> None:
    row = _row({"emails": "desk@gy.example.org", "title": "DIRECTOR"})
    assert (row.result, row.fields, row.after) == (Result.SAME, {}, None)


def test_another_name_is_always_a_question() -> None:
    row = _row(OTHER)
    assert (row.result, row.entry, row.after) == (Result.QUESTION, "gy-ada", None)
    assert row.fields == {"name": Field("Ada Example", "Cato Voorbeeld", Open.NAME)}
    own = _row({"id": "gy-ada", "name": "Ada Example-Bo"}, kind="own")
    assert own.fields["name"].open is Open.NAME


def test_name_for_an_entry_without_one_is_a_question() -> None:
    desk = {key: value for key, value in ADA.items() if key != "name"}
    (row,) = make_plan(RAW | {"focal_point": [desk | {"role": "duty-desk"}]}, OTHER).rows
    assert row.fields == {"name": Field(None, "Cato Voorbeeld", Open.NAME)}


def test_somebody_else_takes_the_seat_as_answered() -> None:
    row = _row(OTHER | {"phones": "+592 609 1299"}, Answer("yes"))
    assert row.after == {
        "id": "gy-ada",
        "country": "Guyana",
        "name": "Cato Voorbeeld",
        "organisation": "Example Ministry",
        "sectors": ["police"],
        "emails": ["desk@gy.example.org"],
        "phones": ["+592 220 1234", {"number": "+592 609 1299", "type": "mobile"}],
        "since": date(2026, 6, 1),
    }


MOBILE = {"number": "+592 609 1234", "type": "mobile"}
NEW_MOBILE = {"number": "+592 609 1277", "type": "mobile"}
OFFICE = "+592 220 1234"


@each(
    ("cell", "base", "phones"),
    [
        # The number of the person before stands there as it was handed out.
        ("220-1299; 609-1234", [OFFICE, MOBILE], ["+592 220 1299"]),
        ("220-1234; 609-1234; 609-1277", [OFFICE, MOBILE], [OFFICE, NEW_MOBILE]),
        ("", [OFFICE, MOBILE], None),
        # Somebody wrote it for the new person; what was withheld is not in the sheet.
        ("220-1234; 609-1234", [OFFICE], [OFFICE, MOBILE]),
        ("220-1299", [OFFICE], ["+592 220 1299"]),
        # Without a base, what is in the directory may have been handed out.
        ("220-1299; 609-1234", None, [OFFICE, "+592 220 1299"]),
    ],
)
def test_number_of_the_person_before_never_stays(
    cell: str, base: list[Any] | None, phones: list[Any] | None
) -> None:
    row = OTHER | {"id": "gy-ada", "phones": cell, "marking": "TLP:AMBER"}
    handed_out = {"gy-ada": ADA | {"phones": base}} if base else None
    found = _row(row, Answer("yes"), kind="own", base=handed_out)
    assert found.after is not None
    assert found.after.get("phones") == phones
    if base is None:  # nor in a list that has lost its ids
        del row["id"]
        assert _row(row, Answer("yes"), kind="own").after == found.after


def test_numbers_that_stay_are_beside_those_of_the_row() -> None:
    for kind, base in (("list", None), ("own", {"gy-ada": {**ADA, "phones": [OFFICE]}})):
        row = OTHER | {"id": "gy-ada", "phones": "609-1277", "marking": "TLP:AMBER"}
        answer = Answer("yes", {"phones": [OFFICE]})
        found = _row(row, answer, kind=kind, base=base)
        assert found.after is not None
        assert found.after["phones"] == [OFFICE, NEW_MOBILE]
    # A list that does not say for whom it is may have a private number.
    del row["marking"]
    guarded = _row(row, answer, kind="own", base=base)
    assert guarded.after is not None
    assert guarded.after["phones"] == [OFFICE]
    found = _row(OTHER | {"phones": "609-1234"}, Answer("yes", {"phones": []}), kind="own")
    assert found.after is not None
    assert "phones" not in found.after


def test_two_people_of_one_office_are_two_entries() -> None:
    office = {key: NEW[key] for key in ("country", "organisation", "sectors")}
    rows = (NEW, office | {"name": "Cato Voorbeeld", "emails": "cato@gy.example.org"})
    found = make_plan(RAW, *rows)
    assert [*_entries(found)] == ["gy-ada", "gy-agency", "gy-agency-2"]
    # Without a name, it may be the entry above.
    (_first, desk) = make_plan(RAW, NEW, office | {"emails": "cato@gy.example.org"}).rows
    assert (desk.result, desk.entry) == (Result.QUESTION, "gy-agency")


def test_undecidable_number_of_a_seat_is_still_a_question() -> None:
    seat = {"country": "Dominican Republic", "phones": ["+1 809 234 5678"]}
    raw = RAW | {"focal_point": [ADA | seat]}
    (row,) = make_plan(raw, OTHER, answers={"row-2": Answer("yes")}).rows
    assert row.result is Result.QUESTION
    assert (
        str(row.why)
        == "numbers of the office or of the previous person: +1 809 234 5678; which stay?"
    )


@each("word", ["no", "gy-ada"])
def test_same_person_keeps_the_name(word: str) -> None:
    row = _row(OTHER | {"title": "Head"}, Answer(word))
    assert row.after == ADA | {"title": "Head"}


def test_country_and_name_alone_are_a_question() -> None:
    row = {"country": "Guyana", "name": "EXAMPLE Ada", "title": "Head"}
    assert (_row(row).result, _row(row).fields) == (Result.QUESTION, {})
    assert _row(row, Answer("yes")).after == ADA | {"title": "Head"}
    assert _row(row, Answer("no")).missing == ("organisation", "sectors", "emails")


def test_answer_new_adds_an_entry() -> None:
    row = NEW | {"name": "Ada Example"}
    assert _row(row).result is Result.QUESTION
    assert _row(row, Answer("new")).result is Result.NEW
    assert _row(row, Answer("skip")).result is Result.IGNORED
    with pytest.raises(CmcctError, match="not the id of an entry: 'gy-adda'"):
        _row(row, Answer("gy-adda"))


def test_conflict_is_written_as_answered() -> None:
    row = {"emails": "desk@gy.example.org", "organisation": "Example Agency", "title": "Head"}
    found = _row(row)
    assert (found.result, found.after) == (Result.QUESTION, ADA | {"title": "Head"})
    assert found.fields == {
        "title": Field("Director", "Head"),
        "organisation": Field("Example Ministry", "Example Agency", Open.CONFLICT),
    }
    assert _row(row, Answer("yes")).after == ADA | {
        "title": "Head",
        "organisation": "Example Agency",
    }
    assert _row(row, Answer("no")).result is Result.CHANGED


def test_removal_is_written_as_answered() -> None:
    row = {"id": "gy-ada", "phones": "+592 220 1234"}
    assert (_row(row, kind="own").result, _row(row, kind="own").after) == (Result.QUESTION, None)
    found = _row(row, Answer("yes"), kind="own")
    assert found.after == ADA | {"phones": ["+592 220 1234"]}
    (kept,) = make_plan(RAW, row, kind="own").rows
    assert Plan([found]).removes_channels
    assert not Plan([kept]).removes_channels
    empty = _row({"id": "gy-ada", "title": "", "name": "Ada Example"}, Answer("yes"), kind="own")
    assert empty.after is not None
    assert "title" not in empty.after


def test_base_of_a_returned_sheet_decides() -> None:
    base = {"gy-ada": {"name": "Ada Example", "title": "Directrice"}}
    row = {"id": "gy-ada", "title": "Directrice"}
    assert _row(row, kind="own", base=base).result is Result.SAME
    changed = _row({"id": "gy-ada", "title": "Head"}, kind="own", base=base)
    assert changed.fields == {"title": Field("Director", "Head", Open.CONFLICT, "Directrice")}


def test_id_of_no_entry_is_a_question() -> None:
    row = _row(NEW | {"id": "gy-gone"}, kind="own")
    assert (row.result, row.why) == (Result.QUESTION, "no entry has the id 'gy-gone'")


def test_question_about_a_name_says_what_is_alike() -> None:
    row = {"country": "Guyana", "name": "Ada Example"}
    told = "only {} are those of gy-ada; is this the same person?"
    assert _row(row).why == told.format("country and name")
    row |= {"organisation": str(ADA["organisation"]).upper(), "title": "Director", "unit": "Desk"}
    assert _row(row).why == told.format("country, name, organisation and job title")
    assert _row(row | {"title": "Head"}).why == told.format("country, name and organisation")


def test_running_number_of_a_list_is_no_id() -> None:
    row = _row(NEW | {"id": "1"})
    assert (row.result, row.entry) == (Result.NEW, "gy-agency")
    assert _row({"id": "gy-ada", "title": "Head"}).why == "found by its id"


def test_imported_entry_is_not_confirmed() -> None:
    row = _row(NEW | {"verified": "2026-05-30", "sharing": "Public"}, kind="own")
    assert row.after is not None
    assert "verified" not in row.after
    assert row.after["sharing"] == "public"


def test_changed_confirmation_is_a_question() -> None:
    row = _row({"id": "gy-ada", "verified": "2026-05-30"}, kind="own")
    assert (row.result, row.why) == (Result.QUESTION, "confirmed with the person on 30 May 2026?")
    answered = _row({"id": "gy-ada", "verified": "2026-05-30"}, Answer("yes"), kind="own")
    assert answered.after == ADA | {"verified": date(2026, 5, 30)}


def test_changed_status_leads_to_retirement() -> None:
    row = _row({"id": "gy-ada", "status": "Left"}, kind="own")
    assert (row.result, row.why) == (Result.QUESTION, "has this person left?")
    left = _row({"id": "gy-ada", "status": "Left"}, Answer("yes"), kind="own")
    assert left.after == ADA | {"status": "left", "until": date(2026, 6, 1)}
    assert left.has_left


STRUCK = Cell("Ada Example", struck="Ada Example")


def test_struck_out_name_asks_whether_the_person_left() -> None:
    row: dict[str, str | Cell] = {"name": STRUCK, "emails": "desk@gy.example.org"}
    assert (_row(row).result, _row(row).after) == (Result.QUESTION, None)
    left = _row(row, Answer("yes"))
    assert left.after == ADA | {"status": "left", "until": date(2026, 6, 1)}
    assert _row(row, Answer("no")).result is Result.SAME
    assert (
        _row(NEW | {"name": STRUCK, "country": "Suriname", "phones": "+597 211 240"}).result
        is Result.QUESTION
    )
    overlay = {"focal_point": [{"id": "gy-ada", "phones": ["+592 609 1299"]}]}
    found = make_plan(RAW, row, answers={"row-2": Answer("yes")}, overlay=overlay)
    found.apply(deepcopy(RAW), overlay)
    assert overlay == {}


def test_number_of_the_private_file_is_known() -> None:
    overlay = {"focal_point": [{"id": "gy-ada", "phones": ["+592 609 1299"]}]}
    row = _row({"phones": "+592 609 1299"}, overlay=overlay)
    assert (row.entry, row.result) == ("gy-ada", Result.SAME)


def test_date_with_two_readings_is_asked_about() -> None:
    row = {"emails": "desk@gy.example.org", "since": "03/02/2024"}
    assert _row(row).why == "since: 3 February 2024 or 2 March 2024?"
    answered = _row(row, Answer("", {"since": date(2024, 2, 3)}))
    assert answered.fields == {"since": Field(None, "2024-02-03")}
    assert _row(row, date_order="mdy").fields == {"since": Field(None, "2024-03-02")}


def test_two_rows_about_one_person_are_one_entry() -> None:
    found = make_plan(RAW, NEW, NEW | {"title": "Head", "sectors": ""})
    assert [row.result for row in found.rows] == [Result.NEW, Result.CHANGED]
    assert _entries(found)["gy-agency"]["title"] == "Head"


def test_row_is_found_by_what_a_later_one_adds() -> None:
    nameless = {"emails": "bo@gy.example.org", "title": "Head"}
    adding = {"name": "Ada Example", "phones": "+592 220 1234", "emails": "bo@gy.example.org"}
    found = make_plan(RAW, nameless, adding)
    assert [row.result for row in found.rows] == [Result.CHANGED, Result.CHANGED]


def test_number_is_one_of_the_country_that_another_row_says() -> None:
    partial = {"emails": NEW["emails"], "phones": "220-1234"}
    for rows in ([partial, NEW], [NEW, partial]):
        phones = _entries(make_plan(RAW, *rows))["gy-agency"]["phones"]
        assert phones == [{"number": "+592 609 1277", "type": "mobile"}, "+592 220 1234"]
    # A number that is none there is an error still, and nobody's.
    found = make_plan(RAW, partial | {"phones": "see card"}, NEW)
    assert [row.result for row in found.rows] == [Result.UNREADABLE, Result.NEW]
    # Nor is it given to somebody of another name.
    found = make_plan(RAW, partial | {"name": OTHER["name"]}, NEW)
    assert [row.result for row in found.rows] == [Result.QUESTION, Result.NEW]
    assert len(_entries(found)["gy-agency"]["phones"]) == 1


def test_rows_that_contradict_each_other_are_questions() -> None:
    known: dict[str, str | Cell] = {"emails": "desk@gy.example.org"}
    found = make_plan(RAW, known | {"title": "Head"}, known | {"title": "Driver"}, known)
    assert [row.result.value for row in found.rows] == ["question", "question", "same"]
    assert found.entries == {}
    # Of a new entry, the first row counts.
    added = make_plan(RAW, NEW | {"title": "Head"}, NEW | {"title": "Driver"})
    assert [row.result.value for row in added.rows] == ["new", "question"]
    assert added.entries["gy-agency"]["title"] == "Head"


def test_new_entry_stands_below_its_territory_line() -> None:
    raw = deepcopy(RAW)
    make_plan(RAW, NEW).apply(raw, {}, lambda: read_lines(b"").above)
    assert [entry["id"] for entry in raw["focal_point"]] == ["gy-ada", "gy-agency"]


def test_repeated_id_of_the_directory_is_refused() -> None:
    with pytest.raises(CmcctError, match="the id 'gy-ada' appears more than once"):
        make_plan(RAW | {"focal_point": [ADA, ADA]}, NEW)


def test_ignored_rows_are_in_the_plan() -> None:
    sheet = Sheet("a.csv", None, "list", (), (Row(1, (), is_ignored=True),))
    found = planner.make_plan([sheet], Directories(RAW, {}), TODAY)
    assert [(row.result, row.place) for row in found.rows] == [(Result.IGNORED, "a.csv:1")]
    named = RowPlan(Sheet("a.xlsx", "One", "list", (), ()), Row(3, ()), Result.SAME)
    assert (named.place, named.place_of("B3")) == ("a.xlsx:One!3", "a.xlsx:One!B3")


# CMCCT_THOROUGH tries 3,000.
EXAMPLES = examples(20, 3000)
# Rows of a few people, offices and channels, so that they meet in every way.
_ROWS = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "country": st.sampled_from(["Guyana", "SURINAME", "Atlantis"]),
            "name": st.sampled_from(
                ["Ada Example", "EXAMPLE, Ada", "Bo EXAMPLE", "Cato Voorbeeld"]
            ),
            "title": st.sampled_from(["Director", "Head", "03/02/2024"]),
            "organisation": st.sampled_from(["Example Ministry", "EXAMPLE AGENCY"]),
            "sectors": st.sampled_from(["Police", "Health; police", "magic"]),
            "emails": st.sampled_from(["desk@gy.example.org", "b@gy.example.org", "nobody"]),
            "phones": st.sampled_from(["220-1234", "+592 609 1277 (WhatsApp)", "see card"]),
            "since": st.sampled_from(["03/02/2024", "2024-02-03"]),
        },
    ),
    min_size=1,
    max_size=5,
)


@example([{"emails": NEW["emails"], "phones": "220-1234"}, NEW | {"sectors": "Police"}], "list")
@given(rows=_ROWS, kind=st.sampled_from(["list", "form", "address-book"]))
@settings(max_examples=EXAMPLES)
def test_importing_twice_changes_nothing(rows: list[dict[str, str]], kind: str) -> None:
    first = make_plan(RAW, *rows, kind=kind, meeting="georgetown-2019")
    written = RAW | {"focal_point": [*_entries(first).values()]}
    second = make_plan(written, *rows, kind=kind, meeting="georgetown-2019")
    assert second.entries == {}
    assert [row.result for row in second.rows if row.result is Result.NEW] == []


@given(rows=_ROWS)
@settings(max_examples=EXAMPLES)
def test_name_is_never_overwritten(rows: list[dict[str, str]]) -> None:
    found = make_plan(RAW, *rows)
    after = _entries(found)["gy-ada"]
    assert after["name"] == "Ada Example"
    # Nor is anything of a list lost.
    for key in ("sectors", "emails"):
        assert after[key][: len(ADA[key])] == ADA[key]


@given(rows=_ROWS)
@settings(max_examples=EXAMPLES)
def test_unreadable_rows_write_nothing(rows: list[dict[str, str]]) -> None:
    found = make_plan(RAW, *rows)
    written = repr(_entries(found))
    for number, row in enumerate(found.rows):
        is_bad = rows[number].get("sectors") == "magic" or "nobody" in rows[number].values()
        assert not is_bad or (row.result is Result.UNREADABLE and row.after is None)
    assert not any(text in written for text in ("magic", "nobody", "see card", "Atlantis"))
