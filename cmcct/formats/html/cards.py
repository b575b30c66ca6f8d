"""Cards of the HTML page: the person, the channels, and rows for all other fields."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from cmcct.fieldtypes.email_address import mail_link
from cmcct.formats.shared import list_header, phrases
from cmcct.formats.shared.cards import LABELS, SHORT, card_title
from cmcct.formats.shared.columns import readable_texts
from cmcct.i18n.messages import Translator
from cmcct.model.entities import CHANNELS, STRICTEST, FocalPoint, Handle, Phone
from cmcct.model.fields import complete
from cmcct.privacy.audiences import AudienceView
from cmcct.reference import vocabulary
from cmcct.search import terms

_IN_HEAD = ("id", "country", "name", "title", "unit", "organisation", "status", *CHANNELS)
# What a caller must know; the other rows are folded.
_SHORT_ROWS = ("hours", "local_time", "languages", "verified")
_ROWS = complete(
    (
        *("role", "sectors", "body", "address", "city", "website", "covers", "working_groups"),
        *("validates", "meetings", "notes", "private_notes"),
        *("since", "until", "formerly", "merged"),
    ),
    *(*_IN_HEAD, *_SHORT_ROWS, "timezone", "sharing"),
)
# Rows that the script reads, by their keys.
_CLASSES = {
    "languages": "languages",
    "local_time": "zone",
    "notes": "remark",
    "private_notes": "remark",
    "verified": "verified",
}
_COLUMN_OF = {"local_time": "timezone"}  # rows that have the texts of another column
_ID = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)+)")


class Channel(NamedTuple):
    """A number, an e-mail address or a handle, with its details.

    `links` are the other ways to reach the number, with their labels.
    """

    label: str
    text: str
    href: str
    links: tuple[tuple[str, str], ...] = ()
    limit: str = ""  # from where it can be called; the script leaves it out of a list to call
    notes: str = ""
    hours: str = ""
    table: int | None = None
    only: str = ""  # the stricter audience, if any
    is_handle: bool = False


class CardBuilder:
    """Build cards for the entries of a view, in one language."""

    def __init__(
        self,
        view: AudienceView,
        translator: Translator,
        table: Callable[[str, FocalPoint], int | None],
        render_row: Callable[..., str],
    ) -> None:
        """Compute the texts that many cards share.

        `table` returns the number of the timetable for an entry's opening hours, or None.
        `render_row` is the macro for a row.
        """
        self._view, self._translator, self._table = view, translator, table
        self._row: Callable[..., str] = cache(render_row)
        self._ids = frozenset(point.id for point in view.focal_points)
        self._edition = list_header.format_edition(view, translator)
        labelled = (*_SHORT_ROWS, *_ROWS, "email")
        self._labels = {key: translator.translate(LABELS[key]) for key in labelled}

    def card(self, point: FocalPoint) -> dict[str, Any]:
        """Return the data of an entry's card; `short` is HTML, and so is what is folded, `rows`."""
        emails = (
            Channel(
                self._labels["email"],
                email.address,
                mail_link(email.address),
                only=phrases.describe_audience(email.sharing, self._translator),
            )
            for email in point.emails
        )
        # Translators: the subject of a mail to those who correct the list
        subject = self._translator.gettext(
            "Change to {id}, {edition}", id=point.id, edition=self._edition
        )
        return {
            "id": point.id,
            "country": self._translator.translate(point.country),
            "name": card_title(point),
            "title": point.title,
            "offices": phrases.list_offices(point),
            "status": self._term("status", point.status) if point.status != "active" else "",
            "channels": [
                *(self._phone(phone, point) for phone in point.phones_to_try),
                *emails,
                *(self._handle(handle, point) for handle in point.handles),
            ],
            "short": "".join([self._make_row(key, point) for key in _SHORT_ROWS]),
            "rows": "".join([self._make_row(key, point) for key in _ROWS]),
            "withheld": list_header.describe_withheld_of(point, self._view, self._translator),
            "report": mail_link(self._view.info.contact, subject=subject),
        }

    def _term(self, facet: str, slug: str) -> str:
        return vocabulary.get_term(facet, slug).label(self._translator.lang)

    def _phone(self, phone: Phone, point: FocalPoint) -> Channel:
        links = phrases.chat_links(phone, point, self._translator)
        apps = [self._translator.translate(phrases.APP_LABELS[app]) for app in phone.apps]
        notes = (*apps, *phrases.describe_tests(phone, self._translator))
        return Channel(
            label=self._term("phone", phone.type),
            text=phrases.add_extension(phone.formatted, phone, self._translator),
            href=phrases.tel_link(phone),
            links=tuple(links.items()),
            limit=phrases.describe_limit(phone, point.country, self._translator),
            notes=", ".join([note for note in notes if note not in links]),
            hours=phrases.format_hours(phone.hours, self._translator),
            table=self._table(phone.hours, point) if phone.is_dialable else None,
            only=phrases.describe_audience(phone.sharing, self._translator),
        )

    def _handle(self, handle: Handle, point: FocalPoint) -> Channel:
        """Return a handle; a username of Signal has no link."""
        label = self._translator.translate(phrases.label_handle(handle))
        return Channel(
            self._translator.translate(phrases.APP_LABELS[handle.app]),
            label if handle.is_link else handle.id,
            phrases.handle_link(handle, point),
            only=phrases.describe_audience(handle.sharing, self._translator),
            is_handle=True,
        )

    def _make_row(self, key: str, point: FocalPoint) -> str:
        """Return a row of texts, each with the address or anchor to which it leads, or ""."""
        view, translator = self._view, self._translator
        texts = readable_texts(point, _COLUMN_OF.get(key, key), view, translator)
        if not texts and key != "verified":  # most rows of an entry
            return ""
        text, url = ", ".join(texts) if key in SHORT else translator.join_long(texts), ""
        more: dict[str, Any] = {}
        if key == "hours":
            # Who reads `open now` dials: it stands beside numbers that can be dialled from abroad.
            is_answered = point.hours.strip() in terms.answered_hours(point) or not point.phones
            is_open = is_answered and terms.may_answer(point)
            more["table"] = self._table(point.hours, point) if is_open else None
        elif key == "address" and point.id in view.private_addresses:
            more["only"] = phrases.describe_audience(STRICTEST, translator)
        elif key == "website" and text.lower().startswith(("https://", "http://")):
            url = text
        elif key == "verified":
            text = phrases.describe_confirmation(point.verified, point.verified_via, translator)
        parts = self._link_ids(point) if key == "notes" else ((text, url),)
        return self._row(self._labels[key], parts, _CLASSES.get(key, ""), **more)

    def _link_ids(self, point: FocalPoint) -> tuple[tuple[str, str], ...]:
        """Return the parts of the notes; ids of other entries of the list are links."""
        ids = self._ids - {point.id}
        parts = filter(None, _ID.split(point.notes))
        return tuple((part, f"#entry-{part}" if part in ids else "") for part in parts)
