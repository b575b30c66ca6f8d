"""The sheet of `cmcct call`: its words, and what of it a small screen shows."""

from datetime import UTC, date, datetime, timedelta
from itertools import cycle, product
from math import ceil
from typing import Any

import pytest

from cmcct.calling.lines import Request, find_calls
from cmcct.cli.screen.call_sheet import (
    LEAST_HEIGHT,
    LEAST_WIDTH,
    Sheet,
    fit_screen,
    format_text,
)
from cmcct.formats.shared.phrases import list_offices
from cmcct.i18n.messages import LANGUAGES, Translator
from cmcct.model.entities import FocalPoint
from cmcct.reference.countries import find_country
from cmcct.storage import directory_file
from tests.calling import oracle
from tests.conftest import SHIPPED
from tests.support.cases import each
from tests.support.entries import extract
from tests.support.random_calls import NIGHT
from tests.support.region import REGION

HAITI, BARBADOS = map(find_country, ("Haiti", "Barbados"))
OFFICE = "Mo-Fr 08:00-16:30"
MONDAY = datetime(2026, 8, 3, 4, tzinfo=UTC)  # midnight in Georgetown


def _point(**values: Any) -> FocalPoint:
    known: dict[str, Any] = {
        "id": "gy-ctu",
        "country": "Guyana",
        "name": "Ada Example",
        "organisation": "Example Ministry",
        "phones": ["+592 220 1234"],
    }
    return FocalPoint.model_validate(known | values)


def _sheet(*points: FocalPoint, **asked: Any) -> Sheet:
    now, lang = asked.pop("now", NIGHT), asked.pop("lang", "en")
    audience, is_small = asked.pop("audience", "secretariat"), asked.pop("is_small", False)
    whole = asked.pop("is_whole", False)
    view = extract(*points, audience=audience)
    request = Request(**{"country": find_country("Guyana"), **asked})
    calls = find_calls(view.focal_points, request, now, 1 if is_small else 2)
    command = "cmcct call guyana --all"
    return Sheet(calls, view, Translator(lang), command, is_whole=whole, is_small=is_small)


def _rows(*points: FocalPoint, **asked: Any) -> list[str]:
    return format_text(_sheet(*points, **asked)).splitlines()


def _why(now: datetime = NIGHT, lang: str = "en", **values: Any) -> str:
    sheet = _sheet(_point(**values), now=now, lang=lang)
    return sheet.why(sheet.calls.lines[0])


def _sentence(*points: FocalPoint, **asked: Any) -> str:
    return _rows(*points, **asked)[1]


@each(
    ("ahead", "state"),
    [
        (timedelta(minutes=7 * 60 + 59), "opens 08:00, in 1 min"),
        (timedelta(hours=7, minutes=30), "opens 08:00, in 30 min"),
        (timedelta(hours=7, minutes=15), "opens 08:00, in 45 min"),
        (timedelta(hours=7), "opens 08:00, in 1 h"),
        (timedelta(hours=6, minutes=29), "opens 08:00, in 1 h 31 min"),
        (timedelta(hours=6, minutes=31), "opens 08:00, in 1 h 29 min"),
        (timedelta(0), "opens 08:00, in 8 h"),
        (timedelta(hours=-1), "opens Mon 08:00, in 9 h"),
        (timedelta(hours=-16), "opens Mon 08:00"),
        (timedelta(hours=9), "open now, until 16:30"),
    ],
)
def test_state_says_when_office_opens(ahead: timedelta, state: str) -> None:
    assert _why(MONDAY + ahead, hours=OFFICE) == state


def test_state_says_what_is_known() -> None:
    assert _why(hours="Sep 01 08:00-16:30") == "opens 1 Sept 08:00"
    assert _why(hours="2020 Mo-Fr 08:00-16:30") == "closed now"
    assert _why(hours=OFFICE, timezone="America/Nowhere") == "hours not known"
    assert _why(hours="always") == _why() == "hours not known"
    assert _why(hours=OFFICE, country="Brazil", covers=["Guyana"]) == "local time not known"
    assert _why(phones=["+1 800 212 3470"], hours="24/7") == "may not work from abroad"
    assert _why(phones=["289 1240"], hours="24/7") == "24/7 there"
    assert _why(phones=["289 1240"], hours=OFFICE) == "opens Mon 08:00"
    assert _why(phones=["289 1240"]) == ""
    christmas = datetime(2026, 12, 25, 14, tzinfo=UTC)
    closed = "public holiday there (Christmas Day), may be closed"
    assert _why(christmas, hours=OFFICE) == closed
    eve = christmas - timedelta(hours=14)
    assert _why(eve, hours=f"{OFFICE}; PH off").startswith("opens Tue 08:00")
    # Eid, three days ahead, is estimated.
    may = datetime(2026, 5, 26, 14, tzinfo=UTC)
    assert _why(may, hours="Th 08:00-16:30; PH off") == (
        "closed, Independence Day, probably opens 4 Jun 08:00"
    )


