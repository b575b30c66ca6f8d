"""The sheet of `cmcct call`: its words, and what of it a small screen shows."""

from datetime import UTC, date, datetime, timedelta
from itertools import product
from math import ceil
from typing import Any

import pytest

from cmcct.formats.call_sheet import Sheet, fit_screen, format_text
from cmcct.i18n.messages import LANGUAGES, Translator
from cmcct.model.entities import FocalPoint
from cmcct.reference.countries import find_country, region_countries
from cmcct.search.line_order import Request, choose_lines, rank_lines
from cmcct.storage import directory_file
from tests.conftest import SHIPPED
from tests.support.entries import extract

NIGHT = datetime(2026, 8, 2, 6, 30, tzinfo=UTC)  # a Sunday, 02:30 in Georgetown
ENGLISH = Translator()


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
    request = Request(**{"country": find_country("Guyana"), **asked})
    ranked = rank_lines(points, request, now)
    view, mailed = (extract(*points, audience=word) for word in ("secretariat", "network"))
    return Sheet(request, ranked, choose_lines(ranked), view, mailed, now, Translator(lang))


def _why(now: datetime = NIGHT, lang: str = "en", **values: Any) -> str:
    sheet = _sheet(_point(**values), now=now, lang=lang)
    return sheet.why(sheet.shown[0])


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (datetime(2026, 8, 3, 11, 30, tzinfo=UTC), "opens 08:00, 30 min from now"),
        (datetime(2026, 8, 3, 4, 30, tzinfo=UTC), "opens 08:00, 8 h from now"),
        (NIGHT, "opens Monday 08:00, 30 h from now"),
        (datetime(2026, 7, 31, 21, 0, tzinfo=UTC), "opens Monday 08:00, 2 days from now"),
        (datetime(2026, 8, 3, 14, 0, tzinfo=UTC), "open now, until 16:30"),
    ],
)
def test_state_says_when_office_opens(now: datetime, state: str) -> None:
    assert _why(now, hours="Mo-Fr 08:00-16:30") == state


def test_state_far_ahead_has_date() -> None:
    assert _why(hours="Sep 01 08:00-16:30") == "opens 1 Sept 08:00, 30 days from now"
    assert _why(hours="2020 Mo-Fr 08:00-16:30") == "closed now"


def test_state_of_unknown_zone_or_hours_is_not_known() -> None:
    assert _why(hours="Mo-Fr 08:00-16:30", timezone="America/Nowhere") == "hours not known"
    assert _why(hours="always") == "hours not known"
    assert _why() == "hours not known"


def test_test_call_of_earlier_year_has_its_year() -> None:
    phones = [{"number": "+592 220 1234", "tested": date(2025, 5, 1)}]
    assert _why(phones=phones) == "hours not known, answered a test on 1 May 2025"
    this_year = [{"number": "+592 220 1234", "tested": date(2026, 5, 1)}]
    assert _why(phones=this_year, lang="fr").endswith("le 1er mai")


def test_toll_free_number_is_marked() -> None:
    phones = ["+1 800 212 3470"]
    assert _why(phones=phones) == "hours not known, may not work from abroad"


@pytest.mark.parametrize(
    ("values", "wish", "message"),
    [
        ({"languages": ["en"]}, {"language": "nl"}, "Guyana: nobody speaks Dutch"),
        ({}, {"language": "nl"}, "Guyana: nobody is known to speak Dutch"),
        (
            {"sectors": ["police"]},
            {"sector": "health"},
            "Guyana: nobody is of the sector health and psychosocial care",
        ),
        (
            {},
            {"sector": "health"},
            "Guyana: nobody is known to be of the sector health and psychosocial care",
        ),
        (
            {"sectors": ["police"]},
            {"half": "protection"},
            "Guyana: nobody is of the half protection",
        ),
        ({}, {"half": "protection"}, "Guyana: nobody is known to be of the half protection"),
    ],
)
def test_unmet_wish_is_said(values: dict[str, Any], wish: dict[str, str], message: str) -> None:
    assert message in format_text(_sheet(_point(**values), **wish)).splitlines()


