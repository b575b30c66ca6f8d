"""Other words for the keys of the file."""

import pytest

from cmcct.model import synonyms
from cmcct.model.fields import ENTRY_KEYS, KEYS
from cmcct.text.folding import fold

TABLES = {table: keys for table, keys in KEYS.items() if table != "file"}


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("país, pays, land, Pays", "country"),
        ("nombre, naam, nom", "name"),
        ("cargo, functie, fonction, job title", "title"),
        ("función, rol, rôle", "role"),
        ("organization, organización, organisatie", "organisation"),
        ("email, e-mail, E-MAILS, correo, mail, courriel", "emails"),
        ("phone, teléfono, telefono, téléphone, telefoon, tel", "phones"),
        (
            "groups, group, working-group, working_groups, werkgroep, groupe de travail",
            "working_groups",
        ),
        ("validator, validador, valida, valide, valideert", "validates"),
        ("meeting, reunión, réunion, reunion, vergadering, bijeenkomst", "meetings"),
        ("Title", "title"),
    ],
)
def test_word_stands_for_its_key(words: str, key: str) -> None:
    assert {synonyms.find_key(word, ENTRY_KEYS) for word in words.split(", ")} == {key}


def test_word_stands_for_a_key_of_its_table() -> None:
    assert synonyms.find_key("pays", KEYS["focal_point"]) == "country"
    assert synonyms.find_key("pays", KEYS["working_group"]) == "countries"
    assert synonyms.find_key("plaats", KEYS["focal_point"]) == "city"
    assert synonyms.find_key("plaats", KEYS["meeting"]) == "place"
    assert synonyms.find_key("correo", KEYS["phone"]) == ""
    assert synonyms.find_key("xyzzy") == ""


@pytest.mark.parametrize("table", TABLES)
def test_no_word_stands_for_two_keys_of_a_table(table: str) -> None:
    words = [
        word
        for key in KEYS[table]
        for word in {*map(fold, (key, *KEYS[table][key].words.split(", ")))} - {""}
    ]
    assert len(words) == len({*words})
    assert [synonyms.find_key(key, KEYS[table]) for key in KEYS[table]] == [*KEYS[table]]