def test_test_calls_are_told() -> None:
    def phones(**test: Any) -> list[dict[str, Any]]:
        return [{"number": "+592 220 1234", **test}]

    assert _why(phones=phones(tested=date(2025, 5, 1))) == (
        "hours not known, answered a test on 1 May 2025"
    )
    assert _why(phones=phones(tested=date(2026, 5, 1)), lang="fr").endswith("le 1er mai")
    failed = phones(failed={"on": date(2026, 5, 2), "why": "busy"})
    assert _why(phones=failed) == "busy on 2 May"
    sheet = _sheet(_point(phones=failed), audience="network")
    assert sheet.why(sheet.calls.lines[0]) == "a test call failed"
    later = _point(id="b", phones=phones(tested=date(2026, 5, 1), number="+592 220 1235"))
    rows = _rows(_point(verified=date(2026, 5, 1)), later)
    assert "  hours not known, tested 1 May; probably English (b)" in rows


def test_sentence_is_true_of_the_lines() -> None:
    closed = _point(hours=OFFICE)
    assert _sentence(closed, now=MONDAY, caller=HAITI) == (
        "Its lines that can be dialled from Haiti are closed until 08:00 (in 8 h)."
    )
    assert _sentence(closed) == (
        "Its lines that can be dialled from abroad are closed until Mon 08:00."
    )
    assert _sentence(_point(hours="2020 Mo-Fr 08:00-16:30")) == (
        "Its lines that can be dialled from abroad are closed."
    )
    before_eid = datetime(2026, 5, 26, 22, tzinfo=UTC)
    assert _sentence(_point(hours="Fr 08:00-16:30; PH off"), now=before_eid) == (
        "Its lines that can be dialled from abroad are closed, probably until Fri 08:00."
    )
    covering = _point(country="Barbados", hours=OFFICE, covers=["Guyana"])
    assert _sentence(covering) == (
        "Covered from Barbados, where the office is closed. It opens Tue 08:00, time in Guyana."
    )
    uncertain = "Not certain that anybody answers in Guyana now: "
    assert _sentence(_point()) == f"{uncertain}hours not known."
    assert _sentence(_point(hours=OFFICE, country="Brazil", covers=["Guyana"])) == (
        f"{uncertain}the entry has no timezone, so the local time is not known."
    )
    toll_free = _point(phones=["+1 800 212 3470"])
    assert _sentence(toll_free) == f"{uncertain}the number may not work from abroad."
    hotline = {"number": "+1 800 212 3470", "hours": "24/7"}
    assert _sentence(_point(phones=["+592 220 1234", hotline])) == (
        f"{uncertain}hours not known or the number may not work from abroad."
    )
    failed = {"number": "+592 220 1234", "doubtful": True}
    assert _sentence(_point(phones=[failed])) == f"{uncertain}a test call failed."
    christmas = datetime(2026, 12, 25, 14, tzinfo=UTC)
    assert _sentence(closed, now=christmas) == f"{uncertain}Christmas Day there."
    eid = datetime(2026, 5, 28, 14, tzinfo=UTC)
    assert _sentence(closed, now=eid).startswith(f"{uncertain}probably ")
    nobody = "Nobody in the list for Guyana can be called from Haiti."
    assert _sentence(_point(phones=["289 1240"]), caller=HAITI) == nobody
    assert _sentence(_point(phones=[]), caller=HAITI) == nobody
    wrong = {"number": "+592 220 1", "failed": {"on": date(2026, 5, 2), "why": "wrong-number"}}
    for audience in ("secretariat", "network"):
        assert _sentence(_point(phones=[wrong]), caller=HAITI, audience=audience) == nobody
    house = _point(sectors=["shelter"], body="ngo")
    assert _sentence(house, caller=HAITI) == nobody
    assert _sentence(_point(role="observer")) == "Only an observer is in the list for Guyana."
    for other in ((), (_point(country="Suriname"),), (_point(status="left"),)):
        assert _sentence(*other) == "No contact in the list covers Guyana."


