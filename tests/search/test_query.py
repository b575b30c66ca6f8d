"""Selection of focal points."""

import tomllib
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cmcct.errors.exceptions import CmcctError, UnknownValueError
from cmcct.i18n.messages import Translator
from cmcct.model import loader
from cmcct.model.entities import Directory, Email, FocalPoint, Meeting, Phone
from cmcct.search import lookup, query
from cmcct.search.no_match import no_match_hints
from cmcct.search.query import Query
from tests.conftest import MINIMAL
from tests.support import texts
from tests.support.cases import each

TODAY = date(2026, 6, 1)

DIRECTORY = loader.parse_directory(tomllib.loads(MINIMAL + texts.read("searched"))).directory

BES = "Bonaire, Sint Eustatius and Saba"
ACTIVE = ["gy-ctu", "sr-hulp", "bq-om", "bq-bo-jeugd", "bq-sa-politie"]


def _selected(**asked: Any) -> list[str]:
    filters = query.build_filters(Query(**asked), DIRECTORY, TODAY)
    return [point.id for point in query.apply_filters(DIRECTORY.focal_points, filters)]


def _refusal(**asked: Any) -> tuple[str, str]:
    with pytest.raises(CmcctError) as refused:
        query.build_filters(Query(**asked), DIRECTORY, TODAY)
    return refused.value.message, refused.value.hint


def test_active_seats_are_selected_by_default() -> None:
    assert _selected() == _selected(terms=(" ",)) == ACTIVE


@each(
    ("asked", "found"),
    [
        ({"country": ("Guyana",)}, "gy-ctu"),
        ({"country": ("guy",)}, "gy-ctu"),
        ({"country": ("Guyana", "Suriname")}, "gy-ctu sr-hulp"),
        ({"country": ("French Guiana",)}, "sr-hulp"),
        ({"country": ("BQ",)}, "sr-hulp bq-om bq-bo-jeugd bq-sa-politie"),
        ({"country": ("Bonaire",)}, "sr-hulp bq-om bq-bo-jeugd"),
        ({"country": ("Saba",)}, "bq-om bq-sa-politie"),
        ({"region": ("caricom",)}, "gy-ctu sr-hulp"),
        ({"region": ("Non-CARICOM",)}, "bq-om bq-bo-jeugd bq-sa-politie"),
        ({"region": ("english", "dutch")}, " ".join(ACTIVE)),
        ({"region": ("french",)}, ""),
        ({"sector": ("police",)}, "gy-ctu bq-sa-politie"),
        ({"sector": ("salud", "DPP")}, "sr-hulp bq-om"),
        ({"body": ("ngo",)}, "sr-hulp"),
        ({"body": ("sociedad civil", "CTU")}, "gy-ctu sr-hulp"),
        ({"role": ("Head of unit",)}, "gy-ctu"),
        ({"role": ("punto focal",)}, "sr-hulp bq-om bq-bo-jeugd bq-sa-politie"),
        ({"half": ("law-enforcement",)}, "gy-ctu bq-om bq-bo-jeugd bq-sa-politie"),
        ({"half": ("protection",)}, "gy-ctu sr-hulp bq-bo-jeugd"),
        ({"language": ("nl",)}, "sr-hulp bq-om"),
        ({"language": ("Dutch",)}, "sr-hulp bq-om"),
        ({"language": ("pt",)}, "gy-ctu"),
        ({"language": ("pt-BR",)}, "gy-ctu"),
        ({"language": ("pt-PT",)}, ""),
        ({"language": ("p",)}, None),
        ({"group": ("venezuela",)}, "gy-ctu"),
        ({"validates": ("Venezuela",)}, "bq-om"),
        ({"meeting": ("georgetown-2019",)}, "gy-ctu"),
        ({"meeting": ("Georgetown 2019", "port-of-spain-2018")}, "gy-ctu bq-om"),
        ({"status": ("vacant",)}, "dm-security"),
        ({"status": ("vacant", "left")}, "dm-security kn-police"),
        ({"status": ("ACTIVE",)}, " ".join(ACTIVE)),
        ({"status": ("all",)}, " ".join([*ACTIVE, "dm-security", "kn-police"])),
        ({"status": ("All", "left")}, " ".join([*ACTIVE, "dm-security", "kn-police"])),
        ({"stale": True}, "sr-hulp bq-bo-jeugd"),
        ({"stale": True, "status": ("all",)}, "sr-hulp bq-bo-jeugd"),
        ({"unverified": True}, "bq-bo-jeugd"),
        ({"unverified": True, "status": ("all",)}, "bq-bo-jeugd"),
        ({"unreachable": True}, "bq-om bq-bo-jeugd bq-sa-politie"),
        ({"unreachable": True, "status": ("all",)}, "bq-om bq-bo-jeugd bq-sa-politie"),
        ({"unreachable": True, "stale": True}, "bq-bo-jeugd"),
        ({"terms": ("voorbeeld",)}, "sr-hulp bq-om bq-bo-jeugd bq-sa-politie"),
        ({"terms": ("voorbeeld", "saba", "police")}, "bq-sa-politie"),
        ({"terms": ("voorbeeld", "guyana")}, ""),
        ({"terms": ("609 12",)}, "gy-ctu"),
        ({"country": ("BQ",), "sector": ("police", "prosecution")}, "bq-om bq-sa-politie"),
        ({"sector": ("police",), "stale": True}, ""),
    ],
)
def test_values_are_alternatives_and_options_narrow(
    asked: dict[str, Any], found: str | None
) -> None:
    if found is None:
        assert _refusal(**asked)
    else:
        assert _selected(**asked) == found.split()


