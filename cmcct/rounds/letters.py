"""Letters of a round: a draft (RFC 5322) for each entry, and what it shows of the entry.

A draft has neither Date nor Message-ID, and its MIME boundaries are made from a hash: the same
round gives the same bytes. `X-Unsent` makes Outlook open it for sending.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache, cached_property
from html import escape
from pathlib import Path

from cmcct.editions import letter as templates
from cmcct.editions.letter import LetterTemplate
from cmcct.errors.exceptions import CmcctError
from cmcct.fieldtypes.email_address import check_email, mail_link
from cmcct.formats import json as json_format
from cmcct.formats import vcard
from cmcct.formats.shared import list_header
from cmcct.formats.shared.columns import HEADINGS, PHONES
from cmcct.i18n.messages import ENGLISH, LANGUAGES, LongDate, Message, Translator, _, ngettext
from cmcct.model.entities import STRICTEST, Directory, FocalPoint
from cmcct.privacy import audiences, levels
from cmcct.privacy.audiences import AudienceView
from cmcct.rounds import tokens
from cmcct.rounds.entry_lines import ANSWER_COLUMNS, COLUMNS, Line, iter_entry_lines
from cmcct.rounds.mails import LETTER_HEADER
from cmcct.storage import directory_file, links
from cmcct.text.control_chars import to_one_line

SUFFIX = ".eml"
SECOND = 2  # the reminder that the coordination seat gets too

_NETWORK = "network"
_COORDINATION = "coordination"  # the sector of the seats that get a copy of the second reminder
# The least that mail programs and systems take: Windows passes 2,048 characters.
_MAX_LINK = 1900
# What no letter shows, or what changes without the person: a token does not depend on it.
_NOT_SHOWN = ("id", "formerly", "merged", "verified", "verified_via", "private_notes")
_TESTS = ("tested", "failed", "doubtful")

ALL_RIGHT = _("Everything in the letter is right.")
AS_IT_IS = _("Please send this message as it is, without any other words.")
OVERWRITE = _("Please overwrite what has changed, and leave the other lines as they are.")
_ANSWER_BY = _("Please answer by {day}.")
SUBJECTS = {
    tokens.OK: _("Everything is right"),
    tokens.CHANGE: _("Something has changed"),
}
_ABOVE_LINKS = {
    tokens.OK: _("If everything is right, open this link, and send the message as it is:"),
    tokens.CHANGE: _(
        "If something has changed, open this link, overwrite the lines that are wrong, and send "
        "the message:"
    ),
}


_MAX_DAYS = 400  # after which a letter asks for no answer any more
_DUE = "\0"  # stands in the text of a letter for the sentence of any day


@dataclass(frozen=True)
class Round:
    """A round: its day, its key, the directory without the private file, and its folder.

    Texts of letters may stand in the folder `letters` beside the directory file.
    """

    directory: Directory
    folder: Path
    key: str  # "" until it is read or made
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


def view_of(directory: Directory, point: FocalPoint) -> AudienceView:
    """Return an entry as its letter shows it: for the network, or the secretariat if it must be.

    Without private notes: they are about the person, not for the person.
    """
    audience = _NETWORK if levels.may_see(_NETWORK, point.sharing) else STRICTEST
    view = audiences.view_for(directory, [point], audience)
    (shown,) = view.focal_points
    return replace(view, focal_points=(shown.model_copy(update={"private_notes": ""}),))


def shown_text(view: AudienceView) -> str:
    """Return what a letter shows of an entry, whatever its language."""
    shown = json_format.entry_object(view.focal_points[0])
    values = {key: value for key, value in shown.items() if value and key not in _NOT_SHOWN}
    for phone in values.get("phones", ()):
        for key in _TESTS:
            phone.pop(key)
    return json.dumps(values, sort_keys=True)


def language_of(point: FocalPoint) -> str:
    """Return the entry's first language among the four, else the country's, else English."""
    tags = (tag.partition("-")[0].lower() for tag in (*point.languages, *point.country.languages))
    return next((tag for tag in tags if tag in LANGUAGES), ENGLISH)


def mail_address(view: AudienceView) -> str:
    """Return the address that a letter is sent to, or "": one that every program can write to."""
    (point,) = view.focal_points
    addresses = (email.address for email in point.emails)
    return next((text for text in addresses if text.isascii() and check_email(text) is None), "")


def refuse_contact(contact: str) -> None:
    """Raise `CmcctError` unless answers can be sent to the contact of a directory."""
    if not contact.isascii() or check_email(contact) is not None:
        message = _("the directory has no e-mail address to which answers can be sent")
        raise CmcctError(message, _('write contact = "name@example.org" below [directory]'))


def file_name(id_: str, reminder: int) -> str:
    """Return the name of a letter: `gy-ctu.eml`, `gy-ctu.reminder-1.eml`."""
    return f"{id_}.reminder-{reminder}{SUFFIX}" if reminder else f"{id_}{SUFFIX}"


def _read_template(round_: Round, lang: str) -> LetterTemplate:
    """Return the text of a letter beside the directory file, else the built-in one."""
    built_in = templates.read_built_in("round", lang)
    path = round_.folder / built_in.name
    links.refuse_tracked(path)
    if not path.is_file():
        return built_in
    data = directory_file.read_file(path)
    text = data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\0", "")
    for word in ("${entry}", "${answers}"):
        if word not in text:
            message = _("{key} has no {item}", key=path, item=word)
            raise CmcctError(message, _("the lines of the entry or the links stand there"))
    return LetterTemplate(built_in.name, text)


def _describe_due(day: date | None, lang: str) -> str:
    return _ANSWER_BY.with_values(day=LongDate(day)).localize(lang) if day else ""


@cache
def _describe_dues(first: date, lang: str) -> list[str]:
    """Return the sentence of each day by which a letter of a round may ask for an answer."""
    days = (first + timedelta(number) for number in range(_MAX_DAYS))
    return [_describe_due(day, lang) for day in (None, *days)]


class Letter:
    """A letter to one entry; a template that cannot be filled raises `CmcctError`."""

    def __init__(self, round_: Round, point: FocalPoint) -> None:
        """Read the template of the letter to an entry of a round."""
        self.round, self.point = round_, point
        self.view = view_of(round_.directory, point)
        self.translator = Translator(language_of(point))
        self._template = _read_template(round_, self.translator.lang)
        lines = iter_entry_lines(self.view, self.translator, COLUMNS)
        self._lines = [line.format(self.translator) for line in lines]

    def iter_known_lines(self) -> Iterator[str]:
        """Yield the lines that an answer may have without saying anything.

        They are those of the letter, of its reminder, and of the prepared answers, whose sentences
        may be in any language.
        """
        dues = _describe_dues(self.round.day, self.translator.lang)
        for number in (0, 1):
            letter = Letter(replace(self.round, reminder=number), self.point)
            for line in letter._to_text(_DUE).splitlines():
                yield from (line.replace(_DUE, due) for due in (dues if _DUE in line else [""]))
        # As programs write a link of HTML.
        yield from (f"{text} <{link}>" for _what, text, link in self._links)
        for sentence in (ALL_RIGHT, AS_IT_IS, OVERWRITE):
            yield from map(sentence.localize, LANGUAGES)
        yield from (line.format(self.translator) for line in self.answer_lines)

    def _fill(self, due: str, answers: Iterable[str], quote: Callable[[str], str]) -> str:
        """Return the letter in a form in which `quote` writes a text, and `answers` are written."""
        (shown,) = self.view.focal_points
        name = f"{shown.honorific} {shown.name}".strip() if shown.name else ""
        withheld = self.view.withheld_channels
        private = ngettext(
            "{count} e-mail or number of yours is for the secretariat only, and not in this "
            "letter.",
            "{count} e-mails and numbers of yours are for the secretariat only, and not in this "
            "letter.",
            withheld,
        )
        earlier = _("We do not have an answer to our earlier letter yet.")
        # Translators: the salutation of a letter to somebody of whom only the name is known
        salutation: Message = _("Dear {name}", name=name) if name else _("Dear colleague")
        info = self.round.directory.info
        texts: dict[str, object] = {
            "label": list_header.describe_label(self.view, self.translator),
            "network": info.name,
            "contact": info.contact,
            "salutation": salutation,
            "reminder": earlier if self.round.reminder else "",
            "withheld": private if withheld else "",
        }
        values = {
            key: quote(to_one_line(self.translator.translate(text))) for key, text in texts.items()
        }
        values |= {
            "due": quote(due),
            "entry": "\n".join(map(quote, self._lines)),
            "answers": "\n\n".join(answers),
        }
        return templates.fill(self._template._replace(text=quote(self._template.text)), values)

    @cached_property
    def _links(self) -> list[tuple[str, str, str]]:
        """What each link is for, its text and its address."""
        translate = self.translator.translate
        links = {
            tokens.OK: self._link(tokens.OK, map(translate, (ALL_RIGHT, AS_IT_IS))),
            tokens.CHANGE: self._change_link(self.answer_lines),
        }
        return [
            (translate(_ABOVE_LINKS[kind]), translate(SUBJECTS[kind]), link)
            for kind, link in links.items()
        ]

    @cached_property
    def answer_lines(self) -> list[Line]:
        """The lines to overwrite, also of values that are missing; as many as programs take."""
        lines = [*iter_entry_lines(self.view, self.translator, ANSWER_COLUMNS)]
        # There are five kinds of numbers: those that the entry lacks have no line.
        columns = {*PHONES, *(line.column for line in lines)}
        missing = (name for name in ANSWER_COLUMNS if name not in columns)
        lines += (Line(name, self.translator.translate(HEADINGS[name]), "") for name in missing)
        lines.sort(key=lambda line: ANSWER_COLUMNS.index(line.column))
        while len(self._change_link(lines)) > _MAX_LINK:
            lines.pop()
        return lines

    def _change_link(self, lines: Iterable[Line]) -> str:
        texts = (line.format(self.translator) for line in lines)
        return self._link(tokens.CHANGE, [self.translator.translate(OVERWRITE), "", *texts])

    def _link(self, kind: str, lines: Iterable[str]) -> str:
        """Return a `mailto:` address (RFC 6068) of an answer."""
        key, day, shown = self.round.key, self.round.day, shown_text(self.view)
        token = tokens.make_token(key, kind, day, self.point.id, shown)
        subject = f"{self.translator.translate(SUBJECTS[kind])} {token}"
        body = "\r\n".join(lines)
        return mail_link(self.round.directory.info.contact, subject=subject, body=body)

    def to_bytes(self) -> bytes:
        """Return the draft."""
        mail = EmailMessage(policy=SMTP)
        mail["X-Unsent"] = "1"
        mail[LETTER_HEADER] = f"{self.round.day} {self.point.id}"
        mail["To"] = _mailbox(self.view)
        if copies := self._copies():
            mail["Cc"] = copies
        mail["Reply-To"] = Address(addr_spec=self.round.directory.info.contact)
        # Without a code: a reply to the letter itself says nothing.
        network = to_one_line(self.round.directory.info.name)
        subject: Message = _("Please check your entry: {network}", network=network)
        if self.round.reminder:
            subject = _("Reminder: please check your entry: {network}", network=network)
        mail["Subject"] = self.translator.translate(subject)
        due = _describe_due(self.round.due, self.translator.lang)
        html = self._to_html(due)
        mail.set_content(self._to_text(due), cte="quoted-printable")
        mail.add_alternative(html, subtype="html", cte="quoted-printable")
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
        digest = hashlib.sha256("\0".join((mail[LETTER_HEADER], html)).encode()).hexdigest()
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
        )
        return [
            _mailbox(view) for view in views if view.audience == _NETWORK and mail_address(view)
        ]

    def _to_text(self, due: str) -> str:
        answers = (f"{what}\n<{link}>" for what, _text, link in self._links)
        return self._fill(due, answers, str)

    def _to_html(self, due: str) -> str:
        """Return the letter as HTML, with the same lines: a reply quotes them as text."""
        answers = (
            f'{escape(what)}\n<a href="{escape(link)}">{escape(text)}</a>'
            for what, text, link in self._links
        )
        text = self._fill(due, answers, escape)
        paragraphs = text.strip().replace("\n", "<br>\n").split("<br>\n<br>\n")
        body = "".join(f"<p>{paragraph}</p>\n" for paragraph in paragraphs)
        lang = self.translator.lang
        return f'<!doctype html>\n<html lang="{lang}"><body>\n{body}</body></html>\n'


def _mailbox(view: AudienceView) -> Address:
    (point,) = view.focal_points
    return Address(to_one_line(point.label), addr_spec=mail_address(view))
