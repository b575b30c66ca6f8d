"""What each card of the page says: the person, the numbers and addresses, and the rest in rows."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import NamedTuple, TypeAlias
from urllib.parse import quote

from cmcct import vocabulary
from cmcct.cards import title
from cmcct.countries import Country
from cmcct.formats import heads
from cmcct.formats.said import APPS, VIA, only, with_extension
from cmcct.languages import language_name
from cmcct.model import STRICTEST, Email, FocalPoint, Phone
from cmcct.sharing import Extract
from cmcct.wording import Wording

# The number of the timetable of some hours of an entry, if there is one.
Tables: TypeAlias = Callable[[str, FocalPoint], int | None]
# A row in HTML, escaped, of a label and a text; by name `href`, `table`, `is_clock` and `only`.
Rows: TypeAlias = Callable[..., str]

_UNDIALLED = re.compile("[^0-9+]")


class Channel(NamedTuple):
    """A number or an e-mail address, with what to know of it."""

    label: str
    text: str
    href: str
    notes: str = ""
    hours: str = ""
    table: int | None = None
    only: str = ""  # the stricter audience that it is for


class Card(NamedTuple):
    """One entry as the page shows it."""

    id: str
    country: str
    name: str
    title: str
    offices: tuple[str, ...]
    status: str
    channels: list[Channel]
    rows: str  # of a definition list, in HTML
    withheld: str
    vcard: str  # base64


class Cards:
    """Make cards of the entries of an extract, in one language."""

    def __init__(self, extract: Extract, words: Wording, table: Tables, row: Rows) -> None:
        """Work out once what is the same on many cards."""
        self._extract, self._words, self._table = extract, words, table
        self._row: Rows = cache(row)
        self._groups = {group.id: group.name for group in extract.working_groups}
        self._meetings = {meeting.id: meeting.name for meeting in extract.meetings}
        self.say: Callable[..., str] = cache(words.say)
        self._day: Callable[[date], str] = cache(words.day)
        self._sectors: Callable[[tuple[str, ...]], str] = cache(self._listed_sectors)
        self._languages: Callable[[tuple[str, ...]], str] = cache(self._listed_languages)

    def card(self, point: FocalPoint, vcard: str) -> Card:
        """Return the card of one entry, given its vCard in base64."""
        return Card(
            id=point.id,
            country=self._words.of(point.country),
            name=title(point),
            title=point.title,
            offices=tuple(text for text in (point.unit, point.organisation) if text),
            status=self._term("status", point.status) if point.status != "active" else "",
            channels=[
                *(self._phone(phone, point) for phone in point.phones),
                *(self._email(email) for email in point.emails),
            ],
            rows="".join(self._rows(point)),
            withheld=heads.withheld_of(point, self._extract, self._words),
            vcard=vcard,
        )

    def _term(self, facet: str, slug: str | None) -> str:
        return vocabulary.term(facet, slug).label(self._words.lang) if slug else ""

    def _phone(self, phone: Phone, point: FocalPoint) -> Channel:
        notes = [self._words.of(APPS[app]) for app in phone.apps]
        if phone.national:
            notes.append(self._inside(point.country))
        return Channel(
            label=self._term("phone", phone.type),
            text=with_extension(phone.grouped, phone, self._words),
            href=_dialled(phone),
            notes=", ".join(notes),
            hours=phone.hours,
            table=self._table(phone.hours, point),
            only=only(phone.sharing, self._words),
        )

    def _inside(self, country: Country) -> str:
        return self._words.say("inside {country} only", country=country)

    def _email(self, email: Email) -> Channel:
        href = "mailto:" + quote(email.address, safe="@")
        limit = only(email.sharing, self._words)
        return Channel(self.say("E-mail"), email.address, href, only=limit)

    def _rows(self, point: FocalPoint) -> Iterator[str]:
        say, row = self.say, self._row
        yield row(say("Role"), self._term("role", point.role))
        if point.sectors:
            yield row(say("Sectors"), self._sectors(point.sectors))
        if point.body:
            yield row(say("Institution"), self._term("body", point.body))
        if point.languages:
            yield row(say("Languages"), self._languages(point.languages))
        if point.hours:
            yield row(say("Hours"), point.hours, table=self._table(point.hours, point))
        if point.zone:
            yield row(say("Local time"), point.zone, is_clock=True)
        yield from self._place(point)
        yield from self._network(point)
        yield from self._standing(point)

    def _listed_sectors(self, slugs: tuple[str, ...]) -> str:
        return "; ".join(self._term("sector", slug) for slug in slugs)

    def _listed_languages(self, tags: tuple[str, ...]) -> str:
        return ", ".join(language_name(tag, self._words.lang) for tag in tags)

    def _place(self, point: FocalPoint) -> Iterator[str]:
        say, row = self.say, self._row
        if point.address:
            is_private = point.id in self._extract.private_addresses
            limit = only(STRICTEST, self._words) if is_private else ""
            yield row(say("Address"), point.address, only=limit)
        if point.city:
            yield row(say("City"), point.city)
        if point.website:
            is_link = point.website.lower().startswith(("https://", "http://"))
            yield row(say("Website"), point.website, href=point.website if is_link else "")

    def _network(self, point: FocalPoint) -> Iterator[str]:
        say, row = self.say, self._row
        if point.covers:
            yield row(say("Also covers"), ", ".join(map(self._words.of, point.covers)))
        if point.working_groups:
            yield row(say("Groups"), _named(point.working_groups, self._groups))
        if point.meetings:
            yield row(say("Meetings"), _named(point.meetings, self._meetings))
        if point.notes:
            yield row(say("Notes"), point.notes)
        if point.private_notes:
            yield row(say("Private notes"), point.private_notes)

    def _standing(self, point: FocalPoint) -> Iterator[str]:
        say, row = self.say, self._row
        if point.since:
            yield row(say("Since"), self._day(point.since))
        if point.until:
            yield row(say("Until"), self._day(point.until))
        yield row(say("Confirmed"), self._confirmed(point))
        yield row(say("Sharing"), self._term("audience", point.sharing))
        if point.formerly:
            yield row(say("Former ids"), ", ".join(point.formerly))

    def _confirmed(self, point: FocalPoint) -> str:
        if not point.verified:
            return self.say("never")
        day = self._day(point.verified)
        if not point.verified_via:
            return day
        return f"{day}, {self._words.of(VIA[point.verified_via])}"


def _named(ids: Sequence[str], names: Mapping[str, str]) -> str:
    return "; ".join(names.get(id_) or id_ for id_ in ids)


def _dialled(phone: Phone) -> str:
    """Return the link that dials a number (RFC 3966), or nothing where there is no digit."""
    digits = _UNDIALLED.sub("", phone.dialled)
    if not digits:
        return ""
    ext = re.sub("[^0-9]", "", phone.ext) if phone.ext else ""
    return f"tel:{digits};ext={ext}" if ext else f"tel:{digits}"