def test_sentence_is_told_on_clocks_of_the_country() -> None:
    covering = _point(country="Belize", hours=OFFICE, covers=["Guyana"])
    assert "is closed. It opens Mon 10:00, time in Guyana." in _sentence(covering)
    rows = _rows(covering)
    assert "  opens Mon 08:00; covers Guyana from Belize, Sun 00:30; probably English" in rows
    nowhere = _point(country="Bouvet Island", timezone="America/Guyana", hours=OFFICE)
    rows = _rows(nowhere, country=find_country("Bouvet Island"))
    assert rows[:2] == [
        "Bouvet Island",
        "Its lines that can be dialled from abroad are closed until Mon 08:00.",
    ]
    assert "  opens Mon 08:00 (public holidays there are not known); Sun 02:30; " in rows[5]
    assert rows[5].endswith("; languages not known")


def test_vacant_seat_is_told() -> None:
    vacant = _point(status="vacant", title="Example Officer")
    rows = _rows(vacant, _point(id="sr", country="Suriname", covers=["Guyana"], hours=OFFICE))
    assert rows[1:3] == [
        "Vacant: Example Officer, Example Ministry.",
        "Covered from Suriname, where the office is closed. It opens Mon 07:00, time in Guyana.",
    ]
    assert "Vacant: gy-ctu." in _rows(_point(status="vacant", organisation=""))


def test_heading_compares_clocks() -> None:
    assert _rows(_point(), caller=BARBADOS)[0] == "Guyana   Sun 02:30"
    assert _rows(_point(), caller=HAITI)[0] == "Guyana   Sun 02:30, same time as yours"[:18]
    belize = find_country("Belize")
    assert _rows(_point(), caller=belize)[0] == "Guyana   Sun 02:30, 2 h ahead of you"
    assert _rows(_point(), caller=belize, is_small=True)[0] == "Guyana   Sun 02:30"


@each(
    ("values", "wish", "message"),
    [
        ({"languages": ["en"]}, {"language": "nl"}, "Guyana: no contact in this list speaks Dutch"),
        ({}, {"language": "nl"}, "Guyana: not known whether anyone speaks Dutch"),
        (
            {"sectors": ["police"]},
            {"sector": "health"},
            "Guyana: this list has no contact under 'health and psychosocial care'",
        ),
        (
            {},
            {"sector": "health"},
            "Guyana: not known whether anyone belongs under 'health and psychosocial care'",
        ),
        (
            {"sectors": ["police"]},
            {"half": "protection"},
            "Guyana: this list has no contact under 'protection'",
        ),
        (
            {},
            {"half": "protection"},
            "Guyana: not known whether anyone belongs under 'protection'",
        ),
    ],
)
def test_unmet_wish_is_said(values: dict[str, Any], wish: dict[str, str], message: str) -> None:
    assert message in _rows(_point(**values), **wish)


@each(("width", "height"), [(80, 24), (40, 20)])
def test_first_line_keeps_its_name_and_office(width: int, height: int) -> None:
    points = directory_file.load(SHIPPED).directory.focal_points
    cases = product(("Saint Lucia", "Suriname", "Barbados", "Haiti"), MOMENTS)
    for (country, now), lang in zip(cases, cycle((*LANGUAGES, "en")), strict=False):
        asked = {"country": find_country(country), "lang": lang, "now": now}
        sheet = _sheet(*points, is_small=width < LEAST_WIDTH, audience="network", **asked)
        rows = _fitted(sheet, height, width)
        text, point = " ".join(map(str.strip, rows)), sheet.calls.lines[0].point
        assert all(name in text for name in (point.full_label, *list_offices(point)))
        is_stale = point.is_stale(now.date(), sheet.view.info.verify_every_days)
        assert (sheet.translator.gettext("stale").upper() in text) is is_stale


def test_open_shelter_is_not_denied() -> None:
    closed = _point(hours=OFFICE)
    house = _point(
        id="h", sectors=["shelter"], body="ngo", phones=[{"number": "+592 220 7", "hours": "24/7"}]
    )
    assert _sentence(closed, house, sector="shelter") == (
        "Its lines that can be dialled from abroad are closed until Mon 08:00. "
        "Shelters are not counted."
    )


