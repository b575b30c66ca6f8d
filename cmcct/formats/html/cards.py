"""Cards of the HTML page: the person, the channels, rows for all other fields, and their markup.

Markup and texts are collected in turns, and the texts are escaped together: with a call for each,
of a template too, thousands of cards take three times as long.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from html import escape
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import quote

from cmcct.fieldtypes.email_address import mail_link
from cmcct.formats.shared import list_header, phrases
from cmcct.formats.shared.cards import LABELS, SHORT, card_title
from cmcct.formats.shared.columns import once_per_value, readable_texts
from cmcct.i18n.messages import Translator
from cmcct.model.entities import CHANNELS, STRICTEST, FocalPoint, Handle, Phone
from cmcct.model.fields import complete
from cmcct.privacy.audiences import AudienceView
from cmcct.reference import vocabulary
from cmcct.search import terms
from cmcct.text.control_chars import replace_control_chars

# A text, or its parts, each with where it leads: an address, an anchor, or "".
RowText: TypeAlias = str | tuple[tuple[str, str], ...]

_LONG_DOMAIN = 16  # characters
_BETWEEN = "\0"  # separates texts

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
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")


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


class Card(NamedTuple):
    """The data of an entry's card."""

    id: str
    country: str
    name: str
    title: str
    offices: tuple[str, ...]
    status: str
    channels: list[Channel]
    short: str  # HTML, children of a definition list
    rows: str  # the same, of what is folded
    withheld: str
    report: str  # link, or ""


def fill(parts: Sequence[str]) -> str:
    """Return HTML from markup and texts in turns, markup first and last; all texts are escaped."""
    filled, texts = [*parts], parts[1::2]
    joined = _BETWEEN.join(texts)
    if joined.count(_BETWEEN) >= len(texts):
        joined = _BETWEEN.join(map(replace_control_chars, texts))
    filled[1::2] = escape(joined).split(_BETWEEN)
    return "".join(filled)


def render_row(
    label: str, text: RowText, key: str = "", table: int | None = None, only: str = ""
) -> str:
    """Return a row: a label and a text.

    `key` is a class that the script reads, `table` the number of a timetable, `only` the stricter
    audience.
    """
    markup = ["<dt>", label, f"<dd class={key}>" if key else "<dd>", ""]
    for part, target in [(text, "")] if isinstance(text, str) else text:
        away = "" if target.startswith("#") else ' rel="noreferrer"'
        markup += ('<a href="', target, f'"{away}>', part, "</a>", "") if target else ("", part)
    markup += _timetable(table)
    if only:
        markup += (" <span class=only>", only, "</span>", "")
    return fill(markup)


def render_card(card: Card, more: str, change: str) -> str:
    """Return a card; `more` and `change` are the labels of what is folded and of the report."""
    markup = [
        '<article class=card id="entry-',
        card.id,
        '" aria-label="',
        f"{card.name}, {card.country}",
    ]
    markup += ('"><header><p class=country>', card.country)
    if card.status:
        markup += (' <span class="badge">', card.status, "</span>", "")
    markup += ("<h4>", card.name, "</h4>", "")
    if card.title:
        markup += ("<p class=title>", card.title)
    for office in card.offices:
        markup += ("<p class=office>", office)
    markup += ("</header>", "")
    if card.channels or card.withheld:
        markup += ("<ul class=channels>\n", "")
        for channel in card.channels:
            markup += _channel(channel)
        if card.withheld:
            markup += ('<li class="withheld">', card.withheld, "\n", "")
        markup += ("</ul>", "")
    if card.short:
        markup += (f"<dl>{card.short}</dl>", "")
    markup += ("<details><summary>", more)
    markup += (f"</summary><dl>{card.rows}</dl></details>\n<footer>", "")
    if card.report:
        markup += ('<a href="', card.report, '">', change, "</a> ", "")
    return fill([*markup, "<span class=id>", card.id, "</span></footer></article>", ""])


def _channel(channel: Channel) -> Iterator[str]:
    class_ = '"call handle"' if channel.is_handle else "call"
    if channel.href:
        yield from (f'<li><a class={class_} href="', channel.href, '"><small>', channel.label)
        yield from ("</small> <bdi>", *_breakable(channel.text), "</bdi></a>", "")
    else:
        yield from (f"<li><span class={class_}><small>", channel.label)
        yield from ("</small> <bdi>", channel.text, "</bdi></span>", "")
    if channel.links:
        yield from (" <span class=beside>", "")
        for label, href in channel.links:
            yield from ('<a href="', href, '" aria-label="', f"{label} {channel.text}", '">')
            yield from (label, "</a> ", "")
        yield from ("</span>", "")
    if channel.limit:
        yield from (' <span class="notes limit">', channel.limit, "</span>", "")
    if channel.notes:
        yield from (' <span class="notes">', channel.notes, "</span>", "")
    if channel.hours:
        yield from (" <span class=hours>", channel.hours, "</span>", "")
        yield from _timetable(channel.table)
    if channel.only:
        yield from (" <span class=only>", channel.only, "</span>", "")
    yield from ("\n", "")


