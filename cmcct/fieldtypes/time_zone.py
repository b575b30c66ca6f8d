"""Time zones of the IANA database, and local time."""

import re
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from cmcct.diagnostics import advise_suggestion
from cmcct.errors.suggest import closest
from cmcct.i18n.messages import Message, hint_to_write
from cmcct.text.folding import fold

# IANA keeps names such as `Jamaica` and `US/Eastern` for compatibility only; `EST` is no place.
_CONTINENTS = (
    *("Africa/", "America/", "Antarctica/", "Arctic/", "Asia/"),
    *("Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/"),
)


def local_time(now: datetime, zone: str) -> datetime | None:
    """Return `now` in the IANA zone `zone`; None for an unknown zone."""
    try:
        return now.astimezone(ZoneInfo(zone)) if is_zone(zone) else None
    except (ZoneInfoNotFoundError, OSError):
        # The zone's data is missing; a card is shown without local time.
        return None


@cache
def utc_offsets(zone: str) -> tuple[timedelta, timedelta] | None:
    """Return a zone's difference from UTC in standard time and in summer, whatever the date.

    None for an unknown zone. Both are equal where clocks do not change.
    """
    # Two months of a fixed year: one has standard time on either hemisphere.
    moments = [local_time(datetime(2026, month, 1, tzinfo=UTC), zone) for month in (1, 7)]
    offsets = sorted(moment.utcoffset() or timedelta() for moment in moments if moment)
    return (offsets[0], offsets[-1]) if offsets else None


def format_offset(offset: timedelta) -> str:
    """Return a difference from UTC as people write it: a true minus and `4`, `+5:30`, or ""."""
    minutes = int(abs(offset).total_seconds()) // 60
    hours, minutes = divmod(minutes, 60)
    sign = "\u2212" if offset < timedelta() else "+"
    return f"{sign}{hours}:{minutes:02}" if minutes else f"{sign}{hours}" if hours else ""


def is_zone(zone: str) -> bool:
    """Return whether `zone` is an IANA zone of a place; with tzdata, equal on all machines."""
    return zone in _zones()


@cache
def _zones() -> frozenset[str]:
    """Return all zone names; the system's own list may have extra or missing names."""
    try:
        import tzdata

        # importlib.resources takes longer than reading the file.
        listed = Path(tzdata.__path__[0], "zones").read_text(encoding="ascii")
    except (ImportError, OSError):
        listed = " ".join(available_timezones())
    return frozenset(zone for zone in listed.split() if zone.startswith(_CONTINENTS))


def suggest_zone(text: str, country_zone: str) -> Message:
    """Return a hint for `text`, an unknown zone; `country_zone` is the default suggestion."""
    # Offsets and abbreviations would match the beginnings of unrelated places.
    is_place = not re.fullmatch(
        r"[A-Z]{2,5}|\W*([A-Za-z]{1,4}\W*)?[+\u2212-]?[\d:.]+\W*", text.strip()
    )
    # The continent is ignored: it would make all of its places similar.
    places = {fold(zone.rpartition("/")[2]): zone for zone in sorted(_zones())}
    meant = closest(text.rpartition("/")[2], places) if is_place else []
    usual = country_zone or "America/Port_of_Spain"
    return advise_suggestion(meant) or hint_to_write(f'"{usual}"')
