"""Opening hours in words: read back by an independent reader, they mean what the notation means."""

import random
import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

import pytest
from hypothesis import example, given

from cmcct.fieldtypes import opening_hours
from cmcct.fieldtypes.opening_hours_text import describe_hours
from cmcct.i18n.messages import LANGUAGES, Translator
from tests.conftest import examples
from tests.support.cases import each
from tests.support.hostile import misspelt

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
COUNT = examples(170, 1500)  # random notations
TRANSLATORS = {lang: Translator(lang) for lang in LANGUAGES}

OFFICE = "Mo-Th 08:30-17:00; Fr 08:30-16:00; PH off"
WORDS = [
    (
        OFFICE,
        "Mon–Thu 08:30–17:00, Fri until 16:00, closed on public holidays",
        "lun a jue de 08:30 a 17:00, vie hasta las 16:00, cerrado los feriados",
        "ma t/m do 08:30–17:00, vr tot 16:00, op feestdagen gesloten",
        "du lun. au jeu. de 08:30 à 17:00, ven. jusqu\u2019à 16:00, fermé les jours fériés",
    ),
    ("24/7", "24 hours a day", "las 24 horas", "24/7", "24/7"),
    (
        "24/7; PH off",
        "24 hours a day, closed on public holidays",
        "las 24 horas, cerrado los feriados",
        "24/7, op feestdagen gesloten",
        "24/7, fermé les jours fériés",
    ),
    ("off", "closed", "cerrado", "gesloten", "fermé"),
    (
        "Mo-Fr 08:00-12:00,13:00-16:30; Sa,Su 09:00-12:00",
        "Mon–Fri 08:00–12:00 and 13:00–16:30, Sat and Sun 09:00–12:00",
        "lun a vie de 08:00 a 12:00 y de 13:00 a 16:30, sáb y dom de 09:00 a 12:00",
        "ma t/m vr 08:00–12:00 en 13:00–16:30, za en zo 09:00–12:00",
        "du lun. au ven. de 08:00 à 12:00 et de 13:00 à 16:30, sam. et dim. de 09:00 à 12:00",
    ),
    (
        "22:00-06:00",
        "daily 22:00–06:00",
        "todos los días de 22:00 a 06:00",
        "dagelijks 22:00–06:00",
        "tous les jours de 22:00 à 06:00",
    ),
    (
        "Mo,We,Fr 8:00-24:00; PH 09:00-10:00",
        "Mon, Wed and Fri 08:00–24:00, public holidays 09:00–10:00",
        "lun, mié y vie de 08:00 a 24:00, feriados de 09:00 a 10:00",
        "ma, wo en vr 08:00–24:00, feestdagen 09:00–10:00",
        "lun., mer. et ven. de 08:00 à 24:00, jours fériés de 09:00 à 10:00",
    ),
    (
        "Mo-Fr,PH 08:00-12:00",
        "Mon–Fri and public holidays 08:00–12:00",
        "lun a vie y feriados de 08:00 a 12:00",
        "ma t/m vr en feestdagen 08:00–12:00",
        "du lun. au ven. et jours fériés de 08:00 à 12:00",
    ),
    (
        "Mo-Su,PH 08:00-20:00",
        "daily 08:00–20:00, including public holidays",
        "todos los días de 08:00 a 20:00, también los feriados",
        "dagelijks 08:00–20:00, ook op feestdagen",
        "tous les jours de 08:00 à 20:00, y compris les jours fériés",
    ),
    (
        'Tu 14:00-16:00 "by appointment"',
        "Tue 14:00–16:00 (by appointment)",
        "mar de 14:00 a 16:00 (by appointment)",
        "di 14:00–16:00 (by appointment)",
        "mar. de 14:00 à 16:00 (by appointment)",
    ),
]
EQUAL = [
    ("Mo-Fr 08:00-16:00; We 08:00-12:00", "Mo,Tu,Th,Fr 08:00-16:00; We 08:00-12:00"),
    ("Mo-Fr 08:00-16:00; Sa-Su off", "Mo-Fr 08:00-16:00"),
    ("Mo-Fr 08:00-16:00, Sa 09:00-12:00", "Mo-Fr 08:00-16:00; Sa 09:00-12:00"),
    ("Mo-Sa 08:00-12:00; Su,PH off", "Mo-Sa 08:00-12:00;PH closed"),
    ("Mo-Su 00:00-24:00", "24/7"),
    ("Fr-Mo 22:00-26:00", "Sa,Su,Mo,Fr 22:00 - 02:00"),
    ("PH off", "off"),
]
# Parts without words, hours that are no notation, and hours that mean something else than they
# seem to mean.
WORDLESS = (
    "Jun-Aug Mo-Fr 07:00-14:00; Sep-May Mo-Fr 08:00-16:00",
    "week 1-10 Mo 08:00-12:00",
    "Mo[1] 08:00-12:00",
    "Mo-Fr 08:00-16:00; SH off",
    "Mo-Fr",
    "sunrise-sunset",
    "Mo-Fr 08:00+",
    "Mo-Fr 08:00-16:00 unknown",
    "Mo-Fr 08:00-16:00 || 24/7",
    '"by appointment"',
    'Mo-Fr 08:00-16:00; PH off "call the duty desk"',
    "PH Mo-Fr 10:00-12:00",
    "Mo, We 08:00-16:00",  # all of Monday
    "Mo-Fr 08:00-12:00, We 11:00-16:00",  # both
    "Mo-Fr 08:00-12:00, PH 13:00-16:00",  # both, where a holiday is a working day
    "PH off; Mo-Fr 08:00-12:00",  # the second part replaces the first
    "Mo-Fr 22:00-06:00; PH off",  # the night that begins on a holiday is not closed
    "Mo 08:00-12:00; Su 22:00-06:00",  # the night ends at midnight
    "Mo-Th 22:00-06:00; Fr 20:00-06:00",
    "Mo-Fr 08:00-12:00,11:00-14:00",
    "Mo-Fr 08:00-08:00",
    "Mo-Fr 08:00-32:00",
    "Mo-Fr 24:00-25:00",
    "Mo-Fr 08:00-16:00; ",
    "Mo-Fr 08:00-12:00; 13:00-16:00",  # on all days, or on these
    "Mo-Fr 08:00-12:00; 24/7",
    "Monday to Friday",
    "",
)


