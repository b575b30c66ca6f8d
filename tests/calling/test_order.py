"""The order of lines to call, each rule by itself; `test_oracle` has what holds of all."""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from cmcct.calling.lines import Calls, Line, Request, choose_lines, find_addressees, find_calls
from cmcct.calling.words import find_sentence
from cmcct.model.entities import FocalPoint
from cmcct.reference.countries import find_country, get_country
from tests.support.cases import each
from tests.support.random_calls import NIGHT, random_point

GUYANA, SURINAME, HAITI = map(find_country, ("Guyana", "Suriname", "Haiti"))
ALWAYS = {"hours": "24/7"}
TESTED = {"tested": date(2026, 5, 5)}
FAILED = {"failed": {"on": date(2026, 5, 6), "why": "busy"}}
WRONG = {"failed": {"on": date(2026, 5, 2), "why": "wrong-number"}}
NATIONAL = {"national": True}
TOLL_FREE = {"number": "+1 800 212 3470"}
MORNING, NOON = NIGHT + timedelta(hours=28), NIGHT + timedelta(hours=34)  # of a Monday
CHRISTMAS = datetime(2026, 12, 25, 14, tzinfo=UTC)  # a Friday, 10:00 in Georgetown
OFFICE = {"hours": "Mo-Fr 08:00-16:30"}
HOUSE = {"sectors": ["shelter"], "body": "ngo"}


def _point(id_: str, *phones: Any, **values: Any) -> FocalPoint:
    """Return an entry; a number that is not given is one that no other entry has."""
    own = f"+592 6{ord(id_[0])} {ord(id_[-1])}"
    listed = [{"number": f"{own}{n}", **phone} for n, phone in enumerate(phones or [{}])]
    known = {"id": id_, "country": "Guyana", "languages": ["en"]}
    return FocalPoint.model_validate(known | {"phones": listed} | values)


def _calls(*points: FocalPoint, **asked: Any) -> Calls:
    now, most_may = asked.pop("now", NIGHT), asked.pop("most_may", 2)
    return find_calls(points, Request(**{"country": GUYANA, **asked}), now, most_may)


def _ids(lines: Sequence[Line]) -> str:
    return " ".join(f"{line.point.id}{line.place or ''}" for line in lines)


def _ranked(*points: FocalPoint, **asked: Any) -> str:
    return _ids(_calls(*points, **asked).lines)


def _sections(*points: FocalPoint, **asked: Any) -> str:
    """Return the sections with the ids of their lines: `answers a b, closed c`."""
    sections = _calls(*points, **asked).sections
    return ", ".join(f"{name} {_ids(lines)}" for name, lines in sections.items())


@each(
    ("phone", "asked", "section"),
    [
        (ALWAYS, {}, "answers"),
        ({"hours": "Mo-Su 00:00-24:00"}, {"now": CHRISTMAS}, "answers"),
        (OFFICE, {"now": NOON}, "answers"),
        ({"hours": "Mo-Fr,PH 08:00-16:30"}, {"now": CHRISTMAS}, "answers"),
        ({}, {}, "may"),
        ({"hours": 'Mo-Fr "by appointment"'}, {}, "may"),
        (OFFICE, {"now": CHRISTMAS}, "may"),
        (ALWAYS | TOLL_FREE, {}, "may"),
        (ALWAYS | FAILED, {}, "may"),
        (ALWAYS | FAILED | {"tested": date(2026, 5, 6)}, {}, "may"),
        (ALWAYS | FAILED | {"tested": date(2026, 5, 7)}, {}, "answers"),
        (OFFICE, {}, "closed"),
        (OFFICE | TOLL_FREE | FAILED, {}, "closed"),
        ({"hours": "Mo-Fr 08:00-16:30; PH off"}, {"now": CHRISTMAS}, "closed"),
        (ALWAYS | NATIONAL, {}, "inside"),
        (OFFICE | NATIONAL, {"caller": SURINAME}, "inside"),
        (ALWAYS | NATIONAL, {"caller": GUYANA}, "answers"),
    ],
)
def test_state_of_line(phone: dict[str, Any], asked: dict[str, Any], section: str) -> None:
    assert _sections(_point("a", phone), **asked) == f"{section} a"


