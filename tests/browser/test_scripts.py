"""The page's scripts in node: folding, search, hours and QR codes agree with the program."""

import json
import random
import shlex
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import segno.consts

from cmcct.calling.lines import Request
from cmcct.calling.words import phrase_keys
from cmcct.errors.exceptions import UnknownValueError
from cmcct.fieldtypes import opening_hours
from cmcct.formats import vcard
from cmcct.formats.html.page_data import PageData
from cmcct.i18n.messages import Translator
from cmcct.model.entities import Directory, FocalPoint
from cmcct.reference import holidays
from cmcct.reference.countries import all_countries, find_country
from cmcct.search import lookup, terms
from cmcct.storage import directory_file
from cmcct.text.folding import canonical, fold
from tests.browser.programs import call_js
from tests.browser.random_calls import differences as differences_of_calls
from tests.calling.test_questions import QUESTIONS
from tests.conftest import DRAW, SHIPPED, examples
from tests.support.entries import FULL, extract, point, short_card
from tests.support.hostile import TEXTS
from tests.support.random_calls import RandomCall, random_calls
from tests.support.random_searches import SEARCHES, differences, random_searches

pytestmark = pytest.mark.sweep

SEARCHES_TSV = SEARCHES.with_name("searches.tsv")


def _assigned() -> list[str]:
    """Return all characters of this Python's Unicode version, except for private use."""
    every = map(chr, range(sys.maxunicode + 1))
    return [char for char in every if unicodedata.category(char) not in {"Cn", "Cs", "Co"}]


def test_script_folds_every_character_as_program() -> None:
    chars = _assigned()
    (folded,) = call_js(("each", "fold", chars))
    wrong = {
        char: (found, fold(char))
        for char, found in zip(chars, folded, strict=True)
        if found != fold(char)
    }
    assert wrong == {}


def test_script_folds_and_canonicalises_as_program() -> None:
    names = [
        name for country in all_countries() for name in (*country.names.values(), *country.aliases)
    ]
    texts = [*names, *TEXTS, "Cœur d\u2019Exemple", "İstanbul ıßẞ", "L'Œuvre & Co + 1", "ﬁn ½ ② Å"]
    folded, made = call_js(("each", "fold", texts), ("each", "canonical", list(map(fold, texts))))
    assert folded == list(map(fold, texts))
    assert made == [canonical(fold(text)) for text in texts]


TERMS = """
guyana GUY curacao Curaçao st.lucia St saint T&T t+t d'exemple exemple L'Exemple the de la
policia policía fiscalía om parquet ctu meldkamer hotline ngo ONG director mr drs inspector
592-609 011592 00592609 (0)12 123 12 2 +1 246 2464123 0800 911 800 ctu@ example.org
@bs . - _ ÉLISE élise voorbeeld example-j josiah Ñ ñ & + ß
"""
NUMBERS = (
    "+592 220 1240,7",
    "609 1234;1",
    "+592 609 12",
    "+592 609 1234",
    "609 12 34",
    "(592) 609",
    "011 592 609",
    "+44 (0)20 1",
)
PHRASES = ('"and tobago"', '"lucia police"', "l\u2019exemple")


def test_terms_find_same_as_on_command_line() -> None:
    directory = directory_file.load(SHIPPED).directory
    hostile = [point(name=text, notes=text, title=text) for text in TEXTS]
    british = point(phones=["+44 (0)20 7946 0000"], emails=["Straße@example.org"])
    points = (*directory.focal_points, point(**FULL), british, *hostile)
    named = {word for one in points for word in one.name.split() if '"' not in word}
    words = sorted(named - {"\ufeff"})  # invisible; the page ignores it
    asked = [*TERMS.split(), *words, *NUMBERS, *PHRASES, "STRASSE", "straße@"]
    places = _found(points, asked)
    for term, found in zip(asked, places, strict=True):
        given = tuple(filter(None, term.replace('"', " ").split(" ")))
        readings = terms.read(given, Directory(), partial(terms.has_word, points))
        tests = [terms.build_term_predicate(one, {}) for one in readings]
        expected = [place for place, one in enumerate(points) if all(test(one) for test in tests)]
        assert sorted(found) == expected, term