@each(("notation", "texts"), [(row[0], row[1:]) for row in WORDS])
def test_hours_have_words_in_each_language(notation: str, texts: tuple[str, ...]) -> None:
    found = [describe_hours(notation, translator) for translator in TRANSLATORS.values()]
    assert found == [*texts]


@each(("notation", "other"), EQUAL)
def test_equal_hours_have_equal_words(notation: str, other: str) -> None:
    words = describe_hours(notation, Translator())
    assert words == describe_hours(other, Translator()) != notation


@each("notation", WORDLESS)
def test_hours_without_certain_words_stay_notation(notation: str) -> None:
    assert describe_hours(notation, Translator("es")) == notation


@given(misspelt([row[0] for row in WORDS], ' ,;:-"0128\u0660MoPHa\n'))
@example("Mo-Fr 0\u0668:00-16:00")
def test_only_valid_notation_has_words(text: str) -> None:
    assert describe_hours(text, Translator()) == text or opening_hours.is_valid(text)


class _Language(NamedTuple):
    """The words of a language, as patterns of the signs that the reader knows."""

    days: str
    signs: dict[str, str]


_TIME = r"\d\d:\d\d"
_READER = {
    "en": _Language(
        "Mon Tue Wed Thu Fri Sat Sun",
        {
            "closed on public holidays": "H0",
            "including public holidays": "H=",
            "24 hours a day": "D 00:00~24:00",
            "public holidays": "H",
            "closed": "0",
            "daily": "D",
            " until ": " < ",
            " and ": ", ",
            rf"(?<={_TIME})–(?={_TIME})": "~",
            "–": "-",
        },
    ),
    "es": _Language(
        "lun mar mié jue vie sáb dom",
        {
            "cerrado los feriados": "H0",
            "también los feriados": "H=",
            "las 24 horas": "D 00:00~24:00",
            "feriados": "H",
            "cerrado": "0",
            "todos los días": "D",
            " hasta las ": " < ",
            " y ": ", ",
            rf"de ({_TIME}) a ({_TIME})": r"\1~\2",
            " a ": "-",
        },
    ),
    "nl": _Language(
        "ma di wo do vr za zo",
        {
            "op feestdagen gesloten": "H0",
            "ook op feestdagen": "H=",
            "24/7": "D 00:00~24:00",
            "feestdagen": "H",
            "gesloten": "0",
            "dagelijks": "D",
            " tot ": " < ",
            " en ": ", ",
            rf"(?<={_TIME})–(?={_TIME})": "~",
            " t/m ": "-",
        },
    ),
    "fr": _Language(
        "lun. mar. mer. jeu. ven. sam. dim.",
        {
            "fermé les jours fériés": "H0",
            "y compris les jours fériés": "H=",
            "24/7": "D 00:00~24:00",
            "jours fériés": "H",
            "fermé": "0",
            "tous les jours": "D",
            " jusqu\u2019à ": " < ",
            " et ": ", ",
            rf"de ({_TIME}) à ({_TIME})": r"\1~\2",
            r"du (\S+) au ": r"\1-",
        },
    ),
}
_DAY_SIGN = "(?:[a-g](?:-[a-g])?|[DH])"
_CLAUSE = re.compile(
    rf"(?P<days>{_DAY_SIGN}(?:, {_DAY_SIGN})*) "
    rf"(?:(?P<times>{_TIME}~{_TIME}(?:, {_TIME}~{_TIME})*)|< (?P<until>{_TIME}))(?:, |$)"
    "|(?P<sign>H0|H=|0)$"
)
_Spans = list[tuple[int, int]]