def test_opening_passes_over_holidays() -> None:
    eve = datetime(2026, 12, 24, 22, tzinfo=UTC)  # a Thursday; the Monday is a holiday
    opens = {
        hours: _calls(_point("a", {"hours": hours}), now=eve).lines[0].opens
        for hours in ("Mo-Fr 08:00-16:30", "Mo-Fr,PH 08:00-16:30", "2020 Mo 08:00-16:30")
    }
    shown = [f"{each:%a %d %H:%M}" if each else "" for each in opens.values()]
    assert shown == ["Tue 29 08:00", "Fri 25 08:00", ""]


@each(
    ("first", "second", "asked"),
    [
        (ALWAYS | TESTED, ALWAYS, {}),
        (ALWAYS, OFFICE, {"now": NOON}),
        ({"hours": "Mo-Su 00:00-24:00"} | TESTED, ALWAYS, {}),
        ({"type": "mobile"} | OFFICE, OFFICE, {"now": NOON}),
        ({"type": "mobile"}, OFFICE, {"now": CHRISTMAS}),
        ({}, FAILED, {}),
        (FAILED, TOLL_FREE, {}),
        ({"hours": "Su 03:00-04:00"}, OFFICE, {}),
        (OFFICE, {"hours": "Su 03:00-04:00"} | FAILED, {}),
        (OFFICE, {"hours": "2020 Mo 08:00-16:30"}, {}),
        ({}, OFFICE, {}),
        ({"tested": None} | OFFICE, NATIONAL, {"caller": SURINAME}),
    ],
)
def test_line_comes_before_another(
    first: dict[str, Any], second: dict[str, Any], asked: dict[str, Any]
) -> None:
    assert _ranked(_point("b", first), _point("a", second), **asked) == "b a"


@each(
    ("first", "second", "wish"),
    [
        ({}, {"country": "Suriname", "covers": ["Guyana"], "role": "duty-desk"}, {}),
        ({"country": "Suriname", "covers": ["Guyana"]}, {"role": "technical"}, {"own": 0}),
        ({}, {"role": "technical", "verified": date(2026, 5, 2)}, {}),
        ({}, {"role": "secretariat", "languages": ["nl"]}, {"language": "nl"}),
        ({"languages": ["nl"]}, {"languages": []}, {"language": "nl"}),
        ({"languages": ["pt-BR"]}, {"languages": ["en"]}, {"language": "pt"}),
        ({"languages": []}, {"languages": ["en"]}, {"language": "nl"}),
        ({"languages": ["nl"]}, {"role": "duty-desk"}, {"language": "nl"}),
        ({"sectors": ["health"]}, {"sectors": ["police"]}, {"sector": "health"}),
        ({"sectors": []}, {"sectors": ["police"]}, {"sector": "health"}),
        ({"sectors": ["police"]}, {"sectors": ["health"]}, {"half": "law-enforcement"}),
        ({"role": "duty-desk"}, {"role": "head-of-unit"}, {}),
        ({"role": "head-of-unit"}, {"role": "alternate", "verified": date(2026, 5, 2)}, {}),
        ({"role": "technical"}, {"role": "secretariat"}, {}),
        ({"sectors": ["police"]}, {"sectors": ["labour-inspection"]}, {}),
        ({"sectors": ["victim-assistance"]}, {"sectors": ["health"]}, {}),
        ({"verified": date(2026, 5, 2)}, {"verified": date(2026, 5, 1)}, {}),
        ({"verified": date(2026, 5, 2)}, {}, {}),
    ],
)
def test_entry_comes_before_another(
    first: dict[str, Any], second: dict[str, Any], wish: dict[str, Any]
) -> None:
    if wish.pop("own", None) is not None:
        first, second = second, first  # own before covering, whatever the role
    points = (_point("b", **first), _point("a", **second))
    assert _ranked(*points, **wish) == "b a"


def test_risk_counts_before_nearness() -> None:
    covering = {"country": "Suriname", "covers": ["Guyana"]}
    assert _ranked(_point("a", TOLL_FREE), _point("b", {}, **covering)) == "b a"


