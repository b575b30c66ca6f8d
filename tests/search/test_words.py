"""The words of a search: the reference searches, and a test for each rule."""

import csv
import shlex
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cmcct.model.entities import Directory, FocalPoint
from cmcct.reference.words import find_meanings, is_common, is_joining
from cmcct.search import query
from cmcct.search.no_match import closest_queries, no_match_hints, other_queries
from cmcct.search.query import Query, match_hints
from cmcct.search.terms import join_alike, read
from cmcct.storage import directory_file
from scripts import build_data
from tests.conftest import Run
from tests.support.cases import each

FOLDER = Path(__file__).parent / "searches"
TODAY = date(2026, 6, 1)
DIRECTORY = directory_file.load(FOLDER / "directory.toml").directory
with (FOLDER / "searches.tsv").open(encoding="utf-8") as file:
    ROWS = [*csv.DictReader(file, delimiter="\t")]


@each("row", ROWS)
def test_reference_search_finds_its_ids(run: Run, row: dict[str, str]) -> None:
    words = ("search", "--format", "ids", *row["search"].split())
    done = run(*words, "--directory", FOLDER / "directory.toml")
    assert sorted(done.out.split()) == sorted(row["ids"].split())
    assert done.code == (0 if row["ids"] else 1)
    assert (row["stderr holds"] or "") in done.err


def _directory(*points: dict[str, Any]) -> Directory:
    made = [FocalPoint.model_validate({"id": f"p{n}", **one}) for n, one in enumerate(points)]
    return replace(DIRECTORY, focal_points=tuple(made))


def _found(directory: Directory, *terms: str, audience: str = "secretariat") -> list[str]:
    asked = Query(terms=terms)
    return [point.id for point in query.search(directory, asked, audience, TODAY).focal_points]


# Countries


def test_country_selects_parts_and_covering_seats_last() -> None:
    directory = _directory(
        {"country": "Aruba", "covers": ["Saba"]},
        {"country": "Saba"},
        {"country": "Bonaire, Sint Eustatius and Saba"},
        {"country": "Bonaire"},
    )
    assert _found(directory, "BES") == ["p3", "p2", "p1", "p0"]
    assert _found(directory, "saba") == ["p2", "p1", "p0"]


def test_country_is_whole_word_of_own_text() -> None:
    directory = _directory(
        {"country": "Cuba", "organisation": "Guyana Example Office"},
        {"country": "Cuba", "organisation": "Guyanas Example Office"},
        {"country": "French Guiana"},
        {"country": "Guyana"},
    )
    assert _found(directory, "guyana") == ["p3", "p0"]


@each(
    ("terms", "found"),
    [
        ("DE", ["p0"]),
        ("de", ["p1", "p0"]),  # the start of a word: also in labels, as any other text
        ("DE police", ["p0"]),
        ("police DE", ["p0"]),
        ("DEU", ["p0"]),
        ("DE +49", []),
        ("maría de los ángeles", ["p1"]),
        ("MARÍA DE LOS ÁNGELES", ["p1"]),
        ("DE GY", []),
        ("UK", ["p2"]),
        ("U.K.", ["p2"]),
        ("dr", ["p1"]),
    ],
)
def test_code_counts_in_capitals_beside_words(terms: str, found: list[str]) -> None:
    directory = _directory(
        {"country": "Germany", "sectors": ["police"]},
        {"country": "Cuba", "honorific": "Dra.", "name": "María de los Ángeles Example"},
        {"country": "United Kingdom"},
    )
    assert _found(directory, *terms.split()) == found


def test_code_may_be_word_of_sector_too() -> None:
    directory = _directory(
        {"country": "Antigua and Barbuda"}, {"country": "Cuba", "sectors": ["justice"]}
    )
    assert _found(directory, "AG") == ["p0", "p1"]
    assert _found(directory, "ag") == ["p1"]
    assert _found(directory, "AG", "justice") == ["p1"]