def test_meeting_is_found_by_id_or_unique_name() -> None:
    first, second = (Meeting(id=id_, name="Annual Meeting") for id_ in ("a-2025", "b-2026"))
    named = second.model_copy(update={"id": "c-2027", "name": "a-2025"})
    for value, id_ in (("a-2025", "a-2025"), ("A-2025", "a-2025"), ("B-2026", "b-2026")):
        assert lookup.find_record("meeting", value, (first, second, named)) == id_
    assert lookup.find_record("meeting", "annual meeting", (first, named)) == "a-2025"
    with pytest.raises(UnknownValueError):
        lookup.find_record("meeting", "Annual Meeting", (first, second))


def test_directory_without_meetings_refuses_meeting() -> None:
    with pytest.raises(CmcctError) as refused:
        query.build_filters(Query(meeting=("x",)), Directory(), TODAY)
    assert (refused.value.message, refused.value.hint) == ("unknown value 'x' for --meeting", "")


def test_a_filter_has_the_name_that_the_user_gave_it() -> None:
    selection = Query(terms=("ada",), sector=("police", "health"), stale=True)
    filters = query.build_filters(selection, DIRECTORY, TODAY)
    assert [Translator().translate(filter_.name) for filter_ in filters] == [
        "--status active",
        "--sector police --sector health",
        "--stale",
        "'ada'",
    ]


# Audiences


def _find(audience: str, **asked: Any) -> tuple[list[str], int, int]:
    answer = query.search(DIRECTORY, Query(**asked), audience, TODAY)
    ids = [point.id for point in answer.focal_points]
    return ids, answer.withheld_entries, answer.withheld_channels


@each(
    ("audience", "found"),
    [
        ("public", (["bq-om"], 4, 0)),
        ("network", (["bq-bo-jeugd", "bq-om", "gy-ctu", "sr-hulp"], 1, 2)),
        (
            "secretariat",
            (["bq-bo-jeugd", "bq-om", "gy-ctu", "bq-sa-politie", "sr-hulp"], 0, 0),
        ),
    ],
)
def test_withheld_entries_are_left_out_and_counted(
    audience: str, found: tuple[list[str], int, int]
) -> None:
    assert _find(audience) == found


