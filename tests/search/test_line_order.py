"""The order of lines to call: an oracle written apart, and each rule by itself.

`python -m tests.search.test_line_order 10000` compares that many random directories.
"""

import random
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from cmcct.fieldtypes.opening_hours import opening_status
from cmcct.model.entities import FocalPoint
from cmcct.reference import vocabulary
from cmcct.reference.countries import Country, find_country, get_country
from cmcct.search.line_order import Line, Request, choose_lines, dial_text, rank_lines

NIGHT = datetime(2026, 8, 2, 6, 30, tzinfo=UTC)  # a Sunday, 02:30 in Georgetown
GUYANA, SURINAME, HAITI = map(find_country, ("Guyana", "Suriname", "Haiti"))
ALWAYS = {"hours": "24/7"}
TESTED = {"tested": date(2026, 5, 5)}
FAILED = {"failed": {"on": date(2026, 5, 6), "why": "busy"}}
NATIONAL = {"national": True}
TOLL_FREE = "+1 800 212 3470"

# The oracle


def _is_one(one: Country, other: Country) -> bool:
    groups = ({"BQ", "BQ-BO", "BQ-SA", "BQ-SE"}, {"GP", "BL", "MF"})
    return one == other or any({one.code, other.code} <= group for group in groups)


def _is_part(one: Country, other: Country) -> bool:
    islands = all(code.startswith("BQ") for code in (one.code, other.code))
    return one == other or (islands and "BQ" in {one.code, other.code})


def expected(points: Sequence[FocalPoint], asked: Request, now: datetime) -> list[tuple[str, int]]:
    """Return the (id, index) of the lines in order: stable sorts, the last key first."""
    rows: list[dict[str, Any]] = []
    for point in points:
        for index, phone in enumerate(point.phones):
            left = point.status == "left" or (
                point.status == "active" and point.until and point.until < now.date()
            )
            failed = phone.failed and not (phone.tested and phone.tested > phone.failed.on)
            wrong = failed and phone.failed.why == "wrong-number"  # type: ignore[union-attr]
            vacant = point.status == "vacant" and phone.type != "hotline"
            if left or vacant or wrong or phone.type == "fax" or "*" in phone.number:
                continue
            own = _is_part(point.country, asked.country)
            near = 0 if own else 1 if any(_is_part(c, asked.country) for c in point.covers) else 2
            inside = asked.caller is not None and _is_one(point.country, asked.caller)
            national = phone.national or phone.number[0] != "+"
            free = phone.number.startswith("+1 800")
            hours = phone.hours or point.hours
            state = opening_status(hours, now, point.zone, point.country.code) if hours else None
            always = hours == "24/7"
            open_ = always or bool(state and state.is_open)
            wishes = [
                (asked.language, point.languages, asked.language in point.languages),
                (asked.sector, point.sectors, asked.sector in point.sectors),
                (asked.half, point.sectors, asked.half in vocabulary.halves_of(point.sectors)),
            ]
            met = sum((2 if hit else 0) if given else 1 for wish, given, hit in wishes if wish)
            halves = (
                [asked.half]
                if asked.half
                else vocabulary.halves_of((asked.sector,))
                if (asked.sector)
                else ["law-enforcement", "protection"]
            )
            spoken = point.languages or point.country.languages
            rows.append(
                {
                    "id": point.id,
                    "place": index,
                    "number": "".join(filter(str.isdigit, phone.number))
                    + ("" if national else "+"),
                    "reach": 0 if inside else 2 if national else 1 if free else 0,
                    "near": near,
                    "failed": bool(failed or phone.doubtful),
                    "always": always,
                    "state": (0 if phone.tested else 1) if always else 2 if open_ else 3,
                    "unmet": -met,
                    "mobile": phone.type != "mobile",
                    "closed": bool(state) and not open_,
                    "opens": 0
                    if open_
                    else state.until.timestamp()
                    if state and state.until
                    else 9e9,
                    "age": now.date() - (point.verified or date(1, 1, 1)),
                    "half": bool({*halves} & {*vocabulary.halves_of(point.sectors)}),
                    "mute": not {*spoken} & {*asked.country.languages},
                    **{
                        group: group not in {*asked.country.groups} & {*point.country.groups}
                        for group in ("oecs", "caricom", "acs")
                    },
                }
            )
    nearer = [row for row in rows if row["near"] < 2]
    if any(row["reach"] == 0 and row["state"] < 3 and not row["failed"] for row in nearer):
        rows = nearer
    rows = [
        row
        for row in rows
        if row["near"] < 2 or (row["always"] and row["half"] and row["reach"] < 2)
    ]
    far = ("place", "id", "acs", "caricom", "oecs", "mute", "unmet", "state", "failed")
    close = ("place", "id", "age", "opens", "closed", "mobile", "unmet", "state", "failed")
    parts = [[row for row in rows if (row["near"] == 2) == is_far] for is_far in (False, True)]
    for part, keys in zip(parts, (close, far), strict=True):
        for key in keys:
            part.sort(key=lambda row, key=key: row[key])  # type: ignore[misc]
    rows = parts[0] + parts[1]
    for key in ("near", "reach"):
        rows.sort(key=lambda row, key=key: row[key])  # type: ignore[misc]
    return [
        (row["id"], row["place"])
        for at, row in enumerate(rows)
        if row["number"] not in [other["number"] for other in rows[:at]]
    ]