@each("terms", [("st martin",), ("St.", "Martin"), ("SXM",), ("saint", "martin")])
def test_ambiguous_name_finds_all_and_says_so(terms: tuple[str, ...]) -> None:
    directory = _directory({"country": "Sint Maarten"}, {"country": "MF"}, {"country": "Saba"})
    assert _found(directory, *terms) == ["p1", "p0"]
    typed = " ".join(terms)
    assert match_hints(query.find_entries(directory, Query(terms=terms), "secretariat", TODAY)) == [
        f"{typed!r} can be Saint Martin (French part) or Sint Maarten; all are shown"
    ]


# Sectors, bodies, roles


def test_sector_word_never_matches_through_body() -> None:
    directory = _directory(
        {"country": "Cuba", "body": "agency", "sectors": ["health"]},  # police service
        {"country": "Cuba", "body": "specialised-unit", "sectors": ["health"]},  # CTU
        {"country": "Cuba", "sectors": ["police"]},
        {"country": "Cuba", "organisation": "Police d'Exemple", "sectors": ["health"]},
        {"country": "Cuba", "body": "court", "sectors": ["health"]},
    )
    assert _found(directory, "police") == ["p2", "p3"]
    assert _found(directory, "poli") == ["p2", "p3"]
    assert _found(directory, "ctu") == ["p2"]
    assert _found(directory, "agency") == ["p0"]
    assert _found(directory, "specialised") == ["p1"]
    assert _found(directory, "court") == ["p4"]


@each(
    ("values", "words"),
    [
        ({"sectors": ["shelter"]}, "shelter albergue opvang foyer"),
        ({"body": "ngo"}, "ngo ong osc faith-based"),
        ({"role": "duty-desk"}, "duty-desk permanence meldkamer piketdienst"),
        ({"languages": ["es"]}, "spanish español spaans espagnol castellano"),
        ({"languages": ["pt-BR"]}, "portuguese portugués portugees portugais"),
        ({"languages": ["ht"]}, "kreyòl creole créole criollo creools"),
        ({"phones": [{"number": "+592 609 1234", "type": "mobile"}]}, "mobile celular gsm móvil"),
        ({"phones": [{"number": "+592 609 1234", "type": "fax"}]}, "fax telefax"),
        ({"phones": [{"number": "+592 609 1234", "type": "hotline"}]}, "hotline meldlijn"),
        ({"phones": [{"number": "+592 609 1234", "apps": ["signal"]}]}, "signal SIGNAL"),
        ({"working_groups": ["venezuela"]}, "venezuela"),
        ({"meetings": ["georgetown-2019"]}, "georgetown-2019 Georgetown-2019"),
        ({"formerly": ["old-id"]}, "old-id Old-ID p0"),
    ],
)
def test_word_of_a_facet_finds_its_value_only(values: dict[str, Any], words: str) -> None:
    directory = _directory({"country": "Cuba", **values}, {"country": "Cuba", "id": "other"})
    assert {word: _found(directory, word) for word in words.split()} == {
        word: ["p0"] for word in words.split()
    }


@each("terms", ["Second Meeting", "Haitian Creole", "línea de atención"])
def test_name_of_several_words_is_one_term(terms: str) -> None:
    directory = _directory(
        {"meetings": ["georgetown-2019"]},
        {"languages": ["ht"]},
        {"phones": [{"number": "+592 609 1234", "type": "hotline"}]},
    )
    assert len(_found(directory, *terms.split())) == 1
    assert [one.text for one in read(terms.split(), directory, bool)] == [terms]


def test_name_of_a_meeting_is_other_text_too() -> None:
    directory = _directory({"notes": "Georgetown 2019: host"}, {"meetings": ["georgetown-2019"]})
    assert _found(directory, "georgetown-2019") == ["p0", "p1"]
    assert _found(directory, "georgetown") == ["p0"]


def test_tag_of_two_letters_is_no_language() -> None:
    directory = _directory({"country": "Cuba", "languages": ["es"]})
    assert _found(directory, "es") == []
    assert _found(directory, "esp") == []


def test_office_is_no_kind_of_line() -> None:
    directory = _directory({"country": "Cuba", "phones": ["+592 609 1234"]})
    assert _found(directory, "office") == []


