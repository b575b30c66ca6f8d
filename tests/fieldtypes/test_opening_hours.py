"""Opening hours: validity, opening state, next change, and suggestions."""

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from hypothesis import example, given
from hypothesis import strategies as st

from cmcct.diagnostics import Advice
from cmcct.fieldtypes import opening_hours, opening_hours_words
from cmcct.fieldtypes.opening_hours import OpeningStatus, is_round_the_clock
from cmcct.reference import holidays
from tests.support.cases import each
from tests.support.hostile import misspelt


def test_hours_of_any_length_get_no_advice() -> None:
    assert opening_hours_words.suggest_hours("Mon 8am-5pm, " * 500) == ""


GUYANA = "America/Guyana"


@each(
    ("written", "valid"),
    [
        ("24/7", True),
        ("Mo-Fr 08:00-16:30", True),
        ("Mo-Fr 08:00-12:00,13:00-16:30; Sa 09:00-12:00; PH off", True),
        ("Mo-Su 22:00-06:00", True),
        ("off", True),
        ("Mon-Fri 8am-5pm", False),
        ("8 to 4", False),
        ("Mo-Fr 08:00-16:30;;x", False),
        ("", False),
        ("Feb 29 08:00-12:00", True),
        ("2028 Feb 29 08:00-12:00", True),
        ("2024,2026 Feb 29 08:00-12:00", True),
        ('Mo 08:00-12:00 "until Apr 31"', True),
        ("Apr 31 08:00-12:00", False),
        ("Mo-Fr 08:00-16:00; apr 1-31 off", False),
        ("2026 Feb 29 08:00-12:00", False),
        ("2026 Feb 28-29 08:00-12:00", False),
        ("2028 Feb 28-29 08:00-12:00", True),
        ("2026 Feb 28-Mar 01 08:00-12:00", True),
        ("Feb 30-Mar 02 off", False),
    ],
)
def test_hours_are_valid_as_openstreetmap_writes_them(written: str, *, valid: bool) -> None:
    assert opening_hours.is_valid(written) is valid


@given(
    st.text(alphabet=st.characters(codec="utf-8"), max_size=40)
    | misspelt(("24/7", "Mo-Fr 08:00-12:00,13:00-16:30; PH off", "Mo-Su 22:00-06:00"), "0129")
)
def test_any_text_is_valid_or_not(text: str) -> None:
    moment = datetime(2026, 6, 1, 12, tzinfo=UTC)
    status = opening_hours.opening_status(text, moment, GUYANA, "GY")
    is_known = opening_hours.is_valid(text) and opening_hours.are_exact(text)
    assert (status is not None) is is_known


@each(
    ("written", "moment", "is_open", "until"),
    [
        # A working day (Monday 1 June 2026): before, during and after office hours.
        ("Mo-Fr 08:00-16:30", "2026-06-01 07:59", False, "2026-06-01 08:00"),
        ("Mo-Fr 08:00-16:30", "2026-06-01 08:00", True, "2026-06-01 16:30"),
        ("Mo-Fr 08:00-16:30", "2026-06-01 16:30", False, "2026-06-02 08:00"),
        # A break, a weekend.
        ("Mo-Fr 08:00-12:00,13:00-16:30", "2026-06-01 12:10", False, "2026-06-01 13:00"),
        ("Mo-Fr 08:00-16:30", "2026-06-05 17:00", False, "2026-06-08 08:00"),
        ("Mo-Fr 08:00-16:30; Sa 09:00-12:00", "2026-06-06 09:30", True, "2026-06-06 12:00"),
        # Over midnight, also into a closed day.
        ("Mo-Fr 22:00-06:00", "2026-06-01 23:00", True, "2026-06-02 06:00"),
        ("Mo-Fr 22:00-06:00", "2026-06-06 05:00", True, "2026-06-06 06:00"),
        ("Mo-Fr 22:00-06:00", "2026-06-06 06:00", False, "2026-06-08 22:00"),
        ("Mo 00:00-24:00", "2026-06-01 12:00", True, "2026-06-02 00:00"),
        # A night goes on into a day that has hours of an earlier rule, not of a later one.
        ("Mo-Fr 08:00-16:00; Sa,Su 20:00-06:00", "2026-06-01 05:59", True, "2026-06-01 06:00"),
        ("Mo-Fr 08:00-16:00; Sa,Su 20:00-32:00", "2026-06-01 07:59", True, "2026-06-01 16:00"),
        ("Mo-Fr 08:00-16:00, Sa,Su 20:00-06:00", "2026-06-01 05:59", True, "2026-06-01 06:00"),
        ("Sa,Su 20:00-06:00; Mo-Fr 08:00-16:00", "2026-06-01 05:59", False, "2026-06-01 08:00"),
        ("Mo off; Su 20:00-06:00", "2026-06-01 05:59", True, "2026-06-01 06:00"),
        # No change at all, or none within a year.
        ("24/7", "2026-06-01 12:00", True, None),
        ("off", "2026-06-01 12:00", False, None),
        ("2029 Mo-Fr 08:00-16:30", "2026-06-01 12:00", False, None),
        ("2027 Apr 30 08:00-16:30", "2026-06-01 12:00", False, "2027-04-30 08:00"),
        # A place opens on no public holiday that its hours do not name.
        ("2027 May 01 08:00-16:30", "2026-06-01 12:00", False, None),
        ("Mo-Su 20:00-06:00", "2026-07-05 12:00", False, "2026-07-05 20:00"),
    ],
)
def test_status_follows_local_clock(
    written: str, moment: str, *, is_open: bool, until: str | None
) -> None:
    zone = ZoneInfo(GUYANA)
    now = datetime.fromisoformat(moment).replace(tzinfo=zone)
    change = datetime.fromisoformat(until).replace(tzinfo=zone) if until else None
    expected = OpeningStatus(is_open, change)
    assert opening_hours.opening_status(written, now, GUYANA, "GY") == expected
    assert opening_hours.opening_status(written, now.astimezone(UTC), GUYANA, "GY") == expected
    assert (
        opening_hours.opening_status(written, now.astimezone(ZoneInfo("Asia/Tokyo")), GUYANA, "GY")
        == expected
    )