CODES = ("GY", "GY", "SR", "HT", "BQ", "BQ-BO", "BQ-SA", "GP", "MF", "LC")
HOURS = ("", "", "24/7", "24/7", "Mo-Fr 08:00-16:30", "Mo-Su 20:00-06:00", "PH,Su off", "???")
SECTORS = ("police", "child-protection", "coordination", "prosecution")
LANGUAGES = ("en", "nl", "fr", "es", "ht")


def _random_phone(chance: random.Random, number: int) -> dict[str, Any]:
    day = date(2026, 5, chance.randint(1, 4))
    why = chance.choice(["busy", "no-answer", "wrong-number"])
    written = f"+592 6{chance.choice([number, chance.randint(0, 20)]):06d}"
    return {
        "number": chance.choice(
            [written, written, f"+1 800 21{number:05d}", f"28{number:05d}", "*21#"]
        ),
        "type": chance.choice(["office", "mobile", "hotline", "fax"]),
        "national": chance.random() < 0.2,
        "hours": chance.choice(HOURS),
        "tested": chance.choice([None, day, date(2026, 5, 2)]),
        "failed": chance.choice([None, None, {"on": date(2026, 5, 2), "why": why}]),
        "doubtful": chance.random() < 0.1,
    }


def random_points(chance: random.Random) -> list[FocalPoint]:
    """Return the entries of a random directory."""
    return [random_point(chance, number) for number in range(chance.randint(0, 16))]


def random_request(chance: random.Random) -> Request:
    """Return what somebody asks for, from somewhere, with some wishes."""
    return Request(
        get_country(chance.choice(CODES)),
        chance.choice([None, *map(get_country, CODES)]),
        *(chance.choice(["", *words]) for words in (LANGUAGES, SECTORS, vocabulary.HALVES)),
    )


def random_point(chance: random.Random, number: int) -> FocalPoint:
    """Return an entry with random values, and with numbers that few others have."""
    return FocalPoint.model_validate(
        {
            "id": f"x-{chance.randint(0, 10**6)}-{number}",
            "country": chance.choice(CODES),
            "covers": chance.sample(CODES, chance.choice([0, 0, 1, 2])),
            "languages": chance.sample(LANGUAGES, chance.randint(0, 2)),
            "sectors": chance.sample(SECTORS, chance.randint(0, 2)),
            "hours": chance.choice(HOURS),
            "status": chance.choice(["active", "active", "active", "vacant", "left"]),
            "until": chance.choice([None, None, date(2026, 8, 1), date(2027, 8, 1)]),
            "verified": chance.choice(
                [None, date(2026, 1, 1), date(2026, 3, chance.randint(1, 9))]
            ),
            "phones": [_random_phone(chance, 10 * number + n) for n in range(chance.randint(0, 4))],
        }
    )


def compare(rounds: int, seed: int) -> int:
    """Compare the order with the oracle's in random directories; return the number of lines."""
    chance, lines = random.Random(seed), 0  # noqa: S311 - no secrets
    for _ in range(rounds):
        points, asked = random_points(chance), random_request(chance)
        now = NIGHT + timedelta(minutes=15 * chance.randint(0, 4 * 24 * 30))
        ranked = [(line.point.id, line.place) for line in rank_lines(points, asked, now)]
        assert ranked == expected(points, asked, now), (points, asked, now)
        lines += len(ranked)
    return lines


def test_order_is_that_of_the_oracle() -> None:
    assert compare(200, seed=20) > 0


# Each rule by itself


