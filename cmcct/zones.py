"""Time zones of the IANA database: which there are, what clocks show there."""

import re
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from cmcct.folding import fold
from cmcct.suggest import closest
from cmcct.wording import Message, did_you_mean, say

# Names such as `Jamaica` and `US/Eastern` are kept by IANA for old programs only.
_CONTINENTS = (
    "Africa/",
    "America/",
    "Antarctica/",
    "Arctic/",
    "Asia/",
    "Atlantic/",
    "Australia/",
    "Europe/",
    "Indian/",
    "Pacific/",
)


def local_time(now: datetime, zone: str) -> datetime | None:
    """Return `now` as clocks in the IANA zone `zone` show it; None for an unknown zone."""
    try:
        return now.astimezone(ZoneInfo(zone)) if is_zone(zone) else None
    except (ZoneInfoNotFoundError, OSError):
        # The data of the zone is missing: a card without local time still has its numbers.
        return None


def is_zone(zone: str) -> bool:
    """Whether `zone` is a zone of the IANA database (with tzdata, the same on every machine)."""
    return zone in _zones()


@cache
def _zones() -> frozenset[str]:
    """Return all names: a machine's own folder of zones has others, and not always all."""
    try:
        import tzdata

        # importlib.resources would cost more than the reading.
        listed = Path(tzdata.__path__[0], "zones").read_text(encoding="ascii")
    except (ImportError, OSError):
        return frozenset(available_timezones())
    return frozenset(listed.split())


def advice(text: str, country_zone: str) -> Message:
    """Return what to write instead of `text`, which is no zone, where `country_zone` is usual."""
    # An offset or an abbreviation, the letters of which begin the names of far-away towns.
    is_place = not re.fullmatch(
        r"[A-Z]{2,5}|\W*([A-Za-z]{1,4}\W*)?[+\u2212-]?[\d:.]+\W*", text.strip()
    )
    # The part of the world would make all of its places alike.
    meant = closest(text.rpartition("/")[2], _places()) if is_place else []
    usual = country_zone or "America/Port_of_Spain"
    return did_you_mean(meant) or say('write it as "{text}"', text=usual)


@cache
def _places() -> dict[str, str]:
    """Return the zones by the folded name of the place."""
    zones = sorted(zone for zone in _zones() if zone.startswith(_CONTINENTS))
    return {fold(zone.rpartition("/")[2]): zone for zone in zones}