def _timetable(table: int | None) -> Sequence[str]:
    return () if table is None else (f" <span class=open data-table={table:d}></span>", "")


def _breakable(text: str) -> Iterator[str]:
    """Yield a text that can break after an @, and between the words of a long domain."""
    local, at, domain = text.partition("@")
    yield local
    if at:
        first, *labels = domain.split(".")
        dot = "<wbr>." if len(domain) > _LONG_DOMAIN else "."
        yield from ("@<wbr>", first)
        for label in labels:
            yield from (dot, label)


class CardBuilder:
    """Build cards for the entries of a view, in one language."""

    def __init__(
        self,
        view: AudienceView,
        translator: Translator,
        table: Callable[[str, FocalPoint], int | None],
    ) -> None:
        """Compute the texts that many cards share.

        `table` returns the number of the timetable for an entry's opening hours, or None.
        """
        self._view, self._translator, self._table = view, translator, table
        self._row: Callable[..., str] = cache(render_row)
        self._ids = frozenset(point.id for point in view.focal_points)
        # Quoting a whole link for each entry would take as long as its card.
        subject = translator.gettext(
            # Translators: the subject of a mail to those who correct the list
            "Change to {id}, {edition}",
            id="\0",
            edition=list_header.format_edition(view, translator),
        )
        self._report = mail_link(view.info.contact, subject=subject).partition("%00")
        labelled = (*_SHORT_ROWS, *_ROWS, "email")
        self._labels = {key: translator.translate(LABELS[key]) for key in labelled}
        own: dict[str, Callable[[FocalPoint], str]] = {
            "hours": self._hours,
            "local_time": once_per_value(
                "zone",
                lambda point: self._render(
                    "local_time", phrases.describe_zone(point.zone, translator)
                ),
            ),
            "address": self._address,
            "website": once_per_value("website", self._website),
            "verified": lambda point: self._render(
                "verified",
                phrases.describe_confirmation(point.verified, point.verified_via, translator),
            ),
            "notes": self._notes,
        }
        self._short, self._folded = (
            [own.get(key) or once_per_value(key, partial(self._render_column, key)) for key in keys]
            for keys in (_SHORT_ROWS, _ROWS)
        )

    def card(self, point: FocalPoint) -> Card:
        """Return the card of one entry."""
        return Card(
            id=point.id,
            country=self._translator.translate(point.country),
            name=card_title(point),
            title=point.title,
            offices=tuple(phrases.list_offices(point)),
            status=self._term("status", point.status) if point.status != "active" else "",
            channels=[
                *(self._phone(phone, point) for phone in point.phones_to_try),
                *(
                    Channel(
                        self._labels["email"],
                        email.address,
                        mail_link(email.address),
                        only=phrases.describe_audience(email.sharing, self._translator),
                    )
                    for email in point.emails
                ),
                *(self._handle(handle, point) for handle in point.handles),
            ],
            short="".join([row(point) for row in self._short]),
            rows="".join([row(point) for row in self._folded]),
            withheld=list_header.describe_withheld_of(point, self._view, self._translator),
            report=quote(point.id).join(self._report[::2]) if self._report[0] else "",
        )

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

    def _render_column(self, key: str, point: FocalPoint) -> str:
        texts = readable_texts(point, key, self._view, self._translator)
        text = ", ".join(texts) if key in SHORT else self._translator.join_long(texts)
        return self._render(key, text)

    def _render(self, key: str, text: RowText, **more: Any) -> str:
        return self._row(self._labels[key], text, _CLASSES.get(key, ""), **more) if text else ""

    def _hours(self, point: FocalPoint) -> str:
        # Who reads `open now` dials: it stands beside numbers that can be dialled from abroad.
        is_answered = point.hours.strip() in terms.answered_hours(point) or not point.phones
        table = self._table(point.hours, point) if is_answered else None
        return self._render(
            "hours", phrases.format_hours(point.hours, self._translator), table=table
        )

    def _address(self, point: FocalPoint) -> str:
        is_private = point.id in self._view.private_addresses
        only = phrases.describe_audience(STRICTEST, self._translator) if is_private else ""
        return self._render("address", point.address, only=only)

    def _website(self, point: FocalPoint) -> str:
        url = point.website
        is_link = url.lower().startswith(("https://", "http://"))
        return self._render("website", ((url, url),) if is_link else url)

    def _notes(self, point: FocalPoint) -> str:
        """Return the row of the notes; ids of other entries of the list are links."""
        text = point.notes
        parts, start = [], 0
        for match in _ID.finditer(text):
            id_ = match[0]
            if id_ in self._ids and id_ != point.id:
                parts += [(text[start : match.start()], ""), (id_, f"#entry-{id_}")]
                start = match.end()
        parts.append((text[start:], ""))
        return self._render("notes", tuple(part for part in parts if part[0]) if start else text)
