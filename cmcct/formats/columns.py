"""The columns of tables: what each says of a focal point, as text for people."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from cmcct.countries import Country
from cmcct.errors import UnknownValueError
from cmcct.folding import fold
from cmcct.model import FocalPoint, Phone
from cmcct.wording import Wording, say

Column: TypeAlias = Callable[[FocalPoint], str]

SEPARATOR = "; "
# How an entry was confirmed.
VIA = {
    "phone": say("by phone"),
    "email": say("by e-mail"),
    "form": say("on a form"),
    "meeting": say("at a meeting"),
}

_ENGLISH = Wording()
_APPS = {"whatsapp": say("WhatsApp"), "signal": say("Signal"), "telegram": say("Telegram")}


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


def in_order(points: Sequence[FocalPoint], name: str) -> tuple[FocalPoint, ...]:
    """Sort by a column, from last to first where `-` stands before its name; empty cells last."""
    (column,) = pick([name.removeprefix("-")])

    def key(point: FocalPoint) -> str:
        return fold(cells(point, [column], "")[0])

    full = [point for point in points if key(point)]
    empty = [point for point in points if not key(point)]
    return (*sorted(full, key=key, reverse=name.startswith("-")), *empty)


def phone_text(phone: Phone, country: Country, words: Wording, apps: Iterable[str]) -> str:
    """Write a number in groups, with its extension, where it works, and the apps on it."""
    from cmcct.phones import international

    text = phone.number if phone.national else international(phone.number)
    if phone.ext:
        text = words.say("{number} ext. {ext}", number=text, ext=phone.ext)
    if phone.national:
        text = words.say("{number} ({country} only)", number=text, country=country)
    listed = ", ".join(apps)
    return f"{text} ({listed})" if listed else text


def app_names(phone: Phone, words: Wording) -> list[str]:
    """Return what the apps on a number are called."""
    return [words.of(_APPS[app]) for app in phone.apps]


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