def _found(points: Sequence[FocalPoint], asked: Sequence[str]) -> list[list[int]]:
    """Return, for each query, the indices of the entries that the page finds."""
    data = PageData(extract(*points, audience="secretariat"), Translator())
    for one in points:
        data.add(one)
    (found,) = call_js(("answers", json.loads(data.as_json()), asked, "2026-06-01T12:00Z"))
    return [places for places, _suggested in found]


def test_query_needs_all_words_and_quotes_do_not_matter() -> None:
    points = (
        point(name="Ada Example", city="Georgetown"),
        point(name="Example Ada", phones=["+592 609 1234"]),
        point(name="Ada", notes="George"),
    )
    asked = [
        "ada example",
        '"ada example"',
        "example geo",
        "  ",
        "609 12 34",
        "ada 609",
        '"ada',
        '"',
    ]
    assert _found(points, asked) == [[0, 1], [0, 1], [0], [0, 1, 2], [1], [1], [0, 1, 2], [0, 1, 2]]


@pytest.mark.parametrize("path", [SEARCHES, SHIPPED])
def test_random_searches_find_same_as_command(path: Path) -> None:
    asked = random_searches(random.Random(DRAW), examples(60, 300))  # noqa: S311 - not for secrets
    assert differences(path, asked) == []


def test_reference_searches_find_same_as_command() -> None:
    rows = [row.split("\t")[0] for row in SEARCHES_TSV.read_text(encoding="utf-8").splitlines()]
    assert differences(SEARCHES, [tuple(row.split()) for row in rows[1:]]) == []


WRITTEN = (
    "24/7",
    "Mo-Fr 08:00-16:30",
    "Mo-Fr 08:00-12:00,13:00-16:30; Sa 09:00-12:00; PH off",
    "Mo-Su 22:00-06:00",
    "Mo-Fr 22:00-06:00; PH off",
    "Jun-Aug Mo-Fr 07:00-14:00; Sep-May Mo-Fr 08:00-16:00",
    "off",
    "2028 May 01 08:00-16:30",
)
START, DAYS = date(2026, 5, 20), 730
MOMENTS = [
    datetime(2026, 5, 20, 4, tzinfo=UTC) + timedelta(hours=67, minutes=7) * n for n in range(90)
]


@pytest.mark.parametrize("zone", ["America/Guyana", "America/Port-au-Prince", "Asia/Kathmandu"])
@pytest.mark.parametrize("written", WRITTEN)
def test_open_state_agrees_with_program(written: str, zone: str) -> None:
    _compare(written, zone, "GY", START, MOMENTS)


CASES = [  # hours, zone, country, first day
    ("Mo-Fr 08:00-16:30; PH off", "America/Port_of_Spain", "TT", START),
    ("Mo-Fr,PH 08:00-16:30; SH off", "America/Paramaribo", "SR", START),
    ("PH Mo-Fr 22:00-02:00; PH +1 day off", "America/Kralendijk", "BQ-SE", START),
    ("Mo-Fr 08:00-16:30", "America/Guyana", "GY", START),
    ("24/7; PH off", "America/Guyana", "GY", date(2035, 1, 1)),
    ("Mo-Fr 08:00-16:30; PH off", "Europe/Kyiv", "UA", START),
    ("24/7", "America/Guyana", "GY", START),
    ("Mo-Su,PH 00:00-24:00", "Europe/Kyiv", "UA", START),
    ("Mo-Su 20:00-06:00", "America/Port-au-Prince", "HT", START),
]


