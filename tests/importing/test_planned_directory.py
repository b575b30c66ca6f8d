"""The directory as rows change it."""

from cmcct.importing.planning.planned_directory import Directories, PlannedDirectory
from cmcct.model.loader import parse_entry


def test_entry_that_a_row_made_has_no_part_in_the_private_file() -> None:
    known, made = ({"id": id_, "country": "Guyana"} for id_ in ("gy-one", "gy-two"))
    part = {"id": "gy-one", "phones": ["+592 609 1234"]}
    overlay = {"focal_point": [part, {**part, "id": "gy-two"}]}
    planned = PlannedDirectory(Directories({"focal_point": [known]}, overlay), [])
    planned.write(made, parse_entry(made))
    assert [planned.is_new(id_) for id_ in ("gy-one", "gy-two")] == [False, True]
    assert [planned.find_private_part(id_) for id_ in ("gy-one", "gy-two")] == [part, {}]
