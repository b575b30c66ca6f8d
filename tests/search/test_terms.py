"""Matches of a search term."""

from typing import Any

import pytest

from cmcct.errors.exceptions import CmcctError
from cmcct.model.entities import Directory, FocalPoint
from cmcct.search.terms import build_term_predicate, read, refuse_option
from tests.support.cases import each

OPTIONS = {
    *("country", "region", "sector", "body", "role", "half", "language"),
    *("group", "meeting", "status", "stale", "audience"),
}

POINT: dict[str, Any] = {
    "id": "gp-parquet",
    "country": "Guadeloupe",
    "name": "Zoë Núñez-Example d'Exemple",
    "honorific": "Dra.",
    "title": "Substitut du procureur",
    "organisation": "Parquet d\u2019Exemple",
    "unit": "Pôle Saint-Claude",
    "city": "Basse-Terre",
    "notes": "Ask for the secretary. Available\non Fridays.",
    "private_notes": "Confidential remark.",
    "address": "12 Example Street",
    "body": "court",
    "role": "head-of-unit",
    "sectors": ["victim-assistance", "financial-intelligence"],
    "emails": ["Parquet.Zoe@GP.example.org"],
    "phones": ["+590 590 20 12 34", {"number": "0800 01 23 45", "national": True}],
}


def _finds(term: str, **changes: object) -> bool:
    (reading,) = read([term], Directory(), bool)
    return build_term_predicate(reading, {})(FocalPoint.model_validate({**POINT, **changes}))


@each(
    "term",
    [
        "Zoë",
        "zoe",
        "ZO",
        "nunez",
        "Núñez",
        "Nu\u0301n\u0303ez",
        "Example",
        "exemple",
        "d'exemple",
        "dexemple",
        "zoe nunez",
        "  zoe   nunez  ",
        "dra",
        "Dra.",
        "substitut",
        "du procureur",
        "parquet d'exemple",
        "pole",
        "St. Claude",
        "Saint-Claude",
        "ste claude",
        "basse terre",
        "Basse-Terre",
        "secretary",
        "available on",
    ],
)
def test_word_is_found_at_word_start_without_accents(term: str) -> None:
    assert _finds(term)


@each(
    "term",
    [
        "oe",
        "unez",
        "xample",
        "terre basse",
        "confidential",
        "street",
        "gp parquet",
        "zoe dra",
        "exemple dra",
        "...",
        "network",
    ],
)
def test_word_is_not_found_inside_word(term: str) -> None:
    assert not _finds(term, emails=[])


@each("term", ["procureur", "substitut"])
def test_term_matches_title(term: str) -> None:
    assert not _finds(term, title="")


@each(
    ("country", "term"),
    [
        ("Trinidad and Tobago", "T&T"),
        ("Trinidad and Tobago", "TNT"),
        ("Trinidad and Tobago", "Trinité-et-Tobago"),
        ("Dominican Republic", "RD"),
        ("Dominican Republic", "R.D."),
        ("Dominican Republic", "la república dominicana"),
        ("Saint Lucia", "St. Lucia"),
        ("Saint Lucia", "Ste-Lucie"),
        ("Saint Lucia", "Santa Lucía"),
        ("Guyana", "guy"),
    ],
)
def test_a_country_is_found_by_its_names_and_aliases(country: str, term: str) -> None:
    assert _finds(term, country=country)
    assert not _finds(term, country="Suriname", organisation="", phones=[])


@each(
    ("key", "slug", "terms"),
    [
        (
            "sectors",
            ["prosecution"],
            ["prosecution", "fiscalía", "openbaar ministerie", "ministere public", "DPP"],
        ),
        (
            "body",
            "ngo",
            ["civil society", "ONG", "maatschappelijk middenveld", "societe civile", "OSC"],
        ),
        (
            "role",
            "duty-desk",
            ["duty desk", "mesa de guardia", "meldkamer", "permanence", "hotline", "24/7 line"],
        ),
    ],
)
def test_sector_body_role_are_found_by_any_name(key: str, slug: object, terms: list[str]) -> None:
    assert [term for term in terms if not _finds(term, phones=[], **{key: slug})] == []
    assert [term for term in terms if _finds(term, phones=[])] == []


def test_entry_without_institution_is_searched() -> None:
    assert _finds("zoe", body=None)
    assert not _finds("court", body=None)