@pytest.mark.parametrize(("written", "zone", "code", "start"), CASES)
def test_holidays_of_page_agree_with_program(
    written: str, zone: str, code: str, start: date
) -> None:
    chance = Random(f"{written} {code}")  # noqa: S311 - the same moments each time
    first = datetime.combine(start, time(), ZoneInfo(zone))
    minutes = (chance.randrange(DAYS * 24 * 60) for _ in range(60))
    moments = [first + timedelta(minutes=number) for number in minutes]
    # Each holiday of a year, and its night.
    days = [start + timedelta(days=number) for number in range(366)]
    known = [day for day in days if holidays.find_holiday(code, day)]
    moments += [
        datetime.combine(day, time(hour), ZoneInfo(zone)) for day in known for hour in (1, 10, 23)
    ]
    _compare(written, zone, code, start, moments)


def _compare(written: str, zone: str, code: str, start: date, moments: Sequence[datetime]) -> None:
    """Compare the states of the page's script with those of the program."""
    office = point(country=find_country(code).name, timezone=zone, verified=start)
    data = PageData(extract(office), Translator("es"))
    assert data.table(written, office) == 0
    given = json.loads(data.as_json())
    (table,), epoch = given["tables"], date(1970, 1, 1)
    last = (start - epoch).days + DAYS - 1
    local = [moment.astimezone(ZoneInfo(zone)) for moment in moments]
    clocks = [_minutes(moment.replace(tzinfo=None)) for moment in local]
    calls = [("stateAt", table, given["holidays"], clock, last) for clock in clocks]
    for moment, found in zip(local, call_js(*calls), strict=True):
        status = opening_hours.opening_status(written, moment, zone, code)
        assert status is not None
        assert found["isOpen"] is status.is_open
        until = _wall(status.until, start)
        assert _when(found["change"]) == until
        seen = status if until else status._replace(until=None, is_until_estimated=False)
        assert found["keys"] == phrase_keys(seen)
        holiday = status.holiday.localize("es") if status.holiday else ""
        assert found["holiday"] == holiday


EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001


def _minutes(local: datetime) -> int:
    """Return a local time as the page counts it."""
    return (local - EPOCH) // timedelta(minutes=1)


def _when(change: int | None) -> datetime | None:
    return None if change is None else EPOCH + timedelta(minutes=change)


def _wall(until: datetime | None, start: date) -> datetime | None:
    """Return the local time of a change, if it is within the page's timetable."""
    last = datetime.combine(start, time()) + timedelta(days=DAYS)
    return until.replace(tzinfo=None) if until and until.replace(tzinfo=None) < last else None


def test_clocks_of_zone_follow_zone_database() -> None:
    moment = datetime(2026, 6, 1, 2, 5, tzinfo=UTC)
    found = call_js(
        ("clockAt", "America/Guyana", moment.isoformat()), ("clockAt", "X/Y", "2026-06-01")
    )
    assert found == [_minutes(datetime(2026, 5, 31, 22, 5)), None]  # noqa: DTZ001


@pytest.mark.parametrize("zone", ["America/Havana", "Europe/Amsterdam", "America/Guyana"])
def test_moments_of_zone_are_those_of_program(zone: str) -> None:
    # Also those that clocks skip or have twice.
    first = datetime(2026, 1, 1)  # noqa: DTZ001
    local = [first + timedelta(minutes=30) * number for number in range(365 * 48)]
    days = (date(2026, 3, 8), date(2026, 11, 1), date(2026, 3, 29), date(2026, 10, 25))
    asked = [one for one in local if one.date() in days or not (one.hour or one.minute)]
    found = call_js(*(("momentIn", zone, _minutes(moment)) for moment in asked))
    assert found == [one.replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000 for one in asked]


@pytest.mark.timeout(1200)
def test_lines_to_call_are_those_of_command() -> None:
    count = examples(400, 10_000)
    calls = [*random_calls(random.Random(DRAW), count)]  # noqa: S311 - not for secrets
    assert differences_of_calls(calls) == []