@each(
    ("moment", "opens"),
    [
        # Daylight saving time in Haiti starts on 8 March 2026 and ends on 1 November.
        ("2026-03-06T22:00Z", "2026-03-09T12:00Z"),
        ("2026-03-05T22:00Z", "2026-03-06T13:00Z"),
        ("2026-10-30T21:30Z", "2026-11-02T13:00Z"),
        ("2026-10-29T21:30Z", "2026-10-30T12:00Z"),
    ],
)
def test_the_change_is_right_over_a_change_of_clocks(moment: str, opens: str) -> None:
    now = datetime.fromisoformat(moment)
    status = opening_hours.opening_status(
        "Mo-Fr 08:00-16:00; PH Mo-Fr 08:00-16:00", now, "America/Port-au-Prince", "HT"
    )
    assert status is not None
    assert status.until == datetime.fromisoformat(opens)
    assert f"{status.until:%H:%M}" == "08:00"


@each(
    ("written", "is_always"),
    [
        ("24/7", True),
        (" 24/7", True),
        ("Mo-Su 00:00-24:00", True),
        ("00:00-24:00", True),
        ("Mo-Su,PH 00:00-24:00", True),
        ("Sa-Fr 24/7", True),
        ("Mo-Fr 00:00-24:00; Sa,Su 00:00-24:00", True),
        ("Mo-Fr 00:00-24:00", False),
        ("24/7; PH off", False),
        ("24/7; Mo 08:00-16:00", False),
        ("PH 00:00-24:00", False),
        ('24/7 "by appointment"', False),
        ("Mo-Su 00:00-23:59", False),
        ("", False),
        ("always", False),
    ],
)
def test_hours_are_round_the_clock(written: str, *, is_always: bool) -> None:
    assert is_round_the_clock(written) is is_always


OFFICE_HOURS = "Mo-Fr 08:00-16:30"


def _status(written: str, moment: str, code: str = "GY") -> OpeningStatus:
    """Return the status at a local time in Guyana, with the holidays of a country."""
    now = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(GUYANA))
    found = opening_hours.opening_status(written, now, GUYANA, code)
    assert found
    return found


def _until(written: str, moment: str, code: str = "GY") -> str:
    until = _status(written, moment, code).until
    return f"{until:%Y-%m-%d %H:%M}" if until else ""


