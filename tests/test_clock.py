"""What day it is, and what time."""

from datetime import UTC, date, datetime

import pytest

from cmcct.clock import now, today
from cmcct.errors import CmcctError


def test_a_pinned_day_is_today_and_its_noon_is_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CMCCT_TODAY", "2026-03-02")
    assert today() == date(2026, 3, 2)
    assert now() == datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize("pinned", [None, ""])
def test_without_a_pinned_day_the_machine_is_asked(
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
    assert refused.value.message == f"CMCCT_TODAY is {pinned!r}, which is not a date"
    assert refused.value.help == "write it as 2026-03-02, or unset it"
