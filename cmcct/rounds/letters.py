"""Letters of a round: a draft (RFC 5322) for each entry, and what it shows of the entry.

A draft has neither Date nor Message-ID, and its MIME boundaries are made from a hash: the same
round gives the same bytes. `X-Unsent` makes Outlook open it for sending.

Of an answer, a line that repeats one of the letter says nothing, also where a program has marked it
with `>` or wrapped it. Everything else is the sender's own: a quoted line that was changed, a
signature, a disclaimer. So a mail that is not understood is never a yes.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from functools import cached_property, lru_cache
from html import escape
from pathlib import Path
from typing import NamedTuple

from cmcct.editions import letter as templates
from cmcct.errors.exceptions import CmcctError
from cmcct.fieldtypes.email_address import check_email, mail_link
from cmcct.formats import json as json_format
from cmcct.formats import vcard
from cmcct.formats.shared import list_header, phrases
from cmcct.formats.shared.columns import HEADINGS, PHONES, readable_texts
from cmcct.i18n.messages import LANGUAGES, LongDate, Message, SafeText, Translator, _
from cmcct.model.entities import NUMBER_COLUMNS, STRICTEST, Directory, FocalPoint, Phone
from cmcct.model.fields import complete
from cmcct.privacy import levels
from cmcct.privacy.audiences import AudienceView, view_for
from cmcct.rounds import tokens
from cmcct.rounds.mails import LETTER_HEADER
from cmcct.storage import atomic, directory_file, filesystem
from cmcct.text.control_chars import to_one_line

# The line by which a program introduces a quotation, wrapped or not: a day, a time, and a name or
# an address. It is no sentence: with other words than these, it is the sender's.
_MONTH = (
    r"(?i:jan|ene|f[eé][bv]|mar|mrt|a[bpv]r|ma[iy]|mei|ju[iln]|aug|ago|aoû|se[pt]|o[ck]t|nov"
    r"|d[ei]c|déc)[^\W\d_]{0,7}"
)
_ATTRIBUTION = re.compile(
    rf"^[> ]*(?:On|El|Op|Le)(?:\s\w+[.,]{{0,2}})?(?:\s(?:\d[\d/.-]*|de|{_MONTH})[.,]{{0,2}}){{1,6}}"
    r"(?:\s(?:at|a\slas|om|à))?\s\d?\d[:.h]\d\d(?:\s[AaPp]\.?\s?[Mm]\.?)?,?(?:\s(?:schreef|heeft))?"
    r"(?:\s(?:de|del|la|van|der|(?![a-zß-ÿ])[^\s<>:]+)){0,12}(?:\s\(?<[^<>\s]+@[^<>\s]+>\)?)?"
    r"(?:\s(?:wrote|escribió|het\svolgende\sgeschreven|a\sécrit))?\s?:$(?=\s*>)",
    re.MULTILINE,
)
_MARKS = re.compile(r"^[>\s]+")
_SPACES = re.compile("[\\s\u200b-\u200d\u2060\ufeff]+")


@lru_cache(8192)  # the letters of a round have most lines in common
def squeeze(line: str) -> str:
    """Return a line without marks of quotations, and without spaces, at which programs wrap it."""
    return _SPACES.sub("", unicodedata.normalize("NFC", _MARKS.sub("", line)))


def find_own_lines(text: str, letter_lines: Collection[str]) -> tuple[list[str], set[str]]:
    """Return the sender's own lines of a text, and which of `letter_lines` the others repeat.

    `letter_lines` are those that say nothing, as `squeeze` has them.
    """
    lines = _ATTRIBUTION.sub("", "\n".join(map(str.rstrip, text.splitlines())), count=1).split("\n")
    squeezed = [*map(squeeze, lines)]
    own, repeated = list[str](), set[str]()
    index = 0
    while index < len(lines):
        count = _count_repeated(squeezed, index, letter_lines)
        repeated.add("".join(squeezed[index : index + count]))
        if not count and squeezed[index]:
            own.append(lines[index].strip())
        index += max(1, count)
    return own, repeated


def _count_repeated(squeezed: Sequence[str], start: int, letter_lines: Collection[str]) -> int:
    """Return how many lines, from `start` on, are one line of the letter, or 0."""
    joined, count = "", 0
    for index in range(start, len(squeezed)):
        joined += squeezed[index]
        if not squeezed[index] or not any(line.startswith(joined) for line in letter_lines):
            break
        if joined in letter_lines:
            count = index + 1 - start
    return count


SECOND = 2  # the reminder that the coordination seat gets too

# The least that mail programs and systems take: Windows passes 2,048 characters.
_MAX_LINK = 1900
_MAX_DAYS = 400  # after which a letter asks for no answer any more
# What no letter shows, or what changes without the person: a token does not depend on it.
_NOT_SHOWN = ("id", "formerly", "merged", "verified", "verified_via", "private_notes")
# The lines of a letter. Those up to the website can be overwritten in an answer, the most important
# first: there may be room for some only.
_COLUMNS = complete(
    (
        *("country", "name", "title", *NUMBER_COLUMNS, "email", "handles", "unit", "organisation"),
        *("languages", "hours", "address", "city", "website", "body", "role", "sectors"),
        *("timezone", "covers", "working_groups", "validates", "meetings", "since", "until"),
        *("sharing", "notes"),
    ),
    *("id", "status", "formerly", "merged", "emails", "phones", "verified", "private_notes"),
)
_ANSWER_COLUMNS = _COLUMNS[1 : _COLUMNS.index("website") + 1]
# The texts of the prepared answers.
_ALL_RIGHT = _("Everything in the letter is right.")
_AS_IT_IS = _("Please send this message as it is, without any other words.")
_OVERWRITE = _("Please overwrite what has changed, and leave the other lines as they are.")
_ANSWER_BY = _("Please answer by {day}.")
SUBJECTS = {tokens.OK: _("Everything is right"), tokens.CHANGE: _("Something has changed")}
_ABOVE_LINKS = {
    tokens.OK: _("If everything is right, open this link, and send the message as it is:"),
    tokens.CHANGE: _(
        "If something has changed, open this link, overwrite the lines that are wrong, and send "
        "the message:"
    ),
}


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


class Line(NamedTuple):
    """A line of a letter: `Mobile phone (WhatsApp)`, `+592 609 1234`, or "" without a value."""

    column: str
    label: str
    value: str
    answer: str = ""  # what an answer has in place of the value

    def format(self, translator: Translator) -> str:
        """Return the line: `Mobile phone (WhatsApp): +592 609 1234`."""
        text = translator.gettext("{label}: {text}", label=self.label, text=self.value)
        return to_one_line(text).strip()


def is_confirmed(point: FocalPoint, day: date) -> bool:
    """Return whether an entry was confirmed on a day or after it."""
    return point.verified is not None and point.verified >= day


def is_present(point: FocalPoint, today: date) -> bool:
    """Return whether there is somebody in a seat who can be asked."""
    return point.status == "active" and not point.has_left(today)


def view_of(directory: Directory, point: FocalPoint) -> AudienceView:
    """Return an entry as its letter shows it: for the network, or the secretariat if it must be.

    Without private notes: they are about the person, not for the person.
    """
    audience = "network" if levels.may_see("network", point.sharing) else STRICTEST
    return view_for(directory, [point.model_copy(update={"private_notes": ""})], audience)


def shown_text(view: AudienceView) -> str:
    """Return what a letter shows of an entry, whatever its language."""
    shown = json_format.entry_object(view.focal_points[0])
    values = {key: value for key, value in shown.items() if value and key not in _NOT_SHOWN}
    for phone in values.get("phones", ()):
        for key in ("tested", "failed", "doubtful", "no_test"):
            phone.pop(key)
    return json.dumps(values, sort_keys=True)


def mail_address(view: AudienceView) -> str:
    """Return the address that a letter is sent to, or "": one that every program can write to."""
    (point,) = view.focal_points
    addresses = (email.address for email in point.emails)
    return next((text for text in addresses if text.isascii() and check_email(text) is None), "")


def refuse_contact(contact: str) -> None:
    """Raise `CmcctError` unless answers can be sent to the contact of a directory."""
    if not contact.isascii() or check_email(contact) is not None:
        message = _("the directory has no e-mail address to which answers can be sent")
        example = SafeText('contact = "name@example.org"')
        raise CmcctError(message, _("write {words} below [directory]", words=example))


def file_name(id_: str, reminder: int) -> str:
    """Return the name of a letter: `gy-ctu.eml`, `gy-ctu.reminder-1.eml`."""
    return f"{id_}.reminder-{reminder}.eml" if reminder else f"{id_}.eml"


def refuse_foreign(folder: Path, names: Iterable[str]) -> None:
    """Raise `CmcctError` if one of the names is a file in a folder that is no letter.

    The header of a letter stands among its first 2,000 bytes.
    """
    header = f"\r\n{LETTER_HEADER}: ".encode()
    for path in (folder / name for name in names):
        is_letter = path.is_file() and header in directory_file.read_file(path)[:2_000]
        if path.is_symlink() or (path.exists() and not is_letter):
            message = _("{file} is not a letter of a round", file=path)
            raise CmcctError(message, _("choose an empty folder"))


def write_letters(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write letters by name; only their owner can read them. Raises `CmcctError`."""
    atomic.make_folder(folder, private=True)
    files = [atomic.NewContent(folder / name, contents[name], private=True) for name in contents]
    with atomic.lock_folders(*(file.path for file in files)):
        atomic.replace_files(files)


