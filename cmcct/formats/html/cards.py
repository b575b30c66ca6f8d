"""Cards of the HTML page: the person, the channels, and rows for all other fields."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import quote

from cmcct.formats.shared import list_header
from cmcct.formats.shared.cards import LABELS, SHORT, card_title
from cmcct.formats.shared.columns import readable_texts
from cmcct.formats.shared.phrases import (
    add_extension,
    describe_audience,
    describe_confirmation,
    describe_tests,
    describe_use,
    describe_zone,
    format_hours,
    tel_link,
)
from cmcct.i18n.messages import Translator
from cmcct.model.entities import STRICTEST, Email, FocalPoint, Phone
from cmcct.model.fields import complete
from cmcct.privacy.audiences import AudienceView
from cmcct.reference import vocabulary

# Returns the number of the timetable for an entry's opening hours, or None.
TimetableIndex: TypeAlias = Callable[[str, FocalPoint], int | None]
# Returns an escaped HTML row for a label and a text; keywords: `href`, `table`, `is_clock`,
# `only`.
RenderRow: TypeAlias = Callable[..., str]
_RowText: TypeAlias = tuple[str, dict[str, Any]]  # the text of a row, and its keywords

_IN_HEAD = ("id", "country", "name", "title", "unit", "organisation", "status", "phones", "emails")
_ROWS = complete(
    (
        *("role", "sectors", "body", "languages", "hours", "local_time", "address", "city"),
        *("website", "covers", "working_groups", "validates", "meetings", "notes", "private_notes"),
        *("since", "until", "verified", "sharing", "formerly", "merged"),
    ),
    *(*_IN_HEAD, "timezone"),
)


class Channel(NamedTuple):
    """A number or an e-mail address, with its details."""

    label: str
    text: str
    href: str
    notes: str = ""
    hours: str = ""
    table: int | None = None
    only: str = ""  # the stricter audience, if any


class Card(NamedTuple):
    """The data of an entry's card, for the template."""

    id: str
    country: str
    name: str
    title: str
    offices: tuple[str, ...]
    status: str
    channels: list[Channel]
    rows: str  # HTML, children of a definition list
    withheld: str
    vcard: str  # base64


class CardBuilder:
    """Build cards for the entries of a view, in one language."""

    def __init__(
        self, view: AudienceView, translator: Translator, table: TimetableIndex, row: RenderRow
    ) -> None:
        """Compute the texts that many cards share."""
        self._view, self._translator, self._table = view, translator, table
        self._row: RenderRow = cache(row)
        self._labels = {key: translator.translate(LABELS[key]) for key in (*_ROWS, "email")}
        self._own = {
            "hours": self._hours,
            "local_time": self._clock,
            "address": self._address,
            "website": self._website,
            "verified": self._verified,
        }

    def card(self, point: FocalPoint, vcard: str) -> Card:
        """Return the card of one entry, given its vCard in base64."""
        return Card(
            id=point.id,
            country=self._translator.translate(point.country),
            name=card_title(point),
            title=point.title,
            offices=tuple(text for text in (point.unit, point.organisation) if text),
            status=self._term("status", point.status) if point.status != "active" else "",
            channels=[
                *(self._phone(phone, point) for phone in point.phones_to_try),
                *(self._email(email) for email in point.emails),
            ],
            rows="".join(self._rows(point)),
            withheld=list_header.describe_withheld_of(point, self._view, self._translator),
            vcard=vcard,
        )

    def _term(self, facet: str, slug: str) -> str:
        return vocabulary.get_term(facet, slug).label(self._translator.lang)

    def _phone(self, phone: Phone, point: FocalPoint) -> Channel:
        return Channel(
            label=self._term("phone", phone.type),
            text=add_extension(phone.formatted, phone, self._translator),
            href=tel_link(phone),
            notes=", ".join(
                (
                    *describe_use(phone, point.country, self._translator),
                    *describe_tests(phone, self._translator),
                )
            ),
            hours=format_hours(phone.hours, self._translator),
            table=self._table(phone.hours, point),
            only=describe_audience(phone.sharing, self._translator),
        )

    def _email(self, email: Email) -> Channel:
        href = "mailto:" + quote(email.address, safe="@")
        limit = describe_audience(email.sharing, self._translator)
        return Channel(self._labels["email"], email.address, href, only=limit)

    def _rows(self, point: FocalPoint) -> Iterator[str]:
        for key in _ROWS:
            own = self._own.get(key)
            text, more = own(point) if own else (self._column(key, point), {})
            if text:
                yield self._row(self._labels[key], text, **more)

    def _column(self, key: str, point: FocalPoint) -> str:
        if not getattr(point, key):  # fast path: most are empty
            return ""
        texts = readable_texts(point, key, self._view, self._translator)
        return ", ".join(texts) if key in SHORT else self._translator.join_long(texts)

    def _hours(self, point: FocalPoint) -> _RowText:
        text = format_hours(point.hours, self._translator)
        return text, {"table": self._table(point.hours, point)}

    def _clock(self, point: FocalPoint) -> _RowText:
        return describe_zone(point.zone, self._translator), {"is_clock": True}

    def _address(self, point: FocalPoint) -> _RowText:
        is_private = point.id in self._view.private_addresses
        return point.address, {
            "only": describe_audience(STRICTEST, self._translator)
        } if is_private else {}

    def _website(self, point: FocalPoint) -> _RowText:
        is_link = point.website.lower().startswith(("https://", "http://"))
        return point.website, {"href": point.website} if is_link else {}

    def _verified(self, point: FocalPoint) -> _RowText:
        return describe_confirmation(point.verified, point.verified_via, self._translator), {}
