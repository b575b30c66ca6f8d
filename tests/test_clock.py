"""The current day and time."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from cmcct.clock import local, now, today
from cmcct.errors.exceptions import CmcctError
from tests.conftest import ENTRY, SHIPPED, THOROUGH, Result, Run, Write, error_of


def test_a_pinned_day_is_today_and_its_noon_is_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CMCCT_TODAY", "2026-03-02")
    assert today() == date(2026, 3, 2)
    assert now() == datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize("pinned", [None, ""])
def test_clock_of_machine_is_used_without_pinned_day(
    monkeypatch: pytest.MonkeyPatch, pinned: str | None
) -> None:
    if pinned is None:
        monkeypatch.delenv("CMCCT_TODAY")
    else:
        monkeypatch.setenv("CMCCT_TODAY", pinned)
    before = datetime.now().astimezone()
    moment, day = now(), today()
    after = datetime.now().astimezone()
    assert before <= moment <= after
    assert before.date() <= day <= after.date()
    assert moment.tzinfo == UTC


@pytest.mark.parametrize("pinned", ["yesterday", "2026-02-30", "02/03/2026"])
def test_a_pinned_day_that_is_no_date_is_refused(
    monkeypatch: pytest.MonkeyPatch, pinned: str
) -> None:
    monkeypatch.setenv("CMCCT_TODAY", pinned)
    with pytest.raises(CmcctError) as refused:
        today()
    assert refused.value.message == f"CMCCT_TODAY cannot be {pinned!r}"
    assert refused.value.hint == "write it as 2026-03-02, or unset it"


@pytest.mark.parametrize(
    ("pinned", "moment", "day"),
    [
        ("2026-08-02T06:30Z", datetime(2026, 8, 2, 6, 30, tzinfo=UTC), date(2026, 8, 2)),
        # The day is the one that is written.
        ("2026-08-01T22:30-04:00", datetime(2026, 8, 2, 2, 30, tzinfo=UTC), date(2026, 8, 1)),
        ("20260802T063005+0000", datetime(2026, 8, 2, 6, 30, 5, tzinfo=UTC), date(2026, 8, 2)),
    ],
)
def test_pinned_moment_is_now_and_its_day_today(
    monkeypatch: pytest.MonkeyPatch, pinned: str, moment: datetime, day: date
) -> None:
    monkeypatch.setenv("CMCCT_TODAY", "2020-01-01")
    monkeypatch.setenv("CMCCT_NOW", pinned)
    assert (now(), now().tzinfo, today()) == (moment, UTC, day)
    monkeypatch.setenv("CMCCT_NOW", "")
    assert today() == date(2020, 1, 1)


@pytest.mark.parametrize(
    "pinned",
    [
        *("now", "2026-08-02", "2026-08-02T06:30", "06:30Z", "2026-02-30T06:30Z", "2026-08-02T25Z"),
        *("0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00"),
    ],
)
def test_pinned_moment_that_is_none_is_refused(
    run: Run, monkeypatch: pytest.MonkeyPatch, pinned: str
) -> None:
    monkeypatch.setenv("CMCCT_NOW", pinned)
    error = f"error: CMCCT_NOW cannot be {pinned!r}\n"
    expected = Result(2, "", f"{error}help: write it as 2026-03-02T14:30Z, or unset it\n")
    for words in (("show", "gy-ctu"), ("search",), ("check",)):
        assert run(*words, "--directory", SHIPPED) == expected


@pytest.mark.parametrize("name", ["XXX99", "<+99>-99", "XXX24:59:59"])
def test_a_zone_of_a_day_or_more_is_refused(zone: Callable[[str], None], name: str) -> None:
    zone(name)
    assert error_of(lambda: local(datetime(2026, 6, 1, tzinfo=UTC))) == (
        f"TZ cannot be {name!r}",
        "write it as America/Guyana, or unset it",
    )


def test_the_end_of_time_has_no_local_time(zone: Callable[[str], None]) -> None:
    zone("Asia/Tokyo")
    last = datetime.max.replace(tzinfo=UTC)
    assert local(last) == last


ZONES = ("UTC", "XXX99", "", ":", "America/Guyana", "Pacific/Kiritimati", "/etc/passwd", "AAA4BBB")
DAYS = ("0001-01-01", "1883-11-18", "9998-12-31", "9999-12-31", "2026-W01-1", "20260302", "x", "-1")
READING = (
    *(("search",), ("show",), ("show", "gy-ctu"), ("check",), ("list", "countries")),
    *(("export", "html"), ("export", "vcard"), ("export", "markdown"), ("emails",)),
    *(("log",), ("diff",), ("search", "--at", "yesterday"), ("search", "--at", "2000 years ago")),
)


@pytest.mark.sweep
@pytest.mark.parametrize("day", [*DAYS, None])
def test_no_zone_and_no_day_is_a_bug(
    run: Run,
    write: Write,
    zone: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
    day: str | None,
) -> None:
    path = write(ENTRY + 'hours = "Mo-Fr 08:00-16:00; PH off"\nverified = 2026-03-02\n')
    monkeypatch.setenv("CMCCT_DIRECTORY", str(path))
    if day is None:
        monkeypatch.delenv("CMCCT_TODAY")
    else:
        monkeypatch.setenv("CMCCT_TODAY", day)
    for name in ZONES:
        zone(name)
        for words in READING if THOROUGH or name in {"UTC", "XXX99"} else READING[:4]:
            result = run(*words)
            assert result.code in {0, 1, 2}, (name, words, result.err)