# States

WRONG = {"on": date(2026, 5, 2), "why": "wrong-number"}


@each(
    ("values", "is_always"),
    [
        ({"hours": "24/7"}, False),
        ({"hours": "24/7", "phones": ["+592 609 1234"]}, True),
        ({"hours": "Mo-Su 00:00-24:00", "phones": ["+592 609 1234"]}, True),
        ({"phones": [{"number": "+592 609 1234", "hours": " 24/7 "}]}, True),
        ({"phones": [{"number": "289 1234", "national": True, "hours": "24/7"}]}, False),
        ({"hours": "24/7", "phones": [{"number": "289 1234", "national": True}]}, False),
        ({"hours": "24/7", "phones": [{"number": "+592 609 1234", "failed": WRONG}]}, False),
        ({"phones": [{"number": "+592 609 1234", "type": "fax", "hours": "24/7"}]}, False),
        ({"hours": "Mo-Fr 08:00-16:00"}, False),
        ({"role": "duty-desk"}, False),
        ({"notes": "Answers 24/7."}, True),
    ],
)
def test_line_of_all_hours_is_found_by_24_7(values: dict[str, Any], *, is_always: bool) -> None:
    found = _found(_directory({"country": "Guyana", **values}), "24/7")
    assert found == (["p0"] if is_always else [])


