"""What day it is, and what time."""

import os
from datetime import UTC, date, datetime, time, timedelta

from cmcct.errors import CmcctError
from cmcct.wording import say


def now() -> datetime:
    """Return this moment in UTC; with `CMCCT_TODAY` set, noon UTC of that day."""
    pinned = os.environ.get("CMCCT_TODAY")
    if not pinned:
        return datetime.now(UTC)
    try:
        # Zones that are ahead have no noon UTC of the very last day.
        day = min(date.fromisoformat(pinned), date.max - timedelta(days=1))
        return datetime.combine(day, time(12), UTC)
    except ValueError:
        message = say("CMCCT_TODAY is {text}, which is not a date", text=repr(pinned))
        # Translators: to unset a variable of the environment
        raise CmcctError(message, say("write it as 2026-03-02, or unset it")) from None


def today() -> date:
    """Return today's date where this machine stands, or the one that `CMCCT_TODAY` gives."""
    return now().date() if os.environ.get("CMCCT_TODAY") else datetime.now().astimezone().date()
