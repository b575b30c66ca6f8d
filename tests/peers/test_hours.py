"""Random opening hours: where cmcct says open or closed, opening_hours.js says the same.

It is written in another language, by others, from the same specification.
"""

import json
import random
import re
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from typing import TypeAlias

import pytest

from cmcct.fieldtypes import opening_hours
from cmcct.fieldtypes.opening_hours import WEEKDAYS
from cmcct.fieldtypes.opening_hours_words import read_days
from cmcct.reference import holidays
from tests.conftest import ROOT, THOROUGH, examples
from tests.support.cases import each
from tests.support.programs import need_of_npm

DAYS = 35  # that are compared, minute by minute
START, YEARS = date(2026, 1, 1), 3
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# Hours that opening_hours.js cannot read, and why.
UNREADABLE = {
    r"24/7,": "it takes nothing after `24/7` but `;`; here, `24/7, PH off` is closed on holidays",
    r"\[\d[,-]\d": "beside dates, it takes one week of a month, not several",
    r"(?<!:\d\d) ?, (\d?\d:|off)": "it takes no times after `Mo, `; here, they are of Monday",
}

Spans: TypeAlias = list[tuple[int, int]]
Question: TypeAlias = tuple[str, date]


def _rule(chance: random.Random) -> str:
    """Return a random rule: mostly what people write."""
    dates = _dates(chance) if chance.random() < 0.2 else ""
    days = _days(chance) if chance.random() < 0.9 else ""
    times = chance.choice((*[_times(chance)] * 6, "08:00-16:00", "00:00-24:00", "off", "off", ""))
    state = chance.choice((*[""] * 20, ' "ask"', " unknown", " open", ' open "ask"'))
    return " ".join(filter(None, (dates, days, f"{times}{state}"))).strip() or "24/7"


def _dates(chance: random.Random) -> str:
    first, last = chance.sample(MONTHS, 2)
    day = f"{first} {chance.randint(1, 31):02}"
    return chance.choice(
        (
            first,
            f"{first}-{last}",
            f"{first},{last}",
            f"{first}, {last}",
            day,
            f"{day}-{last} {chance.randint(1, 28):02}",
            f"{first} 03-19",
            f"{chance.choice((2026, 2027))} {day}",
            "2027",
            "2026-2027",
            f"week {chance.randint(1, 20)}-{chance.randint(21, 53)}",
            f"week {chance.randint(1, 53)}",
            "week 1-53/2",
            "easter",
            "easter -2 days",
        )
    )


def _days(chance: random.Random) -> str:
    def one() -> str:
        day, other = chance.sample(WEEKDAYS, 2)
        nth = f"{day}[{chance.choice(('1', '-1', '2,4', '1-2'))}]"
        return chance.choice((day, day, f"{day}-{other}", "Mo-Fr", "Sa-Su", "PH", "PH", nth))

    between = chance.choice((",", ",", ", ", " , "))
    return between.join(one() for _ in range(chance.choice((1, 1, 1, 2, 3))))