def _point(id_: str, *phones: Any, **values: Any) -> FocalPoint:
    """Return an entry; a number that is not given is one that no other entry has."""
    own = f"+592 6{ord(id_[0])} {ord(id_[-1])}"
    listed = [{"number": f"{own}{n}", **phone} for n, phone in enumerate(phones or [{}])]
    known = {"id": id_, "country": "Guyana", "languages": ["en"]}
    return FocalPoint.model_validate(known | {"phones": listed} | values)


def _ranked(*points: FocalPoint, **asked: Any) -> list[Line]:
    now = asked.pop("now", NIGHT)
    return rank_lines(points, Request(**{"country": GUYANA, **asked}), now)


def _ids(lines: Sequence[Line]) -> str:
    return " ".join(f"{line.point.id}{line.place or ''}" for line in lines)


MORNING, NOON = NIGHT + timedelta(hours=28), NIGHT + timedelta(hours=34)  # of a Monday
OFFICE = {"hours": "Mo-Fr 08:00-16:30"}


@pytest.mark.parametrize(
    ("first", "second", "asked"),
    [
        ({"tested": None}, NATIONAL, {"caller": SURINAME}),
        ({}, {"number": TOLL_FREE}, {}),
        ({}, FAILED, {}),
        (TESTED, FAILED | {"tested": date(2026, 5, 5)}, {}),
        (ALWAYS | TESTED, ALWAYS, {}),
        (ALWAYS, OFFICE, {"now": NOON}),
        (OFFICE, {}, {"now": NOON}),
        ({"type": "mobile"} | OFFICE, {}, {}),
        ({}, OFFICE, {}),
        ({"hours": "Su 03:00-04:00"}, OFFICE, {}),
    ],
)
def test_line_comes_before_another(
    first: dict[str, Any], second: dict[str, Any], asked: dict[str, Any]
) -> None:
    assert _ids(_ranked(_point("b", first), _point("a", second), **asked)) == "b a"


@pytest.mark.parametrize(
    ("first", "second", "wish"),
    [
        ({"languages": ["nl"]}, {"languages": []}, {"language": "nl"}),
        ({"languages": ["pt-BR"]}, {"languages": ["en"]}, {"language": "pt"}),
        ({"languages": []}, {"languages": ["en"]}, {"language": "nl"}),
        ({"sectors": ["health"]}, {"sectors": ["police"]}, {"sector": "health"}),
        ({"sectors": []}, {"sectors": ["police"]}, {"sector": "health"}),
        ({"sectors": ["police"]}, {"sectors": ["health"]}, {"half": "law-enforcement"}),
        ({"verified": date(2026, 5, 2)}, {"verified": date(2026, 5, 1)}, {}),
        ({"verified": date(2026, 5, 2)}, {}, {}),
        ({}, {"country": "Suriname", "covers": ["Guyana"]}, {}),
    ],
)
def test_entry_comes_before_another(
    first: dict[str, Any], second: dict[str, Any], wish: dict[str, str]
) -> None:
    points = (_point("b", **first), _point("a", **second))
    assert _ids(_ranked(*points, **wish)) == "b a"
    assert len(_ranked(*points, **wish)) == 2


def test_ids_and_places_decide_last() -> None:
    assert _ids(_ranked(_point("b", {}, {}), _point("a", {}))) == "a b b1"


@pytest.mark.parametrize(
    ("phone", "values"),
    [
        ({"type": "fax"}, {}),
        ({"number": "*21#"}, {}),
        ({"number": "+592 CALL ME"}, {}),
        ({"ext": "front desk"}, {}),
        ({"failed": {"on": date(2026, 5, 2), "why": "wrong-number"}}, {}),
        ({}, {"status": "left"}),
        ({}, {"until": date(2026, 8, 1)}),
        ({}, {"status": "vacant"}),
        ({}, {"country": "Suriname"}),
        (ALWAYS | NATIONAL, {"country": "Suriname", "sectors": ["police"]}),
        (ALWAYS, {"country": "Suriname", "sectors": []}),
    ],
)
def test_line_is_no_candidate(phone: dict[str, Any], values: dict[str, Any]) -> None:
    assert _ranked(_point("a", phone, **values)) == []


def test_wrong_number_is_candidate_when_answered_again() -> None:
    failed = {"failed": {"on": date(2026, 5, 2), "why": "wrong-number"}}
    assert _ids(_ranked(_point("a", failed | TESTED))) == "a"
    assert _ids(_ranked(_point("a", {"type": "hotline"}, status="vacant"))) == "a"


