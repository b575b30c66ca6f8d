"""The rules of a directory: one function each, one list of them.

A rule's name is its code, its docstring its documentation. Rules look at what could be read; the
faults of what could not are in `Reading.findings` already.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

from cmcct import vocabulary
from cmcct.controls import FORBIDDEN, FORBIDDEN_IN_BLOCK
from cmcct.diagnostics import Finding, KeyPath
from cmcct.errors import did_you_mean
from cmcct.model import Directory, FocalPoint
from cmcct.reading import LISTS, Reading, Record
from cmcct.slugs import is_slug

Rule: TypeAlias = Callable[[Reading, date], Iterator[Finding]]

RULES: list[Rule] = []

_BLOCK_TEXTS = {"notes", "private_notes", "address"}
_REQUIRED: Mapping[str, tuple[str, ...]] = {
    "directory": ("name",),
    "meeting": ("name", "date"),
    "working_group": ("name",),
    "focal_point": ("country", "organisation", "sectors"),
}


_TEXT = '"…"'
_EXAMPLES = {"date": "2019-03-12", "sectors": '["…"]; cmcct list sectors names them'}


def check(reading: Reading, today: date) -> list[Finding]:
    """Return every finding about a directory, in the order of the rules."""
    found = [finding for rule in RULES for finding in rule(reading, today)]
    return _causes([*reading.findings, *found])


def check_overlay(
    raw: Mapping[str, Any], parts: Sequence[Record], directory: Directory, today: date
) -> list[Finding]:
    """Return the findings about a private overlay, whose channels follow the same rules."""
    points = {point.id: point for point in directory.focal_points}
    strangers = [_stranger(part, list(points)) for part in parts if part.value.id not in points]
    known = [_as_entry(part, points[part.value.id]) for part in parts if part.value.id in points]
    read = Reading(raw, directory, {"focal_point": tuple(known)}, ())
    found = [finding for rule in _OVERLAY_RULES for finding in rule(read, today)]
    return _causes([*strangers, *found])


def _causes(findings: Sequence[Finding]) -> list[Finding]:
    """Leave out what is wrong with a value only because a control character stands in it."""
    marred = {finding.path for finding in findings if finding.code == "control-character"}
    return [f for f in findings if f.code == "control-character" or f.path not in marred]


def _stranger(part: Record, known: Sequence[str]) -> Finding:
    from cmcct.suggest import closest

    id_ = part.value.id
    help_ = did_you_mean(closest(id_, known))
    message = f"no focal point has the id {id_!r}"
    return Finding("unknown-value", part.at("id"), message, help_, id_)


def _as_entry(part: Record, point: FocalPoint) -> Record:
    # The rules may look at the entry, and find faults in what the overlay says only.
    private = {key: getattr(part.value, key) for key in ("emails", "phones", "address")}
    return part._replace(value=point.model_copy(update={**private, "hours": "", "formerly": ()}))


def _rule(function: Rule) -> Rule:
    RULES.append(function)
    return function


def _points(reading: Reading) -> Iterator[tuple[Record, FocalPoint]]:
    for record in reading.records["focal_point"]:
        yield record, record.value


@_rule
def missing_key(reading: Reading, _today: date) -> Iterator[Finding]:
    """Say which key has to be there and is not.

    An entry needs `country`, `organisation` and at least one sector; and a `name`, unless it is a
    duty desk or the seat is vacant.
    """
    for table, keys in _REQUIRED.items():
        for record in reading.records[table]:
            for key in (*keys, *_required_name(record)):
                if not _is_given(record, key):
                    help_ = f"write {key} = {_EXAMPLES.get(key, _TEXT)}"
                    message = f"{key!r} is missing"
                    yield Finding("missing-key", record.path, message, help_, _entry(record))


def _required_name(record: Record) -> tuple[str, ...]:
    point = record.value
    is_person = isinstance(point, FocalPoint) and not (
        point.role == "duty-desk"
        or point.status == "vacant"
        or record.is_lost("role")
        or record.is_lost("status")
    )
    return ("name",) if is_person else ()


def _is_given(record: Record, key: str) -> bool:
    """Whether something stands under `key`, be it unreadable or under a misspelt one."""
    value = record.raw.get(key, "")
    is_blank = value == [] or (isinstance(value, str) and not value.strip())
    return not is_blank or record.is_lost(key)


def _entry(record: Record) -> str:
    return record.value.id if isinstance(record.value, FocalPoint) else ""


@_rule
def invalid_id(reading: Reading, _today: date) -> Iterator[Finding]:
    """Ids are lower-case letters and digits in groups joined by hyphens, 64 characters at most."""
    for name in LISTS:
        for record in reading.records[name]:
            for path, id_ in _ids(record):
                if not is_slug(id_):
                    help_ = "write lower-case letters, digits and hyphens, as in gy-ctu"
                    yield Finding("invalid-id", path, f"not an id: {id_!r}", help_, _entry(record))


def _ids(record: Record) -> Iterator[tuple[KeyPath, str]]:
    """Yield the id of a table and its earlier ones, each with its place."""
    yield record.at("id"), record.value.id
    for index, id_ in enumerate(getattr(record.value, "formerly", ())):
        yield record.at("formerly", index), id_


@_rule
def duplicate_id(reading: Reading, _today: date) -> Iterator[Finding]:
    """An id names one seat for ever: no other entry has it, nor had it (`formerly`)."""
    for name in LISTS:
        seen: set[str] = set()
        for record in reading.records.get(name, ()):
            for path, id_ in _ids(record):
                if id_ in seen:
                    message = f"id {id_!r} is taken"
                    yield Finding("duplicate-id", path, message, "choose another", _entry(record))
                seen.add(id_)


@_rule
def unknown_value(reading: Reading, _today: date) -> Iterator[Finding]:
    """A meeting or working group that an entry names is declared in the file."""
    for key, table in (("meetings", "meeting"), ("working_groups", "working_group")):
        known = [record.value.id for record in reading.records[table]]
        if len(known) < _written(reading, table):
            continue  # the one that is named may be the one that cannot be read
        for record, point in _points(reading):
            for index, id_ in enumerate(getattr(point, key)):
                if id_ not in known:
                    from cmcct.suggest import closest

                    message = f"no {table.replace('_', ' ')} has the id {id_!r}"
                    help_ = did_you_mean(closest(id_, known))
                    path = record.at(key, index)
                    yield Finding("unknown-value", path, message, help_, point.id)


def _written(reading: Reading, table: str) -> int:
    """Count the tables of a name that are written, readable or not."""
    tables = reading.raw.get(table, [])
    return len(tables) if isinstance(tables, list) else 1


@_rule
def invalid_language(reading: Reading, _today: date) -> Iterator[Finding]:
    """Languages are BCP 47 tags whose first part is a code of ISO 639: `en`, `pap`, `pt-BR`."""
    from cmcct import languages

    for record, point in _points(reading):
        for index, tag in enumerate(point.languages):
            if not languages.is_tag(tag):
                path = record.at("languages", index)
                help_ = languages.advice(tag)
                yield Finding("invalid-language", path, f"not a tag: {tag!r}", help_, point.id)


@_rule
def invalid_email(reading: Reading, _today: date) -> Iterator[Finding]:
    """An e-mail address is a name, one @ sign and a domain with a dot."""
    for record, point in _points(reading):
        for index, email in enumerate(point.emails):
            if not re.fullmatch(r"[^\s@]+@[^\s@.]+(\.[^\s@.]+)+", email.address):
                path = record.at("emails", index, "address")
                help_ = "write name@domain"
                yield Finding("invalid-email", path, "not an e-mail address", help_, point.id)


@_rule
def invalid_phone(reading: Reading, _today: date) -> Iterator[Finding]:
    """A telephone number starts with `+` and a country code, or says `national = true`."""
    from cmcct import phones

    for record, point in _points(reading):
        for index, phone in enumerate(point.phones):
            if phone.ext and not phone.ext.isdecimal():
                path = record.at("phones", index, "ext")
                yield Finding("invalid-phone", path, "not digits", 'write ext = "12"', point.id)
            if phone.national and re.search(r"\d", phone.number):
                continue
            if phone.national or not phones.can_exist(phone.number):
                path = record.at("phones", index, "number")
                message = _phone_fault(phone.number)
                help_ = _phone_help(phone.number, point.country.code)
                yield Finding("invalid-phone", path, message, help_, point.id)


def _phone_fault(number: str) -> str:
    if number.startswith("+") or not re.search(r"\d", number):
        return "no telephone number has this form"
    return "a telephone number without + and country code"


def _phone_help(number: str, country_code: str) -> str:
    from cmcct import phones

    written = phones.in_country(number, country_code)
    if written and not number.startswith("+"):
        return f'write "{written}", or national = true if it only works inside the country'
    return 'write it as "+592 609 1234"'


@_rule
def invalid_url(reading: Reading, _today: date) -> Iterator[Finding]:
    """A website is an address that starts with https:// or http://."""
    for record, point in _points(reading):
        if point.website and not re.fullmatch(r"https?://[^\s/]+\.[^\s/]+(/\S*)?", point.website):
            path, help_ = record.at("website"), 'write it as "https://example.org"'
            yield Finding("invalid-url", path, "not a web address", help_, point.id)