def _times(chance: random.Random) -> str:
    edges = sorted(chance.sample(range(0, 1441, 15), 2 * chance.choice((1, 1, 1, 2, 3))))
    if chance.random() < 0.15:  # over midnight
        edges[-1] = chance.choice((edges[0] - 15, 1440 + edges[0] // 2, 300)) % 2880
    texts = [f"{minutes // 60:02}:{minutes % 60:02}" for minutes in edges]
    between = chance.choice((",", ",", ", ", " , "))
    spans = between.join("-".join(pair) for pair in zip(texts[::2], texts[1::2], strict=True))
    return spans + chance.choice((*[""] * 20, "+", "/01:30"))


def _questions(seed: str, count: int) -> Iterator[Question]:
    """Yield random valid hours, each with the first day to compare."""
    chance = random.Random(seed)  # noqa: S311 - the same hours each time
    while count:
        rules = [_rule(chance) for _ in range(chance.choice((1, 1, 2, 2, 3)))]
        hours = rules[0]
        for rule in rules[1:]:
            hours += chance.choice(("; ", "; ", "; ", ";", ", ", ", ", " || ")) + rule
        hours = chance.choice((*[hours] * 60, "24/7; PH off", "24/7, PH off", "24/7"))
        if opening_hours.is_valid(hours):
            count -= 1
            yield hours, START + timedelta(chance.randrange(365 * YEARS - DAYS))


def _ask(questions: Sequence[Question]) -> list[list[tuple[int, int, bool]] | None]:
    """Return what opening_hours.js says."""
    need_of_npm("opening_hours")
    done = subprocess.run(
        ["node", "read_hours.mjs", str(DAYS)],
        cwd=ROOT / "tests" / "node",
        input=json.dumps([(hours, str(day)) for hours, day in questions]),
        capture_output=True,
        text=True,
        check=True,
        timeout=3600,
    )
    answers: list[list[tuple[int, int, bool]] | None] = json.loads(done.stdout)
    return answers


@cache
def _agreed_days() -> frozenset[date]:
    """Return the days that are holidays for both readers, or for neither, since the day before."""
    days = [START + timedelta(number) for number in range(365 * YEARS + DAYS)]
    starts = days[::DAYS]
    theirs = set[date]()
    for start, found in zip(starts, _ask([("PH 00:00-24:00", day) for day in starts]), strict=True):
        for begin, end, _ in found or ():
            theirs |= {start + timedelta(number) for number in range(begin // 1440, end // 1440)}
    same = [bool(holidays.find_holiday("NL", day)) == (day in theirs) for day in days]
    return frozenset(day for day, *pair in zip(days[1:], same, same[1:], strict=False) if all(pair))


def _on_days(spans: Iterable[tuple[int, int]], days: Iterable[int]) -> Spans:
    """Return the parts of spans on some days, counted from the first; those that touch as one."""
    parts = [
        (max(begin, day), min(end, day + 1440))
        for day in (number * 1440 for number in days)
        for begin, end in spans
    ]
    merged: Spans = []
    for begin, end in sorted(part for part in parts if part[0] < part[1]):
        if merged and begin <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((begin, end))
    return merged


def _read(hours: str, start: date) -> Spans | None:
    """Return what cmcct says is open, in minutes; None if it says nothing."""
    listed, is_certain, _always = read_days(hours) or ("", False, "")
    written = listed if is_certain else hours
    opened = opening_hours.open_days(written, "NL", start, DAYS)
    if opened is None:
        return None
    numbered = enumerate(opened.values())
    return [(n * 1440 + begin, n * 1440 + end) for n, day in numbered for begin, end in day]


def _compare(questions: Sequence[Question]) -> tuple[int, set[str]]:
    """Return of how many hours both readers say the same, and why others cannot be compared.

    Where cmcct says open or closed and the other says anything else, the test fails.
    """
    same, reasons = 0, set[str]()
    for (hours, start), theirs in zip(questions, _ask(questions), strict=True):
        ours = _read(hours, start)
        if ours is None:
            continue
        if theirs is None:
            found = [why for text, why in UNREADABLE.items() if re.search(text, hours)]
            assert found, (hours, "cannot be read")
            reasons.update(found)
            continue
        days = [
            n for n in range(DAYS) if "PH" not in hours or start + timedelta(n) in _agreed_days()
        ]
        assert not any(unknown for *_span, unknown in theirs), hours
        spans = [(begin, end) for begin, end, _ in theirs]
        assert _on_days(ours, days) == _on_days(spans, days), (hours, start)
        same += 1
    return same, reasons


def test_random_hours_mean_the_same_to_another_reader() -> None:
    same, _reasons = _compare([*_questions("hours", 130)])
    assert same > 50


@pytest.mark.sweep
@pytest.mark.timeout(3600 if THOROUGH else 120)
def test_many_random_hours_mean_the_same_to_another_reader() -> None:
    count = examples(1_000, 40_000)
    same, reasons = _compare([*_questions("many hours", count)])
    assert reasons == {*UNREADABLE.values()} or not THOROUGH
    assert same > count * 0.4


@each(
    ("written", "days"),
    [
        ("Mo, We, Fr 08:00-12:00", (0, 2, 4)),
        ("Sa, Su 08:00-12:00", (5, 6)),
        ("Mo-Sa 08:00-12:00; PH, Su off", (0, 1, 2, 3, 4, 5)),
    ],
)
def test_another_reader_reads_a_list_too(written: str, days: Sequence[int]) -> None:
    monday = date(2026, 6, 1)
    spans = [(number * 1440 + 480, number * 1440 + 720, False) for number in range(DAYS)]
    (answer,) = _ask([(written, monday)])
    assert answer is not None
    assert [*map(tuple, answer)] == [span for n, span in enumerate(spans) if n % 7 in days]
