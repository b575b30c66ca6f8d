"""Cards for people: a title, rows of label and text, and marks of what to know before a call."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from textwrap import shorten
from typing import NamedTuple

from cmcct import clock
from cmcct.calling.words import describe_status
from cmcct.fieldtypes import time_zone
from cmcct.fieldtypes.opening_hours import is_round_the_clock, opening_status
from cmcct.formats.shared import phrases
from cmcct.formats.shared.columns import HEADINGS, readable_texts, records_of
from cmcct.i18n.messages import Translator, _
from cmcct.model.entities import AROUND_THE_CLOCK, STRICTEST, FocalPoint, Handle, Phone
from cmcct.model.fields import REFERENCES, complete
from cmcct.privacy.audiences import AudienceView
from cmcct.privacy.levels import strictest
from cmcct.reference.vocabulary import InlineTerm
from cmcct.search import terms
from cmcct.text.control_chars import replace_control_chars, to_one_line

# The tables' headings, except for shorter labels and for rows that are no columns.
LABELS = HEADINGS | {
    "phone": _("Phone"),
    "national_phone": _("Phone"),
    "local_time": _("Local time"),
    "working_groups": _("Working groups"),
    # Translators: in which working groups the entry answers for its government
    "validates": _("Validates"),
    # Translators: whom the entry may be given to
    "sharing": _("Sharing"),
    "id": _("ID"),
}
_NOTE_WIDTH = 40  # columns of a note beside the other marks
_LAYOUT = (  # in reading order
    *("country", "title", "unit", "organisation", "body", "role", "sectors", "phone", "fax"),
    *("national_phone", "email", "handles"),
    *("languages", "hours", "local_time", "address", "city", "website", "covers"),
    *("working_groups", "validates", "meetings", "status", "since", "until", "verified", "sharing"),
    *("notes", "private_notes", "id", "formerly", "merged"),
)
_ROWS = complete(_LAYOUT, "name", "phones", "emails", "timezone")
# Several values share a line; other fields have one per line.
SHORT = frozenset({"languages", "covers", "formerly", "merged"})
_MIN_LABEL_WIDTH = 14  # least width of the labels in a pipe, in characters


class CardRow(NamedTuple):
    """A row of a card; `key` is the field's name, independent of the language."""

    key: str
    label: str
    text: str
    is_stale: bool = False
    links: Mapping[str, str] = {}  # of words of the text


def card_title(point: FocalPoint) -> str:
    """Return the full label: the person, else the seat."""
    return replace_control_chars(point.full_label.strip())


def card_rows(
    point: FocalPoint, view: AudienceView, now: datetime | None, translator: Translator
) -> Iterator[CardRow]:
    """Yield the rows with a text; `now` (aware) decides whether an office is open.

    Of an earlier version, `now` is None: the card says nothing of the present.
    """
    card = _Card(point, view, now, translator)
    for key in _ROWS:
        phones = [phone for phone in point.phones_to_try if _row_key(phone) == key]
        label, texts = translator.translate(LABELS[key]), [*filter(None, card.texts(key))]
        links = [phrases.chat_links(phone, point, translator) for phone in phones]
        for text, linked in zip(texts, links or [{}] * len(texts), strict=True):
            is_stale = key == "verified" and card.is_stale
            yield CardRow(key, label, replace_control_chars(text), is_stale, linked)


def format_card(title: str, rows: Iterable[CardRow]) -> str:
    """Return a card for a pipe: the title on a line, and an indented line per row."""
    listed = list(rows)
    longest = max((len(row.label) for row in listed), default=0)
    column = _MIN_LABEL_WIDTH if longest < _MIN_LABEL_WIDTH else longest + 2
    lines = [to_one_line(title)]
    lines += [
        f"  {'' if index else row.label:<{column}}{part}"
        for row in listed
        for index, part in enumerate(row.text.split("\n"))
    ]
    return "\n".join([*lines, "", ""])


