"""Levels of sharing: the audiences, from widest to strictest, and their labels."""

import re
from collections.abc import Iterable, Mapping

from cmcct.model.entities import NETWORK_LABELS, Channel, Email, FocalPoint, Handle
from cmcct.text.folding import fold

AUDIENCES = ("public", "network", "secretariat")
# The Traffic Light Protocol 2.0 label of an export, by audience.
MARKINGS = {"public": "TLP:CLEAR", "network": NETWORK_LABELS[0], "secretariat": "TLP:RED"}
AUDIENCES_BY_MARKING = {
    **{marking: audience for audience, marking in MARKINGS.items()},
    **dict.fromkeys(NETWORK_LABELS, "network"),
}

_BETWEEN_DIGITS = re.compile(r"[\s()./-]+")  # separators; national numbers have no E.164 form


def may_see(audience: str, sharing: str) -> bool:
    """Return whether `audience` may have data shared up to the level `sharing`."""
    return AUDIENCES.index(sharing) <= AUDIENCES.index(audience)


def is_wider(level: str, other: str) -> bool:
    """Return whether the first level has more readers than the other."""
    return AUDIENCES.index(level) < AUDIENCES.index(other)


def strictest(levels: Iterable[str | None]) -> str:
    """Return the strictest of some sharing levels; None is no level."""
    return max(filter(None, levels), key=AUDIENCES.index)


def channel_key(channel: Channel) -> tuple[str, ...]:
    """Return a key that identifies a channel in any spelling."""
    if isinstance(channel, Email):
        return (channel.address.strip().casefold(),)
    if isinstance(channel, Handle):
        return channel.app, channel.id.strip().casefold()
    return _BETWEEN_DIGITS.sub("", channel.e164), channel.ext


def channel_pattern(channel: Channel | str) -> re.Pattern[str]:
    """Return the pattern that finds a channel in a text: a number in any spelling.

    An extension makes no difference. A handle of letters alone may be a name or a word: it is found
    behind a quotation mark, an @, a slash or a colon. Another text is found as it is.
    """
    if isinstance(channel, str):
        return re.compile(re.escape(channel))
    if isinstance(channel, Email):
        text = re.escape(channel.address.strip()) or "(?!)"  # which finds nothing
        return re.compile(rf"(?<![\w.%+-]){text}(?![\w-]|\.\w)", re.IGNORECASE)
    if isinstance(channel, Handle):
        text = re.escape(channel.id.strip()) or "(?!)"
        before = r"[\"'@/:]\s?" if channel.id.isalpha() else r"(?<![\w.])"
        return re.compile(rf"{before}{text}(?!\w|\.\w)", re.IGNORECASE)
    from cmcct.fieldtypes import phone_number

    return phone_number.compile_pattern(channel.number)


def spelling(text: str) -> str:
    """Return a text without differences of spelling."""
    return fold(text) or text


def copy_if_changed(point: FocalPoint, values: Mapping[str, object]) -> FocalPoint:
    """Return an entry with the values that are kept of it."""
    # Most entries are unchanged, and copying thousands is slow.
    is_whole = all(getattr(point, key) == value for key, value in values.items())
    return point if is_whole else point.model_copy(update=values)