@each("term", ["609 1234", "bo@example"])
def test_withheld_value_finds_nothing(term: str) -> None:
    assert _find("network", terms=(term,)) == ([], 0, 0)
    assert len(_find("secretariat", terms=(term,))[0]) == 1


def test_answer_is_extract_of_found_entries() -> None:
    answer = query.search(DIRECTORY, Query(country=("Suriname",)), "network", TODAY)
    (point,) = (p for p in DIRECTORY.focal_points if p.id == "sr-hulp")
    kept = point.model_copy(update={"emails": (Email(address="hulp@example.org"),)})
    assert answer.focal_points == (kept,)
    assert answer.meetings == DIRECTORY.meetings
    assert answer.audience == "network"
    assert (answer.withheld_entries, answer.withheld_channels) == (0, 1)


# Order


def test_entries_are_sorted_by_country_role_name_id() -> None:
    def point(id_: str, **values: Any) -> FocalPoint:
        return FocalPoint.model_validate({"id": id_, **values})

    ordered = [
        point("nowhere"),
        point("cu-x", country="Cuba", name="Zed Example"),
        point("cw-desk", country="Curaçao", role="duty-desk", organisation="Zzz"),
        point("cw-c", country="Curaçao", name="Ana de Bruin", family_name="de Bruin"),
        point("cw-a", country="Curaçao", name="Zoe Écran"),
        point("cw-b", country="Curaçao", name="Al Edam"),
        point("cw-e", country="Curaçao", name="Al Edam"),
        point("cw-d", country="Curaçao", name="Al Fabel"),
        point("cw-unit", country="Curaçao", unit="Unit"),
        point("cw-head", country="Curaçao", role="head-of-unit", name="Al Aaa"),
        point("cw-alternate", country="Curaçao", role="alternate"),
        point("cw-technical", country="Curaçao", role="technical"),
        point("cw-observer", country="Curaçao", role="observer"),
        point("cw-secretariat", country="Curaçao", role="secretariat"),
        point("do-x", country="Dominican Republic"),
    ]
    assert query.sort_entries(reversed(ordered)) == tuple(ordered)


# By id


@each(
    ("ids", "found", "unknown"),
    [
        (["gy-ctu"], ["gy-ctu"], []),
        (["GY-CTU"], ["gy-ctu"], []),
        (["sr-hulp", "gy-ctu"], ["sr-hulp", "gy-ctu"], []),
        (["gy-old"], ["gy-ctu"], []),
        (["Gy-Old", "gy-ctu", "GY-CTU"], ["gy-ctu"], []),
        (["kn-police"], ["kn-police"], []),
        (["x", "gy-ctu", "y"], ["gy-ctu"], ["x", "y"]),
        ([], [], []),
    ],
)
def test_entry_is_found_by_present_or_past_id(
    ids: list[str], found: list[str], unknown: list[str]
) -> None:
    points, rest = lookup.find_by_id(DIRECTORY, ids)
    assert ([point.id for point in points], rest) == (found, unknown)


def test_every_entry_of_repeated_id_is_found() -> None:
    points = (FocalPoint(id="a"), FocalPoint(id="a", name="Ada Example"))
    assert lookup.find_by_id(Directory(focal_points=points), ["a"]) == (list(points), [])


def test_a_merged_id_leads_to_the_entry_that_was_kept() -> None:
    points = (FocalPoint(id="a"), FocalPoint(id="b", formerly=("a",), merged=("c",)))
    assert lookup.find_by_id(Directory(focal_points=points), ["c"]) == ([points[1]], [])


def test_present_id_is_no_past_id_of_another() -> None:
    points = (FocalPoint(id="a"), FocalPoint(id="b", formerly=("a",)))
    assert lookup.find_by_id(Directory(focal_points=points), ["a"]) == ([points[0]], [])


# No results


