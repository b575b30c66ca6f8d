"""Recognition of vocabulary words."""

import csv
from pathlib import Path

import pytest

from cmcct.errors.exceptions import UnknownValueError
from cmcct.model import loader
from cmcct.reference.vocabulary import (
    HALVES,
    find_in_other_facets,
    find_term,
    get_term,
    halves_of,
    slugs,
    terms,
)
from tests.support.cases import each

SOURCE = Path(__file__).parents[2] / "scripts" / "vocabulary.tsv"
with SOURCE.open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@each("row", ROWS)
def test_term_is_found_by_slug_label_part_and_synonym(row: dict[str, str]) -> None:
    labels = [row[lang] for lang in ("en", "es", "nl", "fr")]
    parts = [part for label in labels for part in label.split(",")]
    synonyms = [synonym for synonym in row["synonyms"].split(";") if synonym]
    spaced = row["slug"].replace("-", " ")
    unclear = {("audience", "Red")}
    texts = (row["slug"], spaced, *labels, *parts, *synonyms)
    for text in (text for text in texts if (row["facet"], text) not in unclear):
        assert find_term(row["facet"], text).slug == row["slug"]
        assert find_term(row["facet"], text.upper()).slug == row["slug"]


@each("text", ["red", "Red", "RED"])
def test_red_is_refused_as_an_audience(text: str) -> None:
    with pytest.raises(UnknownValueError) as refused:
        find_term("audience", text)
    assert refused.value.suggestions == ("network", "secretariat")


def test_terms_and_slugs_are_in_order_of_source() -> None:
    for facet in {row["facet"] for row in ROWS}:
        expected = tuple(row["slug"] for row in ROWS if row["facet"] == facet)
        assert slugs(facet) == expected
        assert tuple(found.slug for found in terms(facet)) == expected


def test_a_term_knows_its_facts() -> None:
    found = get_term("sector", "immigration-border")
    assert found.facet == "sector"
    assert found.half == "law-enforcement"
    assert found.label() == "Immigration and border control"
    assert found.label("nl") == "Immigratie en grensbewaking"


def test_term_is_one_hashable_object() -> None:
    assert find_term("role", "Suplente") is get_term("role", "alternate")
    assert len({get_term("role", "alternate"), get_term("role", "technical")}) == 2


@each(
    ("sectors", "halves"),
    [
        ((), ()),
        (("police",), HALVES[:1]),
        (("shelter", "police"), HALVES),
        (("coordination",), HALVES),
        (("health",), HALVES[1:]),
    ],
)
def test_sectors_are_of_one_half_or_of_both(
    sectors: tuple[str, ...], halves: tuple[str, ...]
) -> None:
    assert halves_of(sectors) == halves


@each(
    ("facet", "text", "slug"),
    [
        ("role", "Mesa de guardia", "duty-desk"),
        ("role", "Meldkamer", "duty-desk"),
        ("role", "Chef d'unité", "head-of-unit"),
        ("role", "Suppléante", "alternate"),
        ("phone", "Línea directa", "hotline"),
        ("phone", "Ligne directe", "hotline"),
        ("phone", "Móvil", "mobile"),
        ("phone", "portable", "mobile"),
        ("body", "Rechtbank", "court"),
        ("sector", "team mensenhandel", "police"),
        ("sector", "Protection des victimes et assistance", "victim-assistance"),
        ("sector", "commissaire du gouvernement", "prosecution"),
        ("status", "Parti", "left"),
    ],
)
def test_earlier_labels_are_synonyms(facet: str, text: str, slug: str) -> None:
    assert find_term(facet, text).slug == slug


@each(("facet", "text"), [("body", "Grupo de trabajo"), ("sector", "Procuraduría General")])
def test_labels_of_another_office_are_unknown(facet: str, text: str) -> None:
    with pytest.raises(UnknownValueError):
        find_term(facet, text)


def test_every_sector_belongs_to_a_half_or_both() -> None:
    assert {found.half for found in terms("sector")} == {*HALVES, "both"}


@each(
    ("facet", "text", "suggestions"),
    [
        ("sector", "polise", ("police",)),
        ("sector", "imigration", ("immigration-border",)),
        ("role", "Directeur", ("head-of-unit",)),
        ("phone", "mobil", ("mobile",)),
        ("sector", "prosecushon", ("prosecution",)),
        # Two wrong letters may be a slip; three make another word.
        ("sector", "prosecushun", ()),
        ("sector", "zzz", ()),
        ("sector", "", ()),
    ],
)
def test_a_slip_suggests_the_closest_slugs(
    facet: str, text: str, suggestions: tuple[str, ...]
) -> None:
    with pytest.raises(UnknownValueError) as refused:
        find_term(facet, text)
    assert refused.value.suggestions == suggestions


@each("text", ["policy", "Política", "beleid", "politique"])
def test_policy_is_not_police(text: str) -> None:
    assert find_term("sector", text).slug == "coordination"
    found = loader.parse_directory({"focal_point": [{"id": "gy-ctu", "sectors": [text]}]}).findings
    assert [str(finding.hint) for finding in found] == ['write "coordination"']


@each(
    ("facet", "text", "hint"),
    [
        ("sector", "ngo", "did you mean --body ngo (NGO, civil society)?"),
        ("sector", "NGO's", "did you mean --body ngo (NGO, civil society)?"),
        ("body", "police", "did you mean --sector police (Police, anti-trafficking unit)?"),
        ("sector", "victim shelter", "did you mean shelter (Shelter operator)?"),
        ("role", "vacant", "did you mean --status vacant?"),
        ("sector", "protection", "did you mean --half protection?"),
        (
            "body",
            "law-enforcement",
            (
                "did you mean --sector police (Police, anti-trafficking unit) or "
                "--half law-enforcement?"
            ),
        ),
        (
            "sector",
            "Secretaría",
            "did you mean --role secretariat or --audience secretariat?",
        ),
    ],
)
def test_a_word_of_another_facet_suggests_that_option(facet: str, text: str, hint: str) -> None:
    with pytest.raises(UnknownValueError) as refused:
        find_term(facet, text)
    kind = "sector" if facet == "sector" else "value"
    assert refused.value.message == f"unknown {kind} {text!r}"
    assert refused.value.hint == hint


def test_meanings_elsewhere_exclude_the_facet_itself() -> None:
    assert find_in_other_facets("sector", "CTU") == {"body": "specialised-unit"}
    assert find_in_other_facets("body", "CTU") == {"sector": "police"}
    assert find_in_other_facets("sector", "mobile") == {}
