"""Languages, their tags and names."""

import pytest
from babel import Locale

from cmcct.errors.exceptions import UnknownValueError
from cmcct.reference.languages import find_language, is_language, is_tag, language_name, suggest_tag
from tests.support.cases import each


@each("subtag", ["en", "EN", "es", "nl", "fr", "pap", "ht", "srn", "jam", "yue"])
def test_a_registered_primary_subtag_is_a_language(subtag: str) -> None:
    assert is_language(subtag)


@each("subtag", ["eng", "dut", "xx", "qqq", "mul", "und", "english", "e", ""])
def test_replaced_or_unregistered_code_is_no_language(subtag: str) -> None:
    assert not is_language(subtag)


@each("tag", ["en", "pt-BR", "es-419", "zh-Hant-TW", "en-x-office"])
def test_language_with_well_formed_subtags_is_a_tag(tag: str) -> None:
    assert is_tag(tag)


@each("text", ["en_US", "en-", "-en", "eng-GB", "English", "", "en US", "ën"])
def test_any_other_text_is_no_tag(text: str) -> None:
    assert not is_tag(text)


@each(
    ("text", "tag"),
    [
        ("en", "en"),
        ("EN", "en"),
        (" es ", "es"),
        ("pt-br", "pt-BR"),
        ("ZH-HANT-TW", "zh-Hant-TW"),
        ("English", "en"),
        ("inglés", "en"),
        ("Engels", "en"),
        ("anglais", "en"),
        ("espanol", "es"),
        ("Castellano", "es"),
        ("Nederlands", "nl"),
        ("Frans", "fr"),
        ("Papiamento", "pap"),
        ("Papiamentu", "pap"),
        ("Papiaments", "pap"),
        ("Sranan Tongo", "srn"),
        ("Sranantongo", "srn"),
        ("Sarnami", "hns"),
        ("Jamaican Creole", "jam"),
        ("Jamaican Patois", "jam"),
        ("Saint Lucian Creole", "acf"),
        ("St. Lucian Creole", "acf"),
        ("Kwéyòl", "acf"),
        ("Guadeloupean Creole French", "gcf"),
        ("créole martiniquais", "gcf"),
        ("créole guyanais", "gcr"),
        ("Belize Kriol", "bzj"),
        ("Haitian", "ht"),
        ("Haitian Creole", "ht"),
        ("Kreyòl ayisyen", "ht"),
        ("criollo haitiano", "ht"),
        ("Garifuna", "cab"),
        ("Ewe", "ee"),
        ("Bangla", "bn"),
        ("Võro", "vro"),
        ("bas-allemand", "nds"),
    ],
)
def test_language_is_found_by_tag_or_any_name(text: str, tag: str) -> None:
    assert find_language(text) == tag


# Constructed, without a two-letter code, such as Klingon: nobody is called in them.
INVENTED = {"afh", "avk", "jbo", "lfn", "nov", "tlh", "tok", "zbl"}


@pytest.mark.gate
@pytest.mark.parametrize("lang", ["en", "es", "nl", "fr"])
def test_every_cldr_name_is_found_but_of_invented_languages(lang: str) -> None:
    for tag, name in Locale(lang).languages.items():
        if tag in INVENTED:
            with pytest.raises(UnknownValueError):
                find_language(name)
        elif is_language(tag) and name != "makua":  # two languages, in French and in Spanish
            assert find_language(name) == (name.lower() if is_language(name) else tag)


@pytest.mark.gate
@pytest.mark.parametrize("lang", ["en", "es", "nl", "fr"])
def test_a_language_is_shown_by_its_name_in_cldr(lang: str) -> None:
    names = {tag: name for tag, name in Locale(lang).languages.items() if is_language(tag)}
    names |= {"jam": language_name("jam", lang)}  # shorter than CLDR's
    assert {tag: language_name(tag, lang) for tag in names} == names


@each(
    ("text", "suggestions"),
    [
        ("eng", ("en",)),
        ("fre", ("fr",)),
        ("DUT", ("nl",)),
        ("Spansh", ("es",)),
        ("papiamnto", ("pap",)),
        ("creole", ("ht", "jam", "acf")),
        ("makua", ("vmw",)),
        ("xx", ()),
        ("", ()),
    ],
)
def test_an_unknown_language_suggests_tags(text: str, suggestions: tuple[str, ...]) -> None:
    with pytest.raises(UnknownValueError) as refused:
        find_language(text)
    assert refused.value.message == f"unknown language {text!r}"
    assert refused.value.suggestions == suggestions


@each(
    ("text", "sentence"),
    [
        ("Spanish", 'write "es"'),
        ("eng", "did you mean en (English)?"),
        ("Spansh", "did you mean es (Spanish)?"),
        ("zzzz", ""),
    ],
)
def test_advice_about_wrong_tag_says_the_right_one(text: str, sentence: str) -> None:
    assert suggest_tag(text) == sentence


@each(
    ("tag", "lang", "name"),
    [
        ("en", "en", "English"),
        ("en", "es", "inglés"),
        ("pap", "nl", "Papiaments"),
        ("ht", "fr", "créole haïtien"),
        ("acf", "es", "criollo de Santa Lucía"),
        ("cab", "es", "garífuna"),
        ("pt-BR", "en", "Portuguese (Brazil)"),
        ("pt-br", "es", "portugués (Brasil)"),
        ("ZH-hant-tw", "en", "Chinese (Hant-TW)"),
        ("apc", "fr", "Levantine Arabic"),
        ("aaa", "en", "aaa"),
    ],
)
def test_language_has_name_or_shows_its_tag(tag: str, lang: str, name: str) -> None:
    assert language_name(tag, lang) == name