# 26 May is Independence Day in Guyana; 2026-05-26 is a Tuesday.
@each(
    ("written", "is_open", "until"),
    [
        (OFFICE_HOURS, True, "2026-05-26 16:30"),
        (f"{OFFICE_HOURS}; PH off", False, "2026-05-27 08:00"),
        ("Mo-Fr,PH 08:00-16:30", True, "2026-05-26 16:30"),
        ("Mo,PH 08:00-16:30", True, "2026-05-26 16:30"),
        ("Mo PH 08:00-16:30", True, "2026-05-26 16:30"),
        ("Mo[1] PH 08:00-16:30", True, "2026-05-26 16:30"),
        ("PH,Sa 08:00-16:30", True, "2026-05-26 16:30"),
        (f"{OFFICE_HOURS}; Su,PH off", False, "2026-05-27 08:00"),
        (f"{OFFICE_HOURS}; PH 12:00-13:00", False, "2026-05-26 12:00"),
        # The weekdays limit the holidays.
        (f"{OFFICE_HOURS}; PH Mo-Fr off", False, "2026-05-27 08:00"),
        (f"{OFFICE_HOURS}; PH Mo,We-Fr off", True, "2026-05-26 16:30"),
        (f"{OFFICE_HOURS}; PH Tu[4] off", False, "2026-05-27 08:00"),
        (f"{OFFICE_HOURS}; PH Tu[1] off", True, "2026-05-26 16:30"),
        # A rule after that of the holidays replaces it, and months limit it.
        ("PH off; Tu 08:00-16:30", True, "2026-05-26 16:30"),
        (f"{OFFICE_HOURS}; Jun-Aug PH off", True, "2026-05-26 16:30"),
        (f"{OFFICE_HOURS}; 2026 May PH off", False, "2026-05-27 08:00"),
        # Two rules, and a comment.
        (f"{OFFICE_HOURS}; PH off; PH Tu 09:00-11:00", True, "2026-05-26 11:00"),
        (f'{OFFICE_HOURS} open "PH by appointment"', True, "2026-05-26 16:30"),
        (f"{OFFICE_HOURS}; PHoff", False, "2026-05-27 08:00"),
    ],
)
def test_ph_reads_as_weekday_of_holiday(written: str, until: str, *, is_open: bool) -> None:
    status = _status(written, "2026-05-26 10:00")
    assert (status.is_open, _until(written, "2026-05-26 10:00")) == (is_open, until)
    assert status.holiday
    assert status.holiday.localize("en") == "Independence Day"
    assert status.has_holiday_hours is ("PH" in written.partition('"')[0])


@each(
    "holidays",
    ["PH", "PH Tu", "PH Mo-Fr", "PH mo-fr", "SH", "SH Mo-Fr", "SH,PH Mo-Fr", "PH +1 day Mo-Fr"],
)
def test_holidays_never_match_on_other_days(holidays: str) -> None:
    # The library itself reads the weekdays as further days.
    for moment in ("2026-06-01 10:00", "2026-06-02 10:00", "2026-06-06 10:00"):
        assert not _status(f"{holidays} 08:00-16:30", moment).is_open
        assert _status(f"24/7; {holidays} off", moment).is_open


def test_hours_go_on_after_midnight_of_a_holiday() -> None:
    night = "PH 22:00-02:00"
    assert not _status(night, "2026-05-26 01:00").is_open
    assert _until(night, "2026-05-26 23:00") == "2026-05-27 02:00"
    assert _status(night, "2026-05-27 01:59").is_open
    # 25 and 26 December are holidays on a Friday and a Saturday.
    assert _status(night, "2026-12-26 01:00").is_open
    assert _status(night, "2026-12-27 01:00").is_open
    assert not _status("PH Fr 22:00-02:00", "2026-12-26 23:00").is_open


def test_next_opening_passes_over_holidays() -> None:
    # Good Friday is 3 April; Easter Monday is a holiday in Guyana, not in Puerto Rico.
    written = f"{OFFICE_HOURS}; PH off"
    assert _until(written, "2026-04-02 17:00") == "2026-04-07 08:00"
    assert _until(written, "2026-04-02 17:00", "PR") == "2026-04-06 08:00"
    assert _until("PH 10:00-12:00", "2026-05-29 17:00") == "2026-07-06 10:00"


@each("code", ["GY", "BQ-SA", "UA", ""])
def test_holidays_are_those_of_the_place(code: str) -> None:
    written = f"{OFFICE_HOURS}; PH off"
    days = [f"2026-{day} 10:00" for day in ("05-26", "12-04")]  # 4 December is Saba Day
    closed = [day[5:10] for day in days if not _status(written, day, code).is_open]
    assert closed == {"GY": ["05-26"], "BQ-SA": ["12-04"]}.get(code, [])


