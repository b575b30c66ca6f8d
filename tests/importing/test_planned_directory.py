"""The directory as rows change it."""

from cmcct.importing.planning.planned_directory import Directories, PlannedDirectory
from cmcct.importing.planning.row_plans import Result, RowPlan
from cmcct.importing.readers.rows import LIST, Row, Sheet


def test_entry_that_a_row_made_has_no_part_in_the_private_file() -> None:
    known, made = ({"id": id_, "country": "Guyana"} for id_ in ("gy-one", "gy-two"))
    part = {"id": "gy-one", "phones": ["+592 609 1234"]}
    overlay = {"focal_point": [part, {**part, "id": "gy-two"}]}
    planned = PlannedDirectory(Directories({"focal_point": [known]}, overlay), [])
    row = RowPlan(Sheet("list.csv", None, LIST, (), ()), Row(1, ()), Result.NEW)
    assert planned.write_row(row, {}, made).after == made
    assert [planned.is_new(id_) for id_ in ("gy-one", "gy-two")] == [False, True]
    assert [planned.find_private_part(id_) for id_ in ("gy-one", "gy-two")] == [part, {}]
