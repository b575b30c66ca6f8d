"""The current date and time."""

import os
from datetime import UTC, date, datetime, time, timedelta

from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import _

_FIRST, _LAST = date.min + timedelta(days=1), date.max - timedelta(days=1)


def now() -> datetime:
    """Return the current time in UTC; with `CMCCT_TODAY` set, noon UTC of that day."""
    pinned = os.environ.get("CMCCT_TODAY")
    if not pinned:
        return datetime.now(UTC)
    try:
        # The first and last day of the calendar overflow in some time zones.
        day = min(max(date.fromisoformat(pinned), _FIRST), _LAST)
        return datetime.combine(day, time(12), UTC)
    except ValueError:
        message = _("CMCCT_TODAY is {text}, which is not a date", text=repr(pinned))
        # Translators: to unset a variable of the environment
        raise CmcctError(message, _("write it as 2026-03-02, or unset it")) from None


def today() -> date:
    """Return the local date, or the date in `CMCCT_TODAY`."""
    return now().date() if os.environ.get("CMCCT_TODAY") else local(now()).date()


def local(moment: datetime) -> datetime:
    """Convert a moment to local time; raises `CmcctError`."""
    try:
        return moment.astimezone()
    except (ValueError, OverflowError):
        validate_local_zone()
        return moment  # at the end of the calendar the conversion overflows


def validate_local_zone() -> None:
    """Raise `CmcctError` if the local zone is a day or more from UTC: `TZ=XXX99`."""
    try:
        datetime(2000, 1, 1).astimezone()
    except ValueError:
        message = _("TZ is {text}, which is not a time zone", text=repr(os.environ.get("TZ", "")))
        raise CmcctError(message, _("set it as TZ=America/Guyana, or unset it")) from None
