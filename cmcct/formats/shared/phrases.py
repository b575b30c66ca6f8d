"""Wording of numbers, offices, dates, apps and audiences."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache

from cmcct.i18n.messages import Wording, say
from cmcct.model.entities import FocalPoint, Meeting, Phone, WorkingGroup
from cmcct.reference.countries import Country

APPS = {"whatsapp": say("WhatsApp"), "signal": say("Signal"), "telegram": say("Telegram")}
VIA = {
    "phone": say("by phone"),
    "email": say("by e-mail"),
    "form": say("on a form"),
    "meeting": say("at a meeting"),
}
_ONLY = {"network": say("network only"), "secretariat": say("secretariat only")}


def phone_text(phone: Phone, country: Country, words: Wording, apps: Iterable[str]) -> str:
    """Return a number in groups, with its extension, country limit, and apps."""
    text = with_extension(phone.grouped, phone, words)
    if phone.national:
        text = words.say("{number} ({country} only)", number=text, country=country)
    listed = ", ".join(apps)
    return f"{text} ({listed})" if listed else text


def with_extension(number: str, phone: Phone, words: Wording) -> str:
    """Return a number with its extension, if any."""
    return words.say("{number} ext. {ext}", number=number, ext=phone.ext) if phone.ext else number


def told(phone: Phone, country: Country, words: Wording) -> list[str]:
    """Return notes on a number: its apps, and the country if it works only there."""
    inside = [words.say("inside {country} only", country=country)] if phone.national else []
    return [*(words.of(APPS[app]) for app in phone.apps), *inside]


def office(point: FocalPoint, words: Wording) -> str:
    """Return the unit, organisation and country of an entry, without its label."""
    names = (point.unit, point.organisation, words.of(point.country))
    return ", ".join(name for name in names if name not in {"", point.label})


def described(phone: Phone, country: Country, words: Wording) -> str:
    """Return a number with all its details except the type."""
    text = phone_text(phone, country, words, [words.of(APPS[app]) for app in phone.apps])
    return f"{text}, {phone.hours}" if phone.hours else text


@cache
def day(given: date, words: Wording) -> str:
    """Return a date in full; cached, since Babel is slow and dates repeat."""
    return words.day(given)


@cache
def confirmed(verified: date | None, via: str | None, words: Wording) -> str:
    """Return when and how an entry was last confirmed with the person."""
    if not verified:
        return words.say("never")
    said = day(verified, words)
    return f"{said}, {words.of(VIA[via])}" if via else said


def when(meeting: Meeting, words: Wording) -> str:
    """Return the date of a meeting in full, or the month if the day is unknown."""
    if isinstance(meeting.date, date):
        return words.day(meeting.date)
    if not meeting.date:
        return ""
    return words.month(datetime.fromisoformat(f"{meeting.date}-01"))


def named(ids: Iterable[str], records: Iterable[Meeting | WorkingGroup]) -> list[str]:
    """Return the names of meetings or working groups, or the id of one without a name."""
    names = {record.id: record.name for record in records}
    return [names.get(id_) or id_ for id_ in ids]


def only(sharing: str | None, words: Wording) -> str:
    """Return the label of a stricter audience, else ""."""
    return words.of(_ONLY[sharing]) if sharing in _ONLY else ""
