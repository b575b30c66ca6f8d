"""Data for the script of the page: search texts, filters, timetables, phrases."""

import json
from datetime import date
from typing import Any

from cmcct.fieldtypes import opening_hours, time_zone
from cmcct.formats.html.coverage import entry_halves
from cmcct.formats.html.filters import country_codes, language_tags
from cmcct.i18n.messages import Translator, _
from cmcct.model.entities import FocalPoint
from cmcct.privacy.audiences import AudienceView
from cmcct.reference import vocabulary
from cmcct.search import terms
from cmcct.text.control_chars import escape_control_chars

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_HOLIDAY_DAYS = 730  # days for which the page knows the holidays

# Phrases of the script, which fills their placeholders.
PHRASES = {
    "shown": _("{count} of {total} entries shown"),
    "open": _("open now"),
    "open_until": _("open now, until {time}"),
    "closed": _("closed now"),
    "opens": _("closed now, opens {time}"),
    "holiday": _("{state} (a public holiday there)"),
    "stale": _("not confirmed for more than {days} days"),
    "never": _("never confirmed"),
    "too_long": _("This is too long for a QR code."),
    "qr": _("QR code with the name, one number and one e-mail of {name}"),
}


class PageData:
    """Collects the script's data; each text and timetable is stored once."""

    def __init__(self, view: AudienceView, translator: Translator) -> None:
        """Store the view and the language of the page."""
        self._view, self._translator, self._start = view, translator, _start(view)
        self._keys: dict[str, int] = {}
        self._numbers: dict[tuple[str, str], int | None] = {}
        self._tables: list[dict[str, Any]] = []
        self._holidays: dict[str, list[str]] = {}
        self._entries: list[str] = []

    def add(self, point: FocalPoint) -> None:
        """Add the search data of an entry: `t` its words, `k` vocabulary key indices, and more."""
        known = [
            vocabulary.get_term(facet, slug).keys for facet, slug in terms.vocabulary_terms(point)
        ]
        entry: dict[str, Any] = {
            "t": "  ".join(["", *terms.free_text(point)]),
            "k": [self._keys.setdefault(k, len(self._keys)) for k in (point.country.keys, *known)],
            "country": country_codes(point),
            "sector": point.sectors,
            "half": entry_halves(point),
            "language": language_tags(point),
            "group": point.working_groups,
            "zone": point.zone if time_zone.is_zone(point.zone) else "",
        }
        if point.phones:
            entry["n"] = terms.phone_digits(point)
        if point.emails:
            entry["e"] = [email.address.casefold() for email in point.emails]
        if point.status == "active":
            entry["verified"] = point.verified.isoformat() if point.verified else ""
        # Encode now: thousands of objects would slow down the garbage collector.
        self._entries.append(_ENCODER.encode(entry))

    def table(self, written: str, point: FocalPoint) -> int | None:
        """Return the number of the timetable for some opening hours, or None."""
        if not (written and self._start and time_zone.is_zone(point.zone)):
            return None
        key = (written, point.country.code)
        if key not in self._numbers:
            self._numbers[key] = self._add_table(*key, self._start)
        return self._numbers[key]

    def _add_table(self, written: str, code: str, start: date) -> int | None:
        """Add a timetable: minutes since midnight, from Monday, and the dates that differ."""
        found = opening_hours.build_timetable(written, code, start, _HOLIDAY_DAYS)
        if found is None:
            return None
        others = {day.isoformat(): spans for day, spans in found.others.items()}
        self._tables.append({"week": found.week, "others": others, "country": code})
        if code not in self._holidays:
            known = opening_hours.build_timetable("PH", code, start, _HOLIDAY_DAYS)
            self._holidays[code] = [day.isoformat() for day in known.others] if known else []
        return len(self._tables) - 1

    def as_json(self) -> str:
        """Return the data as JSON that is safe within an HTML script element."""
        about = {
            "lang": self._translator.lang,
            "say": {key: self._translator.translate(phrase) for key, phrase in PHRASES.items()},
            "verifyEveryDays": self._view.info.verify_every_days,
            "start": self._start.isoformat() if self._start else "",
            "days": _HOLIDAY_DAYS,
            "keys": list(self._keys),
            "tables": self._tables,
            "holidays": self._holidays,
        }
        text = f'{_ENCODER.encode(about)[:-1]},"entries":[{",".join(self._entries)}]}}'
        return escape_control_chars(text).replace("<", "\\u003c")


def _start(view: AudienceView) -> date | None:
    """Return the first day of the timetables: the edition's date, else the latest meeting's."""
    met = (date.fromisoformat(f"{m.date}-01"[:10]) for m in view.meetings_attended if m.date)
    return view.edition or max(met, default=None)
