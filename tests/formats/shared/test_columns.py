"""The columns of tables."""

from datetime import date

import pytest

from cmcct.cli.edits.edit_options import option_name
from cmcct.errors.exceptions import CmcctError, UnknownValueError
from cmcct.formats.shared import columns
from cmcct.i18n.messages import LANGUAGES, Translator
from cmcct.model.entities import FocalPoint
from cmcct.model.fields import ENTRY_KEYS
from tests.support import texts
from tests.support.cases import each
from tests.support.entries import FULL, extract, point


def test_column_of_missing_field_is_empty() -> None:
    filled = {"id": "gy-example", "role": "focal-point", "status": "active", "sharing": "network"}
    expected = [filled.get(name, "") for name in columns.NAMES]
    assert columns.cell_texts(point(), columns.NAMES) == expected


def test_named_columns_are_given_in_their_order() -> None:
    assert columns.cell_texts(point(title="T"), ["title", "marking", "id"], {"marking": "M"}) == [
        "T",
        "M",
        "gy-example",
    ]


@each(
    ("names", "meant"),
    [
        (["emails"], ("email",)),
        (["id", "phones"], ("id", "office_phone", "mobile_phone", "hotline", "national_phone")),
        (["correo", "cargo", "groups"], ("email", "title", "working_groups")),
    ],
)
def test_other_words_pick_columns_of_their_key(names: list[str], meant: tuple[str, ...]) -> None:
    assert columns.select_columns(names) == meant


def test_key_option_and_heading_pick_the_same_columns() -> None:
    for key in ENTRY_KEYS.keys() - {"merged"}:
        assert columns.select_columns([option_name(key)]) == columns.select_columns([key])
    for lang in LANGUAGES:
        for name in ("id", "mobile_phone", "verified_via", "marking"):
            heading = Translator(lang).translate(columns.HEADINGS[name])
            assert columns.select_columns([heading.upper()]) == (name,)


def test_no_name_picks_all_columns() -> None:
    assert columns.select_columns([]) == columns.NAMES
    assert columns.select_columns(["name", "id", "name"]) == ("name", "id", "name")


@each(
    ("name", "hint"),
    [
        ("offce_phone", "did you mean office_phone?"),
        ("zzzz", f"available columns: {', '.join(columns.NAMES)}"),
        ("merged", f"available columns: {', '.join(columns.NAMES)}"),
    ],
)
def test_unknown_column_is_refused_with_closest_or_all(name: str, hint: str) -> None:
    with pytest.raises(UnknownValueError) as refused:
        columns.select_columns(["id", name])
    assert refused.value.message == f"unknown value {name!r}"
    assert refused.value.hint == hint


POINTS = [
    point(id="c", title="Éa", verified=date(2026, 1, 1)),
    point(id="d"),
    point(id="a", title="eb", verified=date(2025, 1, 1)),
    point(id="b", title="Zoë", verified=date(2026, 1, 1)),
]


@each(
    ("name", "ids"),
    [
        ("id", "abcd"),
        ("-id", "dcba"),
        ("title", "cabd"),
        ("-title", "bacd"),
        ("verified", "acbd"),
        ("-verified", "cbad"),
        ("marking", "cdab"),
    ],
)
def test_sorting_ignores_accents_and_ends_with_empty(name: str, ids: str) -> None:
    found: tuple[FocalPoint, ...] = columns.sort_by_column(POINTS, name)
    assert "".join(entry.id for entry in found) == ids


def test_sorting_by_several_columns_is_refused() -> None:
    with pytest.raises(CmcctError) as caught:
        columns.sort_by_column((), "-phones")
    assert caught.value.message == "'phones' has several columns"
    assert caught.value.hint == "write office_phone, mobile_phone, hotline or national_phone"
    assert columns.sort_by_column((), "-emails") == ()


def test_sorting_by_unknown_column_is_refused() -> None:
    with pytest.raises(UnknownValueError) as refused:
        columns.sort_by_column(POINTS, "-titlle")
    assert refused.value.suggestions == ("title",)


def test_every_column_has_a_heading() -> None:
    assert len(set(columns.HEADINGS.values())) == len(columns.COLUMNS)


def test_every_column_says_its_field_to_people() -> None:
    made = extract(point(**FULL), audience="secretariat")
    (full,) = made.focal_points
    shown = {name: columns.readable_texts(full, name, made, Translator()) for name in columns.NAMES}
    texts.expect(
        "columns", "".join(f"{name}: {' | '.join(said)}\n" for name, said in shown.items())
    )


def test_column_of_missing_value_is_empty() -> None:
    made = extract(point())
    filled = {
        "id": ["gy-example"],
        "role": ["Focal point"],
        "status": ["Active"],
        "sharing": ["Network"],
        "marking": ["TLP:AMBER"],
        "corrections": ["corrections@example.org"],
    }
    (bare,) = made.focal_points
    shown = {name: columns.readable_texts(bare, name, made, Translator()) for name in columns.NAMES}
    assert shown == {name: filled.get(name, []) for name in columns.NAMES}


@each(
    ("lang", "changed"),
    [
        (
            "es",
            {
                "body": ["Unidad especializada"],
                "role": ["Jefatura de unidad"],
                "languages": ["español", "portugués (Brasil)"],
                "covers": ["Surinam", "Bonaire"],
                "status": ["Activo"],
                "sharing": ["Red"],
                "since": ["15 de enero de 2024"],
                "verified": ["2 de marzo de 2026"],
            },
        ),
        ("nl", {"role": ["Hoofd van de eenheid"], "until": ["14 januari 2027"]}),
        (
            "fr",
            {
                "country": ["Guyana"],
                "role": ["Responsable d\u2019unité"],
                "since": ["15 janvier 2024"],
            },
        ),
    ],
)
def test_vocabulary_and_dates_are_said_in_language(
    lang: str, changed: dict[str, list[str]]
) -> None:
    made = extract(point(**FULL), audience="secretariat")
    (full,) = made.focal_points
    for name, said in changed.items():
        assert columns.readable_texts(full, name, made, Translator(lang)) == said
    for name in ("name", "title", "organisation", "unit", "notes", "address", "working_groups"):
        assert columns.readable_texts(full, name, made, Translator(lang)) == (
            columns.readable_texts(full, name, made, Translator())
        )


def test_countries_are_sorted_by_name_in_language() -> None:
    entries = [point(id=code, country=code) for code in ("DE", "GY", "US")]
    by_name = {
        lang: [entry.id for entry in columns.sort_by_column(entries, "country", Translator(lang))]
        for lang in LANGUAGES
    }
    assert by_name == {
        "en": ["DE", "GY", "US"],  # Germany, Guyana, United States
        "es": ["DE", "US", "GY"],  # Alemania, Estados Unidos, Guyana
        "nl": ["DE", "GY", "US"],  # Duitsland, Guyana, Verenigde Staten
        "fr": ["DE", "US", "GY"],  # Allemagne, États-Unis, Guyana
    }
