from cmcct.i18n.messages import LANGUAGES
from cmcct.importing.readers import headings
from cmcct.reference import vocabulary
from tests.support.cases import each


@each("lang", LANGUAGES)
@each("separator", [", ", ";", "\n", " ::: "])
def test_answers_with_commas_are_split_by_labels(lang: str, separator: str) -> None:
    slugs = vocabulary.slugs("sector")
    text = separator.join(vocabulary.get_term("sector", slug).label(lang) for slug in slugs)
    assert headings.read_list("sector", text) == ((*slugs,), ())


def test_unknown_answer_is_kept_beside_known_ones() -> None:
    text = "Police, anti-trafficking unit, Basket weaving"
    assert headings.read_list("sector", text) == (("police",), ("Basket weaving",))


def test_languages_are_read_in_any_language() -> None:
    found = headings.read_list("tag", "Español; créole haïtien y inglés")
    assert found == (("es", "ht", "en"), ())


def test_countries_become_their_names() -> None:
    assert headings.read_list("country", "RD, GY") == (("Dominican Republic", "Guyana"), ())


def test_bullets_and_repetitions_are_no_answers() -> None:
    assert headings.read_list("sector", "* Health\n- salud;") == (("health",), ())
