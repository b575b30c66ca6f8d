"""What a card says of a focal point: a title and rows of label and text, for people to read."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from cmcct import vocabulary
from cmcct.controls import one_line, visible
from cmcct.formats.columns import HEADINGS
from cmcct.formats.said import APPS, VIA, only, with_extension
from cmcct.languages import language_name
from cmcct.model import STRICTEST, FocalPoint, Phone
from cmcct.sharing import Extract
from cmcct.wording import Message, Wording, say

if TYPE_CHECKING:
    from cmcct.hours import Status

# What columns of tables do not say, or say in more words than a card has room for.
_LABELS = {
    "phone": say("Phone"),
    "local_time": say("Local time"),
    "working_groups": say("Groups"),
    # Translators: whom the entry may be given to
    "sharing": say("Sharing"),
    "id": say("ID"),
}
_COLUMN = 14  # characters of the labels in a pipe
_DAYS_NAMED = 6  # within which a weekday says which day is meant


class Row(NamedTuple):
    """One thing that a card says; `key` is the field, whatever the language."""

    key: str
    label: str
    text: str
    is_stale: bool = False


def title(point: FocalPoint) -> str:
    """Return the person with the honorific, else what the seat is called."""
    return visible(f"{point.honorific} {point.label}".strip())


def rows(point: FocalPoint, extract: Extract, now: datetime, words: Wording) -> Iterator[Row]:
    """Yield the rows that have something to say; `now` (aware) decides what is open."""
    days = extract.about.verify_every_days
    for key, text in _Card(point, extract, now, words).rows():
        if text:
            is_stale = key == "verified" and point.is_stale(now.date(), days)
            yield Row(key, words.of(_LABELS.get(key) or HEADINGS[key]), visible(text), is_stale)


def as_text(title: str, rows: Iterable[Row]) -> str:
    """Write a card for a pipe: a line for the title, an indented one for each row."""
    listed = list(rows)
    longest = max((len(row.label) for row in listed), default=0)
    column = _COLUMN if longest < _COLUMN else longest + 2
    lines = [one_line(title)]
    lines += [
        f"  {'' if index else row.label:<{column}}{part}"
        for row in listed
        for index, part in enumerate(row.text.split("\n"))
    ]
    return "\n".join([*lines, "", ""])


class _Card(NamedTuple):
    """An entry, and all that decides how it is said."""

    point: FocalPoint
    extract: Extract
    now: datetime
    words: Wording

    def rows(self) -> Iterator[tuple[str, str]]:
        """Yield the key and the text of each row, in the order to read them."""
        point, words, extract = self.point, self.words, self.extract
        yield "country", point.country.said_in(words.lang)
        yield "title", point.title
        yield "unit", point.unit
        yield "organisation", point.organisation
        yield "body", self._term("body", point.body) if point.body else ""
        yield "role", self._term("role", point.role)
        yield "sectors", "\n".join(self._term("sector", slug) for slug in point.sectors)
        yield from (("phone", self._phone(phone)) for phone in point.phones)
        yield from (("email", self._limited(e.address, e.sharing)) for e in point.emails)
        yield "languages", ", ".join(language_name(tag, words.lang) for tag in point.languages)
        yield "hours", self._hours()
        yield "local_time", self._local_time()
        private = STRICTEST if point.id in extract.private_addresses else None
        yield "address", self._limited(point.address, private)
        yield "city", point.city
        yield "website", point.website
        yield "covers", ", ".join(country.said_in(words.lang) for country in point.covers)
        groups = {group.id: group.name for group in extract.working_groups}
        yield "working_groups", _named(point.working_groups, groups)
        meetings = {meeting.id: meeting.name for meeting in extract.meetings}
        yield "meetings", _named(point.meetings, meetings)
        yield from self._standing()
        yield "notes", point.notes
        yield "private_notes", point.private_notes
        yield "id", point.id
        yield "formerly", ", ".join(point.formerly)

    def _term(self, facet: str, slug: str) -> str:
        return vocabulary.term(facet, slug).label(self.words.lang)

    def _phone(self, phone: Phone) -> str:
        number = with_extension(phone.number, phone, self.words)
        about = [
            self._term("phone", phone.type).lower() if phone.type != "office" else "",
            ", ".join(self.words.of(APPS[app]) for app in phone.apps),
            self._inside() if phone.national else "",
            f"{phone.hours}: {self._open(phone.hours)}" if phone.hours else "",
        ]
        described = "   ".join(filter(None, (number, ", ".join(filter(None, about)))))
        return self._limited(described, phone.sharing)

    def _inside(self) -> str:
        return self.words.say("inside {country} only", country=self.point.country)

    def _limited(self, text: str, sharing: str | None) -> str:
        limit = only(sharing, self.words) if text else ""
        return f"{text}   ({limit})" if limit else text

    def _hours(self) -> str:
        hours = self.point.hours
        return f"{hours}: {self._open(hours)}" if hours else self.words.say("not given")

    def _open(self, written: str) -> str:
        """Say whether hours mean open now, where the clock and the hours can be read."""
        from cmcct import hours

        local = hours.local_time(self.now, self.point.zone)
        if local is None:
            return self.words.say("the time there is not known")
        status = hours.status(written, self.now, self.point.zone, self.point.country.code)
        return self.words.of(_opening(status, self._change(status, local)))

    def _change(self, status: "Status | None", local: datetime) -> str:
        """Say when what is open closes, or the other way round."""
        if status is None or status.until is None:
            return ""
        days = (status.until.date() - local.date()).days
        form = "HH:mm" if days == 0 else "EEE HH:mm" if days <= _DAYS_NAMED else "d MMM HH:mm"
        return self.words.moment(status.until, form)

    def _local_time(self) -> str:
        from cmcct import hours

        local = hours.local_time(self.now, self.point.zone)
        if local is None:
            return ""
        return f"{self.words.moment(local, 'EEE d MMM yyyy HH:mm')} ({self.point.zone})"

    def _standing(self) -> Iterator[tuple[str, str]]:
        point, words = self.point, self.words
        is_stale = point.is_stale(self.now.date(), self.extract.about.verify_every_days)
        mark = words.say("STALE")
        stale = f"   {mark}" if is_stale else ""
        yield "status", "" if point.status == "active" else self._term("status", point.status)
        yield "since", words.day(point.since) if point.since else ""
        yield "until", words.day(point.until) if point.until else ""
        yield "verified", self._verified() + stale
        yield "sharing", self._term("audience", point.sharing)

    def _verified(self) -> str:
        if not self.point.verified:
            return self.words.say("never")
        day = self.words.day(self.point.verified)
        if not self.point.verified_via:
            return day
        return f"{day}, {self.words.of(VIA[self.point.verified_via])}"


def _named(ids: Sequence[str], names: dict[str, str]) -> str:
    return "\n".join(names.get(id_) or id_ for id_ in ids)


def _opening(status: "Status | None", change: str) -> Message:
    """Say what a place is, and until when: `change` is the moment, or nothing."""
    if status is None:
        return say("cannot be read")
    if not change:
        state = say("open now") if status.is_open else say("closed now")
    elif status.is_open:
        state = say("open now, until {time}", time=change)
    else:
        state = say("closed now, opens {time}", time=change)
    return say("{state} (a public holiday there)", state=state) if status.is_holiday else state