@each(
    ("written", "moment", "code", "not_known"),
    [
        (OFFICE_HOURS, "2026-06-01 10:00", "GY", ()),
        (OFFICE_HOURS, "2026-06-01 10:00", "UA", ("public",)),
        (OFFICE_HOURS, "2026-06-01 10:00", "", ("public",)),
        (OFFICE_HOURS, "2035-12-31 10:00", "GY", ()),
        (OFFICE_HOURS, "2036-01-01 10:00", "GY", ("public",)),
        (OFFICE_HOURS, "2025-12-31 10:00", "GY", ("public",)),
        (f"{OFFICE_HOURS}; SH off", "2026-06-01 10:00", "GY", ("school",)),
        (f"{OFFICE_HOURS}; PH +1 day off", "2026-06-01 10:00", "GY", ("beside",)),
        (f"{OFFICE_HOURS}; PH,PH -1 day,SH off", "2026-06-01 10:00", "GY", ("beside", "school")),
        (f"{OFFICE_HOURS}; PH +1 day off", "2026-06-01 10:00", "UA", ("public", "beside")),
        (f'{OFFICE_HOURS} open "SH"', "2026-06-01 10:00", "GY", ()),
    ],
)
def test_holidays_that_are_not_known_are_named(
    written: str, moment: str, code: str, not_known: tuple[str, ...]
) -> None:
    status = _status(written, moment, code)
    assert status.not_known == not_known


def test_estimated_holiday_is_marked() -> None:
    # 28 May 2026 is Eid al-Adha.
    for written, is_open in ((OFFICE_HOURS, True), (f"{OFFICE_HOURS}; PH off", False)):
        status = _status(written, "2026-05-28 10:00")
        assert status.holiday
        assert status.holiday.is_estimated
        assert status.is_open is is_open


def test_holiday_that_cannot_be_replaced_has_no_state() -> None:
    written = "Mo[1] +1 day PH 08:00-16:30"  # the library has no comma after an offset
    assert opening_hours.is_valid(written)
    assert not _status(written, "2026-06-01 10:00").is_open
    now = datetime(2026, 5, 26, 14, tzinfo=UTC)
    assert opening_hours.opening_status(written, now, GUYANA, "GY") is None


SELECTORS = ("Mo-Fr", "Mo,We", "Tu[2]", "Sa-Mo", "PH", "Mo-Fr,PH", "PH,Su", "PH Mo-Fr", "PH Tu,Sa")
TIMES = ("08:00-16:30", "off", "10:00-12:00,13:00-14:00", "00:00-24:00")


@given(
    st.lists(st.tuples(st.sampled_from(SELECTORS), st.sampled_from(TIMES)), min_size=1, max_size=4),
    st.sampled_from(("GY", "TT", "SR", "BQ-SE", "UA")),
    st.dates(date(2026, 1, 1), date(2035, 12, 31)),
)
def test_last_rule_that_matches_gives_hours_of_day(
    rules: list[tuple[str, str]], code: str, day: date
) -> None:
    """Compare with a definition that knows nothing of the library."""
    written = "; ".join(" ".join(rule) for rule in rules)
    expected = next((times for days, times in reversed(rules) if _matches(days, day, code)), "off")
    opened = opening_hours.open_days(written, code, day, 1)
    assert opened == {day: _minutes(expected)}


def _matches(selector: str, day: date, code: str) -> bool:
    """Return whether a day is one of a selector: holidays limited by weekdays, else a list."""
    is_holiday = holidays.find_holiday(code, day) is not None
    if selector.startswith("PH "):
        return is_holiday and _matches(selector[3:], day, code)
    return any(is_holiday if one == "PH" else _is_weekday(one, day) for one in selector.split(","))


def _is_weekday(one: str, day: date) -> bool:
    """Return whether a day is in a range of weekdays, or the nth of its month: `Tu[2]`."""
    codes = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]
    if "[" in one:
        return codes[day.weekday()] == one[:2] and (day.day + 6) // 7 == int(one[3])
    first, last = codes.index(one[:2]), codes.index(one[-2:])
    return (day.weekday() - first) % 7 <= (last - first) % 7


def _minutes(times: str) -> tuple[tuple[int, int], ...]:
    """Return the spans of `08:00-16:30`, or none of `off`."""
    numbers = [int(hour) * 60 + int(minute) for hour, minute in re.findall(r"(\d+):(\d+)", times)]
    return tuple(zip(numbers[::2], numbers[1::2], strict=True))


