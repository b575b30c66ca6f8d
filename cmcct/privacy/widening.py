"""What an edit shares more widely than before: e-mails, numbers and addresses."""

import re
from collections.abc import Iterable, Iterator

from cmcct.model.entities import CHANNELS, STRICTEST, Channel, FocalPoint
from cmcct.privacy.levels import channel_key, channel_pattern, is_wider, spelling, strictest

_LISTS = (*CHANNELS, "address")  # keys of the channels that an edit can widen
# A text that may have an address, a number or a handle in it; shorter numbers are in many.
_QUOTABLE = re.compile(
    r"@|[0-9](?:[^0-9]{0,3}[0-9]){5}|\w\.[0-9]{2}|signal|telegram|threema|t\.me", re.IGNORECASE
)


def widened_channels(before: FocalPoint, after: FocalPoint) -> list[str]:
    """Return the e-mails, numbers and address with a wider audience than before."""
    earlier = _map_widest(before)
    return [
        text
        for key, (text, level) in _map_widest(after).items()
        if key in earlier and is_wider(level, earlier[key][1])
    ]


def replacing_channels(before: FocalPoint, after: FocalPoint) -> list[str]:
    """Return the new e-mails, numbers and address with a wider audience than what they replace.

    Channels that only one side has are paired in their order in the list.
    """
    texts = []
    for key in _LISTS:
        gone, come = _only_in(before, after, key), _only_in(after, before, key)
        pairs = zip(gone, come, strict=False)
        texts += [text for (_text, earlier), (text, level) in pairs if is_wider(level, earlier)]
    return texts


def released_channels(
    holders: Iterable[FocalPoint], before: Iterable[FocalPoint], after: Iterable[FocalPoint]
) -> list[str]:
    """Return the channels that changed entries share more widely than before.

    Only channels of `holders` count, such as the entries of the private file (overlay). `before` is
    all of the directory, which is only read if it matters, and `after` are the changed entries.
    """
    held = {contact for point in holders for contact, _text, _level in _contacts(point)}
    shared = [
        (contact, text, level)
        for point in after
        for contact, text, level in _contacts(point)
        if contact in held and level != STRICTEST
    ]
    widest = dict.fromkeys(held, STRICTEST)
    for point in before if shared else ():
        for contact, _text, level in _contacts(point):
            if contact in held and is_wider(level, widest[contact]):
                widest[contact] = level
    return [text for contact, text, level in shared if is_wider(level, widest[contact])]


def quoted_channels(
    before: FocalPoint, after: FocalPoint, points: Iterable[FocalPoint]
) -> list[str]:
    """Return what the texts of an entry newly have, such as `notes`, and fewer people may see.

    `points` have the channels; they are only read if a text may have one.
    """
    old, new = (
        "\n".join(
            value
            for key, value in (point if point.sharing != STRICTEST else ())
            if isinstance(value, str) and key != "private_notes"
        )
        for point in (before, after)
    )
    if old == new or not _QUOTABLE.search(new):
        return []
    return [
        text
        for point in points
        for _key, channel, text, level in _list_channels(point)
        if is_wider(after.sharing, level) and _QUOTABLE.search(text)
        for pattern in [channel_pattern(channel)]
        if pattern.search(new) and not pattern.search(old)
    ]


def _contacts(point: FocalPoint) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Yield each channel and the address: a key in any spelling, the text, and the level."""
    for _key, channel, text, level in _list_channels(point):
        spelt = (spelling(text),) if isinstance(channel, str) else channel_key(channel)
        yield spelt, text, level


def _only_in(point: FocalPoint, other: FocalPoint, key: str) -> list[tuple[str, str]]:
    """Return the channels of a list that another entry lacks, each with its level."""
    texts = {spelling(text) for of, _channel, text, _level in _list_channels(other) if of == key}
    return [
        (text, level)
        for of, _channel, text, level in _list_channels(point)
        if of == key and spelling(text) not in texts
    ]


def _map_widest(point: FocalPoint) -> dict[str, tuple[str, str]]:
    """Return the text and the widest level of each channel of an entry, by its spelling."""
    widest: dict[str, tuple[str, str]] = {}
    for _key, _channel, text, level in _list_channels(point):
        spelt = spelling(text)
        if spelt not in widest or is_wider(level, widest[spelt][1]):
            widest[spelt] = text, level
    return widest


def _list_channels(point: FocalPoint) -> Iterator[tuple[str, Channel | str, str, str]]:
    """Yield each channel and the address of an entry: its key, itself, its text, its level."""
    for key in CHANNELS:
        for channel in getattr(point, key):
            yield key, channel, channel.text, strictest((point.sharing, channel.sharing))
    if point.address:
        yield "address", point.address, point.address, point.sharing
