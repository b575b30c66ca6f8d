"""Owners of the parts of a private file."""

from cmcct.model import person_names
from tests.support.cases import each


@each(
    ("one", "other", "expected"),
    [
        ("Ada Example", "ada  EXAMPLE", True),
        ("Ada Example", "Ada María Example Pérez", True),
        ("Perez", "Ada María Example Pérez", True),
        ("Dr Ada Example", "Ada Example", True),
        ("Anne-Marie O'Example", "Anne Marie OExample", True),
        ("Ada Example", "Bea Example", False),
        ("Ada Exmple", "Ada Example", False),
        ("A. Example", "Ada Example", False),
        # Text without letters folds to "", which every name contains.
        ("…", "Ada Example", False),
        ("…", "?!", False),
        ("…", " … ", True),
        ("警察", "警察", True),
    ],
)
def test_a_person_is_known_by_the_words_of_the_name(one: str, other: str, expected: bool) -> None:  # noqa: FBT001
    assert person_names.is_same_person(one, other) is expected
    assert person_names.is_same_person(other, one) is expected


@each(
    ("name", "owner", "expected"),
    [
        ("", "", True),
        ("", "Ada Example", True),
        (" ", "Ada Example", True),
        ("Ada Example", "Ada Example Pérez", True),
        ("Ada Example", "Bea Example", False),
        ("Ada Example", "", False),
        ("Ada Example", " ", False),
    ],
)
def test_a_part_joins_its_person_only(name: str, owner: str, expected: bool) -> None:  # noqa: FBT001
    assert person_names.may_join(name, owner) is expected


def test_an_id_of_today_leads_to_no_earlier_bearer() -> None:
    assert person_names.map_ids([("a", "old"), ("b", "a", "c"), ("c", "old"), ("c",)]) == {
        "a": [0],
        "old": [0, 2],
        "b": [1],
        "c": [2, 3],
    }
