"""What a card says of a focal point: a title and rows of label and text, for people to read."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import TypeAlias

from cmcct import vocabulary
from cmcct.controls import one_line, visible
from cmcct.languages import language_name
from cmcct.model import STRICTEST, FocalPoint, Phone
from cmcct.sharing import Extract

Row: TypeAlias = tuple[str, str]

_DAYS_NAMED = 6  # within which a weekday says which day is meant


def title(point: FocalPoint) -> str:
    """Return the person with the honorific, else what the seat is called."""
    return visible(f"{point.honorific} {point.label}".strip())


def rows(point: FocalPoint, extract: Extract, now: datetime) -> Iterator[Row]:
    """Yield the rows that have something to say; `now` (aware) decides what is open."""
    for label, text in _rows(point, extract, now):
        if text:
            yield label, visible(text)


def as_text(title: str, rows: Iterable[Row]) -> str:
    """Write a card for a pipe: a line for the title, an indented one for each row."""
    lines = [one_line(title)]
    lines += [
        f"  {'' if index else label:<14}{part}"
        for label, text in rows
        for index, part in enumerate(text.split("\n"))
    ]
    return "\n".join([*lines, "", ""])


def _rows(point: FocalPoint, extract: Extract, now: datetime) -> Iterator[Row]:
    sectors = [vocabulary.term("sector", slug).label() for slug in point.sectors]
    yield "Country", point.country.name
    yield "Title", point.title
    yield "Unit", point.unit
    yield "Organisation", point.organisation
    yield "Institution", vocabulary.term("body", point.body).label() if point.body else ""
    yield "Role", vocabulary.term("role", point.role).label()
    yield "Sectors", "\n".join(sectors)
    yield from (("Phone", _phone(phone, point, now)) for phone in point.phones)
    yield from (
        ("E-mail", _with_limit(email.address, email.sharing, point)) for email in point.emails
    )
    yield "Languages", ", ".join(map(language_name, point.languages))
    yield "Hours", _hours(point, now)
    yield "Local time", _local_time(point, now)
    private = STRICTEST if point.id in extract.private_addresses else None
    yield "Address", _with_limit(point.address, private, point)
    yield "City", point.city
    yield "Website", point.website
    yield "Also covers", ", ".join(country.name for country in point.covers)
    yield "Groups", _named(point.working_groups, {g.id: g.name for g in extract.working_groups})
    yield "Meetings", _named(point.meetings, {m.id: m.name for m in extract.meetings})
    yield from _standing(point, now.date(), extract.about.verify_every_days)
    yield "Notes", point.notes
    yield "Private notes", point.private_notes
    yield "ID", point.id
    yield "Formerly", ", ".join(point.formerly)


def _phone(phone: Phone, point: FocalPoint, now: datetime) -> str:
    number = f"{phone.number} ext. {phone.ext}" if phone.ext else phone.number
    about = [
        vocabulary.term("phone", phone.type).label().lower() if phone.type != "office" else "",
        ", ".join(phone.apps),
        f"inside {point.country.name} only" if phone.national else "",
        f"{phone.hours}: {_open(phone.hours, point, now)}" if phone.hours else "",
    ]
    described = "   ".join(filter(None, (number, ", ".join(filter(None, about)))))
    return _with_limit(described, phone.sharing, point)


def _with_limit(text: str, sharing: str | None, point: FocalPoint) -> str:
    limited = sharing and sharing != point.sharing
    return f"{text}   ({sharing} only)" if limited else text


def _hours(point: FocalPoint, now: datetime) -> str:
    return f"{point.hours}: {_open(point.hours, point, now)}" if point.hours else "not given"


def _open(written: str, point: FocalPoint, now: datetime) -> str:
    """Say whether hours mean open at this moment, where the clock and the hours can be read."""
    from cmcct import hours

    local = hours.local_time(now, point.zone)
    if local is None:
        return "the time there is not known"
    status = hours.status(written, now, point.zone, point.country.code)
    if status is None:
        return "cannot be read"
    state, change = ("open now", "until") if status.is_open else ("closed now", "opens")
    until = f", {change} {_moment(status.until, local)}" if status.until else ""
    holiday = " (a public holiday there)" if status.is_holiday else ""
    return f"{state}{until}{holiday}"


def _moment(moment: datetime, local: datetime) -> str:
    days = (moment.date() - local.date()).days
    form = "%H:%M" if days == 0 else "%a %H:%M" if days <= _DAYS_NAMED else "%d %b %H:%M"
    return moment.strftime(form)


def _local_time(point: FocalPoint, now: datetime) -> str:
    from cmcct import hours

    local = hours.local_time(now, point.zone)
    return f"{local:%a %d %b %Y %H:%M} ({point.zone})" if local else ""


def _named(ids: Sequence[str], names: dict[str, str]) -> str:
    return "\n".join(names.get(id_) or id_ for id_ in ids)


def _standing(point: FocalPoint, today: date, verify_every_days: int) -> Iterator[Row]:
    via = f" by {point.verified_via}" if point.verified_via else ""
    confirmed = f"{point.verified}{via}" if point.verified else "never"
    stale = "   STALE" if point.is_stale(today, verify_every_days) else ""
    yield (
        "Status",
        "" if point.status == "active" else vocabulary.term("status", point.status).label(),
    )
    yield "Since", str(point.since or "")
    yield "Until", str(point.until or "")
    yield "Confirmed", confirmed + stale
    yield "Sharing", point.sharing