def test_wish_that_is_met_is_not_mentioned() -> None:
    point = _point(languages=["nl-SR"], sectors=["health"])
    sheet = _sheet(point, language="nl", sector="health", half="protection")
    assert [*sheet.unmet_wishes()] == []


def test_country_without_a_number_is_said() -> None:
    assert format_text(_sheet(language="nl")) == "Guyana   Sun 02:30\nGuyana: no number\n"
    far = _point(country="Suriname", hours="24/7", sectors=["police"])
    told = format_text(_sheet(far)).splitlines()
    assert told[1:5] == ["Guyana: no number", "", "  +592 220 1234", "  24/7, Suriname"]


def test_secret_number_is_marked_on_every_screen() -> None:
    phones = [{"number": "+592 609 1234", "type": "mobile", "sharing": "secretariat"}]
    for sheet in (_sheet(_point(phones=phones)), _sheet(_point(sharing="secretariat"))):
        for height in (30, 2):
            first = [text for style, text in fit_screen(sheet, 60, height) if style == "number"]
            assert "secretariat only)" in first[0]


def test_number_not_to_dial_does_not_look_like_one() -> None:
    national = _point(phones=[{"number": "289 1240", "national": True}])
    assert [row.text for row in _sheet(national).rows() if row.style == "number"] == []


def test_languages_that_are_not_given_are_probable() -> None:
    rows = format_text(_sheet(_point(), _point(id="gy-2", phones=["+592 220 1235"])))
    assert "  probably English\n" in rows
    assert "    hours not known; probably English\n" in rows


def test_languages_without_official_ones_are_not_known() -> None:
    point = _point(country="Antarctica")
    assert "languages not known" in format_text(_sheet(point, country=find_country("Antarctica")))


def test_time_of_another_zone_is_told() -> None:
    point = _point(country="Belize", covers=["Guyana"])
    assert "probably English; Sun 00:30 there" in format_text(_sheet(point))


def test_stale_entry_is_marked() -> None:
    old = _point(verified=date(2025, 1, 1), verified_via="phone")
    rows = [*_sheet(old).rows()]
    assert [row.text for row in rows if row.style == "warning"] == [
        "Confirmed: 1 January 2025, by phone   STALE"
    ]
    new = _point(verified=date(2026, 7, 1))
    assert "  Confirmed: 1 July 2026\n" in format_text(_sheet(new))


def test_secretariat_is_named_when_all_fail() -> None:
    desk = _point(
        id="tt-secretariat",
        country="Trinidad and Tobago",
        role="secretariat",
        unit="Example Desk",
        emails=["desk@example.org"],
        phones=[{"number": "+1 868 221 1251", "type": "fax"}, "+1 868 221 1250"],
    )
    left = desk.model_copy(update={"status": "left"})
    told = "  +1 868 221 1250   Ada Example, Example Desk   desk@example.org\n"
    assert told in format_text(_sheet(_point(), desk))
    assert "221 1250" not in format_text(_sheet(_point(), left))
    bare = desk.model_copy(update={"unit": "", "emails": (), "phones": ()})
    assert "\n  Ada Example\n" in format_text(_sheet(_point(), bare))


MANY = [
    _point(
        id=f"gy-office-of-many-{number}",
        unit="Example Counter-Trafficking Unit",
        languages=["en", "es"],
        emails=[f"office-{number}@example.org"],
        phones=[{"number": f"+592 609 124{number}", "type": "mobile", "apps": ["whatsapp"]}],
    )
    for number in range(6)
]


