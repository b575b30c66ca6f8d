"""Opening hours: are they valid, is it open, until when."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmcct import hours
from cmcct.countries import countries
from cmcct.hours import Status

GUYANA = "America/Guyana"


@pytest.mark.parametrize(
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
    ],
)
def test_hours_are_valid_as_openstreetmap_writes_them(written: str, *, valid: bool) -> None:
    assert hours.is_valid(written) is valid


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=40))
@settings(deadline=None)
def test_any_text_is_valid_or_not(text: str) -> None:
    moment = datetime(2026, 6, 1, 12, tzinfo=UTC)
    assert (hours.status(text, moment, GUYANA, "GY") is None) is not hours.is_valid(text)


@pytest.mark.parametrize(
    ("zone", "known"),
    [
        ("America/Port_of_Spain", True),
        ("UTC", True),
        ("America/Nowhere", False),
        ("America", False),
        ("", False),
        ("../America/Guyana", False),
        ("/etc/localtime", False),
        ("America/Guyana\0", False),
        ("A" * 5000, False),
        ("Zoë", False),
    ],
)
def test_a_zone_is_one_of_the_iana_database(zone: str, *, known: bool) -> None:
    assert hours.is_zone(zone) is known


def test_every_country_of_the_region_has_a_zone_that_exists() -> None:
    zones = {country.zone for country in countries() if country.zone}
    assert len(zones) > 30
    assert {zone for zone in zones if not hours.is_zone(zone)} == set()


def test_local_time_is_what_clocks_there_show() -> None:
    moment = datetime(2026, 6, 1, 2, tzinfo=UTC)
    local = hours.local_time(moment, GUYANA)
    assert local == moment
    assert str(local) == "2026-05-31 22:00:00-04:00"
    assert hours.local_time(moment, "America/Nowhere") is None


@pytest.mark.parametrize(
    ("written", "moment", "is_open", "until"),
    [
        # A working day (Monday 1 June 2026), before, in and after office hours.
        ("Mo-Fr 08:00-16:30", "2026-06-01 07:59", False, "2026-06-01 08:00"),
        ("Mo-Fr 08:00-16:30", "2026-06-01 08:00", True, "2026-06-01 16:30"),
        ("Mo-Fr 08:00-16:30", "2026-06-01 16:30", False, "2026-06-02 08:00"),
        # A break, a weekend.
        ("Mo-Fr 08:00-12:00,13:00-16:30", "2026-06-01 12:10", False, "2026-06-01 13:00"),
        ("Mo-Fr 08:00-16:30", "2026-06-05 17:00", False, "2026-06-08 08:00"),
        ("Mo-Fr 08:00-16:30; Sa 09:00-12:00", "2026-06-06 09:30", True, "2026-06-06 12:00"),
        # Over midnight, and over midnight into a day that is closed itself.
        ("Mo-Fr 22:00-06:00", "2026-06-01 23:00", True, "2026-06-02 06:00"),
        ("Mo-Fr 22:00-06:00", "2026-06-06 05:00", True, "2026-06-06 06:00"),
        ("Mo-Fr 22:00-06:00", "2026-06-06 06:00", False, "2026-06-08 22:00"),
        ("Mo 00:00-24:00", "2026-06-01 12:00", True, "2026-06-02 00:00"),
        # Never a change, or none within a year.
        ("24/7", "2026-06-01 12:00", True, None),
        ("off", "2026-06-01 12:00", False, None),
        ("2029 Mo-Fr 08:00-16:30", "2026-06-01 12:00", False, None),
        ("2027 May 01 08:00-16:30", "2026-06-01 12:00", False, "2027-05-01 08:00"),
    ],
)
def test_the_status_is_that_of_the_clock_there(
    written: str, moment: str, *, is_open: bool, until: str | None
) -> None:
    zone = ZoneInfo(GUYANA)
    now = datetime.fromisoformat(moment).replace(tzinfo=zone)
    change = datetime.fromisoformat(until).replace(tzinfo=zone) if until else None
    expected = Status(is_open, change, is_holiday=False)
    assert hours.status(written, now, GUYANA, "GY") == expected
    assert hours.status(written, now.astimezone(UTC), GUYANA, "GY") == expected
    assert hours.status(written, now.astimezone(ZoneInfo("Asia/Tokyo")), GUYANA, "GY") == expected


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        # Clocks in Haiti go forward on 8 March 2026, and back on 1 November.
        ("2026-03-06T22:00Z", "2026-03-09T12:00Z"),
        ("2026-03-05T22:00Z", "2026-03-06T13:00Z"),
        ("2026-10-30T21:30Z", "2026-11-02T13:00Z"),
        ("2026-10-29T21:30Z", "2026-10-30T12:00Z"),
    ],
)
def test_the_change_is_right_over_a_change_of_clocks(moment: str, opens: str) -> None:
    now = datetime.fromisoformat(moment)
    status = hours.status("Mo-Fr 08:00-16:00", now, "America/Port-au-Prince", "HT")
    assert status is not None
    assert status.until == datetime.fromisoformat(opens)
    assert f"{status.until:%H:%M}" == "08:00"


# 26 May is Independence Day in Guyana; 2026-05-26 is a Tuesday.
@pytest.mark.parametrize(
    ("written", "code", "is_open", "is_holiday"),
    [
        ("Mo-Fr 08:00-16:30; PH off", "GY", False, True),
        ("Mo-Fr 08:00-16:30", "GY", True, True),
        ("Mo-Fr 08:00-16:30; PH off", "TT", True, False),
        ("Mo-Fr 08:00-16:30; PH off", "BQ-BO", True, False),
        ("Mo-Fr 08:00-16:30; PH off", "XX", True, False),
        ("Mo-Fr 08:00-16:30; PH off", "", True, False),
    ],
)
def test_a_public_holiday_counts_where_it_is_known(
    written: str, code: str, *, is_open: bool, is_holiday: bool
) -> None:
    now = datetime(2026, 5, 26, 10, tzinfo=ZoneInfo(GUYANA))
    status = hours.status(written, now, GUYANA, code)
    assert status is not None
    assert (status.is_open, status.is_holiday) == (is_open, is_holiday)


def test_hours_that_cannot_be_read_have_no_status() -> None:
    now = datetime(2026, 6, 1, 12, tzinfo=UTC)
    assert hours.status("8am-5pm", now, GUYANA, "GY") is None
