"""TOML: entries as they stand in a directory file, with only the keys that say something."""

from typing import Any

from cmcct.countries import Country
from cmcct.model import Email, FocalPoint, Phone
from cmcct.sharing import Extract
from cmcct.toml_text import table

# A channel always says this of itself, or there would be no channel.
_NAMING = ("number", "address")


def dump(extract: Extract) -> str:
    """Write each entry as a `[[focal_point]]` table."""
    return "\n".join(table("[[focal_point]]", as_table(point)) for point in extract.focal_points)


def as_table(point: FocalPoint) -> dict[str, Any]:
    """Return the keys and values of an entry as a file would have them, defaults left out."""
    given = {
        key: value
        for key, value in point
        if value != FocalPoint.model_fields[key].get_default(call_default_factory=True)
    }
    return {key: _value(value, point.sharing) for key, value in given.items()}


def _value(value: Any, sharing: str) -> Any:
    if isinstance(value, Country):  # a tuple too
        return value.name
    if isinstance(value, tuple):
        return [_value(item, sharing) for item in value]
    if isinstance(value, Email | Phone):
        return _channel(value, sharing)
    return value


def _channel(channel: Email | Phone, sharing: str) -> Any:
    """Return a channel as plain text where a table would say no more."""
    given = {key: _value(item, sharing) for key, item in channel if item or key in _NAMING}
    if given.get("sharing") == sharing:
        del given["sharing"]
    if given.get("type") == "office":
        del given["type"]
    return next(iter(given.values())) if len(given) == 1 else given
