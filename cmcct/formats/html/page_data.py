"""Data for the script of the page: search texts, filters, timetables, phrases, packed vCards.

Also the lines to call: for the script, and as lists for readers without it.
"""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from typing import Any

from cmcct import clock
from cmcct.calling import lines as calling
from cmcct.calling import words as call_words
from cmcct.fieldtypes import opening_hours, time_zone
from cmcct.fieldtypes.email_address import mail_link
from cmcct.fieldtypes.opening_hours import holiday_kinds, is_round_the_clock
from cmcct.formats.shared import list_header, phrases
from cmcct.formats.shared.cards import card_title
from cmcct.i18n.messages import QUOTATION_MARKS, Message, Translator, _
from cmcct.model.entities import STRICTEST, FocalPoint
from cmcct.privacy.audiences import AudienceView
from cmcct.reference import countries, holidays, vocabulary, words
from cmcct.reference.countries import Country, InSentence
from cmcct.reference.languages import language_name
from cmcct.search import is_untested, lookup, query, terms
from cmcct.search.terms import country_codes, find_names, language_tags
from cmcct.text.control_chars import escape_control_chars

# Stand for the texts that the card on the page has too; no vCard contains them.
_MARKS = [chr(code) for code in (*range(0x01, 0x09), *range(0x0E, 0x20))]
_END = "\0"  # of a piece

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_ALWAYS_GIVEN = frozenset({"t", "ids", "own", "mail"})
_EPOCH = date(1970, 1, 1)  # from which the script counts days
_DAYS = 731  # for which the page has opening times and holidays
# Phrases of the script, which fills their placeholders.
PHRASES: Mapping[str, Message] = {
    "shown": _("{count} of {total} entries shown"),
    # Translators: of a list that is filtered: by Spanish
    "sentence_filtered": _("No contact in this selection ({filters}) covers {country}."),
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
    "same_time": phrases.SAME_TIME,
    "ahead": phrases.AHEAD,
    "behind": phrases.BEHIND,
    "stale": _("not confirmed for more than {days} days"),
    "never": _("never confirmed"),
    "too_long": _("This is too long for a QR code."),
    # Translators: in place of opening hours, on a day before or after those of the list
    "outside": _("the list has no hours for this day"),
    # Translators: of the numbers that a list shows
    "numbers": _("{count} of its {total} numbers"),
    **{key: text for key, text in call_words.PHRASES.items() if not key.endswith("_short")},
    "qr": _("QR code with the name, one number and one e-mail of {name}"),
    **call_words.STATES,
    **call_words.NOTES,
}


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
        self.facts = _collect_facts(view.focal_points, view.info.countries, translator)
        self._named = replace(
            view, meetings=view.meetings_attended, working_groups=view.groups_joined
        )
        self._numbers: dict[tuple[str, str], int | None] = {}
        self._tables: list[dict[str, Any]] = []
        self._holidays: dict[str, dict[str, Any]] = {}
        self._entries: list[str] = []
        # Lists of values of a facet by their numbers: equal ones are stored once.
        self._lists = defaultdict[tuple[str, ...], int](count(1).__next__, {(): 0})
        # The texts of which the vCards consist, by their numbers.
        self._pieces = defaultdict[str, int](count().__next__)

    def pack_card(self, lines: Iterable[str], card: Mapping[str, Any]) -> list[int]:
        """Return the numbers of the pieces of a vCard, which is given by its lines, not folded.

        The script of the page restores it, with the lines folded as they were.
        """
        text = f"\r\n{_END}".join((*lines, ""))
        for mark, own in zip(_MARKS, _own_texts(card), strict=False):
            if own:
                text = text.replace(own, mark)
        return [*map(self._pieces.__getitem__, text.replace("\\n", f"\\n{_END}").split(_END))]

    def add(self, point: FocalPoint, vcard: Sequence[int] = ()) -> None:
        """Add what an entry is found by: `t` its words, `n` its numbers, `e` its addresses, ….

        `expand` of the script adds what follows from other values. `vcard` is its packed vCard.
        """
        facets = {facet: tuple(values(point)) for facet, values in terms.FACETS.items()}
        if facets["country"] == (point.country.code,):
            del facets["country"]  # `own` says it
        if facets["role"] == ("focal-point",):
            del facets["role"]  # `expand` adds it
        lines = _list_lines(point, self.table)
        digits = [terms.phone_digits(point), [re.sub(r"\D", "", line["number"]) for line in lines]]
        entry: dict[str, Any] = {
            "t": terms.own_text(point),
            "ids": terms.entry_ids(point),
            "own": point.country.code,
            "n": "" if digits[0] == digits[1] else "\n".join(digits[0]),  # else those of the lines
            "e": "\n".join(terms.address_texts(point)),
            "untested": is_untested(point, self._view.today or clock.today()),
            "lines": lines,
            **_seat_facts(point),
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
        week, others = timetable
        table = {
            "week": week,
            "others": {day.isoformat(): spans for day, spans in others.items()},
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
            "filters": self._view.edition.filters,
            "verifyEveryDays": self._view.info.verify_every_days,
            "start": self._start.isoformat() if self._start else "",
            "days": _DAYS,
            "marks": QUOTATION_MARKS[self._translator.lang],
            "words": words.table(),
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
        pieces, entries = _ENCODER.encode([*self._pieces]), ",\n".join(self._entries)
        text = f'{_ENCODER.encode(about)[:-1]},\n"pieces":{pieces},\n"entries":[\n{entries}\n]}}'
        return escape_control_chars(text).replace("<", "\\u003c")


def _start(view: AudienceView) -> date | None:
    """Return the first day of the timetables: that before the edition's, else the latest meeting's.

    An edition has the date in UTC; in the Caribbean it may be the evening before.
    """
    day = list_header.day_of(view) or max(
        (date.fromisoformat(f"{m.date}-01"[:10]) for m in view.meetings_attended if m.date),
        default=None,
    )
    return day and max(day, date.min + timedelta(days=1)) - timedelta(days=1)


def _list_lines(
    point: FocalPoint, find_table: Callable[[str, FocalPoint], int | None]
) -> list[dict[str, Any]]:
    """Return the numbers of an entry that may be called, without the keys of what does not hold.

    `place` is that in the file, if it is not 0, `channel` that in the card, if it is another.
    `find_table` returns the number of the timetable for an entry's opening hours.
    """
    rows = []
    for place in calling.usable_phones(point):
        phone, hours = point.phones[place], calling.hours_of(point, place)
        is_always = is_round_the_clock(hours)
        channel = next(at for at, each in enumerate(point.phones_to_try) if each is phone)
        line = {
            "place": place or None,
            "channel": None if channel == place else channel,
            "number": calling.dialled_number(phone),
            "ext": phone.ext,
            "national": calling.is_national(phone),
            "tollFree": phone.is_toll_free,
            "mobile": phone.type == "mobile",
            "doubtful": phone.is_doubtful,
            "tested": phone.tested is not None,
            "always": is_always,
            "table": None if is_always else find_table(hours, point),
            "lacksZone": not is_always and calling.lacks_zone(point, place),
        }
        # Zero is a timetable, and the channel of a number at another place.
        rows.append({key: value for key, value in line.items() if value or type(value) is int})
    return rows


def static_rows(points: Iterable[FocalPoint], translator: Translator) -> list[dict[str, Any]]:
    """Return the lines of the entries of a country, the first to try first at any time.

    `digits` is the number without spaces, for the search of the browser.
    """
    points = [*points]
    return [
        {
            "number": phrases.add_extension(line.phone.formatted, line.phone, translator),
            "href": phrases.tel_link(line.phone),
            "digits": line.phone.e164 if line.is_dialable else "",
            "is_free": line.phone.is_toll_free,
            "is_night": line.is_always and line.is_dialable and not line.phone.is_doubtful,
            "hours": phrases.format_hours(calling.hours_of(line.point, line.place), translator),
            "name": card_title(line.point),
            "id": line.point.id,
            "notes": ", ".join(
                (
                    *phrases.describe_use(line.phone, line.point.country, translator),
                    *phrases.describe_tests(line.phone, translator),
                )
            ),
            "languages": ", ".join(
                language_name(tag, translator.lang) for tag in line.point.languages
            ),
        }
        for line in calling.order_lines(points, points[0].country)
    ]


def _seat_facts(point: FocalPoint) -> dict[str, Any]:
    """Return what the order reads of a seat, without the keys of what does not hold.

    `mail` is the channel of its card with the address to write to: the first that is not for the
    secretariat only, else the first, which is a `secretMail`.
    """
    names = filter(None, (point.title, point.unit, point.organisation))
    shelter = "secret" if point.sharing == STRICTEST else "open"
    mails = (
        {"secretMail": STRICTEST in {point.sharing, email.sharing}, "mail": len(point.phones) + n}
        for n, email in enumerate(point.emails)
        if mail_link(email.address)
    )
    return {
        "shelter": shelter if point.is_shelter else "",
        "handles": bool(point.handles),
        "vacant": (", ".join(names) or point.id) if point.status == "vacant" else "",
        **min(mails, key=lambda mail: mail["secretMail"], default={}),
    }


def _collect_facts(
    points: Iterable[FocalPoint], members: Iterable[Country], translator: Translator
) -> dict[str, Any]:
    """Return what the order reads beside entries, and the names that the list shows.

    `countries` are all, in the order of their names, since a reader may ask for one that has
    nobody; `isCaller` those that are offered as the reader's own: the members, those of the
    entries, and all in a region with one of them. `plan` is equal where national numbers of one
    country work in another; `groups` says for each of SHARED_GROUPS whether the country is in it.
    `languages` has the names of languages by their tags in lower case; `halves` the halves of the
    network to which a sector belongs, `usual` the sectors that come first.
    """
    served = {code for point in points for code in country_codes(point)}
    listed = {*members, *map(countries.get_country, served)}
    groups = {group for country in listed for group in country.groups}
    listed |= {each for each in countries.all_countries() if groups.intersection(each.groups)}
    spoken = {tag for point in points for tag in language_tags(point)}
    spoken.update(tag.casefold() for country in listed for tag in country.languages)

    def by_name(country: Country) -> tuple[tuple[str, str], str]:
        return translator.collation_key(translator.translate(country)), country.code

    return {
        "countries": {
            country.code: {
                "name": translator.translate(country),
                "inSentence": translator.translate(InSentence(country)),
                "zone": country.zone,
                "plan": calling.find_plan(country),
                "languages": [tag.casefold() for tag in country.languages],
                "groups": [int(group in country.groups) for group in calling.SHARED_GROUPS],
                "isCaller": country in listed,
            }
            for country in sorted(countries.all_countries(), key=by_name)
        },
        "languages": {tag: language_name(tag, translator.lang) for tag in sorted(spoken)},
        "roles": {
            slug: {
                "rank": calling.rank_role(slug),
                "isLate": slug in calling.LATE_ROLES,
                "isObserver": slug == calling.OBSERVER,
                # It is said of all but the usual one.
                "label": slug != "focal-point"
                and translator.translate(vocabulary.InlineTerm("role", slug)),
            }
            for slug in vocabulary.slugs("role")
        },
        "halves": {slug: vocabulary.halves_of((slug,)) for slug in vocabulary.slugs("sector")},
        "usual": sorted(calling.USUAL_SECTORS),
    }