def _iter_lines(view: AudienceView, translator: Translator, names: Sequence[str]) -> Iterator[Line]:
    """Yield a line for each number and address of an entry, and for each other column."""
    (point,) = view.focal_points
    for name in names:
        label = translator.translate(HEADINGS[name])
        if name in PHONES:
            for phone in point.phones:
                if ("national" if phone.national else phone.type) == NUMBER_COLUMNS[name].kind:
                    remark = _describe_number(phone, point, translator)
                    number = phrases.add_extension(phone.formatted, phone, translator)
                    yield Line(name, phrases.add_remarks(label, [remark]), number)
        elif name == "email":
            for email in point.emails:
                remark = phrases.describe_secrecy(email.sharing, translator)
                yield Line(name, phrases.add_remarks(label, [remark]), email.address)
        elif name == "handles":
            for handle in point.handles:
                remark = phrases.describe_secrecy(handle.sharing, translator)
                named = translator.translate(phrases.label_handle(handle))
                yield Line(name, phrases.add_remarks(named, [remark]), handle.id)
        else:
            texts = readable_texts(point, name, view, translator)
            is_name = name == "name" and point.name
            yield Line(name, label, point.full_label if is_name else translator.join_long(texts))


def _describe_number(phone: Phone, point: FocalPoint, translator: Translator) -> str:
    """Return what a number is, for its label: beside the number, nothing but digits stands."""
    remarks = (
        phrases.describe_kind(phone, translator) if phone.national else "",
        *phrases.describe_use(phone, point.country, translator),
        phrases.describe_secrecy(phone.sharing, translator),
        phrases.format_hours(phone.hours, translator) if phone.hours else "",
    )
    return ", ".join(filter(None, remarks))