@pytest.mark.parametrize("audience", ["network", "secretariat"])
def test_questions_of_a_night_have_the_command_s_answers(audience: str) -> None:
    points = directory_file.load(SHIPPED).directory.focal_points
    view, calls = extract(*points, audience=audience), list[RandomCall]()
    for row in QUESTIONS:
        if not row["first"].startswith("error:"):
            words = shlex.split(row["options"])
            asked = {
                word.removeprefix("--"): value for word, value in pairwise(words) if "--" in word
            }
            try:
                country, _place = lookup.find_country(row["typed"], points)
            except UnknownValueError:  # a sentence: the page searches for it
                continue
            caller = find_country(asked["from"]) if "from" in asked else None
            half = asked.get("half", "").removeprefix("any")
            request = Request(country, caller, "", asked.get("sector", ""), half)
            now = datetime.fromisoformat(row["now"])
            # The page's timetables start on the day of its list, which is not after the call.
            calls.append(RandomCall(replace(view, today=now.date()), request, now))
    assert len(calls) > 30
    assert differences_of_calls(calls) == []


# Both ends of a version: segno pads an almost full code with one byte more than the standard.
def _full(version: int) -> str:
    """Return a text that fills a QR code version to the last byte."""
    bits: Any = segno.consts.SYMBOL_CAPACITY[version]
    size = (bits[segno.consts.ERROR_LEVEL_L] - 4 - (8 if version < 10 else 16)) // 8
    return ("BEGIN:VCARD\r\nabcdefghijklmnopqrstuvwxyz" * 100)[:size]


def _by_segno(text: str, mask: int) -> list[list[bool]]:
    code = segno.make_qr(
        text,
        error="l",
        mode="byte",
        encoding="utf-8",
        eci=not text.isascii(),
        mask=mask,
        boost_error=False,
    )
    return [[bool(module) for module in row] for row in code.matrix]


def test_qr_code_equals_segno_in_every_version() -> None:
    texts = [*map(_full, range(1, 41)), "é", "Zoë Núñez 李明", "Zoë 👩\u200d🚒 " * 40]
    asked = [
        (text, mask) for index, text in enumerate(texts) for mask in (index % 8, 7 - index % 8)
    ]
    found = call_js(*(("qrCode", text, mask) for text, mask in asked))
    for (text, mask), grid in zip(asked, found, strict=True):
        assert grid == _by_segno(text, mask), (len(text), mask)


def test_qr_code_has_valid_mask_and_refuses_long_text() -> None:
    text = _full(6)
    best, none = call_js(("qrCode", text), ("qrCode", "x" * 2954))
    assert best in [_by_segno(text, mask) for mask in range(8)]
    assert none is None


@pytest.mark.parametrize(
    "values",
    [
        FULL,
        {"name": "Zoë Núñez", "organisation": "Ministère, de; l\u2019Intérieur " * 5},
        {"unit": "李明 👩\u200d🚒", "phones": [{"number": "911", "national": True}]},
        {
            "phones": [
                {"number": "+592 609 1230", "type": "fax"},
                {"number": "0800 0911", "national": True},
                {"number": "+592 609 1231", "type": "mobile", "ext": "12"},
            ]
        },
        {"phones": [{"number": "+592 609 1231", "type": "hotline", "hours": "24/7"}]},
        {"phones": [{"number": "+592 289 1234", "type": "hotline", "hours": "24/7"}]},
        {"phones": [{"number": "+592 289 1234", "apps": ["signal"]}]},
        {"phones": [{"number": "+592 609 1231", "ext": "7", "apps": ["signal", "whatsapp"]}]},
        {},
    ],
)
def test_short_card_equals_program_card_without_folds(values: dict[str, Any]) -> None:
    one = point(**values)
    ((_, whole),) = vcard.iter_cards(extract(one, audience="secretariat"))
    (short,) = call_js(("shortCard", whole))
    assert short == short_card(one).replace("\r\n ", "")