def test_wish_that_is_met_is_not_mentioned() -> None:
    point = _point(languages=["nl-SR"], sectors=["health"])
    wishes = {"language": "nl", "sector": "health", "half": "protection"}
    assert not [row for row in _rows(point, **wishes) if row.startswith("Guyana:")]
    assert not [row for row in _rows(language="nl") if row.startswith("Guyana:")]


def test_lines_are_told_with_who_answers() -> None:
    desk = _point(
        honorific="Dr",
        unit="Example Unit",
        role="head-of-unit",
        languages=["en", "es"],
        hours="24/7",
        phones=[{"number": "+592 609 1240", "type": "mobile", "apps": ["whatsapp"]}, "289 1240"],
        notes="Say where you are.\nThen ask.",
        private_notes="Example of a private note.",
        verified=date(2026, 7, 1),
        verified_via="phone",
        emails=["a@example.org"],
    )
    other = _point(id="b", name="", phones=["+592 220 1235", "+592 220 1236"], role="alternate")
    other = other.model_copy(update={"notes": "Ask for the desk."})
    assert _rows(desk, other) == [
        "Guyana   Sun 02:30",
        "",
        "Answers now",
        "1 +592 609 1240 (mobile, WhatsApp)",
        "  24/7; English, Spanish",
        "  Dr Ada Example, head of unit, Example Unit, Example Ministry (gy-ctu)",
        "  Say where you are. Then ask.",
        "  Example of a private note.",
        "  Confirmed: 1 July 2026, by phone",
        "May answer",
        "2 +592 220 1235   Example Ministry, alternate",
        "  hours not known; probably English (b)",
        "  Ask for the desk.",
        "3 +592 220 1236   the same office",
        "Only inside Guyana",
        "  289 1240   24/7 there (gy-ctu)",
        "",
        "If nobody answers",
        "  mailto:a@example.org",
    ]
    network = _rows(desk, other, audience="network")
    assert "  Example of a private note." not in network


def test_line_of_a_seat_above_is_short() -> None:
    desk = _point(hours="24/7", phones=["+592 220 1", {"number": "+592 220 3", "hours": OFFICE}])
    other = _point(id="b", hours=OFFICE, phones=[{"number": "+592 220 2", "type": "mobile"}])
    assert _rows(desk, other)[-4:] == [
        "Closed",
        "2 +592 220 2 (mobile)   Ada Example",
        "  opens Mon 08:00; probably English (b)",
        "3 +592 220 3   opens Mon 08:00 (gy-ctu)",
    ]
    bare = _sheet(desk, other)._replace(cuts=("ids",))
    assert [*bare.rows()][-1].text == "3 +592 220 3   Ada Example, opens Mon 08:00"
    assert _rows(desk)[-2:] == ["2 +592 220 3   the same person", "  opens Mon 08:00"]


def test_shelter_is_only_called() -> None:
    house = _point(
        sectors=["shelter"],
        body="ngo",
        sharing="secretariat",
        phones=[{"number": "+592 220 1", "type": "mobile", "apps": ["signal"], "hours": "24/7"}],
        private_notes="Call first.",
        emails=["house@example.org"],
    )
    rows = _rows(house)
    assert rows[3:] == [
        "Shelters: secretariat only. Never pass on or write down a number; never text.",
        "  +592 220 1 (mobile)   24/7; probably English (gy-ctu)",
        "  Call first.",
    ]
    shared = house.model_copy(update={"sharing": "network"})
    assert _rows(shared)[3] == "Shelters: never pass on or write down a number, and never text."


def test_secret_number_is_marked_on_every_screen() -> None:
    phones = [{"number": "+592 609 1234", "type": "mobile", "sharing": "secretariat"}]
    for sheet in (_sheet(_point(phones=phones)), _sheet(_point(sharing="secretariat"))):
        for height in (30, 2):
            first = [text for style, text in fit_screen(sheet, 60, height) if style == "number"]
            assert "secretariat only)" in first[0]


def test_number_not_to_dial_does_not_look_like_one() -> None:
    national = _point(phones=[{"number": "289 1240", "national": True}])
    assert [row.text for row in _sheet(national).rows() if row.style == "number"] == []


