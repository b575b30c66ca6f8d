from typing import Any

from cmcct.importing.cells.row_values import Record, read_records
from cmcct.importing.planning.planned_directory import How, Index, Match
from cmcct.model import loader
from cmcct.model.entities import FocalPoint
from tests.support.sheets import make_sheet

NO_IDS: dict[str, dict[str, str]] = {"working_group": {}, "meeting": {}}


def _entry(id_: str, **values: Any) -> dict[str, Any]:
    return {"id": id_, "country": "Guyana", "organisation": "Example Ministry", **values}


ADA = _entry(
    "gy-ada",
    formerly=["gy-old"],
    name="Ada Example",
    title="Director",
    emails=["ada@example.org", "desk@example.org"],
    phones=["+592 220 1234", {"number": "+592 220 1200", "ext": "1"}],
)
BO = _entry(
    "gy-bo",
    name="Bo Example",
    organisation="Example Agency",
    emails=["desk@example.org"],
    phones=[
        {"number": "+592 220 1200", "ext": "2"},
        {"number": "+592 220 1299", "type": "fax"},
        {"number": "801 2345", "national": True},
    ],
)


def _points(*entries: dict[str, Any]) -> tuple[FocalPoint, ...]:
    return loader.parse_directory({"focal_point": [*entries]}).directory.focal_points


def _records(*rows: dict[str, str], kind: str = "list") -> list[Record]:
    return [*read_records(make_sheet(*rows, kind=kind), NO_IDS)]


def _find(row: dict[str, str], *entries: dict[str, Any], kind: str = "list") -> Match:
    records = _records({"country": "Guyana", **row}, kind=kind)
    return Index(_points(*(entries or (ADA, BO))), records).find(records[0])


NEW = Match("", How.NEW)


def test_id_is_the_first_step() -> None:
    row = {"id": "gy-old", "emails": "bo@example.org"}
    assert _find(row, kind="own") == ("gy-ada", How.ID)
    assert _find({"id": "gy-other"}, kind="own") == NEW


def test_shared_mailbox_is_no_identity() -> None:
    assert _find({"emails": "Ada@Example.org"}) == ("gy-ada", How.EMAIL)
    assert _find({"emails": "desk@example.org"}) == NEW


def test_switchboard_needs_an_extension() -> None:
    assert _find({"phones": "220 1234"}) == ("gy-ada", How.NUMBER)
    assert _find({"phones": "220 1200 ext. 2"}) == ("gy-bo", How.NUMBER)
    assert _find({"phones": "220 1200"}) == NEW
    assert _find({"phones": "220 1299 (fax)"}) == NEW


def test_similar_name_must_be_ahead_of_others() -> None:
    assert _find({"name": "EXAMPLE, Ada"}) == ("gy-ada", How.NAME)
    assert _find({"name": "Ada Example", "country": "Suriname"}) == NEW
    twin = _entry("gy-twin", name="Ada Example-Bo")
    assert _find({"name": "Ada Example"}, ADA, twin) == NEW


def test_seat_is_the_same_office_and_function() -> None:
    row = {"organisation": "EXAMPLE MINISTRY", "name": "Cato Voorbeeld"}
    assert _find(row) == ("gy-ada", How.SEAT)
    assert _find(row | {"title": "director"}) == ("gy-ada", How.SEAT)
    assert _find(row | {"title": "Driver"}) == NEW
    assert _find(row | {"role": "alternate"}) == NEW


def test_address_of_several_people_of_a_sheet_is_nobodys() -> None:
    rows = [
        {"name": "Ada Example", "emails": "ada@example.org", "country": "Guyana"},
        {"name": "Cato Voorbeeld", "emails": "ada@example.org", "country": "Guyana"},
    ]
    records = _records(*rows)
    index = Index(_points(ADA), records)
    assert index.find(records[0]) == ("gy-ada", How.EMAIL)
    assert index.find(records[1]) == NEW
