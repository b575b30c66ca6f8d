"""Opening hours in OpenStreetMap's notation: are they valid, is it open now, until when."""

from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

# The library's stubs leave its exceptions out.
from opening_hours import OpeningHours, ParserError, UnknownCountryError  # type: ignore[attr-defined]


class Status(NamedTuple):
    """Whether a place is open at a moment, and when that changes (None: not within a year)."""

    is_open: bool
    until: datetime | None
    is_holiday: bool


def local_time(now: datetime, zone: str) -> datetime | None:
    """Return `now` as clocks in the IANA zone `zone` show it; None for an unknown zone."""
    return now.astimezone(ZoneInfo(zone)) if is_zone(zone) else None


def is_zone(zone: str) -> bool:
    """Whether `zone` is a zone of the IANA database (with tzdata, the same on every machine)."""
    try:
        ZoneInfo(zone)
    except (ValueError, OSError, KeyError):
        # A path, a folder of zones, a name that is not there.
        return False
    return True


def is_valid(hours: str) -> bool:
    """Whether `hours` are opening hours as OpenStreetMap writes them."""
    try:
        OpeningHours(hours)
    except ParserError:
        return False
    return True


def status(hours: str, now: datetime, zone: str, country_code: str) -> Status | None:
    """Tell whether it is open at `now` (aware) in the IANA zone `zone`, which exists.

    None where `hours` cannot be read. Public holidays count where the library knows those of
    `country_code` (ISO 3166-1 alpha-2).
    """
    if not is_valid(hours):
        return None
    local = now.astimezone(ZoneInfo(zone))
    parsed = _in_country(hours, ZoneInfo(zone), country_code)
    change = parsed.next_change(local)
    until = change if change and change - local < timedelta(days=366) else None
    is_holiday = _in_country("PH", ZoneInfo(zone), country_code).is_open(local)
    return Status(parsed.is_open(local), until, is_holiday)


def _in_country(hours: str, zone: ZoneInfo, country_code: str) -> OpeningHours:
    try:
        return OpeningHours(hours, timezone=zone, country=country_code)
    except UnknownCountryError:
        return OpeningHours(hours, timezone=zone)
