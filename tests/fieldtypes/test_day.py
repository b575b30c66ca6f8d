"""Dates in figures."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from cmcct.fieldtypes.dates import explain_missing_day, read_days, spell_days
from tests.support.cases import each


@given(st.dates(), st.sampled_from("-/."))
def test_day_has_its_reading_in_each_order(day: date, sign: str) -> None:
    year, month, number = f"{day:%Y}".zfill(4), f"{day.month}", f"{day.day:02}"
    assert read_days(sign.join((year, month, number))) == [day]
    assert day in read_days(sign.join((number, month, year)))
    assert day in read_days(sign.join((month, number, year)))


def test_day_comes_before_month() -> None:
    days = read_days("02/03/2026")
    assert days == [date(2026, 3, 2), date(2026, 2, 3)]
    assert spell_days(days) == "write 2026-03-02 (2 March) or 2026-02-03 (3 February)"
    assert read_days("03.03.2026") == [date(2026, 3, 3)]


FEBRUARY = "write a day that exists: February 2026 has 28 days"
NO_MONTH = "write the month as 01 to 12, then the day"


@each(
    ("text", "hint"),
    [
        ("31/02/2026", FEBRUARY),
        ("02/31/2026", FEBRUARY),
        ("2026-02-30", FEBRUARY),
        ("2026/2/0", FEBRUARY),
        ("2026-13-01", NO_MONTH),
        ("31.13.2026", NO_MONTH),
        ("0000-01-01", NO_MONTH),
    ],
)
def test_day_that_does_not_exist_is_explained(text: str, hint: str) -> None:
    assert explain_missing_day(text) == ("this date does not exist", hint)


@each("text", ["", "2026", "March", "2026-03-02", "02/03/2026", "25/11-2025"])
def test_other_text_is_no_missing_day(text: str) -> None:
    assert explain_missing_day(text) is None