@pytest.mark.parametrize("word", ["open", "abierto", "geopend", "ouvert"])
def test_open_finds_who_is_open_now(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("CMCCT_TODAY", "2026-06-01")  # noon UTC, a Monday
    office = {"country": "Guyana", "phones": ["+592 609 1234"]}
    directory = _directory(
        {**office, "hours": "Mo-Fr 08:00-16:00"},
        {**office, "hours": "Mo-Fr 09:00-16:00"},
        {"country": "Guyana", "phones": [{"number": "+592 609 1234", "hours": "24/7"}]},
        {**office, "hours": "8am-5pm"},
        {"country": "Guyana", "organisation": "Openbaar Ministerie", "notes": word},
        {"country": "Guyana", "hours": "Mo-Fr 08:00-16:00"},
        {**office, "hours": "Mo-Fr 08:00-16:00", "phones": [{"number": "289", "national": True}]},
    )
    assert _found(directory, word) == ["p0", "p2"]
    # Independence Day: only those whose hours are of holidays too.
    monkeypatch.setenv("CMCCT_TODAY", "2026-05-26")
    holiday = {**office, "hours": "Mo-Fr,PH 08:00-16:00"}
    always = {**office, "hours": "Mo-Su 00:00-24:00"}
    usual = {**office, "hours": "Mo-Fr 08:00-16:00"}
    assert _found(_directory(usual, holiday, always), word) == ["p1", "p2"]


@pytest.mark.parametrize("word", ["open", "24/7"])
def test_who_answers_calls_from_abroad_comes_first(word: str) -> None:
    line = {"number": "+592 609 1234", "hours": "24/7"}
    directory = _directory(
        {"country": "Aruba", "phones": [{"number": "+297 800 1234", "hours": "24/7"}]},
        {"country": "Bahamas", "phones": [line], "sectors": ["shelter"], "body": "ngo"},
        {
            "country": "Barbados",
            "phones": [{**line, "failed": {"on": TODAY, "why": "busy"}}],
        },
        {"country": "Suriname", "phones": [line], "covers": ["Guyana"]},
        {"country": "Guyana", "phones": [{"number": "+1 800 212 3470", "hours": "24/7"}]},
    )
    assert _found(directory, word) == ["p3", "p0", "p1", "p2", "p4"]
    assert _found(directory, word, "guyana") == ["p4", "p3"]  # its own, all the same


@each(
    ("words", "ids"),
    [
        ("stale", ["p1", "p2"]),
        ("Verouderd", ["p1", "p2"]),
        ("à reconfirmer", ["p1", "p2"]),
        ("confirmación vencida", ["p1", "p2"]),
        ("unverified", ["p2"]),
        ("nunca confirmada", ["p2"]),
        ("nooit bevestigd", ["p2"]),
        ("jamais confirmé", ["p2"]),
        ("cuba unverified", []),
    ],
)
def test_entries_to_confirm_are_found_by_words(words: str, ids: list[str]) -> None:
    directory = _directory(
        {"country": "Guyana", "verified": date(2026, 5, 1), "notes": words},
        {"country": "Guyana", "verified": date(2020, 5, 1)},
        {"country": "Guyana"},
        {"country": "Guyana", "status": "vacant"},
    )
    assert _found(directory, *words.split()) == ids


@each("words", ["surinam sin telefono", "zonder telefoon", "Sans téléphone", "without phone"])
def test_entries_without_a_phone_are_found_by_words(words: str) -> None:
    secret = {"number": "+597 471234", "sharing": "secretariat"}
    seat = {"country": "Suriname", "notes": words}
    directory = _directory(seat, seat | {"phones": ["+597 471234"]}, seat | {"phones": [secret]})
    assert _found(directory, *words.split()) == ["p0"]
    # As on a page: that a number is withheld is not told.
    assert _found(directory, *words.split(), audience="network") == ["p0", "p2"]


@each("words", ["untested", "sin probar", "Niet getest", "ongetest", "non testé"])
def test_entries_with_a_line_to_test_are_found_by_words(words: str) -> None:
    line = {"number": "+592 609 1240", "hours": "24/7"}
    free = {"number": "+1 800 212 3470", "hours": "24/7"}
    inside = {"number": "289 1240", "national": True, "hours": "24/7"}
    old, recent = date(2025, 12, 3), date(2025, 12, 4)  # 180 and 179 days before
    seats: dict[str, dict[str, Any]] = {
        "never": {"phones": [line]},
        "old": {"phones": [line | {"tested": old}]},
        "recent": {"phones": [line | {"tested": recent}]},
        "failed": {"phones": [line | {"failed": {"on": recent, "why": "busy"}}]},
        "failed-long-ago": {"phones": [line | {"failed": {"on": old, "why": "busy"}}]},
        "wrong-number": {"phones": [line | {"failed": {"on": old, "why": "wrong-number"}}]},
        "free": {"phones": [free]},
        "inside": {"phones": [inside]},
        "one-of-two": {"phones": [line | {"tested": recent}, free]},
        "crisis": {"phones": [line | {"no_test": True}]},
        "by-day": {"phones": ["+592 609 1240"], "hours": "Mo-Fr 08:00-16:00"},
        "hours-of-the-office": {"phones": ["+592 609 1240"], "hours": "24/7"},
        "shelter": {"phones": [line], "sectors": ["shelter"], "body": "ngo"},
        "fax": {"phones": [line | {"type": "fax"}]},
        "vacant": {"phones": [line | {"type": "hotline"}], "status": "vacant"},
    }
    places = {f"p{place}": name for place, name in enumerate(seats)}
    directory = _directory(
        *({"country": "Guyana", "notes": words, "verified": recent} | s for s in seats.values())
    )
    expected = {"never", "old", "failed-long-ago", "free", "one-of-two", "hours-of-the-office"}
    assert {places[id_] for id_ in _found(directory, *words.split())} == expected
    flagged = query.search(directory, Query(untested=True), "secretariat", TODAY).focal_points
    assert {places[point.id] for point in flagged} == expected


# Numbers and other text


@each(
    "terms",
    [
        "+509 34 10 1234",
        "509 34 10",
        "+ 509 34 10 1234",
        "011 509 3410 1234",
        "001 509 34 10 1234",
        "00 509 34101234",
        "(509) 34-10 1234",
    ],
)
def test_terms_of_digits_are_one_number(terms: str) -> None:
    directory = _directory({"phones": ["+509 34 10 1234"]}, {"phones": ["+509 10 34 5091"]})
    assert _found(directory, *terms.split()) == ["p0"]
    assert _found(directory, *terms.split(), "ada") == []


def test_withheld_values_are_no_words() -> None:
    directory = _directory(
        {
            "country": "Cuba",
            "phones": [
                {"number": "+53 5 123 4567", "type": "hotline", "apps": ["signal"]}
                | {"hours": "24/7", "sharing": "secretariat"}
            ],
        }
    )
    for word in ("hotline", "signal", "24/7", "open", "123 4567"):
        assert _found(directory, word, audience="network") == []
        assert _found(directory, word) == ["p0"]


def test_withheld_meeting_is_no_word() -> None:
    meeting = DIRECTORY.meetings[0].model_copy(update={"sharing": "secretariat"})
    directory = replace(_directory({"meetings": ["georgetown-2019"]}), meetings=(meeting,))
    for words in (("georgetown-2019",), ("Second", "Meeting")):
        assert _found(directory, *words, audience="network") == []
        assert _found(directory, *words) == ["p0"]


# Hints


def _hints(*terms: str, **asked: Any) -> list[str]:
    return [
        *no_match_hints(
            query.find_entries(DIRECTORY, Query(terms=terms, **asked), "secretariat", TODAY)
        )
    ]


def test_closest_words_are_named_as_a_command() -> None:
    assert _hints("hayti", "polise") == ["did you mean: cmcct search haiti police"]
    assert _hints("exmple", "wislie", language=("ht",)) == [
        "did you mean: cmcct search --language ht exemple wislie",
        "1 found without 'exmple'",
    ]
    asked = Query(terms=("d'Exmple",), country=("St. Kitts",), status=("all",), stale=True)
    assert no_match_hints(
        query.find_entries(DIRECTORY, asked, "secretariat", date(2030, 1, 1)), "v1"
    ) == [
        "did you mean: cmcct search --country 'St. Kitts' --status all --stale example --at v1",
        '1 found without "d\'Exmple"',
    ]
    hints = no_match_hints(
        query.find_entries(DIRECTORY, Query(terms=("hait",) * 2 + ("plice",)), "secretariat", TODAY)
    )
    assert hints[0] == "did you mean: cmcct search hait hait police"


def test_call_is_offered_for_a_country_alone_or_with_a_sector() -> None:
    asked = Query(terms=("child", "sint", "maarten"))
    directory = _directory({"country": "Sint Maarten"}, {"sectors": ["child-protection"]})
    assert no_match_hints(query.find_entries(directory, asked, "secretariat", TODAY)) == [
        "did you mean: cmcct call 'sint maarten' --sector child-protection",
        "1 found without 'child'",
        "1 found without 'sint maarten'",
    ]
    people = query.find_entries(directory, Query(terms=("haitian", "child")), "secretariat", TODAY)
    assert no_match_hints(people)[0] == "did you mean: cmcct call haitian --sector child-protection"
    told = no_match_hints(
        query.find_entries(
            directory, Query(terms=("sint maarten", "open", "now")), "network", TODAY
        )
    )
    assert told[0] == "did you mean: cmcct call 'sint maarten'"
    for words, command in {
        ("spaans", "sint maarten"): "cmcct call 'sint maarten' --language es",
        ("niña", "cerca de saba"): "cmcct call saba --sector child-protection",
        ("niña", "de saba"): "cmcct call saba --sector child-protection",
        ("niña", "venezolana", "en", "saba"): "cmcct call saba --sector child-protection",
        ("meisje uit cuba in saba",): "cmcct call saba --sector child-protection",
    }.items():
        nobody = query.find_entries(directory, Query(terms=words), "secretariat", TODAY)
        assert f"did you mean: {command}" in [*map(str, no_match_hints(nobody))], words
    for words in (("bermuda",), ("united", "states")):
        nobody = query.find_entries(directory, Query(terms=words), "secretariat", TODAY)
        command = shlex.join(("cmcct", "call", " ".join(words)))
        assert no_match_hints(nobody)[1:] == [f"did you mean: {command}"]


def test_country_beside_a_word_is_no_working_group() -> None:
    member = {"working_groups": ["venezuela"], "title": "Consular Officer", "country": "Guyana"}
    directory = _directory(member, {"country": "Venezuela", "title": "Prosecutor"})
    assert _found(directory, "venezuela") == ["p1", "p0"]
    assert _found(directory, "consul", "venezuela") == []
    assert _found(directory, "consul", "Venezuela working group") == ["p0"]


def test_term_found_elsewhere_may_be_misspelt() -> None:
    directory = _directory({"country": "Haiti", "sectors": ["police"]}, {"notes": "Bolice"})
    asked = Query(terms=("bolice", "haiti"))
    assert no_match_hints(query.find_entries(directory, asked, "secretariat", TODAY))[0] == (
        "did you mean: cmcct search police haiti"
    )


def test_closest_words_may_find_only_alone() -> None:
    directory = _directory({"country": "Haiti"}, {"sectors": ["police"]})
    hints = no_match_hints(
        query.find_entries(directory, Query(terms=("hayti", "polise")), "secretariat", TODAY)
    )
    assert hints == ["did you mean: cmcct search haiti", "did you mean: cmcct search police"]


def test_long_text_is_answered_at_once() -> None:
    words = ("exempl", "jea", "mari", "exampl", "polic", "fiscali", "prefectur", "ministr") * 4
    assert all("did you mean" in hint or "found without" in hint for hint in _hints(*words))


def test_suggestion_keeps_options_and_version() -> None:
    asked = Query(terms=("guyanna",), sector=("police",), stale=True)
    hints = no_match_hints(
        query.find_entries(DIRECTORY, asked, "secretariat", date(2030, 1, 1)), "a version"
    )
    assert hints[0] == (
        "did you mean: cmcct search --sector police --stale guyana --at 'a version'"
    )


def test_known_word_is_never_corrected() -> None:
    assert _hints("montserrat") == [
        "No contact in the list covers Montserrat.",
        "did you mean: cmcct call montserrat",
    ]
    assert _hints("xyzzyxyzzy") == []


def test_words_of_a_kind_are_alternatives() -> None:
    def join(words: str) -> list[str]:
        return [each.text for each in join_alike(read(words.split(), DIRECTORY, bool))]

    assert join("police guyana customs maria haiti") == ["police customs", "guyana haiti", "maria"]
    assert join("police guyana maria example") == []


def test_suggestions_name_nothing_withheld() -> None:
    point = FocalPoint(id="a", name="Ulrike Example", sharing="secretariat")
    directory = replace(DIRECTORY, focal_points=(point, FocalPoint(id="b", name="Ada")))
    asked = Query(terms=("ulrikke",))
    assert no_match_hints(query.find_entries(directory, asked, "network", TODAY)) == []
    assert no_match_hints(query.find_entries(directory, asked, "secretariat", TODAY)) == [
        "did you mean: cmcct search ulrike"
    ]


def test_term_that_finds_nothing_is_named() -> None:
    assert _hints("haiti", "hotline", "élodie") == ["1 found without 'élodie'"]
    both = ["2 found without 'haiti'", "1 found without 'élodie'"]
    assert _hints("haiti", "élodie") == [
        both[0].replace("haiti", "élodie"),
        both[1].replace("élodie", "haiti"),
    ]


def test_vacant_seats_of_a_country_are_named() -> None:
    vacant = "not shown: jm-court (vacant); use --status all to show them"
    assert _hints("jamaica", "xyzzyxyzzy")[0] == vacant
    other = FocalPoint.model_validate({"id": "x", "country": "Jamaica"})
    directory = replace(DIRECTORY, focal_points=(*DIRECTORY.focal_points, other))
    for asked in (Query(terms=("jamaica",)), Query(country=("JM",))):
        assert match_hints(query.find_entries(directory, asked, "secretariat", TODAY)) == [vacant]
    assert (
        match_hints(query.find_entries(directory, Query(terms=("cuba",)), "secretariat", TODAY))
        == []
    )
    assert (
        match_hints(
            query.find_entries(
                directory, Query(country=("JM",), status=("all",)), "secretariat", TODAY
            )
        )
        == []
    )


def test_withheld_vacant_seat_is_not_named() -> None:
    directory = _directory({"country": "Cuba", "status": "vacant", "sharing": "secretariat"})
    assert (
        match_hints(query.find_entries(directory, Query(terms=("cuba",)), "network", TODAY)) == []
    )


def test_hints_stand_beside_exports_and_emails(run: Run) -> None:
    for words in (("emails",), ("export", "csv"), ("search",)):
        done = run(*words, "dominica", "--directory", FOLDER / "directory.toml")
        assert (done.code, "help: not shown: dm-police (left)" in done.err) == (0, True)


# Places, peoples, and words that say nothing


def test_place_means_its_country_where_no_entry_has_the_word() -> None:
    haiti = {"country": "Haiti"}
    covering = {"country": "Cuba", "covers": ["Haiti"]}
    directory = _directory(covering, haiti, {"country": "Guyana"})
    assert _found(directory, "Ouanaminthe") == ["p1", "p0"]
    assert _found(directory, "cap", "haitien") == ["p1", "p0"]
    office = {"country": "Guyana", "notes": "Looks after Ouanaminthe."}
    assert _found(_directory(haiti, office), "ouanaminthe") == ["p1"]
    # A part of a word is none, nor does the word of a vacant seat count.
    vacant = {"country": "Guyana", "notes": "Ouanaminthe", "status": "vacant"}
    part = {"country": "Guyana", "notes": "Ouanaminthes"}
    assert _found(_directory(haiti, vacant, part), "ouanaminthe") == ["p0", "p2"]


def test_place_of_withheld_text_means_its_country() -> None:
    secret = {"country": "Guyana", "city": "Jacmel", "sharing": "secretariat"}
    directory = _directory({"country": "Haiti"}, secret)
    assert _found(directory, "jacmel") == ["p1"]
    assert _found(directory, "jacmel", audience="network") == ["p0"]
    asked = Query(country=("villa ejemplo",))
    town = _directory({"country": "Cuba", "city": "Villa Ejemplo", "sharing": "secretariat"})
    assert query.search(town, asked, "secretariat", TODAY).focal_points
    with pytest.raises(query.OptionValueError):
        query.search(town, asked, "network", TODAY)


def test_place_in_several_countries_finds_all_and_says_so() -> None:
    directory = _directory({"country": "Guyana"}, {"country": "St. Vincent"}, {"country": "Cuba"})
    result = query.find_entries(directory, Query(terms=("georgetown",)), "secretariat", TODAY)
    assert [point.id for point in result.view.focal_points] == ["p0", "p1"]
    (hint,) = match_hints(result)
    assert hint == (
        "'georgetown' can be Guyana, Saint Vincent and the Grenadines or Cayman Islands; "
        "all are shown"
    )


def test_people_adds_its_country_first_and_hides_no_text() -> None:
    directory = _directory(
        {"country": "Cuba", "notes": "Surinamers in Havana."},
        {"country": "Suriname"},
        {"country": "Guyana", "covers": ["Suriname"]},
        {"country": "Guyana"},
    )
    assert _found(directory, "surinamer") == ["p1", "p0", "p2"]
    assert _found(directory, "surinamers") == ["p1", "p0", "p2"]


def test_people_that_is_a_language_stays_one() -> None:
    directory = _directory({"country": "Haiti"}, {"country": "Cuba", "languages": ["ht"]})
    assert _found(directory, "haitian") == ["p1"]
    assert _found(directory, "haitiano") == ["p0"]


@each("term", ["urgence", "durgence", "d'urgence", "d\u2019urgence"])
def test_apostrophe_separates_words_and_vanishes(term: str) -> None:
    directory = _directory({"country": "Cuba", "unit": "Permanence d'urgence"}, {"country": "Cuba"})
    assert _found(directory, term) == ["p0"]


@each("words", ["en Haití", "in haiti", "à Haïti", "police et Haiti", "the haiti"])
def test_word_that_joins_others_selects_nothing(words: str) -> None:
    directory = _directory({"country": "Haiti", "sectors": ["police"]}, {"name": "Enid In"})
    assert _found(directory, *words.split()) == ["p0"]
    assert "p1" in _found(directory, "in")


@pytest.mark.parametrize(
    "word",
    [
        "accommodation",
        "take in",
        "housing",
        "acoger",
        "alojamiento",
        "alojar",
        "opvangen",
        "onderdak",
        "héberger",
        "accueillir",
    ],
)
def test_word_for_taking_somebody_in_means_shelters(word: str) -> None:
    directory = _directory(
        {"country": "Jamaica", "sectors": ["shelter"]},
        {"country": "Jamaica", "sectors": ["police"]},
        {"country": "Cuba", "sectors": ["shelter"]},
    )
    assert _found(directory, *word.split(), "jamaica") == ["p0"]


def test_elided_word_is_a_word_of_the_trade() -> None:
    directory = _directory({"country": "Cuba", "sectors": ["justice"]}, {"name": "Shane O'Neil"})
    assert _found(directory, "l'avocat") == ["p0"]
    assert _found(directory, "demandeur", "d'asile") == []
    for term in ("oneil", "neil", "o'neil", "O\u2019Neil"):
        assert _found(directory, term) == ["p1"]


_VACANT_POLICE = FocalPoint.model_validate(
    {"id": "x", "country": "Haiti", "sectors": ["police"], "status": "vacant"}
)


def test_other_words_are_offered_where_all_find_nothing() -> None:
    directory = _directory({"country": "Haiti"}, {"country": "Cuba", "sectors": ["police"]})
    asked = Query(terms=("haiti", "police"))
    result = query.find_entries(directory, asked, "secretariat", TODAY)
    assert [one.terms for one in other_queries(result)] == [("haiti",), ("police",)]
    # The closest word is of another country.
    misspelt = Query(terms=("haiti", "pollice"))
    found = query.find_entries(directory, misspelt, "secretariat", TODAY)
    assert [one.terms for one in closest_queries(found)] == [("police",)]
    assert [one.terms for one in other_queries(found)] == [("haiti",)]
    # All words but a country, or a condition, is no answer to Enter alone.
    confirmed = _directory({"sectors": ["police"], "verified": date(2026, 5, 1)})
    never = Query(terms=("never confirmed", "polise"))
    found = query.find_entries(confirmed, never, "secretariat", TODAY)
    assert [one.terms for one in closest_queries(found)] == [("police",)]
    assert other_queries(found) == []
    nowhere = query.find_entries(directory, Query(terms=("aruba", "police")), "secretariat", TODAY)
    assert other_queries(nowhere) == []
    alone = query.find_entries(directory, Query(terms=("xyzzyxyzzy",)), "secretariat", TODAY)
    assert other_queries(alone) == []
    # Nobody holds the seat that is meant: no word is given up.
    gone = replace(directory, focal_points=(*directory.focal_points, _VACANT_POLICE))
    result = query.find_entries(gone, asked, "secretariat", TODAY)
    assert (other_queries(result), closest_queries(result)) == ([], [])


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("voorbeld-abena", "voorbeeld abena"),
        ("iemand kent nederlands", "nederlands"),
        ("iemand kent nederlands in xyzzy", "nederlands"),
        ("iemand kent xyzzy", ""),
    ],
)
def test_unknown_words_are_left_out_and_hyphens_separate(words: str, meant: str) -> None:
    directory = _directory({"name": "Guno Voorbeeld-Abena", "languages": ["nl"]})
    result = query.find_entries(directory, Query(terms=(words,)), "secretariat", TODAY)
    assert [" ".join(one.terms) for one in closest_queries(result)] == [*filter(None, [meant])]


def test_every_word_of_the_trade_means_its_facet() -> None:
    for row in build_data.rows("words.tsv"):
        if row["facet"] == "people":
            continue
        for key in map(build_data.key, row["words"].split(";")):
            meant = (row["facet"], row["value"]) in find_meanings(key)
            assert meant or is_common(key) or is_joining(key)