def test_usual_sectors_count_only_where_no_wish_is_met() -> None:
    points = (_point("b", sectors=["police"]), _point("a", sectors=["labour-inspection"]))
    assert _ranked(*points) == _ranked(*points, sector="health") == "b a"
    both = _point("b", sectors=["police", "labour-inspection"])
    assert _ranked(both, points[1], sector="labour-inspection") == "a b"
    assert _ranked(both, _point("a", sectors=["prosecution"]), half="law-enforcement") == "a b"


def test_office_is_not_open_on_a_holiday_that_its_hours_do_not_name() -> None:
    office, desk = _point("a", OFFICE, sectors=["prosecution"]), _point("b", sectors=["police"])
    assert _ranked(office, desk, now=CHRISTMAS) == "b a"
    assert _ranked(office, desk, now=NOON) == "a b"


def test_ids_and_places_decide_last() -> None:
    assert _ranked(_point("b", {}, {}), _point("a", {})) == "a b b1"
    assert _ranked(_point("b", role="head-of-unit"), _point("a")) == "a b"


@each(
    ("phone", "values"),
    [
        ({"type": "fax"}, {}),
        ({"number": "*21#"}, {}),
        ({"number": "+592 CALL ME"}, {}),
        ({"ext": "front desk"}, {}),
        (WRONG, {}),
        ({}, {"status": "left"}),
        ({}, {"until": date(2026, 8, 1)}),
        ({}, {"status": "vacant"}),
        (OFFICE, {"country": "Suriname"}),
        (ALWAYS | NATIONAL, {"country": "Suriname"}),
        (ALWAYS | TOLL_FREE, {"country": "Suriname"}),
        (ALWAYS | FAILED, {"country": "Suriname"}),
        (ALWAYS, {"country": "Suriname", "role": "technical"}),
        (ALWAYS, {"country": "Suriname", "role": "secretariat"}),
        (ALWAYS, {"country": "Suriname", "role": "observer"}),
        (ALWAYS, {"country": "Suriname", **HOUSE}),
        (ALWAYS, {"country": "Suriname", "covers": ["Guyana"], **HOUSE}),
    ],
)
def test_line_is_no_candidate(phone: dict[str, Any], values: dict[str, Any]) -> None:
    assert _ranked(_point("a", phone, **values)) == ""


def test_wrong_number_is_a_line_when_answered_again() -> None:
    assert _ranked(_point("a", WRONG | TESTED)) == "a"
    assert _ranked(_point("a", {"type": "hotline"}, status="vacant")) == "a"


def test_lines_elsewhere_are_named_where_nobody_answers() -> None:
    far = _point("far", ALWAYS, country="Suriname")
    closed, may, doubtful = _point("a", OFFICE), _point("m"), _point("t", ALWAYS | TOLL_FREE)
    assert _sections(far, closed) == "elsewhere far, closed a"
    assert _sections(far, closed, now=NOON) == "answers a"
    assert _sections(far, may, closed) == "may m, elsewhere far, closed a"
    # Numbers that may not get through are not first while another line is there.
    assert _sections(far, doubtful) == "elsewhere far, may t"
    assert _sections(far, _point("b", ALWAYS | FAILED)) == "elsewhere far, may b"
    assert _sections(doubtful, may) == "may m t"
    assert _sections(far, closed, caller=SURINAME) == "closed a"


def test_two_that_may_answer_stand_before_those_elsewhere() -> None:
    far = [_point(f"f{n}", ALWAYS, country="Suriname") for n in range(3)]
    may = _point("m", {}, {}, {})
    assert _sections(*far, may) == "may m m1, elsewhere f0 f1, too m2"
    assert _sections(*far, may, most_may=1) == "may m, elsewhere f0 f1, too m1 m2"


