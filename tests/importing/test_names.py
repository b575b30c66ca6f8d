from cmcct.importing.cells import row_values
from cmcct.importing.readers import headings
from cmcct.reference.countries import find_country
from cmcct.text.folding import fold
from tests.support.cases import each


@each(
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
    read = row_values.read_name(text)
    assert tuple(read.get(key, "") for key in ("honorific", "name", "family_name")) == expected


def test_monsieur_is_an_honorific_in_french_only() -> None:
    assert row_values.read_name("M. Luc Exemple", find_country("HT"))["honorific"] == "M."
    assert row_values.read_name("M. Luc Exemple", find_country("GY")) == {"name": "M. Luc Exemple"}


def test_parts_of_a_name_are_joined_once() -> None:
    assert row_values.join_parts(["Ada", "", " María ", "Example"]) == "Ada María Example"
    assert row_values.join_parts(["Ada Example", "Ada", "Example"]) == "Ada Example"


@each(
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
    assert row_values.is_same_name(one, other) is expected
    assert row_values.is_same_name(other, one) is expected


@each(
    "text",
    [
        "Ana Ejemplo / Luis Muestra",
        "Ana Ejemplo/Luis Muestra",
        "Ana Ejemplo; Luis Muestra",
        "Ana Ejemplo\nLuis Muestra",
        "Ana & Luis Ejemplo",
        "Ana Ejemplo y Luis Muestra",
        "ANA EJEMPLO Y LUIS MUESTRA",
        "Lic. Ana Ejemplo y Dr. Luis Muestra",
        "María Pérez y García y Luis Muestra",
        "Ana de la Cruz y Luis van den Berg",
        "Ana Ejemplo e Inés Muestra",
        "Jan Voorbeeld en Piet Test",
        "Ann Example And Bob Sample",
        "Anne Exemple et Luc Essai",
    ],
)
def test_two_people_in_a_cell_are_seen(text: str) -> None:
    assert row_values.has_two_people(text)


@each(
    "text",
    [
        "",
        "María de la Cruz y Peña",
        "de la Cruz y Peña",
        "Pérez y García, Ana",
        "Santiago Ramón y Cajal",
        "Juan Pérez y López y Gómez",
        "Ana y Luis Ejemplo",
        "Mr/Ms Ana Example",
        "Señor/Señora Ana Ejemplo",
        "Ana Example (she/her)",
        "Ana Example c/o",
        "Ana Example; PhD",
        "Ana E Example Pérez",
        "Ana María Y. Example Pérez",
        "Ana Example /",
    ],
)
def test_one_person_in_a_cell_is_no_question(text: str) -> None:
    assert not row_values.has_two_people(text)


@each("text", ["Vacante", "POR DEFINIR", "poste vacant", "Vacature", "n.t.b."])
def test_word_for_nobody_is_no_name(text: str) -> None:
    nobody = headings.words_of_cells("nobody")
    assert fold(text) in nobody
    assert fold(f"Ana {text}") not in nobody


@each(("text", "is_one"), [("Dr.", True), ("Sra", True), ("Inspector", False), ("Director", False)])
def test_abbreviated_honorific_is_no_job_title(text: str, *, is_one: bool) -> None:
    assert row_values.is_honorific(text) is is_one


def test_letters_behind_a_comma_are_no_given_name() -> None:
    assert row_values.read_name("Hon. Ana Ejemplo, MP")["name"] == "Ana Ejemplo, MP"
