"""The current date and time."""

import os
from datetime import UTC, date, datetime, time, timedelta

from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import SafeText, _, quote_text

_EXAMPLE = "2026-03-02"
_FIRST, _LAST = date.min + timedelta(days=1), date.max - timedelta(days=1)


def now() -> datetime:
    """Return the current time in UTC, or the one in `CMCCT_NOW`, else noon of `CMCCT_TODAY`."""
    if moment := _pinned_moment():
        return moment.astimezone(UTC)
    day = _pinned_day()
    return datetime.combine(day, time(12), UTC) if day else datetime.now(UTC)


def today() -> date:
    """Return the local date, or the date in `CMCCT_NOW`, else that in `CMCCT_TODAY`."""
    moment = _pinned_moment()
    return moment.date() if moment else _pinned_day() or local(now()).date()


def _pinned_moment() -> datetime | None:
    """Return the moment in `CMCCT_NOW`, in the offset that it is written in."""
    pinned = os.environ.get("CMCCT_NOW")
    if not pinned:
        return None
    try:
        moment = datetime.fromisoformat(pinned)
        # The first and last day of the calendar overflow in some time zones.
        if moment.tzinfo and _FIRST < moment.date() < _LAST:
            return moment
    except ValueError:
        pass
    raise _refuse_variable("CMCCT_NOW", f"{_EXAMPLE}T14:30Z")


def _pinned_day() -> date | None:
    """Return the date in `CMCCT_TODAY`."""
    pinned = os.environ.get("CMCCT_TODAY")
    if not pinned:
        return None
    try:
        return min(max(date.fromisoformat(pinned), _FIRST), _LAST)
    except ValueError:
        raise _refuse_variable("CMCCT_TODAY", _EXAMPLE) from None


def _refuse_variable(name: str, example: str) -> CmcctError:
    """Return the error for a variable of the environment that has another form than an example."""
    value = quote_text(os.environ.get(name, ""))
    message = _("{variable} cannot be {text}", variable=SafeText(name), text=value)
    # Translators: {text} is an example of what a variable of the environment can be
    return CmcctError(message, _("write it as {text}, or unset it", text=SafeText(example)))


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
        raise _refuse_variable("TZ", "America/Guyana") from None