def test_line_elsewhere_is_named_where_none_is_open() -> None:
    far = _point("far", ALWAYS, country="Suriname", sectors=["police"])
    closed, open_ = _point("a", OFFICE), _point("b", ALWAYS)
    assert _ids(_ranked(far, closed)) == "a far"
    assert _ids(_ranked(far, closed, now=NOON)) == "a"
    assert _ids(_ranked(far, open_)) == "b"
    assert _ids(_ranked(far, _point("b", ALWAYS | FAILED))) == "b far"
    assert _ids(_ranked(far, _point("b", ALWAYS | {"number": TOLL_FREE}))) == "far b"


@pytest.mark.parametrize(
    ("asked", "ids"),
    [
        ({"sector": "health"}, "health"),
        ({"half": "law-enforcement"}, "police"),
        ({}, "health police"),
    ],
)
def test_line_elsewhere_is_of_half_asked_for(asked: dict[str, str], ids: str) -> None:
    points = [_point(word, ALWAYS, country="Suriname", sectors=[word]) for word in ids.split()]
    other = {"health": "police", "police": "health"}.get(ids)
    points += [_point("x", ALWAYS, country="Suriname", sectors=[other])] if other else []
    assert _ids(_ranked(*points, **asked)) == ids


def test_shared_language_and_groups_order_elsewhere() -> None:
    def far(id_: str, country: str, *languages: str) -> FocalPoint:
        values: dict[str, Any] = {"country": country, "languages": languages, "sectors": ["police"]}
        return _point(id_, ALWAYS, **values)

    points = (
        far("a", "Netherlands", "nl"),
        far("b", "Cuba", "es"),
        far("c", "Jamaica", "es"),
        far("d", "Grenada", "es"),
        far("e", "Netherlands", "en"),
    )
    assert _ids(_ranked(*points, country=find_country("Saint Lucia"))) == "e d c b a"
    assert _ranked(points[4])[0].shared == ("en",)


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
        (line,) = _ranked(_point("a", number, country=place), **asked)
        assert (line.is_candidate, dial_text(line)) == (dials, "08001234" if dials else "")


def test_number_to_dial_has_pause_before_extension() -> None:
    texts = {
        dial_text(line)
        for line in _ranked(
            _point("a", {"number": "+592 220-1234", "ext": "12"}, {"number": "+592 220.1240"}),
            _point("b", {"number": "220 1250"}),
            caller=GUYANA,
        )
    }
    assert texts == {"+5922201234,12", "+5922201240", "2201250"}
    (line,) = _ranked(_point("b", {"number": "220 1250"}))
    assert (line.is_candidate, dial_text(line)) == (False, "")


def test_number_of_several_seats_is_named_once() -> None:
    number = {"number": "+592 220 1234"}
    other = {"number": "+592-220-1234"}
    assert _ids(_ranked(_point("a", number), _point("b", other, other | {"ext": "1"}))) == "a b1"


def test_five_lines_are_shown_with_best_match() -> None:
    points = [_point(f"a{n}", {"number": f"+592 220 124{n}"}, sectors=["police"]) for n in range(6)]
    best = _point("z", {"number": "+592 220 1250"}, OFFICE, sectors=["health"])
    lines = _ranked(*points, best, sector="police")
    assert _ids(choose_lines(lines)) == "a0 a1 a2 a3 a4"
    doubtful = _point("z", FAILED, sectors=["health"])
    lines = _ranked(*points, doubtful, sector="health")
    assert _ids(choose_lines(lines)) == "a0 a1 a2 a3 z"
    national = (_point("n", {"number": "289 1240"} | ALWAYS), _point("m", {"number": "289 1250"}))
    lines = _ranked(*points, doubtful, *national, sector="health")
    assert _ids(choose_lines(lines)) == "a0 a1 a2 z n"
    assert choose_lines([]) == []


def test_order_does_not_depend_on_that_of_the_file() -> None:
    chance = random.Random(4)  # noqa: S311 - no secrets
    points = [random_point(chance, number) for number in range(40)]
    lines = _ranked(*points)
    chance.shuffle(points)
    assert _ranked(*points) == lines


def test_hours_that_cannot_be_read_are_not_known() -> None:
    line = _ranked(_point("a", {"hours": "always"}))[0]
    assert (line.status, line.opens) == (None, None)
    assert _ranked(_point("a", OFFICE))[0].opens == datetime(2026, 8, 3, 12, tzinfo=UTC)


if __name__ == "__main__":
    sys.stdout.write(f"{compare(int(sys.argv[1]), seed=int(sys.argv[2]))} lines agree\n")