def _read_template(round_: Round, lang: str) -> templates.LetterTemplate:
    """Return the text of a letter beside the directory file, else the built-in one."""

    def read_own(name: str) -> bytes | None:
        path = round_.folder / name
        filesystem.refuse_tracked(path)
        return directory_file.read_file(path) if path.is_file() else None

    template = templates.read_template("round", lang, read_own)
    for word in ("${entry}", "${answers}"):
        if word not in template.text:
            message = _("{key} has no {item}", key=round_.folder / template.name, item=word)
            raise CmcctError(message, _("the lines of the entry or the links stand there"))
    return template


class Letter:
    """A letter to one entry; a template that cannot be filled raises `CmcctError`."""

    def __init__(self, round_: Round, point: FocalPoint) -> None:
        """Store the round and the entry, as the letter shows it."""
        self.round, self.point = round_, point
        self.view = view_of(round_.directory, point)
        self.translator = Translator(templates.find_language(point))

    def iter_known_lines(self, text: str) -> Iterator[str]:
        """Yield the lines that the text of an answer may have without saying anything.

        They are those of the letter and its reminder, with the last day for an answer that `text`
        repeats, and of the prepared answers, whose sentences may be in any language.
        """
        squeezed, numbers = "".join(map(squeeze, text.splitlines())), {*re.findall(r"\d+", text)}
        days = (self.round.day + timedelta(number) for number in range(_MAX_DAYS))
        likely = (day for day in days if {str(day.day), str(day.year)} <= numbers)
        due = next((day for day in likely if squeeze(self._describe_due(day)) in squeezed), None)
        for number in (0, 1):
            letter = Letter(replace(self.round, due=due, reminder=number), self.point)
            yield from letter.text.splitlines()
        # As programs write a link of HTML.
        for kind, link in self._links.items():
            yield f"{self.translator.translate(SUBJECTS[kind])} <{link}>"
        for sentence in (_ALL_RIGHT, _AS_IT_IS, _OVERWRITE):
            yield from map(sentence.localize, LANGUAGES)
        yield from (line.format(self.translator) for line in self.answer_lines)

    def _describe_due(self, day: date | None) -> str:
        due = _ANSWER_BY.with_values(day=LongDate(day)) if day else ""
        return self.translator.translate(due)

    @cached_property
    def text(self) -> str:
        """The letter as plain text."""
        translate, info = self.translator.translate, self.round.directory.info
        (shown,) = self.view.focal_points
        withheld, has_handles = self.view.withheld_channels, self.view.withholds_handles
        what = phrases.count_channels(withheld, has_handles=has_handles)
        private = _("For the secretariat only, and not in this letter: {what} of yours.", what=what)
        earlier = _("We have not yet received an answer to our earlier letter.")
        # Translators: the salutation of a letter to somebody of whom only the name is known
        dear = _("Dear {name}", name=shown.full_label)
        texts: dict[str, object] = {
            "label": list_header.describe_label(self.view, self.translator),
            "network": info.name,
            "contact": info.contact,
            "salutation": dear if shown.name else _("Dear colleague"),
            "reminder": earlier if self.round.reminder else "",
            "due": self._describe_due(self.round.due),
            "withheld": private if withheld else "",
        }
        lines = _iter_lines(self.view, self.translator, _COLUMNS)
        links = (f"{translate(_ABOVE_LINKS[kind])}\n<{link}>" for kind, link in self._links.items())
        values = {key: to_one_line(translate(text)) for key, text in texts.items()} | {
            "entry": "\n".join(line.format(self.translator) for line in lines if line.value),
            "answers": "\n\n".join(links),
        }
        return templates.fill(_read_template(self.round, self.translator.lang), values)

    @cached_property
    def _links(self) -> dict[str, str]:
        """The address of each link, by the kind of answer."""
        sentences = map(self.translator.translate, (_ALL_RIGHT, _AS_IT_IS))
        links = self._link(tokens.OK, sentences), self._change_link(self.answer_lines)
        return dict(zip(SUBJECTS, links, strict=True))

    @cached_property
    def answer_lines(self) -> list[Line]:
        """The lines to overwrite, also of values that are missing; as many as programs take."""
        lines = [*_iter_lines(self.view, self.translator, _ANSWER_COLUMNS)]
        while len(self._change_link(lines)) > _MAX_LINK:
            lines.pop()
        return lines

    def _change_link(self, lines: Iterable[Line]) -> str:
        texts = (line.format(self.translator) for line in lines)
        return self._link(tokens.CHANGE, [self.translator.translate(_OVERWRITE), "", *texts])

    def _link(self, kind: str, lines: Iterable[str]) -> str:
        """Return a `mailto:` address (RFC 6068) of an answer."""
        day, shown = str(self.round.day), shown_text(self.view)
        token = tokens.make_token(self.round.key, kind, day, self.point.id, shown)
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
            subject = _("Reminder: please check your entry ({network})", network=network)
        mail["Subject"] = self.translator.translate(subject)
        html = self._to_html()
        digest = hashlib.sha256("\0".join((mail[LETTER_HEADER], html)).encode()).hexdigest()
        mail.set_content(self.text, cte="quoted-printable")
        mail.make_alternative(f"=_cmcct-1-{digest[:32]}")
        mail.add_alternative(html, subtype="html", cte="quoted-printable")
        mail.make_mixed(f"=_cmcct-0-{digest[:32]}")
        # The type of vCard 3.0 (RFC 2426). Thunderbird takes `text/vcard` in a draft for the
        # sender's own card, and leaves it out.
        mail.add_attachment(
            vcard.dump(self.view, self.translator).encode(),
            maintype="text",
            subtype="directory",
            filename=f"{self.point.id}{vcard.SUFFIX}",
            params={"profile": "vCard", "charset": "utf-8"},
        )
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
            and "coordination" in seat.sectors
        )
        shown = (view for view in views if view.audience != STRICTEST and mail_address(view))
        return [*map(_mailbox, shown)]

    def _to_html(self) -> str:
        """Return the letter as HTML, with the same lines: a reply quotes them as text."""
        html = escape(self.text.strip())
        for kind, link in self._links.items():
            subject = self.translator.translate(SUBJECTS[kind])
            anchor = f'<a href="{escape(link)}">{escape(subject)}</a>'
            html = html.replace(escape(f"<{link}>"), anchor)
        html = html.replace("\n", "<br>\n").replace("<br>\n<br>\n", "</p>\n<p>")
        lang = self.translator.lang
        return f'<!doctype html>\n<html lang="{lang}"><body>\n<p>{html}</p>\n</body></html>\n'


def _mailbox(view: AudienceView) -> Address:
    (point,) = view.focal_points
    return Address(to_one_line(point.label), addr_spec=mail_address(view))