@each(
    "written",
    [
        '"by appointment"',
        'Mo-Fr 08:00-16:00; Sa "by appointment"',
        "Mo-Fr 08:00-16:00 unknown",
        "Mo-Fr 08:00+",
        "sunrise-sunset",
        'Mo-Fr 08:00-16:00 "by appointment"',
        '24/7 "ring twice"',
        # Points in time.
        "Mo-Fr 10:00-16:00/01:30",
        "Mo-Fr 10:00-16:00 / 01:30",
        # Readers have different ideas of these.
        "Mo-Fr 08:00-16:00 || Mo 09:00-10:00",
        "Mo 08:00-10:00 || off",
        "Mo-Fr 08:00-12:00; 13:00-16:00",
        "Mo-Fr 08:00-12:00 , 13:00-16:00",
        "Mo-Fr 08:00-12:00; 24/7",
        "Mar,Apr Th[1] 10:00-12:00",
        f"Mo 08:00-10:00{'; Mo 08:00-10:00' * 100}",
        # Days without times.
        "Mo, We, Fr 08:00-12:00",
        "mo, we 08:00-12:00",
        "Mo , We 08:00-12:00",
        "Mo,We, Fr 08:00-12:00",
        "Mo[1], We 08:00-12:00",
        "Mo-Sa 08:00-16:00; PH, Su off",
        "Mo-Fr 08:00-12:00, Sa, Su 09:00-11:00",
        "Jan-Mar, Dec Mo-Fr 08:00-10:00",
        "Sa,Su; Mo-Fr 08:00-12:00",
        "Mo-Fr 08:00-12:00; Sa",
        "Mo-Fr",
        "Mo-Fr open",
        'Mo-Fr open "x"',
        "open",
        "PH",
    ],
)
def test_hours_that_are_not_exact_have_no_status(written: str) -> None:
    assert opening_hours.is_valid(written)
    now = datetime(2026, 6, 1, 14, tzinfo=UTC)
    assert opening_hours.opening_status(written, now, GUYANA, "GY") is None
    assert opening_hours.build_timetable(written, "GY", now.date(), 7) is None


@each(
    ("written", "is_open"),
    [
        ('Mo-Fr 08:00-16:00 open "unknown in July; ask"', True),
        ('Mo-Fr 08:00-16:00; PH off "call the duty desk"', True),
        ('24/7 open "ring twice"', True),
        ('Mo off "training"', False),
    ],
)
def test_comment_beside_a_state_changes_no_status(written: str, *, is_open: bool) -> None:
    now = datetime(2026, 6, 1, 14, tzinfo=UTC)
    status = opening_hours.opening_status(written, now, GUYANA, "GY")
    assert status is not None
    assert status.is_open is is_open


def test_hours_that_cannot_be_read_have_no_status() -> None:
    now = datetime(2026, 6, 1, 12, tzinfo=UTC)
    assert opening_hours.opening_status("8am-5pm", now, GUYANA, "GY") is None
    assert opening_hours.opening_status("24/7", now, "America/Nowhere", "GY") is None


OFFICE = (8 * 60, 16 * 60 + 30)
NIGHT, MORNING = (22 * 60, 24 * 60), (0, 6 * 60)
ALL_DAY = (0, 24 * 60)
# A Wednesday; the 26th is Independence Day.
START = date(2026, 5, 20)


@each(
    ("written", "week", "others"),
    [
        ("24/7", [[ALL_DAY]] * 7, {}),
        ("off", [[]] * 7, {}),
        ("Mo-Fr 08:00-16:30", [[OFFICE]] * 5 + [[]] * 2, {}),
        # Eid al-Adha is on the 28th.
        (
            "Mo-Fr 08:00-16:30; PH off",
            [[OFFICE]] * 5 + [[]] * 2,
            {date(2026, 5, 26): (), date(2026, 5, 28): ()},
        ),
        ("Mo,Tu 22:00-06:00", [[NIGHT], [MORNING, NIGHT], [MORNING], *[[]] * 4], {}),
        ("Sa 09:00-12:00,13:00-15:00", [*[[]] * 5, [(540, 720), (780, 900)], []], {}),
        (
            "Mo-Fr 08:00-16:30; Jun 03 10:00-12:00",
            [[OFFICE]] * 5 + [[]] * 2,
            {date(2026, 6, 3): ((600, 720),)},
        ),
        (
            "PH 00:00-24:00",
            [[]] * 7,
            {date(2026, 5, 26): (ALL_DAY,), date(2026, 5, 28): (ALL_DAY,)},
        ),
    ],
)
def test_timetable_has_week_and_days_that_differ(
    written: str, week: list[list[tuple[int, int]]], others: dict[date, tuple[tuple[int, int], ...]]
) -> None:
    found = opening_hours.build_timetable(written, "GY", START, 28)
    assert found == (tuple(map(tuple, week)), others)