@_rule
def invalid_hours(reading: Reading, _today: date) -> Iterator[Finding]:
    """Hours are written as OpenStreetMap does: `Mo-Fr 08:00-16:30; PH off`, `24/7`."""
    from cmcct import hours

    help_ = 'write them as "Mo-Fr 08:00-16:30" or "24/7"'
    for record, point in _points(reading):
        places = [(record.at("hours"), point.hours)]
        places += [
            (record.at("phones", index, "hours"), phone.hours)
            for index, phone in enumerate(point.phones)
        ]
        for path, written in places:
            if written and not hours.is_valid(written):
                yield Finding("invalid-hours", path, "not opening hours", help_, point.id)


@_rule
def invalid_timezone(reading: Reading, _today: date) -> Iterator[Finding]:
    """A time zone is a name of the IANA database: `America/Port_of_Spain`."""
    from cmcct import hours

    for record, point in _points(reading):
        if point.timezone and not hours.is_zone(point.timezone):
            path, help_ = record.at("timezone"), 'write it as "America/Port_of_Spain"'
            yield Finding("invalid-timezone", path, "not a time zone", help_, point.id)


@_rule
def unreachable(reading: Reading, _today: date) -> Iterator[Finding]:
    """An active seat has an e-mail address or a telephone number."""
    for record, point in _points(reading):
        has_channel = _is_given(record, "emails") or _is_given(record, "phones")
        is_active = point.status == "active" and not record.is_lost("status")
        if is_active and not has_channel:
            message = "neither an e-mail address nor a telephone number"
            help_ = 'add emails = ["…"] or phones = ["+…"]'
            yield Finding("unreachable", record.path, message, help_, point.id)


