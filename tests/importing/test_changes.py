from typing import Any

from cmcct.importing.cells.row_values import read_records
from cmcct.importing.planning import row_changes
from cmcct.importing.planning.row_changes import Change, Open
from cmcct.model.loader import parse_entry
from tests.support.cases import each
from tests.support.sheets import make_sheet

IDS: dict[str, dict[str, str]] = {"working_group": {}, "meeting": {}}
ADA: dict[str, Any] = {
    "id": "gy-ada",
    "country": "Guyana",
    "name": "Ada María Example Pérez",
    "title": "Directora de Protección",
    "organisation": "Example Ministry",
    "sectors": ["police", "health"],
    "emails": ["ada@example.org"],
    "phones": [
        "+592 220 1234",
        {"number": "+592 609 1234", "type": "mobile", "sharing": "secretariat"},
    ],
}


def _additions(row: dict[str, str], entry: dict[str, Any] = ADA) -> list[Change]:
    (record,) = read_records(make_sheet({"country": "Guyana", **row}), IDS)
    return [*row_changes.find_additions(record, entry, parse_entry(entry))]


def _corrections(
    row: dict[str, str], base: dict[str, Any] | None = None, entry: dict[str, Any] = ADA
) -> list[Change]:
    (record,) = read_records(make_sheet({"id": "gy-ada", **row}, kind="own"), IDS)
    record = record._replace(base=base)
    return [*row_changes.find_corrections(record, entry, parse_entry(entry))]


def test_other_files_add_to_lists_only() -> None:
    row = {"sectors": "Health; Social services", "emails": "ADA@example.org; desk@example.org"}
    assert _additions(row) == [
        ("sectors", ["police", "health", "social-services"], None, None),
        ("emails", ["ada@example.org", "desk@example.org"], None, None),
    ]


def test_name_and_its_parts_are_never_changed() -> None:
    assert _additions({"name": "Dr. EXAMPLE PEREZ, Ada", "family_name": "Example"}) == []


def test_accents_of_the_directory_are_kept() -> None:
    assert _additions({"title": "DIRECTORA DE PROTECCION"}) == []
    assert _additions({"title": "Subdirectora"}) == [("title", "Subdirectora", None, None)]


def test_another_office_is_a_conflict() -> None:
    row = {"country": "Suriname", "organisation": "Example Agency"}
    assert _additions(row) == [
        ("country", "Suriname", Open.CONFLICT, None),
        ("organisation", "Example Agency", Open.CONFLICT, None),
    ]


def test_app_is_added_to_its_number() -> None:
    phones = [
        {"number": "+592 220 1234", "apps": ["whatsapp"]},
        {
            "number": "+592 609 1234",
            "type": "mobile",
            "sharing": "secretariat",
            "apps": ["signal"],
        },
    ]
    row = {"phones": "220-1234 (WhatsApp); 609 1234 (Signal)"}
    assert _additions(row) == [("phones", phones, None, None)]
    assert _additions(row, ADA | {"phones": phones}) == []


def test_list_that_is_none_in_the_directory_is_left() -> None:
    broken = ADA | {"sectors": "police"}
    assert _additions({"sectors": "Health"}, broken) == []
    assert _corrections({"sectors": "Health"}, None, broken) == []


def test_number_with_another_extension_is_another() -> None:
    added = {"number": "+592 220 1234", "ext": "7"}
    (change,) = _additions({"phones": "220 1234 ext. 7"})
    assert change.value == [*ADA["phones"], added]


def test_channel_of_the_private_file_is_not_added() -> None:
    (record,) = read_records(make_sheet({"country": "Guyana", "phones": "609 1277"}), IDS)
    point = parse_entry(ADA | {"phones": ["+592 609 1277"]})
    assert [*row_changes.find_additions(record, ADA, point)] == []


OWN = {
    "title": "Directora de Protección",
    "sectors": "Police, anti-trafficking unit\nHealth and psychosocial care",
    "emails": "ada@example.org",
    "phones": "+592 220 1234",
    "city": "",
}
BASE: dict[str, Any] = {
    "title": "Directora de Protección",
    "sectors": ["police", "health"],
    "emails": ["ada@example.org"],
    "phones": ["+592 220 1234"],
}


def test_own_sheet_as_it_was_handed_out_changes_nothing() -> None:
    assert _corrections(OWN) == []
    assert _corrections(OWN, BASE) == []
    # The directory has changed since.
    assert _corrections(OWN, BASE, ADA | {"title": "Jefa", "sectors": ["health"]}) == []


def test_own_sheet_changes_and_shortens() -> None:
    row = OWN | {
        "title": "Jefa",
        "sectors": "Health",
        "emails": "a@example.org",
        "city": "Lethem",
    }
    assert _corrections(row, BASE) == [
        ("title", "Jefa", None, "Directora de Protección"),
        ("sectors", ["health"], None, ["police", "health"]),
        ("emails", ["a@example.org"], None, ["ada@example.org"]),
        ("city", "Lethem", None, None),
    ]


def test_change_on_both_sides_is_a_conflict() -> None:
    found = _corrections(OWN | {"title": "Jefa"}, BASE, ADA | {"title": "Asesora"})
    assert found == [("title", "Jefa", Open.CONFLICT, "Directora de Protección")]


def test_emptied_cell_is_a_question() -> None:
    row = OWN | {"title": "", "phones": ""}
    assert _corrections(row, BASE) == [
        ("title", None, Open.REMOVAL, "Directora de Protección"),
        ("phones", ADA["phones"][1:], Open.REMOVAL, ["+592 220 1234"]),
    ]