@each("term", ["parquet.zoe", "zoe@gp", "PARQUET.ZOE@GP.EXAMPLE.ORG", "@", "ample.org", " zoe@ "])
def test_a_part_of_an_e_mail_is_found_anywhere_in_it(term: str) -> None:
    assert _finds(term, name="", sectors=[])
    assert not _finds(term, name="", sectors=[], emails=[])


@each(
    "term",
    [
        "+590 590 20 12 34",
        "+590590201234",
        "590 590 201234",
        "0590 20 12 34",
        "00590 590 20 12 34",
        "011 590 590 20 12 34",
        "(0590) 20.12.34",
        "20-12-34",
        "20\u201112\u201334",
        "123",
        "234",
        "0800 01 23 45",
        "080001",
        # As a number is dialled and copied: with a pause, and an extension.
        "+590590201234,12",
        "+590 590 20 12 34;7",
    ],
)
def test_three_digits_are_found_anywhere_in_number(term: str) -> None:
    assert _finds(term)
    assert not _finds(term, phones=[])


@each("term", ["12", "+12", "591 590 20 12 34", "20 12 34 x", "20a12", "011 999"])
def test_few_or_other_digits_or_letters_find_no_number(term: str) -> None:
    assert not _finds(term)


@each("written", ["+44 (0)20 7946 0018", "+44 20 7946 0018"])
@each("term", ["+44 (0)20", "+44 (0)20 7946 0018", "+44 20 7946", "020 7946 0018", "(0)20 7946"])
def test_bracketed_zero_is_for_callers_in_the_country(written: str, term: str) -> None:
    assert _finds(term, phones=[written])


@each("term", ["000", "0 0 0"])
def test_zeros_alone_find_only_zeros(term: str) -> None:
    assert not _finds(term, phones=["+592 609 1234"])
    assert _finds(term, phones=["+592 000 1234"])


@each(
    ("term", "hint"),
    [
        ("country:Guyana", "write --country Guyana"),
        ("Country: Guyana", "write --country Guyana"),
        ("countries:Guyana", "write --country Guyana"),
        ("covers:Guyana", "write --country Guyana"),
        ("country:Saint Lucia", "write --country 'Saint Lucia'"),
        ("country:", "write --country"),
        ("region:caricom", "write --region caricom"),
        ("sector:police", "write --sector police"),
        ("sectors:police", "write --sector police"),
        ("body:ngo", "write --body ngo"),
        ("bodies:ngo", "write --body ngo"),
        ("role:alternate", "write --role alternate"),
        ("half:protection", "write --half protection"),
        ("language:es", "write --language es"),
        ("languages:es", "write --language es"),
        ("group:venezuela", "write --group venezuela"),
        ("working-groups:venezuela", "write --group venezuela"),
        ("working_group:venezuela", "write --group venezuela"),
        ("meeting:x", "write --meeting x"),
        ("meetings:x", "write --meeting x"),
        ("status:left", "write --status left"),
        ("stale:yes", "write --stale"),
        ("audience:public", "write --audience public"),
        ("sharing:public", "write --audience public"),
    ],
)
def test_option_name_with_colon_is_refused(term: str, hint: str) -> None:
    with pytest.raises(CmcctError) as refused:
        refuse_option(term, OPTIONS)
    assert (refused.value.message, refused.value.hint) == (
        f"{term!r} is not a search term",
        hint,
    )


@each(
    ("term", "hint"),
    [
        ("name:Ada", "search for the word alone: Ada"),
        ("family-name: Ada", "search for the word alone: Ada"),
        ("email:ada@example.org", "search for the word alone: ada@example.org"),
        ("phones:592", "search for the word alone: 592"),
        ("id:", "write cmcct show"),
        ("id:gy-ctu", "write cmcct show gy-ctu"),
    ],
)
def test_a_key_with_a_colon_is_refused_too(term: str, hint: str) -> None:
    with pytest.raises(CmcctError) as refused:
        refuse_option(term, OPTIONS)
    assert (refused.value.message, refused.value.hint) == (
        f"{term!r} is not a search term",
        hint,
    )


@each("term", ["Available: zoe", "https://example.org", "24:7"])
def test_any_other_colon_is_text(term: str) -> None:
    refuse_option(term, OPTIONS)
    assert not _finds(term)
    assert _finds(term, notes=f"See {term}")