def test_timetable_without_days_or_hours_is_empty() -> None:
    assert opening_hours.build_timetable("after lunch", "GY", START, 28) is None
    assert opening_hours.build_timetable("24/7", "XX", date.max, 28) == (((),) * 7, {})


@given(
    st.sampled_from(
        (
            *("Mo-Fr 08:00-12:00,13:00-16:30; PH off", "Fr-Su 20:00-04:30", "Jun-Aug 00:00-24:00"),
            "PH 22:00-03:00; We 08:00-16:30",
        )
    ),
    st.datetimes(datetime(2026, 5, 20), datetime(2028, 5, 18)),  # noqa: DTZ001
)
def test_timetable_agrees_with_status(written: str, moment: datetime) -> None:
    found = opening_hours.build_timetable(written, "GY", START, 730)
    status = opening_hours.opening_status(
        written, moment.replace(tzinfo=ZoneInfo(GUYANA)), GUYANA, "GY"
    )
    assert found is not None
    assert status is not None
    week, others = found
    spans = others.get(moment.date(), week[moment.weekday()])
    minute = moment.hour * 60 + moment.minute
    assert any(begin <= minute < end for begin, end in spans) is status.is_open


SPELLINGS = (
    ("Mon-Fri 8am-5pm", "Mo-Fr 08:00-17:00"),
    ("lunes a viernes 8:00 a 16:30", "Mo-Fr 08:00-16:30"),
    ("lun-vie 8:00-16:00", "Mo-Fr 08:00-16:00"),
    ("Weds-Thurs 8am-4pm", "We-Th 08:00-16:00"),
    ("ma-vr 9-17 uur", "Mo-Fr 09:00-17:00"),
    ("maandag t/m vrijdag 8.00-16.30", "Mo-Fr 08:00-16:30"),
    ("lundi au vendredi 8h30-17h", "Mo-Fr 08:30-17:00"),
    ("Monday to Friday 8:00am to 4:30pm", "Mo-Fr 08:00-16:30"),
    ("weekdays 9-17", "Mo-Fr 09:00-17:00"),
    ("Mon, Wed 9am to noon", "Mo,We 09:00-12:00"),
    ("8:30 a.m. - 4 p.m.", "Mo-Su 08:30-16:00"),
    ("24 hours", "24/7"),
    ("24h", "24/7"),
    ("always", "24/7"),
    ("daily 8am-8pm", "Mo-Su 08:00-20:00"),
    ("8am-5pm", "Mo-Su 08:00-17:00"),
    ("08.00-16.30", "Mo-Su 08:00-16:30"),
    ("0800-1630", "Mo-Su 08:00-16:30"),
    ("Mo\u2013Fr 08:00\u201316:30", "Mo-Fr 08:00-16:30"),
    ("Mon-Fri 8am-5pm, closed on public holidays", "Mo-Fr 08:00-17:00; PH off"),
    ("Mon-Fri 8-5pm", "Mo-Fr 08:00-17:00"),
    ("Mon-Fri 08:00-12:00, 13:00-16:30", "Mo-Fr 08:00-12:00,13:00-16:30"),
    ("Mon-Fri 8am-12pm; 1pm-4pm; Sat 9am-12pm", "Mo-Fr 08:00-12:00,13:00-16:00; Sa 09:00-12:00"),
    ("Mon-Fri 8am-5pm and Saturday 9am-1pm", "Mo-Fr 08:00-17:00; Sa 09:00-13:00"),
    ("8am-5pm Mon-Fri", "Mo-Fr 08:00-17:00"),
    ("9am to noon on Saturdays", "Sa 09:00-12:00"),
    ("24 hours, 7 days a week", "24/7"),
    ("24 hours daily", "24/7"),
    ("lunes a viernes de 8:00 a.m. a 4:00 p.m.", "Mo-Fr 08:00-16:00"),
    ("du lundi au vendredi de 8h à 16h", "Mo-Fr 08:00-16:00"),
    ("lundi-vendredi 7h30-12h30, 13h30-16h", "Mo-Fr 07:30-12:30,13:30-16:00"),
    ("van maandag tot en met vrijdag van 8 tot 16 uur", "Mo-Fr 08:00-16:00"),
    ("L-V 8:00-16:00", "Mo-Fr 08:00-16:00"),
    ("M-F 8am-4pm", "Mo-Fr 08:00-16:00"),
    ("Mon/Wed/Fri 8am-noon", "Mo,We,Fr 08:00-12:00"),
    ("6am-midnight", "Mo-Su 06:00-24:00"),
    ("daily 10pm-6am", "Mo-Su 22:00-06:00"),
    ("22-6", "Mo-Su 22:00-06:00"),
    ("Mon-Fri: 07:30-15:30", "Mo-Fr 07:30-15:30"),
    ("Mo-Fr 08:00-16:30 (closed on public holidays)", "Mo-Fr 08:00-16:30; PH off"),
    ("todos los días 8:00-20:00", "Mo-Su 08:00-20:00"),
    ("tous les jours 8h-20h", "Mo-Su 08:00-20:00"),
    ("dagelijks 08:00-20:00", "Mo-Su 08:00-20:00"),
    ("Sat & Sun 10am-2pm", "Sa,Su 10:00-14:00"),
    ("Sunday closed, Mon-Sat 8am-4pm", "Mo-Sa 08:00-16:00; Su off"),
    ("excepto feriados lunes a viernes 8:00 a 16:00", "Mo-Fr 08:00-16:00; PH off"),
    ("closed holidays; 8am-5pm on Fridays", "Fr 08:00-17:00; PH off"),
    ("8am-5pm except Sundays", "Mo-Su 08:00-17:00; Su off"),
    ("Mon-Fri 8am-4pm, closed weekends", "Mo-Fr 08:00-16:00; Sa-Su off"),
    ("Mo - Fr 08:00 - 16:30", "Mo-Fr 08:00-16:30"),
    ("Mo-Fr 08h00-17h00", "Mo-Fr 08:00-17:00"),
    (
        "Monday\u2013Thursday 8.00am\u20134.15pm, Friday 8.00am\u20134.00pm",
        "Mo-Th 08:00-16:15; Fr 08:00-16:00",
    ),
    ("Mon-Thu 0800-1615 hrs; Fri 0800-1600 hrs", "Mo-Th 08:00-16:15; Fr 08:00-16:00"),
    ("martes y jueves 14:00 a 18:00", "Tu,Th 14:00-18:00"),
    ("mardi et jeudi 14h-18h", "Tu,Th 14:00-18:00"),
    ("dinsdag en donderdag 14.00-18.00 uur", "Tu,Th 14:00-18:00"),
    ("wo en vr 9:00-13:00", "We,Fr 09:00-13:00"),
    ("lu-ve 8h-16h", "Mo-Fr 08:00-16:00"),
    ("lun. - vie. 7:30 a.m. - 3:30 p.m.", "Mo-Fr 07:30-15:30"),
    ("Mon\u2013Fri 8:00-16:00 sauf jours fériés", "Mo-Fr 08:00-16:00; PH off"),
    ("lunes a domingo, 24 horas", "24/7"),
    ("Mon-Fri 24 hours", "Mo-Fr 00:00-24:00"),
    ("10-2pm", "Mo-Su 10:00-14:00"),
    ("las 24 horas", "24/7"),
    (
        "lunes a viernes de 9 a 17 h, pausa de almuerzo de 12 a 13 h",
        "Mo-Fr 09:00-12:00,13:00-17:00",
    ),
    ("Mon-Fri 9am-5pm, lunch 12-1; Sat 9am-12pm", "Mo-Fr 09:00-12:00,13:00-17:00; Sa 09:00-12:00"),
    ("di-vr 9-17 uur, gesloten van 12.30-13.30", "Tu-Fr 09:00-12:30,13:30-17:00"),
    (
        "lundi 8h-12h, 13h-17h sauf 10h-11h",
        "Mo 08:00-10:00,11:00-12:00,13:00-17:00",
    ),
    ("24 uur per dag, 7 dagen per week", "24/7"),
    ("24h/24 et 7j/7", "24/7"),
    ("sáb. 9 a.m.-12 p.m.", "Sa 09:00-12:00"),
    ("mié y vie 8:00-16:00", "We,Fr 08:00-16:00"),
    ("Mon\u2013Fri 8am\u20114pm", "Mo-Fr 08:00-16:00"),
    ("jours ouvrés 8h-17h", "Mo-Fr 08:00-17:00"),
    ("lundi au vendredi 8 heures à 17 heures", "Mo-Fr 08:00-17:00"),
    ("jueves 14:00\u201318:00; viernes cerrado", "Th 14:00-18:00; Fr off"),
    ("Daily 24/7, closed holidays", "24/7; PH off"),
    ("Mo-Fr 8.00-16.30 & Sa 9.00-12.00 uur", "Mo-Fr 08:00-16:30; Sa 09:00-12:00"),
    ("Mon to Thurs 8:00\u201316:15, Fri 8:00\u201315:15", "Mo-Th 08:00-16:15; Fr 08:00-15:15"),
)
# Of these, the night may be meant: only a person can say.
LIKELY = (
    ("8-5", "Mo-Fr 08:00-17:00"),
    ("de 8 a 5", "Mo-Fr 08:00-17:00"),
    ("9-5:30 daily", "Mo-Su 09:00-17:30"),
    ("Mon-Fri 8:00-5:00", "Mo-Fr 08:00-17:00"),
    ("lunes a jueves de 8 a 4", "Mo-Th 08:00-16:00"),
)
UNSURE = (
    "Mon-Fri 9-17, lunch 17-18",
    "Mon-Fri 8-16, lunch 8-9",
    "Mon-Fri 24 hours, lunch 12-13",
    "Monday to Friday",
    "24/7 hotline",
    "Mo-Fr 08:00-17:00 PH off",
    "Mon-Fri 2-5pm",
    "Mon-Fri 08:00-12:00, 01:00-04:30",
    "ma 9:00-12:00",
    "ma 9.00-12.00 uur",
    "by appointment",
    "Mon-Fri",
    "Lunes-Viernes 8:00 a. m. \u2013 12:00 m.",
    "daily except Sundays 8am-5pm",
    "lunes a viernes excepto feriados 8:00 a 16:00",
    "Mon-Fri except holidays 8am-4pm",
    "lundi au vendredi sauf jours fériés 8h-16h",
    "Mon-Fri closed Wed 8am-4pm",
    "closed holidays, Mon-Fri 8am-4pm",
    "di 14:00-18:00",
    "do 14:00-18:00",
    "Mon-Fri 13:00pm-5pm",
    "Mon-Fri 25:00-27:00",
    "Mon-Fri 8am-5pm, Wed 8am-1pm",
    "Mar 8am-5pm",
    "January 8am-5pm",
    "office hours",
    "9am",
    "from 8am",
    "8h-24h",
    "24/7 365",
    "Mo-Fr 8-12",
    "ma, do 13u30-16u",
    "Mon-Fri 8am-11",
    "días laborables 8:00-16:00",
    "jours ouvrables 8h-17h",
    "2:00-4:00",
    "closed on Sundays, daily 8am-8pm",
    "☎ 8am-5pm",
    "",
    " ",
    "Mon-Fri 8am-8am",
    "Mon Fri 8am-5pm",
)