@each(
    ("asked", "lines"),
    [
        (
            {"country": ("Dominica",)},
            [
                "not shown: dm-security (vacant); use --status all to show them",
                "5 found without --country Dominica",
            ],
        ),
        (
            {"terms": ("flo",)},
            ["not shown: kn-police (left); use --status all to show them"],
        ),
        (
            {"terms": ("BES",), "sector": ("police",), "stale": True},
            ["2 found without --sector police"],
        ),
        (
            {"terms": ("Montserrat",)},
            ["not shown: dm-security (vacant); use --status all to show them"],
        ),
        (
            {"terms": ("dominican",), "status": ("left",)},
            [
                "'dominican' can be Dominica or Dominican Republic; all are shown",
                "1 found without 'dominican'",
                "1 found without --status left",
            ],
        ),
        (
            {"country": ("Guyana",), "sector": ("health",), "body": ("ngo",)},
            ["1 found without --country Guyana"],
        ),
        ({"sector": ("police",), "stale": True}, ["2 found without --sector police"]),
        (
            {"country": ("Guyana",), "status": ("left",)},
            ["1 found without --status left"],
        ),
        (
            {"status": ("left",), "terms": ("ada",)},
            ["1 found without 'ada'", "1 found without --status left"],
        ),
        ({"terms": ("xyzzy", "zyxxy")}, []),
    ],
)
def test_empty_result_says_which_changes_would_match(
    asked: dict[str, Any], lines: list[str]
) -> None:
    assert _selected(**asked) == []
    assert (
        no_match_hints(query.find_entries(DIRECTORY, Query(**asked), "secretariat", TODAY)) == lines
    )


def test_hint_names_nothing_withheld() -> None:
    point = FocalPoint(
        id="a", phones=(Phone(number="+592 609 1234", sharing="secretariat"),), status="vacant"
    )
    directory = replace(DIRECTORY, focal_points=(point,))
    asked = Query(terms=("6091234",))
    assert no_match_hints(query.find_entries(directory, asked, "network", TODAY)) == []
    assert no_match_hints(query.find_entries(directory, asked, "secretariat", TODAY)) == [
        "not shown: a (vacant); use --status all to show them"
    ]


def test_an_active_seat_is_never_called_inactive() -> None:
    point = FocalPoint(id="a", name="Ada Example", sectors=("police",))
    directory = replace(DIRECTORY, focal_points=(point,))
    asked = Query(terms=("ada",), sector=("shelter",))
    assert no_match_hints(query.find_entries(directory, asked, "network", TODAY)) == [
        "1 found without --sector shelter"
    ]


def test_an_id_that_is_searched_for_is_shown_the_way() -> None:
    directory = replace(DIRECTORY, focal_points=(FocalPoint(id="a-b"),))
    asked = Query(terms=("a-b",), sector=("health",))
    lines = no_match_hints(query.find_entries(directory, asked, "network", TODAY))
    assert lines == ["a-b is an id: run cmcct show a-b", "1 found without --sector health"]


def test_word_like_command_option_is_refused() -> None:
    with pytest.raises(CmcctError) as refused:
        query.build_filters(Query(terms=("format:json",)), DIRECTORY, TODAY)
    assert refused.value.hint == "write --format json"


@each("asked", [Query(), Query(country=("Guyana",))])
def test_an_empty_directory_has_no_entries_yet(asked: Query) -> None:
    hints = no_match_hints(query.find_entries(Directory(), asked, "network", TODAY))
    assert hints == ["no entries yet: run cmcct add to add one"]


def test_number_is_found_by_digits_and_not_counted() -> None:
    point = FocalPoint(id="a", phones=(Phone(number="+592 609 1234"),) * 2, sharing="secretariat")
    directory = replace(DIRECTORY, focal_points=(point,))
    answer = query.search(directory, Query(terms=("6091234",)), "secretariat", TODAY)
    assert [len(p.phones) for p in answer.focal_points] == [2]
    answer = query.search(directory, Query(terms=("6091234",)), "network", TODAY)
    assert (answer.withheld_entries, answer.withheld_channels) == (0, 0)
