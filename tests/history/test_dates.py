"""Dates in words: the end of the day, in the machine's time zone."""

from collections.abc import Callable
from datetime import UTC, date

import pytest

from cmcct.fieldtypes.dates import parse_end
from tests.conftest import error_of
from tests.support.cases import each

TODAY = date(2026, 3, 31)


@each(
    ("text", "day"),
    [
        ("2019-03-12", "2019-03-12"),
        (" 2019-03-12 ", "2019-03-12"),
        ("2018-04", "2018-04-30"),
        ("2024-02", "2024-02-29"),
        ("25/11/2026", "2026-11-25"),
        ("11.25.2026", "2026-11-25"),
        ("3-3-2026", "2026-03-03"),
        ("2026-3-3", "2026-03-03"),
        ("today", "2026-03-31"),
        ("Ayer", "2026-03-30"),
        ("aujourd'hui", "2026-03-31"),
        ("Yesterday", "2026-03-30"),
        ("10 days ago", "2026-03-21"),
        ("a week ago", "2026-03-24"),
        ("one month ago", "2026-02-28"),
        ("6 months ago", "2025-09-30"),
        ("3  Months Ago", "2025-12-31"),
        ("an year ago", "2025-03-31"),
        ("15 months ago", "2024-12-31"),
        ("hace 6 meses", "2025-09-30"),
        ("6 maanden geleden", "2025-09-30"),
        ("12 mars 2026", "2026-03-12"),
        ("febrero de 2026", "2026-02-28"),
    ],
)
def test_a_day_in_words_is_the_end_of_that_day(text: str, day: str) -> None:
    end = parse_end(text, TODAY)
    assert end is not None
    assert f"{end:%Y-%m-%d %H:%M:%S}" == f"{day} 23:59:59"
    assert end.tzinfo is not None


@each(
    "text",
    [
        *("", "HEAD", "2019-02-30", "2019-13", "20190312", "2019", "v1", "ago"),
        *("0000-01-01", "9999 years ago", "2027 years ago", "x days ago", "2019-03-12T00:00"),
        *("two months ago", "31/31/2026", "31 juni 2026", "june-2026", "2 bananas ago"),
    ],
)
def test_any_other_text_is_no_moment(text: str) -> None:
    assert parse_end(text, TODAY) is None


def test_date_with_two_readings_is_refused() -> None:
    assert error_of(lambda: parse_end("5/11/2026", TODAY)) == (
        "'5/11/2026' is ambiguous: 5 November 2026 or 11 May 2026",
        "write what is meant",
    )


def test_day_at_edge_of_calendar_raises_no_error() -> None:
    for text in ("0001-01-01", "9999-12-31"):
        parse_end(text, TODAY)


@pytest.mark.parametrize(("here", "hour"), [("America/Guyana", 3), ("Asia/Kathmandu", 18)])
def test_a_day_ends_when_it_ends_here(here: str, hour: int, zone: Callable[[str], None]) -> None:
    zone(here)
    end = parse_end("2019-03-12", TODAY)
    assert end is not None
    assert end.astimezone(UTC).hour == hour