def test_stale_entry_is_marked() -> None:
    old = _point(verified=date(2025, 1, 1), verified_via="phone", hours="24/7")
    rows = [*_sheet(old).rows()]
    assert [row.text for row in rows if row.style == "warning"] == [
        "Confirmed: 1 January 2025, by phone   STALE"
    ]


def test_secretariat_is_named_when_all_fail() -> None:
    desk = _point(
        id="tt-secretariat",
        country="Trinidad and Tobago",
        role="secretariat",
        emails=["desk@example.org"],
        hours=OFFICE,
        phones=[{"number": "+1 868 221 1251", "type": "fax"}, "+1 868 221 1250"],
    )
    told = "  +1 868 221 1250   secretariat, opens Mon 08:00"
    assert _rows(_point(), desk)[-2:] == ["If nobody answers", told]
    assert _fitted(_sheet(_point(), desk, is_small=True), 40)[-1] == (
        "  +1 868 221 1250   opens Mon 08:00"
    )
    left = desk.model_copy(update={"status": "left"})
    assert "If nobody answers" not in _rows(_point(), left)
    # It stands above already.
    trinidad = find_country("Trinidad and Tobago")
    assert "If nobody answers" not in _rows(desk, country=trinidad)


def test_mail_goes_to_three_seats() -> None:
    seats = [
        _point(id=f"a{n}", phones=[f"+592 220 {n}"], emails=[f"a{n}@example.org"]) for n in range(5)
    ]
    assert _rows(*seats)[-1] == "  mailto:a0@example.org,a1@example.org,a2@example.org"
    same = [seat.model_copy(update={"emails": seats[0].emails}) for seat in seats]
    assert _rows(*same)[-1] == "  mailto:a0@example.org"
    secret = [{"address": "x@example.org", "sharing": "secretariat"}, "b@example.org"]
    assert _rows(_point(emails=secret))[-1] == "  mailto:b@example.org"
    covering = _point(id="z", country="Suriname", covers=["Guyana"], emails=["z@example.org"])
    for seat in (
        _point(emails=secret[:1]),
        _point(emails=["x@example.org"], sharing="secretariat"),
    ):
        assert _rows(seat, covering)[-1] == "  mailto:x@example.org"
        assert _rows(seat, covering, audience="network")[-1] == "  mailto:z@example.org"


def test_lines_that_are_left_out_are_counted() -> None:
    points = [_point(id=f"a{n}", phones=[f"+592 220 {n}"]) for n in range(7)]
    assert _rows(*points)[-1] == "Guyana: 5 of 7 numbers; all: cmcct call guyana --all"
    assert "+592 220 6" in " ".join(_rows(*points, is_whole=True))
    assert _rows(*points, is_small=True)[-1] == "Guyana: 5 of 7 numbers; all: --all"


MANY = [
    _point(
        id=f"gy-office-of-many-{number}",
        unit="Example Counter-Trafficking Unit",
        languages=["en", "es"],
        emails=[f"office-{number}@example.org"],
        notes="Example of a note.",
        verified=date(2020, 1, 1),
        phones=[{"number": f"+592 609 124{number}", "type": "mobile", "apps": ["whatsapp"]}],
    )
    for number in range(6)
]


def _fitted(sheet: Sheet, height: int, width: int = 60) -> list[str]:
    return "".join(text for _style, text in fit_screen(sheet, width, height)).splitlines()


def test_section_loses_one_line_after_the_other() -> None:
    offices = [_point(id=f"a{n}", phones=[f"+592 220 124{n}"], hours=OFFICE) for n in range(5)]
    screens = [fit_screen(_sheet(*offices), 60, height) for height in range(8, 30)]
    assert {sum(style == "number" for style, _text in rows) for rows in screens} == {1, 2, 3, 4, 5}


def test_low_screen_lacks_the_last_lines() -> None:
    tested = {"type": "mobile", "tested": date(2026, 5, 1)}
    seats = [
        *(_point(id=f"a{n}", phones=[{"number": f"+592 609 124{n}", **tested}]) for n in range(2)),
        *(_point(id=f"b{n}", phones=[f"+592 220 124{n}"], hours=OFFICE) for n in range(2)),
        _point(id="c", phones=[{"number": "289 1240", "national": True}]),
    ]
    sheet = _sheet(*seats, is_small=True)
    numbers = [line.phone.number for line in sheet.calls.lines]
    assert numbers[1] == "+592 609 1241"
    counts = []
    for height in range(LEAST_HEIGHT, 4, -1):
        text = " ".join(_fitted(sheet, height))
        counts.append(sum(number in text for number in numbers))
        assert all(number in text for number in numbers[: counts[-1]])
    assert [*dict.fromkeys(counts)] == [5, 4, 3, 2, 1]