@each(("text", "expected"), SPELLINGS)
def test_everyday_hours_are_put_into_notation(text: str, expected: str) -> None:
    assert not opening_hours.is_valid(text)
    assert opening_hours_words.to_osm(text) == expected
    assert opening_hours_words.suggest_hours(text) == f'write "{expected}"'


@each(("text", "expected"), LIKELY)
def test_likely_hours_are_said_but_not_taken(text: str, expected: str) -> None:
    hint = opening_hours_words.suggest_hours(text)
    assert (opening_hours_words.to_osm(text), str(hint)) == (
        "",
        f'if you mean this, write "{expected}"',
    )
    assert not isinstance(hint, Advice)


@each("text", UNSURE)
def test_ambiguous_or_meaningless_hours_get_no_guess(text: str) -> None:
    assert opening_hours_words.to_osm(text) == opening_hours_words.suggest_hours(text) == ""


@given(st.text() | misspelt([text for pair in SPELLINGS for text in pair], " ,;:-0128h"))
@example("Mo-mar 09:00-17:00")  # mar: March in English, Tuesday in French
def test_proposed_hours_are_valid(text: str) -> None:
    shown = re.findall('"(.*)"', opening_hours_words.suggest_hours(text))
    assert all(map(opening_hours.is_valid, shown))