@pytest.mark.parametrize(
    ("height", "count", "has_blank", "has_names", "has_apps"),
    [
        (40, 5, True, True, True),
        (24, 5, False, True, True),
        (21, 5, False, False, True),
        (19, 5, False, False, False),
        (15, 3, False, False, False),
        (2, 1, False, False, False),
    ],
)
def test_screen_holds_as_much_as_fits(
    height: int,
    count: int,
    *,
    has_blank: bool,
    has_names: bool,
    has_apps: bool,
) -> None:
    pieces = fit_screen(_sheet(*MANY), 60, height)
    text = "".join(text for _style, text in pieces)
    lines = text.splitlines()
    assert "  +592 609 1240" in text
    assert sum(style == "number" for style, _text in pieces) == count
    assert ("" in lines) is has_blank
    assert (text.count("Ada Example") > 1) is has_names
    assert ("WhatsApp" in text) is has_apps
    links = [line for line in lines if line.startswith("  mailto:")]
    whole = ["  mailto:" + ",".join(f"office-{n}@example.org" for n in range(6))]
    assert links == (whole if height > 2 else [])
    assert all(len(line) <= 60 for line in lines if line not in links)


def test_small_screen_keeps_the_best_match() -> None:
    always = [
        _point(id=f"a-{number}", languages=["en"], hours="24/7", phones=[f"+592 609 124{number}"])
        for number in range(6)
    ]
    speaker = _point(id="z", languages=["ht"], phones=["+592 220 1250"])
    sheet = _sheet(*always, speaker, language="ht")
    assert sheet.shown[-1].point.id == "z"
    for height in (30, 13, 10):
        text = "".join(text for _style, text in fit_screen(sheet, 60, height))
        assert "+592 609 1240" in text
        assert "+592 220 1250" in text
    assert "+592 609 1241" not in text


ASKED: tuple[dict[str, str], ...] = (
    {},
    {"language": "fr", "sector": "child-protection"},
    {"language": "ht", "sector": "police", "half": "protection"},
)


@pytest.mark.sweep
@pytest.mark.parametrize(("width", "height"), [(80, 24), (40, 20)])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_sheet_of_every_country_fits_screen(width: int, height: int, lang: str) -> None:
    points = directory_file.load(SHIPPED).directory.focal_points
    for country, asked in product(region_countries(), ASKED):
        sheet = _sheet(*points, country=country, lang=lang, **asked)
        text = "".join(text for _style, text in fit_screen(sheet, width, height))
        filled = sum(max(1, ceil(len(line) / width)) for line in text.splitlines())
        assert filled < height, (country.name, asked)
        candidates = [line for line in sheet.ranked if line.is_candidate]
        best = max(candidates, key=lambda line: sum(line.wishes))
        for line in (sheet.shown[0], best):
            assert line.phone.number in text, (country.name, asked)


def test_smallest_screens_have_the_numbers_first() -> None:
    points = [
        _point(id="a", phones=["+592 609 1240"], hours="24/7", emails=["a@example.org"]),
        _point(id="s", role="secretariat", phones=["+592 609 1241"], emails=["s@example.org"]),
        _point(id="z", country="Suriname", covers=["Guyana"], languages=["ht"], hours="24/7"),
    ]
    sheet = _sheet(*points, language="ht")
    assert _fitted(sheet, 11) == [
        "Guyana   Sun 02:30",
        "  +592 609 1240",
        "  24/7",
        "  Ada Example (a)",
        "  probably English",
        "  Confirmed: never   STALE",
        "  2 +592 220 1234   z",
        "    24/7, Suriname",
        "If nobody answers:",
        "  mailto:a@example.org,s@example.org",
    ]
    assert _fitted(sheet, 9) == _fitted(sheet, 11)[:8]
    assert _fitted(sheet, 8) == [*_fitted(sheet, 11)[:6]]
    assert _fitted(sheet, 3) == _fitted(sheet, 8)


def _fitted(sheet: Sheet, height: int) -> list[str]:
    return "".join(text for _style, text in fit_screen(sheet, 60, height)).splitlines()


def test_days_are_those_of_the_office() -> None:
    late = NIGHT - timedelta(days=7, hours=4)  # Saturday evening there
    assert _why(late, hours="Su 08:00-12:00") == "opens Sunday 08:00, 10 h from now"