def test_screen_holds_as_much_as_fits() -> None:
    whole = _fitted(_sheet(*MANY), 40)
    # No line breaks within an address.
    addresses = [word for word in " ".join(whole).split() if "@" in word]
    assert len(addresses) == 3
    assert all(word.rstrip(",").endswith("@example.org") for word in addresses)
    seen = [whole]
    for height in range(len(whole), 1, -1):
        lines = _fitted(_sheet(*MANY), height)
        assert len(lines) < height or height <= 8
        assert "1 +592 609 1240 (mobile, WhatsApp)" in lines
        seen += [lines] if lines != seen[-1] else []
    texts = ["\n".join(lines) for lines in seen]

    def last(word: str) -> int:
        return max(at for at, text in enumerate(texts) if word in text)

    # Blank lines go first, then notes but the first line's, then when it was confirmed, then lines.
    order = ("\n\n", "(gy-office-of-many-1)", "Confirmed", "2 +592 609 1241", "@example.org")
    assert [last(word) for word in order] == sorted(map(last, order))
    # Who answers the first line, and whether that is stale, stay to the end.
    assert texts[-2].splitlines()[-3:-1] == ["  Ada Example (gy-office-of-many-0)", "  STALE"]
    assert texts[-1].splitlines()[-3:-1] == ["  hours not known; English, Spanish", "  STALE"]


def test_best_match_of_wishes_stays() -> None:
    asylum = _point(id="z", phones=["+592 220 1290"], sectors=["refugee-protection"], hours=OFFICE)
    sheet = _sheet(*MANY, _point(id="y", hours=OFFICE), asylum, sector="refugee-protection")
    for height in range(40, 11, -1):
        assert "+592 220 1290" in "\n".join(_fitted(sheet, height))


def test_notes_are_cut_to_the_screen() -> None:
    long = "Example of a note. " * 20
    first, other = _point(notes=long), _point(id="z", phones=["+592 220 9"], notes=long)
    rows = [row for row in _fitted(_sheet(first, other), 40) if "Example of a note" in row]
    assert [row.endswith("…") for row in rows] == [False, False, True, True]
    assert all(len(row) <= 60 for row in rows)


ASKED: tuple[dict[str, str], ...] = (
    {},
    {"language": "fr", "sector": "child-protection"},
    {"language": "ht", "sector": "police", "half": "protection"},
    {"sector": "shelter"},
)
MOMENTS = (
    NIGHT,
    *(datetime(2026, 12, day, hour, 30, tzinfo=UTC) for day, hour in ((5, 3), (25, 15), (28, 14))),
)


@pytest.mark.sweep(1)
@pytest.mark.parametrize(("width", "height"), [(80, 24), (40, 20), (200, 50)])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_sheet_of_every_country_fits_screen(width: int, height: int, lang: str) -> None:
    points = directory_file.load(SHIPPED).directory.focal_points
    is_small = width < LEAST_WIDTH or height < LEAST_HEIGHT
    for country, asked, now in product(REGION, ASKED, MOMENTS):
        sheet = _sheet(*points, country=country, lang=lang, now=now, is_small=is_small, **asked)
        lines = _fitted(sheet, height, width)
        case = (country.name, asked, now)
        assert sum(max(1, ceil(len(line) / width)) for line in lines) < height, case
        text = "\n".join(lines)
        everybody = oracle.numbers(points, (), sheet.calls.request, now)
        answering = sheet.calls.sections.get("answers")
        far = [one.phone.number for one in everybody if _answers(one) and not one.is_near]
        wanted = [answering[0].phone.number] if answering else far
        assert not wanted or any(number in text for number in wanted), case


def _answers(one: oracle.Number) -> bool:
    """Return whether a number is answered round the clock, and can be dialled from abroad."""
    is_able = not (one.is_inside_only or one.is_free_abroad or one.has_failed)
    is_staff = one.seat.role not in {"observer", "technical", "secretariat"}
    return is_able and is_staff and one.hours == "24/7" and not oracle.is_house(one.seat)
