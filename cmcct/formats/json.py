"""JSON for programs: all keys of `[[focal_point]]`, in one shape.

Missing texts and dates are null, lists are always present, channels are always objects, numbers are
E.164, countries have their canonical names.
"""

from collections.abc import Callable, Container, Iterable, Mapping
from typing import Any

from cmcct.model import entities
from cmcct.model.entities import Channel, FocalPoint, Meeting, Phone
from cmcct.privacy.audiences import AudienceView
from cmcct.text.control_chars import dump_json

_FIRST = ("id", "formerly", "merged", "country", "country_code")
_ENTRY_KEYS = tuple(dict.fromkeys((*_FIRST, *FocalPoint.model_fields)))
# The values of an entry that are no text, no day and no list of texts.
_OF_ENTRY: Mapping[str, Callable[[FocalPoint], Any]] = {
    "country": lambda point: point.country.name or None,
    "country_code": lambda point: point.country.code or None,
    "emails": lambda point: [_channel(email, point) for email in point.emails],
    "phones": lambda point: [_phone(phone, point) for phone in point.phones],
    "handles": lambda point: [_channel(handle, point) for handle in point.handles],
    "covers": lambda point: [country.name for country in point.covers],
}


def dump(view: AudienceView) -> str:
    """Return a whole view as one object."""
    return dump_json(document(view))


def entry_object(point: FocalPoint, keys: Iterable[str] = _ENTRY_KEYS) -> dict[str, Any]:
    """Return an entry as an object, with some of its keys."""
    return {
        key: _OF_ENTRY[key](point) if key in _OF_ENTRY else _plain(getattr(point, key))
        for key in keys
    }


def document(view: AudienceView) -> dict[str, Any]:
    """Return a whole view as an object; `edition` and `content` say which version it is."""
    about, edition = view.info, view.edition
    return {
        "directory": {"name": about.name, "contact": about.contact or None},
        "audience": view.audience,
        "marking": view.marking,
        "edition": {
            "number": edition.number or None,
            "date": edition.day and edition.day.isoformat(),
            "draft": edition.day is None,
            "excerpt": bool(edition.filters),
        },
        "content": edition.content or None,
        "meetings": [_meeting(meeting) for meeting in view.meetings_attended],
        "working_groups": [_group(group) for group in view.groups_joined],
        "focal_points": [entry_object(point) for point in view.focal_points],
    }


def dump_entries(view: AudienceView, conflicting_ids: Container[str] = ()) -> str:
    """Return only the entries, as a list of objects; those in conflict have `"conflict": true`."""
    entries = (
        entry_object(point) | ({"conflict": True} if point.id in conflicting_ids else {})
        for point in view.focal_points
    )
    return dump_json([*entries])


def differing_keys(
    before: FocalPoint, after: FocalPoint, more_keys: Iterable[str] = ()
) -> list[str]:
    """Return the keys of which the objects of two entries may differ, and some more."""
    values = vars(after)
    keys = {
        key
        for key, value in vars(before).items()
        if value is not values[key] and value != values[key]  # most are the same object
    }
    for key, derived in (("sharing", {*entities.CHANNELS}), ("country", {"country_code"})):
        keys |= derived if key in keys else set()
    keys |= {*more_keys}
    return [key for key in _ENTRY_KEYS if key in keys]


def record_object(
    record: FocalPoint | Meeting | entities.WorkingGroup | entities.DirectoryInfo,
) -> dict[str, Any]:
    """Return an entry, a meeting, a group or the directory's metadata as an object."""
    if isinstance(record, FocalPoint):
        return entry_object(record)
    if isinstance(record, Meeting):
        return _meeting(record)
    if isinstance(record, entities.WorkingGroup):
        return _group(record)
    return {key: value if isinstance(value, int) else _plain(value) for key, value in record}


def _phone(phone: Phone, point: FocalPoint) -> dict[str, Any]:
    own = {
        "number": phone.e164,
        "failed": {key: str(value) for key, value in phone.failed} if phone.failed else None,
        "doubtful": phone.is_doubtful,
    }
    return {key: _plain(value) for key, value in _channel(phone, point).items()} | own


def _channel(channel: Channel, point: FocalPoint) -> dict[str, Any]:
    return vars(channel) | {"sharing": channel.sharing or point.sharing}


def _meeting(meeting: Meeting) -> dict[str, Any]:
    own = {key: _plain(value) for key, value in meeting}
    return own | {"date": str(meeting.date) or None, "host": meeting.host.name or None}


def _group(group: entities.WorkingGroup) -> dict[str, Any]:
    own = {key: _plain(value) for key, value in group}
    return own | {"countries": [country.name for country in group.countries]}


def _plain(value: object) -> object:
    if isinstance(value, str):
        return value or None
    if isinstance(value, tuple):
        return list(value)
    return value if value is None or isinstance(value, bool) else str(value)