@_rule
def dates_out_of_order(reading: Reading, today: date) -> Iterator[Finding]:
    """`since` is not later than `until`, nor than `verified`."""
    for record, point in _points(reading):
        if point.since is None or point.since > today:
            continue  # future_date says so
        for key in ("until", "verified"):
            later = getattr(point, key)
            if later and point.since > later:
                message = f"{key} is before since"
                yield Finding("dates-out-of-order", record.at(key), message, "", point.id)
                break


@_rule
def future_date(reading: Reading, today: date) -> Iterator[Finding]:
    """`since` and `verified` have happened already."""
    for record, point in _points(reading):
        for key in ("since", "verified"):
            day = getattr(point, key)
            if day and day > today:
                message = f"{key} is in the future"
                yield Finding("future-date", record.at(key), message, "", point.id)


@_rule
def family_name_not_in_name(reading: Reading, _today: date) -> Iterator[Finding]:
    """`family_name` is a part of `name`, written the same."""
    for record, point in _points(reading):
        is_nameless = "name" in _required_name(record) and not point.name.strip()
        if is_nameless or record.is_lost("name"):
            continue  # that is the fault
        if point.family_name not in point.name:
            path = record.at("family_name")
            message, help_ = "not a part of the name", "write the words of the name that it is"
            yield Finding("family-name-not-in-name", path, message, help_, point.id)


@_rule
def sharing_too_wide(reading: Reading, _today: date) -> Iterator[Finding]:
    """An e-mail address or number is never shared wider than its entry."""
    audiences = vocabulary.slugs("audience")
    for record, point in _points(reading):
        if record.is_lost("sharing"):
            continue  # nobody knows how wide it was meant to be
        entry_rank = audiences.index(point.sharing)
        for key in ("emails", "phones"):
            for index, channel in enumerate(getattr(point, key)):
                if channel.sharing and audiences.index(channel.sharing) < entry_rank:
                    path = record.at(key, index, "sharing")
                    message = f"shared with {channel.sharing}, its entry with {point.sharing} only"
                    yield Finding("sharing-too-wide", path, message, "", point.id)


@_rule
def control_character(reading: Reading, _today: date) -> Iterator[Finding]:
    """No value has control characters; `notes` and `address` may have line ends and tabs."""
    entries = {record.path: _entry(record) for record, _ in _points(reading)}
    for path, text in _texts(reading.raw):
        key = path[-1]
        forbidden = FORBIDDEN_IN_BLOCK if key in _BLOCK_TEXTS else FORBIDDEN
        match = forbidden.search(text)
        if match:
            message = f"the character U+{ord(match[0]):04X} may not stand here"
            entry = entries.get(path[:2], entries.get(path[:1], ""))
            yield Finding("control-character", path, message, "take it out", entry)


def _texts(raw: Mapping[str, Any]) -> Iterator[tuple[KeyPath, str]]:
    """Yield every text of the file with its path, in the order of the file."""
    # A list of what is left to do, not recursion: junk can be nested deeper than Python's stack.
    left: list[tuple[KeyPath, Any]] = [((), raw)]
    while left:
        path, value = left.pop()
        if isinstance(value, str):
            yield path, value
        elif isinstance(value, dict | list):
            items = value.items() if isinstance(value, dict) else enumerate(value)
            left += reversed([((*path, key), item) for key, item in items])


@_rule
def shelter_address(reading: Reading, _today: date) -> Iterator[Finding]:
    """A shelter's address is nowhere in the file: whoever reads the repository reads it."""
    for record, point in _points(reading):
        if "shelter" in point.sectors and point.address:
            path = record.at("address")
            message, help_ = "a shelter never has an address", "take it out of the file"
            yield Finding("shelter-address", path, message, help_, point.id)


_OVERLAY_RULES = (
    invalid_email,
    invalid_phone,
    invalid_hours,
    control_character,
    shelter_address,
    duplicate_id,
)