def _read(text: str, lang: str) -> dict[str, _Spans]:
    """Return the spans by day (`a` is Monday) and of holidays (`H`) that a text in words names."""
    days, signs = _READER[lang]
    for number, name in enumerate(days.split()):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?![\w.])", "abcdefg"[number], text)
    for pattern, sign in signs.items():
        text = re.sub(pattern, sign, text)
    clauses = list(_CLAUSE.finditer(text))
    assert "".join(clause[0] for clause in clauses) == text
    read: dict[str, _Spans] = {}
    spans: _Spans = []
    for clause in clauses:
        if clause["sign"] == "H0":
            read["H"] = []
        if not clause["days"]:
            continue
        if clause["until"]:
            ((begin, _end),) = spans
            spans = [(begin, _minutes(clause["until"]))]
        else:
            spans = [
                (_minutes(begin), _minutes(end))
                for begin, end in (span.split("~") for span in clause["times"].split(", "))
            ]
        for day in _expand(clause["days"]):
            assert day not in read
            read[day] = spans
    return read


def _minutes(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])


def _expand(days: str) -> Iterator[str]:
    for part in days.replace("D", "a-g").split(", "):
        yield from map(chr, range(ord(part[0]), ord(part[-1]) + 1))


# Guyana's holidays of half a year: on working days and at weekends.
START, NUMBER = date(2026, 12, 1), 190


@cache
def _holidays() -> frozenset[date]:
    found = opening_hours.build_timetable("PH 00:00-24:00", "GY", START, NUMBER)
    assert found is not None
    return frozenset(found[1])


def _open_spans(read: dict[str, _Spans]) -> list[tuple[int, int]]:
    """Return what is open, in minutes from START; a night belongs to the day on which it begins."""
    spans = []
    for number in range(-1, NUMBER):
        day = START + timedelta(days=number)
        name = "H" if day in _holidays() and "H" in read else "abcdefg"[day.weekday()]
        spans += [
            (number * 1440 + begin, number * 1440 + (end if end > begin else end + 1440))
            for begin, end in read.get(name, [])
        ]
    return _merge(spans)


def _timetable(notation: str) -> list[tuple[int, int]]:
    found = opening_hours.build_timetable(notation, "GY", START, NUMBER)
    assert found is not None
    week, others = found
    days = ((number, START + timedelta(days=number)) for number in range(NUMBER))
    return _merge(
        (number * 1440 + begin, number * 1440 + end)
        for number, day in days
        for begin, end in others.get(day, week[day.weekday()])
    )


def _merge(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join spans that touch, and cut them at the first and the last day."""
    merged: list[tuple[int, int]] = []
    for begin, end in spans:
        first, last = max(0, begin), min(end, NUMBER * 1440)
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        elif first < last:
            merged.append((first, last))
    return merged


def _notation(chance: random.Random) -> str:
    """Return a random notation: days, times and signs, most of it usual."""
    parts = [_rule(chance) for _ in range(chance.choice((1, 1, 2, 2, 2, 3, 4)))]
    separators = (chance.choice(("; ", "; ", "; ", ";", " ; ", ", ")) for _ in parts[1:])
    return parts[0] + "".join(
        separator + part for separator, part in zip(separators, parts[1:], strict=True)
    )


def _rule(chance: random.Random) -> str:
    days = ",".join(
        chance.choice((*DAYS, "PH", "-".join(chance.choices(DAYS, k=2)), "Mo-Fr"))
        for _ in range(chance.choice((1, 1, 1, 2, 3)))
    )
    days = chance.choice((days, days, days, days, "PH", "SH", "Jun-Aug Mo", ""))
    edges = sorted(chance.choices(range(0, 1441, 30), k=2 * chance.choice((1, 1, 1, 2, 3))))
    if chance.random() < 0.15:
        edges[-1] = chance.choice((edges[0] - 30, 1440 + edges[0] // 2, 300)) % 2880
    times = [f"{minutes // 60:02}:{minutes % 60:02}" for minutes in edges]
    spans = ",".join("-".join(pair) for pair in zip(times[::2], times[1::2], strict=True))
    spans += chance.choice(("", "", "", "", ' "x"'))
    usual = (spans, spans, "08:00-16:00", "08:00-12:30", "off", "24/7", "00:00-24:00")
    return f"{days} {chance.choice(usual)}".strip()


@pytest.mark.sweep
@pytest.mark.parametrize("lang", LANGUAGES)
def test_words_mean_the_same_as_the_notation(lang: str) -> None:
    chance, count, worded = random.Random(lang), 0, 0  # noqa: S311 - the same notations each time
    while count < COUNT:
        notation = _notation(chance)
        if not opening_hours.is_valid(notation):
            continue
        count += 1
        text = describe_hours(notation, TRANSLATORS[lang])
        if text != notation:
            worded += 1
            read = _read(text.replace(" (x)", ""), lang)
            # A comment makes the state unknown; the times stay.
            timed = notation.replace(' "x"', "")
            assert _open_spans(read) == _timetable(timed), (notation, text)
    assert worded > COUNT / 3
