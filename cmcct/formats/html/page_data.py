"""Data for the script of the page: search texts, filters, timetables, phrases, packed vCards."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any

from cmcct import clock
from cmcct.calling.words import NOTES, STATES
from cmcct.fieldtypes import opening_hours, time_zone
from cmcct.fieldtypes.opening_hours_rules import holiday_kinds, is_round_the_clock
from cmcct.formats.html import line_data
from cmcct.formats.shared import list_header
from cmcct.formats.shared.phrases import AHEAD, BEHIND, HOURS_MINUTES, SAME_TIME
from cmcct.i18n.messages import QUOTATION_MARKS, Message, Translator, _
from cmcct.model.entities import FocalPoint
from cmcct.privacy.audiences import AudienceView
from cmcct.reference import countries, holidays, words
from cmcct.search import is_untested, lookup, query, terms
from cmcct.search.terms import find_names
from cmcct.text.control_chars import escape_control_chars

# Stand for the texts that the card on the page has too; no vCard contains them.
_MARKS = [chr(code) for code in (*range(0x01, 0x09), *range(0x0E, 0x20))]
_END = "\0"  # of a piece

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_ALWAYS_GIVEN = frozenset({"t", "ids", "own", "mail"})
_EPOCH = date(1970, 1, 1)  # from which the script counts days
_DAYS = 730  # for which the page has opening times and holidays
# Phrases of the script, which fills their placeholders.
PHRASES: Mapping[str, Message] = {
    "shown": _("{count} of {total} entries shown"),
    "which": _("{term}: which country?"),
    # Translators: above a printed list, of which the others are not shown
    "filtered": _("Filtered by: {filters}"),
    "of": _("{count} of {total}"),
    # Translators: the button that calls a telephone number
    "call": _("Call"),
    "copy": _("Copy"),
    "copied": _("Copied"),
    "vcard": _("vCard"),
    "code": _("QR code"),
    "meant": _("did you mean: {command}"),
    "ring": _("ring the secretariat"),
    "common": query.COMMON,
    "without": _("{count} found without {filter}"),
    "same_time": SAME_TIME,
    "ahead": AHEAD,
    "behind": BEHIND,
    "hours_minutes": HOURS_MINUTES,
    "stale": _("not confirmed for more than {days} days"),
    "never": _("never confirmed"),
    "too_long": _("This is too long for a QR code."),
    # Translators: in place of opening hours, on a day before or after those of the list
    "outside": _("date outside the list"),
    **line_data.PHRASES,
    "qr": _("QR code with the name, one number and one e-mail of {name}"),
    **STATES,
    **NOTES,
}


class PackedCards:
    """Packs vCards; the script of the page restores them, with the lines folded as they were."""

    def __init__(self) -> None:
        """Start without pieces."""
        self._numbers = defaultdict[str, int](count().__next__)

    @property
    def pieces(self) -> list[str]:
        """The texts of which the cards consist, by their numbers."""
        return [*self._numbers]

    def pack(self, lines: Iterable[str], card: Mapping[str, Any]) -> list[int]:
        """Return the numbers of the pieces of a vCard, which is given by its lines, not folded."""
        text = f"\r\n{_END}".join((*lines, ""))
        for mark, own in zip(_MARKS, _own_texts(card), strict=False):
            if own:
                text = text.replace(own, mark)
        return [*map(self._numbers.__getitem__, text.replace("\\n", f"\\n{_END}").split(_END))]


def _own_texts(card: Mapping[str, Any]) -> Iterable[str]:
    """Yield the texts of a card in the order in which the script reads them from the page."""
    yield from (card["name"], card["title"], card["id"])
    yield from card["offices"]
    for channel in card["channels"]:
        yield channel.href.removeprefix("tel:") if channel.href.startswith("tel:") else ""
        yield channel.text
    yield from card["name"].split(" ")


class PageData:
    """Collects the script's data; each text and timetable is stored once."""

    def __init__(self, view: AudienceView, translator: Translator) -> None:
        """Store the view and the language of the page."""
        self._view, self._translator, self._start = view, translator, _start(view)
        self.facts = line_data.facts(view.focal_points, view.info.countries, translator)
        self._named = replace(
            view, meetings=view.meetings_attended, working_groups=view.groups_joined
        )
        self._numbers: dict[tuple[str, str], int | None] = {}
        self._tables: list[dict[str, Any]] = []
        self._holidays: dict[str, dict[str, Any]] = {}
        self._entries: list[str] = []
        # Lists of values of a facet by their numbers: equal ones are stored once.
        self._lists = defaultdict[tuple[str, ...], int](count(1).__next__, {(): 0})
        self.vcards = PackedCards()

    def add(self, point: FocalPoint, vcard: Sequence[int] = ()) -> None:
        """Add what an entry is found by: `t` its words, `n` its numbers, `e` its addresses, ….

        `expand` of the script adds what follows from other values. `vcard` is its packed vCard.
        """
        tables = [self.table(hours, point) for hours in terms.answered_hours(point)]
        facets = {facet: tuple(values(point)) for facet, values in terms.FACETS.items()}
        if facets["country"] == (point.country.code,):
            del facets["country"]  # `own` says it
        if facets["role"] == ("focal-point",):
            del facets["role"]  # `expand` adds it
        lines = line_data.lines(point, self.table)
        digits = [terms.phone_digits(point), [re.sub(r"\D", "", line["number"]) for line in lines]]
        entry: dict[str, Any] = {
            "t": terms.own_text(point),
            "ids": terms.entry_ids(point),
            "own": point.country.code,
            "n": "" if digits[0] == digits[1] else "\n".join(digits[0]),  # else those of the lines
            "e": "\n".join(terms.address_texts(point)),
            "h": [table for table in tables if table is not None],
            "always": terms.is_always_open(point),
            "untested": is_untested(point, self._view.today or clock.today()),
            "lines": lines,
            **line_data.seat_facts(point),
            "gone": point.status != "active",
            "verified": point.verified and (point.verified - _EPOCH).days,
            "until": point.until and point.until.isoformat() if point.status == "active" else "",
            "vcard": vcard,
            **{facet: self._lists[values] for facet, values in facets.items()},
        }
        entry = {key: value for key, value in entry.items() if value or key in _ALWAYS_GIVEN}
        zone = point.zone if time_zone.is_zone(point.zone) else ""
        if zone != point.country.zone:
            entry["zone"] = zone
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
        timetable = opening_hours.build_timetable(written, code, start, _DAYS)
        if timetable is None:
            return None
        table = {
            "week": timetable.week,
            "others": {day.isoformat(): spans for day, spans in timetable.days.items()},
            "country": code,
            "named": "public" in holiday_kinds(written),
            "notKnown": opening_hours.kinds_not_known(written),
        }
        if is_round_the_clock(written):
            table["always"] = True
        self._tables.append(table)
        if code not in self._holidays:
            self._holidays[code] = self._holidays_of(code, start)
        return len(self._tables) - 1

    def _holidays_of(self, code: str, start: date) -> dict[str, Any]:
        """Return the holidays of a country: their names by date, estimated dates, known years."""
        days = [*opening_hours.days_from(start, _DAYS)]
        by_day = {
            day.isoformat(): holiday
            for day in days
            if (holiday := holidays.find_holiday(code, day))
        }
        return {
            "names": {day: self._translator.translate(each) for day, each in by_day.items()},
            "estimated": [day for day, holiday in by_day.items() if holiday.is_estimated],
            "years": [y for y in sorted({d.year for d in days}) if holidays.is_known(code, y)],
        }

    def as_json(self) -> str:
        """Return the data as JSON that is safe within an HTML script element.

        The script reads its lines: what the whole page needs, the pieces, and an entry each.
        """
        about = {
            "lang": self._translator.lang,
            "say": {key: self._translator.translate(phrase) for key, phrase in PHRASES.items()},
            "verifyEveryDays": self._view.info.verify_every_days,
            "start": self._start.isoformat() if self._start else "",
            "days": _DAYS,
            "marks": QUOTATION_MARKS[self._translator.lang],
            "words": words.table(),
            "places": {
                code: countries.localize_code(code, self._translator.lang)
                for code in words.ambiguous_countries()
            },
            "names": [
                (key, meaning)
                for key, meanings in find_names(self._named).items()
                for meaning in meanings
            ],
            "cities": [*dict.fromkeys(lookup.list_cities(self._view.focal_points))],
            **self.facts,
            "tables": self._tables,
            "holidays": self._holidays,
            "lists": [*self._lists],
        }
        pieces, entries = _ENCODER.encode(self.vcards.pieces), ",\n".join(self._entries)
        text = f'{_ENCODER.encode(about)[:-1]},\n"pieces":{pieces},\n"entries":[\n{entries}\n]}}'
        return escape_control_chars(text).replace("<", "\\u003c")


def _start(view: AudienceView) -> date | None:
    """Return the first day of the timetables: the edition's date, else the latest meeting's."""
    return list_header.day_of(view) or max(
        (date.fromisoformat(f"{m.date}-01"[:10]) for m in view.meetings_attended if m.date),
        default=None,
    )
