"""What an edit shares more widely than before: e-mails, numbers and addresses."""

import re
from collections.abc import Iterable, Iterator

from cmcct.model.entities import CHANNELS, STRICTEST, Channel, FocalPoint
from cmcct.privacy.levels import AUDIENCES, channel_key, channel_pattern, spelling, strictest

_LISTS = (*CHANNELS, "address")  # keys of the channels that an edit can widen
# A text that may have an address, a number or a handle in it; shorter numbers are in many.
_QUOTABLE = re.compile(
    r"@|[0-9](?:[^0-9]{0,3}[0-9]){5}|\w\.[0-9]{2}|signal|telegram|threema|t\.me", re.IGNORECASE
)


def widened_channels(before: FocalPoint, after: FocalPoint) -> list[str]:
    """Return the e-mails, numbers and address with a wider audience than before."""
    earlier = _widest_ranks(before)
    return [
        text
        for key, (text, rank) in _widest_ranks(after).items()
        if key in earlier and rank < earlier[key][1]
    ]


def replacing_channels(before: FocalPoint, after: FocalPoint) -> list[str]:
    """Return the new e-mails, numbers and address with a wider audience than what they replace.

    Channels that only one side has are paired in their order in the list.
    """
    texts = []
    for key in _LISTS:
        gone, come = _only_in(before, after, key), _only_in(after, before, key)
        pairs = zip(gone, come, strict=False)
        texts += [text for (_text, earlier), (text, rank) in pairs if rank < earlier]
    return texts


def released_channels(
    holders: Iterable[FocalPoint], before: Iterable[FocalPoint], after: Iterable[FocalPoint]
) -> list[str]:
    """Return the channels that changed entries share more widely than before.

    Only channels of `holders` count, such as the entries of the private file (overlay). `before` is
    all of the directory, which is only read if it matters, and `after` are the changed entries.
    """
    held = {contact for point in holders for contact, _text, _rank in _contacts(point)}
    strict = AUDIENCES.index(STRICTEST)
    shared = [
        (contact, text, rank)
        for point in after
        for contact, text, rank in _contacts(point)
        if contact in held and rank != strict
    ]
    ranks: dict[tuple[str, ...], int] = {}
    for point in before if shared else ():
        for contact, _text, rank in _contacts(point):
            ranks[contact] = min(rank, ranks.get(contact, strict))
    return [text for contact, text, rank in shared if rank < ranks.get(contact, strict)]


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
    own = AUDIENCES.index(after.sharing)
    return [
        text
        for point in points
        for _key, channel, text, rank in _list_channels(point)
        if rank > own and _QUOTABLE.search(text)
        for pattern in [channel_pattern(channel)]
        if pattern.search(new) and not pattern.search(old)
    ]


def _contacts(point: FocalPoint) -> Iterator[tuple[tuple[str, ...], str, int]]:
    """Yield each channel and the address: a key in any spelling, the text, and the rank."""
    for _key, channel, text, rank in _list_channels(point):
        spelt = (spelling(text),) if isinstance(channel, str) else channel_key(channel)
        yield spelt, text, rank


def _only_in(point: FocalPoint, other: FocalPoint, key: str) -> list[tuple[str, int]]:
    """Return the channels of a list that another entry lacks, each with its rank."""
    texts = {spelling(text) for of, _channel, text, _rank in _list_channels(other) if of == key}
    return [
        (text, rank)
        for of, _channel, text, rank in _list_channels(point)
        if of == key and spelling(text) not in texts
    ]


def _widest_ranks(point: FocalPoint) -> dict[str, tuple[str, int]]:
    """Return the text and the widest rank of each channel of an entry, by its spelling."""
    pairs = [(text, rank) for _key, _channel, text, rank in _list_channels(point)]
    strict_first = sorted(pairs, key=lambda pair: -pair[1])
    return {spelling(text): (text, rank) for text, rank in strict_first}


def _list_channels(point: FocalPoint) -> Iterator[tuple[str, Channel | str, str, int]]:
    """Yield each channel and the address of an entry: its key, itself, its text.

    Also the rank of its audience, from the widest.
    """
    for key in CHANNELS:
        for channel in getattr(point, key):
            yield key, channel, channel.text, _rank(point.sharing, channel.sharing)
    if point.address:
        yield "address", point.address, point.address, _rank(point.sharing)


def _rank(*levels: str | None) -> int:
    return AUDIENCES.index(strictest(levels))