class _Card(NamedTuple):
    """An entry with the context for its texts."""

    point: FocalPoint
    view: AudienceView
    now: datetime | None
    translator: Translator

    @property
    def is_stale(self) -> bool:
        days = self.view.info.verify_every_days
        return self.now is not None and self.point.is_stale(self.now.date(), days)

    def texts(self, key: str) -> Iterable[str]:
        """Return the texts of a field, one per row."""
        if key in {"phone", "fax", "national_phone"}:
            return (self._phone(p) for p in self.point.phones_to_try if _row_key(p) == key)
        if key == "email":
            return (self._limited(email.address, email.sharing) for email in self.point.emails)
        if key == "handles":
            return (self._limited(self._handle(each), each.sharing) for each in self.point.handles)
        return [self._records(key) if key in REFERENCES else self._text(key)]

    def _text(self, key: str) -> str:
        """Return the text of a field of one row."""
        point, view, translator = self.point, self.view, self.translator
        column = "timezone" if key == "local_time" else key
        texts = readable_texts(point, column, view, translator)
        text = (", " if key in SHORT else "\n").join(texts)
        if key == "hours":
            text = self._open(point.hours) or translator.gettext("not given")
        elif key == "local_time":
            text = ""  # it is not known, or not of the present
            if self.now and (local := time_zone.local_time(self.now, point.zone)):
                text = phrases.describe_local_time(local, clock.local(self.now), translator)
        elif key == "address" and point.id in view.private_addresses:
            text = self._limited(text, STRICTEST)
        elif key == "verified":
            text = phrases.describe_confirmation(point.verified, point.verified_via, translator)
            if self.is_stale and point.verified:
                text = f"{text}   {translator.gettext('stale').upper()}"
        elif key == "status" and point.status == "active":
            text = ""
        return text

    def _records(self, key: str) -> str:
        """Return the names of an entry's meetings or groups, with a stricter audience if any."""
        own, records = self.point.sharing, records_of(key, self.view)
        levels = {record.id: strictest((own, record.sharing)) for record in records}
        ids = getattr(self.point, key)
        named = zip(ids, readable_texts(self.point, key, self.view, self.translator), strict=True)
        limits = ((name, levels.get(id_, own)) for id_, name in named)
        return "\n".join(self._limited(name, None if at == own else at) for name, at in limits)

    def _phone(self, phone: Phone) -> str:
        translator = self.translator
        about = [
            phrases.describe_kind(phone, translator) if _row_key(phone) != "fax" else "",
            *phrases.describe_use(phone, self.point.country, translator),
            self._open(phone.hours)
            if phone.is_dialable
            else phrases.format_hours(phone.hours, translator),
            *phrases.describe_tests(phone, translator),
        ]
        number = phrases.add_extension(phone.number, phone, translator)
        described = "   ".join(filter(None, (number, ", ".join(filter(None, about)))))
        return self._limited(described, phone.sharing)

    def _handle(self, handle: Handle) -> str:
        text = phrases.format_handle(handle, self.translator)
        link = phrases.handle_link(handle, self.point)
        return text if link in text else f"{text}   {link}"

    def _limited(self, text: str, sharing: str | None) -> str:
        limit = phrases.describe_audience(sharing, self.translator) if text else ""
        return f"{text}   ({limit})" if limit else text

    def _open(self, written: str) -> str:
        """Return opening hours with the present state, "" for none."""
        if not written:
            return ""
        point, translator = self.point, self.translator
        hours = phrases.format_hours(written, translator)
        if self.now is None or not terms.may_answer(point):
            return hours
        local = time_zone.local_time(self.now, point.zone)
        status = opening_status(written, self.now, point.zone, point.country.code)
        if local is None:
            state = translator.gettext("local time not known")
        elif status:
            state = describe_status(status, local, translator)
        else:
            state = translator.gettext("not known whether open now")
        return translator.gettext("{label}: {text}", label=hours, text=state)


def _row_key(phone: Phone) -> str:
    """Return the row of a number: what can be called from any country is apart."""
    return "national_phone" if phone.national else "fax" if phone.type == "fax" else "phone"


class Mark(NamedTuple):
    """A mark: its kind, independent of the language, and its text.

    The kinds are the statuses `vacant` and `left`, and `always`, `inside`, `open`, `closed`,
    `stale` and `secret`.
    """

    kind: str
    text: str


def entry_marks(
    point: FocalPoint, view: AudienceView, now: datetime, translator: Translator
) -> Iterator[Mark]:
    """Yield the marks of an entry; `now` (aware) decides whether its office is open."""
    if point.status != "active":
        yield Mark(point.status, translator.translate(InlineTerm("status", point.status)))
    if terms.may_answer(point):
        yield from _opening_marks(point, now, translator)
    if point.is_stale(view.today or now.date(), view.info.verify_every_days):
        state = _("stale") if point.verified else _("never confirmed")
        yield Mark("stale", translator.translate(state))
    if point.sharing == STRICTEST:
        yield Mark("secret", phrases.describe_audience(point.sharing, translator))
    if point.notes:  # such as an absence
        yield Mark("note", shorten(to_one_line(point.notes), _NOTE_WIDTH, placeholder=" …"))


def _opening_marks(point: FocalPoint, now: datetime, translator: Translator) -> Iterator[Mark]:
    """Yield whether a line or the office answers at all hours, else whether the office is open.

    Both only where a number can be dialled from abroad; one for callers inside is named.
    """
    if is_always := terms.is_always_open(point):
        yield Mark("always", AROUND_THE_CLOCK)
    elif inside := terms.find_line_inside(point):
        # Translators: {number} works only inside the country
        message = _("24/7 inside {country}: {number}", country=point.country, number=inside.number)
        yield Mark("inside", to_one_line(translator.translate(message)))
    local = time_zone.local_time(now, point.zone)
    if local is None or not point.hours.strip() or is_round_the_clock(point.hours):
        return
    status = opening_status(point.hours, now, point.zone, point.country.code)
    if status and not (status.is_open and point.hours.strip() not in terms.answered_hours(point)):
        text = to_one_line(describe_status(status, local, translator))
        if is_always:  # another line is answered
            text = translator.gettext("{label}: {text}", label=_("Office"), text=text)
        is_sure = status.is_open and not status.may_be_closed
        yield Mark("open" if is_sure else "closed", text)
