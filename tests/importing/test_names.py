import pytest

from cmcct.importing import names
from cmcct.reference.countries import find_country


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ms. EXAMPLE PEREZ, Ada María", ("Ms.", "Ada María Example Perez", "Example Perez")),
        ("EXAMPLE PEREZ, Lic. Ada María", ("Lic.", "Ada María Example Perez", "Example Perez")),
        ("Dhr. Quincy DE VOORBEELD", ("Dhr.", "Quincy de Voorbeeld", "de Voorbeeld")),
        ("EXEMPLE-PIERRE Guerline", ("", "Guerline Exemple-Pierre", "Exemple-Pierre")),
        ("Example Pérez, Ada", ("", "Ada Example Pérez", "Example Pérez")),
        ("EXAMPLE, ADA", ("", "Ada Example", "Example")),
        ("ADA EXAMPLE", ("", "Ada Example", "")),
        ("ADA", ("", "ADA", "")),
        ("Ada EXAMPLE Pérez", ("", "Ada EXAMPLE Pérez", "")),
        ("JP Example", ("", "JP Example", "")),
        ("Ada Example, MBA", ("", "Ada Example, MBA", "")),
        ("Ada Example MBA", ("", "Ada Example MBA", "")),
    ],
)
def test_name_is_read_in_its_parts(text: str, expected: tuple[str, str, str]) -> None:
    read = names.read_name(text)
    assert tuple(read.get(key, "") for key in ("honorific", "name", "family_name")) == expected


def test_monsieur_is_an_honorific_in_french_only() -> None:
    assert names.read_name("M. Luc Exemple", find_country("HT"))["honorific"] == "M."
    assert names.read_name("M. Luc Exemple", find_country("GY")) == {"name": "M. Luc Exemple"}


def test_parts_of_a_name_are_joined_once() -> None:
    assert names.join_parts(["Ada", "", " María ", "Example"]) == "Ada María Example"
    assert names.join_parts(["Ada Example", "Ada", "Example"]) == "Ada Example"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("A. EXAMPLE-DÍAZ", "Ada Example Diaz", True),
        ("Example Ada", "Ada María Example", True),
        ("Ada Example", "Bo Example", False),
        ("A. B.", "Ada Bo", False),
        ("", "Ada", False),
    ],
)
def test_initial_and_order_are_no_other_name(one: str, other: str, *, expected: bool) -> None:
    assert names.is_same_name(one, other) is expected
    assert names.is_same_name(other, one) is expected
