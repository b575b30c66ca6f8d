"""Edits of an entry's data in the private file."""

from cmcct.edit import overlay
from cmcct.edit.overlay import Move


def test_parts_get_the_name_of_their_own_move() -> None:
    private = {"focal_point": [{"id": "a"}, {"id": "b", "name": "Bea"}, {"id": "c"}]}
    moves = [Move(id_, name, owner, id_, is_merged=False)
             for id_, name, owner in (("a", "Ada", "Eva"), ("b", "Bea", "Bea X"))]  # fmt: skip
    overlay.set_part_names(private, moves, corrected=moves[1:])
    assert private["focal_point"] == [
        {"id": "a", "name": "Ada"},
        {"id": "b", "name": "Bea X"},
        {"id": "c"},
    ]


def test_part_without_an_id_leads_nowhere() -> None:
    raw = {"focal_point": [{"id": "a", "name": "Ada"}]}
    private = {"focal_point": [{"name": "Ada"}, {"id": "a"}]}
    (found,) = overlay.parts_for(raw, private, raw["focal_point"][0])
    assert found is private["focal_point"][1]
