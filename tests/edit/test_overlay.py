"""Edits of an entry's data in the private file."""

from cmcct.edit import overlay
from cmcct.edit.overlay import Move
from cmcct.model import person_names


def test_parts_get_the_name_of_their_own_move() -> None:
    overlay_raw = {"focal_point": [{"id": "a"}, {"id": "b", "name": "Bea"}, {"id": "c"}]}
    moves = [Move(id_, name, owner, id_, is_merged=False)
             for id_, name, owner in (("a", "Ada", "Eva"), ("b", "Bea", "Bea X"))]  # fmt: skip
    overlay.set_part_names(overlay_raw, moves, corrected=moves[1:])
    assert overlay_raw["focal_point"] == [
        {"id": "a", "name": "Ada"},
        {"id": "b", "name": "Bea X"},
        {"id": "c"},
    ]


def test_part_without_an_id_leads_nowhere() -> None:
    raw = {"focal_point": [{"id": "a", "name": "Ada"}]}
    overlay_raw = {"focal_point": [{"name": "Ada"}, {"id": "a"}]}
    (found,) = overlay.parts_for(raw, overlay_raw, raw["focal_point"][0])
    assert found is overlay_raw["focal_point"][1]


def test_invalid_names_are_different_persons() -> None:
    one, other = ({"name": [number]} for number in ("+592 609 1250", "+592 609 1250 1"))
    names = [overlay.person_name(table) for table in (one, other, {"name": 3}, {"name": ""})]
    assert names == ["['+592 609 1250']", "['+592 609 1250 1']", "3", ""]
    assert not person_names.is_same_person(*names[:2])
    assert not person_names.may_join(names[2], "3")
    assert person_names.is_same_person(names[0], overlay.person_name(dict(one)))
