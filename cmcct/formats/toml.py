"""TOML: entries as in a directory file, without default values."""

from collections.abc import Mapping
from typing import Any

from cmcct.model import entities
from cmcct.model.entities import Channel, Directory, FocalPoint
from cmcct.model.fields import PLAIN_KEYS
from cmcct.privacy.audiences import AudienceView
from cmcct.reference.countries import Country
from cmcct.storage.directory_file import OVERLAY_NAME
from cmcct.toml.values import format_table

_HEADER = "[[focal_point]]"
# Always present: the value that makes it a channel.
_NAMING = PLAIN_KEYS.values()


def dump(view: AudienceView, with_private: Directory | None = None) -> str:
    """Return each entry as a `[[focal_point]]` table.

    The entry's part in the private overlay (`with_private`) follows as a comment, so that pasting
    the entry into the directory does not publish it.
    """
    joined = {point.id: point for point in with_private.focal_points} if with_private else {}
    addresses = with_private.private_addresses if with_private else {}
    texts = []
    for point in view.focal_points:
        text = format_table(_HEADER, entry_table(point))
        if part := _private_additions(point, joined.get(point.id, point), addresses):
            lines = format_table(_HEADER, {"id": point.id, **part}).rstrip("\n").split("\n")
            text += "".join(f"# {line}\n" for line in (OVERLAY_NAME, *lines))
        texts.append(text)
    return "\n".join(texts)


def _private_additions(
    own: FocalPoint, joined: FocalPoint, addresses: Mapping[str, str]
) -> dict[str, Any]:
    added = {
        **{key: getattr(joined, key)[len(getattr(own, key)) :] for key in entities.CHANNELS},
        "address": addresses.get(own.id),
        "private_notes": joined.private_notes.removeprefix(own.private_notes).lstrip("\n"),
    }
    return {key: _value(value, entities.STRICTEST) for key, value in added.items() if value}


def entry_table(point: FocalPoint) -> dict[str, Any]:
    """Return the keys and values of an entry as in a file, without defaults."""
    return {
        key: _value(value, point.sharing)
        for key, value in point
        if value != FocalPoint.model_fields[key].get_default(call_default_factory=True)
    }


def _value(value: Any, sharing: str) -> Any:
    if isinstance(value, Country):  # a tuple too
        return value.name
    if isinstance(value, tuple):
        return [_value(item, sharing) for item in value]
    if isinstance(value, Channel):
        return _channel(value, sharing)
    if isinstance(value, entities.Failure):
        return dict(value)
    return value


def _channel(channel: Channel, sharing: str) -> Any:
    """Return a channel as plain text if a table would have only one key."""
    defaults = {("sharing", sharing), ("type", "office")}
    table = {
        key: _value(item, sharing)
        for key, item in channel
        if key in _NAMING or (item and (key, item) not in defaults)
    }
    return next(iter(table.values())) if len(table) == 1 else table