def test_every_difference_without_a_base_is_a_question() -> None:
    row = OWN | {"title": "Jefa", "sectors": "Health", "emails": "ada@example.org; b@example.org"}
    assert _corrections(row) == [
        ("title", "Jefa", Open.CONFLICT, None),
        ("sectors", ["health"], Open.REMOVAL, ["police", "health"]),
        ("emails", ["ada@example.org", "b@example.org"], Open.CONFLICT, ["ada@example.org"]),
    ]


@each(
    ("key", "cell", "new"),
    [
        ("sectors", "Coast guard", ["coast-guard-customs"]),
        ("emails", "b@example.org", ["b@example.org"]),
        ("handles", "telegram: b_example", [{"app": "telegram", "id": "b_example"}]),
    ],
)
def test_new_value_without_a_base_removes_nothing(key: str, cell: str, new: list[object]) -> None:
    entry = ADA | {"handles": [{"app": "telegram", "id": "ada_example"}]}
    (change,) = _corrections({key: cell}, None, entry)
    assert (change.value, change.open) == (new, Open.CONFLICT)


def test_confirmation_is_asked_about() -> None:
    row = {"verified": "2026-05-30", "status": "Left"}
    base = {"status": "active"}
    assert [change.open for change in _corrections(row, base)] == [Open.CONFLICT, Open.CONFLICT]


def test_default_in_a_cell_is_no_change() -> None:
    assert _corrections({"status": "Active", "role": "Punto focal"}) == []


def test_missing_accents_of_our_own_sheet_are_no_change() -> None:
    assert _corrections({"title": "Directora de Proteccion"}) == []
    entry = ADA | {"title": "Directora de Proteccion"}
    (change,) = _corrections({"title": "Directora de Protección"}, None, entry)
    assert change.value == "Directora de Protección"
    assert _corrections({"since": "2026-01-02"})[0].key == "since"


def test_new_channel_takes_the_place_and_the_audience_of_the_old() -> None:
    phones = [
        {"number": "+592 220 1234", "sharing": "network"},
        {"number": "+592 609 1234", "type": "mobile", "sharing": "privat"},
        {"number": "+592 220 1240", "type": "fax"},
    ]
    entry = ADA | {"phones": phones}
    numbers = {
        "phones": "+592 220 1234",
        "phones:mobile": "+592 609 1234",
        "phones:fax": "+592 220 1240",
    }
    (office,) = _corrections(numbers | {"phones": "+592 220 1299"}, entry, entry)
    assert office.value == [{"number": "+592 220 1299", "sharing": "network"}, *phones[1:]]
    (mobile,) = _corrections(numbers | {"phones:mobile": "+592 609 1299"}, entry, entry)
    assert mobile.value[1] == {
        "number": "+592 609 1299",
        "type": "mobile",
        "sharing": "secretariat",
    }
    (more,) = _corrections(
        numbers | {"phones": "+592 220 1234; +592 220 1299; +592 220 1298", "phones:fax": ""},
        entry | {"phones": phones[:3]},
        entry,
    )
    assert more.value == [*phones[:2], "+592 220 1299", "+592 220 1298"]


# The number in the sheet by its column, and what the directory then has; it had a mobile number
# with WhatsApp, and hours that no sheet has.
MOBILE = {"number": "+592 609 1234", "type": "mobile", "apps": ["whatsapp"]}
DETAILS = [
    ("mobile", "+592 609 1234 (whatsapp, signal)", MOBILE | {"apps": ["whatsapp", "signal"]}),
    ("mobile", "+592 609 1234 (signal)", MOBILE | {"apps": ["signal"]}),
    ("mobile", "+592 609 1234", {"number": "+592 609 1234", "type": "mobile"}),
    ("hotline", "+592 609 1234 (whatsapp)", MOBILE | {"type": "hotline"}),
    ("mobile", "+592 609 1234 (whatsapp), 24/7", MOBILE | {"hours": "24/7"}),
]


@each(("column", "text", "expected"), DETAILS)
def test_details_of_a_number_are_corrected(
    column: str, text: str, expected: dict[str, Any]
) -> None:
    more = {"sharing": "network", "ext": "1"}
    entry = ADA | {"phones": ["+592 220 1234", MOBILE | more]}
    row = {"phones": "+592 220 1234", f"phones:{column}": text.replace("1234", "1234 ext. 1")}
    (change,) = _corrections(row, ADA | {"phones": ["+592 220 1234", MOBILE | {"ext": "1"}]}, entry)
    assert change == ("phones", ["+592 220 1234", expected | more], None, change.base)


def test_office_number_with_an_app_gets_a_table_and_loses_it() -> None:
    plain, table = "+592 220 1234", {"number": "+592 220 1234", "apps": ["signal"]}
    entry, other = ADA | {"phones": [plain]}, ADA | {"phones": [table]}
    (change,) = _corrections({"phones": f"{plain} (signal)"}, entry, entry)
    assert change.value == [table]
    (change,) = _corrections({"phones": plain}, other, other)
    assert change.value == [plain]


def test_detail_that_both_changed_is_a_conflict() -> None:
    base, entry = (ADA | {"phones": [MOBILE | {"apps": [a]}]} for a in ("whatsapp", "signal"))
    (change,) = _corrections({"phones:mobile": "+592 609 1234 (telegram)"}, base, entry)
    assert change.open is Open.CONFLICT
    assert _corrections({"phones:mobile": "+592 609 1234 (signal)"}, base, entry) == []
    assert _corrections({"phones:mobile": "+592 609 1234 (whatsapp)"}, base, entry) == []
