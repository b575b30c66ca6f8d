"""The columns of tables: what each says of a focal point, for programs and for people."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import TypeAlias

from cmcct import vocabulary
from cmcct.countries import Country
from cmcct.errors import UnknownValueError
from cmcct.languages import language_name
from cmcct.model import FocalPoint, Meeting, Phone, WorkingGroup
from cmcct.sharing import Extract
from cmcct.wording import Message, Wording, say

Column: TypeAlias = Callable[[FocalPoint], str]
Said: TypeAlias = Callable[[FocalPoint, Extract, Wording], Iterable[str]]

SEPARATOR = "; "

_ENGLISH = Wording()
APPS = {"whatsapp": say("WhatsApp"), "signal": say("Signal"), "telegram": say("Telegram")}
VIA = {
    "phone": say("by phone"),
    "email": say("by e-mail"),
    "form": say("on a form"),
    "meeting": say("at a meeting"),
}
# Translators: the heading above those who were in an earlier list and are to be deleted from it
GONE = say("No longer in the list")


def pick(names: Sequence[str]) -> tuple[str, ...]:
    """Return the columns that a user named, all of them for none; raises `UnknownValueError`."""
    for name in names:
        if name not in NAMES:
            from cmcct.suggest import closest

            raise UnknownValueError("column", name, closest(name, NAMES) or NAMES)
    return tuple(names) or NAMES


def cells(point: FocalPoint, names: Iterable[str], marking: str) -> list[str]:
    """Return the texts of the named columns for one focal point."""
    return [marking if name == "marking" else _COLUMNS[name](point) for name in names]


def readable(point: FocalPoint, name: str, extract: Extract, words: Wording) -> list[str]:
    """Return what a column says of a focal point to people: one text for each of several values.

    Dates and the words of vocabularies are in the language of `words`, texts as they are written.
    """
    if name in _SAID:
        return [text for text in _SAID[name](point, extract, words) if text]
    return [text for text in cells(point, [name], extract.marking) if text]


def in_order(
    points: Sequence[FocalPoint], name: str, words: Wording = _ENGLISH
) -> tuple[FocalPoint, ...]:
    """Sort by a column, from last to first where `-` stands before its name; empty cells last.

    Countries are sorted by their names in the language of `words`, all else as it is written.
    """
    (column,) = pick([name.removeprefix("-")])

    def text(point: FocalPoint) -> str:
        if column == "country":
            return words.of(point.country)
        return cells(point, [column], "")[0]

    def key(point: FocalPoint) -> tuple[str, str]:
        return words.key(text(point))

    full = [point for point in points if text(point)]
    empty = [point for point in points if not text(point)]
    return (*sorted(full, key=key, reverse=name.startswith("-")), *empty)


def phone_text(phone: Phone, country: Country, words: Wording, apps: Iterable[str]) -> str:
    """Write a number in groups, with its extension, where it works, and the apps on it."""
    from cmcct.phones import international

    grouped = phone.number if phone.national else international(phone.number)
    text = with_extension(grouped, phone, words)
    if phone.national:
        text = words.say("{number} ({country} only)", number=text, country=country)
    listed = ", ".join(apps)
    return f"{text} ({listed})" if listed else text


def with_extension(number: str, phone: Phone, words: Wording) -> str:
    """Write a number with the extension to ask for, if it has one."""
    return words.say("{number} ext. {ext}", number=number, ext=phone.ext) if phone.ext else number


def office(point: FocalPoint, words: Wording) -> str:
    """Say where somebody is: the unit or organisation, and the country."""
    names = (point.unit, point.organisation, words.of(point.country))
    return ", ".join(name for name in names if name not in {"", point.label})


def described(phone: Phone, country: Country, words: Wording) -> str:
    """Write all that is known of a number but its type, for people."""
    text = phone_text(phone, country, words, [words.of(APPS[app]) for app in phone.apps])
    return f"{text}, {phone.hours}" if phone.hours else text


def when(meeting: Meeting, words: Wording) -> str:
    """Return the day of a meeting in full, or the month where only that is known."""
    if isinstance(meeting.date, date):
        return words.day(meeting.date)
    if not meeting.date:
        return ""
    return words.month(datetime.fromisoformat(f"{meeting.date}-01"))


def named(ids: Iterable[str], records: Iterable[Meeting | WorkingGroup]) -> list[str]:
    """Return the names of meetings or working groups, the id of one that has none."""
    names = {record.id: record.name for record in records}
    return [names.get(id_) or id_ for id_ in ids]


def _text(key: str) -> Column:
    return lambda point: getattr(point, key) or ""


def _texts(key: str) -> Column:
    return lambda point: SEPARATOR.join(getattr(point, key))


def _date(key: str) -> Column:
    return lambda point: getattr(point, key).isoformat() if getattr(point, key) else ""


def _phones(type_: str) -> Column:
    return lambda point: SEPARATOR.join(
        phone_text(phone, point.country, _ENGLISH, phone.apps)
        for phone in point.phones
        if phone.type == type_
    )


def _covers(point: FocalPoint) -> str:
    return SEPARATOR.join(country.name for country in point.covers)


_COLUMNS: dict[str, Column] = {
    "id": _text("id"),
    "country": lambda point: point.country.name,
    "country_code": lambda point: point.country.code,
    "name": _text("name"),
    "honorific": _text("honorific"),
    "family_name": _text("family_name"),
    "title": _text("title"),
    "organisation": _text("organisation"),
    "unit": _text("unit"),
    "body": _text("body"),
    "role": _text("role"),
    "sectors": _texts("sectors"),
    "languages": _texts("languages"),
    "email": lambda point: SEPARATOR.join(email.address for email in point.emails),
    "office_phone": _phones("office"),
    "mobile_phone": _phones("mobile"),
    "hotline": _phones("hotline"),
    "fax": _phones("fax"),
    "address": _text("address"),
    "city": _text("city"),
    "website": _text("website"),
    "hours": _text("hours"),
    "timezone": _text("timezone"),
    "covers": _covers,
    "working_groups": _texts("working_groups"),
    "meetings": _texts("meetings"),
    "status": _text("status"),
    "since": _date("since"),
    "until": _date("until"),
    "verified": _date("verified"),
    "verified_via": _text("verified_via"),
    "sharing": _text("sharing"),
    "notes": _text("notes"),
    "private_notes": _text("private_notes"),
    "formerly": _texts("formerly"),
    "marking": lambda _point: "",
}
NAMES = tuple(_COLUMNS)
PHONES = frozenset({"office_phone", "mobile_phone", "hotline", "fax"})


def _day(key: str) -> Said:
    def said(point: FocalPoint, _extract: Extract, words: Wording) -> list[str]:
        day: date | None = getattr(point, key)
        return [words.day(day)] if day else []

    return said


def _term(facet: str, key: str) -> Said:
    def said(point: FocalPoint, _extract: Extract, words: Wording) -> list[str]:
        value: str | Sequence[str] | None = getattr(point, key)
        slugs = [value] if isinstance(value, str) else value or []
        return [vocabulary.term(facet, slug).label(words.lang) for slug in slugs]

    return said


def _numbers(type_: str) -> Said:
    def said(point: FocalPoint, _extract: Extract, words: Wording) -> list[str]:
        phones = [phone for phone in point.phones if phone.type == type_]
        return [described(phone, point.country, words) for phone in phones]

    return said


_SAID: dict[str, Said] = {
    "country": lambda point, _extract, words: [words.of(point.country)],
    "body": _term("body", "body"),
    "role": _term("role", "role"),
    "sectors": _term("sector", "sectors"),
    "languages": lambda point, _extract, words: [
        language_name(tag, words.lang) for tag in point.languages
    ],
    "email": lambda point, _extract, _words: [email.address for email in point.emails],
    "office_phone": _numbers("office"),
    "mobile_phone": _numbers("mobile"),
    "hotline": _numbers("hotline"),
    "fax": _numbers("fax"),
    "timezone": lambda point, _extract, _words: [point.zone],
    "covers": lambda point, _extract, words: map(words.of, point.covers),
    "working_groups": lambda point, extract, _words: named(
        point.working_groups, extract.working_groups
    ),
    "meetings": lambda point, extract, _words: named(point.meetings, extract.meetings),
    "status": _term("status", "status"),
    "since": _day("since"),
    "until": _day("until"),
    "verified": _day("verified"),
    "verified_via": lambda point, _extract, words: [
        words.of(VIA[via]) for via in [point.verified_via] if via
    ],
    "sharing": _term("audience", "sharing"),
    "formerly": lambda point, _extract, _words: point.formerly,
}
HEADINGS: dict[str, Message] = {
    "id": say("Entry"),
    "country": say("Country"),
    "country_code": say("Country code"),
    "name": say("Name"),
    "honorific": say("Honorific"),
    "family_name": say("Family name"),
    "title": say("Job title"),
    "organisation": say("Organisation"),
    "unit": say("Unit"),
    "body": say("Institution"),
    "role": say("Role"),
    "sectors": say("Sectors"),
    "languages": say("Languages"),
    "email": say("E-mail"),
    "office_phone": say("Office phone"),
    "mobile_phone": say("Mobile phone"),
    "hotline": say("Hotline"),
    "fax": say("Fax"),
    "address": say("Address"),
    "city": say("City"),
    "website": say("Website"),
    "hours": say("Hours"),
    "timezone": say("Time zone"),
    "covers": say("Also covers"),
    "working_groups": say("Working groups"),
    "meetings": say("Meetings"),
    "status": say("Status"),
    "since": say("Since"),
    "until": say("Until"),
    "verified": say("Confirmed"),
    "verified_via": say("How confirmed"),
    "sharing": say("May be shared with"),
    "notes": say("Notes"),
    "private_notes": say("Private notes"),
    "formerly": say("Former ids"),
    "marking": say("Label"),
}
