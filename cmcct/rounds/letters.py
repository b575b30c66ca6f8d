"""Letters of a round: a draft (RFC 5322) for each entry, and what it shows of the entry.

A draft has neither Date nor Message-ID, and its MIME boundaries are made from a hash: the same
round gives the same bytes. `X-Unsent` makes Outlook open it for sending.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from functools import cached_property
from html import escape

from cmcct.errors.exceptions import CmcctError
from cmcct.fieldtypes.email_address import check_email, mail_link
from cmcct.formats import json as json_format
from cmcct.formats import vcard
from cmcct.formats.shared.columns import HEADINGS, readable_texts
from cmcct.i18n.messages import ENGLISH, LANGUAGES, LongDate, Message, Translator, _, ngettext
from cmcct.model.entities import STRICTEST, Directory, FocalPoint
from cmcct.model.fields import complete
from cmcct.privacy import audiences, levels
from cmcct.privacy.audiences import AudienceView
from cmcct.rounds import answer_lines, html_text, tokens
from cmcct.text.control_chars import to_one_line

SUFFIX = ".eml"
HEADER = "X-CMC-Round"  # the day of the round and the id of the entry
SECOND = 2  # the reminder that the coordination seat gets too

_NETWORK = "network"
_COORDINATION = "coordination"  # the sector of the seats that get a copy of the second reminder
# The least that mail programs and systems take: Windows passes 2,048 characters.
_MAX_LINK = 1900
_ROWS = complete(
    (
        *("country", "name", "title", "unit", "organisation", "body", "role", "sectors"),
        *(*answer_lines.NUMBERS, "email", "languages", "hours", "timezone", "address", "city"),
        *("website", "covers", "working_groups", "validates", "meetings", "since", "until"),
        *("sharing", "notes"),
    ),
    *("id", "status", "formerly", "merged", "emails", "phones", "verified", "private_notes"),
)
# What no letter shows, or what changes without the person: a token does not depend on it.
_NOT_SHOWN = ("id", "formerly", "merged", "verified", "verified_via", "private_notes")
_TESTS = ("tested", "failed", "doubtful")

ALL_RIGHT = _("Everything in the letter is right.")
AS_IT_IS = _("Please send this message as it is, without any other words.")
OVERWRITE = _("Please overwrite what has changed, and leave the other lines as they are.")
ANSWER_BY = _("Please answer by {day}.")
SUBJECTS = {
    tokens.OK: _("Everything is right"),
    tokens.CHANGE: _("Something has changed"),
}


@dataclass(frozen=True)
class Round:
    """A round: its day, its key, and the directory, without the private file."""

    directory: Directory
    key: str
    day: date
    due: date | None = None
    reminder: int = 0  # 0 for the first letter


def is_asked(point: FocalPoint, day: date, today: date) -> bool:
    """Return whether a round asks an entry: somebody is there, and has not confirmed since."""
    is_confirmed = point.verified is not None and point.verified >= day
    return is_present(point, today) and not is_confirmed


def is_present(point: FocalPoint, today: date) -> bool:
    """Return whether there is somebody in a seat who can be asked."""
    return point.status == "active" and not point.has_left(today)


def audience_of(point: FocalPoint) -> str:
    """Return for whom a letter shows an entry."""
    return _NETWORK if levels.may_see(_NETWORK, point.sharing) else STRICTEST


def view_of(directory: Directory, point: FocalPoint) -> AudienceView:
    """Return an entry as its letter shows it: for the network, or the secretariat if it must be.

    Without private notes: they are about the person, not for the person.
    """
    view = audiences.view_for(directory, [point], audience_of(point))
    (shown,) = view.focal_points
    return replace(view, focal_points=(shown.model_copy(update={"private_notes": ""}),))


def shown_text(view: AudienceView) -> str:
    """Return what a letter shows of an entry, whatever its language."""
    shown = json_format.entry_object(view.focal_points[0])
    kept = {key: value for key, value in shown.items() if value and key not in _NOT_SHOWN}
    for phone in kept.get("phones", ()):
        for key in _TESTS:
            phone.pop(key)
    return json.dumps(kept, sort_keys=True)


def language_of(point: FocalPoint) -> str:
    """Return the entry's first language among the four, else the country's, else English."""
    tags = (tag.partition("-")[0].lower() for tag in (*point.languages, *point.country.languages))
    return next((tag for tag in tags if tag in LANGUAGES), ENGLISH)


def mail_address(view: AudienceView) -> str:
    """Return the address that a letter is sent to, or "": one that every program can write to."""
    (point,) = view.focal_points
    addresses = (email.address for email in point.emails)
    return next((one for one in addresses if one.isascii() and check_email(one) is None), "")


def refuse_contact(contact: str) -> None:
    """Raise `CmcctError` unless answers can be sent to the contact of a directory."""
    if not contact.isascii() or check_email(contact) is not None:
        message = _("the directory has no e-mail address to which answers can be sent")
        raise CmcctError(message, _('write contact = "name@example.org" below [directory]'))


def file_name(id_: str, reminder: int) -> str:
    """Return the name of a letter: `gy-ctu.eml`, `gy-ctu.reminder-1.eml`."""
    return f"{id_}.reminder-{reminder}{SUFFIX}" if reminder else f"{id_}{SUFFIX}"


def make_letter(asked: Round, point: FocalPoint) -> bytes:
    """Return the draft of a letter to an entry with a `mail_address`."""
    return _Letter(asked, point).to_bytes()


def known_texts(asked: Round, point: FocalPoint) -> list[str]:
    """Return what an answer may have without saying anything new: the values of the entry."""
    rows = [*_Letter(asked, point).rows()]
    numbers = [phone.formatted for phone in point.phones]
    return [point.full_label, *numbers, *(text for _, text in rows), *map(": ".join, rows)]


def quoted_texts(asked: Round, point: FocalPoint) -> list[str]:
    """Return the texts by which a quoted letter is recognised, without the addresses of links."""
    first, reminder = (_Letter(replace(asked, reminder=number), point) for number in (0, 1))
    return [
        *(first.to_text(has_links=False), first.visible_text()),
        *(reminder.to_text(has_links=False), reminder.visible_text()),
    ]


def link_addresses(asked: Round, point: FocalPoint) -> list[str]:
    """Return the addresses of the links in a letter."""
    return [address for _what, _text, address in _Letter(asked, point).links()]


class _Letter:
    """A letter to one entry."""

    def __init__(self, asked: Round, point: FocalPoint) -> None:
        self.round, self.point = asked, point
        self.view = view_of(asked.directory, point)
        self.translator = Translator(language_of(point))

    @cached_property
    def subject(self) -> str:
        """The subject, without a token: a reply to the letter itself says nothing."""
        name = to_one_line(self.round.directory.info.name)
        text: Message = _("Please check your entry: {network}", network=name)
        if self.round.reminder:
            text = _("Reminder: please check your entry: {network}", network=name)
        return self.translator.translate(text)

    def paragraphs(self) -> list[str]:
        """Return the paragraphs above the entry."""
        intro = _("This is your entry in the contact directory. Please check every line of it.")
        earlier = _("We do not have an answer to our earlier letter yet.")
        due = ANSWER_BY.with_values(day=LongDate(self.round.due)) if self.round.due else ""
        withheld = self.view.withheld_channels
        private = ngettext(
            "{count} e-mail or number of yours is for the secretariat only, and not in this "
            "letter.",
            "{count} e-mails and numbers of yours are for the secretariat only, and not in this "
            "letter.",
            withheld,
        )
        texts = (earlier if self.round.reminder else "", intro, due, private if withheld else "")
        return [self.translator.translate(text) for text in texts if text]

    def rows(self) -> Iterator[tuple[str, str]]:
        """Yield the label and the text of each row of the entry."""
        (point,) = self.view.focal_points
        for name in _ROWS:
            for text in readable_texts(point, name, self.view, self.translator):
                shown = f"{point.honorific} {text}" if name == "name" and point.honorific else text
                yield self.translator.translate(HEADINGS[name]), to_one_line(shown)

    def links(self) -> list[tuple[str, str, str]]:
        """Return what each link is for, its text and its address."""
        gettext = self.translator.gettext
        return [
            (
                gettext("If everything is right, open this link, and send the message as it is:"),
                self.translator.translate(SUBJECTS[tokens.OK]),
                self._ok_link(),
            ),
            (
                gettext(
                    "If something has changed, open this link, overwrite the lines that are wrong, "
                    "and send the message:"
                ),
                self.translator.translate(SUBJECTS[tokens.CHANGE]),
                self._change_link(),
            ),
        ]

    def _ok_link(self) -> str:
        texts = map(self.translator.translate, (ALL_RIGHT, AS_IT_IS))
        return self._link(tokens.OK, texts)

    def _change_link(self) -> str:
        """Return the link with as many lines of the entry as programs take."""
        lines = [*map(str, answer_lines.answer_lines(self.view, self.translator))]
        intro = self.translator.translate(OVERWRITE)
        while len(link := self._link(tokens.CHANGE, [intro, "", *lines])) > _MAX_LINK:
            lines.pop()
        return link

    def _link(self, kind: str, lines: Iterable[str]) -> str:
        """Return a `mailto:` address (RFC 6068) of an answer."""
        asked = self.round
        token = tokens.make_token(asked.key, kind, asked.day, self.point.id, shown_text(self.view))
        subject = f"{self.translator.translate(SUBJECTS[kind])} {token}"
        body = "\r\n".join(lines)
        return mail_link(asked.directory.info.contact, subject=subject, body=body)

    def to_bytes(self) -> bytes:
        """Return the draft."""
        mail = EmailMessage(policy=SMTP)
        mail["X-Unsent"] = "1"
        mail[HEADER] = f"{self.round.day} {self.point.id}"
        mail["To"] = _mailbox(self.view)
        if copies := self._copies():
            mail["Cc"] = copies
        mail["Reply-To"] = Address(addr_spec=self.round.directory.info.contact)
        mail["Subject"] = self.subject
        mail.set_content(self.to_text(), cte="quoted-printable")
        mail.add_alternative(self._html(), subtype="html", cte="quoted-printable")
        card = vcard.dump(self.view, self.translator).encode()
        # The type of vCard 3.0 (RFC 2426). Thunderbird takes `text/vcard` in a draft for the
        # sender's own card, and leaves it out.
        mail.add_attachment(
            card,
            maintype="text",
            subtype="directory",
            filename=f"{self.point.id}{vcard.SUFFIX}",
            params={"profile": "vCard", "charset": "utf-8"},
        )
        digest = hashlib.sha256("\0".join((mail[HEADER], self._html())).encode()).hexdigest()
        parts = (part for part in mail.walk() if part.is_multipart())
        for index, part in enumerate(parts):
            part.set_boundary(f"=_cmcct-{index}-{digest[:32]}")
        return mail.as_bytes()

    def _copies(self) -> list[Address]:
        """Return the coordination seats of the country, for a second reminder.

        None for an entry that the network may not see: the copy would show it.
        """
        if self.round.reminder < SECOND or self.view.audience == STRICTEST:
            return []
        views = (
            view_of(self.round.directory, seat)
            for seat in self.round.directory.focal_points
            if seat.country == self.point.country
            and seat.id != self.point.id
            and seat.status == "active"
            and _COORDINATION in seat.sectors
            and levels.may_see(_NETWORK, seat.sharing)
        )
        return [_mailbox(view) for view in views if mail_address(view)]

    def visible_text(self) -> str:
        """Return what a program shows of the HTML."""
        return html_text.to_text(self._html())

    def to_text(self, *, has_links: bool = True) -> str:
        """Return the text of the letter."""
        lines = [self._heading(), ""]
        lines += [line for paragraph in self.paragraphs() for line in (paragraph, "")]
        lines += [f"{label}: {text}" for label, text in self.rows()]
        for what, _text, link in self.links():
            lines += ["", what, *([f"<{link}>"] if has_links else [])]
        return "\n".join([*lines, ""])

    def _html(self) -> str:
        rows = "".join(
            f"<tr><th align=left>{escape(label)}</th><td>{escape(text)}</td></tr>\n"
            for label, text in self.rows()
        )
        links = "".join(
            f'<p>{escape(what)}<br><a href="{escape(link)}">{escape(text)}</a></p>\n'
            for what, text, link in self.links()
        )
        paragraphs = "".join(f"<p>{escape(text)}</p>\n" for text in self.paragraphs())
        return (
            f'<!doctype html>\n<html lang="{self.translator.lang}"><body>\n'
            f"<p><b>{escape(self._heading())}</b></p>\n{paragraphs}"
            f"<table>\n{rows}</table>\n{links}</body></html>\n"
        )

    def _heading(self) -> str:
        return f"{self.view.marking} · {to_one_line(self.round.directory.info.name)}"


def _mailbox(view: AudienceView) -> Address:
    (point,) = view.focal_points
    return Address(to_one_line(point.label), addr_spec=mail_address(view))