@each(
    ("first", "second", "asked"),
    [
        (
            {"sectors": ["health"]},
            {"sectors": ["police"], "languages": ["nl"]},
            {"half": "protection", "language": "nl"},
        ),
        ({"sectors": ["health"]}, {"sectors": ["police"]}, {"sector": "health"}),
        # Of the half of the sector that is asked for, though it meets no wish.
        (
            {"sectors": ["prosecution"]},
            {"sectors": ["health"], "languages": ["nl"]},
            {"sector": "police", "language": "nl"},
        ),
        ({"languages": ["nl"]}, {"languages": ["es"]}, {"language": "nl"}),
        ({"phones": [{"number": "+597 600 1234", **ALWAYS, **TESTED}]}, {}, {}),
        ({"languages": ["en"]}, {"languages": ["nl"]}, {}),
        ({"country": "Jamaica"}, {"country": "Netherlands"}, {}),
    ],
)
def test_elsewhere_one_comes_before_another(
    first: dict[str, Any], second: dict[str, Any], asked: dict[str, str]
) -> None:
    values = {"country": "Suriname"}
    points = (_point("b", ALWAYS, **values | first), _point("a", ALWAYS, **values | second))
    assert _ranked(*points, **asked) == "b a"


def test_observer_is_a_line_where_nobody_else_is() -> None:
    observer = _point("o", ALWAYS, role="observer")
    assert _sections(observer) == "observers o"
    assert _sections(observer, _point("a", OFFICE)) == "closed a"
    assert _sections(observer, _point("a", OFFICE, country="Suriname", covers=["Guyana"])) == (
        "closed a"
    )
    nobody = (_point("v", status="vacant"), _point("e", phones=[]), _point("h", **HOUSE))
    assert _sections(observer, *nobody) == "shelters h, observers o"
    far = _point("far", ALWAYS, country="Suriname")
    assert _sections(observer, far) == "elsewhere far, observers o"
    assert _sections(_point("o", ALWAYS | NATIONAL, role="observer")) == "inside o"


def test_shelter_stands_last_in_its_own_country() -> None:
    house, office = _point("h", ALWAYS, **HOUSE), _point("a", OFFICE)
    assert _sections(house, office) == "closed a, shelters h"
    assert _sections(house, office, sector="shelter") == "shelters h, closed a"
    secret = _point("h", ALWAYS, sectors=["shelter"], sharing="secretariat")
    assert _sections(secret, office) == "closed a, shelters h"
    ministry = _point("m", ALWAYS, sectors=["shelter"], body="ministry")
    assert _sections(ministry, office) == "answers m, closed a"
    assert _sections(house, country=SURINAME, sector="shelter") == ""


def test_islands_are_one_country_for_national_numbers() -> None:
    for place, caller, dials in (
        ("BQ-BO", "BQ-SA", True),
        ("BQ", "BQ-SE", True),
        ("GP", "MF", True),
        ("GP", "MQ", False),
        ("GY", "SR", False),
    ):
        number = {"number": "0800 1234", **NATIONAL}
        asked = {"country": get_country(place), "caller": get_country(caller)}
        (line,) = _calls(_point("a", number, country=place), **asked).lines
        assert (line.is_dialable, line.dial) == (dials, "08001234" if dials else "")


def test_number_to_dial_has_pause_before_extension() -> None:
    calls = _calls(
        _point("a", {"number": "+592 220-1234", "ext": "12"}, {"number": "+592 220.1240"}),
        _point("b", {"number": "220 1250"}),
        caller=GUYANA,
    )
    assert {line.dial for line in calls.lines} == {"+5922201234,12", "+5922201240", "2201250"}
    (line,) = _calls(_point("b", {"number": "220 1250"})).lines
    assert (line.is_dialable, line.dial) == (False, "")


def test_number_of_several_seats_is_named_once() -> None:
    number, other = {"number": "+592 220 1234"}, {"number": "+592-220-1234"}
    assert _ranked(_point("a", number), _point("b", other, other | {"ext": "1"})) == "a b1"
    # National digits of two countries are two numbers.
    national = NATIONAL | {"number": "0800 1234"}
    covering = _point("b", national, country="Suriname", covers=["Guyana"])
    assert _ranked(_point("a", national), covering) == "a b"


def _shown(calls: Calls) -> str:
    return ", ".join(f"{name} {_ids(lines)}" for name, lines in choose_lines(calls).items())


