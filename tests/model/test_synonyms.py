"""Other words for the keys of the file."""

import pytest

from cmcct.formats.shared import columns
from cmcct.i18n.messages import LANGUAGES, Translator
from cmcct.importing.readers import headings
from cmcct.model import fields
from cmcct.model.entities import NUMBER_COLUMNS
from cmcct.model.fields import ENTRY_KEYS, KEYS
from cmcct.text.folding import fold
from tests.support.cases import each

TABLES = {table: keys for table, keys in KEYS.items() if table != "file"}


@each(
    ("words", "key"),
    [
        ("país, pays, land, Pays", "country"),
        ("nombre, naam, nom, nombres, volledige naam, nom complet", "name"),
        ("cargo, puesto, job title, titre", "title"),
        ("funciones, rol, rôle", "role"),
        ("organization, organización, organisatie, instantie, organisme", "organisation"),
        ("email, e-mail, E-MAILS, correo, mail, courriel", "emails"),
        ("correo electrónico, dirección de correo, mailadres, e-mailadres, adresse mail", "emails"),
        ("phone, teléfono, telefono, téléphone, telefoons, tel", "phones"),
        ("numbers, números, nummers, numéros", "phones"),
        ("uren, horas, horaires", "hours"),
        ("vanaf, desde, depuis", "since"),
        ("share, delen, compartir, partager", "sharing"),
        ("número de teléfono, telefoonnr, tel.nr., numéro de téléphone", "phones"),
        ("horario de atención, kantooruren, heures d'ouverture, office hours", "hours"),
        ("observaciones, notities, commentaires, remarks", "notes"),
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
    assert {fields.find_key(word, ENTRY_KEYS) for word in words.split(", ")} == {key}


def test_word_stands_for_a_key_of_its_table() -> None:
    assert fields.find_key("pays", KEYS["focal_point"]) == "country"
    assert fields.find_key("pays", KEYS["working_group"]) == "countries"
    assert fields.find_key("plaats", KEYS["focal_point"]) == "city"
    assert fields.find_key("plaats", KEYS["meeting"]) == "place"
    assert fields.find_key("correo", KEYS["phone"]) == ""
    assert fields.find_key("xyzzy") == ""
    assert fields.find_key("País") == "country"  # of any table, that of entries first


AMBIGUOUS = {
    "funcion": ["title", "role"],
    "functie": ["title", "role"],
    "fonction": ["title", "role"],
    "estado": ["country", "status"],
    **{word: ["organisation", "unit"] for word in ("office", "oficina", "kantoor", "bureau")},
}


@each("table", TABLES)
def test_word_stands_for_two_keys_only_where_people_use_it_for_both(table: str) -> None:
    words = {word: fields.find_keys(word, list(KEYS[table])) for word in all_words(table)}
    several = {word: keys for word, keys in words.items() if len(keys) > 1}
    assert several == (AMBIGUOUS if table == "focal_point" else {})
    assert all(words.values())
    assert all(fields.find_key(word, KEYS[table]) == "" for word in several)
    assert [fields.find_key(key, KEYS[table]) for key in KEYS[table]] == [*KEYS[table]]


def all_words(table: str) -> set[str]:
    """Return the folded words and labels of the keys of a table."""
    return {
        fold(word)
        for key, spec in KEYS[table].items()
        for word in (
            key,
            *fields.words_by_key(table)[key],
            *(Translator(lang).translate(spec.label) for lang in LANGUAGES if spec.label),
        )
    }


@each("name", NUMBER_COLUMNS)
def test_word_for_numbers_of_a_kind_is_one_everywhere(name: str) -> None:
    spec = NUMBER_COLUMNS[name]
    labels = [Translator(lang).translate(spec.label) for lang in LANGUAGES]
    for word in (name, *labels, *fields.words_by_key("column")[name]):
        assert fields.find_column(word) == name
        assert fields.find_keys(word, ENTRY_KEYS) == []
        assert columns.select_columns([word]) == (name,)
        meaning = headings.find_in_list(word)
        assert meaning
        assert (meaning.key, meaning.type or meaning.label) == ("phones", spec.kind)
        assert headings.name_column(meaning) == name


def test_word_for_a_key_is_one_everywhere() -> None:
    for word in all_words("focal_point") - AMBIGUOUS.keys():
        (key,) = fields.find_keys(word, ENTRY_KEYS)
        meaning = headings.find_in_list(word)
        # Our own sheets have a time zone of the country, and never a former id.
        assert (meaning.key if meaning else key) in {key, "" if key == "timezone" else key}, word


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("Telefoon kantoor", "phones"),
        ("En el puesto desde", "since"),
        ("En poste jusqu\u2019au", "until"),
    ],
)
def test_label_of_an_earlier_version_is_known(label: str, key: str) -> None:
    # Workbooks that were handed out come back.
    meaning = headings.find_in_list(label)
    assert meaning is not None
    assert meaning.key == key
