"""Dates in words: the end of the day, in the machine's time zone."""

from collections.abc import Callable
from datetime import UTC, date

import pytest

from cmcct.fieldtypes.dates import cut_days, parse_end, read_days, split_days
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


@each(
    ("text", "first", "last"),
    [
        ("2027-05-04/2027-05-06", "2027-05-04", "2027-05-06"),
        ("4-6/5/2027", "2027-05-04", "2027-05-06"),
        ("20/05/2027 - 22/05/2027", "2027-05-20", "2027-05-22"),
        ("4 mei t/m 6 mei 2027", "2027-05-04", "2027-05-06"),
        ("del 4 al 6 de mayo de 2027", "2027-05-04", "2027-05-06"),
        ("entre el 4 y el 6 de mayo de 2027", "2027-05-04", "2027-05-06"),
        ("8, 9 and 10 December 2026", "2026-12-08", "2026-12-10"),
        ("30 dec - 2 jan 2027", "2026-12-30", "2027-01-02"),
        ("8th to 10th December 2026", "2026-12-08", "2026-12-10"),
        ("December 8-10, 2026", "2026-12-08", "2026-12-10"),
        ("from May 30 to June 2, 2027", "2027-05-30", "2027-06-02"),
        ("30 de diciembre de 2026 al 2 de enero de 2027", "2026-12-30", "2027-01-02"),
        ("30 novembre au 2 décembre 2026", "2026-11-30", "2026-12-02"),
    ],
)
def test_several_days_have_a_first_and_a_last(text: str, first: str, last: str) -> None:
    days = [str(day) for end in split_days(text) for day in read_days(end)]
    assert days == [first, last]
    assert cut_days(f"Nassau, {text}")[0] == "Nassau"


@each(
    "text",
    [
        "2026-12-08",
        "8/10/2026",
        "8-10-2026",
        "8-10",
        "June 2026",
        "x",
        "",
        "8 and 12 December 2026",
        "8 and 12 December",
        "le 3 et 5/6/2026",
    ],
)
def test_other_text_is_no_several_days(text: str) -> None:
    assert split_days(text) == (text, "")


@each(
    ("text", "name"),
    [
        ("Reunión del 8 al 10 de diciembre de 2026", "Reunión"),
        ("Third Meeting on 8 December 2026 (Nassau)", "Third Meeting (Nassau)"),
        ("8 December 2026", "8 December 2026"),
        ("Nassau 02/03/2026", "Nassau 02/03/2026"),
        ("Nassau", "Nassau"),
    ],
)
def test_name_of_a_meeting_is_the_text_without_its_days(text: str, name: str) -> None:
    assert cut_days(text)[0] == name


def test_date_with_two_readings_is_refused() -> None:
    assert error_of(lambda: parse_end("5/11/2026", TODAY)) == (
        "'5/11/2026' is ambiguous: 5 November 2026 or 11 May 2026",
        "write 2026-11-05 or 2026-05-11",
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
