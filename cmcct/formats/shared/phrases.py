"""Wording of numbers, opening hours, offices, dates, apps and audiences."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache

from cmcct.i18n.messages import Translator, _
from cmcct.model.entities import FocalPoint, Meeting, Phone, WorkingGroup
from cmcct.reference.countries import Country

APP_LABELS = {"whatsapp": _("WhatsApp"), "signal": _("Signal"), "telegram": _("Telegram")}
VIA_LABELS = {
    "phone": _("by phone"),
    "email": _("by e-mail"),
    "form": _("on a form"),
    "meeting": _("at a meeting"),
}
_ONLY = {"network": _("network only"), "secretariat": _("secretariat only")}


def format_phone(
    phone: Phone, country: Country, translator: Translator, apps: Iterable[str]
) -> str:
    """Return a number in groups, with its extension, country limit, and apps."""
    text = add_extension(phone.formatted, phone, translator)
    if phone.national:
        text = translator.gettext("{number} ({country} only)", number=text, country=country)
    listed = ", ".join(apps)
    return f"{text} ({listed})" if listed else text


def add_extension(number: str, phone: Phone, translator: Translator) -> str:
    """Return a number with its extension, if any."""
    return (
        translator.gettext("{number} ext. {ext}", number=number, ext=phone.ext)
        if phone.ext
        else number
    )


def describe_reach(phone: Phone, country: Country, translator: Translator) -> list[str]:
    """Return notes on a number: its apps, and the country if it works only there."""
    inside = (
        [translator.gettext("only inside {country}", country=country)] if phone.national else []
    )
    return [*(translator.translate(APP_LABELS[app]) for app in phone.apps), *inside]


def format_office(point: FocalPoint, translator: Translator) -> str:
    """Return the unit, organisation and country of an entry, without its label."""
    names = (point.unit, point.organisation, translator.translate(point.country))
    return ", ".join(name for name in names if name not in {"", point.label})


def describe_phone(
    phone: Phone, country: Country, translator: Translator, *, is_for_people: bool = True
) -> str:
    """Return a number with all its details except the type; for programs, hours in notation."""
    text = format_phone(
        phone, country, translator, [translator.translate(APP_LABELS[app]) for app in phone.apps]
    )
    hours = format_hours(phone.hours, translator) if is_for_people else phone.hours
    return f"{text}, {hours}" if hours else text


@cache
def format_hours(hours: str, translator: Translator) -> str:
    """Return opening hours in words, as far as they have words; cached, since they repeat."""
    from cmcct.fieldtypes.opening_hours_text import describe_hours

    return describe_hours(hours, translator)


@cache
def format_day(given: date, translator: Translator) -> str:
    """Return a date in full; cached, since Babel is slow and dates repeat."""
    return translator.format_date(given)


@cache
def describe_confirmation(verified: date | None, via: str | None, translator: Translator) -> str:
    """Return when and how an entry was last confirmed with the person."""
    if not verified:
        return translator.gettext("never")
    text = format_day(verified, translator)
    return f"{text}, {translator.translate(VIA_LABELS[via])}" if via else text


def format_meeting_day(meeting: Meeting, translator: Translator) -> str:
    """Return the date of a meeting in full, or the month if the day is unknown."""
    if isinstance(meeting.date, date):
        return translator.format_date(meeting.date)
    if not meeting.date:
        return ""
    return translator.format_month(datetime.fromisoformat(f"{meeting.date}-01"))


def record_names(ids: Iterable[str], records: Iterable[Meeting | WorkingGroup]) -> list[str]:
    """Return the names of meetings or working groups, or the id of one without a name."""
    names = {record.id: record.name for record in records}
    return [names.get(id_) or id_ for id_ in ids]


def describe_audience(sharing: str | None, translator: Translator) -> str:
    """Return the label of a stricter audience, else ""."""
    return translator.translate(_ONLY[sharing]) if sharing in _ONLY else ""
