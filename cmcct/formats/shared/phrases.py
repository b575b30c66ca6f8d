"""Wording of numbers, opening hours, offices, dates, apps and audiences."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from functools import cache

from cmcct.i18n.messages import Lowered, Message, SafeText, Translator, _, join, ngettext
from cmcct.model.entities import (
    AROUND_THE_CLOCK,
    STRICTEST,
    Email,
    FocalPoint,
    Handle,
    Meeting,
    Phone,
    WorkingGroup,
)
from cmcct.privacy.audiences import AudienceView
from cmcct.reference import vocabulary
from cmcct.reference.countries import Country, InSentence

# The names of apps are the same in every language.
_APPS = {"whatsapp": "WhatsApp", "signal": "Signal", "telegram": "Telegram", "threema": "Threema"}
APP_LABELS = {app: join([SafeText(name)]) for app, name in _APPS.items()}
# Before the digits of a number.
_APP_LINKS = {
    "whatsapp": "https://wa.me/",
    "signal": "https://signal.me/#p/+",
    "telegram": "https://t.me/+",
}
VIA_LABELS = {
    "phone": _("by phone"),
    "email": _("by e-mail"),
    "form": _("on a form"),
    "meeting": _("at a meeting"),
}
# Translators: the time in an office, compared with the reader's own: Mon 10:05, 1 h behind you
SAME_TIME = _("{time}, same time as yours")
# Translators: the time in an office, compared with the reader's own: Mon 10:05, 1 h behind you
AHEAD = _("{time}, {duration} ahead of you")
# Translators: the time in an office, compared with the reader's own: Mon 10:05, 1 h behind you
BEHIND = _("{time}, {duration} behind you")
# Translators: in place of a value that there was or is not: name: (empty) → Ada
EMPTY = _("(empty)")
# Translators: of an item of a list, after the name of the list and a colon
ADDED = _("added {text}")
# Translators: of an item of a list, after the name of the list and a colon
REMOVED = _("removed {text}")
WITHHELD = _("Withheld from this list: {what}")
# Translators: of a telephone number: whether somebody answered it when it was tried
TESTED = _("answered a test on {date}")
# Translators: of a telephone number that was tried
FAILED = {
    "no-answer": _("no answer on {date}"),
    "busy": _("busy on {date}"),
    "wrong-number": _("wrong or out-of-service number on {date}"),
}
# Translators: of a telephone number
DOUBTFUL = _("a test call failed")
# Translators: of a telephone number that nobody is to ring for a test
NO_TEST = _("do not call to test")
_ONLY = {"network": _("network only"), "secretariat": _("secretariat only")}


def format_phone(
    phone: Phone, country: Country, translator: Translator, apps: Iterable[str], kind: str = ""
) -> str:
    """Return a number in groups, with its extension, kind, limit and apps."""
    text = add_extension(phone.formatted, phone, translator)
    return add_remarks(text, (kind, describe_limit(phone, country, translator), ", ".join(apps)))


def add_remarks(text: str, remarks: Iterable[str]) -> str:
    """Return a text with remarks, each in parentheses, without empty ones."""
    return " ".join((text, *(f"({remark})" for remark in remarks if remark)))


def add_extension(number: str, phone: Phone, translator: Translator) -> str:
    """Return a number with its extension, if any."""
    if not phone.ext:
        return number
    return translator.gettext("{number} ext. {ext}", number=number, ext=phone.ext)


def describe_limit(phone: Phone, country: Country | None, translator: Translator) -> str:
    """Return from where a number cannot be dialled, "" for one that can be dialled anywhere.

    A `country` is named in the text: None where it is shown beside the number.
    """
    if phone.national:
        if country and country.code:
            text = _("Only inside {country}", country=InSentence(country))
            return Lowered(text).localize(translator.lang)
        # Translators: a telephone number that works only inside the country of its entry
        return translator.gettext("only inside the country")
    if phone.is_toll_free:
        # Translators: a toll-free telephone number
        return translator.gettext("may not work from abroad")
    return ""


def describe_kind(phone: Phone, translator: Translator) -> str:
    """Return the type of a number within a text, "" for the usual one."""
    if phone.type == "office":
        return ""
    return vocabulary.get_term("phone", phone.type).label(translator.lang).lower()


def describe_use(phone: Phone, country: Country, translator: Translator) -> list[str]:
    """Return notes on a number: its limit, and its apps."""
    limit = describe_limit(phone, country, translator)
    return [*filter(None, [limit]), *(translator.translate(APP_LABELS[app]) for app in phone.apps)]


def tel_link(phone: Phone) -> str:
    """Return the `tel:` link of a number, "" if it is not to be called from any country.

    A pause instead of RFC 3966's `;ext=`, of which telephones dial the letters.
    """
    return f"tel:{phone.dial}" if phone.dial and phone.type != "fax" else ""


def chat_links(phone: Phone, point: FocalPoint, translator: Translator) -> dict[str, str]:
    """Return the links that write to a number, by the labels of its apps and of SMS.

    Nobody writes to an extension, to a number that cannot be dialled, or to a shelter.
    """
    if not tel_link(phone) or phone.ext or point.is_shelter:
        return {}
    number = phone.e164.removeprefix("+")
    apps = {app: f"{link}{number}" for app, link in _APP_LINKS.items() if app in phone.apps}
    links = {translator.translate(APP_LABELS[app]): link for app, link in apps.items()}
    if phone.type == "mobile":
        links[translator.gettext("SMS")] = f"sms:{phone.e164}"
    return links


def mark_phone(number: str, phone: Phone, translator: Translator) -> str:
    """Return a number, in any spelling, with its extension and what to know before it is dialled.

    That is its kind, apps, limit and own hours, whether its last test call failed, and its secrecy.
    """
    hours = phone.hours.strip()
    if hours != AROUND_THE_CLOCK:
        hours = format_hours(hours, translator) if hours else ""
    if hours and phone.national:
        # Translators: when a number that works only inside its country is answered
        there = _("{hours} there", hours=hours)
        hours = translator.translate(_("24/7 there") if hours == AROUND_THE_CLOCK else there)
    remarks = (
        # Translators: a telephone number
        describe_kind(phone, translator) or translator.gettext("landline"),
        *(translator.translate(APP_LABELS[app]) for app in phone.apps),
        describe_limit(phone, None, translator),
        hours,
        translator.translate(DOUBTFUL) if phone.is_doubtful else "",
        describe_secrecy(phone.sharing, translator),
    )
    return add_remarks(add_extension(number, phone, translator), [", ".join(filter(None, remarks))])


def mark_written(channel: Email | Handle, translator: Translator) -> str:
    """Return an address, or a handle with its app, marked if it is for fewer than the network."""
    text = channel.text if isinstance(channel, Email) else format_handle(channel, translator)
    return add_remarks(text, [describe_secrecy(channel.sharing, translator)])


def list_written(point: FocalPoint, translator: Translator) -> list[str]:
    """Return where an entry can be written to: its addresses and handles, marked."""
    written: Iterable[Email | Handle] = (*point.emails, *point.handles)
    return [mark_written(channel, translator) for channel in written]


def count_channels(count: int, *, has_handles: bool) -> Message:
    """Return how many channels are meant; handles are named only if some are among them."""
    if has_handles:
        return ngettext(
            "{count} e-mail, number or username", "{count} e-mails, numbers and usernames", count
        )
    return ngettext("{count} e-mail or number", "{count} e-mails and numbers", count)


def list_withheld(view: AudienceView, channels: Message | None = None) -> list[Message]:
    """Return how many entries and channels an audience may not have, of which there are some.

    `channels` is the count to name if it is not of all channels.
    """
    if channels is None:
        channels = count_channels(view.withheld_channels, has_handles=view.withholds_handles)
    entries = ngettext("{count} entry", "{count} entries", view.withheld_entries)
    return [message for message in (entries, channels) if message.values["count"]]


def label_handle(handle: Handle) -> Message:
    """Return what a handle is: its app, or the link that Signal makes."""
    # Translators: Signal is an app; a link that opens a chat in it
    return _("Signal link") if handle.is_link else APP_LABELS[handle.app]


def handle_link(handle: Handle, point: FocalPoint) -> str:
    """Return the link that opens a chat, "" where there is none; nobody writes to a shelter."""
    return "" if point.is_shelter else handle.link


def format_handle(handle: Handle, translator: Translator) -> str:
    """Return a handle with its app: `Signal: ada.42`."""
    return translator.gettext("{label}: {text}", label=label_handle(handle), text=handle.id)


def list_offices(point: FocalPoint) -> list[str]:
    """Return the unit and the organisation of an entry, without its label."""
    return [name for name in (point.unit, point.organisation) if name not in {"", point.label}]


def format_seat(point: FocalPoint) -> str:
    """Return the job title, unit and organisation of an entry, without its label."""
    return ", ".join(filter(None, (point.title, *list_offices(point))))


def format_office(point: FocalPoint, translator: Translator) -> str:
    """Return the unit, organisation and country of an entry, without its label."""
    names = (point.unit, point.organisation, translator.translate(point.country))
    return ", ".join(name for name in names if name not in {"", point.label})


def describe_phone(
    phone: Phone,
    country: Country,
    translator: Translator,
    *,
    kind: str = "",
    is_for_people: bool = True,
) -> str:
    """Return a number with its details; for programs, hours in notation.

    `kind` is its type, for a text that has numbers of several types.
    """
    apps = [translator.translate(APP_LABELS[app]) for app in phone.apps]
    text = format_phone(phone, country, translator, apps, kind)
    hours = format_hours(phone.hours, translator) if is_for_people else phone.hours
    return ", ".join(filter(None, (text, hours, *describe_tests(phone, translator))))


@cache
def format_hours(hours: str, translator: Translator) -> str:
    """Return opening hours in words, as far as they have words; cached, since they repeat."""
    from cmcct.fieldtypes.opening_hours_text import describe_hours

    return describe_hours(hours, translator)


@cache
def describe_zone(zone: str, translator: Translator) -> str:
    """Return a zone's difference from UTC, in summer too where clocks change: `UTC-4`.

    A zone that is not known is unchanged.
    """
    from cmcct.fieldtypes import time_zone

    offsets = time_zone.utc_offsets(zone)
    if offsets is None:
        return zone
    standard, summer = (f"UTC{time_zone.format_offset(offset)}" for offset in offsets)
    if standard == summer:
        return standard
    # Translators: the time of a country: UTC-5, UTC-4 in summer
    return translator.gettext("{standard}, {summer} in summer", standard=standard, summer=summer)


def describe_local_time(local: datetime, own: datetime, translator: Translator) -> str:
    """Return the time of an office compared with the reader's: `Mon 10:05, 1 h behind you`.

    Both are the same moment, in the time zones of the office and of the reader.
    """
    from cmcct.calling.words import describe_duration

    time = translator.format_datetime(local, "EEE HH:mm")
    offsets = (moment.utcoffset() or timedelta() for moment in (local, own))
    ahead = next(offsets) - next(offsets)
    if not ahead:
        return translator.translate(SAME_TIME.with_values(time=time))
    compared = AHEAD if ahead > timedelta() else BEHIND
    duration = describe_duration(abs(ahead))
    return translator.translate(compared.with_values(time=time, duration=duration))


@cache
def format_day(day: date, translator: Translator) -> str:
    """Return a date in full; cached, since Babel is slow and dates repeat."""
    return translator.format_date(day)


def describe_tests(
    phone: Phone,
    translator: Translator,
    format_date: Callable[[date, Translator], str] = format_day,
) -> list[str]:
    """Return how the test calls of a number went: the last answer, then a later failure.

    Also that nobody is to make any.
    """
    texts = []
    if phone.tested:
        texts.append(TESTED.with_values(date=format_date(phone.tested, translator)))
    if failure := phone.last_failure:
        day = format_date(failure.on, translator)
        texts.append(FAILED[failure.why].with_values(date=day))
    elif phone.is_doubtful:
        texts.append(DOUBTFUL)
    if phone.no_test:
        texts.append(NO_TEST)
    return [translator.translate(text) for text in texts]


@cache
def describe_confirmation(verified: date | None, via: str | None, translator: Translator) -> str:
    """Return when and how an entry was last confirmed with the person."""
    if not verified:
        return translator.gettext("never")
    text = format_day(verified, translator)
    return f"{text}, {translator.translate(VIA_LABELS[via])}" if via else text


def format_meeting_day(meeting: Meeting, translator: Translator) -> str:
    """Return the days of a meeting in full, or the month if the day is unknown."""
    if isinstance(meeting.date, date):
        return translator.format_date(meeting.date, meeting.until)
    if not meeting.date:
        return ""
    return translator.format_month(datetime.fromisoformat(f"{meeting.date}-01"))


def record_names(ids: Iterable[str], records: Iterable[Meeting | WorkingGroup]) -> list[str]:
    """Return the names of meetings or working groups, or the id of one without a name."""
    names = {record.id: record.name for record in records}
    return [names.get(id_) or id_ for id_ in ids]


def describe_secrecy(sharing: str | None, translator: Translator) -> str:
    """Return the label of an audience that is smaller than the network, else ""."""
    return describe_audience(sharing, translator) if sharing == STRICTEST else ""


def describe_audience(sharing: str | None, translator: Translator) -> str:
    """Return the label of a stricter audience, else ""."""
    return translator.translate(_ONLY[sharing]) if sharing in _ONLY else ""
