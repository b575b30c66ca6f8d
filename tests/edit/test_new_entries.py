"""New entries: their missing keys, and a proposed id."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cmcct.edit import operations
from cmcct.reference.countries import set_network
from cmcct.text.folding import is_slug
from tests.support.cases import each


@each(
    ("entry", "lacking"),
    [
        ({}, ["country", "organisation", "sectors", "name", "emails"]),
        ({"role": "duty-desk"}, ["country", "organisation", "sectors", "emails"]),
        ({"status": "vacant"}, ["country", "organisation", "sectors"]),
        ({"status": "left", "sectors": ["police"]}, ["country", "organisation", "name"]),
        ({"country": "GY", "organisation": "x", "sectors": [], "name": "x", "phones": []}, []),
    ],
)
def test_lacking_keys_of_entry_are_named(entry: dict[str, Any], lacking: list[str]) -> None:
    assert operations.missing_keys(entry) == lacking


@each(
    ("entry", "id_"),
    [
        ({"country": "Guyana", "organisation": "Ministry of Home Affairs"}, "gy-mha"),
        (
            {"country": "guyane", "organisation": "x", "unit": "Brigade des mineurs"},
            "gf-brigade-mineurs",
        ),
        ({"country": "Curaçao", "organisation": "Politie Curaçao"}, "cw-pc"),
        ({"country": "Curaçao", "organisation": "Veiligheid Curaçao"}, "cw-veiligheid"),
        ({"country": "Guyana", "organisation": "Guyana"}, "gy-guyana"),
        ({"country": "BQ-BO", "organisation": "Politie"}, "bq-bo-politie"),
        ({"country": "Nowhere", "organisation": "Police"}, "police"),
        ({"country": "Guyana", "organisation": "The"}, "gy-the"),
        ({"country": "Guyana", "organisation": "милиция", "name": "Ada Example"}, "gy-seat"),
        ({"country": "Guyana"}, "gy-seat"),
        ({"country": "Guyana", "organisation": "+592 220 1250"}, "gy-seat"),
        ({"country": "Guyana", "organisation": "Police 2201250"}, "gy-police"),
        ({"name": "Ada Example"}, "seat"),
        ({"organisation": "Con"}, "con-2"),
        ({}, "seat"),
    ],
)
def test_an_id_is_proposed_from_the_institution(entry: dict[str, Any], id_: str) -> None:
    set_network(lambda: ["Bermuda", "Saint Vincent and the Grenadines"])  # BM, VC
    assert operations.propose_id(entry, ()) == id_


def test_a_taken_id_gets_the_words_then_a_number() -> None:
    entry = {"country": "Guyana", "organisation": "Ministry of Home Affairs, Guyana"}
    taken: list[str] = []
    for id_ in ("gy-mhag", "gy-ministry-home-affairs", "gy-mhag-2", "gy-mhag-3"):
        assert operations.propose_id(entry, taken) == id_
        taken.append(id_)


def test_a_proposed_id_was_never_anybodys() -> None:
    former = ["gy-mha-2", "gy-ministry-home-affairs"]
    known = operations.taken_ids([{"id": "gy-mha"}, {"id": "x", "formerly": former}])
    entry = {"country": "Guyana", "organisation": "Ministry of Home Affairs"}
    assert operations.propose_id(entry, known) == "gy-mha-3"


@given(st.text(max_size=90), st.sampled_from(["GY", "BQ-BO", "x", ""]))
def test_a_proposed_id_is_one(organisation: str, country: str) -> None:
    entry = {"country": country, "organisation": organisation}
    id_ = operations.propose_id(entry, ())
    assert is_slug(id_)
    assert is_slug(operations.propose_id(entry, [id_]))


def test_a_long_name_is_cut_to_an_id() -> None:
    for word in ("x" * 90, f"{'x' * 56}-{'y' * 9}", f"{'x' * 56} é"):
        assert is_slug(operations.propose_id({"country": "Guyana", "organisation": word}, ()))