def test_five_lines_are_shown_and_one_of_each_section() -> None:
    staff = [_point(f"a{n}", OFFICE, sectors=["police"]) for n in range(6)]
    assert _shown(_calls(*staff)) == "closed a0 a1 a2 a3 a4"
    best = _point("z", OFFICE | FAILED, sectors=["health"])
    assert _shown(_calls(*staff, best, sector="health")) == "closed a0 a1 a2 a3 z"
    far = [_point(f"f{n}", ALWAYS, country="Suriname") for n in range(2)]
    inside = [_point(f"n{n}", ALWAYS | NATIONAL | {"number": f"289 123{n}"}) for n in range(2)]
    house = _point("h", **HOUSE)
    assert _shown(_calls(*staff, *far, *inside, house)) == (
        "elsewhere f0 f1, closed a0 a1 a2, shelters h, inside n0"
    )
    may = _point("m", {}, {}, {})
    assert _shown(_calls(*staff, *far, *inside, house, may)) == (
        "may m m1, elsewhere f0 f1, too m2, closed a0, shelters h, inside n0"
    )
    assert _shown(_calls()) == ""


def test_seats_to_write_to() -> None:
    seats = (
        _point("t", role="technical"),
        _point("c", country="Suriname", covers=["Guyana"], role="duty-desk"),
        _point("b", sectors=["health"]),
        _point("a", sectors=["police"]),
        _point("v", status="vacant"),
        _point("o", role="observer"),
        _point("s", role="secretariat"),
        _point("h", **HOUSE),
        _point("x", country="Suriname"),
        _point("p", country="Suriname", covers=["Guyana"], sectors=["health"]),
    )

    def written(*some: FocalPoint, **asked: Any) -> str:
        is_secret = dict.fromkeys(some, False)
        return " ".join(seat.id for seat in find_addressees(_calls(*seats, **asked), is_secret))

    assert written(*seats) == "a b p c"
    assert written(*seats, half="protection") == "b p a c"
    assert written(seats[0], *seats[4:-1]) == "t"


def test_secret_address_is_written_to_alone() -> None:
    own, other = _point("a", role="duty-desk"), _point("b")
    covering = _point("c", country="Suriname", covers=["Guyana"])
    calls = _calls(own, other, covering)

    def written(*some: FocalPoint) -> str:
        is_secret = {seat: seat.id == "a" for seat in some}
        return " ".join(seat.id for seat in find_addressees(calls, is_secret))

    assert written(own, other, covering) == "b c"
    assert written(own, covering) == "a"
    assert written(covering) == "c"
    assert written() == ""


def test_secretariat_answers_first_where_it_answers_now() -> None:
    def aid(id_: str, phone: dict[str, Any]) -> FocalPoint:
        return _point(id_, phone, country="Suriname", role="secretariat")

    points = (aid("d", OFFICE), aid("c", {}), aid("b", ALWAYS), aid("a", ALWAYS | NATIONAL))
    assert _ids(_calls(*points).secretariat) == "b c d"


def test_order_does_not_depend_on_that_of_the_file() -> None:
    chance = random.Random(4)  # noqa: S311 - no secrets
    points = [random_point(chance, number) for number in range(40)]
    lines = _calls(*points).lines
    chance.shuffle(points)
    assert _calls(*points).lines == lines


def test_hours_that_cannot_be_read_are_not_known() -> None:
    line = _calls(_point("a", {"hours": "always"})).lines[0]
    assert (line.status, line.opens) == (None, None)
    assert _calls(_point("a", OFFICE)).lines[0].opens == datetime(2026, 8, 3, 12, tzinfo=UTC)


def test_sentence_knows_number_that_stands_in_an_earlier_section() -> None:
    number = {"number": "+592 609 1234"}
    house = _point("house", number | ALWAYS, **HOUSE)
    office = _point("office", number | OFFICE)
    calls = _calls(house, office, sector="shelter")
    assert [*calls.sections] == ["shelters"]
    key, line = find_sentence(calls)
    assert key == "closed_until"
    assert line
    assert line.point.id == "office"
