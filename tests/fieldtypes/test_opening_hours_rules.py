"""Hours whose days have no times: what they mean, and what they never do."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from cmcct.fieldtypes import opening_hours
from cmcct.fieldtypes.opening_hours import WEEKDAYS
from cmcct.fieldtypes.opening_hours_words import read_days
from tests.support.cases import each
from tests.support.hostile import misspelt

MONDAY = date(2026, 6, 1)
ALL_DAY = (0, 24 * 60)
# Hours, and the list that they mean for sure.
LISTS = (
    ("Mo, We, Fr 08:00-12:00", "Mo,We,Fr 08:00-12:00"),
    ("Sa, Su 09:00-12:00", "Sa,Su 09:00-12:00"),
    ("Mo,Tu, We 08:00-12:00", "Mo,Tu,We 08:00-12:00"),
    ("mo, we 08:00-12:00", "mo,we 08:00-12:00"),
    ("Mo , We 08:00-12:00", "Mo,We 08:00-12:00"),
    ("Mo,  We 08:00-12:00", "Mo,We 08:00-12:00"),
    ("Mo-Fr, 08:00-16:00", "Mo-Fr 08:00-16:00"),
    ("Mo-Th, Fr 08:00-12:00,13:00-16:00", "Mo-Th,Fr 08:00-12:00,13:00-16:00"),
    ("Mo-Fr, Sa 08:00-12:00; Su off", "Mo-Fr,Sa 08:00-12:00; Su off"),
    ("Mo-Fr 08:00-12:00, Sa, Su 09:00-11:00", "Mo-Fr 08:00-12:00, Sa,Su 09:00-11:00"),
    ("Mo-Sa 08:00-16:00; PH, Su off", "Mo-Sa 08:00-16:00; PH,Su off"),
    ("Mo-Sa 08:00-16:00; Su, off", "Mo-Sa 08:00-16:00; Su off"),
    ("24/7; PH, Su closed", "24/7; PH,Su closed"),
    ("Mo-Fr 08:00-10:00; SH, PH off", "Mo-Fr 08:00-10:00; SH,PH off"),
    ("PH, Mo 08:00-10:00", "PH,Mo 08:00-10:00"),
    ("Mo[1], We 08:00-12:00", "Mo[1],We 08:00-12:00"),
    ("Jan-Mar, Dec Mo-Fr 08:00-10:00", "Jan-Mar,Dec Mo-Fr 08:00-10:00"),
    ("Mo-Fr 08:00-12:00; Dec 24, Dec 25 off", "Mo-Fr 08:00-12:00; Dec 24,Dec 25 off"),
    ('Mo, We 08:00-12:00 "ask, or ring; once"', 'Mo,We 08:00-12:00 "ask, or ring; once"'),
    ("Mo, We 08:00+", "Mo,We 08:00+"),
)
# Hours that may mean days round the clock: these, and the list that they may be ("" if none).
UNSURE = (
    ("Sa,Su; Mo-Fr 08:00-12:00", "Sa,Su 00:00-24:00; Mo-Fr 08:00-12:00", "Sa,Su,Mo-Fr 08:00-12:00"),
    ("Mo-Sa, Su off", "Mo-Sa 00:00-24:00, Su off", "Mo-Sa,Su off"),
    ("SH, PH off", "SH 00:00-24:00, PH off", "SH,PH off"),
    ("PH, Su off; Mo 08:00-09:00", "PH 00:00-24:00, Su off; Mo 08:00-09:00", None),
    ("PH, SH 08:00-10:00", "PH 00:00-24:00, SH 08:00-10:00", "PH,SH 08:00-10:00"),
    ("Mo-Fr; 08:00-16:00", "Mo-Fr 00:00-24:00; 08:00-16:00", "Mo-Fr 08:00-16:00"),
    ("Mo || We 08:00-12:00", "Mo 00:00-24:00 || We 08:00-12:00", "Mo,We 08:00-12:00"),
    ("week 1-10, Mo 08:00-09:00", "week 1-10 00:00-24:00, Mo 08:00-09:00", ""),
    ("Mo-Fr 08:00-12:00, Sa", "Mo-Fr 08:00-12:00, Sa 00:00-24:00", ""),
    ("Mo-Fr", "Mo-Fr 00:00-24:00", ""),
    ("PH", "PH 00:00-24:00", ""),
    ("Mo-Fr open", "Mo-Fr 00:00-24:00", ""),
    ('Mo open "ring"', 'Mo 00:00-24:00 open "ring"', ""),
    ("open", "24/7", ""),
)
TIMED = (
    "24/7",
    "off",
    "Mo 08:00-12:00, We off",
    "Mo,We 00:00-24:00; PH off",
    'Sa "by appointment"',
    "Mo-Fr sunrise-sunset",
    "Mo unknown",
)


@each(("written", "meant"), LISTS)
def test_days_before_a_comma_are_a_list(written: str, meant: str) -> None:
    found = read_days(written)
    assert found
    assert found[:2] == (meant, True)
    assert read_days(meant) is None
    assert opening_hours.is_valid(found[2])


@each(("written", "always", "text"), UNSURE)
def test_other_days_without_times_are_not_certain(
    written: str, always: str, text: str | None
) -> None:
    listed = written.replace("PH, Su", "PH,Su") if text is None else text
    assert read_days(written) == (listed, False, always)
    assert opening_hours.is_valid(always)


@each("written", TIMED)
def test_days_with_times_or_a_state_are_clear(written: str) -> None:
    assert read_days(written) is None


@given(st.lists(st.sampled_from(WEEKDAYS), min_size=2, max_size=7, unique=True))
def test_any_list_of_days_has_the_times_behind_it(days: list[str]) -> None:
    found = read_days(f"{', '.join(days)} 08:00-12:00")
    assert found
    timetable = opening_hours.build_timetable(found[0], "GY", MONDAY, 28)
    assert timetable
    assert timetable[0] == tuple(((480, 720),) if day in days else () for day in WEEKDAYS)


@given(
    misspelt(
        [
            *(row[0] for row in (*LISTS, *UNSURE)),
            "Mo-Fr 08:00-16:00; PH off",
            "Mo 08:00-12:00 || We 09:00-10:00; Jan Mo[1] off",
        ],
        " ,;|-MoSuPH",
    )
)
def test_no_day_is_round_the_clock_unless_written(text: str) -> None:
    opened = opening_hours.open_days(text, "GY", MONDAY, 366) or {}
    assert (
        "24" in text
        or "00:00" in text
        or ALL_DAY not in {s for day in opened.values() for s in day}
    )
    found = opening_hours.is_valid(text) and read_days(text)
    if found and found[1]:
        assert opening_hours.is_valid(found[0])
        assert read_days(found[0]) is None
